/** Answers that are no success -> HumaPayrollErrors. Decided by status and code, never by the vendor's text. */

import { type FieldName, fieldLabels } from '../../core/person.ts'
import { type ErrorKind, HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { plain } from '../vendor-text.ts'
import { type ErrorEnvelope, errorEnvelope } from './schema.ts'

/** "Edit conflict between multiple simultaneous updates". */
const revisionConflict = 8000
export const resultSetTooLarge = 23000
/** Also sent for a path that does not exist. */
export const notFound = 6000

/** Where a key's rights are given. Huma's guide to Tripletex names these menus. */
export const whereKeysAre = 'Company > Employees > the employee who owns the key > API access'

const ourField: Readonly<Record<string, FieldName>> = {
  firstName: 'givenName',
  lastName: 'familyName',
  email: 'email',
  phoneNumberMobile: 'phone',
  phoneNumberMobileCountry: 'phone',
  dateOfBirth: 'birthDate',
  nationalIdentityNumber: 'nationalId',
  dnumber: 'nationalId',
  bankAccountNumber: 'bankAccount',
  iban: 'bankAccount',
  bic: 'bankAccount',
  creditorBankCountryId: 'bankAccount',
  usesAbroadPayment: 'bankAccount',
  address: 'address',
  employeeNumber: 'employeeNumber',
}

/** What to do about the parts of an object that no person's field stands for. */
const settingHints: Readonly<Record<string, string>> = {
  division: 'Choose the business that new employments belong to: huma-payroll configure NAME --set division=…',
  activity: 'Choose another activity for this kind of absence: huma-payroll configure NAME --map-absence …',
  department: 'Choose a department for new employees: huma-payroll configure NAME --set department=…',
  userType: 'Choose the access that new employees get: huma-payroll configure NAME --set userType=…',
}

/**
 * `doing` is what was asked for, as in "Tripletex refused to create the employee". `details` of a refused value:
 * `field` (ours, or the vendor's where we have none) and `code`, so that a caller can tell a refused e-mail address,
 * which may be a duplicate (`{ field: 'email', code: 18000 }`), from everything else. `body` is what was to be written.
 */
export function problem(
  response: HttpResponse,
  effect: HttpRequest['effect'],
  doing: string,
  body: object = {},
): HumaPayrollError {
  const envelope = readEnvelope(response.body)
  const code = envelope?.code ?? undefined
  const requestId = requestIdOf(response, envelope)
  const error = (kind: ErrorKind, message: string, hint?: string, field?: string) =>
    new HumaPayrollError(kind, message, {
      ...(hint === undefined ? {} : { hint }),
      ...(requestId === undefined ? {} : { requestId }),
      details: {
        status: response.status,
        ...(code === undefined ? {} : { code }),
        ...(field === undefined ? {} : { field }),
      },
    })

  const { status } = response
  if (status === 401) {
    const hint = isTripletex(response, envelope) ? newKeyHint : `${newKeyHint}. ${otherAddressHint}`
    return error('authorization', `Tripletex does not accept the key that is to ${doing}.`, hint)
  }
  if (status === 403) {
    const why = 'the owner of the key lacks a right, or the company lacks the module'
    return error('authorization', `Tripletex does not allow this key to ${doing}: ${why}.`, rightsHint)
  }
  if (status === 429) {
    return error('unavailable', `Tripletex takes no more requests for now; could not ${doing}.`, 'Try again later.')
  }
  if (status >= 500 || status === 408) {
    if (effect === 'read') return error('unavailable', `Tripletex is out of order (${status}); could not ${doing}.`)
    return error('unknown-outcome', `Tripletex answered ${status}: it did or did not ${doing}.`, lookHint)
  }
  if (status < 400) return unreadable(response, effect, doing)
  if (status === 409 && code === revisionConflict) {
    return error('stale', `It was changed in Tripletex after being read; could not ${doing}.`, 'Run the command again.')
  }
  if (code === resultSetTooLarge) {
    // Not documented: a filter that divides the employees into parts that are complete together. `departmentId` leaves
    // out those without a department, the name filters are "Containing", and `hasSystemAccess` may leave a part too large.
    return error('unsupported', 'Tripletex lists at most 10,000 employees of one company, and this one has more.')
  }
  if (status === 405 || (status === 404 && (code === undefined || (code === notFound && effect === 'read')))) {
    return error('unavailable', `There is no Tripletex at this address (${status}); could not ${doing}.`, addressHint)
  }
  if (effect === 'read') {
    // A read holds nothing that a person has typed, so a refused one means that this is not the API that we know.
    const told = code === undefined ? status : `${status} (code ${code})`
    return error('protocol', `Tripletex answered ${told}; could not ${doing}.`)
  }
  if (code === notFound) return error('refused', `What this is about is no longer in Tripletex; could not ${doing}.`)

  const words = (text: string | null | undefined) => plain(text ?? '', personalValues(body))
  const refused = (envelope?.validationMessages ?? []).map((one) =>
    describe(plain(one.field ?? ''), words(one.message)),
  )
  const why = refused.map((one) => one.text).join(' ') || words(envelope?.message)
  const first = refused.find((one) => one.property !== '')
  const hint = first && hintFor(first, first.property in body)
  return error('refused', `Tripletex refused to ${doing}${why ? `: ${why}` : '.'}`, hint, first?.field)
}

const personal = /^(dateOfBirth|nationalIdentityNumber|dnumber|bankAccountNumber|iban|bic|annualSalary|hourlyWage)$/
const home = /^(addressLine1|addressLine2|postalCode|city)$/

/** The values of a body that nobody but the employer may read, wherever in it they stand. */
function personalValues(body: object): string[] {
  return Object.entries(body).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) return personalValues(value)
    return (personal.test(name) || home.test(name)) && value ? [String(value)] : []
  })
}

