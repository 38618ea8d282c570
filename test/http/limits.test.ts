import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { clientFor, listen, patient } from './server.ts'
import { simulate } from './simulated.ts'

const start = Date.UTC(2026, 0, 15, 12)

function answer(outgoing: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  outgoing.writeHead(status, headers).end()
}

test('never more requests at once than allowed', async () => {
  let now = 0
  let most = 0
  const held: (() => void)[] = []
  const server = await listen(async (outgoing) => {
    now += 1
    most = Math.max(most, now)
    await new Promise<void>((resolve) => {
      held.push(resolve)
      // The first three are answered only when all three are there.
      if (held.length >= 3) for (const one of held) one()
    })
    now -= 1
    answer(outgoing, 200)
  })
  const http = clientFor({ concurrency: 3 })
  await Promise.all(Array.from({ length: 12 }, () => http.send({ method: 'GET', url: server.url, effect: 'read' })))
  expect([server.asked.length, most]).toEqual([12, 3])
})

test('never more requests in a window than allowed, and no longer waits than needed', async () => {
  const server = await listen((outgoing) => answer(outgoing, 200))
  // One at a time: this clock jumps, also past what is under way.
  const http = clientFor({ concurrency: 1, window: { requests: 2, seconds: 5 } })
  await Promise.all(Array.from({ length: 7 }, () => http.send({ method: 'GET', url: server.url, effect: 'read' })))
  expect(http.waits).toEqual([5000, 5000, 5000])
  expect(server.asked).toHaveLength(7)

  // Sliding: a request counts for five seconds from when it was sent, not until a full multiple of five.
  http.clock.time += 3000
  await http.send({ method: 'GET', url: server.url, effect: 'read' })
  http.clock.time += 3000
  http.waits.length = 0
  await http.send({ method: 'GET', url: server.url, effect: 'read' })
  await http.send({ method: 'GET', url: server.url, effect: 'read' })
  expect(http.waits).toEqual([2000])
})

/** In milliseconds, there and back. */
const networks = {
  near: (random: number) => ({ there: 20 + random * 150, back: 30 }),
  slow: (random: number) => ({ there: 40 + random * 200, back: 200 + random * 300 }),
  'sometimes stuck': (random: number) => ({ there: random < 0.05 ? 1500 : 30, back: 50 }),
}

test.each<[keyof typeof networks, number]>([
  ['near', 0.95],
  ['slow', 0.9],
  ['sometimes stuck', 0.95],
])('a window is kept and used over a network that is %s', async (network, used) => {
  const policy = { ...patient, window: { requests: 25, seconds: 5 }, tooManyWait: 5 }
  const { refused, most, lasted } = await simulate({ clients: 1, requestsEach: 2000, policy, way: networks[network] })
  expect([refused, most]).toEqual([0, 25])
  const allowed = (Math.max(...lasted) / 5000) * 25
  expect(2000 / allowed).toBeGreaterThanOrEqual(used)
})

test.each([2, 3])('%s processes that do not know of each other give way, and all get done', async (clients) => {
  const policy = { ...patient, window: { requests: 25, seconds: 5 }, tooManyWait: 5 }
  for (const way of Object.values(networks)) {
    const { refused, failed } = await simulate({ clients, requestsEach: 1000, policy, way })
    expect(failed).toBe(0)
    // Without giving way it is hundreds.
    expect(refused).toBeLessThan(clients * 100)
  }
})

const headers = { remaining: 'x-left', reset: 'x-reset' }

test('nothing left: everybody waits until it is whole again', async () => {
  const server = await listen((outgoing, number) =>
    answer(outgoing, 200, number === 1 ? { 'x-left': '0', 'x-reset': '8' } : { 'x-left': '5', 'x-reset': '8' }),
  )
  const http = clientFor({ headers })
  const read = () => http.send({ method: 'GET', url: server.url, effect: 'read' })
  await read()
  await Promise.all([read(), read(), read()])
  expect(http.waits).toEqual([8000])
})

test.each<[string, Record<string, string>[], number[]]>([
  ['nothing: longer and longer', [{}, {}, {}], [10_000, 20_000, 40_000]],
  ['Retry-After in seconds', [{ 'retry-after': '3' }], [3000]],
  ['Retry-After as a date', [{ 'retry-after': new Date(start + 4000).toUTCString() }], [4000]],
  ['a date in the past', [{ 'retry-after': new Date(start - 4000).toUTCString() }], [1000]],
  ['the reset', [{ 'x-reset': '6', 'retry-after': '3' }], [6000]],
  ['zero', [{ 'x-reset': '0' }], [1000]],
  ['nonsense', [{ 'x-reset': 'soon', 'retry-after': 'later' }], [10_000]],
])('a 429 that tells %s', async (_, refusals, waits) => {
  const server = await listen((outgoing, number) => {
    const refusal = refusals[number - 1]
    answer(outgoing, refusal ? 429 : 200, refusal)
  })
  const http = clientFor({ headers })
  expect(await http.send({ method: 'POST', url: server.url, effect: 'write' })).toMatchObject({ status: 200 })
  expect(http.waits).toEqual(waits)
  expect(server.asked).toHaveLength(refusals.length + 1)
})

test('a 429 that tells nothing is waited out until the reset that was seen last', async () => {
  const server = await listen((outgoing, number) => {
    if (number === 1) answer(outgoing, 200, { 'x-left': '1', 'x-reset': '9' })
    else answer(outgoing, number === 2 ? 429 : 200)
  })
  const http = clientFor({ headers })
  await http.send({ method: 'GET', url: server.url, effect: 'read' })
  http.clock.time += 2000
  await http.send({ method: 'GET', url: server.url, effect: 'read' })
  expect(http.waits).toEqual([7000])
})

test('what is too long to wait for is the caller’s to know', async () => {
  const server = await listen((outgoing) => answer(outgoing, 429, { 'retry-after': '3600' }))
  const http = clientFor()
  for (const effect of ['read', 'write'] as const) {
    expect(await http.send({ method: 'POST', url: server.url, effect })).toMatchObject({ status: 429 })
  }
  expect([http.waits, server.asked.length]).toEqual([[], 2])

  const stubborn = await listen((outgoing) => answer(outgoing, 429, { 'retry-after': '1' }))
  expect(await http.send({ method: 'POST', url: stubborn.url, effect: 'write' })).toMatchObject({ status: 429 })
  expect(stubborn.asked).toHaveLength(10)
})
