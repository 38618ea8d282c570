/** A position in Tripletex' words, and what of a row has to change for it. Pure. */
import { holdsOn, type Position } from '../../core/position.ts'
import type { Salary } from '../../core/salary.ts'
import type { PositionOrder } from '../system.ts'
import { type DetailsBody, type DetailsRow, rowOn } from './employments.ts'
import { earnsSame, isPaid, payOf, payWith } from './pay.ts'
import type { RowWrite } from './rows.ts'

/** What a row says of a position; what is absent is not told by Huma and stays as it is. */
export interface PositionValues {
  percentageOfFullTimeEquivalent: number
  occupationCode?: { id: number }
  employmentType?: 'ORDINARY' | 'FREELANCE'
  employmentForm?: 'PERMANENT' | 'TEMPORARY' | 'TEMPORARY_ON_CALL'
}

/**
 * Not documented: which of Tripletex' forms stands for which of Huma's kinds of contract. Those that leave doubt
 * (Consultant, ThirdParty, Other) are not told.
 */
const forms: Readonly<Record<string, PositionValues['employmentForm']>> = {
  Permanent: 'PERMANENT',
  Temporary: 'TEMPORARY',
  Seasonal: 'TEMPORARY',
  Trainee: 'TEMPORARY',
  JobTrainingProgram: 'TEMPORARY',
  Casual: 'TEMPORARY_ON_CALL',
}

/** `occupation`: Tripletex' id of the occupation code. */
export function valuesOf({ percentage, contractType }: Position, occupation: number | undefined): PositionValues {
  const employmentForm = forms[contractType]
  return {
    percentageOfFullTimeEquivalent: percentage,
    ...(occupation === undefined ? {} : { occupationCode: { id: occupation } }),
    ...(employmentForm ? { employmentType: 'ORDINARY', employmentForm } : {}),
    ...(contractType === 'Freelance' ? { employmentType: 'FREELANCE' } : {}),
  }
}

/** What a row lacks of the values; undefined where it has them all. A field that the key may not see is not written. */
export function changeOf(row: DetailsRow, values: PositionValues): DetailsBody | undefined {
  const change: DetailsBody = {}
  const { percentageOfFullTimeEquivalent: percentage, occupationCode, employmentType, employmentForm } = values
  if (row.percentageOfFullTimeEquivalent !== percentage) change.percentageOfFullTimeEquivalent = percentage
  if (occupationCode && row.occupationCode !== undefined && row.occupationCode?.id !== occupationCode.id) {
    change.occupationCode = occupationCode
  }
  // Work at sea is something that Huma does not know.
  if (
    employmentType &&
    row.employmentType !== undefined &&
    ![employmentType, 'MARITIME'].includes(row.employmentType ?? '')
  ) {
    change.employmentType = employmentType
  }
  // PERMANENT_AND_HIRED_OUT says more than PERMANENT.
  if (employmentForm && row.employmentForm !== undefined && !row.employmentForm?.startsWith(employmentForm)) {
    change.employmentForm = employmentForm
  }
  return Object.keys(change).length > 0 ? change : undefined
}

/**
 * The writes after which the rows say the position from `from` on. Where it is the main one of today, payroll must hold it
 * today too: where another one has ended since, or somebody has said something else there, it begins anew today.
 */
export function writesFor(
  { position, before, isMain, today, salary }: PositionOrder,
  rows: readonly DetailsRow[],
  from: string,
  values: PositionValues,
): RowWrite[] {
  const wanted = { rows, from, until: position.endDate, values, before: before?.percentage, salary }
  const writes = writesFrom(wanted)
  const now = rowOn(rows, today)
  if (!isMain || !now || now.date <= from || !holdsOn(position, today)) return writes
  if (!changeOf(now, values) || writes.some(({ row }) => row?.id === now.id)) return writes
  return [...writesFrom({ ...wanted, from: today, before: undefined }), ...writes]
}

interface Wanted {
  rows: readonly DetailsRow[]
  /** The day from which the values hold, and the last one; null = open. */
  from: string
  until: string | null
  values: PositionValues
  /** The percentage as it was. */
  before: number | undefined
  /** What Huma says that the person is paid, where that is sent. */
  salary: Salary | undefined
}

