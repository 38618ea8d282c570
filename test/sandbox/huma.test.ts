import { describe, expect, test } from 'vitest'
import { contractsAbsent } from '../contract/contracts.ts'
import { checkResponse } from '../contract/openapi.ts'
import { contract, makeHuma, nobody, people } from './made-huma.ts'

describe('keys', () => {
  test('a form or JSON gets a token, which runs out', async () => {
    const { call, form, clock, huma } = await makeHuma({ tokenSeconds: 60 })
    for (const body of [form(), Object.fromEntries(form())]) {
      const answer = await call('POST', '/auth/oauth/token', body)
      expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 60 } })
      const headers = { authorization: `Bearer ${answer.body.access_token}` }
      expect((await call('GET', '/users/me', undefined, headers)).body.id).toBe(answer.body.userId)
    }
    clock.time += 59_999
    expect((await call('GET', '/users')).status).toBe(200)
    clock.time += 1
    expect(await call('GET', '/users')).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
    expect(huma.secrets).toMatchObject({ clientId: expect.any(String), clientSecret: expect.any(String) })
  })

  test('wrong credentials, no token and an ended session are refused', async () => {
    const { call, form } = await makeHuma()
    const secret = { client_secret: nobody }
    for (const body of [form(secret), Object.fromEntries(form(secret)), form({ client_secret: 'x' })]) {
      expect(await call('POST', '/auth/oauth/token', body)).toMatchObject({
        status: 401,
        body: { error: 'invalid_token' },
      })
    }
    for (const body of [
      form({ grant_type: 'password' }),
      '{}',
      'no JSON',
      { ...Object.fromEntries(form()), client_id: 'x' },
    ]) {
      expect((await call('POST', '/auth/oauth/token', body)).status).toBe(400)
    }
    for (const authorization of ['', 'Bearer', 'Bearer nonsense', 'Basic Og==']) {
      expect((await call('GET', '/users', undefined, { authorization })).status).toBe(401)
    }
    await call('POST', '/auth/oauth/revoke')
    expect((await call('GET', '/users')).status).toBe(401)
  })
})

describe('lists', () => {
  test.each([
    ['/users', 25, 50, 60],
    ['/groups', 10, 25, new Set(people.flatMap((person) => [person.team, person.location, person.company])).size],
  ])('%s comes in pages, whole, in either direction', async (path, standard, maximum, total) => {
    const { call } = await makeHuma()
    expect((await call('GET', path)).body.items).toHaveLength(Math.min(standard, total))
    const rows: { id: string }[] = []
    for (let offset = 0; ; offset += 7) {
      const page = await call('GET', `${path}?limit=7&offset=${offset}`)
      expect(page.body.total).toBe(total)
      if (page.body.items.length === 0) break
      rows.push(...page.body.items)
    }
    expect(new Set(rows.map((row) => row.id)).size).toBe(total)
    const reversed = await call('GET', `${path}?orderDirection=DESC&limit=${maximum}`)
    expect(reversed.body.items).toEqual(rows.toReversed().slice(0, maximum))
    expect(await call('GET', `${path}?limit=${maximum + 1}`)).toMatchObject({
      status: 400,
      body: { fields: ['limit'] },
    })
  })

  test('the total may be missing, and then nothing else tells where the list ends', async () => {
    const { call, userAt } = await makeHuma({ withoutTotal: true })
    for (const path of ['/users', '/groups', `/users/${userAt(0).id}/positions`]) {
      expect(Object.keys((await call('GET', path)).body)).toEqual(['items'])
    }
  })

  test('users are filtered by group, state, id and text', async () => {
    const { call, huma, users, userAt } = await makeHuma()
    const ids = async (query: string) => {
      const { body } = await call('GET', `/users?limit=50&${query}`)
      return new Set(body.items.map((row: { id: string }) => row.id))
    }
    const idsOf = (chosen: { id: string }[]) => new Set(chosen.map((user) => user.id))
    for (const type of ['team', 'location', 'company']) {
      const { body } = await call('GET', `/groups?type=${type}&limit=25`)
      const [first, second] = body.items
      expect(first.type).toBe(type)
      const members = users().filter((user) => user.groups.includes(first.name))
      expect(members.length).toBeGreaterThan(0)
      expect(await ids(`${type}=${first.id}`)).toEqual(idsOf(members))
      const both = users().filter((user) => user.groups.includes(first.name) || user.groups.includes(second.name))
      if (both.length <= 50) expect(await ids(`${type}=${first.id}&${type}=${second.id}`)).toEqual(idsOf(both))
      const shown = (await call('GET', `/groups/${first.id}`)).body
      expect(idsOf(shown.members)).toEqual(idsOf(members))
    }
    const [one, two] = [userAt(3), userAt(4)]
    huma.edit(two.id, { active: false })
    expect(await ids('isActive=false')).toEqual(new Set([two.id]))
    expect((await call('GET', '/users?isActive=true')).body.total).toBe(59)
    expect((await call('GET', '/users')).body.total).toBe(60)
    expect(await ids(`id=${one.id}&id=${two.id}&id=${nobody}`)).toEqual(new Set([one.id, two.id]))
    expect(await ids(`id=${one.id}&id=${two.id}&excludeId=${two.id}`)).toEqual(new Set([one.id]))
    expect(await ids('id=me')).toEqual(new Set([userAt(0).id]))
    expect(await ids(`search=${encodeURIComponent(one.email.toUpperCase())}`)).toEqual(new Set([one.id]))
    const title = (await call('GET', '/job-titles?search=controller')).body[0]
    expect((await ids(`jobTitle=${title.id}`)).size).toBe(
      people.filter((person) => person.jobTitle === 'Controller').length,
    )
  })

  test('deactivated and service users are in the list like everybody else', async () => {
    const [first, second, third] = people
    if (!first || !second || !third) throw new RangeError('three people')
    const { call } = await makeHuma({
      people: [first, { ...second, standing: 'deactivated' }, { ...third, standing: 'service-user' }],
    })
    const rows: { email: string; type: string; status: unknown }[] = (await call('GET', '/users')).body.items
    const byEmail = new Map(rows.map((row) => [row.email, [row.type, row.status]]))
    expect(byEmail.get(first.email)).toEqual(['user', { active: true }])
    expect(byEmail.get(second.email)).toEqual(['user', { active: false }])
    expect(byEmail.get(third.email)).toEqual(['service_user', { active: true }])
    expect((await call('GET', '/users/me')).body).toMatchObject({ type: 'service_user' })
  })
})

