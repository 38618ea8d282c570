/** An absence in our words -> a row in Finago's. Pure. */
import { HumaPayrollError } from '../../errors.ts'
import type { SentAbsence } from '../system.ts'
import { type AbsenceRow, type AbsenceRules, plainText } from './schema.ts'

export type Name = keyof AbsenceRow
/** By Finago's names; '' = empty, as the vendor's own example of a change has it. */
export type Values = { readonly [K in Name]?: string }

/** What is shown of a row, in the form in which it is sent: dates come with midnight behind them. */
export function shown(row: AbsenceRow, name: Name): string {
  const text = plainText(row[name])
  return name === 'startDate' || name === 'endDate' || name === 'startdateParental' ? text.slice(0, 10) : text
}

/** `50` and `50.00` are the same. */
function isSame(name: Name, one: string, other: string): boolean {
  const isNumber = (name === 'percent' || name === 'numberOfDays') && one !== '' && other !== ''
  return isNumber ? Number(one) === Number(other) : one === other
}

/** What was asked of Finago because the type needs it. */
export interface Filling {
  /** The children that are registered there. */
  child?: { ids: readonly string[] }
}

/**
 * What the row is to show. What the type needs and Huma does not tell stays as it is, because somebody may have filled it in.
 * Throws kind `refused` where it is not there.
 */
export function valuesOf(
  { id, code, startDate, endDate, percentage, workdays }: SentAbsence,
  type: AbsenceRules,
  row: AbsenceRow | undefined,
  filling: Filling,
): Values {
  const category = plainText(type.category)
  const is = (name: 'percentage' | 'comment_mandatory' | 'permisjonId') => plainText(type[name]) === '1'
  if (!is('percentage') && percentage < 100) {
    throw refused(type, `takes no percentage, and this absence is of ${percentage} %.`)
  }
  const held = (name: Name) => (row ? shown(row, name) : '')
  if (is('comment_mandatory') && held('comment') === '') {
    throw refused(type, 'needs a comment, and Huma tells none.')
  }
  const isParental = plainText(type.leave_of_absence_type) === 'permisjonMedForeldrepenger'
  if (isParental && held('startdateParental') === '') {
    throw refused(type, 'needs the day on which the whole parental period begins, and Huma does not tell it.')
  }
  return {
    absenceType: code,
    startDate,
    endDate,
    approved: '1',
    externalId: id,
    ...value('percent', is('percentage') ? String(percentage) : '', row),
    ...value('numberOfDays', category === 'vacation' ? String(workdays.length) : '', row),
    ...value('childId', category === 'sick_child' ? held('childId') || childOf(type, filling) : '', row),
    ...value('permisjonId', is('permisjonId') ? held('permisjonId') : '', row),
    ...value('startdateParental', isParental ? held('startdateParental') : '', row),
  }
}

/** An empty value is sent only to take away what another type has left. */
function value(name: Name, text: string, row: AbsenceRow | undefined): Values {
  return text === '' && (!row || shown(row, name) === '') ? {} : { [name]: text }
}

/** Huma does not tell which child it is; where only one is registered there is no other that Finago would take. */
function childOf(type: AbsenceRules, { child }: Filling): string {
  const [only, ...more] = child?.ids ?? []
  if (only === undefined) throw refused(type, 'needs a child, and none is registered for the employee.', addChildHint)
  if (more.length > 0) throw refused(type, 'needs one of the children of the employee, and Huma does not tell which.')
  return only
}

const addChildHint = 'In Finago, add the child (barn) to the employee; the absence is sent with the next try.'

function refused(
  type: AbsenceRules,
  why: string,
  hint = 'Register this absence in Finago by hand, or map the type to another one: huma-payroll configure NAME --map-absence "TYPE=CODE"',
): HumaPayrollError {
  const name = plainText(type.description)
  return new HumaPayrollError('refused', `The absence type ${[type.code, name].join(' ').trim()} of Finago ${why}`, {
    hint,
  })
}

/** All of a row that is filled: not documented, whether what is left out is kept or emptied. */
export function whole(row: AbsenceRow): Values {
  const filled = names.flatMap((name) => {
    const text = shown(row, name)
    return text === '' ? [] : [[name, text] as const]
  })
  return Object.fromEntries(filled)
}

export const labels: { readonly [K in Name]: string } = {
  serialNo: 'the number',
  absenceType: 'the type (fraværstype)',
  startDate: 'the start date',
  endDate: 'the end date',
  approved: 'that it is approved',
  percent: 'the percentage',
  numberOfDays: 'the number of days',
  childId: 'the child',
  permisjonId: 'permisjonId',
  startdateParental: 'the start of the parental period',
  comment: 'the comment',
  externalId: 'the id of Huma (externalId)',
}

const names = Object.keys(labels).filter((name): name is Name => name in labels)

/** What the row shows otherwise; what is not shown at all cannot be compared. An absence that is not rejected counts. */
export function differing(wanted: Values, row: AbsenceRow): Name[] {
  return names
    .filter((name) => name in wanted && row[name] !== undefined)
    .filter((name) => (name === 'approved' ? isRejected(row) : !isSame(name, wanted[name] ?? '', shown(row, name))))
}

export function isRejected(row: AbsenceRow): boolean {
  return shown(row, 'approved') === '2'
}
