/** The whole way in a real terminal, typed by hand: connect, configure, review, sync, look. */
import { expect, test } from 'vitest'
import { startTerminal, type Terminal } from '../helpers/terminal.ts'
import { program, type Setup, setUp } from './program.ts'

const passphrase = 'four words are enough'

/** A terminal that knows no keys: they are typed. */
function open({ env }: Setup, ...args: string[]): Terminal {
  const { PATH, HUMA_PAYROLL_HOME, HUMA_PAYROLL_KEYCHAIN } = env
  return startTerminal({
    command: process.execPath,
    args: [program, ...args],
    env: { PATH, HUMA_PAYROLL_HOME, HUMA_PAYROLL_KEYCHAIN, LANG: 'C.UTF-8' },
    cols: 100,
    rows: 60,
  })
}

async function answer(terminal: Terminal, prompt: string | RegExp, typed: string): Promise<void> {
  await terminal.waitFor(prompt)
  terminal.type(typed)
  terminal.press('enter')
}

async function pick(terminal: Terminal, prompt: string | RegExp, downs: number): Promise<void> {
  await terminal.waitFor(prompt)
  for (let index = 0; index < downs; index += 1) terminal.press('down')
  terminal.press('enter')
}

test('connect, configure and sync-users are typed by hand, put off, taken up again and finished', async () => {
  const setup = await setUp({ people: 40 })
  const { huma, tripletex } = setup.sandbox

  const connectHuma = open(setup, 'connect', 'huma', '--base-url', huma.baseUrl)
  await answer(connectHuma, '? Client ID', huma.system.secrets.clientId ?? '')
  await answer(connectHuma, '? Client secret', huma.system.secrets.clientSecret ?? '')
  await answer(connectHuma, '? Passphrase', passphrase)
  await answer(connectHuma, 'Type the same passphrase again', passphrase)
  expect(await connectHuma.exit(), connectHuma.screen()).toBe(0)
  expect(connectHuma.screen()).toContain('secrets.age')
  expect(connectHuma.screen()).not.toContain(huma.system.secrets.clientSecret)

  const connect = open(setup, 'connect', 'tripletex', '--base-url', tripletex.baseUrl)
  await answer(connect, '? Passphrase', passphrase)
  await answer(connect, '? Give the connection a name', 'nordlys')
  await pick(connect, '? Who should be part of this connection?', 0)
  await answer(connect, '? Employee token', tripletex.system.secrets.employeeToken ?? '')
  await answer(connect, '? Consumer token', tripletex.system.secrets.consumerToken ?? '')
  expect(await connect.exit(), connect.screen()).toBe(0)
  expect(connect.screen()).toContain('nordlys is connected')

  const configure = open(setup, 'configure', 'nordlys')
  await answer(configure, '? Passphrase', passphrase)
  await answer(configure, '? Keep users and employees in step?', 'y')
  await answer(configure, '? Create employees in Tripletex automatically', 'n')
  await answer(configure, '? Send positions', 'n')
  await answer(configure, '? Send absence', 'n')
  await answer(configure, '? Send salary', 'n')
  await pick(configure, '? Access to Tripletex for new employees', 0)
  await pick(configure, '? Department for new employees', 0)
  await answer(configure, '? Send the result of each sync by e-mail?', 'n')
  await answer(configure, '? Save?', 'y')
  expect(await configure.exit(), configure.screen()).toBe(0)

  const before = tripletex.system.snapshot()
  const first = open(setup, 'sync-users', 'nordlys')
  await answer(first, '? Passphrase', passphrase)
  // Somebody without an e-mail address in Tripletex, who would be created a second time.
  await pick(first, /\? Is .* the same person\?[\s\S]*Finish later/, 1)
  await pick(first, /\? \d+ users have differences\. Whose values count\?/, 0)
  await pick(first, /\? .*\(1 of \d+\)/, 0)
  // The last choice is to finish later; the list does not turn around.
  await pick(first, /\? .*\(2 of \d+\)[\s\S]*Finish later/, 12)
  expect(await first.exit(), first.screen()).toBe(130)
  expect(first.screen()).toContain('what you have decided is kept')
  expect(tripletex.system.snapshot()).toEqual(before)

  const second = open(setup, 'sync-users', 'nordlys')
  await answer(second, '? Passphrase', passphrase)
  await second.waitFor('Decided in an earlier review: 1 person')
  await pick(second, /\? \d+ users have differences\. Whose values count\?/, 1)
  await pick(second, /only in Huma\. Create in Tripletex\?/, 1)
  await pick(second, /only in Tripletex\. Create in Huma\?/, 2)
  await pick(second, '? Sync users?', 1)
  await second.waitFor(/Then[\s\S]*\? Sync users\?/)
  await pick(second, /Then[\s\S]*\? Sync users\?[\s\S]*Yes, sync users/, 2)
  expect(await second.exit(), second.screen()).toBe(3)
  expect(second.screen()).toContain('nordlys is active')
  expect(tripletex.system.snapshot().length).toBe(before.length + 1)

  const status = open(setup, 'status')
  expect(await status.exit()).toBe(0)
  expect(status.screen()).toMatch(/nordlys {2}✔ active/)
}, 200_000)

test('Ctrl-C at a question ends with 130 and changes nothing', async () => {
  const setup = await setUp({ people: 10 })
  const terminal = open(setup, 'connect', 'huma', '--base-url', setup.sandbox.huma.baseUrl)
  await terminal.waitFor('? Client ID')
  terminal.press('ctrl-c')
  expect(await terminal.exit()).toBe(130)
  expect((await setup.run('status', '--json')).json()).toMatchObject({ huma: null, connections: [] })
})
