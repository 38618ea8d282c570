import { describe, expect, test } from 'vitest'
import { makeCompany } from '../../src/sandbox/people.ts'
import { contractsAbsent } from '../contract/contracts.ts'
import { checkResponse } from '../contract/openapi.ts'
import { codeOf, contract, people, serveFortnox } from './served-fortnox.ts'

/** Not documented by Fortnox: the sandbox's own code. */
const undocumented = 9000000
const [first] = people
if (!first) throw new RangeError('somebody')

describe('authorization', () => {
  test('a code gives an hour, and a refresh token for 45 days that is used once', async () => {
    const { logIn, token, call, clock, session, served } = await serveFortnox()
    const { body, status } = await logIn()
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'salary companyinformation' })
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString())
    const company = (await call('GET', '/3/companyinformation')).body.CompanyInformation
    expect(claims.tenantId).toBe(company.DatabaseNumber)
    clock.time += 3_600_000
    expect(await call('GET', '/3/companyinformation')).toMatchObject({ status: 401 })
    clock.time += 45 * 86_400_000 - 3_600_001
    const renew = (refresh_token: string) => token({ grant_type: 'refresh_token', refresh_token })
    const renewed = await renew(body.refresh_token)
    expect(await renew(body.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid refresh token' },
    })
    session.token = renewed.body.access_token
    expect((await call('GET', '/3/companyinformation')).status).toBe(200)
    clock.time += 45 * 86_400_000
    expect((await renew(renewed.body.refresh_token)).body.error).toBe('invalid_grant')
    expect(JSON.stringify(served.requests())).not.toContain(renewed.body.refresh_token)
  })

  test('no refresh token without access_type=offline, and nothing without state or with another address', async () => {
    const { logIn, approve, redeem } = await serveFortnox()
    const { body } = await logIn({ access_type: 'online' })
    expect(Object.keys(body)).not.toContain('refresh_token')
    expect(await approve({ state: '' })).toMatchObject({ error: 'invalid_request' })
    expect(await approve({ account_type: 'robot' })).toMatchObject({ error: 'invalid_request' })
    expect(await approve({ scope: 'salary invoice' })).toMatchObject({ error: 'invalid_scope' })
    await expect(approve({ redirect_uri: 'http://localhost:4001/callback' })).rejects.toThrow('Invalid URL')
    expect((await redeem('x')).body.error).toBe('invalid_grant')
  })

  test('client credentials work for the tenant whose administrator has approved a service account', async () => {
    const { approve, redeem, token, session, call, tenantId, fortnox } = await serveFortnox()
    const ask = (headers: Record<string, string>) => token({ grant_type: 'client_credentials' }, headers)
    expect((await ask({ TenantId: tenantId })).body.error).toBe('invalid_grant')
    await redeem((await approve({ account_type: 'service' })).code)
    expect((await ask({})).body.error).toBe('invalid_request')
    expect((await ask({ TenantId: '1' })).body.error).toBe('invalid_grant')
    const { body } = await ask({ TenantId: tenantId })
    expect(body).toMatchObject({ expires_in: 3600, scope: 'salary companyinformation' })
    expect(body.refresh_token).toBeUndefined()
    session.token = body.access_token
    expect((await call('GET', '/3/employees')).status).toBe(200)
    fortnox.authorization.withdraw(fortnox.secrets.clientId ?? '', tenantId)
    expect((await call('GET', '/3/employees')).status).toBe(401)
    expect((await ask({ TenantId: tenantId })).body.error).toBe('invalid_grant')
    const wrong = { authorization: `Basic ${btoa('x:y')}`, TenantId: tenantId }
    expect(await ask(wrong)).toMatchObject({ status: 400, body: { error: 'invalid_client' } })
  })

  test('only an administrator approves a service account; one may stand from before', async () => {
    const user = await serveFortnox({ approver: 'user' })
    expect(await user.approve({ account_type: 'service' })).toMatchObject({ error: 'access_denied' })
    const { token, tenantId } = await serveFortnox({ serviceAccount: true })
    expect((await token({ grant_type: 'client_credentials' }, { TenantId: tenantId })).body.scope).toContain('salary')
  })
})

