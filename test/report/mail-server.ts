/** A real mail server in this process, which keeps what arrives, and a reader of what arrived. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

export interface MailServerLog {
  port: number
  /** How many connections were opened. */
  connections: number
  logins: { user: string | undefined; password: string | null | undefined; secure: boolean }[]
  mails: { from: string; to: string[]; secure: boolean; source: string }[]
}

/** A reply that refuses. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

/** Without `onAuth` a login is neither offered nor needed. */
export async function mailServer(options: SMTPServerOptions): Promise<MailServerLog> {
  const log: MailServerLog = { port: 0, connections: 0, logins: [], mails: [] }
  const { onAuth, disabledCommands = [] } = options
  const server = new SMTPServer({
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 1,
    ...options,
    disabledCommands: onAuth ? disabledCommands : [...disabledCommands, 'AUTH'],
    onConnect(session, callback) {
      log.connections += 1
      if (options.onConnect) options.onConnect.call(this, session, callback)
      else callback()
    },
    onAuth(auth, session, callback) {
      log.logins.push({ user: auth.username, password: auth.password, secure: session.secure })
      onAuth?.call(this, auth, session, callback)
    },
    async onData(stream, session, callback) {
      const source = await text(stream)
      const { mailFrom, rcptTo } = session.envelope
      log.mails.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
        secure: session.secure,
        source,
      })
      if (options.onData) options.onData.call(this, stream, session, callback)
      else callback()
    },
  })
  // A client that does not trust the certificate breaks the connection.
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  onTestFinished(() => new Promise((resolve) => server.close(resolve)))
  log.port = portOf(listening.address())
  return log
}

/** A server that says what a test wants, byte by byte. */
export async function rawServer(onConnection: (socket: Socket) => void): Promise<{ port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: portOf(server.address()) }
}

/** A port at which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server.address())
  server.close()
  await once(server, 'close')
  return port
}

function portOf(address: string | { port: number } | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface ReadMail {
  /** By name in small letters; each as often as it stands there, unfolded and decoded. */
  headers: Map<string, string[]>
  /** Decoded, by content type. */
  parts: Map<string, string>
}

/** RFC 5322, 2045, 2047, as far as our own mails go: two parts, each quoted-printable, base64 or as it is. */
export function readMail(source: string): ReadMail {
  const { headers, body } = split(source)
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type')?.[0] ?? '')?.[1]
  if (boundary === undefined) throw new Error('not a mail of several parts')
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r\n/, '').replace(/\r\n$/, '')))
    .map(({ headers, body }) => {
      const type = headers.get('content-type')?.[0]?.split(';')[0] ?? ''
      return [type, decode(body, headers.get('content-transfer-encoding')?.[0] ?? '').replaceAll('\r\n', '\n')] as const
    })
  return { headers, parts: new Map(parts) }
}

function split(source: string): { headers: Map<string, string[]>; body: string } {
  const end = source.indexOf('\r\n\r\n')
  const headers = new Map<string, string[]>()
  for (const line of source
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const [name = '', value = ''] = line.split(/:\s*(.*)/s)
    const values = headers.get(name.toLowerCase()) ?? []
    headers.set(name.toLowerCase(), [...values, decodeWords(value)])
  }
  return { headers, body: source.slice(end + 4) }
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  return encoding === 'quoted-printable' ? quotedPrintable(body.replaceAll(/=\r\n/g, '')) : body
}

function quotedPrintable(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

function decodeWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'Q' ? quotedPrintable(text.replaceAll('_', ' ')) : Buffer.from(text, 'base64').toString(),
    )
}
