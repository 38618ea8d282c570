/**
 * Carries out a plan, and is the only place that is given a client able to write. Every write is on disk before it is
 * sent and settled after it, so that a run may end at any instant.
 */
import { setMaxListeners } from 'node:events'
import { personKey } from '../core/decide.ts'
import type { Person, Side } from '../core/person.ts'
import { type Action, type CreateAction, inOrder, type UpdateAction } from '../core/plan.ts'
import { idsOf, type Outcome, type Problem } from '../core/report.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { IntentEnd, Lease, Link, State } from '../store/store.ts'
import type { PeopleReader, PeopleWriter, Receipt } from '../systems/system.ts'
import { type FindBy, findCreated, notYet, unchanged } from './look-up.ts'

export interface WritableSide {
  read: PeopleReader
  write: PeopleWriter
  findBy: readonly FindBy[]
  /** Writes under way at once. */
  concurrency: number
}

export interface ApplyInput {
  actions: readonly Action[]
  sides: Readonly<Record<Side, WritableSide>>
  state: State
  lease: Lease
  runId: number
  /** Sources (`personKey`) whose creation may have been sent before: looked for first. */
  doubtful: ReadonlySet<string>
  /** ISO 8601. */
  now(): string
  interrupted: AbortSignal
  onOutcome(outcome: Outcome): void
}

export interface Applied {
  /** In the order of the plan; every action has one. */
  outcomes: Outcome[]
  /** Why the run ended before its end. The people after it are `not-started`. */
  stopped?: { end: 'cancelled' } | { end: 'failed'; error: HumaPayrollError }
}

/** A system that has answered nothing so many times in a row is down, and asking on for everybody helps nobody. */
const outagesInARow = 5

/** How often an update is tried again with what was read anew, after somebody else changed other fields of the person. */
const staleTries = 3

export async function apply(input: ApplyInput): Promise<Applied> {
  const { sides, interrupted } = input
  const actions = inOrder(input.actions)
  const outcomes = new Map<Action, Outcome>()
  let failure: HumaPayrollError | undefined
  let outages = 0
  let next = 0
  let end = 0
  setMaxListeners(0, interrupted)

  async function work(): Promise<void> {
    while (!failure && !interrupted.aborted) {
      const action = next < end ? actions[next] : undefined
      if (!action) return
      next += 1
      const outcome = await attempt(action)
      if (!outcome) return
      outcomes.set(action, outcome)
      note(outcome)
      outages = isOutage(outcome) ? outages + 1 : 0
      if (outages >= outagesInARow) failure ??= outageError(outcome)
    }
  }

  /** Whoever else is being written is not left alone because this could not be noted. */
  function note(outcome: Outcome): void {
    try {
      input.onOutcome(outcome)
    } catch (error) {
      failure ??= toStop(error)
    }
  }

  /** undefined = nothing was sent, and the run is over. */
  async function attempt(action: Action): Promise<Outcome | undefined> {
    let journal: Journal | undefined
    try {
      journal = openJournal(action, input)
      const step = await (action.kind === 'update' ? update(action, input, journal) : create(action, input, journal))
      failure ??= step.stop
      return step.outcome
    } catch (error) {
      failure ??= toStop(error)
      return journal && { action, result: 'unknown', problem: problemOf(failure) }
    }
  }
  // The plan keeps the sides apart, and each of them takes as much at once as it can.
  for (const { side, until } of stretchesOf(actions)) {
    end = until
    await Promise.all(Array.from({ length: Math.min(sides[side].concurrency, end - next) }, work))
  }

  const all = actions.map((action): Outcome => outcomes.get(action) ?? { action, result: 'not-started' })
  if (failure && !isKind(failure, 'cancelled')) return { outcomes: all, stopped: { end: 'failed', error: failure } }
  const unfinished = all.some(({ result }) => result === 'not-started')
  return unfinished ? { outcomes: all, stopped: { end: 'cancelled' } } : { outcomes: all }
}

/** Where one side's writes end and the other's begin. */
function stretchesOf(actions: readonly Action[]): { side: Side; until: number }[] {
  return actions.flatMap(({ side }, index) => (actions[index + 1]?.side === side ? [] : [{ side, until: index + 1 }]))
}

/** A write that nobody answers is no better than one that is turned away. */
function isOutage(outcome: Outcome): boolean {
  if (outcome.result !== 'failed' && outcome.result !== 'unknown') return false
  return outcome.problem.kind === 'unavailable' || outcome.problem.kind === 'unknown-outcome'
}

function outageError(outcome: Outcome): HumaPayrollError {
  const why = 'problem' in outcome ? outcome.problem.message : ''
  return new HumaPayrollError('unavailable', `The run was stopped because a system does not answer. ${why}`, {
    hint: 'Run the command again later: it goes on where it stopped.',
  })
}

export function toStop(error: unknown): HumaPayrollError {
  if (error instanceof HumaPayrollError) return error
  return new HumaPayrollError('internal', 'A fault of this program stopped the run.', { cause: error })
}

interface Step {
  outcome: Outcome
  /** The same would happen to everybody after this person. */
  stop?: HumaPayrollError
}

/** Kinds that are not about one person. */
const general = ['authorization', 'storage', 'busy', 'usage', 'cancelled'] as const