describe('what stands before every call', () => {
  test.each<[string, Record<string, string>, number, number | undefined]>([
    ['a token that nobody made', { authorization: 'Bearer x' }, 401, 2000310],
    ['another scheme', { authorization: 'Basic eDp5' }, 401, 2000311],
    ['no JSON wanted', { accept: '*/*' }, 400, 1000030],
    ['XML sent', { 'content-type': 'application/xml' }, 400, 1000031],
  ])('%s', async (_, headers, status, code) => {
    const { call } = await serveFortnox()
    const answer = await call('GET', '/3/employees', undefined, headers)
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
  })

  test('no token at all is stopped at the gateway', async () => {
    const { served } = await serveFortnox()
    const response = await fetch(`${served.url}/3/employees`)
    expect([response.status, await response.json()]).toEqual([401, { message: 'unauthorized' }])
  })

  test.each<[string, Parameters<typeof serveFortnox>[0], string, string, number | undefined]>([
    ['the scope', {}, 'companyinformation', '/3/employees', 2000663],
    ['the scope for the company', {}, 'salary', '/3/companyinformation', 2000663],
    ['the licence for payroll', { missingLicence: 'salary' }, 'salary companyinformation', '/3/employees', 2001101],
    [
      'only that licence',
      { missingLicence: 'salary' },
      'salary companyinformation',
      '/3/companyinformation',
      undefined,
    ],
    ['the licence for integrations', { missingLicence: 'integration' }, 'salary', '/3/employees', 2001103],
  ])('%s may be missing', async (_, options, scope, path, code) => {
    const { call, logIn } = await serveFortnox(options)
    await logIn({ scope })
    const answer = await call('GET', path)
    expect([answer.status, codeOf(answer)]).toEqual([code === undefined ? 200 : 400, code])
  })

  test('25 calls in any 5 seconds, and no word about when to come back', async () => {
    const { call, clock } = await serveFortnox({ rateLimit: { requests: 25, seconds: 5 } })
    const statuses = async (count: number) => {
      const all: number[] = []
      for (let index = 0; index < count; index += 1) all.push((await call('GET', '/3/companyinformation')).status)
      return all
    }
    expect(await statuses(10)).toEqual(Array(10).fill(200))
    clock.time += 3000
    expect(await statuses(16)).toEqual([...Array(15).fill(200), 429])
    clock.time += 2000
    // Ten have left the window.
    expect((await statuses(10)).filter((status) => status === 200)).toHaveLength(9)
    const refused = await call('GET', '/3/companyinformation')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null])
    clock.time += 5000
    expect(await statuses(1)).toEqual([200])
  })

  test('errors come in both spellings', async () => {
    const { call } = await serveFortnox()
    const one = await call('GET', '/3/employees/none')
    const other = await call('GET', '/3/nowhere')
    expect([one, other].map((answer) => Object.keys(answer.body.ErrorInformation)[0])).toEqual(['error', 'Error'])
    expect([one.status, codeOf(one), other.status, codeOf(other)]).toEqual([404, undocumented, 404, undocumented])
  })
})

describe('lists', () => {
  test('come in pages, whole', async () => {
    const { call } = await serveFortnox()
    const ids: string[] = []
    for (let page = 1; ; page += 1) {
      const { body } = await call('GET', `/3/employees?page=${page}&limit=7`)
      expect(body.MetaInformation).toEqual({ '@TotalResources': 30, '@TotalPages': 5, '@CurrentPage': page })
      ids.push(...body.Employees.map((row: { EmployeeId: string }) => row.EmployeeId))
      if (page === body.MetaInformation['@TotalPages']) break
    }
    expect(ids).toEqual(people.map((person) => person.employeeNumber))
    expect((await call('GET', '/3/employees')).body.Employees).toHaveLength(30)
  })

  test('a hundred rows unless asked for more, at most 500', async () => {
    const { call } = await serveFortnox({ people: makeCompany({ people: 130, seed: 1 }).payroll })
    expect((await call('GET', '/3/employees')).body.Employees).toHaveLength(100)
    expect((await call('GET', '/3/employees?limit=500')).body.MetaInformation['@TotalPages']).toBe(1)
  })

  test.each([
    'limit=501',
    'limit=0',
    'page=0',
    'page=x',
    'Page=1',
    'page=1&page=2',
    'lastmodified=2026-01-01',
    'sortby=name',
    'filter=all',
    'email=x',
  ])('%s is refused', async (query) => {
    const { call } = await serveFortnox()
    const answer = await call('GET', `/3/employees?${query}`)
    expect([answer.status, codeOf(answer)]).toEqual([400, 2000588])
  })

  test('the active and the inactive', async () => {
    const { call, fortnox } = await serveFortnox()
    fortnox.edit(first.employeeNumber, { Inactive: true })
    const count = async (filter: string) => (await call('GET', `/3/employees?filter=${filter}`)).body.Employees.length
    expect([await count('inactive'), await count('active')]).toEqual([1, 29])
  })
})

test('the numbers of the company are a number here and text there', async () => {
  const { call, logIn, tenantId } = await serveFortnox()
  await logIn({ scope: 'companyinformation settings costcenter project profile' })
  expect((await call('GET', '/3/companyinformation')).body.CompanyInformation.DatabaseNumber).toBe(Number(tenantId))
  expect((await call('GET', '/3/settings/company')).body.CompanySettings.DatabaseNumber).toBe(tenantId)
  expect((await call('GET', '/3/me')).body.MeInformation.SysAdmin).toBe(true)
  expect((await call('GET', '/3/costcenters')).body.CostCenters[0].Code).toBe('ADM')
  expect((await call('GET', '/3/projects?limit=1')).body.MetaInformation['@TotalResources']).toBe(1)
})

test('the answers of these files are held against Fortnox’ description', async ({ skip }) => {
  const held = contract
  if (!held) return skip(contractsAbsent)
  const { call } = await serveFortnox()
  const { body } = await call('GET', `/3/employees/${first.employeeNumber}`)
  const check = (change: object) =>
    checkResponse(held, {
      method: 'GET',
      path: '/3/employees/1',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Employee: { ...body.Employee, ...change } }),
    })
  expect(check({})).toEqual([])
  expect(check({ MonthlySalary: 1 })).not.toEqual([])
  expect(check({ Salary: '1' })).not.toEqual([])
})
