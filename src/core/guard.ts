/** Limits that are checked before the first write. What looks like an outage or a mistake is stopped, whoever said yes. */
import { otherSide, type Side } from './person.ts'
import type { Plan } from './plan.ts'

/** `--max-changes 50` or `--max-changes 20%` (of the people on the side that is written to). */
export type MaxChanges = { kind: 'number'; value: number } | { kind: 'percent'; value: number }

export interface GuardInput {
  plan: Plan
  /** How many people each side showed in this run. */
  read: Readonly<Record<Side, number>>
  /** The same of the last run that ended; undefined before the first. */
  lastRead: Readonly<Record<Side, number>> | undefined
  /** False before the activation, which changes much: then only an emptied side is a sign of trouble. */
  isActive: boolean
  /** People whom the run before left for later: they are not new. */
  backlog: number
  maxChanges: MaxChanges | undefined
}

export interface SafetyStop {
  kind: 'emptied' | 'shrunk' | 'many-new' | 'over-limit'
  side: Side
  /** What was found, and the number it was held against. */
  found: number
  limit: number
  /** The least `--max-changes` with which this run would go on; for 'emptied' there is none. */
  suffices: number
}

/** Below this many people a side may change freely between runs. */
const small = 10

/**
 * undefined = go on. A side that has lost more than half of its people, and more new people than a quarter of the larger side in a
 * later run, are taken for an outage or a lost link unless `maxChanges` says that it is meant; an emptied side always is.
 */
export function guard({ plan, read, lastRead, isActive, backlog, maxChanges }: GuardInput): SafetyStop | undefined {
  const writes = { huma: 0, payroll: 0 }
  for (const { side } of plan.actions) writes[side] += 1
  // One number holds for both sides.
  const suffices = Math.max(writes.huma, writes.payroll)
  for (const side of ['huma', 'payroll'] as const) {
    const before = lastRead?.[side] ?? 0
    if (before > 0 && read[side] === 0) return { kind: 'emptied', side, found: 0, limit: before, suffices }
    if (isActive && !maxChanges && before >= small && read[side] * 2 < before) {
      return { kind: 'shrunk', side, found: read[side], limit: before, suffices }
    }
  }
  for (const side of ['huma', 'payroll'] as const) {
    if (maxChanges) {
      const limit = maxChanges.kind === 'number' ? maxChanges.value : Math.floor((maxChanges.value * read[side]) / 100)
      if (writes[side] > limit) return { kind: 'over-limit', side, found: writes[side], limit, suffices }
    } else if (isActive && lastRead) {
      const limit = backlog + Math.max(small, Math.floor(Math.max(read[side], read[otherSide(side)]) / 4))
      const created = plan.actions.filter((action) => action.side === side && action.kind === 'create').length
      if (created > limit) return { kind: 'many-new', side, found: created, limit, suffices }
    }
  }
  return undefined
}
