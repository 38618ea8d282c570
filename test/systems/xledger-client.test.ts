/** Xledger's own ways: paging, waits that come within HTTP 200, the company, what is never shown. */
import { setImmediate as turn } from 'node:timers/promises'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serve } from '../../src/sandbox/server.ts'
import { norwegianDate } from '../../src/systems/norwegian-date.ts'
import { xledger } from '../../src/systems/xledger/index.ts'
import { fromNorwegian, norwegianTime } from '../../src/systems/xledger/time.ts'
import { failure, newPeople, openAt, openXledger } from './xledger-setting.ts'

const [kari = { givenName: '', familyName: '', email: '' }] = newPeople(1)

describe('lists', () => {
  test('2,500 employees are three requests, and each comes once', async () => {
    const { asked, everybody, system } = await openXledger({ people: 2500 })
    const people = await everybody()
    expect(people.map(({ id }) => id).sort()).toEqual(
      system
        .snapshot()
        .map(({ dbId }) => String(dbId))
        .sort(),
    )
    expect(asked()).toEqual(['employees', 'employees', 'employees'])
  })

  /** Runs `edit` after the first page. */
  async function editedMeanwhile(index: number) {
    let requests = 0
    const work = async () => {
      await turn()
      requests += 1
      if (requests === 2) opened.system.edit(idAt(index), { email: 'changed@nordlys.example' })
    }
    const opened = await openXledger({ people: 1500, sandbox: { work } })
    const idAt = (place: number) => opened.system.snapshot()[place]?.dbId ?? 0
    return { ...opened, idAt }
  }

  test('somebody who is changed between two pages comes once, as last read', async () => {
    const { everybody, idAt } = await editedMeanwhile(10)
    const people = await everybody()
    expect(people).toHaveLength(1500)
    expect(people.find(({ id }) => id === String(idAt(10)))?.fields.email).toBe('changed@nordlys.example')
  })

  test('pages that do not fit together any more are no shorter list', async () => {
    const { everybody } = await editedMeanwhile(999)
    expect(await failure(everybody())).toMatchObject({ kind: 'unavailable' })
  })

  test('whoever has left is listed too', async () => {
    const { everybody, system } = await openXledger()
    const [first, second] = system.snapshot()
    system.edit(first?.dbId ?? 0, { dateTo: '2026-01-14' })
    system.edit(second?.dbId ?? 0, { employmentTo: '2026-01-15' })
    expect((await everybody()).map(({ active }) => active).sort()).toEqual([false, true, true, true])
  })
})

describe('refusals for now', () => {
  test('a burst is waited for, also where others use up the limit', async () => {
    const { client, served, system, asked } = await openXledger({
      sandbox: { limits: { burst: { requests: 3, seconds: 5 } } },
    })
    const others = async () => {
      const headers = { authorization: `token ${system.secrets.apiToken}` }
      await fetch(`${served.url}/graphql`, { method: 'POST', headers, body: '{"query":"{ __typename }"}' })
    }
    for (let count = 0; count < 3; count += 1) await others()
    const { id } = await client.write.createPerson(kari)
    expect(asked().slice(3)).toEqual(['addEmployees', 'addEmployees'])
    expect(system.snapshot().filter(({ dbId }) => String(dbId) === id)).toHaveLength(1)
    expect(system.snapshot()).toHaveLength(5)
  })

  test('too many at once are asked again', async () => {
    const { client, asked, everybody, served } = await openXledger({ sandbox: { limits: { concurrent: 1 } } })
    const [first] = await everybody()
    served.clearRequests()
    const found = await Promise.all([
      client.read.findPerson({ id: first?.id ?? '' }),
      client.read.findPerson({ email: first?.fields.email ?? '' }),
    ])
    expect(found).toEqual([first, first])
    expect(asked().length).toBeGreaterThan(2)
  })

  /** With credits for the first request only. */
  const withCredits = (seconds: number) =>
    openXledger({ people: 4, sandbox: { limits: { credits: { amount: 5, seconds } } } })

  test('credits that come back soon are waited for', async () => {
    const { client, everybody, system } = await withCredits(240)
    await everybody()
    await client.write.createPerson(kari)
    expect(system.snapshot()).toHaveLength(5)
  })

  test('credits that come back late end the work, with the time and without asking on', async () => {
    const { client, everybody, asked, system } = await withCredits(1200)
    await everybody()
    expect(await failure(client.write.createPerson(kari))).toMatchObject({
      kind: 'unavailable',
      message: 'The credits for Xledger are used up until 12:20 (Norwegian time); could not create the employee.',
      hint: expect.stringContaining('Run the command again'),
    })
    expect(asked()).toEqual(['employees', 'addEmployees'])
    expect(system.snapshot()).toHaveLength(4)
  })
})

