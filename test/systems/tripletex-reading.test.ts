/** What Tripletex' lists may do to a reader, and what a key may not see. */
import { describe, expect, test } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { type Between, failure, openTripletex, withPage, withQuery } from './tripletex-sandbox.ts'

const employees = /^GET \/v2\/employee\?/
const isList = (request: Request) => new URL(request.url).pathname === '/v2/employee'

describe('a full read', () => {
  test.each([
    [0, 1],
    [100, 1],
    [999, 1],
    [1000, 1],
    [1001, 2],
    [2000, 2],
    [2001, 3],
    [2500, 3],
  ])('of %i people costs %i requests', async (people, requests) => {
    const { everybody, sandbox, count } = await openTripletex({ count: people })
    expect((await everybody()).map(({ id }) => Number(id))).toEqual(sandbox.snapshot().map(({ id }) => id))
    expect(count(employees)).toBe(requests)
  })

  test.each([100, 999, 1000])('from a server that gives at most %i at once is complete', async (most) => {
    const { everybody } = await openTripletex({
      count: 2100,
      between(request, ask) {
        if (!isList(request)) return ask(request)
        const size = 2100
        return withPage(ask(withQuery(request, (query) => query.set('count', String(most)))), (page) => ({
          ...page,
          fullResultSize: size,
        }))
      },
    })
    expect(new Set((await everybody()).map(({ id }) => id)).size).toBe(2100)
  })

  test('does not need to be told how many there are', async () => {
    const { everybody, count } = await openTripletex({
      count: 2001,
      between: (request, ask) =>
        isList(request) ? withPage(ask(request), ({ values }) => ({ values })) : ask(request),
    })
    expect(await everybody()).toHaveLength(2001)
    expect(count(employees)).toBe(3)
  })

  test('is not led on by a number that is too high', async () => {
    const { everybody, count } = await openTripletex({
      between: (request, ask) =>
        isList(request) ? withPage(ask(request), (page) => ({ ...page, fullResultSize: 9999 })) : ask(request),
    })
    expect(await everybody()).toHaveLength(4)
    expect(count(employees)).toBe(2)
  })

  test.each([7, 2000])('of a server that shows none of its %i is no empty list', async (fullResultSize) => {
    const { everybody, read } = await openTripletex({
      between: (request, ask) => (isList(request) ? Response.json({ fullResultSize, values: [] }) : ask(request)),
    })
    expect(await failure(everybody())).toMatchObject({
      kind: 'authorization',
      hint: expect.stringContaining('API access'),
    })
    expect(await failure(read.findPerson({ email: 'kari@nordlys.example' }))).toMatchObject({ kind: 'authorization' })
  })

  test('from a server that keeps its own order is complete', async () => {
    const { everybody } = await openTripletex({
      count: 1200,
      between: (request, ask) => ask(withQuery(request, (query) => query.delete('sorting'))),
    })
    expect(await everybody()).toHaveLength(1200)
  })

  test('fails where somebody is removed between two pages', async () => {
    let removals = 1
    const opened = await openTripletex({
      count: 1200,
      between(request, ask) {
        const isSecond = new URL(request.url).searchParams.get('from') === '1000'
        if (isSecond && removals-- > 0) opened.sandbox.remove(opened.employeeAt(7).id)
        return ask(request)
      },
    })
    expect(await failure(opened.everybody())).toMatchObject({ kind: 'unavailable' })
    expect(await opened.everybody()).toHaveLength(1199)
  })

  test.each<[string, Between]>([
    ['shuffles', (request, ask) => ask(withQuery(request, (query) => query.set('sorting', turned(query))))],
    ['ignores where to begin', (request, ask) => ask(withQuery(request, (query) => query.set('from', '0')))],
    ['repeats somebody on the next page', repeated],
  ])('fails where the server %s', async (_name, change) => {
    const { everybody } = await openTripletex({
      count: 1200,
      between: (request, ask) => (isList(request) ? change(request, ask) : ask(request)),
    })
    expect(await failure(everybody())).toMatchObject({ kind: 'unavailable' })
  })

  async function repeated(request: Request, ask: (request: Request) => Promise<Response>): Promise<Response> {
    if (new URL(request.url).searchParams.get('from') === '0') return ask(request)
    const begin = await ask(withQuery(request, (query) => query.set('from', '0')))
    const { values }: { values: Record<string, unknown>[] } = JSON.parse(await begin.text())
    return withPage(ask(request), (page) => ({ ...page, values: [...page.values.slice(0, -1), values[0]] }))
  }

  function turned(query: URLSearchParams): string {
    return query.get('from') === '0' ? 'id' : '-id'
  }

  test('of more people than Tripletex lists says so', async () => {
    const { everybody, read } = await openTripletex({
      between: (request, ask) =>
        isList(request) ? Response.json({ status: 422, code: 23000, message: 'x' }, { status: 422 }) : ask(request),
    })
    expect(await failure(everybody())).toMatchObject({ kind: 'unsupported' })
    expect((await read.account()).name).toBe('Nordlys AS')
  })

  test('leaves out contacts and accountants', async () => {
    const { everybody, sandbox, employeeAt, read } = await openTripletex({
      between: (request, ask) =>
        isList(request)
          ? withPage(ask(request), (page) => ({
              ...page,
              values: page.values.map((row, index) => ({ ...row, isProxy: index === 1 })),
            }))
          : ask(request),
    })
    const { id, email } = employeeAt(0)
    sandbox.edit(id, { isContact: true })
    expect(await everybody()).toHaveLength(2)
    expect(await read.findPerson({ id: String(id) })).toBeUndefined()
    expect(await read.findPerson({ email })).toBeUndefined()
  })
})