async function update(action: UpdateAction, input: ApplyInput, journal: Journal): Promise<Step> {
  const { side, before } = action
  const { read, write } = input.sides[side]
  const link = linkOf(action, action.target.id, input.now())
  let { target, patch } = action

  for (let attempt = 1; ; attempt += 1) {
    try {
      const receipt = await write.updatePerson(target, patch)
      journal.settle('done', { link })
      return done(action, target.id, receipt)
    } catch (error) {
      const unknown = isKind(error, 'unknown-outcome')
      if (!unknown && !isKind(error, 'stale')) return giveUp(action, error, journal)
      const fresh = await look(() => read.findPerson({ id: target.id }))
      if (fresh === 'no answer') return leaveOpen(action, error)
      // A system that needs several requests may have done the first of them.
      const rest = fresh && notYet(fresh, patch)
      if (rest && Object.keys(rest).length === 0) {
        journal.settle('done', { link })
        return done(action, target.id, { requestId: error.requestId })
      }
      if (!fresh || !rest || !unchanged(fresh, before, rest)) {
        journal.settle('not-sent')
        return { outcome: { action, result: 'changed-meanwhile' } }
      }
      // Other fields of theirs were changed, or the write did nothing: the plan still holds.
      if (attempt >= (unknown ? 2 : staleTries)) return giveUp(action, error, journal)
      target = fresh
      patch = rest
    }
  }
}

async function create(action: CreateAction, input: ApplyInput, journal: Journal): Promise<Step> {
  const { side, patch, source } = action
  const { read, write, findBy } = input.sides[side]

  async function found(): Promise<Step | 'nobody' | 'no answer'> {
    const person = await look(() => findCreated(read, patch, findBy))
    if (person === 'no answer') return person
    if (!person) return 'nobody'
    journal.settle('found', { link: linkOf(action, person.id, input.now()), resultId: person.id })
    return { outcome: { action, result: 'done', id: person.id, found: person } }
  }

  if (action.recreates || input.doubtful.has(personKey(source))) {
    const earlier = await found()
    if (earlier === 'no answer') return giveUp(action, cannotLook(), journal)
    if (earlier !== 'nobody') return earlier
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { id, incomplete, ...receipt } = await write.createPerson(patch)
      journal.settle('done', { link: linkOf(action, id, input.now()), resultId: id })
      if (!incomplete) return done(action, id, receipt)
      const outcome: Outcome = { action, result: 'incomplete', id, problem: problemOf(incomplete) }
      return isKind(incomplete, ...general) ? { outcome, stop: incomplete } : { outcome }
    } catch (error) {
      // A refusal of the second try may be the first one's doing.
      const unknown = isKind(error, 'unknown-outcome') || (attempt > 1 && isKind(error, 'refused', 'stale'))
      if (!unknown) return giveUp(action, error, journal)
      const looked = await found()
      if (looked === 'no answer' || findBy.length === 0) return leaveOpen(action, error)
      if (looked !== 'nobody') return looked
      if (attempt > 1)
        return isKind(error, 'unknown-outcome') ? leaveOpen(action, error) : giveUp(action, error, journal)
    }
  }
}

function done(
  action: Action,
  id: string,
  { requestId, warnings }: Pick<Receipt, 'warnings'> & { requestId?: string | undefined },
): Step {
  const told = warnings && warnings.length > 0 ? { warnings } : {}
  return { outcome: { action, result: 'done', id, ...(requestId === undefined ? {} : { requestId }), ...told } }
}

/** The write surely did nothing. */
function giveUp(action: Action, error: unknown, journal: Journal): Step {
  if (isKind(error, 'cancelled')) {
    journal.settle('not-sent')
    return { outcome: { action, result: 'not-started' }, stop: error }
  }
  // A fault of our own may have come after the answer: the intent stays open.
  if (!(error instanceof HumaPayrollError)) throw error
  journal.settle('failed')
  const outcome: Outcome = { action, result: 'failed', problem: problemOf(error) }
  return isKind(error, ...general) ? { outcome, stop: error } : { outcome }
}

/** The intent stays open; the next run settles it. */
function leaveOpen(action: Action, error: HumaPayrollError): Step {
  return { outcome: { action, result: 'unknown', problem: problemOf(error) } }
}

function cannotLook(): HumaPayrollError {
  return new HumaPayrollError('unavailable', 'An earlier run may have created them, and it cannot be looked up now.', {
    hint: 'Run the command again later.',
  })
}

async function look(ask: () => Promise<Person | undefined>): Promise<Person | undefined | 'no answer'> {
  try {
    return await ask()
  } catch (error) {
    if (isKind(error, 'unavailable', 'protocol', 'refused', 'authorization', 'unsupported')) return 'no answer'
    throw error
  }
}

interface Journal {
  settle(outcome: IntentEnd['outcome'], parts?: { link?: Link; resultId?: string }): void
}

/** On disk when this returns. */
function openJournal(action: Action, { state, lease, runId, now }: ApplyInput): Journal {
  const personId = action.kind === 'update' ? action.target.id : action.source.id
  const intentId = state.openIntent(lease, {
    runId,
    kind: action.kind,
    side: action.side,
    personId,
    ...(action.kind === 'update' ? { before: action.before } : {}),
    payload: action.patch,
    openedAt: now(),
  })
  return {
    settle(outcome, { link, resultId } = {}) {
      const end = { outcome, settledAt: now(), ...(resultId === undefined ? {} : { resultId }) }
      state.settleIntent(lease, intentId, end, link)
    },
  }
}

function linkOf(action: Action, id: string, linkedAt: string): Link {
  const { humaId = '', payrollId = '' } = idsOf(action, id)
  return { humaId, payrollId, linkedAt }
}

const lookAgain = 'Run the command again: it looks what became of this before it writes anything.'

export function problemOf(error: HumaPayrollError): Problem {
  const hint = error.hint ?? (error.kind === 'unknown-outcome' ? lookAgain : undefined)
  return {
    kind: error.kind,
    message: error.message,
    ...(hint === undefined ? {} : { hint }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
  }
}
