/** A position -> the elements of an employment period, and which of them are to be sent. */
import type { Position } from '../../core/position.ts'
import type { PositionOrder } from '../system.ts'
import type { WriteBody } from './api.ts'
import { decimalOf, withComma } from './decimals.ts'
import { isoDate } from './mapping.ts'
import type { Period } from './schema.ts'
import type { Elements } from './xml.ts'

/** What is written of the vendor's table of an employment period, in its order, which counts; each with the attribute that it must have. */
const elements = {
  startdate: { '@format': 'ansi' },
  profession: {},
  enddate: { '@format': 'ansi' },
  endreason: { '@type': 'netvisor' },
  occupationclassification: { '@type': 'isco' },
  employmentcontract: { '@type': 'netvisor' },
  employmentform: { '@type': 'netvisor' },
  parttimepercent: {},
} as const
type Name = keyof typeof elements
const names: readonly Name[] = [
  'startdate',
  'profession',
  'enddate',
  'endreason',
  'occupationclassification',
  'employmentcontract',
  'employmentform',
  'parttimepercent',
]

/** By element; '' = is to be empty, absent = stays as it is. */
type PeriodValues = { [K in Name]?: string }

/** ISO 8601. */
export function startOf({ startdate }: Period): string {
  return isoDate(startdate) ?? ''
}

/** ISO 8601, '' where it is open. Not documented: whether it is the last day of the employment; it is taken as such. */
export function endOf({ enddate }: Period): string {
  return isoDate(enddate) ?? ''
}

export function valuesOf({ position, before, occupationCode }: PositionOrder, own: Period | undefined): PeriodValues {
  const { title, startDate, endDate } = position
  // One that people typed into both systems with two dates stays so until the date changes in Huma.
  const isStartKept = own !== undefined && before?.startDate === startDate
  const contract = contractOf(position, own)
  const reason = endReasonOf(position, own)
  return {
    ...(isStartKept ? {} : { startdate: startDate }),
    ...(title ? { profession: title } : {}),
    enddate: endDate ?? '',
    ...(reason === undefined ? {} : { endreason: reason }),
    ...(occupationCode === undefined ? {} : { occupationclassification: occupationCode }),
    ...(contract === undefined ? {} : { employmentcontract: contract }),
    ...workingTimeOf(position),
  }
}

/** Only those that are another than what is there. */
export function changesOf(values: PeriodValues, own: Period | undefined): PeriodValues {
  const changes: PeriodValues = {}
  for (const name of names) {
    const value = values[name]
    if (value !== undefined && !isSame(name, value, own)) changes[name] = value
  }
  return changes
}

function isSame(name: Name, value: string, own: Period | undefined): boolean {
  if (name === 'startdate') return own !== undefined && startOf(own) === value
  if (name === 'enddate') return (own ? endOf(own) : '') === value
  const held = own?.[name]?.trim() ?? ''
  return name === 'parttimepercent' ? decimalOf(held) === decimalOf(value) : held === value
}

/** An empty element clears what is stored. */
export function bodyOfPeriod(values: PeriodValues): WriteBody {
  const employmentperiod: Elements = {}
  for (const name of names) {
    const value = values[name]
    if (value !== undefined) employmentperiod[name] = { ...elements[name], '#text': value }
  }
  return { elements: { employmentperiods: { employmentperiod } }, confidential: [] }
}

/** 1 full time, 2 part time; the percentage "is recognized only with 2". */
function workingTimeOf({ percentage }: Position): PeriodValues {
  if (percentage >= 100) return { employmentform: '1' }
  return { employmentform: '2', parttimepercent: withComma(percentage) }
}

/** 1 permanent, 2 temporary. What else Huma has may be either. */
const contracts: Readonly<Record<string, string>> = { Permanent: '1', Temporary: '2', Seasonal: '2' }

/** "A temporary job period must be given an end date." '' where there is none. */
function contractOf({ contractType, endDate }: Position, own: Period | undefined): string | undefined {
  const wanted = contracts[contractType]
  const held = own?.employmentcontract?.trim() ?? ''
  if ((wanted ?? held) === '2' && endDate === null) return ''
  return wanted
}

/** 4 the employee's own request, 6 fixed-term employment, 13 other reason. */
const reasons: Readonly<Record<string, string>> = { employee_resigned: '4', temporary_contract_or_position_ended: '6' }
const otherReason = '13'
const otherReasons = new Set([
  'change_in_organization_or_internal_job_transfer',
  'change_in_payroll_system_or_accountant',
  'other',
])

/** That the employer ended it: 5 a reason attributable to the employee, or 11 financial and production related grounds. */
const byEmployer = 'employee_terminated'

function endReasonOf({ endDate, endReason }: Position, own: Period | undefined): string | undefined {
  if (endDate === null) return ''
  const held = own?.endreason?.trim() ?? ''
  // Somebody may have chosen a more exact one than "other".
  if (otherReasons.has(endReason)) return held ? undefined : otherReason
  if (endReason === byEmployer && Object.values(reasons).includes(held)) return ''
  return reasons[endReason]
}

/** The reason that somebody has to choose because Huma's word is two of Netvisor's. `own` is as it was. */
export function toDoOf(order: PositionOrder, own: Period | undefined): string[] {
  const { endDate, endReason } = order.position
  const { startdate, endreason = own?.endreason?.trim() } = valuesOf(order, own)
  if (endDate === null || endReason !== byEmployer || endreason) return []
  const start = startdate ?? (own ? startOf(own) : '')
  const why = 'Huma says that the employer ended it, which is two reasons in Netvisor.'
  return [`${whereEmployments}: choose why the employment that begins on ${start} ended. ${why}`]
}

/** What of the position is not in the period. */
export function leftOut({ endDate, contractType }: Position): string[] {
  if (endDate !== null || contracts[contractType] !== '2') return []
  return ['Written without the type of the contract: Netvisor takes a fixed-term one only with an end date.']
}

export const whereEmployments = 'In Netvisor, Payroll > Personnel > Employee listing > the employee > Employment'
