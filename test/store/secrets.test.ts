import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { StorePaths } from '../../src/store/paths.ts'
import { createSecretStore } from '../../src/store/secrets.ts'
import { writeSecretsFile } from '../../src/store/secrets-file.ts'
import type { SecretStore } from '../../src/store/store.ts'
import { pathsIn, temporaryFolder } from '../helpers/home.ts'
import { type Script, startScript } from '../helpers/script.ts'

const huma = { id: 'huma', environmentPrefix: 'HUMA' }
const tripletex = { id: 'c1', environmentPrefix: 'TRIPLETEX' }
const both = ['clientId', 'clientSecret']
const values = { clientId: 'id-of-nordlys', clientSecret: 'secret-of-nordlys' }
const passphrase = { HUMA_PAYROLL_PASSPHRASE: 'five words that nobody guesses' }

function open(
  env: Record<string, string>,
  paths = pathsIn(),
  askPassphrase?: (why: string) => Promise<string>,
): SecretStore {
  return createSecretStore({ paths, env: { HUMA_PAYROLL_KEYCHAIN: 'off', ...env }, askPassphrase, now: Date.now })
}

/** Where `values` of Huma are kept already, under a passphrase that is tried faster than those that the program takes. */
function pathsWithValues(): StorePaths {
  const paths = pathsIn()
  writeFileSync(paths.secrets, kept)
  return paths
}

let kept = ''
beforeAll(async () => {
  const identity = await generateX25519Identity()
  const forKey = new Encrypter()
  forKey.setScryptWorkFactor(10)
  forKey.setPassphrase(passphrase.HUMA_PAYROLL_PASSPHRASE)
  const forValues = new Encrypter()
  forValues.addRecipient(await identityToRecipient(identity))
  const folder = mkdtempSync(join(tmpdir(), 'huma-payroll-'))
  const { secrets } = pathsIn(folder)
  writeSecretsFile(secrets, {
    key: armor.encode(await forKey.encrypt(identity)),
    owners: { huma: { place: 'file', encrypted: armor.encode(await forValues.encrypt(JSON.stringify(values))) } },
  })
  kept = readFileSync(secrets, 'utf8')
  rmSync(folder, { recursive: true })
})

/** Answers in turn, and fails on a question too many. `left` is what was not asked for. */
function asking(...answers: string[]): { ask: (why: string) => Promise<string>; left: string[]; asked: string[] } {
  const asked: string[] = []
  async function ask(why: string): Promise<string> {
    asked.push(why)
    const answer = answers.shift()
    if (answer === undefined) throw new Error(`one question too many: ${why}`)
    return answer
  }
  return { ask, left: answers, asked }
}

test.for([
  ['HUMA', 'clientId', 'HUMA_PAYROLL_HUMA_CLIENT_ID'],
  ['TRIPLETEX', 'employeeToken', 'HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN'],
  ['VISMA_NET_PAYROLL', 'tenantId', 'HUMA_PAYROLL_VISMA_NET_PAYROLL_TENANT_ID'],
  ['NETVISOR', 'organisationId', 'HUMA_PAYROLL_NETVISOR_ORGANISATION_ID'],
] as const)('%s %s comes from %s', async ([environmentPrefix, key, variable]) => {
  const secrets = open({ [variable]: 'value' })
  expect(await secrets.get({ id: 'any', environmentPrefix }, [key])).toEqual({
    values: { [key]: 'value' },
    place: { kind: 'environment', text: 'the environment' },
  })
})

test('the environment alone needs no passphrase and writes nothing', async () => {
  const paths = pathsIn()
  const env = { HUMA_PAYROLL_HUMA_CLIENT_ID: 'a', HUMA_PAYROLL_HUMA_CLIENT_SECRET: '' }
  const secrets = open(env, paths)
  expect(await secrets.get(huma, ['clientId'])).toMatchObject({ values: { clientId: 'a' } })
  // Asked for more than it holds, it gives what there is; an empty variable is a missing one.
  expect(await secrets.get(huma, both)).toMatchObject({ values: { clientId: 'a' }, place: { kind: 'environment' } })
  expect(await secrets.get(tripletex, ['employeeToken'])).toBeUndefined()
  expect(readdirSync(dirname(paths.secrets))).toEqual([])
})

