/** Access tokens: kept, shared, renewed; and what must never happen to a login. */
import { writeFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { keepLogin, keptTokens, unkeptTokens } from '../../src/auth/session.ts'
import type { Http } from '../../src/http/http.ts'
import { pathsIn } from '../helpers/home.ts'
import { oddServer } from './odd-server.ts'
import { codeMethod, credentialsMethod, secret, startProvider, visit } from './provider.ts'
import { appAt, keptSession, logInWith, type Setting, setUp, sharedSecrets, withSecret } from './setting.ts'
import { serveVendor, type Vendor } from './vendor.ts'

const hour = 3_600_000
const secrets = sharedSecrets()

async function kept({ session: { secrets: store, owner } }: Setting): Promise<Record<string, string>> {
  const names = ['clientId', 'clientSecret', 'tenantId', 'refreshToken', 'accessToken', 'accessTokenUsableUntil']
  return { ...(await store.get({ ...owner, environmentPrefix: 'NOBODY' }, names))?.values }
}

/** A login at the sandbox whose clock is also ours, as later commands find it. */
async function loggedIn(options: Parameters<typeof serveVendor>[0] = {}, env?: Record<string, string>) {
  const vendor = await serveVendor(options)
  const setting = await setUp({ now: () => vendor.clock.time, sleep: async () => {}, ...(env ? { env } : { secrets }) })
  const { issued } = await logInWith(setting, vendor.app, vendor.approve)
  const tokens = await keptSession(setting, vendor.app, issued)
  vendor.served.clearRequests()
  return { vendor, setting, issued, tokens }
}

const asked = ({ served }: Vendor) => served.requests().filter(({ path }) => path === '/token').length

/** The same, and something that happens just after each answer has come. */
function afterAnswers(http: Http, happens: () => Promise<unknown> | unknown): Http {
  return {
    async send(request) {
      const answer = await http.send(request)
      await happens()
      return answer
    },
  }
}

test('a certified provider: refresh rotates, and a used refresh token ends the login without losing what is kept', async () => {
  const provider = await startProvider()
  const setting = await setUp({ secrets })
  const app = appAt(provider.url)
  const { issued } = await logInWith(setting, app, visit)
  const tokens = await keptSession(setting, app, issued)
  expect(await tokens.get()).toBe(issued.accessToken)
  const second = await tokens.renew(issued.accessToken)
  const third = await tokens.renew(second)
  expect(new Set([issued.accessToken, second, third]).size).toBe(3)
  expect(await keptTokens(app, setting.session).get()).toBe(third)
  expect(Object.fromEntries(provider.counts)).toEqual({ authorization_code: 1, refresh_token: 2 })

  // As if the store had been put back from a copy.
  await keepLogin(setting.session.secrets, setting.session.owner, app.keys, issued)
  const before = await kept(setting)
  const reused = keptTokens(app, setting.session)
  await expect(reused.renew(issued.accessToken)).rejects.toMatchObject({
    kind: 'authorization',
    message: 'The login at Example has ended, or was taken back.',
    hint: 'Log in again: huma-payroll connect example',
  })
  expect(provider.counts.get('refresh_token: error')).toBe(1)
  expect(await kept(setting)).toEqual(before)
})

test('a certified provider: client credentials', async () => {
  const provider = await startProvider()
  const setting = await setUp({ secrets })
  const app = { ...appAt(provider.url), method: credentialsMethod, keys: withSecret('service') }
  const tokens = unkeptTokens(app, undefined, setting.session)
  const [one, other] = await Promise.all([tokens.get(), tokens.get()])
  expect(one).toBe(other)
  expect(await tokens.renew(one)).not.toBe(one)
  expect(provider.counts.get('client_credentials')).toBe(2)
})

test('an access token is shared and kept until shortly before its end', async () => {
  const { vendor, setting, issued, tokens } = await loggedIn()
  vendor.clock.time += hour - 61_000
  expect(await tokens.get()).toBe(issued.accessToken)
  expect(asked(vendor)).toBe(0)
  vendor.clock.time += 1000
  const all = await Promise.all(Array.from({ length: 10 }, () => tokens.get()))
  expect(new Set(all).size).toBe(1)
  expect(all[0]).not.toBe(issued.accessToken)
  // A later command.
  expect(await keptTokens(vendor.app, setting.session).get()).toBe(all[0])
  expect(asked(vendor)).toBe(1)
  expect(vendor.authorization.verify(all[0] ?? '')).toMatchObject({ tenant: '1' })
  expect(await kept(setting)).toMatchObject(vendor.app.keys)
})

test('a refused token is renewed once for all who were refused', async () => {
  const { vendor, issued, tokens } = await loggedIn()
  await tokens.get()
  const all = await Promise.all(Array.from({ length: 10 }, () => tokens.renew(issued.accessToken)))
  expect([new Set(all).size, asked(vendor)]).toEqual([1, 1])
  // Somebody who was slow to hear of it.
  expect(await tokens.renew(issued.accessToken)).toBe(all[0])
  expect(asked(vendor)).toBe(1)
  // Refused, too, while it is being fetched from the store: the next one is asked for.
  expect(await tokens.renew(all[0] ?? '')).not.toBe(all[0])
  expect(asked(vendor)).toBe(2)
})

test('two sessions of one login, one renewal: the second finds what the first has kept', async () => {
  const { vendor, setting, issued, tokens } = await loggedIn()
  const other = keptTokens(vendor.app, setting.session)
  const [one, two] = await Promise.all([tokens.renew(issued.accessToken), other.renew(issued.accessToken)])
  expect([one === two, asked(vendor)]).toEqual([true, 1])
})

test('what was not kept is not used', async () => {
  const { vendor, setting, issued } = await loggedIn({}, {})
  const http = afterAnswers(setting.session.http, () => writeFileSync(pathsIn(setting.home).secrets, '{}'))
  const tokens = keptTokens(vendor.app, { ...setting.session, http })
  await expect(tokens.renew(issued.accessToken)).rejects.toMatchObject({ kind: 'storage' })
})

test.each([
  ['still good', 0, 1],
  ['over by now', hour, 2],
])('the end of a login, while another one was kept that is %s', async (_, later, requests) => {
  const { vendor, setting } = await loggedIn()
  const { issued: newer } = await logInWith(setting, vendor.app, vendor.approve)
  // Both access tokens are over; the refresh token that is kept is one that nobody knows.
  const unknown = { accessToken: 'old', usableUntil: 0, refreshToken: 'unknown' }
  await keepLogin(setting.session.secrets, setting.session.owner, vendor.app.keys, unknown)
  vendor.clock.time += later
  vendor.served.clearRequests()
  let stored = false
  const http = afterAnswers(setting.session.http, async () => {
    if (stored) return
    stored = true
    const { accessToken, usableUntil, refreshToken = '' } = newer
    const values = { ...vendor.app.keys, accessToken, accessTokenUsableUntil: String(usableUntil), refreshToken }
    await setting.session.secrets.set(setting.session.owner, values)
  })
  const token = await keptTokens(vendor.app, { ...setting.session, http }).get()
  expect([token === newer.accessToken, asked(vendor)]).toEqual([later === 0, requests])
  expect(vendor.authorization.verify(token)).toBeDefined()
})

test('a login that was taken back, and one without a refresh token', async () => {
  const { vendor, setting, issued, tokens } = await loggedIn()
  vendor.authorization.withdraw('app', '1')
  const before = await kept(setting)
  await expect(tokens.renew(issued.accessToken)).rejects.toMatchObject({ kind: 'authorization' })
  expect([await kept(setting), asked(vendor)]).toEqual([before, 1])

  const { refreshToken: _, ...short } = issued
  const again = await keptSession(setting, vendor.app, short)
  expect(await again.get()).toBe(issued.accessToken)
  await expect(again.renew(issued.accessToken)).rejects.toMatchObject({ kind: 'authorization' })
  expect(asked(vendor)).toBe(1)
})

test.each([
  ['400 of a gateway', { kind: 'status', status: 400 }, 'protocol', /status 400/],
  ['403 of a gateway', { kind: 'status', status: 403 }, 'authorization', /does not accept the client ID/],
  ['503', { kind: 'status', status: 503 }, 'unavailable', /it is not known whether it was/],
  ['a broken connection', { kind: 'reset-before' }, 'unavailable', /it is not known whether it was/],
] as const)('%s takes nothing away', async (_, fault, kind, message) => {
  const { vendor, setting, issued, tokens } = await loggedIn()
  const before = await kept(setting)
  vendor.served.setFaults([{ ...fault, path: '/token', times: 1 }])
  const error = await tokens.renew(issued.accessToken).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind, message: expect.stringMatching(message) })
  expect([await kept(setting), asked(vendor)]).toEqual([before, 1])
  expect(vendor.authorization.verify(await tokens.renew(issued.accessToken))).toBeDefined()
})

