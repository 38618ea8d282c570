/** What hangs on a user of the Huma sandbox: identifications, positions, the work schedule; and what positions refer to. */
import type { Context, Hono } from 'hono'
import { positionDetails, positionSummary } from './huma-answers.ts'
import { contains, type Desk } from './huma-desk.ts'
import {
  bodyOf,
  identificationInput,
  invalidFields,
  jobTitleCreateInput,
  jobTitleUpdateInput,
  notFound,
  pathId,
  positionCreateInput,
  positionUpdateInput,
  queries,
  queryOf,
} from './huma-inputs.ts'
import type { HumaUser, Position } from './huma-organization.ts'

export function addRecordRoutes(app: Hono, desk: Desk): void {
  const { organization, view, userById, userOrMe, refuseLocked, page } = desk

  app.post('/users/:userId/identifications', async (context) => {
    const user = userById(context.req.param('userId'))
    refuseLocked(user, ['identifications'])
    const input = await bodyOf(context, identificationInput)
    const identification = { id: organization.newId('identification'), ...input }
    user.identifications.push(identification)
    return context.json(identification)
  })

  app.put('/users/:userId/identifications/:id', async (context) => {
    const { user, index, id } = itemOf(context, 'identifications')
    const input = await bodyOf(context, identificationInput)
    user.identifications[index] = { id, ...input }
    return context.json({ id, ...input })
  })

  app.delete('/users/:userId/identifications/:id', (context) => {
    const { user, index } = itemOf(context, 'identifications')
    user.identifications.splice(index, 1)
    return context.body(null)
  })

  /** Finds the identification or position that the path names. */
  function itemOf(context: Context, list: 'identifications' | 'positions') {
    const user = userById(context.req.param('userId') ?? '')
    const id = pathId(context, 'id')
    const index = user[list].findIndex((item) => item.id === id)
    if (index < 0) throw notFound(list === 'positions' ? 'Position' : 'Identification', id)
    if (context.req.method !== 'GET') refuseLocked(user, [list])
    return { user, index, id }
  }

  app.get('/users/:userId/positions', (context) => {
    const user = userById(context.req.param('userId'))
    const query = queryOf(context, queries.positions)
    const shown = view()
    const { items, ...rest } = page(user.positions, query.offset ?? 0, query.limit ?? user.positions.length)
    return context.json({ ...rest, items: items.map((position) => positionSummary(position, organization, shown)) })
  })

  app.post('/users/:userId/positions', async (context) => {
    const user = userById(context.req.param('userId'))
    refuseLocked(user, ['positions'])
    const position = { id: organization.newId('position'), ...(await bodyOf(context, positionCreateInput)) }
    refuseImpossible(position)
    user.positions.push(position)
    return context.json(positionDetails(user, position, organization, view()))
  })

  app.get('/users/:userId/positions/:id', (context) => {
    const { user, position } = positionOf(context)
    return context.json(positionDetails(user, position, organization, view()))
  })

  app.patch('/users/:userId/positions/:id', async (context) => {
    const { user, position } = positionOf(context)
    const changed: Position = { ...position, ...(await bodyOf(context, positionUpdateInput)) }
    refuseImpossible(changed)
    Object.assign(position, changed)
    return context.json(positionDetails(user, position, organization, view()))
  })

  app.delete('/users/:userId/positions/:id', (context) => {
    const { user, index } = itemOf(context, 'positions')
    user.positions.splice(index, 1)
    return context.body(null)
  })

  function positionOf(context: Context): { user: HumaUser; position: Position } {
    const { user, index, id } = itemOf(context, 'positions')
    const position = user.positions[index]
    if (!position) throw notFound('Position', id)
    return { user, position }
  }

  function refuseImpossible(position: Position): void {
    if (!organization.jobTitles.has(position.titleId)) throw invalidFields(['titleId'])
    // Not documented: which dates Huma compares.
    const end = position.contractEndDate
    if (end !== undefined && end < position.contractStartDate) throw invalidFields(['contractEndDate'])
  }

  app.get('/users/:id/work-schedule', (context) => {
    userOrMe(context)
    return context.json({
      id: '80000000-0000-4000-8000-000000000001',
      name: 'Standard',
      countryCode: 'NO',
      weekDays: [1, 2, 3, 4, 5],
      weekWorkDays: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'],
      default: true,
      archived: false,
    })
  })

  app.get('/job-titles', (context) => {
    const { search } = queryOf(context, queries.jobTitles)
    const titles = [...organization.jobTitles.values()].filter((title) => contains(title.name, search))
    return context.json(titles.map(({ id, name }) => ({ id, name })))
  })

  app.post('/job-titles', async (context) => {
    const title = { id: organization.newId('jobTitle'), ...(await bodyOf(context, jobTitleCreateInput)) }
    organization.jobTitles.set(title.id, title)
    return context.json(title)
  })

  app.get('/job-titles/:id', (context) => context.json(jobTitleOf(context)))

  app.patch('/job-titles/:id', async (context) => {
    const title = jobTitleOf(context)
    return context.json(Object.assign(title, await bodyOf(context, jobTitleUpdateInput)))
  })

  function jobTitleOf(context: Context) {
    const id = pathId(context, 'id')
    const title = organization.jobTitles.get(id)
    if (!title) throw notFound('JobTitle', id)
    return title
  }

  app.get('/holidays/:countryCode', (context) => {
    const country = context.req.param('countryCode')
    if (!/^[A-Z]{2}$/.test(country)) throw invalidFields(['countryCode'])
    const { fromDate, toDate } = queryOf(context, queries.holidays)
    if (country !== 'NO') throw notFound('Country', country)
    return context.json(fixedHolidays(fromDate, toDate))
  })
}

/** Norway's public holidays on fixed dates; the movable ones around Easter are left out. */
function fixedHolidays(fromDate: string, toDate: string): string[] {
  const holidays: string[] = []
  for (let year = Number(fromDate.slice(0, 4)); year <= Number(toDate.slice(0, 4)); year += 1) {
    for (const day of ['01-01', '05-01', '05-17', '12-25', '12-26']) holidays.push(`${year}-${day}`)
  }
  return holidays.filter((date) => date >= fromDate && date <= toDate)
}
