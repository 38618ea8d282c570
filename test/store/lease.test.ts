/** Who may write for a connection; more of it, with real processes, in state-processes.test.ts. */
import { expect, onTestFinished, test, vi } from 'vitest'
import type { StorePaths } from '../../src/store/paths.ts'
import { openState } from '../../src/store/state.ts'
import type { NewIntent, State } from '../../src/store/store.ts'
import { pathsIn } from '../helpers/home.ts'

const at = '2026-11-03T08:00:00.000Z'
const start = Date.parse(at)

/** Closed after the test. `clock.now` may be moved. */
function open(paths: StorePaths, clock = { now: start }, host = 'desk'): State {
  const state = openState({ paths, now: () => clock.now, host, pid: process.pid })
  onTestFinished(() => state.close())
  return state
}

const kari: NewIntent = { runId: 1, kind: 'create', side: 'payroll', personId: 'h1', payload: {}, openedAt: at }

const busy = expect.objectContaining({ kind: 'busy' })

test('a lease has one holder, who is named, until it is released', () => {
  const paths = pathsIn()
  const [one, two] = [open(paths), open(paths)]
  const lease = one.takeLease('c1')
  expect(() => one.takeLease('c1')).toThrow(busy)
  expect(() => two.takeLease('c1')).toThrow(
    expect.objectContaining({
      kind: 'busy',
      message: `Another run holds this connection: process ${process.pid} on desk, since ${at}.`,
      details: { host: 'desk', pid: process.pid, since: at },
    }),
  )
  two.takeLease('c2').release()
  lease.release()
  const next = two.takeLease('c1')
  // Once released it is released: it takes nothing from the next holder.
  lease.release()
  next.assertHeld()
  one.close()
  next.assertHeld()
  two.close()
  open(paths).takeLease('c1')
})

test('a lease that nobody renewed in time goes to the next, and every write of the loser is refused', () => {
  const paths = pathsIn()
  const clock = { now: start }
  const [one, two] = [open(paths, clock), open(paths, clock, 'laptop')]
  const lost = one.takeLease('c1')
  const runId = one.startRun(lost, { command: 'run', startedAt: at })
  const intentId = one.openIntent(lost, kari)
  clock.now += 89_999
  expect(() => two.takeLease('c1')).toThrow(busy)
  clock.now += 1
  const lease = two.takeLease('c1')
  const link = { humaId: 'h1', payrollId: 'p1', linkedAt: at }
  for (const write of [
    () => lost.assertHeld(),
    () => one.openIntent(lost, kari),
    () => one.settleIntent(lost, intentId, { outcome: 'done', settledAt: at }, link),
    () => one.saveLinks(lost, [link]),
    () => one.saveBases(lost, new Map([['h1', {}]])),
    () => one.startRun(lost, { command: 'run', startedAt: at }),
    () => one.endRun(lost, runId, { endedAt: at, result: 'done', counts: {} }),
  ]) {
    expect(write).toThrow(busy)
  }
  expect([two.openIntents('c1').length, two.links('c1'), two.runs('c1', 9).length]).toEqual([1, [], 1])
  lost.release()
  lease.assertHeld()
})

test.for<[string, (lease: ReturnType<State['takeLease']>, state: State) => void]>([
  ['looking', (lease) => lease.assertHeld()],
  ['a write', (lease, state) => void state.openIntent(lease, kari)],
])('%s renews a lease', ([, sign]) => {
  const paths = pathsIn()
  const clock = { now: start }
  const state = open(paths, clock)
  const lease = state.takeLease('c1')
  clock.now += 60_000
  sign(lease, state)
  clock.now += 60_000
  expect(() => open(paths, clock, 'laptop').takeLease('c1')).toThrow(busy)
})

test('a lease renews itself while it is held, and not afterwards', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const paths = pathsIn()
  const clock = { now: start }
  const [one, two] = [open(paths, clock), open(paths, clock, 'laptop')]
  const lease = one.takeLease('c1')
  for (let minutes = 0; minutes < 10; minutes += 1) {
    clock.now += 60_000
    vi.advanceTimersByTime(60_000)
    expect(() => two.takeLease('c1')).toThrow(busy)
  }
  lease.release()
  expect(vi.getTimerCount()).toBe(0)
  two.takeLease('c1')
})
