/**
 * Two lists of people and the links of earlier runs -> who is the same person.
 *
 * A stored link wins over the e-mail address, because an address may have changed on one side (Huma shows the old one
 * until the employee confirms). Without a link the e-mail must be the same on both sides, once on each. Whoever shares
 * an e-mail with somebody else on the same side, or is linked twice, is ambiguous and left alone: guessing would pay the
 * wrong person.
 */

import { joinedName, readLike } from './name.ts'
import { otherSide, type Person, type Side } from './person.ts'
import { digestText } from './values.ts'

export interface Linked {
  humaId: string
  payrollId: string
}

/** Somebody in Huma who does not take part in this connection. */
export interface Outsider {
  id: string
  email: string
}

export interface Pair {
  huma: Person
  payroll: Person
  by: 'link' | 'email'
}

/** Somebody on either side who looks like the same human being under another e-mail address. */
export interface Twin {
  person: Person
  sharedBy: 'national identity number' | 'name and date of birth' | 'unconfirmed e-mail address'
}

export interface OneSided {
  person: Person
  twins: Twin[]
  /** Was linked to somebody on the other side who is not there any more. */
  wasLinked: boolean
}

export interface Ambiguity {
  person: Person
  by: Pair['by']
  /** Everybody else with the same address, or tied by the same links, on either side. */
  sharedWith: Person[]
}

/** A payroll employee who belongs to a Huma user outside the connection's scope. */
export interface OutsideScope {
  person: Person
  humaId: string
}

export interface Matching {
  pairs: Pair[]
  onlyIn: Record<Side, OneSided[]>
  ambiguous: Ambiguity[]
  outsideScope: OutsideScope[]
  /** Users who take no part, in the order of their ids. */
  outsiders: Person[]
  /** Links whose Huma user is deleted or whose payroll employee is gone. */
  brokenLinks: Linked[]
}

export function emailKey(email: string): string {
  return digestText('email', email)
}

/** The order of the lists changes nothing: people are taken in the order of their ids. */
export function match(input: {
  huma: readonly Person[]
  payroll: readonly Person[]
  links: readonly Linked[]
  outsiders: readonly Outsider[]
}): Matching {
  const people = { huma: byId(input.huma), payroll: byId(input.payroll) }
  const outsiders = byId(input.outsiders.map(toPerson))
  const byEmail = {
    huma: groupByEmail([...people.huma.values(), ...outsiders.values()]),
    payroll: groupByEmail(people.payroll.values()),
  }
  const pairs: Pair[] = []
  const ambiguous: Ambiguity[] = []
  const outsideScope: OutsideScope[] = []
  const onlyIn: Record<Side, OneSided[]> = { huma: [], payroll: [] }
  const taken = new Set<Person>()
  const isOutsider = (person: Person) => outsiders.get(person.id) === person

  const { partnersOf, brokenLinks, wasLinked } = resolveLinks(input.links, people, outsiders)
  for (const side of ['huma', 'payroll'] as const) {
    for (const person of people[side].values()) {
      const [partner, ...more] = partnersOf(person)
      if (!partner) continue
      taken.add(person)
      if (more.length > 0 || partnersOf(partner).length > 1) {
        const tied = new Set([partner, ...more].flatMap((one) => [one, ...partnersOf(one)]))
        tied.delete(person)
        const sharedWith = [...tied].sort((a, b) => order(a.side, b.side) || order(a.id, b.id))
        ambiguous.push({ person, by: 'link', sharedWith })
      } else if (side === 'huma') {
        pairs.push({ huma: person, payroll: readLike(partner, person.fields), by: 'link' })
      } else if (isOutsider(partner)) {
        outsideScope.push({ person, humaId: partner.id })
      }
    }
  }

  for (const side of ['huma', 'payroll'] as const) {
    for (const person of people[side].values()) {
      if (taken.has(person)) continue
      const key = person.fields.email ? emailKey(person.fields.email) : ''
      const same = byEmail[side].get(key) ?? []
      const others = byEmail[otherSide(side)].get(key) ?? []
      const [other] = others
      if (same.length > 1 || (other && taken.has(other)) || (others.length > 1 && !others.every(isOutsider))) {
        ambiguous.push({ person, by: 'email', sharedWith: [...same, ...others].filter((one) => one !== person) })
      } else if (!other) {
        onlyIn[side].push({ person, twins: [], wasLinked: wasLinked.has(person) })
      } else if (isOutsider(other)) {
        outsideScope.push({ person, humaId: other.id })
      } else {
        // Only among the users: whoever is left of the employees then has nobody to be paired with.
        pairs.push({ huma: person, payroll: readLike(other, person.fields), by: 'email' })
        taken.add(person).add(other)
      }
    }
  }
  const everybody = [...people.huma.values(), ...people.payroll.values()]
  findTwins([...onlyIn.huma, ...onlyIn.payroll], everybody, byEmail.payroll)
  pairs.sort((a, b) => order(a.huma.id, b.huma.id))
  return { pairs, onlyIn, ambiguous, outsideScope, outsiders: [...outsiders.values()], brokenLinks }
}

