/** Decisions and what each side allows -> ordered writes, and everybody who is not written with the reason. Pure data. */
import { changeProblemOf, invalidReplacement, missingRequired, problemOf } from './acceptance.ts'
import { createClaims } from './claims.ts'
import type { Comparison, Difference, Rules } from './compare.ts'
import { comparableFields } from './compare.ts'
import { type Answers, decideCreation, decideField, type Policy, personKey } from './decide.ts'
import type { Twin } from './likeness.ts'
import { type Ambiguity, type Matching, type OneSided, order, type Pair, type Strangers } from './match.ts'
import { isUnsplit } from './name.ts'
import { type FieldName, type Fields, fieldNames, otherSide, type Patch, type Person, type Side } from './person.ts'

/** One write: everything that changes for one person on one side. */
export interface UpdateAction {
  kind: 'update'
  /** The side that is written to. */
  side: Side
  target: Person
  source: Person
  patch: Patch
  /** What `patch` replaces; null = empty. */
  before: Fields
}

export interface CreateAction {
  kind: 'create'
  side: Side
  source: Person
  patch: Patch
  /** They were linked before, to somebody who is gone. */
  recreates: boolean
  /** Who looks like the same human being; somebody has said by name that it is not. */
  twins: readonly Twin[]
  /** What the source has and the new person is created without. */
  leftOut: readonly LeftOut[]
}

export interface LeftOut {
  field: FieldName
  problem: string
}

export type Action = UpdateAction | CreateAction

export type HeldBackReason =
  | { kind: 'missing-required'; fields: FieldName[] }
  | { kind: 'unacceptable'; field: FieldName; problem: string }
  | { kind: 'ambiguous'; by: Ambiguity['by']; sharedWith: Person[] }
  | { kind: 'twin'; twins: Twin[] }
  /** `other` has the same e-mail address, and is somebody else. */
  | { kind: 'different-people'; other: Person; by: Strangers['by'] }
  /** To an employee who is not shown any more: gone, or only hidden from this key. */
  | { kind: 'was-linked' }
  | { kind: 'in-use'; field: FieldName; by: Person }
  /** The name is one text, and nobody knows where the family name begins. */
  | { kind: 'unsplit-name' }

/** Somebody who is not written although it was wanted. */
export interface HeldBack {
  person: Person
  /** The side that would have been written to; undefined where that is not known (ambiguous, different people). */
  side?: Side
  reason: HeldBackReason
}

/** A field of a pair that keeps its difference, though the rest of the person is written. */
export interface LeftField {
  huma: Person
  payroll: Person
  field: FieldName
  why: LeftWhy
}

export type LeftWhy =
  | { kind: 'chosen' }
  /** Differs since before, and was not changed in Huma: not for a running connection to decide. */
  | { kind: 'not-changed' }
  /** Nothing to take over from the side that counts. */
  | { kind: 'nothing-there'; side: Side }
  /** The side does not let it be changed. */
  | { kind: 'fixed'; side: Side }
  | { kind: 'unacceptable'; side: Side; problem: string }
  | { kind: 'in-use'; side: Side; by: Person }

export interface LeftPerson {
  person: Person
  why: 'chosen' | 'inactive' | 'outside-scope' | 'different-people'
}

export interface Undecided {
  /** Differences of one pair, or somebody on one side only (`fields` is empty). */
  person: Person
  fields: FieldName[]
}

export interface Plan {
  actions: Action[]
  heldBack: HeldBack[]
  leftFields: LeftField[]
  leftPeople: LeftPerson[]
  /** Deactivated in Huma: nothing is sent for them. */
  locked: Person[]
  undecided: Undecided[]
  /** Without any difference. */
  inStep: Pair[]
  /** Whom a person has called the same in this run: remembered when it is carried out. The user may be outside the scope. */
  linked: Pick<Pair, Side>[]
}

export interface PlanInput {
  matching: Matching
  comparisons: readonly Comparison[]
  rules: Rules
  /** The connection's settings and data types: some fields are required only with them. */
  settings: Readonly<Record<string, string>>
  data: ReadonlySet<string>
  policy: Policy
  answers: Answers
}