test.each(['reset-after', 'status-after', 'truncate'] as const)(
  'a renewal whose answer is lost (%s) is told honestly, and keeps what there is',
  async (kind) => {
    const { vendor, setting, issued, tokens } = await loggedIn()
    const before = await kept(setting)
    vendor.served.setFaults([{ kind, path: '/token', times: 1 }])
    await expect(tokens.renew(issued.accessToken)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('the old one may have ended, and the new one did not arrive'),
      hint: 'Run the command again. If the login is refused then, log in again: huma-payroll connect example',
    })
    expect(await kept(setting)).toEqual(before)
    await expect(tokens.renew(issued.accessToken)).rejects.toMatchObject({
      kind: 'authorization',
      hint: 'Log in again: huma-payroll connect example',
    })
    const { issued: next } = await logInWith(setting, vendor.app, vendor.approve)
    expect(await (await keptSession(setting, vendor.app, next)).get()).toBe(next.accessToken)
  },
)

test('a server that cannot be reached has surely changed nothing', async () => {
  const { vendor, issued, tokens } = await loggedIn()
  await vendor.served.close()
  const error = await tokens.renew(issued.accessToken).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('could not be reached') })
})

test('a secret that was changed at the vendor', async () => {
  const { vendor, setting, issued, tokens } = await loggedIn({}, { HUMA_PAYROLL_EXAMPLE_CLIENT_SECRET: 'another' })
  const before = await kept(setting)
  await expect(tokens.renew(issued.accessToken)).rejects.toMatchObject({
    kind: 'authorization',
    message: 'Example does not accept the client ID or its secret: The client could not be authenticated.',
    details: { status: 401, code: 'invalid_client' },
  })
  expect([await kept(setting), asked(vendor)]).toEqual([before, 1])
})

