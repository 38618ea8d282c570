/** Comparing what was written with what is there, field by field, for systems without revisions. */
import { type FieldName, type Fields, fieldNames, type Patch } from '../core/person.ts'
import { sameValue } from '../core/values.ts'

/** The fields of `patch` in which the two do not say the same; empty and not visible are not the same. */
export function differingFields(patch: Patch, one: Fields, other: Fields): FieldName[] {
  return fieldNames.filter((field) => patch[field] !== undefined && !isSame(field, one, other))
}

function isSame<K extends FieldName>(field: K, one: Fields, other: Fields): boolean {
  const first: Fields[K] = one[field]
  const second: Fields[K] = other[field]
  if (first === null || first === undefined || second === null || second === undefined) return first === second
  return sameValue(field, first, second)
}
