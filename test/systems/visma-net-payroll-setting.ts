/** A client for a served Visma.net Payroll sandbox, and a place between the two where Visma may be another. */
import { Hono } from 'hono'
import { expect, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Patch } from '../../src/core/person.ts'
import { createHttp } from '../../src/http/client.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import type { SandboxPerson } from '../../src/sandbox/sandbox.ts'
import { serve } from '../../src/sandbox/server.ts'
import {
  createVismaNetPayrollSandbox,
  type VismaNetPayrollSandboxOptions,
} from '../../src/sandbox/visma-net-payroll.ts'
import type { Session } from '../../src/systems/system.ts'
import { vismaNetPayroll } from '../../src/systems/visma-net-payroll/index.ts'
import { checkRequest, checkResponse } from '../contract/openapi.ts'
import { contract, mediaType, outside } from '../sandbox/served-visma-net-payroll.ts'

/** Noon in Norway, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 11)

/** Answers in place of the sandbox, which is `ask`. */
export type Between = (request: Request, ask: (request: Request) => Promise<Response>) => Promise<Response> | Response

export interface Setting {
  people?: readonly SandboxPerson[]
  settings?: Readonly<Record<string, string>>
  sandbox?: Partial<VismaNetPayrollSandboxOptions>
  session?: Partial<Session>
  between?: Between
  interrupted?: AbortSignal
  /** Whose token it is; the company's when absent. */
  tenant?: string
}

/** The pace of jobs: each is done in the moment when it is first asked about. */
export const quick = { jobs: { polls: 0, seconds: 0 } }

export const kari = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+4799912345',
} satisfies Patch

export async function openVisma(options: Setting = {}) {
  const { people = makePeople({ count: 4, seed: 1, country: 'NO' }), settings = {}, session = {}, between } = options
  const clock = { time: start, waited: 0 }
  const now = () => clock.time
  const sandbox = createVismaNetPayrollSandbox({ people, now, ...options.sandbox })
  const { tenantId = '' } = sandbox.secrets

  const problems: string[] = []
  const app = new Hono()
  const ask = async (request: Request) => sandbox.app.fetch(request)
  app.all('*', async (context) => {
    const request = context.req.raw
    const sent = await request.clone().text()
    const isApi = new URL(request.url).pathname.startsWith('/v2/')
    if (isApi) checkHeaders(request, problems)
    // What somebody else plays need not be in the contract.
    if (between) return between(request, ask)
    if (isApi) checkContract(request, sent, problems)
    const response = await ask(request)
    if (isApi) await checkAnswer(request, response.clone(), problems)
    return response
  })
  const served = await serve({ ...sandbox, app })
  onTestFinished(async () => {
    await served.close()
    expect(problems).toEqual([])
  })

  const sleep = async (milliseconds: number) => {
    clock.time += milliseconds
    clock.waited += milliseconds
  }
  const { interrupted } = options
  const http = createHttp(vismaNetPayroll.limits, {
    now,
    sleep,
    random: () => 0,
    userAgent: 'huma-payroll/test',
    ...(interrupted === undefined ? {} : { interrupted }),
  })
  /** Past the socket, so that it is neither counted nor disturbed. */
  async function newToken(): Promise<string> {
    const { clientId = '', clientSecret = '' } = sandbox.secrets
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      tenant_id: options.tenant ?? tenantId,
      scope: 'visma_net_employee:employees:read visma_net_employee:employees:write',
    })
    const answer = await sandbox.app.request('/connect/token', { method: 'POST', body })
    return z.object({ access_token: z.string() }).parse(await answer.json()).access_token
  }
  const tokens = { current: await newToken(), renewals: 0 }
  const standard = Object.fromEntries(vismaNetPayroll.settings.map((setting) => [setting.key, setting.standard]))
  const client = vismaNetPayroll.open({
    baseUrl: `${served.url}/v2`,
    secrets: { tenantId },
    settings: { ...standard, ...settings },
    http,
    now,
    sleep,
    accessToken: {
      get: async () => tokens.current,
      async renew() {
        tokens.renewals += 1
        tokens.current = await newToken()
        return tokens.current
      },
    },
    ...session,
  })

  function employeeAt(index: number) {
    const employee = sandbox.snapshot().at(index)
    if (!employee) throw new RangeError('There is no such employee.')
    return employee
  }

  return {
    ...client,
    sandbox,
    served,
    clock,
    tokens,
    tenantId,
    employeeAt,
    /** As `GET /employees 200`, without the query and with `*` for an id. */
    asked: () =>
      served.requests().map(({ method, path, status }) => `${method} ${shortened(path.replace(/\?.*/, ''))} ${status}`),
    sent: (method: string) => served.requests().flatMap((one) => (one.method === method ? [one.body] : [])),
    async personAt(index: number) {
      const person = await client.read.findPerson({ id: employeeAt(index).id })
      if (!person) throw new RangeError('There is no such employee.')
      return person
    },
  }
}

function shortened(path: string): string {
  return path.replace(/^\/v2/, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')
}

function checkHeaders({ method, headers }: Request, problems: string[]): void {
  for (const name of ['accept', 'content-type']) {
    if (headers.get(name) !== mediaType) problems.push(`${method}: ${name} ${headers.get(name)}`)
  }
}

function checkContract({ method, url: address, headers }: Request, sent: string, problems: string[]): void {
  if (!contract) return
  const url = new URL(address)
  const path = url.pathname.replace('/v2', '')
  const body: unknown = sent === '' ? undefined : JSON.parse(sent)
  const request = { method, path, query: url.searchParams, headers: Object.fromEntries(headers), body }
  problems.push(...checkRequest(contract, request).map((problem) => `${method} ${shortened(path)}: ${problem}`))
}

async function checkAnswer(request: Request, response: Response, problems: string[]): Promise<void> {
  if (!contract) return
  const { method } = request
  const path = new URL(request.url).pathname.replace('/v2', '')
  if (outside.test(path)) return
  const answer = { method, path, status: response.status, headers: Object.fromEntries(response.headers) }
  const found = checkResponse(contract, { ...answer, body: await response.text() })
  problems.push(...found.map((problem) => `${method} ${shortened(path)} ${response.status}: ${problem}`))
}

export interface Played {
  location?: string
  job?: object
  /** Of the employee that is there. */
  phone?: number
  stored?: string
  /** What was put is added here. */
  bodies?: string[]
}

export function answer(body: object | string, status = 200): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Response(text, { status, headers: { 'content-type': mediaType, etag: '"1"' } })
}

/** Another Visma: it says that it has done what it is asked, and has one employee, with the id "made". */
export function playing({ location, job, phone, stored, bodies }: Played): Between {
  return async (request) => {
    if (request.method === 'GET') {
      if (request.url.includes('/jobs/')) return answer(job ?? { status: 'Succeeded', artifactId: 'made' })
      const { givenName: firstName, familyName: lastName, email } = kari
      const phones = phone === undefined ? [] : [{ number: phone }]
      return answer(
        stored ?? { id: 'made', personNames: [{ firstName, lastName }], emails: [{ address: email }], phones },
      )
    }
    bodies?.push(await request.text())
    return new Response(null, { status: 202, headers: { location: location ?? '/v2/employees/jobs/4711' } })
  }
}
