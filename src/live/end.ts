/** How the work on a task ended, and what that means for the queue. */
import { HumaPayrollError, isKind } from '../errors.ts'
import type { Postponed } from '../store/store.ts'

export type End =
  | { kind: 'done' }
  /** Something of it is to be sent on a later day. Milliseconds since 1970. */
  | { kind: 'again'; at: number; message: string }
  /** It may work later by itself. */
  | { kind: 'later'; message: string; hint?: string; isOutage: boolean }
  /** Somebody has to do something first. */
  | { kind: 'held'; message: string; hint?: string }
  /** Nothing works until somebody does something: the pass is over, and the task waits untouched. */
  | { kind: 'stop'; error: HumaPayrollError }

/** How often something is tried before it is held. */
export const mostTries = 8
const firstWait = 30_000
const longestWait = 3_600_000

export function endOf(error: unknown): End {
  // A fault of ours in one person's data must not keep everybody else's from being sent.
  if (!(error instanceof HumaPayrollError)) return fault(error)
  const { message, hint } = error
  const said = { message, ...(hint === undefined ? {} : { hint }) }
  if (isKind(error, 'authorization', 'cancelled', 'storage', 'busy', 'safety')) {
    return { kind: 'stop', error }
  }
  if (isKind(error, 'unavailable', 'unknown-outcome')) return { kind: 'later', ...said, isOutage: true }
  if (isKind(error, 'stale', 'protocol')) return { kind: 'later', ...said, isOutage: false }
  return { kind: 'held', ...said }
}

/** Without its text, which may hold anything. */
function fault(error: unknown): End {
  const name = error instanceof Error ? error.constructor.name : typeof error
  return {
    kind: 'held',
    message: `A fault in huma-payroll itself (${name}).`,
    hint: 'Update it: npm install --global huma-payroll@latest',
  }
}

/**
 * The same where payroll has just shown the person: then the key is good, and it only lacks a right, which must not keep
 * everything else from being sent.
 */
export function endOfStep(error: unknown): End {
  const end = endOf(error)
  if (end.kind !== 'stop') return end
  const { kind, message, hint } = end.error
  const said = { message, ...(hint === undefined ? {} : { hint }) }
  if (kind === 'safety') return { kind: 'held', ...said }
  return kind === 'authorization' ? { kind: 'later', ...said, isOutage: false } : end
}

const rank = { done: 0, again: 1, held: 2, later: 3, stop: 4 } as const

/** Of several parts of one task, what counts for the whole: it is tried again as long as any part may work by itself. */
export function worst(ends: readonly End[]): End {
  return ends.reduce<End>((found, end) => (rank[end.kind] > rank[found.kind] ? end : found), { kind: 'done' })
}

/** With the waits doubled from half a minute to an hour, and up to a half more by chance, so that not all come at once. */
export function postponed(
  end: Exclude<End, { kind: 'done' } | { kind: 'stop' }>,
  tries: number,
  now: number,
  random: number,
): Postponed {
  const { message } = end
  if (end.kind === 'again') return { state: 'waiting', dueAt: end.at, tries: 0, message }
  const hint = end.hint === undefined ? {} : { hint: end.hint }
  if (end.kind === 'held' || tries + 1 >= mostTries)
    return { state: 'held', dueAt: now, tries: tries + 1, message, ...hint }
  const wait = Math.min(firstWait * 2 ** tries, longestWait)
  return { state: 'waiting', dueAt: now + Math.round(wait * (1 + random / 2)), tries: tries + 1, message, ...hint }
}
