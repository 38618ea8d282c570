/** The Tripletex sandbox on a socket, our client on top, and a place between the two where Tripletex may be another. */
import { Hono } from 'hono'
import { expect, onTestFinished } from 'vitest'
import type { Patch, Person } from '../../src/core/person.ts'
import { HumaPayrollError } from '../../src/errors.ts'
import { createHttp } from '../../src/http/client.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createTripletexSandbox, type TripletexSandboxOptions } from '../../src/sandbox/tripletex.ts'
import type { Session } from '../../src/systems/system.ts'
import { tripletex } from '../../src/systems/tripletex/index.ts'

/** Answers in place of the sandbox, which is `ask`. */
export type Between = (request: Request, ask: (request: Request) => Promise<Response>) => Promise<Response> | Response

/** Half past noon in Norway, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 11, 30)

export const kari = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  birthDate: '1987-12-30',
} satisfies Patch

interface Options extends Partial<TripletexSandboxOptions> {
  /** How many people there are. */
  count?: number
  between?: Between
  session?: Partial<Pick<Session, 'secrets' | 'settings'>>
  basePath?: string
  /** Stands between the client and the server at this address, and tells its own. */
  by?: (url: string) => Promise<string>
}

export async function openTripletex({ count = 4, between, session, basePath = '/v2', by, ...more }: Options = {}) {
  const clock = { time: start, waited: 0 }
  const now = () => clock.time
  const sandbox = createTripletexSandbox({ people: makePeople({ count, seed: 1, country: 'NO' }), now, ...more })
  const app = new Hono()
  const ask = async (request: Request) => sandbox.app.fetch(request)
  app.all('*', (context) => (between ?? ((request) => ask(request)))(context.req.raw, ask))
  const served = await serve({ ...sandbox, app })
  onTestFinished(() => served.close())

  const http = createHttp(tripletex.limits, {
    now,
    async sleep(milliseconds) {
      clock.time += milliseconds
      clock.waited += milliseconds
    },
    random: () => 0,
    userAgent: 'huma-payroll/test',
  })
  const { read, write, positions, absence, salary } = tripletex.open({
    baseUrl: by ? await by(served.url + basePath) : served.url + basePath,
    secrets: sandbox.secrets,
    settings: {},
    http,
    now,
    ...session,
  })

  if (!positions || !absence || !salary) throw new TypeError('The client lacks a writer that it declares.')

  function employeeAt(index: number) {
    const employee = sandbox.snapshot().at(index)
    if (!employee) throw new RangeError('There is no such employee.')
    return employee
  }

  return {
    read,
    write,
    positions,
    absence,
    salary,
    sandbox,
    served,
    clock,
    employeeAt,
    async everybody(): Promise<Person[]> {
      const people: Person[] = []
      for await (const person of read.people()) people.push(person)
      return people
    },
    async personAt(index: number): Promise<Person> {
      const person = await read.findPerson({ id: String(employeeAt(index).id) })
      if (!person) throw new RangeError('There is no such employee.')
      return person
    },
    /** "GET /employee 200": without the query. */
    asked: () =>
      served.requests().map(({ method, path, status }) => `${method} ${path.replace(/^\/v2|\?.*/g, '')} ${status}`),
    /** How often the path was asked for. */
    count: (pattern: RegExp) =>
      served.requests().filter(({ method, path }) => pattern.test(`${method} ${path}`)).length,
    /** "PUT /employee/employment/details": what was written, without ids and the session. */
    writes: () =>
      served
        .requests()
        .filter(({ method, path }) => method !== 'GET' && !path.includes('/token/'))
        .map(({ method, path }) => `${method} ${path.replace(/^\/v2|\/\d+|\?.*/g, '')}`),
    /** The last body that was written. */
    written: () =>
      served.requests().findLast(({ method, path }) => method !== 'GET' && !path.includes('/token/'))?.body,
  }
}

export async function failure(doing: Promise<unknown>): Promise<HumaPayrollError> {
  const outcome = await doing.catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(HumaPayrollError)
  if (!(outcome instanceof HumaPayrollError)) throw new Error('It should have failed.')
  return outcome
}

interface Page {
  values: Record<string, unknown>[]
  fullResultSize?: number
}

/** A list answer, changed. */
export async function withPage(answer: Promise<Response>, change: (page: Page) => object): Promise<Response> {
  return Response.json(change(JSON.parse(await (await answer).text())))
}

/** The same request with another query. */
export function withQuery(request: Request, change: (query: URLSearchParams) => void): Request {
  const url = new URL(request.url)
  change(url.searchParams)
  return new Request(url, request)
}

/** An error of Tripletex' own form. */
export function refusal(status: number, code: number, messages: { field: string; message: string }[] = []): Response {
  const body = { status, code, message: 'Validering feilet.', validationMessages: messages, requestId: 'r-1' }
  return Response.json(body, { status })
}
