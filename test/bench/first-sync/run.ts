/** One first sync, of everything but the command line: both sandboxes on sockets, the real clients, limits and state. */
import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { connectionSchema } from '../../../src/core/connection.ts'
import type { Counts } from '../../../src/core/report.ts'
import { createHttp } from '../../../src/http/client.ts'
import { openHuma } from '../../../src/huma/client.ts'
import { humaLimits } from '../../../src/huma/index.ts'
import { createHumaSandbox } from '../../../src/sandbox/huma.ts'
import { makePeople } from '../../../src/sandbox/people.ts'
import { serve } from '../../../src/sandbox/server.ts'
import { storePaths } from '../../../src/store/paths.ts'
import { openState } from '../../../src/store/state.ts'
import { runSync } from '../../../src/sync/run-sync.ts'
import { systemById } from '../../../src/systems/registry.ts'
import type { Clock } from './clock.ts'
import type { Opened, Vendor } from './vendors.ts'

/** One request to the payroll system. Times are milliseconds since 1970, by the vendor's clock. */
export interface Asked {
  method: string
  /** With its query. */
  path: string
  headers: Readonly<Record<string, string>>
  body: Buffer
  status: number
  arrivedAt: number
  answeredAt: number
}

export interface FirstSync {
  counts: Counts
  asked: readonly Asked[]
  /** Only with a system of files: how many wait to be taken in. */
  files: number | undefined
  /** Seconds by the vendor's clock, from its first request to its last answer; of files, from the plan to the end. */
  seconds: number
  port: number
}

/** Milliseconds by the vendor's clock before each answer of the payroll system: not documented of any of them. */
export const assumedLatency = 100

/** Throws where not everybody is created. */
export async function firstSync(vendor: Vendor, count: number, clock: Clock): Promise<FirstSync> {
  const system = systemById(vendor.id)
  const { now, sleep } = clock
  const { country } = system
  const [owner, ...newcomers] = peopleOf(vendor, count)
  const humaSandbox = createHumaSandbox({ people: newcomers.map((person) => ({ ...person, country })), now })
  const opened = vendor.open({ people: owner ? [owner] : [], now })
  const huma = await serve(humaSandbox)
  const payroll = await servePayroll(opened, clock)
  const home = mkdtempSync(join(tmpdir(), 'huma-payroll-bench-'))
  // Its leases are renewed by the machine's clock.
  const self = { now: Date.now, host: hostname(), pid: process.pid }
  const state = openState({ paths: storePaths({ HUMA_PAYROLL_HOME: home }, process.platform, ''), ...self })
  try {
    const parts = { now, sleep, random: Math.random, userAgent: 'huma-payroll/bench' }
    const humaHttp = createHttp(humaLimits, parts)
    const left = openHuma({ baseUrl: huma.url, secrets: humaSandbox.secrets, http: humaHttp, now, country })
    const standard = Object.fromEntries(system.settings.map((setting) => [setting.key, setting.standard]))
    const settings = { ...standard, ...opened.settings }
    const right = system.open({
      baseUrl: payroll.url + opened.basePath,
      secrets: opened.sandbox.secrets,
      settings,
      http: createHttp(system.limits, parts),
      now,
      sleep,
      ...(await opened.session?.()),
    })
    let plannedAt = now()
    const { counts, end, error, outcomes } = await runSync({
      connection: connectionOf(vendor.id, settings),
      system,
      readers: { huma: left.read, payroll: right.read },
      writers: { huma: left.write, payroll: right.write },
      rules: { huma: left.rules, payroll: system.fieldsFor?.(settings) ?? system.fields },
      state,
      now,
      interrupted: new AbortController().signal,
      policy: { direction: 'huma-to-payroll' },
      only: [],
      except: [],
      view: {
        reading() {},
        read() {},
        settled() {},
        hosted() {},
        planned() {
          plannedAt = now()
        },
        confirm: async () => true,
        applied() {},
      },
      command: 'sync-users',
    })
    if (end !== 'done' || counts.created.payroll !== count) {
      const problem = outcomes.find((outcome) => 'problem' in outcome)
      throw new Error(`${system.name}: ${end}, ${counts.created.payroll} created`, { cause: error ?? problem })
    }
    const files = await opened.files?.waiting()
    const seconds = files === undefined ? spanOf(payroll.asked) : (now() - plannedAt) / 1000
    return { counts, asked: payroll.asked, files, seconds, port: payroll.port }
  } finally {
    state.close()
    await Promise.all([huma.close(), payroll.close(), opened.files?.remove()])
    rmSync(home, { recursive: true })
  }
}

/** One more than `count`: the first is in payroll already, and nobody in Huma. */
export function peopleOf({ person = (one) => one }: Vendor, count: number) {
  return makePeople({ count: count + 1, seed: 1, country: 'NO' }).map((one) => person(one))
}

/** The sandbox behind a network: each answer takes its time, and every request is noted. */
export async function servePayroll({ sandbox }: Opened, { now, sleep }: Clock, port = 0) {
  const asked: Asked[] = []
  const app = new Hono()
  app.all('*', async ({ req: { raw } }) => {
    const arrivedAt = now()
    const body = Buffer.from(await raw.clone().arrayBuffer())
    const answer = await sandbox.app.fetch(raw)
    await sleep(assumedLatency)
    const { pathname, search } = new URL(raw.url)
    const headers = Object.fromEntries(raw.headers)
    const { method } = raw
    const { status } = answer
    asked.push({ method, path: pathname + search, headers, body, status, arrivedAt, answeredAt: now() })
    return answer
  })
  const served = await serve({ ...sandbox, app }, { port })
  return { ...served, asked, port: Number(new URL(served.url).port) }
}

function spanOf(asked: readonly Asked[]): number {
  const first = Math.min(...asked.map(({ arrivedAt }) => arrivedAt))
  return (Math.max(...asked.map(({ answeredAt }) => answeredAt)) - first) / 1000
}

function connectionOf(system: string, settings: Readonly<Record<string, string>>) {
  return connectionSchema.parse({
    id: 'c1',
    name: 'nordlys',
    system,
    scope: 'all',
    method: 'any',
    baseUrl: '',
    account: { id: '1', name: 'Nordlys' },
    data: { users: true, createUsers: true, positions: false, absence: false, salary: false },
    absenceMap: {},
    settings,
    createdAt: '2026-01-15',
    configuredAt: '2026-01-15',
    activatedAt: null,
  })
}
