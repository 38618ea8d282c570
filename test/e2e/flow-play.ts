/** The scenario: a company lives for a while, with everything going wrong that may go wrong, and then payroll is looked at. */
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { randomFrom } from '../../src/sandbox/people.ts'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import { activeCompany, connectionName, type FlowCompany } from './flow-company.ts'
import { type Administrator, createAdministrator, enterHistory } from './flow-events.ts'
import { judge } from './flow-expected.ts'
import { addDays } from './flow-facts.ts'
import type { FlowSystem, StoredEmployee } from './flow-systems.ts'

export interface Play {
  system: FlowSystem
  people: number
  events: number
  kills: number
  seed: number
}

/** Tuesday 10 March 2026, 7 in the morning in Norway. */
const start = Date.UTC(2026, 2, 10, 6)
const today = '2026-03-10'
const pace = 20
const hour = 3_600_000
const mostTried = 40

export interface Played {
  /** What somebody is asked to put right by hand. */
  byHand: string[]
  killedWrites: number
  writes: number
}

export async function play({ system, people, events, kills, seed }: Play): Promise<Played> {
  const random = randomFrom(seed)
  const { int } = random
  const company = await activeCompany({
    ...{ system, people, seed, start, pace },
    beforeSync: ({ huma }) => enterHistory(huma.system, today),
  })
  const { sandbox, clock, state, connectionId, worker, writes } = company
  const { huma, payroll } = sandbox
  const stored = (): StoredEmployee[] => system.read(payroll.system.snapshot())
  const links = () => new Map(state.links(connectionId).map(({ humaId, payrollId }) => [humaId, payrollId]))
  const [before, linksBefore] = [stored(), links()]
  const administrator = createAdministrator({
    ...{ huma: huma.system, company: sandbox.company, country: system.country, seed, random, today },
  })
  const trace: string[] = []

  await worker.start()
  await quiet(company)
  let [done, killed] = [0, 0]
  while (done < events) {
    const some = Math.min(int(3, 20), events - done)
    for (let n = 0; n < some; n += 1) trace.push(administrator.next())
    done += some
    payroll.setFaults(int(0, 2) === 0 ? [trouble(int)] : [])
    const isToKill = killed < Math.ceil((kills * done) / events)
    if (isToKill) {
      const isWrite = int(0, 2) > 0
      const moment = (['lost', 'unanswered', int(0, 8)] as const)[int(0, 2)] ?? 'lost'
      worker.killAt(int(1, isWrite ? 4 : 120), isWrite ? 'write' : 'request', moment)
    }
    await huma.system.deliverAll({ lose: 0.05, duplicate: 0.2, shuffle: true, seed: int(0, 1_000_000) })
    if (int(0, 1) === 0 || isToKill) await quiet(company)
    if (isToKill) {
      await worker.kill()
      killed += 1
    }
    if (!worker.isRunning()) await worker.start()
    huma.clearRequests()
    payroll.clearRequests()
  }

  payroll.setFaults([])
  await huma.system.deliverAll()
  await quiet(company)
  await worker.stop()
  await settle(company)
  const situation = () => ({
    ...{ system, facts: administrator.facts, before, linksBefore, after: stored(), links: links() },
    tasks: state.tasks({ connectionId, limit: 100_000 }).filter((task) => task.state !== 'waiting'),
  })
  const first = judge({ ...situation(), today })
  expect(first.problems, told(company, administrator, trace, first.problems, seed)).toEqual([])

  // What was to come has come by then.
  clock.jump(35 * 24 * hour)
  await settle(company)
  const second = judge({ ...situation(), today: addDays(today, 35) })
  expect(second.problems, told(company, administrator, trace, second.problems, seed)).toEqual([])
  expect(writes.huma, 'nothing flows back').toEqual([])
  return {
    byHand: [...first.byHand, ...second.byHand],
    killedWrites: worker.killedWrites(),
    writes: writes.payroll.length,
  }
}

/** For whoever looks into it: what happened to the first of those people, and what the program said of it. */
function told(
  { state, connectionId }: FlowCompany,
  { facts }: Administrator,
  trace: readonly string[],
  problems: readonly string[],
  seed: number,
): string {
  const numbers = [...new Set(problems.map((problem) => problem.slice(0, 4)))].slice(0, 3)
  const entries = state.logEntries({ limit: 100_000 })
  const tasks = state.tasks({ connectionId, limit: 100_000 })
  return [...facts.values()]
    .filter(({ number }) => numbers.includes(number))
    .flatMap(({ id, number, ...person }) => [
      `${number} (seed ${seed})`,
      ...trace.filter((line) => line.endsWith(` ${number}`)),
      JSON.stringify({ positions: [...person.positions], absences: [...person.absences], salary: person.salary }),
      ...entries.filter(({ humaId }) => humaId === id).map(({ at, event, message }) => `${at} ${event}: ${message}`),
      ...tasks.filter(({ humaId }) => humaId === id).map((task) => JSON.stringify(task)),
    ])
    .join('\n')
}

/** Nothing is due, or nobody is there who could do it. */
async function quiet({ state, connectionId, clock, worker }: FlowCompany): Promise<void> {
  for (;;) {
    const due = state.nextDue(connectionId)
    if (!worker.isRunning() || due === undefined || due > clock.now()) return
    await wait(15)
  }
}

/** `sync` until nothing waits; then once more, which writes nothing, and a dry run, which finds nothing. */
async function settle(company: FlowCompany): Promise<void> {
  const { run, clock, state, connectionId, writes } = company
  for (let tried = 0; tried < mostTried; tried += 1) {
    const { exitCode, stdout, stderr } = await run('sync', connectionName)
    expect([0, 3], stdout + stderr).toContain(exitCode)
    const due = state.nextDue(connectionId)
    if (due === undefined || due > clock.now() + 12 * hour) break
    clock.jump(Math.max(0, due - clock.now()))
  }
  const before = writes.payroll.length
  const again = await run('sync', connectionName)
  expect(again.exitCode, again.stdout + again.stderr).toBe(0)
  expect(writes.payroll.slice(before), 'a last sync').toEqual([])
  const dry = await run('sync', connectionName, '--dry-run', '--json')
  expect(dry.json().wouldSend, 'a last dry run').toEqual([])
}

/** What a payroll system does now and then. */
function trouble(int: (from: number, to: number) => number): Fault {
  const after = int(0, 30)
  const times = int(1, 3)
  const kinds: Fault[] = [
    { kind: 'status', status: 503, after, times },
    { kind: 'status', status: 429, headers: { 'retry-after': '2' }, after, times },
    { kind: 'reset-after', after, times: 1 },
    { kind: 'reset-before', after, times: 1 },
    { kind: 'status-after', status: 502, after, times: 1 },
    { kind: 'truncate', after, times: 1 },
  ]
  return kinds[int(0, kinds.length - 1)] ?? { kind: 'status', status: 503, after, times }
}
