/** Servers that are nearly Tripletex: nobody may be lost, created twice or silently left as they were. */
import { describe, expect, test } from 'vitest'
import type { Patch } from '../../src/core/person.ts'
import { type Between, failure, kari, openTripletex, refusal, withPage, withQuery } from './tripletex-sandbox.ts'

const employees = /^GET \/v2\/employee\?/
const isList = (request: Request) => new URL(request.url).pathname === '/v2/employee' && request.method === 'GET'
const isCountries = (request: Request) => new URL(request.url).pathname === '/v2/country'
const home = { line1: 'Provgatan 2', line2: '', line3: '', postalCode: '111 22', city: 'Stockholm', country: 'SE' }
const abroad = { kind: 'international', iban: 'SE4550000000058398257466', bic: 'ESSESESS' } as const

/** Gives `most` rows at once, and tells `size` of a page as its full size. */
function capped(most: number, size: (rows: number, from: number) => number | undefined): Between {
  return (request, ask) => {
    if (!isList(request)) return ask(request)
    const from = Number(new URL(request.url).searchParams.get('from'))
    return withPage(ask(withQuery(request, (query) => query.set('count', String(most)))), ({ values }) => ({
      values,
      fullResultSize: size(values.length, from),
    }))
  }
}

describe('a page that is shorter than asked', () => {
  const sizes: [string, (rows: number, from: number) => number | undefined][] = [
    ['tells nothing', () => undefined],
    ['tells what is on the page', (rows) => rows],
    ['tells what came so far', (rows, from) => from + rows],
    ['tells nonsense', () => -1],
  ]
  for (const most of [1, 2, 10, 24]) {
    test.each(sizes)(`of ${most} and %s is not the last`, async (_name, size) => {
      const { everybody, sandbox } = await openTripletex({ count: 24, between: capped(most, size) })
      expect((await everybody()).map(({ id }) => Number(id))).toEqual(sandbox.snapshot().map(({ id }) => id))
    })
  }

  test('of hundreds and tells nothing is not the last', async () => {
    const { everybody } = await openTripletex({ count: 1100, between: capped(500, () => undefined) })
    expect(await everybody()).toHaveLength(1100)
  })

  test.each([
    [0, 1],
    [1, 2],
    [99, 2],
    [100, 1],
    [999, 1],
  ])('costs Tripletex itself, with %i people, %i requests', async (people, requests) => {
    const { everybody, count } = await openTripletex({ count: people })
    expect(await everybody()).toHaveLength(people)
    expect(count(employees)).toBe(requests)
  })

  test('is believed where somebody is looked up', async () => {
    const { read, employeeAt, count } = await openTripletex()
    await read.findPerson({ email: employeeAt(1).email })
    expect(count(employees)).toBe(1)
  })
})

test.each([400, 422])(
  'a server that refuses more than 1000 rows with %i is asked for 1000 from then on',
  async (status) => {
    const { everybody, sandbox, asked } = await openTripletex({
      count: 2100,
      between: (request, ask) =>
        Number(new URL(request.url).searchParams.get('count')) > 1000 ? refusal(status, 15000) : ask(request),
    })
    const ids = sandbox.snapshot().map(({ id }) => String(id))
    expect((await everybody()).map(({ id }) => id)).toEqual(ids)
    expect(await everybody()).toHaveLength(2100)
    const lists = asked().filter((line) => line.includes('/employee'))
    expect(lists.map((line) => line.slice(-3))).toEqual([String(status), '200', '200', '200', '200', '200', '200'])
  },
)

describe.each<[string, () => Response]>([
  ['not there', () => refusal(404, 6000)],
  ['forbidden', () => refusal(403, 9000)],
  ['empty', () => Response.json({ values: [] })],
  ['nothing', () => new Response('', { status: 200 })],
])('where the list of countries is %s', (_name, answer) => {
  const between: Between = (request, ask) => (isCountries(request) ? answer() : ask(request))
  const missing = { kind: 'refused', hint: expect.stringMatching(/right to read the list of countries.*API access/) }

  test('a phone number abroad is sent whole, without its country', async () => {
    const { write, written, personAt } = await openTripletex({ between })
    await write.createPerson({ ...kari, phone: '+46701740605' })
    expect(written()).toMatchObject({ phoneNumberMobile: '+46701740605' })
    expect(written()).not.toHaveProperty('phoneNumberMobileCountry')
    expect((await personAt(-1)).fields.phone).toBe('+46701740605')
  })

  test('somebody new is created without what needs a country, and it is said which right is missing', async () => {
    const { write, employeeAt } = await openTripletex({ between })
    const { id, incomplete } = await write.createPerson({ ...kari, address: home, bankAccount: abroad })
    expect(employeeAt(-1)).toMatchObject({ id: Number(id), firstName: 'Kari', address: null, iban: '' })
    expect(incomplete).toMatchObject({ ...missing, details: { fields: ['address', 'bankAccount'] } })
  })

  test.each<[string, Patch]>([
    ['address', { address: home }],
    ['bankAccount', { bankAccount: abroad }],
  ])('a changed %s is refused before anything is sent, and what is Norwegian is not', async (field, patch) => {
    const { write, personAt, employeeAt, count } = await openTripletex({ between })
    expect(await failure(write.updatePerson(await personAt(0), patch))).toMatchObject({
      ...missing,
      details: { field },
    })
    expect(count(/^PUT/)).toBe(0)
    await write.updatePerson(await personAt(0), { address: { ...home, country: 'NO' }, phone: '+4799912345' })
    expect(employeeAt(0)).toMatchObject({
      phoneNumberMobile: '99912345',
      address: { city: 'Stockholm', country: 'NO' },
    })
  })
})

