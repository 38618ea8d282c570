import { expect, test } from 'vitest'
import { createAuthentication } from '../../src/sandbox/netvisor/authentication.ts'
import { type Asked, people, serveNetvisor, start } from './served-netvisor.ts'

const unix = (seconds: number) => ({ 'X-Netvisor-Authentication-TimestampUnix': String(start / 1000 + seconds) })
const at = (text: string) => ({ 'X-Netvisor-Authentication-Timestamp': text })

test.each([
  ['HMACSHA256', 'c997ad424617969c9bc2e2a70da5939ba0bed91adbc3ba15d0f9fc01d42515c4'],
  ['SHA256', 'd621e116e454f4248dbedda8b4106bdf4df3b5abc2e4647fe323823eb553816a'],
])('the known request has the known %s signature, and no other', (algorithm, mac) => {
  const keys = {
    customerId: 'Integraatiokayttajan tunnus',
    customerKey: '7cd680e89e880553358bc07cd28b0ee2',
    partnerId: 'partner',
    partnerKey: '07f94228d149a96b2f25e3edad55096e',
    organisationId: '1967543-8',
  }
  const headers: Record<string, string> = {
    'X-Netvisor-Authentication-Sender': 'Testiclient',
    'X-Netvisor-Authentication-CustomerId': keys.customerId,
    'X-Netvisor-Authentication-PartnerId': keys.partnerId,
    'X-Netvisor-Authentication-Timestamp': '2024-01-01 12:00:00.000',
    'X-Netvisor-Authentication-TimestampUnix': '1704110400',
    'X-Netvisor-Authentication-TransactionId': '0123456789abcdef0123456789abcdef',
    'X-Netvisor-Interface-Language': 'FI',
    'X-Netvisor-Organisation-ID': keys.organisationId,
    'X-Netvisor-Authentication-MACHashCalculationAlgorithm': algorithm,
  }
  const check = (given: string) =>
    createAuthentication(keys, () => Date.UTC(2024, 0, 1, 12), true).check({
      url: 'https://integration.netvisor.fi/getemployees.nv?includeendedemployments=1',
      header: (name) => (name === 'X-Netvisor-Authentication-MAC' ? given : headers[name]),
    })
  expect(() => check(mac)).not.toThrow()
  expect(() => check(mac.toUpperCase())).toThrow('URI-metodi')
  expect(() => check(mac.replace('d', 'e'))).toThrow('URI-metodi')
})

test.each<[string, Asked]>([
  ['a header is missing', { headers: { 'X-Netvisor-Authentication-Sender': undefined } }],
  ['the partner is another', { headers: { 'X-Netvisor-Authentication-PartnerId': 'x' } }],
  ['the customer is another', { headers: { 'X-Netvisor-Authentication-CustomerId': 'x' } }],
  ['the company is another', { headers: { 'X-Netvisor-Organisation-ID': '7654321-0' } }],
  ['the language is none', { headers: { 'X-Netvisor-Interface-Language': 'NO' } }],
  ['the signature is wrong', { mac: 'a'.repeat(64) }],
  ['the time has a T and a Z', { headers: at('2026-01-15T10:00:00.000Z') }],
  ['the time is local', { headers: at('2026-01-15 12:00:00.000') }],
  ['the seconds are late', { headers: unix(-601) }],
  ['the seconds are early', { headers: unix(601) }],
  ['the seconds are missing', { headers: { 'X-Netvisor-Authentication-TimestampUnix': undefined } }],
  ['the algorithm is old', { algorithm: 'SHA256' }],
  ['the algorithm is missing', { headers: { 'X-Netvisor-Authentication-MACHashCalculationAlgorithm': undefined } }],
])('nobody gets in when %s', async (_, asked) => {
  const { ask } = await serveNetvisor()
  const answer = await ask('getemployees.nv', asked)
  expect(answer).toMatchObject({ status: 200, said: 'FAILED', code: 'AUTHENTICATION_FAILED' })
  expect(answer.all('NetvisorKey')).toEqual([])
})

test('a wrong signature is answered with what was signed and the right one, without the keys', async () => {
  const { ask, netvisor, served } = await serveNetvisor()
  const { xml } = await ask('getemployee.nv?netvisorkey=1', { mac: 'b'.repeat(64) })
  expect(xml).toContain(
    `${served.url}/getemployee.nv?netvisorkey=1&amp;Nordlys&amp;${netvisor.secrets.customerId}&amp;`,
  )
  expect(xml).toMatch(/&amp;YOUR_PRIVATE_KEY_HERE :: [0-9A-F]{64}</)
  expect(xml).not.toContain(netvisor.secrets.customerKey)
  expect(xml).not.toContain(netvisor.secrets.partnerKey)
})

