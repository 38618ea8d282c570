/** Starts Huma and one payroll system for a demo or a test: one made-up company, one clock. */
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Authorization } from './authorization/authorization.ts'
import { createCronaLonSandbox } from './crona-lon.ts'
import { createFinagoSandbox } from './finago.ts'
import { swedishPerson } from './fortnox/swedish.ts'
import { createFortnoxSandbox } from './fortnox.ts'
import type { HumaSandbox } from './huma.ts'
import { createHumaSandbox } from './huma.ts'
import { finnishPerson } from './netvisor/finnish.ts'
import { createNetvisorSandbox } from './netvisor.ts'
import { makeCompany, type SandboxCompany } from './people.ts'
import type { Fault, SandboxPerson, SandboxSystem } from './sandbox.ts'
import { type Served, serve } from './server.ts'
import { createTripletexSandbox, type TripletexSandbox } from './tripletex.ts'
import { createUnimicroSandbox } from './unimicro.ts'
import { createVismaNetPayrollSandbox } from './visma-net-payroll.ts'
import { createXledgerSandbox } from './xledger.ts'

export interface RunningSystem<S extends SandboxSystem> extends Served {
  system: S
  /** For `connect … --base-url`. */
  baseUrl: string
  /** For `connect … --folder`, instead, where the system works with files. */
  folder?: string
  /** For `connect … --auth-url`; absent where the system has no login. */
  authUrl?: string
  /** With it: whoever sees the next consent page says yes. */
  approveLogin?: () => void
  /** For `connect … --company`, where a login opens several. */
  companyName?: string
  /** For `configure … --set`: what has to be chosen before anybody can be created. */
  settings: readonly string[]
}

interface Payroll {
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
}

/** A payroll system's sandbox, made but not yet served. */
interface Made<S extends SandboxSystem> {
  system: S
  /** What the paths of its API begin with. */
  path: string
  /** Where it works with files: theirs, removed at the end, and what it is told of the company. */
  files?: { folder: string; answers: Readonly<Record<string, string>>; begin(): Promise<unknown> }
  /** Where it has a login: whoever sees the next consent page says yes. */
  approveLogin?: () => void
  /** Where a login opens several companies: the one with all the people. */
  companyName?: string
  /** What has to be chosen before anybody can be created, as for `configure … --set`. */
  settings?: readonly string[]
}

interface Maker<S extends SandboxSystem> {
  make(payroll: Payroll): Made<S>
  /** Where its people live, and how they are there; Norway where absent. */
  abroad?: { country: string; person: <T extends SandboxPerson>(person: T) => T }
}

/** As somebody has registered it at the vendor for huma-payroll. */
function registered(port: number): { redirectUris: string[] } {
  return { redirectUris: [`http://127.0.0.1:${port}/callback`] }
}

function withLogin<S extends SandboxSystem & { authorization: Authorization }>(system: S, path: string): Made<S> {
  return { system, path, approveLogin: () => system.authorization.answerNext('approve') }
}

const tripletex: Maker<TripletexSandbox> = {
  make: (payroll) => ({ system: createTripletexSandbox(payroll), path: '/v2' }),
}

function makeCronaLon(payroll: Payroll): Made<SandboxSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'huma-payroll-crona-lon-'))
  const system = createCronaLonSandbox({ ...payroll, folder })
  const answers = { companyName: 'Nordlys AB', organisationNumber: '555555-5555' }
  return { system, path: '', files: { folder, answers, begin: () => system.exportFile('paxml') } }
}

/** By the id of the payroll system. */
const makers: Readonly<Record<string, Maker<SandboxSystem>>> = {
  tripletex,
  'visma-net-payroll': {
    make: (payroll) => withLogin(createVismaNetPayrollSandbox({ ...payroll, ...registered(47_413) }), '/v2'),
  },
  fortnox: {
    make: (payroll) =>
      withLogin(createFortnoxSandbox({ ...payroll, ...registered(47_411), serviceAccount: true }), '/3'),
    abroad: { country: 'SE', person: swedishPerson },
  },
  unimicro: {
    make: (payroll) => ({
      ...withLogin(createUnimicroSandbox({ ...payroll, ...registered(47_412) }), ''),
      companyName: 'Nordlys AS',
      // The company of the first of the made-up people.
      settings: ['subEntity=2'],
    }),
  },
  'crona-lon': { make: makeCronaLon, abroad: { country: 'SE', person: swedishPerson } },
  netvisor: {
    make: (payroll) => ({
      system: createNetvisorSandbox(payroll),
      path: '',
      // The wage model of the made-up people.
      settings: ['wageModel=Kuukausipalkkalaiset'],
    }),
    abroad: { country: 'FI', person: finnishPerson },
  },
  finago: { make: (payroll) => ({ system: createFinagoSandbox(payroll), path: '/api' }) },
  xledger: { make: (payroll) => ({ system: createXledgerSandbox(payroll), path: '/graphql' }) },
}

