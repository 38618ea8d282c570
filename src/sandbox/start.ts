/** Starts the sandbox systems for a demo or a test: one made-up company, one clock. */
import type { HumaSandbox } from './huma.ts'
import { createHumaSandbox } from './huma.ts'
import { makeCompany, type SandboxCompany } from './people.ts'
import type { Fault, SandboxSystem } from './sandbox.ts'
import { type Served, serve } from './server.ts'
import { createTripletexSandbox } from './tripletex.ts'

export interface RunningSystem<S extends SandboxSystem> extends Served {
  system: S
  /** For `connect … --base-url`. */
  baseUrl: string
}

export interface SandboxSystems {
  huma: RunningSystem<HumaSandbox>
  tripletex: RunningSystem<ReturnType<typeof createTripletexSandbox>>
}

export interface StartOptions {
  /** How many people the company has; 40 when absent. */
  people?: number
  /** 1 when absent. */
  seed?: number
  /** Any free port where absent. */
  ports?: { readonly [K in keyof SandboxSystems]?: number }
  faults?: { readonly [K in keyof SandboxSystems]?: readonly Fault[] }
  /** Milliseconds since 1970, before the clock is moved; the machine's time when absent. */
  now?: () => number
}

export interface RunningSandbox extends SandboxSystems {
  company: SandboxCompany
  clock: { now(): number; moveBy(milliseconds: number): void }
  /** What the tool reads its keys from: HUMA_PAYROLL_HUMA_CLIENT_ID and so on. */
  environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** Rejects, with nothing left running, when a port is taken. */
export async function startSandbox(options: StartOptions = {}): Promise<RunningSandbox> {
  const company = makeCompany({ people: options.people ?? 40, seed: options.seed ?? 1 })
  const readTime = options.now ?? Date.now
  let moved = 0
  const now = () => readTime() + moved
  const running: RunningSystem<SandboxSystem>[] = []

  async function start<S extends SandboxSystem>(id: keyof SandboxSystems, system: S, basePath = '') {
    const served = await serve(system, { port: options.ports?.[id] ?? 0 })
    served.setFaults(options.faults?.[id] ?? [])
    const one: RunningSystem<S> = { ...served, system, baseUrl: served.url + basePath }
    running.push(one)
    return one
  }

  async function stop(): Promise<void> {
    await Promise.all(running.map((one) => one.close()))
  }

  try {
    const systems: SandboxSystems = {
      huma: await start('huma', createHumaSandbox({ people: company.huma, now })),
      tripletex: await start('tripletex', createTripletexSandbox({ people: company.payroll, now }), '/v2'),
    }
    return {
      ...systems,
      company,
      clock: {
        now,
        moveBy(milliseconds) {
          moved += milliseconds
        },
      },
      environment: Object.assign({}, ...running.map(({ system }) => environmentOf(system))),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** clientId of huma -> HUMA_PAYROLL_HUMA_CLIENT_ID */
function environmentOf({ id, secrets }: SandboxSystem): Record<string, string> {
  const capitals = (name: string) => name.replaceAll(/[A-Z]/g, '_$&').replaceAll('-', '_').toUpperCase()
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [`HUMA_PAYROLL_${capitals(id)}_${capitals(name)}`, value]),
  )
}
