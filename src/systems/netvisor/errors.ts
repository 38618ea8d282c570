/**
 * Answers that are no success -> HumaPayrollErrors. Decided by the code that the answer's ResponseStatus begins with, and
 * by the HTTP status only where there is none: https://support.netvisor.fi/en/support/solutions/articles/77000500440.
 * Not documented: which HTTP status comes with which code.
 */
import { type ErrorKind, HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { plain } from '../vendor-text.ts'
import { statusAnswer } from './schema.ts'
import type { Algorithm } from './signature.ts'
import { parseXml } from './xml.ts'

/** What an answer says of itself. */
export type Verdict =
  | { result: 'ok'; document: unknown }
  | { result: 'failed'; code: string; words: string }
  /** Not Netvisor's own, or not whole. */
  | { result: 'none' }

export function verdictOf({ body }: HttpResponse): Verdict {
  const document = parseXml(body)
  const parsed = statusAnswer.safeParse(document)
  if (!parsed.success) return { result: 'none' }
  const { status, status2 } = parsed.data.root.responsestatus
  const [first = '', ...others] = [...status, ...status2]
  if (first.toUpperCase() === 'OK' && others.length === 0) return { result: 'ok', document }
  if (first.toUpperCase() !== 'FAILED') return { result: 'none' }
  const [code = '', ...words] = others.join(' ').split('::')
  return { result: 'failed', code: code.trim(), words: words.join('::').trim() }
}

export interface Asked {
  effect: HttpRequest['effect']
  /** As in "Netvisor refused to create the employee". */
  doing: string
  /** Whose rights in Netvisor decide: "employee.nv". */
  resource: string
  transactionId: string
  algorithm: Algorithm
  /** What nobody may read in a message: the keys, and what was sent. */
  confidential: readonly string[]
}

export function problem({ status }: HttpResponse, verdict: Verdict, asked: Asked): HumaPayrollError {
  const { effect, doing } = asked
  const failure = verdict.result === 'failed' ? verdict : undefined
  const error = (kind: ErrorKind, message: string, hint?: string) =>
    new HumaPayrollError(kind, message, {
      ...(hint === undefined ? {} : { hint }),
      requestId: asked.transactionId,
      details: { status, ...(failure === undefined ? {} : { code: failure.code }) },
    })
  const why = failure ? told(failure, asked.confidential) : ''
  const unavailable = (what: string) => error('unavailable', `${what}; could not ${doing}.`, 'Try again later.')
  const outOfOrder = () =>
    effect === 'read'
      ? unavailable(`Netvisor is out of order (${failure?.code || status})`)
      : error('unknown-outcome', `Netvisor answered ${failure?.code || status}: it did or did not ${doing}.`)

  switch (failure?.code) {
    case undefined:
      break
    case 'AUTHENTICATION_FAILED':
      return error('authorization', `Netvisor does not accept the keys that are to ${doing}${why}`, keyHint(asked))
    case 'SERVICE_ACCESS_ERROR':
      return error('authorization', `Netvisor does not allow this key to ${doing}${why}`, rightHint(asked.resource))
    case 'REQUEST_NOT_UNIQUE':
      return unavailable('Netvisor took the request for one that it had before')
    // The vendor writes it in both ways. "During maintenance requests cannot be made": nothing was done.
    case 'SYSTEM_MAINTANANCE':
    case 'SYSTEM_MAINTENANCE':
      return unavailable('Netvisor is being maintained')
    case 'TECHNICAL_ERROR':
      return outOfOrder()
    default:
      // A read holds nothing that a person has typed, so a refused one means that this is not the API that we know.
      if (effect === 'read')
        return error('protocol', `Netvisor could not ${doing}${why}`, isSalary(asked.resource) ? salaryRole : undefined)
      return error('refused', `Netvisor refused to ${doing}${why}`, hintOf(failure?.code, asked.resource))
  }

  if (status === 401)
    return error('authorization', `Netvisor does not accept the keys that are to ${doing}.`, keyHint(asked))
  if (status === 403) {
    return error('authorization', `Netvisor does not allow this key to ${doing}.`, rightHint(asked.resource))
  }
  if (status === 429) return unavailable('Netvisor takes no more requests for now')
  if (status >= 500 || status === 408) return outOfOrder()
  if (status === 404 || status === 405) {
    return error('unavailable', `There is no Netvisor at this address (${status}); could not ${doing}.`, addressHint)
  }
  if (status >= 400) {
    if (effect === 'read') return error('protocol', `Netvisor answered ${status}; could not ${doing}.`)
    return error('refused', `Netvisor answered ${status}, and refused to ${doing}.`)
  }
  return unreadable(status, asked)
}

/** A success that is not what the documentation says. After a write nobody knows what was done. */
export function unreadable(status: number, { effect, doing, transactionId }: Asked): HumaPayrollError {
  const form = 'Netvisor answered in a form that its documentation does not allow'
  return new HumaPayrollError(
    effect === 'read' ? 'protocol' : 'unknown-outcome',
    effect === 'read' ? `${form}; could not ${doing}.` : `${form}: it did or did not ${doing}.`,
    { details: { status }, requestId: transactionId, ...(status >= 300 ? { hint: addressHint } : {}) },
  )
}

/** `: CODE: words`, or a full stop. Where a signature was wrong the words repeat what was signed, from the address on. */
function told({ code, words }: { code: string; words: string }, confidential: readonly string[]): string {
  const safe = words.replace(/https?:\/\/.*/is, '…').replaceAll(/[0-9a-f]{32,}/gi, '…')
  const text = [plain(code), plain(safe, confidential.filter(Boolean))].filter(Boolean).join(': ')
  return text ? `: ${text}` : '.'
}

export const whereKeysAre = 'the company menu > API identifiers'

/** Not documented: how a signature by the other algorithm is refused; as if the keys were wrong. */
function keyHint({ algorithm }: Asked): string {
  const again = 'huma-payroll connect netvisor --name NAME'
  const [which, other] = algorithm === 'SHA256' ? ['newer', 'HMACSHA256'] : ['older', 'SHA256']
  return `See in Netvisor (${whereKeysAre}) whether the key still holds, and check the business ID. Keys of the test environment work only there. Then type: ${again}
Where Netvisor takes only the ${which} signature, ${other}: ${again} --set signature=${other}`
}

const duplicateHint = 'See in Netvisor whether somebody has this identity number or employee number already.'
const newEmployeeHint =
  'Where it is the wage model that Netvisor does not take, write it exactly as it is called there: huma-payroll configure NAME --set wageModel="its name"'
const lockHint = 'Open the payroll period in Netvisor, or make the change there.'
const salaryRole =
  'The user of the API identifiers needs the role of a payroll accountant (P) in Netvisor for this resource.'
const addressHint = 'Check the address of the API: huma-payroll status'

function hintOf(code: string | undefined, resource: string): string | undefined {
  if (code === 'DUPLICATE_DATA') return duplicateHint
  if (code === 'PERIOD_LOCK') return lockHint
  if (resource === 'employee.nv') return newEmployeeHint
  if (isSalary(resource)) return `See whether the numbers of the salary parameters are right. ${salaryRole}`
  return undefined
}

/** Not documented: with which code a user without the role is refused. */
function isSalary(resource: string): boolean {
  return resource.endsWith('employeesalaryparameters.nv')
}

/** Not documented: under which heading there the resources of working hours are. */
export function rightHint(resource: string): string {
  const where = /workday|recordtype/.test(resource) ? resource : `${resource} (Salaries)`
  const right = `In Netvisor, open the company menu > API resource access rights, and allow ${where} for this integration.`
  return isSalary(resource) ? `${right} ${salaryRole}` : right
}
