/** What the scenario has to know of each payroll system: how it is set up, what it takes, and how its store is read. */
import { cronaLonFlow, fortnoxFlow, netvisorFlow } from './flow-abroad.ts'
import type { FlowAbsenceType, FlowField, FlowSalary } from './flow-facts.ts'
import { finagoFlow, unimicroFlow, xledgerFlow } from './flow-norway.ts'
import { tripletexFlow } from './flow-tripletex.ts'
import { vismaFlow } from './flow-visma.ts'

/** A row of payroll, in neutral words. */
export interface StoredPosition {
  start: string
  /** The last day; null = open. */
  end: string | null
  /** Absent where it is not kept. */
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

/** What somebody earns: "yearly 600000.00", "monthly 50000.00", "hourly 250.50". */
export type StoredPay = string

export interface StoredEmployee {
  /** The system's own. */
  id: string
  number: string
  /** As FlowField has them. */
  fields: Partial<Record<FlowField, string>>
  /** Everything that is kept, in pieces that keep their names, without bookkeeping. */
  pieces: Readonly<Record<string, unknown>>
  /** With the values that hold on that day. */
  positions(day: string): StoredPosition[]
  absence: StoredAbsence[]
  /** Of every employment that holds. */
  pay(day: string): StoredPay[]
}

export interface FlowSystem {
  id: string
  country: 'NO' | 'SE' | 'FI'
  /** Where several ways to authorize are offered: the one without a person. */
  method?: string
  /** It is written to by files, with the times of the machine, which somebody takes in. */
  hasFiles?: true
  /** Arguments of `configure`. `settings`: what the sandbox says has to be chosen; `titles`: Huma's job titles. */
  configure(settings: readonly string[], titles: readonly string[]): string[]
  isWrite(request: { method: string; path: string; body: string }): boolean
  read(snapshot: unknown): StoredEmployee[]
  /** Which fields follow Huma; of the others the value of the creation stays. */
  fields: readonly FlowField[]
  /**
   * `each`: a position is a row of its own. `rows`: the main position, by dated rows. `current`: the main position of
   * today. `shows`: what of it is kept. `removes`: one that was deleted in Huma goes there too. `titleOf`: how a title is
   * kept.
   */
  positions: {
    kind: 'each' | 'rows' | 'current'
    shows: readonly ('percentage' | 'title' | 'end')[]
    removes?: true
    titleOf?(title: string): string
  }
  /** By Huma's types; one that is not here is not mapped. `byDay`: on working days only. */
  absence?: { codes: Readonly<Partial<Record<FlowAbsenceType, string>>>; byDay?: true }
  salary?: {
    /** A later one is written at once, with its day. */
    isDated: boolean
    shown(salary: Pick<FlowSalary, 'unit' | 'amount'>): StoredPay
    /**
     * What is there after it was deleted in Huma: 'former' = what was paid before anything was sent. 'by-hand' = somebody
     * is asked.
     */
    deleted: 'former' | 'by-hand' | 'nothing'
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
