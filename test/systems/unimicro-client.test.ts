/** What is peculiar to Unimicro: the company, the pages, the forms of a refusal, the whole entity in a PUT. */
import { describe, expect, test } from 'vitest'
import { readLike } from '../../src/core/name.ts'
import { HumaPayrollError } from '../../src/errors.ts'
import type { Http, HttpRequest, HttpResponse } from '../../src/http/http.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { unimicro } from '../../src/systems/unimicro/index.ts'
import { openUnimicro, standardSettings, start } from './unimicro-setting.ts'

async function failure(doing: Promise<unknown>): Promise<HumaPayrollError> {
  const error = await doing.catch((reason: unknown) => reason)
  if (error instanceof HumaPayrollError) return error
  throw error ?? new Error('It should have failed.')
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = []
  for await (const row of rows) read.push(row)
  return read
}

describe('the company', () => {
  test('is one of those that the login opens, and goes with every request', async () => {
    const { client, account, served } = await openUnimicro()
    expect(await client.read.accounts?.()).toMatchObject([
      { id: account, name: 'Nordlys AS', facts: { 'Organisation number': '310000000' } },
      { name: 'Nordlys Prøve AS' },
    ])
    expect(await client.read.account()).toMatchObject({ id: account, name: 'Nordlys AS' })
    expect(served.requests().every(({ status }) => status === 200)).toBe(true)
  })

  test('is the same where its key comes in other letter case', async () => {
    const { client, account } = await openUnimicro()
    const shouting = account.toUpperCase()
    expect(shouting).not.toBe(account)
    const other = await openUnimicro({ session: { account: shouting } })
    expect(await client.read.account()).toMatchObject({ id: account })
    expect(await other.client.read.account()).toMatchObject({ id: shouting, name: 'Nordlys AS' })
  })

  test('that was not chosen, or is not open any more, asks for a new login', async () => {
    const unchosen = await openUnimicro({ session: { account: '' } })
    expect(await failure(all(unchosen.client.read.people()))).toMatchObject({ kind: 'authorization' })
    expect(unchosen.asked()).toEqual([])
    const gone = await openUnimicro({ session: { account: 'c0000000-0000-4000-8000-00000000000f' } })
    expect(await failure(gone.client.read.account())).toMatchObject({
      kind: 'authorization',
      hint: expect.stringContaining('huma-payroll connect unimicro'),
    })
  })

  test('shows where new employees can belong; where there are several, nobody is created before one is chosen', async () => {
    const people = makePeople({ count: 12, seed: 1, country: 'NO' })
    const { client, sent } = await openUnimicro({ people })
    const choices = await client.read.choices('subEntity')
    expect(choices.length).toBeGreaterThan(1)
    const kari = { givenName: 'Kari', familyName: 'Nordmann' }
    expect(await failure(client.write.createPerson(kari))).toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('--set subEntity='),
    })
    expect(sent('POST')).toEqual([])

    const chosen = await openUnimicro({ people, settings: { subEntity: choices[1]?.value ?? '' } })
    await chosen.client.write.createPerson(kari)
    expect(chosen.system.snapshot().employees.at(-1)).toMatchObject({ SubEntityID: Number(choices[1]?.value) })
  })
})

describe('the login', () => {
  test('that has ended is renewed once, and the request sent once more', async () => {
    const { client, served, tokens, asked } = await openUnimicro()
    served.setFaults([{ kind: 'status', status: 401, times: 1 }])
    expect(await all(client.read.people())).toHaveLength(4)
    expect([tokens.renewals, asked()]).toEqual([1, ['GET /api/biz/employees', 'GET /api/biz/employees']])
  })

  test('that is refused twice is told', async () => {
    const { client, served, tokens } = await openUnimicro()
    served.setFaults([{ kind: 'status', status: 401 }])
    expect(await failure(all(client.read.people()))).toMatchObject({ kind: 'authorization' })
    expect(tokens.renewals).toBe(1)
  })

  test('without the right to payroll: the account says so', async () => {
    const { client, served } = await openUnimicro()
    served.setFaults([{ kind: 'status', status: 403, path: '/employees' }])
    expect((await client.read.account()).missingRights).toEqual([expect.stringContaining('Employees cannot be read')])
    served.setFaults([{ kind: 'status', status: 500, path: '/employees' }])
    expect(await failure(client.read.account())).toMatchObject({ kind: 'unavailable' })
  })
})

