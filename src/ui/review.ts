/** The review of a sync: asks about every difference and everybody on one side only, and keeps each answer at once. */
import type { Comparison } from '../core/compare.ts'
import { type Answers, personKey, type Use } from '../core/decide.ts'
import type { Matching, OneSided } from '../core/match.ts'
import { displayName, type FieldName, fieldLabels, otherSide, type Side } from '../core/person.ts'
import type { Plan } from '../core/plan.ts'
import { describeHeldBack, type SideNames } from '../core/wording.ts'
import { HumaPayrollError } from '../errors.ts'
import { differenceTable } from './difference-table.ts'
import { paragraph } from './tables.ts'
import { count, plain } from './text.ts'
import type { Choice, Io, Prompter } from './ui.ts'

export interface ReviewInput {
  matching: Matching
  comparisons: readonly Comparison[]
  /** The plan without any answer. */
  plan: Plan
  planWith(answers: Answers): Plan
  names: SideNames
  /** Fields that cannot be changed on a side, for a comparison. */
  canChange(comparison: Comparison, field: FieldName, side: Side): boolean
  io: Io
  prompter: Prompter
  /** Answers of a review that was put off. */
  saved: Answers
  /** Called after every answer, so that nothing decided is lost. */
  keep(answers: Answers): void
}

interface Mutable extends Answers {
  fields: Map<string, { [K in FieldName]?: Use }>
  people: Map<string, 'create' | 'leave'>
}

/** Throws kind `cancelled` when the person puts the review off; what was decided is kept. */
export async function review(input: ReviewInput): Promise<Answers> {
  const answers: Mutable = { fields: new Map(input.saved.fields), people: new Map(input.saved.people) }
  const { io, matching, names } = input
  const open = new Set(input.plan.undecided.map(({ person }) => person))
  const differing = input.comparisons.filter(({ pair }) => open.has(pair.huma))

  io.err(`\n${io.theme.strong('1  Matching users')}: ${matching.pairs.length} found in both, by e-mail`)
  io.err(
    `   ${io.theme.good(`${input.plan.inStep} identical`)}   ${io.theme.attention(`${differing.length} with differences`)}`,
  )
  if (differing.length > 0) await reviewPairs(input, differing, answers)
  showHeldBack(input, answers)

  const oneSided = (side: Side) => matching.onlyIn[side].filter(({ person }) => open.has(person))
  const [onlyInHuma, onlyInPayroll] = [oneSided('huma'), oneSided('payroll')]
  io.err(
    `\n${io.theme.strong('2  Non-matching users')}: ${onlyInHuma.length} only in Huma, ${onlyInPayroll.length} only in ${names.payroll}`,
  )
  for (const people of [onlyInHuma, onlyInPayroll]) {
    if (people.length > 0) await reviewOneSided(input, people, answers)
  }
  return answers
}

type Bulk = Use | 'each' | 'later'

async function reviewPairs(input: ReviewInput, all: readonly Comparison[], answers: Mutable): Promise<void> {
  const { prompter, names, io } = input
  const open = all.filter((one) => undecidedFields(one, input, answers).length > 0)
  if (open.length < all.length) {
    io.err(io.theme.faint(`   Decided in an earlier review: ${count(all.length - open.length, 'person', 'people')}`))
  }
  if (open.length === 0) return
  const bulk = await prompter.select<Bulk>({
    message: `${count(open.length, 'user has', 'users have')} differences. Whose values count?`,
    choices: [
      { value: 'each', name: 'Look at each user', description: 'Decide user by user, or field by field' },
      ...useChoices(names, 'all of them'),
      { value: 'later', name: 'Finish later', description: 'Nothing is written; what you have decided is kept' },
    ],
  })
  if (bulk === 'later') throw putOff()
  if (bulk !== 'each') return decideAll(input, open, bulk, answers)

  for (let index = 0; index < open.length; ) {
    const comparison = open[index]
    if (!comparison) return
    const step = await reviewPair(input, comparison, { index, of: open.length }, answers)
    if (step === 'later') throw putOff()
    if (step === 'back') index = Math.max(0, index - 1)
    else if (step === 'next') index += 1
    else return decideAll(input, open.slice(index), step, answers)
  }
}

