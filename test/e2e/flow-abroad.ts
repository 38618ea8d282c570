/** The Swedish and Finnish systems in the scenario. What is expected follows docs/systems. */
import { z } from 'zod'
import { choices, decimal, earned, endOf, paid, text } from './flow-reading.ts'
import type { FlowSystem, StoredAbsence } from './flow-systems.ts'

const swedishCodes = {
  Vacation: 'SEM',
  'Self-certification': 'SJK',
  'Sick leave': 'SJK',
  'Sick child': 'VAB',
  'Unpaid time off': 'TJL',
}

const money = z.union([z.string(), z.number()]).nullish()
const fortnoxStore = z.object({
  employees: z.array(
    z.looseObject({
      EmployeeId: z.string(),
      FirstName: text,
      LastName: text,
      Email: text,
      Phone1: text,
      Address2: text,
      PostCode: text,
      City: text,
      ClearingNo: text,
      BankAccountNo: text,
      JobTitle: text,
      EmployedTo: text,
      EmploymentDate: text,
      EmploymentForm: text,
      SalaryForm: text,
      MonthlySalary: money,
      HourlyPay: money,
      DatedWages: z.array(z.looseObject({ FirstDay: z.string(), MonthlySalary: money, HourlyPay: money })),
    }),
  ),
  absences: z.array(
    z.looseObject({
      id: z.string(),
      EmployeeId: z.string(),
      Date: z.string(),
      CauseCode: z.string(),
      Extent: z.coerce.number(),
    }),
  ),
})

export const fortnoxFlow: FlowSystem = {
  id: 'fortnox',
  country: 'SE',
  method: 'service-account',
  configure: (set) => choices({ set, absence: swedishCodes }),
  isWrite: ({ method, path }) => method !== 'GET' && !path.startsWith('/oauth-v1/'),
  fields: ['name', 'email', 'phone', 'address', 'account'],
  positions: { kind: 'current', shows: ['title', 'end'] },
  absence: { codes: swedishCodes, byDay: true },
  salary: { isDated: true, shown: paid, deleted: 'former' },
  read(snapshot) {
    const { employees, absences } = fortnoxStore.parse(snapshot)
    return employees.map(
      ({
        JobTitle,
        EmploymentDate,
        EmployedTo,
        EmploymentForm,
        SalaryForm,
        DatedWages,
        MonthlySalary: _m,
        HourlyPay: _h,
        ...employee
      }) => {
        const own = absences.filter(({ EmployeeId }) => EmployeeId === employee.EmployeeId)
        return {
          id: employee.EmployeeId,
          number: employee.EmployeeId,
          fields: {
            name: `${employee.FirstName} ${employee.LastName}`,
            email: employee.Email.toLowerCase(),
            phone: employee.Phone1.replace('+47', ''),
            address: `${employee.Address2} ${employee.PostCode} ${employee.City}`.trim(),
            account: employee.ClearingNo + employee.BankAccountNo,
          },
          pieces: {
            employee,
            job: { JobTitle, EmploymentDate, EmployedTo, EmploymentForm },
            form: SalaryForm,
            ...Object.fromEntries(DatedWages.map((wage) => [`wage ${wage.FirstDay}`, wage])),
            ...Object.fromEntries(own.map((row) => [`absence ${row.id}`, row])),
          },
          positions: () => [{ start: EmploymentDate, end: endOf(EmployedTo), title: JobTitle }],
          absence: own.map(({ Date: date, CauseCode, Extent }) => ({
            code: CauseCode,
            startDate: date,
            endDate: date,
            percentage: Extent,
          })),
          pay(day) {
            const wage = DatedWages.toSorted((a, b) => (a.FirstDay < b.FirstDay ? -1 : 1)).findLast(
              ({ FirstDay }) => FirstDay <= day,
            )
            return [...earned('monthly', Number(wage?.MonthlySalary)), ...earned('hourly', Number(wage?.HourlyPay))]
          },
        }
      },
    )
  },
}

const dated = z.array(z.object({ from: z.string(), value: z.string() })).default([])
const cronaEmployee = z.looseObject({
  anstid: z.string(),
  fornamn: text,
  efternamn: text,
  epostarb: text,
  mobiltelefon: text,
  postadress: text,
  postnr: text,
  ort: text,
  bankclearing: text,
  bankkonto: text,
  befattning: text,
  anstform: text,
  anstdatum: text,
  avgdatum: text,
  lonform: text,
  sysgrad: dated,
  manlon: dated,
  timlon: dated,
  tidtransaktioner: z.array(z.record(z.string(), z.string())),
})

function cronaAbsence(row: Readonly<Record<string, string>>): StoredAbsence {
  const { tidkod = '', datum = '', datumfrom = datum, datumtom = datum, omfattning = '100' } = row
  return { code: tidkod, startDate: datumfrom, endDate: datumtom, percentage: Number(omfattning) }
}

