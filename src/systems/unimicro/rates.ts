/**
 * A salary is the rate of an employment: of a month, or of an hour. It has no dated rows, only the day of the last change.
 *
 * Not documented: whether `MonthRate` is what is paid or what full time would pay. What Huma holds is sent: what is paid.
 */
import { payPer, type Salary } from '../../core/salary.ts'
import { momentOf } from './mapping.ts'
import type { Employment } from './schema.ts'

/** `RemunerationType` of an employment; it has others, too. */
export const remuneration = { none: 0, fixed: 1, hourly: 2 }

/** What an employment that begins on `start` pays by a salary, not before either of them begins; `employment`: as it is. */
export function ratesFrom(
  start: string,
  salary: Salary,
  employment: Partial<Employment>,
): { from: string; rates: Partial<Employment> } {
  const from = salary.fromDate > start ? salary.fromDate : start
  return { from, rates: ratesOf({ ...salary, fromDate: from }, employment) }
}

/**
 * A yearly or weekly salary as one of a month. Who is paid by the hour has no rate of a month beside it; with a rate of a
 * month, the one of an hour stays: it may count for overtime. Paid on commission or by performance stays as well.
 */
function ratesOf(salary: Salary, { RemunerationType }: Partial<Employment>): Partial<Employment> {
  const isHourly = salary.unit === 'hourly'
  const [wanted, other] = isHourly
    ? [remuneration.hourly, remuneration.fixed]
    : [remuneration.fixed, remuneration.hourly]
  const isOther = RemunerationType === other || !RemunerationType
  return {
    ...(isHourly ? { HourRate: payPer(salary, 'hourly'), MonthRate: 0 } : { MonthRate: payPer(salary, 'monthly') }),
    ...(isOther ? { RemunerationType: wanted } : {}),
    LastSalaryChangeDate: momentOf(salary.fromDate),
  }
}
