/** What hangs on a user of the Huma sandbox: identifications, positions, the work schedule; and what positions refer to. */
import type { Context, Hono } from 'hono'
import { positionDetails, positionSummary } from './huma-answers.ts'
import { contains, type Desk } from './huma-desk.ts'
import { holidaysBetween } from './huma-holidays.ts'
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
import { type Weekday, weekdays } from './huma-organization.ts'
import type { Positions } from './huma-positions.ts'

export function addRecordRoutes(app: Hono, desk: Desk, positions: Positions): void {
  const { organization, view, userById, userOrMe, refuseLocked, page, changing } = desk

  app.post('/users/:userId/identifications', async (context) => {
    const user = userById(context.req.param('userId'))
    refuseLocked(user, ['identifications'])
    const input = await bodyOf(context, identificationInput)
    const identification = { id: organization.newId('identification'), ...input }
    changing(user, () => user.identifications.push(identification))
    return context.json(identification)
  })

  app.put('/users/:userId/identifications/:id', async (context) => {
    const { user, index, id } = identificationOf(context)
    const input = await bodyOf(context, identificationInput)
    changing(user, () => {
      user.identifications[index] = { id, ...input }
    })
    return context.json({ id, ...input })
  })

  app.delete('/users/:userId/identifications/:id', (context) => {
    const { user, index } = identificationOf(context)
    changing(user, () => user.identifications.splice(index, 1))
    return context.body(null)
  })

  function identificationOf(context: Context) {
    const user = userById(context.req.param('userId') ?? '')
    const id = pathId(context, 'id')
    const index = user.identifications.findIndex((item) => item.id === id)
    if (index < 0) throw notFound('Identification', id)
    refuseLocked(user, ['identifications'])
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
    const input = await bodyOf(context, positionCreateInput)
    const position = changing(user, () => positions.add(user, input))
    return context.json(positionDetails(user, position, organization, view()))
  })

  app.get('/users/:userId/positions/:id', (context) => {
    const { user, position } = positionOf(context)
    return context.json(positionDetails(user, position, organization, view()))
  })

  app.patch('/users/:userId/positions/:id', async (context) => {
    const { user, position } = positionOf(context)
    refuseLocked(user, ['positions'])
    const changes = await bodyOf(context, positionUpdateInput)
    const changed = changing(user, () => positions.edit(user, position.id, changes))
    return context.json(positionDetails(user, changed, organization, view()))
  })

  app.delete('/users/:userId/positions/:id', (context) => {
    const { user, position } = positionOf(context)
    refuseLocked(user, ['positions'])
    changing(user, () => positions.remove(user, position.id))
    return context.body(null)
  })

  function positionOf(context: Context) {
    const user = userById(context.req.param('userId') ?? '')
    return { user, position: positions.find(user, pathId(context, 'id')) }
  }

  app.get('/users/:id/work-schedule', (context) => {
    const { country, workSchedule } = userOrMe(context)
    const days: readonly Weekday[] = workSchedule?.days ?? weekdays.slice(0, 5)
    return context.json({
      id: workSchedule?.id ?? '80000000-0000-4000-8000-000000000001',
      name: workSchedule ? 'Own' : 'Standard',
      countryCode: country,
      // Not documented: which day is 1. Here Monday.
      weekDays: days.map((day) => weekdays.indexOf(day) + 1),
      weekWorkDays: days,
      default: workSchedule === undefined,
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
    // Not documented: what Huma answers about a country whose holidays it does not know.
    const holidays = holidaysBetween(country, fromDate, toDate)
    if (!holidays) throw notFound('Country', country)
    return context.json(holidays)
  })
}
