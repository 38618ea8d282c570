/** A served Netvisor sandbox, and requests signed as the vendor's articles tell, without any of our own code. */
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { finnishPerson } from '../../src/sandbox/netvisor/finnish.ts'
import { createNetvisorSandbox, type NetvisorSandboxOptions } from '../../src/sandbox/netvisor.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'

export const people = makePeople({ count: 30, seed: 1, country: 'NO' }).map((person) => finnishPerson(person))
/** Noon in Finland, 15 January 2026. */
export const start = Date.UTC(2026, 0, 15, 10)

export interface Asked {
  /** XML below `<root>`, or bytes; a GET where absent. */
  body?: string | Uint8Array<ArrayBuffer>
  headers?: Record<string, string | undefined>
  algorithm?: 'HMACSHA256' | 'SHA256'
  /** Put in place of the right one. */
  mac?: string
}

export interface Answer {
  status: number
  xml: string
  /** The first `Status`. */
  said: string | undefined
  /** Before ` :: `; undefined where all is well. */
  code: string | undefined
  /** The first of these elements, in whatever letter case. */
  text(name: string): string | undefined
  all(name: string): string[]
}

export async function serveNetvisor(options: Partial<NetvisorSandboxOptions> = {}) {
  const clock = { time: start }
  const netvisor = createNetvisorSandbox({ people, now: () => clock.time, ...options })
  const served = await serve(netvisor)
  onTestFinished(() => served.close())
  const keys = netvisor.secrets

  async function ask(path: string, { body, headers = {}, algorithm = 'HMACSHA256', mac }: Asked = {}): Promise<Answer> {
    const url = `${served.url}/${path}`
    const time = new Date(clock.time)
    const unix = algorithm === 'HMACSHA256' ? { TimestampUnix: String(Math.floor(clock.time / 1000)) } : {}
    const own: Record<string, string | undefined> = {
      Sender: 'Nordlys',
      CustomerId: keys.customerId,
      PartnerId: keys.partnerId,
      Timestamp: time.toISOString().replace('T', ' ').replace('Z', ''),
      TransactionId: randomUUID(),
      MACHashCalculationAlgorithm: algorithm,
      ...unix,
    }
    const sent: Record<string, string | undefined> = {
      ...Object.fromEntries(Object.entries(own).map(([key, value]) => [`X-Netvisor-Authentication-${key}`, value])),
      'X-Netvisor-Interface-Language': 'FI',
      'X-Netvisor-Organisation-ID': keys.organisationId,
      ...headers,
    }
    const header = (name: string) => sent[name] ?? sent[`X-Netvisor-Authentication-${name}`] ?? ''
    const signed = [
      url,
      ...['Sender', 'CustomerId', 'Timestamp', 'X-Netvisor-Interface-Language', 'X-Netvisor-Organisation-ID'].map(
        header,
      ),
      header('TransactionId'),
      ...(algorithm === 'HMACSHA256' ? [header('TimestampUnix')] : []),
      keys.customerKey,
      keys.partnerKey,
    ].join('&')
    const right =
      algorithm === 'HMACSHA256'
        ? createHmac('sha256', `${keys.customerKey}&${keys.partnerKey}`).update(signed, 'latin1').digest('hex')
        : createHash('sha256').update(signed, 'latin1').digest('hex')
    sent['X-Netvisor-Authentication-MAC'] ??= mac ?? right
    const response = await fetch(url, {
      headers: Object.entries(sent).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, value]],
      ),
      ...(body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? `<root>${body}</root>` : body }),
    })
    const xml = await response.text()
    const all = (name: string) =>
      [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?(?:/>|>([^<]*)</${name}>)`, 'gi'))].map((match) => match[1] ?? '')
    const [said, problem] = all('Status')
    return {
      status: response.status,
      xml,
      said,
      code: problem?.split(' :: ')[0],
      text: (name) => all(name)[0],
      all,
    }
  }

  const employees = () => netvisor.snapshot()
  const employeeAt = (index: number) => {
    const employee = employees()[index]
    if (!employee) throw new RangeError('no such employee')
    return employee
  }
  return { netvisor, served, clock, ask, employees, employeeAt }
}

/** Whom nobody knows yet, in the order of the table. */
const base = {
  employeeidentifier: '010190-901R',
  firstname: 'Äinö',
  lastname: 'Esimerkki',
  phonenumber: '+358401234567',
  email: 'aino.esimerkki@nordlys.example',
}
export const information = {
  streetaddress: 'Koekatu 1',
  postnumber: '00100',
  city: 'Helsinki',
  country: 'FI',
  employeenumber: '7001',
  payrollrulegroupname: 'Kuukausipalkkalaiset',
}

function elements(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : `<${name}>${value}</${name}>`))
    .join('')
}

const { payrollrulegroupname, ...address } = information
const ordered = { ...address, profession: undefined, jobbegindate: undefined, payrollrulegroupname }

export function employeeXml(
  more: {
    base?: Record<string, string | undefined>
    information?: Record<string, string | undefined>
    after?: string
  } = {},
): string {
  return `<employee><employeebaseinformation>${elements({ ...base, ...more.base })}</employeebaseinformation>
    <employeepayrollinformation>${elements({ ...ordered, ...more.information })}</employeepayrollinformation>
    ${more.after ?? ''}</employee>`
}
