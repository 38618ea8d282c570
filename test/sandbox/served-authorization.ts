/** A served authorization server with three clients, and the ways to ask it. */
import { createHash, randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import { type AuthorizationOptions, createAuthorization } from '../../src/sandbox/authorization/authorization.ts'
import { serve } from '../../src/sandbox/server.ts'

export const exact = 'https://app.nordlys.example/callback?from=vendor'
export const secret = 'se cret/+:é'
export const verifier = randomBytes(32).toString('base64url')
export const challenge = createHash('sha256').update(verifier).digest('base64url')
export const start = Date.UTC(2026, 0, 15, 12)

export async function serveAuthorization(options: Partial<AuthorizationOptions> = {}) {
  const clock = { time: start }
  const authorization = createAuthorization({
    now: () => clock.time,
    endpoints: { authorize: '/authorize', token: '/token', revoke: '/revoke', discovery: '/discovery' },
    clients: [
      {
        id: 'confidential',
        secret,
        name: 'Nordlys <payroll>',
        redirects: [exact],
        grants: ['authorization_code', 'refresh_token', 'client_credentials'],
        scopes: ['salary', 'profile'],
      },
      {
        id: 'public',
        name: 'Public',
        redirects: [{ loopback: ['127.0.0.1', 'localhost'], path: '/callback' }, 'app:/callback'],
        grants: ['authorization_code', 'refresh_token'],
        scopes: ['salary'],
      },
      {
        id: 'machine',
        secret,
        name: 'Machine',
        redirects: [exact],
        grants: ['client_credentials'],
        scopes: ['salary'],
      },
    ],
    tenants: [
      { id: '1', name: 'Nordlys AS' },
      { id: '2', name: 'Nordlys & Sønn AS' },
    ],
    clientAuthentication: 'basic-or-body',
    invalidClientStatus: 401,
    tokenType: 'Bearer',
    pkce: 'optional',
    seconds: { code: 60, access: 3600, refresh: 86_400 },
    reuse: 'refuse',
    ...options,
  })
  const app = new Hono()
  authorization.routes(app)
  app.get('/api', (context) => {
    const access = authorization.verify(context.req.header('authorization')?.slice('Bearer '.length) ?? '')
    return access ? context.json(access) : context.text('', 401)
  })
  const served = await serve({ id: 'test', app, secrets: { secret }, snapshot: authorization.snapshot })
  onTestFinished(() => served.close())

  /** Where the browser is sent, as its parameters; or the page. */
  async function ask(parameters: Record<string, string> | string) {
    const query =
      typeof parameters === 'string'
        ? parameters
        : new URLSearchParams({
            client_id: 'confidential',
            response_type: 'code',
            scope: 'salary',
            redirect_uri: exact,
            ...parameters,
          })
    const response = await fetch(`${served.url}/authorize?${query}`, { redirect: 'manual' })
    return landed(response)
  }
  async function landed(response: Response) {
    const location = response.headers.get('location')
    const back = location === null ? undefined : Object.fromEntries(new URL(location).searchParams)
    return { status: response.status, location, back, page: await response.text() }
  }
  async function approved(parameters: Record<string, string> = {}): Promise<string> {
    authorization.answerNext('approve')
    return (await ask(parameters)).back?.code ?? ''
  }
  async function post(path: string, form: Record<string, string> | string, headers: Record<string, string> = {}) {
    const response = await fetch(served.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    })
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
  }
  const own = { client_id: 'confidential', client_secret: secret }
  const redeem = (code: string, more: Record<string, string> = {}) =>
    post('/token', { grant_type: 'authorization_code', code, redirect_uri: exact, ...own, ...more })
  const refresh = (token: string, more: Record<string, string> = {}) =>
    post('/token', { grant_type: 'refresh_token', refresh_token: token, ...own, ...more })
  const use = async (token: string) =>
    (await fetch(`${served.url}/api`, { headers: { authorization: `Bearer ${token}` } })).status
  return { authorization, served, clock, ask, landed, approved, post, redeem, refresh, use, own }
}