function useChoices(names: SideNames, whom: string): Choice<Use>[] {
  return [
    {
      value: 'huma',
      name: `Use Huma for ${whom}`,
      description: `Written to ${names.payroll}; what is empty in Huma is left alone`,
    },
    {
      value: 'payroll',
      name: `Use ${names.payroll} for ${whom}`,
      description: `Written to Huma; what is empty in ${names.payroll} is left alone`,
    },
    { value: 'leave', name: `Leave ${whom} as they are`, description: 'Both systems keep what they have' },
  ]
}

function decideAll(input: ReviewInput, comparisons: readonly Comparison[], use: Use, answers: Mutable): void {
  for (const comparison of comparisons) decidePair(input, comparison, use, answers)
  input.keep(answers)
}

function decidePair(input: ReviewInput, comparison: Comparison, use: Use, answers: Mutable): void {
  const fields = { ...answers.fields.get(comparison.pair.huma.id) }
  for (const field of undecidedFields(comparison, input, answers)) fields[field] = use
  answers.fields.set(comparison.pair.huma.id, fields)
}

/** Fields that wait for an answer; those that neither side lets be changed are no question. */
function undecidedFields(comparison: Comparison, input: ReviewInput, answers: Answers): FieldName[] {
  const decided = answers.fields.get(comparison.pair.huma.id)
  return questions(comparison, input).filter((field) => decided?.[field] === undefined)
}

function questions(comparison: Comparison, { canChange }: ReviewInput): FieldName[] {
  return comparison.differences
    .map(({ field }) => field)
    .filter((field) => canChange(comparison, field, 'huma') || canChange(comparison, field, 'payroll'))
}

type Step = 'next' | 'back' | 'later' | Use

async function reviewPair(
  input: ReviewInput,
  comparison: Comparison,
  place: { index: number; of: number },
  answers: Mutable,
): Promise<Step> {
  const { io, prompter, names } = input
  const { huma } = comparison.pair
  const name = plain(displayName(huma))
  const fields = questions(comparison, input)
  io.err(`\n   ${io.theme.strong(name)}  ${io.theme.faint(plain(huma.fields.email ?? ''))}`)
  io.err(differenceTable(comparison, { names, canChange: input.canChange, screen: io }))

  const [first] = fields
  const all = first && fields.length === 1 ? fieldLabels[first].toLowerCase() : 'this user'
  const uses = (['huma', 'payroll'] as const).filter((side) =>
    fields.some((field) => isOffered(input, comparison, field, side)),
  )
  const answer = await prompter.select<Use | 'fields' | 'back' | 'later' | `${Use}-rest`>({
    message: `${name}  (${place.index + 1} of ${place.of})`,
    choices: [
      ...uses.map((side) => ({ value: side, name: `Use ${names[side]} for ${all}` })),
      ...(fields.length > 1 ? [{ value: 'fields' as const, name: 'Choose per field' }] : []),
      { value: 'leave', name: 'Leave as is' },
      { value: 'huma-rest', name: 'Use Huma for all remaining' },
      { value: 'payroll-rest', name: `Use ${names.payroll} for all remaining` },
      { value: 'leave-rest', name: 'Leave all remaining as they are' },
      ...(place.index > 0 ? [{ value: 'back' as const, name: 'Back' }] : []),
      { value: 'later', name: 'Finish later' },
    ],
  })
  if (answer === 'back' || answer === 'later') return answer
  if (answer === 'huma-rest') return 'huma'
  if (answer === 'payroll-rest') return 'payroll'
  if (answer === 'leave-rest') return 'leave'

  const chosen: { [K in FieldName]?: Use } = {}
  for (const field of fields) {
    chosen[field] = answer === 'fields' ? await askField(input, comparison, field) : answer
  }
  answers.fields.set(huma.id, chosen)
  input.keep(answers)
  return 'next'
}

