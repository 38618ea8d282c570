/** Which entries of which days are an absence's, and what has to be done until they are as they shall be. Pure. */
import { createHash } from 'node:crypto'
import type { SentAbsence } from '../system.ts'
import type { Entry, Span } from './workdays.ts'

export type NewEntry = Omit<Entry, 'key'>

/** What there is to do on one day: first the taking away, then the entering. */
export interface DayPlan {
  date: string
  remove: readonly Entry[]
  add?: NewEntry
}

const ofHuma = 'Huma '

/** Begins the descriptions of an absence's entries. Huma's id itself is long, and may say more than it should. */
export function markOf(absenceId: string): string {
  return `${ofHuma}${createHash('sha256').update(absenceId).digest('hex').slice(0, 10)}`
}

/** One entry for each working day; none for a part of it that rounds to nothing. */
export function entriesOf(absence: SentAbsence, hoursPerDay: number): NewEntry[] {
  const hours = Math.round(hoursPerDay * absence.percentage) / 100
  if (hours <= 0) return []
  return absence.workdays.map((date) => ({ date, hours, type: absence.code, description: markOf(absence.id) }))
}

/**
 * Those that carry the mark or whose key was kept; else, on a day without, one that is just what was or shall be there and
 * is not another absence's: somebody has typed it there.
 */
export function ownEntries(
  entries: readonly Entry[],
  { mark, keys, alike }: { mark: string; keys: readonly string[]; alike: readonly NewEntry[] },
): Entry[] {
  const own = entries.filter(({ key, description }) => keys.includes(key) || description.startsWith(mark))
  for (const one of alike) {
    if (own.some(({ date }) => date === one.date)) continue
    const found = entries.find((entry) => isSame(entry, one) && !entry.description.startsWith(ofHuma))
    if (found) own.push(found)
  }
  return own
}

/** Of the days on which something is not as it shall be. */
export function planOf(own: readonly Entry[], wanted: readonly NewEntry[]): DayPlan[] {
  const dates = [...new Set([...own, ...wanted].map(({ date }) => date))].sort()
  return dates.flatMap((date): DayPlan[] => {
    const here = own.filter((entry) => entry.date === date)
    const want = wanted.find((entry) => entry.date === date)
    const kept = want && here.find((entry) => isSame(entry, want))
    const remove = here.filter((entry) => entry !== kept)
    const add = want && !kept ? { add: want } : {}
    return remove.length > 0 || 'add' in add ? [{ date, remove, ...add }] : []
  })
}

function isSame(one: NewEntry, other: NewEntry): boolean {
  return one.date === other.date && one.type === other.type && one.hours === other.hours
}

/** All days that may have entries of the absence. */
export function spansOf(absences: readonly (SentAbsence | undefined)[], own: readonly Span[]): Span[] {
  const spans = absences.flatMap((absence) => {
    if (!absence) return []
    const days = [absence.startDate, absence.endDate, ...absence.workdays].filter(Boolean).sort()
    const [start] = days
    const end = days.at(-1)
    return start && end ? [{ start, end }] : []
  })
  return [...spans, ...own]
}
