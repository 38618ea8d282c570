/** A served Tripletex sandbox with a session in hand. Every answer is held against Tripletex' own description. */
import { expect, onTestFinished } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createTripletexSandbox, type TripletexSandboxOptions } from '../../src/sandbox/tripletex.ts'
import { tripletexContract } from '../contract/contracts.ts'
import { checkResponse } from '../contract/openapi.ts'

export const contract = tripletexContract()
export const people = makePeople({ count: 30, seed: 1, country: 'NO' })
/** Noon in Norway, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 11)

/** Throws where there are not so many. */
export function personAt(index: number): (typeof people)[number] {
  const person = people[index]
  if (!person) throw new RangeError('no such person')
  return person
}

type Sandbox = Awaited<ReturnType<typeof serveTripletex>>
type Answer = Awaited<ReturnType<Sandbox['call']>>

/** Paths that the description does not have, or does not have with this method. */
const outside = /^DELETE \/employee\/|^POST \/salary\/type|\/nowhere|\/:nothing|\/>nothing|\/token\/session\/x$/

export async function serveTripletex(options: Partial<TripletexSandboxOptions> = {}) {
  const clock = { time: start }
  const tripletex = createTripletexSandbox({ people, now: () => clock.time, ...options })
  const served = await serve(tripletex)
  const problems: string[] = []
  onTestFinished(async () => {
    await served.close()
    expect(problems).toEqual([])
  })
  const session = { token: '', user: '0' }

  async function call(method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {
    const authorization = `Basic ${Buffer.from(`${session.user}:${session.token}`).toString('base64')}`
    const response = await fetch(`${served.url}/v2${target}`, {
      method,
      headers: {
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const path = target.split('?')[0] ?? ''
    const { status } = response
    if (contract && status !== 304 && !outside.test(`${method} ${path}`)) {
      const found = checkResponse(contract, {
        method,
        path,
        status,
        headers: Object.fromEntries(response.headers),
        body: text,
      })
      problems.push(...found.map((problem) => `${method} ${path} ${status}: ${problem}`))
    }
    expect(response.headers.get('x-tlx-request-id'), `${method} ${path}`).toMatch(/^[0-9a-f-]{36}$/)
    return { status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }

  const { consumerToken, employeeToken } = tripletex.secrets
  async function logIn(expirationDate = '2026-01-17') {
    const answer = await call('POST', '/token/session/:create', { consumerToken, employeeToken, expirationDate })
    session.token = answer.body.value.token
    return answer
  }
  await logIn()
  const employees = () => tripletex.snapshot()
  const employeeAt = (index: number) => {
    const employee = employees()[index]
    if (!employee) throw new RangeError('no such employee')
    return employee
  }
  return { tripletex, served, call, clock, session, logIn, employees, employeeAt }
}

/** `[field, message]` of what was refused. */
export function complaints({ body }: Answer): [string | null, string][] {
  const messages: { field: string | null; message: string }[] = body.validationMessages ?? []
  return messages.map(({ field, message }) => [field, message])
}
