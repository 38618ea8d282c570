import { describe, expect, test } from 'vitest'
import type { Patch } from '../../src/core/person.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { failure } from './tripletex-sandbox.ts'
import { type Between, kari, openVisma } from './visma-net-payroll-setting.ts'

/** Of the vendor's demo: each job is done in the moment when it is first asked about. */
const quick = { jobs: { polls: 0, seconds: 0 } }
/** Nobody lives to see it. */
const never = { jobs: { polls: 1_000_000, seconds: 1_000_000_000 } }

const mediaType = 'application/vnd.no.payroll.employee.V2.0+json'

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
      name: `company with Tenant ID ${byKey.tenantId}`,
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

  test('a login that is refused is sent the documented way', async () => {
    const { read } = await openVisma({ session: { secrets: {} }, between: () => new Response(null, { status: 401 }) })
    expect(await failure(read.account())).toMatchObject({
      kind: 'authorization',
      hint: expect.stringContaining('--method client-credentials'),
    })
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

describe('creating', () => {
  test('a draft is made by one request, its job is asked about until it is done, and what it lacks is said', async () => {
    const { write, read, sandbox, asked, sent } = await openVisma()
    const { id, warnings, requestId, incomplete } = await write.createPerson(kari)
    expect(asked()).toEqual([
      'POST /employees/withPosition 202',
      ...Array.from({ length: 3 }, () => 'GET /employees/jobs/* 200'),
    ])
    expect(sent('POST')).toEqual([
      {
        isDraft: true,
        personNames: [{ firstName: 'Kari', lastName: 'Nordmann' }],
        phones: [{ number: 99912345 }],
        emails: [{ address: 'kari@nordlys.example' }],
      },
    ])
    expect(sandbox.snapshot().at(-1)).toMatchObject({ id, isDraft: true })
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(incomplete).toBeUndefined()
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Created as a draft\. .*\(national identity number, date of birth, home address, bank account, position, salary/,
      ),
    ])
    expect(await read.findPerson({ email: 'KARI@nordlys.example' })).toMatchObject({ id, active: true })
  })

  test('a job that does not end is an unknown outcome, and the same person is not sent again', async () => {
    const { write, sent, asked, clock } = await openVisma({ sandbox: never })
    const error = await failure(write.createPerson(kari))
    expect(error).toMatchObject({ kind: 'unknown-outcome', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    const polls = asked().length - 1
    expect(polls).toBeGreaterThan(10)
    expect(clock.waited).toBeGreaterThan(45_000)
    expect(await failure(write.createPerson({ ...kari }))).toMatchObject({ kind: 'unknown-outcome' })
    expect(sent('POST')).toHaveLength(1)
    await failure(write.createPerson({ ...kari, email: 'ola@nordlys.example' }))
    expect(sent('POST')).toHaveLength(2)
  })

  test('after a lost answer the job is given time, and who looks then finds them', async () => {
    const { write, read, served, sandbox } = await openVisma()
    served.setFaults([{ kind: 'reset-after', method: 'POST', times: 1 }])
    expect(await failure(write.createPerson(kari))).toMatchObject({ kind: 'unknown-outcome' })
    expect(await read.findPerson({ email: kari.email })).toMatchObject({ id: sandbox.snapshot().at(-1)?.id })
    expect(await failure(write.createPerson(kari))).toMatchObject({ kind: 'unknown-outcome' })
    expect(sandbox.snapshot()).toHaveLength(5)
  })

  test('questions about a job that are lost or refused are asked again', async () => {
    const { write, served, sent } = await openVisma({ sandbox: quick })
    const path = '/employees/jobs/'
    served.setFaults([
      { kind: 'reset-before', path, times: 2 },
      { kind: 'status', status: 503, path, times: 2 },
      { kind: 'truncate', path, times: 1 },
      { kind: 'status', status: 401, path, times: 1 },
      { kind: 'status', status: 404, path, times: 1 },
    ])
    expect(await write.createPerson(kari)).toMatchObject({ id: expect.any(String) })
    expect(sent('POST')).toHaveLength(1)
  })

  test('a token that ends in between is renewed, and the request is sent once more: it did nothing', async () => {
    const { write, served, tokens, sandbox } = await openVisma({ sandbox: quick })
    served.setFaults([{ kind: 'status', status: 401, method: 'POST', times: 1 }])
    await write.createPerson(kari)
    expect(tokens.renewals).toBe(1)
    expect(sandbox.snapshot()).toHaveLength(5)
  })

  test('a job that fails is a refusal of the field, without what was sent', async () => {
    const { write, employeeAt } = await openVisma({ sandbox: quick })
    const error = await failure(write.createPerson({ ...kari, employeeNumber: employeeAt(0).number ?? '' }))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'employeeNumber' } })
    expect(error.message).not.toContain(employeeAt(0).number)
  })

  test.each<[string, Patch]>([
    ['phone', { phone: '+46701740605' }],
    ['nationalId', { nationalId: { country: 'SE', number: '195001201234' } }],
    ['bankAccount', { bankAccount: { kind: 'national', country: 'SE', number: '33001000000' } }],
  ])('a %s that has no place there is refused before anything is sent', async (field, patch) => {
    const { write, served } = await openVisma()
    expect(await failure(write.createPerson({ ...kari, ...patch }))).toMatchObject({
      kind: 'refused',
      details: { field },
    })
    expect(served.requests()).toEqual([])
  })
})

