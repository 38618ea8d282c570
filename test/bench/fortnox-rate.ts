/**
 * How much of Fortnox' limit a run of updates uses, with real processes on one tenant of the sandbox:
 * `node test/bench/fortnox-rate.ts [updates] [processes] [speed]`, 1,000 updates by 1 process unless told. No part of the
 * tests. The clocks of the sandbox and of every process run `speed` times as fast (10), so that 400 s pass in 40; a
 * request of 10 ms then is one of 100 ms.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Person } from '../../src/core/person.ts'
import { createHttp } from '../../src/http/client.ts'
import { createFortnoxSandbox } from '../../src/sandbox/fortnox.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { fortnox } from '../../src/systems/fortnox/index.ts'

const epoch = Date.UTC(2026, 0, 15, 11)

interface Work {
  url: string
  secrets: Readonly<Record<string, string>>
  /** Real milliseconds since 1970 at the epoch. */
  began: number
  speed: number
  /** Every `of`th person from `from` on. */
  from: number
  of: number
}

const [first = '1000', processes = '1', speed = '10'] = process.argv.slice(2)
if (process.send) process.once('message', (work: Work) => void runClient(work))
else await runAll(Number(first), Number(processes), Number(speed))

function clockOf({ began, speed: times }: Pick<Work, 'began' | 'speed'>) {
  return {
    now: () => epoch + (performance.timeOrigin + performance.now() - began) * times,
    sleep: (milliseconds: number) => delay(milliseconds / times),
  }
}

async function runAll(updates: number, count: number, times: number): Promise<void> {
  const began = performance.timeOrigin + performance.now()
  const clock = clockOf({ began, speed: times })
  const people = makePeople({ count: updates, seed: 1, country: 'NO' })
  const system = createFortnoxSandbox({ people, now: clock.now, serviceAccount: true })
  const served = await serve(system)
  const { secrets } = system

  const children = Array.from({ length: count }, (_, from) => {
    const child = fork(import.meta.filename)
    child.send({ url: served.url, secrets, began, speed: times, from, of: count } satisfies Work)
    return child
  })
  const results = await Promise.all(children.map(async (child) => (await once(child, 'message'))[0]))
  await served.close()

  const asked = served.requests().filter(({ path }) => path.startsWith('/3/'))
  const refused = asked.filter(({ status }) => status === 429).length
  const answered = asked.length - refused
  const { requests, seconds } = fortnox.limits.window ?? { requests: 1, seconds: 1 }
  const took = Math.max(...results.map(({ ended }) => ended)) - Math.min(...results.map(({ started }) => started))
  const failed = results.reduce((sum, one) => sum + one.failed, 0)
  // The first window may be filled at once.
  const allowed = requests + (took / 1000 / seconds) * requests
  process.stdout.write(
    `${updates} updates by ${count} process${count === 1 ? '' : 'es'}: ${answered} requests in ${Math.round(took / 1000)} s, ` +
      `${((100 * answered) / allowed).toFixed(1)} % of what is allowed; ${refused} refused (429), ${failed} failed\n`,
  )
}

async function runClient(work: Work): Promise<void> {
  const clock = clockOf(work)
  const parts = { ...clock, random: Math.random, userAgent: 'huma-payroll/bench' }
  const { clientId = '', clientSecret = '', tenantId = '' } = work.secrets
  const { body } = await createHttp(fortnox.limits, parts).send({
    method: 'POST',
    url: `${work.url}/oauth-v1/token`,
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      TenantId: tenantId,
    },
    form: { grant_type: 'client_credentials' },
    effect: 'read',
  })
  const { access_token: token }: { access_token: string } = JSON.parse(body)
  const { read, write } = fortnox.open({
    baseUrl: `${work.url}/3`,
    secrets: {},
    settings: {},
    http: createHttp(fortnox.limits, parts),
    now: clock.now,
    accessToken: { get: async () => token, renew: async () => token },
  })

  const started = clock.now()
  const mine: Person[] = []
  let index = 0
  for await (const person of read.people()) {
    if (index % work.of === work.from) mine.push(person)
    index += 1
  }
  let failed = 0
  async function updates(): Promise<void> {
    for (let person = mine.shift(); person; person = mine.shift()) {
      await write.updatePerson(person, { familyName: `${person.fields.familyName} Lund` }).catch(() => {
        failed += 1
      })
    }
  }
  await Promise.all(Array.from({ length: fortnox.limits.concurrency }, updates))
  process.send?.({ started, ended: clock.now(), failed })
  process.disconnect()
}
