/** The part of a review about who is who: people who look like one under two addresses, or share one and are two. */
import { personKey } from '../core/decide.ts'
import type { Twin } from '../core/likeness.ts'
import type { Linked, Matching } from '../core/match.ts'
import { displayName, otherSide, type Person } from '../core/person.ts'
import type { HeldBack, Plan } from '../core/plan.ts'
import { describeHeldBack, describeTwin } from '../core/wording.ts'
import { finishLater, type GivenAnswers, putOff, type ReviewInput } from './review-input.ts'
import { paragraph } from './tables.ts'
import { plain } from './text.ts'
import type { Choice } from './ui.ts'

interface Question {
  /** With the reason, for people. */
  held: HeldBack
  /** Who looks like the same human being; nobody where the two share their address and are told apart. */
  twins: readonly Twin[]
  /** With whom they can be put together, and how that is called where there are several. */
  same: readonly { other: Person; name: string }[]
}

type Reply = 'create' | 'leave' | 'leave-rest' | 'back' | 'later' | Linked

/** Adds to `answers`. Whoever is somebody else stays to be decided like anybody who is on one side only. */
export async function reviewIdentities(input: ReviewInput, answers: GivenAnswers): Promise<void> {
  const questions = questionsOf(input)
  /** What can be taken back, with what was there before. */
  const given: { index: number; people: GivenAnswers['people']; links: Linked[] }[] = []

  for (let index = 0; index < questions.length; ) {
    const question = questions[index]
    if (!question || isSettled(question, answers)) {
      index += 1
      continue
    }
    const reply = await ask(input, question, answers, {
      isFirst: given.length === 0,
      isLast: index + 1 === questions.length,
    })
    if (reply === 'later') throw putOff()
    if (reply === 'back') {
      const last = given.pop()
      if (last) {
        answers.people = last.people
        answers.links = last.links
        index = last.index
      }
    } else {
      given.push({ index, people: new Map(answers.people), links: [...answers.links] })
      const { person } = question.held
      if (typeof reply === 'object') answers.links.push(reply)
      else if (reply !== 'leave-rest') answers.people.set(personKey(person), reply)
      else for (const one of questions.slice(index)) leave(one, answers)
      index += 1
    }
    input.keep(answers)
  }
  // Also what followed from the last answer.
  if (questions.length > 0) input.keep(answers)
}

function leave(question: Question, answers: GivenAnswers): void {
  if (!isSettled(question, answers)) answers.people.set(personKey(question.held.person), 'leave')
}

function questionsOf({ draft, names }: ReviewInput): Question[] {
  const { plan, compared } = draft
  const { matching } = compared
  const taken = takenIn(matching)
  const strangers = plan.heldBack.flatMap((held): Question[] => {
    if (held.reason.kind !== 'different-people' || held.person.side === 'payroll') return []
    return [{ held, twins: [], same: [{ other: held.reason.other, name: '' }] }]
  })
  const alike = openAlone(matching, plan).map(({ person, twins }): Question => {
    const same = twins
      .filter((twin) => twin.person.side !== person.side && !taken.has(personKey(twin.person)))
      .map((twin) => ({ other: twin.person, name: describeTwin(twin, names) }))
    return { held: { person, side: otherSide(person.side), reason: { kind: 'twin', twins } }, twins, same }
  })
  return [...strangers, ...alike]
}

/** Those on one side only whose twins stand in the way of what is not decided, or wanted. */
function openAlone({ onlyIn }: Matching, plan: Plan): { person: Person; twins: Twin[] }[] {
  const held = plan.heldBack.filter(({ reason }) => reason.kind === 'twin')
  const open = new Set([...plan.undecided, ...held].map(({ person }) => person))
  const gone = new Set(plan.leftPeople.filter(({ why }) => why === 'inactive').map(({ person }) => person))
  return [...onlyIn.huma, ...onlyIn.payroll]
    .filter(({ person }) => open.has(person))
    .map(({ person, twins }) => ({
      person,
      twins: twins.filter((twin) => twin.person.side !== person.side || !gone.has(twin.person)),
    }))
    .filter(({ twins }) => twins.length > 0)
}

/** Keys of those who are together with somebody already. */
function takenIn({ pairs, ambiguous, outsideScope }: Matching): Set<string> {
  return new Set(
    [
      ...pairs.flatMap(({ huma, payroll }) => [huma, payroll]),
      ...ambiguous.filter(({ by }) => by === 'link').map(({ person }) => person),
      ...outsideScope.flatMap(({ person, user }) => [person, user]),
    ].map(personKey),
  )
}

/** Asked from one side is asked from both: whoever was left with their twin is left, and who is somebody else stays open. */
function isSettled({ held: { person }, twins }: Question, answers: GivenAnswers): boolean {
  const decision = (one: Person) => (isLinked(one, answers) ? 'linked' : answers.people.get(personKey(one)))
  if (decision(person)) return true
  if (twins.length === 0 || !twins.every((twin) => twin.person.side !== person.side && decision(twin.person)))
    return false
  if (twins.some((twin) => decision(twin.person) === 'leave')) answers.people.set(personKey(person), 'leave')
  return true
}

function isLinked({ side, id }: Person, { links }: GivenAnswers): boolean {
  return links.some((link) => link[`${side}Id`] === id)
}

async function ask(
  input: ReviewInput,
  { held, twins, same }: Question,
  answers: GivenAnswers,
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): Promise<Reply> {
  const { io, prompter, names } = input
  const { person } = held
  const name = plain(displayName(person))
  const { message, hint } = describeHeldBack(held, names)
  io.err(`\n   ${io.theme.attention(io.theme.symbols.attention)} ${io.theme.strong(name)}`)
  io.err(paragraph(plain(`${message} ${hint}`), io, 5))

  const possible = same.filter(({ other }) => !isLinked(other, answers))
  const choices: Choice<Reply>[] = [
    { value: 'leave', name: 'Leave as is' },
    ...possible.map(({ other, name: called }) => ({
      value: linkOf(person, other),
      name: possible.length > 1 ? `Same person as ${plain(called)}` : 'Same person: keep them together',
      description: 'Their differences are looked at next, and they stay linked',
    })),
    ...(twins.length > 0
      ? [{ value: 'create' as const, name: `Create in ${names[otherSide(person.side)]}: it is somebody else` }]
      : []),
    ...(isLast ? [] : [{ value: 'leave-rest' as const, name: 'Leave all remaining as they are' }]),
    ...(isFirst ? [] : [{ value: 'back' as const, name: 'Back' }]),
    finishLater,
  ]
  return prompter.select({ message: `Is ${name} the same person?`, choices })
}

function linkOf(person: Person, other: Person): Linked {
  const [huma, payroll] = person.side === 'huma' ? [person, other] : [other, person]
  return { humaId: huma.id, payrollId: payroll.id }
}
