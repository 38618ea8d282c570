/** The other Norwegian systems in the scenario. What is expected follows docs/systems. */
import { z } from 'zod'
import { choices, endOf, holding, paid, sum, text, valueOn } from './flow-reading.ts'
import type { FlowSystem } from './flow-systems.ts'

/** Seven digits, none of them a code that is the same for two titles. */
const codeOf = (title: string) => `24${String(11_000 + title.length * 37 + title.charCodeAt(0))}`
const codesOf = (titles: readonly string[]) => titles.map((title) => [title, codeOf(title)] as const)

const timeline = z.object({ activeStart: z.string().nullish(), activeEnd: z.string().nullish() })
const valued = z.array(timeline.extend({ value: z.union([z.string(), z.number()]) })).default([])
const vismaEmployee = z.looseObject({
  id: z.string(),
  number: text,
  lastChange: z.unknown(),
  personNames: z.array(z.looseObject({ firstName: text, lastName: text })).default([]),
  emails: z.array(z.looseObject({ address: text })).default([]),
  phones: z.array(z.looseObject({ number: z.coerce.string() })).default([]),
  address: z.looseObject({ streetName: text, zipCode: text, cityName: text }).nullish(),
  salaryPaymentMethod: z.looseObject({ localBankAccount: text }).nullish(),
  positions: z.array(
    z.looseObject({
      id: z.string(),
      activeStart: text,
      activeEnd: text,
      partTimeFactors: valued,
      typeOfWork: valued,
      salaryInformation: z
        .array(
          timeline.extend({
            contractSalaryType: text,
            monthlySalary: z.coerce.number().optional(),
            hourlySalary: z.coerce.number().optional(),
            yearlySalary: z.coerce.number().optional(),
          }),
        )
        .default([]),
    }),
  ),
})

export const vismaFlow: FlowSystem = {
  id: 'visma-net-payroll',
  country: 'NO',
  method: 'client-credentials',
  configure: (set, titles) =>
    choices({
      what: ['--users', 'on', '--create-users', 'on', '--positions', 'on', '--salary', 'on'],
      set: [
        ...set,
        'workTimeAgreement=0387f476-2471-4816-8b94-cdabb8fe4c21',
        'taxUnit=4299e8f5-2448-4cea-8d99-c59c1cfc99d6',
      ],
      titles: codesOf(titles),
    }),
  isWrite: ({ method, path }) => method !== 'GET' && !path.startsWith('/connect/'),
  fields: ['name', 'email', 'phone', 'address', 'account'],
  positions: { kind: 'each', shows: ['end', 'percentage', 'title'], titleOf: codeOf },
  salary: {
    isDated: true,
    shown: ({ unit, amount }) => sum(unit, amount),
    deleted: 'former',
  },
  read: (snapshot) =>
    z
      .array(vismaEmployee)
      .parse(snapshot)
      .map(({ positions, lastChange: _, ...employee }) => {
        const { address } = employee
        const name = employee.personNames.at(-1)
        return {
          id: employee.id,
          number: employee.number,
          fields: {
            name: `${name?.firstName} ${name?.lastName}`,
            email: employee.emails[0]?.address.toLowerCase() ?? '',
            phone: employee.phones[0]?.number ?? '',
            address: address ? `${address.streetName} ${address.zipCode} ${address.cityName}` : '',
            account: employee.salaryPaymentMethod?.localBankAccount ?? '',
          },
          pieces: {
            employee,
            ...Object.fromEntries(positions.map((position) => [`position ${position.id}`, position])),
          },
          positions: (day) =>
            positions.map(({ activeStart, activeEnd, partTimeFactors, typeOfWork }) => ({
              start: activeStart,
              end: endOf(activeEnd),
              percentage: Number(valueOn(partTimeFactors, day)?.value ?? 0),
              title: String(valueOn(typeOfWork, day)?.value ?? ''),
            })),
          absence: [],
          pay: (day) =>
            positions.flatMap(({ activeStart: start, activeEnd, salaryInformation }) => {
              if (holding([{ start, end: endOf(activeEnd) }], day).length === 0) return []
              const entry = valueOn(salaryInformation, day)
              const { contractSalaryType: unit = '', monthlySalary, hourlySalary, yearlySalary } = entry ?? {}
              const amount = { monthly: monthlySalary, hourly: hourlySalary, yearly: yearlySalary }[unit]
              return amount === undefined ? [] : [sum(unit, amount)]
            }),
        }
      }),
}

