import { describe, expect, test } from 'vitest'
import { type ErrorParts, HumaPayrollError } from '../../src/errors.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import type { AccessTokens } from '../../src/systems/system.ts'
import { failure } from './tripletex-sandbox.ts'
import { answer, kari, openVisma, quick } from './visma-net-payroll-setting.ts'

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = []
  for await (const row of rows) read.push(row)
  return read
}

describe('reading', () => {
  test('a list comes in pages of fifty, each asked for with the same filters, drafts among them', async () => {
    const { read, sandbox, served, employeeAt } = await openVisma({
      people: makePeople({ count: 120, seed: 1, country: 'NO' }),
    })
    sandbox.edit(employeeAt(3).id, { isDraft: true })
    const people = await all(read.people())
    expect(people.map(({ id }) => id).sort()).toEqual(
      sandbox
        .snapshot()
        .map(({ id }) => id)
        .sort(),
    )
    const queries = served.requests().map(({ path }) => new URLSearchParams(path.split('?')[1]))
    expect(queries).toHaveLength(3)
    for (const query of queries) {
      expect([query.get('includeDrafts'), query.get('embed')]).toEqual(['true', '(positions)'])
    }
    expect(queries.map((query) => query.has('cursor'))).toEqual([false, true, true])
  })

  test('a cursor that leads to itself ends in an error, not in an endless list or in half of one', async () => {
    const row = { id: 'a', personNames: [{ firstName: 'Kari', lastName: 'Nordmann' }] }
    const { read, served } = await openVisma({
      between: () => answer({ data: [row], cursor: { nextToken: 'again' } }),
    })
    expect(await failure(all(read.people()))).toMatchObject({ kind: 'protocol' })
    expect(served.requests()).toHaveLength(2)
  })

  test('a draft that is shown in the list only is found, and its change is refused', async () => {
    const { read, write, sent, employeeAt } = await openVisma({
      between: (request, ask) =>
        /employees\/[0-9a-f-]{36}$/.test(new URL(request.url).pathname) && request.method === 'GET'
          ? new Response(null, { status: 404 })
          : ask(request),
    })
    const { id } = employeeAt(1)
    const draft = await read.findPerson({ id })
    if (!draft) throw new Error('The draft was not found.')
    const error = await failure(write.updatePerson(draft, { email: kari.email }))
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('in its list only') })
    expect(sent('PUT')).toEqual([])
    expect(await read.findPerson({ id: '00000000-0000-4000-8000-000000000000' })).toBeUndefined()
  })

  test('a draft that is shown where drafts are asked for is changed there; who refuses the question is not asked again', async () => {
    const hidden = (status: number) => async (request: Request, ask: (request: Request) => Promise<Response>) => {
      const url = new URL(request.url)
      if (request.method !== 'GET' || !/employees\/[0-9a-f-]{36}$/.test(url.pathname)) return ask(request)
      if (!url.searchParams.has('includeDrafts')) return new Response(null, { status: 404 })
      url.searchParams.delete('includeDrafts')
      return status === 200 ? ask(new Request(url, request)) : new Response(null, { status })
    }
    const { write, employeeAt, personAt } = await openVisma({ between: hidden(200), sandbox: quick })
    await write.updatePerson(await personAt(1), { email: kari.email })
    expect(employeeAt(1).emails).toMatchObject([{ address: kari.email }])

    const strict = await openVisma({ between: hidden(400) })
    expect(await strict.personAt(1)).toMatchObject({ id: strict.employeeAt(1).id })
    const out = await openVisma({ between: hidden(503) })
    expect(await failure(out.personAt(1))).toMatchObject({ kind: 'unavailable' })
  })

  test('a 404 from something on the way is an outage, not a missing employee', async () => {
    const { read, employeeAt } = await openVisma({ between: () => new Response('nothing here', { status: 404 }) })
    expect(await failure(read.findPerson({ id: employeeAt(0).id }))).toMatchObject({ kind: 'unavailable' })
    expect(await failure(read.findPerson({ email: kari.email }))).toMatchObject({ kind: 'unavailable' })
  })

  test('two with one address are told apart by nobody', async () => {
    const { read, sandbox, employeeAt } = await openVisma()
    for (const index of [0, 1]) sandbox.edit(employeeAt(index).id, { emails: [{ address: kari.email }] })
    const error = await failure(read.findPerson({ email: kari.email }))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'email' } })
    expect(error.hint).toContain(employeeAt(0).id)
  })
})

