/** Who looks like the same human being under another e-mail address, and who cannot be under the same one. */
import type { OneSided } from './match.ts'
import { joinedName } from './name.ts'
import type { Person } from './person.ts'
import { differentHolders } from './values.ts'

/** Somebody on either side who looks like the same human being under another e-mail address, or under none. */
export interface Twin {
  person: Person
  sharedBy: 'national identity number' | 'name and date of birth' | 'unconfirmed e-mail address' | 'name'
}

/** What was read, seen by those who are on one side only. */
interface Surroundings {
  everybody: readonly Person[]
  /** Users who take no part: little more than their names is known. */
  outsiders: ReadonlySet<Person>
  employeesWith(email: string): readonly Person[]
  /** Of whom it is known who they are on the other side, so that a shared name says nothing. */
  known: ReadonlySet<Person | undefined>
}

/**
 * Adds to each of `oneSided` its twins. Creating somebody who is there already under another address would pay them
 * twice, and so would creating two users who are one human being.
 */
export function findTwins(oneSided: readonly OneSided[], around: Surroundings): void {
  const { everybody, outsiders, employeesWith, known } = around
  // Names are put together only for those who can be meant at all: that is most of the work with many people.
  const datesAlone = new Set(oneSided.map(({ person }) => person.fields.birthDate))
  const bornAlike = everybody.filter(({ fields }) => fields.birthDate && datesAlone.has(fields.birthDate))
  eachAlike(idNumber, everybody, (one, person) => addTwin(one, { person, sharedBy: 'national identity number' }))
  eachAlike(nameAndBirth, bornAlike, (one, person) => addTwin(one, { person, sharedBy: 'name and date of birth' }))

  const alone = new Map(oneSided.map((one) => [one.person, one]))
  const sharedBy = 'unconfirmed e-mail address'
  for (const user of everybody) {
    if (!user.pendingEmail) continue
    for (const employee of employeesWith(user.pendingEmail)) {
      addTwin(alone.get(user), { person: employee, sharedBy })
      addTwin(alone.get(employee), { person: user, sharedBy })
    }
  }

  const unknown = [...everybody, ...outsiders].filter((person) => !known.has(person))
  eachAlike(nameKey, unknown, (one, person) => {
    if (one.person.side === person.side) return
    // Two addresses tell two people of one name apart, unless hardly anything else is known of one of them.
    const hasTwoAddresses = Boolean(one.person.fields.email && person.fields.email)
    if (hasTwoAddresses && !outsiders.has(person)) return
    if (!differ(one.person.fields.birthDate, person.fields.birthDate)) addTwin(one, { person, sharedBy: 'name' })
  })

  function eachAlike(
    keyOf: (person: Person) => string,
    people: readonly Person[],
    each: (one: OneSided, person: Person) => void,
  ): void {
    const wanted = new Map<string, OneSided[]>()
    for (const one of oneSided) {
      const key = keyOf(one.person)
      if (!key) continue
      const group = wanted.get(key)
      if (group) group.push(one)
      else wanted.set(key, [one])
    }
    if (wanted.size === 0) return
    for (const person of people) for (const one of wanted.get(keyOf(person)) ?? []) each(one, person)
  }

  function addTwin(one: OneSided | undefined, twin: Twin): void {
    if (!one || one.person === twin.person) return
    if (!one.twins.some(({ person }) => person === twin.person)) one.twins.push(twin)
  }
}

/** As one text, because some sides keep it so, and others split it elsewhere. */
function nameKey({ fields, wholeName }: Person): string {
  return folded(wholeName ?? (fields.givenName && fields.familyName ? joinedName(fields) : ''))
}

/** Without its country, because not every side tells it; '' where it is not known. */
function idNumber({ fields }: Person): string {
  return fields.nationalId?.number ?? ''
}

function nameAndBirth(person: Person): string {
  const { birthDate } = person.fields
  const name = birthDate ? nameKey(person) : ''
  return name && `${birthDate} ${name}`
}

/**
 * What says that two people with one e-mail address are not the same human being; nothing where they may be: their identity
 * numbers must say so, and so must the date of birth or the whole name. A number alone may be mistyped, and a name alone
 * may be a new one.
 */
export function tellApart(
  { fields: one }: Person,
  { fields: other }: Person,
): ('identity number' | 'name' | 'date of birth')[] {
  if (!one.nationalId || !other.nationalId || !differentHolders(one.nationalId, other.nationalId)) return []
  const hasOtherName = differ(one.givenName, other.givenName) && differ(one.familyName, other.familyName)
  const hasOtherDate = differ(one.birthDate, other.birthDate)
  if (!hasOtherName && !hasOtherDate) return []
  return [
    'identity number',
    ...(hasOtherName ? ['name' as const] : []),
    ...(hasOtherDate ? ['date of birth' as const] : []),
  ]
}

/** False where either is empty or not visible. */
function differ(one: string | null | undefined, other: string | null | undefined): boolean {
  return Boolean(one && other && folded(one) !== folded(other))
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
