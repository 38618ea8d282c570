/** What became of everybody -> counts, and how the run ended. */
import { type FieldName, fieldNames, otherSide, type Person, type Side } from './person.ts'
import type { Action, Plan } from './plan.ts'

/** What became of one planned write. `found`: an earlier try had done it already, and this is who is there. `warnings`: what the system says beside it. */
export type Outcome = { action: Action } & (
  | { result: 'done'; id: string; requestId?: string; found?: Person; warnings?: readonly string[] }
  /** Exists, but some of it could not be written. */
  | { result: 'incomplete'; id: string; problem: Problem }
  | { result: 'failed'; problem: Problem }
  /** Changed by somebody else between reading and writing; nothing was written. */
  | { result: 'changed-meanwhile' }
  /** Sent without an answer, and looking did not tell: the next run looks again before it writes. */
  | { result: 'unknown'; problem: Problem }
  /** The run ended before its turn. */
  | { result: 'not-started' }
)

/** An error as data; never with a secret or a personal value. */
export interface Problem {
  kind: string
  message: string
  hint?: string
  requestId?: string
}

export interface Counts {
  created: Record<Side, number>
  updated: Record<Side, number>
  failed: number
  heldBack: number
  /** People who keep a difference or stay on one side, by choice or because nothing can be taken over. */
  left: number
  locked: number
  inStep: number
  notStarted: number
}

/** What a plan would do, as counts. */
export function countPlan(plan: Plan): Counts {
  const outcomes = plan.actions.map((action): Outcome => ({ action, result: 'done', id: '' }))
  return countOutcomes(plan, outcomes)
}

export function countOutcomes(plan: Plan, outcomes: readonly Outcome[]): Counts {
  const counts: Counts = {
    created: { huma: 0, payroll: 0 },
    updated: { huma: 0, payroll: 0 },
    failed: 0,
    heldBack: plan.heldBack.length,
    left: leftCount(plan),
    locked: plan.locked.length,
    inStep: plan.inStep.length,
    notStarted: 0,
  }
  for (const { action, result } of outcomes) {
    if (result === 'done' || result === 'incomplete')
      counts[action.kind === 'create' ? 'created' : 'updated'][action.side] += 1
    else if (result === 'not-started') counts.notStarted += 1
    else counts.failed += 1
  }
  return counts
}

/** Fields that were wanted and could not be taken are no free choice: the run ends 'partly'. */
export function isWanted(why: Plan['leftFields'][number]['why']): boolean {
  return why.kind === 'unacceptable' || why.kind === 'in-use'
}

function leftCount(plan: Plan): number {
  const people = new Set<Person>(plan.leftPeople.map(({ person }) => person))
  for (const { huma } of plan.leftFields) people.add(huma)
  return people.size
}

export type RunEnd = 'done' | 'partly' | 'failed' | 'cancelled'

/** done: everything that was wanted is written. partly: it ran to its end, and some people need attention. */
export function runEnd(plan: Plan, outcomes: readonly Outcome[], stopped: 'cancelled' | 'failed' | undefined): RunEnd {
  if (stopped) return stopped
  const attention = plan.heldBack.length > 0 || plan.leftFields.some(({ why }) => isWanted(why))
  return attention || outcomes.some((outcome) => !isClean(outcome)) ? 'partly' : 'done'
}

function isClean({ action, result }: Outcome): boolean {
  return result === 'done' && (action.kind === 'update' || action.leftOut.length === 0)
}

/** Both ids of the pair that an action is about, as far as they are known. */
export function idsOf(action: Action, newId?: string): { humaId?: string; payrollId?: string } {
  const ids: Partial<Record<Side, string>> = { [action.source.side]: action.source.id }
  const target = action.kind === 'update' ? action.target.id : newId
  if (target !== undefined) ids[otherSide(action.source.side)] = target
  return {
    ...(ids.huma === undefined ? {} : { humaId: ids.huma }),
    ...(ids.payroll === undefined ? {} : { payrollId: ids.payroll }),
  }
}

export function changedFields(action: Action): FieldName[] {
  return fieldNames.filter((field) => action.patch[field] !== undefined)
}
