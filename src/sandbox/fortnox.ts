/**
 * Fortnox (API version 3, payroll) as a local server with behaviour, after its OpenAPI description
 * (https://apps.fortnox.se/apidocs) and https://www.fortnox.se/developer. The authorization server is here, too.
 * Not answered here: XML, expenses, vacation debt, time registrations, children and opening salaries of employees.
 */
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type Authorization, type AuthorizationSnapshot, createAuthorization } from './authorization/authorization.ts'
import { addCalendarRoutes, type Calendar, type CalendarOptions } from './fortnox/calendar.ts'
import { createCompany, type Employee } from './fortnox/company.ts'
import { addEmployeeRoutes, type EmployeeOptions, shown } from './fortnox/employees.ts'
import { pageOf, queryOf } from './fortnox/pages.ts'
import { codes, createRefusals, gatewayRefusal } from './fortnox/refusals.ts'
import type { SandboxPerson, SandboxSystem } from './sandbox.ts'

export interface FortnoxSandboxOptions extends EmployeeOptions, CalendarOptions {
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** Registered in the developer portal, exact. `http://localhost:4000/callback` when absent. */
  redirectUris?: readonly string[]
  /** An administrator has approved a service account before, so that client credentials work at once. */
  serviceAccount?: boolean
  /** Who sits at the consent page: only a system administrator may approve a service account. */
  approver?: 'administrator' | 'user'
  /** A licence that the customer has not bought. */
  missingLicence?: 'salary' | 'integration'
  /** 25 in 5 seconds when absent. */
  rateLimit?: { requests: number; seconds: number }
}

export interface FortnoxSnapshot {
  employees: ReturnType<typeof shown>[]
  absences: Record<string, unknown>[]
  attendances: Record<string, unknown>[]
  salaries: Record<string, unknown>[]
  authorization: AuthorizationSnapshot
}

/** The sandbox, and what administrators do in Fortnox' own screens. */
export interface FortnoxSandbox
  extends SandboxSystem,
    Pick<Calendar, 'registerAbsence' | 'editAbsence' | 'removeAbsence'> {
  snapshot(): FortnoxSnapshot
  authorization: Authorization
  edit(employeeId: string, change: Partial<Omit<Employee, 'EmployeeId'>>): void
  /** Returns the EmployeeId. */
  add(person: SandboxPerson): string
  /** Which the API cannot. */
  remove(employeeId: string): void
}

const secrets = { clientId: 'nordlysSandbox', clientSecret: 'sandbox-f0rtn0x-s3cret', tenantId: '9900417' }
const scopes = ['salary', 'companyinformation', 'settings', 'costcenter', 'project', 'profile']

/** Which scope opens what, by the start of the path. https://www.fortnox.se/developer/guides-and-good-to-know/scopes */
const scopeOf: Readonly<Record<string, string>> = {
  employees: 'salary',
  absencetransactions: 'salary',
  attendancetransactions: 'salary',
  salarytransactions: 'salary',
  scheduletimes: 'salary',
  companyinformation: 'companyinformation',
  settings: 'settings',
  costcenters: 'costcenter',
  projects: 'project',
  me: 'profile',
}

