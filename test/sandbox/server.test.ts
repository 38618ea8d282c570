import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Fault, SandboxSystem } from '../../src/sandbox/sandbox.ts'
import { type Served, serve } from '../../src/sandbox/server.ts'

/** A vendor that counts what really happened. */
function makeVendor(): SandboxSystem & { done: string[] } {
  const done: string[] = []
  const app = new Hono()
  app.all('*', async (context) => {
    done.push(`${context.req.method} ${new URL(context.req.url).pathname}`)
    if (context.req.path.startsWith('/login')) return context.json({ access_token: 'handed-out-1', expires_in: 60 })
    if (context.req.path.startsWith('/none')) return context.body(null)
    if (context.req.path.startsWith('/page'))
      return context.json({ items: [{ id: 1 }, { id: 2 }], total: 9, offset: 4 })
    if (context.req.path.startsWith('/values')) {
      return context.json({ fullResultSize: 2, from: 0, count: 2, values: [{ id: 1 }, { id: 2 }] })
    }
    if (context.req.path.startsWith('/cursor')) {
      return context.json({ data: [{ id: 1 }], cursor: { nextToken: 'next' } })
    }
    if (context.req.path.startsWith('/graphql')) {
      const company = { edges: [{ cursor: '1' }], pageInfo: { hasNextPage: true, hasPreviousPage: false } }
      return context.json({ data: { company, version: 'old', other: { edges: null } } })
    }
    if (context.req.path.startsWith('/array')) return context.json([1, 2, 3])
    return context.json({ echo: await context.req.text(), query: context.req.query('q') ?? null }, 201)
  })
  return { id: 'vendor', app, secrets: { key: 'top-secret-key' }, done, snapshot: () => ({ done }) }
}

let vendor: ReturnType<typeof makeVendor>
let served: Served

beforeEach(async () => {
  vendor = makeVendor()
  served = await serve(vendor)
})
afterEach(() => served.close())

const post = (path: string) => fetch(served.url + path, { method: 'POST', body: '{"a":1}' })

