/** Lists: filters, order, pages, and the envelope around the rows. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Company } from './company.ts'
import { readFields, show, sortingKey, type View } from './fields.ts'
import { badValue, illegalSorting, tooManyRows, unreadableParameter } from './refusals.ts'
import type { Kind, Rows } from './rows.ts'
import { texts } from './texts.ts'

/** undefined where the parameter is absent. */
export function idsIn(query: URLSearchParams, name: string): Set<number> | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (!/^\s*\d+\s*(,\s*\d+\s*)*$/.test(text)) throw badValue(name, texts.idList)
  return new Set(text.split(',').map(Number))
}

export function flagIn(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (text !== 'true' && text !== 'false') throw unreadableParameter()
  return text === 'true'
}

export function integerIn(query: URLSearchParams, name: string, standard: number): number {
  const text = query.get(name)
  if (text === null || text === '') return standard
  if (!/^\d+$/.test(text)) throw unreadableParameter()
  return Number(text)
}

/** Throws where a required date is absent, and for anything that is no date. */
export function dateIn(query: URLSearchParams, name: string, standard?: string): string {
  const text = query.get(name) || standard
  if (text === undefined) throw badValue(name, texts.notNull)
  if (!isoDate.safeParse(text).success) throw badValue(name, texts.wrongType)
  return text
}

const isoDate = z.iso.date()

type Test = (value: string) => boolean
const anything: Test = () => true

/** Anything passes where the parameter is absent. Not documented: whether case counts; it does not here. */
export function containing(query: URLSearchParams, name: string): Test {
  const part = query.get(name)?.toLowerCase()
  return part === undefined || part === '' ? anything : (value) => value.toLowerCase().includes(part)
}

export function equal(query: URLSearchParams, name: string): Test {
  const wanted = query.get(name)
  return wanted === null || wanted === '' ? anything : (value) => value === wanted
}

export interface ListAnswer {
  fullResultSize: number
  from: number
  count: number
  versionDigest: string | null
  values: unknown[]
}

/**
 * Which of the system's answers `versionDigest` gives: most lists have a checksum, and some do not (observed for those
 * that say so). Not documented: countries, leaves of absence and their types.
 */
const digestOf: { readonly [K in Kind]?: string | null } = {
  employee: 'Checksum not yet supported for this endpoint',
  employment: null,
  details: null,
  leaveOfAbsence: null,
  salaryType: null,
}

/** `count` limits what is answered, not what is read: more than 10,000 rows are refused whatever it is. */
export function list<K extends Kind>(
  view: View,
  kind: K,
  rows: Rows[K][],
  query: URLSearchParams,
  ifNoneMatch: string | undefined,
): ListAnswer {
  if (rows.length > 10_000) throw tooManyRows()
  const selection = readFields(query.get('fields'), kind)
  const from = integerIn(query, 'from', 0)
  const count = integerIn(query, 'count', 1000)
  const sorted = sort(rows, kind, query.get('sorting'), view.company)
  const values = sorted.slice(from, from + count).map((row) => show(view, kind, row, selection))
  return {
    // Never more than one row beyond the page (observed): it only tells whether there are more.
    fullResultSize: Math.min(rows.length, from + count + 1),
    from,
    count: values.length,
    versionDigest: kind in digestOf ? (digestOf[kind] ?? null) : ifNoneMatch ? checksum(values) : noChecksumAsked,
    values,
  }
}

/** Without the header `If-None-Match`, whose value may be anything the first time. */
const noChecksumAsked = "'If-None-Match' header not specified"

function checksum(values: unknown): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex')
}

function sort<K extends Kind>(rows: Rows[K][], kind: K, sorting: string | null, company: Company): Rows[K][] {
  if (sorting === null || sorting.trim() === '') return rows
  const keys = sorting.split(',').map((item) => {
    const path = item.trim().replace(/^-/, '')
    const key = sortingKey(kind, path.split('.'))
    if (!key) throw illegalSorting(item.trim())
    return { key, sign: item.trim().startsWith('-') ? -1 : 1 }
  })
  return rows.toSorted((a, b) => {
    for (const { key, sign } of keys) {
      const order = compare(key(a, company), key(b, company))
      if (order !== 0) return order * sign
    }
    return 0
  })
}

/** Not documented: where the empty ones go, and by which alphabet. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a ?? '').localeCompare(String(b ?? ''), 'nb')
}
