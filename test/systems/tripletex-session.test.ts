/** Tripletex' session: how it is made, kept and made anew. */
import { expect, test } from 'vitest'
import { failure, openTripletex, refusal } from './tripletex-sandbox.ts'

const session = /\/token\/session\/:create/

test('one session serves everything, and is asked for in a body', async () => {
  const { everybody, read, served, count } = await openTripletex()
  await Promise.all([everybody(), read.account(), read.absenceTypes?.()])
  expect(count(session)).toBe(1)
  const [first] = served.requests()
  expect(first).toMatchObject({
    method: 'POST',
    path: '/v2/token/session/:create',
    body: { expirationDate: '2026-01-17' },
  })
})

test('user name 0 stands for the company of the key', async () => {
  const seen: (string | null)[] = []
  const { read } = await openTripletex({
    between(request, ask) {
      if (!session.test(request.url)) seen.push(request.headers.get('authorization'))
      return ask(request)
    },
  })
  await read.accountId?.()
  const decoded = seen.map((header) => Buffer.from(header?.replace(/^Basic /, '') ?? '', 'base64').toString())
  expect(decoded).toEqual([expect.stringMatching(/^0:[\w=]+$/)])
})

test.each([404, 405])('where POST is answered %i the older PUT makes it', async (status) => {
  const { read, served, asked } = await openTripletex()
  served.setFaults([{ kind: 'status', status, method: 'POST', path: session.source }])
  await read.accountId?.()
  expect(asked()).toEqual([
    `POST /token/session/:create ${status}`,
    'PUT /token/session/:create 200',
    'GET /token/session/%3EwhoAmI 200',
  ])
})

test('a session that has ended is made anew once, for all who notice', async () => {
  const { everybody, read, clock, count, employeeAt } = await openTripletex()
  await everybody()
  clock.time += 3 * 86_400_000
  const id = String(employeeAt(0).id)
  await Promise.all([everybody(), read.findPerson({ id }), read.absenceTypes?.()])
  expect(count(session)).toBe(2)
})

test('a write that was refused for its session is sent once more', async () => {
  const { write, personAt, clock, employeeAt, count } = await openTripletex()
  const person = await personAt(0)
  clock.time += 3 * 86_400_000
  await write.updatePerson(person, { givenName: 'Kari' })
  expect(employeeAt(0).firstName).toBe('Kari')
  expect(count(/^PUT \/v2\/employee/)).toBe(2)
})

test('what is refused with a new session too is not asked for a third time', async () => {
  const { everybody, served, asked } = await openTripletex()
  served.setFaults([{ kind: 'status', status: 401, path: '/employee' }])
  expect(await failure(everybody())).toMatchObject({
    kind: 'authorization',
    hint: expect.stringContaining('huma-payroll connect tripletex'),
  })
  expect(asked()).toEqual([
    'POST /token/session/:create 201',
    'GET /employee 401',
    'POST /token/session/:create 201',
    'GET /employee 401',
  ])
})

test('a failed session is not remembered', async () => {
  const { everybody, served } = await openTripletex()
  served.setFaults([{ kind: 'status', status: 422, path: session.source, times: 1 }])
  expect(await failure(everybody())).toMatchObject({ kind: 'authorization' })
  expect(await everybody()).toHaveLength(4)
})

test.each([
  ['employeeToken', 'authorization', /test environment/],
  ['consumerToken', 'authorization', /test environment/],
  ['expirationDate', 'authorization', /clock/],
] as const)('a refused %s says what to do', async (name, kind, hint) => {
  const { read, asked } = await openTripletex({
    between: () => refusal(422, 18000, [{ field: `arg:${name}`, message: 'Ugyldig.' }]),
  })
  expect(await failure(read.account())).toMatchObject({ kind, requestId: 'r-1', hint: expect.stringMatching(hint) })
  expect(asked()).toHaveLength(1)
})

test('without keys nothing is sent', async () => {
  const { read, asked } = await openTripletex({ session: { secrets: { employeeToken: 'x' } } })
  expect(await failure(read.account())).toMatchObject({ kind: 'authorization' })
  expect(asked()).toEqual([])
})

test.each([
  ['another path', '/v3', undefined],
  ['a web page', '/v2', () => new Response('<html>Hello</html>', { headers: { 'content-type': 'text/html' } })],
  ['a redirection', '/v2', () => new Response(null, { status: 302, headers: { location: 'https://tripletex.no/' } })],
] as const)('an address where Tripletex is not: %s', async (_name, basePath, between) => {
  const { read, everybody } = await openTripletex({ basePath, ...(between ? { between } : {}) })
  expect(['unavailable', 'protocol']).toContain((await failure(read.account())).kind)
  expect(['unavailable', 'protocol']).toContain((await failure(everybody())).kind)
})

test('the limit that the headers tell is kept, and a 429 without a time is waited for', async () => {
  const { read, clock, count } = await openTripletex({ rateLimit: { requests: 3, seconds: 30 } })
  for (let time = 0; time < 5; time += 1) expect(await read.findPerson({ employeeNumber: 'none' })).toBeUndefined()
  expect(clock.waited).toBeGreaterThanOrEqual(30_000)
  expect(count(/GET/)).toBe(5)
})
