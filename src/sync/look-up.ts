/** Finds out what became of a write that nobody answered, by looking at the side that it was sent to. */

import { joinedName } from '../core/name.ts'
import { type FieldName, type Fields, type FieldValues, fieldNames, type Patch, type Person } from '../core/person.ts'
import { digestText, sameValue } from '../core/values.ts'
import type { PeopleReader, PersonKey } from '../systems/system.ts'

export type FindBy = 'email' | 'employeeNumber' | 'nationalId'

/** The strongest keys first; only those that `fields` holds and the side can be asked for. */
function keysOf(fields: Patch, findBy: readonly FindBy[]): PersonKey[] {
  const keys: PersonKey[] = []
  for (const by of findBy) {
    if (by === 'email' && fields.email) keys.push({ email: fields.email })
    if (by === 'employeeNumber' && fields.employeeNumber) keys.push({ employeeNumber: fields.employeeNumber })
    if (by === 'nationalId' && fields.nationalId) keys.push({ nationalId: fields.nationalId.number })
  }
  return keys
}

/** Whoever was created from `fields`; undefined = the side answered, and there is nobody. */
export async function findCreated(
  reader: PeopleReader,
  fields: Patch,
  findBy: readonly FindBy[],
): Promise<Person | undefined> {
  for (const key of keysOf(fields, findBy)) {
    const found = await reader.findPerson(key)
    if (found) return found
  }
  return undefined
}

/** The same question to a list that was read completely; `undefined` also where several would fit. */
export function findAmong(people: readonly Person[], fields: Patch): Person | undefined {
  for (const field of ['email', 'employeeNumber', 'nationalId'] as const) {
    if (fields[field] === undefined) continue
    const found = people.filter((person) => holds(person, { [field]: fields[field] }))
    if (found.length > 0) return found.length === 1 ? found[0] : undefined
  }
  const { givenName, familyName, birthDate } = fields
  if (!givenName || !familyName || !birthDate) return undefined
  const found = people.filter((person) => holds(person, { givenName, familyName, birthDate }))
  return found.length === 1 ? found[0] : undefined
}

/** True where the person has every value of `patch`. */
export function holds(person: Person, patch: Patch): boolean {
  return Object.keys(notYet(person, patch)).length === 0
}

/** The part of `patch` that the person does not have. */
export function notYet(person: Person, patch: Patch): Patch {
  const rest: Patch = {}
  for (const field of fieldNames) if (!has(person, field, patch)) copy(rest, patch, field)
  return rest
}

function copy<K extends FieldName>(into: Patch, from: Patch, field: K): void {
  if (from[field] !== undefined) into[field] = from[field]
}

function has<K extends FieldName>(person: Person, field: K, patch: Patch): boolean {
  const wanted: FieldValues[K] | undefined = patch[field]
  const value: FieldValues[K] | null | undefined = person.fields[field]
  if (wanted !== undefined && isWholeName(person, field)) return person.wholeName === joinedName(patch)
  if (wanted === undefined || (value && sameValue(field, value, wanted))) return true
  // A new address waits in Huma until the employee confirms it.
  const { pendingEmail } = person
  return (
    field === 'email' && pendingEmail !== undefined && digestText('email', pendingEmail) === digestText(field, wanted)
  )
}

/** True where the fields of `patch` still have the values that they had when the write was planned. */
export function unchanged(person: Person, before: Fields, patch: Patch): boolean {
  return fieldNames.every((field) => patch[field] === undefined || stillHas(person, field, before))
}

function stillHas<K extends FieldName>(person: Person, field: K, before: Fields): boolean {
  const old: FieldValues[K] | null | undefined = before[field]
  const value: FieldValues[K] | null | undefined = person.fields[field]
  if (isWholeName(person, field)) return person.wholeName === joinedName(before)
  if (old === null || old === undefined) return value === old
  return value !== null && value !== undefined && sameValue(field, value, old)
}

/** Where a name is one text, both parts are written together, and tell something only together. */
function isWholeName({ wholeName }: Person, field: FieldName): boolean {
  return wholeName !== undefined && (field === 'givenName' || field === 'familyName')
}