describe('somebody is looked up', () => {
  test('among those whose address contains the one that is meant', async () => {
    const { read, sandbox, employeeAt, count } = await openTripletex()
    const { id, email } = employeeAt(1)
    const [like] = makePeople({ count: 1, seed: 2, country: 'NO' })
    if (!like) throw new RangeError('nobody')
    sandbox.add({ ...like, email: `anne-${email}`, employeeNumber: '91' })
    sandbox.add({ ...like, email: `${email}.no`, employeeNumber: '92' })
    expect(await read.findPerson({ email })).toMatchObject({ id: String(id) })
    expect(count(employees)).toBe(1)
  })

  test('also where the filter regards case', async () => {
    const { read, employeeAt } = await openTripletex({
      between: (request, ask) =>
        isList(request) && /email=[^&]*[A-Z]/.test(request.url) ? Response.json({ values: [] }) : ask(request),
    })
    const { id, email } = employeeAt(1)
    expect(await read.findPerson({ email: email.toUpperCase() })).toMatchObject({ id: String(id) })
  })

  test.each(['email', 'employeeNumber'] as const)('and is nobody where two have the same %s', async (field) => {
    const { read, sandbox, employeeAt } = await openTripletex()
    sandbox.edit(employeeAt(2).id, { [field]: employeeAt(1)[field] })
    const key = field === 'email' ? { email: employeeAt(1).email } : { employeeNumber: employeeAt(1).employeeNumber }
    const error = await failure(read.findPerson(key))
    expect(error).toMatchObject({ kind: 'refused', details: { field } })
    expect(error.hint).toContain(`${employeeAt(1).id}, ${employeeAt(2).id}`)
  })

  test('but a page that is not Tripletex says nothing about anybody', async () => {
    const { read, served } = await openTripletex()
    await read.account()
    served.setFaults([{ kind: 'status', status: 404, path: '/employee' }])
    expect(await failure(read.findPerson({ id: '1' }))).toMatchObject({ kind: 'unavailable' })
    expect(await failure(read.findPerson({ nationalId: '1' }))).toMatchObject({ kind: 'unsupported' })
  })
})