/**
 * The row of `from` last: whoever is interrupted finds it as it was, and with it which of the later rows belong to it.
 * Those are the rows that only carry on what this one says, such as a raise; the first that says something else is
 * another position's, or somebody's own doing. Their pay follows the percentage where they carry that on too.
 */
function writesFrom({ rows, from, until, values, before, salary }: Wanted): RowWrite[] {
  const base = rowOn(rows, from)
  const percentages = [base?.percentageOfFullTimeEquivalent, before, values.percentageOfFullTimeEquivalent]
  const occupations = [base?.occupationCode?.id, values.occupationCode?.id]
  const later = rows.filter(({ date }) => date > from && (until === null || date <= until))
  const other = later.findIndex(
    ({ percentageOfFullTimeEquivalent, occupationCode }) =>
      !percentages.includes(percentageOfFullTimeEquivalent ?? undefined) || !occupations.includes(occupationCode?.id),
  )
  const carrying = other === -1 ? later : later.slice(0, other)
  const like = base ?? rows[0]
  const writes = carrying.flatMap((row): RowWrite[] => {
    const change = changeOf(row, values)
    if (!change) return []
    const carries = (like && earnsSame(row, like)) || (salary && isPaidBy(salary, row))
    return [{ row, change: { ...change, ...(carries ? payWith(change, row, row.date, salary) : {}) } }]
  })
  const changed = like && changeOf(like, values)
  const change = like ? changed && { ...changed, ...payWith(changed, like, from, salary) } : { ...values }
  if (base?.date === from) return change ? [...writes, { row: base, change }] : writes
  // What counts on that day says all of it already.
  if (base && !change) return writes
  return [...writes, { date: from, carried: like, change: change ?? {} }]
}

function isPaidBy(salary: Salary, row: DetailsRow): boolean {
  const pay = payOf(salary, row.percentageOfFullTimeEquivalent ?? 0)
  return pay !== undefined && isPaid(row, pay, salary.unit)
}

/** Said where the percentage of a row changes and its pay of full time does not. */
export function paidOtherwise(writes: readonly RowWrite[], salary: Salary | undefined): string[] {
  const [first] = writes
    .filter(({ row, carried, change }) => {
      const source = row ?? carried
      const isByShare = source && source.remunerationType !== 'HOURLY_WAGE' && source.annualSalary !== 0
      const { percentageOfFullTimeEquivalent: percentage, annualSalary } = change
      return isByShare && source.annualSalary !== null && percentage !== undefined && annualSalary === undefined
    })
    .map(({ row, date }) => row?.date ?? date)
    .sort()
  if (first === undefined) return []
  const why = salary ? 'no salary of that day was sent with it' : 'salary is not sent'
  return [
    `What Tripletex pays from ${first} changes with the percentage of the position, and ${why}: look at the pay of that row in Tripletex.`,
  ]
}

/** The first row of an employment. `pay`: what the person earns, where it is known. `settings`: the connection's answers. */
export function firstRow(
  values: PositionValues,
  pay: { salary: Salary; percentage: number } | undefined,
  settings: Readonly<Record<string, string>>,
): DetailsBody {
  const earned = pay?.salary.currency === 'NOK' ? pay : undefined
  const isHourly = earned?.salary.unit === 'hourly'
  return {
    employmentType: 'ORDINARY',
    ...values,
    remunerationType: isHourly ? 'HOURLY_WAGE' : settings.remunerationType || 'MONTHLY_WAGE',
    workingHoursScheme: settings.workingHoursScheme || 'NOT_SHIFT',
    ...(earned && payOf(earned.salary, earned.percentage)),
  }
}

/** Huma's reason why it ended -> Tripletex'; undefined where Huma does not tell one that is known there. */
export function endReasonOf({ endReason }: Position): string | undefined {
  return reasons[endReason]
}

const reasons: Readonly<Record<string, string>> = {
  change_in_organization_or_internal_job_transfer: 'EMPLOYMENT_END_INTERNAL_CHANGE',
  employee_resigned: 'EMPLOYMENT_END_EMPLOYEE',
  employee_terminated: 'EMPLOYMENT_END_EMPLOYER',
  temporary_contract_or_position_ended: 'EMPLOYMENT_END_EXPIRED',
  change_in_payroll_system_or_accountant: 'EMPLOYMENT_END_SYSTEM_OR_ACCOUNTANT_CHANGE',
}
