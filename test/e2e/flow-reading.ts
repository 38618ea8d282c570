/** What the readers of the systems' stores have in common. */
import { z } from 'zod'
import type { StoredPosition } from './flow-systems.ts'

export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')

/** Values of a timeline, in order; those without a start hold from ever. */
export function valueOn<T extends { activeStart?: string | null | undefined; activeEnd?: string | null | undefined }>(
  timeline: readonly T[],
  day: string,
): T | undefined {
  return timeline.findLast(({ activeStart, activeEnd }) => (activeStart ?? '') <= day && day <= (activeEnd || '9999'))
}

export function holding(rows: readonly StoredPosition[], day: string): StoredPosition[] {
  return rows.filter(({ start, end }) => start <= day && (end === null || day <= end))
}

/** '' = none. */
export function endOf(date: string): string | null {
  return date === '' ? null : date
}

/** "1 500,50" -> 1500.5 */
export function decimal(value: string): number {
  return Number(value.replaceAll(/\s/g, '').replace(',', '.'))
}

const everything = [
  ...['--users', 'on', '--create-users', 'on', '--positions', 'on'],
  ...['--absence', 'on', '--salary', 'on'],
]

/** Arguments of `configure`. `titles`: the job titles that there are, each with its code. */
export function choices(parts: {
  what?: readonly string[]
  set?: readonly string[]
  absence?: Readonly<Record<string, string>>
  titles?: readonly (readonly [title: string, code: string])[]
}): string[] {
  const { what = everything, set = [], absence = {}, titles = [] } = parts
  return [
    ...what,
    ...set.flatMap((one) => ['--set', one]),
    ...Object.entries(absence).flatMap(([type, code]) => ['--map-absence', `${type}=${code}`]),
    ...titles.flatMap(([title, code]) => ['--map-occupation', `${title}=${code}`]),
  ]
}

/** 40001 -> "monthly 40001", of what is paid per month or hour as Huma has it; a yearly one by twelve. */
export function paid({ unit, amount }: { unit: 'hourly' | 'monthly' | 'yearly'; amount: number }): string {
  return unit === 'hourly' ? sum('hourly', amount) : sum('monthly', unit === 'yearly' ? amount / 12 : amount)
}

export function sum(unit: string, amount: number): string {
  return `${unit} ${amount.toFixed(2)}`
}

/** Nothing where there is no such pay. */
export function earned(unit: string, amount: number | null | undefined): string[] {
  return amount ? [sum(unit, amount)] : []
}

/** Seven digits, none of them a code that is the same for two titles. */
export const codeOf = (title: string) => `24${String(11_000 + title.length * 37 + title.charCodeAt(0))}`
export const codesOf = (titles: readonly string[]) => titles.map((title) => [title, codeOf(title)] as const)
