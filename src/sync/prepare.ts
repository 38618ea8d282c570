/** The first half of a sync: read both sides, settle what an earlier run left, compare, decide, plan, guard. Writes nothing outside. */
import type { Rules } from '../core/compare.ts'
import type { Connection } from '../core/connection.ts'
import { type Answers, noAnswers, type Policy } from '../core/decide.ts'
import { guard, type MaxChanges } from '../core/guard.ts'
import type { Person, Side } from '../core/person.ts'
import { makePlan, type Plan } from '../core/plan.ts'
import type { Outcome } from '../core/report.ts'
import { changedSince, decisionsOf, isSamePlan, type SavedPlan } from '../core/saved-plan.ts'
import { selectPlan, unknownTerms } from '../core/select.ts'
import { describeStop, type SideNames } from '../core/wording.ts'
import { HumaPayrollError } from '../errors.ts'
import type { HumaReader } from '../huma/client.ts'
import type { Lease, Run, State } from '../store/store.ts'
import type { PayrollReader, PayrollSystem } from '../systems/system.ts'
import { type Compared, compareSides, createDigest } from './compare-sides.ts'
import { readHumaPeople, readPayrollPeople } from './read-people.ts'
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
  /** So many users are held by an integration of Huma's own for the same system, by these keys: two syncers would fight. */
  hosted(count: number, keys: readonly string[]): void
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
  /** What these answers lead to: whom they call the same person is compared as a pair, and planned like any other. */
  withAnswers(answers: Answers): Draft
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

/** As `planSync`. With the lease, what an earlier run left open is settled first. */
export async function prepare(
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
  const settled =
    lease &&
    settleIntents({
      state,
      lease,
      people,
      sideNames: names,
      rules: input.rules,
      digest: createDigest(state.digestKey()),
      at,
    })
  if (settled && settled.count > 0) view.settled(settled.count)

  tellHosted(huma, system, view)

  const compareWith = compareSides({
    people,
    rules: input.rules,
    links: state.links(connection.id),
    bases: state.bases(connection.id),
    digestKey: state.digestKey(),
  })
  refuseUnknownTerms(input, [...huma, ...payroll])
  const { compared, plan } = await decide(input, compareWith)
  view.planned(plan)

  const read = { huma: huma.length, payroll: payroll.length }
  const last = lastRun(state, connection.id)
  const stop = guard({
    plan,
    read,
    lastRead: last?.read,
    isActive: connection.activatedAt !== null,
    backlog: (settled?.doubtful.size ?? 0) + leftForLater(last),
    maxChanges: input.maxChanges,
  })
  if (stop) {
    const { message, hint } = describeStop(stop, names)
    throw new HumaPayrollError('safety', message, { hint, details: { ...stop } })
  }
  return { compared, plan, read, doubtful: settled?.doubtful ?? new Set() }
}

async function decide(
  input: SyncInput,
  compareWith: ReturnType<typeof compareSides>,
): Promise<Pick<Draft, 'compared' | 'plan'>> {
  const { connection, savedPlan, only, except } = input
  const settings = settingsOf(connection, input.system)
  const data = dataOf(connection)

  function draft(answers: Answers, policy: Policy): Draft {
    const compared = compareWith(answers.links)
    const { matching, comparisons, rules } = compared
    const whole = makePlan({ matching, comparisons, rules, settings, data, policy, answers })
    const plan = selectPlan(whole, matching, only, except)
    return { compared, plan, withAnswers: (others) => draft(others, policy) }
  }

  if (savedPlan) {
    const { answers, policy } = decisionsOf(savedPlan)
    const { compared, plan } = draft(answers, policy)
    const { people, matching, digest } = compared
    const everybody = { huma: [...people.huma, ...matching.outsiders], payroll: people.payroll }
    const changed = changedSince(savedPlan, everybody, digest)
    if (changed.length > 0 || !isSamePlan(savedPlan, plan, digest)) throw outdated(changed)
    return { compared, plan }
  }
  const first = draft(noAnswers, input.policy)
  return input.view.review ? first.withAnswers(await input.view.review(first)) : first
}

/** Not documented: the keys of Huma's own integrations; one is taken for this system where it holds the system's name. */
function tellHosted(users: readonly Person[], { id }: PayrollSystem, view: SyncView): void {
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const keysOf = (user: Person) => (user.hostedIntegrations ?? []).filter((key) => letters(key).includes(letters(id)))
  const held = users.filter((user) => keysOf(user).length > 0)
  if (held.length > 0) view.hosted(held.length, [...new Set(held.flatMap(keysOf))])
}

/** With the standard answers to what was not asked. */
export function settingsOf(connection: Connection, system: PayrollSystem): Record<string, string> {
  const standard = system.settings.map(({ key, standard: value }) => [key, value] as const)
  return { ...Object.fromEntries(standard), ...connection.settings }
}

/** The data types that are turned on: some fields are required only with them. */
export function dataOf({ data }: Connection): ReadonlySet<string> {
  return new Set((['users', 'positions', 'absence', 'salary'] as const).filter((type) => data[type]))
}

function outdated(changed: readonly string[]): HumaPayrollError {
  const who =
    changed.length > 0 ? `Changed since the plan was made: ${changed.join(', ')}.` : 'The plan no longer holds.'
  return new HumaPayrollError('safety', `${who} Nothing was written.`, {
    hint: 'Make a new plan with --dry-run --plan-out FILE, look at it, and apply that one.',
    details: { changed: changed.length },
  })
}

function refuseUnknownTerms({ only, except }: SyncInput, people: readonly Person[]): void {
  const unknown = unknownTerms(people, [...only, ...except])
  if (unknown.length === 0) return
  throw new HumaPayrollError('usage', `Nobody is called ${unknown.map((term) => `"${term}"`).join(', ')}.`, {
    hint: 'Give an e-mail address, an employee number, an id or the whole name as it is in Huma or payroll.',
  })
}

function lastRun(state: State, connectionId: string): Run | undefined {
  const isOver = ({ result, read }: Run) => read && (result === 'done' || result === 'partly' || result === 'failed')
  return state.runs(connectionId, 20).find(isOver)
}

function leftForLater(run: Run | undefined): number {
  const later = ['failed', 'heldBack', 'notStarted', 'left'].map((key) => run?.counts?.[key] ?? 0)
  return later.reduce((sum, count) => sum + count, 0)
}

function stopIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new HumaPayrollError('cancelled', 'Cancelled. Nothing was written.')
}
