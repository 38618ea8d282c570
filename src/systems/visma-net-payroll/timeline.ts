/**
 * Values with the days on which they hold. "Left-out values are deleted", and "changing an old value rewrites history", so
 * the list is kept as it came, and a new value begins today: the one before ends the day before, as in the vendor's FAQ.
 */
import type { Document, Timed } from './schema.ts'

export interface Place<T> {
  index: number
  value: T
  when: 'past' | 'now' | 'future'
}

/** The value that holds on `today` (ISO 8601); else the next that will, else the last that did. Of those for which `counts` only. */
export function placeOf<T extends Timed>(
  list: readonly T[],
  today: string,
  counts: (value: T) => boolean = () => true,
): Place<T> | undefined {
  const places = list.map((value, index): Place<T> => ({ index, value, when: whenOf(value, today) }))
  const of = (when: Place<T>['when']) => places.filter((one) => one.when === when && counts(one.value))
  // Of values that hold at once, the one that began last.
  return (
    of('now').toSorted((a, b) => compare(startOf(b.value), startOf(a.value)))[0] ??
    of('future').toSorted((a, b) => compare(startOf(a.value), startOf(b.value)))[0] ??
    of('past').toSorted((a, b) => compare(endOf(b.value), endOf(a.value)))[0]
  )
}

/**
 * `place` is where the list holds the value so far; undefined where it holds none. `since`: when that begins which has the
 * values (ISO 8601), where it has not always been.
 */
export function withValue<T extends Timed>(
  list: readonly Document[],
  place: Place<T> | undefined,
  value: Document,
  today: string,
  since = '',
): Document[] {
  const before = place && list[place.index]
  if (!place || !before) return [...list, value]
  // Nothing has been paid by it before today.
  if (startOf(place.value) >= today || since >= today) return list.with(place.index, { ...before, ...value })
  const fresh = { ...value, activeStart: today }
  if (place.when === 'past') return [...list, fresh]
  const { activeEnd } = place.value
  const ended = list.with(place.index, { ...before, activeEnd: dayBefore(today) })
  return [...ended, activeEnd ? { ...fresh, activeEnd } : fresh]
}

/** Without the value at `index`: the one before holds in its place. undefined where there is none before. */
export function withoutValue(list: readonly Document[], index: number): Document[] | undefined {
  const taken = list[index]
  const dates = datesOf(list)
  const start = startOf(dates[index] ?? {})
  if (!taken || start === '') return undefined
  const [former] = dates
    .map((value, place) => ({ place, value }))
    .filter(({ place, value }) => place !== index && startOf(value) < start)
    .toSorted((a, b) => compare(startOf(b.value), startOf(a.value)))
  const kept = former && list[former.place]
  if (!kept) return undefined
  const { activeEnd: _, ...open } = kept
  const { activeEnd } = taken
  const longer = activeEnd === undefined || activeEnd === null ? open : { ...kept, activeEnd }
  return list.with(former.place, longer).toSpliced(index, 1)
}

/** The dates of documents as they came. */
export function datesOf(list: readonly Document[]): Timed[] {
  const day = (value: unknown) => (typeof value === 'string' ? value : null)
  return list.map(({ activeStart, activeEnd }) => ({ activeStart: day(activeStart), activeEnd: day(activeEnd) }))
}

function whenOf(value: Timed, today: string): Place<unknown>['when'] {
  if (startOf(value) > today) return 'future'
  return endOf(value) < today ? 'past' : 'now'
}

/** '' where it is open. */
export function startOf({ activeStart }: Partial<Timed>): string {
  return activeStart?.slice(0, 10) ?? ''
}

/** Later than every date where it is open. */
export function endOf({ activeEnd }: Partial<Timed>): string {
  return activeEnd?.slice(0, 10) || '9999-12-31'
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

export function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)
}
