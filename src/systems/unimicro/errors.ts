/** Answers that are no success -> HumaPayrollErrors. Decided by status and by which property is meant, never by words. */
import { type FieldName, fieldLabels } from '../../core/person.ts'
import { type ErrorKind, HumaPayrollError, isKind } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { jsonOf } from '../json.ts'
import { plain, valuesIn } from '../vendor-text.ts'
import { findings, refusal } from './schema.ts'

/** By entity where all of it is one field of ours, else by its property. */
const ourField: Readonly<Record<string, FieldName>> = {
  Email: 'email',
  Phone: 'phone',
  Address: 'address',
  BankAccount: 'bankAccount',
  'BusinessRelation.Name': 'givenName',
  'Employee.SocialSecurityNumber': 'nationalId',
  'Employee.BirthDate': 'birthDate',
  'Employee.EmployeeNumber': 'employeeNumber',
}

/** What else we write, in our words. */
const labels: Readonly<Record<string, string>> = {
  SubEntityID: 'Sub entity',
  JobCode: 'Occupation code',
  JobName: 'Job title',
  StartDate: 'Start date',
  EndDate: 'End date',
  EndDateReason: 'Reason for the end',
  WorkPercent: 'Percentage',
  HoursPerWeek: 'Hours a week',
  MonthRate: 'Salary of a month',
  HourRate: 'Salary of an hour',
  EmploymentType: 'Permanent or temporary',
  FromDate: 'First day',
  ToDate: 'Last day',
  LeavePercent: 'Percentage',
  LeaveType: 'Type of leave',
}

/** The entities, by where they stand: for a finding that does not name its own. */
const entityAt: Readonly<Record<string, string>> = {
  BusinessRelationInfo: 'BusinessRelation',
  DefaultEmail: 'Email',
  Emails: 'Email',
  DefaultPhone: 'Phone',
  Phones: 'Phone',
  InvoiceAddress: 'Address',
  ShippingAddress: 'Address',
  Addresses: 'Address',
  DefaultBankAccount: 'BankAccount',
  BankAccounts: 'BankAccount',
  Employments: 'Employment',
  Leaves: 'EmployeeLeave',
}

interface Finding {
  entity: string
  property: string
  message: string
  /** 1 information, 20 warning, 30 error. */
  level: number
}

const errorLevel = 30

/** `doing` is what was asked for, as in "Unimicro refused to create the employee". `sent` is a body, whose values are not repeated. */
export function problem(
  { status, body }: HttpResponse,
  effect: HttpRequest['effect'],
  doing: string,
  sent?: object,
): HumaPayrollError {
  const error = (kind: ErrorKind, message: string, hint?: string, field?: string) =>
    new HumaPayrollError(kind, message, {
      ...(hint === undefined ? {} : { hint }),
      details: { status, ...(field === undefined ? {} : { field }) },
    })

  if (status === 401)
    return error('authorization', `Unimicro does not accept the login that is to ${doing}.`, loginHint)
  if (status === 403) {
    // Not documented: what it means. Nothing else than the company and the user's rights is left.
    return error('authorization', `Unimicro does not let this login ${doing} in this company.`, rightHint)
  }
  if (status === 429) {
    return error('unavailable', `Unimicro takes no more requests for now; could not ${doing}.`, 'Try again later.')
  }
  if (status >= 500 || status === 408) {
    if (effect === 'read') return error('unavailable', `Unimicro is out of order (${status}); could not ${doing}.`)
    return error('unknown-outcome', `Unimicro answered ${status}: it did or did not ${doing}.`)
  }
  if (status < 400) return unreadable(status, effect, doing)
  const answer = jsonOf(body)
  if (status === 404 && (effect === 'read' || !isObject(answer))) {
    return error('unavailable', `There is no Unimicro at this address (404); could not ${doing}.`, addressHint)
  }
  // A read holds nothing that a person has typed, so a refused one means that this is not the API that we know.
  if (effect === 'read') return error('protocol', `Unimicro answered ${status}; could not ${doing}.`)
  if (status === 404) return error('refused', `Unimicro does not have it any more; could not ${doing}.`)

  const words = (text: string) => (holdsPay(sent) ? withoutNumbers : String)(plain(text, valuesIn(sent)))
  const found = decisive(findingsIn(answer, 'Employee'))
  const texts = found.map((one) => textOf(one, words))
  const why = texts.length > 0 ? [...new Set(texts)].join(' ') : words(shortReason(answer))
  const field = found.map(fieldOf).find((one) => one !== undefined)
  const aboutSubEntity = found.some(({ property }) => property === 'SubEntityID' || property === 'SubEntity')
  const hint = aboutSubEntity ? subEntityHint : field === 'email' ? emailHint : undefined
  return error('refused', `Unimicro refused to ${doing}${why ? `: ${why}` : '.'}`, hint, field)
}

