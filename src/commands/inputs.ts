/**
 * What each command is told: its arguments and options, parsed. Plain data, made by program.ts.
 * Absent or undefined = not given. A `name` that is not given means the only connection there is.
 */
import type { Direction } from '../core/decide.ts'
import type { MaxChanges } from '../core/guard.ts'

export interface ConnectInput {
  /** `huma`, or a payroll system's id as typed. */
  system: string
  name?: string | undefined
  /** As typed: `all`, `company:Nordlys AS`, `team:12`. */
  scope: readonly string[]
  /** An AuthMethod's id. */
  method?: string | undefined
  /** The account to choose where a key opens several: its name or id. */
  company?: string | undefined
  /** Of a system that works with files. */
  folder?: string | undefined
  baseUrl?: string | undefined
  authUrl?: string | undefined
  /** As typed: `KEY=VALUE`. Only what decides how the system is asked needs to be told so early. */
  set: readonly string[]
  /** `-` = standard input. */
  keyFile?: string | undefined
  /** After a login the person pastes the address that the browser was sent to. */
  paste?: boolean | undefined
}

export interface ConfigureInput {
  name?: string | undefined
  users?: boolean | undefined
  createUsers?: boolean | undefined
  positions?: boolean | undefined
  absence?: boolean | undefined
  salary?: boolean | undefined
  /** As typed: `Vacation=SEM`. */
  mapAbsence: readonly string[]
  /** As typed: `Controller=2411104`. */
  mapOccupation: readonly string[]
  /** As typed: `KEY=VALUE`. */
  set: readonly string[]
  /** E-mail addresses, or `off`. */
  mailTo: readonly string[]
  /** As typed: `smtps://user@smtp.example.com`, or `off`. */
  mailServer?: string | undefined
  mailFrom?: string | undefined
  yes?: boolean | undefined
}

/** Said here once more, so that the start does not load the core. */
export const directions = ['huma-to-payroll', 'payroll-to-huma'] as const satisfies readonly Direction[]
export const conflictChoices = ['huma', 'payroll', 'leave'] as const
export const createChoices = ['payroll', 'huma', 'both', 'none'] as const

export interface SyncUsersInput {
  name?: string | undefined
  direction?: Direction | undefined
  /** Which side wins where a field differs. */
  conflicts?: (typeof conflictChoices)[number] | undefined
  /** On which side people are created who are missing there. */
  create?: (typeof createChoices)[number] | undefined
  /** E-mail addresses, ids or names. Empty = everybody. */
  only: readonly string[]
  except: readonly string[]
  dryRun?: boolean | undefined
  planOut?: string | undefined
  plan?: string | undefined
  maxChanges?: MaxChanges | undefined
  yes?: boolean | undefined
  /** Huma sends its invitation mail to people who are created there. */
  invite?: boolean | undefined
}

export interface StatusInput {
  name?: string | undefined
  /** Asks both systems whether the keys still work. */
  check?: boolean | undefined
}

export const logLevels = ['info', 'attention', 'error'] as const

export interface LogsInput {
  name?: string | undefined
  run?: number | undefined
  level?: (typeof logLevels)[number] | undefined
  event?: string | undefined
  /** Part of a name or an e-mail address, or an exact id. */
  person?: string | undefined
  /** As typed: a date or time in ISO 8601, or how long ago: `30m`, `12h`, `7d`. */
  since?: string | undefined
  /** The newest so many. */
  limit: number
  follow?: boolean | undefined
}

export interface DisconnectInput {
  name?: string | undefined
  yes?: boolean | undefined
}

export interface DemoInput {
  /** A payroll system's id; Tripletex when absent. */
  system?: string | undefined
}

export interface SandboxInput {
  /** A payroll system's id; Tripletex when absent. */
  system?: string | undefined
  people?: number | undefined
  seed?: number | undefined
  /** Huma listens on this port, the payroll systems on the following ones; any free ports when absent. */
  portBase?: number | undefined
}

export interface SyncInput {
  name?: string | undefined
  dryRun?: boolean | undefined
}

export interface RunInput {
  /** Empty = all active connections, also those that become active later. */
  names: readonly string[]
  listen: { host: string; port: number }
  /** Between two full compares, in milliseconds. */
  every: number
  /** One pass for each, and an end. */
  once?: boolean | undefined
}

export interface WebhookInput {
  renew?: boolean | undefined
  remove?: boolean | undefined
}

export interface HeldInput {
  name?: string | undefined
  ids: readonly number[]
  all?: boolean | undefined
  /** Only of `retry`. */
  deletionsAreMeant?: boolean | undefined
}

export interface ImportAbsenceInput {
  file: string
  name?: string | undefined
  /** The file holds every absence that touches the days `from` to `to`, as typed. */
  complete?: boolean | undefined
  from?: string | undefined
  to?: string | undefined
  /** What does not say whether it is approved, is. */
  allApproved?: boolean | undefined
  /** How many known absences may be taken back. */
  maxChanges?: MaxChanges | undefined
  dryRun?: boolean | undefined
  yes?: boolean | undefined
}
