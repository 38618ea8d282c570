import { describe, expect, test } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { people, serveUnimicro } from './served-unimicro.ts'

const [first, second] = people
if (!first || !second) throw new RangeError('two people')

describe('login', () => {
  test('gives an hour, and a refresh token that is used once; a second use ends the login', async () => {
    const { logIn, token, call, clock, session, served } = await serveUnimicro()
    const { body } = await logIn()
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString())
    expect(claims).toMatchObject({ aud: ['AppFramework', `${served.url}/resources`], AppFramework: served.url })
    expect((await call('GET', '/api/biz/employees?top=1')).status).toBe(200)
    clock.time += 3_600_000
    expect(await call('GET', '/api/biz/employees?top=1')).toMatchObject({ status: 401, body: undefined })
    const renew = (refresh_token: string) => token({ grant_type: 'refresh_token', refresh_token })
    const renewed = (await renew(body.refresh_token)).body
    session.token = renewed.access_token
    expect((await call('GET', '/api/biz/employees?top=1')).status).toBe(200)
    expect((await renew(body.refresh_token)).body.error).toBe('invalid_grant')
    expect((await call('GET', '/api/biz/employees?top=1')).status).toBe(401)
    const metadata = await (await fetch(`${served.url}/.well-known/openid-configuration`)).json()
    expect(metadata).toMatchObject({ token_endpoint: `${served.url}/connect/token` })
  })

  test('without offline_access there is no refresh token; where the portal has forgotten it, it is refused', async () => {
    const { logIn } = await serveUnimicro()
    expect(Object.keys((await logIn({ scope: 'AppFramework' })).body)).not.toContain('refresh_token')
    const forgotten = await serveUnimicro({ withoutRefresh: true })
    expect(await forgotten.authorize()).toMatchObject({ error: 'invalid_scope', state: 's' })
    expect((await forgotten.logIn({ scope: 'AppFramework' })).status).toBe(200)
  })

  test('a native application proves itself by PKCE alone', async () => {
    const { unimicro, authorize, logIn } = await serveUnimicro({ withoutSecret: true })
    expect(Object.keys(unimicro.secrets)).toEqual(['clientId'])
    expect(await authorize()).toMatchObject({ error: 'invalid_request' })
    expect((await logIn()).status).toBe(200)
  })

  test('a token without the scope opens nothing', async () => {
    const { logIn, call } = await serveUnimicro()
    await logIn({ scope: 'profile' })
    expect((await call('GET', '/api/init/companies')).status).toBe(401)
  })
})

test('a company is picked by its key, on every call', async () => {
  const { call, session, unimicro } = await serveUnimicro()
  session.company = ''
  const { body } = await call('GET', '/api/init/companies')
  expect(body).toEqual(unimicro.companies)
  expect(body[0].OrganizationNumber).toMatch(/^3\d{8}$/)
  expect(await call('GET', '/api/biz/employees')).toMatchObject({ status: 400, body: { Message: /CompanyKey/ } })
  session.company = 'c0000000-0000-4000-8000-00000000000f'
  expect((await call('GET', '/api/biz/employees')).status).toBe(403)
  session.company = body[1].Key
  expect((await call('GET', '/api/biz/employees')).body).toEqual([])
})

