/** A connection that is active, with the built program at work: started, watched, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Hono } from 'hono'
import { expect } from 'vitest'
import type { SandboxSystem } from '../../src/sandbox/sandbox.ts'
import { type Running, startSandboxOf } from '../../src/sandbox/start.ts'
import { openState } from '../../src/store/state.ts'
import type { State } from '../../src/store/store.ts'
import { createClock, type FlowClock } from './flow-clock.ts'
import type { FlowSystem } from './flow-systems.ts'
import { expectDone, program, type Ran, run } from './program.ts'

/**
 * When the plug is pulled: before the request is looked at; when it was done and nobody has been told; or so many
 * milliseconds after its answer.
 */
export type KillMoment = 'lost' | 'unanswered' | number

export interface FlowCompany {
  sandbox: Running<SandboxSystem>
  clock: FlowClock
  state: State
  connectionId: string
  /** A folder that is removed at the end. */
  home: string
  /** Runs the program to its end. */
  run(...args: string[]): Promise<Ran>
  /** Requests that may have changed something, as "PUT /v2/employee/1", since the activation. */
  writes: Readonly<Record<'huma' | 'payroll', string[]>>
  /** All requests so far. */
  asked(): number
  worker: Worker
}

interface Worker {
  /** Begins, and returns when it listens. */
  start(): Promise<void>
  /** Kills it at the n-th request, or at the n-th write to payroll, from now on. */
  killAt(n: number, what: 'request' | 'write', moment: KillMoment): void
  /** It is still to be killed so. */
  isArmed(): boolean
  /** At once. */
  kill(): Promise<void>
  /** As Ctrl-C does. */
  stop(): Promise<void>
  isRunning(): boolean
  /** Writes during which, or right after which, it was killed. */
  killedWrites(): number
}

export const connectionName = 'nordlys'

export interface CompanyOptions {
  system: FlowSystem
  people: number
  seed: number
  /** Milliseconds since 1970. */
  start: number
  /** How many times as fast time passes. */
  pace: number
  /** Whether a notice of an absence says when it was changed, which is not documented. */
  withUpdatedAt: boolean
  /** Registers what is to be done when the test is over. */
  finally(work: () => Promise<void>): void
  /** Between the activation and the first start of the worker nothing else is done by it. */
  beforeSync?: (sandbox: Running<SandboxSystem>) => void
}

export async function activeCompany(options: CompanyOptions): Promise<FlowCompany> {
  const { system, people, seed } = options
  const clock = createClock(options.start, options.pace)
  const sandbox = await startSandboxOf(system.id, { people, seed, now: clock.now })
  if (!sandbox) throw new Error(`There is no sandbox of ${system.id}.`)
  const home = await mkdtemp(join(tmpdir(), 'huma-payroll-flow-'))
  const { PATH = '' } = process.env
  const webhook = { secret: 'flow-secret', token: 'flow-token' }
  const environment = () => ({
    ...sandbox.environment,
    ...clock.environment(),
    PATH,
    HUMA_PAYROLL_HOME: home,
    HUMA_PAYROLL_KEYCHAIN: 'off',
    HUMA_PAYROLL_PASSPHRASE: 'four words are enough',
    HUMA_PAYROLL_HUMA_WEBHOOK_SECRET: webhook.secret,
    HUMA_PAYROLL_HUMA_WEBHOOK_TOKEN: webhook.token,
  })
  const port = await freePort()
  const watch = watchOver(sandbox, system)
  const worker = createWorker({ environment, port, watch })
  const company: Omit<FlowCompany, 'state' | 'connectionId'> = {
    sandbox,
    clock,
    home,
    run: (...args) => run(environment(), args),
    writes: watch.writes,
    asked: watch.asked,
    worker,
  }
  let state: State | undefined
  options.finally(async () => {
    await worker.kill()
    state?.close()
    await sandbox.stop()
    await rm(home, { recursive: true, force: true })
  })

  options.beforeSync?.(sandbox)
  const titles = [...new Set(sandbox.company.huma.map(({ jobTitle }) => jobTitle))].sort()
  await expectDone(company.run('connect', 'huma', '--base-url', sandbox.huma.baseUrl))
  await connect(sandbox, system, environment())
  await expectDone(
    company.run('configure', connectionName, ...system.configure(sandbox.payroll.settings, titles), '--yes'),
  )
  const first = await company.run('sync-users', connectionName, '--direction', 'huma-to-payroll', '--yes')
  expect([0, 3], first.stdout + first.stderr).toContain(first.exitCode)
  watch.forget()
  // Huma tells of everything from now on.
  const { withUpdatedAt } = options
  sandbox.huma.system.setWebhook({ url: `http://127.0.0.1:${port}/huma`, ...webhook, withUpdatedAt })
  const paths = { config: '', secrets: '', state: join(home, 'state.sqlite'), locks: join(home, 'locks') }
  state = openState({ paths, now: clock.now, host: 'flow', pid: process.pid })
  const [connectionId = ''] = new Set(state.logEntries({ limit: 1_000 }).flatMap((entry) => entry.connectionId ?? []))
  return { ...company, state, connectionId }
}

