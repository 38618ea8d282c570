/**
 * What a payroll system is to the rest of the house: declarations (data) and a small client. Types only.
 * Screens, help, docs and the contract suite are printed from the declarations.
 */
import type { Absence } from '../core/absence.ts'
import type { FieldRules } from '../core/field-rule.ts'
import type { Patch, Person } from '../core/person.ts'
import type { Position } from '../core/position.ts'
import type { Salary } from '../core/salary.ts'
import type { HumaPayrollError } from '../errors.ts'
import type { Http, RatePolicy } from '../http/http.ts'

/** One secret or identifier that a person brings along. */
export interface SecretQuestion {
  /** The name in a key file; in capitals with underscores also the end of the environment variable's name. */
  key: string
  label: string
  /** Where in the vendor's own screens it is found. */
  help: string
  /** Shown while typed (an id), or hidden (a secret). */
  hidden: boolean
  optional?: boolean
}

/** What every way to authorize has that the tool offers. `steps` are what to do in the vendor's screens beforehand. */
interface OfferedMethod {
  id: string
  label: string
  questions: readonly SecretQuestion[]
  steps: readonly string[]
}

/**
 * OAuth 2.0 with an app that the customer has registered at the vendor. Its questions have the keys `clientId` and, where
 * the app has a secret, `clientSecret`. Paths are below Session.authUrl.
 */
interface OAuth2Method extends OfferedMethod {
  tokenPath: string
  /** Asked for together; none = the parameter is not sent. */
  scopes: readonly string[]
  /** How the app proves itself; 'none-or-body': by the form, where it has a secret. */
  clientAuth: 'basic' | 'body' | 'none-or-body'
}

/** A login in the browser: RFC 6749 section 4.1, with the answer to a loopback address (RFC 8252 section 7.3). */
export interface OAuth2CodeMethod extends OAuth2Method {
  kind: 'oauth2-code'
  authorizePath: string
  /** Parameters that the vendor asks for beside the standard ones. */
  authorizeParameters?: Readonly<Record<string, string>>
  /** 'none' only where the vendor does not know PKCE. */
  pkce: 'S256' | 'none'
  /** `http://127.0.0.1:PORT/path` as registered; any free port where the vendor takes any. */
  redirect: { port?: number; path: string }
  /** The server names itself in its answers, by the address of Session.authUrl: checked (RFC 9207). */
  issuer?: 'auth-url'
  /** A refresh token holds once, and each refresh gives a new one. */
  rotates: boolean
}

/** Without a person: RFC 6749 section 4.4. */
export interface OAuth2ClientCredentialsMethod extends OAuth2Method {
  kind: 'oauth2-client-credentials'
  /** Headers of the token request, each with the key of the question whose answer it carries. */
  headers?: Readonly<Record<string, string>>
  /** The same for parameters of its form. */
  form?: Readonly<Record<string, string>>
}

/** No key and no address: files in a folder that the person names. The answers to its questions are kept as settings. */
export interface FolderMethod extends OfferedMethod {
  kind: 'folder'
  /** What `connect` makes in it, each with the words that say what belongs there. The folder itself must be there. */
  folders: readonly { name: string; what: string }[]
}

export type AuthMethod =
  | (OfferedMethod & { kind: 'api-key' })
  | FolderMethod
  | OAuth2CodeMethod
  | OAuth2ClientCredentialsMethod
  /** Declared so that the tool can say why it does not offer it. */
  | { kind: 'refused'; id: string; label: string; reason: string }

/** Something that this system must be told and that no API answers for the administrator. */
export interface SettingQuestion {
  key: string
  label: string
  help: string
  /** Fixed answers, or 'from-system': the client lists them (`choices`). */
  choices: readonly SettingChoice[] | 'from-system'
  /** Any other text is an answer too, because the system cannot list them all. */
  open?: true
  /** Nobody is asked unless one of these is sent; absent = always asked. */
  onlyWith?: readonly Exclude<keyof Supports, 'users'>[]
  /** The value that holds while nothing is chosen; '' = nothing is sent. */
  standard: string
}

export interface SettingChoice {
  value: string
  label: string
}

/** A type of absence that the payroll system knows. */
export interface AbsenceType {
  code: string
  name: string
}

export interface Supports {
  /** 'both': read and written. 'file': read from files, and written to files that somebody imports by hand. */
  users: 'both' | 'file'
  positions: 'history' | 'current' | false
  /** 'beyond-huma': the vendor's API allows it though Huma's hosted integration does not offer it. */
  absence: 'yes' | 'beyond-huma' | false
  salary: 'yes' | 'beyond-huma' | false
}

