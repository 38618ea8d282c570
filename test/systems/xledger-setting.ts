/** A client for a served Xledger sandbox; waiting takes no time. */
import { onTestFinished } from 'vitest'
import type { Patch, Person } from '../../src/core/person.ts'
import { type HumaPayrollError, isKind } from '../../src/errors.ts'
import { createHttp } from '../../src/http/client.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createXledgerSandbox, type XledgerSandboxOptions } from '../../src/sandbox/xledger.ts'
import { xledger } from '../../src/systems/xledger/index.ts'

/** Noon in Norway, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 11)

const standardSettings = Object.fromEntries(xledger.settings.map(({ key, standard }) => [key, standard]))

export interface Setting {
  /** How many employees there are. */
  people?: number
  settings?: Readonly<Record<string, string>>
  sandbox?: Partial<XledgerSandboxOptions>
}

export async function openXledger({ people = 4, settings = {}, sandbox = {} }: Setting = {}) {
  const clock = { time: start }
  const now = () => clock.time
  const system = createXledgerSandbox({
    people: makePeople({ count: people, seed: 1, country: 'NO' }),
    now,
    ...sandbox,
  })
  const served = await serve(system)
  onTestFinished(() => served.close())
  const client = openAt(`${served.url}/graphql`, system.secrets, { ...standardSettings, ...settings }, clock)

  /** `employees`, `addEmployees`: what was asked for, in order. */
  function asked(): string[] {
    return queriesIn(served.requests()).map((query) => /^(?:mutation [^{]*)?\{ (\w+)/.exec(query)?.[1] ?? query)
  }

  async function everybody(): Promise<Person[]> {
    const all: Person[] = []
    for await (const person of client.read.people()) all.push(person)
    return all
  }

  return { client, clock, served, system, asked, everybody, queries: () => queriesIn(served.requests()) }
}

function queriesIn(requests: readonly { body?: unknown }[]): string[] {
  return requests.map(({ body }) =>
    typeof body === 'object' && body !== null && 'query' in body ? String(body.query) : '',
  )
}

export function openAt(
  baseUrl: string,
  secrets: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>>,
  clock: { time: number },
) {
  const now = () => clock.time
  const http = createHttp(xledger.limits, {
    now,
    async sleep(milliseconds) {
      clock.time += milliseconds
    },
    random: () => 0,
    userAgent: 'huma-payroll/test',
  })
  return xledger.open({ baseUrl, secrets, settings, http, now })
}

/** Made-up people whom nobody knows yet. */
export function newPeople(count: number): Required<Pick<Patch, 'givenName' | 'familyName' | 'email'>>[] {
  return Array.from({ length: count }, (_, index) => ({
    givenName: 'Kari',
    familyName: 'Prøve',
    email: `new-${index}@nordlys.example`,
  }))
}

export async function failure(doing: Promise<unknown>): Promise<HumaPayrollError> {
  const error: unknown = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (isKind(error)) return error
  throw error ?? new Error('It should have failed.')
}
