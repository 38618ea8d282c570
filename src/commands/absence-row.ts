/** One row of an absence file, whatever kind of file it is. */
import type { HumaAbsence } from '../core/absence.ts'
import { cleanText } from '../core/values.ts'
import { readAbsence } from '../huma/webhook.ts'
import type { Changed } from '../live/import-rows.ts'
import { plain } from '../ui/text.ts'
import { isDay, readType, type Standing } from './absence-cells.ts'

/** Whose it is; '' where the file does not tell. */
export interface Who {
  userId: string
  email: string
  employeeNumber: string
}

export interface ReadRow {
  /** Of a table, the line where it begins; in a list, the how-manieth it is. */
  line: number
  who: Who
  /** Its `id` is '' where the file has none. */
  absence: HumaAbsence
  order?: string
  /** See ImportRow. */
  changed?: Changed
  approved?: Changed
}

/** Not understood, and why. */
export interface NotRead {
  line: number
  why: string
}

/** A row, or why it is none. */
export type Outcome = Omit<ReadRow, 'line'> | string

const anybody = '-'

/** Every absence goes through the webhook's own reader, whatever kind of file it comes from. */
export function understood(
  told: { id?: string | null | undefined; [name: string]: unknown },
  who: Omit<Who, 'userId'>,
): Outcome {
  const hasId = Boolean(told.id)
  const around = { userId: anybody, topic: '', timestamp: undefined }
  const notice = readAbsence({ ...told, id: hasId ? told.id : anybody }, around)
  if (!notice) return 'its first day, last day or percentage is not as the webhook tells it: 2026-12-24, 50'
  const { userId, order } = notice
  const clean = { email: cleanText(who.email) ?? '', employeeNumber: cleanText(who.employeeNumber) ?? '' }
  const absence = { ...notice.absence, id: hasId ? notice.absence.id : '', type: readType(notice.absence.type) }
  const row = { who: { ...clean, userId: userId === anybody ? '' : userId }, absence, ...(order ? { order } : {}) }
  const why = problemOf(row)
  if (why !== undefined) return why
  const at = Date.parse(order ?? '')
  return { ...row, ...(Number.isNaN(at) ? {} : { changed: { kind: 'instant', at } }) }
}

function problemOf({ who, absence }: Pick<ReadRow, 'who' | 'absence'>): string | undefined {
  const { id, type, startDate, endDate, percentage, isDeleted } = absence
  if (who.userId + who.email + who.employeeNumber === '') return 'it does not say whose it is'
  if (isDeleted && id !== '') return undefined
  if (type === '') return 'the type is missing'
  if (![startDate, endDate ?? startDate].every(isDay)) return 'there is no such day'
  if (endDate !== null && endDate < startDate) return 'it ends before it begins'
  return percentage > 1 && percentage <= 100 ? undefined : 'the percentage is not between 1 and 100'
}

/** A word that is not known could mean anything: what is taken for "not approved" is taken back from payroll. */
export function standingOf(told: readonly (Standing | (string & {}))[]): { is: Standing } | { why: string } {
  if (told.includes('deleted')) return { is: 'deleted' }
  const [first, ...others] = told
  if (first === undefined) return { why: 'it does not say whether it is approved' }
  const strange = told.find((one) => one !== 'approved' && one !== 'not approved')
  if (strange !== undefined)
    return { why: `status: ${quoted(strange)} is not known; write approved, declined or deleted` }
  if (others.some((one) => one !== first)) return { why: 'it says both that it is approved and that it is not' }
  return { is: first === 'approved' ? 'approved' : 'not approved' }
}

export function quoted(cell: string): string {
  const text = plain(cell)
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`
}
