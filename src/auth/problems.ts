/** What an authorization server refused, in words for people. Decided by codes, never by the server's text. */
import { AuthorizationResponseError, ResponseBodyError } from 'openid-client'
import { type ErrorKind, HumaPayrollError } from '../errors.ts'
import type { HttpRequest } from '../http/http.ts'
import type { App } from './app.ts'

/** Codes of RFC 6749 section 5.2 that say: this app may not do this. */
const appProblems = new Set(['unauthorized_client', 'invalid_scope', 'access_denied', 'consent_required'])

/**
 * The token endpoint answered, and not with a token. Kind `unknown-outcome` where the answer to a `write` leaves open
 * whether there is one.
 */
export function answerProblem(
  error: unknown,
  { status, effect, secrets }: { status: number; effect: HttpRequest['effect']; secrets: readonly string[] },
  app: App,
): HumaPayrollError {
  const { systemName, again } = app
  const body = error instanceof ResponseBodyError ? error : undefined
  const code = body?.error.slice(0, 100)
  const said = saying(body?.error_description, secrets)
  const make = (kind: ErrorKind, message: string, hint: string) =>
    new HumaPayrollError(kind, message, { hint, details: { status, ...(code === undefined ? {} : { code }) } })

  if (code === 'invalid_client' || (code === undefined && (status === 401 || status === 403))) {
    const message = `${systemName} does not accept the client ID or its secret${said}`
    return make('authorization', message, `Compare them with the app that you registered, then: ${again}`)
  }
  if (code !== undefined && appProblems.has(code)) {
    const message = `${systemName} does not let this app in (${code})${said}`
    return make('authorization', message, `Check the app's rights at ${systemName}, then: ${again}`)
  }
  if (status === 429 || status >= 500) {
    const kind = effect === 'write' && status >= 500 ? 'unknown-outcome' : 'unavailable'
    return make(
      kind,
      `${systemName} gave no token: its login server answered ${status}.`,
      'Run the command again later.',
    )
  }
  if (code !== undefined) {
    return make(
      'refused',
      `${systemName} refused to give a token (${code})${said}`,
      `Try again, or log in anew: ${again}`,
    )
  }
  const isLost = effect === 'write' && status === 200
  const message = `The login server of ${systemName} answered something that cannot be understood (status ${status}).`
  const hint = 'Check the address of the login server (--auth-url), then run the command again.'
  return make(isLost ? 'unknown-outcome' : 'protocol', message, hint)
}

/** ": what the server says.", or "." where it says nothing. */
function saying(text: string | null | undefined, secrets: readonly string[]): string {
  if (!text) return '.'
  const shown = secrets.filter(Boolean).reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  return `: ${shown.slice(0, 300).replace(/\.?\s*$/, '.')}`
}

/** The answer that the browser brought is not one that a token can be asked for with. */
export function callbackProblem(
  error: unknown,
  { url, state }: { url: URL; state: string },
  app: App,
): HumaPayrollError {
  const { systemName, again } = app
  const given = url.searchParams
  const code = given.get('error')?.slice(0, 100)
  const make = (message: string, hint: string) =>
    new HumaPayrollError('authorization', message, { hint, ...(code === undefined ? {} : { details: { code } }) })

  // Some servers leave the state out of an error, though the standard wants it. An error lets nobody in.
  if (code !== undefined && (error instanceof AuthorizationResponseError || !given.has('state'))) {
    if (code === 'access_denied') {
      const message = `The access to ${systemName} was denied in the browser. Nothing was saved.`
      return make(message, `To log in after all, and approve: ${again}`)
    }
    const said = saying(given.get('error_description'), Object.values(app.keys))
    const message = `${systemName} did not let this login through (${code})${said}`
    return make(message, `Check the app's scopes and redirect address at ${systemName}, then: ${again}`)
  }
  if (given.get('state') !== state) {
    const message = 'The answer from the browser belongs to another login. Nothing was saved.'
    return make(message, `Close older tabs of it, and log in again: ${again}`)
  }
  const message = `The answer from the browser does not come from ${app.authUrl}, or is not whole. Nothing was saved.`
  return make(message, `Log in again: ${again}`)
}