test('a transaction id serves once, and a refused signature does not use it up', async () => {
  const { ask } = await serveNetvisor()
  const headers = { 'X-Netvisor-Authentication-TransactionId': 'one' }
  expect((await ask('getemployees.nv', { headers, mac: 'x' })).code).toBe('AUTHENTICATION_FAILED')
  expect((await ask('getemployees.nv', { headers })).code).toBeUndefined()
  expect((await ask('getrecordtypelist.nv', { headers })).code).toBe('REQUEST_NOT_UNIQUE')
})

test('a second request while one is under way is refused', async () => {
  let letGo = () => {}
  const waiting = new Promise<void>((resolve) => {
    letGo = resolve
  })
  let first = () => {}
  const arrived = new Promise<void>((resolve) => {
    first = resolve
  })
  const { ask } = await serveNetvisor({
    work: () => {
      first()
      return waiting
    },
  })
  const slow = ask('getemployees.nv')
  await arrived
  expect((await ask('getemployees.nv')).code).toBe('TECHNICAL_ERROR')
  letGo()
  expect((await slow).said).toBe('OK')
  expect((await ask('getemployees.nv')).said).toBe('OK')
})

test('the HTTP status tells the truth only when it is asked to', async () => {
  const { ask, netvisor } = await serveNetvisor({ allowed: ['getemployees.nv'] })
  const headers = { 'X-Netvisor-Authentication-UseHTTPResponseStatusCodes': '1' }
  expect(await ask('getemployee.nv?netvisorkey=1', {})).toMatchObject({ status: 200, code: 'SERVICE_ACCESS_ERROR' })
  expect(await ask('getemployee.nv?netvisorkey=1', { headers })).toMatchObject({ status: 403, said: 'FAILED' })
  expect(await ask('getemployees.nv', { headers, mac: 'x' })).toMatchObject({ status: 401 })
  netvisor.refuseNext('SYSTEM_MAINTANANCE')
  expect(await ask('getemployees.nv', { headers })).toMatchObject({ status: 503, code: 'SYSTEM_MAINTANANCE' })
  expect(await ask('getemployees.nv', { headers })).toMatchObject({ status: 200, code: undefined })
  expect((await ask('nothing.nv')).code).toBe('INVALID_DATA')
})

test('the old signature may be allowed', async () => {
  const { ask } = await serveNetvisor({ oldAlgorithm: true })
  expect((await ask('getemployees.nv', { algorithm: 'SHA256' })).said).toBe('OK')
})

test('the list has everybody who works there, no e-mail, and the time of Finland', async () => {
  const { ask, netvisor, employeeAt } = await serveNetvisor()
  const list = await ask('getemployees.nv')
  expect(list.xml).toMatch(/^<\?xml version="1.0" encoding="utf-8" standalone="yes"\?>\s*<Root>/)
  expect(list.text('TimeStamp')).toBe('15.1.2026 12:00:00')
  expect(list.all('NetvisorKey')).toHaveLength(people.length)
  expect(list.xml).toContain(`<PersonalId type="finnishidentifier">${people[0]?.nationalId}</PersonalId>`)
  expect(list.xml).not.toContain('@nordlys.example')
  const [period] = employeeAt(0).employmentperiods
  await ask(`editjobperiod.nv?netvisorkey=${period?.netvisorkey}`, {
    body: '<employmentperiods><employmentperiod><enddate format="ansi">2025-12-31</enddate></employmentperiod></employmentperiods>',
  })
  expect((await ask('getemployees.nv?includeendedemployments=0')).all('NetvisorKey')).toHaveLength(people.length - 1)
  const all = await ask('getemployees.nv?includeendedemployments=1')
  expect(all.all('EmploymentStatus')[0]).toBe('0')
  netvisor.remove(employeeAt(0).netvisorkey)
  expect((await ask('getemployees.nv?includeEndedEmployments=1')).all('NetvisorKey')).toHaveLength(people.length - 1)
})

test('the details tell more when they are asked to', async () => {
  const { ask, employeeAt } = await serveNetvisor()
  const { netvisorkey, employeenumber, email } = employeeAt(1)
  const short = await ask(`getemployee.nv?netvisorkey=${netvisorkey}`)
  expect(short.text('email')).toBe(email)
  expect(short.text('dateofbirth')).toBe(people[1]?.birthDate)
  expect(short.text('employmentperiods')).toBeUndefined()
  const long = await ask(
    `getemployee.nv?employeenumber=${employeenumber}&employmentperiods=1&employeepayrollinformation=1`,
  )
  expect(long.all('netvisorkey')).toContain(String(netvisorkey))
  expect(long.text('profession')).toBe(people[1]?.jobTitle)
  expect(long.xml).toMatch(/<payrollrulegroup>\s*<netvisorkey>\d+<\/netvisorkey>\s*<name>Kuukausipalkkalaiset</)
  expect(long.xml).toContain('<enddate format="ansi"/>')
  for (const query of [
    '',
    '?netvisorkey=1',
    '?netvisorkey=1&employeenumber=1',
    `?netvisorkey=${netvisorkey}&employmentperiods=yes`,
  ]) {
    expect((await ask(`getemployee.nv${query}`)).code, query).toBe('INVALID_DATA')
  }
})