/** Exactly these bytes as the request target: fetch would tidy the path. */
async function rawGet(path: string): Promise<string> {
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
  socket.end(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
  return textOf(socket)
}

test('it listens on the loopback address only and frees the port when closed', async () => {
  expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const port = Number(new URL(served.url).port)
  await expect(fetch(`http://127.0.0.2:${port}/x`)).rejects.toThrow()
  await expect(serve(vendor, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await served.close()
  served = await serve(vendor, { port })
  expect((await post('/x')).status).toBe(201)
})

test('paths with ":" and ">" reach the system and the log as they were sent', async () => {
  const paths = ['/token/session/:create', '/token/session/%3EwhoAmI', '/token/session/>whoAmI', '/a%2Fb/c']
  for (const path of paths) expect(await rawGet(path)).toMatch(/^HTTP\/1\.1 201/)
  expect(served.requests().map((request) => request.path)).toEqual(paths)
  // The URL standard encodes a bare ">" on its own.
  expect(vendor.done.map((line) => line.replace('GET ', ''))).toEqual(paths.map((path) => path.replace('>', '%3E')))
})

describe('faults', () => {
  const broken = { done: 1, seen: 'broken', logged: 0 }
  const table: { fault: Fault; expected: { done: number; seen: number | string; logged: number } }[] = [
    { fault: { kind: 'status', status: 429 }, expected: { done: 0, seen: 429, logged: 429 } },
    { fault: { kind: 'status' }, expected: { done: 0, seen: 500, logged: 500 } },
    { fault: { kind: 'status-after', status: 503 }, expected: { done: 1, seen: 503, logged: 503 } },
    { fault: { kind: 'reset-before' }, expected: { ...broken, done: 0 } },
    { fault: { kind: 'reset-after' }, expected: broken },
    { fault: { kind: 'truncate' }, expected: { ...broken, logged: 201 } },
    { fault: { kind: 'delay', milliseconds: 1 }, expected: { done: 1, seen: 201, logged: 201 } },
    { fault: { kind: 'empty' }, expected: { done: 1, seen: 201, logged: 201 } },
  ]
  test.each(table)('$fault.kind $fault.status', async ({ fault, expected }) => {
    served.setFaults([fault])
    const seen = await post('/x').then(
      (response) =>
        response
          .text()
          .then(() => response.status)
          .catch(() => 'broken'),
      () => 'broken',
    )
    const [logged] = served.requests()
    expect({ done: vendor.done.length, seen, logged: logged?.status }).toEqual(expected)
    expect(logged).toMatchObject({ method: 'POST', path: '/x', body: { a: 1 }, fault: fault.kind })
  })

  test('a truncated answer promises its whole length and brings half of it', async () => {
    served.setFaults([{ kind: 'truncate' }])
    const whole = JSON.stringify([1, 2, 3])
    const answer = await rawGet('/array')
    expect(answer.toLowerCase()).toContain(`content-length: ${whole.length}`)
    expect(answer.split('\r\n\r\n')[1]).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  })

  test('an answer without a body cannot be cut, so it is not given at all', async () => {
    served.setFaults([{ kind: 'truncate' }])
    await expect(post('/none')).rejects.toThrow()
    expect(vendor.done).toEqual(['POST /none'])
  })

  test('a status carries its headers', async () => {
    served.setFaults([{ kind: 'status', status: 429, headers: { 'retry-after': '7' } }])
    expect((await post('/x')).headers.get('retry-after')).toBe('7')
  })

  test.each([
    ['/page', { items: [], total: 0, offset: 4 }],
    ['/values', { fullResultSize: 0, from: 0, count: 0, values: [] }],
    ['/array', []],
    ['/cursor', { data: [] }],
    [
      '/graphql',
      {
        data: {
          company: { edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false } },
          version: 'old',
          other: { edges: [] },
        },
      },
    ],
    ['/login', { access_token: 'handed-out-1', expires_in: 60 }],
  ])('empty takes the rows out of %s in its own shape', async (path, expected) => {
    served.setFaults([{ kind: 'empty' }])
    expect(await (await post(path)).json()).toEqual(expected)
  })

  test('they hit what they match, after so many and so many times, and one a request', async () => {
    served.setFaults([
      { kind: 'status', status: 501, method: 'post', path: '^/x\\?q=%3E', after: 1, times: 2 },
      { kind: 'status', status: 502, path: 'never' },
      { kind: 'status', status: 503, path: '^/x', times: 1 },
    ])
    const statuses: number[] = []
    for (const path of ['/y', '/x?q=%3E', '/x?q=%3E', '/x', '/x?q=%3E', '/x?q=%3E'])
      statuses.push((await post(path)).status)
    expect(statuses).toEqual([201, 503, 501, 201, 501, 201])
    expect((await fetch(`${served.url}/x?q=%3E`)).status).toBe(201)
    served.setFaults([])
    expect((await post('/x')).status).toBe(201)
  })

  test('a pattern that is none is refused and changes nothing', () => {
    expect(() => served.setFaults([{ kind: 'status', path: '(' }])).toThrow(SyntaxError)
  })

  test('closing does not wait for an answer that is kept back', async () => {
    served.setFaults([{ kind: 'delay', milliseconds: 3_600_000 }])
    const waiting = post('/x').catch(() => 'broken')
    while (vendor.done.length === 0) await new Promise(setImmediate)
    await served.close()
    expect(await waiting).toBe('broken')
    served = await serve(vendor)
  })
})

test('no secret stays in the log', async () => {
  await fetch(`${served.url}/login?consumerToken=c0nsumer&q=1`, {
    method: 'PUT',
    headers: { authorization: 'Basic c2VjcmV0' },
    body: JSON.stringify({
      employeeToken: 'empl0yee',
      deep: [{ client_secret: 's3cret' }],
      note: 'uses top-secret-key',
      n: 3,
    }),
  })
  await fetch(`${served.url}/login`, {
    method: 'POST',
    body: new URLSearchParams({ client_secret: 's3cret', client_id: 'somebody' }),
  })
  await fetch(`${served.url}/session/handed-out-1`, { method: 'DELETE' })
  expect(served.requests()).toEqual([
    {
      method: 'PUT',
      path: '/login?consumerToken=***&q=1',
      status: 200,
      body: { employeeToken: '***', deep: [{ client_secret: '***' }], note: 'uses ***', n: 3 },
    },
    { method: 'POST', path: '/login', status: 200, body: { client_secret: '***', client_id: 'somebody' } },
    { method: 'DELETE', path: '/session/***', status: 201 },
  ])
  served.clearRequests()
  expect(served.requests()).toEqual([])
})

test('everything can be done from outside the process', async () => {
  const control = (path: string, init?: RequestInit) => fetch(`${served.url}/__sandbox/${path}`, init)
  const put = (body: string) => control('faults', { method: 'PUT', body })

  expect((await put('[{"kind":"status","status":418,"times":1}]')).status).toBe(204)
  expect([(await post('/x')).status, (await post('/x')).status]).toEqual([418, 201])
  expect(await (await control('requests')).json()).toEqual(served.requests())
  expect(await (await control('state')).json()).toEqual({ done: ['POST /x'] })

  await put('[{"kind":"status","status":418}]')
  for (const wrong of [
    '',
    '{}',
    '[{"kind":"quake"}]',
    '[{"kind":"status","path":"("}]',
    '[{"kind":"status","time":1}]',
  ]) {
    expect((await put(wrong)).status, wrong).toBe(400)
  }
  expect((await post('/x')).status).toBe(418)
  expect((await control('faults', { method: 'DELETE' })).status).toBe(204)
  expect((await post('/x')).status).toBe(201)
  expect((await control('nothing')).status).toBe(404)
})