describe('a phone number', () => {
  /** A server that takes the country from the number alone, as Tripletex says it does. */
  const deriving: Between = async (request, ask) => {
    if (!['POST', 'PUT'].includes(request.method) || !/\/employee(\/|$)/.test(request.url)) return ask(request)
    const { phoneNumberMobileCountry: _, ...body } = JSON.parse(await request.text())
    return ask(
      new Request(request.url, { method: request.method, headers: request.headers, body: JSON.stringify(body) }),
    )
  }

  test.each<[string, Between | undefined, string]>([
    ['abroad, by its country', undefined, '+46701740605'],
    ['abroad, by itself', deriving, '+46701740605'],
    ['of a country that shares its prefix', undefined, '+77012345678'],
    ['in Norway', undefined, '+4799912345'],
    ['in Norway, by itself', deriving, '+4799912345'],
    ['on Svalbard', undefined, '+4779021234'],
  ])('%s is the same when it is read again', async (_name, between, phone) => {
    const { write, personAt } = await openTripletex(between ? { between } : {})
    await write.updatePerson(await personAt(0), { phone })
    expect((await personAt(0)).fields.phone).toBe(phone)
    expect(await write.createPerson({ ...kari, phone })).not.toHaveProperty('incomplete')
    expect((await personAt(-1)).fields.phone).toBe(phone)
  })

  test.each([
    ['+46701740605', 207, '+46701740605'],
    ['+4799912345', 161, '99912345'],
    ['+4779021234', 161, '79021234'],
  ])('%s is sent with country %i as %s', async (phone, id, phoneNumberMobile) => {
    const { write, written } = await openTripletex()
    await write.createPerson({ ...kari, phone })
    expect(written()).toMatchObject({ phoneNumberMobile, phoneNumberMobileCountry: { id } })
  })

  test.each(['701740605', '070-174 06 05', '+46 70 174 06 05'])('%s of Sweden reads as one number', async (stored) => {
    const { sandbox, employeeAt, personAt } = await openTripletex()
    sandbox.edit(employeeAt(0).id, { phoneNumberMobileCountry: 207, phoneNumberMobile: stored })
    expect((await personAt(0)).fields.phone).toBe('+46701740605')
  })
})

describe('a yes that is none', () => {
  /** Drops a property of what is written, and says yes. */
  const dropping =
    (name: string, change: (answer: Record<string, unknown>) => object = (value) => value): Between =>
    async (request, ask) => {
      if (!['POST', 'PUT'].includes(request.method) || !/\/employee(\/|$)/.test(request.url)) return ask(request)
      const { [name]: _, ...body } = JSON.parse(await request.text())
      const { method, headers } = request
      const answer = await ask(new Request(request.url, { method, headers, body: JSON.stringify(body) }))
      const { value } = JSON.parse(await answer.text())
      return Response.json({ value: change(value) }, { status: answer.status })
    }

  test('to a change names the fields and the old value is what stays', async () => {
    const { write, personAt, employeeAt } = await openTripletex({ between: dropping('lastName') })
    const { lastName } = employeeAt(0)
    const error = await failure(write.updatePerson(await personAt(0), { givenName: 'Ny', familyName: 'Ny' }))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'familyName' }, hint: expect.any(String) })
    expect(error.message).toContain('kept the old value of: Last name')
    expect(employeeAt(0)).toMatchObject({ firstName: 'Ny', lastName })
  })

  test('to a creation makes it incomplete', async () => {
    const { write, employeeAt } = await openTripletex({ between: dropping('employeeNumber') })
    const { id, incomplete } = await write.createPerson({ ...kari, employeeNumber: '42' })
    expect(id).toBe(String(employeeAt(-1).id))
    expect(incomplete).toMatchObject({ kind: 'refused', details: { field: 'employeeNumber' } })
  })

  test('is not suspected where the answer shows nothing of it, or only looks old', async () => {
    const silent = await openTripletex({ between: dropping('comments', ({ id }) => ({ id })) })
    await silent.write.updatePerson(await silent.personAt(0), { familyName: 'Ny' })
    expect(silent.count(/^GET \/v2\/employee\/\d/)).toBe(1)

    const late = await openTripletex({ between: dropping('comments', (value) => ({ ...value, lastName: 'Gammel' })) })
    await late.write.updatePerson(await late.personAt(0), { familyName: 'Ny' })
    expect(late.employeeAt(0).lastName).toBe('Ny')
    expect(late.count(/^GET \/v2\/employee\/\d/)).toBe(2)
  })

  test('is told as one also where nobody can be looked at again', async () => {
    const { write, read, served, personAt } = await openTripletex({ between: dropping('employeeNumber') })
    const person = await personAt(0)
    served.setFaults([{ kind: 'status', status: 503, method: 'GET', path: '/employee/' }])
    const patch = { employeeNumber: '42' }
    expect(await failure(write.updatePerson(person, patch))).toMatchObject({ kind: 'refused' })
    const { incomplete } = await write.createPerson({ ...kari, ...patch })
    expect(incomplete).toMatchObject({ kind: 'refused' })
    expect(await failure(read.findPerson({ id: person.id }))).toMatchObject({ kind: 'unavailable' })
  })
})