test('keys of the environment are never written down, and no variable stands in for a token', async () => {
  const env = {
    HUMA_PAYROLL_EXAMPLE_CLIENT_ID: 'app',
    HUMA_PAYROLL_EXAMPLE_CLIENT_SECRET: secret,
    HUMA_PAYROLL_EXAMPLE_REFRESH_TOKEN: 'of yesterday',
  }
  const { vendor, setting, issued } = await loggedIn({}, env)
  const tokens = await keptSession(setting, { ...vendor.app, keys: {} }, issued)
  await tokens.renew(issued.accessToken)
  const { refreshToken, accessToken, accessTokenUsableUntil, ...others } = await kept(setting)
  expect(others).toEqual({})
  expect(refreshToken).not.toBe(issued.refreshToken)
})

test.each([-600_000, 600_000])('a clock that is wrong by %i ms', async (wrong) => {
  const vendor = await serveVendor()
  const setting = await setUp({ now: () => vendor.clock.time + wrong, secrets })
  const { issued } = await logInWith(setting, vendor.app, vendor.approve)
  const tokens = await keptSession(setting, vendor.app, issued)
  vendor.clock.time += hour - 61_000
  expect(vendor.authorization.verify(await tokens.get())).toBeDefined()
  vendor.clock.time += 2000
  expect(vendor.authorization.verify(await tokens.get())).toBeDefined()
  expect(asked(vendor)).toBe(2)
})

