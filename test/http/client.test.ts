import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { HumaPayrollError } from '../../src/errors.ts'
import { failureOf } from '../../src/http/failures.ts'
import type { HttpRequest, HttpResponse } from '../../src/http/http.ts'
import { clientFor, listen } from './server.ts'

function ok(outgoing: ServerResponse, body = '{"fine":true}', headers: Record<string, string> = {}): void {
  outgoing.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body)
}

const faults: Record<string, (outgoing: ServerResponse) => void> = {
  'reset before an answer': (outgoing) => outgoing.destroy(),
  'reset within a body of known length': (outgoing) => {
    outgoing.writeHead(200, { 'content-length': '100' })
    outgoing.write('{"half":', () => outgoing.destroy())
  },
  'reset within chunks': (outgoing) => {
    outgoing.write('{"half":', () => outgoing.destroy())
  },
  'end within a body of known length': (outgoing) => {
    outgoing.writeHead(200, { 'content-length': '100', connection: 'close' })
    outgoing.write('{"half":', () => outgoing.socket?.end())
  },
  'no HTTP': (outgoing) => outgoing.socket?.end('nonsense\r\n\r\n'),
  'status 500': (outgoing) => outgoing.writeHead(500).end(),
  'status 503': (outgoing) => outgoing.writeHead(503).end(),
  'status 429': (outgoing) => outgoing.writeHead(429).end(),
  'status 404': (outgoing) => outgoing.writeHead(404).end(),
}

/** The status that came at last, or the kind of the error; and how many requests the server saw. */
test.each([
  ['reset before an answer', { read: [200, 2], write: ['unknown-outcome', 1] }],
  ['reset within a body of known length', { read: [200, 2], write: ['unknown-outcome', 1] }],
  ['reset within chunks', { read: [200, 2], write: ['unknown-outcome', 1] }],
  ['end within a body of known length', { read: [200, 2], write: ['unknown-outcome', 1] }],
  ['no HTTP', { read: [200, 2], write: ['unknown-outcome', 1] }],
  ['status 500', { read: [200, 2], write: [500, 1] }],
  ['status 503', { read: [200, 2], write: [503, 1] }],
  ['status 429', { read: [200, 2], write: [200, 2] }],
  ['status 404', { read: [404, 1], write: [404, 1] }],
] as const)('%s, once: repeated only where that is safe', async (fault, expected) => {
  for (const effect of ['read', 'write'] as const) {
    const server = await listen((outgoing, number) => (number === 1 ? faults[fault]?.(outgoing) : ok(outgoing)))
    const method = effect === 'read' ? 'GET' : 'POST'
    const result = await outcome(clientFor().send({ method, url: `${server.url}/people`, effect, ...body(effect) }))
    expect([effect, result, server.asked.length]).toEqual([effect, ...expected[effect]])
  }
})

function body(effect: HttpRequest['effect']): Partial<HttpRequest> {
  return effect === 'write' ? { json: { givenName: 'Kari' } } : {}
}

async function outcome(answer: Promise<HttpResponse>): Promise<string | number> {
  return answer.then(
    ({ status }) => status,
    (error: unknown) => (error instanceof HumaPayrollError ? error.kind : String(error)),
  )
}

test('reads share connections; a write has its own, so that it never meets an old one at its end', async () => {
  const server = await listen((outgoing, number) => (number <= 9 ? ok(outgoing) : outgoing.destroy()))
  const http = clientFor()
  const url = `${server.url}/people`
  for (let count = 0; count < 8; count += 1) await http.send({ method: 'GET', url, effect: 'read' })
  const shared = server.connections()
  expect(shared).toBeLessThan(8)
  await http.send({ method: 'PUT', url, effect: 'write' })
  await expect(http.send({ method: 'PUT', url, effect: 'write' })).rejects.toMatchObject({ kind: 'unknown-outcome' })
  expect([server.connections() - shared, server.asked.length]).toEqual([2, 10])
})

