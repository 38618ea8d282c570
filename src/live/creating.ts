/** People who are only in Huma and are to be created in payroll without being asked about: everybody is looked at first. */
import { noAnswers } from '../core/decide.ts'
import type { Person } from '../core/person.ts'
import { makePlan, type Plan } from '../core/plan.ts'
import { describeHeldBack } from '../core/wording.ts'
import { HumaPayrollError } from '../errors.ts'
import { apply } from '../sync/apply.ts'
import { type Compared, compareSides } from '../sync/compare-sides.ts'
import { logOutcome, logPlan } from '../sync/log.ts'
import { dataOf, settingsOf } from '../sync/prepare.ts'
import { readPayrollPeople } from '../sync/read-people.ts'
import { remember } from '../sync/remember.ts'
import { whereWritten } from '../sync/run-sync.ts'
import { type End, endOf } from './end.ts'
import { called, type LiveInput, tell } from './input.ts'
import { endOfOutcome, nothingToHuma, type SendInput } from './send.ts'

/** More new people at once than this, and than a quarter of those who are in payroll, are a sign of trouble. */
const small = 10

interface Creation {
  plan: Plan
  compared: Compared
}

/** Reads everybody in payroll and in Huma's list, and finds who of `newcomers` is to be created. Writes nothing. */
async function planCreation(input: LiveInput, newcomers: readonly Person[]): Promise<Creation> {
  const { connection, state, rules, system, huma } = input
  const payroll = await readPayrollPeople(input.payroll, () => {})
  const ids = new Set(newcomers.map(({ id }) => id))
  const outsiders = (await huma.directory()).filter(({ id }) => !ids.has(id))
  const compared = compareSides({
    people: { huma: [...newcomers], outsiders, payroll },
    rules,
    links: state.links(connection.id),
    bases: new Map(),
    digestKey: state.digestKey(),
  })([])
  const plan = makePlan({
    matching: compared.matching,
    comparisons: compared.comparisons,
    rules,
    settings: settingsOf(connection, system),
    data: dataOf(connection),
    // Whoever is in payroll already is linked; which of two values is right is for sync-users to ask.
    policy: { conflicts: 'leave', create: ['payroll'] },
    answers: noAnswers,
  })
  // Everybody else is nobody's business here.
  const isNew = (person: Person) => person.side === 'huma' && ids.has(person.id)
  const mine: Plan = {
    ...plan,
    actions: plan.actions.filter(({ source, side }) => side === 'payroll' && isNew(source)),
    heldBack: plan.heldBack.filter(({ person }) => isNew(person)),
    leftPeople: plan.leftPeople.filter(({ person }) => isNew(person)),
    undecided: plan.undecided.filter(({ person }) => isNew(person)),
  }
  const limit = Math.max(small, Math.floor(payroll.length / 4))
  if (mine.actions.length > limit) {
    throw new HumaPayrollError(
      'safety',
      `${mine.actions.length} people would be created in ${system.name} at once, more than ${limit}. Nobody was created.`,
      { hint: 'See who they are and create them: huma-payroll sync-users NAME --dry-run' },
    )
  }
  return { plan: mine, compared }
}

/** By Huma's id; whoever is linked afterwards is `done`. */
export async function createPeople(
  input: SendInput,
  newcomers: readonly Person[],
  doubtful: ReadonlySet<string>,
): Promise<Map<string, End>> {
  const { state, connection, runId, system, lease } = input
  const names = { huma: 'Huma', payroll: system.name }
  const at = () => new Date(input.now()).toISOString()
  const targets = { ...names, payroll: whereWritten(system) }
  const about = { state, connectionId: connection.id, runId, names, targets, at }
  const ends = new Map<string, End>()
  let creation: Creation
  try {
    creation = await planCreation(input, newcomers)
  } catch (error) {
    const end = error instanceof HumaPayrollError && error.kind === 'safety' ? heldBy(error) : endOf(error)
    return new Map(newcomers.map(({ id }) => [id, end]))
  }
  const { plan, compared } = creation
  logPlan(about, plan)
  for (const held of plan.heldBack) {
    const { message, hint } = describeHeldBack(held, names)
    ends.set(held.person.id, { kind: 'held', message, hint })
  }
  const { outcomes, stopped } = await apply({
    actions: plan.actions,
    sides: {
      huma: nothingToHuma,
      payroll: {
        read: input.payroll,
        write: input.writers.write,
        findBy: system.findBy,
        concurrency: system.writesTogether ?? system.limits.concurrency,
      },
    },
    state,
    lease,
    runId,
    doubtful,
    now: at,
    interrupted: input.interrupted,
    onOutcome: (outcome) => logOutcome(about, outcome),
  })
  remember({ state, lease, compared, plan, outcomes, isPart: () => true, at: at() })
  for (const outcome of outcomes) {
    const end = endOfOutcome(outcome, system.name)
    // Whoever exists though not whole is linked; what is missing is a change like any other.
    if (end.kind !== 'done' && outcome.result !== 'incomplete') ends.set(outcome.action.source.id, end)
  }
  for (const person of newcomers) {
    if (ends.has(person.id)) continue
    if (state.link(connection.id, person.id)) {
      if (!outcomes.some(({ action }) => action.source.id === person.id)) tellFound(input, person)
      ends.set(person.id, { kind: 'done' })
    } else
      ends.set(person.id, { kind: 'held', message: 'Is only in Huma.', hint: 'Decide in: huma-payroll sync-users' })
  }
  if (stopped?.end === 'failed') {
    for (const [id, end] of ends) if (end.kind === 'later') ends.set(id, endOf(stopped.error))
  }
  return ends
}

function heldBy(error: HumaPayrollError): End {
  return { kind: 'held', message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }
}

function tellFound(input: SendInput, person: Person): void {
  tell(input, [
    {
      ...called(person),
      runId: input.runId,
      level: 'info',
      event: 'linked',
      message: `Is in ${input.system.name} already, under the same e-mail address; now linked. Differences are for sync-users to decide.`,
    },
  ])
}
