/** What administrators do in Huma, at random: one event after the other, each remembered. */

import { swedishPerson } from '../../src/sandbox/fortnox/swedish.ts'
import type { HumaSandbox } from '../../src/sandbox/huma.ts'
import { finnishPerson } from '../../src/sandbox/netvisor/finnish.ts'
import type { SandboxCompany } from '../../src/sandbox/people.ts'
import { makePeople, type Random } from '../../src/sandbox/people.ts'
import {
  addDays,
  type FlowAbsence,
  type FlowField,
  type FlowPosition,
  holdsOn,
  lockedAt,
  now,
  type Past,
  type PersonFacts,
} from './flow-facts.ts'
import { accountNumber, factsOf, letters, personOf } from './flow-people.ts'

export interface Administrator {
  facts: ReadonlyMap<string, PersonFacts>
  /** The next event. Returns what it was, for the trace of a failing run. */
  next(): string
}

export interface AdministratorParts {
  huma: HumaSandbox
  /** As it was before the activation. */
  company: SandboxCompany
  /** Where they are paid, ISO 3166-1 alpha-2. */
  country: 'NO' | 'SE' | 'FI'
  seed: number
  random: Random
  /** ISO 8601. */
  today: string
}

const absenceTypes = [
  ...(['Vacation', 'Self-certification', 'Sick leave', 'Paid time off'] as const),
  ...(['Unpaid time off', 'Sick child', 'Parental leave'] as const),
]
/** Absences of one person are this many days apart, so that none ever overlaps another. */
const windowDays = 28
const currencies = { NO: 'NOK', SE: 'SEK', FI: 'EUR' } as const

