import { describe, expect, test } from 'vitest'
import type { AuthorizationOptions } from '../../src/sandbox/authorization/authorization.ts'
import { exact, secret, serveAuthorization, start } from './served-authorization.ts'

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

test('what one client was given is of no use to another, and stays good for the first', async () => {
  const { approved, redeem, refresh, post } = await serveAuthorization()
  const stranger = { client_id: 'public', client_secret: '' }
  const code = await approved()
  expect((await redeem(code, stranger)).body.error).toBe('invalid_grant')
  const { status, body } = await redeem(code)
  expect(status).toBe(200)
  const stolen = { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id: 'public' }
  expect((await post('/token', stolen)).body.error).toBe('invalid_grant')
  expect((await refresh(body.refresh_token)).status).toBe(200)
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
