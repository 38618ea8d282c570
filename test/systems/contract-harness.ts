/** What the contract suite has to be told of a payroll system, whatever it is reached by. */
import { expect } from 'vitest'
import {
  type FieldName,
  type Fields,
  type FieldValues,
  fieldNames,
  type Patch,
  type Person,
  sensitiveFields,
} from '../../src/core/person.ts'
import { sameValue } from '../../src/core/values.ts'
import { type ErrorKind, HumaPayrollError } from '../../src/errors.ts'
import type { Http } from '../../src/http/http.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import type { Fault, SandboxPerson, SandboxSystem } from '../../src/sandbox/sandbox.ts'
import type { PayrollClient, PayrollSystem, PersonKey, Session } from '../../src/systems/system.ts'
import type { Trouble, Troubles } from './contract-troubles.ts'

export interface StartParts {
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** Fields that the key may not see; only from `Harness.hideable`. */
  hidden: readonly FieldName[]
}

/** An employee as the sandbox keeps one. Written by hand for each system, so that a mistake of its client shows. */
export interface Stored {
  id: string
  active: boolean
  /** Every field of the declaration; null = empty. */
  fields: Fields
  /** All that is kept of them, in the system's own words, by its own names. */
  everything: Readonly<Record<string, unknown>>
}

/** Behind the counter: what is kept, and the system's own screens. */
export interface Backstage {
  /** In the order in which they were created. */
  stored(): Stored[]
  screens: {
    /** Gives the employee one field of `Harness.values.one`. */
    edit(id: string, field: FieldName): void | Promise<void>
    /** Ends every employment of the employee in the past. */
    end(id: string): void | Promise<void>
  }
}

/** `after`: where every request has the same method and path, so many come before. */
type FaultOn = Pick<Fault, 'method' | 'path' | 'after'>

interface CommonHarness {
  system: PayrollSystem
  /** Two people who are not in the sandbox, with valid values in every field of the declaration, none of them shared. */
  values: { one: Required<Patch>; other: Required<Patch> }
  /** Which of the names in `Stored.everything` a field may change, and which change with every write. */
  namesOf: { readonly [K in FieldName]?: readonly string[] }
  bookkeeping: readonly string[]
  /** What an administrator has to choose before anybody can be created. */
  settings?: Readonly<Record<string, string>>
  /** A new employee where the setting of an `unless-setting` rule asks for the field. */
  settingsThatRequire?: { readonly [K in FieldName]?: Readonly<Record<string, string>> }
  hideable?: readonly FieldName[]
  /** Fields that the system takes and never shows to anybody. */
  neverShown?: readonly FieldName[]
  /** The id of nobody, in the form of the system's ids. */
  nobody: string
}

/** Of a system that is asked over HTTP. */
export interface Harness extends CommonHarness {
  medium?: 'http'
  /** Of the API below the server's address. */
  basePath: string
  start(parts: StartParts): Backstage & { sandbox: SandboxSystem }
  /** What the session has beside secrets and settings. `wrong`: with a key that the system does not know. */
  session?(parts: {
    url: string
    secrets: Readonly<Record<string, string>>
    http: Http
    wrong: boolean
  }): Partial<Session>
  /** The requests that create and change an employee. */
  writes: { create: FaultOn; update: FaultOn }
  /** What a 401 to a write means that a renewed login does not end; 'authorization' where absent. */
  lasting401?: ErrorKind
}

/** Of a system that exchanges files in a folder. */
export interface FileHarness extends CommonHarness {
  medium: 'files'
  /** Everything of it is gone after the test. */
  start(parts: StartParts & { folder: string }): Promise<FileBackstage>
  troubles: Troubles<FileTrouble>
}

export interface FileBackstage extends Backstage {
  /** What the session has beside the settings. */
  session: Pick<Session, 'baseUrl'>
  /** Each person in each file that waits to be taken in, as it stands there. */
  written(): string[]
}

export interface FileTrouble extends Trouble {
  /** `client` is the one that will meet it. Returns what mends it. */
  begin(place: { folder: string; client: PayrollClient }): Promise<() => void | Promise<void>>
}

export interface OpenOptions {
  hidden?: readonly FieldName[]
  settings?: Readonly<Record<string, string>>
  /** With a key that the system does not know. */
  wrongKey?: boolean
}

/** Noon in Norway, 15 January 2026. */
export const start = Date.UTC(2026, 0, 15, 11)

