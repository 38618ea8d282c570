/** A real keychain: GNOME Keyring in a session of its own, and an independent reader of what it holds. */
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, type TestContext, test } from 'vitest'
import { createSecretStore } from '../../src/store/secrets.ts'
import type { SecretStore } from '../../src/store/store.ts'
import { pathsIn, temporaryFolder } from '../helpers/home.ts'
import { startScript } from '../helpers/script.ts'

const session = join(import.meta.dirname, '../helpers/keyring-session.sh')
const tools = ['gnome-keyring-daemon', 'dbus-run-session', 'secret-tool']

function needsKeychain({ skip }: TestContext): void {
  const folders = process.env.PATH?.split(delimiter) ?? []
  const missing = tools.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))))
  if (missing.length === 0) return
  const reason = `no test keychain: apt-get install gnome-keyring dbus libsecret-tools (${missing.join(', ')} missing)`
  if (process.env.HUMA_PAYROLL_REQUIRE_EXTRAS === '1') throw new Error(reason)
  skip(reason)
}

/** Runs the same script in sessions with this keychain: `home` is the huma-payroll folder. Answers what it printed. */
async function inSession(
  keyring: string,
  home: string,
  text: string,
  { env = {}, password = 'test' }: { env?: Record<string, string>; password?: string } = {},
): Promise<string[]> {
  const opening = `
    import { execFileSync } from 'node:child_process'
    import { createSecretStore } from '#/store/secrets.ts'
    const secrets = createSecretStore({ paths: JSON.parse(process.env.PATHS), env: process.env, now: Date.now })
    const huma = { id: 'huma', environmentPrefix: 'HUMA' }
    const names = ['clientId', 'clientSecret']
    const print = (result) => console.log(JSON.stringify(result) ?? 'nothing')
    async function attempt(work) {
      try { print(await work()) } catch (error) { print(error.kind + ': ' + error.message) }
    }\n`
  const script = startScript(opening + text, {
    through: ['bash', session],
    env: { KEYRING_HOME: keyring, KEYRING_PASSWORD: password, PATHS: JSON.stringify(pathsIn(home)), ...env },
  })
  const { stdout, stderr, exitCode } = await script.end()
  if (exitCode !== 0) throw new Error(`${stdout}\n${stderr}`)
  return stdout.split('\n')
}

const kept = (clientSecret: string, kind: string) =>
  expect.stringMatching(`"clientSecret":"${clientSecret}".*"${kind}"`)
const set = (clientSecret: string) =>
  `await attempt(() => secrets.set(huma, { clientId: 'id', clientSecret: '${clientSecret}' }));`
const get = `await attempt(() => secrets.get(huma, names));`
const search = `execFileSync('secret-tool', ['search', '--all', 'service', 'huma-payroll'], { encoding: 'utf8' })`

test('secrets live in the keychain, one entry an owner and home, and are gone when removed', async (context) => {
  needsKeychain(context)
  const [keyring, home, otherHome] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  const place = '{"kind":"keychain","text":"the OS keychain"}'
  expect(await inSession(keyring, home, set('first') + set('second') + get)).toEqual([
    place,
    place,
    kept('second', 'keychain'),
  ])
  expect(readFileSync(pathsIn(home).secrets, 'utf8')).not.toMatch(/AGE|second/)
  expect(await inSession(keyring, otherHome, get + set('of the other home'))).toEqual(['nothing', place])

  // In another session, seen by somebody else.
  const [seen = '', mine] = await inSession(keyring, home, `print(${search});${get}`)
  expect([seen.split('clientSecret').length - 1, seen.includes('second'), seen.includes('of the other home')]).toEqual([
    2,
    true,
    true,
  ])
  expect(mine).toEqual(kept('second', 'keychain'))

  const removal = `await attempt(() => secrets.remove(huma));${get}print(${search})`
  const [removed, after, left = ''] = await inSession(keyring, home, removal)
  expect([removed, after, left.split('clientSecret').length - 1]).toEqual(['nothing', 'nothing', 1])
})

test('a closed keychain is said so; what is stored then goes to the encrypted file and stays the newest', async (context) => {
  needsKeychain(context)
  const [keyring, home] = [temporaryFolder(), temporaryFolder()]
  const env = { HUMA_PAYROLL_PASSPHRASE: 'passphrase' }
  const locked = { env, password: 'wrong' }
  const closed = '"storage: The keys are in the OS keychain, which is locked or out of reach from here."'
  await inSession(keyring, home, set('first'))
  const removal = 'await attempt(() => secrets.remove(huma));'
  expect(await inSession(keyring, home, get + removal, locked)).toEqual([closed, closed])
  expect(await inSession(keyring, home, get, { env: { ...env, HUMA_PAYROLL_KEYCHAIN: 'off' } })).toEqual([
    '"storage: The keys are in the OS keychain, which HUMA_PAYROLL_KEYCHAIN=off rules out."',
  ])
  expect(await inSession(keyring, home, set('second') + get, locked)).toEqual([
    expect.stringContaining('"file"'),
    kept('second', 'file'),
  ])
  // The keychain still holds the first one, and it must not come back.
  expect(await inSession(keyring, home, get, { env })).toEqual([kept('second', 'file')])
  expect(readFileSync(pathsIn(home).secrets, 'utf8').split('BEGIN AGE').length - 1).toBe(2)
  expect(await inSession(keyring, home, set('third') + get)).toEqual([
    expect.stringContaining('"keychain"'),
    kept('third', 'keychain'),
  ])
  expect(readFileSync(pathsIn(home).secrets, 'utf8').split('BEGIN AGE').length - 1).toBe(1)
})

test('without any keychain the encrypted file is used, never the memory of the kernel', async ({ skip }) => {
  if (process.platform !== 'linux') return skip('only on Linux may a keychain be missing')
  const home = temporaryFolder()
  const env = { HUMA_PAYROLL_PASSPHRASE: 'passphrase', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' }
  const script = `
    import { createSecretStore } from '#/store/secrets.ts'
    const secrets = createSecretStore({ paths: JSON.parse(process.env.PATHS), env: process.env, now: Date.now })
    console.log((await secrets.set({ id: 'huma', environmentPrefix: 'HUMA' }, { clientId: 'id' })).kind)`
  const paths = pathsIn(home)
  const { stdout, stderr } = await startScript(script, { env: { ...env, PATHS: JSON.stringify(paths) } }).end()
  expect([stdout, stderr]).toEqual(['file', ''])
  const reading: SecretStore = createSecretStore({
    paths,
    env: { ...env, HUMA_PAYROLL_KEYCHAIN: 'off' },
    now: Date.now,
  })
  expect(await reading.get({ id: 'huma', environmentPrefix: 'HUMA' }, ['clientId'])).toMatchObject({
    values: { clientId: 'id' },
  })
})
