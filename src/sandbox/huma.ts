/**
 * Huma's Open API as a local server with behaviour, after its OpenAPI description 1.53.2
 * (https://openapi.humahr.com/v3/api-docs). Not answered here: supervisors and subordinates, emergency contacts,
 * children, jubilees, and changes of groups.
 */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { createAbsences, type HumaAbsence } from './huma-absences.ts'
import { type HidableField, plainUser } from './huma-answers.ts'
import { createControl } from './huma-control.ts'
import { createDesk } from './huma-desk.ts'
import {
  type BankAccountTypes,
  bodyOf,
  checked,
  clientCredentials,
  clientCredentialsForm,
  invalidToken,
  notFound,
} from './huma-inputs.ts'
import { createNotices } from './huma-notices.ts'
import { createOrganization, type HumaPerson, type Invitation } from './huma-organization.ts'
import { createOutbox, type Outbox } from './huma-outbox.ts'
import { createPositions } from './huma-positions.ts'
import { addRecordRoutes } from './huma-records.ts'
import type { Webhook } from './huma-screen-inputs.ts'
import { createScreens, type HumaScreens } from './huma-screens.ts'
import { addUserRoutes } from './huma-users.ts'
import type { SandboxSystem } from './sandbox.ts'

export interface HumaSandboxOptions {
  people: readonly HumaPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** How long a token lives. Not documented; 3600 when absent. */
  tokenSeconds?: number
  /** Fields that are absent altogether, as for a key without the right to see them. */
  hiddenFields?: readonly HidableField[]
  /** Fields with `editable: false`. */
  lockedFields?: readonly string[]
  /** Lists leave out the optional `total`. */
  withoutTotal?: boolean
  /** Not documented: the values of a bank account's `type`. `national` and `international` when absent. */
  bankAccountTypes?: BankAccountTypes
  /** The key of one of Huma's own integrations, which then holds everybody. */
  hostedIntegration?: string
  /** Nothing is told where it is absent. */
  webhook?: Webhook
}

export interface HumaSnapshot {
  users: ReturnType<typeof plainUser>[]
  /** Who was invited by e-mail. */
  invitations: Invitation[]
  absences: HumaAbsence[]
}

/** The sandbox, what administrators and employees do in Huma's own screens, and the way out of the webhook. */
export interface HumaSandbox
  extends SandboxSystem,
    HumaScreens,
    Pick<Outbox, 'setWebhook' | 'notices' | 'deliver' | 'deliverAll'> {
  snapshot(): HumaSnapshot
  /** In whatever letter case; the first where several have it. */
  findByEmail(email: string): HumaSnapshot['users'][number] | undefined
}

const secrets = {
  clientId: '5a4db0c5-0000-4000-8000-000000000001',
  clientSecret: '5a4db0c5-0000-4000-8000-5ec2e7000001',
}

export function createHumaSandbox(options: HumaSandboxOptions): HumaSandbox {
  const bankAccountTypes = options.bankAccountTypes ?? { national: 'national', international: 'international' }
  const organization = createOrganization(options.people, bankAccountTypes, options.now)
  const organizationId = organization.newId('organization')
  const tokenSeconds = options.tokenSeconds ?? 3600
  const rights = {
    hidden: new Set<string>(options.hiddenFields),
    locked: new Set<string>(options.lockedFields),
    hostedIntegration: options.hostedIntegration,
  }
  const view = () => ({ ...rights, today: new Date(options.now()).toISOString().slice(0, 10) })
  const outbox = createOutbox(options.webhook)
  const notices = createNotices(organization, outbox)
  const desk = createDesk(organization, view, !options.withoutTotal, notices)
  const positions = createPositions(organization)
  const absences = createAbsences(organization, options.now)
  const { userById } = desk
  const screens = createScreens({ organization, positions, absences, notices, userById, now: options.now })
  /** Access token -> when it expires, in milliseconds since 1970. */
  const tokens = new Map<string, number>()
  const app = new Hono()

  app.post('/auth/oauth/token', async (context) => {
    const type = context.req.header('content-type') ?? ''
    const isForm = type.startsWith('application/x-www-form-urlencoded')
    const given = isForm
      ? checked(clientCredentialsForm, Object.fromEntries(new URLSearchParams(await context.req.text())))
      : await bodyOf(context, clientCredentials)
    if (given.client_id !== secrets.clientId || given.client_secret !== secrets.clientSecret) {
      throw invalidToken('Bad client credentials')
    }
    const token = randomUUID()
    tokens.set(token, options.now() + tokenSeconds * 1000)
    return context.json({
      access_token: token,
      token_type: 'Bearer',
      expires_in: tokenSeconds,
      organizationId,
      userId: organization.keyUserId,
    })
  })

  app.use(async (context, next) => {
    const token = context.req.header('authorization')?.match(/^Bearer (.+)$/i)?.[1]
    const expires = token === undefined ? undefined : tokens.get(token)
    if (expires === undefined) throw invalidToken('Full authentication is required')
    if (options.now() >= expires) throw invalidToken('The access token has expired')
    await next()
  })

  app.post('/auth/oauth/revoke', (context) => {
    tokens.delete(context.req.header('authorization')?.slice('Bearer '.length) ?? '')
    return context.body(null)
  })

  addUserRoutes(app, desk, bankAccountTypes)
  addRecordRoutes(app, desk, positions)

  app.notFound((context) => notFound('Resource', context.req.path).getResponse())

  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse()
    // `status` is typed as an object in the description, by mistake of its generator; its example is the number.
    const { message } = error
    const timestamp = new Date(options.now()).toISOString()
    return context.json(
      { timestamp, status: 500, error: 'Internal Server Error', message, path: context.req.path },
      500,
    )
  })

  const { setWebhook, notices: waiting, deliver, deliverAll } = outbox
  return {
    id: 'huma',
    app,
    control: createControl(screens, organization, outbox, bankAccountTypes),
    secrets,
    snapshot: () =>
      structuredClone({
        users: [...organization.users.values()].map((user) => plainUser(user, organization)),
        invitations: organization.invitations,
        absences: absences.all(),
      }),
    findByEmail(email) {
      const wanted = email.toLowerCase()
      const found = [...organization.users.values()].find((user) => user.email.toLowerCase() === wanted)
      return found && structuredClone(plainUser(found, organization))
    },
    ...screens,
    setWebhook,
    notices: waiting,
    deliver,
    deliverAll,
  }
}
