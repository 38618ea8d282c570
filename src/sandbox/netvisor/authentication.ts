/**
 * Who may ask: every request is signed (https://support.netvisor.fi/en/support/solutions/articles/77000577954).
 * Not documented: the texts (the three Finnish ones were seen), and what a missing header is answered.
 */
import { createHash, createHmac } from 'node:crypto'
import { Refusal } from './answers.ts'

export interface Keys {
  customerId: string
  customerKey: string
  partnerId: string
  partnerKey: string
  organisationId: string
}

type Algorithm = 'HMACSHA256' | 'SHA256'

export interface SignedRequest {
  /** As it was asked for, with its query. */
  url: string
  header(name: string): string | undefined
}

export interface Authentication {
  /** Throws a Refusal where the request is not a fresh one by the customer. */
  check(request: SignedRequest): void
}

/** Not documented: how far a clock may be wrong. */
const toleratedMilliseconds = 10 * 60_000

const languages = ['FI', 'EN', 'SE']

/** `oldAlgorithm`: the plain SHA256 is taken, too, or nothing else. New integrations must not use it. */
export function createAuthentication(keys: Keys, now: () => number, oldAlgorithm: boolean | 'only'): Authentication {
  // Not documented: for how long an id is remembered, and of which requests. Here for ever, of all with a right signature.
  const transactions = new Set<string>()

  return {
    check({ url, header }) {
      const read = (name: string): string => {
        const value = header(name)
        if (value) return value
        throw new Refusal('AUTHENTICATION_FAILED', `Header ${name} is missing`)
      }
      const sender = read('X-Netvisor-Authentication-Sender')
      const customerId = read('X-Netvisor-Authentication-CustomerId')
      const partnerId = read('X-Netvisor-Authentication-PartnerId')
      const timestamp = read('X-Netvisor-Authentication-Timestamp')
      const transactionId = read('X-Netvisor-Authentication-TransactionId')
      const language = read('X-Netvisor-Interface-Language')
      const organisationId = read('X-Netvisor-Organisation-ID')
      const algorithm = algorithmOf(header('X-Netvisor-Authentication-MACHashCalculationAlgorithm'), oldAlgorithm)
      const mac = read('X-Netvisor-Authentication-MAC')
      const unix = algorithm === 'HMACSHA256' ? [read('X-Netvisor-Authentication-TimestampUnix')] : []

      if (partnerId !== keys.partnerId) {
        throw new Refusal('AUTHENTICATION_FAILED', 'Integraatiokumppania ei löydy, katso dokumentaatio')
      }
      if (customerId !== keys.customerId) throw new Refusal('AUTHENTICATION_FAILED', 'Customer is not found')
      if (organisationId !== keys.organisationId) throw new Refusal('AUTHENTICATION_FAILED', 'Company is not found')
      if (!languages.includes(language)) throw new Refusal('AUTHENTICATION_FAILED', 'Language is not known')

      const parts = [url, sender, customerId, timestamp, language, organisationId, transactionId, ...unix]
      const expected = macOf(algorithm, parts, keys)
      if (mac !== expected) {
        // Seen: all that is signed, the keys masked, and the signature that would have been right, in capitals.
        const base = [...parts, 'YOUR_PRIVATE_KEY_HERE'].join('&')
        const text = `URI-metodi ei kelpaa, katso dokumentaatio. Käytä MAC-tiivisteen laskentaan merkkijonoa: ${base}`
        throw new Refusal('AUTHENTICATION_FAILED', `${text} :: ${expected.toUpperCase()}`)
      }
      for (const moment of [timeOf(timestamp), ...unix.map(secondsOf)]) {
        if (!(Math.abs(moment - now()) <= toleratedMilliseconds)) {
          throw new Refusal('AUTHENTICATION_FAILED', 'Timestamp is not valid')
        }
      }
      if (transactions.has(transactionId)) throw new Refusal('REQUEST_NOT_UNIQUE', 'TransactionId has been used before')
      transactions.add(transactionId)
    },
  }
}

function algorithmOf(name: string | undefined, oldAlgorithm: boolean | 'only'): Algorithm {
  if (name === 'HMACSHA256' && oldAlgorithm !== 'only') return name
  if (name === 'SHA256' && oldAlgorithm) return name
  throw new Refusal('AUTHENTICATION_FAILED', 'MACHashCalculationAlgorithm must be HMACSHA256')
}

function macOf(algorithm: Algorithm, parts: readonly string[], { customerKey, partnerKey }: Keys): string {
  const message = [...parts, customerKey, partnerKey].join('&')
  if (algorithm === 'SHA256') return createHash('sha256').update(message, 'latin1').digest('hex')
  const key = Buffer.from(`${customerKey}&${partnerKey}`, 'latin1')
  return createHmac('sha256', key).update(message, 'latin1').digest('hex')
}

/** UTC, `2024-01-01 12:00:00.000`; NaN for anything else. */
function timeOf(timestamp: string): number {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(timestamp)
    ? Date.parse(`${timestamp.replace(' ', 'T')}Z`)
    : Number.NaN
}

function secondsOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Number.NaN
}
