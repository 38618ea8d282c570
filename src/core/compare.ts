/** A pair -> field by field: the same, missing on one side, or different; and who changed it since the last run. */
import type { FieldRules } from './field-rule.ts'
import type { Pair } from './match.ts'
import { type FieldName, type Fields, type FieldValues, fieldNames, type Person, type Side } from './person.ts'
import { digestText, sameValue } from './values.ts'

/** Keyed digest of what each side held in a field when they were last looked at together. null = was empty. */
export type BaseFields = { [K in FieldName]?: { huma: string | null; payroll: string | null; at: string } }

/** Makes the keyed digest of a canonical text; the key lives in the state file, so that a copied digest tells nothing. */
export type Digest = (text: string) => string

export type ChangedBy = Side | 'both' | 'neither' | 'unknown'

export interface Difference {
  field: FieldName
  state: 'differs' | 'missing-in-huma' | 'missing-in-payroll'
  /** Since the last run; 'unknown' where there is no earlier run to compare with. */
  changedBy: ChangedBy
  /** When the two were last looked at together (ISO 8601). */
  since?: string
}

export interface Comparison {
  pair: Pair
  /** In the order of `fieldNames`; empty when the two are in step. */
  differences: Difference[]
}

export interface Rules {
  huma: FieldRules
  payroll: FieldRules
}

/** Which fields both sides know at all. */
export function comparableFields(rules: Rules): FieldName[] {
  return fieldNames.filter((field) => rules.huma[field] && rules.payroll[field])
}

export function compare(
  pair: Pair,
  fields: readonly FieldName[],
  base: BaseFields | undefined,
  digest: Digest,
): Comparison {
  const differences: Difference[] = []
  for (const field of fields) {
    const state = stateOf(pair, field)
    if (state === 'same') continue
    const before = base?.[field]
    differences.push(
      before
        ? { field, state, changedBy: changedBy(pair, field, before, digest), since: before.at }
        : { field, state, changedBy: 'unknown' },
    )
  }
  return { pair, differences }
}

function stateOf<K extends FieldName>({ huma, payroll }: Pair, field: K): 'same' | Difference['state'] {
  const ours: FieldValues[K] | null | undefined = huma.fields[field]
  const theirs: FieldValues[K] | null | undefined = payroll.fields[field]
  if (ours === undefined || theirs === undefined) return 'same'
  if (field === 'email' && isPending(huma, payroll.fields.email)) return 'same'
  if (ours === null) return theirs === null ? 'same' : 'missing-in-huma'
  if (theirs === null) return 'missing-in-payroll'
  if (sameValue(field, ours, theirs)) return 'same'
  return 'differs'
}

/** A new address waits in Huma until the employee confirms it; payroll may have it already. */
function isPending({ pendingEmail }: Person, email: string | null | undefined): boolean {
  return Boolean(pendingEmail && email && sameValue('email', pendingEmail, email))
}

function changedBy(
  pair: Pair,
  field: FieldName,
  base: { huma: string | null; payroll: string | null },
  digest: Digest,
): ChangedBy {
  const huma = digestOf(pair.huma.fields, field, digest) !== base.huma
  const payroll = digestOf(pair.payroll.fields, field, digest) !== base.payroll
  if (huma && payroll) return 'both'
  if (huma) return 'huma'
  return payroll ? 'payroll' : 'neither'
}

function digestOf<K extends FieldName>(fields: Fields, field: K, digest: Digest): string | null {
  const value: FieldValues[K] | null | undefined = fields[field]
  return value === null || value === undefined ? null : digest(`${field} ${digestText(field, value)}`)
}

/** What to remember of two people that have been looked at together. Fields that one side does not show are left out. */
export function baseOf(
  huma: Fields,
  payroll: Fields,
  fields: readonly FieldName[],
  at: string,
  digest: Digest,
): BaseFields {
  const base: BaseFields = {}
  for (const field of fields) {
    if (huma[field] === undefined || payroll[field] === undefined) continue
    base[field] = { huma: digestOf(huma, field, digest), payroll: digestOf(payroll, field, digest), at }
  }
  return base
}

/** True when both remember the same, whatever the time. */
export function sameBase(a: BaseFields | undefined, b: BaseFields): boolean {
  if (!a) return false
  return fieldNames.every((field) => a[field]?.huma === b[field]?.huma && a[field]?.payroll === b[field]?.payroll)
}

/** A digest of everything the plan may rest on for a person; changes whenever a shown value changes. */
export function fingerprint(person: Person, digest: Digest): string {
  const { side, id, active, pendingEmail = null, fixedFields = [], wholeName } = person
  // How a name is read may follow from the other side's.
  const fields: Fields =
    wholeName === undefined ? person.fields : { ...person.fields, givenName: wholeName, familyName: null }
  // As written, because what is written to the other side is more than what is compared (the BIC, capitals).
  const values = fieldNames.map((field) => (fields[field] === undefined ? '?' : [fields[field]]))
  return digest(JSON.stringify([side, id, active, pendingEmail, [...fixedFields].sort(), values]))
}
