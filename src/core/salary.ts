/** A salary as Huma holds one: what is actually paid, with units and the conversions that payroll systems ask for. */

export const salaryUnits = ['hourly', 'weekly', 'monthly', 'yearly'] as const
export type SalaryUnit = (typeof salaryUnits)[number]

/** There is no way from payroll to Huma for it: only the systems' salary writers take one. */
export interface Salary {
  /** Huma's. */
  id: string
  unit: SalaryUnit
  /** What is paid per `unit` for the part of full time that the person works. At most two decimals count. */
  amount: number
  /** ISO 4217, in capitals. */
  currency: string
  /** ISO 8601; '' where Huma does not tell. */
  fromDate: string
}

/** Weeks a year in conversions from and to a weekly salary. */
const weeks = 52

/**
 * The same pay per another unit, rounded to two decimals. `hoursPerWeek` is that of full time; with it an hourly pay is
 * taken for that of full time (37.5 h make 1,950 h a year).
 */
export function payPer(
  { unit, amount }: Pick<Salary, 'unit' | 'amount'>,
  wanted: SalaryUnit,
  hoursPerWeek = 37.5,
): number {
  const perYear = { hourly: hoursPerWeek * weeks, weekly: weeks, monthly: 12, yearly: 1 }
  return round((amount * perYear[unit]) / perYear[wanted])
}

/**
 * What full time would pay, of a pay for `percentage` of it. An hourly pay is the same for everybody. undefined where the
 * percentage is 0: nothing can be told then.
 */
export function fullTimePay(amount: number, unit: SalaryUnit, percentage: number): number | undefined {
  if (unit === 'hourly') return round(amount)
  return percentage > 0 ? round((amount * 100) / percentage) : undefined
}

function round(amount: number): number {
  return Math.round((amount + Number.EPSILON) * 100) / 100
}
