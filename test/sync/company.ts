/** Two sandboxes on sockets, our clients on top, and the real state on the disk: whole runs without a terminal. */
import { expect, onTestFinished } from 'vitest'
import type { Connection } from '../../src/core/connection.ts'
import { createHttp } from '../../src/http/client.ts'
import { openHuma } from '../../src/huma/client.ts'
import { humaLimits } from '../../src/huma/index.ts'
import { humaRules } from '../../src/huma/rules.ts'
import { createHumaSandbox } from '../../src/sandbox/huma.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import type { SandboxPerson } from '../../src/sandbox/sandbox.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createTripletexSandbox } from '../../src/sandbox/tripletex.ts'
import { openState } from '../../src/store/state.ts'
import type { State } from '../../src/store/store.ts'
import { type Planned, planSync, type SyncInput, type SyncView } from '../../src/sync/prepare.ts'
import { runSync, type Synced } from '../../src/sync/run-sync.ts'
import { tripletex as system } from '../../src/systems/tripletex/index.ts'
import { pathsIn, temporaryFolder } from '../helpers/home.ts'

/** Made-up people, each the same in every test. */
export function people(count: number): SandboxPerson[] {
  return makePeople({ count, seed: 5, country: 'NO' })
}

export const connection: Connection = {
  id: 'c1',
  name: 'nordlys',
  system: 'tripletex',
  scope: 'all',
  method: 'api-key',
  baseUrl: '',
  account: { id: '1', name: 'Nordlys AS' },
  data: { users: true, createUsers: true, positions: false, absence: false, salary: false },
  absenceMap: {},
  settings: {},
  createdAt: '2026-01-15',
  configuredAt: '2026-01-15',
  activatedAt: null,
}

/** What is left out of a run is: Huma to payroll, everybody, and yes to everything. */
export interface RunOptions extends Partial<Omit<SyncInput, 'view'>> {
  view?: Partial<SyncView>
  /** At the last moment before the first write. */
  meanwhile?: () => unknown
}

export async function company(sides: {
  huma: readonly SandboxPerson[]
  payroll: readonly SandboxPerson[]
  folder?: string
}) {
  const clock = { time: Date.UTC(2026, 0, 15, 12) }
  const now = () => clock.time
  const humaSystem = createHumaSandbox({ people: sides.huma, now })
  const payrollSystem = createTripletexSandbox({ people: sides.payroll, now })
  const huma = await serve(humaSystem)
  const tripletex = await serve(payrollSystem)
  const paths = pathsIn(sides.folder ?? temporaryFolder())
  const state = openState({ paths, now, host: 'this', pid: process.pid })
  onTestFinished(async () => {
    state.close()
    await Promise.all([huma.close(), tripletex.close()])
  })

  function open() {
    const parts = {
      now,
      async sleep(milliseconds: number) {
        clock.time += milliseconds
      },
      random: () => 0,
      userAgent: 'huma-payroll/test',
    }
    return {
      huma: openHuma({ baseUrl: huma.url, secrets: humaSystem.secrets, http: createHttp(humaLimits, parts), now }),
      payroll: system.open({
        baseUrl: `${tripletex.url}/v2`,
        secrets: payrollSystem.secrets,
        settings: {},
        http: createHttp(system.limits, parts),
        now,
      }),
    }
  }

  function inputOf({ meanwhile, view, ...options }: RunOptions) {
    const clients = open()
    // So that nobody takes two runs for one.
    clock.time += 60_000
    return {
      connection,
      system,
      readers: { huma: clients.huma.read, payroll: clients.payroll.read },
      writers: { huma: clients.huma.write, payroll: clients.payroll.write },
      rules: { huma: humaRules, payroll: system.fields },
      state,
      now,
      interrupted: new AbortController().signal,
      policy: { direction: 'huma-to-payroll' as const },
      only: [],
      except: [],
      view: {
        reading() {},
        read() {},
        hosted() {},
        settled() {},
        planned() {},
        async confirm() {
          meanwhile?.()
          return true
        },
        applied() {},
        ...view,
      },
      command: 'sync-users',
      ...options,
    } satisfies Parameters<typeof runSync>[0]
  }

  return {
    huma: { ...huma, system: humaSystem },
    tripletex: { ...tripletex, system: payrollSystem },
    state,
    paths,
    clock,
    open,
    run: (options: RunOptions = {}): Promise<Synced> => runSync(inputOf(options)),
    /** A dry run. */
    plan: (options: RunOptions = {}): Promise<Planned> => planSync(inputOf(options)),
    /** "POST /v2/employee": what was sent to a side that may change something, in order; without ids. */
    writes: (side: 'huma' | 'tripletex') =>
      (side === 'huma' ? huma : tripletex)
        .requests()
        .filter(({ method, path }) => method !== 'GET' && !path.includes('token'))
        .map(({ method, path }) => `${method} ${path.replace(/\?.*/, '').replace(/[0-9a-f-]{36}|\d+$/g, '*')}`),
  }
}

export type Company = Awaited<ReturnType<typeof company>>

/** "done", "failed unavailable": what became of each write, in the order of the plan. */
export function results({ outcomes }: Synced): string[] {
  return outcomes.map((outcome) =>
    'problem' in outcome ? `${outcome.result} ${outcome.problem.kind}` : outcome.result,
  )
}

/** Nobody is there twice, nothing is open, and a further run has nothing to write. */
export async function expectAtRest({ run, state, huma, tripletex }: Company): Promise<void> {
  expect(results(await run())).toEqual([])
  expect(state.openIntents('c1')).toEqual([])
  for (const emails of [huma.system.snapshot().users, tripletex.system.snapshot()].map((all) =>
    all.map(({ email }) => email),
  )) {
    expect(new Set(emails).size).toBe(emails.length)
  }
}

/** Of another process. */
export function otherState({ paths, clock }: Company, aheadBy: number): State {
  const state = openState({ paths, now: () => clock.time + aheadBy, host: 'another', pid: 1 })
  onTestFinished(() => state.close())
  return state
}
