/** What is judged: payroll, one person of it, and what is wrong. */
import type { Task } from '../../src/store/store.ts'
import type { PersonFacts } from './flow-facts.ts'
import type { FlowSystem, StoredEmployee } from './flow-systems.ts'

export interface Situation {
  system: FlowSystem
  facts: ReadonlyMap<string, PersonFacts>
  /** Payroll right after the activation, and now. */
  before: readonly StoredEmployee[]
  after: readonly StoredEmployee[]
  /** Huma's id -> payroll's, right after the activation, and now. */
  linksBefore: ReadonlyMap<string, string>
  links: ReadonlyMap<string, string>
  /** What is held or to be done by hand. */
  tasks: readonly Task[]
  /** ISO 8601 dates. */
  activation: string
  today: string
}

/** One person of it. */
export interface Case {
  situation: Situation
  person: PersonFacts
  employee: StoredEmployee
  /** As it was right after the activation; undefined where it was made since. */
  original: StoredEmployee | undefined
  /** Since this event nothing may have been sent; undefined = everything must have been. */
  locked: number | undefined
}

export type Topic = 'positions' | 'salary' | 'absence'
export interface Problem {
  /** What may excuse it; work = positions or salary; undefined = nothing. */
  topic?: Topic | 'work'
  text: string
}

/** Every state of it that may have been sent: before the lock, or the one of now. */
export function possible<T>(past: readonly { at: number; value: T }[], locked: number | undefined): T[] {
  const last = past.at(-1)
  if (locked === undefined) return last ? [last.value] : []
  return past.filter(({ at }) => at < locked || at === 0).map(({ value }) => value)
}
