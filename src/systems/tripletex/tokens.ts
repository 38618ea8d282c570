/** The session that every request needs: made from the keys, kept, and made anew where it has ended. */
import { HumaPayrollError } from '../../errors.ts'
import type { HttpResponse } from '../../http/http.ts'
import type { Session } from '../system.ts'
import { parse } from './answers.ts'
import { keysRefused, problem } from './errors.ts'
import { sessionToken, single } from './schema.ts'

export interface Tokens {
  get(): Promise<string>
  /** Only where `token` is still the one in use: several requests learn of its end at the same time. */
  forget(token: string): void
}

interface Attempt {
  /** undefined until the session is there. */
  token: string | undefined
  promise: Promise<string>
}

export function createTokens(session: Session): Tokens {
  let current: Attempt | undefined
  return {
    get() {
      if (current) return current.promise
      const started: Attempt = { token: undefined, promise: openSession(session) }
      current = started
      started.promise.then(
        (token) => {
          started.token = token
        },
        () => {
          if (current === started) current = undefined
        },
      )
      return started.promise
    },
    forget(token) {
      if (current?.token === token) current = undefined
    },
  }
}

async function openSession({ secrets, baseUrl, http, now }: Session): Promise<string> {
  const { employeeToken, consumerToken } = secrets
  if (!employeeToken || !consumerToken) {
    throw new HumaPayrollError('authorization', 'The keys of Tripletex are not there.', {
      hint: 'Authorize the connection anew: huma-payroll connect tripletex --name NAME',
    })
  }
  const body = { employeeToken, consumerToken, expirationDate: expirationDate(now()) }
  // Opening a second session harms nobody, so a lost answer is simply asked for again.
  const common = {
    url: `${baseUrl}/token/session/:create`,
    effect: 'read',
    secret: [employeeToken, consumerToken],
  } as const
  const doing = 'open a session'

  let response = await http.send({ ...common, method: 'POST', json: body })
  // The older form has the tokens in its address: only for installations that lack the newer one.
  if (isNotThere(response)) response = await http.send({ ...common, method: 'PUT', query: body })
  const { status } = response
  // Not documented: the status for wrong tokens.
  if (status >= 400 && status < 500 && status !== 408 && status !== 429 && !isNotThere(response)) {
    throw keysRefused(response)
  }
  if (status !== 200 && status !== 201) throw problem(response, 'read', doing)
  return parse(response, single(sessionToken), 'read', doing).value.token
}

function isNotThere({ status }: HttpResponse): boolean {
  return status === 404 || status === 405
}

/**
 * A session ends at midnight at the start of this date, which must be later than today in Norway: two days ahead in
 * UTC is at least one day there. Not documented: the longest life allowed.
 */
function expirationDate(now: number): string {
  return new Date(now + 2 * 86_400_000).toISOString().slice(0, 10)
}
