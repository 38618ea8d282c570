import { once } from 'node:events'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { startRecorder } from './recording.ts'

/** Answers what it was sent; breaks off at /broken and half-way at /half. */
async function startEcho(): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    if (request.url?.endsWith('/broken')) {
      request.socket.destroy()
      return
    }
    response.writeHead(201, { 'content-type': 'text/plain', 'x-seen': `${request.method} ${request.url}` })
    response.write(body)
    if (request.url?.endsWith('/half')) setImmediate(() => request.socket.destroy())
    else response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/v2`
}

test('passes requests on and remembers both directions as they went over the wire', async () => {
  const recorder = await startRecorder(await startEcho())
  onTestFinished(() => recorder.close())
  const body = 'blåbær '.repeat(30_000)
  const answer = await fetch(`${recorder.url}/token/%3Ewho?a=1&a=%C3%A6`, {
    method: 'PUT',
    body,
    headers: { 'x-one': '1' },
  })
  expect(answer.headers.get('x-seen')).toBe('PUT /v2/token/%3Ewho?a=1&a=%C3%A6')
  expect(await answer.text()).toBe(body)
  expect(recorder.exchanges()).toEqual([
    expect.objectContaining({
      method: 'PUT',
      path: '/token/%3Ewho',
      query: [
        ['a', '1'],
        ['a', 'æ'],
      ],
      requestHeaders: expect.objectContaining({ 'x-one': '1' }),
      requestBody: body,
      status: 201,
      responseHeaders: expect.objectContaining({ 'content-type': 'text/plain' }),
      responseBody: body,
    }),
  ])
})

test('breaks where the target breaks', async () => {
  const recorder = await startRecorder(await startEcho())
  onTestFinished(() => recorder.close())
  await expect(fetch(`${recorder.url}/broken`)).rejects.toThrow()
  const half = await fetch(`${recorder.url}/half`, { method: 'POST', body: 'first part' })
  await expect(half.text()).rejects.toThrow()
  const summary = recorder.exchanges().map(({ path, status, responseBody }) => [path, status, responseBody])
  expect(summary).toEqual([
    ['/broken', undefined, ''],
    ['/half', 201, 'first part'],
  ])
})
