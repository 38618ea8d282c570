/** An authorization server of the sandbox with a clock of its own, shaped as Fortnox documents hers. */
import { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import type { App } from '../../src/auth/app.ts'
import {
  type Authorization,
  type AuthorizationOptions,
  createAuthorization,
} from '../../src/sandbox/authorization/authorization.ts'
import { type Served, serve } from '../../src/sandbox/server.ts'
import type { OAuth2ClientCredentialsMethod, OAuth2CodeMethod } from '../../src/systems/system.ts'
import { codeMethod, credentialsMethod, secret } from './provider.ts'
import { appAt, withSecret } from './setting.ts'

export interface Vendor {
  served: Served
  authorization: Authorization
  clock: { time: number }
  app: App<OAuth2CodeMethod>
  credentials: App<OAuth2ClientCredentialsMethod>
  /** Somebody approves; returns where the browser is sent to. */
  approve(address: string): Promise<string>
}

export async function serveVendor(options: Partial<AuthorizationOptions> = {}): Promise<Vendor> {
  const clock = { time: Date.now() }
  const authorization = createAuthorization({
    now: () => clock.time,
    endpoints: { authorize: '/auth', token: '/token' },
    clients: [
      {
        id: 'app',
        secret,
        name: 'Nordlys payroll',
        redirects: [{ loopback: ['127.0.0.1'], path: '/callback' }],
        grants: ['authorization_code', 'refresh_token', 'client_credentials'],
        scopes: ['salary'],
      },
    ],
    tenants: [{ id: '1', name: 'Nordlys AS' }],
    clientAuthentication: 'basic',
    invalidClientStatus: 401,
    tokenType: 'bearer',
    pkce: 'optional',
    seconds: { code: 600, access: 3600, refresh: 45 * 86_400 },
    reuse: 'refuse',
    rules: {
      clientCredentials: ({ header, consents }) =>
        consents.find(({ tenant }) => tenant === header('TenantId')) ?? {
          error: 'invalid_grant',
          description: 'Nobody has approved.',
        },
    },
    ...options,
  })
  const app = new Hono()
  authorization.routes(app)
  const served = await serve({ id: 'test', app, secrets: { secret }, snapshot: authorization.snapshot })
  onTestFinished(() => served.close())
  const { issuer: _, ...method } = codeMethod
  const { authorizeParameters: __, ...plainMethod } = method
  return {
    served,
    authorization,
    clock,
    app: appAt(served.url, {
      keys: withSecret('app'),
      method: { ...plainMethod, scopes: ['salary'], clientAuth: 'basic', pkce: 'none' },
    }),
    credentials: {
      ...appAt(served.url),
      keys: { ...withSecret('app'), tenantId: '1' },
      method: {
        ...credentialsMethod,
        questions: [...credentialsMethod.questions, { key: 'tenantId', label: '', help: '', hidden: false }],
        scopes: [],
        headers: { TenantId: 'tenantId' },
      },
    },
    async approve(address) {
      authorization.answerNext('approve')
      const response = await fetch(address, { redirect: 'manual' })
      return response.headers.get('location') ?? `no redirect: ${response.status} ${await response.text()}`
    },
  }
}