describe('companies', () => {
  test('the account is the one of the token, and those below it can be chosen', async () => {
    const { client } = await openXledger({ people: 30 })
    const account = await client.read.account()
    expect(account.name).toBe('Nordlys AS')
    expect(await client.read.choices('company')).toEqual([
      { value: account.id, label: 'Nordlys AS (10)' },
      { value: expect.stringMatching(/^\d+$/), label: 'Nordlys Butikk AS (12)' },
      { value: expect.stringMatching(/^\d+$/), label: 'Nordlys Drift AS (13)' },
    ])
  })

  test('of a chosen one only its employees count, and new ones are created there', async () => {
    const all = await openXledger({ people: 30 })
    const company = (await all.client.read.choices('company'))[1]?.value ?? ''
    const { client, everybody, system } = await openXledger({ people: 30, settings: { company } })
    const own = system.snapshot().filter(({ owner }) => owner === 'Nordlys Butikk AS')
    const foreign = system.snapshot().find(({ owner }) => owner === 'Nordlys AS')
    expect((await everybody()).map(({ id }) => id).sort()).toEqual(own.map(({ dbId }) => String(dbId)).sort())
    expect(await client.read.findPerson({ email: String(foreign?.email) })).toBeUndefined()
    await client.write.createPerson(kari)
    expect(system.snapshot().at(-1)).toMatchObject({ owner: 'Nordlys Butikk AS', employmentFrom: '2026-01-15' })
    expect((await client.read.account()).facts).toMatchObject({ Company: 'Nordlys Butikk AS' })
  })

  describe('that cannot be asked for', () => {
    const sandbox = { showsCompanies: false }

    test('are known by whose the employees are, and can be chosen', async () => {
      const shown = await openXledger({ people: 30 })
      const { client } = await openXledger({ people: 30, sandbox })
      const { id } = await shown.client.read.account()
      expect(await client.read.account()).toEqual({ id, name: `company ${id}` })
      const values = (await client.read.choices('company')).map(({ value }) => value)
      expect(values).toEqual((await shown.client.read.choices('company')).map(({ value }) => value))
      const [, company = ''] = values
      const { client: chosen, everybody, system } = await openXledger({ people: 30, sandbox, settings: { company } })
      expect(await chosen.read.account()).toMatchObject({ id, facts: { Company: `company ${company}` } })
      const own = system.snapshot().filter(({ owner }) => owner === 'Nordlys Butikk AS')
      expect((await everybody()).map(({ id: one }) => one).sort()).toEqual(own.map(({ dbId }) => String(dbId)).sort())
    })

    test('and no employee: nothing tells whose the token is', async () => {
      const { client } = await openXledger({ people: 0, sandbox })
      expect(await failure(client.read.account())).toMatchObject({
        kind: 'authorization',
        hint: expect.stringContaining('enter the first one in Xledger'),
      })
    })
  })

  test('one that the token does not see is told with the command that helps', async () => {
    const { client } = await openXledger({ settings: { company: '7' } })
    expect(await failure(client.read.account())).toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('--set company='),
    })
  })
})

test('what is never shown is sent to a new employee and not taken as empty afterwards', async () => {
  const { client, system, queries } = await openXledger()
  const secret = {
    phone: '+4799912340',
    nationalId: { country: 'NO', number: '29822099635' },
    bankAccount: { kind: 'international', iban: 'NO9386011117947', bic: '' },
  } as const
  const { id } = await client.write.createPerson({ ...kari, ...secret })
  expect(system.snapshot().at(-1)).toMatchObject({
    phone: '+4799912340',
    socialSec: '29822099635',
    bankAccount: '86011117947',
  })
  expect(Object.keys((await client.read.findPerson({ id }))?.fields ?? {}).sort()).toEqual(
    ['birthDate', 'email', 'employeeNumber', 'familyName', 'givenName'].sort(),
  )
  expect(queries().filter((query) => /socialSec|bankAccount/.test(query))).toEqual([])
})

test.each([
  ['nationalId', { country: 'SE', number: '190001010000' }],
  ['bankAccount', { kind: 'national', country: 'SE', number: '33001234567' }],
])('a foreign %s is refused before anything is sent', async (field, value) => {
  const { client, served } = await openXledger()
  expect(await failure(client.write.createPerson({ ...kari, [field]: value }))).toMatchObject({
    kind: 'refused',
    details: { field },
  })
  expect(served.requests()).toEqual([])
})

test('several with the same address are named by their ids, and nobody is taken', async () => {
  const { client, system } = await openXledger()
  const [first, second] = system.snapshot()
  system.edit(second?.dbId ?? 0, { email: String(first?.email) })
  const error = await failure(client.read.findPerson({ email: String(first?.email) }))
  expect(error).toMatchObject({ kind: 'refused', details: { field: 'email' } })
  expect(error.hint).toContain(`${first?.dbId}, ${second?.dbId}`)
})

/** A vendor that does and knows less than others have seen. */
async function vendor(answer: (query: string) => unknown) {
  const app = new Hono()
  app.post('/graphql', async (context) => context.json(answer((await context.req.json()).query)))
  const served = await serve({ id: 'xledger', app, secrets: {}, snapshot: () => undefined })
  onTestFinished(() => served.close())
  const client = openAt(`${served.url}/graphql`, { apiToken: 'token' }, {}, { time: Date.UTC(2026, 0, 15) })
  return { client, served }
}