export function createAdministrator(parts: AdministratorParts): Administrator {
  const { huma, company, country, random, today } = parts
  const { int, pick } = random
  const facts = factsOf(parts)
  const titles = [...new Set(company.huma.map(({ jobTitle }) => jobTitle))].sort()
  const newcomers = makePeople({ count: company.huma.length + 1_000, seed: parts.seed, country: 'NO' })
    .slice(company.huma.length + 100)
    .values()
  let at = 0
  let serial = 0
  const nextSerial = () => {
    serial += 1
    return serial
  }

  function everybody(is: (person: PersonFacts) => boolean = () => true): PersonFacts[] {
    return [...facts.values()].filter((person) => now(person.standing) !== 'deleted' && is(person))
  }

  /** Mostly somebody active; what is done to a locked one must not be sent. */
  function somebody(): PersonFacts | undefined {
    const isLocked = int(0, 19) === 0
    const fitting = everybody((person) => (lockedAt(person) !== undefined) === isLocked)
    return fitting.length === 0 ? undefined : pick(fitting)
  }

  function setField(person: PersonFacts, field: FlowField, value: string): void {
    person.fields[field].push({ at, value })
  }

  function setPosition(person: PersonFacts, id: string, value: FlowPosition | null): void {
    const past = person.positions.get(id) ?? []
    person.positions.set(id, past)
    past.push({ at, value })
  }

  function editPosition(person: PersonFacts, id: string, change: Partial<FlowPosition>): void {
    const past = person.positions.get(id)
    const before = past && now(past)
    if (!before) throw new RangeError('There is no such position.')
    const after = { ...before, ...change }
    huma.editPosition(person.id, id, {
      ...(change.start === undefined ? {} : { contractStartDate: change.start }),
      ...(change.end === undefined || change.end === null
        ? {}
        : { contractEndDate: change.end, endReason: reasonOf(after) }),
      ...(change.percentage === undefined ? {} : { percentage: change.percentage }),
      ...(change.title === undefined ? {} : { title: change.title }),
    })
    setPosition(person, id, after)
  }

  function addPosition(person: PersonFacts, position: FlowPosition): void {
    const { start, end, percentage, title } = position
    const id = huma.addPosition(person.id, {
      contractStartDate: start,
      contractType: 'Permanent',
      percentage,
      title,
      ...(end === null ? {} : { contractEndDate: end, endReason: reasonOf(position) }),
    })
    setPosition(person, id, position)
  }

  function isFreeStart(person: PersonFacts, start: string): boolean {
    return [...person.positions.values()].every((past) => past.every(({ value }) => value?.start !== start))
  }

  function positionsWhere(
    person: PersonFacts,
    is: (position: FlowPosition, isOld: boolean) => boolean,
  ): [string, FlowPosition][] {
    return [...person.positions].flatMap(([id, past]) => {
      const value = now(past)
      return value && is(value, past[0]?.at === 0) ? [[id, value] as [string, FlowPosition]] : []
    })
  }

  const fieldEvents: Readonly<Record<string, (person: PersonFacts) => boolean>> = {
    phone(person) {
      const digits = `4${String(5_000_000 + nextSerial())}`
      huma.edit(person.id, { phone: `+47${digits}` })
      setField(person, 'phone', digits)
      return true
    },
    'phone emptied'(person) {
      if (int(0, 9) > 0) return false
      huma.edit(person.id, { phone: '' })
      setField(person, 'phone', '')
      return true
    },
    'last name'(person) {
      const [givenName = ''] = now(person.fields.name).split(' ')
      const familyName = `Ny${letters(nextSerial())}`
      huma.edit(person.id, { givenName, familyName })
      setField(person, 'name', `${givenName} ${familyName}`)
      return true
    },
    address(person) {
      const place = { NO: ['5003', 'Bergen'], SE: ['11120', 'Stockholm'], FI: ['00100', 'Helsinki'] }[country]
      const [postalCode = '', city = ''] = place
      const line1 = `Flytteveien ${nextSerial()}`
      huma.edit(person.id, { homeAddress: { line1, line2: '', line3: '', postalCode, city, country } })
      setField(person, 'address', `${line1} ${postalCode} ${city}`)
      return true
    },
    account(person) {
      if (country === 'FI') return false
      const number = accountNumber(country, nextSerial())
      huma.edit(person.id, { bankAccount: { type: 'national', number, country } })
      setField(person, 'account', number)
      return true
    },
  }

  function newEmail(person: PersonFacts): boolean {
    const email = `flyttet${nextSerial()}@nordlys.example`
    huma.edit(person.id, { email })
    setField(person, 'email', email)
    return true
  }

  const positionEvents: Readonly<Record<string, (person: PersonFacts) => boolean>> = {
    'other percentage'(person) {
      const [found] = positionsWhere(person, (position) => holdsOn(position, today))
      if (!found) return false
      const [id, position] = found
      const percentage = pick([100, 90, 80, 60, 50].filter((one) => one !== position.percentage))
      editPosition(person, id, { percentage })
      return true
    },
    'other title'(person) {
      const [found] = positionsWhere(person, (position) => holdsOn(position, today))
      if (!found) return false
      editPosition(person, found[0], { title: pick(titles.filter((title) => title !== found[1].title)) })
      return true
    },
    promotion(person) {
      const open = positionsWhere(person, ({ end, start }) => end === null && start <= today)
      const [found] = open
      const start = addDays(today, int(-10, 30))
      if (open.length !== 1 || !found || start <= addDays(found[1].start, 1) || !isFreeStart(person, start))
        return false
      const next = { start, end: null, percentage: pick([100, 80, 60]), title: pick(titles), isTransfer: false }
      const isEndedFirst = int(0, 1) === 0
      if (!isEndedFirst) addPosition(person, next)
      editPosition(person, found[0], { end: addDays(start, -1), isTransfer: true })
      if (isEndedFirst) addPosition(person, next)
      return true
    },
    'leaves the company'(person) {
      const open = positionsWhere(person, ({ end, start }) => end === null && start <= today)
      const [found] = open
      if (int(0, 2) > 0 || open.length !== 1 || !found) return false
      const end = addDays(today, int(-5, 25))
      if (end <= found[1].start) return false
      editPosition(person, found[0], { end, isTransfer: false })
      return true
    },
    'other end'(person) {
      const ended = positionsWhere(person, ({ end, isTransfer }) => end !== null && end >= today && !isTransfer)
      const [found] = ended
      if (!found) return false
      const end = addDays(today, int(3, 40))
      if (end < found[1].start) return false
      editPosition(person, found[0], { end, isTransfer: false })
      return true
    },
    'second position'(person) {
      const holding = positionsWhere(person, (position) => holdsOn(position, today))
      const start = addDays(today, int(-8, 20))
      if (holding.length !== 1 || !isFreeStart(person, start)) return false
      const end = int(0, 1) === 0 ? null : addDays(start, int(15, 60))
      addPosition(person, { start, end, percentage: pick([10, 20]), title: pick(titles), isTransfer: false })
      return true
    },
    'other start'(person) {
      const [found] = positionsWhere(person, (_, isOld) => !isOld)
      if (!found) return false
      const [id, { start: before, end }] = found
      const start = addDays(before, pick([-3, -1, 2, 4]))
      if ((end !== null && start > end) || !isFreeStart(person, start)) return false
      editPosition(person, id, { start })
      return true
    },
    'position deleted'(person) {
      const mayBe = positionsWhere(person, (_, isOld) => !isOld || int(0, 9) === 0)
      if (mayBe.length === 0) return false
      const [id] = pick(mayBe)
      huma.removePosition(person.id, id)
      setPosition(person, id, null)
      return true
    },
    'position of long ago'(person) {
      const start = '2009-02-01'
      if (!isFreeStart(person, start)) return false
      addPosition(person, { start, end: '2009-08-31', percentage: 50, title: pick(titles), isTransfer: false })
      return true
    },
  }

  function setSalary(person: PersonFacts): boolean {
    if (int(0, 11) === 0) {
      if (now(person.salary) === null) return false
      huma.setSalary(person.id, null)
      person.salary.push({ at, value: null })
      return true
    }
    const unit = pick(['monthly', 'monthly', 'monthly', 'monthly', 'yearly', 'hourly'] as const)
    const number = nextSerial()
    const amount = { monthly: 40_000 + number, yearly: 480_000 + 12 * number, hourly: 200 + number / 100 }[unit]
    const currency = int(0, 39) === 0 ? 'USD' : currencies[country]
    const fromDate = pick([today, `${today.slice(0, 7)}-01`, addDays(today, 20), addDays(today, -40)])
    const value = { unit, amount, currency, fromDate }
    huma.setSalary(person.id, value)
    person.salary.push({ at, value })
    return true
  }

  /** A new one, or a change of one that is there. */
  function absence(person: PersonFacts): boolean {
    const there = [...person.absences].filter(([, past]) => now(past) !== null)
    if (there.length > 0 && int(0, 2) > 0) return editAbsence(...pick(there))
    if (lockedAt(person) !== undefined || person.absences.size >= 9) return false
    const first = addDays(today, -14 + windowDays * person.absences.size + int(0, 6))
    const value: FlowAbsence = {
      type: pick(absenceTypes),
      startDate: first,
      endDate: int(0, 6) === 0 ? null : addDays(first, int(0, 9)),
      percentage: pick([100, 100, 100, 80, 50]),
      isApproved: int(0, 3) > 0,
    }
    const id = huma.addAbsence(person.id, value)
    person.absences.set(id, [{ at, value }])
    return true
  }

  function editAbsence(id: string, past: Past<FlowAbsence | null>): boolean {
    const before = now(past)
    if (!before) return false
    const { startDate, endDate } = before
    if (int(0, 6) === 0) {
      huma.removeAbsence(id)
      past.push({ at, value: null })
      return true
    }
    const change: Partial<FlowAbsence> = pick([
      { isApproved: !before.isApproved },
      { isApproved: true },
      { endDate: addDays(startDate, int(0, 12)) },
      { endDate: addDays(endDate ?? startDate, 2) },
      { endDate: null },
      { percentage: pick([100, 80, 60, 50]) },
      { type: pick(absenceTypes) },
      { startDate: addDays(startDate, 1), endDate: addDays(startDate, int(1, 8)) },
    ])
    // It stays among its own days.
    const day = past[0]?.value?.startDate ?? startDate
    if ((change.startDate ?? startDate) > addDays(day, 8) || (change.endDate ?? '') > addDays(day, 20)) return false
    if (
      Object.entries(change).every(([name, value]) =>
        Object.entries(before).some(([own, held]) => own === name && held === value),
      )
    )
      return false
    huma.editAbsence(id, change)
    past.push({ at, value: { ...before, ...change } })
    return true
  }

  function stand(person: PersonFacts, value: 'active' | 'deactivated' | 'deleted'): boolean {
    if (value === 'deleted') huma.remove(person.id)
    else huma.edit(person.id, { active: value === 'active' })
    person.standing.push({ at, value })
    return true
  }

  function addPerson(): boolean {
    const { value: fresh } = newcomers.next()
    if (!fresh) return false
    const abroad = { NO: fresh, SE: swedishPerson(fresh), FI: finnishPerson(fresh) }[country]
    const jobTitle = pick(titles)
    const id = huma.add({ ...abroad, country, jobTitle, startDate: addDays(today, int(-20, 10)) })
    const [user] = huma.snapshot().users.filter((one) => one.id === id)
    if (!user) throw new RangeError('Nobody was added.')
    facts.set(id, personOf(user, jobTitle, at))
    return true
  }

  /** What, how often, and whom it is done to. */
  const events: readonly [string, number, () => boolean][] = [
    ['field', 34, () => withSomebody((person) => chosen(fieldEvents, person))],
    ['e-mail', 4, () => withSomebody(newEmail)],
    ['position', 16, () => withSomebody((person) => chosen(positionEvents, person))],
    ['salary', 10, () => withSomebody(setSalary)],
    ['absence', 28, () => withSomebody(absence)],
    ['added', 3, addPerson],
    ['deactivated', 2, () => withSomebody((person) => lockedAt(person) === undefined && stand(person, 'deactivated'))],
    [
      'reactivated',
      2,
      () => {
        const [locked] = everybody((person) => lockedAt(person) !== undefined)
        return locked !== undefined && stand(locked, 'active')
      },
    ],
    ['deleted', 1, () => withSomebody((person) => stand(person, 'deleted'))],
  ]

  let what = ''
  function chosen(some: Readonly<Record<string, (person: PersonFacts) => boolean>>, person: PersonFacts): boolean {
    const [name, event] = pick(Object.entries(some))
    what = name
    return event(person)
  }

  function withSomebody(event: (person: PersonFacts) => boolean): boolean {
    const person = somebody()
    const isDone = person !== undefined && event(person)
    if (isDone) what = `${what} of ${person.number}`
    return isDone
  }

  return {
    facts,
    next() {
      at += 1
      for (;;) {
        let left = int(
          1,
          events.reduce((sum, [, weight]) => sum + weight, 0),
        )
        for (const [name, weight, event] of events) {
          left -= weight
          if (left > 0) continue
          what = name
          if (event()) return `${at} ${what}`
          break
        }
      }
    },
  }
}

function reasonOf({ isTransfer }: FlowPosition) {
  return isTransfer ? 'change_in_organization_or_internal_job_transfer' : 'employee_resigned'
}