const newKeyHint = `Make a new key in Tripletex (${whereKeysAre}), then type: huma-payroll connect tripletex --name NAME`
export const rightsHint = `In Tripletex, give the owner of the key the right (${whereKeysAre} shows the key), then try again.`
const addressHint = 'Check the address of the API: huma-payroll status'
const otherAddressHint =
  'The answer is not in the form of Tripletex, so check the address of the API too: huma-payroll status'
const lookHint = 'The next sync looks what became of it: run the command again.'

/** For a key that cannot even open a session. */
export function keysRefused(response: HttpResponse): HumaPayrollError {
  const envelope = readEnvelope(response.body)
  const requestId = requestIdOf(response, envelope)
  const error = (message: string, hint: string) =>
    new HumaPayrollError('authorization', message, {
      hint,
      details: { status: response.status },
      ...(requestId === undefined ? {} : { requestId }),
    })
  // The only other thing in the request.
  if (envelope?.validationMessages?.some(({ field }) => field?.endsWith('expirationDate'))) {
    const message = 'Tripletex does not accept the date on which the session should end.'
    return error(message, 'Set the clock of this machine right, then run the command again.')
  }
  const hint = `${newKeyHint} (keys of the test environment work only there)`
  const message = 'Tripletex does not accept the employee token with the consumer token.'
  return error(message, isTripletex(response, envelope) ? hint : `${hint}. ${otherAddressHint}`)
}

/** A success whose body is not what the documentation says. After a write nobody knows what was done. */
export function unreadable(response: HttpResponse, effect: HttpRequest['effect'], doing: string): HumaPayrollError {
  const requestId = requestIdOf(response)
  return new HumaPayrollError(
    effect === 'read' ? 'protocol' : 'unknown-outcome',
    effect === 'read'
      ? `Tripletex answered in a form that its documentation does not allow; could not ${doing}.`
      : `Tripletex answered in a form that its documentation does not allow: it did or did not ${doing}.`,
    {
      details: { status: response.status },
      // Such as a redirection.
      ...(response.status >= 300 ? { hint: addressHint } : effect === 'write' ? { hint: lookHint } : {}),
      ...(requestId === undefined ? {} : { requestId }),
    },
  )
}

/** The code of an error answer; undefined where it is not the vendor's own. */
export function codeOf(response: HttpResponse): number | undefined {
  return readEnvelope(response.body)?.code ?? undefined
}

/** "Object exists", "duplicate entry". */
export function isDuplicate({ details }: HumaPayrollError): boolean {
  return details?.code === 7000 || details?.code === 14_000
}

/** Approved or completed hours. Not documented: that they are refused with this code. */
export function isLocked({ details }: HumaPayrollError): boolean {
  return details?.code === 10_000
}

/** Each answer of Tripletex has a request id, and each of its errors a code. */
function isTripletex(response: HttpResponse, envelope: ErrorEnvelope | undefined): boolean {
  return requestIdOf(response, envelope) !== undefined || typeof envelope?.code === 'number'
}

function readEnvelope(body: string): ErrorEnvelope | undefined {
  try {
    return errorEnvelope.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}

export function requestIdOf(response: HttpResponse, envelope?: ErrorEnvelope): string | undefined {
  return response.headers['x-tlx-request-id'] ?? envelope?.requestId ?? undefined
}

interface Refused {
  /** The vendor's name of it; '' where the refusal is about the whole. */
  property: string
  field: string
  text: string
}

/** `path` as in `address.postalCode`, or `employee.dateOfBirth` of another object than the employee. */
function describe(path: string, message: string): Refused {
  const [property = ''] = path.replace(/^employee\.(?=dateOfBirth)/, '').split('.')
  const known = ourField[property]
  const label = known ? fieldLabels[known] : property
  return { property, field: known ?? property, text: label ? `${label}: ${message}` : message }
}

function hintFor({ property, field }: Refused, wasSent: boolean): string | undefined {
  const known = ourField[property]
  // Observed: without a date of birth no other field can be changed either.
  if (known && !wasSent) return `Fill in "${fieldLabels[known]}", in Huma or in Tripletex, then run the command again.`
  if (known === 'email') return 'See in Tripletex whether somebody has this e-mail address already.'
  return settingHints[field]
}
