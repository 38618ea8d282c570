/** What people type and read once a connection is active: sync, run --once, status, retry, discard, webhook. */
import { expect, onTestFinished, test } from 'vitest'
import { startSandboxOf } from '../../src/sandbox/start.ts'
import type { Choice, Prompter } from '../../src/ui/ui.ts'
import { scriptedPrompter } from '../helpers/prompter.ts'
import { connected, desk } from './commands.ts'

async function active() {
  const one = await connected()
  await one.run(['configure', '--users', 'on', '--create-users', 'on', '--salary', 'on', '--yes'])
  const { code } = await one.run(['sync-users', '--direction', 'huma-to-payroll', '--yes'])
  expect([0, 3]).toContain(code)
  const { huma, tripletex } = one.running
  const user = huma.system.snapshot().users.find(({ email, active: is }) => is && tripletex.system.findByEmail(email))
  if (!user) throw new Error('nobody is linked')
  return { ...one, user, huma: huma.system, tripletex }
}

test('before the activation nothing is sent, and it says what to type', async () => {
  const { run } = await connected()
  await run(['configure', '--users', 'on', '--yes'])
  for (const words of [['sync'], ['run', 'nordlys'], ['run', 'nordlys', '--once']]) {
    const { code, said } = await run(words)
    expect(code).toBe(2)
    expect(said).toContain('"nordlys" is not active yet: nothing is sent by itself.')
    expect(said).toContain('huma-payroll sync-users nordlys')
  }
  const { code, said } = await run(['run'])
  expect([code, said]).toEqual([2, expect.stringContaining('No connection is active')])
})

test('sync sends what has changed, once, and a dry run says it before without doing anything', async () => {
  const { run, user, huma, tripletex } = await active()
  expect((await run(['sync'])).said).toContain('Nothing has changed in Huma: nothing was sent.')
  huma.edit(user.id, { phone: '+4799900999' })
  huma.setSalary(user.id, { unit: 'monthly', amount: 43_210, currency: 'NOK', fromDate: '2026-01-01' })
  tripletex.clearRequests()

  const dry = await run(['sync', '--dry-run', '--json'])
  expect(dry.json()).toMatchObject({
    dryRun: true,
    wouldSend: [{ what: 'update mobile phone' }, { what: 'salary' }],
  })
  expect(tripletex.requests().filter(({ method, path }) => method !== 'GET' && !path.includes('token'))).toEqual([])

  const sent = await run(['sync'])
  expect(sent.code).toBe(0)
  expect(sent.said).toContain('Updated in Tripletex: mobile phone.')
  expect(sent.said).toContain('Salary from 2026-01-01: sent to Tripletex.')
  expect(sent.said).toContain('1 change worked off')
  // What somebody earns is on no screen and in no log.
  expect(`${dry.out}${sent.said}${(await run(['logs', '--json'])).out}`).not.toMatch(/43.?210/)
  const again = await run(['sync', '--json'])
  expect(again.json()).toMatchObject({ ok: true, done: 0, putOff: 0, held: 0, entries: [] })
})

function firstOf<T>(choice: Choice<T> | undefined): T {
  if (!choice) throw new Error('nothing to choose')
  return choice.value
}

const raise = { unit: 'monthly', currency: 'NOK', fromDate: '2026-01-01' } as const

test('what is changed in Huma while the activation is confirmed is a change', async () => {
  const { run, running } = await connected()
  await run(['configure', '--users', 'on', '--salary', 'on', '--yes'])
  const huma = running.huma.system
  // Somebody who takes what is offered, and is slow to confirm.
  const prompter: Prompter = {
    ...scriptedPrompter([]),
    async select({ message, choices, standard }) {
      if (message !== 'Sync users?') return standard ?? firstOf(choices[0])
      for (const { id, active: is } of huma.snapshot().users) if (is) huma.setSalary(id, { ...raise, amount: 44_000 })
      return firstOf(choices.find(({ name }) => name.startsWith('Yes')))
    },
  }
  const { code, said } = await run(['sync-users', '--direction', 'huma-to-payroll'], { prompter })
  expect([0, 3], said).toContain(code)
  expect((await run(['sync'])).said).toContain('Salary from 2026-01-01: sent to Tripletex.')
})

test('what is turned on later is known from that moment, and what changes afterwards is sent', async () => {
  const { run, user, huma } = await active()
  await run(['configure', '--salary', 'off', '--yes'])
  huma.setSalary(user.id, { ...raise, amount: 44_000 })
  await run(['configure', '--salary', 'on', '--yes'])
  huma.setSalary(user.id, { ...raise, amount: 45_000, fromDate: '2026-02-01' })
  const { said } = await run(['sync'])
  expect(said).toContain('Salary from 2026-02-01: sent to Tripletex.')
  expect(said).not.toContain('2026-01-01')
})

test('what was sent counts as worked off, though a part of it waits for its day', async () => {
  const running = await startSandboxOf('finago')
  if (!running) throw new Error('no sandbox')
  onTestFinished(() => running.stop())
  const { run } = desk(running.environment)
  await run(['connect', 'huma', '--base-url', running.huma.baseUrl])
  await run(['connect', 'finago', '--name', 'nordlys', '--base-url', running.payroll.baseUrl])
  await run(['configure', '--users', 'on', '--salary', 'on', '--yes'])
  await run(['sync-users', '--direction', 'huma-to-payroll', '--yes'])
  const huma = running.huma.system
  const [one, other] = huma.snapshot().users.filter(({ active: is }) => is)
  const change = (id = '', phone = '') => {
    huma.edit(id, { phone })
    huma.setSalary(id, { ...raise, amount: 44_000, fromDate: '2099-01-01' })
  }
  change(one?.id, '+4799900999')
  const { code, said } = await run(['sync'])
  expect([code, said]).toEqual([0, expect.stringMatching(/1 change worked off \S+ 1 waits for its day/)])
  change(other?.id, '+4799900998')
  expect((await run(['run', '--once'])).said).toContain('nordlys: 1 worked off, 1 waits for its day')
  change(one?.id, '+4799900997')
  expect((await run(['sync', '--json'])).json()).toMatchObject({ done: 1, waits: 1, putOff: 0, held: 0 })
  expect((await run(['sync'])).said).toContain('Nothing has changed in Huma')
})