const tokenBody = { access_token: 'new', token_type: 'Bearer', expires_in: 3600 }

/** With a signature of no meaning. */
function idToken(header: object, claims: object): string {
  return [header, claims, 'x'].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
}

test.each<[string, unknown]>([
  ['unsigned', idToken({ alg: 'none' }, { sub: 'kari', aud: 'public', iat: 1, exp: 2 })],
  ['of another server, for another app, and over', idToken({ alg: 'RS256' }, { iss: 'x', aud: 'x', iat: 1, exp: 2 })],
  ['without claims', idToken({ alg: 'RS256' }, {})],
  ['that is no token', 'x'],
  ['that is null', null],
])('an id token %s is not looked at, neither with a login nor with a renewal', async (_, id_token) => {
  const server = await oddServer(
    { body: { ...tokenBody, refresh_token: 'one', id_token } },
    { body: { ...tokenBody, access_token: 'newer', refresh_token: 'two', id_token } },
  )
  const setting = await setUp({ secrets })
  const app = appAt(server.url)
  const { issued } = await logInWith(setting, app, async (address) => answered(address))
  expect(issued).toMatchObject({ accessToken: 'new', refreshToken: 'one' })
  const tokens = await keptSession(setting, app, issued)
  expect(await tokens.renew('new')).toBe('newer')
  expect(await kept(setting)).toMatchObject({ accessToken: 'newer', refreshToken: 'two' })
})

/** Where the browser is sent after an approval. */
function answered(address: string): string {
  const { searchParams } = new URL(address)
  return `${searchParams.get('redirect_uri')}?code=c&state=${searchParams.get('state')}`
}

test('answers that leave out what may be left out', async () => {
  const clock = { time: 1_000_000 }
  const server = await oddServer({ body: { access_token: 'a', token_type: 'bearer' } }, { body: tokenBody })
  const setting = await setUp({ now: () => clock.time, secrets })
  const app = appAt(server.url, { method: { ...codeMethod, rotates: false } })
  const old = { accessToken: 'old', usableUntil: 0, refreshToken: 'stays' }
  const tokens = await keptSession(setting, app, old)
  expect(await tokens.get()).toBe('a')
  expect(await kept(setting)).toMatchObject({ refreshToken: 'stays', accessToken: 'a' })
  // No lifetime was said, so it is not trusted for long.
  clock.time += 240_000
  expect(await tokens.get()).toBe('new')
  expect(server.forms.map((form) => form.get('refresh_token'))).toEqual(['stays', 'stays'])
})

test.each<[string, Parameters<typeof oddServer>[0], object]>([
  ['no JSON', { body: '<html>', type: 'text/html' }, { kind: 'unavailable' }],
  [
    'a token of an unknown type',
    { body: { ...tokenBody, access_token: 'of nobody', token_type: 'mac' } },
    { kind: 'unavailable' },
  ],
  [
    'a token of an unknown type, and an id token',
    { body: { ...tokenBody, access_token: 'of nobody', token_type: 'mac', id_token: 'x' } },
    { kind: 'unavailable' },
  ],
  ['a redirect', { status: 302, body: '' }, { kind: 'protocol', details: { status: 302 } }],
  ['nothing', { status: 204, body: '' }, { kind: 'protocol', details: { status: 204 } }],
  ['a scope that is refused', { status: 400, body: { error: 'invalid_scope' } }, { kind: 'authorization' }],
  [
    'a refusal that repeats a secret',
    (form) => ({
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: `no ${form.get('refresh_token')} ${form.get('client_secret')}`,
      },
    }),
    { kind: 'refused', message: 'Example refused to give a token (invalid_request): no *** ***.' },
  ],
])('a login server that answers %s', async (_, answer, expected) => {
  const server = await oddServer(answer)
  const setting = await setUp({ secrets })
  const app = appAt(server.url, { keys: withSecret('body') })
  const tokens = await keptSession(setting, app, { accessToken: 'old', usableUntil: 0, refreshToken: 'of kari' })
  const before = await kept(setting)
  const error = await tokens.get().catch((reason: unknown) => reason)
  expect(error).toMatchObject(expected)
  expect([await kept(setting), server.forms.length]).toEqual([before, 1])
  // All of it, with what lies behind it.
  expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/of kari|se-cret|of nobody/)
})

