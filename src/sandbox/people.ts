/** Made-up people, and the two lists of them that a company typically has before it connects its systems. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { HumaPerson } from './huma-organization.ts'
import type { SandboxPerson } from './sandbox.ts'

// biome-ignore format: lists of words read better as words
const givenNames = {
  Female: ['Anne', 'Aisha', 'Astrid', 'Berit', 'Camilla', 'Elif', 'Eva', 'Frida', 'Guro', 'Hanne', 'Ida', 'Ingrid', 'Kari',
    'Linnea', 'Liv', 'Maja', 'Marit', 'Nora', 'Ragnhild', 'Sara', 'Signe', 'Solveig', 'Tone', 'Åse'],
  Male: ['Anders', 'Ali', 'Bjørn', 'Eirik', 'Erik', 'Geir', 'Håkon', 'Henrik', 'Ivar', 'Jakub', 'Jon', 'Kåre', 'Lars',
    'Magnus', 'Mikkel', 'Nils', 'Ola', 'Øyvind', 'Per', 'Sindre', 'Stian', 'Tomasz', 'Tor', 'Vetle'],
} as const
// biome-ignore format: lists of words read better as words
const familyNames = ['Andersen', 'Aas', 'Bakke', 'Berg', 'Bråten', 'Dahl', 'Eide', 'Fjeld', 'Grønli', 'Hagen', 'Halvorsen',
  'Hansen', 'Haugen', 'Holm', 'Iversen', 'Jensen', 'Karlsen', 'Kowalski', 'Lie', 'Lund', 'Løken', 'Moen', 'Myhre', 'Nguyen',
  'Nilsen', 'Nordmann', 'Olsen', 'Ødegård', 'Pedersen', 'Rustad', 'Sand', 'Solberg', 'Strand', 'Sæther', 'Tangen', 'Vik',
  'Vold', 'Yilmaz', 'Åmodt']
const places = [
  { city: 'Oslo', postalCode: '0150' },
  { city: 'Bergen', postalCode: '5003' },
  { city: 'Trondheim', postalCode: '7010' },
  { city: 'Tromsø', postalCode: '9008' },
]
const streets = ['Eksempelveien', 'Nordlysgata', 'Prøvebakken', 'Sandkasseveien']
/** Monthly pay in kroner for a full-time position. */
const jobs = [
  { company: 'Nordlys AS', team: 'Finance', title: 'Controller', pay: 61_000 },
  { company: 'Nordlys AS', team: 'Finance', title: 'Accountant', pay: 52_000 },
  { company: 'Nordlys AS', team: 'People', title: 'HR adviser', pay: 54_000 },
  { company: 'Nordlys AS', team: 'Sales', title: 'Account manager', pay: 56_000 },
  { company: 'Nordlys AS', team: 'Development', title: 'Developer', pay: 66_000 },
  { company: 'Nordlys Drift AS', team: 'Kitchen', title: 'Cook', pay: 41_000 },
  { company: 'Nordlys Drift AS', team: 'Cleaning', title: 'Cleaner', pay: 38_000 },
  { company: 'Nordlys Drift AS', team: 'Warehouse', title: 'Warehouse worker', pay: 40_000 },
  { company: 'Nordlys Butikk AS', team: 'Shop', title: 'Shop assistant', pay: 37_500 },
]
const percentages = [100, 100, 100, 100, 100, 100, 80, 80, 60, 50, 20]

export interface Random {
  /** Both ends included. */
  int(from: number, to: number): number
  pick<T>(from: readonly T[]): T
}

export function randomFrom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  const int = (from: number, to: number) => uniformInt(generator, from, to)
  return {
    int,
    pick(from) {
      const chosen = from[int(0, from.length - 1)]
      if (chosen === undefined) throw new RangeError('There is nothing to pick from.')
      return chosen
    },
  }
}

