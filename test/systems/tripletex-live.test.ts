import { dayAfter } from '../../src/core/position.ts'
import { createTripletexSandbox } from '../../src/sandbox/tripletex.ts'
import { tripletex } from '../../src/systems/tripletex/index.ts'
import type { LiveBackstage, LiveHarness, StoredAbsence } from './live-harness.ts'
import { describeLive } from './live-suite.ts'

/** As the sandbox numbers them: a general activity of the company's own each. */
const [administration, holiday, sickness] = [5_620_001, 5_620_002, 5_620_004]
const hoursOfADay = 7.5

const start: LiveHarness['start'] = (parts) => {
  const sandbox = createTripletexSandbox(parts)
  const employeeOf = (id: string) => {
    const employee = sandbox.snapshot().find((one) => one.id === Number(id))
    if (!employee) throw new RangeError('There is no such employee.')
    return employee
  }
  const backstage: LiveBackstage = {
    sandbox,
    ids: () => sandbox.snapshot().map(({ id }) => String(id)),
    pieces(id) {
      const { employments, timesheetEntries, ...employee } = employeeOf(id)
      const pieces: Record<string, unknown> = { employee }
      for (const { details, leaves, ...employment } of employments) {
        pieces[`employment ${employment.id}`] = employment
        for (const row of details) pieces[`row ${row.id}`] = row
        for (const leave of leaves) pieces[`leave ${leave.id}`] = leave
      }
      for (const entry of timesheetEntries) pieces[`entry ${entry.id}`] = entry
      return pieces
    },
    positions: (id) =>
      employeeOf(id).employments.flatMap(({ details, endDate }) =>
        details.map(({ date, percentageOfFullTimeEquivalent: percentage }, index) => {
          const next = details[index + 1]?.date
          return { startDate: date, endDate: next === undefined ? endDate : dayAfter(next, -1), percentage }
        }),
      ),
    absence(id) {
      const { employments, timesheetEntries } = employeeOf(id)
      const hours = timesheetEntries.map(({ activity, date, hours: count }) => ({
        code: `activity:${activity}`,
        startDate: date,
        endDate: date,
        percentage: (count / hoursOfADay) * 100,
      }))
      const leaves = employments.flatMap((one) =>
        one.leaves.map(({ type, startDate, endDate, percentage }) => ({
          code: `leave:${type}`,
          startDate,
          endDate: endDate ?? '9999-12-31',
          percentage,
        })),
      )
      return [...hours, ...leaves]
    },
    salary(id, date) {
      const rows = employeeOf(id).employments.flatMap(({ details }) => details)
      const row = rows.findLast((one) => one.date <= date)
      return row && [row.annualSalary, row.hourlyWage, row.remunerationType]
    },
    registerAbsence(id, { code, startDate, endDate, percentage }: StoredAbsence) {
      const [kind, rest = ''] = code.split(':')
      if (kind === 'leave') sandbox.registerLeave(Number(id), { type: rest, startDate, endDate, percentage })
      else {
        const hours = (hoursOfADay * percentage) / 100
        sandbox.registerHours(Number(id), { activity: Number(rest), date: startDate, hours, comment: 'Own words' })
      }
    },
  }
  return backstage
}

const harness: LiveHarness = {
  system: tripletex,
  basePath: '/v2',
  start,
  positions: { occupationCode: '2419901', byHand: ['deleted'], mayChange: /^employment / },
  absence: {
    code: `activity:${holiday}`,
    otherCode: `activity:${sickness}`,
    foreign: { code: `activity:${administration}`, startDate: '2026-02-04', endDate: '2026-02-04', percentage: 40 },
  },
  salary: {
    // By hand: 40,000 × 12 / 0.8, and that by 1,950 hours.
    shown: ({ unit, amount }) =>
      unit === 'hourly'
        ? [amount * 1950, amount, 'HOURLY_WAGE']
        : [amount * 15, Math.round((amount * 1500) / 1950) / 100, 'MONTHLY_WAGE'],
    cleared: [0, 0, 'HOURLY_WAGE'],
    dated: true,
  },
}

describeLive(harness)
describeLive(
  {
    ...harness,
    absence: {
      code: 'leave:PARENTAL_BENEFITS',
      otherCode: 'leave:OTHER_STATUTORILY_REQUIRED',
      foreign: { code: 'leave:FURLOUGH', startDate: '2026-02-02', endDate: '2026-02-06', percentage: 20 },
      byHand: ['deleted'],
    },
  },
  ['absence'],
)
