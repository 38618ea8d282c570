/** What stands in the cells of an absence file, written by people and spreadsheets. Nothing is guessed: undefined = not understood. */
import type { humaAbsenceTypes } from '../core/connection.ts'
import type { Changed } from '../live/import-rows.ts'

/** Which of the first two numbers of 3/4/2026 is the day; undefined where the file does not show it. */
export type SlashOrder = 'day first' | 'month first' | undefined

/** Told by any day after the twelfth; undefined too where two of them contradict each other. */
export function slashOrderOf(cells: Iterable<string>): SlashOrder {
  let [dayFirst, monthFirst] = [false, false]
  for (const cell of cells) {
    const [, first, second] = /^(\d{1,2})\/(\d{1,2})\/\d{4}(?!\d)/.exec(cell) ?? []
    dayFirst ||= Number(first) > 12
    monthFirst ||= Number(second) > 12
  }
  if (dayFirst === monthFirst) return undefined
  return dayFirst ? 'day first' : 'month first'
}

const forms = [
  /^(?<year>\d{4})([-/.])(?<month>\d{1,2})\2(?<day>\d{1,2})$/,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
  /^(?<day>\d{1,2})\. ?(?<month>\d{1,2})\. ?(?<year>\d{4})$/,
]
const slashForms = {
  'day first': /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  'month first': /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
} as const

/** ISO 8601. */
export function readDay(cell: string, order: SlashOrder): string | undefined {
  // Spreadsheets write midnight behind a day. Another time could be another day, in another zone.
  const date = cell.replace(/[T ]0?0:00(:00(\.0+)?)?$/, '')
  for (const form of order ? [...forms, slashForms[order]] : forms) {
    const { year, month, day } = form.exec(date)?.groups ?? {}
    if (year && month && day) return existing(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  }
  return undefined
}

function existing(day: string): string | undefined {
  return isDay(day) ? day : undefined
}

/** A day that there is, ISO 8601, in a year in which somebody may be away from work. */
export function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(`${day}T`) && day > '1950' && day < '2150'
}

/** A day, a time of the clock, or an instant where the zone is told. */
export function readTime(cell: string, order: SlashOrder): Changed | undefined {
  const form = /^(.*?)(?:(?:T|[, ] ?)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?)?$/i
  const [, date = '', hour, minute = '00', second = '00', zone] = form.exec(cell) ?? []
  const day = readDay(date, order)
  if (day === undefined || hour === undefined) return day === undefined ? undefined : { kind: 'day', at: day }
  const time = `${hour.padStart(2, '0')}:${minute}:${second}`
  const instant = Date.parse(`${day}T${time}${(zone ?? 'Z').replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2')}`)
  if (Number.isNaN(instant)) return undefined
  return zone === undefined ? { kind: 'clock', at: `${day} ${time}` } : { kind: 'instant', at: instant }
}

/** "50", "50 %", "37,5". A share below one could be meant as a part of the whole, or as what it says. */
export function readPercentage(cell: string): number | undefined {
  const [, whole, part = '0'] = /^(\d{1,3})(?:[.,](\d{1,4}))? ?%?$/.exec(cell) ?? []
  const number = Number(`${whole}.${part}`)
  return number > 1 && number <= 100 ? number : undefined
}

export type Standing = 'approved' | 'not approved' | 'deleted'

/** Not documented: Huma's own words. These are the usual ones in English, Norwegian and Swedish, and those of spreadsheets. */
const standings: Readonly<Record<Standing, readonly string[]>> = {
  approved: [
    ...['approved', 'accepted', 'yes', 'y', 'true', '1', 'x'],
    ...['godkjent', 'innvilget', 'ja', 'j', 'sann'],
    ...['godkänd', 'godkänt', 'beviljad', 'beviljat', 'sant'],
  ],
  'not approved': [
    ...['not approved', 'unapproved', 'pending', 'pending approval', 'waiting', 'awaiting approval', 'requested'],
    ...['draft', 'declined', 'rejected', 'denied', 'no', 'n', 'false', '0'],
    ...['ikke godkjent', 'venter', 'venter på godkjenning', 'til godkjenning', 'søkt', 'utkast', 'avslått', 'avvist'],
    ...['nei', 'usann'],
    ...['ej godkänd', 'inte godkänd', 'väntar', 'väntar på godkännande', 'ansökt', 'utkast', 'avslagen', 'nekad'],
    ...['nej', 'falskt'],
  ],
  deleted: [
    ...['deleted', 'removed', 'cancelled', 'canceled', 'withdrawn'],
    ...['slettet', 'fjernet', 'kansellert', 'avlyst', 'trukket', 'trukket tilbake'],
    ...['raderad', 'borttagen', 'avbokad', 'inställd', 'återkallad'],
  ],
}

/** Letters and digits only, so that capitals, hyphens and underscores do not matter. */
export function letters(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}%]/gu, '')
}

const standingOf = lookUp(Object.entries(standings))

export function readStanding(cell: string): Standing | undefined {
  const found = standingOf.get(letters(cell))
  return found === 'approved' || found === 'not approved' || found === 'deleted' ? found : undefined
}

/** Not documented: how Huma calls its types in other languages. Only words that can mean nothing else are taken. */
const typeOf = lookUp(
  Object.entries({
    Vacation: ['Ferie', 'Semester'],
    'Self-certification': ['Egenmelding'],
    'Sick leave': ['Sykmelding', 'Sykemelding', 'Sykmeldt', 'Sjukskrivning', 'Sjukskriven'],
    'Paid time off': ['Permisjon med lønn', 'Lønnet permisjon', 'Betald ledighet', 'Tjänstledighet med lön'],
    'Unpaid time off': ['Permisjon uten lønn', 'Ulønnet permisjon', 'Obetald ledighet', 'Tjänstledighet utan lön'],
    'Sick child': ['Sykt barn', 'Sjukt barn', 'VAB', 'Vård av barn', 'Vård av sjukt barn'],
    'Parental leave': ['Foreldrepermisjon', 'Föräldraledighet', 'Föräldraledig'],
  } satisfies Record<(typeof humaAbsenceTypes)[number], string[]>),
)

/** Huma's own name of the type, where it is one of its types in another language; else as written. */
export function readType(type: string): string {
  return typeOf.get(letters(type)) ?? type
}

function lookUp(entries: readonly (readonly [string, readonly string[]])[]): ReadonlyMap<string, string> {
  return new Map(entries.flatMap(([meaning, words]) => words.map((word) => [letters(word), meaning])))
}
