/** Serves a sandbox system on this machine, with a fault switchboard and a log of what was asked. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Fault, LoggedRequest, SandboxSystem } from './sandbox.ts'
import { createMasker, createSwitchboard, withoutRows } from './switchboard.ts'

export interface Served {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string
  /** Replaces all faults; their counting starts anew. */
  setFaults(faults: readonly Fault[]): void
  /** Everything asked since the start or `clearRequests`, in order of arrival. */
  requests(): LoggedRequest[]
  clearRequests(): void
  /** Breaks off what is under way and frees the port. */
  close(): Promise<void>
}

const faultsSchema = z.array(
  z.strictObject({
    method: z.string().exactOptional(),
    path: z.string().refine(isPattern, 'not a regular expression').exactOptional(),
    kind: z.enum(['delay', 'status', 'status-after', 'reset-before', 'reset-after', 'truncate', 'empty']),
    status: z.int().min(200).max(599).exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    milliseconds: z.number().nonnegative().exactOptional(),
    after: z.int().nonnegative().exactOptional(),
    times: z.int().nonnegative().exactOptional(),
  }),
) satisfies z.ZodType<Fault[]>

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

/**
 * Starts `system` on 127.0.0.1. Rejects with the error of the socket when the port is taken.
 *
 * From outside the process: `GET /__sandbox/requests`, `GET /__sandbox/state`, `DELETE /__sandbox/faults` and
 * `curl -X PUT $URL/__sandbox/faults -d '[{"kind":"status","status":429,"method":"POST","times":1}]'`.
 * Some systems have more: see their `control`.
 */
export async function serve(system: SandboxSystem, options: { port?: number } = {}): Promise<Served> {
  const switchboard = createSwitchboard()
  const masker = createMasker(Object.values(system.secrets))
  const closing = new AbortController()
  let log: LoggedRequest[] = []

  const control = new Hono()
  control.get('/__sandbox/requests', () => Response.json(log))
  control.get('/__sandbox/state', () => Response.json(system.snapshot()))
  control.put('/__sandbox/faults', async (context) => {
    const faults = faultsSchema.safeParse(await context.req.json().catch(() => undefined))
    if (!faults.success) return context.text(`${z.prettifyError(faults.error)}\n`, 400)
    switchboard.set(faults.data)
    return context.body(null, 204)
  })
  control.delete('/__sandbox/faults', (context) => {
    switchboard.set([])
    return context.body(null, 204)
  })

  const { control: administration } = system
  if (administration) {
    control.all(`/__sandbox/${system.id}/*`, (context) => administration.fetch(context.req.raw))
  }

  async function answer(request: Request, incoming: IncomingMessage, outgoing: ServerResponse): Promise<Response> {
    // The path as it was sent: `:create` and `%3EwhoAmI` reach the system and the log unchanged.
    const path = incoming.url ?? '/'
    if (path.startsWith('/__sandbox/')) return control.fetch(request)

    const body = Buffer.from(await request.arrayBuffer())
    const fault = switchboard.take(request.method, path)
    const entry: LoggedRequest = { method: request.method, path: masker.path(path), status: 0 }
    const shown = masker.body(body.toString(), request.headers.get('content-type') ?? '')
    if (shown !== undefined) entry.body = shown
    if (fault) entry.fault = fault.kind
    log.push(entry)

    if (fault?.kind === 'reset-before') return breakOff(incoming)
    if (fault?.kind === 'status') return refusal(fault, entry)

    const response = await system.app.fetch(forwarded(request, body))
    const text = Buffer.from(await response.arrayBuffer())
    masker.learn(text.toString())

    switch (fault?.kind) {
      case 'reset-after':
        return breakOff(incoming)
      case 'status-after':
        return refusal(fault, entry)
      case 'truncate':
        if (text.length === 0) return breakOff(incoming)
        entry.status = response.status
        return halfOf(response, text, outgoing)
      case 'delay':
        // The work is done already: whoever gives up waiting cannot know.
        await wait(fault.milliseconds ?? 0, undefined, { signal: closing.signal }).catch(() => {})
    }
    entry.status = response.status
    const sent = fault?.kind === 'empty' ? Buffer.from(withoutRows(text.toString())) : text
    response.headers.delete('content-length')
    return new Response(sent.length === 0 ? null : sent, { status: response.status, headers: response.headers })
  }

  const server = createServer((incoming, outgoing) => {
    const listener = getRequestListener((request) => answer(request, incoming, outgoing), {
      overrideGlobalObjects: false,
    })
    void listener(incoming, outgoing)
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The sandbox server has no port.')

  return {
    url: `http://127.0.0.1:${address.port}`,
    setFaults: (faults) => switchboard.set(faults),
    requests: () => structuredClone(log),
    clearRequests() {
      log = []
    },
    async close() {
      if (!server.listening) return
      closing.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function forwarded(request: Request, body: Buffer<ArrayBuffer>): Request {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const headers = [...request.headers]
  return new Request(request.url, { method: request.method, headers, ...(hasBody ? { body } : {}) })
}

/** `entry.status` stays 0: nobody was answered. */
function breakOff(incoming: IncomingMessage): Response {
  incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}

/** Plain text, as from a gateway: nobody may rely on the system's own error shape. */
function refusal(fault: Fault, entry: LoggedRequest): Response {
  entry.status = fault.status ?? 500
  const hasBody = entry.status !== 204 && entry.status !== 304
  return new Response(hasBody ? `Injected by the sandbox: ${entry.status}\n` : null, {
    status: entry.status,
    ...(fault.headers ? { headers: fault.headers } : {}),
  })
}

function halfOf(response: Response, body: Buffer, outgoing: ServerResponse): Response {
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), 'content-length': body.length })
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy())
  return RESPONSE_ALREADY_SENT
}
