/**
 * Finago Payday (24SevenOffice Payroll, Norway) as a local server with behaviour, after its OpenAPI description
 * (https://swagger.api.24sevenoffice.com/?url=https://me.24sevenoffice.com/swagger.json). The API is below `/api`. Not
 * answered here: making custom fields, dimensions, transactions, payroll runs, payslips, wage types, changing the company.
 */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { addAbsenceRoutes } from './finago/absences.ts'
import { createCompany, createScreens, type PlainEmployee, plainEmployees, type Screens } from './finago/company.ts'
import { addEmployeeRoutes, type WhenOmitted } from './finago/employees.ts'
import type { Country } from './finago/inputs.ts'
import { badParameter } from './finago/refusals.ts'
import type { SandboxPerson, SandboxSystem } from './sandbox.ts'

export interface FinagoSandboxOptions {
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** Not documented: how long a bearer token lives; 60 when absent. */
  tokenMinutes?: number
  whenOmitted?: WhenOmitted
  /** Where the company is; 'NO' when absent. */
  country?: Country
}

/** The sandbox, and what administrators do in Payday's own screens. */
export interface FinagoSandbox extends SandboxSystem, Screens {
  snapshot(): PlainEmployee[]
  /** From now on nobody gets in with the access token, nor with a bearer token. */
  deleteToken(): void
}

const secrets = { accessToken: 'payday-sandbox-a7c09f8e51d24b36' }

export function createFinagoSandbox(options: FinagoSandboxOptions): FinagoSandbox {
  const { now } = options
  const company = createCompany(options.people, options.country ?? 'NO')
  /** Bearer token -> until when. */
  const bearers = new Map<string, number>()
  let tokenLives = true

  const api = new Hono()
  // The permanent token stands in the address.
  api.get('/auth', (context) => {
    if (!tokenLives || context.req.query('token') !== secrets.accessToken) throw badParameter()
    const accessToken = randomUUID().replaceAll('-', '')
    // To the second, as it is said.
    const until = Math.floor(now() / 1000) * 1000 + (options.tokenMinutes ?? 60) * 60_000
    bearers.set(accessToken, until)
    return context.json({ accessToken, expiresOn: withOffset(until) })
  })

  api.use(async (context, next) => {
    const token = context.req.header('authorization')?.match(/^Bearer (.+)$/)?.[1] ?? ''
    // Not documented: whether a wrong token is told from wrong input.
    if (!(now() < (bearers.get(token) ?? 0))) throw badParameter()
    await next()
  })

  api.get('/organization/v2', (context) => context.json(company.organization))
  // With a slash at its end, as in the documentation.
  api.get('/employee_field/v2/', (context) =>
    context.json([
      { id: '1', name: 'Skostørrelse', type: '0', export: '0', available_values: [] },
      { id: '2', name: 'Parkering', type: '1', export: '1', available_values: ['Ja', 'Nei'] },
    ]),
  )
  addEmployeeRoutes(api, company, options.whenOmitted ?? 'keep')
  addAbsenceRoutes(api, company, options.whenOmitted ?? 'keep', () => withOffset(now()).slice(0, 19).replace('T', ' '))

  const app = new Hono()
  app.route('/api', api)
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse()
    return context.text('Internal server error. Contact support for more info.', 500)
  })

  return {
    id: 'finago',
    app,
    secrets,
    snapshot: () => plainEmployees(company),
    deleteToken() {
      tokenLives = false
      bearers.clear()
    },
    ...createScreens(company),
  }
}

const inNorway = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** `2026-01-15T12:00:00+01:00` */
function withOffset(time: number): string {
  const local = inNorway.format(time).replace(' ', 'T')
  const hours = Math.round((Date.parse(`${local}Z`) - time) / 3_600_000)
  return `${local}+0${hours}:00`
}