const row = { dbId: '7', ownerDbId: 1, code: '1', email: 'Kari@nordlys.example' }
const page = (...nodes: object[]) => ({
  data: { employees: { edges: nodes.map((node) => ({ cursor: '1', node })), pageInfo: { hasNextPage: false } } },
})

test.each([
  { code: 'BAD_REQUEST', message: 'unknown field', extensions: { code: 'ARGUMENTS_OF_CORRECT_TYPE' } },
  { message: 'unknown field' },
])('where employees cannot be filtered, everybody is read: %j', async (unknown) => {
  const { client, served } = await vendor((query) =>
    query.includes('filter')
      ? { data: null, errors: [unknown] }
      : page(row, { ...row, dbId: 8, ownerDbId: null, email: null }),
  )
  // Contacts are not shown: the names are not visible, and not empty.
  expect(await client.read.findPerson({ email: 'kari@nordlys.example' })).toEqual({
    side: 'payroll',
    id: '7',
    active: true,
    fields: { employeeNumber: '1', email: 'Kari@nordlys.example' },
  })
  const asked = served.requests().filter(({ body }) => JSON.stringify(body).includes('employees'))
  expect(asked).toHaveLength(2)
})

test('rows that come with an error are not taken for everybody', async () => {
  const { client } = await vendor((query) =>
    query.includes('__typename')
      ? { data: { __typename: 'Query' } }
      : { ...page(row), errors: [{ message: 'Your query timed out' }] },
  )
  const reading = (async () => {
    for await (const person of client.read.people()) expect(person).toBeUndefined()
  })()
  expect(await failure(reading)).toMatchObject({
    kind: 'unavailable',
    message: 'Xledger could not read the employees: Your query timed out',
  })
})

test('a token that may not read employees is named as lacking a right', async () => {
  const entities = {
    edges: [{ cursor: '1', node: { dbId: 1, description: 'Nordlys AS' } }],
    pageInfo: { hasNextPage: false },
  }
  const { client } = await vendor((query) => {
    if (query.includes('employees')) return { data: { employees: null }, errors: [{ message: 'No access' }] }
    return query.includes('entities') ? { data: { entities } } : { data: { __typename: 'Query' } }
  })
  const { name, missingRights } = await client.read.account()
  expect([name, missingRights?.length]).toEqual(['Nordlys AS', 1])
  expect(missingRights?.[0]).toContain('Administration > System Access > GraphQL > Access tokens')
})

test('what was taken and is not there afterwards is told', async () => {
  const { client } = await vendor((query) =>
    query.startsWith('mutation') ? { data: { addEmployees: { edges: [{ clientId: '1', node: row }] } } } : page(row),
  )
  const { incomplete } = await client.write.createPerson(kari)
  expect(incomplete).toMatchObject({ kind: 'refused', details: { field: 'email' } })
})

test.each([
  ['is not there', 'refused', []],
  ['is there nevertheless', 'unknown-outcome', [{ ...row, email: kari.email }]],
])('a new employee of whom an error tells nothing certain, and who %s', async (_, kind, there) => {
  const { client } = await vendor((query) =>
    query.startsWith('mutation')
      ? { data: null, errors: [{ code: 'BAD_REQUEST.X', message: 'Your query timed out' }] }
      : page(...there),
  )
  expect(await failure(client.write.createPerson(kari))).toMatchObject({ kind })
})

test('an edge without a word about somebody leaves their outcome unknown', async () => {
  const { client } = await vendor(() => ({ data: { addEmployees: { edges: [{ clientId: '2', node: row }] } } }))
  expect(await failure(client.write.createPerson(kari))).toMatchObject({ kind: 'unknown-outcome' })
})

test.each([
  ['2026-01-15T12:20:00', Date.UTC(2026, 0, 15, 11, 20)],
  ['2026-07-15T12:20:00.500', Date.UTC(2026, 6, 15, 10, 20, 0, 500)],
  ['2026-01-15T12:20:00Z', Date.UTC(2026, 0, 15, 12, 20)],
  ['2026-01-15T12:20:00+02:00', Date.UTC(2026, 0, 15, 10, 20)],
  ['tomorrow', undefined],
])('%s is a time in Norway unless it says otherwise', (text, expected) => {
  expect(fromNorwegian(text)).toBe(expected)
})

test('dates and times are those in Norway', () => {
  const time = Date.UTC(2026, 0, 15, 23, 5)
  expect([norwegianDate(time), norwegianTime(time)]).toEqual(['2026-01-16', '00:05'])
})

test('live and demo are two addresses', () => {
  expect(xledger.environments.map(({ baseUrl }) => baseUrl)).toEqual([
    'https://www.xledger.net/graphql',
    'https://demo.xledger.net/graphql',
  ])
})