describe('the key', () => {
  test('the account is the Tenant ID, from the key or from an employee', async () => {
    const byKey = await openVisma({ people: [] })
    expect(await byKey.read.account()).toEqual({
      id: byKey.tenantId,
      name: `tenant ${byKey.tenantId.slice(0, 8)}`,
    })
    const byLogin = await openVisma({ session: { secrets: {} } })
    expect(await byLogin.read.account()).toMatchObject({ id: byLogin.tenantId })
    const empty = await openVisma({ people: [], session: { secrets: {} } })
    expect(await failure(empty.read.account())).toMatchObject({
      kind: 'authorization',
      hint: expect.stringContaining('--method client-credentials'),
    })
  })

  test('the Tenant ID of a customer is recognized by a token that opens nothing', async () => {
    const { read, asked, tokens } = await openVisma({ tenant: '9e1f0000-0000-4000-8000-c0570e000001' })
    const error = await failure(read.account())
    expect(error).toMatchObject({
      kind: 'authorization',
      message: expect.stringContaining('Tenant ID of the customer instead of the company'),
      hint: expect.stringMatching(/Company Tenant ID.*huma-payroll connect visma-net-payroll/),
    })
    expect(asked()).toEqual(['GET /employees 401', 'GET /employees 401'])
    expect(tokens.renewals).toBe(1)
  })

  test.each([
    ['and renewed in vain', { secrets: {} }, '--method client-credentials'],
    ['and was just made', { secrets: {}, accessToken: ofLogin({}) }, '--method client-credentials'],
    ['and has ended', { secrets: {}, accessToken: ofLogin({ details: { code: 'invalid_grant' } }) }, 'log in again'],
  ])('a login that is refused %s', async (_, session, hint) => {
    const { read } = await openVisma({ session, between: () => new Response(null, { status: 401 }) })
    const error = await failure(read.account())
    expect(error).toMatchObject({ kind: 'authorization', hint: expect.stringContaining(hint) })
  })

  test('a right that was not ticked is named, with where to tick it', async () => {
    const { read } = await openVisma({ between: () => new Response(null, { status: 403 }) })
    const { missingRights } = await read.account()
    expect(missingRights).toEqual([expect.stringMatching(/Visma App Store.*"Read employees"/)])
    const readOnly = await openVisma({
      between: (request, ask) => (request.method === 'POST' ? new Response(null, { status: 403 }) : ask(request)),
    })
    const error = await failure(readOnly.write.createPerson(kari))
    expect(error).toMatchObject({ kind: 'authorization', hint: expect.stringContaining('"Write employees"') })
  })
})

describe('types of addresses and numbers', () => {
  const emails = [
    { type: 'Private', address: 'private@nordlys.example' },
    { type: 'Work', address: 'work@nordlys.example' },
  ]

  test('those that the employees have can be chosen', async () => {
    const { read, sandbox, employeeAt } = await openVisma()
    sandbox.edit(employeeAt(0).id, { emails })
    expect(await read.choices('emailType')).toEqual([
      { value: 'Work', label: 'Work (used by 4)' },
      { value: 'Private', label: 'Private (used by 1)' },
    ])
    expect(await read.choices('phoneType')).toEqual([{ value: 'Mobile', label: 'Mobile (used by 4)' }])
    expect(await read.choices('unknown')).toEqual([])
  })

  test.each([
    ['', 'private@nordlys.example', [{ ...emails[0], address: kari.email }, emails[1]]],
    ['Work', 'work@nordlys.example', [emails[0], { ...emails[1], address: kari.email }]],
    ['Other', null, [...emails, { type: 'Other', address: kari.email }]],
  ])('the chosen one ("%s") is read and written, and the others stay', async (emailType, before, after) => {
    const { write, sandbox, employeeAt, personAt } = await openVisma({ settings: { emailType }, sandbox: quick })
    sandbox.edit(employeeAt(0).id, { emails })
    const person = await personAt(0)
    expect(person.fields.email).toBe(before)
    await write.updatePerson(person, { email: kari.email })
    expect(employeeAt(0).emails).toEqual(after)
    await write.createPerson({ ...kari, email: 'new@nordlys.example' })
    expect(employeeAt(-1).emails).toEqual([
      { ...(emailType === '' ? {} : { type: emailType }), address: 'new@nordlys.example' },
    ])
  })
})

test('one without a type, as it was sent before a type was chosen, is that of the type', async () => {
  const setting = { settings: { emailType: 'Work', phoneType: 'Work' }, sandbox: quick }
  const { write, sandbox, employeeAt, personAt } = await openVisma(setting)
  sandbox.edit(employeeAt(0).id, {
    emails: [{ type: 'Private', address: 'private@nordlys.example' }, { address: 'work@nordlys.example' }],
    phones: [{ number: 99912340 }],
  })
  const person = await personAt(0)
  expect(person.fields).toMatchObject({ email: 'work@nordlys.example', phone: '+4799912340' })
  await write.updatePerson(person, { phone: kari.phone })
  expect(employeeAt(0).phones).toEqual([{ number: 99912345 }])
})

/** Of a login that cannot be renewed. */
function ofLogin(parts: ErrorParts): AccessTokens {
  return {
    get: async () => 'token',
    renew: () => Promise.reject(new HumaPayrollError('authorization', 'No.', { hint: 'log in again', ...parts })),
  }
}
