/** The scenario: a company lives for a while, with everything going wrong that may go wrong, and then payroll is looked at. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { CronaLonSandbox } from '../../src/sandbox/crona-lon.ts'
import { randomFrom } from '../../src/sandbox/people.ts'
import type { Fault, SandboxSystem } from '../../src/sandbox/sandbox.ts'
import { activeCompany, connectionName, type FlowCompany } from './flow-company.ts'
import { type Administrator, createAdministrator } from './flow-events.ts'
import { judge } from './flow-expected.ts'
import { addDays } from './flow-facts.ts'
import { enterHistory } from './flow-people.ts'
import type { FlowSystem, StoredEmployee } from './flow-systems.ts'
import { expectDone } from './program.ts'

export interface Play {
  system: FlowSystem
  people: number
  events: number
  kills: number
  seed: number
  /** See CompanyOptions. */
  finally(work: () => Promise<void>): void
}

/** Tuesday 10 March 2026, 7 in the morning in Norway; five weeks later summer time and Easter have come. */
const march = { start: Date.UTC(2026, 2, 10, 6), pace: 20, weeks: 5 }

/** Files carry the machine's own time, which cannot be moved. */
function timeOf({ hasFiles }: FlowSystem) {
  return hasFiles ? { start: Date.now(), pace: 1, weeks: 0 } : march
}
const hour = 3_600_000
const mostTried = 40

export interface Played {
  /** What somebody is asked to put right by hand. */
  byHand: string[]
  killedWrites: number
  writes: number
}

export async function play(options: Play): Promise<Played> {
  const { system, people, events, kills, seed } = options
  const random = randomFrom(seed)
  const { int } = random
  const { start, pace, weeks } = timeOf(system)
  const today = new Date(start).toISOString().slice(0, 10)
  const company = await activeCompany({
    ...{ system, people, seed, start, pace, finally: options.finally },
    withUpdatedAt: seed % 2 === 0,
    beforeSync: ({ huma }) => enterHistory(huma.system, today),
  })
  const { sandbox, clock, state, connectionId, worker, writes } = company
  const { huma, payroll } = sandbox
  const stored = (): StoredEmployee[] => system.read(payroll.system.snapshot())
  const links = () => new Map(state.links(connectionId).map(({ humaId, payrollId }) => [humaId, payrollId]))
  await takeIn(company)
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
    if (!worker.isArmed() && killed < Math.ceil((kills * done) / events)) {
      const isWrite = int(0, 3) > 0
      const moment = (['lost', 'unanswered', int(0, 8)] as const)[int(0, 2)] ?? 'lost'
      worker.killAt(int(1, isWrite ? 12 : 300), isWrite ? 'write' : 'request', moment)
      killed += 1
    }
    await huma.system.deliverAll({ lose: 0.05, duplicate: 0.2, shuffle: true, seed: int(0, 1_000_000) })
    if (int(0, 1) === 0) await quiet(company)
    if (!worker.isRunning()) {
      if (int(0, 1) === 0) await takeIn(company)
      await worker.start()
    }
    huma.clearRequests()
    payroll.clearRequests()
  }

  payroll.setFaults([])
  if (worker.isArmed()) await worker.kill()
  if (!worker.isRunning()) await worker.start()
  await huma.system.deliverAll()
  await quiet(company)
  await worker.stop()
  if (system.absence) await importAbsence(company)
  await settle(company)
  const situation = () => ({
    ...{ system, activation: today, facts: administrator.facts, before, linksBefore, after: stored(), links: links() },
    tasks: state.tasks({ connectionId, limit: 100_000 }).filter((task) => task.state !== 'waiting'),
  })
  const first = judge({ ...situation(), today })
  expect(first.problems, told(company, administrator, trace, first.problems, seed)).toEqual([])

  const byHand = first.byHand
  if (weeks > 0) {
    // What was to come has come by then.
    for (let week = 1; week <= weeks; week += 1) {
      clock.jump(7 * 24 * hour)
      await sync(company)
    }
    await settle(company)
    const second = judge({ ...situation(), today: addDays(today, weeks * 7) })
    expect(second.problems, told(company, administrator, trace, second.problems, seed)).toEqual([])
    byHand.push(...second.byHand)
  }
  expect(writes.huma, 'nothing flows back').toEqual([])
  return {
    byHand,
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

/** Huma's own API tells of no absence, so a notice that was lost is made good by a file of all that there is. */
async function importAbsence({ sandbox, run, home }: FlowCompany): Promise<void> {
  const file = join(home, 'absence.json')
  const rows = sandbox.huma.system
    .absences()
    .map(({ isApproved, ...absence }) => ({ ...absence, approved: isApproved }))
  await writeFile(file, JSON.stringify(rows))
  const days = ['--complete', '--from', '2000-01-01', '--to', '2100-01-01']
  await expectDone(run('import-absence', file, connectionName, ...days, '--yes'))
}

/** Nothing is due, or nobody is there who could do it. */
async function quiet({ state, connectionId, clock, worker }: FlowCompany): Promise<void> {
  for (;;) {
    const due = state.nextDue(connectionId)
    if (!worker.isRunning() || due === undefined || due > clock.now()) return
    await wait(15)
  }
}

/** Where the machine is so busy that a pass loses its hold (7), it is made again, as cron does. */
async function sync({ run }: FlowCompany): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    const { exitCode, stdout, stderr } = await run('sync', connectionName)
    if (exitCode === 7 && tried < mostTried) continue
    expect([0, 3], stdout + stderr).toContain(exitCode)
    return
  }
}

/** `sync` until nothing waits; then once more, which writes nothing, and a dry run, which finds nothing. */
async function settle(company: FlowCompany): Promise<void> {
  const { run, clock, state, connectionId } = company
  for (let tried = 0; tried < mostTried; tried += 1) {
    await sync(company)
    const due = state.nextDue(connectionId)
    if (due === undefined || due > clock.now() + 12 * hour) break
    clock.jump(Math.max(0, due - clock.now()))
  }
  await takeIn(company)
  await sync(company)
  await takeIn(company)
  const before = await written(company)
  await sync(company)
  expect(await written(company), 'a last sync writes nothing').toEqual(before)
  const dry = await run('sync', connectionName, '--dry-run', '--json')
  expect(dry.json().wouldSend, 'a last dry run').toEqual([])
}

function isCronaLon(system: SandboxSystem): system is CronaLonSandbox {
  return system.id === 'crona-lon'
}

/** Where payroll is told by files: somebody takes them in, and exports anew. */
async function takeIn({ sandbox: { payroll } }: FlowCompany): Promise<void> {
  if (!isCronaLon(payroll.system)) return
  const taken = await payroll.system.importFiles()
  expect(taken.filter(({ outcome, problems }) => outcome === 'refused' || problems.length > 0)).toEqual([])
  await payroll.system.exportFile('paxml')
}

/** Everything that was written to payroll: the requests, or the files that lie there. */
async function written({ sandbox: { payroll }, writes }: FlowCompany): Promise<readonly string[]> {
  if (!isCronaLon(payroll.system)) return [...writes.payroll]
  const folder = payroll.system.folders.import
  return Promise.all((await readdir(folder)).sort().map(async (name) => readFile(join(folder, name), 'latin1')))
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