test('a long access token stays in memory', async () => {
  const { vendor, setting, issued, tokens } = await loggedIn({
    rules: { claims: () => ({ rights: 'x'.repeat(2000) }) },
  })
  const { refreshToken, ...others } = await kept(setting)
  expect([refreshToken, others]).toEqual([issued.refreshToken, vendor.app.keys])
  const token = await tokens.get()
  expect([await tokens.get(), asked(vendor)]).toEqual([token, 1])
})

test('client credentials: header and form from the keys, kept beside them, and the end of a consent', async () => {
  const { vendor, setting } = await loggedIn()
  const { credentials, clock } = vendor
  expect(await setting.session.secrets.set(setting.session.owner, credentials.keys)).toBeDefined()
  const tokens = keptTokens(credentials, setting.session)
  const all = await Promise.all([tokens.get(), tokens.get()])
  expect([new Set(all).size, asked(vendor)]).toEqual([1, 1])
  expect(vendor.authorization.verify(all[0])).toMatchObject({ tenant: '1' })
  expect(await keptTokens(credentials, setting.session).get()).toBe(all[0])
  expect(await kept(setting)).toMatchObject({ ...credentials.keys, accessToken: all[0] })

  clock.time += hour
  vendor.authorization.withdraw('app', '1')
  await expect(tokens.get()).rejects.toMatchObject({
    kind: 'authorization',
    message: 'Example gives no access to these keys: nobody has approved it, or it was taken back.',
    hint: 'Approve it there, then: huma-payroll connect example',
  })
  expect(await kept(setting)).toMatchObject(credentials.keys)
})

test('client credentials: a token of other keys is not used, and keys of the environment leave nothing behind', async () => {
  const server = await oddServer((form) => ({ body: { ...tokenBody, access_token: `of ${form.get('tenant_id')}` } }))
  const method = {
    ...credentialsMethod,
    questions: [...credentialsMethod.questions, { key: 'tenantId', label: '', help: '', hidden: false }],
    form: { tenant_id: 'tenantId' },
  }
  const app = { ...appAt(server.url), method }
  const keys = { ...withSecret('service'), tenantId: 'one' }
  const first = await setUp()
  await first.session.secrets.set(first.session.owner, keys)
  expect(await keptTokens(app, first.session).get()).toBe('of one')
  const { owner } = first.session
  const other = await setUp({ home: first.home, owner, env: { HUMA_PAYROLL_EXAMPLE_TENANT_ID: 'two' } })
  expect(await keptTokens(app, other.session).get()).toBe('of two')
  expect(await kept(other)).toMatchObject({ ...keys, accessToken: 'of one' })
  expect(server.forms.map((form) => Object.fromEntries(form))).toEqual([
    { grant_type: 'client_credentials', scope: 'employees', tenant_id: 'one' },
    { grant_type: 'client_credentials', scope: 'employees', tenant_id: 'two' },
  ])

  const env = {
    HUMA_PAYROLL_EXAMPLE_CLIENT_ID: 'service',
    HUMA_PAYROLL_EXAMPLE_CLIENT_SECRET: secret,
    HUMA_PAYROLL_EXAMPLE_TENANT_ID: 'three',
  }
  const bare = await setUp({ env })
  expect(await keptTokens(app, bare.session).get()).toBe('of three')
  expect(await kept(bare)).toEqual({})
})

test('a login that is about to be proven is not renewed', async () => {
  const { vendor, setting, issued } = await loggedIn()
  const tokens = unkeptTokens(vendor.app, issued, setting.session)
  expect(await tokens.get()).toBe(issued.accessToken)
  await expect(tokens.renew(issued.accessToken)).rejects.toMatchObject({
    kind: 'authorization',
    message: 'Example refused the login that it had just given.',
  })
  expect(asked(vendor)).toBe(0)
})
