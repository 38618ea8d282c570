/**
 * Unimicro (payroll) as a local server with behaviour: login and API. There is no public description; the entities are
 * those of the vendor's own front end of 2021, and the conventions those of its open source
 * (https://github.com/unimicro/Unimicro.MCP, https://developer.unimicro.no).
 * Not answered here: server applications (client_assertion), id_token, hours (workers, workitems), payroll runs, statistics,
 * metadata, webhooks, the service map, and all actions but `history`.
 */
import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type Authorization, type AuthorizationSnapshot, createAuthorization } from './authorization/authorization.ts'
import type { SandboxPerson, SandboxSystem } from './sandbox.ts'
import { type ModelName, models } from './unimicro/models.ts'
import { readList, readOne, readQuery } from './unimicro/read.ts'
import { bodyRefusal, queryRefusal, refusal } from './unimicro/refusals.ts'
import { saveEntity } from './unimicro/save.ts'
import { createStore, organizationNumber, type Row, type Scalar, type Store } from './unimicro/store.ts'

export interface UnimicroSandboxOptions {
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** Registered in the portal, exact. `http://localhost:4000/callback` when absent. */
  redirectUris?: readonly string[]
  /** A native application: no secret, PKCE instead. */
  withoutSecret?: boolean
  /** The portal has not given the client `offline_access`, as happens. */
  withoutRefresh?: boolean
}

export interface UnimicroSnapshot {
  /** Entities with their default contacts and employments. */
  employees: Record<string, unknown>[]
  leaves: Record<string, unknown>[]
  salaryTransactions: Record<string, unknown>[]
  authorization: AuthorizationSnapshot
}

/** Properties of the employee, and of what belongs to them by the names of their entities. */
export interface EmployeeEdit {
  employee?: Record<string, Scalar>
  name?: string
  /** '' = no default e-mail address any more. */
  email?: string
  /** Of the standard one, or of this one. */
  employmentId?: number
  employment?: Record<string, Scalar>
}

/** The sandbox, and what administrators do in Unimicro's own screens. */
export interface UnimicroSandbox extends SandboxSystem {
  snapshot(): UnimicroSnapshot
  authorization: Authorization
  /** What the login sees; the first one has all the people. */
  companies: readonly { Key: string; Name: string; OrganizationNumber: string | null; ID: number }[]
  edit(employeeId: number, change: EmployeeEdit): void
  /** Returns the ID. */
  add(person: SandboxPerson): number
  remove(employeeId: number): void
  /** Registers a leave with the standard employment; returns its ID. */
  addLeave(employeeId: number, leave: Record<string, Scalar>): number
  /** Another employment; returns its ID. */
  addEmployment(employeeId: number, employment: Record<string, Scalar>): number
}

const secrets = { clientId: 'nordlys-sandbox', clientSecret: 'sandbox-un1m1cro-s3cret' }

const wholeEmployee = [
  'BusinessRelationInfo.DefaultEmail',
  'BusinessRelationInfo.DefaultPhone',
  'BusinessRelationInfo.InvoiceAddress',
  'BusinessRelationInfo.DefaultBankAccount',
  'BusinessRelationInfo.Emails',
  'Employments',
].join(',')

export function createUnimicroSandbox(options: UnimicroSandboxOptions): UnimicroSandbox {
  const companies = [
    {
      Key: 'c0000000-0000-4000-8000-000000000001',
      Name: 'Nordlys AS',
      OrganizationNumber: organizationNumber(0),
      ID: 1,
    },
    { Key: 'c0000000-0000-4000-8000-000000000002', Name: 'Nordlys Prøve AS', OrganizationNumber: null, ID: 2 },
  ]
  const own = createStore(options.people, options.now)
  const stores = new Map(
    [own, createStore([], options.now)].map((store, index) => [companies[index]?.Key ?? '', store]),
  )
  const authorization = authorizationOf(options)
  const app = new Hono()
  authorization.routes(app)

  app.use('/api/*', async (context, next) => {
    const token = context.req.header('authorization')?.match(/^Bearer (.+)$/i)?.[1]
    const access = token === undefined ? undefined : authorization.verify(token)
    // Not documented: the body of a 401, and what is said to a token without the scope.
    if (!access?.scopes.includes('AppFramework')) return context.body(null, 401)
    return next()
  })

  app.get('/api/init/companies', (context) => context.json(companies))

  function storeOf(context: Context): Store {
    const key = context.req.header('CompanyKey')
    // Not documented: what a call without the header, or with one of somebody else, gets.
    if (key === undefined) throw refusal('CompanyKey is missing')
    const store = stores.get(key.toLowerCase())
    if (!store) throw refusal('No access to this company', 403)
    return store
  }

  for (const { name, path } of Object.values(models)) {
    if (path !== undefined) addEntityRoutes(app, storeOf, name, `/api/biz/${path}`)
  }
  app.notFound(() => refusal('Not found', 404).getResponse())
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse()
    return Response.json({ Message: error.message }, { status: 500 })
  })

  function employeeAt(id: number): Row {
    const found = own.find('Employee', id)
    if (!found) throw new RangeError('There is no such employee.')
    return found
  }
  const standardOf = (employeeId: number) =>
    own.rows('Employment').find((row) => row.EmployeeID === employeeId && row.Standard === true)
  const all = (model: ModelName, expand?: string) =>
    own
      .rows(model)
      .filter((row) => row.Deleted !== true)
      .map((row) => readOne(own, model, row, { expand, select: undefined }))

  return {
    id: 'unimicro',
    app,
    secrets: options.withoutSecret ? { clientId: secrets.clientId } : secrets,
    authorization,
    companies,
    snapshot: () =>
      structuredClone({
        employees: all('Employee', wholeEmployee),
        leaves: all('EmployeeLeave'),
        salaryTransactions: all('SalaryTransaction'),
        authorization: authorization.snapshot(),
      }),
    edit(employeeId, change) {
      const employee = employeeAt(employeeId)
      if (change.employee) own.update('Employee', employee, change.employee)
      const relation = own.find('BusinessRelation', employee.BusinessRelationID)
      if (relation && change.name !== undefined) own.update('BusinessRelation', relation, { Name: change.name })
      if (relation && change.email !== undefined) {
        const values = { BusinessRelationID: relation.ID, EmailAddress: change.email }
        const DefaultEmailID = change.email === '' ? null : own.insert('Email', values).ID
        own.update('BusinessRelation', relation, { DefaultEmailID })
      }
      const employment = own.find('Employment', change.employmentId) ?? standardOf(employeeId)
      if (employment && change.employment) own.update('Employment', employment, change.employment)
    },
    add: (person) => own.addPerson(person),
    remove(employeeId) {
      own.update('Employee', employeeAt(employeeId), { Deleted: true })
    },
    addLeave: (employeeId, leave) =>
      own.insert('EmployeeLeave', { EmploymentID: standardOf(employeeId)?.ID ?? null, ...leave }).ID,
    addEmployment: (employeeId, employment) =>
      own.insert('Employment', { EmployeeID: employeeAt(employeeId).ID, Standard: false, ...employment }).ID,
  }
}

