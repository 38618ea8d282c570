/** Answers that are no success -> HumaPayrollErrors. Decided by status and by the property that is meant, never by words. */
import { type FieldName, fieldLabels } from '../../core/person.ts'
import { type ErrorKind, HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { jsonOf } from '../json.ts'
import { plain, valuesIn } from '../vendor-text.ts'
import { type Findings, findings } from './schema.ts'

const ourField: Readonly<Record<string, FieldName>> = {
  number: 'employeeNumber',
  personNames: 'givenName',
  firstName: 'givenName',
  lastName: 'familyName',
  personIds: 'nationalId',
  dateOfBirth: 'birthDate',
  phones: 'phone',
  emails: 'email',
  address: 'address',
  salaryPaymentMethod: 'bankAccount',
}

/** What positions hold, in our words. */
const positionLabels: Readonly<Record<string, string>> = {
  typeOfWork: 'Occupation code',
  workTimeAgreement: 'Work-time agreement',
  taxUnitIds: 'Tax unit',
  partTimeFactors: 'Percentage',
  employmentForm: 'Type of contract',
  salaryInformation: 'Salary',
  activeStart: 'Start date',
  activeEnd: 'End date',
  positionEndReason: 'Reason for the end',
}

const again = 'huma-payroll connect visma-net-payroll --name NAME'
export const loginHint = `Authorize it anew: ${again}`
const addressHint = 'Check the address of the API: huma-payroll status'
const rerunHint = 'Run the command again.'
const laterHint = 'Run the command again later: it looks first.'

/** Where a right is given. Huma's and other vendors' guides name these words. */
function rightHint(right: 'Read employees' | 'Write employees'): string {
  return `In the Visma App Store, an Integration Administrator opens the app for this company and ticks "${right}".`
}

/**
 * For a token that Visma Connect has just given, and that the API does not take. Visma Connect gives one for the tenant of a
 * customer too, and every request with it is answered 401 (https://docs.vismasoftware.no/vismanetapi/how-tos/fix401error).
 * Not documented: that it is so for this API; the page is about Visma.net ERP, which logs in the same way.
 */
export function tokenRefused(doing: string, hasTenantId: boolean): HumaPayrollError {
  if (hasTenantId) {
    const message = `Visma Connect gave a token for this Tenant ID, and Visma.net Payroll does not take it; could not ${doing}. That is what happens with a Tenant ID of the customer instead of the company, or of a company that has not approved the app.`
    return new HumaPayrollError('authorization', message, {
      hint: `Copy the Tenant ID of the company (Company Tenant ID) from the Visma App Store, where the app was approved for it, then: ${again}`,
      details: { status: 401 },
    })
  }
  const message = `Visma.net Payroll does not take the login that is to ${doing}. It may be one for the tenant of a customer instead of the company; and Visma does not document that it takes logins at all.`
  return new HumaPayrollError('authorization', message, {
    hint: `Use the way that is documented: ${again} --method client-credentials`,
    details: { status: 401 },
  })
}

/** `doing` is what was asked for, as in "Visma.net Payroll refused to create the employee". `sent` is a body, whose values are not repeated. */
export function problem(
  { status, body }: HttpResponse,
  effect: HttpRequest['effect'],
  doing: string,
  sent?: object,
): HumaPayrollError {
  const error = (kind: ErrorKind, message: string, hint?: string) =>
    new HumaPayrollError(kind, message, { ...(hint === undefined ? {} : { hint }), details: { status } })

  if (status === 403) {
    // Not documented: the status for a scope that was not ticked.
    const right = effect === 'read' ? 'Read employees' : 'Write employees'
    return error('authorization', `Visma.net Payroll does not let this app ${doing}.`, rightHint(right))
  }
  if (status === 429) {
    const message = `Visma.net Payroll takes no more requests for now; could not ${doing}.`
    return error('unavailable', message, 'Try again later.')
  }
  if (status >= 500 || status === 408) {
    const message = `Visma.net Payroll is out of order (${status})`
    if (effect === 'read') return error('unavailable', `${message}; could not ${doing}.`)
    return error('unknown-outcome', `${message}: it did or did not ${doing}.`, laterHint)
  }
  if (status < 400) return unreadable(status, effect, doing)
  if (status === 404) {
    const message = `There is no Visma.net Payroll at this address, or no such employee any more (404); could not ${doing}.`
    return error(effect === 'read' ? 'unavailable' : 'refused', message, addressHint)
  }
  if (status === 406 || status === 415) {
    const message = `Visma.net Payroll does not speak version 2 of its Employee API here (${status}); could not ${doing}.`
    return error('protocol', message, addressHint)
  }
  // A read holds nothing that a person has typed, so a refused one means that this is not the API that we know.
  if (effect === 'read') return error('protocol', `Visma.net Payroll answered ${status}; could not ${doing}.`)
  // Not documented: which of the two says that the If-Match does not fit any more.
  if (status === 409 || status === 412) return changedMeanwhile()
  return refusal(findings.safeParse(jsonOf(body)).data, doing, { status, sent })
}

export function changedMeanwhile(): HumaPayrollError {
  const message = 'The employee was changed in Visma.net Payroll after being read.'
  return new HumaPayrollError('stale', message, { hint: rerunHint })
}

export function nobodyAnyMore(): HumaPayrollError {
  return new HumaPayrollError('refused', 'Visma.net Payroll has no such employee any more.')
}

export function onlyListed(): HumaPayrollError {
  const message =
    'Visma.net Payroll shows this employee in its list only, as it does with a draft; it cannot be changed from here.'
  return new HumaPayrollError('refused', message, {
    hint: 'Change it in Visma.net Payroll, or make the draft active there.',
  })
}

/** The job succeeded, and what it was to do is not there. */
export function leftOut({ warnings, job }: { warnings: readonly string[]; job: string }): HumaPayrollError {
  const message = `Visma.net Payroll took the change, and did not do all of it. ${warnings.join(' ')}`
  return new HumaPayrollError('refused', message, {
    hint: 'Correct it in Huma, or do it in Visma.net Payroll.',
    requestId: job,
  })
}

/** A success whose body is not what is known of the API. After a write nobody knows what was done. */
export function unreadable(status: number, effect: HttpRequest['effect'], doing: string): HumaPayrollError {
  const form = 'Visma.net Payroll answered in a form that is not known'
  return effect === 'read'
    ? new HumaPayrollError('protocol', `${form}; could not ${doing}.`, { details: { status } })
    : new HumaPayrollError('unknown-outcome', `${form}: it did or did not ${doing}.`, { details: { status } })
}

/** The job was accepted, and what became of it is not told. */
export function unfinished(doing: string, job: string, cause?: unknown): HumaPayrollError {
  const message = `Visma.net Payroll accepted the job to ${doing}, and has not told yet whether it is done.`
  return new HumaPayrollError('unknown-outcome', message, { hint: laterHint, requestId: job, cause })
}

interface RefusalParts {
  status?: number
  sent?: object | undefined
  job?: string
}

/** What a job that failed, or a refusal, tells. */
export function refusal(told: Findings | undefined, doing: string, { status, sent, job }: RefusalParts = {}) {
  const found = told?.validationResults ?? []
  const texts = wordsOf(told, sent)
  const why = texts.length > 0 ? texts.join(' ') : plain(told?.message ?? '', valuesIn(sent))
  const field = found.map(({ jsonPath }) => fieldAt(jsonPath)).find((one) => one !== undefined)
  return new HumaPayrollError('refused', `Visma.net Payroll refused to ${doing}${why ? `: ${why}` : '.'}`, {
    hint: field
      ? `Correct "${fieldLabels[field]}" in Huma, or look at it in Visma.net Payroll.`
      : 'Look at the values in Huma, and at the employee in Visma.net Payroll.',
    details: { ...(status === undefined ? {} : { status }), ...(field === undefined ? {} : { field }) },
    ...(job === undefined ? {} : { requestId: job }),
  })
}

/** What a job says of the values, each once. A job that succeeded may say that it left one out. */
export function wordsOf(told: Findings | undefined, sent?: object): string[] {
  const personal = valuesIn(sent)
  const texts = (told?.validationResults ?? []).map(({ message, messageCode, jsonPath }) => {
    const text = plain(message ?? '', personal) || plain(messageCode ?? '') || 'not accepted.'
    const field = fieldAt(jsonPath)
    const label = field ? fieldLabels[field] : positionLabels[namesOf(jsonPath)[0] ?? '']
    return label ? `${label}: ${text}` : text
  })
  return [...new Set(texts)]
}

/** Of `personNames[0].lastName`, with or without a `$.`: the innermost name that is known. */
function fieldAt(jsonPath: string | null | undefined): FieldName | undefined {
  const names = namesOf(jsonPath)
  // A phone's `number` is not the employee's.
  const isTop = (name: string, index: number) => name !== 'number' || index === 0 || names[index - 1] === 'employee'
  const known = names.flatMap((name, index) => (isTop(name, index) ? (ourField[name] ?? []) : []))
  return known.at(-1)
}

function namesOf(jsonPath: string | null | undefined): string[] {
  return jsonPath?.match(/[A-Za-z]+/g) ?? []
}