export const cronaLonFlow: FlowSystem = {
  id: 'crona-lon',
  country: 'SE',
  hasFiles: true,
  configure: (set) => choices({ set, absence: swedishCodes }),
  isWrite: () => false,
  fields: ['name', 'email', 'phone', 'address', 'account'],
  positions: { kind: 'current', shows: ['title', 'percentage'] },
  absence: { codes: swedishCodes },
  salary: { isDated: true, shown: paid, deleted: 'by-hand' },
  read: (snapshot) =>
    z
      .array(cronaEmployee)
      .parse(snapshot)
      .map((all) => {
        const {
          befattning,
          anstform,
          anstdatum,
          avgdatum,
          sysgrad,
          lonform,
          manlon,
          timlon,
          tidtransaktioner,
          ...employee
        } = all
        const on = (values: z.infer<typeof dated>, day: string) =>
          values.toSorted((a, b) => (a.from < b.from ? -1 : 1)).findLast(({ from }) => from <= day)?.value
        return {
          id: employee.anstid,
          number: employee.anstid,
          fields: {
            name: `${employee.fornamn} ${employee.efternamn}`,
            email: employee.epostarb.toLowerCase(),
            phone: employee.mobiltelefon.replace('+47', ''),
            address: `${employee.postadress} ${employee.postnr} ${employee.ort}`.trim(),
            account: employee.bankclearing + employee.bankkonto,
          },
          pieces: {
            employee,
            job: { befattning, anstform, anstdatum, avgdatum },
            degree: sysgrad,
            pay: { lonform, manlon, timlon },
            ...Object.fromEntries(tidtransaktioner.map((row, index) => [`absence ${index}`, row])),
          },
          positions: (day) => [
            { start: anstdatum, end: endOf(avgdatum), percentage: Number(on(sysgrad, day) ?? 0), title: befattning },
          ],
          absence: tidtransaktioner.map(cronaAbsence),
          pay: (day) =>
            [['monthly', on(manlon, day)] as const, ['hourly', on(timlon, day)] as const].flatMap(([unit, value]) =>
              earned(unit, decimal(value ?? '')),
            ),
        }
      }),
}

const netvisorEmployee = z.looseObject({
  netvisorkey: z.number(),
  employeenumber: text,
  firstname: text,
  lastname: text,
  email: text,
  phonenumber: text,
  streetaddress: text,
  postnumber: text,
  city: text,
  payrollservice: z.unknown().optional(),
  employmentperiods: z.array(
    z.looseObject({
      netvisorkey: z.number(),
      startdate: text,
      enddate: text,
      profession: text,
      employmentform: text,
      parttimepercent: text,
    }),
  ),
  salaryparameters: z.record(z.string(), z.string()),
  workdayhours: z.array(
    z.looseObject({ key: z.number(), date: z.string(), hours: z.coerce.string(), ratio: z.coerce.string() }),
  ),
})
const finnishCodes = { 'Sick leave': '300', 'Self-certification': '300', 'Sick child': '320' }

export const netvisorFlow: FlowSystem = {
  id: 'netvisor',
  country: 'FI',
  configure: (set) =>
    choices({
      set: [...set, 'monthlySalaryRatio=1010', 'hourlySalaryRatio=1020', 'hoursPerDay=7,5'],
      absence: finnishCodes,
    }),
  isWrite: ({ path }) => !/\/(get\w+|payrollratiolist)\.nv$/.test(path),
  fields: ['name', 'email', 'phone', 'address'],
  positions: { kind: 'each', shows: ['end', 'percentage', 'title'], removes: true },
  absence: { codes: finnishCodes, byDay: true },
  salary: { isDated: false, shown: paid, deleted: 'nothing' },
  read: (snapshot) =>
    z
      .array(netvisorEmployee)
      .parse(snapshot)
      .map(({ employmentperiods, salaryparameters, workdayhours, payrollservice: _, ...employee }) => ({
        id: String(employee.netvisorkey),
        number: employee.employeenumber,
        fields: {
          name: `${employee.firstname} ${employee.lastname}`,
          email: employee.email.toLowerCase(),
          phone: employee.phonenumber.replace('+47', ''),
          address: `${employee.streetaddress} ${employee.postnumber} ${employee.city}`.trim(),
        },
        pieces: {
          employee,
          salary: salaryparameters,
          ...Object.fromEntries(employmentperiods.map((period) => [`period ${period.netvisorkey}`, period])),
          ...Object.fromEntries(workdayhours.map((hour) => [`hours ${hour.key}`, hour])),
        },
        positions: () =>
          employmentperiods.map(({ startdate, enddate, profession, employmentform, parttimepercent }) => ({
            start: startdate.slice(0, 10),
            end: endOf(enddate.slice(0, 10)),
            percentage: employmentform === '1' ? 100 : decimal(parttimepercent),
            title: profession,
          })),
        absence: workdayhours.map(({ date, hours, ratio }) => ({
          code: ratio,
          startDate: date,
          endDate: date,
          percentage: Math.round((decimal(hours) * 100) / 7.5),
        })),
        pay: () =>
          (
            [
              ['monthly', '1010'],
              ['hourly', '1020'],
            ] as const
          ).flatMap(([unit, ratio]) => {
            return earned(unit, decimal(salaryparameters[ratio] ?? ''))
          }),
      })),
}
