/** Sessions: how they are made, what they let in, how they end; and the limit on how much may be asked. */
import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { sessionBody } from './bodies.ts'
import { answerOne, bodyOf, type Desk, queryOf } from './desk.ts'
import { dateIn } from './lists.ts'
import { badArgument, badValues, notFound, tooManyRequests, unauthorized } from './refusals.ts'
import type { SessionToken } from './rows.ts'
import { texts } from './texts.ts'

/** As the system's own: Base64 of JSON, marked as of the test environment. */
function tokenOf(tokenId: number, token: string): string {
  return Buffer.from(JSON.stringify({ tokenId, token: `test-${token}` })).toString('base64')
}

export const secrets = {
  consumerToken: tokenOf(1201, '4f1a3a1e-0000-4000-8000-c05e0e000001'),
  employeeToken: tokenOf(1202, '4f1a3a1e-0000-4000-8000-e0910ee00001'),
}

export interface RateLimit {
  requests: number
  seconds: number
}

/** Counts every request. Not documented: whether those that make a session count. */
export function addRateLimit(app: Hono, limit: RateLimit, now: () => number): void {
  let [periodEnds, used] = [0, 0]

  app.use(async (context, next) => {
    if (now() >= periodEnds) {
      periodEnds = now() + limit.seconds * 1000
      used = 0
    }
    used += 1
    context.header('x-rate-limit-limit', String(limit.requests))
    context.header('x-rate-limit-remaining', String(Math.max(0, limit.requests - used)))
    // The refusal itself does not tell when to come back (https://github.com/Tripletex/tripletex-api2/issues/103).
    if (used > limit.requests) throw tooManyRequests()
    context.header('x-rate-limit-reset', String(Math.ceil((periodEnds - now()) / 1000)))
    await next()
  })
}

/** Whatever is added to the app after this needs a session. */
export function addSessionRoutes(app: Hono, desk: Desk): void {
  const { company } = desk
  const sessions = new Map<string, SessionToken>()

  function create(consumerToken: string, employeeToken: string, expirationDate: string): SessionToken {
    if (consumerToken !== secrets.consumerToken) throw badArgument('consumerToken', texts.consumerTokenInvalid)
    // Not documented: how a wrong employee token and a bad date are refused.
    if (employeeToken !== secrets.employeeToken) throw badArgument('employeeToken', texts.employeeTokenInvalid)
    if (expirationDate <= desk.today()) throw badArgument('expirationDate', texts.dateTooEarly)
    const token = tokenOf(0, randomUUID())
    const session = company.add('session', { token, expirationDate })
    sessions.set(token, session)
    return session
  }

  // A literal ":create" would be read as a parameter's name.
  app.post('/token/session/:action', async (context) => {
    if (context.req.param('action') !== ':create') throw notFound()
    const required = ['consumerToken', 'employeeToken', 'expirationDate'] as const
    const body = await bodyOf(desk, context, sessionBody, { required, creating: true })
    const session = create(body.consumerToken ?? '', body.employeeToken ?? '', body.expirationDate ?? '')
    return answerOne(desk, context, 'session', session, 201)
  })

  app.put('/token/session/:action', (context) => {
    if (context.req.param('action') !== ':create') throw notFound()
    const query = queryOf(context)
    const absent = ['consumerToken', 'employeeToken', 'expirationDate'].filter((name) => !query.get(name))
    if (absent.length > 0) throw badValues(absent.map((field) => ({ field, message: texts.notNull })))
    const expirationDate = dateIn(query, 'expirationDate')
    const session = create(query.get('consumerToken') ?? '', query.get('employeeToken') ?? '', expirationDate)
    return answerOne(desk, context, 'session', session)
  })

  app.use(async (context, next) => {
    const encoded = /^Basic (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? ''
    const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':')
    // There are no clients of an accountant here, so the token opens one company only.
    if (!['', '0', String(company.id)].includes(user)) throw unauthorized()
    const session = sessions.get(rest.join(':'))
    // It ends at midnight when its date begins.
    if (!session || session.expirationDate <= desk.today()) throw unauthorized()
    await next()
  })

  app.delete('/token/session/:token', (context) => {
    if (!sessions.delete(context.req.param('token'))) throw notFound()
    return context.body(null, 204)
  })

  app.get('/token/session/:aggregate', (context) => {
    const [whoAmI] = company.all('loggedInUser')
    if (context.req.param('aggregate') !== '>whoAmI' || !whoAmI) throw notFound()
    return answerOne(desk, context, 'loggedInUser', whoAmI)
  })
}
