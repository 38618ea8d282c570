/** A served Unimicro sandbox with a token in hand. Answers are held against the contract that was derived. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createUnimicroSandbox, type UnimicroSandboxOptions } from '../../src/sandbox/unimicro.ts'
import { checkResponse } from '../contract/openapi.ts'
import { unimicroContract } from '../contract/payroll-contracts.ts'

export const contract = unimicroContract()
export const people = makePeople({ count: 30, seed: 1, country: 'NO' })
const redirect = 'http://localhost:4000/callback'

export interface Answer {
  status: number
  headers: Headers
  // What a vendor answers is looked at freely in tests.
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
  body: any
}

export async function serveUnimicro(options: Partial<UnimicroSandboxOptions> = {}) {
  const clock = { time: Date.UTC(2026, 0, 15, 11) }
  const unimicro = createUnimicroSandbox({ people, now: () => clock.time, ...options })
  const served = await serve(unimicro)
  const problems: string[] = []
  onTestFinished(async () => {
    await served.close()
    expect(problems).toEqual([])
  })
  const session = { token: '', company: unimicro.companies[0]?.Key ?? '' }
  const { clientId = '', clientSecret } = unimicro.secrets
  const client = { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) }

  async function call(method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(served.url + target, {
      method,
      headers: {
        authorization: `Bearer ${session.token}`,
        ...(session.company === '' ? {} : { CompanyKey: session.company }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const [path = '', query = ''] = target.split('?')
    const { status } = response
    if (contract && !query.includes('action=') && !path.includes('/nowhere')) {
      const sent = { headers: Object.fromEntries(response.headers), body: text }
      const found = checkResponse(contract, { method, path, status, ...sent })
      problems.push(...found.map((problem) => `${method} ${path} ${status}: ${problem}`))
    }
    const answer: Answer = { status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
    return answer
  }

  async function token(form: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams({ ...client, ...form })
    const response = await fetch(`${served.url}/connect/token`, { method: 'POST', body })
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
  }

  async function authorize(more: Record<string, string> = {}): Promise<Record<string, string>> {
    unimicro.authorization.answerNext('approve')
    const parameters = {
      client_id: clientId,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'AppFramework profile openid offline_access',
      state: 's',
      ...more,
    }
    const url = `${served.url}/connect/authorize?${new URLSearchParams(parameters)}`
    const location = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? ''
    return Object.fromEntries(new URL(location).searchParams)
  }

  async function logIn(more: Record<string, string> = {}): Promise<Answer> {
    const code_verifier = randomBytes(32).toString('base64url')
    const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')
    const { code = '' } = await authorize({ code_challenge, code_challenge_method: 'S256', ...more })
    const answer = await token({ grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier })
    session.token = answer.body.access_token
    return answer
  }
  if (!options.withoutRefresh) await logIn()
  return { unimicro, served, clock, session, call, token, authorize, logIn }
}

/** With the mark that everything new must carry. */
export function fresh<T extends object>(entity: T): T & { _createguid: string } {
  return { ...entity, _createguid: randomUUID() }
}

/** `Entity.Property level` of everything in a refusal, at any depth. */
export function findingsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => {
    if (name !== '_validationResults') return findingsIn(part)
    const messages: { EntityType: string; PropertyName: string; Level: number }[] = Object.values(part).flat() as never
    return messages.map((one) => `${one.EntityType}.${one.PropertyName} ${one.Level}`)
  })
}
