/**
 * How an active connection carries changes, with the built program and both sandboxes as servers:
 * `npm run build && node test/bench/live.ts [events] [people]`, 10,000 events of 500 people unless told. No part of the
 * tests. Prints how long one event takes from Huma's notice to the write in payroll while nothing else waits (the median
 * of 200), how fast a full queue is worked off, and how the memory of the worker grows while it does.
 */
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Hono } from 'hono'
import { createHumaSandbox } from '../../src/sandbox/huma.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createTripletexSandbox } from '../../src/sandbox/tripletex.ts'

const [events = 10_000, count = 500] = process.argv.slice(2).map(Number)
const single = 200
const secret = 'bench'
const program = join(import.meta.dirname, '../../bin/huma-payroll.js')

const people = makePeople({ count, seed: 1, country: 'NO' })
const humaSystem = createHumaSandbox({ people, now: Date.now })
const payrollSystem = createTripletexSandbox({ people, now: Date.now })
/** Called when a write has arrived at payroll. */
let onWrite = (_: string) => {}
const watched = new Hono()
watched.all('*', async (context) => {
  const { method, path } = context.req
  if (method === 'PUT' && /\/employee\/\d+$/.test(path)) onWrite(path)
  return payrollSystem.app.fetch(context.req.raw, context.env)
})
const huma = await serve(humaSystem)
const payroll = await serve({ ...payrollSystem, app: watched })
const home = await mkdtemp(join(tmpdir(), 'huma-payroll-'))
const port = await freePort()
const env = {
  PATH: process.env.PATH ?? '',
  HUMA_PAYROLL_HOME: home,
  HUMA_PAYROLL_KEYCHAIN: 'off',
  HUMA_PAYROLL_HUMA_WEBHOOK_SECRET: secret,
  HUMA_PAYROLL_HUMA_CLIENT_ID: humaSystem.secrets.clientId ?? '',
  HUMA_PAYROLL_HUMA_CLIENT_SECRET: humaSystem.secrets.clientSecret ?? '',
  HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN: payrollSystem.secrets.employeeToken ?? '',
  HUMA_PAYROLL_TRIPLETEX_CONSUMER_TOKEN: payrollSystem.secrets.consumerToken ?? '',
}

try {
  await run('connect', 'huma', '--base-url', huma.url)
  await run('connect', 'tripletex', '--name', 'bench', '--scope', 'all', '--base-url', `${payroll.url}/v2`)
  await run('configure', 'bench', '--users', 'on', '--create-users', 'on', '--yes')
  await run('sync-users', 'bench', '--direction', 'huma-to-payroll', '--yes')
  const worker = spawn(process.execPath, [program, 'run', '--listen', String(port), '--every', '24h'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await until(async () => (await health()) === 200)
  const users = humaSystem.snapshot().users.filter(({ active, type }) => active && type === 'user')
  await settled()

  const latencies: number[] = []
  for (let n = 0; n < single; n += 1) {
    const { id } = at(users, n)
    humaSystem.edit(id, { phone: phone(n) })
    const begun = performance.now()
    const arrived = new Promise<void>((resolve) => {
      onWrite = () => resolve()
    })
    await tell(id)
    await arrived
    latencies.push(performance.now() - begun)
    await settled()
  }
  latencies.sort((a, b) => a - b)
  const median = at(latencies, Math.floor(single / 2))
  say(
    `${single} events one by one: ${median.toFixed(0)} ms from notice to write (median), ${at(latencies, Math.floor(single * 0.95)).toFixed(0)} ms (95 %)`,
  )

  let writes = 0
  onWrite = () => {
    writes += 1
  }
  const memory: number[] = []
  const begun = performance.now()
  for (let sent = 0; sent < events; ) {
    for (let n = 0; n < 250 && sent < events; n += 1, sent += 1) {
      const { id } = at(users, sent)
      humaSystem.edit(id, { phone: phone(single + sent) })
      await tell(id)
    }
    await settled()
    huma.clearRequests()
    payroll.clearRequests()
    memory.push(await resident(worker.pid ?? 0))
  }
  const seconds = (performance.now() - begun) / 1000
  const [early, late] = [memory.slice(4, 14), memory.slice(-10)].map((some) => Math.max(...some))
  say(`${events} events, ${writes} writes in ${seconds.toFixed(0)} s: ${(events / seconds).toFixed(0)} a second`)
  say(`memory of the worker: ${early} MiB after the first events, ${late} MiB after the last`)
  worker.kill('SIGINT')
} finally {
  await Promise.all([huma.close(), payroll.close()])
  await rm(home, { recursive: true, force: true })
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length]
  if (item === undefined) throw new Error('nothing there')
  return item
}

function phone(n: number): string {
  return `+474${String(1_000_000 + n)}`
}

async function run(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], { env, stdio: 'ignore' })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0 && code !== 3) throw new Error(`${args.join(' ')} ended with ${code}`)
}

async function tell(id: string): Promise<void> {
  const body = JSON.stringify({ topic: 'users-update', users: [{ id }] })
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'huma-topic': 'users-update', 'huma-hmac-sha256': signature }
  const { status } = await fetch(`http://127.0.0.1:${port}/huma`, { method: 'POST', body, headers })
  if (status !== 204) throw new Error(`a notice was answered with ${status}`)
}

async function health(): Promise<number> {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    ({ status }) => status,
    () => 0,
  )
}

/** Nothing has been asked for a tenth of a second. */
async function settled(): Promise<void> {
  for (let before = -1, now = asked(); before !== now; ) {
    await wait(100)
    before = now
    now = asked()
  }
}

function asked(): number {
  return huma.requests().length + payroll.requests().length
}

async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await wait(50)
}

/** MiB, on Linux. */
async function resident(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