export function makePlan(input: PlanInput): Plan {
  const { matching, comparisons, rules, policy, answers } = input
  const plan: Plan = {
    ...{ actions: [], heldBack: [], leftFields: [], leftPeople: [], locked: [], undecided: [], inStep: [] },
    linked: [
      ...matching.pairs.filter(({ by }) => by === 'word'),
      ...matching.outsideScope
        .filter(({ by }) => by === 'word')
        .map(({ person, user }) => ({ huma: user, payroll: person })),
    ],
  }
  const claims = { huma: createClaims(matching, rules, 'huma'), payroll: createClaims(matching, rules, 'payroll') }

  // Who has left and is not created now cannot be paid on the other side.
  const alone = [...matching.onlyIn.huma, ...matching.onlyIn.payroll]
  const gone = new Set(
    alone
      .filter((one) => !one.person.active && decideCreation(one, policy, answers) === 'leave')
      .map(({ person }) => person),
  )

  for (const comparison of comparisons) planPair(comparison)
  for (const two of matching.strangers) planStrangers(two)
  for (const one of alone) planOneSided(one)
  for (const { person, by, sharedWith } of matching.ambiguous) {
    plan.heldBack.push({ person, reason: { kind: 'ambiguous', by, sharedWith } })
  }
  for (const { person } of matching.outsideScope) plan.leftPeople.push({ person, why: 'outside-scope' })
  return plan

  function planPair(comparison: Comparison): void {
    const { pair, differences } = comparison
    if (!pair.huma.active) {
      plan.locked.push(pair.huma)
      return
    }
    if (differences.length === 0) {
      plan.inStep.push(pair)
      return
    }
    const patches: Record<Side, Patch> = { huma: {}, payroll: {} }
    const open: FieldName[] = []
    for (const difference of differences) {
      const use = useOf(comparison, difference)
      if (use === undefined) open.push(difference.field)
      else if (typeof use === 'string') copyField(patches[otherSide(use)], pair[use].fields, difference.field)
      else plan.leftFields.push({ ...pair, field: difference.field, why: use })
    }
    completeName(pair, patches.payroll)
    if (open.length > 0) plan.undecided.push({ person: pair.huma, fields: open })
    for (const side of ['huma', 'payroll'] as const) {
      const patch = patches[side]
      if (Object.keys(patch).length === 0) continue
      const target = pair[side]
      const source = pair[otherSide(side)]
      const missing = missingRequired(rules[side], { ...target.fields, ...patch }, target.fields, input)
      if (missing.length > 0) {
        plan.heldBack.push({ person: source, side, reason: { kind: 'missing-required', fields: missing } })
        continue
      }
      const before: Fields = {}
      for (const field of fieldNames) if (patch[field] !== undefined) keepBefore(before, target.fields, field)
      plan.actions.push({ kind: 'update', side, target, source, patch, before })
    }
  }

  /** The side whose value is written to the other; why the field stays as it is; undefined = undecided. */
  function useOf(comparison: Comparison, difference: Difference): Side | LeftWhy | undefined {
    const { pair } = comparison
    const { field, state } = difference
    const writable = (side: Side) => rules[side][field]?.write === 'always' && !pair[side].fixedFields?.includes(field)
    // Where neither side can be changed there is nothing to decide.
    if (!writable('huma') && !writable('payroll')) return { kind: 'fixed', side: 'payroll' }
    const use = decideField(comparison, difference, policy, answers)
    if (use === undefined) return undefined
    if (use === 'leave') {
      const { changedBy } = difference
      const wish = answers.fields.get(pair.huma.id)?.[field] ?? policy.conflicts
      if (wish === 'leave') return { kind: 'chosen' }
      const isOld = wish === 'changed-in-huma' && changedBy !== 'huma' && changedBy !== 'both'
      if (isOld && state !== 'missing-in-huma') return { kind: 'not-changed' }
      return { kind: 'nothing-there', side: state === 'missing-in-huma' ? 'huma' : 'payroll' }
    }
    const side = otherSide(use)
    if (!writable(side)) return { kind: 'fixed', side }
    if (isNamePart(field) && isUnsplit(pair[use])) return { kind: 'unacceptable', side, problem: unsplit }
    const problem =
      changeProblemOf(rules[side], field, pair[use].fields) ??
      invalidReplacement(field, pair[use].fields, pair[side].fields)
    if (problem !== undefined) return { kind: 'unacceptable', side, problem }
    const by = claims[side].take(field, pair[use].fields, pair[side])
    return by ? { kind: 'in-use', side, by } : use
  }

  /** A name that is one text is written whole: the part that stays goes with the part that changes. */
  function completeName({ huma, payroll }: Comparison['pair'], patch: Patch): void {
    const [field, other] =
      patch.givenName === undefined ? (['familyName', 'givenName'] as const) : (['givenName', 'familyName'] as const)
    if (payroll.wholeName === undefined || patch[field] === undefined || patch[other] !== undefined) return
    const kept = payroll.fields[other]
    if (kept && !isUnsplit(payroll)) patch[other] = kept
    else {
      delete patch[field]
      plan.leftFields.push({ huma, payroll, field, why: { kind: 'unacceptable', side: 'payroll', problem: halfName } })
    }
  }

  function planStrangers({ huma, payroll, by }: Strangers): void {
    for (const [person, other] of [
      [huma, payroll],
      [payroll, huma],
    ] as const) {
      const isLeft = [person, other].some((either) => answers.people.get(personKey(either)) === 'leave')
      if (isLeft) plan.leftPeople.push({ person, why: 'different-people' })
      else plan.heldBack.push({ person, reason: { kind: 'different-people', other, by } })
    }
  }

  function planOneSided(one: OneSided): void {
    const { person } = one
    const decision = decideCreation(one, policy, answers)
    if (decision === undefined) {
      plan.undecided.push({ person, fields: [] })
      return
    }
    if (decision === 'leave') {
      plan.leftPeople.push({ person, why: person.active ? 'chosen' : 'inactive' })
      return
    }
    const side = otherSide(person.side)
    if (isUnsplit(person)) {
      plan.heldBack.push({ person, side, reason: { kind: 'unsplit-name' } })
      return
    }
    const twins = one.twins.filter((twin) => twin.person.side === side || !gone.has(twin.person))
    const isByName = answers.people.has(personKey(person))
    // Somebody who may be there already under another address is created only where a person said so by name.
    if (twins.length > 0 && !isByName) {
      plan.heldBack.push({ person, side, reason: { kind: 'twin', twins } })
      return
    }
    // Their employee may be there still, and this key may only have lost the right to see them.
    if (one.wasLinked && side === 'payroll' && !isByName && !policy.create) {
      plan.heldBack.push({ person, side, reason: { kind: 'was-linked' } })
      return
    }
    const patch: Patch = {}
    for (const field of comparableFields(rules)) {
      if (rules[side][field]?.write !== 'never') copyField(patch, person.fields, field)
    }
    const leftOut: LeftOut[] = []
    for (const field of fieldNames) {
      const problem = rules[side][field]?.leaveOut ? problemOf(rules[side], field, patch) : undefined
      if (problem === undefined) continue
      delete patch[field]
      leftOut.push({ field, problem })
    }
    const reason = creationProblem(side, patch, person)
    if (reason) plan.heldBack.push({ person, side, reason })
    else plan.actions.push({ kind: 'create', side, source: person, patch, recreates: one.wasLinked, twins, leftOut })
  }

  /** A new person is created whole or not at all; what a rule lets be left out is gone from `patch` already. */
  function creationProblem(side: Side, patch: Patch, person: Person): HeldBackReason | undefined {
    const missing = missingRequired(rules[side], patch, {}, input)
    if (missing.length > 0) return { kind: 'missing-required', fields: missing }
    for (const field of fieldNames) {
      const problem = problemOf(rules[side], field, patch)
      if (problem !== undefined) return { kind: 'unacceptable', field, problem }
    }
    for (const field of fieldNames) {
      const by = claims[side].take(field, patch, person)
      if (by) return { kind: 'in-use', field, by }
    }
    return undefined
  }
}

const unsplit = 'The name is one text there, and where the last name begins cannot be told.'
const halfName = 'The name is one text there: take both the first and the last name, or neither.'

function isNamePart(field: FieldName): boolean {
  return field === 'givenName' || field === 'familyName'
}

/** Copies what is filled in. */
function copyField<K extends FieldName>(patch: Patch, fields: Fields, field: K): void {
  const value: Fields[K] = fields[field]
  if (value !== null && value !== undefined) patch[field] = value
}

function keepBefore<K extends FieldName>(before: Fields, fields: Fields, field: K): void {
  before[field] = fields[field] ?? null
}

/** The order in which a plan is carried out: whoever exists first, then the new ones; by the id of the source. */
export function inOrder(actions: readonly Action[]): Action[] {
  const rank = (action: Action) => `${action.kind === 'update' ? 0 : 1} ${action.side}`
  return [...actions].sort((a, b) => order(rank(a), rank(b)) || order(a.source.id, b.source.id))
}
