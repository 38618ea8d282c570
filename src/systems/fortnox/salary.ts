/**
 * A salary in Huma -> a row of the employee's dated wages, which hold each from its day to the next. Fortnox takes such a
 * list only whole, with exactly one row of 1 January 1970: https://apps.fortnox.se/apidocs, PUT /employees/{EmployeeId}.
 */
import { z } from 'zod'
import { payPer, type Salary } from '../../core/salary.ts'
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { SalaryWriter, Sent } from '../system.ts'
import type { Employees } from './employees.ts'
import { type Employee, type EmployeeParts, numberOf, pay as paySchema, type Wage, type WageBody } from './schema.ts'

type Form = 'MAN' | 'TIM'

interface Pay {
  form: string
  /** By their first days, which are unique. */
  wages: readonly WageBody[]
}

const first = '1970-01-01'

export function createSalaryWriter(employees: Employees): SalaryWriter {
  return {
    async put({ person, salary, reference, today }) {
      const row = await employees.read(person.id)
      const now = payOf(row)
      const own = wageOf(salary, person.id)
      const moved = movedFrom(reference, own, now.wages, today)
      const later = stillLater(reference, own, now.wages, today)
      const rest = now.wages.filter(({ FirstDay }) => FirstDay !== own.FirstDay && FirstDay !== moved)
      const { byHand = [], ...sent } = await bring(row, now, inOrder([...rest, own]), own.FirstDay, today)
      const asked = [...byHand, ...later, ...otherNow(inOrder([...rest, own]), own, today)]
      const kept = JSON.stringify({ firstDay: own.FirstDay })
      return { ...sent, reference: kept, ...(asked.length > 0 ? { byHand: asked } : {}) }
    },

    async clear({ person, reference, today }) {
      const row = await employees.read(person.id)
      const now = payOf(row)
      const day = readJson(reference, referenceSchema)?.firstDay
      if (day === undefined) return { changed: false, byHand: [unknownRow] }
      if (!now.wages.some(({ FirstDay }) => FirstDay === day)) return { changed: false }
      if (day === first) return { changed: false, byHand: [firstRow] }
      const rest = now.wages.filter(({ FirstDay }) => FirstDay !== day)
      return bring(row, now, rest, day, today)
    },
  }

  /** `day` is that of the row that is put or taken away. */
  async function bring(row: Employee, now: Pay, wages: readonly WageBody[], day: string, today: string): Promise<Sent> {
    const parts: EmployeeParts = {}
    if (!sameWages(now.wages, wages)) parts.DatedWages = wages
    // It holds for everything at once, so it follows what is paid now, and only where that is what was changed.
    const form = formOf(holdingOn(wages, today))
    const holds = day <= today && wages.every(({ FirstDay }) => FirstDay <= day || FirstDay > today)
    if (holds && form !== undefined && form !== now.form) parts.SalaryForm = form
    const changed = Object.keys(parts).length > 0
    const after = changed ? await employees.change(row, parts) : row
    const byHand = [...notKept(after, wages, parts), ...laterForm(wages, day, today, parts.SalaryForm ?? now.form)]
    return { changed, ...(byHand.length > 0 ? { byHand } : {}) }
  }
}

const unknownRow =
  'The salary was deleted in Huma, and nothing is known of a row that huma-payroll wrote: look at the salary in Fortnox (Register > Personal).'
const firstRow =
  'The salary was deleted in Huma. Fortnox always keeps the first one, so it is still there: change it in Fortnox (Register > Personal).'

function payOf(row: Employee): Pay {
  const parsed = paySchema.safeParse(row)
  // What is not known cannot be sent back, and would be lost.
  if (!parsed.success || parsed.data.DatedWages === undefined) {
    throw new HumaPayrollError('protocol', 'Fortnox does not show the dated wages of the employee, so none is changed.')
  }
  const { SalaryForm: form, DatedWages, ...current } = parsed.data
  const wages = (DatedWages ?? []).map((wage) => wageBody(row.EmployeeId, wage))
  const hasFirst = wages.some(({ FirstDay }) => FirstDay === first)
  // Not documented: a row of the first day without pay. The description asks only for the day and the employee.
  if (!hasFirst) wages.push(wageBody(row.EmployeeId, { FirstDay: first, ...(wages.length > 0 ? {} : current) }))
  return { form, wages: inOrder(wages) }
}

/** As it was, without what is empty. */
function wageBody(EmployeeId: string, { FirstDay, ...rest }: Wage | { FirstDay: string }): WageBody {
  const filled = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return { ...Object.fromEntries(filled), EmployeeId, FirstDay }
}

/**
 * Not documented: whether the monthly pay is that of full time. What Huma holds is sent, which is what is paid for the
 * percentage. Fortnox has months and hours: a week is 1/52 of a year, a month 1/12.
 */
function wageOf(salary: Salary, EmployeeId: string): WageBody {
  const FirstDay = salary.fromDate < first ? first : salary.fromDate
  return salary.unit === 'hourly'
    ? { EmployeeId, FirstDay, HourlyPay: amountText(salary.amount) }
    : { EmployeeId, FirstDay, MonthlySalary: amountText(payPer(salary, 'monthly')) }
}

