import { describe, expect, test } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { contractsAbsent } from '../contract/contracts.ts'
import { checkResponse } from '../contract/openapi.ts'
import { complaints, contract, people, personAt, serveTripletex } from './served-tripletex.ts'

describe('sessions', () => {
  test('are made by POST and by PUT, and say who has made the token', async () => {
    const { call, session, tripletex, employeeAt } = await serveTripletex()
    const { consumerToken = '', employeeToken = '' } = tripletex.secrets
    const query = new URLSearchParams({ consumerToken, employeeToken, expirationDate: '2026-01-16' })
    const legacy = await call('PUT', `/token/session/:create?${query}`, undefined, { authorization: '' })
    expect(legacy).toMatchObject({
      status: 200,
      body: { value: { expirationDate: '2026-01-16', encryptionKey: null } },
    })
    expect(legacy.body.value.token).not.toBe(session.token)
    session.token = legacy.body.value.token
    for (const path of ['/token/session/>whoAmI', '/token/session/%3EwhoAmI']) {
      const { status, body } = await call('GET', path)
      expect(status).toBe(200)
      expect(body.value).toMatchObject({ employeeId: employeeAt(0).id, language: 'no', employeeIsProxy: false })
      expect((await call('GET', `/company/${body.value.companyId}`)).body.value.name).toBe('Nordlys AS')
    }
    expect((await call('GET', '/token/session/%3EwhoAmI?fields=company(name)')).body.value).toEqual({
      company: { name: 'Nordlys AS' },
    })
  })

  test.each<[string, Record<string, unknown>, number, number, string[]]>([
    ['another consumer token', { consumerToken: 'x' }, 422, 18000, ['arg:consumerToken']],
    ['another employee token', { employeeToken: 'x' }, 422, 18000, ['arg:employeeToken']],
    ['swapped tokens', { swapped: true }, 422, 18000, ['arg:consumerToken']],
    ['no token', { employeeToken: undefined }, 422, 18000, ['employeeToken']],
    ['today', { expirationDate: '2026-01-15' }, 422, 18000, ['arg:expirationDate']],
    ['no date', { expirationDate: '16.01.2026' }, 422, 16000, ['expirationDate']],
    ['an unknown field', { companyId: 0 }, 422, 16000, ['companyId']],
  ])('%s is refused', async (_, { swapped, ...change }, status, code, fields) => {
    const { call, tripletex } = await serveTripletex()
    const { consumerToken, employeeToken } = tripletex.secrets
    const tokens = swapped ? { consumerToken: employeeToken, employeeToken: consumerToken } : tripletex.secrets
    const body = { ...tokens, expirationDate: '2026-01-17', ...change }
    const answer = await call('POST', '/token/session/:create', body)
    expect(answer).toMatchObject({ status, body: { status, code } })
    expect(complaints(answer).map(([field]) => field)).toEqual(fields)
  })

  test('end at midnight in Norway when their date begins', async () => {
    const { call, clock, logIn } = await serveTripletex()
    await logIn('2026-01-16')
    clock.time = Date.UTC(2026, 0, 15, 22, 59, 59)
    expect((await call('GET', '/department')).status).toBe(200)
    clock.time += 1000
    const ended = await call('GET', '/department')
    expect(ended).toMatchObject({ status: 401, body: { status: 401, code: 3000, message: 'Unauthorized' } })
    expect(ended.body.requestId).toBe(ended.headers.get('x-tlx-request-id'))
  })

  test('let in the own company only, and nobody after they are deleted', async () => {
    const { call, session } = await serveTripletex()
    const { companyId } = (await call('GET', '/token/session/>whoAmI')).body.value
    for (const user of ['', '0', String(companyId)]) {
      session.user = user
      expect((await call('GET', '/department')).status).toBe(200)
    }
    session.user = String(companyId + 1)
    expect((await call('GET', '/department')).status).toBe(401)
    session.user = '0'
    for (const authorization of ['', 'Basic', `Bearer ${session.token}`, `Basic ${session.token}`]) {
      const answer = await call('GET', '/department', undefined, { authorization })
      expect(answer, authorization).toMatchObject({ status: 401, body: { code: 3000 } })
    }
    expect((await call('DELETE', `/token/session/${encodeURIComponent(session.token)}`)).status).toBe(204)
    expect((await call('GET', '/department')).status).toBe(401)
    expect((await call('GET', '/nowhere')).status).toBe(401)
  })
})

