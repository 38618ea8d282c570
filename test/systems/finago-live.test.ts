/** The lives that every system's positions, absence and salary live. What an update does to what it leaves out is not documented. */
import { createFinagoSandbox } from '../../src/sandbox/finago.ts'
import { finago } from '../../src/systems/finago/index.ts'
import { describeLive } from './live-suite.ts'

for (const whenOmitted of ['keep', 'clear'] as const) {
  describeLive({
    system: { ...finago, name: `Finago (left out: ${whenOmitted})` },
    basePath: '/api',
    start({ people, now }) {
      const sandbox = createFinagoSandbox({ people, now, whenOmitted })
      const rowOf = (id: string) => {
        const row = sandbox.snapshot().find(({ empId }) => empId === id)
        if (!row) throw new RangeError('There is no such employee.')
        return row
      }
      return {
        sandbox,
        ids: () => sandbox.snapshot().map(({ empId }) => empId),
        pieces(id) {
          const { employments, absences, salary, salary_type, salary_valid_from, ...employee } = rowOf(id)
          return Object.fromEntries([
            ['employee', employee],
            ['salary', { salary, salary_type, salary_valid_from }],
            ...employments.map((row) => [`employment ${row.employment_id}`, row]),
            ...absences.map((row) => [`absence ${row.serialNo}`, row]),
          ])
        },
        positions: (id) =>
          rowOf(id).employments.map(({ startdate = '', enddate = '', employment_rate }) => ({
            startDate: startdate,
            endDate: enddate,
            percentage: Number(employment_rate),
          })),
        absence: (id) =>
          rowOf(id)
            .absences.filter(({ approved }) => approved !== '2')
            .map(({ absenceType = '', startDate = '', endDate = '', percent }) => ({
              code: absenceType,
              startDate: startDate.slice(0, 10),
              endDate: endDate.slice(0, 10),
              percentage: Number(percent || '100'),
            })),
        salary: (id) => {
          const { salary, salary_type } = rowOf(id)
          return { salary, salary_type }
        },
        registerAbsence: (id, { code, startDate, endDate, percentage }) =>
          sandbox.keep('absences', {
            empId: id,
            ...{ absenceType: code, startDate, endDate, percent: String(percentage), externalId: '', approved: '' },
          }),
      }
    },
    // The mark of the primary employment goes from the one that was there to the new one.
    positions: { occupationCode: '2130102', byHand: ['deleted'], mayChange: /^employment / },
    absence: {
      code: '01',
      otherCode: '12',
      foreign: { code: '03', startDate: '2026-02-05', endDate: '2026-02-06', percentage: 40 },
      byHand: ['deleted'],
    },
    salary: {
      shown: ({ unit, amount }) => ({
        salary: amount.toFixed(2),
        salary_type: unit === 'hourly' ? 'hourly' : 'monthly',
      }),
      cleared: undefined,
      dated: false,
      byHand: ['deleted'],
      mayChange: /^salary$/,
    },
  })
}
