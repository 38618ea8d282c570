/** The administrator of Huma by curl. */
import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type BankAccountTypes, checked, invalidFields, notFound } from './huma-inputs.ts'
import type { Organization } from './huma-organization.ts'
import type { Outbox } from './huma-outbox.ts'
import {
  absenceChanges,
  absenceInput,
  groupInput,
  profileInput,
  salaryInput,
  screenPosition,
  screenPositionChanges,
  webhookInput,
} from './huma-screen-inputs.ts'
import type { HumaScreens } from './huma-screens.ts'

/**
 * Below `/__sandbox/huma`, with JSON bodies; `{user}` is an id or an e-mail address, as `GET /__sandbox/state` shows them.
 *
 * ```
 * PUT    /webhook                      {"url": "http://127.0.0.1:8787/huma", "secret": "…", "token": "…"}; DELETE takes it away
 * POST   /users/{user}                 {"phone": "+4799912345"}; `email` at once, without waiting for the employee
 * DELETE /users/{user}
 * POST   /users/{user}/deactivate      and /reactivate
 * POST   /users/{user}/salary          {"unit": "monthly", "amount": 52000, "currency": "NOK", "fromDate": "2026-02-01"}; DELETE
 * POST   /users/{user}/positions       {"title": "Baker", "contractStartDate": "2026-02-01", "contractType": "Permanent", "percentage": 80}
 * POST   /users/{user}/positions/{id}  {"contractEndDate": "2026-12-31"}; DELETE
 * POST   /users/{user}/groups          {"type": "team", "name": "Kitchen"}; DELETE
 * POST   /users/{user}/absences        {"type": "Vacation", "startDate": "2026-07-06", "endDate": "2026-07-10", "isApproved": true}
 * POST   /absences/{id}                {"isApproved": false}; DELETE
 * GET    /notices                      those that the webhook has not taken yet
 * ```
 *
 * Answers 204, or 200 with the id of what was added.
 */
export function createControl(
  screens: HumaScreens,
  organization: Organization,
  outbox: Outbox,
  bankAccountTypes: BankAccountTypes,
): Hono {
  const profile = profileInput(bankAccountTypes)
  const app = new Hono().basePath('/__sandbox/huma')

  function userOf(context: Context): string {
    const wanted = (context.req.param('user') ?? '').toLowerCase()
    for (const { id, email } of organization.users.values()) {
      if (id === wanted || email.toLowerCase() === wanted) return id
    }
    throw notFound('User', wanted)
  }

  app.put('/webhook', async (context) => {
    outbox.setWebhook({ auto: true, ...checked(webhookInput, await json(context)) })
    return context.body(null, 204)
  })
  app.delete('/webhook', (context) => {
    outbox.setWebhook(undefined)
    return context.body(null, 204)
  })
  app.get('/notices', (context) => context.json(outbox.notices()))

  app.post('/users/:user', async (context) => {
    const change = checked(profile, await json(context))
    const { email } = change
    const id = userOf(context)
    if (email !== undefined && organization.emailTaken(email, id)) {
      throw invalidFields(['email'], 'The e-mail address is in use')
    }
    screens.edit(id, change)
    return context.body(null, 204)
  })
  app.delete('/users/:user', (context) => {
    screens.remove(userOf(context))
    return context.body(null, 204)
  })
  app.post('/users/:user/deactivate', (context) => {
    screens.edit(userOf(context), { active: false })
    return context.body(null, 204)
  })
  app.post('/users/:user/reactivate', (context) => {
    screens.edit(userOf(context), { active: true })
    return context.body(null, 204)
  })

  app.post('/users/:user/salary', async (context) => {
    screens.setSalary(userOf(context), checked(salaryInput, await json(context)))
    return context.body(null, 204)
  })
  app.delete('/users/:user/salary', (context) => {
    screens.setSalary(userOf(context), null)
    return context.body(null, 204)
  })

  app.post('/users/:user/positions', async (context) => {
    const id = screens.addPosition(userOf(context), checked(screenPosition, await json(context)))
    return context.json({ id })
  })
  app.post('/users/:user/positions/:id', async (context) => {
    const changes = checked(screenPositionChanges, await json(context))
    screens.editPosition(userOf(context), context.req.param('id'), changes)
    return context.body(null, 204)
  })
  app.delete('/users/:user/positions/:id', (context) => {
    screens.removePosition(userOf(context), context.req.param('id'))
    return context.body(null, 204)
  })

  app.post('/users/:user/groups', async (context) => {
    screens.join(userOf(context), checked(groupInput, await json(context)))
    return context.body(null, 204)
  })
  app.delete('/users/:user/groups', async (context) => {
    screens.leave(userOf(context), checked(groupInput, await json(context)))
    return context.body(null, 204)
  })

  app.post('/users/:user/absences', async (context) => {
    const id = screens.addAbsence(userOf(context), checked(absenceInput, await json(context)))
    return context.json({ id })
  })
  app.post('/absences/:id', async (context) => {
    screens.editAbsence(context.req.param('id'), checked(absenceChanges, await json(context)))
    return context.body(null, 204)
  })
  app.delete('/absences/:id', (context) => {
    screens.removeAbsence(context.req.param('id'))
    return context.body(null, 204)
  })

  app.notFound((context) => notFound('Resource', context.req.path).getResponse())
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse()
    throw error
  })
  return app
}

/** Whatever its type: `curl -d` says that it is a form. */
async function json(context: Context): Promise<unknown> {
  return context.req.json().catch(() => undefined)
}