export const sandboxIds: readonly string[] = Object.keys(makers)

export interface StartOptions {
  /** How many people the company has; 40 when absent. */
  people?: number
  /** 1 when absent. */
  seed?: number
  /** Any free port where absent. */
  ports?: { huma?: number; payroll?: number }
  faults?: { huma?: readonly Fault[]; payroll?: readonly Fault[] }
  /** Milliseconds since 1970, before the clock is moved; the machine's time when absent. */
  now?: () => number
}

export interface Running<S extends SandboxSystem> {
  huma: RunningSystem<HumaSandbox>
  payroll: RunningSystem<S>
  company: SandboxCompany
  clock: { now(): number; moveBy(milliseconds: number): void }
  /** What the tool reads its keys from: HUMA_PAYROLL_HUMA_CLIENT_ID and so on. */
  environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

export interface RunningSandbox extends Running<TripletexSandbox> {
  tripletex: RunningSystem<TripletexSandbox>
}

/** Huma and Tripletex. Rejects, with nothing left running, when a port is taken. */
export async function startSandbox(options: StartOptions = {}): Promise<RunningSandbox> {
  const running = await start(tripletex, options)
  return { ...running, tripletex: running.payroll }
}

/** Huma and the payroll system `id`; undefined where there is no sandbox of it. Rejects as `startSandbox`. */
export async function startSandboxOf(
  id: string,
  options: StartOptions = {},
): Promise<Running<SandboxSystem> | undefined> {
  const maker = makers[id]
  return maker && start(maker, options)
}

async function start<S extends SandboxSystem>(maker: Maker<S>, options: StartOptions): Promise<Running<S>> {
  const company = companyIn(maker.abroad, makeCompany({ people: options.people ?? 40, seed: options.seed ?? 1 }))
  const readTime = options.now ?? Date.now
  let moved = 0
  const now = () => readTime() + moved

  const humaSystem = createHumaSandbox({ people: company.huma, now })
  const huma = await serve(humaSystem, { port: options.ports?.huma ?? 0 })
  const made = maker.make({ people: company.payroll, now })
  const { files } = made
  const payroll = await serve(made.system, { port: options.ports?.payroll ?? 0 }).catch(async (error: unknown) => {
    await huma.close()
    if (files) await rm(files.folder, { recursive: true, force: true })
    throw error
  })
  huma.setFaults(options.faults?.huma ?? [])
  payroll.setFaults(options.faults?.payroll ?? [])
  await files?.begin()
  return {
    huma: { ...huma, system: humaSystem, baseUrl: huma.url, settings: [] },
    payroll: {
      ...payroll,
      system: made.system,
      baseUrl: payroll.url + made.path,
      settings: made.settings ?? [],
      ...(files ? { folder: files.folder } : {}),
      ...(made.companyName === undefined ? {} : { companyName: made.companyName }),
      ...(made.approveLogin ? { authUrl: payroll.url, approveLogin: made.approveLogin } : {}),
    },
    company,
    clock: {
      now,
      moveBy(milliseconds) {
        moved += milliseconds
      },
    },
    environment: {
      ...environmentOf(humaSystem),
      ...environmentOf(made.system),
      ...environmentOf({ id: made.system.id, secrets: files?.answers ?? {} }),
    },
    async stop() {
      await Promise.all([huma.close(), payroll.close()])
      if (files) await rm(files.folder, { recursive: true, force: true })
    },
  }
}

function companyIn(abroad: Maker<SandboxSystem>['abroad'], company: SandboxCompany): SandboxCompany {
  if (!abroad) return company
  const { country, person } = abroad
  return {
    ...company,
    huma: company.huma.map((one) => ({ ...person(one), country })),
    payroll: company.payroll.map(person),
  }
}

/** clientId of huma -> HUMA_PAYROLL_HUMA_CLIENT_ID */
function environmentOf({ id, secrets }: Pick<SandboxSystem, 'id' | 'secrets'>): Record<string, string> {
  const capitals = (name: string) => name.replaceAll(/[A-Z]/g, '_$&').replaceAll('-', '_').toUpperCase()
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [`HUMA_PAYROLL_${capitals(id)}_${capitals(name)}`, value]),
  )
}
