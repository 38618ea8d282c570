/** A local server whose answers are written by the test, and an HTTP client with a clock that only moves when it waits. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { createHttp, type HttpParts } from '../../src/http/client.ts'
import type { Http, RatePolicy } from '../../src/http/http.ts'

/** `number` counts from 1. */
type Handler = (outgoing: ServerResponse, number: number, incoming: IncomingMessage) => unknown

export interface Asked {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

export interface LocalServer {
  url: string
  port: number
  asked: Asked[]
  /** How many connections were opened. */
  connections(): number
}

export async function listen(handler: Handler, port = 0): Promise<LocalServer> {
  const asked: Asked[] = []
  let connections = 0
  const server = createServer(async (incoming, outgoing) => {
    const one = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body: '' }
    asked.push(one)
    const number = asked.length
    one.body = (await buffer(incoming)).toString()
    await handler(outgoing, number, incoming)
  })
  server.on('connection', () => {
    connections += 1
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, asked, connections: () => connections }
}

export const patient: RatePolicy = { concurrency: 4, tooManyWait: 10, timeout: 30 }

export interface Client extends Http {
  /** What was waited for, in milliseconds. */
  waits: number[]
  clock: { time: number }
}

export function clientFor(policy: Partial<RatePolicy> = {}, parts: Partial<HttpParts> = {}): Client {
  const waits: number[] = []
  const clock = { time: Date.UTC(2026, 0, 15, 12) }
  const http = createHttp(
    { ...patient, ...policy },
    {
      now: () => clock.time,
      async sleep(milliseconds) {
        waits.push(milliseconds)
        clock.time += milliseconds
      },
      random: () => 0,
      userAgent: 'huma-payroll/test',
      ...parts,
    },
  )
  return { ...http, waits, clock }
}
