/** A served Fortnox sandbox with a token in hand. Every answer is held against Fortnox' own description. */
import { expect, onTestFinished } from 'vitest'
import { createFortnoxSandbox, type FortnoxSandboxOptions } from '../../src/sandbox/fortnox.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { checkResponse } from '../contract/openapi.ts'
import { fortnoxContract } from '../contract/payroll-contracts.ts'

export const contract = fortnoxContract()
export const people = makePeople({ count: 30, seed: 1, country: 'NO' })
const start = Date.UTC(2026, 0, 15, 11)
const redirect = 'http://localhost:4000/callback'

export interface Answer {
  status: number
  headers: Headers
  // What a vendor answers is looked at freely in tests.
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
  body: any
}

/** Paths that the description does not have, or does not have with this method. */
const outside = /^DELETE \/3\/employees\/|^PUT \/3\/\w+transactions\/[^/]+\/|\/nowhere/

export async function serveFortnox(options: Partial<FortnoxSandboxOptions> = {}) {
  const clock = { time: start }
  const fortnox = createFortnoxSandbox({
    people,
    now: () => clock.time,
    rateLimit: { requests: 10_000, seconds: 5 },
    ...options,
  })
  const served = await serve(fortnox)
  const problems: string[] = []
  onTestFinished(async () => {
    await served.close()
    expect(problems).toEqual([])
  })
  const session = { token: '' }
  const { clientId = '', clientSecret = '', tenantId = '' } = fortnox.secrets
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`

  async function call(method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(served.url + target, {
      method,
      headers: {
        authorization: `Bearer ${session.token}`,
        accept: 'application/json',
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const path = target.split('?')[0] ?? ''
    const { status } = response
    if (contract && !outside.test(`${method} ${path}`)) {
      const found = checkResponse(contract, {
        method,
        path,
        status,
        headers: Object.fromEntries(response.headers),
        body: text,
      })
      problems.push(...found.map((problem) => `${method} ${path} ${status}: ${problem}`))
    }
    const answer: Answer = { status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
    return answer
  }

  /** Through the consent page, as far as it goes: the parameters that the browser is sent back with. */
  async function approve(more: Record<string, string> = {}): Promise<Record<string, string>> {
    fortnox.authorization.answerNext('approve')
    const parameters = {
      client_id: clientId,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'salary companyinformation',
      state: 's',
      access_type: 'offline',
      ...more,
    }
    const url = `${served.url}/oauth-v1/auth?${new URLSearchParams(parameters)}`
    const location = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? ''
    return Object.fromEntries(new URL(location).searchParams)
  }

  async function token(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${served.url}/oauth-v1/token`, {
      method: 'POST',
      headers: { authorization: basic, ...headers },
      body: new URLSearchParams(form),
    })
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
  }

  const redeem = (code = '') => token({ grant_type: 'authorization_code', code, redirect_uri: redirect })

  /** A session with these scopes. */
  async function logIn(more: Record<string, string> = {}): Promise<Answer> {
    const answer = await redeem((await approve(more)).code)
    session.token = answer.body.access_token
    return answer
  }
  await logIn()
  return { fortnox, served, clock, session, call, approve, token, redeem, logIn, tenantId }
}

/** The code of a refusal, in whichever spelling. */
export function codeOf({ body }: Answer): number | undefined {
  const information = body?.ErrorInformation ?? {}
  return information.code ?? information.Code
}

export function messageOf({ body }: Answer): string {
  const information = body?.ErrorInformation ?? {}
  return information.message ?? information.Message ?? ''
}
