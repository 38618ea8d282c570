/** A server between the tool and a system that passes everything on and remembers it. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** One request and what came back, as they went over the wire. */
export interface Exchange {
  method: string
  /** Below the target's address, as sent, without query. */
  path: string
  query: [string, string][]
  requestHeaders: Record<string, string>
  requestBody: string
  /** undefined where the target broke the connection before it had answered. */
  status: number | undefined
  responseHeaders: Record<string, string>
  responseBody: string
}

export interface Recorder {
  /** Use it in place of the target's address. */
  url: string
  /** In the order in which the requests came. */
  exchanges(): readonly Exchange[]
  close(): Promise<void>
}

/** `targetUrl` may have a path (`http://127.0.0.1:4000/v2`); the recorder's address then has it too. Plain http only. */
export async function startRecorder(targetUrl: string): Promise<Recorder> {
  const target = new URL(targetUrl)
  const base = target.pathname.replace(/\/$/, '')
  const recorded: Exchange[] = []

  const server = createServer((incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', target)
    const exchange: Exchange = {
      method: incoming.method ?? '',
      path: pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname,
      query: [...searchParams],
      requestHeaders: plainHeaders(incoming),
      requestBody: '',
      status: undefined,
      responseHeaders: {},
      responseBody: '',
    }
    recorded.push(exchange)
    // What breaks on the far side must break on the near side too: that is what the tool has to live with.
    passOn(target, incoming, outgoing, exchange).catch(() => outgoing.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The recorder listens on no port')

  return {
    url: `http://127.0.0.1:${address.port}${base}`,
    exchanges: () => recorded,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function passOn(
  target: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  exchange: Exchange,
): Promise<void> {
  const body = await buffer(incoming)
  exchange.requestBody = body.toString()
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname: host, port } = target
    const { method, url: path, headers } = incoming
    request({ host, port, method, path, headers, agent: false }, resolve).on('error', reject).end(body)
  })
  exchange.status = answer.statusCode
  exchange.responseHeaders = plainHeaders(answer)
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
  const chunks: Buffer[] = []
  for await (const chunk of answer) {
    chunks.push(chunk)
    exchange.responseBody = Buffer.concat(chunks).toString()
    outgoing.write(chunk)
  }
  outgoing.end()
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]))
}
