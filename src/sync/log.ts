/** What a run leaves in the log: everything sent, held back, left or refused, with the reason and what to do. */
import { displayName, type Person } from '../core/person.ts'
import type { Plan } from '../core/plan.ts'
import { type Counts, changedFields, idsOf, isWanted, type Outcome, type Problem } from '../core/report.ts'
import {
  describeHeldBack,
  describeLeftField,
  describeLeftOut,
  describeLeftPerson,
  leftFieldHint,
  listFields,
  type SideNames,
} from '../core/wording.ts'
import type { HumaPayrollError } from '../errors.ts'
import type { NewLogEntry, RunResult, State } from '../store/store.ts'

interface About {
  state: State
  connectionId: string
  runId: number
  names: SideNames
  /** Where what is written goes. */
  targets: SideNames
  at(): string
}

type Entry = Omit<NewLogEntry, 'at' | 'connectionId' | 'runId'>

function write({ state, connectionId, runId, at }: About, entries: readonly Entry[]): void {
  if (entries.length > 0) state.log(entries.map((entry) => ({ at: at(), connectionId, runId, ...entry })))
}

export function logStart(about: About, command: string): void {
  write(about, [{ level: 'info', event: 'run-started', message: `Started: ${command}` }])
}

export function logPlan(about: About, plan: Plan): void {
  const { names } = about
  const entries: Entry[] = []
  for (const held of plan.heldBack) {
    const { person } = held
    entries.push({
      level: 'attention',
      event: 'held-back',
      ...called(person),
      ...describeHeldBack(held, names),
    })
  }
  for (const { huma, payroll, field, why } of plan.leftFields) {
    const hint = leftFieldHint(field, why, names)
    entries.push({
      level: isWanted(why) ? 'attention' : 'info',
      event: 'left',
      ...called(huma),
      payrollId: payroll.id,
      message: describeLeftField(field, why, names),
      ...(hint === undefined ? {} : { hint }),
    })
  }
  for (const left of plan.leftPeople) {
    const { person } = left
    entries.push({
      level: 'info',
      event: 'left',
      ...called(person),
      message: describeLeftPerson(left, names),
    })
  }
  for (const { huma, payroll } of plan.linked) {
    entries.push({
      level: 'info',
      event: 'linked',
      person: displayName(huma),
      humaId: huma.id,
      payrollId: payroll.id,
      message: `Is ${displayName(payroll)} in ${names.payroll}, as somebody has said; now linked.`,
    })
  }
  for (const person of plan.locked) {
    const message = 'Deactivated in Huma: locked, nothing is sent.'
    entries.push({ level: 'info', event: 'locked', ...called(person), message })
  }
  write(about, entries)
}

/** Whom an entry is about. */
function called(person: Person): Pick<Entry, 'person' | 'email' | 'humaId' | 'payrollId'> {
  const { email } = person.fields
  return { person: displayName(person), ...(email ? { email } : {}), [`${person.side}Id`]: person.id }
}

export function logOutcome(about: About, outcome: Outcome): void {
  const { action } = outcome
  const what = describeOutcome(outcome, about.targets[action.side])
  if (!what) return
  const requestId = 'requestId' in outcome && outcome.requestId !== undefined ? { requestId: outcome.requestId } : {}
  const ids = idsOf(action, 'id' in outcome ? outcome.id : undefined)
  write(about, [
    { ...called(action.source), ...ids, ...requestId, ...what },
    ...besides(outcome).map((message) => ({
      ...called(action.source),
      ...ids,
      level: 'attention' as const,
      event: 'note',
      message,
    })),
  ])
}

/** What a person should know of a write that worked. */
function besides(outcome: Outcome): string[] {
  const { action } = outcome
  if (outcome.result !== 'done') return []
  const leftOut = action.kind === 'create' ? action.leftOut : []
  return [...leftOut.map(describeLeftOut), ...(outcome.warnings ?? [])]
}

type What = Pick<Entry, 'level' | 'event' | 'message' | 'hint' | 'requestId'>

/** undefined = nothing happened. */
function describeOutcome(outcome: Outcome, where: string): What | undefined {
  const { action } = outcome
  const fields = listFields(changedFields(action))
  switch (outcome.result) {
    case 'not-started':
      return undefined
    case 'done':
      if (action.kind === 'update') {
        return { level: 'info', event: 'updated', message: `Updated in ${where}: ${fields}.` }
      }
      return outcome.found
        ? { level: 'info', event: 'linked', message: `Was in ${where} already; now linked.` }
        : { level: 'info', event: 'created', message: `Created in ${where}.` }
    case 'changed-meanwhile':
      return {
        level: 'attention',
        event: 'changed-meanwhile',
        message: `Was changed in ${where} while this run was under way; not overwritten: ${fields}.`,
        hint: 'Run the command again and look at the difference.',
      }
    case 'incomplete': {
      const message = `Created in ${where}, but not whole. ${outcome.problem.message}`
      return { level: 'error', event: 'incomplete', ...outcomeParts(outcome.problem), message }
    }
    case 'failed':
      return { level: 'error', event: 'refused', ...outcomeParts(outcome.problem) }
    case 'unknown':
      return { level: 'error', event: 'unknown-outcome', ...outcomeParts(outcome.problem) }
  }
}

function outcomeParts({ message, hint, requestId }: Problem): Pick<What, 'message' | 'hint' | 'requestId'> {
  return {
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(requestId === undefined ? {} : { requestId }),
  }
}

/** `sync` creates only who is added to Huma after the activation. */
export const whenCorrected = 'Whoever was held back is not synced by itself later. When it is corrected, run:'

export function logEnd(
  about: About,
  end: RunResult['result'],
  counts: Counts | undefined,
  error?: HumaPayrollError,
): void {
  const level = end === 'failed' || end === 'stopped' ? 'error' : end === 'done' ? 'info' : 'attention'
  const message = counts
    ? `Ended (${end}): ${(['huma', 'payroll'] as const)
        .map((side) => `${counts.created[side]} created and ${counts.updated[side]} updated in ${about.targets[side]}`)
        .join(', ')}; ${counts.failed} failed, ${counts.heldBack} held back, ${counts.left} left.`
    : `Ended (${end})${error ? `: ${error.message}` : '.'}`
  const next =
    error?.hint ?? (counts && counts.heldBack > 0 ? `${whenCorrected} huma-payroll sync-users NAME` : undefined)
  const hint = next === undefined ? {} : { hint: next }
  write(about, [{ level, event: 'run-ended', message, ...hint }])
}
