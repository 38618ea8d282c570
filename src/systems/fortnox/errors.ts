/** Answers that are no success -> HumaPayrollErrors. Decided by code and status: the words are Swedish, and may change. */
import { type ErrorKind, HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { jsonOf } from '../json.ts'
import { plain, valuesIn } from '../vendor-text.ts'
import { errorEnvelope } from './schema.ts'

/** https://www.fortnox.se/developer/guides-and-good-to-know/errors */
const codes = {
  systemException: 1_000_003,
  wrongLogin: 2_000_310,
  noLogin: 2_000_311,
  invalidCharacters: 2_000_359,
  /** Only other clients' findings tell what it means. */
  noScope: 2_000_663,
  noLicence: 2_001_101,
  noIntegrationLicence: 2_001_103,
}

/** What a right needs. `where` names the menus of Huma's guide to Fortnox. */
const missing: Readonly<Record<number, { why: string; where: string }>> = {
  [codes.noScope]: {
    why: 'the approval does not include it (scope)',
    where:
      'Tick Salary (Lön) and Company information for the integration in the developer portal, then approve anew: huma-payroll connect fortnox --name NAME',
  },
  [codes.noLicence]: {
    why: 'the company, or whoever approved, has no licence for it',
    where: 'In Fortnox: Administrate users > Add licenses > Fortnox Lön, for the user who approves.',
  },
  [codes.noIntegrationLicence]: {
    why: 'the company has no licence for integrations',
    where: 'In Fortnox: Administrate users > Add licenses > Integration. One is enough for all integrations.',
  },
}

/** Codes of a request that is not as the API wants it, whatever a person has typed: its form, headers, field names. */
const malformed = new Set([1_000_030, 1_000_031, 2_000_588, 2_001_392, 2_001_399, 2_001_740, 2_002_115])

/**
 * `doing` is what was asked for, as in "Fortnox refused to create the employee". `details.code` is Fortnox' own. `sent` is
 * the body, whose values are not repeated.
 */
export function problem(
  response: HttpResponse,
  effect: HttpRequest['effect'],
  doing: string,
  sent?: object,
): HumaPayrollError {
  const { status } = response
  const { code, message } = readEnvelope(response.body)
  const error = (kind: ErrorKind, text: string, hint?: string) =>
    new HumaPayrollError(kind, text, {
      ...(hint === undefined ? {} : { hint }),
      details: { status, ...(code === undefined ? {} : { code }) },
    })

  const right = code === undefined ? undefined : missing[code]
  if (right) return error('authorization', `Fortnox does not let us ${doing}: ${right.why}.`, right.where)
  if (status === 401 || code === codes.wrongLogin || code === codes.noLogin) {
    return error('authorization', `Fortnox does not accept the login that is to ${doing}.`, loginHint)
  }
  if (status === 403) {
    return error('authorization', `Fortnox does not let whoever approved ${doing}.`, rightHint)
  }
  if (status === 429) {
    return error('unavailable', `Fortnox takes no more requests for now; could not ${doing}.`, 'Try again later.')
  }
  if (status >= 500 || status === 408 || code === codes.systemException) {
    if (effect === 'read') return error('unavailable', `Fortnox is out of order (${status}); could not ${doing}.`)
    return error('unknown-outcome', `Fortnox answered ${status}: it did or did not ${doing}.`)
  }
  if (status < 400) return unreadable(response, effect, doing)
  if (status === 404 && !isOwn(response)) {
    return error('unavailable', `There is no Fortnox at this address (404); could not ${doing}.`, addressHint)
  }
  // A read holds nothing that a person has typed, so a refused one means that this is not the API that we know.
  const answer = code === undefined ? `answered ${status}` : `answered ${status} (code ${code})`
  if (effect === 'read') return error('protocol', `Fortnox ${answer}; could not ${doing}.`)
  if (status === 404) return error('refused', `Fortnox does not have it any more; could not ${doing}.`)
  if (code === codes.invalidCharacters) {
    return error(
      'refused',
      `Fortnox refused to ${doing}: a value has a character that it does not take.`,
      charactersHint,
    )
  }
  if (code !== undefined && malformed.has(code)) {
    return error('refused', `Fortnox did not understand the request to ${doing} (code ${code}).`, reportHint)
  }
  const why = [plain(message, valuesIn(sent)), code === undefined ? '' : `(code ${code})`].filter(Boolean).join(' ')
  return error('refused', `Fortnox refused to ${doing}${why ? `: ${why}` : '.'}`, refusedHint)
}

const loginHint = 'Approve it anew: huma-payroll connect fortnox --name NAME'
const rightHint =
  'In Fortnox, somebody with rights to payroll approves it, best a system administrator: huma-payroll connect fortnox --name NAME'
const addressHint = 'Check the address of the API: huma-payroll status'
const charactersHint = 'Not taken are < > " | ~ [ ] { } and the straight apostrophe: change the value in Huma.'
// Observed: without the three kinds a company without a standard agreement refuses a new employee ("ftgavtalid").
const refusedHint =
  'Look at the values in Huma; for a new employee also at the settings: huma-payroll configure NAME --set personelType=…'
const reportHint = 'Fortnox may have changed its API. Please report it with the code.'

/** A success whose body is not what the documentation says. After a write nobody knows what was done. */
export function unreadable({ status }: HttpResponse, effect: HttpRequest['effect'], doing: string): HumaPayrollError {
  const form = 'Fortnox answered in a form that its documentation does not allow'
  return effect === 'read'
    ? new HumaPayrollError('protocol', `${form}; could not ${doing}.`, { details: { status } })
    : new HumaPayrollError('unknown-outcome', `${form}: it did or did not ${doing}.`, { details: { status } })
}

/** Whether Fortnox' API itself said no, and nothing on the way. Not documented: the code for an employee who is not there. */
export function isOwn({ body }: HttpResponse): boolean {
  return errorEnvelope.safeParse(jsonOf(body)).success
}

/** A new login does not help where the approval or a licence is what is missing. */
export function lacksRight({ body }: HttpResponse): boolean {
  const { code } = readEnvelope(body)
  return code !== undefined && code in missing
}

/** For the list of missing rights: "Employees cannot be read: … In Fortnox: …". undefined for any other error. */
export function missingRight({ kind, details }: HumaPayrollError): string | undefined {
  if (kind !== 'authorization') return undefined
  const code = details?.code
  const right = typeof code === 'number' ? missing[code] : undefined
  if (right) return `Employees cannot be read: ${right.why}. ${right.where}`
  return details?.status === 403 ? `Employees cannot be read. ${rightHint}` : undefined
}

function readEnvelope(body: string): { code: number | undefined; message: string } {
  const information = errorEnvelope.safeParse(jsonOf(body)).data?.ErrorInformation
  const code = information && 'code' in information ? information.code : undefined
  return { code, message: information?.message ?? '' }
}
