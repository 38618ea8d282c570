import { describe, expect, test } from 'vitest'
import type { Patch } from '../../src/core/person.ts'
import { mediaType } from '../sandbox/served-visma-net-payroll.ts'
import { failure } from './tripletex-sandbox.ts'
import { answer, kari, openVisma, type Played, playing, quick } from './visma-net-payroll-setting.ts'

/** The pace of jobs whose end nobody lives to see. */
const never = { jobs: { polls: 1_000_000, seconds: 1_000_000_000 } }

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
        positions: [],
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

  test('who interrupts the run waits for the end of the job, and nothing more', async () => {
    const { signal, abort } = abortable()
    const { write, read, sandbox } = await openVisma({
      interrupted: signal,
      between: (request, ask) => {
        if (request.method === 'POST') abort()
        return ask(request)
      },
    })
    expect(await write.createPerson(kari)).toMatchObject({ id: sandbox.snapshot().at(-1)?.id })
    expect(await failure(read.findPerson({ email: kari.email }))).toMatchObject({ kind: 'cancelled' })
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
  test.each([
    '/v1/employees/jobs/4711',
    'https://elsewhere.example/employees/jobs/4711/',
    '4711',
    '/v2/employees/jobs/4711?tenant=9',
  ])('only its id is taken: %s', async (location) => {
    const { write, asked } = await openVisma({ between: playing({ location }) })
    expect(await write.createPerson(kari)).toMatchObject({ id: 'made', requestId: '4711' })
    expect(asked()).toEqual(['POST /employees/withPosition 202', 'GET /employees/jobs/4711 200'])
  })

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

  test.each([409, 412])('%i is the answer to a change that came too late', async (status) => {
    const { write, personAt } = await openVisma({
      between: (request, ask) => (request.method === 'PUT' ? new Response(null, { status }) : ask(request)),
    })
    expect(await failure(write.updatePerson(await personAt(0), { phone: kari.phone }))).toMatchObject({ kind: 'stale' })
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

function abortable() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

describe('a creation of an earlier run, which was killed while its job was under way', () => {
  test('is waited for by whoever looks', async () => {
    const setting = { sandbox: { jobs: { polls: 1_000_000, seconds: 20 } } }
    const { read, sandbox, tokens, served, clock } = await openVisma(setting)
    const body = {
      isDraft: true,
      personNames: [{ firstName: 'Kari', lastName: 'Nordmann' }],
      emails: [{ address: kari.email }],
    }
    const headers = { authorization: `Bearer ${tokens.current}`, accept: mediaType, 'content-type': mediaType }
    const address = `${served.url}/v2/employees/withPosition`
    expect((await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(202)
    expect(sandbox.snapshot()).toHaveLength(4)
    expect(await read.findPerson({ email: kari.email })).toMatchObject({ id: sandbox.snapshot().at(-1)?.id })
    expect(clock.waited).toBeGreaterThanOrEqual(20_000)
  })

  test('that never was is looked for half a minute, once for all', async () => {
    const { read, clock } = await openVisma()
    expect(await read.findPerson({ email: kari.email })).toBeUndefined()
    expect(clock.waited).toBe(30_000)
    expect(await read.findPerson({ nationalId: '01010112345' })).toBeUndefined()
    expect(clock.waited).toBe(30_000)
  })
})

test('a job without an address is the one in the body', async () => {
  const { write, asked } = await openVisma({
    between: (request) =>
      request.method === 'POST'
        ? answer({ id: '4711', status: 'NotStarted' }, 202)
        : answer({ status: 'Succeeded', artifactId: 'made' }),
  })
  expect(await write.createPerson(kari)).toMatchObject({ id: 'made', requestId: '4711' })
  expect(asked()).toEqual(['POST /employees/withPosition 202', 'GET /employees/jobs/4711 200'])
})
