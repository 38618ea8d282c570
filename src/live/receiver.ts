/** Listens for Huma's webhook. Says yes only after what it was told is on disk. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { HumaPayrollError } from '../errors.ts'

/** An export of everybody comes in one body. */
const largest = 32 * 1024 * 1024

export interface Receiver {
  /** `http://127.0.0.1:8787` */
  url: string
  close(): Promise<void>
}

/** How a notice was taken: `refused` = it does not prove to be from Huma; `unreadable` = it is none. */
export type Taken = 'taken' | 'refused' | 'unreadable'

/**
 * `take` is given the body as it came. What it throws is answered with 503, so that Huma may send it again. Not documented:
 * what Huma takes for received, and whether it sends again.
 */
export async function listen(
  at: { host: string; port: number },
  take: (body: Uint8Array, headers: Headers) => Taken,
): Promise<Receiver> {
  const app = new Hono()
  app.get('/health', (context) => context.json({ ok: true }))
  app.post('/huma', bodyLimit({ maxSize: largest }), async (context) => {
    const body = new Uint8Array(await context.req.arrayBuffer())
    switch (take(body, context.req.raw.headers)) {
      case 'taken':
        return context.body(null, 204)
      case 'refused':
        return context.json({ error: 'not signed as agreed' }, 401)
      case 'unreadable':
        return context.json({ error: 'no notice of Huma' }, 400)
    }
  })
  app.onError((error, context) =>
    // Too large; anything else is a fault on this side.
    error instanceof HTTPException ? error.getResponse() : context.json({ error: 'try again later' }, 503),
  )

  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: at.host, port: at.port }, ({ port }) => {
      const host = at.host.includes(':') ? `[${at.host}]` : at.host
      resolve({
        url: `http://${host}:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      })
    })
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(at, error)))
  })
}

function cannotListen(
  { host, port }: { host: string; port: number },
  { code }: NodeJS.ErrnoException,
): HumaPayrollError {
  const shown = host.includes(':') ? `[${host}]` : host
  const isHere = code === 'EADDRINUSE' || code === 'EACCES'
  const other = port === 8787 ? 8788 : 8787
  return new HumaPayrollError('usage', `Cannot listen on ${shown}:${port}: ${whyNot(code)}.`, {
    hint: `Choose another address: huma-payroll run --listen ${isHere ? shown : '127.0.0.1'}:${isHere ? other : port}`,
  })
}

/** Why nothing can be listened for at an address, by the code of the socket's error. */
export function whyNot(code = 'unknown reason'): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program listens there already'
    case 'EACCES':
      return 'this account may not listen there'
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address'
    default:
      return code
  }
}
