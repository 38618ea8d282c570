/** A pair -> field by field: the same, missing on one side, or different; and who changed it since the last run. */
import type { FieldRules } from './field-rule.ts'
import type { Pair } from './match.ts'
import { type FieldName, type Fields, type FieldValues, fieldNames, type Person, type Side } from './person.ts'
import { digestText, sameValue } from './values.ts'

/** Keyed digest of what each side held. null = was empty. */
export interface BaseField {
  huma: string | null
  payroll: string | null
  /** When the two were last looked at together (ISO 8601). Kept once, in `all`: there are many bases. */
  at?: string
}

/** `all`: of all the fields together, so that a pair that has not changed is known by two digests. */
export type BaseFields = { [K in FieldName | 'all']?: BaseField }

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
    const since = base?.all?.at
    differences.push({
      field,
      state,
      changedBy: before ? changedBy(pair, field, before, digest) : 'unknown',
      ...(before && since !== undefined ? { since } : {}),
    })
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
  const text = textOf(fields, field)
  return text === null ? null : digest(text)
}

/** Whether Huma still shows what it showed when the two were last looked at together, as far as it is visible. */
export function isAsBase({ fields }: Person, base: BaseFields, digest: Digest): boolean {
  return fieldNames.every((field) => {
    const before = base[field]
    return fields[field] === undefined || !before || digestOf(fields, field, digest) === before.huma
  })
}

function textOf<K extends FieldName>(fields: Fields, field: K): string | null {
  const value: FieldValues[K] | null | undefined = fields[field]
  return value === null || value === undefined ? null : `${field} ${digestText(field, value)}`
}

/**
 * What to remember of two people that have been looked at together; undefined where that is what `known` says already.
 * Fields that one side does not show are left out.
 */
export function renewBase(
  known: BaseFields | undefined,
  { huma, payroll }: Readonly<Record<Side, Fields>>,
  fields: readonly FieldName[],
  at: string,
  digest: Digest,
): BaseFields | undefined {
  const visible = fields.filter((field) => huma[field] !== undefined && payroll[field] !== undefined)
  const texts = { huma: textsOf(huma, visible), payroll: textsOf(payroll, visible) }
  const all = both(JSON.stringify([visible, texts.huma]), JSON.stringify([visible, texts.payroll]))
  if (known?.all?.huma === all.huma && known.all.payroll === all.payroll) return undefined
  const base: BaseFields = { all: { ...all, at } }
  for (const [index, field] of visible.entries()) {
    base[field] = both(texts.huma[index] ?? null, texts.payroll[index] ?? null)
  }
  return base

  /** Mostly the two sides hold the same. */
  function both(ours: string | null, theirs: string | null): BaseField {
    const ofHuma = ours === null ? null : digest(ours)
    if (ours === theirs) return { huma: ofHuma, payroll: ofHuma }
    return { huma: ofHuma, payroll: theirs === null ? null : digest(theirs) }
  }
}

function textsOf(values: Fields, fields: readonly FieldName[]): (string | null)[] {
  return fields.map((field) => textOf(values, field))
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
