/** What administrators do in Huma, at random: one event after the other, each remembered. */
import { swedishPerson } from '../../src/sandbox/fortnox/swedish.ts'
import type { HumaSandbox } from '../../src/sandbox/huma.ts'
import { finnishPerson } from '../../src/sandbox/netvisor/finnish.ts'
import { makePeople, type Random, type SandboxCompany } from '../../src/sandbox/people.ts'
import { absenceEvent } from './flow-events-absence.ts'
import { positionEvents } from './flow-events-positions.ts'
import { addDays, type FlowField, lockedAt, now, type PersonFacts } from './flow-facts.ts'
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

const currencies = { NO: 'NOK', SE: 'SEK', FI: 'EUR' } as const

/** What every event is made with. */
export interface Desk extends Pick<AdministratorParts, 'huma' | 'random' | 'today'> {
  titles: readonly string[]
  /** The number of the one that is happening. */
  event(): number
}

export function createAdministrator(parts: AdministratorParts): Administrator {
  const { huma, company, country, random, today } = parts
  const { int, pick } = random
  const facts = factsOf(parts)
  const titles = [...new Set(company.huma.map(({ jobTitle }) => jobTitle))].sort()
  const desk: Desk = { huma, random, today, titles, event: () => at }
  const positions = positionEvents(desk)
  const absence = absenceEvent(desk)
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
    ['position', 16, () => withSomebody((person) => chosen(positions, person))],
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
