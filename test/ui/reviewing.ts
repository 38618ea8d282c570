/** A review of made-up people by somebody who knows what will be asked. */
import { readAnswers, writeAnswers } from '../../src/core/answers.ts'
import { type Answers, noAnswers } from '../../src/core/decide.ts'
import { isKind } from '../../src/errors.ts'
import { review } from '../../src/ui/review.ts'
import type { ReviewDraft } from '../../src/ui/review-input.ts'
import { linesOf, planOf, rules, type World } from '../core/people.ts'
import { type Answer, scriptedPrompter } from '../helpers/prompter.ts'
import { testWorld } from '../helpers/world.ts'

const names = { huma: 'Huma', payroll: 'Tripletex' }

export function draftOf(world: World): ReviewDraft {
  const planned = planOf(world)
  return { compared: planned, plan: planned.plan, withAnswers: (answers) => draftOf({ ...world, answers }) }
}

/** Short for an answer to a question with choices. */
export function pick(message: string | RegExp, answer: string): Answer {
  return { kind: 'select', message, answer }
}

/** Answers the review as scripted. `kept` is what a review that is put off would go on with; `plan` what comes of it. */
export async function reviewed(world: World, script: readonly Answer[], saved: Answers = noAnswers) {
  const { world: surroundings, err } = testWorld({ columns: 200 })
  let kept = saved
  const draft = draftOf(world)
  const answers = await review({
    draft,
    names,
    canChange: ({ pair }, field, side) =>
      rules[side][field]?.write === 'always' && !pair[side].fixedFields?.includes(field),
    io: surroundings.io,
    prompter: scriptedPrompter(script),
    saved,
    keep(given) {
      kept = readAnswers(writeAnswers(given))
    },
  }).catch((error: unknown) => {
    if (isKind(error, 'cancelled')) return error
    throw error
  })
  const plan = linesOf(draft.withAnswers(kept).plan)
  return { answers, kept, plan, shown: err().replaceAll(/\s+/g, ' ') }
}
