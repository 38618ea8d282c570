import { expect, test } from 'vitest'
import { macOf, signatureHeaders } from '../../src/systems/netvisor/signature.ts'
import { all, openNetvisor } from './netvisor-setting.ts'

const parts = {
  url: 'https://integration.netvisor.fi/getemployees.nv?includeendedemployments=1',
  sender: 'Testiclient',
  customerId: 'Integraatiokayttajan tunnus',
  timestamp: '2024-01-01 12:00:00.000',
  language: 'FI',
  organisationId: '1967543-8',
  transactionId: '0123456789abcdef0123456789abcdef',
  timestampUnix: '1704110400',
  customerKey: '7cd680e89e880553358bc07cd28b0ee2',
  partnerKey: '07f94228d149a96b2f25e3edad55096e',
}

/** Worked out in Python and by node:crypto, in the order that two published clients sign in. */
test.each([
  ['HMACSHA256', parts, 'c997ad424617969c9bc2e2a70da5939ba0bed91adbc3ba15d0f9fc01d42515c4'],
  ['SHA256', parts, 'd621e116e454f4248dbedda8b4106bdf4df3b5abc2e4647fe323823eb553816a'],
] as const)('%s is what the test vector says', (algorithm, signed, mac) => {
  expect(macOf(signed, algorithm)).toBe(mac)
  expect(macOf({ ...signed, url: `${signed.url}&` }, algorithm)).not.toBe(mac)
})

test('letters outside ASCII are one byte each', () => {
  const mac = macOf({ ...parts, customerKey: 'ä', partnerKey: 'ö' }, 'HMACSHA256')
  expect(mac).toBe('5bb00198d3be57ba53eb2c5e1982571b9e34c736fd72e953605613bbfd33035b')
})

test('the headers of a request', () => {
  const { customerId, customerKey, partnerKey, organisationId, transactionId, url } = parts
  const identity = { customerId, customerKey, partnerId: 'partner', partnerKey, organisationId }
  const now = Date.UTC(2024, 0, 1, 12, 0, 0, 7)
  const headers = signatureHeaders(identity, { url, transactionId, now, algorithm: 'HMACSHA256' })
  expect(headers).toEqual({
    'X-Netvisor-Authentication-Sender': 'huma-payroll',
    'X-Netvisor-Authentication-CustomerId': customerId,
    'X-Netvisor-Authentication-PartnerId': 'partner',
    'X-Netvisor-Authentication-Timestamp': '2024-01-01 12:00:00.007',
    'X-Netvisor-Authentication-TimestampUnix': '1704110400',
    'X-Netvisor-Authentication-TransactionId': transactionId,
    'X-Netvisor-Interface-Language': 'EN',
    'X-Netvisor-Organisation-ID': organisationId,
    'X-Netvisor-Authentication-MACHashCalculationAlgorithm': 'HMACSHA256',
    'X-Netvisor-Authentication-UseHTTPResponseStatusCodes': '1',
    'X-Netvisor-Authentication-MAC': expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(JSON.stringify(headers)).not.toMatch(new RegExp(`${customerKey}|${partnerKey}`))
})

test('the older signature is an answer of configure, and is used only then', async () => {
  const asked = { settings: { signature: 'SHA256' } }
  const { read } = await openNetvisor({ ...asked, sandbox: { oldAlgorithm: true } })
  expect(await all(read.people())).toHaveLength(4)
  const strict = await openNetvisor(asked)
  await expect(strict.read.account()).rejects.toMatchObject({ kind: 'authorization' })
})

test('a try that is repeated has a number and a signature of its own', async () => {
  const { read, served, resources } = await openNetvisor()
  // Done each time, so the sandbox has seen the number of the transaction.
  served.setFaults([{ kind: 'reset-after', times: 2 }])
  expect(await all(read.people())).toHaveLength(4)
  expect(resources()).toHaveLength(3 + 4)
})
