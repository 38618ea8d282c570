import { describe, expect, test } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { contractsAbsent } from '../contract/contracts.ts'
import { checkResponse } from '../contract/openapi.ts'
import { contract, mediaType, serveVisma } from './served-visma-net-payroll.ts'

const readScope = 'visma_net_employee:employees:read'
const customerTenant = '9e1f0000-0000-4000-8000-c0570e000001'
const nobody = '10000000-0000-4000-8000-999999999999'

describe('keys', () => {
  test('client credentials and a Tenant ID give an hour', async () => {
    const { useCredentials, call, clock } = await serveVisma()
    expect(await useCredentials()).toMatchObject({ status: 200, body: { expires_in: 3600, token_type: 'Bearer' } })
    clock.time += 3_599_999
    expect((await call('GET', '/employees')).status).toBe(200)
    clock.time += 1
    expect(await call('GET', '/employees')).toMatchObject({ status: 401, body: { message: 'Unauthorized' } })
  })

  test('a login in the browser gives the same, and a refresh token that works once', async () => {
    const { logIn, tokenFor, call, session } = await serveVisma()
    expect((await logIn(readScope)).body.refresh_token).toBeUndefined()
    const { body } = await logIn(`${readScope} offline_access`)
    expect((await call('GET', '/employees')).status).toBe(200)
    const form = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) }
    const fresh = await tokenFor(form)
    session.token = String(fresh.body.access_token)
    expect((await call('GET', '/employees')).status).toBe(200)
    expect(await tokenFor(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await call('GET', '/employees')).status).toBe(401)
  })

  test.each<[string, Record<string, string>, string]>([
    ['another secret', { client_secret: 'x' }, 'invalid_client'],
    ['no tenant', { tenant_id: '' }, 'invalid_request'],
    ['another tenant', { tenant_id: nobody }, 'unauthorized_client'],
    ['no scope', { scope: '' }, 'invalid_scope'],
    ['a scope of another API', { scope: 'payroll:employees:read' }, 'invalid_scope'],
    ['offline_access', { scope: `${readScope} offline_access` }, 'invalid_scope'],
  ])('%s is refused', async (_, form, error) => {
    const { useCredentials } = await serveVisma()
    expect(await useCredentials(form)).toMatchObject({ status: 400, body: { error } })
  })

  test('a customer tenant gives a token, by either way, that opens nothing', async () => {
    const { useCredentials, logIn, call } = await serveVisma()
    expect((await useCredentials({ tenant_id: customerTenant })).status).toBe(200)
    expect((await call('GET', '/employees')).status).toBe(401)
    expect((await logIn(readScope, customerTenant)).status).toBe(200)
    expect((await call('GET', '/employees')).status).toBe(401)
  })

  test('what the customer has not ticked, or takes back, is not opened', async () => {
    const { useCredentials, call, visma } = await serveVisma({ approvedScopes: [readScope] })
    expect((await useCredentials()).body.error).toBe('invalid_scope')
    await useCredentials({ scope: readScope })
    expect((await call('GET', '/employees')).status).toBe(200)
    expect((await call('POST', '/employees/withPosition', {})).status).toBe(403)
    visma.authorization.withdraw(visma.secrets.clientId ?? '', visma.secrets.tenantId ?? '')
    expect((await call('GET', '/employees')).status).toBe(401)
    expect((await useCredentials({ scope: readScope })).body.error).toBe('unauthorized_client')
  })
})

test.each<[string, string, Record<string, string>, number]>([
  ['GET', '/employees', { accept: 'application/json' }, 406],
  ['GET', '/employees', { accept: '*/*' }, 406],
  ['POST', '/employees/withPosition', { 'content-type': 'application/json' }, 415],
  ['GET', '/taxUnits', { accept: 'application/json' }, 200],
  ['GET', '/nowhere', {}, 404],
  ['GET', `/employees/${nobody}`, {}, 404],
  ['GET', `/employees/jobs/${nobody}`, {}, 404],
  ['GET', `/taxUnits/${nobody}`, {}, 404],
])('%s %s with %j answers %i', async (method, path, headers, status) => {
  const { call } = await serveVisma()
  const answer = await call(method, path, method === 'POST' ? {} : undefined, headers)
  expect(answer.status).toBe(status)
})

