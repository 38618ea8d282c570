/** Tripletex in the scenario. What is expected follows docs/systems, and the figures are worked out by hand. */
import { z } from 'zod'
import { addDays } from './flow-facts.ts'
import { choices, earned, holding, sum } from './flow-reading.ts'
import type { FlowSystem, StoredEmployee } from './flow-systems.ts'

/** As its sandbox knows them. */
const occupations = new Map([
  ['Developer', '2139901'],
  ['Controller', '2419901'],
  ['HR adviser', '2512901'],
  ['Account manager', '3415901'],
  ['Accountant', '4121901'],
  ['Warehouse worker', '4131901'],
  ['Cook', '5122901'],
  ['Shop assistant', '5221901'],
  ['Cleaner', '9132901'],
])

/** Activities of the company, and a leave of absence. */
const codes = {
  Vacation: 'activity:5620002',
  'Self-certification': 'activity:5620003',
  'Sick leave': 'activity:5620004',
  'Sick child': 'activity:5620005',
  'Parental leave': 'leave:PARENTAL_BENEFITS',
}

const revised = { id: z.number(), version: z.number() }
const employee = z.looseObject({
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

export const tripletexFlow: FlowSystem = {
  id: 'tripletex',
  country: 'NO',
  configure: (set, titles) =>
    choices({
      set: [...set, 'division=108200001'],
      absence: codes,
      titles: titles.map((title) => [title, occupations.get(title) ?? '']),
    }),
  isWrite: ({ method, path }) => method !== 'GET' && !path.includes('/token/session'),
  fields: ['name', 'phone', 'address', 'account'],
  positions: { kind: 'rows', shows: ['percentage'] },
  absence: { codes, byDay: true },
  salary: {
    isDated: true,
    // Tripletex pays a part of what full time would: what comes out is what Huma says.
    shown: ({ unit, amount }) =>
      unit === 'hourly' ? sum('hourly', amount) : sum('yearly', amount * (unit === 'monthly' ? 12 : 1)),
    deleted: 'nothing',
  },
  read: (snapshot) => z.array(employee).parse(snapshot).map(stored),
}

function stored({ employments, timesheetEntries, version: _, ...one }: z.infer<typeof employee>): StoredEmployee {
  const rows = employments.flatMap(({ details, endDate }) =>
    details.map((row, index) => {
      const next = details[index + 1]?.date
      const last = next === undefined ? null : addDays(next, -1)
      // Nothing holds after the employment.
      const end = last === null || (endDate !== null && endDate < last) ? endDate : last
      return { ...row, start: row.date, end, percentage: row.percentageOfFullTimeEquivalent }
    }),
  )
  const pieces: Record<string, unknown> = { employee: one }
  for (const { details, leaves, version: _employment, ...employment } of employments) {
    pieces[`employment ${employment.id}`] = employment
    for (const { version: _row, ...row } of details) pieces[`row ${row.id}`] = row
    for (const { version: _leave, ...leave } of leaves) pieces[`leave ${leave.id}`] = leave
  }
  for (const { version: _entry, ...entry } of timesheetEntries) pieces[`entry ${entry.id}`] = entry
  const { address } = one
  return {
    id: String(one.id),
    number: one.employeeNumber,
    fields: {
      name: `${one.firstName} ${one.lastName}`,
      email: one.email.toLowerCase(),
      phone: one.phoneNumberMobile,
      account: one.bankAccountNumber,
      address: address ? `${address.addressLine1} ${address.postalCode} ${address.city}` : '',
    },
    pieces,
    positions: () => rows.map(({ start, end, percentage }) => ({ start, end, percentage })),
    absence: [
      ...timesheetEntries.map(({ activity, date, hours }) => ({
        code: `activity:${activity}`,
        startDate: date,
        endDate: date,
        // A full day is 7.5 hours where nobody has said otherwise.
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
        .filter((row) => holding([row], day).length > 0)
        .flatMap(({ annualSalary, hourlyWage, percentage }) => [
          ...earned('yearly', (annualSalary * percentage) / 100),
          ...earned('hourly', hourlyWage),
        ]),
  }
}