/** The same people for the same seed, and the first of them the same for any `count` (at most 100 000). */
export function makePeople(options: { count: number; seed: number; country: 'NO' }): SandboxPerson[] {
  const random = randomFrom(options.seed)
  const addresses = new Map<string, number>()
  const identityNumbers = new Set<string>()

  return Array.from({ length: options.count }, (_, index) => {
    const gender = random.pick(['Female', 'Male'] as const)
    const givenName = random.pick(givenNames[gender])
    const familyName = random.pick(familyNames)
    const birthDate = dateBetween(random, 1960, 2004)
    const place = random.pick(places)
    const job = random.pick(jobs)
    const percentage = random.pick(percentages)
    return {
      givenName,
      familyName,
      email: emailFor(givenName, familyName, addresses),
      // Norway has no documented numbers for fiction: a run of nines and a serial number shows what these are.
      phone: `+47999${String(index).padStart(5, '0')}`,
      birthDate,
      nationalId: birthNumber(random, birthDate, gender, identityNumbers),
      bankAccount: accountNumber('9999', index),
      address: { line1: `${random.pick(streets)} ${random.int(1, 180)}`, line2: '', ...place, country: 'NO' },
      employeeNumber: String(1001 + index),
      gender,
      jobTitle: job.title,
      team: job.team,
      location: place.city,
      company: job.company,
      startDate: `${random.int(Math.max(2010, Number(birthDate.slice(0, 4)) + 19), 2025)}-${twoDigits(random.int(1, 12))}-01`,
      percentage,
      monthlySalary: Math.round(((job.pay + random.int(0, 24) * 500) * percentage) / 100),
    }
  })
}

function emailFor(givenName: string, familyName: string, taken: Map<string, number>): string {
  const name = `${givenName}.${familyName}`
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .normalize('NFD')
    .replaceAll(/[^a-z.]/g, '')
  const number = (taken.get(name) ?? 0) + 1
  taken.set(name, number)
  return `${name}${number > 1 ? number : ''}@nordlys.example`
}