/** Somebody logs in where the system wants it. Some of them come back to one certain port of this machine. */
async function connect(sandbox: Running<SandboxSystem>, system: FlowSystem, env: Record<string, string>) {
  for (let left = 20; ; left -= 1) {
    const { code, told } = await connectOnce(sandbox, system, env)
    if (code === 0) return
    if (left === 0 || !told.includes('is in use by another program')) throw new Error(told)
    await wait(3_000)
  }
}

async function connectOnce(sandbox: Running<SandboxSystem>, system: FlowSystem, env: Record<string, string>) {
  const { payroll } = sandbox
  const where = payroll.folder === undefined ? ['--base-url', payroll.baseUrl] : ['--folder', payroll.folder]
  const more = [
    ...(payroll.authUrl === undefined ? [] : ['--auth-url', payroll.authUrl]),
    ...(system.method === undefined ? [] : ['--method', system.method]),
    ...(payroll.companyName === undefined ? [] : ['--company', payroll.companyName]),
  ]
  const args = [program, 'connect', system.id, '--name', connectionName, '--scope', 'all', ...where, ...more]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  let isApproved = false
  const hear = (data: unknown) => {
    told += String(data)
    const [url] = /https?:\/\/127\.0\.0\.1:\d+\/\S*authori[sz]e\S*/.exec(told) ?? []
    if (!url || !payroll.approveLogin || isApproved) return
    isApproved = true
    payroll.approveLogin()
    fetch(url).catch(() => {})
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const [code] = await once(child, 'exit')
  return { code, told }
}

interface Watch {
  writes: Record<'huma' | 'payroll', string[]>
  asked(): number
  forget(): void
  /** Who decides about every request what becomes of the worker. */
  decide: (isWrite: boolean) => KillMoment | undefined
  pull: (moment: KillMoment, isWrite: boolean) => void
}

function watchOver({ huma, payroll }: Running<SandboxSystem>, system: FlowSystem): Watch {
  let asked = 0
  const watch: Watch = {
    writes: { huma: [], payroll: [] },
    asked: () => asked,
    forget() {
      watch.writes.huma = []
      watch.writes.payroll = []
    },
    decide: () => undefined,
    pull: () => {},
  }
  function stand(app: Hono, side: 'huma' | 'payroll', isWrite: FlowSystem['isWrite']): void {
    const answer = app.fetch
    app.fetch = async (request, ...rest) => {
      const { method, url } = request
      const path = new URL(url).pathname
      const body = method === 'POST' ? await request.clone().text() : ''
      const writes = isWrite({ method, path, body })
      asked += 1
      if (writes) watch.writes[side].push(`${method} ${path}`)
      const moment = watch.decide(writes && side === 'payroll')
      if (moment === 'lost') {
        watch.pull(moment, writes)
        return new Response(null, { status: 503 })
      }
      const response = await answer(request, ...rest)
      if (moment !== undefined) watch.pull(moment, writes)
      return response
    }
  }
  stand(huma.system.app, 'huma', ({ method, path }) => method !== 'GET' && !path.startsWith('/auth/'))
  stand(payroll.system.app, 'payroll', system.isWrite)
  return watch
}

function createWorker(parts: { environment: () => Record<string, string>; port: number; watch: Watch }): Worker {
  const { environment, port, watch } = parts
  let child: ChildProcess | undefined
  let said = ''
  let plan: { left: number; what: 'request' | 'write'; moment: KillMoment } | undefined
  let killedWrites = 0

  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null
  watch.decide = (isWrite) => {
    if (!plan || !isRunning() || (plan.what === 'write' && !isWrite)) return undefined
    plan.left -= 1
    if (plan.left > 0) return undefined
    const { moment } = plan
    plan = undefined
    return moment
  }
  watch.pull = (moment, isWrite) => {
    if (isWrite) killedWrites += 1
    if (typeof moment === 'number') setTimeout(() => child?.kill('SIGKILL'), moment)
    else child?.kill('SIGKILL')
  }

  async function ended(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    if (!child || !isRunning()) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }

  return {
    async start() {
      plan = undefined
      said = ''
      const args = [program, 'run', '--listen', `127.0.0.1:${port}`, '--every', '3m']
      const fresh = spawn(process.execPath, args, { env: environment(), stdio: ['ignore', 'ignore', 'pipe'] })
      fresh.stderr.on('data', (data) => {
        said = (said + String(data)).slice(-4_000)
      })
      child = fresh
      while (isRunning() && !(await isListening(port))) await wait(20)
      expect(isRunning(), said).toBe(true)
    },
    killAt(n, what, moment) {
      plan = { left: n, what, moment }
    },
    isArmed: () => plan !== undefined,
    kill: () => ended('SIGKILL'),
    async stop() {
      await ended('SIGINT')
      expect(child?.exitCode, said).toBe(0)
    },
    isRunning,
    killedWrites: () => killedWrites,
  }
}

async function isListening(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
