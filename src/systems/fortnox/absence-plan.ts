/** What is registered for an employee, and what is to be -> what has to be done. Pure. */
import { z } from 'zod'
import { readJson } from '../json.ts'
import type { SentAbsence } from '../system.ts'
import type { AbsenceRow } from './schema.ts'

export interface Plan {
  keep: AbsenceRow[]
  /** The extent is another one. */
  change: AbsenceRow[]
  /** On days that are not in it any more, or of another kind. */
  remove: AbsenceRow[]
  /** Days without any. */
  add: string[]
  /** Days on which one was there of which nobody knows who has registered it. */
  adopted: string[]
}

/** `before`: what was sent last; undefined where nothing was, or nobody knows. `wanted`: undefined = nothing any more. */
export function planOf(
  rows: readonly AbsenceRow[],
  ids: ReadonlySet<string>,
  wanted: SentAbsence | undefined,
  before: SentAbsence | undefined,
): Plan {
  const own = rows.filter(({ id }) => ids.has(id))
  addLikeliest(own, rows, before)
  const known = new Set(own)
  addLikeliest(own, rows, wanted)
  const plan: Plan = { keep: [], change: [], remove: [], add: [], adopted: [] }
  const done = new Set<AbsenceRow>()
  for (const day of wanted?.workdays ?? []) {
    const there = own.filter((row) => row.Date === day)
    const row =
      there.find((one) => wanted && isExactly(one, wanted)) ?? there.find((one) => one.CauseCode === wanted?.code)
    if (!row) plan.add.push(day)
    else {
      done.add(row)
      if (wanted && isExactly(row, wanted)) plan.keep.push(row)
      else plan.change.push(row)
      if (!known.has(row)) plan.adopted.push(day)
    }
  }
  // Another kind is registered anew, so that Fortnox decides anew what hangs on it, such as `HolidayEntitling`.
  plan.remove.push(...own.filter((row) => !done.has(row)))
  return plan
}

/** Where a day has none by id, that which is exactly as it was sent: its id was lost, with an answer or a reference. */
function addLikeliest(own: AbsenceRow[], rows: readonly AbsenceRow[], sent: SentAbsence | undefined): void {
  for (const day of sent?.workdays ?? []) {
    if (own.some((row) => row.Date === day)) continue
    const row = rows.find((one) => one.Date === day && sent !== undefined && isExactly(one, sent))
    if (row) own.push(row)
  }
}

/** Not documented: whether Fortnox tells the hours of an extent too, so hours say nothing. */
export function isExactly(row: AbsenceRow, { code, percentage }: Pick<SentAbsence, 'code' | 'percentage'>): boolean {
  return row.CauseCode === code && Math.abs(row.Extent - percentage) < 0.005
}

/**
 * "Automatisk registrering på arbetsfria dagar", a setting of the company, fills the days off between two days of absence.
 * What it has added is left to Fortnox. `others` are not ours, `earlier` is what was there before.
 */
export function byItself(
  others: readonly AbsenceRow[],
  earlier: readonly AbsenceRow[],
  wanted: SentAbsence | undefined,
): string[] {
  const known = new Set(earlier.map(({ id }) => id))
  const days = others.filter((row) => !known.has(row.id) && wanted && isWithin(row, wanted)).map((row) => row.Date)
  if (days.length === 0) return []
  return [`Fortnox has registered ${daysOf(days)} too, by itself or by somebody: huma-payroll leaves that alone.`]
}

/** What was registered like that for what was sent before, and does not belong to what is wanted now. */
export function strayed(
  others: readonly AbsenceRow[],
  wanted: SentAbsence | undefined,
  before: SentAbsence | undefined,
): string[] {
  const days = others
    .filter((row) => before && isWithin(row, before) && isExactly(row, before) && !before.workdays.includes(row.Date))
    .filter((row) => !(wanted && isWithin(row, wanted) && isExactly(row, wanted)))
    .map((row) => row.Date)
  if (days.length === 0) return []
  return [
    `Fortnox still has absence on ${daysOf(days)}, days off within what was sent before: if Fortnox has added it by itself, take it back in its calendar.`,
  ]
}

function isWithin({ Date: date }: AbsenceRow, { startDate, endDate }: SentAbsence): boolean {
  return startDate <= date && date <= endDate
}

/** "2026-02-03, 2026-02-04" */
export function daysOf(dates: readonly string[]): string {
  const sorted = [...new Set(dates)].sort()
  const shown = sorted.slice(0, 5).join(', ')
  return sorted.length > 5 ? `${shown} and ${sorted.length - 5} more days` : shown
}

const referenceSchema = z.object({ ids: z.array(z.string()) })

/** None where the reference was lost. */
export function readIds(reference: string | undefined): ReadonlySet<string> {
  return new Set(readJson(reference, referenceSchema)?.ids)
}
