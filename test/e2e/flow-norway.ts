/** The other Norwegian systems in the scenario. What is expected follows docs/systems. */
import { z } from 'zod'
import { choices, codeOf, codesOf, earned, endOf, holding, paid, text } from './flow-reading.ts'
import type { FlowSystem } from './flow-systems.ts'

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
              RemunerationType === 2 ? earned('hourly', HourRate) : earned('monthly', MonthRate),
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
        pay: () => earned(salary_type, Number(salary)),
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