describe('lists', () => {
  test('are bare, and say how many there are', async () => {
    const { call } = await serveUnimicro({ people: makePeople({ count: 130, seed: 3, country: 'NO' }) })
    const standard = await call('GET', '/api/biz/employees')
    expect([standard.body.length, standard.headers.get('count')]).toEqual([100, '130'])
    const ids: number[] = []
    for (let skip = 0; ; skip += 40) {
      const { body } = await call('GET', `/api/biz/employees?top=40&skip=${skip}&orderby=EmployeeNumber desc`)
      ids.push(...body.map((row: { EmployeeNumber: number }) => row.EmployeeNumber))
      if (body.length < 40) break
    }
    expect(ids).toHaveLength(130)
    expect(ids).toEqual(ids.toSorted((a, b) => b - a))
  })

  test('show what is expanded, and only what is selected', async () => {
    const { call } = await serveUnimicro()
    const plain = (await call('GET', '/api/biz/employees?top=1')).body[0]
    expect(Object.keys(plain)).not.toContain('BusinessRelationInfo')
    const expand =
      'BusinessRelationInfo.DefaultEmail,BusinessRelationInfo.DefaultPhone,BusinessRelationInfo.Emails,Employments,SubEntity'
    const [row] = (await call('GET', `/api/biz/employees?top=1&expand=${expand}&hateoas=false`)).body
    expect(row).toMatchObject({
      EmployeeNumber: Number(first.employeeNumber),
      BirthDate: `${first.birthDate}T00:00:00Z`,
      BusinessRelationInfo: {
        Name: `${first.givenName} ${first.familyName}`,
        DefaultEmail: { EmailAddress: first.email },
        DefaultPhone: { CountryCode: '+47', Number: first.phone.slice(3) },
        Emails: [{ EmailAddress: first.email }],
      },
      Employments: [{ Standard: true, JobName: first.jobTitle, WorkPercent: first.percentage }],
      SubEntity: { SuperiorOrganizationID: 1 },
    })
    expect((await call('GET', '/api/biz/employees?top=1&select=EmployeeNumber')).body).toEqual([
      { ID: row.ID, EmployeeNumber: row.EmployeeNumber },
    ])
  })

  test.each<[string, number]>([
    [`EmployeeNumber eq ${first.employeeNumber}`, 1],
    [`EmployeeNumber ne ${first.employeeNumber}`, 29],
    ['EmployeeNumber gt 1010 and EmployeeNumber le 1020', 10],
    ['(EmployeeNumber eq 1001 or EmployeeNumber eq 1002) and Active eq true', 2],
    ['EmployeeNumber eq 1001 or EmployeeNumber eq 1002 and Active eq false', 1],
    [`BusinessRelationInfo.DefaultEmail.EmailAddress eq '${first.email}'`, 1],
    [`BusinessRelationInfo.DefaultEmail.EmailAddress eq '${first.email.toUpperCase()}'`, 0],
    [`startswith(BusinessRelationInfo.Name, '${first.givenName} ${first.familyName}')`, 1],
    ["endswith(BusinessRelationInfo.DefaultEmail.EmailAddress,'@nordlys.example')", 30],
    ["BusinessRelationInfo.Name eq 'O''Hara'", 0],
    ["FreeText ne 'x'", 0],
    ["(CreatedAt gt '2026-01-01' or UpdatedAt gt '2026-01-01')", 30],
  ])('are filtered: %s', async (filter, count) => {
    const { call } = await serveUnimicro()
    const query = new URLSearchParams({ filter, expand: 'BusinessRelationInfo.DefaultEmail' })
    const { body, headers } = await call('GET', `/api/biz/employees?${query}`)
    expect([body.length, headers.get('count')]).toEqual([count, String(count)])
  })

  test.each([
    'filter=',
    'filter=EmployeeNumber',
    'filter=EmployeeNumber eq',
    "filter=EmployeeNumber is '1'",
    'filter=EmployeeNumber eq 1 and',
    'filter=(EmployeeNumber eq 1',
    'filter=Number eq 1',
    'filter=EmployeeNumber eq "1"',
    "filter=BusinessRelationInfo.Name eq 'x'",
    "filter=Employments.JobName eq 'x'&expand=Employments",
    'expand=Business',
    'expand=BusinessRelationInfo.Employments',
    'select=Name',
    'orderby=Name',
    'orderby=EmployeeNumber up',
    'top=all',
    '$top=1',
    'top=1&top=2',
  ])('are refused: %s', async (query) => {
    const { call } = await serveUnimicro({ people: people.slice(0, 2) })
    const answer = await call('GET', `/api/biz/employees?${encodeURI(query)}`)
    expect(answer).toMatchObject({ status: 400, body: { message: expect.any(String) } })
  })
})

test('registers are read, history is the server’s, and a deleted row is gone', async () => {
  const { call, clock } = await serveUnimicro()
  expect((await call('GET', '/api/biz/wagetypes')).body[0]).toMatchObject({ WageTypeNumber: 1 })
  const entities = (await call('GET', '/api/biz/subentities?expand=BusinessRelationInfo')).body
  expect(entities.map((row: { BusinessRelationInfo: { Name: string } }) => row.BusinessRelationInfo.Name)).toContain(
    first.company,
  )
  const [employment] = (await call('GET', '/api/biz/employments?top=1')).body
  const path = `/api/biz/employments/${employment.ID}`
  clock.time += 1000
  const put = (change: object) => call('PUT', path, { ...employment, ...change })
  expect((await put({ MonthRate: 70_000, LastSalaryChangeDate: '2026-02-01' })).body).toMatchObject({
    MonthRate: 70_000,
    LastSalaryChangeDate: '2026-02-01T00:00:00Z',
  })
  await put({ MonthRate: 70_000, JobName: 'Sjef' })
  const history = (await call('GET', `${path}?action=history`)).body
  expect(history.map((row: { MonthRate: number }) => row.MonthRate)).toEqual([first.monthlySalary, 70_000])
  expect((await call('GET', `${path}?action=other`)).status).toBe(400)
  expect((await call('DELETE', path)).status).toBe(200)
  expect((await call('GET', path)).status).toBe(404)
  expect((await call('PUT', path, employment)).status).toBe(404)
  expect((await call('GET', '/api/biz/employments')).headers.get('count')).toBe('29')
})
