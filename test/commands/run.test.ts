/** `run` in this process, with its web server: notices come in, keys are changed, somebody presses Ctrl-C. */
import { createHmac } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { run as main } from '../../src/main.ts'
import { testWorld } from '../helpers/world.ts'
import { connected } from './commands.ts'

/** On a machine that is busy with other tests. */
const patience = { timeout: 60_000 }

async function running() {
  const one = await connected()
  await one.run(['configure', '--users', 'on', '--create-users', 'on', '--yes'])
  await one.run(['sync-users', '--direction', 'huma-to-payroll', '--yes'])
  const made = (await one.run(['webhook', '--json'])).json()
  const keys = { secret: String(made.secret), token: String(made.token) }
  // The clock of waits runs fast; everything else is as it is.
  const { world, out, err, interrupt } = testWorld({
    home: one.home,
    env: one.running.environment,
    sleep: (milliseconds) => delay(milliseconds / 50),
  })
  const ended = main(['run', '--listen', '0'], world)
  onTestFinished(async () => {
    interrupt()
    await ended
  })
  const address = await vi.waitUntil(() => /Listening for Huma at (\S+\/huma)/.exec(err())?.[1], patience)
  const tell = async (id: string, { secret, token }: { secret: string; token: string }) => {
    const body = JSON.stringify({ topic: 'users-update', users: [{ id }] })
    const signature = createHmac('sha256', secret).update(body).digest('base64')
    const headers = { 'huma-topic': 'users-update', 'huma-hmac-sha256': signature, authorization: `Bearer ${token}` }
    return (await fetch(address, { method: 'POST', body, headers })).status
  }
  const { huma, tripletex } = one.running
  const user = huma.system.snapshot().users.find(({ email, active }) => active && tripletex.system.findByEmail(email))
  if (!user) throw new Error('nobody is linked')
  const phone = () => tripletex.system.findByEmail(user.email)?.phoneNumberMobile
  return { ...one, keys, tell, out, err, interrupt, ended, user, phone, huma: huma.system }
}

test('a change is in payroll as soon as Huma has told of it, until Ctrl-C', async () => {
  const { tell, keys, huma, user, phone, interrupt, ended, out, err } = await running()
  await vi.waitUntil(() => err().includes('changes are sent from now on'), patience)
  huma.edit(user.id, { phone: '+4799900999' })
  expect(await tell(user.id, keys)).toBe(204)
  await vi.waitUntil(() => phone() === '99900999', patience)
  await vi.waitUntil(() => out().includes('Updated in Tripletex: mobile phone.'), patience)
  interrupt()
  expect(await ended).toBe(0)
  expect(err()).toContain('What waits is sent when it is started again.')
})

test('Ctrl-C that comes while it starts ends it too', async () => {
  const one = await connected()
  await one.run(['configure', '--users', 'on', '--yes'])
  await one.run(['sync-users', '--direction', 'huma-to-payroll', '--yes'])
  const { world, interrupt } = testWorld({ home: one.home, env: one.running.environment })
  const ended = main(['run'], world)
  interrupt()
  expect(await ended).toBe(0)
})

test('new keys hold at once, and the old ones no longer', async () => {
  const { tell, keys, user, run, err } = await running()
  const made = (await run(['webhook', '--renew', '--json'])).json()
  await vi.waitUntil(() => err().includes('The keys of the webhook were changed.'), patience)
  expect(await tell(user.id, keys)).toBe(401)
  expect(await tell(user.id, { secret: String(made.secret), token: String(made.token) })).toBe(204)
})
