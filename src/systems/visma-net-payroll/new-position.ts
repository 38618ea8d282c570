/** A position that is new in our words -> its document in Visma's. Pure. */
import type { PositionOrder } from '../system.ts'
import { asEntry, entryOn, salaryEntry, withSalary } from './salary-document.ts'
import type { Document, PositionRow } from './schema.ts'
import { endOf, placeOf, startOf } from './timeline.ts'

/**
 * Not documented: "midlertidig", which is the code of the public report for temporary work; the vendor's texts show "fast"
 * and the codes for people who are hired out. Others than these are no employment, or nobody knows which.
 */
export const employmentForms: Readonly<Record<string, string>> = {
  Permanent: 'fast',
  Temporary: 'midlertidig',
  Seasonal: 'midlertidig',
  Casual: 'midlertidig',
  Trainee: 'midlertidig',
  JobTrainingProgram: 'midlertidig',
}

export interface Surroundings {
  /** Of the company, as chosen by the administrator; '' = not chosen. */
  workTimeAgreement: string
  taxUnit: string
  isDraft: boolean
  /** What else the person has. */
  others: readonly PositionRow[]
}

export interface Fresh {
  body: Document
  /** The salary in it. */
  pay: Document | undefined
  /** What Visma takes no position without, and nobody has told. */
  missing: Missing[]
  warnings: string[]
  byHand: string[]
}

export type Missing = 'occupationCode' | 'contractType' | 'workTimeAgreement' | 'taxUnit' | 'salary'

/**
 * Values without dates hold from the beginning, as in the vendor's samples. What Huma does not know is taken from the
 * position before: people of one company may belong to several tax units.
 */
export function newPosition(order: PositionOrder, around: Surroundings): Fresh {
  const { position, occupationCode } = order
  const { startDate, endDate, percentage, contractType } = position
  const former = formerOf(around.others, startDate)
  const taken = (name: 'workTimeAgreement' | 'taxUnitIds' | 'employmentForm') => {
    const values = former?.[name] ?? []
    return String(placeOf(values, startDate)?.value.value ?? '')
  }
  const isTold = contractType !== '' && contractType !== 'Other'
  const values = {
    contractType: employmentForms[contractType] ?? (isTold ? '' : taken('employmentForm')),
    occupationCode: occupationCode ?? '',
    workTimeAgreement: taken('workTimeAgreement') || around.workTimeAgreement,
    taxUnit: taken('taxUnitIds') || around.taxUnit,
  }
  const pay = payOf(order, around, former)
  const told = (name: string, value: string) => (value === '' ? {} : { [name]: [{ value }] })
  const body = {
    typeOfPosition: 'Ordinary',
    ...told('employmentForm', values.contractType),
    ...told('typeOfWork', values.occupationCode),
    ...told('workTimeAgreement', values.workTimeAgreement),
    partTimeFactors: [{ value: percentage }],
    ...(pay.entry ? { salaryInformation: pay.isTakenOver ? withLater(pay.entry, order) : [pay.entry] } : {}),
    ...told('taxUnitIds', values.taxUnit),
    activeStart: startDate,
    ...(endDate === null ? {} : { activeEnd: endDate }),
  }
  const names = ['contractType', 'occupationCode', 'workTimeAgreement', 'taxUnit'] as const
  const missing: Missing[] = [
    ...names.filter((name) => values[name] === ''),
    ...(pay.entry ? [] : (['salary'] as const)),
  ]
  return { body, pay: pay.entry, missing, warnings: pay.warnings, byHand: pay.byHand }
}

/** The one that began last before the day, else the first after it. */
function formerOf(others: readonly PositionRow[], startDate: string): PositionRow | undefined {
  const sorted = others.toSorted((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
  return sorted.findLast((row) => startOf(row) <= startDate) ?? sorted[0]
}

/**
 * Huma has one salary for a person. Where another position is paid at the same time it is paid there already, so that the
 * new one gets none: twice is worse than late.
 */
function payOf(
  { position, salary }: PositionOrder,
  { others, isDraft }: Surroundings,
  former: PositionRow | undefined,
): { entry: Document | undefined; isTakenOver: boolean; warnings: string[]; byHand: string[] } {
  const none = { entry: undefined, isTakenOver: false, warnings: [], byHand: [] }
  const { startDate, endDate } = position
  const [other] = others.filter((row) => overlaps(row, startDate, endDate))
  if (other && !isDraft && salary) {
    const words = `The position that begins on ${startDate} is beside the one that begins on ${startOf(other)}, and Huma has one salary for both. It was made with 0: enter what it is paid in Visma.net Payroll.`
    return { ...none, entry: salaryEntry({ unit: salary.unit, amount: 0 }), byHand: [words] }
  }
  if (other) return none
  const before = former && lastPay(former, startDate)
  if (salary && (salary.fromDate <= startDate || !before)) return { ...none, entry: salaryEntry(salary) }
  if (!before) return none
  const words = `The salary of the position that begins on ${startDate} was taken over from the one before, because Huma tells none for that day. Look at it in Visma.net Payroll.`
  return { ...none, entry: before, isTakenOver: true, warnings: [words] }
}

/** A salary that Huma has for a later day of the position follows. */
function withLater(entry: Document, { position: { startDate, endDate }, salary }: PositionOrder): Document[] {
  const isLater = salary && salary.fromDate > startDate && salary.fromDate <= (endDate ?? '9999-12-31')
  const later = isLater && withSalary([entry], salaryEntry(salary), salary.fromDate, startDate)
  return later || [entry]
}

function lastPay(row: PositionRow, startDate: string): Document | undefined {
  const list: Document[] = row.salaryInformation?.map((entry) => ({ ...entry })) ?? []
  const day = endOf(row) < startDate ? endOf(row) : startDate
  const entry = entryOn(list, day)
  return entry && asEntry(entry)
}

/** Whether both hold on one day at least. */
export function overlaps(
  row: Pick<PositionRow, 'activeStart' | 'activeEnd'>,
  start: string,
  end: string | null,
): boolean {
  return startOf(row) <= (end ?? '9999-12-31') && endOf(row) >= start
}
