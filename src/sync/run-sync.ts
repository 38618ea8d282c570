/** A whole sync of users: read, settle, compare, decide, plan, guard, confirm, apply, remember. */
import type { Rules } from '../core/compare.ts'
import type { Connection } from '../core/connection.ts'
import { type Answers, noAnswers, type Policy } from '../core/decide.ts'
import { guard, type MaxChanges } from '../core/guard.ts'
import { displayName, type Side } from '../core/person.ts'
import { makePlan, type Plan } from '../core/plan.ts'
import { type Counts, countOutcomes, type Outcome, type RunEnd, runEnd } from '../core/report.ts'
import { changedSince, decisionsOf, isSamePlan, type SavedPlan } from '../core/saved-plan.ts'
import { selectPlan, unknownTerms } from '../core/select.ts'
import { describeStop, type SideNames } from '../core/wording.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { HumaReader } from '../huma/client.ts'
import type { Lease, State } from '../store/store.ts'
import type { PayrollReader, PayrollSystem, PeopleWriter } from '../systems/system.ts'
import { apply } from './apply.ts'
import { type Compared, compareSides } from './compare-sides.ts'
import { logEnd, logOutcome, logPlan, logStart } from './log.ts'
import { readHumaPeople, readPayrollPeople } from './read-people.ts'
import { remember } from './remember.ts'
import { settleIntents } from './settle.ts'

export interface SyncInput {
  connection: Connection
  system: PayrollSystem
  readers: { huma: HumaReader; payroll: PayrollReader }
  rules: Rules
  state: State
  /** Milliseconds since 1970. */
  now(): number
  interrupted: AbortSignal
  policy: Policy
  only: readonly string[]
  except: readonly string[]
  maxChanges?: MaxChanges | undefined
  savedPlan?: SavedPlan | undefined
  view: SyncView
}

/** What a sync shows and asks. */
export interface SyncView {
  reading(side: Side, part: { done: number; of?: number }): void
  /** `milliseconds`: how long the read took. */
  read(side: Side, count: number, milliseconds: number): void
  settled(count: number): void
  /** Asks what is undecided, and whatever else a person wants to change; absent where nobody is asked. */
  review?(draft: Draft): Promise<Answers>
  planned(plan: Plan): void
  /** Whether to go on; called only where something would be written or the connection become active. */
  confirm(plan: Plan): Promise<boolean>
  applied(outcome: Outcome, done: number, of: number): void
}

export interface Draft {
  compared: Compared
  plan: Plan
  /** The plan that these answers would lead to. */
  planWith(answers: Answers): Plan
}

export interface Planned {
  compared: Compared
  plan: Plan
  read: Record<Side, number>
}

/** Reads, compares and plans; writes nothing anywhere. Throws kind `safety` where a limit says no. */
export async function planSync(input: SyncInput): Promise<Planned> {
  return prepare(input, undefined)
}

export interface Synced extends Planned {
  runId: number
  end: RunEnd
  outcomes: Outcome[]
  counts: Counts
  /** Why it did not reach its end. */
  error?: HumaPayrollError
  /** The connection has become active in this run. */
  activated: boolean
}

/**
 * The whole run. Everything that was done is kept whatever happens; throws where nothing was written (kinds `busy`,
 * `safety`, `decision`, `cancelled` and all those of the reads).
 */
