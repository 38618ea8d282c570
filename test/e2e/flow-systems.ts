/** What the scenario has to know of each payroll system: how it is set up, what it takes, and how its store is read. */

import { cronaLonFlow, fortnoxFlow, netvisorFlow, xledgerFlow } from './flow-abroad.ts'
import type { FlowField, FlowSalary } from './flow-facts.ts'
import { finagoFlow, tripletexFlow, unimicroFlow, vismaFlow } from './flow-norway.ts'

/** A row of payroll, in neutral words; '' and null = empty. */
export interface StoredPosition {
  start: string
  end: string | null
  /** undefined = not kept there. */
  percentage?: number
  /** The job title, or the code that it is mapped to. */
  title?: string
}

export interface StoredAbsence {
  code: string
  startDate: string
  endDate: string
  percentage: number
}

/** What is paid, in the system's own measure: 'annual 600000', 'hourly 250.5'. */
export type StoredPay = string

export interface StoredEmployee {
  /** The system's own. */
  id: string
  number: string
  /** As FlowField has them. */
  fields: Partial<Record<FlowField, string>>
  /** Everything that is kept, in pieces that keep their names, without bookkeeping. */
  pieces: Readonly<Record<string, unknown>>
  positions(day: string): StoredPosition[]
  absence: StoredAbsence[]
  /** Of each employment that holds. */
  pay(day: string): StoredPay[]
}

export interface FlowSystem {
  id: string
  country: 'NO' | 'SE' | 'FI'
  /** Where several ways to authorize are offered: the one without a person. */
  method?: string
  /** Arguments of `configure`. `settings`: what the sandbox says has to be chosen. */
  configure(settings: readonly string[]): string[]
  isWrite(request: { method: string; path: string; body: string }): boolean
  read(snapshot: unknown): StoredEmployee[]
  /** Which fields follow Huma; of the others the value at the creation stays. */
  fields: readonly FlowField[]
  /**
   * `each`: a position is a row of its own. `rows`: the main position, by dated rows. `current`: the main position of
   * today. `shows`: what of it is kept.
   */
  positions: {
    kind: 'each' | 'rows' | 'current'
    shows: readonly ('percentage' | 'title' | 'end')[]
    /** A position that was deleted in Huma goes there too. */
    removes?: true
    titles?: Readonly<Record<string, string>>
  }
  /** By Huma's types; one that is not here is not mapped. `byDay`: only on working days. */
  absence?: { codes: Readonly<Record<string, string>>; byDay?: true }
  salary?: {
    /** A later one is written at once, with its day. */
    isDated: boolean
    shown(salary: FlowSalary, percentage: number): StoredPay
    /** What is there after it was deleted in Huma; absent = only a by-hand item says so. */
    cleared?: StoredPay | 'nothing'
  }
}

export const flowSystems: readonly FlowSystem[] = [
  tripletexFlow,
  vismaFlow,
  fortnoxFlow,
  unimicroFlow,
  cronaLonFlow,
  netvisorFlow,
  finagoFlow,
  xledgerFlow,
]
