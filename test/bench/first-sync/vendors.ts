/**
 * The eight payroll systems of the benchmark of first syncs: how the sandbox of each is opened, and what its vendor's
 * documents make necessary and allow. Nothing here is taken from what our clients declare or do.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { createCronaLonSandbox } from '../../../src/sandbox/crona-lon.ts'
import { createFinagoSandbox } from '../../../src/sandbox/finago.ts'
import { swedishPerson } from '../../../src/sandbox/fortnox/swedish.ts'
import { createFortnoxSandbox } from '../../../src/sandbox/fortnox.ts'
import { finnishPerson } from '../../../src/sandbox/netvisor/finnish.ts'
import { createNetvisorSandbox } from '../../../src/sandbox/netvisor.ts'
import type { SandboxPerson, SandboxSystem } from '../../../src/sandbox/sandbox.ts'
import { createTripletexSandbox } from '../../../src/sandbox/tripletex.ts'
import { createUnimicroSandbox } from '../../../src/sandbox/unimicro.ts'
import { createVismaNetPayrollSandbox } from '../../../src/sandbox/visma-net-payroll.ts'
import { createXledgerSandbox } from '../../../src/sandbox/xledger.ts'
import type { Session } from '../../../src/systems/system.ts'

export interface Opened {
  sandbox: SandboxSystem
  /** Of the API below the server's address. */
  basePath: string
  /** What an administrator has to choose before anybody can be created. */
  settings?: Readonly<Record<string, string>>
  /** What the session has beside the keys. Logins go past the socket: they are not part of the API, and not counted. */
  session?(): Promise<Partial<Session>>
  /** Where files are exchanged: how many wait to be taken in, and the end of it all. */
  files?: { waiting(): Promise<number>; remove(): Promise<void> }
}

/** What the vendor's documents allow. `text` stands in the table. */
export type Limit = { text: string } & (
  | { kind: 'none' }
  /** So many requests in any so many seconds. */
  | { kind: 'window'; requests: number; seconds: number }
  /** So many requests in each period of so many seconds. */
  | { kind: 'periods'; requests: number; seconds: number }
  /** One request after the other. */
  | { kind: 'serial' }
)

export interface Vendor {
  id: string
  limit: Limit
  /**
   * The requests without which `count` people cannot be created where one is already; of a system of files, the files that
   * somebody has to take in by hand. Each number with what it is for.
   */
  least(count: number): readonly (readonly [number, string])[]
  /** A made-up person as one of the country; Norway where absent. */
  person?(person: SandboxPerson): SandboxPerson
  /** `now`: milliseconds since 1970. */
  open(parts: { people: readonly SandboxPerson[]; now: () => number }): Opened
}

const creations = (count: number) => [count, 'creations'] as const

/** The vendor publishes no number. Others have begun with 100 a period; how long one is, nobody tells. */
const tripletexLimit = { requests: 100, seconds: 60 }

/** Not documented: how long a job takes. The vendor's demo asks each 3 seconds. */
const jobSeconds = 2

