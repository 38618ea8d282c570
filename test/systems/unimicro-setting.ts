/** A client for a served Unimicro sandbox, with the access token of somebody who has logged in. */
import { createHash, randomBytes } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { z } from 'zod'
import { createHttp } from '../../src/http/client.ts'
import type { Http, HttpRequest } from '../../src/http/http.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import type { SandboxPerson } from '../../src/sandbox/sandbox.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createUnimicroSandbox, type UnimicroSandbox, type UnimicroSandboxOptions } from '../../src/sandbox/unimicro.ts'
import type { Session } from '../../src/systems/system.ts'
import { unimicro } from '../../src/systems/unimicro/index.ts'
import { checkRequest } from '../contract/openapi.ts'
import { unimicroContract } from '../contract/payroll-contracts.ts'

/** Noon in Norway, 15 January 2026. */
export const start = Date.UTC(2026, 0, 15, 11)

const redirect = 'http://localhost:4000/callback'

/**
 * What a browser and the token endpoint make of an approval: RFC 6749 section 4.1 with PKCE. Past the socket, so that it is
 * neither counted nor disturbed.
 */
export async function logIn(sandbox: UnimicroSandbox): Promise<string> {
  const verifier = randomBytes(32).toString('base64url')
  const { clientId = '', clientSecret = '' } = sandbox.secrets
  sandbox.authorization.answerNext('approve')
  const asked = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'AppFramework profile openid offline_access',
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const sentBack = await sandbox.app.request(`/connect/authorize?${asked}`)
  const code = new URL(sentBack.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    client_secret: clientSecret,
    code,
    redirect_uri: redirect,
    code_verifier: verifier,
  })
  const answer = await sandbox.app.request('/connect/token', { method: 'POST', body })
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token
}

const contract = unimicroContract()

function queryOf(query: NonNullable<HttpRequest['query']>): [string, string][] {
  return Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
}

function withoutNulls(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json, (_, value) => (value === null ? undefined : value)))
}

function headersOf(headers: HttpRequest['headers'] = {}): Record<string, string> {
  return { 'content-type': 'application/json', ...Object.fromEntries(new Headers(headers)) }
}

export const standardSettings = Object.fromEntries(unimicro.settings.map(({ key, standard }) => [key, standard]))

export interface Setting {
  people?: readonly SandboxPerson[]
  settings?: Readonly<Record<string, string>>
  sandbox?: Partial<UnimicroSandboxOptions>
  session?: Partial<Session>
}

export async function openUnimicro(options: Setting = {}) {
  const {
    people = makePeople({ count: 4, seed: 1, country: 'NO' }),
    settings = {},
    sandbox = {},
    session = {},
  } = options
  const clock = { time: start }
  const now = () => clock.time
  const system = createUnimicroSandbox({ people, now, ...sandbox })
  const served = await serve(system)
  const problems: string[] = []
  onTestFinished(async () => {
    await served.close()
    expect(problems, 'requests that the derived contract does not know').toEqual([])
  })
  const real = createHttp(unimicro.limits, {
    now,
    async sleep(milliseconds) {
      clock.time += milliseconds
    },
    random: () => 0,
    userAgent: 'huma-payroll/test',
  })
  const http: Http = {
    send(request) {
      const { method, url, query = {}, headers, json } = request
      // What is empty there is sent back as it came; the contract was made from types that do not tell what may be empty.
      const body = json === undefined ? undefined : withoutNulls(json)
      const asked = { method, path: new URL(url).pathname, query: queryOf(query), headers: headersOf(headers), body }
      if (contract) problems.push(...checkRequest(contract, asked))
      return real.send(request)
    },
  }
  const tokens = { current: await logIn(system), renewals: 0 }
  const account = system.companies[0]?.Key ?? ''
  const client = unimicro.open({
    baseUrl: served.url,
    account,
    secrets: {},
    settings: { ...standardSettings, ...settings },
    http,
    now,
    accessToken: {
      get: async () => tokens.current,
      async renew() {
        tokens.renewals += 1
        tokens.current = await logIn(system)
        return tokens.current
      },
    },
    ...session,
  })
  served.clearRequests()

  /** As `GET /api/biz/employees`, without the query. */
  function asked(): string[] {
    return served.requests().map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)
  }

  function sent(method: string): unknown[] {
    return served.requests().flatMap((one) => (one.method === method ? [one.body] : []))
  }

  async function personAt(index: number) {
    const row = system.snapshot().employees[index]
    const person = await client.read.findPerson({ id: String(row?.ID) })
    if (!person) throw new RangeError('There is no such employee.')
    return person
  }

  return { client, clock, served, system, tokens, account, asked, sent, personAt }
}
