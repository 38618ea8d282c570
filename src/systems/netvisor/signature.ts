/**
 * The headers that prove who asks, new for every request: https://support.netvisor.fi/en/support/solutions/articles/77000577954.
 * Not documented: how far the clocks may differ, how long transaction ids are remembered, when SHA256 ends.
 */
import { createHash, createHmac } from 'node:crypto'

/** `SHA256` is the older one; the vendor wants new integrations to use the other. */
export type Algorithm = 'HMACSHA256' | 'SHA256'

export interface Identity {
  customerId: string
  customerKey: string
  partnerId: string
  partnerKey: string
  /** Business ID, `1234567-8`: which company is meant. */
  organisationId: string
}

export interface Occasion {
  algorithm: Algorithm
  /** As it is sent, with its query. */
  url: string
  /** Milliseconds since 1970. */
  now: number
  /** Never used before. */
  transactionId: string
}

/** Our name there; unique among integrations. */
const sender = 'huma-payroll'
/** Of the texts of errors: FI, EN or SE. */
const language = 'EN'

export function signatureHeaders(identity: Identity, occasion: Occasion): Record<string, string> {
  const { now, transactionId, algorithm } = occasion
  const spoken = { sender, language, timestamp: timestampOf(now), timestampUnix: String(Math.floor(now / 1000)) }
  return {
    'X-Netvisor-Authentication-Sender': sender,
    'X-Netvisor-Authentication-CustomerId': identity.customerId,
    'X-Netvisor-Authentication-PartnerId': identity.partnerId,
    'X-Netvisor-Authentication-Timestamp': spoken.timestamp,
    'X-Netvisor-Authentication-TimestampUnix': spoken.timestampUnix,
    'X-Netvisor-Authentication-TransactionId': transactionId,
    'X-Netvisor-Interface-Language': language,
    'X-Netvisor-Organisation-ID': identity.organisationId,
    'X-Netvisor-Authentication-MACHashCalculationAlgorithm': algorithm,
    // Without it a failure would come as 200.
    'X-Netvisor-Authentication-UseHTTPResponseStatusCodes': '1',
    'X-Netvisor-Authentication-MAC': macOf({ ...identity, ...spoken, url: occasion.url, transactionId }, algorithm),
  }
}

/** UTC with milliseconds, a blank instead of the T, nothing for the zone. */
function timestampOf(now: number): string {
  return new Date(now).toISOString().replace('T', ' ').replace('Z', '')
}

export interface SignedParts extends Omit<Identity, 'partnerId'> {
  url: string
  sender: string
  timestamp: string
  language: string
  transactionId: string
  timestampUnix: string
}

/** In small hexadecimal digits. Everything is ISO-8859-1 there. */
export function macOf(parts: SignedParts, algorithm: Algorithm): string {
  const { url, customerId, timestamp, organisationId, transactionId, timestampUnix, customerKey, partnerKey } = parts
  const said = [url, parts.sender, customerId, timestamp, parts.language, organisationId, transactionId]
  const keys = [customerKey, partnerKey]
  const joined = (texts: readonly string[]) => Buffer.from(texts.join('&'), 'latin1')
  if (algorithm === 'SHA256')
    return createHash('sha256')
      .update(joined([...said, ...keys]))
      .digest('hex')
  return createHmac('sha256', joined(keys))
    .update(joined([...said, timestampUnix, ...keys]))
    .digest('hex')
}
