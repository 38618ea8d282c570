/**
 * A login in the browser: RFC 6749 section 4.1 with PKCE (RFC 7636). The vendor's server sends the browser back to an
 * address on this machine; or a person pastes that address here, where the browser is on another machine.
 */
import { randomPKCECodeVerifier, randomState } from 'openid-client'
import { HumaPayrollError } from '../errors.ts'
import type { OAuth2CodeMethod } from '../systems/system.ts'
import type { App } from './app.ts'
import { type Callback, openLoopback } from './loopback.ts'
import { type Issued, loginAddress, type Request, redeemCode, type TokenParts } from './token.ts'

/** What is needed of the world. */
export interface LoginParts extends TokenParts {
  interrupted: AbortSignal
  /** One or more lines for people; an address stands on a line of its own. */
  tell(text: string): void
  /** undefined where nobody sits at this machine: the address is only told. */
  openBrowser: ((url: string) => void) | undefined
  /** undefined where nobody can be asked. */
  prompter:
    | { text(question: { message: string; problem?: (answer: string) => string | undefined }): Promise<string> }
    | undefined
}

export interface LoginOptions {
  /** The person pastes the address that the browser was sent to (`--no-browser`). */
  paste?: boolean
  /** In seconds. */
  timeLimit?: number
}

/** As long as the codes of the vendors hold that say so (Fortnox). In seconds. */
const standardTimeLimit = 600

/**
 * Returns what the vendor gave; nothing is kept yet. Throws kind `authorization` (denied, another login's answer, too late,
 * code too old), `unavailable` (port in use, no answer), `decision` (nobody can paste), `cancelled`.
 */
export function logIn(app: App<OAuth2CodeMethod>, parts: LoginParts, options: LoginOptions = {}): Promise<Issued> {
  return options.paste ? logInByPaste(app, parts) : logInByLoopback(app, parts, options.timeLimit ?? standardTimeLimit)
}

async function logInByLoopback(app: App<OAuth2CodeMethod>, parts: LoginParts, timeLimit: number): Promise<Issued> {
  const { systemName, method } = app
  const loopback = await openLoopback(method.redirect, (port, code) => portTaken(port, code, app))
  try {
    const request = begin(app, loopback.redirectUri)
    const address = await loginAddress(app, request, parts)
    const where = parts.openBrowser ? 'in the browser that opens, or open this address' : 'at this address'
    parts.tell(`Log in to ${systemName} ${where}:`)
    parts.tell(address)
    parts.tell(`Waiting for the answer, for ${minutes(timeLimit)} at most. Ctrl-C ends it.`)
    parts.openBrowser?.(address)

    const late = () => tooLate(app, loopback.redirectUri, timeLimit)
    const callback = await firstOf(loopback.first, parts.interrupted, timeLimit, late)
    try {
      const issued = await redeemCode(app, callback.url, request, parts)
      await callback.respond('done')
      return issued
    } catch (error) {
      await callback.respond('failed')
      throw error
    }
  } finally {
    await loopback.close()
  }
}

/** Nothing listens there: the browser, on whichever machine, shows that it cannot load the page. */
const unheardPort = 51_999

async function logInByPaste(app: App<OAuth2CodeMethod>, parts: LoginParts): Promise<Issued> {
  const { systemName, again, method } = app
  if (!parts.prompter) {
    throw new HumaPayrollError('decision', 'Nobody can be asked here to paste the address after the login.', {
      hint: `Leave out --no-browser: the address is printed, and the answer awaited.\n${again}`,
    })
  }
  const request = begin(app, `http://127.0.0.1:${method.redirect.port ?? unheardPort}${method.redirect.path}`)
  parts.tell(`Log in to ${systemName} at this address, in any browser:`)
  parts.tell(await loginAddress(app, request, parts))
  parts.tell(
    `Afterwards the browser is sent to ${request.redirectUri} and cannot show it. Copy the whole address from there, with all that follows.`,
  )
  const pasted = await parts.prompter.text({
    message: 'The address that the browser was sent to',
    problem: (answer) => pasteProblem(answer, request),
  })
  const callback = new URL(request.redirectUri)
  callback.search = new URL(pasted).search
  return redeemCode(app, callback, request, parts)
}

function begin({ method }: App<OAuth2CodeMethod>, redirectUri: string): Request {
  const state = randomState()
  return method.pkce === 'none' ? { redirectUri, state } : { redirectUri, state, verifier: randomPKCECodeVerifier() }
}

function pasteProblem(answer: string, { redirectUri, state }: Request): string | undefined {
  const given = URL.parse(answer)?.searchParams
  if (!given) return `This is no address. It begins with ${redirectUri}?`
  if (!given.has('code') && !given.has('error'))
    return 'This address brings no answer. Copy all of it, after approving.'
  const isOther = given.has('code') ? given.get('state') !== state : (given.get('state') ?? state) !== state
  return isOther ? 'This address belongs to another login. Use the address that is shown above.' : undefined
}

/** Rejects with kind `cancelled` when `interrupted` fires first, and with `late()` after `timeLimit` seconds. */
async function firstOf(
  first: Promise<Callback>,
  interrupted: AbortSignal,
  timeLimit: number,
  late: () => HumaPayrollError,
): Promise<Callback> {
  const { promise: never, reject } = Promise.withResolvers<never>()
  const stop = () => reject(new HumaPayrollError('cancelled', 'The login was cancelled. Nothing was saved.'))
  const timer = setTimeout(() => reject(late()), timeLimit * 1000)
  interrupted.addEventListener('abort', stop, { once: true })
  if (interrupted.aborted) stop()
  try {
    return await Promise.race([first, never])
  } finally {
    clearTimeout(timer)
    interrupted.removeEventListener('abort', stop)
  }
}

function tooLate({ systemName, again }: App, redirectUri: string, timeLimit: number): HumaPayrollError {
  return new HumaPayrollError('authorization', `Nobody logged in to ${systemName} within ${minutes(timeLimit)}.`, {
    hint: `If the browser complained about the redirect address, register ${redirectUri} for the app.\nLog in again: ${again}`,
  })
}

function portTaken(port: number, code: string, { systemName, again }: App): HumaPayrollError {
  const why = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${code})`
  return new HumaPayrollError('unavailable', `Port ${port}, where the login at ${systemName} is answered, ${why}.`, {
    hint: `End that program (it may be a login that still waits), or paste the answer: ${again} --no-browser`,
    details: { port, code },
  })
}

function minutes(seconds: number): string {
  return seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`
}