test('the limit is told on every answer but on its own refusal, and ends with its period', async () => {
  const { call, clock, logIn } = await serveTripletex({ rateLimit: { requests: 3, seconds: 10 } })
  const limits = ({ headers }: { headers: Headers }) =>
    ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`))
  clock.time += 2500
  expect(limits(await call('GET', '/department'))).toEqual(['3', '1', '8'])
  expect(limits(await call('GET', '/employee/1'))).toEqual(['3', '0', '8'])
  const refused = await call('GET', '/department')
  expect(refused.status).toBe(429)
  expect(limits(refused)).toEqual(['3', '0', null])
  clock.time += 7499
  expect((await call('GET', '/department')).status).toBe(429)
  clock.time += 1
  expect((await logIn()).status).toBe(201)
  expect(limits(await call('GET', '/department'))).toEqual(['3', '1', '10'])
})

test.each([
  ['GET', '/nowhere', 404, 6000],
  ['GET', '/employee/1', 404, 6000],
  ['GET', '/employee/x/:nothing', 404, 6000],
  ['GET', '/token/session/>nothing', 404, 6000],
  ['POST', '/token/session/x', 404, 6000],
  // Neither is in the description; both were tried and answered so.
  ['DELETE', '/employee/{first}', 403, 9000],
  ['POST', '/salary/type', 403, 9000],
])('%s %s answers %i with code %i', async (method, path, status, code) => {
  const { call, employeeAt } = await serveTripletex()
  const answer = await call(method, path.replace('{first}', String(employeeAt(0).id)))
  expect(answer).toMatchObject({ status, body: { status, code, validationMessages: null } })
  expect(answer.body.requestId).toBe(answer.headers.get('x-tlx-request-id'))
})

describe('lists', () => {
  test('come in pages that never overlap, in the order that is asked for', async () => {
    const { call, employees } = await serveTripletex()
    const seen: number[] = []
    for (let from = 0; ; from += 7) {
      const { body } = await call('GET', `/employee?from=${from}&count=7&fields=id`)
      expect(body).toMatchObject({ from, count: body.values.length })
      seen.push(...body.values.map(({ id }: { id: number }) => id))
      if (body.values.length < 7) break
    }
    expect(seen).toEqual(employees().map(({ id }) => id))
    const { body } = await call('GET', '/employee?sorting=department.name,-id&fields=id,department(name)')
    const expected = employees()
      .map(({ id, department }) => ({ id, department: { name: department ?? '' } }))
      .toSorted((a, b) => a.department.name.localeCompare(b.department.name, 'nb') || b.id - a.id)
    expect(body.values).toEqual(expected)
  })

  test.each([
    ['/employee?fields=id,surname', 400, 11000],
    ['/employee?fields=id,address(street)', 400, 11000],
    ['/employee?fields=id,email(x)', 400, 11000],
    ['/employee?fields=id,address(city', 400, 11000],
    ['/employee?sorting=surname', 422, 17000],
    ['/employee?sorting=end:desc', 422, 17000],
    ['/employee?id=1,x', 422, 15000],
    ['/employee?count=all', 404, 21000],
    ['/employee?onlyContacts=yes', 404, 21000],
    ['/timesheet/entry?dateFrom=2026-01-01', 422, 15000],
    ['/timesheet/entry?dateFrom=2026-01-01&dateTo=2026-01-01', 422, 15000],
  ])('%s is refused with %i, code %i', async (target, status, code) => {
    const { call } = await serveTripletex()
    expect(await call('GET', target)).toMatchObject({ status, body: { code } })
  })

  test('show what is asked for: links unless they are opened, changes by name only, hidden fields never', async () => {
    const { call, employeeAt } = await serveTripletex({ hiddenFields: ['nationalIdentityNumber', 'annualSalary'] })
    const { id } = employeeAt(3)
    const { value } = (await call('GET', `/employee/${id}?fields=*`)).body
    expect(value.address).toEqual({
      id: employeeAt(3).address?.id,
      url: expect.stringMatching(/^127.*\/v2\/address\/\d+$/),
    })
    expect(value).toMatchObject({ id, userType: null, employments: [{ id: expect.any(Number) }] })
    for (const name of ['changes', 'nationalIdentityNumber']) expect(value).not.toHaveProperty(name)
    const fields =
      'employments(employmentDetails(*)),address(city,country(isoAlpha2Code)),changes,nationalIdentityNumber'
    const opened = (await call('GET', `/employee/${id}?fields=${fields}`)).body.value
    expect(Object.keys(opened).sort()).toEqual(['address', 'changes', 'employments'])
    expect(opened.address).toEqual({ city: people[3]?.address.city, country: { isoAlpha2Code: 'NO' } })
    expect(opened.changes).toMatchObject([{ changeType: 'CREATE' }])
    const [details] = opened.employments[0].employmentDetails
    expect(details).toMatchObject({ employmentType: 'ORDINARY', percentageOfFullTimeEquivalent: people[3]?.percentage })
    expect(details).not.toHaveProperty('annualSalary')
    expect(await call('PUT', `/employee/${id}`, { nationalIdentityNumber: '1' })).toMatchObject({ status: 403 })
  })

  test('tell a checksum only where there is one and only when asked', async () => {
    const { call } = await serveTripletex()
    expect((await call('GET', '/employee')).body.versionDigest).toBe('Checksum not yet supported for this endpoint')
    expect((await call('GET', '/employee/employment')).body.versionDigest).toBeNull()
    expect((await call('GET', '/department')).body.versionDigest).toContain('not specified')
    const ask = (etag: string) => call('GET', '/department', undefined, { 'if-none-match': etag })
    const { versionDigest } = (await ask('anything')).body
    expect((await ask(versionDigest)).status).toBe(304)
    await call('POST', '/department', { name: 'Ny' })
    expect((await ask(versionDigest)).status).toBe(200)
  })

  test('the registers can be searched', async () => {
    const { call } = await serveTripletex()
    const names = async (target: string, field: string): Promise<string[]> =>
      (await call('GET', target)).body.values.map((row: Record<string, string>) => row[field])
    expect(await names('/country?code=NO,SE&sorting=isoAlpha2Code', 'isoAlpha2Code')).toEqual(['NO', 'SE'])
    expect((await call('GET', '/country/161')).body.value.isoAlpha2Code).toBe('NO')
    expect(await names('/employee/employment/occupationCode?code=2121&fields=*', 'nameNO')).toEqual(['AKTUAR'])
    expect(await names('/employee/employment/leaveOfAbsenceType', 'nameNO')).toContain('Permittering')
    expect(await names('/salary/type?number=2000', 'name')).toEqual(['Fastlønn'])
    expect(await names('/activity?isGeneral=true', 'name')).toContain('Ferie')
    expect(await names('/activity?isProjectActivity=true', 'name')).toEqual(['Prosjektadministrasjon'])
    expect(await names('/division?query=butikk', 'name')).toEqual(['Nordlys Butikk AS'])
    expect(await names('/department?name=KITCH', 'name')).toEqual(['Kitchen'])
  })

  test('departments are numbered once, and stay while somebody is in them', async () => {
    const { call } = await serveTripletex()
    const created = await call('POST', '/department', { name: 'Ny', departmentNumber: 77 })
    expect(created).toMatchObject({ status: 201, body: { value: { departmentNumber: '77', displayName: '77 Ny' } } })
    const again = await call('POST', '/department', { name: 'Ny', departmentNumber: '77' })
    expect(complaints(again)).toEqual([['departmentNumber', 'Nummeret er i bruk.']])
    const { id } = created.body.value
    expect((await call('PUT', `/department/${id}`, { version: 0, name: 'Nyere' })).body.value.name).toBe('Nyere')
    expect((await call('PUT', `/department/${id}`, { version: 0, name: 'Nyest' })).status).toBe(409)
    expect((await call('DELETE', `/department/${id}`)).status).toBe(204)
    const [inUse] = (await call('GET', '/department')).body.values
    expect((await call('DELETE', `/department/${inUse.id}`)).status).toBe(422)
  })

  test('more than 10,000 rows are refused whatever the page, and 10,000 are read whole', async () => {
    const everybody = makePeople({ count: 10_000, seed: 2, country: 'NO' })
    const { call, tripletex } = await serveTripletex({ people: everybody })
    const fields =
      'id,version,firstName,lastName,email,employeeNumber,dateOfBirth,phoneNumberMobile,phoneNumberMobileCountry(isoAlpha2Code),' +
      'nationalIdentityNumber,bankAccountNumber,address(*,country(isoAlpha2Code)),employments(startDate,endDate)'
    const emails = new Set<string>()
    for (let from = 0; from < 10_000; from += 1000) {
      const { body } = await call('GET', `/employee?from=${from}&count=1000&fields=${fields}`)
      expect(body.values).toHaveLength(1000)
      for (const { email } of body.values) emails.add(email)
    }
    expect(emails).toEqual(new Set(everybody.map(({ email }) => email)))
    tripletex.add({ ...personAt(0), email: 'one.more@nordlys.example' })
    const refused = await call('GET', '/employee?count=1')
    expect(refused).toMatchObject({ status: 422, body: { code: 23000 } })
    expect((await call('GET', '/employee?email=one.more')).status).toBe(200)
  })
})

test.skipIf(contract === undefined)(`answers are held against the contract (or: ${contractsAbsent})`, () => {
  const body = { values: [{ id: 1, mail: 'x' }] }
  expect(contract && checkResponse(contract, { method: 'GET', path: '/employee', status: 200, body })).not.toEqual([])
})
