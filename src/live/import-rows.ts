/** The rows of an absence file: under which id each is known, and which counts where several tell of the same absence. */
import type { HumaAbsence } from '../core/absence.ts'
import type { KeptAbsence } from './known.ts'
import { isLive, type KnownAbsences, knownById, madeUpId, nameless } from './same-absence.ts'

/** When something was changed, as exactly as it is told. */
export type Changed =
  /** Milliseconds since 1970. */
  | { kind: 'instant'; at: number }
  /** `2026-03-01 14:05:00`. Not documented: of which zone; the one of the payroll system is taken. */
  | { kind: 'clock'; at: string }
  /** ISO 8601 date. */
  | { kind: 'day'; at: string }

export interface ImportRow {
  /** Of the file; for people. */
  line: number
  /** Huma's. */
  userId: string
  /** Its `id` is '' where the file has none. */
  absence: HumaAbsence
  /** As in a notice. */
  order?: string
  /** When it was changed last; absent where the file does not tell. */
  changed?: Changed
  /** When it was approved, in the same way. It may have been changed since. */
  approved?: Changed
}

/** `recordId`: under which it is kept. */
export type Identified = ImportRow & { recordId: string }

/** A line that contradicts another one, or what is known. */
export interface Unclear {
  line: number
  why: string
}

export function keyOf(...words: readonly string[]): string {
  return JSON.stringify(words)
}

/** Under which id each is kept; `declined` are left out. Rows of which it cannot be told are unclear, and left out too. */
export function withRecordIds(
  rows: readonly ImportRow[],
  known: ReadonlyMap<string, KnownAbsences>,
  unclear: Unclear[],
): { found: Identified[]; declined: number } {
  let declined = 0
  const found = withIds(rows, known, unclear)
  const idsIn = Map.groupBy(found, (row) => twinKey(row))
  const told = new Set(found.map(({ userId, recordId }) => keyOf(userId, recordId)))
  const withoutId = rows.filter(({ absence }) => absence.id === '')
  for (const [key, same] of Map.groupBy(withoutId, (row) => twinKey(row))) {
    // One that was declined or deleted says nothing about another that was approved for the same days.
    const approved = same.filter(({ absence }) => isLive(absence))
    const counting = approved.length > 0 ? approved : same
    declined += same.length - counting.length
    for (const row of counting) {
      const theirs = known.get(row.userId)?.alike(row.absence) ?? []
      // What the file tells by its id is elsewhere by now, or among `named`.
      const others = theirs.filter(({ wanted }) => !told.has(keyOf(row.userId, wanted.id)))
      const named = (idsIn.get(key) ?? []).map(({ recordId }) => recordId)
      const recordId = idWithin(row, counting, others, named)
      if (recordId !== undefined) found.push({ ...row, recordId })
      else unclear.push({ line: row.line, why: 'several absences of that type begin that day, and it has no id' })
    }
  }
  return { found, declined }
}

/** `same`: all that the file tells of that person, type and first day without an id. undefined = several could be meant. */
function idWithin(
  row: ImportRow,
  same: readonly ImportRow[],
  known: readonly KeptAbsence[],
  named: readonly string[],
): string | undefined {
  const exact = same.map((one) => known.find((kept) => saysTheSame(one, kept))?.wanted.id)
  const [first] = exact.filter((id) => id !== undefined).toSorted()
  if (first !== undefined) return exact.includes(undefined) ? first : exact[same.indexOf(row)]
  const there = known.filter(({ wanted }) => !wanted.isDeleted)
  const live = there.filter(({ wanted }) => isLive(wanted))
  const meant = isLive(row.absence) && live.length > 0 ? live : there
  const [id = madeUpId(row.userId, row.absence), ...more] = new Set([...meant.map(({ wanted }) => wanted.id), ...named])
  return more.length > 0 ? undefined : id
}

/** Those that tell their id. */
function withIds(
  rows: readonly ImportRow[],
  known: ReadonlyMap<string, KnownAbsences>,
  unclear: Unclear[],
): Identified[] {
  const owners = new Map<string, Set<string>>()
  const own = (id: string, userId: string) => owners.set(id, (owners.get(id) ?? new Set()).add(userId))
  for (const [userId, { byId }] of known) for (const id of byId.keys()) own(id, userId)
  const told = rows.filter(({ absence }) => absence.id !== '')
  for (const { absence, userId } of told) own(absence.id, userId)

  const found: Identified[] = []
  const nobodys: ImportRow[] = []
  for (const row of told) {
    const { id } = row.absence
    const theirs = known.get(row.userId)
    const before = theirs && knownById(theirs, id)
    if (owners.get(id)?.size !== 1) {
      unclear.push({ line: row.line, why: 'the same absence is told of somebody else, too' })
    } else if (before) found.push({ ...row, recordId: before.wanted.id })
    else nobodys.push(row)
  }
  const idOf = withNames(nobodys, known)
  return [...found, ...nobodys.map((row) => ({ ...row, recordId: idOf.get(row.absence.id) ?? row.absence.id }))]
}

/** What came from a file without ids is one of the new ones that are approved, best one that says the same. Huma's id -> ours. */
function withNames(rows: readonly ImportRow[], known: ReadonlyMap<string, KnownAbsences>): Map<string, string> {
  const rankOf = (row: ImportRow, kept: KeptAbsence) => (saysTheSame(row, kept) ? '0' : '1')
  const claims = rows.flatMap((row) => {
    const theirs = known.get(row.userId)
    const meant = theirs && isLive(row.absence) ? nameless(theirs, row.absence) : []
    return meant.map((kept) => ({ id: row.absence.id, recordId: kept.wanted.id, rank: rankOf(row, kept) }))
  })
  claims.sort((a, b) => (keyOf(a.rank, a.id, a.recordId) < keyOf(b.rank, b.id, b.recordId) ? -1 : 1))
  const idOf = new Map<string, string>()
  const taken = new Set<string>()
  for (const { id, recordId } of claims) {
    if (idOf.has(id) || taken.has(recordId)) continue
    idOf.set(id, recordId)
    taken.add(recordId)
  }
  return idOf
}

export function saysTheSame({ absence }: ImportRow, { wanted }: KeptAbsence): boolean {
  if (absence.isDeleted || wanted.isDeleted) return absence.isDeleted === wanted.isDeleted
  return (
    absence.type === wanted.type &&
    absence.startDate === wanted.startDate &&
    absence.endDate === wanted.endDate &&
    absence.percentage === wanted.percentage &&
    absence.isApproved === wanted.isApproved
  )
}

function twinKey({ userId, absence: { type, startDate } }: ImportRow): string {
  return keyOf(userId, type, startDate)
}

/** undefined where several say different things and none of them is the last. */
export function newestOf(rows: readonly Identified[]): Identified | undefined {
  const newest = rows.filter((row) => rows.every((other) => says(other) === says(row) || isAfter(row, other)))
  // They say the same: which of them is taken must not depend on their order.
  return newest.toSorted((a, b) => (latenessOf(a) < latenessOf(b) ? -1 : 1)).at(-1)
}

function latenessOf({ order = '', changed, approved }: ImportRow): string {
  return keyOf(order, String(changed?.at ?? ''), String(approved?.at ?? ''))
}

function says({ absence }: ImportRow): string {
  const { id: _, ...rest } = absence
  return JSON.stringify(rest)
}

/** Where both tell it in the same way. */
function isAfter(one: ImportRow, other: ImportRow): boolean {
  if (one.order !== undefined && other.order !== undefined) return one.order > other.order
  return one.changed !== undefined && one.changed.kind === other.changed?.kind && one.changed.at > other.changed.at
}
