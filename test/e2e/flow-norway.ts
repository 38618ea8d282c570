/** The Norwegian systems of the scenario. What is expected follows docs/systems, and the figures are worked out by hand. */
import { z } from 'zod'
import { addDays } from './flow-facts.ts'
import type { FlowSystem, StoredEmployee } from './flow-systems.ts'

/** Seven digits of STYRK-98, as the sandboxes know them. */
const occupations: Readonly<Record<string, string>> = {
  Developer: '2139901',
  Controller: '2419901',
  'HR adviser': '2512901',
  'Account manager': '3415901',
  Accountant: '4121901',
  'Warehouse worker': '4131901',
  Cook: '5122901',
  'Shop assistant': '5221901',
  Cleaner: '9132901',
}

const everything = ['--users', 'on', '--create-users', 'on', '--positions', 'on', '--absence', 'on', '--salary', 'on']

export function choices(
  what: readonly string[],
  parts: {
    set?: readonly string[]
    absence?: Readonly<Record<string, string>>
    titles?: Readonly<Record<string, string>>
  },
): string[] {
  const { set = [], absence = {}, titles = {} } = parts
  return [
    ...what,
    ...set.flatMap((one) => ['--set', one]),
    ...Object.entries(absence).flatMap(([type, code]) => ['--map-absence', `${type}=${code}`]),
    ...Object.entries(titles).flatMap(([title, code]) => ['--map-occupation', `${title}=${code}`]),
  ]
}

const revised = { id: z.number(), version: z.number() }
const tripletexEmployee = z.looseObject({
  ...revised,
  employeeNumber: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  phoneNumberMobile: z.string(),
  bankAccountNumber: z.string(),
  address: z.looseObject({ addressLine1: z.string(), postalCode: z.string(), city: z.string() }).nullable(),
  employments: z.array(
    z.looseObject({
      ...revised,
      startDate: z.string(),
      endDate: z.string().nullable(),
      details: z.array(
        z.looseObject({
          ...revised,
          date: z.string(),
          percentageOfFullTimeEquivalent: z.number(),
          annualSalary: z.number(),
          hourlyWage: z.number(),
        }),
      ),
      leaves: z.array(
        z.looseObject({
          ...revised,
          type: z.string(),
          startDate: z.string(),
          endDate: z.string().nullable(),
          percentage: z.number(),
        }),
      ),
    }),
  ),
  timesheetEntries: z.array(z.looseObject({ ...revised, activity: z.number(), date: z.string(), hours: z.number() })),
})

const tripletexAbsence = {
  Vacation: 'activity:5620002',
  'Self-certification': 'activity:5620003',
  'Sick leave': 'activity:5620004',
  'Sick child': 'activity:5620005',
  'Parental leave': 'leave:PARENTAL_BENEFITS',
}

export const tripletexFlow: FlowSystem = {
  id: 'tripletex',
  country: 'NO',
  configure: (set) =>
    choices(everything, { set: [...set, 'division=108200001'], absence: tripletexAbsence, titles: occupations }),
  isWrite: ({ path }) => !path.includes('/token/session'),
  fields: ['name', 'phone', 'address', 'account'],
  positions: { kind: 'rows', shows: ['percentage', 'end'] },
  absence: { codes: tripletexAbsence, byDay: true },
  salary: {
    isDated: true,
    // What full time pays: the pay by the percentage, twelve months a year.
    shown: ({ unit, amount }, percentage) =>
      unit === 'hourly'
        ? `hourly ${amount.toFixed(2)}`
        : `annual ${((amount * (unit === 'monthly' ? 12 : 1) * 100) / percentage).toFixed(0)}`,
    cleared: 'annual 0',
  },
  read: (snapshot) =>
    z
      .array(tripletexEmployee)
      .parse(snapshot)
      .map(({ employments, timesheetEntries, version: _, ...employee }): StoredEmployee => {
        const rows = employments.flatMap(({ details, endDate }) =>
          details.map((row, index) => {
            const next = details[index + 1]?.date
            return { row, start: row.date, end: next === undefined ? endDate : addDays(next, -1) }
          }),
        )
        const pieces: Record<string, unknown> = { employee }
        for (const { details, leaves, version: _employment, ...employment } of employments) {
          pieces[`employment ${employment.id}`] = employment
          for (const { version: _row, ...row } of details) pieces[`row ${row.id}`] = row
          for (const { version: _leave, ...leave } of leaves) pieces[`leave ${leave.id}`] = leave
        }
        for (const { version: _entry, ...entry } of timesheetEntries) pieces[`entry ${entry.id}`] = entry
        const { address } = employee
        return {
          id: String(employee.id),
          number: employee.employeeNumber,
          fields: {
            name: `${employee.firstName} ${employee.lastName}`,
            email: employee.email.toLowerCase(),
            phone: employee.phoneNumberMobile,
            account: employee.bankAccountNumber,
            address: address ? `${address.addressLine1} ${address.postalCode} ${address.city}` : '',
          },
          pieces,
          positions: () =>
            rows.map(({ row, start, end }) => ({ start, end, percentage: row.percentageOfFullTimeEquivalent })),
          absence: [
            ...timesheetEntries.map(({ activity, date, hours }) => ({
              code: `activity:${activity}`,
              startDate: date,
              endDate: date,
              percentage: Math.round((hours / 7.5) * 100),
            })),
            ...employments.flatMap(({ leaves }) =>
              leaves.map(({ type, startDate, endDate, percentage }) => ({
                code: `leave:${type}`,
                startDate,
                endDate: endDate ?? '9999-12-31',
                percentage,
              })),
            ),
          ],
          pay: (day) =>
            rows
              .filter(({ start, end }) => start <= day && (end === null || day <= end))
              .flatMap(({ row }) => [`annual ${row.annualSalary.toFixed(0)}`, `hourly ${row.hourlyWage.toFixed(2)}`]),
        }
      }),
}
export const finagoFlow: FlowSystem = {} as never
export const unimicroFlow: FlowSystem = {} as never
export const vismaFlow: FlowSystem = {} as never
