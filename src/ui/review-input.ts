/** What the parts of a review share. */
import type { Comparison } from '../core/compare.ts'
import type { Answers, Use } from '../core/decide.ts'
import type { Linked, Matching } from '../core/match.ts'
import type { FieldName, Side } from '../core/person.ts'
import type { Plan } from '../core/plan.ts'
import type { SideNames } from '../core/wording.ts'
import { HumaPayrollError } from '../errors.ts'
import type { Io, Prompter } from './ui.ts'

/** Everybody who was read, and what would be done for them. */
export interface ReviewDraft {
  compared: { matching: Matching; comparisons: readonly Comparison[] }
  plan: Plan
  withAnswers(answers: Answers): ReviewDraft
}

export interface ReviewInput {
  /** Without any answer. */
  draft: ReviewDraft
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

export interface GivenAnswers extends Answers {
  fields: Map<string, { [K in FieldName]?: Use }>
  people: Map<string, 'create' | 'leave'>
  links: Linked[]
}

export const finishLater = {
  value: 'later',
  name: 'Finish later',
  description: 'Nothing is written; what you have decided is kept',
} as const

export function putOff(): HumaPayrollError {
  return new HumaPayrollError('cancelled', 'Put off. Nothing was written, and what you have decided is kept.', {
    hint: 'Go on where you stopped: huma-payroll sync-users',
  })
}
