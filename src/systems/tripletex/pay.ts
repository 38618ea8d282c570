/** A salary in Tripletex' words. Pure. */
import { fullTimePay, payPer, type Salary } from '../../core/salary.ts'
import type { DetailsBody, DetailsRow } from './employments.ts'

/** Kroner. */
export interface Pay {
  /** What full time would pay: Tripletex multiplies it by the percentage of the row. */
  annualSalary: number
  hourlyWage: number
}

/**
 * `annualSalary` is that of full time: observed, `hourlyWage` is computed from it by 1,950 hours a year whatever the
 * percentage. It is computed on POST only, so both are always sent. undefined where the percentage is 0.
 */
export function payOf(salary: Pick<Salary, 'unit' | 'amount'>, percentage: number): Pay | undefined {
  const aYear = payPer(salary, 'yearly')
  if (salary.unit === 'hourly') return { annualSalary: aYear, hourlyWage: payPer(salary, 'hourly') }
  const annualSalary = fullTimePay(aYear, 'yearly', percentage)
  if (annualSalary === undefined) return undefined
  return { annualSalary, hourlyWage: payPer({ unit: 'yearly', amount: annualSalary }, 'hourly') }
}

/**
 * Not documented: how Tripletex rounds. The sum that follows from the other may be off by less than a krone (observed of
 * `hourlyWage`); the leading one may not.
 */
export function isPaid(row: Pick<DetailsRow, 'annualSalary' | 'hourlyWage'>, pay: Pay, unit: Salary['unit']): boolean {
  const [annual, hourly] = unit === 'hourly' ? [1, 0.005] : [0.005, 1]
  return (
    Math.abs((row.annualSalary ?? 0) - pay.annualSalary) < annual &&
    Math.abs((row.hourlyWage ?? 0) - pay.hourlyWage) < hourly
  )
}

/** Fees, commissions and piecework are chosen in Tripletex, and stay. */
export function remunerationFor(unit: Salary['unit'], { remunerationType }: DetailsRow): DetailsBody {
  const wanted = unit === 'hourly' ? 'HOURLY_WAGE' : 'MONTHLY_WAGE'
  const isOurs = ['HOURLY_WAGE', 'MONTHLY_WAGE', 'NOT_CHOSEN', null].some((one) => one === remunerationType)
  return isOurs && remunerationType !== wanted ? { remunerationType: wanted } : {}
}

/** Whether both rows pay the same, to the krone. */
export function paysSame(one: DetailsRow, other: DetailsRow): boolean {
  return one.annualSalary === other.annualSalary && one.hourlyWage === other.hourlyWage
}
