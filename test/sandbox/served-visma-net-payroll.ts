/** A served Visma.net Payroll sandbox with a token in hand. Every answer is held against what is known of its contract. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import {
  createVismaNetPayrollSandbox,
  type VismaNetPayrollSandboxOptions,
} from '../../src/sandbox/visma-net-payroll.ts'
import { type Contract, checkRequest, checkResponse, makeContract } from '../contract/openapi.ts'
import { isJson, type Json } from '../contract/schema.ts'

const people = makePeople({ count: 30, seed: 1, country: 'NO' })
export const mediaType = 'application/vnd.no.payroll.employee.V2.0+json'
/** Noon in Norway, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 11)
const scope = 'visma_net_employee:employees:read visma_net_employee:employees:write'

/** undefined where the contracts are absent. */
export const contract = readContract()

function readContract(): Contract | undefined {
  const folder = process.env.HUMA_PAYROLL_CONTRACTS ?? join(import.meta.dirname, '../../../shared/contracts')
  const file = join(folder, 'DERIVED-visma-payroll-openapi.yaml')
  if (!existsSync(file)) return undefined
  const document = asJson(parse(readFileSync(file, 'utf8')))
  const components = asJson(document.components)
  const parameters = asJson(components.parameters)
  const paths = Object.entries(asJson(document.paths)).map(([path, item]) => [
    path,
    operations(asJson(item), parameters),
  ])
  const { schemas } = components
  const message: Json = { type: 'object', required: ['message'], properties: { message: { type: 'string' } } }
  return makeContract(
    {
      ...document,
      paths: Object.fromEntries(paths),
      // A document is sent back whole, with what is read only; and a draft lacks what is required.
      components: { ...components, schemas: without(schemas, (key) => key === 'readOnly' || key === 'required') },
    },
    {
      nullsInResponses: false,
      partialResponses: true,
      idReplacesRequired: false,
      dateProperties: new Set(),
      undeclaredError: message,
    },
  )
}

/**
 * With the parameters of the path in every operation. A job has the new type of content, too, says the changelog; the
 * refusals that are named have no shape; and `True` is a boolean in the vendor's examples.
 */
function operations(item: Json, shared: Json): Json {
  const resolved = (given: unknown) =>
    (Array.isArray(given) ? given.map(asJson) : []).map((one) => {
      const parameter = asJson(shared[String(one.$ref).split('/').at(-1) ?? ''] ?? one)
      return parameter.name === 'onlyActive' ? { ...parameter, schema: { type: 'string' } } : parameter
    })
  const methods = Object.entries(item).filter(([name]) => ['get', 'post', 'put'].includes(name))
  return Object.fromEntries(
    methods.map(([name, operation]) => {
      const cleaned = asJson(without(operation, (key) => /^4\d\d$/.test(key)))
      const text = JSON.stringify(cleaned.responses).replaceAll('"application/json"', JSON.stringify(mediaType))
      const parameters = [...resolved(item.parameters), ...resolved(cleaned.parameters)]
      return [name, { ...cleaned, parameters, responses: JSON.parse(text) }]
    }),
  )
}

/** Without the keys, at every depth. */
function without(value: unknown, isUnwanted: (key: string) => boolean): unknown {
  const isKey = (key: string, one: unknown) => isUnwanted(key) && (Array.isArray(one) || typeof one !== 'string')
  return JSON.parse(JSON.stringify(value, (key, one) => (isKey(key, one) ? undefined : one)))
}

function asJson(value: unknown): Json {
  if (!isJson(value)) throw new TypeError('The contract holds something else than an object where one belongs.')
  return value
}

export interface Answer {
  status: number
  headers: Headers
  // What a vendor answers is looked at freely in tests.
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
  body: any
}

/** Of what the contract has no shape. */
export const outside = /^\/(nowhere|taxUnits|workTimeAgreements|pensions|tags)/

