/** What the made-up company keeps in Crona Lön: its register of people, and the rows of each one's calendar. */
import type { SandboxPerson } from '../sandbox.ts'
import { absenceCodes, type PaxmlFile, presenceCodes, type Row } from './paxml.ts'

/** What holds from a date on; '' = from ever. */
export interface Dated {
  from: string
  value: string
}

export interface Person {
  anstid: string
  /** 12 digits, '' = unknown. */
  persnr: string
  /** By the names of PAXml; '' or absent = empty. */
  values: Record<string, string>
  /** `manlon`, `timlon` and `sysgrad`, the earliest first. */
  dated: Record<string, Dated[]>
}

export interface CalendarRow {
  anstid: string
  values: Record<string, string>
}

export interface Register {
  organizationNumber: string
  companyName: string
  people: Map<string, Person>
  calendar: CalendarRow[]
  /** Codes that a wage type belongs to (Register > Löneartsstyrning). */
  mappedCodes: ReadonlySet<string>
  add(person: SandboxPerson): Person
}

/** The value that holds on `day`. */
export function valueOn({ dated }: Person, name: string, day: string): Dated | undefined {
  return (dated[name] ?? []).filter(({ from }) => from <= day).at(-1)
}

export function createRegister(people: readonly SandboxPerson[], mappedCodes: readonly string[]): Register {
  const register: Register = {
    organizationNumber: '5555555555',
    companyName: 'Nordlys AB',
    people: new Map(),
    calendar: [],
    mappedCodes: new Set(mappedCodes),
    add(person) {
      const added = personFrom(person)
      register.people.set(added.anstid, added)
      return added
    },
  }
  for (const person of people) register.add(person)
  return register
}

/** Not documented: how Crona writes a country; the manual's example has the Swedish word. */
const countryNames = new Intl.DisplayNames('sv', { type: 'region' })

function personFrom(person: SandboxPerson): Person {
  const { address, bankAccount, startDate } = person
  return {
    anstid: person.employeeNumber,
    persnr: person.nationalId,
    values: {
      fornamn: person.givenName,
      efternamn: person.familyName,
      extraadress: address.line2,
      postadress: address.line1,
      postnr: address.postalCode,
      ort: address.city,
      land: address.country === '' ? '' : (countryNames.of(address.country) ?? ''),
      mobiltelefon: person.phone,
      epostarb: person.email,
      personaltyp: 'TJM',
      befattning: person.jobTitle,
      anstform: 'FAST',
      bankclearing: bankAccount.slice(0, 4),
      bankkonto: bankAccount.slice(4),
      anstdatum: startDate,
      lonform: 'MÅN',
    },
    dated: {
      manlon: [{ from: startDate, value: String(person.monthlySalary) }],
      sysgrad: [{ from: startDate, value: String(person.percentage) }],
    },
  }
}

const datedFields = ['manlon', 'timlon', 'sysgrad']

/** Takes in what is right, and returns what is not: "personal/person[2]: …". Not documented: whether one wrong row stops all. */
export function takeIn(register: Register, { persons, times }: PaxmlFile): string[] {
  return [
    ...persons.flatMap((row, index) => named(`personal/person[${index + 1}]`, takePerson(register, row))),
    ...times.flatMap((row, index) => named(`tidtransaktioner/tidtrans[${index + 1}]`, takeTime(register, row))),
  ]
}

function named(place: string, problem: string | undefined): string[] {
  return problem === undefined ? [] : [`${place}: ${problem}`]
}

function takePerson(register: Register, row: Row): string | undefined {
  const found = whoIs(register, row)
  if (typeof found === 'string') return found
  // Not documented: what Crona does when it is asked to remove somebody.
  if (row.delete) return 'nobody is removed by a file'
  if (!found && row.anstid === undefined) return 'a new person must have anstid'
  const person: Person = found ?? { anstid: row.anstid ?? '', persnr: '', values: {}, dated: {} }
  person.persnr = row.persnr ?? person.persnr
  for (const [name, value] of Object.entries(row.values)) {
    // What is left out stays. Not documented: what an empty element does. It empties.
    if (datedFields.includes(name)) keepDated(person, name, { from: row.from[name] ?? '', value })
    else person.values[name] = value
  }
  register.people.set(person.anstid, person)
  return undefined
}

function keepDated({ dated }: Person, name: string, added: Dated): void {
  const others = (dated[name] ?? []).filter(({ from }) => from !== added.from)
  dated[name] = [...others, added].sort((a, b) => (a.from < b.from ? -1 : 1))
}

/** undefined: nobody yet. By employment number; by personal number where there is none. Both must be of the same person. */
function whoIs({ people }: Register, { anstid, persnr }: Row): Person | string | undefined {
  if (anstid === undefined && persnr === undefined) return 'anstid or persnr is expected'
  if (anstid === '') return 'anstid is empty'
  if (persnr !== undefined && !/^\d{12}$/.test(persnr)) return 'persnr must be 12 digits'
  const byNumber = anstid === undefined ? undefined : people.get(anstid)
  const byIdentity = persnr === undefined ? undefined : [...people.values()].find((person) => person.persnr === persnr)
  if (anstid === undefined) return byIdentity
  if (byIdentity && byIdentity !== byNumber) return 'persnr belongs to another anstid'
  if (byNumber && persnr !== undefined && byNumber.persnr !== '' && byNumber.persnr !== persnr) {
    return 'anstid belongs to another persnr'
  }
  return byNumber
}

/** Every row is a new one: nothing is changed or taken away by a file. */
function takeTime(register: Register, row: Row): string | undefined {
  const found = whoIs(register, row)
  if (typeof found === 'string') return found
  if (!found) return 'the person is not in the register'
  const { tidkod = '', ...values } = row.values
  const wrong = periodProblem(values) ?? extentProblem(tidkod, values)
  if (wrong !== undefined) return wrong
  if (values.barn !== undefined && tidkod !== 'VAB') return 'barn is for VAB only'
  if (!register.mappedCodes.has(tidkod)) return 'no wage type belongs to the code'
  register.calendar.push({ anstid: found.anstid, values: { tidkod, ...values } })
  return undefined
}

type Values = Readonly<Record<string, string>>

/** One of three ways to say when: the manual has it, the schema does not. */
function periodProblem({ datum, datumfrom, datumtom, starttid, sluttid }: Values): string | undefined {
  const ways = [datum !== undefined, datumfrom ?? datumtom, starttid ?? sluttid].filter(Boolean).length
  if (ways !== 1) return 'datum, datumfrom with datumtom, or starttid with sluttid is expected'
  if ((datumfrom === undefined) !== (datumtom === undefined)) return 'datumfrom and datumtom go together'
  if ((starttid === undefined) !== (sluttid === undefined)) return 'starttid and sluttid go together'
  return (datumfrom ?? '') > (datumtom ?? '') || (starttid ?? '') > (sluttid ?? '')
    ? 'it ends before it begins'
    : undefined
}

function extentProblem(code: string, { datum, timmar, omfattning }: Values): string | undefined {
  if (timmar !== undefined && omfattning !== undefined) return 'timmar and omfattning do not go together'
  if (timmar !== undefined && datum === undefined) return 'timmar goes with datum only'
  return omfattning !== undefined && presenceCodes.includes(code) ? 'omfattning is for absence only' : undefined
}

/** Codes that companies usually have a wage type for. */
export const usualCodes: readonly string[] = absenceCodes.filter((code) => !/^FR\d$/.test(code))