/** Unimicro in one function: for answers that a sound one does not give. */
function answering(answer: (request: HttpRequest) => Partial<HttpResponse> & { json: unknown }) {
  const asked: HttpRequest[] = []
  const http: Http = {
    async send(request) {
      asked.push(request)
      const { json, ...response } = answer(request)
      return { status: 200, headers: {}, body: JSON.stringify(json), ...response }
    },
  }
  const { read, write } = unimicro.open({
    baseUrl: 'https://app.unimicro.no',
    account: 'c0000000-0000-4000-8000-000000000001',
    secrets: {},
    settings: { ...standardSettings, subEntity: '2' },
    http,
    now: () => start,
    accessToken: { get: async () => 'token', renew: async () => 'token' },
  })
  return { read, write, asked }
}

/** A list of so many employees that answers with at most `most` rows, and tells their number if it does. */
function listOf(count: number, most: number, tells: boolean) {
  const rows = Array.from({ length: count }, (_, index) => ({ ID: index + 1 }))
  return ({ query }: HttpRequest) => {
    const skip = Number(query?.skip)
    const json = rows.slice(skip, skip + Math.min(most, Number(query?.top)))
    return { json, headers: tells ? { count: String(rows.length) } : {} }
  }
}

describe('everybody', () => {
  test.each([
    // Employees, rows on a page, whether their number is told, requests.
    [0, 500, true, 1],
    [0, 500, false, 1],
    [500, 500, true, 1],
    [501, 500, true, 2],
    [1200, 500, true, 3],
    // A page that is not full may be all that the server gives at a time.
    [250, 100, true, 3],
    [250, 100, false, 4],
    [3, 500, false, 2],
  ])('%i of them in pages of %i (told: %s) are read with %i requests', async (count, most, tells, requests) => {
    const { read, asked } = answering(listOf(count, most, tells))
    expect((await all(read.people())).map(({ id }) => Number(id))).toEqual(
      Array.from({ length: count }, (_, i) => i + 1),
    )
    expect(asked).toHaveLength(requests)
  })

  test.each([
    ['somebody removed meanwhile', [1, 2, 3], [4, 5], '5'],
    ['somebody who comes twice', [1, 2, 3], [3, 2, 4], '4'],
    ['fewer than there are', [1, 2, 3], [3], '4'],
    ['nobody where there were some', [1, 2, 3], [], '4'],
  ])('%s: the list is not taken for whole', async (_, first, second, count) => {
    const { read } = answering(({ query }) => ({
      json: (query?.skip === 0 ? first : second).map((ID) => ({ ID })),
      headers: { count },
    }))
    expect(await failure(all(read.people()))).toMatchObject({ kind: 'unavailable' })
  })

  test('who is deleted is not there', async () => {
    const { read } = answering(() => ({ json: [{ ID: 1, Deleted: true }, { ID: 2 }], headers: { count: '2' } }))
    expect((await all(read.people())).map(({ id }) => id)).toEqual(['2'])
  })

  test.each([{ json: {} }, { json: null }, { json: [{ Name: 'Kari' }] }, { json: [], body: '<html>' }])(
    'an answer that is none: %j',
    async (answer) => {
      expect(await failure(all(answering(() => answer).read.people()))).toMatchObject({ kind: 'protocol' })
    },
  )
})