function dateBetween(random: Random, fromYear: number, toYear: number): string {
  const from = Date.UTC(fromYear, 0, 1)
  const days = (Date.UTC(toYear, 11, 31) - from) / 86_400_000
  return new Date(from + random.int(0, days) * 86_400_000).toISOString().slice(0, 10)
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/**
 * A birth number of the synthetic series: the month is 80 too high, so that it can belong to nobody.
 * https://skatteetaten.github.io/folkeregisteret-api-dokumentasjon/syntetiske-data-og-fodselsnummer/
 */
function birthNumber(random: Random, birthDate: string, gender: SandboxPerson['gender'], taken: Set<string>): string {
  const [year = '', month = '', day = ''] = birthDate.split('-')
  const date = `${day}${Number(month) + 80}${year.slice(2)}`
  const start = random.int(0, 249)
  for (let step = 0; step < 250; step += 1) {
    // The third digit is odd for men; the series from 500 belongs to those born from 2000 on.
    const individual = 2 * ((start + step) % 250) + (gender === 'Male' ? 1 : 0) + (Number(year) >= 2000 ? 500 : 0)
    const nine = `${date}${String(individual).padStart(3, '0')}`
    const first = checkDigit(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2])
    const second = first === undefined ? undefined : checkDigit(`${nine}${first}`, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
    const number = `${nine}${first}${second}`
    if (second === undefined || taken.has(number)) continue
    taken.add(number)
    return number
  }
  throw new RangeError(`There are no more birth numbers on ${birthDate}.`)
}

/** An account number with a valid check digit in a register number (its first four digits) that shows it is made up. */
function accountNumber(register: string, index: number): string {
  // At most one of ten neighbours has the impossible check digit 10, and neighbours in steps of 7 never meet.
  for (let serial = 100_000 + index * 7; ; serial += 1) {
    const digit = checkDigit(`${register}${serial}`, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
    if (digit !== undefined) return `${register}${serial}${digit}`
  }
}

/** Modulus 11; undefined where the check digit would have to be 10. */
function checkDigit(digits: string, weights: readonly number[]): number | undefined {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  const digit = (11 - (sum % 11)) % 11
  return digit === 10 ? undefined : digit
}

/** One way in which the two lists differ about a person. Without `huma` or `payroll` that side has them as they are. */
interface Situation {
  name: string
  /** How many of all the people; 'one' = exactly one. */
  share: number | 'one'
  huma?: (person: SandboxPerson) => HumaPerson[]
  /** `spare` is a further person whom nothing else uses. */
  payroll?: (person: SandboxPerson, spare: SandboxPerson) => SandboxPerson[]
}

const noAddress = { line1: '', line2: '', postalCode: '', city: '', country: '' }

const situations = [
  { name: 'only in Huma', share: 0.03, payroll: () => [] },
  { name: 'only in payroll', share: 0.02, huma: () => [] },
  { name: 'other phone', share: 0.025, payroll: (person) => [{ ...person, phone: otherPhone(person) }] },
  { name: 'moved', share: 0.02, payroll: (person) => [{ ...person, address: oldAddress(person) }] },
  { name: 'other bank account', share: 0.015, payroll: (person) => [{ ...person, bankAccount: otherAccount(person) }] },
  { name: 'other spelling', share: 0.01, payroll: (person) => [{ ...person, familyName: otherSpelling(person) }] },
  { name: 'no phone in Huma', share: 0.005, huma: (person) => [{ ...person, phone: '' }] },
  { name: 'no date of birth in Huma', share: 0.005, huma: (person) => [{ ...person, birthDate: '' }] },
  { name: 'no bank account in payroll', share: 0.005, payroll: (person) => [{ ...person, bankAccount: '' }] },
  { name: 'no address in payroll', share: 0.005, payroll: (person) => [{ ...person, address: noAddress }] },
  {
    name: 'e-mail twice in payroll',
    share: 'one',
    payroll: (person, spare) => [person, { ...spare, email: person.email }],
  },
  { name: 'no e-mail in payroll', share: 'one', payroll: (person) => [{ ...person, email: '' }] },
  {
    name: 'e-mail in capitals in payroll',
    share: 'one',
    payroll: (person) => [{ ...person, email: person.email.toUpperCase() }],
  },
  { name: 'deactivated in Huma', share: 'one', huma: (person) => [{ ...person, standing: 'deactivated' }] },
  {
    name: 'service user in Huma',
    share: 'one',
    huma: (person) => [{ ...person, standing: 'service-user' }],
    payroll: () => [],
  },
] as const satisfies readonly Situation[]

export type SituationName = (typeof situations)[number]['name']

export interface SandboxCompany {
  huma: HumaPerson[]
  payroll: SandboxPerson[]
  /** Whom each situation fell on, as they are before it; everybody else is the same on both sides. */
  situations: ReadonlyMap<SituationName, readonly SandboxPerson[]>
}

/**
 * A company of `people` before its first sync: most of them are the same on both sides. Up to 40 people every situation
 * falls on one of them (as far as there are people); beyond that by its share.
 */
export function makeCompany(options: { people: number; seed: number }): SandboxCompany {
  const everybody = makePeople({ count: options.people + 1, seed: options.seed, country: 'NO' })
  const spare = everybody.pop()
  if (!spare) throw new RangeError('A company needs people.')

  const random = randomFrom(options.seed)
  const free = everybody.map((_, index) => index)
  const fallsOn = new Map<number, Situation>()
  const chosen = new Map<SituationName, SandboxPerson[]>()
  for (const situation of situations) {
    const wanted = situation.share === 'one' ? 1 : Math.max(1, Math.round(situation.share * options.people))
    const indexes = Array.from({ length: Math.min(wanted, free.length) }, () => take(free, random)).sort(
      (a, b) => a - b,
    )
    for (const index of indexes) fallsOn.set(index, situation)
    chosen.set(
      situation.name,
      indexes.flatMap((index) => everybody[index] ?? []),
    )
  }

  const company: SandboxCompany = { huma: [], payroll: [], situations: chosen }
  for (const [index, person] of everybody.entries()) {
    const situation = fallsOn.get(index)
    company.huma.push(...(situation?.huma?.(person) ?? [person]))
    company.payroll.push(...(situation?.payroll?.(person, spare) ?? [person]))
  }
  return company
}

function take(from: number[], random: Random): number {
  const [taken] = from.splice(random.int(0, from.length - 1), 1)
  if (taken === undefined) throw new RangeError('Nobody is left.')
  return taken
}

function otherPhone(person: SandboxPerson): string {
  return person.phone.replace('+47999', '+47998')
}

function oldAddress(person: SandboxPerson): SandboxPerson['address'] {
  return { ...person.address, line1: `Gamleveien ${person.employeeNumber.slice(-2)}` }
}

function otherAccount(person: SandboxPerson): string {
  return accountNumber('9998', Number(person.employeeNumber))
}

/** As payroll may have heard it on the phone. */
function otherSpelling(person: SandboxPerson): string {
  const folded = person.familyName.replaceAll('ø', 'o').replaceAll('Ø', 'O').replaceAll('å', 'aa').replaceAll('Å', 'Aa')
  return folded === person.familyName ? `${person.familyName}e` : folded
}
