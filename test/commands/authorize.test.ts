/** What `connect` and later commands do about a login; the login itself is tested in test/auth. */
import { expect, test } from 'vitest'
import { authorize, keepAuthorization, keptAccess, keysOfLogin } from '../../src/commands/authorize.ts'
import { codeMethod, credentialsMethod, secret, startProvider, visit } from '../auth/provider.ts'
import { pageAt } from '../auth/setting.ts'
import { scriptedPrompter } from '../helpers/prompter.ts'
import { testWorld } from '../helpers/world.ts'

const system = { id: 'example', name: 'Example' }
const owner = { id: 'c1', environmentPrefix: 'EXAMPLE' }
const again = 'huma-payroll connect example --name n'

/** The first address that was told, as soon as it was. */
async function toldAddress(err: () => string): Promise<string> {
  await expect.poll(() => err()).toMatch(/^http.*$/m)
  return err().match(/^http.*$/m)?.[0] ?? ''
}

test('without a terminal the address is on stderr, no browser is opened, and the login serves later commands', async () => {
  const provider = await startProvider()
  const opened: string[] = []
  const { world, err, out } = testWorld({ openBrowser: (url) => void opened.push(url) })
  const way = { system, method: codeMethod, authUrl: provider.url, again }
  const keys = { clientId: 'public' }
  const authorizing = authorize(world, way, keys, {})
  await pageAt(await visit(await toldAddress(err)))
  const { accessToken, issued } = await authorizing
  expect(await accessToken?.get()).toBe(issued?.accessToken)
  expect([opened, out()]).toEqual([[], ''])
  expect(err()).not.toContain('cannot be renewed')

  const place = await keepAuthorization(world, owner, codeMethod, { values: keys, from: 'file' }, issued)
  expect(place.kind).toBe('file')
  const later = await keptAccess(world, way, owner)
  expect(await later.accessToken?.get()).toBe(issued?.accessToken)
  expect(await later.accessToken?.renew(issued?.accessToken ?? '')).not.toBe(issued?.accessToken)
})

test('a login without a refresh token is said to end soon', async () => {
  const provider = await startProvider()
  const { world, err } = testWorld()
  const method = { ...codeMethod, scopes: ['openid'] }
  const authorizing = authorize(world, { system, method, authUrl: provider.url, again }, { clientId: 'public' }, {})
  await pageAt(await visit(await toldAddress(err)))
  expect((await authorizing).issued?.refreshToken).toBeUndefined()
  expect(err().replaceAll(/\s+/g, ' ')).toContain('Example gave a login that cannot be renewed: it ends soon')
})

test('client credentials of the environment leave nothing behind, others are kept', async () => {
  const provider = await startProvider()
  const { world } = testWorld()
  const way = { system, method: credentialsMethod, authUrl: provider.url, again }
  const values = { clientId: 'service', clientSecret: secret }
  const { accessToken, issued } = await authorize(world, way, values, {})
  expect([await accessToken?.get(), issued]).toEqual([expect.any(String), undefined])

  const names = Object.keys(values)
  const secrets = await world.secrets()
  await keepAuthorization(world, owner, credentialsMethod, { values, from: 'environment' }, undefined)
  expect(await secrets.get(owner, names)).toBeUndefined()
  await keepAuthorization(world, owner, credentialsMethod, { values, from: 'file' }, undefined)
  expect((await secrets.get(owner, names))?.values).toEqual(values)
})

test('the keys of before serve a new login at the same place, if the person wants it so', async () => {
  const { world, home } = testWorld()
  const values = { clientId: 'public', clientSecret: secret }
  await keepAuthorization(world, owner, codeMethod, { values, from: 'prompt' }, undefined)
  const existing = connection()
  expect(await keysOfLogin(world, existing, codeMethod, 'https://login.example')).toEqual(values)
  expect(await keysOfLogin(world, existing, codeMethod, 'https://other.example')).toEqual({})
  expect(await keysOfLogin(world, undefined, codeMethod, 'https://login.example')).toEqual({})
  for (const answer of [true, false]) {
    const prompter = scriptedPrompter([
      { kind: 'confirm', message: 'Use the clientId and clientSecret of before?', answer },
    ])
    const asked = testWorld({ home, prompter })
    const kept = await keysOfLogin(asked.world, existing, codeMethod, 'https://login.example')
    expect(kept).toEqual(answer ? values : {})
  }
  // Whoever cannot reach the keys connects again for that very reason.
  const locked = testWorld({ home, env: { HUMA_PAYROLL_PASSPHRASE: 'not the one' } })
  expect(await keysOfLogin(locked.world, existing, codeMethod, 'https://login.example')).toEqual({})
})

function connection() {
  return {
    id: owner.id,
    name: 'n',
    system: 'example',
    scope: 'all' as const,
    method: codeMethod.id,
    baseUrl: 'https://api.example',
    authUrl: 'https://login.example',
    account: { id: '1', name: 'Nordlys AS' },
    data: { users: true, createUsers: false, positions: false, absence: false, salary: false },
    absenceMap: {},
    settings: {},
    createdAt: '2026-11-03T08:00:00.000Z',
    configuredAt: null,
    activatedAt: null,
  }
}

test('other methods need nothing, and OAuth needs to know where', async () => {
  const { world } = testWorld()
  const method = { kind: 'api-key' as const, id: 'key', label: 'Key', questions: [], steps: [] }
  expect(await authorize(world, { system, method, again }, {}, {})).toEqual({})
  expect(await keptAccess(world, { system, method, again }, owner)).toEqual({})
  await expect(authorize(world, { system, method: codeMethod, again }, {}, {})).rejects.toMatchObject({
    kind: 'usage',
    hint: expect.stringContaining('--auth-url'),
  })
})
