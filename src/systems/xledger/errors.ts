/** Answers that are no success -> HumaPayrollErrors. Decided by code and status; most errors come within HTTP 200. */
import { type FieldName, fieldLabels } from '../../core/person.ts'
import { type ErrorKind, HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { plain, valuesIn } from '../vendor-text.ts'
import { type Answer, answer, type EmployeeNode, type GraphqlError } from './schema.ts'
import { fromNorwegian, norwegianTime } from './time.ts'

type Effect = HttpRequest['effect']

/** https://github.com/xledger/graphql-samples */
const limits = {
  burst: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED',
  concurrency: 'BAD_REQUEST.CONCURRENCY_LIMIT_REACHED',
  credits: 'BAD_REQUEST.INSUFFICIENT_CREDITS',
}

/** How long the vendor's own sample waits, in seconds; after the last one only where the answer tells no time. */
const waits = { [limits.burst]: 5, [limits.concurrency]: 1, [limits.credits]: 1200 }
/** The vendor's sample asks again after a 529; how soon is not documented. */
const overloadedWait = 5

/** What is wrong with a request, as others have seen it. */
const knownExtensions = new Set(['ARGUMENTS_OF_CORRECT_TYPE', 'INVALID_VALUE'])

const ourField: Readonly<Record<string, FieldName>> = {
  firstName: 'givenName',
  lastName: 'familyName',
  email: 'email',
  birthday: 'birthDate',
  code: 'employeeNumber',
  phone: 'phone',
  socialSec: 'nationalId',
  bankAccount: 'bankAccount',
}

const whereTokensAre = 'Administration > System Access > GraphQL > Access tokens'
const newTokenHint = `In Xledger, generate a new token (${whereTokensAre}), then: huma-payroll connect xledger --name NAME (a token of the demo environment works only there, until that is refreshed)`
export const rightsHint = `In Xledger, see which rights the token has (${whereTokensAre}): Human Resources Employee, Contact and Subledger need read and write, Company read.`
const addressHint = 'Check the address of the API: huma-payroll status'

/** undefined where it is no answer of GraphQL. */
export function readAnswer({ body }: HttpResponse): Answer | undefined {
  try {
    return answer.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}

/** In seconds, of an answer that refuses for now; undefined of any other. */
export function secondsToWait(response: HttpResponse, effect: Effect, now: number): number | undefined {
  // Of a write nobody knows whether it was done: not documented.
  if (response.status === 529 && effect === 'read') return overloadedWait
  // What 10,000 rows hold is not looked through for this.
  const error = isShort(response) ? limitOf(readAnswer(response)?.errors ?? []) : undefined
  if (!error?.code) return undefined
  const reset = resetOf(error)
  return reset === undefined ? waits[error.code] : Math.max(0, (reset - now) / 1000)
}

function isShort({ body }: HttpResponse): boolean {
  return body.length < 100_000
}

function limitOf(errors: readonly GraphqlError[]): GraphqlError | undefined {
  return errors.find(({ code }) => code && code in waits)
}

/** Not documented: its form. A time without a zone is Norwegian, as everywhere in this API. */
function resetOf({ extensions }: GraphqlError): number | undefined {
  const resetAt = extensions?.resetAt
  return typeof resetAt === 'string' ? fromNorwegian(resetAt) : undefined
}

/** The limits have been waited for as long as we do. Nothing was done. */
export function limitProblem(errors: readonly GraphqlError[], doing: string): HumaPayrollError | undefined {
  const error = limitOf(errors)
  if (!error?.code) return undefined
  const details = { code: error.code }
  if (error.code !== limits.credits) {
    const message = `Xledger takes no more requests for now; could not ${doing}.`
    return new HumaPayrollError('unavailable', message, { hint: 'Try again in a minute.', details })
  }
  const reset = resetOf(error)
  const until = reset === undefined ? '' : ` until ${norwegianTime(reset)} (Norwegian time)`
  return new HumaPayrollError('unavailable', `The credits for Xledger are used up${until}; could not ${doing}.`, {
    hint: `Run the command again ${reset === undefined ? 'in 20 minutes' : 'then'}: it goes on where it stopped.`,
    details,
  })
}

/** True where no code says that the request itself is wrong: the token may be, or something within Xledger. */
export function isVague(errors: readonly GraphqlError[]): boolean {
  return errors.every(({ code, extensions }) => {
    return !code?.startsWith('BAD_REQUEST') && !knownExtensions.has(extensions?.code ?? '')
  })
}

/** True where what was sent is wrong, so that nothing was done. Not documented: which code "your query timed out" comes with. */
export function isAboutInput(errors: readonly GraphqlError[]): boolean {
  return errors.every(({ extensions }) => knownExtensions.has(extensions?.code ?? ''))
}

/** Of an answer that is none of GraphQL, or comes with a status that says enough. */
export function httpProblem({ status }: HttpResponse, effect: Effect, doing: string): HumaPayrollError {
  const error = (kind: ErrorKind, text: string, hint?: string) =>
    new HumaPayrollError(kind, text, { ...(hint === undefined ? {} : { hint }), details: { status } })
  if (status === 401 || status === 403) return tokenRefused(doing, { status })
  if (status === 429) {
    return error('unavailable', `Xledger takes no more requests for now; could not ${doing}.`, 'Try again later.')
  }
  if (status >= 500 || status === 408) {
    if (effect === 'read') return error('unavailable', `Xledger is out of order (${status}); could not ${doing}.`)
    return error('unknown-outcome', `Xledger answered ${status}: it did or did not ${doing}.`)
  }
  if (status < 300) return unreadable(effect, doing)
  return error('unavailable', `There is no Xledger at this address (${status}); could not ${doing}.`, addressHint)
}

/** Not documented: what Xledger answers to a token that it does not know. That is told by asking for nothing at all. */
export function tokenRefused(doing: string, details: Readonly<Record<string, unknown>> = {}): HumaPayrollError {
  return new HumaPayrollError('authorization', `Xledger does not accept the token that is to ${doing}.`, {
    hint: newTokenHint,
    details,
  })
}

/** After a write nobody knows what was done. */
export function unreadable(effect: Effect, doing: string): HumaPayrollError {
  const form = 'Xledger answered in a form that is not known'
  return effect === 'read'
    ? new HumaPayrollError('protocol', `${form}; could not ${doing}.`)
    : new HumaPayrollError('unknown-outcome', `${form}: it did or did not ${doing}.`)
}

/**
 * Of a read whose token is accepted. It holds nothing that a person has typed, so a request that is called wrong means that
 * the schema is not the one that we know.
 */
export function readProblem(errors: readonly GraphqlError[], doing: string): HumaPayrollError {
  const why = wordsOf(errors, [])
  if (isVague(errors)) {
    return new HumaPayrollError('unavailable', `Xledger could not ${doing}${why ? `: ${why}` : '.'}`, {
      hint: `Try again later. ${rightsHint}`,
      details: { code: 'none', ...detailsOf(errors) },
    })
  }
  return new HumaPayrollError('protocol', `Xledger did not understand the request to ${doing}: ${why}`, {
    hint: `${rightsHint} If it has them, Xledger may have changed its API: please report it with this message.`,
    details: detailsOf(errors),
  })
}

/** Of one person. `nodes` is what was sent, whose values are not repeated. */
export function refusal(
  errors: readonly GraphqlError[],
  nodes: readonly EmployeeNode[],
  doing: string,
): HumaPayrollError {
  const [first] = errors
  const { field, words } = describe(first?.message ?? '', valuesIn(nodes))
  const why = [words, wordsOf(errors.slice(1), nodes)].filter(Boolean).join(' ')
  return new HumaPayrollError('refused', `Xledger refused to ${doing}${why ? `: ${why}` : '.'}`, {
    ...(isVague(errors) ? { hint: rightsHint } : {}),
    details: { ...detailsOf(errors), ...(field === undefined ? {} : { field }) },
  })
}

/** Of people who were sent together, where the answer does not tell whom it is about. */
export function refusedTogether(
  errors: readonly GraphqlError[],
  nodes: readonly EmployeeNode[],
  doing: string,
): HumaPayrollError {
  const why = wordsOf(errors, nodes)
  const message = `Xledger refused to ${doing}, together with others, and does not tell for whom${why ? `: ${why}` : '.'}`
  return new HumaPayrollError('refused', message, {
    hint: 'What it says is likely true of everybody. See what these people have in common, and try one of them: --only.',
    details: detailsOf(errors),
  })
}

export function unanswered(
  doing: string,
  errors: readonly GraphqlError[],
  nodes: readonly EmployeeNode[],
): HumaPayrollError {
  const why = wordsOf(errors, nodes)
  return new HumaPayrollError('unknown-outcome', `Xledger did or did not ${doing}${why ? `: ${why}` : '.'}`, {
    details: detailsOf(errors),
  })
}

function detailsOf([first]: readonly GraphqlError[]): Record<string, unknown> {
  const code = first?.extensions?.code ?? first?.code
  return code ? { code } : {}
}

function wordsOf(errors: readonly GraphqlError[], nodes: readonly EmployeeNode[]): string {
  const personal = valuesIn(nodes)
  const words = errors.slice(0, 3).map(({ message }) => describe(message ?? '', personal).words)
  return [...new Set(words)].filter(Boolean).join(' ')
}

/** A message may begin with what it is about: "subledger.code: No value matching …". Nothing is decided by that. */
function describe(message: string, personal: readonly string[]): { field: FieldName | undefined; words: string } {
  const property = /^(\w+)(?:\.\w+)*: /.exec(message)
  const field = ourField[property?.[1] ?? '']
  if (!property || !field) return { field, words: plain(message, personal) }
  return { field, words: `${fieldLabels[field]}: ${plain(message.slice(property[0].length), personal)}` }
}
