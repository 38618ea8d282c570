/**
 * How much of Fortnox' limit an active connection uses while it works off a full queue: `node test/bench/live-rate.ts
 * [people] [speed]`, 300 changed people unless told. No part of the tests. All clocks run `speed` times as fast (10), so
 * that three minutes pass in 18 seconds.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from '../../src/core/connection.ts'
import { createHttp } from '../../src/http/client.ts'
import { openHuma } from '../../src/huma/client.ts'
import { humaLimits } from '../../src/huma/index.ts'
import type { LiveInput } from '../../src/live/input.ts'
import { pass } from '../../src/live/pass.ts'
import { swedishPerson } from '../../src/sandbox/fortnox/swedish.ts'
import { createFortnoxSandbox } from '../../src/sandbox/fortnox.ts'
import { createHumaSandbox } from '../../src/sandbox/huma.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { storePaths } from '../../src/store/paths.ts'
import { openState } from '../../src/store/state.ts'
import { createDigest } from '../../src/sync/compare-sides.ts'
import { runSync } from '../../src/sync/run-sync.ts'
import { fortnox as system } from '../../src/systems/fortnox/index.ts'

const [count = 300, speed = 10] = process.argv.slice(2).map(Number)
const epoch = Date.UTC(2026, 0, 15, 11)
const began = performance.now()
const now = () => Math.round(epoch + (performance.now() - began) * speed)
const sleep = async (milliseconds: number) => {
  await delay(milliseconds / speed)
}
const parts = { now, sleep, random: Math.random, userAgent: 'huma-payroll/bench' }

const people = makePeople({ count, seed: 1, country: 'NO' }).map(swedishPerson)
const humaSystem = createHumaSandbox({ people: people.map((person) => ({ ...person, country: 'SE' })), now })
const payrollSystem = createFortnoxSandbox({ people, now, serviceAccount: true })
const huma = await serve(humaSystem)
const payroll = await serve(payrollSystem)
const home = mkdtempSync(join(tmpdir(), 'huma-payroll-'))
const state = openState({
  paths: storePaths({ HUMA_PAYROLL_HOME: home }, process.platform, home),
  now,
  host: 'bench',
  pid: process.pid,
})
const { clientId = '', clientSecret = '', tenantId = '' } = payrollSystem.secrets
const { body } = await createHttp(system.limits, parts).send({
  method: 'POST',
  url: `${payroll.url}/oauth-v1/token`,
  headers: {
    authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    TenantId: tenantId,
  },
  form: { grant_type: 'client_credentials' },
  effect: 'read',
})
const { access_token: token }: { access_token: string } = JSON.parse(body)
const humaClient = openHuma({
  ...{ baseUrl: huma.url, secrets: humaSystem.secrets, http: createHttp(humaLimits, parts), now, country: 'SE' },
})
const { read, ...writers } = system.open({
  ...{ baseUrl: `${payroll.url}/3`, secrets: {}, settings: {}, http: createHttp(system.limits, parts), now },
  accessToken: { get: async () => token, renew: async () => token },
})
const connection: Connection = {
  ...{ id: 'c1', name: 'bench', system: 'fortnox', scope: 'all', method: 'oauth2', baseUrl: '' },
  account: { id: '1', name: 'Bench' },
  data: { users: true, createUsers: false, positions: false, absence: false, salary: false },
  ...{ absenceMap: {}, settings: {}, createdAt: '', configuredAt: '2026-01-15', activatedAt: null },
}
const rules = { huma: humaClient.rules, payroll: system.fieldsFor?.({}) ?? system.fields }
const interrupted = new AbortController().signal
try {
  await runSync({
    ...{ connection, system, rules, state, now, interrupted, only: [], except: [], command: 'sync-users' },
    readers: { huma: humaClient.read, payroll: read },
    writers: { huma: humaClient.write, payroll: writers.write },
    policy: { direction: 'huma-to-payroll', create: [] },
    view: {
      reading() {},
      read() {},
      settled() {},
      hosted() {},
      planned() {},
      confirm: async () => true,
      applied() {},
    },
  })
  const input: LiveInput = {
    ...{ connection: { ...connection, activatedAt: '2026-01-15' }, system, rules, state, now, interrupted },
    ...{ huma: humaClient.read, payroll: read, digest: createDigest(state.digestKey()), random: Math.random },
  }
  const go = () => pass({ ...input, writers, command: 'run', compares: true })
  await go()
  for (const [index, { id }] of humaSystem.snapshot().users.entries()) {
    humaSystem.edit(id, { givenName: `Nova ${index}` })
  }
  await delay(6000 / speed)
  payroll.clearRequests()
  const started = now()
  const { done, later, held } = await go()
  const took = (now() - started) / 1000
  const asked = payroll.requests()
  const refused = asked.filter(({ status }) => status === 429).length
  const { requests, seconds } = system.limits.window ?? { requests: 1, seconds: 1 }
  // The first window may be filled at once.
  const allowed = requests + (took / seconds) * requests
  process.stdout.write(
    `${done} people sent (${later} put off, ${held} held): ${asked.length - refused} requests in ${took.toFixed(0)} s, ` +
      `${((100 * (asked.length - refused)) / allowed).toFixed(1)} % of what is allowed; ${refused} refused (429)\n`,
  )
} finally {
  state.close()
  await Promise.all([huma.close(), payroll.close()])
  rmSync(home, { recursive: true, force: true })
}
