import { finnishPerson } from '../../src/sandbox/netvisor/finnish.ts'
import { createNetvisorSandbox, type NetvisorSandbox } from '../../src/sandbox/netvisor.ts'
import { netvisor } from '../../src/systems/netvisor/index.ts'
import type { LiveBackstage } from './live-harness.ts'
import { describeLive } from './live-suite.ts'

/** Hours of a full day in these tests. */
const day = 7.5

function number(text: unknown): number {
  return Number(String(text ?? '').replace(',', '.'))
}

/** As Netvisor keeps hours. */
function comma(amount: number): string {
  return amount.toFixed(2).replace('.', ',')
}

function backstageOf(sandbox: NetvisorSandbox): LiveBackstage {
  const rowOf = (id: string) => {
    const row = sandbox.snapshot().find(({ netvisorkey }) => String(netvisorkey) === id)
    if (!row) throw new RangeError('There is no such employee.')
    return row
  }
  return {
    sandbox,
    ids: () => sandbox.snapshot().map(({ netvisorkey }) => String(netvisorkey)),
    pieces(id) {
      const { employmentperiods, salaryparameters, workdayhours, ...employee } = rowOf(id)
      return {
        employee,
        ...Object.fromEntries(employmentperiods.map((period) => [`period ${period.netvisorkey}`, period])),
        ...Object.fromEntries(Object.entries(salaryparameters).map(([ratio, value]) => [`salary ${ratio}`, value])),
        ...Object.fromEntries(workdayhours.map((hour) => [`hours ${hour.key}`, hour])),
      }
    },
    positions: (id) =>
      rowOf(id).employmentperiods.map(({ startdate, enddate, employmentform, parttimepercent }) => ({
        startDate: String(startdate ?? ''),
        endDate: String(enddate ?? ''),
        percentage: employmentform === '1' ? 100 : number(parttimepercent),
      })),
    absence: (id) =>
      rowOf(id).workdayhours.map(({ date, hours, ratio }) => ({
        code: String(ratio),
        startDate: date,
        endDate: date,
        percentage: (number(hours) * 100) / day,
      })),
    salary: (id) => rowOf(id).salaryparameters,
    registerAbsence(id, { code, startDate, endDate, percentage }) {
      for (const date of new Set([startDate, endDate])) {
        sandbox.enterHours(Number(id), { date, hours: comma((day * percentage) / 100), ratio: Number(code) })
      }
    },
  }
}

const monthly = '1010'
const hourly = '1020'

describeLive({
  system: netvisor,
  basePath: '',
  start: ({ people, now }) => backstageOf(createNetvisorSandbox({ people: people.map(finnishPerson), now })),
  settings: { monthlySalaryRatio: monthly, hourlySalaryRatio: hourly, hoursPerDay: '7,5' },
  positions: { occupationCode: '24110' },
  absence: {
    code: '300',
    otherCode: '320',
    foreign: { code: '300', startDate: '2026-02-05', endDate: '2026-02-06', percentage: 40 },
  },
  salary: {
    shown: ({ unit, amount }) => ({ [unit === 'hourly' ? hourly : monthly]: String(amount).replace('.', ',') }),
    cleared: {},
    dated: false,
    // The one parameter that the employee had is the one that is written.
    mayChange: /^salary /,
    byHandWithoutReference: ['by the hour'],
  },
})
