/** Employments and their dated rows: reading them, and which row counts on which day. */
import { z } from 'zod'
import { dayAfter } from '../../core/position.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { Api } from './api.ts'
import { rightsHint } from './errors.ts'

const number = z.number().nullish().catch(undefined)
const text = z.string().nullish().catch(undefined)
const reference = z.object({ id: z.int() }).nullish().catch(undefined)
const revision = { id: z.int(), version: z.int().nullish().catch(undefined) }
/** Without its dates nothing can be told of an employment, so an odd one stops the reading. */
const date = z.iso.date()

/** A dated row. undefined = the key may not see it; every sum is null or 0 where there is none. */
export const detailsRow = z.object({
  ...revision,
  date,
  employmentType: text,
  employmentForm: text,
  maritimeEmployment: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  remunerationType: text,
  workingHoursScheme: text,
  shiftDurationHours: number,
  occupationCode: reference,
  percentageOfFullTimeEquivalent: number,
  annualSalary: number,
  hourlyWage: number,
  payrollTaxMunicipalityId: reference,
})
export type DetailsRow = z.infer<typeof detailsRow>

const detailsFields = [
  'id,version,date,employmentType,employmentForm,maritimeEmployment,remunerationType,workingHoursScheme',
  'shiftDurationHours,occupationCode(id),percentageOfFullTimeEquivalent,annualSalary,hourlyWage',
  'payrollTaxMunicipalityId(id)',
].join(',')

const employment = {
  ...revision,
  startDate: date,
  endDate: date.nullish(),
  employmentEndReason: text,
  division: reference,
}
const employmentRow = z.object({ ...employment, employmentDetails: z.array(detailsRow).nullish() })

/** As answered to a write: of the rows the ids only. */
export const employmentAnswer = z.object({
  ...employment,
  employmentDetails: z
    .array(z.object({ id: z.int() }))
    .nullish()
    .catch(undefined),
})

export interface Employment extends Omit<z.infer<typeof employmentRow>, 'employmentDetails'> {
  /** In the order of their dates. */
  rows: DetailsRow[]
}

const employmentFields = `id,version,startDate,endDate,employmentEndReason,division(id),employmentDetails(${detailsFields})`

/** All of one employee, earliest first; one request. */
export async function readEmployments(api: Api, employeeId: string): Promise<Employment[]> {
  const query = { employeeId, fields: employmentFields }
  const employments: Employment[] = []
  for await (const row of api.list('/employee/employment', query, employmentRow, 'read the employments')) {
    const { employmentDetails: rows, ...employment } = row
    if (!rows) throw hidden('the rows of an employment')
    employments.push({ ...employment, rows: rows.toSorted((a, b) => (a.date < b.date ? -1 : 1)) })
  }
  return employments.sort((a, b) => (a.startDate < b.startDate ? -1 : 1))
}

function hidden(what: string): HumaPayrollError {
  return new HumaPayrollError(
    'authorization',
    `This key may not see ${what} in Tripletex, so nothing of it is changed.`,
    {
      hint: rightsHint,
    },
  )
}

/**
 * The employment of a day: the one that holds on it, or the next one that begins before `until`. undefined where there is
 * none. Not documented: whether `endDate` is the last day; it is taken as such.
 */
export function employmentOn(
  employments: readonly Employment[],
  day: string,
  until: string | null,
): Employment | undefined {
  const holding = employments.findLast(({ startDate, endDate }) => startDate <= day && (!endDate || day <= endDate))
  return holding ?? employments.find(({ startDate }) => startDate > day && (until === null || startDate <= until))
}

/** The employment that ended on the day before. */
export function employmentUntil(employments: readonly Employment[], day: string): Employment | undefined {
  return employments.findLast(({ endDate }) => endDate === dayAfter(day, -1))
}

/** The row that counts on a day. */
export function rowOn(rows: readonly DetailsRow[], day: string): DetailsRow | undefined {
  return rows.findLast(({ date }) => date <= day)
}

/** Body of POST and PUT of a row; only what is written. */
export interface DetailsBody {
  id?: number
  version?: number
  employment?: { id: number }
  date?: string
  employmentType?: string
  employmentForm?: string
  maritimeEmployment?: Record<string, unknown>
  remunerationType?: string
  workingHoursScheme?: string
  shiftDurationHours?: number
  occupationCode?: { id: number }
  percentageOfFullTimeEquivalent?: number
  annualSalary?: number
  hourlyWage?: number
  payrollTaxMunicipalityId?: { id: number }
}

/** Where a change of one row begins: what every PUT carries, so that Tripletex refuses a stale one. */
export function revisionOf({ id, version }: { id: number; version?: number | null | undefined }) {
  return { id, ...(typeof version === 'number' ? { version } : {}) }
}

/**
 * What a new row takes over from the one before it. Not documented: whether what is left out of a new row carries over;
 * so all of it is sent. Kind `authorization` where the pay of that row is hidden: a new row would leave people without.
 */
export function carriedFrom(row: DetailsRow): DetailsBody {
  refuseHiddenPay(row)
  const body: DetailsBody = {}
  if (row.employmentType) body.employmentType = row.employmentType
  if (row.employmentForm) body.employmentForm = row.employmentForm
  if (row.maritimeEmployment) body.maritimeEmployment = withoutBookkeeping(row.maritimeEmployment)
  if (row.remunerationType) body.remunerationType = row.remunerationType
  if (row.workingHoursScheme) body.workingHoursScheme = row.workingHoursScheme
  if (row.shiftDurationHours) body.shiftDurationHours = row.shiftDurationHours
  if (row.occupationCode) body.occupationCode = { id: row.occupationCode.id }
  if (typeof row.percentageOfFullTimeEquivalent === 'number') {
    body.percentageOfFullTimeEquivalent = row.percentageOfFullTimeEquivalent
  }
  if (row.annualSalary) body.annualSalary = row.annualSalary
  if (row.hourlyWage) body.hourlyWage = row.hourlyWage
  if (row.payrollTaxMunicipalityId) body.payrollTaxMunicipalityId = { id: row.payrollTaxMunicipalityId.id }
  return body
}

/** Throws kind `authorization` where the key may not see what the row pays. */
export function refuseHiddenPay({ annualSalary, hourlyWage }: DetailsRow): void {
  if (annualSalary === undefined || hourlyWage === undefined) throw hidden('salaries')
}

function withoutBookkeeping(part: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(part).filter(
    ([name, value]) => !/^(id|version|url|changes)$/.test(name) && value !== null,
  )
  return Object.fromEntries(kept)
}
