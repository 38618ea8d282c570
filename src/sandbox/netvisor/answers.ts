/** How Netvisor says yes and no: always in `ResponseStatus`, whatever the HTTP status is. */
import { element, writeXml, type XmlElement } from '../xml.ts'

/** https://support.netvisor.fi/en/support/solutions/articles/77000500440 (the spelling of MAINTANANCE is Netvisor's). */
const statuses = {
  AUTHENTICATION_FAILED: 401,
  INVALID_DATA: 400,
  INVALID_DATA_SIZE: 400,
  DUPLICATE_DATA: 400,
  REQUEST_NOT_UNIQUE: 400,
  PERIOD_LOCK: 400,
  SERVICE_ACCESS_ERROR: 403,
  SYSTEM_MAINTANANCE: 503,
  TECHNICAL_ERROR: 500,
} as const

export type Code = keyof typeof statuses

export class Refusal extends Error {
  readonly code: Code

  constructor(code: Code, text: string) {
    super(text)
    this.code = code
  }
}

/** As Netvisor words what is wrong with the data of a request: seen as "Data form incorrect:. Customer not found …". */
export function invalid(what: string): Refusal {
  return new Refusal('INVALID_DATA', `Data form incorrect:. ${what}`)
}

export function accepted(now: number, content: readonly XmlElement[]): Response {
  return answer(200, [statusElement(now, ['OK']), ...content])
}

/** Not documented: which HTTP status belongs to which code. `real` = the caller has asked for them; else it is 200. */
export function refused(now: number, { code, message }: Refusal, real: boolean): Response {
  return answer(real ? statuses[code] : 200, [statusElement(now, ['FAILED', `${code} :: ${message}`])])
}

function statusElement(now: number, lines: readonly string[]): XmlElement {
  return element('ResponseStatus', [
    ...lines.map((line) => element('Status', line)),
    element('TimeStamp', finnishTime(now)),
  ])
}

/** Not documented: the media type and the encoding of answers; the ones that were seen declare UTF-8. */
function answer(status: number, content: readonly XmlElement[]): Response {
  const xml = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n${writeXml(element('Root', content))}\n`
  return new Response(xml, { status, headers: { 'content-type': 'text/xml; charset=utf-8' } })
}

const inFinland = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Helsinki',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** `5.6.2023 16:12:09` */
function finnishTime(now: number): string {
  const [date = '', time = ''] = inFinland.format(now).split(' ')
  const [year, month, day] = date.split('-').map(Number)
  return `${day}.${month}.${year} ${time.replace(/^0/, '')}`
}

/** The day that it is in Finland. */
export function todayInFinland(now: number): string {
  return inFinland.format(now).slice(0, 10)
}