describe('employees', () => {
  test('come in pages, and the cursor wants everything asked again', async () => {
    const { call, employees } = await serveVisma()
    const seen: string[] = []
    let cursor = ''
    do {
      const { body, headers } = await call('GET', `/employees?page-size=7&embed=(positions)${cursor}`)
      expect(headers.get('content-type')).toBe(mediaType)
      seen.push(...body.data.map(({ id }: { id: string }) => id))
      cursor = body.cursor ? `&cursor=${body.cursor.nextToken}` : ''
    } while (cursor !== '')
    expect(seen.toSorted()).toEqual(
      employees()
        .map(({ id }) => id)
        .toSorted(),
    )
    expect(new Set(seen).size).toBe(30)

    const { nextToken } = (await call('GET', '/employees?page-size=7&embed=(positions)')).body.cursor
    for (const query of [`cursor=${nextToken}`, `cursor=${nextToken}&page-size=7`, 'cursor=x']) {
      expect((await call('GET', `/employees?${query}`)).status, query).toBe(400)
    }
    expect((await call('GET', '/employees')).body).toMatchObject({ data: { length: 30 } })
    expect((await call('GET', '/employees')).body).not.toHaveProperty('cursor')
  })

  test.each([
    'page-size=0',
    'page-size=101',
    'pageSize=10',
    'email=x',
    'onlyActive=1',
    'embed=positions',
    'fields=(number)',
    'page-size=1&page-size=2',
    'fromLastChangedDate=2026-01-15T00:00:00Z',
  ])('?%s is refused', async (query) => {
    const { call } = await serveVisma()
    expect((await call('GET', `/employees?${query}`)).status).toBe(400)
  })

  test('are filtered, and shown in part', async () => {
    const { call, visma, employeeAt, clock, useCredentials } = await serveVisma()
    const [first, second, third] = [employeeAt(0), employeeAt(1), employeeAt(2)]
    const ids = async (query: string) =>
      (await call('GET', `/employees?page-size=100&${query}`)).body.data.map(({ id }: { id: string }) => id)
    clock.time += 86_400_000
    await useCredentials()
    visma.edit(second.id, { isDraft: true })
    visma.edit(third.id, { manager: first.id })
    visma.editPosition(third.id, third.position.id, { activeEnd: '2026-01-15' })
    expect(await ids('')).not.toContain(second.id)
    expect(await ids('')).toHaveLength(29)
    expect(await ids('includeDrafts=true')).toHaveLength(30)
    expect(await ids('onlyActive=True')).not.toContain(third.id)
    expect(await ids(`manager=${first.id}`)).toEqual([third.id])
    expect(await ids('fromLastChangedDate=2026-01-16')).toEqual([third.id])
    expect(await ids('fromLastChangedDate=2026-01-15')).toHaveLength(29)
    const part = await call('GET', `/employees?manager=${first.id}&fields=(id,lastChange)`)
    expect(part.body.data).toEqual([{ id: third.id, lastChange: '2026-01-16T11:00:00.000Z' }])
    const ended = await call('GET', `/employees?manager=${first.id}&embed=(positions)&fields=(positions(id,activeEnd))`)
    expect(ended.body.data[0]._embedded.positions).toEqual([{ id: third.position.id, activeEnd: '2026-01-15' }])
  })

  test('are shown one by one, with their positions', async () => {
    const { read, employeeAt, call } = await serveVisma()
    const { path, positionPath, position, id, hasUser: _, positions: __, lastChange, ...document } = employeeAt(3)
    expect((await read(path)).document).toMatchObject({ id, lastChange, emails: document.emails, isDraft: false })
    expect((await read(path)).document).not.toHaveProperty('_embedded')
    const embedded = (await read(`${path}?embed=(positions)`)).document._embedded.positions
    expect(embedded).toEqual([(await read(positionPath)).document])
    expect((await call('GET', `${path}/positions`)).body).toEqual(embedded)
    expect(embedded[0]).toMatchObject({ ...position, employeeId: id })
  })
})

test('what administrators do is there at once', async () => {
  const { visma, call, employees, employeeAt } = await serveVisma()
  const person = makePeople({ count: 31, seed: 1, country: 'NO' }).at(-1)
  if (!person) throw new RangeError('no person')
  const id = visma.add(person)
  expect((await call('GET', `/employees/${id}`)).body).toMatchObject({
    number: person.employeeNumber,
    address: { cityName: person.address.city },
  })
  expect(visma.findByEmail(person.email.toUpperCase())?.id).toBe(id)
  visma.remove(employeeAt(0).id)
  expect(employees()).toHaveLength(30)
  expect(() => visma.remove(nobody)).toThrow(RangeError)
})

test('the contract of the tests refuses what it does not know', ({ skip }) => {
  if (!contract) return skip(contractsAbsent)
  const answer = { method: 'GET', path: '/employees', status: 200, headers: { 'content-type': mediaType } }
  expect(checkResponse(contract, { ...answer, body: { data: [{ surname: 'x' }] } })).not.toEqual([])
  expect(checkResponse(contract, { ...answer, body: { data: [{ number: 1 }] } })).not.toEqual([])
})
