import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Connection } from '../../src/core/connection.ts'
import { createConfigStore } from '../../src/store/config.ts'
import { pathsIn, temporaryFolder } from '../helpers/home.ts'
import { startScript } from '../helpers/script.ts'

const huma = {
  baseUrl: 'https://openapi.humahr.com',
  organizationId: 'org-1',
  userId: 'user-1',
  connectedAt: '2026-11-01T08:00:00.000Z',
}

function connection(parts: Partial<Connection> = {}): Connection {
  return {
    id: 'c1',
    name: 'nordlys',
    system: 'tripletex',
    scope: [{ type: 'company', id: 'g1', name: 'Nordlys AS' }],
    method: 'api-key',
    baseUrl: 'https://tripletex.no/v2',
    account: { id: '1', name: 'Nordlys AS' },
    data: { users: true, createUsers: false, positions: false, absence: false, salary: false },
    absenceMap: { 'Sick leave': 'SYK.1' },
    settings: { 'user.type': 'NO_ACCESS' },
    createdAt: '2026-11-01T08:00:00.000Z',
    configuredAt: null,
    activatedAt: null,
    ...parts,
  }
}

test('what is saved is there for the next process, for its owner only', async () => {
  const paths = pathsIn(join(temporaryFolder(), 'new', 'home'))
  const config = await createConfigStore(paths)
  expect([config.huma(), config.connections()]).toEqual([undefined, []])

  config.saveHuma(huma)
  config.saveConnection(connection())
  config.saveConnection(connection({ id: 'c2', name: 'sydlys', authUrl: 'https://login.example' }))
  config.saveConnection(connection({ configuredAt: '2026-11-02T08:00:00.000Z', absenceMap: {} }))
  config.saveConnection(connection({ id: 'c2', name: 'sydlys' }))

  const next = await createConfigStore(paths)
  expect(next.huma()).toEqual(huma)
  // In the old order; what was taken away is gone.
  expect(next.connections()).toEqual([
    connection({ configuredAt: '2026-11-02T08:00:00.000Z', absenceMap: {} }),
    connection({ id: 'c2', name: 'sydlys' }),
  ])
  next.removeConnection('c1')
  expect(config.connections().map(({ id }) => id)).toEqual(['c2'])
  expect(statSync(paths.config).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(paths.config)).mode & 0o777).toBe(0o700)
})

test('the mail server is one for all connections, and can be forgotten', async () => {
  const paths = pathsIn()
  const config = await createConfigStore(paths)
  config.saveHuma(huma)
  expect(config.mail()).toBeUndefined()
  const mail = {
    host: 'smtp.nordlys.example',
    port: 465,
    security: 'tls',
    user: 'per',
    from: 'per@nordlys.example',
  } as const
  config.saveMail(mail)
  const { user: _, ...withoutLogin } = mail
  config.saveMail(withoutLogin)
  expect((await createConfigStore(paths)).mail()).toEqual(withoutLogin)
  config.saveMail(undefined)
  expect([config.mail(), config.huma()]).toEqual([undefined, huma])
})

test('a name belongs to one connection, whatever its capitals', async () => {
  const config = await createConfigStore(pathsIn())
  config.saveConnection(connection())
  expect(() => config.saveConnection(connection({ id: 'c2', name: ' Nordlys' }))).toThrow(
    expect.objectContaining({ kind: 'usage', message: expect.stringContaining('already a connection named') }),
  )
  config.saveConnection(connection({ name: 'NORDLYS' }))
  expect(config.connections().map(({ id, name }) => [id, name])).toEqual([['c1', 'NORDLYS']])
})

test('what a newer program has added survives an older one', async () => {
  const paths = pathsIn()
  const added = {
    theme: 'dark',
    huma: { ...huma, region: 'no' },
    connections: [
      {
        ...connection(),
        tags: ['a'],
        account: { id: '1', name: 'Nordlys AS', currency: 'NOK' },
        data: { ...connection().data, pension: true },
      },
    ],
  }
  writeFileSync(paths.config, JSON.stringify(added))
  const config = await createConfigStore(paths)
  const [before] = config.connections()
  expect(before).toEqual(connection())
  config.saveHuma({ ...huma, userId: 'user-2' })
  config.saveConnection(connection({ name: 'renamed' }))
  expect(JSON.parse(readFileSync(paths.config, 'utf8'))).toEqual({
    ...added,
    huma: { ...added.huma, userId: 'user-2' },
    connections: [{ ...added.connections[0], name: 'renamed' }],
  })
})

test.for<[string, string, string]>([
  ['not JSON', '{"huma": ', 'not valid JSON'],
  ['empty', '', 'not valid JSON'],
  ['another shape', '[]', 'the whole'],
  [
    'a connection that lacks something',
    JSON.stringify({ connections: [{ ...connection(), name: 7 }] }),
    'connections.0.name',
  ],
])('a broken file is named and left as it is: %s', async ([, text, why]) => {
  const paths = pathsIn()
  writeFileSync(paths.config, text)
  await expect(createConfigStore(paths)).rejects.toMatchObject({
    kind: 'storage',
    message: expect.stringMatching(new RegExp(`${paths.config}.*${why}`)),
    hint: expect.stringContaining(`mv '${paths.config}'`),
  })
  expect(readFileSync(paths.config, 'utf8')).toBe(text)
})

test('a file that breaks while the program runs is not written over', async () => {
  const paths = pathsIn()
  const config = await createConfigStore(paths)
  config.saveHuma(huma)
  writeFileSync(paths.config, '{"huma": ')
  expect(() => config.saveConnection(connection())).toThrow(expect.objectContaining({ kind: 'storage' }))
  expect(() => config.saveHuma(huma)).toThrow(expect.objectContaining({ kind: 'storage' }))
  expect(readFileSync(paths.config, 'utf8')).toBe('{"huma": ')
})

test('a folder that cannot be made is a clear refusal', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  await expect(createConfigStore(pathsIn(join(file, 'home')))).rejects.toMatchObject({
    kind: 'storage',
    message: expect.stringContaining('ENOTDIR'),
    hint: expect.stringContaining('HUMA_PAYROLL_HOME'),
  })
})

test('a folder of the person keeps its rights', async () => {
  const folder = join(temporaryFolder(), 'shared')
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  const config = await createConfigStore(pathsIn(folder))
  config.saveHuma(huma)
  expect(statSync(folder).mode & 0o777).toBe(0o755)
  expect(statSync(config.path).mode & 0o777).toBe(0o600)
})

test('two processes that save at once lose nothing', async () => {
  const paths = pathsIn()
  const script = `
    import { createConfigStore } from '#/store/config.ts'
    const config = await createConfigStore(JSON.parse(process.env.PATHS))
    const connection = JSON.parse(process.env.CONNECTION)
    for (let n = 0; n < 40; n += 1) {
      config.saveConnection({ ...connection, id: process.env.NAME + n, name: process.env.NAME + n })
    }`
  const env = { PATHS: JSON.stringify(paths), CONNECTION: JSON.stringify(connection()) }
  const both = ['a', 'b'].map((NAME) => startScript(script, { env: { ...env, NAME } }))
  for (const one of both) expect(await one.end()).toMatchObject({ exitCode: 0, stderr: '' })
  const names = (await createConfigStore(paths)).connections().map(({ name }) => name)
  expect(new Set(names).size).toBe(80)
})