const unimicroEmployment = z.looseObject({
  ID: z.number(),
  StartDate: text,
  EndDate: text,
  WorkPercent: z.number().nullish(),
  JobName: text,
  MonthRate: z.number().nullish(),
  HourRate: z.number().nullish(),
  RemunerationType: z.number().nullish(),
  UpdatedAt: z.unknown(),
})
const unimicroStore = z.object({
  employees: z.array(
    z.looseObject({
      ID: z.number(),
      EmployeeNumber: z.number().nullish(),
      UpdatedAt: z.unknown(),
      BusinessRelationInfo: z.looseObject({
        Name: text,
        UpdatedAt: z.unknown(),
        DefaultEmail: z.looseObject({ EmailAddress: text }).nullish(),
        DefaultPhone: z.looseObject({ Number: text }).nullish(),
        InvoiceAddress: z.looseObject({ AddressLine1: text, PostalCode: text, City: text }).nullish(),
        DefaultBankAccount: z.looseObject({ AccountNumber: text }).nullish(),
      }),
      Employments: z.array(unimicroEmployment),
    }),
  ),
  leaves: z.array(
    z.looseObject({
      ID: z.number(),
      EmploymentID: z.number(),
      LeaveType: z.number(),
      LeavePercent: z.number(),
      FromDate: text,
      ToDate: text,
      UpdatedAt: z.unknown(),
    }),
  ),
})
const day10 = (moment: string) => moment.slice(0, 10)
const unimicroCodes = { 'Parental leave': 'leave:3', 'Unpaid time off': 'leave:6', 'Paid time off': 'leave:5' }

export const unimicroFlow: FlowSystem = {
  id: 'unimicro',
  country: 'NO',
  configure: (set, titles) => choices({ set, absence: unimicroCodes, titles: codesOf(titles) }),
  isWrite: ({ method, path }) => method !== 'GET' && !path.startsWith('/connect/'),
  fields: ['name', 'email', 'phone', 'address', 'account'],
  positions: { kind: 'each', shows: ['end', 'percentage', 'title'] },
  absence: { codes: unimicroCodes },
  salary: { isDated: false, shown: paid, deleted: 'former' },
  read(snapshot) {
    const { employees, leaves } = unimicroStore.parse(snapshot)
    return employees.map(({ Employments, UpdatedAt: _, ...employee }) => {
      const { BusinessRelationInfo: info } = employee
      const { InvoiceAddress: home } = info
      const ids = new Set(Employments.map(({ ID }) => ID))
      const own = leaves.filter(({ EmploymentID }) => ids.has(EmploymentID))
      const rows = Employments.map((one) => ({ ...one, start: day10(one.StartDate), end: endOf(day10(one.EndDate)) }))
      return {
        id: String(employee.ID),
        number: String(employee.EmployeeNumber ?? ''),
        fields: {
          name: info.Name,
          email: info.DefaultEmail?.EmailAddress.toLowerCase() ?? '',
          phone: (info.DefaultPhone?.Number ?? '').replace('+47', ''),
          address: home ? `${home.AddressLine1} ${home.PostalCode} ${home.City}` : '',
          account: info.DefaultBankAccount?.AccountNumber ?? '',
        },
        pieces: {
          employee,
          ...Object.fromEntries(Employments.map(({ UpdatedAt: _at, ...one }) => [`employment ${one.ID}`, one])),
          ...Object.fromEntries(own.map(({ UpdatedAt: _at, ...one }) => [`leave ${one.ID}`, one])),
        },
        positions: () =>
          rows.map(({ start, end, WorkPercent, JobName }) => ({
            start,
            end,
            percentage: WorkPercent ?? 0,
            title: JobName,
          })),
        absence: own.map(({ LeaveType, LeavePercent, FromDate, ToDate }) => ({
          code: `leave:${LeaveType}`,
          startDate: day10(FromDate),
          endDate: day10(ToDate),
          percentage: LeavePercent,
        })),
        pay: (day) =>
          rows
            .filter((row) => holding([row], day).length > 0)
            .flatMap(({ MonthRate, HourRate, RemunerationType }) =>
              RemunerationType === 2 ? [sum('hourly', HourRate ?? 0)] : [sum('monthly', MonthRate ?? 0)],
            ),
      }
    })
  },
}

