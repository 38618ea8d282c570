/** The address on this machine that the browser is sent to after a login: RFC 8252 section 7.3. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { HumaPayrollError } from '../errors.ts'

export interface Loopback {
  redirectUri: string
  /** The first answer that comes. Others are told that there was one. */
  first: Promise<Callback>
  close(): Promise<void>
}

export interface Callback {
  /** The redirect address with what the server has added. */
  url: URL
  /** Shows the browser how it ended; resolves when that is sent, or the browser is gone. */
  respond(result: 'done' | 'failed'): Promise<void>
}

/** Any free port where none is given. Throws kind `unavailable` where the port cannot be had. */
export async function openLoopback(
  { port, path }: { port?: number; path: string },
  taken: (port: number, code: string) => HumaPayrollError,
): Promise<Loopback> {
  const { promise: first, resolve } = Promise.withResolvers<Callback>()
  let isAnswered = false
  let redirectUri = ''

  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', redirectUri)
    const given = url?.searchParams
    // A browser asks for more than it was sent to, such as an icon; and people open addresses without what belongs to them.
    if (request.method !== 'GET' || url?.pathname !== path || !(given?.has('code') || given?.has('error'))) {
      void show(response, 404, 'Nothing is here', 'This address only takes the answer of a login.')
    } else if (isAnswered) {
      void show(response, 409, 'This login was answered before', 'Go back to the terminal: it says how it went.')
    } else {
      isAnswered = true
      // Not by the request's own host: the address is compared with the one that was sent before.
      const callback = new URL(redirectUri)
      callback.search = url.search
      resolve({ url: callback, respond: (result) => show(response, ...results[result]) })
    }
  })
  server.listen(port ?? 0, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw taken(port ?? 0, code)
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The loopback server has no port.')
  redirectUri = `http://127.0.0.1:${address.port}${path}`

  return {
    redirectUri,
    first,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const results: Readonly<Record<'done' | 'failed', readonly [status: number, title: string, text: string]>> = {
  done: [200, 'You are logged in', 'You can close this page and go back to the terminal.'],
  failed: [400, 'The login did not work', 'Go back to the terminal: it says why.'],
}

async function show(response: ServerResponse, status: number, title: string, text: string): Promise<void> {
  const closed = new Promise((resolve) => response.once('close', resolve))
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    // Nothing of the address, which holds the code, goes anywhere else.
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    // A kept connection would keep the server from closing.
    connection: 'close',
  })
  response.end(
    `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${title}</title></head>\n` +
      `<body><h1>${title}</h1><p>${text}</p><p>huma-payroll</p></body>\n</html>\n`,
  )
  await closed
}
