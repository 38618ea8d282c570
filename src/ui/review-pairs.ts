/** The part of a review about people who are on both sides: whose values count where they differ. */
import type { Comparison } from '../core/compare.ts'
import type { Answers, Use } from '../core/decide.ts'
import { displayName, type FieldName, fieldLabels, otherSide, type Side } from '../core/person.ts'
import type { SideNames } from '../core/wording.ts'
import { differenceTable } from './difference-table.ts'
import { finishLater, type GivenAnswers, putOff, type ReviewInput } from './review-input.ts'
import { count, plain } from './text.ts'
import type { Choice } from './ui.ts'

type Bulk = Use | 'each' | 'later'

export async function reviewPairs(
  input: ReviewInput,
  all: readonly Comparison[],
  answers: GivenAnswers,
): Promise<void> {
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
      finishLater,
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

function decideAll(input: ReviewInput, comparisons: readonly Comparison[], use: Use, answers: GivenAnswers): void {
  for (const comparison of comparisons) decidePair(input, comparison, use, answers)
  input.keep(answers)
}

function decidePair(input: ReviewInput, comparison: Comparison, use: Use, answers: GivenAnswers): void {
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
  answers: GivenAnswers,
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