const finagoEmployee = z.looseObject({
  empId: z.string(),
  firstname: text,
  lastname: text,
  email: text,
  telefon: text,
  postaddress: text,
  zipcode: text,
  city: text,
  account: text,
  salary: text,
  salary_type: text,
  salary_valid_from: text,
  employments: z.array(
    z.looseObject({
      employment_id: z.string(),
      startdate: text,
      enddate: text,
      employment_rate: text,
      profession_code: text,
    }),
  ),
  absences: z.array(
    z.looseObject({
      serialNo: z.string(),
      absenceType: text,
      startDate: text,
      endDate: text,
      percent: text,
      approved: text,
    }),
  ),
})
const finagoCodes = { 'Sick leave': '01', 'Self-certification': '03', 'Unpaid time off': '12', Vacation: '04' }

export const finagoFlow: FlowSystem = {
  id: 'finago',
  country: 'NO',
  configure: (set, titles) => choices({ set, absence: finagoCodes, titles: codesOf(titles) }),
  isWrite: ({ method }) => method !== 'GET',
  fields: ['name', 'email', 'phone', 'address', 'account'],
  positions: { kind: 'each', shows: ['end', 'percentage', 'title'], titleOf: codeOf },
  absence: { codes: finagoCodes },
  salary: { isDated: false, shown: paid, deleted: 'by-hand' },
  read: (snapshot) =>
    z
      .array(finagoEmployee)
      .parse(snapshot)
      .map(({ employments, absences, salary, salary_type, salary_valid_from, ...employee }) => ({
        id: employee.empId,
        number: employee.empId,
        fields: {
          name: `${employee.firstname} ${employee.lastname}`,
          email: employee.email.toLowerCase(),
          phone: employee.telefon.replace('+47', ''),
          address: `${employee.postaddress} ${employee.zipcode} ${employee.city}`.trim(),
          account: employee.account,
        },
        pieces: {
          employee,
          salary: { salary, salary_type, salary_valid_from },
          ...Object.fromEntries(employments.map((one) => [`employment ${one.employment_id}`, one])),
          ...Object.fromEntries(absences.map((one) => [`absence ${one.serialNo}`, one])),
        },
        positions: () =>
          employments.map(({ startdate, enddate, employment_rate, profession_code }) => ({
            start: startdate.slice(0, 10),
            end: endOf(enddate.slice(0, 10)),
            percentage: Number(employment_rate),
            title: profession_code,
          })),
        absence: absences
          .filter(({ approved }) => approved !== '2')
          .map(({ absenceType, startDate, endDate, percent }) => ({
            code: absenceType,
            startDate: startDate.slice(0, 10),
            endDate: endDate.slice(0, 10),
            percentage: Number(percent || '100'),
          })),
        pay: () => (salary === '' ? [] : [sum(salary_type, Number(salary))]),
      })),
}

const xledgerEmployee = z.looseObject({
  dbId: z.number(),
  code: text,
  firstName: text,
  lastName: text,
  email: text,
  employmentFrom: text,
  references: z.looseObject({ positionValue: text }),
})

export const xledgerFlow: FlowSystem = {
  id: 'xledger',
  country: 'NO',
  // The codes of the sandbox: its titles in alphabetical order.
  configure: (set, titles) =>
    choices({
      what: ['--users', 'on', '--create-users', 'on', '--positions', 'on'],
      set,
      titles: titles.toSorted().map((title, index) => [title, String(index + 1)]),
    }),
  isWrite: ({ body }) => body.includes('mutation'),
  fields: ['name', 'email'],
  positions: { kind: 'current', shows: ['title'] },
  read: (snapshot) =>
    z
      .array(xledgerEmployee)
      .parse(snapshot)
      .map((employee) => ({
        id: String(employee.dbId),
        number: employee.code,
        fields: { name: `${employee.firstName} ${employee.lastName}`, email: employee.email.toLowerCase() },
        pieces: { employee },
        positions: () => [{ start: employee.employmentFrom, end: null, title: employee.references.positionValue }],
        absence: [],
        pay: () => [],
      })),
}