test('what is kept is there for the next process, unreadable to others', async () => {
  const paths = pathsIn(join(temporaryFolder(), 'new'))
  const place = { kind: 'file', text: `the encrypted file ${paths.secrets}` }
  const first = open(passphrase, paths)
  expect(await first.set(huma, values)).toEqual(place)
  expect(await first.set(tripletex, { employeeToken: 'token' })).toEqual(place)
  expect(await first.set(tripletex, { employeeToken: 'newer' })).toEqual(place)

  const next = open(passphrase, paths)
  expect(await next.get(huma, both)).toEqual({ values, place })
  expect(await next.get(huma, ['clientId', 'tenantId'])).toEqual({ values: { clientId: values.clientId }, place })
  expect(await next.get(tripletex, ['employeeToken'])).toEqual({ values: { employeeToken: 'newer' }, place })
  const mixed = open({ ...passphrase, HUMA_PAYROLL_HUMA_CLIENT_ID: 'from-ci' }, paths)
  expect(await mixed.get(huma, both)).toEqual({ values: { ...values, clientId: 'from-ci' }, place })

  const file = readFileSync(paths.secrets, 'utf8')
  const hidden = [...Object.values(values), 'newer', 'employeeToken', passphrase.HUMA_PAYROLL_PASSPHRASE, 'AGE-SECRET']
  expect(hidden.filter((text) => file.includes(text))).toEqual([])
  expect([statSync(paths.secrets).mode & 0o777, statSync(dirname(paths.secrets)).mode & 0o777]).toEqual([0o600, 0o700])

  await next.remove(huma)
  await next.remove(huma)
  expect(await first.get(huma, both)).toBeUndefined()
  expect(await first.get(tripletex, ['employeeToken'])).toMatchObject({ values: { employeeToken: 'newer' } })
})

test('a person chooses the passphrase of a new file twice, and is asked once a process afterwards', async () => {
  const paths = pathsIn()
  const first = asking('', 'one', 'slip', 'one', 'one')
  const making = open({}, paths, first.ask)
  // Two at once are still one choice.
  await Promise.all([making.set(huma, values), making.set(tripletex, { employeeToken: 'token' })])
  expect(await making.get(huma, both)).toMatchObject({ values })
  expect(first.left).toEqual([])
  expect(first.asked[0]).toContain(paths.secrets)

  const right = passphrase.HUMA_PAYROLL_PASSPHRASE
  const next = asking('wrong', right)
  const opening = open({}, pathsWithValues(), next.ask)
  const [one, two] = await Promise.all([opening.get(huma, both), opening.get(huma, ['clientId'])])
  expect([one?.values, two?.values]).toEqual([values, { clientId: values.clientId }])
  await opening.set(tripletex, { employeeToken: 'token' })
  expect(next.left).toEqual([])
})

test('a passphrase may stand in a file', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'passphrase')
  writeFileSync(file, `${passphrase.HUMA_PAYROLL_PASSPHRASE}\n`)
  const paths = pathsWithValues()
  expect(await open({ HUMA_PAYROLL_PASSPHRASE_FILE: file }, paths).get(huma, both)).toMatchObject({ values })
  writeFileSync(file, '\n')
  for (const [path, why] of [
    [file, 'is empty'],
    [join(folder, 'none'), 'is not there'],
  ]) {
    await expect(open({ HUMA_PAYROLL_PASSPHRASE_FILE: String(path) }, paths).get(huma, both)).rejects.toMatchObject({
      kind: 'storage',
      message: `The passphrase file ${path}, named by HUMA_PAYROLL_PASSPHRASE_FILE, ${why}.`,
      hint: expect.stringContaining('passphrase of the encrypted file'),
    })
  }
})

