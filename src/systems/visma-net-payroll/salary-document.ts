/** A salary in our words -> the timeline of salaries in a position of Visma's. Pure. */
import { payPer, type Salary } from '../../core/salary.ts'
import type { Document } from './schema.ts'
import { datesOf, dayBefore, placeOf, startOf } from './timeline.ts'

type Kind = 'hourly' | 'monthly' | 'yearly'

const amountNames = { hourly: 'hourlySalary', monthly: 'monthlySalary', yearly: 'yearlySalary' } as const

/** Visma has no weekly pay. */
const kinds = { hourly: 'hourly', weekly: 'yearly', monthly: 'monthly', yearly: 'yearly' } as const

/**
 * The type always goes along: a salary without is dropped, with a warning only, where the last one was hourly or yearly
 * (changelog of the vendor, 2022-12-05). Amounts are text.
 *
 * Not documented: whether it is what is paid for the part of full time, or what full time would pay. Huma holds the former.
 */
export function salaryEntry(salary: Pick<Salary, 'unit' | 'amount'>): Document {
  const kind = kinds[salary.unit]
  return { salaryType: 'Period', contractSalaryType: kind, [amountNames[kind]]: String(payPer(salary, kind)) }
}

/** What an entry pays, as an entry of its own; undefined where it does not tell. "Monthly by default" where there is no type. */
export function asEntry(entry: Document): Document | undefined {
  const kind = kindOf(entry)
  const amount = kind && amountOf(entry, kind)
  return kind && amount !== undefined
    ? { salaryType: 'Period', contractSalaryType: kind, [amountNames[kind]]: amount }
    : undefined
}

/**
 * As they are sent: an old entry without a type is monthly, and one such entry is enough for the whole salary to be dropped
 * where another is hourly or yearly.
 */
export function typed(list: readonly Document[]): Document[] {
  return list.map((entry) => {
    const { contractSalaryType: type, monthlySalary } = entry
    return type || monthlySalary === undefined ? entry : { ...entry, contractSalaryType: 'monthly' }
  })
}

/** Both "monthly" and "Hourly" are in the vendor's samples. */
function kindOf({ contractSalaryType: type }: Document): Kind | undefined {
  const text = typeof type === 'string' && type !== '' ? type.toLowerCase() : 'monthly'
  return text === 'hourly' || text === 'monthly' || text === 'yearly' ? text : undefined
}

function amountOf(entry: Document, kind: Kind): string | undefined {
  const amount = entry[amountNames[kind]]
  // A number that JavaScript would write in another way is an object; see `parseExactly`.
  const text = typeof amount === 'string' ? amount : JSON.stringify(amount ?? '')
  return text.trim() !== '' && Number.isFinite(Number(text)) ? text : undefined
}

/** The same type, and the same amount for it: the others are calculated from it. */
export function isSamePay(one: Document, other: Document): boolean {
  const kind = kindOf(one)
  if (kind === undefined || kind !== kindOf(other)) return false
  const [first, second] = [amountOf(one, kind), amountOf(other, kind)]
  return first !== undefined && second !== undefined && Number(first) === Number(second)
}

/** The entry that is paid on `date` (ISO 8601). */
export function entryOn(list: readonly Document[], date: string): Document | undefined {
  const place = placeOf(datesOf(list), date)
  return place?.when === 'now' ? list[place.index] : undefined
}

/** undefined where `entry` is paid from that day on already. `since`: when the position begins. ISO 8601. */
export function withSalary(
  list: readonly Document[],
  entry: Document,
  from: string,
  since: string,
): Document[] | undefined {
  const day = from > since ? from : since
  const place = placeOf(datesOf(list), day)
  const there = place && list[place.index]
  if (!place || !there) return [from > since ? { ...entry, activeStart: from } : entry]
  const fresh = { ...entry, activeStart: day }
  if (place.when === 'past') return [...list, fresh]
  if (place.when === 'future') {
    return list.toSpliced(place.index, 0, { ...fresh, activeEnd: dayBefore(startOf(place.value)) })
  }
  if (isSamePay(there, entry)) return undefined
  // Whatever else belongs to it goes over; an amount that was calculated from the old one would contradict the new one.
  const { hourlySalary: _, monthlySalary: __, yearlySalary: ___, ...rest } = there
  if (startOf(place.value) >= day || since >= day) return list.with(place.index, { ...rest, ...entry })
  const ended = { ...there, activeEnd: dayBefore(day) }
  return list.toSpliced(place.index, 1, ended, { ...rest, ...fresh })
}

/** Where an entry begins on that day; '' = from the beginning. -1 where none does. */
export function entryFrom(list: readonly Document[], start: string): number {
  return datesOf(list).findIndex((value) => startOf(value) === start)
}

/** Where the entry that pays from that day on begins, if it is not paid for longer already; '' = with the position. */
export function ownStart(list: readonly Document[], from: string, since: string): string | undefined {
  const day = from > since ? from : since
  const place = placeOf(datesOf(list), day)
  if (place?.when !== 'now') return undefined
  const start = startOf(place.value)
  return start === day || from <= since ? start : undefined
}

/** The first day of an entry that begins after `date` (ISO 8601). */
export function nextFrom(list: readonly Document[], date: string): string | undefined {
  return datesOf(list)
    .map((value) => startOf(value))
    .filter((start) => start > date)
    .sort()[0]
}
