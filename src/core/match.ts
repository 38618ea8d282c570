/**
 * Two lists of people and the links of earlier runs -> who is the same person.
 *
 * A stored link wins over the e-mail address, because an address may have changed on one side (Huma shows the old one
 * until the employee confirms). Without a link the e-mail must be the same on both sides, once on each. Whoever shares
 * an e-mail with somebody else on the same side, or is linked twice, is ambiguous and left alone: guessing would pay the
 * wrong person. So is whoever has the e-mail of somebody who cannot be the same human being: addresses are given to
 * newcomers again.
 */
import { findTwins, type Twin, tellApart } from './likeness.ts'
import { readLike } from './name.ts'
import { type Fields, otherSide, type Person, type Side } from './person.ts'
import { digestText } from './values.ts'

export interface Linked {
  humaId: string
  payrollId: string
}

/** Somebody in Huma who does not take part in this connection; absent names are not visible. */
export interface Outsider {
  id: string
  email: string
  givenName?: string | null
  familyName?: string | null
}

export interface Pair {
  huma: Person
  payroll: Person
  /** 'word': a person has said so in this run. */
  by: 'link' | 'word' | 'email'
}

/** One e-mail address, and two people who are not the same human being. */
export interface Strangers extends Pick<Pair, Side> {
  /** What tells them apart. */
  by: ReturnType<typeof tellApart>
}

export interface OneSided {
  person: Person
  twins: Twin[]
  /** Was linked to somebody on the other side who is not there any more. */
  wasLinked: boolean
}

export interface Ambiguity {
  person: Person
  by: 'link' | 'email'
  /** Everybody else with the same address, or tied by the same links, on either side. */
  sharedWith: Person[]
}

/** A payroll employee who belongs to a Huma user outside the connection's scope. */
export interface OutsideScope {
  person: Person
  user: Person
  by: Pair['by']
}

export interface Matching {
  pairs: Pair[]
  strangers: Strangers[]
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

/**
 * The order of the lists changes nothing: people are taken in the order of their ids. `said`: what a person has said in
 * this run; it takes the place of any other link of either person, and says nothing where one of the two is not there.
 */
export function match(input: {
  huma: readonly Person[]
  payroll: readonly Person[]
  links: readonly Linked[]
  said?: readonly Linked[]
  outsiders: readonly Outsider[]
}): Matching {
  const people = { huma: byId(input.huma), payroll: byId(input.payroll) }
  const outsiders = byId(input.outsiders.map(toPerson))
  const byEmail = {
    huma: groupByEmail([...people.huma.values(), ...outsiders.values()]),
    payroll: groupByEmail(people.payroll.values()),
  }
  const pairs: Pair[] = []
  const strangers: Strangers[] = []
  const ambiguous: Ambiguity[] = []
  const outsideScope: OutsideScope[] = []
  const onlyIn: Record<Side, OneSided[]> = { huma: [], payroll: [] }
  const taken = new Set<Person>()
  const isOutsider = (person: Person) => outsiders.get(person.id) === person

  const said = (input.said ?? []).filter(
    ({ humaId, payrollId }) => (people.huma.has(humaId) || outsiders.has(humaId)) && people.payroll.has(payrollId),
  )
  const saidOf = new Map(said.map(({ humaId, payrollId }) => [humaId, payrollId]))
  const links = [...withoutThose(input.links, said), ...said]
  const { partnersOf, brokenLinks, wasLinked } = resolveLinks(links, people, outsiders)
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
        pairs.push({ huma: person, payroll: readLike(partner, person.fields), by: tie(person, partner) })
      } else if (isOutsider(partner)) {
        outsideScope.push({ person, user: partner, by: tie(partner, person) })
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
        outsideScope.push({ person, user: other, by: 'email' })
      } else {
        // Only among the users: whoever is left of the employees then has nobody to be paired with.
        const payroll = readLike(other, person.fields)
        const by = tellApart(person, payroll)
        if (by.length > 0) strangers.push({ huma: person, payroll: other, by })
        else pairs.push({ huma: person, payroll, by: 'email' })
        taken.add(person).add(other)
      }
    }
  }
  pairs.sort((a, b) => order(a.huma.id, b.huma.id))
  findTwins([...onlyIn.huma, ...onlyIn.payroll], {
    everybody: [...people.huma.values(), ...people.payroll.values()],
    outsiders: new Set(outsiders.values()),
    employeesWith: (email) => byEmail.payroll.get(emailKey(email)) ?? [],
    known: new Set([
      ...pairs.flatMap(({ huma, payroll }) => (huma.active ? [huma, people.payroll.get(payroll.id)] : [])),
      ...outsideScope.flatMap(({ person, user }) => [person, user]),
    ]),
  })
  return { pairs, strangers, onlyIn, ambiguous, outsideScope, outsiders: [...outsiders.values()], brokenLinks }

  function tie(huma: Person, payroll: Person): 'link' | 'word' {
    return saidOf.get(huma.id) === payroll.id ? 'word' : 'link'
  }
}

function toPerson({ id, email, givenName, familyName }: Outsider): Person {
  const fields: Fields = { email: email || null }
  if (givenName !== undefined) fields.givenName = givenName
  if (familyName !== undefined) fields.familyName = familyName
  return { side: 'huma', id, active: true, fields }
}

function withoutThose(links: readonly Linked[], said: readonly Linked[]): readonly Linked[] {
  if (said.length === 0) return links
  const humaIds = new Set(said.map(({ humaId }) => humaId))
  const payrollIds = new Set(said.map(({ payrollId }) => payrollId))
  return links.filter(({ humaId, payrollId }) => !humaIds.has(humaId) && !payrollIds.has(payrollId))
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
  // Mostly they come in order, and then sorting would be half of the work.
  let before = ''
  const inOrder = people.every(({ id }) => {
    const follows = before <= id
    before = id
    return follows
  })
  for (const person of inOrder ? people : people.toSorted((a, b) => order(a.id, b.id))) map.set(person.id, person)
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