function toPerson({ id, email }: Outsider): Person {
  return { side: 'huma', id, active: true, fields: { email: email || null } }
}

type People = ReadonlyMap<string, Person>

/** Who is tied to whom by links with both ends still there; in a sound state that is one person each. */
function resolveLinks(links: readonly Linked[], people: Readonly<Record<Side, People>>, outsiders: People) {
  const partners = new Map<Person, Person[]>()
  const brokenLinks: Linked[] = []
  const wasLinked = new Set<Person>()
  for (const link of links) {
    const huma = people.huma.get(link.humaId) ?? outsiders.get(link.humaId)
    const payroll = people.payroll.get(link.payrollId)
    if (huma && payroll) {
      if (partnersOf(huma).includes(payroll)) continue
      add(partners, huma, payroll)
      add(partners, payroll, huma)
    } else {
      brokenLinks.push(link)
      for (const person of [huma, payroll]) if (person) wasLinked.add(person)
    }
  }
  brokenLinks.sort((a, b) => order(a.humaId, b.humaId) || order(a.payrollId, b.payrollId))
  return { partnersOf, brokenLinks, wasLinked }

  function partnersOf(person: Person): readonly Person[] {
    return partners.get(person) ?? []
  }
}

function byId(people: readonly Person[]): Map<string, Person> {
  const map = new Map<string, Person>()
  for (const person of [...people].sort((a, b) => order(a.id, b.id))) map.set(person.id, person)
  return map
}

/** By code unit, so that the machine's language changes nothing. */
export function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function groupByEmail(people: Iterable<Person>): Map<string, Person[]> {
  const groups = new Map<string, Person[]>()
  for (const person of people) {
    if (person.fields.email) add(groups, emailKey(person.fields.email), person)
  }
  return groups
}

function add<Key, T>(groups: Map<Key, T[]>, key: Key, one: T): void {
  const group = groups.get(key)
  if (group) group.push(one)
  else groups.set(key, [one])
}

/**
 * Creating somebody who is there already under another address would pay them twice, and so would creating two users who
 * are one human being.
 */
function findTwins(
  oneSided: readonly OneSided[],
  everybody: readonly Person[],
  employeesByEmail: ReadonlyMap<string, readonly Person[]>,
): void {
  for (const [sharedBy, keyOf] of identityKeys) {
    const wanted = new Map<string, OneSided[]>()
    for (const one of oneSided) {
      const key = keyOf(one.person)
      if (key) add(wanted, key, one)
    }
    if (wanted.size === 0) continue
    for (const person of everybody) {
      for (const one of wanted.get(keyOf(person)) ?? []) addTwin(one, { person, sharedBy })
    }
  }

  const alone = new Map(oneSided.map((one) => [one.person, one]))
  const sharedBy = 'unconfirmed e-mail address'
  for (const user of everybody) {
    if (!user.pendingEmail) continue
    for (const employee of employeesByEmail.get(emailKey(user.pendingEmail)) ?? []) {
      addTwin(alone.get(user), { person: employee, sharedBy })
      addTwin(alone.get(employee), { person: user, sharedBy })
    }
  }

  function addTwin(one: OneSided | undefined, twin: Twin): void {
    if (!one || one.person === twin.person) return
    if (!one.twins.some(({ person }) => person === twin.person)) one.twins.push(twin)
  }
}

/** What no two human beings share; '' where it is not known. */
const identityKeys: readonly [Twin['sharedBy'], (person: Person) => string][] = [
  // Without its country, because not every side tells it.
  ['national identity number', ({ fields }) => fields.nationalId?.number ?? ''],
  [
    'name and date of birth',
    ({ fields, wholeName }) => {
      const name = wholeName ?? (fields.givenName && fields.familyName ? joinedName(fields) : '')
      return name && fields.birthDate ? `${fields.birthDate} ${name}`.toLowerCase() : ''
    },
  ],
]
