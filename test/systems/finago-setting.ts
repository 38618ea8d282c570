/** Clients of Finago: one for a served sandbox, one for a Finago in one function, which may answer what a sound one does not. */
import { onTestFinished } from 'vitest'
import { HumaPayrollError } from '../../src/errors.ts'
import { createHttp } from '../../src/http/client.ts'
import type { Http, HttpRequest, HttpResponse } from '../../src/http/http.ts'
import { createFinagoSandbox, type FinagoSandboxOptions } from '../../src/sandbox/finago.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { finago } from '../../src/systems/finago/index.ts'

/** Noon in Norway, 15 January 2026. */
export const start = Date.UTC(2026, 0, 15, 11)

export async function openFinago(
  options: Partial<FinagoSandboxOptions> = {},
  settings: Readonly<Record<string, string>> = {},
) {
  const clock = { time: start }
  const now = () => clock.time
  const people = makePeople({ count: 3, seed: 1, country: 'NO' })
  const system = createFinagoSandbox({ people, now, ...options })
  const served = await serve(system)
  onTestFinished(() => served.close())
  const http = createHttp(finago.limits, {
    now,
    async sleep(milliseconds) {
      clock.time += milliseconds
    },
    random: () => 0,
    userAgent: 'huma-payroll/test',
  })
  const { secrets } = system
  const client = finago.open({ baseUrl: `${served.url}/api`, secrets, settings, http, now })

  /** As `GET /employee/v2 200`, without the query. */
  function asked(): string[] {
    return served
      .requests()
      .map(({ method, path, status }) => `${method} ${path.replace(/^\/api|\?.*/g, '')} ${status}`)
  }

  async function personAt(index: number) {
    const person = await client.read.findPerson({ id: system.snapshot()[index]?.empId ?? '' })
    if (!person) throw new RangeError('There is no such employee.')
    return person
  }

  return { ...client, system, served, clock, asked, personAt }
}

type Answer = Partial<HttpResponse> & { json?: unknown }

/** `answer` stands for everything but `/auth`, which `login` answers. */
export function answering(
  answer: (request: HttpRequest, path: string) => Answer,
  login: (count: number) => Answer = (count) => ({ json: { accessToken: `bearer-${count}` } }),
  settings: Readonly<Record<string, string>> = {},
) {
  const clock = { time: start }
  const asked: { path: string; request: HttpRequest }[] = []
  const counted = (path: string) => asked.filter((one) => one.path === path).length
  const http: Http = {
    async send(request) {
      const path = request.url.replace('https://payroll.24sevenoffice.com/api', '')
      asked.push({ path, request })
      const { json, ...response } = path === '/auth' ? login(counted('/auth')) : answer(request, path)
      return { status: 200, headers: {}, body: JSON.stringify(json ?? null), ...response }
    },
  }
  const client = finago.open({
    baseUrl: 'https://payroll.24sevenoffice.com/api',
    secrets: { accessToken: 'permanent/token+1' },
    settings,
    http,
    now: () => clock.time,
  })
  return { ...client, clock, asked, counted, paths: () => asked.map(({ path }) => path) }
}

export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = []
  for await (const row of rows) read.push(row)
  return read
}

export async function failure(doing: Promise<unknown>): Promise<HumaPayrollError> {
  const error = await doing.catch((reason: unknown) => reason)
  if (error instanceof HumaPayrollError) return error
  throw error ?? new Error('It should have failed.')
}