describe('where a job is', () => {
  test.each(['/v1/employees/jobs/4711', 'https://elsewhere.example/employees/jobs/4711/', '4711'])(
    'only its id is taken: %s',
    async (location) => {
      const { write, asked } = await openVisma({ between: playing({ location }) })
      expect(await write.createPerson(kari)).toMatchObject({ id: 'made', requestId: '4711' })
      expect(asked()).toEqual(['POST /employees/withPosition 202', 'GET /employees/jobs/4711 200'])
    },
  )

  test.each<[string, Played]>([
    ['an answer that names none', { location: '' }],
    ['a job that does not tell whom it made', { job: { status: 'Succeeded' } }],
  ])('%s is an unknown outcome', async (_, played) => {
    const { write, sent } = await openVisma({ between: playing(played) })
    expect(await failure(write.createPerson(kari))).toMatchObject({ kind: 'unknown-outcome' })
    expect(await failure(write.createPerson(kari))).toMatchObject({ kind: 'unknown-outcome' })
    expect(sent('POST')).toHaveLength(1)
  })
})

describe('warnings of a job that succeeded', () => {
  const warning = { message: 'phones were not taken: 99912345', jsonPath: 'phones[0].number', severity: 'Warning' }
  const job = { status: 'Succeeded', artifactId: 'made', validationResults: [warning] }
  const words = 'Mobile phone: phones were not taken: …'

  test('are passed on, without values, where everything is there', async () => {
    const { write } = await openVisma({ between: playing({ job, phone: 99912345 }) })
    const { warnings, incomplete } = await write.createPerson(kari)
    expect(warnings).toEqual([expect.stringContaining('draft'), words])
    expect(incomplete).toBeUndefined()
  })

  test('are the reason where something was left out', async () => {
    const { write, read } = await openVisma({ between: playing({ job }) })
    const { incomplete } = await write.createPerson(kari)
    expect(incomplete).toMatchObject({ kind: 'refused', details: { field: 'phone' } })
    expect(incomplete?.message).toContain(words)
    const person = await read.findPerson({ id: 'made' })
    if (!person) throw new Error('Nobody was made.')
    expect(await failure(write.updatePerson(person, { phone: kari.phone }))).toMatchObject({
      kind: 'refused',
      details: { field: 'phone' },
    })
  })
})

describe('changing', () => {
  test('the ETag of what was read goes along, and a change in between is not overwritten', async () => {
    const etags: (string | null)[] = []
    const opened = await openVisma({
      sandbox: quick,
      between(request, ask) {
        if (request.method === 'PUT') {
          etags.push(request.headers.get('if-match'))
          opened.sandbox.edit(opened.employeeAt(0).id, { emails: [{ address: 'between@nordlys.example' }] })
        }
        return ask(request)
      },
    })
    const person = await opened.personAt(0)
    expect(await failure(opened.write.updatePerson(person, { phone: kari.phone }))).toMatchObject({ kind: 'stale' })
    expect(etags).toEqual([expect.stringMatching(/./)])
    expect(opened.employeeAt(0)).toMatchObject({ emails: [{ address: 'between@nordlys.example' }] })
  })

  test('the whole document goes back byte for byte, apart from what changes', async () => {
    const stored = [
      '{"id":"made","tenantId":"t","number":"7","personNames":[',
      '{"firstName":"Kåri","lastName":"Berg","activeStart":"2019-01-01","activeEnd":"2020-12-31","x":1.50},',
      '{"firstName":"Kari","lastName":"Berg","activeStart":"2021-01-01","activeEnd":null}],',
      '"pensionCompanyIds":[{"value":"p","activeStart":null}],"unions":[{"percent":37.50,"id":12345678901234567890}],',
      '"phones":[{"type":"Mobile","number":99900000}],"notes":"1 \\"2\\" 3","unknown":{"of":[null,true,1e3]}}',
    ].join('')
    const bodies: string[] = []
    const { read, write } = await openVisma({ between: playing({ stored, bodies }) })
    const person = await read.findPerson({ id: 'made' })
    if (!person) throw new Error('Nobody is there.')
    await write.updatePerson(person, { phone: kari.phone })
    expect(bodies).toEqual([stored.replace('99900000', '99912345')])
    await write.updatePerson(person, { familyName: 'Nordmann' })
    const [, renamed = ''] = bodies
    expect(renamed).toBe(
      stored.replace(
        '"activeStart":"2021-01-01","activeEnd":null}',
        '"activeStart":"2021-01-01","activeEnd":"2026-01-14"},{"firstName":"Kari","lastName":"Nordmann","activeStart":"2026-01-15"}',
      ),
    )
  })

  test('whoever is a draft stays one', async () => {
    const { write, personAt, sandbox, employeeAt } = await openVisma({ sandbox: quick })
    await write.createPerson(kari)
    await write.updatePerson(await personAt(-1), { birthDate: '1987-12-30' })
    expect(employeeAt(-1)).toMatchObject({ isDraft: true, dateOfBirth: '1987-12-30' })
    expect(sandbox.snapshot()).toHaveLength(5)
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

interface Played {
  location?: string
  job?: object
  /** Of the employee that is there. */
  phone?: number
  stored?: string
  /** What was put is added here. */
  bodies?: string[]
}

function answer(body: object | string, status = 200): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Response(text, { status, headers: { 'content-type': mediaType, etag: '"1"' } })
}

/** Another Visma: it says that it has done what it is asked, and has one employee, with the id "made". */
function playing({ location, job, phone, stored, bodies }: Played): Between {
  return async (request) => {
    if (request.method === 'GET') {
      if (request.url.includes('/jobs/')) return answer(job ?? { status: 'Succeeded', artifactId: 'made' })
      const { givenName: firstName, familyName: lastName, email } = kari
      const phones = phone === undefined ? [] : [{ number: phone }]
      return answer(
        stored ?? { id: 'made', personNames: [{ firstName, lastName }], emails: [{ address: email }], phones },
      )
    }
    bodies?.push(await request.text())
    return new Response(null, { status: 202, headers: { location: location ?? '/v2/employees/jobs/4711' } })
  }
}