export interface PayrollSystem {
  /** As typed: `connect tripletex`. */
  id: string
  name: string
  /** ISO 3166-1 alpha-2: which phone numbers, account numbers and identity numbers are "national". */
  country: string
  homepage: string
  environments: readonly { id: string; label: string; baseUrl: string; authUrl?: string }[]
  auth: readonly [AuthMethod, ...AuthMethod[]]
  supports: Supports
  /** Why something is not supported that people expect: a sentence. */
  whyNot?: { readonly [K in keyof Supports]?: string }
  /** How it is written there and what somebody should know of it, conversions too: a few sentences, for screens and docs. */
  how?: { readonly [K in Exclude<keyof Supports, 'users'>]?: string }
  /** A person may hold several positions at once there. Where it is absent, the main one is sent only. */
  severalPositions?: true
  /**
   * The codes that job titles are mapped to; absent where positions have none. `label` with its form: "Occupation code
   * (STYRK-98, 7 digits)". `format`: why a code cannot be one, as a sentence; absent where the vendor documents no form.
   */
  occupations?: { readonly label: string; format?(code: string): string | undefined }
  /** Absence is written day by day, so that the working days have to be known. */
  absenceByWorkday?: true
  /** A salary holds from when it is written, so one of a later day is sent on that day. */
  salaryIsUndated?: true
  /** Wants what full time would pay, so that the percentage of the main position decides what is written. */
  salaryIsFullTime?: true
  /** It is kept with a position: when another one becomes the main one, it is written to that one too. */
  salaryIsOfPosition?: true
  /** ISO 4217: what salaries are in. Another currency is not sent. */
  currency: string
  /** What some companies pay in instead: the client knows in which one this company does, and refuses all others. */
  otherCurrencies?: readonly string[]
  fields: FieldRules
  /** The rules where they hang on the answers of a connection; `fields` where this is absent. */
  fieldsFor?(settings: Readonly<Record<string, string>>): FieldRules
  settings: readonly SettingQuestion[]
  limits: RatePolicy
  /** How much the customer may ask for in a month and what more costs, as a phrase; absent where the vendor sets no such limit. */
  monthlyQuota?: string
  /**
   * Writes that the client sends in one request where they are asked for at the same time; each still is answered for alone.
   * Absent where every write is a request.
   */
  writesTogether?: number
  /** True where an update carries the revision it was planned on, so that the system itself refuses a stale one. */
  versioned: boolean
  /** Which fields find one person without reading everybody, strongest first. */
  findBy: readonly ('email' | 'employeeNumber' | 'nationalId')[]
  open(session: Session): PayrollClient
}

/** What a client needs to speak for one account. Made by auth/, used by systems/. */
export interface Session {
  /** With a method of kind `folder` the folder, as a `file:` address. */
  baseUrl: string
  authUrl?: string
  /** Account.id of the connection's; absent before it is known. For systems where a login opens several. */
  account?: string
  /** By SecretQuestion.key. */
  secrets: Readonly<Record<string, string>>
  settings: Readonly<Record<string, string>>
  http: Http
  /** Milliseconds since 1970 (world.clock). */
  now: () => number
  /** Milliseconds; ends early, without an error, when the run is interrupted. Where it is absent, nothing is waited for. */
  sleep?: (milliseconds: number) => Promise<void>
  /** Only with a method of OAuth 2.0. */
  accessToken?: AccessTokens
}

/** Where a client gets what it sends as `Authorization: Bearer`. Kind `authorization` where a new login is needed. */
export interface AccessTokens {
  get(): Promise<string>
  /** After a 401: a token that is not `refused`, the one that was sent. Whoever asks at once shares one renewal. */
  renew(refused: string): Promise<string>
}

/** The account that answers, as shown to the administrator. */
export interface Account {
  id: string
  name: string
  /** Further lines worth showing: the organisation number, who owns the key. */
  facts?: Readonly<Record<string, string>>
  /** Rights that are missing for the chosen data, each with where to click. */
  missingRights?: readonly string[]
}

/** How to find one person without reading everybody. Whatever is given must all match. */
export type PersonKey = { id: string } | { email: string } | { employeeNumber: string } | { nationalId: string }

/** The reading half of a side. Errors are HumaPayrollErrors; an outage is never an empty list. */
export interface PeopleReader {
  /** The proof that authorization works, with what the key may see. */
  account(): Promise<Account>
  /** `account().id` at the least cost: who answers is checked before every run. Absent where `account` is as cheap. */
  accountId?(): Promise<string>
  /** Everybody this key may see; either completes or throws. */
  people(): AsyncIterable<Person>
  /** undefined = the side answered and there is nobody. */
  findPerson(key: PersonKey): Promise<Person | undefined>
}

/** What is known of a write that took effect. */
export interface Receipt {
  /** The system's own id of the request, for its support. */
  requestId?: string
  /** What somebody has to know or do although it took effect, each a sentence: "Created as a draft. …" */
  warnings?: readonly string[]
}

export interface Created extends Receipt {
  id: string
  /** The person exists, and some of the fields could not be written (a system that needs several requests). */
  incomplete?: HumaPayrollError
}

/** The writing half. Only sync/apply.ts is given one. There is no deleting and no deactivating. */
export interface PeopleWriter {
  /**
   * Creates one person. Kinds: refused (the values), authorization, unavailable (surely not created),
   * unknown-outcome (may have been created).
   */
  createPerson(fields: Patch): Promise<Created>
  /** Changes only what is in `patch`. `person` is as last read; kind `stale` when it has changed since. */
  updatePerson(person: Person, patch: Patch): Promise<Receipt>
}

