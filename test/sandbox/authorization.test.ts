import { createHash, randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type AuthorizationOptions, createAuthorization } from '../../src/sandbox/authorization/authorization.ts'
import { serve } from '../../src/sandbox/server.ts'

const exact = 'https://app.nordlys.example/callback?from=vendor'
const secret = 'se cret/+:é'
const verifier = randomBytes(32).toString('base64url')
const challenge = createHash('sha256').update(verifier).digest('base64url')
const start = Date.UTC(2026, 0, 15, 12)

async function serveAuthorization(options: Partial<AuthorizationOptions> = {}) {
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

describe('the page', () => {
  test('asks a person, once, and carries state and the picked company', async () => {
    const { ask, landed, served, redeem, authorization } = await serveAuthorization()
    const { status, page } = await ask({ state: 'a b&c', scope: 'salary profile' })
    expect(status).toBe(200)
    expect(page).toContain('Nordlys &lt;payroll&gt; asks for access')
    expect(page).toContain('<option value="2">Nordlys &amp; Sønn AS</option>')
    const form = {
      request: page.match(/name="request" value="([^"]+)"/)?.[1] ?? '',
      tenant: '2',
      answer: page.match(/<button id="approve" name="answer" value="([^"]+)"/)?.[1] ?? '',
    }
    const action = served.url + (page.match(/action="([^"]+)"/)?.[1] ?? '')
    const press = async () =>
      landed(await fetch(action, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' }))
    const pressed = await press()
    expect(pressed.location).toMatch(/^https:\/\/app\.nordlys\.example\/callback\?from=vendor&code=/)
    expect(pressed.back?.state).toBe('a b&c')
    const { body } = await redeem(pressed.back?.code ?? '')
    expect(authorization.verify(body.access_token)).toEqual({
      clientId: 'confidential',
      tenant: '2',
      scopes: ['salary', 'profile'],
      expiresAt: start + 3_600_000,
    })
    expect(await press()).toMatchObject({ status: 400, location: null })
    expect(JSON.stringify(authorization.snapshot())).not.toMatch(body.access_token)
  })

  test('denies', async () => {
    const { ask, authorization } = await serveAuthorization()
    expect((await ask({})).page).toContain('<button id="deny" name="answer" value="deny"')
    authorization.answerNext('deny')
    expect((await ask({ state: 'x' })).back).toMatchObject({ error: 'access_denied', state: 'x' })
    expect((await ask({})).status).toBe(200)
  })

  test.each<[string, Record<string, string>]>([
    ['another client', { client_id: 'nobody' }],
    ['another address', { redirect_uri: 'https://app.nordlys.example/callback' }],
    ['an address that only starts alike', { redirect_uri: `${exact}&more` }],
    ['loopback for a client without it', { redirect_uri: 'http://127.0.0.1:4000/callback' }],
    ['loopback without a port', { client_id: 'public', redirect_uri: 'http://127.0.0.1/callback' }],
    ['loopback with another path', { client_id: 'public', redirect_uri: 'http://127.0.0.1:4000/callback/x' }],
    ['loopback by another name', { client_id: 'public', redirect_uri: 'http://127.0.0.1.nordlys.example:1/callback' }],
    ['loopback with a name inside', { client_id: 'public', redirect_uri: 'http://127.0.0.1:1@x.example/callback' }],
    ['loopback with https', { client_id: 'public', redirect_uri: 'https://127.0.0.1:4000/callback' }],
    ['no address where several are registered', { client_id: 'public', redirect_uri: '' }],
  ])('never sends anybody to what is not registered: %s', async (_, parameters) => {
    const { ask } = await serveAuthorization()
    expect(await ask(parameters)).toMatchObject({ status: 400, location: null })
  })

  test.each<[string, Record<string, string>, string]>([
    ['no response type', { response_type: '' }, 'invalid_request'],
    ['a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['no scope', { scope: '' }, 'invalid_scope'],
    ['a scope of others', { scope: 'salary settings' }, 'invalid_scope'],
    ['a client for machines', { client_id: 'machine' }, 'unauthorized_client'],
    ['a plain challenge', { code_challenge: challenge, code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge of no method', { code_challenge: challenge }, 'invalid_request'],
    ['a method without a challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
    ['no digest', { code_challenge: 'abc', code_challenge_method: 'S256' }, 'invalid_request'],
    ['a public client without PKCE', { client_id: 'public', redirect_uri: 'app:/callback' }, 'invalid_request'],
  ])('sends the error back with the state: %s', async (_, parameters, error) => {
    const { ask } = await serveAuthorization()
    expect(await ask({ state: 's', ...parameters })).toMatchObject({ status: 302, back: { error, state: 's' } })
  })

  test('refuses what is given twice, and asks everybody for PKCE where the vendor does', async () => {
    const { ask } = await serveAuthorization({ pkce: 'required' })
    const twice = new URLSearchParams({ client_id: 'confidential', response_type: 'code', scope: 'salary' })
    twice.append('scope', 'profile')
    for (const parameters of [twice.toString(), {}]) {
      expect((await ask(parameters)).back).toMatchObject({ error: 'invalid_request' })
    }
  })

  test('asks the vendor’s own rules', async () => {
    const { ask, authorization } = await serveAuthorization({
      rules: {
        refusesRequest: ({ parameters }) =>
          parameters.state ? undefined : { error: 'invalid_request', description: 'state is missing.' },
        refusesApproval: () => ({ error: 'access_denied', description: 'Only an administrator may approve.' }),
      },
    })
    expect((await ask({})).back).toMatchObject({ error: 'invalid_request' })
    authorization.answerNext('approve')
    expect((await ask({ state: 's' })).back).toMatchObject({ error: 'access_denied', state: 's' })
    expect(authorization.snapshot().consents).toEqual([])
  })
})

describe('codes', () => {
  test('a public client on any port proves itself with the verifier', async () => {
    const { approved, post, use } = await serveAuthorization()
    const redirect_uri = 'http://localhost:54321/callback'
    const pkce = { client_id: 'public', redirect_uri, code_challenge: challenge, code_challenge_method: 'S256' }
    const form = { grant_type: 'authorization_code', client_id: 'public', redirect_uri }
    const wrongs = [{}, { code_verifier: challenge }, { code_verifier: verifier, client_secret: 'x' }]
    for (const wrong of wrongs) {
      const refused = await post('/token', { ...form, code: await approved(pkce), ...wrong })
      expect(refused.body.error).toBe('client_secret' in wrong ? 'invalid_client' : 'invalid_grant')
    }
    const { status, body, headers } = await post('/token', {
      ...form,
      code: await approved(pkce),
      code_verifier: verifier,
    })
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'salary' })
    expect(await use(body.access_token)).toBe(200)
    const again = { grant_type: 'refresh_token', client_id: 'public', refresh_token: body.refresh_token }
    expect((await post('/token', again)).status).toBe(200)
  })

  test('live a minute, count once, and a second use ends what the first one gave', async () => {
    const { approved, redeem, refresh, use, clock } = await serveAuthorization()
    const late = await approved()
    clock.time += 60_000
    expect(await redeem(late)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const code = await approved()
    clock.time += 59_999
    const first = (await redeem(code)).body
    const second = (await refresh(first.refresh_token)).body
    expect([await use(first.access_token), await use(second.access_token)]).toEqual([200, 200])
    expect((await redeem(code)).body.error).toBe('invalid_grant')
    expect([await use(first.access_token), await use(second.access_token)]).toEqual([401, 401])
    expect((await refresh(second.refresh_token)).body.error).toBe('invalid_grant')
  })

  test.each<[string, Record<string, string>]>([
    ['another address', { redirect_uri: 'https://app.nordlys.example' }],
    ['no address', { redirect_uri: '' }],
    ['a verifier that was never announced', { code_verifier: verifier }],
    ['another client', { client_id: 'machine' }],
  ])('are refused with %s', async (_, more) => {
    const { approved, redeem } = await serveAuthorization()
    const { status, body } = await redeem(await approved(), more)
    expect([status, body.error]).toEqual([400, 'client_id' in more ? 'unauthorized_client' : 'invalid_grant'])
  })
})

describe('clients', () => {
  const basic = (id: string, password: string) => ({
    authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(password)}`).toString('base64')}`,
  })
  const inBody = { client_id: 'confidential', client_secret: secret }

  test.each<[AuthorizationOptions['clientAuthentication'], number, number]>([
    ['basic', 200, 401],
    ['body', 401, 200],
    ['basic-or-body', 200, 200],
  ])('prove themselves by %s', async (clientAuthentication, withBasic, withBody) => {
    const { approved, post } = await serveAuthorization({ clientAuthentication })
    const form = async () => ({ grant_type: 'authorization_code', code: await approved(), redirect_uri: exact })
    expect((await post('/token', await form(), basic('confidential', secret))).status).toBe(withBasic)
    expect((await post('/token', { ...(await form()), ...inBody })).status).toBe(withBody)
    for (const status of [
      (await post('/token', await form(), basic('confidential', 'x'))).status,
      (await post('/token', await form(), basic('nobody', secret))).status,
      (await post('/token', { ...(await form()), ...inBody, client_secret: 'x' })).status,
      (await post('/token', { ...(await form()), client_id: 'confidential' })).status,
      (await post('/token', await form())).status,
    ]) {
      expect(status).toBe(401)
    }
    const both = await post('/token', { ...(await form()), ...inBody }, basic('confidential', secret))
    expect([both.status, both.body.error]).toEqual([400, 'invalid_request'])
  })

  test.each<[string, string | Record<string, string>, Record<string, string>, string]>([
    ['no grant type', {}, {}, 'invalid_request'],
    ['another grant type', { grant_type: 'password' }, {}, 'unsupported_grant_type'],
    ['no code', { grant_type: 'authorization_code' }, {}, 'invalid_request'],
    ['no refresh token', { grant_type: 'refresh_token' }, {}, 'invalid_request'],
    ['client credentials without a rule', { grant_type: 'client_credentials' }, {}, 'unauthorized_client'],
    ['a grant type given twice', 'grant_type=refresh_token&grant_type=refresh_token', {}, 'invalid_request'],
    ['JSON', '{}', { 'content-type': 'application/json' }, 'invalid_request'],
  ])('are refused %s', async (_, form, headers, error) => {
    const { post } = await serveAuthorization()
    expect(await post('/token', form, { ...basic('confidential', secret), ...headers })).toMatchObject({
      status: 400,
      body: { error, error_description: expect.any(String) },
    })
  })

  test('get a token by credentials where the vendor’s rule says what for', async () => {
    const { post, authorization, approved } = await serveAuthorization({
      rules: {
        clientCredentials: ({ header, parameters, consents }) => {
          const consent = consents.find(({ tenant }) => tenant === (header('tenant') ?? parameters.tenant))
          return consent ?? { error: 'invalid_grant', description: 'Nobody has approved.' }
        },
      },
    })
    const ask = (headers: Record<string, string>, more: Record<string, string> = {}) =>
      post('/token', { grant_type: 'client_credentials', ...inBody, ...more }, headers)
    expect((await ask({ tenant: '1' })).body.error).toBe('invalid_grant')
    await approved({ scope: 'profile' })
    for (const { status, body } of [await ask({ tenant: '1' }), await ask({}, { tenant: '1' })]) {
      expect([status, body.scope, body.refresh_token]).toEqual([200, 'profile', undefined])
      expect(authorization.verify(body.access_token)).toMatchObject({ tenant: '1', scopes: ['profile'] })
    }
  })
})

describe('tokens', () => {
  test('access ends in time, and is renewed with a new refresh token each time', async () => {
    const { approved, redeem, refresh, use, clock } = await serveAuthorization()
    const first = (await redeem(await approved({ scope: 'salary profile' }))).body
    clock.time += 3_599_999
    expect(await use(first.access_token)).toBe(200)
    clock.time += 1
    expect(await use(first.access_token)).toBe(401)
    expect((await refresh(first.refresh_token, { scope: 'salary settings' })).body.error).toBe('invalid_scope')
    const second = (await refresh(first.refresh_token, { scope: 'salary' })).body
    expect(second.scope).toBe('salary')
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await use(second.access_token)).toBe(200)
    clock.time += 86_400_000
    expect((await refresh(second.refresh_token)).body.error).toBe('invalid_grant')
  })

  test.each([
    ['refuse', 200],
    ['revoke-family', 401],
  ] as const)('a refresh token is used once; a second time: %s', async (reuse, afterwards) => {
    const { approved, redeem, refresh, use } = await serveAuthorization({ reuse })
    const first = (await redeem(await approved())).body
    const second = (await refresh(first.refresh_token)).body
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await use(second.access_token)).toBe(afterwards)
    expect((await refresh(second.refresh_token)).status).toBe(afterwards === 200 ? 200 : 400)
  })

  test('end when they are revoked by their client, and with the consent', async () => {
    const { approved, redeem, refresh, use, post, own, authorization } = await serveAuthorization()
    const one = (await redeem(await approved())).body
    const other = (await redeem(await approved())).body
    const stranger = { client_id: 'machine', client_secret: secret }
    expect((await post('/revoke', { token: one.refresh_token, ...stranger })).status).toBe(200)
    expect((await post('/revoke', { token: one.refresh_token, ...own, client_secret: 'x' })).status).toBe(401)
    expect(await use(one.access_token)).toBe(200)
    expect(
      (await post('/revoke', { token: one.refresh_token, token_type_hint: 'refresh_token', ...own })).body,
    ).toEqual({
      revoked: true,
    })
    expect([await use(one.access_token), await use(other.access_token)]).toEqual([401, 200])
    expect(authorization.snapshot()).toEqual({
      consents: Array(2).fill({ clientId: 'confidential', tenant: '1', scopes: ['salary'] }),
      live: { codes: 0, accessTokens: 1, refreshTokens: 1 },
    })
    authorization.withdraw('confidential', '1')
    expect([await use(other.access_token), (await refresh(other.refresh_token)).status]).toEqual([401, 400])
    expect(authorization.snapshot().consents).toEqual([])
  })

  test('may be JWTs with the vendor’s claims, and may come without refresh', async () => {
    const { approved, redeem, served, use } = await serveAuthorization({
      rules: {
        givesRefreshToken: ({ parameters }) => parameters.access_type === 'offline',
        claims: ({ tenant }, origin) => ({ tenantId: Number(tenant), iss: origin }),
      },
    })
    const { access_token, refresh_token } = (await redeem(await approved())).body
    const claims = JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url').toString())
    expect(claims).toMatchObject({ tenantId: 1, iss: served.url, iat: start / 1000, exp: start / 1000 + 3600 })
    expect([refresh_token, await use(access_token), await use(`${access_token}x`)]).toEqual([undefined, 200, 401])
    expect((await redeem(await approved({ access_type: 'offline' }))).body.refresh_token).toMatch(/./)
  })
})

test('the metadata says where everything is', async () => {
  const { served } = await serveAuthorization()
  expect(await (await fetch(`${served.url}/discovery`)).json()).toMatchObject({
    issuer: served.url,
    token_endpoint: `${served.url}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  })
})