export async function serveVisma(options: Partial<VismaNetPayrollSandboxOptions> = {}) {
  const clock = { time: start }
  const visma = createVismaNetPayrollSandbox({ people, now: () => clock.time, ...options })
  const served = await serve(visma)
  const problems: string[] = []
  onTestFinished(async () => {
    await served.close()
    expect(problems).toEqual([])
  })
  const session = { token: '' }

  async function call(
    method: string,
    target: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const sent = {
      authorization: `Bearer ${session.token}`,
      accept: mediaType,
      ...(body === undefined ? {} : { 'content-type': mediaType }),
      ...headers,
    }
    const response = await fetch(`${served.url}/v2${target}`, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const path = target.split('?')[0] ?? ''
    const { status } = response
    if (contract && !outside.test(path)) {
      const answer = { method, path, status, headers: Object.fromEntries(response.headers), body: text }
      const query = new URLSearchParams(target.split('?')[1])
      // What is taken is no more than what the contract has.
      const taken = status < 300 ? checkRequest(contract, { method, path, query, headers: sent, body }) : []
      const found = [...taken, ...checkResponse(contract, answer)]
      problems.push(...found.map((problem) => `${method} ${path} ${status}: ${problem}`))
    }
    return { status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }

  const { clientId = '', clientSecret = '', tenantId = '' } = visma.secrets
  async function tokenFor(form: Record<string, string>) {
    const all = { client_id: clientId, client_secret: clientSecret, ...form }
    const response = await fetch(`${served.url}/connect/token`, { method: 'POST', body: new URLSearchParams(all) })
    const body: Record<string, unknown> = JSON.parse(await response.text())
    return { status: response.status, body }
  }
  async function useCredentials(form: Record<string, string> = {}) {
    const answer = await tokenFor({ grant_type: 'client_credentials', tenant_id: tenantId, scope, ...form })
    session.token = String(answer.body.access_token ?? '')
    return answer
  }

  /** The login in the browser, with somebody at the page who says yes. */
  async function logIn(asked: string, tenant: string = tenantId) {
    const verifier = 'v'.repeat(64)
    const redirect = 'http://localhost:4000/callback'
    visma.authorization.answerNext('approve', tenant)
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirect,
      scope: asked,
      state: 's',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const response = await fetch(`${served.url}/connect/authorize?${query}`, { redirect: 'manual' })
    const code = new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier }
    const answer = await tokenFor(form)
    session.token = String(answer.body.access_token ?? '')
    return answer
  }

  /** Asks for the job of a write until it is done. */
  async function outcome(accepted: Answer) {
    expect(accepted).toMatchObject({ status: 202, body: undefined })
    const location = accepted.headers.get('location') ?? ''
    expect(location).toMatch(/^\/v2\/employees\/(.+\/positions\/)?jobs\/[0-9a-f-]{36}$/)
    const statuses: string[] = []
    for (;;) {
      const { body, status } = await call('GET', location.replace('/v2', ''))
      expect(status).toBe(200)
      statuses.push(body.status)
      if (body.status === 'Succeeded' || body.status === 'Failed') return { job: body, statuses, found: findings(body) }
    }
  }

  /** The document of an employee or position, and the ETag to change it with. */
  async function read(path: string) {
    const { body, headers } = await call('GET', path)
    return { document: body, etag: headers.get('etag') ?? '' }
  }

  await useCredentials()
  const employees = () => visma.snapshot()
  const employeeAt = (index: number) => {
    const employee = employees()[index]
    const position = employee?.positions[0]
    if (!employee || !position) throw new RangeError('no such employee')
    return {
      ...employee,
      path: `/employees/${employee.id}`,
      position,
      positionPath: `/employees/${employee.id}/positions/${position.id}`,
    }
  }
  return { visma, served, call, tokenFor, useCredentials, logIn, outcome, read, clock, session, employees, employeeAt }
}

/** `[place, message]` of every validation result. */
function findings({ validationResults }: { validationResults: { jsonPath: string; message: string }[] }) {
  return validationResults.map(({ jsonPath, message }) => [jsonPath, message])
}