describe('looking somebody up', () => {
  test('one request where the filter finds them; everybody before it is said that there is nobody', async () => {
    const { client, asked, system } = await openUnimicro()
    const [row] = system.snapshot().employees
    const people = makePeople({ count: 4, seed: 1, country: 'NO' })
    expect(await client.read.findPerson({ email: people[0]?.email ?? '' })).toMatchObject({ id: String(row?.ID) })
    expect(asked()).toHaveLength(1)
    expect(await client.read.findPerson({ email: "o'neill@nordlys.example" })).toBeUndefined()
    expect(asked()).toHaveLength(3)
  })

  test('where the filter is not what it was taken for, everybody is looked at', async () => {
    const email = (EmailAddress: string) => ({
      BusinessRelationID: 1,
      BusinessRelationInfo: { DefaultEmail: { EmailAddress } },
    })
    const rows = [
      { ID: 1, ...email('anne@nordlys.example') },
      { ID: 2, ...email('Kari@Nordlys.example') },
    ]
    const { read } = answering(({ query }) => ({ json: query?.filter ? [rows[0]] : rows, headers: { count: '2' } }))
    expect(await read.findPerson({ email: 'kari@nordlys.example' })).toMatchObject({ id: '2' })
  })

  test('two with one address are not told apart', async () => {
    const same = {
      BusinessRelationID: 1,
      BusinessRelationInfo: { DefaultEmail: { EmailAddress: 'kari@nordlys.example' } },
    }
    const { read } = answering(() => ({
      json: [
        { ID: 1, ...same },
        { ID: 2, ...same },
      ],
    }))
    const error = await failure(read.findPerson({ email: 'kari@nordlys.example' }))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'email' }, hint: expect.stringContaining('1, 2') })
  })
})

describe('a refusal', () => {
  const kari = { givenName: 'Kari', familyName: 'Nordmann', phone: '+4799912340' }
  const refusedWith = (json: unknown) => failure(answering(() => ({ status: 400, json })).write.createPerson(kari))
  const finding = (EntityType: string, PropertyName: string, Level: number, Message: string) => ({
    _validationResults: { [PropertyName]: [{ ID: 1, EntityType, PropertyName, Level, Message }] },
  })

  test('is found at any depth; what is only worth knowing is left out', async () => {
    const error = await refusedWith({
      ...finding('Employee', 'Sex', 1, 'Sex is not set.'),
      BusinessRelationInfo: {
        ...finding('BusinessRelation', 'Name', 20, 'Unusual.'),
        Emails: [{}, { deeper: finding('Email', 'EmailAddress', 30, 'Must be unique.') }],
      },
    })
    expect(error).toMatchObject({
      kind: 'refused',
      message: 'Unimicro refused to create the employee: E-mail: Must be unique.',
      details: { field: 'email', status: 400 },
    })
  })

  test.each<[string, object, string | undefined, string]>([
    ['the name', finding('BusinessRelation', 'Name', 30, 'Required.'), 'givenName', 'Name: Required.'],
    ['a number', finding('Employee', 'EmployeeNumber', 30, 'In use.'), 'employeeNumber', 'Employee number: In use.'],
    ['by its place', { DefaultPhone: finding('', 'Number', 30, 'Too long.') }, 'phone', 'Mobile phone: Too long.'],
    ['of no field', finding('Employee', 'SubEntityID', 30, 'Required.'), undefined, 'Sub entity: Required.'],
    ['in our words', finding('Employment', 'JobCode', 30, 'Unknown.'), undefined, 'Occupation code: Unknown.'],
    ['a warning alone', finding('Employee', 'BirthDate', 20, 'Odd.'), 'birthDate', 'Date of birth: Odd.'],
    ['several messages', { Messages: [{ Message: 'One.' }, { Message: 'Two.' }] }, undefined, 'One. Two.'],
    ['one message', { Message: 'Not like this.' }, undefined, 'Not like this.'],
    ['in small letters', { message: 'Not like this.' }, undefined, 'Not like this.'],
  ])('%s', async (_, body, field, text) => {
    const error = await refusedWith(body)
    expect(error.message).toBe(`Unimicro refused to create the employee: ${text}`)
    expect(error.details?.field).toBe(field)
  })

  test('does not repeat what was sent', async () => {
    const { message } = await refusedWith({ Message: 'Kari Nordmann (+4799912340, 298220 99635)\u001b[2J is there.' })
    for (const text of ['Nordmann', '99912340', '99635', '\u001b']) expect(message).not.toContain(text)
  })

  test('where employees belong has a hint of its own', async () => {
    const { hint } = await refusedWith(finding('Employee', 'SubEntityID', 30, 'Required.'))
    expect(hint).toContain('--set subEntity=')
  })
})