export async function runSync(
  input: SyncInput & { writers: Readonly<Record<Side, PeopleWriter>>; command: string },
): Promise<Synced> {
  const { connection, system, state, view } = input
  const names: SideNames = { huma: 'Huma', payroll: system.name }
  const lease = state.takeLease(connection.id)
  const at = () => new Date(input.now()).toISOString()
  try {
    const runId = state.startRun(lease, { command: input.command, startedAt: at() })
    const about = { state, connectionId: connection.id, runId, names, at }
    logStart(about, input.command)
    let planned: Awaited<ReturnType<typeof prepare>> | undefined
    try {
      planned = await prepare(input, lease)
      const { plan, compared } = planned
      refuseUndecided(plan)
      const partial = input.only.length > 0 || input.except.length > 0 || input.savedPlan !== undefined
      const activates = connection.activatedAt === null && !partial
      if ((plan.actions.length > 0 || activates) && !(await view.confirm(plan))) {
        throw new HumaPayrollError('cancelled', 'Cancelled. Nothing was written.')
      }
      logPlan(about, plan)
      let count = 0
      const { outcomes, stopped } = await apply({
        actions: plan.actions,
        sides: {
          huma: { read: input.readers.huma, write: input.writers.huma, findBy: ['email'], concurrency: 4 },
          payroll: {
            read: input.readers.payroll,
            write: input.writers.payroll,
            findBy: system.findBy,
            concurrency: system.limits.concurrency,
          },
        },
        state,
        lease,
        runId,
        doubtful: planned.doubtful,
        now: at,
        interrupted: input.interrupted,
        onOutcome(outcome) {
          count += 1
          logOutcome(about, outcome)
          view.applied(outcome, count, plan.actions.length)
        },
      })
      remember({ state, lease, compared, plan, outcomes, at: at() })
      const end = runEnd(plan, outcomes, stopped?.end)
      const counts = countOutcomes(plan, outcomes)
      state.endRun(lease, runId, { endedAt: at(), result: end, read: planned.read, counts: flat(counts) })
      logEnd(about, end, counts)
      return {
        ...planned,
        runId,
        end,
        outcomes,
        counts,
        ...(stopped?.end === 'failed' ? { error: stopped.error } : {}),
        activated: activates && !stopped,
      }
    } catch (error) {
      endBadly(error, about, lease, planned)
      throw error
    }
  } finally {
    lease.release()
  }
}

type About = Parameters<typeof logStart>[0]

/** A run that threw wrote nothing; what stopped it is in the log. A full disk must not hide the first error. */
function endBadly(error: unknown, about: About, lease: Lease, planned: Planned | undefined): void {
  const result = isKind(error, 'safety') ? 'stopped' : isKind(error, 'cancelled', 'decision') ? 'cancelled' : 'failed'
  const { state, runId, at } = about
  try {
    state.endRun(lease, runId, { endedAt: at(), result, ...(planned ? { read: planned.read } : {}), counts: {} })
    logEnd(about, result, undefined, error instanceof HumaPayrollError ? error : undefined)
  } catch {
    // The next run marks this one as interrupted.
  }
}

async function prepare(
  input: SyncInput,
  lease: Lease | undefined,
): Promise<Planned & { doubtful: ReadonlySet<string> }> {
  const { connection, system, state, view } = input
  const names: SideNames = { huma: 'Huma', payroll: system.name }
  const timed = async <T extends { length: number }>(side: Side, ask: () => Promise<T>): Promise<T> => {
    const started = input.now()
    const people = await ask()
    view.read(side, people.length, input.now() - started)
    return people
  }

  let outsiders: Awaited<ReturnType<typeof readHumaPeople>>['outsiders'] = []
  const huma = await timed('huma', async () => {
    const read = await readHumaPeople(input.readers.huma, connection.scope, (part) => view.reading('huma', part))
    outsiders = read.outsiders
    return read.huma
  })
  stopIfInterrupted(input.interrupted)
  const payroll = await timed('payroll', () =>
    readPayrollPeople(input.readers.payroll, (part) => view.reading('payroll', part)),
  )
  stopIfInterrupted(input.interrupted)

  const people = { huma, outsiders, payroll }
  const at = new Date(input.now()).toISOString()
  const settled = lease && settleIntents({ state, lease, people, sideNames: names, at })
  if (settled && settled.count > 0) view.settled(settled.count)

  const compared = compareSides({
    people,
    rules: input.rules,
    links: state.links(connection.id),
    bases: state.bases(connection.id),
    digestKey: state.digestKey(),
  })
  refuseUnknownTerms(input, compared)
  const plan = await decide(input, compared)
  view.planned(plan)

  const read = { huma: huma.length, payroll: payroll.length }
  const stop = guard({ plan, read, lastRead: lastRead(state, connection.id), maxChanges: input.maxChanges })
  if (stop) {
    const { message, hint } = describeStop(stop, names)
    throw new HumaPayrollError('safety', message, { hint, details: { ...stop } })
  }
  return { compared, plan, read, doubtful: settled?.doubtful ?? new Set() }
}

