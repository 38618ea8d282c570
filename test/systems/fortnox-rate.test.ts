/** Fortnox' limit on its sandbox: counted in a time that moves only when every client waits. */
import { channel } from 'node:diagnostics_channel'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Person } from '../../src/core/person.ts'
import { createHttp } from '../../src/http/client.ts'
import { createFortnoxSandbox } from '../../src/sandbox/fortnox.ts'
import { serve } from '../../src/sandbox/server.ts'
import { fortnox } from '../../src/systems/fortnox/index.ts'
import type { PayrollClient } from '../../src/systems/system.ts'
import { serviceToken, start, swedishPeople } from './fortnox-setting.ts'

const { window = { requests: 0, seconds: 0 } } = fortnox.limits

test('1,000 updates meet no refusal, and take hardly longer than the limit allows', async () => {
  const { clients, people, refused, time, took } = await openClients(1, 1000)
  await updateAll(clients, people)
  const requests = took.requests()
  const shortest = (requests / window.requests - 1) * window.seconds * 1000
  expect([refused(), requests]).toEqual([0, 2000])
  expect(shortest / (time.now() - took.since)).toBeGreaterThanOrEqual(0.95)
})

test('two clients of one tenant that do not know of each other both get done', async () => {
  const { clients, people, refused } = await openClients(2, 300)
  await updateAll(clients, people)
  // Each refusal is waited out; without giving way it would be most of the 600 requests.
  expect(refused()).toBeLessThan(60)
})

async function openClients(count: number, employees: number) {
  const time = createTime()
  const system = createFortnoxSandbox({ people: swedishPeople(employees), now: time.now, serviceAccount: true })
  const served = await serve(system)
  onTestFinished(() => served.close())

  async function open(): Promise<PayrollClient> {
    const parts = { now: time.now, sleep: time.sleep, random: Math.random, userAgent: 'huma-payroll/test' }
    const http = createHttp(fortnox.limits, parts)
    const token = await serviceToken(createHttp(fortnox.limits, parts), served.url, system.secrets)
    return fortnox.open({
      baseUrl: `${served.url}/3`,
      secrets: {},
      settings: {},
      http,
      now: time.now,
      accessToken: { get: async () => token, renew: async () => token },
    })
  }

  const clients = await Promise.all(Array.from({ length: count }, open))
  const people: Person[] = []
  for await (const person of clients[0]?.read.people() ?? []) people.push(person)
  // What was read counts too: the window is empty again only after it.
  time.jump(window.seconds * 1000)
  served.clearRequests()
  return {
    clients,
    people,
    time,
    took: { since: time.now(), requests: () => served.requests().length },
    refused: () => served.requests().filter(({ status }) => status === 429).length,
  }
}

/** As apply does: so many at once as the limits say. Each client has its share of the people. */
async function updateAll(clients: readonly PayrollClient[], people: readonly Person[]): Promise<void> {
  const shares = clients.map((client, index) => ({
    client,
    left: people.filter((_, place) => place % clients.length === index),
  }))
  async function work({ client, left }: (typeof shares)[number]): Promise<void> {
    for (let person = left.shift(); person; person = left.shift()) {
      await client.write.updatePerson(person, { familyName: `${person.fields.familyName} Lund` })
    }
  }
  await Promise.all(shares.flatMap((share) => Array.from({ length: fortnox.limits.concurrency }, () => work(share))))
}

/** Milliseconds; they pass only while nothing is on its way, by as much as the next who waits needs. */
function createTime() {
  let now = start
  let underWay = 0
  const sleepers: { until: number; wake: () => void }[] = []

  const begun = () => {
    underWay += 1
  }
  const ended = () => {
    underWay -= 1
  }
  const listeners = { create: begun, trailers: ended, error: ended }
  for (const [name, listener] of Object.entries(listeners)) channel(`undici:request:${name}`).subscribe(listener)
  onTestFinished(() => {
    for (const [name, listener] of Object.entries(listeners)) channel(`undici:request:${name}`).unsubscribe(listener)
  })

  async function sleep(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const me = { until: now + milliseconds, wake: resolve }
    sleepers.push(me)
    void wakeNext()
    return promise
  }

  let isWaking = false
  async function wakeNext(): Promise<void> {
    if (isWaking) return
    isWaking = true
    while (sleepers.length > 0) {
      // An answer is read to its end some turns after it is there.
      for (let quiet = 0; quiet < 5; quiet = underWay === 0 ? quiet + 1 : 0) await turn()
      const [first] = sleepers.sort((a, b) => a.until - b.until)
      if (!first) break
      sleepers.shift()
      now = Math.max(now, first.until)
      first.wake()
    }
    isWaking = false
  }

  return {
    now: () => now,
    sleep,
    jump(milliseconds: number) {
      now += milliseconds
    },
  }
}
