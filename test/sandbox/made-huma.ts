/** A Huma sandbox with a key in hand, and a clock that can be moved. Every answer is held against Huma's own description. */
import { expect, onTestFinished } from 'vitest'
import { createHumaSandbox, type HumaSandboxOptions } from '../../src/sandbox/huma.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { humaContract } from '../contract/contracts.ts'
import { checkResponse } from '../contract/openapi.ts'

export const contract = humaContract()
export const people = makePeople({ count: 60, seed: 1, country: 'NO' })
export const start = Date.UTC(2026, 0, 15, 12)
export const nobody = '10000000-0000-4000-8000-999999999999'

export async function makeHuma(options: Partial<HumaSandboxOptions> = {}) {
  const clock = { time: start }
  const huma = createHumaSandbox({ people, now: () => clock.time, ...options })
  let token = ''
  const problems: string[] = []
  onTestFinished(() => expect(problems).toEqual([]))

  async function call(method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {
    const isForm = body instanceof URLSearchParams
    const response = await huma.app.request(target, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const path = target.split('?')[0] ?? ''
    if (contract && !path.startsWith('/nowhere')) {
      const answer = {
        method,
        path,
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: text,
      }
      problems.push(...checkResponse(contract, answer))
    }
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  const form = (more: Record<string, string> = {}) =>
    new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: huma.secrets.clientId ?? '',
      client_secret: huma.secrets.clientSecret ?? '',
      ...more,
    })
  async function logIn() {
    const answer = await call('POST', '/auth/oauth/token', form())
    token = answer.body.access_token
    return answer
  }
  await logIn()
  const users = () => huma.snapshot().users
  const userAt = (index: number) => {
    const user = users()[index]
    if (!user) throw new RangeError('no such user')
    return user
  }
  return { huma, call, logIn, form, clock, users, userAt }
}