describe('an odd value', () => {
  const odd = (change: object): Between => {
    return (request, ask) =>
      isList(request)
        ? withPage(ask(request), (page) => ({
            ...page,
            values: page.values.map((row, index) => (index === 1 ? { ...row, ...change } : row)),
          }))
        : ask(request)
  }

  test.each<[string, object, object]>([
    ['phone number', { phoneNumberMobile: 99912345 }, { phone: '+4799912345' }],
    ['employee number', { employeeNumber: 42 }, { employeeNumber: '42' }],
    ['null address and country', { address: null, phoneNumberMobileCountry: null }, { address: null }],
    ['null in a list', { employments: [null] }, { givenName: expect.any(String) }],
  ])('is read as what it can only mean: %s', async (_name, change, fields) => {
    const { everybody } = await openTripletex({ between: odd(change) })
    const people = await everybody()
    expect(people).toHaveLength(4)
    expect(people[1]).toMatchObject({ active: true, fields })
  })

  test.each<[string, object, string]>([
    ['an account number that is a number', { bankAccountNumber: 12345678903, iban: null }, 'bankAccount'],
    ['an identity number that is a number', { nationalIdentityNumber: 1018712345, dnumber: null }, 'nationalId'],
    ['an address that is a text', { address: 'Storgata 1' }, 'address'],
    ['a postal code that has lost its zero', { address: { addressLine1: 'Storgata 1', postalCode: 150 } }, 'address'],
    ['a phone whose country is a text', { phoneNumberMobileCountry: 'Sverige' }, 'phone'],
    ['a date in pieces', { dateOfBirth: [1987, 12, 30] }, 'birthDate'],
  ])('that could mean something else is not visible: %s', async (_name, change, field) => {
    const { everybody } = await openTripletex({ between: odd(change) })
    const people = await everybody()
    expect(people).toHaveLength(4)
    expect(people[1]?.fields).not.toHaveProperty(field)
    expect(people[1]?.fields.givenName).toBeTruthy()
  })

  test.each<[string, object, RegExp]>([
    ['id', { id: 'x-17' }, /\/employee, row 2, id x-17, at "id"/],
    ['missing id', { id: null }, /\/employee, row 2, without an id, at "id"/],
  ])('that leaves nothing to know somebody by names the row: %s', async (_name, change, place) => {
    const { everybody } = await openTripletex({ between: odd(change) })
    const error = await failure(everybody())
    expect(error).toMatchObject({ kind: 'protocol', message: expect.stringMatching(place) })
    expect(error.hint).toMatch(place)
  })
})

test.each([
  ['500', () => refusal(500, 1000)],
  ['a page of something on the way', () => new Response('<html>', { status: 200 })],
])('a write that is answered by %s says what to do', async (_name, answer) => {
  const { write } = await openTripletex({
    between: (request, ask) =>
      request.method === 'POST' && request.url.endsWith('/employee') ? answer() : ask(request),
  })
  expect(await failure(write.createPerson(kari))).toMatchObject({
    kind: 'unknown-outcome',
    hint: expect.stringContaining('run the command again'),
  })
})

test.each<[string, () => Response, boolean]>([
  ['a web page', () => new Response('<html>Log in', { status: 401 }), true],
  ['another API', () => Response.json({ error: 'unauthorized' }, { status: 401 }), true],
  ['Tripletex', () => refusal(401, 3000), false],
])(
  'a 401 of %s suspects the key, and the address where it is not Tripletex that answers',
  async (_name, answer, suspect) => {
    for (const path of [/session/, /employee/]) {
      const { everybody } = await openTripletex({
        between: (request, ask) => (path.test(request.url) ? answer() : ask(request)),
      })
      const error = await failure(everybody())
      expect(error).toMatchObject({ kind: 'authorization', hint: expect.stringContaining('connect tripletex') })
      expect(error.hint?.includes('huma-payroll status')).toBe(suspect)
    }
  },
)

test('whose account it is costs one request', async () => {
  const { read, asked } = await openTripletex()
  const id = await read.accountId?.()
  expect(asked().slice(1)).toEqual(['GET /token/session/%3EwhoAmI 200'])
  expect(id).toBe((await read.account()).id)
})
