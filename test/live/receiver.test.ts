/** The web server that Huma's notices come to: what it lets in, and what it says to the rest. */
import { request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { listen, type Taken } from '../../src/live/receiver.ts'

async function receiver(take: (body: Uint8Array, headers: Headers) => Taken = () => 'taken') {
  const taken: { body: string; topic: string | null }[] = []
  const made = await listen({ host: '127.0.0.1', port: 0 }, (body, headers) => {
    taken.push({ body: new TextDecoder().decode(body), topic: headers.get('huma-topic') })
    return take(body, headers)
  })
  onTestFinished(() => made.close())
  const post = (body: string | Uint8Array, path = '/huma') =>
    fetch(`${made.url}${path}`, { method: 'POST', body, headers: { 'huma-topic': 'users-update' } })
  return { ...made, taken, post }
}

test('a notice is handed over as it came, and answered after it was taken', async () => {
  const { post, taken } = await receiver()
  const body = '{"topic":"users-update",  "users":[{"id":"æøå"}]}'
  expect((await post(body)).status).toBe(204)
  expect(taken).toEqual([{ body, topic: 'users-update' }])
})

test.each<[Taken, number]>([
  ['refused', 401],
  ['unreadable', 400],
])('what is %s is answered with %d', async (how, status) => {
  const { post } = await receiver(() => how)
  expect((await post('{}')).status).toBe(status)
})

test('what could not be kept is to be sent again', async () => {
  const { post } = await receiver(() => {
    throw new Error('the disk is full')
  })
  const answer = await post('{}')
  expect(answer.status).toBe(503)
  expect(await answer.text()).not.toContain('disk')
})

test('more than 32 MB is not read', async () => {
  const { post, taken } = await receiver()
  const answer = await post(new Uint8Array(33 * 1024 * 1024)).catch(() => undefined)
  expect(answer?.status ?? 413).toBe(413)
  expect(taken).toEqual([])
})

test('a body without a length is limited too', async () => {
  const { url, taken } = await receiver()
  const status = await new Promise<number>((resolve) => {
    const sent = request(`${url}/huma`, { method: 'POST' }, (answer) => resolve(answer.statusCode ?? 0))
    sent.on('error', () => resolve(413))
    const part = Buffer.alloc(1024 * 1024)
    for (let n = 0; n < 34; n += 1) sent.write(part)
    sent.end()
  })
  expect(status).toBe(413)
  expect(taken).toEqual([])
})

test('it says that it is well, and has nothing else to say', async () => {
  const { url, post } = await receiver()
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true })
  expect((await fetch(`${url}/huma`)).status).toBe(404)
  expect((await post('{}', '/')).status).toBe(404)
})

test('an address that is taken is told, with what to type', async () => {
  const { url } = await receiver()
  const port = Number(new URL(url).port)
  await expect(listen({ host: '127.0.0.1', port }, () => 'taken')).rejects.toMatchObject({
    kind: 'usage',
    message: `Cannot listen on 127.0.0.1:${port}: another program listens there already.`,
    hint: 'Choose another address: huma-payroll run --listen 127.0.0.1:8787',
  })
})

test('an address of another machine is told, with one of this machine', async () => {
  // RFC 5737: nobody has it.
  await expect(listen({ host: '192.0.2.1', port: 4711 }, () => 'taken')).rejects.toMatchObject({
    kind: 'usage',
    message: 'Cannot listen on 192.0.2.1:4711: this machine has no such address.',
    hint: 'Choose another address: huma-payroll run --listen 127.0.0.1:4711',
  })
})
