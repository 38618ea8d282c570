/**
 * Two lists of people and the links of earlier runs -> who is the same person.
 *
 * A stored link wins over the e-mail address, because an address may have changed on one side (Huma shows the old one
 * until the employee confirms). Without a link the e-mail must be the same on both sides, once on each. Whoever shares
 * an e-mail with somebody else on the same side is ambiguous and left alone: guessing would pay the wrong person.
 */
import { digestText } from './values.ts'
import { type FieldName, otherSide, type Person, type Side } from './person.ts'

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

/** Somebody on the other side who looks like the same human being under another e-mail address. */
export interface Twin {
  person: Person
  sharedBy: 'national identity number' | 'name and date of birth'
}

export interface OneSided {
  person: Person
  twins: Twin[]
  /** Was linked to somebody on the other side who is not there any more. */
  wasLinked: boolean
}

export interface Ambiguity {
  person: Person
  /** Everybody else with the same address, on either side. */
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
  /** Links whose Huma user is deleted or whose payroll employee is gone. */
  brokenLinks: Linked[]
}

export function emailKey(email: string): string {
  return email.trim().toLowerCase()
}

/** The order of the lists changes nothing: people are taken in the order of their ids. */
export function match(input: {
  huma: readonly Person[]
  payroll: readonly Person[]
  links: readonly Linked[]
  outsiders: readonly Outsider[]
}): Matching {
  const people = { huma: byId(input.huma), payroll: byId(input.payroll) }
  const outsiderIds = new Set(input.outsiders.map((outsider) => outsider.id))
  const outsiderByEmail = new Map(input.outsiders.map((outsider) => [emailKey(outsider.email), outsider.id]))

  const pairs: Pair[] = []
  const outsideScope: OutsideScope[] = []
  const brokenLinks: Linked[] = []
  const taken = new Set<Person>()
  const wasLinked = new Set<Person>()

  for (const link of [...input.links].sort((a, b) => order(a.humaId, b.humaId))) {
    const huma = people.huma.get(link.humaId)
    const payroll = people.payroll.get(link.payrollId)
    if (huma && payroll && !taken.has(payroll)) {
      pairs.push({ huma, payroll, by: 'link' })
      taken.add(huma).add(payroll)
    } else if (payroll && outsiderIds.has(link.humaId)) {
      outsideScope.push({ person: payroll, humaId: link.humaId })
      taken.add(payroll)
    } else {
      brokenLinks.push(link)
      if (huma) wasLinked.add(huma)
      if (payroll) wasLinked.add(payroll)
    }
  }

  const byEmail = { huma: groupByEmail(people.huma), payroll: groupByEmail(people.payroll) }
  const ambiguous: Ambiguity[] = []
  const onlyIn: Record<Side, OneSided[]> = { huma: [], payroll: [] }

  for (const side of ['huma', 'payroll'] as const) {
    for (const person of people[side].values()) {
      if (taken.has(person)) continue
      const key = person.fields.email ? emailKey(person.fields.email) : undefined
      const same = key ? (byEmail[side].get(key) ?? []) : []
      const others = key ? (byEmail[otherSide(side)].get(key) ?? []) : []
      const [other] = others
      if (same.length > 1 || others.length > 1 || (other && taken.has(other))) {
        ambiguous.push({ person, sharedWith: [...same, ...others].filter((one) => one !== person) })
      } else if (other) {
        pairs.push(side === 'huma' ? { huma: person, payroll: other, by: 'email' } : { huma: other, payroll: person, by: 'email' })
        taken.add(person).add(other)
      } else {
        const humaId = side === 'payroll' && key ? outsiderByEmail.get(key) : undefined
        if (humaId) outsideScope.push({ person, humaId })
        else onlyIn[side].push({ person, twins: [], wasLinked: wasLinked.has(person) })
      }
    }
  }
  for (const side of ['huma', 'payroll'] as const) findTwins(onlyIn[side], people[otherSide(side)])
  pairs.sort((a, b) => order(a.huma.id, b.huma.id))
  return { pairs, onlyIn, ambiguous, outsideScope, brokenLinks }
}

function byId(people: readonly Person[]): Map<string, Person> {
  return new Map([...people].sort((a, b) => order(a.id, b.id)).map((person) => [person.id, person]))
}

/** By code unit, so that the machine's language changes nothing. */
export function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function groupByEmail(people: ReadonlyMap<string, Person>): Map<string, Person[]> {
  const groups = new Map<string, Person[]>()
  for (const person of people.values()) {
    if (!person.fields.email) continue
    const key = emailKey(person.fields.email)
    const group = groups.get(key)
    if (group) group.push(person)
    else groups.set(key, [person])
  }
  return groups
}

/** Creating somebody who is there already under another address would pay them twice. */
function findTwins(oneSided: readonly OneSided[], others: ReadonlyMap<string, Person>): void {
  if (oneSided.length === 0) return
  const known = new Map<string, Twin[]>()
  for (const person of others.values()) {
    for (const [sharedBy, key] of identityKeys(person)) {
      const twins = known.get(key)
      if (twins) twins.push({ person, sharedBy })
      else known.set(key, [{ person, sharedBy }])
    }
  }
  for (const one of oneSided) {
    for (const [, key] of identityKeys(one.person)) {
      for (const twin of known.get(key) ?? []) {
        if (!one.twins.some((already) => already.person === twin.person)) one.twins.push(twin)
      }
    }
  }
}

function identityKeys({ fields }: Person): [Twin['sharedBy'], string][] {
  const keys: [Twin['sharedBy'], string][] = []
  if (fields.nationalId) keys.push(['national identity number', `id ${digestText('nationalId', fields.nationalId)}`])
  if (fields.givenName && fields.familyName && fields.birthDate) {
    const name: FieldName[] = ['givenName', 'familyName']
    const text = name.map((field) => String(fields[field]).toLowerCase()).join(' ')
    keys.push(['name and date of birth', `name ${text} ${fields.birthDate}`])
  }
  return keys
}
