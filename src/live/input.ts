/** What the rooms of a flowing connection are given. Types, and the few words that all of them use. */
import type { Takes } from '../core/change.ts'
import type { Digest, Rules } from '../core/compare.ts'
import type { Connection, DataChoices } from '../core/connection.ts'
import { displayName, type Person } from '../core/person.ts'
import { isMainPositionRule, type MainPositionRule } from '../core/position.ts'
import type { HumaReader } from '../huma/client.ts'
import type { NewLogEntry, State } from '../store/store.ts'
import type { PayrollReader, PayrollSystem } from '../systems/system.ts'

export interface LiveInput {
  /** As it is set now. Only an active one is given here. */
  connection: Connection
  system: PayrollSystem
  huma: HumaReader
  payroll: PayrollReader
  rules: Rules
  state: State
  digest: Digest
  /** Milliseconds since 1970. */
  now(): number
  /** 0 to less than 1. */
  random(): number
  interrupted: AbortSignal
}

type Entry = Omit<NewLogEntry, 'at' | 'connectionId'>

/** Everything that was sent, held back, ignored or refused, with the reason. */
export function tell(input: LiveInput, entries: readonly Entry[]): void {
  if (entries.length === 0) return
  const at = new Date(input.now()).toISOString()
  input.state.log(entries.map((entry) => ({ at, connectionId: input.connection.id, ...entry })))
}

/** Whom an entry is about. */
export function called(person: Person): Pick<Entry, 'person' | 'email' | 'humaId'> {
  const { email } = person.fields
  return { person: displayName(person), ...(email ? { email } : {}), humaId: person.id }
}

/** Of what is turned on, what the system takes. */
export function takesOf({ connection: { data }, system }: Pick<LiveInput, 'connection' | 'system'>): Takes {
  return {
    positions: data.positions ? system.supports.positions : false,
    severalPositions: system.severalPositions ?? false,
    salary: data.salary && system.supports.salary !== false,
    currency: system.currency,
    ...(system.otherCurrencies ? { otherCurrencies: system.otherCurrencies } : {}),
    salaryIsUndated: system.salaryIsUndated ?? false,
    salaryIsFullTime: system.salaryIsFullTime ?? false,
    salaryIsOfPosition: system.salaryIsOfPosition ?? false,
  }
}

/** Whether Huma's positions are to be read: to be sent, or because the percentage decides what a salary is there. */
export function needsPositions({ positions, salary, salaryIsFullTime }: Takes): boolean {
  return positions !== false || (salary && salaryIsFullTime)
}

export function mainRuleOf({ settings }: Connection): MainPositionRule {
  const chosen = settings.mainPosition ?? ''
  return isMainPositionRule(chosen) ? chosen : 'highest-percentage'
}

const zones: Readonly<Record<string, string>> = { NO: 'Europe/Oslo', SE: 'Europe/Stockholm', FI: 'Europe/Helsinki' }

/** Today where the payroll system is, ISO 8601. */
export function todayIn({ country }: PayrollSystem, milliseconds: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zones[country] ?? 'UTC', dateStyle: 'short' }).format(
    milliseconds,
  )
}

/** `2026-03-01 14:05:00`, on a clock where the payroll system is. */
export function clockIn({ country }: PayrollSystem, milliseconds: number): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zones[country] ?? 'UTC',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(milliseconds)
}

/** When a day has surely begun where our payroll systems are, in milliseconds since 1970: they are all east of Greenwich. */
export function startOfDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}

/** The data types whose changes are sent, each with its word in the log. */
export const typeWords: Readonly<Record<keyof Omit<DataChoices, 'createUsers'>, string>> = {
  users: 'Users',
  positions: 'Positions',
  absence: 'Absence',
  salary: 'Salary',
}