export const vendors: readonly Vendor[] = [
  {
    id: 'tripletex',
    limit: { kind: 'periods', ...tripletexLimit, text: '100 requests in 60 s, as its sandbox announces here' },
    // Not documented for the list of POST /employee/list: who was created where one of them is refused.
    least: (count) => [[1, 'session'], [3, 'lists (employees, countries, departments)'], creations(count)],
    open: (parts) => ({ sandbox: createTripletexSandbox({ ...parts, rateLimit: tripletexLimit }), basePath: '/v2' }),
  },
  {
    id: 'visma-net-payroll',
    limit: { kind: 'none', text: `no limit documented; its jobs take ${jobSeconds} s here` },
    // Not documented: the shape of a list of jobs.
    least: (count) => [[1, 'list'], creations(count), [count, 'questions about their jobs']],
    open(parts) {
      const jobs = { polls: Number.POSITIVE_INFINITY, seconds: jobSeconds }
      const sandbox = createVismaNetPayrollSandbox({ ...parts, jobs })
      const { clientId = '', clientSecret = '', tenantId = '' } = sandbox.secrets
      const form = {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        tenant_id: tenantId,
        scope: 'visma_net_employee:employees:read visma_net_employee:employees:write',
      }
      return { sandbox, basePath: '/v2', session: async () => tokenOf(sandbox, '/connect/token', form) }
    },
  },
  {
    id: 'fortnox',
    limit: { kind: 'window', requests: 25, seconds: 5, text: '25 requests in any 5 s' },
    least: (count) => [[1, 'page of 500'], creations(count)],
    person: swedishPerson,
    open(parts) {
      const sandbox = createFortnoxSandbox({ ...parts, serviceAccount: true })
      const { clientId = '', clientSecret = '', tenantId = '' } = sandbox.secrets
      const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
      const headers = { authorization, TenantId: tenantId }
      const form = { grant_type: 'client_credentials' }
      return { sandbox, basePath: '/3', session: async () => tokenOf(sandbox, '/oauth-v1/token', form, headers) }
    },
  },
  {
    id: 'unimicro',
    limit: { kind: 'none', text: 'no limit documented' },
    least: (count) => [[2, 'lists (employees, sub entities)'], creations(count)],
    open: openUnimicro,
  },
  {
    id: 'crona-lon',
    limit: { kind: 'none', text: 'no limit, because files are exchanged' },
    least: () => [[1, 'file to take in by hand']],
    person: swedishPerson,
    open(parts) {
      const folder = mkdtempSync(join(tmpdir(), 'huma-payroll-crona-lon-'))
      const sandbox = createCronaLonSandbox({ ...parts, folder })
      return {
        sandbox,
        basePath: '',
        settings: { companyName: 'Nordlys AB', organisationNumber: '555555-5555' },
        async session() {
          await mkdir(join(folder, 'ledger'))
          await sandbox.exportFile('paxml')
          return { baseUrl: pathToFileURL(folder).href }
        },
        files: {
          waiting: async () => (await readdir(sandbox.folders.import)).length,
          remove: () => rm(folder, { recursive: true }),
        },
      }
    },
  },
  {
    id: 'netvisor',
    limit: { kind: 'serial', text: 'one request at a time' },
    // The list has no e-mail addresses.
    least: (count) => [[1, 'list'], [1, 'look at who is there'], creations(count)],
    person: finnishPerson,
    open: (parts) => ({
      sandbox: createNetvisorSandbox(parts),
      basePath: '',
      settings: { wageModel: 'Kuukausipalkkalaiset' },
    }),
  },
  {
    id: 'finago',
    limit: { kind: 'none', text: 'no limit documented' },
    least: (count) => [[1, 'login'], [1, 'list'], [1, 'look at who is there'], creations(count)],
    open: (parts) => ({ sandbox: createFinagoSandbox(parts), basePath: '/api' }),
  },
  {
    id: 'xledger',
    // By a comment in the client of others.
    limit: { kind: 'window', requests: 20, seconds: 5, text: '20 requests in any 5 s' },
    least: (count) => [
      [1, 'list'],
      [Math.ceil(count / 500), 'mutations of at most 500'],
    ],
    open: (parts) => ({ sandbox: createXledgerSandbox(parts), basePath: '/graphql' }),
  },
]

function openUnimicro(parts: Parameters<Vendor['open']>[0]): Opened {
  const sandbox = createUnimicroSandbox(parts)
  const { clientId = '', clientSecret = '' } = sandbox.secrets
  const common = { client_id: clientId, redirect_uri: 'http://localhost:4000/callback' }
  async function session(): Promise<Partial<Session>> {
    const verifier = randomBytes(32).toString('base64url')
    const asked = new URLSearchParams({
      ...common,
      response_type: 'code',
      scope: 'AppFramework profile openid offline_access',
      state: 'state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    sandbox.authorization.answerNext('approve')
    const sentBack = await sandbox.app.request(`/connect/authorize?${asked}`)
    const code = new URL(sentBack.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const form = { ...common, grant_type: 'authorization_code', client_secret: clientSecret, code }
    const token = await tokenOf(sandbox, '/connect/token', { ...form, code_verifier: verifier })
    return { account: sandbox.companies[0]?.Key ?? '', ...token }
  }
  return { sandbox, basePath: '', session }
}

async function tokenOf(
  sandbox: SandboxSystem,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Partial<Session>> {
  const answer = await sandbox.app.request(path, { method: 'POST', body: new URLSearchParams(form), headers })
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await answer.json())
  return { accessToken: { get: async () => token, renew: async () => token } }
}