test('a change is one look and one write of the whole, and costs nothing where there is nothing to change', async () => {
  const { client, personAt, served, asked, sent } = await openUnimicro()
  const person = await personAt(1)
  served.clearRequests()
  await client.write.updatePerson(person, {})
  expect(asked()).toEqual([])
  await client.write.updatePerson(person, { email: 'new@nordlys.example' })
  expect(asked()).toEqual(['GET /api/biz/employees', `PUT /api/biz/employees/${person.id}`])
  expect(sent('PUT')[0]).toMatchObject({
    ID: Number(person.id),
    EmployeeNumber: expect.any(Number),
    PaymentInterval: 0,
  })
  expect(sent('PUT')[0]).not.toHaveProperty('Employments')
})

test('whatever a server shows unasked goes back as it came', async () => {
  const row = {
    ID: 7,
    Unknown: { deep: [1, { NaN: null }], big: 12_345_678.9 },
    BusinessRelationID: 2,
    BusinessRelationInfo: { ID: 2, Name: 'Kari Nordmann', Emails: [{ ID: 3, EmailAddress: 'kari@nordlys.example' }] },
    Employments: [{ ID: 9, EndDate: null, MonthRate: 1, Leaves: [{ ID: 4 }] }],
  }
  const { read, write, asked } = answering(({ method }) => ({ json: method === 'GET' ? [row] : row }))
  const person = await read.findPerson({ id: '7' })
  if (person) await write.updatePerson(person, { familyName: 'Hansen' })
  const relation = { ...row.BusinessRelationInfo, Name: 'Kari Hansen' }
  expect(asked.at(-1)).toMatchObject({ method: 'PUT', json: { ...row, BusinessRelationInfo: relation } })
  expect(JSON.stringify(asked.at(-1)?.json).length).toBe(
    JSON.stringify(row).length - 'Nordmann'.length + 'Hansen'.length,
  )
})

test('a name changed meanwhile is seen even where the part that is changed stays', async () => {
  const { client, personAt, system } = await openUnimicro()
  const person = await personAt(1)
  const { familyName } = person.fields
  system.edit(Number(person.id), { name: `Anne Marie ${familyName}` })
  const writing = client.write.updatePerson(person, { familyName: 'Hansen' })
  expect(await failure(writing)).toMatchObject({ kind: 'stale' })
})

test('a name of four words comes back as it was given, and no other split of it is made up', async () => {
  const { client } = await openUnimicro({ settings: { subEntity: '2' } })
  const huma = { givenName: 'Kari Anne', familyName: 'Berg Nordmann' }
  const { id } = await client.write.createPerson(huma)
  const read = await client.read.findPerson({ id })
  expect(read?.fields).toMatchObject({ givenName: 'Kari Anne Berg Nordmann', familyName: null })
  expect(read && readLike(read, huma).fields).toMatchObject(huma)

  const lastWord = await openUnimicro({ settings: { subEntity: '2', nameSplit: 'last-word' } })
  const made = await lastWord.client.write.createPerson(huma)
  const other = await lastWord.client.read.findPerson({ id: made.id })
  expect(other?.fields).toMatchObject({ givenName: 'Kari Anne Berg', familyName: 'Nordmann' })
  expect(other && readLike(other, huma).fields).toMatchObject(huma)
})

test.each([200, 204])(
  'a change that is answered by %i without a body is done; whom a creation made is not known then',
  async (status) => {
    const { read, write, asked } = answering(({ method }) =>
      method === 'GET'
        ? { json: [{ ID: 7, BusinessRelationInfo: { ID: 8, Name: 'Kari Nordmann' } }] }
        : { json: undefined, status, body: '' },
    )
    const person = await read.findPerson({ id: '7' })
    if (!person) throw new RangeError('There is no such employee.')
    await write.updatePerson(person, { phone: '+4799912345' })
    expect(asked.at(-1)).toMatchObject({ method: 'PUT', json: { ID: 7 } })
    const error = await failure(write.createPerson({ givenName: 'Kari', familyName: 'Nordmann' }))
    expect(error).toMatchObject({ kind: 'unknown-outcome' })
  },
)
