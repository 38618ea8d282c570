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
import { type Linked, type Matching, match } from '../core/match.ts'
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

export function compareSides(input: {
  people: People
  rules: Rules
  links: readonly Linked[]
  bases: ReadonlyMap<string, BaseFields>
  digestKey: Uint8Array
}): Compared {
  const { people, rules, links, bases } = input
  const matching = match({ ...people, links })
  const fields = comparableFields(rules)
  const digest = createDigest(input.digestKey)
  const comparisons = matching.pairs.map((pair) => compare(pair, fields, bases.get(pair.huma.id), digest))
  return { people, matching, comparisons, rules, fields, bases, digest }
}

/** 96 bits: enough that two different values never look the same, and half the room of a whole digest. */
function createDigest(key: Uint8Array): Digest {
  return (text) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 16)
}
