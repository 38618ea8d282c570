/** Answers that are no success -> HumaPayrollErrors. Decided by the status alone: no body of a refusal is documented. */
import { type FieldName, fieldLabels } from '../../core/person.ts'
import { type ErrorKind, HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { plain, valuesIn } from '../vendor-text.ts'
import { refusal } from './schema.ts'

/** Where the access token is made. The guides of Huma and of other HR systems name these menus. */
export const whereTokensAre = 'Settings (Innstillinger) > Misc (Diverse innstillinger)'

/**
 * `doing` is what was asked for, as in "Finago refused to create the employee". `sent` is a body, whose values are not
 * repeated. A 401 is one that came again with a token that Finago had given just before.
 */
export function problem(
  { status, body }: HttpResponse,
  effect: HttpRequest['effect'],
  doing: string,
  sent?: object,
): HumaPayrollError {
  const error = (kind: ErrorKind, message: string, hint?: string, field?: FieldName) =>
    new HumaPayrollError(kind, message, {
      ...(hint === undefined ? {} : { hint }),
      details: { status, ...(field === undefined ? {} : { field }) },
    })

  if (status === 429) {
    return error('unavailable', `Finago takes no more requests for now; could not ${doing}.`, 'Try again later.')
  }
  if (status >= 500 || status === 408) {
    if (effect === 'read') return error('unavailable', `Finago is out of order (${status}); could not ${doing}.`)
    return error('unknown-outcome', `Finago answered ${status}: it did or did not ${doing}.`)
  }
  if (status < 400) return unreadable(status, effect, doing)
  // Not documented: these two. No request of ours asks for a path that depends on what a person has typed.
  if (status === 404 || status === 405) {
    return error('unavailable', `There is no Finago at this address (${status}); could not ${doing}.`, addressHint)
  }
  if (status === 403) return error('authorization', `Finago does not let this access token ${doing}.`, newKeyHint)
  if (effect === 'read') {
    if (status !== 401) return error('protocol', `Finago answered ${status}; could not ${doing}.`)
    const message = `Finago accepts the access token and yet does not let it ${doing} (401).`
    return error('authorization', message, `If it stays so: ${newKeyHint}`)
  }

  const why = reasonIn(body, sent)
  const told = why ? `: ${why}` : '.'
  if (status === 409) return error('refused', `Finago refused to ${doing}${told}`, takenHint, 'employeeNumber')
  if (status !== 401 || why) return error('refused', `Finago refused to ${doing}${told}`, badInputHint)
  // "Error, bad input parameter", which is how the vendor describes its 401.
  const message = `Finago refused to ${doing}, as it does where it does not take a value (401). The access token is good.`
  return error('refused', message, badInputHint)
}

export const newKeyHint = `In Finago, open ${whereTokensAre} and generate an API key, then type: huma-payroll connect finago --name NAME`
const addressHint = 'Check the address of the API: huma-payroll status'
const takenHint =
  'See in Finago who has this employee number (ansattnr), and give the person another Employment ID in Huma.'
const badInputHint = 'Finago names no field. Compare what is in Huma with what the screens of Finago take.'

/** For an access token that opens nothing. */
export function tokenRefused(status: number): HumaPayrollError {
  return new HumaPayrollError('authorization', 'Finago does not accept the access token.', {
    hint: newKeyHint,
    details: { status },
  })
}

/** A success whose body is none that is known. After a write nobody knows what was done. */
export function unreadable(status: number, effect: HttpRequest['effect'], doing: string): HumaPayrollError {
  const form = 'Finago answered in a form that its documentation does not show'
  const hint = status >= 300 ? { hint: addressHint } : {}
  return effect === 'read'
    ? new HumaPayrollError('protocol', `${form}; could not ${doing}.`, { ...hint, details: { status } })
    : new HumaPayrollError('unknown-outcome', `${form}: it did or did not ${doing}.`, { ...hint, details: { status } })
}

/** A success that shows other values than were sent: only another look tells what holds. */
export function notTaken(fields: readonly FieldName[], doing: string): HumaPayrollError {
  const names = fields.map((field) => fieldLabels[field]).join(', ')
  return new HumaPayrollError(
    'unknown-outcome',
    `Finago said that it did ${doing}, and shows something else than was sent: ${names}.`,
    { hint: 'Look at the employee in Finago.', details: { fields } },
  )
}

/** Decided here, before anything is sent. */
export function refused(field: FieldName, message: string, hint?: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field }, ...(hint === undefined ? {} : { hint }) })
}

/** '' where there is none. Nothing but a text that is meant to be read is shown: anything else may be the employee. */
function reasonIn(body: string, sent: object | undefined): string {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return ''
  }
  const { message, error } = refusal.safeParse(json).data ?? {}
  return plain(message || error || '', valuesIn(sent))
}