/** "45000", "250.5": money is a text. Not documented: the sign of its decimals; elsewhere in the API it is a point. */
function amountText(amount: number): string {
  return String(Math.round(amount * 100) / 100)
}

/**
 * The same pay from another day is a day that was corrected; another pay is a raise, and what was paid until then stays. One
 * that has begun later than the salary of now was taken back in Huma, which shows the one that holds. Not documented: Huma
 * tells none of it.
 */
function movedFrom(
  reference: string | undefined,
  own: WageBody,
  wages: readonly WageBody[],
  today: string,
): string | undefined {
  const earlier = formerOwn(reference, own, wages)
  if (!earlier) return undefined
  const { FirstDay } = earlier
  return samePay(earlier, own) || (FirstDay > own.FirstDay && FirstDay <= today) ? FirstDay : undefined
}

/** Another one is still to come: in Huma it may be there too, which shows one only. */
function stillLater(reference: string | undefined, own: WageBody, wages: readonly WageBody[], today: string): string[] {
  const earlier = formerOwn(reference, own, wages)
  if (!earlier || samePay(earlier, own) || earlier.FirstDay < own.FirstDay || earlier.FirstDay <= today) return []
  return [
    `The salary that was sent to begin on ${earlier.FirstDay} stays in Fortnox: if it was deleted in Huma, take it away in Fortnox (Register > Personal).`,
  ]
}

/** Fortnox pays another one today than Huma shows. */
function otherNow(wages: readonly WageBody[], own: WageBody, today: string): string[] {
  const now = holdingOn(wages, today)
  if (!now || now.FirstDay <= own.FirstDay || samePay(now, own)) return []
  return [
    `The salary that holds in Huma from ${own.FirstDay} was sent, and Fortnox has another one from ${now.FirstDay} on: take that one away in Fortnox (Register > Personal) if it does not hold any more.`,
  ]
}

/** The row that was sent before, where this one begins on another day. */
function formerOwn(reference: string | undefined, own: WageBody, wages: readonly WageBody[]): WageBody | undefined {
  const day = readJson(reference, referenceSchema)?.firstDay
  if (day === undefined || day === own.FirstDay || day === first) return undefined
  return wages.find(({ FirstDay }) => FirstDay === day)
}

function inOrder(wages: readonly WageBody[]): WageBody[] {
  return wages.toSorted((a, b) => (a.FirstDay < b.FirstDay ? -1 : 1))
}

function sameWages(some: readonly WageBody[], others: readonly WageBody[]): boolean {
  return some.length === others.length && differingDays(some, others).length === 0
}

/** The days on which one of the two has another row than the other, or none. */
function differingDays(some: readonly WageBody[], others: readonly WageBody[]): string[] {
  const days = new Set([...some, ...others].map(({ FirstDay }) => FirstDay))
  return [...days].sort().filter((day) => {
    const one = some.find(({ FirstDay }) => FirstDay === day)
    const other = others.find(({ FirstDay }) => FirstDay === day)
    return !one || !other || !samePay(one, other)
  })
}

function samePay(one: WageBody, other: WageBody): boolean {
  return monthly(one) === monthly(other) && hourly(one) === hourly(other)
}

function monthly({ MonthlySalary: value }: WageBody): number {
  return typeof value === 'string' ? numberOf(value) : 0
}

function hourly({ HourlyPay: value }: WageBody): number {
  return typeof value === 'string' ? numberOf(value) : 0
}

function holdingOn(wages: readonly WageBody[], day: string): WageBody | undefined {
  return wages.findLast(({ FirstDay }) => FirstDay <= day)
}

/** undefined where that row does not tell. */
function formOf(wage: WageBody | undefined): Form | undefined {
  if (!wage || monthly(wage) > 0 === hourly(wage) > 0) return undefined
  return hourly(wage) > 0 ? 'TIM' : 'MAN'
}

/** The form of salary has no date of its own. */
function laterForm(wages: readonly WageBody[], day: string, today: string, now: string): string[] {
  const later = formOf(wages.find(({ FirstDay }) => FirstDay === day))
  if (day <= today || later === undefined || later === now) return []
  const words = { MAN: 'monthly (månadslön)', TIM: 'hourly (timlön)' }
  return [
    `On ${day}, change the form of salary to ${words[later]} in Fortnox (Register > Personal): it has no date there.`,
  ]
}

/** Not documented: whether a list that is sent takes the place of the one that is there. The answer shows it. */
function notKept(after: Employee, wanted: readonly WageBody[], { SalaryForm: form }: EmployeeParts): string[] {
  if (after.DatedWages === undefined) return []
  const now = payOf(after)
  const days = differingDays(now.wages, wanted)
  const where = 'in Fortnox (Register > Personal)'
  return [
    ...(days.length === 0
      ? []
      : [`Fortnox did not take over the salary from ${days.join(', ')}: correct it ${where}.`]),
    ...(form === undefined || now.form === form
      ? []
      : [`Fortnox did not take over the form of salary: correct it ${where}.`]),
  ]
}

const referenceSchema = z.object({ firstDay: z.string() })