async function decide(input: SyncInput, compared: Compared): Promise<Plan> {
  const { connection, savedPlan } = input
  const common = {
    matching: compared.matching,
    comparisons: compared.comparisons,
    rules: compared.rules,
    settings: settingsOf(connection, input.system),
    data: dataOf(connection),
  }
  if (savedPlan) {
    const changed = changedSince(savedPlan, compared.people, compared.digest)
    const plan = makePlan({ ...common, ...decisionsOf(savedPlan) })
    if (changed.length > 0 || !isSamePlan(savedPlan, plan, compared.digest)) throw outdated(changed)
    return plan
  }
  const planWith = (answers: Answers) =>
    selectPlan(makePlan({ ...common, policy: input.policy, answers }), input.only, input.except)
  const plan = planWith(noAnswers)
  return input.view.review ? planWith(await input.view.review({ compared, plan, planWith })) : plan
}

/** With the standard answers to what was not asked. */
function settingsOf(connection: Connection, system: PayrollSystem): Record<string, string> {
  const standard = system.settings.map(({ key, standard: value }) => [key, value] as const)
  return { ...Object.fromEntries(standard), ...connection.settings }
}

function dataOf({ data }: Connection): ReadonlySet<string> {
  return new Set(Object.entries(data).flatMap(([name, on]) => (on ? [name] : [])))
}

function outdated(changed: readonly string[]): HumaPayrollError {
  const who =
    changed.length > 0 ? `Changed since the plan was made: ${changed.join(', ')}.` : 'The plan no longer holds.'
  return new HumaPayrollError('safety', `${who} Nothing was written.`, {
    hint: 'Make a new plan with --dry-run --plan-out FILE, look at it, and apply that one.',
    details: { changed: changed.length },
  })
}

function refuseUnknownTerms({ only, except }: SyncInput, { people }: Compared): void {
  const unknown = unknownTerms([...people.huma, ...people.payroll], [...only, ...except])
  if (unknown.length === 0) return
  throw new HumaPayrollError('usage', `Nobody is called ${unknown.map((term) => `"${term}"`).join(', ')}.`, {
    hint: 'Give an e-mail address, an employee number, an id or the whole name as it is in Huma or payroll.',
  })
}

function lastRead(state: State, connectionId: string): Record<Side, number> | undefined {
  return state.runs(connectionId, 20).find(({ result, read }) => (result === 'done' || result === 'partly') && read)
    ?.read
}

/** Nobody could be asked, and the flags do not answer everything. */
function refuseUndecided({ undecided }: Plan): void {
  if (undecided.length === 0) return
  const differing = undecided.filter(({ fields }) => fields.length > 0)
  const oneSided = undecided.length - differing.length
  const what = [
    ...(differing.length > 0 ? [`${differing.length} with differences (--conflicts huma|payroll|leave)`] : []),
    ...(oneSided > 0 ? [`${oneSided} on one side only (--create payroll|huma|both|none)`] : []),
  ].join(', ')
  throw new HumaPayrollError(
    'decision',
    `Nobody has decided about ${undecided.length} people: ${what}. Nothing was written.`,
    {
      hint: 'Decide for all of them: --direction huma-to-payroll, or --direction payroll-to-huma',
      details: {
        undecided: undecided.map(({ person, fields }) => ({
          person: displayName(person),
          id: person.id,
          side: person.side,
          fields,
          flag: fields.length > 0 ? '--conflicts' : '--create',
        })),
      },
    },
  )
}

function stopIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new HumaPayrollError('cancelled', 'Cancelled. Nothing was written.')
}

function flat(counts: Counts): Record<string, number> {
  const { created, updated, ...rest } = counts
  return {
    createdInHuma: created.huma,
    createdInPayroll: created.payroll,
    updatedInHuma: updated.huma,
    updatedInPayroll: updated.payroll,
    ...rest,
  }
}
