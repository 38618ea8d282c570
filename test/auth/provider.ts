/** A certified OpenID provider in this process, and a person without a browser who logs in there. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { onTestFinished, vi } from 'vitest'
import type { OAuth2ClientCredentialsMethod, OAuth2CodeMethod } from '../../src/systems/system.ts'

export const secret = 'se-cret_/+:%~'

const question = (key: string, hidden: boolean) => ({ key, label: key, help: '', hidden })

/** As Unimicro and Visma Connect have it: OpenID Connect, PKCE, any port of this machine. */
export const codeMethod: OAuth2CodeMethod = {
  kind: 'oauth2-code',
  id: 'login',
  label: 'Log in in the browser',
  questions: [question('clientId', false), { ...question('clientSecret', true), optional: true }],
  steps: [],
  authorizePath: '/auth',
  tokenPath: '/token',
  scopes: ['openid', 'offline_access'],
  // Without it this provider gives no refresh token.
  authorizeParameters: { prompt: 'consent' },
  pkce: 'S256',
  clientAuth: 'none-or-body',
  redirect: { path: '/callback' },
  issuer: 'auth-url',
  rotates: true,
}

export const credentialsMethod: OAuth2ClientCredentialsMethod = {
  kind: 'oauth2-client-credentials',
  id: 'service',
  label: 'Service',
  questions: [question('clientId', false), question('clientSecret', true)],
  steps: [],
  tokenPath: '/token',
  scopes: ['employees'],
  clientAuth: 'basic',
}

export interface TestProvider {
  url: string
  /** Answered token requests by grant type, refused ones by `grant: error`. */
  counts: Map<string, number>
}

export async function startProvider(): Promise<TestProvider> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

  // It says that it is not meant for production.
  for (const level of ['warn', 'info'] as const) vi.spyOn(console, level).mockImplementation(() => {})
  onTestFinished(() => void vi.restoreAllMocks())
  const { default: Provider } = await import('oidc-provider')
  const client = (id: string, more: object) => ({
    client_id: id,
    redirect_uris: ['http://127.0.0.1/callback'],
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    ...more,
  })
  const provider = new Provider(url, {
    clients: [
      client('public', { token_endpoint_auth_method: 'none' }),
      client('body', { token_endpoint_auth_method: 'client_secret_post', client_secret: secret }),
      client('basic', { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret }),
      client('service', {
        token_endpoint_auth_method: 'client_secret_basic',
        client_secret: secret,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
      }),
    ],
    scopes: ['openid', 'offline_access', 'employees'],
    features: { devInteractions: { enabled: true }, clientCredentials: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['key of a test'] },
    rotateRefreshToken: true,
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  })
  const counts = new Map<string, number>()
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
  provider.on('grant.success', ({ oidc }) => count(oidc.params?.grant_type ?? ''))
  provider.on('grant.error', ({ oidc }) => count(`${oidc.params?.grant_type}: error`))
  provider.on('grant.revoked', () => count('revoked'))
  server.on('request', provider.callback())
  return { url, counts }
}

/**
 * Logs in and approves, or denies, by following what the pages of the provider say. Returns the address on this machine
 * that a browser would be sent to; nobody has asked for it yet.
 */
export async function visit(address: string, answer: 'approve' | 'deny' = 'approve'): Promise<string> {
  const cookies = new Map<string, string>()
  const { origin } = new URL(address)

  async function ask(url: URL, form?: Record<string, string>): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = line.match(/^([^=]+)=([^;]*)/) ?? []
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    return response
  }

  let url = new URL(address)
  let response = await ask(url)
  for (let steps = 0; steps < 20; steps += 1) {
    const location = response.headers.get('location')
    if (location !== null) {
      url = new URL(location, url)
      if (url.origin !== origin) return url.href
      response = await ask(url)
      continue
    }
    const page = await response.text()
    const action = page.match(/<form[^>]* action="([^"]+)"/)?.[1]
    const prompt = page.match(/name="prompt" value="([^"]+)"/)?.[1]
    if (action === undefined || prompt === undefined) throw new Error(`${response.status} at ${url.pathname}: ${page}`)
    response =
      answer === 'deny'
        ? await ask(new URL(`${new URL(action, url).pathname}/abort`, url))
        : await ask(new URL(action, url), { prompt, login: 'kari', password: 'x' })
  }
  throw new Error('the login never ends')
}