test('a wrong passphrase is refused and changes nothing', async () => {
  const paths = pathsWithValues()
  const refusal = {
    kind: 'authorization',
    message: expect.stringMatching(`HUMA_PAYROLL_PASSPHRASE does not open ${paths.secrets}`),
  }
  const wrong = { HUMA_PAYROLL_PASSPHRASE: 'wrong' }
  await expect(open(wrong, paths).get(huma, both)).rejects.toMatchObject(refusal)
  await expect(open(wrong, paths).set(huma, values)).rejects.toMatchObject(refusal)
  const guesses = asking('a', 'b', 'c')
  await expect(open({}, paths, guesses.ask).get(huma, both)).rejects.toMatchObject({ kind: 'authorization' })
  expect(guesses.left).toEqual([])
  expect(readFileSync(paths.secrets, 'utf8')).toBe(kept)
})

test('without a keychain and a passphrase nothing is kept, and what to set is said', async () => {
  const paths = pathsIn()
  const refusal = {
    kind: 'storage',
    hint: expect.stringMatching(/umask 077; .*\nexport HUMA_PAYROLL_PASSPHRASE_FILE='/),
  }
  await expect(open({}, paths).set(huma, values)).rejects.toMatchObject(refusal)
  expect(existsSync(paths.secrets)).toBe(false)
})

test('without the passphrase of a file that is there, that one is asked for and not a new one', async () => {
  const paths = pathsWithValues()
  const refusal = {
    kind: 'authorization',
    message: expect.stringContaining(paths.secrets),
    hint: expect.stringMatching(/^Set HUMA_PAYROLL_PASSPHRASE to the passphrase of that file, or [A-Z_]+_FILE to /),
  }
  await expect(open({}, paths).get(huma, both)).rejects.toMatchObject(refusal)
  await expect(open({}, paths).set(huma, values)).rejects.toMatchObject(refusal)
  expect(readFileSync(paths.secrets, 'utf8')).toBe(kept)
})

test.for<[string, (text: string) => string]>([
  ['cut short', (text) => text.slice(0, -40)],
  ['empty', () => ''],
  ['a changed letter in the key', (text) => text.replace(/(BEGIN AGE ENCRYPTED FILE-----\\n.{30})./, '$1_')],
  ['one secret put in the place of another', (text) => text.replace('"huma"', '"c1"')],
])('a damaged file is not a wrong passphrase, and is left as it is: %s', async ([, damage]) => {
  const paths = pathsWithValues()
  const damaged = damage(kept)
  writeFileSync(paths.secrets, damaged)
  const secrets = open(passphrase, paths)
  const refusal = {
    kind: 'storage',
    message: expect.stringContaining(`${paths.secrets}, which holds the keys, is damaged`),
  }
  await expect(secrets.get(huma, both)).rejects.toMatchObject(refusal)
  await expect(secrets.set(huma, values)).rejects.toMatchObject(refusal)
  await expect(secrets.remove(huma)).rejects.toMatchObject(refusal)
  expect(readFileSync(paths.secrets, 'utf8')).toBe(damaged)
})

test('a file of a newer program is left alone', async () => {
  const paths = pathsIn()
  writeFileSync(paths.secrets, '{"version": 2, "vault": {}}')
  await expect(open(passphrase, paths).get(huma, both)).rejects.toMatchObject({
    kind: 'storage',
    message: expect.stringContaining('newer version'),
  })
})

function startStore(paths: object, text: string): Script {
  const opening = `
    import { createSecretStore } from '#/store/secrets.ts'
    const secrets = createSecretStore({ paths: JSON.parse(process.env.PATHS), env: process.env, now: Date.now })
    const owner = { id: 'c1', environmentPrefix: 'FORTNOX' }\n`
  const env = { PATHS: JSON.stringify(paths), HUMA_PAYROLL_KEYCHAIN: 'off', ...passphrase }
  return startScript(opening + text, { env })
}

test('two processes that rotate a token under the lock never lose one', async () => {
  const paths = pathsWithValues()
  const secrets = open(passphrase, paths)
  await secrets.set(tripletex, { refreshToken: '0' })
  const rotating = `
    for (let n = 0; n < 50; n += 1) {
      await secrets.withLock(owner, async () => {
        const { values } = await secrets.get(owner, ['refreshToken'])
        await secrets.set(owner, { refreshToken: String(Number(values.refreshToken) + 1) })
      })
      // Somebody else's values in the same file.
      await secrets.set({ ...owner, id: 'other-' + process.pid }, { n: String(n) })
    }`
  const processes = [startStore(paths, rotating), startStore(paths, rotating)]
  for (const one of processes) expect(await one.end()).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await secrets.get(tripletex, ['refreshToken'])).toMatchObject({ values: { refreshToken: '100' } })
  for (const { pid } of processes) {
    expect(await secrets.get({ ...tripletex, id: `other-${pid}` }, ['n'])).toMatchObject({ values: { n: '49' } })
  }
})

