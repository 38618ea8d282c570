/**
 * Visma.net Payroll (Norway): its Employee API, version 2, and Visma Connect, as a local server with behaviour, after
 * https://github.com/payroll-no/employee-public-api-docs and the vendor's demos. The API is below `/v2`. Not answered here:
 * lists of jobs, deleting, unions, creditors, cars and company settings, the Payroll API and the Calendar API.
 */
import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Access, Authorization } from './authorization/authorization.ts'
import type { SandboxPerson, SandboxSystem } from './sandbox.ts'
import { createCompany } from './visma-net-payroll/company.ts'
import { createConnect, scopes, secrets } from './visma-net-payroll/connect.ts'
import { createJobs, type JobPace } from './visma-net-payroll/jobs.ts'
import { notFound, refusal, unauthorized } from './visma-net-payroll/refusals.ts'
import { addRoutes } from './visma-net-payroll/routes.ts'
import { createScreens, type PlainEmployee, plainEmployees, type Screens } from './visma-net-payroll/screens.ts'

export interface VismaNetPayrollSandboxOptions {
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** When a job is done; after 2 polls or 10 seconds when absent. */
  jobs?: JobPace
  /** Not documented: whether a PUT must have an If-Match; it must when absent. */
  ifMatch?: 'required' | 'optional'
  /** Registered in the developer portal, exact. `http://localhost:4000/callback` when absent. */
  redirectUris?: readonly string[]
  /** What the customer has ticked in the App Store; reading and writing when absent. */
  approvedScopes?: readonly string[]
}

/** The sandbox, and what administrators do in Visma's own screens. */
export interface VismaNetPayrollSandbox extends SandboxSystem, Screens {
  authorization: Authorization
  snapshot(): PlainEmployee[]
}

const inNorway = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short' })

export function createVismaNetPayrollSandbox(options: VismaNetPayrollSandboxOptions): VismaNetPayrollSandbox {
  const company = createCompany(options.people, secrets.tenantId, options.now)
  const jobs = createJobs(options.jobs ?? { polls: 2, seconds: 10 }, options.now)
  const authorization = createConnect(options)
  const app = new Hono()
  authorization.routes(app)

  function accessOf(context: Context): Access {
    const token = context.req.header('authorization')?.match(/^Bearer (.+)$/i)?.[1]
    const access = token === undefined ? undefined : authorization.verify(token)
    if (access?.tenant !== company.tenantId) throw unauthorized()
    return access
  }

  const api = new Hono()
  api.use(async (context, next) => {
    jobs.runDue()
    const access = accessOf(context)
    const scope = context.req.method === 'GET' ? scopes.read : scopes.write
    // Not documented: the status.
    if (!access.scopes.includes(scope)) throw refusal(403, `The scope ${scope} is missing.`)
    await next()
  })
  addRoutes(api, {
    company,
    jobs,
    today: () => inNorway.format(options.now()),
    clientId: (context) => accessOf(context).clientId,
    ifMatch: options.ifMatch ?? 'required',
  })
  app.route('/v2', api)
  app.notFound(() => {
    throw notFound()
  })
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse()
    return Response.json({ message: error.message }, { status: 500 })
  })

  return {
    id: 'visma-net-payroll',
    app,
    secrets,
    authorization,
    snapshot() {
      jobs.runDue()
      return plainEmployees(company)
    },
    ...createScreens(company),
  }
}