describe('what is refused, with the fields that are wrong', () => {
  const whole = { line1: 'A 1', line2: '', line3: '', postalCode: '0150', city: 'Oslo', country: 'NO' }
  const { line3: _, ...five } = whole
  const user = { givenName: 'Ny', familyName: 'Person', email: 'ny.person@nordlys.example', groups: [], invite: false }
  const position = { contractStartDate: '2026-02-01', contractType: 'Permanent', titleId: nobody }
  test.each<[string, string, unknown, string[]]>([
    ['GET', '/users?limit=51', undefined, ['limit']],
    ['GET', '/users?limit=x', undefined, ['limit']],
    ['GET', '/users?offset=-1', undefined, ['offset']],
    ['GET', '/users?limit=1&limit=2', undefined, ['limit']],
    ['GET', '/users?isActive=yes', undefined, ['isActive']],
    ['GET', '/users?orderDirection=asc', undefined, ['orderDirection']],
    ['GET', '/users?team=Kitchen', undefined, ['team']],
    ['GET', `/users?team=${nobody},${nobody}`, undefined, ['team']],
    ['GET', `/users?id=${nobody}&id=${nobody}`, undefined, ['id']],
    [
      'GET',
      `/users?${Array.from({ length: 26 }, (_, n) => `id=${nobody.slice(0, -2)}${n + 10}`).join('&')}`,
      undefined,
      ['id'],
    ],
    ['GET', '/users?updatedSince=2026-01-01', undefined, ['updatedSince']],
    ['GET', '/groups?type=organization', undefined, ['type']],
    ['GET', '/groups/x', undefined, ['id']],
    ['GET', '/holidays/NO?fromDate=2026-01-01', undefined, ['toDate']],
    ['GET', '/holidays/no?fromDate=2026-01-01&toDate=2026-12-31', undefined, ['countryCode']],
    ['POST', '/users', { ...user, email: undefined }, ['email']],
    ['POST', '/users', { ...user, groups: undefined }, ['groups']],
    ['POST', '/users', { ...user, groups: [nobody] }, ['groups']],
    ['POST', '/users', { ...user, supervisor: nobody }, ['supervisor']],
    ['POST', '/users', { ...user, birthDate: '1990-01-01', startDate: '2026-01-01' }, ['birthDate', 'startDate']],
    ['POST', '/users', { ...user, givenName: ' ', email: 'ny person' }, ['givenName', 'email']],
    ['POST', '/users', { ...user, email: people[0]?.email.toUpperCase() }, ['email']],
    ['POST', '/users', [user], []],
    ['POST', '/users', '{"givenName"', []],
    ['PATCH', '/users/{user}', { salary: 1 }, ['salary']],
    ['PATCH', '/users/{user}', { phone: null }, ['phone']],
    ['PATCH', '/users/{user}', { phone: { value: '+4799900001' } }, ['phone']],
    ['PATCH', '/users/{user}', { phone: '9'.repeat(256) }, ['phone']],
    ['PATCH', '/users/{user}', { email: people[1]?.email }, ['email']],
    ['PATCH', '/users/{user}', { birthDate: '1990-02-30' }, ['birthDate']],
    ['PATCH', '/users/{user}', { birthDate: '30.01.1990' }, ['birthDate']],
    ['PATCH', '/users/{user}', { homeAddress: five }, ['homeAddress.line3']],
    ['PATCH', '/users/{user}', { homeAddress: { ...whole, country: 'Norway' } }, ['homeAddress.country']],
    ['PATCH', '/users/{user}', { homeAddress: { ...whole, county: 'Oslo' } }, ['homeAddress.county']],
    ['PATCH', '/users/{user}', { bankAccount: { number: '1', country: 'NO' } }, ['bankAccount.type']],
    ['PATCH', '/users/{user}', { bankAccount: { type: 'swiss', number: '1', country: 'NO' } }, ['bankAccount.type']],
    [
      'PATCH',
      '/users/{user}',
      { bankAccount: { type: 'national', iban: 'x', bic: 'x' } },
      ['bankAccount.number', 'bankAccount.country', 'bankAccount.iban', 'bankAccount.bic'],
    ],
    ['PATCH', '/users/{user}', { custom: { shoeSize: 43 } }, ['custom.shoeSize']],
    ['POST', '/users/{user}/identifications', { type: 'national', value: '1' }, ['country']],
    ['POST', '/users/{user}/identifications', { type: 'tax', country: 'NO', value: '' }, ['type', 'value']],
    ['POST', '/users/{user}/positions', position, ['titleId']],
    [
      'POST',
      '/users/{user}/positions',
      { ...position, percentage: 37.5, note: 'x'.repeat(256) },
      ['percentage', 'note'],
    ],
    [
      'POST',
      '/users/{user}/positions',
      { percentage: 101 },
      ['contractStartDate', 'contractType', 'titleId', 'percentage'],
    ],
    ['PATCH', '/users/{user}/positions/{position}', { contractEndDate: '2001-01-01' }, ['contractEndDate']],
    ['PATCH', '/users/{user}/positions/x', {}, ['id']],
    ['POST', '/job-titles', { title: 'Baker' }, ['name', 'title']],
  ])('%s %s %j -> %j', async (method, path, body, fields) => {
    const { call, huma, userAt } = await makeHuma()
    const { id, positions } = userAt(0)
    const before = huma.snapshot()
    const answer = await call(method, path.replace('{user}', id).replace('{position}', positions[0]?.id ?? ''), body)
    expect(answer.status).toBe(400)
    expect(new Set(answer.body.fields)).toEqual(new Set(fields))
    expect(huma.snapshot()).toEqual(before)
  })

  test.each([
    ['GET', '/users/{nobody}', undefined, 'User'],
    ['GET', '/users/unknown', undefined, 'User'],
    ['PATCH', '/users/{nobody}', {}, 'User'],
    // 'me' is documented for /users/{id}, not for these.
    ['GET', '/users/me/positions', undefined, 'User'],
    ['POST', '/users/{nobody}/identifications', { type: 'national', country: 'NO', value: '1' }, 'User'],
    [
      'PUT',
      '/users/{user}/identifications/{nobody}',
      { type: 'national', country: 'NO', value: '1' },
      'Identification',
    ],
    ['DELETE', '/users/{user}/identifications/{nobody}', undefined, 'Identification'],
    ['GET', '/users/{user}/positions/{nobody}', undefined, 'Position'],
    ['GET', '/groups/{nobody}', undefined, 'Group'],
    ['GET', '/job-titles/{nobody}', undefined, 'JobTitle'],
    ['GET', '/holidays/DK?fromDate=2026-01-01&toDate=2026-12-31', undefined, 'Country'],
    ['GET', '/nowhere', undefined, 'Resource'],
  ])('%s %s %j is not there', async (method, path, body, type) => {
    const { call, userAt } = await makeHuma()
    const answer = await call(method, path.replace('{nobody}', nobody).replace('{user}', userAt(0).id), body)
    expect(answer).toMatchObject({ status: 404, body: { errorCode: 'object:not-found', interpolations: { type } } })
  })

  test('a body that does not say it is JSON', async () => {
    const { call, userAt } = await makeHuma()
    const answer = await call('PATCH', `/users/${userAt(0).id}`, '{"phone":"1"}', { 'content-type': 'text/plain' })
    expect(answer.status).toBe(400)
  })
})
test.skipIf(contract === undefined)(`answers are held against the contract (or: ${contractsAbsent})`, () => {
  const wrong = { method: 'GET', path: '/users', status: 200, headers: { 'content-type': 'application/json' } }
  expect(contract && checkResponse(contract, { ...wrong, body: '{"items":[{"id":1}]}' })).not.toEqual([])
})