function addEntityRoutes(app: Hono, storeOf: (context: Context) => Store, name: ModelName, path: string): void {
  const isRegister = name === 'WageType' || name === 'SubEntity'

  app.get(path, (context) => {
    const { count, entities } = readList(storeOf(context), name, readQuery(context.req.queries()))
    context.header('count', String(count))
    return context.json(entities)
  })

  app.get(`${path}/:id`, (context) => {
    const store = storeOf(context)
    const row = rowOf(store, context)
    const { action, ...query } = context.req.queries()
    if (action !== undefined) {
      if (name !== 'Employment' || action[0] !== 'history') throw queryRefusal('There is no such action')
      return context.json(store.history(row.ID))
    }
    return context.json(readOne(store, name, row, readQuery(query)))
  })

  // The registers can be changed in Unimicro; nothing here needs it.
  if (isRegister) return

  app.post(path, async (context) => {
    const store = storeOf(context)
    const { row, relations } = saveEntity(store, name, await bodyOf(context), 0)
    return context.json(readOne(store, name, row, { expand: expandOf(relations), select: undefined }))
  })

  app.put(`${path}/:id`, async (context) => {
    const store = storeOf(context)
    const { row, relations } = saveEntity(store, name, await bodyOf(context), idOf(context))
    return context.json(readOne(store, name, row, { expand: expandOf(relations), select: undefined }))
  })

  app.delete(`${path}/:id`, (context) => {
    const store = storeOf(context)
    store.update(name, rowOf(store, context), { Deleted: true })
    return context.body(null, 200)
  })

  function rowOf(store: Store, context: Context): Row {
    const row = store.find(name, idOf(context))
    // Not documented: whether a deleted one can still be read. It cannot here.
    if (!row || row.Deleted === true) throw refusal(`${name} not found`, 404)
    return row
  }
}

function expandOf(relations: readonly string[]): string | undefined {
  return relations.length === 0 ? undefined : relations.join(',')
}

function idOf(context: Context): number {
  const id = context.req.param('id') ?? ''
  if (!/^[1-9]\d{0,8}$/.test(id)) throw refusal('Not found', 404)
  return Number(id)
}

async function bodyOf(context: Context): Promise<unknown> {
  if (!context.req.header('content-type')?.startsWith('application/json')) throw bodyRefusal('The body must be JSON')
  try {
    return await context.req.json()
  } catch {
    throw bodyRefusal('The body is no JSON')
  }
}

/**
 * Not documented: how a client with a secret proves itself (either way here), whether refresh tokens are used once and
 * how long they live (once, 30 days), and what a second use does (it ends everything of that login).
 */
function authorizationOf(options: UnimicroSandboxOptions): Authorization {
  const scopes = ['AppFramework', 'profile', 'openid']
  return createAuthorization({
    now: options.now,
    endpoints: {
      authorize: '/connect/authorize',
      token: '/connect/token',
      discovery: '/.well-known/openid-configuration',
    },
    clients: [
      {
        id: secrets.clientId,
        ...(options.withoutSecret ? {} : { secret: secrets.clientSecret }),
        name: 'huma-payroll',
        redirects: options.redirectUris ?? ['http://localhost:4000/callback'],
        grants: ['authorization_code', 'refresh_token'],
        scopes: options.withoutRefresh ? scopes : [...scopes, 'offline_access'],
      },
    ],
    tenants: [{ id: 'user-1', name: 'Nordlys AS' }],
    clientAuthentication: 'basic-or-body',
    invalidClientStatus: 400,
    tokenType: 'Bearer',
    pkce: 'optional',
    seconds: { code: 300, access: 3600, refresh: 30 * 86_400 },
    reuse: 'revoke-family',
    rules: {
      givesRefreshToken: ({ scopes: given }) => given.includes('offline_access'),
      claims: ({ clientId, tenant }, origin) => ({
        aud: ['AppFramework', `${origin}/resources`],
        client_id: clientId,
        sub: tenant,
        AppFramework: origin,
      }),
    },
  })
}
