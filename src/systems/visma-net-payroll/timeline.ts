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

/** `place` is where the list holds the value so far; undefined where it holds none. */
export function withValue<T extends Timed>(
  list: readonly Document[],
  place: Place<T> | undefined,
  value: Document,
  today: string,
): Document[] {
  const before = place && list[place.index]
  if (!place || !before) return [...list, value]
  // Nothing has been paid by it before today.
  if (startOf(place.value) >= today) return list.with(place.index, { ...before, ...value })
  const fresh = { ...value, activeStart: today }
  if (place.when === 'past') return [...list, fresh]
  const { activeEnd } = place.value
  const ended = list.with(place.index, { ...before, activeEnd: dayBefore(today) })
  return [...ended, activeEnd ? { ...fresh, activeEnd } : fresh]
}

function whenOf(value: Timed, today: string): Place<unknown>['when'] {
  if (startOf(value) > today) return 'future'
  return endOf(value) < today ? 'past' : 'now'
}

function startOf({ activeStart }: Timed): string {
  return activeStart?.slice(0, 10) ?? ''
}

/** Later than every date where it is open. */
function endOf({ activeEnd }: Timed): string {
  return activeEnd?.slice(0, 10) || '9999-12-31'
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)
}