/** A side whose field is empty has nothing to use, and one that cannot be changed takes nothing. */
function isOffered({ canChange }: ReviewInput, comparison: Comparison, field: FieldName, side: Side): boolean {
  const state = comparison.differences.find((one) => one.field === field)?.state
  return state !== `missing-in-${side}` && canChange(comparison, field, otherSide(side))
}

async function askField(input: ReviewInput, comparison: Comparison, field: FieldName): Promise<Use> {
  const uses = (['huma', 'payroll'] as const).filter((side) => isOffered(input, comparison, field, side))
  return input.prompter.select<Use>({
    message: fieldLabels[field],
    choices: [
      ...uses.map((side) => ({ value: side, name: `Use ${input.names[side]}` })),
      { value: 'leave' as const, name: 'Leave as is' },
    ],
  })
}

async function reviewOneSided(input: ReviewInput, people: readonly OneSided[], answers: Mutable): Promise<void> {
  const { prompter, names, io } = input
  const open = people.filter(({ person }) => !answers.people.has(personKey(person)))
  const [first] = open
  if (!first) return
  const here = names[first.person.side]
  const there = names[otherSide(first.person.side)]
  const alike = open.filter(({ twins }) => twins.length > 0)
  const plainOnes = open.filter(({ twins }) => twins.length === 0)

  if (plainOnes.length > 0) {
    const bulk = await prompter.select<'create' | 'leave' | 'each' | 'later'>({
      message: `${count(plainOnes.length, 'user is', 'users are')} only in ${here}. Create in ${there}?`,
      choices: [
        { value: 'each', name: 'Choose who is created' },
        { value: 'create', name: `Create all in ${there}` },
        { value: 'leave', name: 'Leave all as they are' },
        { value: 'later', name: 'Finish later', description: 'Nothing is written; what you have decided is kept' },
      ],
    })
    if (bulk === 'later') throw putOff()
    const chosen = bulk === 'each' ? await askWhom(input, plainOnes, there) : undefined
    for (const { person } of plainOnes) {
      const create = chosen ? chosen.includes(personKey(person)) : bulk === 'create'
      answers.people.set(personKey(person), create ? 'create' : 'leave')
    }
    input.keep(answers)
  }
  for (const { person, twins } of alike) {
    const reason = describeHeldBack({ person, side: otherSide(person.side), reason: { kind: 'twin', twins } }, names)
    io.err(`\n   ${io.theme.attention(io.theme.symbols.attention)} ${plain(displayName(person))}`)
    io.err(paragraph(plain(`${reason.message} ${reason.hint}`), io, 5))
    const answer = await prompter.select<'create' | 'leave'>({
      message: `Create ${plain(displayName(person))} in ${there} all the same?`,
      choices: [
        { value: 'leave', name: 'Leave as is' },
        { value: 'create', name: `Create in ${there}: it is somebody else` },
      ],
    })
    answers.people.set(personKey(person), answer)
    input.keep(answers)
  }
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
function showHeldBack({ planWith, io, names }: ReviewInput, answers: Answers): void {
  const missing = planWith(answers).heldBack.filter(({ reason }) => reason.kind === 'missing-required')
  if (missing.length === 0) return
  const title = `${count(missing.length, 'user is', 'users are')} missing required fields and will not be synced until they are completed`
  io.err(`\n ${io.theme.attention(`${io.theme.symbols.attention} ${title}`)}`)
  for (const held of missing) {
    const { message, hint } = describeHeldBack(held, names)
    io.err(paragraph(`${plain(displayName(held.person))}: ${message} ${hint}`, io, 3))
  }
}

function putOff(): HumaPayrollError {
  return new HumaPayrollError('cancelled', 'Put off. Nothing was written, and what you have decided is kept.', {
    hint: 'Go on where you stopped: huma-payroll sync-users',
  })
}