export interface PayrollReader extends PeopleReader {
  /** `announce` is told how many there are, where that is known first. */
  people(announce?: (count: number) => void): AsyncIterable<Person>
  /** Only where a login opens several accounts: all of them. One is to be chosen before anything else is asked. */
  accounts?(): Promise<Account[]>
  /** The possible answers to a setting whose choices come from the system. */
  choices(settingKey: string): Promise<SettingChoice[]>
  /** The system's own absence types; only where `supports.absence`. */
  absenceTypes?(): Promise<AbsenceType[]>
  /** Occupations whose name is like a job title, likeliest first; only where the system has a list of its own. */
  occupations?(title: string): Promise<Occupation[]>
  /** What somebody has to do in the system itself before what was written is there, each a sentence or two. */
  toDo?(): Promise<readonly string[]>
}

/** What came of sending a position, an absence or a salary. */
export interface Sent extends Receipt {
  /** False: everything was so already and nothing was written. */
  changed: boolean
  /** What finds it again, in the system's own form; kept and handed back as `reference`. Absent where there is nothing to keep. */
  reference?: string
  /** What the system's API cannot do and somebody has to, each a sentence with where to click. Stays visible until it is done. */
  byHand?: readonly string[]
}

/**
 * The writers of positions, absence and salary. Each call leads to the same end whatever was there before: it looks at
 * what the system holds, and writes only the difference. So a call that was broken off is simply made again, and one that
 * was answered and is repeated writes nothing (`changed: false`), also where `reference` was lost.
 *
 * Nothing else is touched: what others have registered stays as it is, and what cannot be taken back by the API is told in
 * `byHand` instead of being worked around. Errors: the kinds of PeopleWriter. `refused` with `details.field` where it can
 * be told what is in the way ('birthDate'), and a hint what to do where.
 */
export interface PositionWriter {
  put(order: PositionOrder): Promise<Sent>
  /** It was deleted in Huma. */
  remove(order: Removal<Position>): Promise<Sent>
}

/** What was sent before, and what the system said to it. */
interface Earlier<T> {
  /** As it was when it was last sent, or known before anything was sent; undefined for what is new. */
  before?: T
  /** Sent.reference of the last time. */
  reference?: string
}

interface Removal<T> extends Earlier<T> {
  /** As read just before. */
  person: Person
  before: T
  /** ISO 8601, where the payroll system is. */
  today: string
}

export interface PositionOrder extends Earlier<Position> {
  /** As read just before. */
  person: Person
  position: Position
  /** The system's own occupation code for the title, as mapped by the administrator; absent where it is not mapped. */
  occupationCode?: string
  /** The first day on which it is the main position; the day it begins where the system takes several. */
  from: string
  /** Whether it is the main position today (or, where none holds today, on its first day). */
  isMain: boolean
  /**
   * When it was sent, and no answer came (the program may have been killed): until `longestWork` (core/change.ts) later the system may still be
   * at it. Milliseconds since 1970.
   */
  unansweredSince?: number
  /** Another position holds on the day after it ends: the employment goes on. Absent where it is not so, or not known. */
  continued?: boolean
  /** ISO 8601, where the payroll system is. */
  today: string
  /** What the person is paid, where salary is sent too and known: some systems take no position without. */
  salary?: Salary
}

export interface AbsenceWriter {
  /** It is new, or was extended, shortened, regraded or retyped. */
  put(order: AbsenceOrder): Promise<Sent>
  /** It was deleted or is no longer approved. */
  remove(order: Removal<SentAbsence>): Promise<Sent>
}

/** An absence with the days on which it would have been worked: ISO 8601, in order; empty unless `absenceByWorkday`. */
export interface SentAbsence extends Absence {
  workdays: readonly string[]
}

export interface AbsenceOrder extends Earlier<SentAbsence> {
  /** As read just before. */
  person: Person
  absence: SentAbsence
  /** ISO 8601, where the payroll system is. */
  today: string
}

export interface SalaryWriter {
  put(order: SalaryOrder): Promise<Sent>
  /** It was deleted in Huma. */
  clear(order: Omit<SalaryOrder, 'salary'>): Promise<Sent>
}

export interface SalaryOrder {
  /** As read just before. */
  person: Person
  /** In a currency of the system. `fromDate` is never '': the day of the change where Huma does not tell. */
  salary: Salary
  /** Of full time, of the main position on `salary.fromDate`; 100 where no position is known. */
  percentage: number
  reference?: string
  /** ISO 8601, where the payroll system is. */
  today: string
}

/** An occupation that the system's own list knows. */
export interface Occupation {
  code: string
  name: string
}

/** A system, or Huma, as opened for one account. Positions, absence and salary go one way only: to payroll. */
export interface PayrollClient {
  read: PayrollReader
  write: PeopleWriter
  /** Each only where `supports` declares it. */
  positions?: PositionWriter
  absence?: AbsenceWriter
  salary?: SalaryWriter
}
