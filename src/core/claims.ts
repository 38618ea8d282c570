/** Values that no two people of a side may share: who has them, and who is going to have them. */
import type { Rules } from './compare.ts'
import type { Matching } from './match.ts'
import type { FieldName, Fields, FieldValues, Person, Side } from './person.ts'
import { digestText } from './values.ts'

interface Claims {
  /** Whoever has the value already; undefined = it is free, and `person`'s from now on. */
  take(field: FieldName, values: Fields, person: Person): Person | undefined
}

/** Who has, or is going to have, the values that no two people of a side may share. */
export function createClaims(matching: Matching, rules: Rules, side: Side): Claims {
  const owners = new Map<FieldName, Map<string, Person>>()

  function everybody(): Person[] {
    return [
      ...[...matching.pairs, ...matching.strangers].map((two) => two[side]),
      ...matching.onlyIn[side].map(({ person }) => person),
      ...matching.ambiguous.map(({ person }) => person).filter((person) => person.side === side),
      ...(side === 'huma' ? matching.outsiders : matching.outsideScope.map(({ person }) => person)),
    ]
  }

  /** Made when first asked for: mostly nobody claims anything. */
  function ownersOf(field: FieldName): Map<string, Person> {
    const known = owners.get(field)
    if (known) return known
    const made = new Map<string, Person>()
    for (const person of everybody()) {
      const key = keyOf(field, person.fields)
      if (key !== undefined && !made.has(key)) made.set(key, person)
    }
    owners.set(field, made)
    return made
  }

  return {
    take(field, values, person) {
      const key = keyOf(field, values)
      if (key === undefined || !rules[side][field]?.unique) return undefined
      const taken = ownersOf(field)
      const owner = taken.get(key)
      if (owner && owner !== person) return owner
      taken.set(key, person)
      return undefined
    },
  }
}

function keyOf<K extends FieldName>(field: K, values: Fields): string | undefined {
  const value: FieldValues[K] | null | undefined = values[field]
  return value === null || value === undefined ? undefined : digestText(field, value)
}