test('the lock is as wide as the owner: within a process too, not for others, and given back by an error', async () => {
  const secrets = open(passphrase)
  const steps: string[] = []
  let finish = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  let entered = () => {}
  const inside = new Promise<void>((resolve) => {
    entered = resolve
  })
  const first = secrets.withLock(huma, async () => {
    entered()
    await finished
    steps.push('first')
    throw new Error('refused by the vendor')
  })
  await inside
  const second = secrets.withLock(huma, async () => steps.push('second'))
  await secrets.withLock(tripletex, async () => steps.push('other'))
  finish()
  await expect(first).rejects.toThrow('refused by the vendor')
  await second
  expect(steps).toEqual(['other', 'first', 'second'])
})

test('a lock goes on when its holder is killed, and is refused while it lives', async () => {
  const paths = pathsIn()
  const holder = startStore(
    paths,
    `await secrets.withLock(owner, async () => { console.log('held'); await new Promise((resolve) => setTimeout(resolve, 1e9)) })`,
  )
  expect(await holder.line()).toBe('held')
  // A clock on which two minutes are over at the second look.
  let looks = 0
  const now = () => (looks++ === 0 ? 0 : 120_001)
  const impatient = createSecretStore({ paths, env: passphrase, now })
  await expect(impatient.withLock(tripletex, async () => 'mine')).rejects.toMatchObject({ kind: 'busy' })
  const waiting = open(passphrase, paths).withLock(tripletex, async () => 'mine')
  holder.kill()
  expect(await waiting).toBe('mine')
})

test('who reads while another stores sees the whole old file', async () => {
  const paths = pathsWithValues()
  const reader = openSync(paths.secrets, 'r')
  onTestFinished(() => closeSync(reader))
  await open(passphrase, paths).set(huma, { clientId: 'new', clientSecret: 'new' })
  expect(readFileSync(reader, 'utf8')).toBe(kept)
  expect(readFileSync(paths.secrets, 'utf8')).not.toBe(kept)
})

test('kill -9 in the middle of storing leaves the old or the new token, never less than was acknowledged', async () => {
  const paths = pathsWithValues()
  const secrets = open(passphrase, paths)
  await secrets.set(tripletex, { token: '0' })
  let last = 0
  for (const lines of [1, 4, 9, 30]) {
    const writer = startStore(
      paths,
      `for (let n = ${last + 1}; ; n += 1) { await secrets.set(owner, { token: String(n) }); console.log(n) }`,
    )
    for (let line = 0; line < lines; line += 1) last = Number(await writer.line())
    writer.kill()
    for (let line = await writer.line(); line !== undefined; line = await writer.line()) last = Number(line)
    const kept = Number((await secrets.get(tripletex, ['token']))?.values.token)
    expect([last, last + 1]).toContain(kept)
    last = kept
  }
  await secrets.set(tripletex, { token: 'end' })
  expect(readdirSync(dirname(paths.secrets)).sort()).toEqual(['locks', 'secrets.age'])
})
