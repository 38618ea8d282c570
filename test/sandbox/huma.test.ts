import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { createHumaSandbox, type HumaSandboxOptions } from '../../src/sandbox/huma.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { contractsAbsent, humaContract } from '../contract/contracts.ts'
import { checkResponse } from '../contract/openapi.ts'

const contract = humaContract()
/** What is wrong with any answer that the tests in this file have seen. */
const problems: string[] = []

const people = makePeople({ count: 60, seed: 1, country: 'NO' })
const start = Date.UTC(2026, 0, 15, 12)
const nobody = '10000000-0000-4000-8000-999999999999'

/** A sandbox with a key in hand, and a clock that can be moved. Every answer is held against Huma's own description. */
async function makeHuma(options: Partial<HumaSandboxOptions> = {}) {
  const clock = { time: start }
  const huma = createHumaSandbox({ people, now: () => clock.time, ...options })
  let token = ''

  async function call(method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {
    const isForm = body instanceof URLSearchParams
    const response = await huma.app.request(target, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const path = target.split('?')[0] ?? ''
    if (contract && !path.startsWith('/nowhere')) {
      const answer = {
        method,
        path,
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: text,
      }
      problems.push(...checkResponse(contract, answer))
    }
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  const form = (more: Record<string, string> = {}) =>
    new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: huma.secrets.clientId ?? '',
      client_secret: huma.secrets.clientSecret ?? '',
      ...more,
    })
  async function logIn() {
    const answer = await call('POST', '/auth/oauth/token', form())
    token = answer.body.access_token
    return answer
  }
  await logIn()
  const users = () => huma.snapshot().users
  const userAt = (index: number) => {
    const user = users()[index]
    if (!user) throw new RangeError('no such user')
    return user
  }
  return { huma, call, logIn, form, clock, users, userAt }
}

afterEach(() => expect(problems.splice(0)).toEqual([]))

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
    ['GET', '/holidays/SE?fromDate=2026-01-01&toDate=2026-12-31', undefined, 'Country'],
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

describe('users', () => {
  test('a new one is there at once, with what was given and nothing else', async () => {
    const { call, huma } = await makeHuma()
    const groups = (await call('GET', '/groups?limit=2')).body.items
    const input = { givenName: 'Ny', familyName: 'Person', email: 'ny.person@nordlys.example', phone: '+4799912345' }
    const ids = groups.map((group: { id: string }) => group.id)
    const created = await call('POST', '/users', { ...input, groups: ids, invite: false })
    expect(created).toMatchObject({ status: 200, body: { ...input, type: 'user', status: { active: true }, groups } })
    expect((await call('GET', `/users?id=${created.body.id}`)).body.items).toEqual([created.body])
    const { body } = await call('GET', `/users/${created.body.id}`)
    expect(body).toMatchObject({
      email: { value: input.email },
      phone: { value: input.phone },
      groups: { value: groups },
    })
    expect(body.birthDate).toEqual({ editable: true })
    expect(body.identifications.value).toEqual([])
    expect(huma.snapshot().users).toHaveLength(61)
    expect(huma.snapshot().invitations).toEqual([])
  })

  test('only `invite: false` keeps the invitation back', async () => {
    const { call, huma } = await makeHuma()
    const input = { givenName: 'Ny', familyName: 'Person', groups: [] }
    for (const [index, more] of [{}, { invite: true, inviteSubject: 'Hei' }, { invite: false }].entries()) {
      await call('POST', '/users', { ...input, ...more, email: `ny${index}@nordlys.example` })
    }
    const invited = huma.snapshot().users.filter((user) => user.invitedAt)
    expect(invited.map((user) => user.email)).toEqual(['ny0@nordlys.example', 'ny1@nordlys.example'])
    expect(huma.snapshot().invitations.map((invitation) => invitation.subject)).toEqual([undefined, 'Hei'])
  })

  test('whatever is patched is read back, and nothing else changes', async () => {
    const { call, huma, userAt } = await makeHuma()
    const { id } = userAt(5)
    const text = fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme' }).filter((value) => value.length <= 255)
    const patch = fc.record(
      {
        givenName: text.filter((value) => value.trim() !== ''),
        preferredName: text,
        phone: text,
        nationality: fc.constantFrom('NO', 'SE'),
        birthDate: fc.constantFrom('1990-02-28', '2000-02-29'),
        homeAddress: fc.record({
          line1: text,
          line2: text,
          line3: text,
          postalCode: text,
          city: text,
          country: fc.constant('NO'),
        }),
        civilStatus: fc.constantFrom('Married', 'Single'),
        interests: fc.array(text, { maxLength: 5 }),
        bankAccount: fc.oneof(
          fc.record({ type: fc.constant('national'), number: text, country: fc.constant('NO') }),
          fc.record({ type: fc.constant('international'), iban: text, bic: text }),
        ),
        employmentId: text,
        relevantExperienceInMonths: fc.integer({ min: 0, max: 600 }),
        excludeFromSurveys: fc.boolean(),
        privateEmail: text,
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(patch, async (input) => {
        const [before, others] = [
          await call('GET', `/users/${id}`),
          huma.snapshot().users.filter((user) => user.id !== id),
        ]
        const patched = await call('PATCH', `/users/${id}`, input)
        const after = await call('GET', `/users/${id}`)
        expect(patched).toEqual(after)
        for (const [name, value] of Object.entries(input)) {
          const code = typeof value === 'object' && 'type' in value ? { code: expect.any(String) } : {}
          const expected = Array.isArray(value) || typeof value !== 'object' ? value : { ...value, ...code }
          expect(after.body[name].value).toEqual(expected)
          delete before.body[name]
          delete after.body[name]
        }
        expect(after).toEqual(before)
        expect(huma.snapshot().users.filter((user) => user.id !== id)).toEqual(others)
      }),
      { numRuns: 50 },
    )
  })

  test('a text that is emptied has no value any more', async () => {
    const { call, userAt } = await makeHuma()
    const { body } = await call('PATCH', `/users/${userAt(0).id}`, { phone: '' })
    expect(body.phone).toEqual({ editable: true })
  })

  test('a new e-mail address waits for the employee', async () => {
    const { call, huma, userAt } = await makeHuma()
    const { id, email } = userAt(0)
    const other = userAt(1)
    const next = 'new.address@nordlys.example'
    expect((await call('PATCH', `/users/${id}`, { email: next })).body.email).toEqual({
      value: email,
      editable: true,
      requestedValue: next,
    })
    expect((await call('PATCH', `/users/${other.id}`, { email: next })).status).toBe(400)
    expect((await call('GET', `/users?id=${id}`)).body.items[0].email).toBe(email)
    expect((await call('PATCH', `/users/${id}`, { email })).body.email).toEqual({ value: email, editable: true })
    await call('PATCH', `/users/${id}`, { email: next })
    huma.confirmEmail(id)
    expect((await call('GET', `/users/${id}`)).body.email).toEqual({ value: next, editable: true })
  })

  test('fields that the key may not see are absent, and locked ones say so; neither can be changed', async () => {
    const { call, huma, userAt } = await makeHuma({
      hiddenFields: ['phone', 'bankAccount', 'identifications', 'salary'],
      lockedFields: ['employmentId'],
      hostedIntegration: 'tripletex',
    })
    const { id } = userAt(0)
    const before = huma.snapshot()
    const { body } = await call('GET', `/users/${id}`)
    for (const field of ['phone', 'bankAccount', 'identifications', 'salary']) expect(body).not.toHaveProperty(field)
    expect((await call('GET', '/users')).body.items[0]).not.toHaveProperty('phone')
    expect(body.employmentId).toMatchObject({ value: '1001', editable: false })
    expect(body.connectedIntegrations).toEqual({ tripletex: { type: 'tripletex', externalId: expect.any(String) } })
    expect(body.homeAddress.integrations).toEqual({ tripletex: { warning: 'possibly_locked_disconnect' } })
    const refused = await call('PATCH', `/users/${id}`, { phone: '1', employmentId: '2', gender: 'Male' })
    expect(refused).toMatchObject({ status: 400, body: { fields: ['phone', 'employmentId'] } })
    const identification = { type: 'national', country: 'NO', value: '1' }
    expect((await call('POST', `/users/${id}/identifications`, identification)).status).toBe(400)
    const own = before.users[0]?.identifications[0]?.id
    expect((await call('DELETE', `/users/${id}/identifications/${own}`)).status).toBe(400)
    expect(huma.snapshot()).toEqual(before)
  })

  test('a new name and a new supervisor show at once', async () => {
    const { call, userAt } = await makeHuma()
    const [one, other] = [userAt(0), userAt(1)]
    const names = async () => (await call('GET', '/users?limit=50')).body.items.map((row: { id: string }) => row.id)
    await names()
    await call('PATCH', `/users/${one.id}`, { givenName: '0', supervisor: other.id })
    expect((await names())[0]).toBe(one.id)
    expect((await call('GET', `/users/${one.id}`)).body.supervisor.value).toMatchObject({ email: other.email })
    expect((await call('GET', `/users/${other.id}`)).body.subordinatesCount).toBe(1)
  })

  test('a deactivated profile is locked until it is active again', async () => {
    const { call, huma, userAt } = await makeHuma()
    const { id } = userAt(0)
    huma.edit(id, { active: false })
    const { body } = await call('GET', `/users/${id}`)
    expect(body).toMatchObject({ status: { active: false, deactivatedAt: new Date(start).toISOString() } })
    expect(body.phone).toMatchObject({ editable: false })
    expect((await call('PATCH', `/users/${id}`, { phone: '1' })).status).toBe(400)
    huma.edit(id, { active: true })
    expect((await call('PATCH', `/users/${id}`, { phone: '1' })).status).toBe(200)
  })

  test('the words for the kind of bank account can be other ones', async () => {
    const { call, userAt } = await makeHuma({
      bankAccountTypes: { national: 'NationalBankAccount', international: 'IBAN' },
    })
    const { id } = userAt(0)
    const { body } = await call('GET', `/users/${id}`)
    expect(body.bankAccount.value).toMatchObject({
      type: 'NationalBankAccount',
      number: people[0]?.bankAccount,
      country: 'NO',
    })
    const national = { type: 'national', number: '1', country: 'NO' }
    expect((await call('PATCH', `/users/${id}`, { bankAccount: national })).status).toBe(400)
    const international = { type: 'IBAN', iban: 'NO9386011117947', bic: 'DNBANOKK' }
    expect((await call('PATCH', `/users/${id}`, { bankAccount: international })).body.bankAccount.value).toEqual({
      ...international,
      code: expect.any(String),
    })
  })

  test('administrators add and remove people in Huma itself', async () => {
    const { call, huma, userAt } = await makeHuma({ people: people.slice(0, 2) })
    const [, , third] = people
    if (!third) throw new RangeError('three people')
    const id = huma.add(third)
    huma.remove(userAt(0).id)
    const { items } = (await call('GET', '/users')).body
    expect(new Set(items.map((row: { email: string }) => row.email))).toEqual(new Set([people[1]?.email, third.email]))
    expect((await call('GET', `/users/${id}`)).body.salary.value).toMatchObject({ amount: third.monthlySalary })
  })
})

describe('what hangs on a user', () => {
  test('identifications are added, replaced and removed one by one', async () => {
    const { call, userAt } = await makeHuma()
    const path = `/users/${userAt(0).id}/identifications`
    const passport = { type: 'passport', country: 'SE', value: 'AA0000001' }
    const added = await call('POST', path, passport)
    expect(added.body).toEqual({ ...passport, id: expect.any(String) })
    const changed = await call('PUT', `${path}/${added.body.id}`, { ...passport, value: 'AA0000002' })
    expect(userAt(0).identifications).toEqual([
      { id: expect.any(String), type: 'national', country: 'NO', value: people[0]?.nationalId },
      changed.body,
    ])
    expect(await call('DELETE', `${path}/${added.body.id}`)).toEqual({ status: 200, body: undefined })
    expect(userAt(0).identifications).toHaveLength(1)
  })

  test('a position is created with a job title', async () => {
    const { call, userAt } = await makeHuma()
    const path = `/users/${userAt(0).id}/positions`
    const title = (await call('POST', '/job-titles', { name: 'Baker' })).body
    expect((await call('PATCH', `/job-titles/${title.id}`, { description: 'Bread' })).body).toMatchObject({
      name: 'Baker',
    })
    expect((await call('GET', `/job-titles/${title.id}`)).body).toEqual({ ...title, description: 'Bread' })
    const created = await call('POST', path, {
      contractStartDate: '2026-02-01',
      contractType: 'Temporary',
      titleId: title.id,
      contractEndDate: '2026-02-28',
    })
    expect(created.body).toMatchObject({
      status: 'UPCOMING',
      percentage: { value: 100, editable: true },
      title: { value: { name: 'Baker' } },
      firstDayOfWork: { editable: true },
    })
    const statuses = async () => (await call('GET', path)).body.items.map((row: { status: string }) => row.status)
    expect(await statuses()).toEqual(['CURRENT', 'UPCOMING'])
  })

  test('positions are changed and removed, and the day tells which are current', async () => {
    const { call, clock, logIn, userAt } = await makeHuma()
    const path = `/users/${userAt(0).id}/positions`
    const { titleId = '' } = userAt(0).positions[0] ?? {}
    const dates = { contractStartDate: '2026-02-01', contractEndDate: '2026-02-28' }
    const { body } = await call('POST', path, { ...dates, contractType: 'Temporary', titleId, percentage: 20 })
    const status = async (at: number) => {
      clock.time = at
      await logIn()
      return (await call('GET', `${path}/${body.id}`)).body.status
    }
    expect(await status(Date.UTC(2026, 0, 31, 23))).toBe('UPCOMING')
    expect(await status(Date.UTC(2026, 1, 1))).toBe('CURRENT')
    expect(await status(Date.UTC(2026, 1, 28, 23))).toBe('CURRENT')
    expect(await status(Date.UTC(2026, 2, 1))).toBe('ENDED')
    const patched = await call('PATCH', `${path}/${body.id}`, { contractEndDate: '2026-03-31', percentage: 40 })
    expect(patched.body).toMatchObject({
      status: 'CURRENT',
      percentage: { value: 40 },
      contractType: { value: 'Temporary' },
    })
    expect((await call('GET', '/users/me')).body.currentPositions).toHaveLength(2)
    expect(await call('DELETE', `${path}/${body.id}`)).toEqual({ status: 200, body: undefined })
    expect((await call('GET', path)).body.items).toHaveLength(1)
  })

  test('work schedule and holidays', async () => {
    const { call } = await makeHuma()
    expect((await call('GET', '/users/me/work-schedule')).body.weekWorkDays).toHaveLength(5)
    const { body } = await call('GET', '/holidays/NO?fromDate=2025-12-26&toDate=2026-05-01')
    expect(body).toEqual(['2025-12-26', '2026-01-01', '2026-05-01'])
  })
})

test.skipIf(contract === undefined)(`answers are held against the contract (or: ${contractsAbsent})`, () => {
  const wrong = { method: 'GET', path: '/users', status: 200, headers: { 'content-type': 'application/json' } }
  expect(contract && checkResponse(contract, { ...wrong, body: '{"items":[{"id":1}]}' })).not.toEqual([])
})