test('what never answers is asked a bounded number of times', async () => {
  const broken = await listen((outgoing) => outgoing.destroy())
  const http = clientFor()
  const request = { method: 'GET', url: `${broken.url}/people`, query: { email: 'kari@nordlys.example' } } as const
  const error = await http.send({ ...request, effect: 'read' }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining(`127.0.0.1:${broken.port}`) })
  expect(String(error)).not.toContain('nordlys')
  expect(broken.asked).toHaveLength(5)
  expect(http.waits).toEqual([250, 500, 1000, 2000])

  const down = await listen((outgoing) => outgoing.writeHead(503, { 'retry-after': '7' }).end())
  const other = clientFor()
  expect(await other.send({ method: 'GET', url: down.url, effect: 'read' })).toMatchObject({ status: 503 })
  expect(down.asked).toHaveLength(5)
  expect(other.waits).toEqual([7000, 7000, 7000, 7000])
})

test('a write that found no connection is sent once there is one', async () => {
  const gone = createServer().listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const address = gone.address()
  const port = typeof address === 'object' && address ? address.port : 0
  gone.close()
  await once(gone, 'close')

  const write = { method: 'POST', url: `http://127.0.0.1:${port}/people`, json: {}, effect: 'write' } as const
  const alone = clientFor()
  await expect(alone.send(write)).rejects.toMatchObject({ kind: 'unavailable', details: { code: 'ECONNREFUSED' } })
  expect(alone.waits).toHaveLength(4)

  let server: Awaited<ReturnType<typeof listen>> | undefined
  const sleep = async () => {
    server ??= await listen((outgoing) => ok(outgoing), port)
  }
  expect(await clientFor({}, { sleep }).send(write)).toMatchObject({ status: 200 })
  expect(server?.asked).toHaveLength(1)
})

test('a write over a connection that is not secure, or through a proxy that says no, was never sent', async () => {
  const plain = await listen((outgoing) => ok(outgoing))
  const write = { method: 'POST', json: {}, effect: 'write' } as const
  const url = `https://127.0.0.1:${plain.port}/people`
  await expect(clientFor().send({ ...write, url })).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('secure'),
  })
  expect(plain.asked).toEqual([])

  const wanted: string[] = []
  const proxy = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void proxy.close())
  await once(proxy, 'listening')
  proxy.on('connect', (incoming, socket) => {
    wanted.push(incoming.url ?? '')
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
  })
  const { port } = Object(proxy.address())
  const env = { HTTPS_PROXY: `http://kari:hemmelig@127.0.0.1:${port}`, HTTP_PROXY: 'http://127.0.0.1:9' }
  const far = { ...write, url: 'https://payroll.example/people' }
  const error = await clientFor({}, { env })
    .send(far)
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('proxy') })
  expect(JSON.stringify([error, String(error)])).not.toContain('hemmelig')
  expect(wanted).toEqual(Array(5).fill('payroll.example:443'))
  // This machine itself is never asked for through a proxy.
  expect(await clientFor({}, { env }).send({ ...write, url: plain.url })).toMatchObject({ status: 200 })
})

test('no answer in time: a read is tried again, of a write nobody knows', async () => {
  const server = await listen((outgoing, number) => (number === 2 ? ok(outgoing) : undefined))
  const http = clientFor({ timeout: 0.2 })
  expect(await http.send({ method: 'GET', url: server.url, effect: 'read' })).toMatchObject({ status: 200 })
  const write = http.send({ method: 'POST', url: server.url, json: {}, effect: 'write' })
  await expect(write).rejects.toMatchObject({ kind: 'unknown-outcome', details: { code: 'TIMEOUT' } })
  expect(server.asked).toHaveLength(3)
})

