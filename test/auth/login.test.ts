/** The login in the browser, against a certified provider and against the sandbox of the vendors. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { logIn } from '../../src/auth/login.ts'
import { cancel, scriptedPrompter } from '../helpers/prompter.ts'
import { codeMethod, startProvider, visit } from './provider.ts'
import { appAt, logInWith, pageAt, setUp, withSecret } from './setting.ts'
import { serveVendor } from './vendor.ts'

test.each([
  ['without a secret', { clientId: 'public' }, codeMethod],
  ['with the secret in the form', withSecret('body'), codeMethod],
  ['with the secret by Basic', withSecret('basic'), { ...codeMethod, clientAuth: 'basic' as const }],
])('code and PKCE %s', async (_, keys, method) => {
  const provider = await startProvider()
  const setting = await setUp()
  const app = appAt(provider.url, { keys, method })
  const { issued, page } = await logInWith(setting, app, visit)
  expect(issued).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String) })
  const [address = ''] = setting.addresses
  expect(Object.fromEntries(new URL(address).searchParams)).toMatchObject({
    response_type: 'code',
    scope: 'openid offline_access',
    code_challenge_method: 'S256',
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    prompt: 'consent',
  })
  expect(page).toMatch(/^200 <!doctype html>.*You are logged in/s)
  expect(page).not.toContain('<script')
  expect(setting.told()).toContain('Waiting for the answer, for 10 minutes at most. Ctrl-C ends it.')
  expect(`${page}${setting.told()}`).not.toContain(issued.accessToken)
})

test('denied consent', async () => {
  const provider = await startProvider()
  const setting = await setUp()
  const app = appAt(provider.url)
  let page: Promise<string> | undefined
  const denied = logInWith(setting, app, async (address) => {
    page = pageAt(await visit(address, 'deny'))
    return undefined
  })
  await expect(denied).rejects.toMatchObject({
    kind: 'authorization',
    message: 'The access to Example was denied in the browser. Nothing was saved.',
    hint: 'To log in after all, and approve: huma-payroll connect example',
    details: { code: 'access_denied' },
  })
  expect(provider.counts.size).toBe(0)
  expect(await page).toMatch(/^400 .*The login did not work/s)
})

test.each<[string, (back: URL) => void, RegExp]>([
  ['another state', (back) => back.searchParams.set('state', 'x'), /belongs to another login/],
  ['no state', (back) => back.searchParams.delete('state'), /belongs to another login/],
  ['another issuer', (back) => back.searchParams.set('iss', 'https://x.example'), /does not come from http/],
  ['a code of nobody', (back) => back.searchParams.set('code', 'x'), /did not take the code/],
  ['a denial of another login', (back) => back.searchParams.set('error', 'access_denied'), /did not let|denied/],
])('an answer with %s lets nobody in', async (what, change, message) => {
  const provider = await startProvider()
  const setting = await setUp()
  const login = logInWith(setting, appAt(provider.url), async (address) => {
    const back = new URL(await visit(address))
    change(back)
    void pageAt(back.href).catch(() => {})
    return undefined
  })
  await expect(login).rejects.toMatchObject({ kind: 'authorization', message: expect.stringMatching(message) })
  // Only what looked right was sent on.
  expect([...provider.counts]).toEqual(what === 'a code of nobody' ? [['authorization_code: error', 1]] : [])
})

test('a vendor that names no issuer is not asked for one', async () => {
  const provider = await startProvider()
  const setting = await setUp()
  const { issuer: _, ...method } = codeMethod
  const { issued } = await logInWith(setting, appAt(provider.url, { method }), async (address) => {
    const back = new URL(await visit(address))
    back.searchParams.set('iss', 'https://x.example')
    return back.href
  })
  expect(issued.accessToken).toEqual(expect.any(String))
})

test('one answer only: a second one and other visitors get a page of their own', async () => {
  const vendor = await serveVendor()
  const setting = await setUp()
  const pages: string[] = []
  let first: Promise<string> | undefined
  vendor.served.setFaults([{ kind: 'delay', path: '/token', milliseconds: 60_000, times: 1 }])
  const login = logInWith(setting, vendor.app, async (address) => {
    const back = await vendor.approve(address)
    pages.push(await pageAt(new URL('/favicon.ico', back).href))
    pages.push(await pageAt(new URL('/callback', back).href))
    first = pageAt(back)
    // The first is being redeemed: the vendor has the request and does not answer.
    await expect.poll(() => vendor.served.requests().some(({ path }) => path === '/token')).toBe(true)
    pages.push(await pageAt(back))
    await vendor.served.close()
    return undefined
  })
  await expect(login).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(/^The login at Example was not completed\. /),
    hint: 'Log in again: huma-payroll connect example',
  })
  expect([...pages, await first].map((page) => `${page?.slice(0, 3)} ${page?.match(/<h1>(.*)<\/h1>/)?.[1]}`)).toEqual([
    '404 Nothing is here',
    '404 Nothing is here',
    '409 This login was answered before',
    '400 The login did not work',
  ])
})

test('a code that has become too old', async () => {
  const vendor = await serveVendor()
  const setting = await setUp()
  const login = logInWith(setting, vendor.app, async (address) => {
    const back = await vendor.approve(address)
    vendor.clock.time += 600_000
    return back
  })
  await expect(login).rejects.toMatchObject({
    kind: 'authorization',
    message: 'Example did not take the code of this login: it was used before, or too old.',
    hint: expect.stringContaining('huma-payroll connect example'),
  })
})

test.each([
  ['a wrong secret', { clientSecret: 'not it' }, 'Example does not accept the client ID or its secret'],
  ['no secret', { clientSecret: '' }, 'The client secret for Example is not there.'],
  ['no client ID', { clientId: '' }, 'The client ID for Example is not there.'],
])('%s', async (_, wrong, message) => {
  const vendor = await serveVendor()
  const setting = await setUp()
  const app = { ...vendor.app, keys: { ...vendor.app.keys, ...wrong } }
  const error = await logInWith(setting, app, vendor.approve).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind: 'authorization', message: expect.stringContaining(message) })
  expect(JSON.stringify(error)).not.toContain('not it')
})

test('an error of the vendor is passed on, and one without a state too', async () => {
  const vendor = await serveVendor()
  const setting = await setUp()
  const method = { ...vendor.app.method, scopes: ['salary', 'everything'] }
  await expect(logInWith(setting, { ...vendor.app, method }, vendor.approve)).rejects.toMatchObject({
    kind: 'authorization',
    message: 'Example did not let this login through (invalid_scope): Not for this client: everything.',
    details: { code: 'invalid_scope' },
  })
  const stateless = logInWith(setting, vendor.app, async (address) => {
    return `${new URL(address).searchParams.get('redirect_uri')}?error=server_error`
  })
  await expect(stateless).rejects.toMatchObject({
    kind: 'authorization',
    message: 'Example did not let this login through (server_error).',
  })
})

test('a fixed port that is in use', async () => {
  const other = createServer()
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const vendor = await serveVendor()
  const setting = await setUp()
  const method = { ...vendor.app.method, redirect: { port, path: '/callback' } }
  await expect(logIn({ ...vendor.app, method }, setting.parts())).rejects.toMatchObject({
    kind: 'unavailable',
    message: `Port ${port}, where the login at Example is answered, is in use by another program.`,
    hint: expect.stringContaining('huma-payroll connect example --no-browser'),
    details: { port, code: 'EADDRINUSE' },
  })
  expect(setting.opened).toEqual([])
})

test('nobody comes within the time limit, and the port is free again', async () => {
  const vendor = await serveVendor()
  const setting = await setUp()
  await expect(logIn(vendor.app, setting.parts({ openBrowser: undefined }), { timeLimit: 0.02 })).rejects.toMatchObject(
    {
      kind: 'authorization',
      message: expect.stringMatching(/^Nobody logged in to Example within /),
      hint: expect.stringMatching(
        /register http:\/\/127\.0\.0\.1:\d+\/callback for the app\.\nLog in again: huma-payroll/,
      ),
    },
  )
  // Nobody sits here, so no browser was opened; the address was told all the same.
  expect(setting.told()).toMatch(/^Log in to Example at this address:\nhttp/)
  const back = new URL(setting.addresses[0] ?? '').searchParams.get('redirect_uri') ?? ''
  await expect(fetch(back)).rejects.toThrow()
})

test.each(['before', 'while'])('Ctrl-C %s waiting ends the login', async (when) => {
  const vendor = await serveVendor()
  const setting = await setUp()
  if (when === 'before') setting.interrupt()
  const openBrowser = () => setting.interrupt()
  await expect(logIn(vendor.app, setting.parts({ openBrowser }))).rejects.toMatchObject({
    kind: 'cancelled',
    message: 'The login was cancelled. Nothing was saved.',
  })
})

test('an answer that is pasted', async () => {
  const provider = await startProvider()
  const setting = await setUp()
  let problem: ((answer: string) => string | undefined) | undefined
  const prompter = {
    async text(question: { message: string; problem?: (answer: string) => string | undefined }) {
      problem = question.problem
      return visit(setting.addresses[0] ?? '')
    },
  }
  const issued = await logIn(appAt(provider.url), setting.parts({ prompter }), { paste: true })
  expect(issued.refreshToken).toEqual(expect.any(String))
  expect(setting.opened).toEqual([])
  expect(setting.told()).toMatch(/sent to http:\/\/127\.0\.0\.1:51999\/callback and cannot show it/)

  const state = new URL(setting.addresses[0] ?? '').searchParams.get('state')
  const back = 'http://127.0.0.1:51999/callback'
  expect([
    problem?.('abc'),
    problem?.(back),
    problem?.(`${back}?code=x&state=y`),
    problem?.(`${back}?code=x`),
    problem?.(`${back}?error=access_denied&state=y`),
    problem?.(`${back}?error=access_denied`),
    problem?.(`${back}?code=x&state=${state}`),
  ]).toEqual([
    expect.stringContaining('This is no address'),
    expect.stringContaining('brings no answer'),
    expect.stringContaining('another login'),
    expect.stringContaining('another login'),
    expect.stringContaining('another login'),
    undefined,
    undefined,
  ])
})

test('nobody can paste without a terminal, and Ctrl-C at the question ends the login', async () => {
  const vendor = await serveVendor()
  const setting = await setUp()
  await expect(logIn(vendor.app, setting.parts(), { paste: true })).rejects.toMatchObject({
    kind: 'decision',
    hint: 'Leave out --no-browser: the address is printed, and the answer awaited.\nhuma-payroll connect example',
  })
  const prompter = scriptedPrompter([{ kind: 'text', message: 'sent to', answer: cancel }])
  await expect(logIn(vendor.app, setting.parts({ prompter }), { paste: true })).rejects.toMatchObject({
    kind: 'cancelled',
  })
})