export const loginHint = 'Log in again: huma-payroll connect unimicro --name NAME'
const rightHint =
  'In Unimicro, give whoever logs in the rights to payroll in this company, or log in as somebody who has them: huma-payroll connect unimicro --name NAME'
const addressHint = 'Check the address of the API: huma-payroll status'
export const subEntityHint = 'Choose where new employees belong: huma-payroll configure NAME --set subEntity=ID'
const emailHint = 'See in Unimicro whether somebody has this e-mail address already.'

/** A success whose body is not what is known of the API. After a write nobody knows what was done. */
export function unreadable(status: number, effect: HttpRequest['effect'], doing: string): HumaPayrollError {
  const form = 'Unimicro answered in a form that is not known'
  return effect === 'read'
    ? new HumaPayrollError('protocol', `${form}; could not ${doing}.`, { details: { status } })
    : new HumaPayrollError('unknown-outcome', `${form}: it did or did not ${doing}.`, { details: { status } })
}

/** undefined for any other error. */
export function missingRight(error: unknown, what: string): string | undefined {
  if (!isKind(error, 'authorization') || error.details?.status !== 403) return undefined
  return `${what} cannot be read. ${rightHint}`
}

/** What is only worth knowing refuses nothing; but where nothing else is told, it is better than no reason. */
function decisive(found: readonly Finding[]): readonly Finding[] {
  const errors = found.filter(({ level }) => level >= errorLevel)
  return errors.length > 0 ? errors : found
}

/** At any depth: a nested object carries its own. `entity` is what `value` is, where it does not say so. */
function findingsIn(value: unknown, entity: string): Finding[] {
  if (Array.isArray(value)) return value.flatMap((one) => findingsIn(one, entity))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, part]) =>
    name === '_validationResults' ? readFindings(part, entity) : findingsIn(part, entityAt[name] ?? entity),
  )
}

function readFindings(results: unknown, entity: string): Finding[] {
  const read = findings.safeParse(results)
  return Object.entries(read.data ?? {}).flatMap(([key, messages]) =>
    messages.map(({ EntityType, PropertyName, Message, Level }) => ({
      entity: EntityType || entity,
      property: PropertyName || key,
      message: Message ?? '',
      level: Level ?? errorLevel,
    })),
  )
}

function fieldOf({ entity, property }: Finding): FieldName | undefined {
  return ourField[entity] ?? ourField[`${entity}.${property}`]
}

function textOf(finding: Finding, words: (text: string) => string): string {
  const field = fieldOf(finding)
  const text = words(finding.message) || 'not accepted.'
  if (finding.entity === 'BusinessRelation' && field) return `Name: ${text}`
  const label = field ? fieldLabels[field] : (labels[finding.property] ?? plain(finding.property))
  return label ? `${label}: ${text}` : text
}

function shortReason(answer: unknown): string {
  const { Messages, Message, message } = refusal.safeParse(answer).data ?? {}
  const many = (Messages ?? []).flatMap((one) => one.Message ?? []).join(' ')
  return many || Message || message || ''
}

/** Whether what somebody is paid is in it. */
function holdsPay(sent: unknown): boolean {
  if (!isObject(sent)) return false
  return Object.entries(sent).some(([name, value]) => /^(Month|Hour)Rate$/.test(name) || holdsPay(value))
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d(?:[\s.,]*\d)*/g, '…')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