export function createFortnoxSandbox(options: FortnoxSandboxOptions): FortnoxSandbox {
  const company = createCompany(options.people, Number(secrets.tenantId), options.now)
  const authorization = authorizationOf(options, company.name)
  const refuse = createRefusals()
  const isOverLimit = slidingWindow(options.rateLimit ?? { requests: 25, seconds: 5 }, options.now)
  const app = new Hono()
  authorization.routes(app)

  app.use('/3/*', async (context, next) => {
    const header = context.req.header('authorization')
    // Not documented: which of the three answers a missing token gets, and which a wrong one.
    if (header === undefined) throw gatewayRefusal(401, 'unauthorized')
    const token = header.match(/^Bearer (.+)$/i)?.[1]
    if (token === undefined) throw refuse(401, codes.noLogin, 'Inloggning saknas.')
    const access = authorization.verify(token)
    if (!access) throw refuse(401, codes.login, 'Ogiltig inloggning.')
    // Not documented: the body, and whether refused requests count. They do here. There is no Retry-After.
    if (isOverLimit(`${access.clientId} ${access.tenant}`)) throw gatewayRefusal(429, 'Too Many Requests')
    const isJson = (name: string) => context.req.header(name)?.toLowerCase().includes('application/json') ?? false
    if (!isJson('accept')) throw refuse(400, codes.responseType, 'Invalid response type')
    if (!isJson('content-type')) throw refuse(400, codes.contentType, 'Invalid content type')
    const scope = scopeOf[context.req.path.split('/')[2] ?? '']
    // Not documented: the status of these three; 400 was seen for a scope that is missing.
    if (options.missingLicence === 'integration') throw refuse(400, codes.apiLicence, 'Api-licens saknas.')
    if (options.missingLicence === 'salary' && scope === 'salary') {
      throw refuse(400, codes.scopeLicence, 'Ingen aktiv licens för önskat scope.')
    }
    if (scope !== undefined && !access.scopes.includes(scope)) {
      throw refuse(400, codes.scope, 'Behörighet saknas för scope.')
    }
    await next()
  })

  app.get('/3/companyinformation', (context) =>
    context.json({
      CompanyInformation: {
        CompanyName: company.name,
        OrganizationNumber: company.organizationNumber,
        DatabaseNumber: company.databaseNumber,
        Address: 'Exempelgatan 1',
        ZipCode: '11120',
        City: 'Stockholm',
        CountryCode: 'SE',
        VisitAddress: '',
        VisitZipCode: '',
        VisitCity: '',
        VisitCountryCode: '',
      },
    }),
  )
  app.get('/3/settings/company', (context) =>
    context.json({
      CompanySettings: {
        Name: company.name,
        OrganizationNumber: company.organizationNumber,
        // Text here, a number in companyinformation.
        DatabaseNumber: String(company.databaseNumber),
        Country: 'Sverige',
        CountryCode: 'SE',
      },
    }),
  )
  app.get('/3/me', (context) =>
    context.json({
      MeInformation: {
        Id: '1',
        Name: 'Admin Nordlys',
        Email: 'admin@nordlys.example',
        SysAdmin: options.approver !== 'user',
        Locale: 'sv_SE',
      },
    }),
  )
  app.get('/3/costcenters', (context) =>
    context.json(pageOf('CostCenters', company.costCenters, queryOf(context, {}, refuse))),
  )
  app.get('/3/projects', (context) => context.json(pageOf('Projects', company.projects, queryOf(context, {}, refuse))))

  addEmployeeRoutes(app, company, refuse, options)
  const calendar = addCalendarRoutes(app, company, refuse, options)

  // Not documented: what an unknown address, or a method that it does not have, gets.
  app.notFound(() => refuse(404, codes.undocumented, 'Sidan finns inte.').getResponse())
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse()
    const information = { error: 1, message: error.message, code: 1000003 }
    return Response.json({ ErrorInformation: information }, { status: 500 })
  })

  function employeeAt(id: string): Employee {
    const found = company.employees.get(id)
    if (!found) throw new RangeError('There is no such employee.')
    return found
  }

  return {
    id: 'fortnox',
    app,
    secrets,
    authorization,
    snapshot: () =>
      structuredClone({
        employees: [...company.employees.values()].map((employee) => shown(employee, company)),
        absences: [...calendar.absences].map(([id, row]) => ({ id, ...row })),
        attendances: [...calendar.attendances].map(([id, row]) => ({ id, ...row })),
        salaries: [...calendar.salaries].map(([id, row]) => ({ SalaryRow: Number(id), ...row })),
        authorization: authorization.snapshot(),
      }),
    edit(employeeId, change) {
      Object.assign(employeeAt(employeeId), change)
    },
    add: (person) => company.add(person).EmployeeId,
    remove(employeeId) {
      company.employees.delete(employeeAt(employeeId).EmployeeId)
    },
    registerAbsence: calendar.registerAbsence,
    editAbsence: calendar.editAbsence,
    removeAbsence: calendar.removeAbsence,
  }
}

/**
 * https://www.fortnox.se/developer/authorization. Not documented: PKCE (a challenge is checked where one is sent),
 * loopback redirects (exact here), and whether a used refresh token ends others (it does not here).
 */
function authorizationOf(options: FortnoxSandboxOptions, companyName: string): Authorization {
  const service = { account_type: 'service' }
  return createAuthorization({
    now: options.now,
    endpoints: { authorize: '/oauth-v1/auth', token: '/oauth-v1/token', revoke: '/oauth-v1/revoke' },
    clients: [
      {
        id: secrets.clientId,
        secret: secrets.clientSecret,
        name: 'huma-payroll',
        redirects: options.redirectUris ?? ['http://localhost:4000/callback'],
        grants: ['authorization_code', 'refresh_token', 'client_credentials'],
        scopes,
      },
    ],
    tenants: [{ id: secrets.tenantId, name: companyName }],
    clientAuthentication: 'basic',
    invalidClientStatus: 400,
    tokenType: 'bearer',
    pkce: 'optional',
    seconds: { code: 600, access: 3600, refresh: 45 * 86_400 },
    reuse: 'refuse',
    consents: options.serviceAccount
      ? [{ clientId: secrets.clientId, tenant: secrets.tenantId, scopes, parameters: service }]
      : [],
    rules: {
      refusesRequest({ parameters }) {
        if (parameters.state === undefined) return { error: 'invalid_request', description: 'state is missing.' }
        const kind = parameters.account_type
        if (kind === undefined || kind === 'service') return undefined
        return { error: 'invalid_request', description: 'account_type must be service.' }
      },
      refusesApproval({ parameters }) {
        if (parameters.account_type !== 'service' || options.approver !== 'user') return undefined
        return { error: 'access_denied', description: 'Only a system administrator can approve a service account.' }
      },
      givesRefreshToken: ({ parameters }) => parameters.access_type === 'offline',
      clientCredentials({ client, header, consents }) {
        const tenant = header('TenantId')
        if (tenant === undefined) return { error: 'invalid_request', description: 'The header TenantId is missing.' }
        const consent = consents.find(
          (one) => one.clientId === client.id && one.tenant === tenant && one.parameters.account_type === 'service',
        )
        if (consent) return consent
        return { error: 'invalid_grant', description: 'No service account has been approved for this tenant.' }
      },
      claims: ({ tenant }) => ({ tenantId: Number(tenant) }),
    },
  })
}

function slidingWindow({ requests, seconds }: { requests: number; seconds: number }, now: () => number) {
  const times = new Map<string, number[]>()
  return (key: string): boolean => {
    const time = now()
    const recent = (times.get(key) ?? []).filter((one) => one > time - seconds * 1000)
    times.set(key, [...recent, time])
    return recent.length >= requests
  }
}