const address = { line1: '', line2: '', postalCode: '', city: '', country: '' }

/** Half a dozen people; nothing that can be empty is known of the last. */
export const people: readonly SandboxPerson[] = makePeople({ count: 6, seed: 1, country: 'NO' }).map((person, index) =>
  index < 5 ? person : { ...person, email: '', phone: '', birthDate: '', nationalId: '', bankAccount: '', address },
)

/** The client of a sandbox, and what is behind its counter, whatever lies between them. */
export interface Opened extends PayrollClient, Backstage {
  /** Everything that was written so far. */
  writes(): readonly unknown[]
  everybody(): Promise<Person[]>
  storedAt(index: number): Stored
  personAt(index: number): Promise<Person>
  /** The error of `doing`, which must be of this kind, say what to do where it is not the person's fault, and give nothing away. */
  failure(doing: Promise<unknown>, kind: ErrorKind): Promise<HumaPayrollError>
  /** From now on until it is over: an outage at everything, something else at what is said. */
  begin(trouble: Trouble, at?: 'create' | 'update'): Promise<void>
  /** Over HTTP it ends by itself, while the client waits; with files somebody mends it. */
  pass(trouble: Trouble): Promise<void>
}

/** What of it does not depend on the medium. `confidential`: what no error may tell. */
export function commonOf(
  client: PayrollClient,
  { stored }: Pick<Backstage, 'stored'>,
  confidential: readonly string[],
): Pick<Opened, 'everybody' | 'storedAt' | 'personAt' | 'failure'> {
  function storedAt(index: number): Stored {
    const found = stored().at(index)
    if (!found) throw new RangeError('There is no such employee.')
    return found
  }
  return {
    everybody: () => all(client.read.people()),
    storedAt,
    async personAt(index) {
      const person = await client.read.findPerson({ id: storedAt(index).id })
      if (!person) throw new RangeError('There is no such employee.')
      return person
    },
    async failure(doing, kind) {
      const error = await doing.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      if (!(error instanceof HumaPayrollError)) throw error ?? new Error(`It should have failed with ${kind}.`)
      const shown = JSON.stringify([error.message, error.hint, error.details])
      expect(error.kind, shown).toBe(kind)
      expect(confidential.filter((text) => shown.includes(text))).toEqual([])
      return error
    },
  }
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = []
  for await (const row of rows) read.push(row)
  return read
}

/** The settings of somebody who has chosen only what has to be chosen. */
export function settingsOf(
  { system, settings }: Pick<CommonHarness, 'system' | 'settings'>,
  options: OpenOptions,
): Record<string, string> {
  const standard = Object.fromEntries(system.settings.map((setting) => [setting.key, setting.standard]))
  return { ...standard, ...settings, ...options.settings }
}

/** What is personal of everybody who may come up. */
export function personalTexts({ values }: Pick<CommonHarness, 'values'>, stored: readonly Stored[]): string[] {
  const all: Fields[] = [values.one, values.other, ...stored.map(({ fields }) => fields)]
  return all.flatMap((fields) => [...sensitiveFields].flatMap((field) => textsOf(fields[field])))
}

/** What would give a value away: not the country, and not the place. */
function textsOf(value: Fields[FieldName]): string[] {
  if (!value) return []
  if (typeof value === 'string') return [value]
  if ('line1' in value) return [value.line1].filter(Boolean)
  return ['iban' in value ? value.iban : value.number]
}

/** The fields in which the two do not say the same; null (empty) and absent (not visible) are not the same. */
export function differing(one: Fields, other: Fields): FieldName[] {
  return fieldNames.filter((field) => !same(one, other, field))
}

function same<K extends FieldName>(one: Fields, other: Fields, field: K): boolean {
  const [a, b]: (FieldValues[K] | null | undefined)[] = [one[field], other[field]]
  return a && b ? sameValue(field, a, b) : a === b
}

/** One field of the values. */
export function only(values: Patch, field: FieldName): Patch {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name === field))
}

export function without(values: Patch, field: FieldName): Patch {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== field))
}

/** The text of a field that people are found by; '' where it is empty. */
export function textOf(value: Fields[FieldName]): string {
  if (typeof value === 'string') return value
  return value && 'number' in value ? value.number : ''
}

export function keyOf(by: 'email' | 'employeeNumber' | 'nationalId', text: string): PersonKey {
  if (by === 'email') return { email: text }
  return by === 'employeeNumber' ? { employeeNumber: text } : { nationalId: text }
}
