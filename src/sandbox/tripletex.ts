/**
 * Tripletex' API as a local server with behaviour, after its description 2.74.00 (https://tripletex.no/v2-docs/) and
 * observed answers. It is below `/v2`. Not answered here: projects, payslips, entitlements, webhooks, accountants'
 * clients, and whatever else is not needed to keep employees, their employments and their absence.
 */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type { SandboxPerson, SandboxSystem } from './sandbox.ts'
import type { Desk } from './tripletex/desk.ts'
import { addAbsenceRoutes, addEmployeeRoutes, addEmploymentRoutes } from './tripletex/people-routes.ts'
import { envelope, notFound, Refusal, unexpected } from './tripletex/refusals.ts'
import { addDepartmentRoutes, addRegisterRoutes } from './tripletex/register-routes.ts'
import { createScreens, type PlainEmployee, plainEmployees, type Screens } from './tripletex/screens.ts'
import { createCompany } from './tripletex/seed.ts'
import { addRateLimit, addSessionRoutes, type RateLimit, secrets } from './tripletex/sessions.ts'
import type { Language } from './tripletex/texts.ts'

export interface TripletexSandboxOptions {
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** Whether every employee needs a department; false when absent. */
  departmentRequired?: boolean
  /** Of messages; Norwegian when absent. */
  language?: Language
  /** Not documented: the numbers. A limit that nobody reaches when absent. */
  rateLimit?: RateLimit
  /** Properties that are left out of every answer, as for a token without the right to see them. */
  hiddenFields?: readonly string[]
}

/** The sandbox, and what administrators do in Tripletex' own screens. */
export interface TripletexSandbox extends SandboxSystem, Screens {
  snapshot(): PlainEmployee[]
}

const inNorway = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short' })

export function createTripletexSandbox(options: TripletexSandboxOptions): TripletexSandbox {
  const language = options.language ?? 'no'
  const company = createCompany(options.people, language, options.now)
  const desk: Desk = {
    company,
    today: () => inNorway.format(options.now()),
    departmentRequired: options.departmentRequired ?? false,
    hidden: new Set(options.hiddenFields),
  }
  const app: Hono = new Hono()
  const api = new Hono()

  app.use(async (context, next) => {
    context.header('x-tlx-request-id', randomUUID())
    await next()
  })
  addRateLimit(api, options.rateLimit ?? { requests: 1_000_000, seconds: 60 }, options.now)
  addSessionRoutes(api, desk)
  addRegisterRoutes(api, desk)
  addDepartmentRoutes(api, desk)
  addEmploymentRoutes(api, desk)
  addAbsenceRoutes(api, desk)
  addEmployeeRoutes(api, desk)
  app.route('/v2', api)
  app.notFound(() => {
    throw notFound()
  })
  app.onError((error, context) => {
    const refusal = error instanceof Refusal ? error : unexpected(error)
    const requestId = context.res.headers.get('x-tlx-request-id') ?? ''
    return context.json(envelope(refusal, language, requestId), refusal.parts.status)
  })

  return {
    id: 'tripletex',
    app,
    secrets,
    snapshot: () => plainEmployees(company, company.all('employee')),
    ...createScreens(company),
  }
}