describe('a server with its own idea of fields', () => {
  /** Names only: what is in parentheses is taken out. */
  const unopened: Between = (request, ask) =>
    ask(
      withQuery(request, (query) => {
        const fields = query.get('fields') ?? ''
        query.set('fields', fields.replaceAll(/\([^()]*(\([^()]*\)[^()]*)*\)/g, ''))
      }),
    )

  test('that opens no nested object costs one look at the countries, and hides what cannot be known', async () => {
    const { everybody, sandbox, employeeAt, count } = await openTripletex({ between: unopened })
    sandbox.edit(employeeAt(0).id, { phoneNumberMobileCountry: 207, phoneNumberMobile: '701740605' })
    const [first, second] = await everybody()
    expect(first?.fields.phone).toBe('+46701740605')
    expect(second?.fields.phone).toMatch(/^\+47999/)
    expect(first?.fields).not.toHaveProperty('address')
    expect(first?.active).toBe(true)
    expect(count(/GET \/v2\/country/)).toBe(1)

    const blind = await openTripletex({ between: unopened })
    blind.sandbox.edit(blind.employeeAt(0).id, { phoneNumberMobileCountry: 207, phoneNumberMobile: '701740605' })
    blind.served.setFaults([{ kind: 'status', status: 403, path: '/country' }])
    const [foreign, norwegian] = await blind.everybody()
    expect(foreign?.fields).not.toHaveProperty('phone')
    expect(norwegian?.fields.phone).toMatch(/^\+47999/)
  })

  test('that answers everything whatever is asked for', async () => {
    const { everybody } = await openTripletex({
      between: (request, ask) => ask(withQuery(request, (query) => query.set('fields', everything(query)))),
    })
    expect((await everybody())[0]).toMatchObject({ active: true, fields: { address: { country: 'NO' } } })

    function everything(query: URLSearchParams): string {
      return query.get('fields')?.includes('address')
        ? '*,phoneNumberMobileCountry(*),address(*,country(*)),employments(*)'
        : '*'
    }
  })

  test('that leaves out what is empty beside the field that matters', async () => {
    const { personAt, sandbox, employeeAt } = await openTripletex({
      hiddenFields: ['dnumber', 'iban', 'bic', 'addressLine2'],
    })
    sandbox.edit(employeeAt(1).id, { nationalIdentityNumber: '', bankAccountNumber: '' })
    expect((await personAt(0)).fields).toMatchObject({ nationalId: {}, bankAccount: {}, address: { line2: '' } })
    expect((await personAt(1)).fields).toMatchObject({ nationalId: null, bankAccount: null })
  })

  test('an account abroad that cannot be seen is not taken for the one at home', async () => {
    const { personAt, sandbox, employeeAt } = await openTripletex({ hiddenFields: ['iban', 'bic'] })
    sandbox.edit(employeeAt(0).id, { usesAbroadPayment: true })
    expect((await personAt(0)).fields).not.toHaveProperty('bankAccount')
  })
})

describe('rights', () => {
  test('that are missing are named one by one, with where to click', async () => {
    const { read } = await openTripletex({ hiddenFields: ['bankAccountNumber', 'dateOfBirth'] })
    const { missingRights = [] } = await read.account()
    expect(missingRights.map((text) => text.split(' cannot')[0])).toEqual(['Date of birth', 'Bank account'])
    expect(missingRights[0]).toContain('API access')
  })

  test('to employees and to the company do not keep a key from being connected', async () => {
    const { read, served } = await openTripletex()
    served.setFaults([{ kind: 'status', status: 403, path: '/(employee|company)' }])
    const account = await read.account()
    expect(account.name).toBe(`company ${account.id}`)
    expect(account.missingRights).toEqual([expect.stringContaining('Employees cannot be read')])
  })

  test('but an outage does', async () => {
    const { read, served } = await openTripletex()
    served.setFaults([{ kind: 'status', status: 503, path: '/company' }])
    expect(await failure(read.account())).toMatchObject({ kind: 'unavailable' })
  })

  test('to look something up are not needed to write', async () => {
    const { read, write, served, employeeAt } = await openTripletex()
    served.setFaults([{ kind: 'status', status: 403, path: '/(country|department|activity)' }])
    expect(await read.choices('department')).toEqual([])
    expect((await read.absenceTypes?.())?.every(({ code }) => code.startsWith('leave:'))).toBe(true)
    const address = { line1: 'Prøvebakken 1', line2: '', line3: '', postalCode: '0150', city: 'Oslo', country: 'NO' }
    await write.createPerson({ givenName: 'Kari', familyName: 'Nordmann', phone: '+46701740605', address })
    expect(employeeAt(-1)).toMatchObject({
      phoneNumberMobileCountry: 'SE',
      address: { country: 'NO' },
      department: null,
    })
  })
})

test('only departments that are in use can be chosen, and the setting lists them by number and name', async () => {
  const { read } = await openTripletex({
    between: (request, ask) =>
      request.url.includes('/department')
        ? withPage(ask(request), (page) => ({
            ...page,
            values: page.values.map((row, index) => ({ ...row, isInactive: index > 0 })),
          }))
        : ask(request),
  })
  expect(await read.choices('department')).toEqual([
    { value: expect.stringMatching(/^\d+$/), label: expect.stringMatching(/^1 \w+/) },
  ])
  expect(await read.choices('userType')).toEqual([])
})

test('somebody is active while an employment goes on, and until it begins to', async () => {
  const { everybody, sandbox, employeeAt } = await openTripletex()
  const ends = ['2026-01-14', '2026-01-15', '2026-01-16', null]
  for (const [index, endDate] of ends.entries()) sandbox.edit(employeeAt(index).id, { endDate })
  expect((await everybody()).map(({ active }) => active)).toEqual([false, true, true, true])
})
