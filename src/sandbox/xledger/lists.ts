/** Lists: in the order of the last change, in pages, with filters by suffix. */
import type { Ledger, Row } from './ledger.ts'
import { localTime } from './ledger.ts'
import { badValue } from './problems.ts'

export type Filter = Readonly<Record<string, unknown>>

/** Not documented: whether null is the same as left out. It is here. */
export interface ListArguments {
  first?: number | null
  last?: number | null
  before?: string | null
  after?: string | null
  ownerSet?: 'CURRENT' | 'UPPER' | 'LOWER' | 'MINE' | 'ALL' | null
  objectStatus?: 'ALL' | 'OPEN' | 'CLOSED' | null
  filter?: Filter | null
}

export interface Edge<N> {
  cursor: string
  clientId: string | null
  syncVersion: string | null
  node: N
}

export interface Connection<N> {
  /** null where there are none. */
  edges: Edge<N>[] | null
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean }
}

const most = 10_000

/** Rows of a page; `first` begins with the change that is the longest ago. A row that changes moves to the end. */
export function page<R extends { change: number }, N>(
  rows: readonly R[],
  { first, last, before, after }: ListArguments,
  node: (row: R) => N,
): Connection<N> {
  if (typeof first === 'number' && typeof last === 'number') throw badValue('last', 'Not together with first.')
  // Not documented: how many come where neither is given.
  const count = first ?? last ?? 50
  if (count < 1 || count > most) throw badValue(last ? 'last' : 'first', `Must be between 1 and ${most}.`)
  const [from, to] = [
    after ? changeOf('after', after) : 0,
    before ? changeOf('before', before) : Number.MAX_SAFE_INTEGER,
  ]
  const sorted = rows.toSorted((a, b) => a.change - b.change)
  const inside = sorted.filter(({ change }) => change > from && change < to)
  const shown = typeof last === 'number' ? inside.slice(-count) : inside.slice(0, count)
  const [start, end] = [shown.at(0)?.change ?? from + 1, shown.at(-1)?.change ?? from]
  return {
    edges:
      shown.length === 0
        ? null
        : shown.map((row) => ({
            cursor: cursorOf(row),
            clientId: null,
            syncVersion: String(row.change),
            node: node(row),
          })),
    pageInfo: {
      hasNextPage: sorted.some(({ change }) => change > end),
      hasPreviousPage: sorted.some(({ change }) => change < start),
    },
  }
}

// Not documented: what a cursor holds. Not a dbId here, so that nobody uses one as a cursor.
export function cursorOf({ change }: { change: number }): string {
  return Buffer.from(`change ${change}`).toString('base64url')
}

function changeOf(name: string, cursor: string): number {
  const change = /^change (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  if (change === undefined) throw badValue(name, 'Not a cursor.')
  return Number(change)
}

/**
 * The entities whose rows are meant. A token sees the entity where it was made and those below.
 * Not documented: what the sets hold, and which one is meant where none is given. Here LOWER is without the entity itself,
 * UPPER holds nothing that the token may see, and everything that it may see is meant.
 */
export function ownersOf(ledger: Ledger, ownerSet: ListArguments['ownerSet']): ReadonlySet<number> {
  const { home } = ledger
  const visible = ledger.below(home.dbId)
  if (ownerSet === 'CURRENT') return new Set([home.dbId])
  if (ownerSet === 'UPPER') return new Set()
  if (ownerSet === 'LOWER') return new Set([...visible].filter((dbId) => dbId !== home.dbId))
  return visible
}

/** What every row can be filtered by. */
export function commonFields(row: Row): Record<string, unknown> {
  return { dbId: row.dbId, modifiedAt: localTime(row.modifiedAt) }
}

/** Not documented: how conditions work together. All of them must hold, as must all of AND and one of OR. */
export function matches(filter: Filter | null | undefined, fields: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(filter ?? {}).every(([key, wanted]) => {
    if (key === 'AND' || key === 'OR') {
      if (!Array.isArray(wanted)) return true
      const each = (one: Filter) => matches(one, fields)
      return key === 'AND' ? wanted.every(each) : wanted.some(each)
    }
    const [, name = '', suffix] = /^(.+?)(?:_(in|gte|gt|lte))?$/.exec(key) ?? []
    const actual = comparable(fields[name])
    if (Array.isArray(wanted)) return wanted.some((one) => comparable(one) === actual)
    const given = comparable(wanted)
    if (suffix === undefined) return actual === given
    if (actual === null || given === null) return false
    if (suffix === 'gt') return actual > given
    return suffix === 'gte' ? actual >= given : actual <= given
  })
}

/** Nothing = null. A time is made as exact as any other: 2026-01-31T12:00 is 2026-01-31T12:00:00.000. */
function comparable(value: unknown): string | number | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number') return value
  const text = String(value)
  const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(\.\d+)?$/.exec(text)
  return time ? `${time[1]}${time[2] ?? ':00'}${(time[3] ?? '.').padEnd(8, '0')}` : text
}