test('what is sent: query, JSON, form, headers; and a redirect is followed by nobody', async () => {
  const elsewhere = await listen((outgoing) => ok(outgoing))
  const server = await listen((outgoing) =>
    outgoing.writeHead(307, { location: `${elsewhere.url}/people`, 'set-cookie': ['a=1', 'b=2'] }).end('moved'),
  )
  const http = clientFor()
  const url = `${server.url}/v2/%3EwhoAmI`
  const query = { from: 0, type: ['team', 'location'], search: 'å&b', missing: undefined, active: true }
  const headers = { authorization: 'Bearer hemmelig' }
  expect(await http.send({ method: 'GET', url, query, headers, effect: 'read' })).toEqual({
    status: 307,
    headers: expect.objectContaining({ location: `${elsewhere.url}/people`, 'set-cookie': 'a=1, b=2' }),
    body: 'moved',
  })
  await http.send({ method: 'POST', url, json: { navn: 'Åse' }, effect: 'write' })
  await http.send({ method: 'POST', url, form: { grant_type: 'client_credentials', x: 'å' }, effect: 'read' })
  expect(server.asked).toMatchObject([
    {
      path: '/v2/%3EwhoAmI?from=0&type=team&type=location&search=%C3%A5%26b&active=true',
      headers: { authorization: 'Bearer hemmelig', accept: 'application/json', 'user-agent': 'huma-payroll/test' },
      body: '',
    },
    { headers: { 'content-type': 'application/json' }, body: '{"navn":"Åse"}' },
    {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&x=%C3%A5',
    },
  ])
  expect(server.asked[0]?.headers).not.toHaveProperty('content-type')
  expect(elsewhere.asked).toEqual([])
})

test('an answer that would fill the memory is given up', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, 'x')
  const server = await listen(async (outgoing) => {
    for (let count = 0; count < 70 && !outgoing.destroyed; count += 1) {
      await new Promise((resolve) => outgoing.write(megabyte, resolve))
    }
    outgoing.end()
  })
  const http = clientFor()
  const read = http.send({ method: 'GET', url: server.url, effect: 'read' })
  await expect(read).rejects.toMatchObject({ kind: 'protocol' })
  const write = http.send({ method: 'POST', url: server.url, effect: 'write' })
  await expect(write).rejects.toMatchObject({ kind: 'unknown-outcome' })
  expect(server.asked).toHaveLength(2)
})

test.each([
  'http://payroll.example/v2',
  'http://127.0.0.1.payroll.example/v2',
  'http://10.0.0.1/v2',
  'ftp://localhost/v2',
  'payroll.example',
  '',
])('keys are not sent to %j', async (url) => {
  const request = { method: 'GET', url, query: { token: 'hemmelig' }, secret: ['payroll'], effect: 'read' } as const
  const error = await clientFor()
    .send(request)
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind: 'usage' })
  expect(String(error)).not.toMatch(/hemmelig|payroll/)
})

test('an interruption ends waits and reads at once, and lets a write finish', async () => {
  const interruption = new AbortController()
  let release = () => {}
  const server = await listen((outgoing) => {
    release = () => ok(outgoing)
    interruption.abort()
  })
  const http = clientFor({ concurrency: 1 }, { interrupted: interruption.signal })
  const write = http.send({ method: 'POST', url: server.url, effect: 'write' })
  const queued = http.send({ method: 'GET', url: server.url, effect: 'read' })
  await once(interruption.signal, 'abort')
  release()
  expect(await write).toMatchObject({ status: 200 })
  await expect(queued).rejects.toMatchObject({ kind: 'cancelled' })
  expect(server.asked).toHaveLength(1)

  const other = new AbortController()
  const silent = await listen(() => other.abort())
  const read = clientFor({}, { interrupted: other.signal }).send({ method: 'GET', url: silent.url, effect: 'read' })
  await expect(read).rejects.toMatchObject({ kind: 'cancelled' })

  const third = new AbortController()
  const busy = await listen((outgoing) => outgoing.writeHead(429).end())
  const sleep = async () => third.abort()
  const waiting = clientFor({}, { sleep, interrupted: third.signal }).send({
    method: 'POST',
    url: busy.url,
    effect: 'write',
  })
  await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' })
  expect(busy.asked).toHaveLength(1)
})

test.each([
  ['ENOTFOUND', 'DNS', false],
  ['CERT_HAS_EXPIRED', 'certificate', true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate', true],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate', true],
  ['UND_ERR_CONNECT_TIMEOUT', '10 s', false],
])('%s is told as a matter of: %s', (code, word, lasting) => {
  const failure = failureOf(Object.assign(new Error('x'), { code }), false, undefined)
  expect(failure).toMatchObject({ why: expect.stringContaining(word), lasting, sent: false })
})
