/**
 * Xledger's GraphQL API as a local server with behaviour, after its vendor's samples
 * (https://github.com/xledger/graphql-samples, https://github.com/xledger/xledger-workers-examples) and help articles, with
 * the names of fields that others have read from the live schema. Not answered here: contacts, subledgers, positions,
 * absence, pay, flexi fields, webhooks, removing, and everything outside of employees and what they refer to.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { execute, GraphQLError, parse, validate } from 'graphql'
import { Hono } from 'hono'
import { z } from 'zod'
import type { SandboxPerson, SandboxSystem } from './sandbox.ts'
import { createCompany, createScreens, type PlainEmployee, plainEmployees, type Screens } from './xledger/company.ts'
import { createLimits, type Limits, type Usage } from './xledger/limits.ts'
import { badToken, Problem, type ShownProblem, shown, unknownToken } from './xledger/problems.ts'
import { type Asked, type BatchFailure, createResolvers } from './xledger/resolvers.ts'
import { createSchema } from './xledger/schema.ts'

export interface XledgerSandboxOptions {
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** Of the limits those that shall differ: 20 requests in 5 seconds, 4 at once, credits for everything. */
  limits?: Partial<Limits>
  /** Not documented: whether one refused input of a batch stops only itself ('item', when absent) or all. */
  batchFailure?: BatchFailure
  /** Errors have been seen with both; 200 when absent. */
  errorStatus?: 200 | 400
  /** Whether what an employee refers to is shown with code and description (true when absent), or by its dbId alone. */
  showsCodes?: boolean
  /** Not documented: whether the entities can be asked for, and by which right; true when absent. */
  showsCompanies?: boolean
  /** A token that may read only. */
  readOnly?: boolean
  /** Awaited while a request is under way; a turn of the event loop when absent. */
  work?: () => Promise<unknown>
}

/** The sandbox, and what administrators do in Xledger's own screens. */
export interface XledgerSandbox extends SandboxSystem, Screens {
  snapshot(): PlainEmployee[]
  /** From now on nobody gets in with the token. */
  deleteToken(): void
  /** What this month's requests come to. */
  usage(): Usage
}

const secrets = { apiToken: 'eGxlZGdlci1zYW5kYm94LXRva2VuLW5vdC1hLXNlY3JldC0wMDAx' }

const requestBody = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
})

export function createXledgerSandbox(options: XledgerSandboxOptions): XledgerSandbox {
  const ledger = createCompany(options.people, options.now)
  const limits = createLimits(
    {
      burst: { requests: 20, seconds: 5 },
      concurrent: 4,
      credits: { amount: 1_000_000_000, seconds: 20 * 60 },
      included: { requests: 5000, megabytes: 1000 },
      ...options.limits,
    },
    options.now,
  )
  const schema = createSchema({
    showsCodes: options.showsCodes ?? true,
    showsCompanies: options.showsCompanies ?? true,
  })
  const rootValue = createResolvers(ledger, options.batchFailure ?? 'item')
  const work = options.work ?? turn
  let tokenLives = true

  async function run(body: z.infer<typeof requestBody>, asked: Asked) {
    const document = parse(body.query)
    const wrong = validate(schema, document)
    if (wrong.length > 0) return { data: null, errors: wrong.map((error) => shown(error)) }
    const { data, errors = [] } = await execute({
      schema,
      document,
      rootValue,
      contextValue: asked,
      variableValues: body.variables,
      operationName: body.operationName,
    })
    const all = [...errors.map((error) => shown(error)), ...asked.complaints]
    const nothing = !data || (all.length > 0 && Object.values(data).every((value) => value === null))
    return { data: nothing ? null : data, ...(all.length > 0 ? { errors: all } : {}) }
  }

  async function answer(authorization: string | undefined, text: string) {
    const token = /^token (\S+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) throw badToken()
    if (token !== secrets.apiToken || !tokenLives) throw unknownToken()
    limits.countRequest(Buffer.byteLength(text))
    const leave = limits.enter()
    const asked: Asked = { mayWrite: !options.readOnly, complaints: [], rows: 0 }
    try {
      await work()
      return await run(bodyOf(text), asked)
    } finally {
      // Not documented: what anything costs. Here a request costs one, and so does every row.
      leave(1 + asked.rows)
    }
  }

  const app = new Hono()
  // Not documented: whether the type of the body matters. One of the vendor's own samples sends it as plain text.
  app.post('/graphql', async (context) => {
    const text = await context.req.text()
    const result: { data: unknown; errors?: ShownProblem[] } = await answer(
      context.req.header('authorization'),
      text,
    ).catch((error: unknown) => ({ data: null, errors: [shown(error)] }))
    const json = JSON.stringify(result)
    limits.countAnswer(Buffer.byteLength(json))
    const status = result.errors && result.data === null ? (options.errorStatus ?? 200) : 200
    return context.body(json, status, { 'content-type': 'application/json; charset=utf-8' })
  })

  app.onError((error, context) => context.json({ data: null, errors: [{ message: error.message }] }, 500))

  return {
    id: 'xledger',
    app,
    secrets,
    snapshot: () => plainEmployees(ledger),
    usage: limits.usage,
    deleteToken() {
      tokenLives = false
    },
    ...createScreens(ledger),
  }
}

function bodyOf(text: string): z.infer<typeof requestBody> {
  try {
    return requestBody.parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof GraphQLError) throw error
    throw new Problem('The body is no GraphQL request.')
  }
}
