/** Absence as days that are counted, so that what was imported and what is wanted can be taken from each other. Pure. */
import { nextDay } from '../../core/position.ts'

/** ISO 8601 dates; both days are part of it. */
export interface Span {
  anstid: string
  code: string
  percentage: number
  from: string
  to: string
}

interface Day extends Omit<Span, 'from' | 'to'> {
  day: string
  /** How often it is there. */
  count: number
}

/** By kind and day: sorted, the days of a kind follow each other. */
type Days = Map<string, Day>

function add(days: Days, spans: readonly Span[], times: 1 | -1): Days {
  for (const { from, to, ...kind } of spans) {
    for (let day = from; day <= to; day = nextDay(day)) {
      const key = [kind.anstid, kind.code, kind.percentage, day].join(' ')
      days.set(key, { ...kind, day, count: (days.get(key)?.count ?? 0) + times })
    }
  }
  return days
}

/** What of `some` is not in `others`, each day as often as it is too many. */
export function minus(some: readonly Span[], others: readonly Span[]): Span[] {
  const days = add(add(new Map(), some, 1), others, -1)
  const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day)
  const spans: Span[] = []
  for (let least = 1; sorted.some(({ count }) => count >= least); least += 1) {
    for (const { day, count, ...kind } of sorted) if (count >= least) addDay(spans, { ...kind, from: day, to: day })
  }
  return spans
}

function addDay(spans: Span[], day: Span): void {
  const last = spans.at(-1)
  if (
    last &&
    isSameSpan({ ...last, from: '', to: '' }, { ...day, from: '', to: '' }) &&
    nextDay(last.to) === day.from
  ) {
    last.to = day.to
  } else spans.push(day)
}

export function isSameSpan(one: Span, other: Span): boolean {
  return (
    one.anstid === other.anstid &&
    one.code === other.code &&
    one.percentage === other.percentage &&
    one.from === other.from &&
    one.to === other.to
  )
}
