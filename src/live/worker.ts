/** The long-lived worker: each connection in a loop of its own, woken by notices, by the clock and by what falls due. */
import { HumaPayrollError, isKind } from '../errors.ts'
import type { Passed } from './pass.ts'

export interface WorkInput {
  /** Makes one pass; opened anew each time, so that settings and keys that were changed hold at once. */
  pass(compares: boolean): Promise<Passed>
  /** Milliseconds since 1970; undefined where nothing waits. */
  nextDue(): number | undefined
  now(): number
  /** Ends early when the work is to end, or where `wake` is called. */
  sleep(milliseconds: number): Promise<void>
  /** Between two full compares, in milliseconds. */
  every: number
  interrupted: AbortSignal
  passed(passed: Passed): void
  /** Why a pass could not be made; it is made again after `wait` milliseconds. */
  failed(error: HumaPayrollError, wait: number): Promise<void>
}

/** What another process puts into the queue is seen after so long. */
const longestSleep = 5_000
const firstWait = 5_000
const longestWait = 15 * 60_000

export async function work(input: WorkInput): Promise<void> {
  const { now, interrupted } = input
  let comparedAt: number | undefined
  let failures = 0
  while (!interrupted.aborted) {
    const compares = comparedAt === undefined || now() - comparedAt >= input.every
    const due = input.nextDue()
    if (!compares && (due === undefined || due > now())) {
      await input.sleep(Math.min(longestSleep, Math.max(0, (due ?? Number.POSITIVE_INFINITY) - now())))
      continue
    }
    try {
      const passed = await input.pass(compares)
      if (passed.reconciled) comparedAt = now()
      input.passed(passed)
      if (passed.error) throw passed.error
      failures = 0
    } catch (error) {
      if (!(error instanceof HumaPayrollError) || error.kind === 'internal') throw error
      if (interrupted.aborted) return
      // Somebody else is at it: their turn comes first.
      if (!isKind(error, 'busy')) failures += 1
      const wait = Math.min(longestWait, firstWait * 2 ** Math.max(0, failures - 1))
      await input.failed(error, wait)
      const until = now() + wait
      while (now() < until && !interrupted.aborted) await input.sleep(until - now())
    }
  }
}
