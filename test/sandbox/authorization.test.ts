import { describe, expect, test } from 'vitest'
import { challenge, exact, serveAuthorization, start, verifier } from './served-authorization.ts'

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
