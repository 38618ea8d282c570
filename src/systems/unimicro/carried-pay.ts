/** What a new employment pays: nobody is to be without pay because the position is another one, or is new in payroll. */
import type { Position } from '../../core/position.ts'
import type { Salary } from '../../core/salary.ts'
import type { PositionOrder } from '../system.ts'
import { described, endOf, startOf } from './employments.ts'
import { ratesFrom } from './rates.ts'
import type { Employment } from './schema.ts'

interface NewPay {
  values: Partial<Employment>
  /** It is made without pay, because another one is paid at the same time. */
  isBeside?: true
  warnings?: readonly string[]
  byHand?: readonly string[]
}

/**
 * What a former employment paid; else Huma's salary, which may have been known before anything was sent, so that it is not
 * sent as a change. Huma has one salary for a person, and it is paid once.
 */
export function newPay(
  { position, salary, isMain }: Pick<PositionOrder, 'position' | 'salary' | 'isMain'>,
  others: readonly Employment[],
): NewPay {
  const { startDate } = position
  const rates = salary ? ratesFrom(startDate, salary, {}).rates : {}
  const { RemunerationType: type } = rates
  const kind = type === undefined ? {} : { RemunerationType: type }
  const beside = paidBeside(others, position)
  if (beside) return { values: kind, isBeside: true, byHand: [enterPay(position, beside)] }
  const carried = carriedPay(others, position)
  if (isPaid(carried)) return { values: { ...kind, ...carried } }
  if (!salary) return { values: kind, warnings: [madeWithoutPay] }
  if (!isMain) return { values: kind, warnings: [ofMainOnly] }
  if (salary.fromDate > startDate) return { values: kind, byHand: [notYetPaid(position, salary)] }
  return { values: rates }
}

/** Of the employment that ended last before the position begins; {} where there is none. */
function carriedPay(others: readonly Employment[], position: Position): Partial<Employment> {
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

const madeWithoutPay =
  'The employment was made without pay, because no salary is sent for it: enter in Unimicro what it pays.'
const ofMainOnly =
  "The employment was made without pay, because Huma's one salary is that of the main one: enter in Unimicro what it pays."

function notYetPaid({ startDate }: Position, { fromDate }: Salary): string {
  return `In Unimicro, enter what the employment from ${startDate} pays: it was made without pay, because Huma tells a salary only from ${fromDate} on.`
}
