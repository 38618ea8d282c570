/** A served Finago Payday sandbox with a bearer token in hand. */
import { onTestFinished } from 'vitest'
import { createFinagoSandbox, type FinagoSandboxOptions } from '../../src/sandbox/finago.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'

export const people = makePeople({ count: 30, seed: 1, country: 'NO' })
/** Noon in Norway, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 11)

export async function serveFinago(options: Partial<FinagoSandboxOptions> = {}) {
  const clock = { time: start }
  const finago = createFinagoSandbox({ people, now: () => clock.time, ...options })
  const served = await serve(finago)
  onTestFinished(() => served.close())
  const session = { token: '' }

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${served.url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${session.token}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    // What a vendor answers is looked at freely in tests.
    // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
    const answered: any = isJson ? JSON.parse(text) : text
    return { status: response.status, body: answered }
  }
  const get = (path: string) => call('GET', path)
  const post = (path: string, body: unknown) => call('POST', path, body)

  async function logIn(token = finago.secrets.accessToken) {
    const answer = await call('GET', `/auth?token=${token}`)
    session.token = answer.body.accessToken ?? ''
    return answer
  }
  await logIn()
  return { finago, served, clock, session, call, get, post, logIn }
}
