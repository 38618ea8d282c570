/** Differences and one-sided people, the policy of a run and the answers of a person -> what shall happen. */
import type { Comparison, Difference } from './compare.ts'
import type { Linked, OneSided } from './match.ts'
import { type FieldName, otherSide, type Person, type Side } from './person.ts'

export const directions = ['huma-to-payroll', 'payroll-to-huma'] as const
export type Direction = (typeof directions)[number]

/** Whose value counts for a field. */
export type Use = Side | 'leave'

/** How to decide what nobody has been asked about. Whatever stays open here is undecided. */
export interface Policy {
  direction?: Direction
  /** Wins over `direction` for differences. 'changed-in-huma': Huma where it was changed there since the last run, else left. */
  conflicts?: Use | 'changed-in-huma'
  /** On which sides missing people are created; wins over `direction`. */
  create?: readonly Side[]
}

/** What a person has decided in a review. Wins over the policy. */
export interface Answers {
  /** By the Huma id of the pair. */
  fields: ReadonlyMap<string, { readonly [K in FieldName]?: Use }>
  /** By `personKey`: people on one side only; 'leave' also for whoever has the e-mail address of somebody else. */
  people: ReadonlyMap<string, 'create' | 'leave'>
  /** Who is the same person although nothing, or not enough, says so. */
  links: readonly Linked[]
}

export const noAnswers: Answers = { fields: new Map(), people: new Map(), links: [] }

/** Names a person across both sides: `payroll 42`. */
export function personKey({ side, id }: Pick<Person, 'side' | 'id'>): string {
  return `${side} ${id}`
}

export function sourceOf(direction: Direction): Side {
  return direction === 'huma-to-payroll' ? 'huma' : 'payroll'
}

/** undefined = nobody has decided. A side that has nothing there never counts: nothing is erased. */
export function decideField(
  comparison: Comparison,
  difference: Difference,
  policy: Policy,
  answers: Answers,
): Use | undefined {
  const { field, state } = difference
  const answer = answers.fields.get(comparison.pair.huma.id)?.[field]
  const use = answer ?? conflictUse(policy, difference) ?? (policy.direction && sourceOf(policy.direction))
  if (use === undefined || use === 'leave') return use
  return state === `missing-in-${use}` ? 'leave' : use
}

function conflictUse({ conflicts }: Policy, { changedBy }: Difference): Use | undefined {
  if (conflicts !== 'changed-in-huma') return conflicts
  return changedBy === 'huma' || changedBy === 'both' ? 'huma' : 'leave'
}

/**
 * Whether somebody on one side only is created on the other. Nobody who has left (deactivated in Huma, no employment in
 * payroll any more) is created without being asked for by name.
 */
export function decideCreation(one: OneSided, policy: Policy, answers: Answers): 'create' | 'leave' | undefined {
  const answer = answers.people.get(personKey(one.person))
  if (answer) return answer
  if (!one.person.active) return 'leave'
  const target = otherSide(one.person.side)
  if (policy.create) return policy.create.includes(target) ? 'create' : 'leave'
  if (policy.direction) return sourceOf(policy.direction) === one.person.side ? 'create' : 'leave'
  return undefined
}
