/** Everything read -> who belongs together and where they differ, with what earlier runs remember. */
import { createHmac } from 'node:crypto'
import {
  type BaseFields,
  type Comparison,
  comparableFields,
  compare,
  type Digest,
  type Rules,
} from '../core/compare.ts'
import { type Linked, type Matching, match, type Pair } from '../core/match.ts'
import type { FieldName } from '../core/person.ts'
import type { People } from './read-people.ts'

export interface Compared {
  people: People
  matching: Matching
  comparisons: Comparison[]
  rules: Rules
  /** The fields that both sides know. */
  fields: readonly FieldName[]
  bases: ReadonlyMap<string, BaseFields>
  digest: Digest
}

/** Answers the comparison, given whom a person has called the same in this run. */
export function compareSides(input: {
  people: People
  rules: Rules
  links: readonly Linked[]
  bases: ReadonlyMap<string, BaseFields>
  digestKey: Uint8Array
}): (said: readonly Linked[]) => Compared {
  const { people, rules, links, bases } = input
  const fields = comparableFields(rules)
  const digest = createDigest(input.digestKey)

  function compared(said: readonly Linked[]): Compared {
    const matching = match({ ...people, links, said })
    // What is remembered of a user is about the employee that they were linked to.
    const baseOf = ({ huma, by }: Pair) => (by === 'link' ? bases.get(huma.id) : undefined)
    const comparisons = matching.pairs.map((pair) => compare(pair, fields, baseOf(pair), digest))
    return { people, matching, comparisons, rules, fields, bases, digest }
  }
  const plain = compared([])
  return (said) => (said.length === 0 ? plain : compared(said))
}

/** 96 bits: enough that two different values never look the same, and half the room of a whole digest. */
export function createDigest(key: Uint8Array): Digest {
  return (text) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 16)
}