const newcomer = {
  ...{ givenName: 'Ny', familyName: 'Ansatt', phone: '+4791112233', birthDate: '1990-05-17', nationalId: '' },
  ...{ bankAccount: '', employeeNumber: '9001', gender: 'Female' as const },
  address: { line1: '', line2: '', postalCode: '', city: '', country: '' },
  ...{ jobTitle: 'Cook', team: 'Kitchen', location: 'Bergen', company: 'Nordlys AS' },
  ...{ startDate: '2026-02-01', percentage: 100, monthlySalary: 40_000 },
}

test('whoever is held back by the first sync-users is told to be synced by another one', async () => {
  const { run, running } = await connected()
  const id = running.huma.system.add({ ...newcomer, email: 'bjørn@nordlys.example' })
  await run(['configure', '--users', 'on', '--create-users', 'on', '--yes'])
  const first = await run(['sync-users', '--direction', 'huma-to-payroll', '--yes'])
  expect(first.said).toContain(
    'Whoever was held back is not synced by itself later. When it is corrected, run: huma-payroll sync-users nordlys',
  )
  expect((await run(['logs', '--event', 'run-ended'])).said).toContain('huma-payroll sync-users nordlys')
  running.huma.system.edit(id, { email: 'bjorn@nordlys.example' })
  expect((await run(['sync'])).said).toContain('To create or link them: huma-payroll sync-users nordlys')
  const second = await run(['sync-users', '--direction', 'huma-to-payroll', '--yes'])
  expect(running.tripletex.system.findByEmail('bjorn@nordlys.example')).toBeDefined()
  expect(second.said).toContain('1 synced')
})

test('what is refused is held: status, retry and discard show it, and act on it', async () => {
  const { run, user, huma, tripletex } = await active()
  huma.edit(user.id, { phone: '+4799900999' })
  tripletex.setFaults([{ kind: 'status', status: 422, method: 'PUT' }])
  expect((await run(['sync'])).code).toBe(3)
  const status = await run(['status'])
  expect(status.said).toContain('1 change held because it did not work.')
  expect(status.said).toContain('Next huma-payroll retry nordlys')
  expect((await run(['status', '--json'])).json()).toMatchObject({ connections: [{ flow: { held: 1, waiting: 0 } }] })

  const list = await run(['retry'])
  const number = /#(\d+)/.exec(list.out)?.[1] ?? ''
  expect(list.said).toContain(user.givenName)
  expect(await run(['retry', 'nordlys', '9999'])).toMatchObject({ code: 2 })
  expect((await run(['retry', 'nordlys', number])).said).toContain('1 change waits to be sent again')
  tripletex.setFaults([])
  expect((await run(['sync'])).code).toBe(0)
  expect(tripletex.system.findByEmail(user.email)?.phoneNumberMobile).toBe('99900999')

  tripletex.setFaults([{ kind: 'status', status: 422, method: 'PUT' }])
  huma.edit(user.id, { phone: '+4799900111' })
  await run(['sync'])
  expect((await run(['discard', '--all'])).said).toContain('1 entry discarded')
  expect((await run(['retry'])).said).toContain('Nothing is held for nordlys.')
})

test('run --once makes one pass for each, and one that fails does not stop the others', async () => {
  const { run, user, huma, running, save, connection } = await active()
  huma.edit(user.id, { phone: '+4799900999' })
  const other = { ...(await connection('nordlys')), id: 'another', name: 'another', baseUrl: 'http://127.0.0.1:9' }
  await save(other)
  const { code, out, err } = await run(['run', '--once', '--json'])
  expect(code).toBe(1)
  const [last = ''] = out.trim().split('\n').slice(-1)
  expect(JSON.parse(last)).toMatchObject({
    ok: false,
    error: { kind: 'unavailable' },
    connections: [
      { connection: 'nordlys', done: 1 },
      { connection: 'another', error: expect.any(String) },
    ],
  })
  expect(err).toContain('another')
  expect(running.tripletex.system.findByEmail(user.email)?.phoneNumberMobile).toBe('99900999')
})

test('the keys of the webhook are shown once, kept where secrets are kept, and can be renewed', async () => {
  const passphrase = { HUMA_PAYROLL_KEYCHAIN: 'off', HUMA_PAYROLL_PASSPHRASE: 'a passphrase for this test' }
  const one = desk(passphrase)
  const first = await one.run(['webhook', '--json'])
  expect(first.code).toBe(0)
  const { secret, token } = first.json()
  if (typeof secret !== 'string' || typeof token !== 'string') throw new Error('no keys')
  expect(secret.length).toBeGreaterThan(40)
  expect(one.kept()).not.toContain(secret)
  const second = await one.run(['webhook'])
  expect(second.said).toContain('The webhook has its keys')
  expect(second.said).not.toContain(secret)
  const renewed = (await one.run(['webhook', '--renew', '--json'])).json()
  expect([renewed.secret, renewed.token]).not.toContain(secret)
  expect((await one.run(['webhook', '--remove'])).code).toBe(0)
  expect((await one.run(['webhook', '--json'])).json()).toHaveProperty('secret')
})
