/** A client for a served Fortnox sandbox, with the access token of a service account. */
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { HumaPayrollError } from '../../src/errors.ts'
import { createHttp } from '../../src/http/client.ts'
import type { Http } from '../../src/http/http.ts'
import { createFortnoxSandbox, type FortnoxSandboxOptions } from '../../src/sandbox/fortnox.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import type { LoggedRequest, SandboxPerson } from '../../src/sandbox/sandbox.ts'
import { serve } from '../../src/sandbox/server.ts'
import { fortnox } from '../../src/systems/fortnox/index.ts'
import type { Harness } from './contract-harness.ts'

/** Noon in Sweden, 15 January 2026. */
export const start = Date.UTC(2026, 0, 15, 11)

/** Made-up people with Swedish numbers: 20 January of years that are long past, accounts at a bank that pays nobody. */
export function swedishPeople(count: number): SandboxPerson[] {
  return makePeople({ count, seed: 1, country: 'NO' }).map((person, index) => ({
    ...person,
    phone: `+4670174${String(index).padStart(4, '0')}`,
    nationalId: identityNumber(index),
    bankAccount: `3300${String(1_000_000 + index)}`,
    address: { ...person.address, postalCode: '114 55', city: 'Stockholm', country: 'SE' },
  }))
}

/** Valid, with the century. */
export function identityNumber(index: number): string {
  const ten = `${String(50 + (index % 49))}0120${String(index).padStart(3, '0').slice(-3)}`
  const sum = [...ten].reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `19${ten}${(10 - (sum % 10)) % 10}`
}

/** A service account was approved before. */
export async function serviceToken(
  http: Http,
  url: string,
  secrets: Readonly<Record<string, string>>,
): Promise<string> {
  const { clientId = '', clientSecret = '', tenantId = '' } = secrets
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const { status, body } = await http.send({
    method: 'POST',
    url: `${url}/oauth-v1/token`,
    headers: { authorization, TenantId: tenantId },
    form: { grant_type: 'client_credentials' },
    effect: 'read',
  })
  // As auth/ has it.
  if (status === 401) throw new HumaPayrollError('authorization', 'The login was refused.')
  return z.object({ access_token: z.string() }).parse(JSON.parse(body)).access_token
}

/** What the suites' sessions have beside secrets and settings. */
export const sessionOf: NonNullable<Harness['session']> = ({ url, secrets, http, wrong }) => {
  let current: Promise<string> | undefined
  const fresh = () => (wrong ? Promise.resolve('wrong') : serviceToken(http, url, secrets))
  return {
    accessToken: {
      get() {
        current ??= fresh()
        return current
      },
      renew() {
        current = fresh()
        return current
      },
    },
  }
}

const standardSettings = Object.fromEntries(fortnox.settings.map(({ key, standard }) => [key, standard]))

export interface Setting {
  people?: readonly SandboxPerson[]
  settings?: Readonly<Record<string, string>>
  sandbox?: Partial<FortnoxSandboxOptions>
  /** Something in between: the address that stands for the sandbox's. */
  by?: (url: string) => Promise<string>
}

export async function openFortnox({
  people = swedishPeople(4),
  settings = {},
  sandbox = {},
  by = async (url) => url,
}: Setting = {}) {
  const clock = { time: start }
  const system = createFortnoxSandbox({
    people,
    now: () => clock.time,
    serviceAccount: true,
    rateLimit: { requests: 10_000, seconds: 5 },
    ...sandbox,
  })
  const served = await serve(system)
  onTestFinished(() => served.close())
  const http = createHttp(
    { ...fortnox.limits, window: { requests: 10_000, seconds: 5 } },
    {
      now: () => clock.time,
      async sleep(milliseconds) {
        clock.time += milliseconds
      },
      random: () => 0,
      userAgent: 'huma-payroll/test',
    },
  )
  const newToken = () => serviceToken(http, served.url, system.secrets)
  const tokens = { current: await newToken(), renewals: 0 }
  const client = fortnox.open({
    baseUrl: `${await by(served.url)}/3`,
    secrets: {},
    settings: { ...standardSettings, ...settings },
    http,
    now: () => clock.time,
    accessToken: {
      get: async () => tokens.current,
      async renew() {
        tokens.renewals += 1
        tokens.current = await newToken()
        return tokens.current
      },
    },
  })
  served.clearRequests()

  /** As `GET /3/employees/1001`, without those to the authorization server. */
  function asked(): string[] {
    return served.requests().flatMap(({ method, path }) => (path.startsWith('/oauth') ? [] : [`${method} ${path}`]))
  }

  function sent(method: string): unknown[] {
    return served.requests().flatMap((one: LoggedRequest) => (one.method === method ? [one.body] : []))
  }

  return { client, clock, served, system, tokens, asked, sent }
}
