/** What a new employment pays before a salary is sent for it: nobody is to be without pay because the position is another one. */
import type { Position } from '../../core/position.ts'
import { described, endOf, startOf } from './employments.ts'
import type { Employment } from './schema.ts'

/** Of the employment that ended last before the position begins; {} where there is none. */
export function carriedPay(others: readonly Employment[], position: Position): Partial<Employment> {
  const [former] = others
    .filter((one) => (endOf(one) ?? '9999') < position.startDate)
    .toSorted((a, b) => ((endOf(a) ?? '') < (endOf(b) ?? '') ? 1 : -1))
  if (!former || !isPaid(former)) return {}
  const { MonthRate, HourRate, RemunerationType } = former
  return { MonthRate: MonthRate ?? 0, HourRate: HourRate ?? 0, ...(RemunerationType ? { RemunerationType } : {}) }
}

export function isPaid({ MonthRate, HourRate }: Partial<Employment>): boolean {
  return Boolean(MonthRate || HourRate)
}

/** One that is paid and holds at the same time; the pay of it may not be doubled. */
export function paidBeside(others: readonly Employment[], { startDate, endDate }: Position): Employment | undefined {
  return others.find(
    (one) => isPaid(one) && (startOf(one) ?? '') <= (endDate ?? '9999') && (endOf(one) ?? '9999') >= startDate,
  )
}

export function enterPay({ startDate }: Position, beside: Employment): string {
  return `In Unimicro, enter what the employment from ${startDate} pays: it was made without pay, because ${described(beside)} is paid at the same time and Huma has one salary for both.`
}

/** Of a new employment for which Huma shows no salary, or none is sent. */
export const madeWithoutPay =
  'The employment was made without pay, because no salary is sent for it: enter in Unimicro what it pays.'
