import { createFortnoxSandbox } from '../../src/sandbox/fortnox.ts'
import { fortnox } from '../../src/systems/fortnox/index.ts'
import { sessionOf } from './fortnox-setting.ts'
import { describeLive } from './live-suite.ts'

describeLive({
  system: fortnox,
  basePath: '/3',
  session: sessionOf,
  start({ people, now }) {
    const sandbox = createFortnoxSandbox({ people, now, serviceAccount: true })
    const employee = (id: string) => {
      const found = sandbox.snapshot().employees.find(({ EmployeeId }) => EmployeeId === id)
      if (!found) throw new RangeError('There is no such employee.')
      return found
    }
    return {
      sandbox,
      ids: () => sandbox.snapshot().employees.map(({ EmployeeId }) => EmployeeId),
      pieces(id) {
        const { JobTitle, EmploymentDate, EmployedTo, EmploymentForm, ...rest } = employee(id)
        const { DatedWages, MonthlySalary: _, HourlyPay: __, ...others } = rest
        const absences = sandbox.snapshot().absences.filter(({ EmployeeId }) => EmployeeId === id)
        return {
          job: { JobTitle, EmploymentDate, EmployedTo, EmploymentForm },
          others,
          ...Object.fromEntries(DatedWages.map((wage) => [`wage ${wage.FirstDay}`, filled(wage)])),
          ...Object.fromEntries(absences.map((row) => [`absence ${row.id}`, row])),
        }
      },
      positions(id) {
        const { EmploymentDate, EmployedTo } = employee(id)
        return [{ startDate: EmploymentDate ?? '', endDate: EmployedTo ?? null, percentage: 0 }]
      },
      absence: (id) =>
        sandbox
          .snapshot()
          .absences.filter(({ EmployeeId }) => EmployeeId === id)
          .map(({ Date: date, CauseCode, Extent }) => ({
            startDate: String(date),
            endDate: String(date),
            code: String(CauseCode),
            percentage: Number(Extent),
          })),
      salary(id, date) {
        const { MonthlySalary, HourlyPay } =
          employee(id)
            .DatedWages.toSorted((a, b) => (a.FirstDay < b.FirstDay ? -1 : 1))
            .findLast(({ FirstDay }) => FirstDay <= date) ?? {}
        return filled({ MonthlySalary, HourlyPay })
      },
      registerAbsence(EmployeeId, { startDate, code, percentage }) {
        sandbox.registerAbsence({ EmployeeId, Date: startDate, CauseCode: code, ...given(percentage) })
      },
    }
  },
  positions: { without: ['corrected'], byHand: ['deleted'], mayChange: /^job$/, keepsNoPercentage: true },
  absence: {
    code: 'SEM',
    otherCode: 'TJL',
    foreign: { code: 'SJK', startDate: '2026-02-04', endDate: '2026-02-04', percentage: 25 },
  },
  salary: {
    shown: ({ unit, amount }) =>
      unit === 'hourly' ? { HourlyPay: String(amount) } : { MonthlySalary: String(amount) },
    // The raise and its hourly correction were one row; what holds without it is the salary before.
    cleared: { MonthlySalary: '42000' },
    dated: true,
    // The form of salary has no date.
    byHand: ['by the hour'],
    byHandWithoutReference: ['deleted'],
  },
})

function given(percentage: number) {
  return { Extent: percentage, Hours: 0, HolidayEntitling: false } as const
}

/** Without what is null. */
function filled(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined))
}
