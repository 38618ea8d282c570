/** The review of a sync: asks about every difference and everybody on one side only, and keeps each answer at once. */
import { type Answers, noAnswers, personKey } from '../core/decide.ts'
import type { OneSided } from '../core/match.ts'
import { displayName, otherSide, type Side } from '../core/person.ts'
import type { Plan } from '../core/plan.ts'
import { describeHeldBack } from '../core/wording.ts'
import { reviewIdentities } from './review-identities.ts'
import { finishLater, type GivenAnswers, putOff, type ReviewInput } from './review-input.ts'
import { reviewPairs } from './review-pairs.ts'
import { paragraph } from './tables.ts'
import { count, plain } from './text.ts'

/** Whether anything in the plan waits for a person's answer. */
export function isOpen({ undecided, heldBack }: Plan): boolean {
  return undecided.length > 0 || heldBack.some(({ reason }) => answerable.has(reason.kind))
}

const answerable: ReadonlySet<string> = new Set(['twin', 'different-people', 'was-linked'])

/** Throws kind `cancelled` when the person puts the review off; what was decided is kept. */
export async function review(input: ReviewInput): Promise<Answers> {
  const { saved, io, names } = input
  const answers: GivenAnswers = {
    fields: new Map(saved.fields),
    people: new Map(saved.people),
    links: [...saved.links],
  }
  await reviewIdentities(input, answers)

  // Whoever has been called the same person is a pair from here on.
  const draft = input.draft.withAnswers({ ...noAnswers, links: answers.links })
  const { matching, comparisons } = draft.compared
  const open = new Set(draft.plan.undecided.map(({ person }) => person))
  const differing = comparisons.filter(({ pair }) => open.has(pair.huma))

  io.err(`\n${io.theme.strong('1  Matching users')}: ${matching.pairs.length} found in both, by e-mail`)
  io.err(
    `   ${io.theme.good(`${draft.plan.inStep.length} identical`)}   ${io.theme.attention(`${differing.length} with differences`)}`,
  )
  if (differing.length > 0) await reviewPairs(input, differing, answers)
  showHeldBack(input, draft.withAnswers(answers).plan)

  for (const { person, reason } of draft.plan.heldBack) if (reason.kind === 'was-linked') open.add(person)
  const oneSided = (side: Side) => matching.onlyIn[side].filter(({ person }) => open.has(person))
  const [onlyInHuma, onlyInPayroll] = [oneSided('huma'), oneSided('payroll')]
  io.err(
    `\n${io.theme.strong('2  Non-matching users')}: ${onlyInHuma.length} only in Huma, ${onlyInPayroll.length} only in ${names.payroll}`,
  )
  for (const people of [onlyInHuma, onlyInPayroll]) await reviewOneSided(input, people, answers)
  return answers
}

async function reviewOneSided(input: ReviewInput, people: readonly OneSided[], answers: GivenAnswers): Promise<void> {
  const { prompter, names } = input
  const open = people.filter(({ person }) => !answers.people.has(personKey(person)))
  const [first] = open
  if (!first) return
  const here = names[first.person.side]
  const there = names[otherSide(first.person.side)]
  const bulk = await prompter.select<'create' | 'leave' | 'each' | 'later'>({
    message: `${count(open.length, 'user is', 'users are')} only in ${here}. Create in ${there}?`,
    choices: [
      { value: 'each', name: 'Choose who is created' },
      { value: 'create', name: `Create all in ${there}` },
      { value: 'leave', name: 'Leave all as they are' },
      finishLater,
    ],
  })
  if (bulk === 'later') throw putOff()
  const chosen = bulk === 'each' ? await askWhom(input, open, there) : undefined
  for (const { person } of open) {
    const create = chosen ? chosen.includes(personKey(person)) : bulk === 'create'
    answers.people.set(personKey(person), create ? 'create' : 'leave')
  }
  input.keep(answers)
}

async function askWhom({ prompter }: ReviewInput, people: readonly OneSided[], there: string): Promise<string[]> {
  return prompter.checkbox<string>({
    message: `Who shall be created in ${there}?`,
    choices: people.map(({ person, wasLinked }) => ({
      value: personKey(person),
      name: [plain(displayName(person)), plain(person.fields.email ?? '')].filter(Boolean).join('  '),
      ...(wasLinked ? { description: `Was in ${there} before` } : {}),
    })),
  })
}

/** What is held back with the answers so far, as in Huma's own yellow boxes. */
function showHeldBack({ io, names }: ReviewInput, { heldBack }: Plan): void {
  const missing = heldBack.filter(({ reason }) => reason.kind === 'missing-required')
  if (missing.length === 0) return
  const title = `${count(missing.length, 'user is', 'users are')} missing required fields and will not be synced until they are completed`
  io.err(`\n ${io.theme.attention(`${io.theme.symbols.attention} ${title}`)}`)
  for (const held of missing) {
    const { message, hint } = describeHeldBack(held, names)
    io.err(paragraph(`${plain(displayName(held.person))}: ${message} ${hint}`, io, 3))
  }
}
