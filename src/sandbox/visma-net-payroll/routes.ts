/** Employees, their positions, the jobs that write them, and the settings that they refer to. */
import type { Context, Hono } from 'hono'
import type { Company, Employee, Position } from './company.ts'
import { employeeInput, employeeWithPositionInput, positionInput } from './documents.ts'
import { type Jobs, type Order, shownJob } from './jobs.ts'
import { mediaType, notFound, refusal } from './refusals.ts'
import {
  bodyOf,
  cursorFor,
  embedsPositions,
  type ListQuery,
  listQueryOf,
  readCursor,
  requireMediaType,
} from './requests.ts'
import { isActive } from './timelines.ts'
import { addEmployee, addPosition, changeEmployee, changePosition } from './writes.ts'

export interface Desk {
  company: Company
  jobs: Jobs
  /** ISO 8601 date in Norway. */
  today(): string
  /** Who holds the token. */
  clientId(context: Context): string
  ifMatch: 'required' | 'optional'
}

export function addRoutes(app: Hono, desk: Desk): void {
  const { company, jobs } = desk

  for (const [name, rows] of Object.entries(company.settings)) {
    app.get(`/${name}`, (context) => context.json(rows))
    app.get(`/${name}/:id`, (context) => {
      const found = rows.find(({ id }) => id === context.req.param('id'))
      if (!found) throw notFound()
      return context.json(found)
    })
  }

  app.use('/employees/*', async (context, next) => {
    requireMediaType(context)
    await next()
  })

  function employeeOf(context: Context): Employee {
    const employee = company.employee(context.req.param('id') ?? '')
    if (!employee) throw notFound()
    return employee
  }

  function positionOf(context: Context): Position {
    const position = employeeOf(context).positions.get(context.req.param('positionId') ?? '')
    if (!position) throw notFound()
    return position
  }

  /** The version that a write was made for; undefined: any. */
  function expectedVersion(context: Context, id: string, version: number): number | undefined {
    const given = context.req.header('if-match')
    if (given === undefined && desk.ifMatch === 'optional') return undefined
    // Not documented: whether it must be sent, and either status.
    if (given === undefined) throw refusal(428, 'If-Match is missing.')
    if (given.replace(/^"(.*)"$/, '$1') !== tag(id, version)) throw refusal(412, 'It was changed in the meantime.')
    return version
  }

  function accepted(context: Context, order: Omit<Order, 'clientId'>): Response {
    const job = jobs.accept({ ...order, clientId: desk.clientId(context) })
    const path = order.employeeId === undefined ? 'employees' : `employees/${order.employeeId}/positions`
    // A path from the root of the host.
    return new Response(null, { status: 202, headers: { location: `/v2/${path}/jobs/${job.id}` } })
  }

  function answerJob(context: Context, employeeId?: string): Response {
    const job = jobs.poll(context.req.param('jobId') ?? '', employeeId)
    if (!job) throw notFound()
    return answer(shownJob(job, company.tenantId))
  }

  app.get('/employees', (context) => {
    const query = listQueryOf(context)
    const after = readCursor(query)
    const rest = company
      .employees()
      .filter((employee) => isWanted(employee, query, desk.today()))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .filter(({ id }) => after === undefined || id > after)
    const page = rest.slice(0, query['page-size'])
    const last = page.at(-1)
    const cursor = last && rest.length > page.length ? { cursor: { nextToken: cursorFor(query, last.id) } } : {}
    return answer({ data: page.map((employee) => listed(employee, company, query)), ...cursor })
  })
  app.post('/employees/withPosition', async (context) => {
    const document = await bodyOf(context, employeeWithPositionInput)
    return accepted(context, { artifactType: 'Employee', action: 'Create', work: () => addEmployee(company, document) })
  })
  app.get('/employees/jobs/:jobId', (context) => answerJob(context))

  app.get('/employees/:id', (context) => {
    const embeds = embedsPositions(context)
    const employee = employeeOf(context)
    return answer(shown(employee, company, embeds), tag(employee.id, employee.version))
  })
  app.put('/employees/:id', async (context) => {
    const { id, version } = employeeOf(context)
    const expected = expectedVersion(context, id, version)
    const input = await bodyOf(context, employeeInput)
    return accepted(context, {
      artifactType: 'Employee',
      action: 'Update',
      work: () => changeEmployee(company, id, expected, input),
    })
  })

  app.get('/employees/:id/positions', (context) => {
    const employee = employeeOf(context)
    return answer([...employee.positions.values()].map((one) => shownPosition(one, employee, company)))
  })
  app.post('/employees/:id/positions', async (context) => {
    const { id: employeeId } = employeeOf(context)
    const input = await bodyOf(context, positionInput)
    return accepted(context, {
      artifactType: 'Position',
      action: 'Create',
      employeeId,
      work: () => addPosition(company, employeeId, input),
    })
  })
  app.get('/employees/:id/positions/jobs/:jobId', (context) => answerJob(context, context.req.param('id')))
  app.get('/employees/:id/positions/:positionId', (context) => {
    const position = positionOf(context)
    return answer(shownPosition(position, employeeOf(context), company), tag(position.id, position.version))
  })
  app.put('/employees/:id/positions/:positionId', async (context) => {
    const { id: employeeId } = employeeOf(context)
    const { id, version } = positionOf(context)
    const expected = expectedVersion(context, id, version)
    const input = await bodyOf(context, positionInput)
    return accepted(context, {
      artifactType: 'Position',
      action: 'Update',
      employeeId,
      work: () => changePosition(company, employeeId, id, expected, input),
    })
  })
}

function answer(body: unknown, etag?: string): Response {
  const headers = { 'content-type': mediaType, ...(etag === undefined ? {} : { etag: `"${etag}"` }) }
  return new Response(JSON.stringify(body), { headers })
}

function tag(id: string, version: number): string {
  return `${id.slice(0, 8)}-${version}`
}

/** Drafts are hidden from whoever does not ask for them. */
function isWanted({ document, lastChange, positions }: Employee, query: ListQuery, today: string): boolean {
  const { fromLastChangedDate: from } = query
  if (document.isDraft && !query.includeDrafts) return false
  if (query.onlyActive && ![...positions.values()].some((one) => isActive(one.document, today))) return false
  if (query.manager !== undefined && document.manager !== query.manager) return false
  // Not documented: whether the day itself is meant, and where it begins. It is, in UTC.
  return from === undefined || new Date(lastChange).toISOString().slice(0, 10) >= from
}

function shown(employee: Employee, company: Company, embeds: boolean) {
  return {
    id: employee.id,
    tenantId: company.tenantId,
    ...employee.document,
    lastChange: new Date(employee.lastChange).toISOString(),
    ...(embeds
      ? {
          _embedded: {
            positions: [...employee.positions.values()].map((one) => shownPosition(one, employee, company)),
          },
        }
      : {}),
  }
}

function shownPosition({ id, document }: Position, employee: Employee, { tenantId }: Company) {
  return { id, tenantId, employeeId: employee.id, ...document }
}

/** With only the fields that are asked for: of the employee, or of the embedded positions. */
function listed(employee: Employee, company: Company, { embed, fields }: ListQuery) {
  const whole = shown(employee, company, embed !== undefined)
  if (fields === undefined) return whole
  const names: readonly string[] = fields.match(/[a-zA-Z]+/g) ?? []
  const only = (value: object) => Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)))
  if (!names.includes('positions')) return only(whole)
  return {
    ...whole,
    ...('_embedded' in whole ? { _embedded: { positions: whole._embedded?.positions.map(only) } } : {}),
  }
}
