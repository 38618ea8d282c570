/** A client of Netvisor on its sandbox, or on a server whose answers the test writes. */
import { onTestFinished } from 'vitest'
import type { Person } from '../../src/core/person.ts'
import { createHttp } from '../../src/http/client.ts'
import { finnishPerson } from '../../src/sandbox/netvisor/finnish.ts'
import { createNetvisorSandbox, type NetvisorSandboxOptions } from '../../src/sandbox/netvisor.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { netvisor } from '../../src/systems/netvisor/index.ts'
import type { PayrollClient } from '../../src/systems/system.ts'
import { type Asked, listen } from '../http/server.ts'

/** Noon in Finland, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 10)

export interface Setting {
  people?: number
  settings?: Readonly<Record<string, string>>
  sandbox?: Partial<NetvisorSandboxOptions>
}

const standard = Object.fromEntries(netvisor.settings.map((setting) => [setting.key, setting.standard]))

function clientAt(
  baseUrl: string,
  secrets: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>>,
  clock: { time: number },
): PayrollClient {
  const now = () => clock.time
  const sleep = async (milliseconds: number) => {
    clock.time += milliseconds
  }
  const http = createHttp(netvisor.limits, { now, sleep, random: () => 0, userAgent: 'huma-payroll/test' })
  return netvisor.open({ baseUrl, secrets, settings: { ...standard, ...settings }, http, now })
}

export async function openNetvisor({ people = 4, settings = {}, sandbox = {} }: Setting = {}) {
  const clock = { time: start }
  const made = makePeople({ count: people, seed: 1, country: 'NO' }).map(finnishPerson)
  const system = createNetvisorSandbox({ people: made, now: () => clock.time, ...sandbox })
  const served = await serve(system)
  onTestFinished(() => served.close())
  return {
    ...clientAt(served.url, system.secrets, settings, clock),
    system,
    served,
    clock,
    ids: () => system.snapshot().map(({ netvisorkey }) => String(netvisorkey)),
    /** `getemployees.nv`, `getemployee.nv` and so on, since the last time that it was asked. */
    resources(): string[] {
      const asked = served.requests().map(({ path }) => path.slice(1).split('?')[0] ?? '')
      served.clearRequests()
      return asked
    },
  }
}

export const today = '2026-01-15'

/** The first employee of a sandbox with its client, and what is kept of them. */
export async function openWithSomebody(setting: Setting = {}) {
  const opened = await openNetvisor(setting)
  const [id = ''] = opened.ids()
  const person = await opened.read.findPerson({ id })
  if (!person) throw new RangeError('There is nobody.')
  opened.served.clearRequests()
  const row = () => {
    const found = opened.system.snapshot().find(({ netvisorkey }) => String(netvisorkey) === id)
    if (!found) throw new RangeError('There is nobody any more.')
    return found
  }
  const { positions, absence, salary } = opened
  if (!positions || !absence || !salary) throw new RangeError('A writer is missing.')
  return { ...opened, positions, absence, salary, person, id, row }
}

/** Made up, and recognizable wherever they should not be. */
export const keys = {
  customerId: 'customer-id-of-nordlys',
  customerKey: '6b72797074657269617661696d65',
  partnerId: 'partner-id-of-nordlys',
  partnerKey: '70617274e46e65726176616961',
  organisationId: '1234567-8',
}

export interface Answer {
  status?: number
  type?: string
  body: string | Buffer
}

export interface Scripted extends PayrollClient {
  asked: Asked[]
  url: string
}

/** Each request gets what `answers` says to its resource; a text is a whole document. */
export async function scripted(
  answers: Readonly<Record<string, string | Answer>>,
  more: Readonly<Record<string, string>> = {},
): Promise<Scripted> {
  const server = await listen((outgoing, _, incoming) => {
    const resource = incoming.url?.slice(1).split('?')[0] ?? ''
    const found = answers[resource] ?? { status: 404, body: '' }
    const { status = 200, type = 'text/xml', body } = typeof found === 'string' ? { body: found } : found
    outgoing.writeHead(status, { 'content-type': type }).end(body)
  })
  const settings = { wageModel: 'Kuukausipalkka', ...more }
  return { ...clientAt(server.url, keys, settings, { time: start }), asked: server.asked, url: server.url }
}

export function succeeded(inside: string): string {
  const status = '<Status>OK</Status><TimeStamp>15.1.2026 12:00:00</TimeStamp>'
  return `<?xml version="1.0" standalone="yes"?><Root><ResponseStatus>${status}</ResponseStatus>${inside}</Root>`
}

export function failed(words: string): string {
  const status = `<Status>FAILED</Status><Status>${words}</Status><TimeStamp>15.1.2026 12:00:00</TimeStamp>`
  return `<Root><ResponseStatus>${status}</ResponseStatus></Root>`
}

export const listOfOne = succeeded('<Employees><Employee><NetvisorKey>7</NetvisorKey></Employee></Employees>')

export const employeeSeven = succeeded(
  '<Employee><EmployeeBaseInformation><NetvisorKey>7</NetvisorKey><FirstName>Kari</FirstName></EmployeeBaseInformation></Employee>',
)

export async function all(people: AsyncIterable<Person>): Promise<Person[]> {
  const read: Person[] = []
  for await (const person of people) read.push(person)
  return read
}
