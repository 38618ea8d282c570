/** Where mail is sent through, from whom and to whom; and the address of a mail server as an administrator types it. */
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { HumaPayrollError } from '../errors.ts'

/** Nothing that ends an address, a header or a command, and nothing unseen. */
const addressForm = /^[^\s\p{C}<>()[\]\\,;:"@]{1,64}@[^\s\p{C}<>()[\]\\,;:"@]{1,190}$/u

const mailAddress = z.string().regex(addressForm, 'This is not an e-mail address.')

/** As they are kept: no secret in them. */
export const mailSettings = z
  .object({
    /** A name, or an address without brackets. */
    host: z.string().refine((host) => asciiHost(host) === host, 'This is not the name of a mail server.'),
    port: z.int().min(1).max(65_535),
    /** 'tls': from the first byte. 'starttls': before anything is said. 'none': only to this machine. */
    security: z.enum(['tls', 'starttls', 'none']),
    /** Absent where the server wants no login. */
    user: z
      .string()
      .min(1)
      .regex(/^\P{C}+$/u, 'A user name has no control characters.')
      .exactOptional(),
    from: mailAddress,
    to: z.array(mailAddress).min(1, 'Nobody is named whom the mail goes to.').readonly(),
  })
  .refine(({ host, security }) => security !== 'none' || isThisMachine(host), {
    path: ['security'],
    message: 'Mail leaves this machine encrypted only; "none" is for a mail server on this machine.',
  })

export type MailSettings = z.infer<typeof mailSettings>
export type MailServer = Pick<MailSettings, 'host' | 'port' | 'security' | 'user'>

/** A sentence why nothing can be sent there, or undefined. */
export function mailAddressProblem(typed: string): string | undefined {
  if (addressForm.test(typed)) return undefined
  return typed.includes(',') || typed.includes(';')
    ? 'Write one e-mail address at a time.'
    : 'This is not an e-mail address. Write it like payroll@example.com, without a name beside it.'
}

const standardPort = { tls: 465, starttls: 587, none: 25 } as const

/**
 * `smtps://user@smtp.example.com` (TLS, port 465), `smtp://user@smtp.example.com` (STARTTLS, port 587),
 * `smtp://localhost:2525` (this machine, without encryption). Throws kind `usage`; what was typed is never repeated,
 * because there may be a password in it.
 */
export function parseMailServer(typed: string): MailServer {
  const address = typed.trim()
  if (!/^smtps?:\/\//i.test(address)) throw wrong('The address of a mail server begins with smtps:// or smtp://.')
  const url = URL.parse(address)
  if (!url) throw wrong('The address of the mail server cannot be read.')
  if (url.password) {
    throw wrong(
      'A password does not belong into the address of a mail server: the address is kept in the settings.',
      'Leave it out (smtps://user@smtp.example.com). It is asked for, or taken from HUMA_PAYROLL_MAIL_PASSWORD.',
    )
  }
  const host = asciiHost(decoded(url.hostname).replace(/^\[(.*)\]$/, '$1'))
  if (!host) throw wrong('The address names no mail server.')
  if (/[^/]/.test(url.pathname) || url.search || url.hash) {
    throw wrong('The address of a mail server ends with its name, or with a port.')
  }
  const user = decoded(url.username)
  if (/\p{C}/u.test(user)) throw wrong('The user name in the address cannot be read.')
  const security = url.protocol === 'smtps:' ? 'tls' : isThisMachine(host) ? 'none' : 'starttls'
  const port = url.port ? Number(url.port) : standardPort[security]
  // RFC 8314 section 7.3 and RFC 6409: each waits for the other side to begin, until the time is over.
  if (security === 'tls' && port === 587) throw wrong('Port 587 begins without TLS: write smtp://, not smtps://.')
  if (security !== 'tls' && port === 465) throw wrong('Port 465 begins with TLS: write smtps://, not smtp://.')
  if (port === 0) throw wrong('There is no port 0.')
  return { host, port, security, ...(user ? { user } : {}) }
}

function wrong(
  message: string,
  hint = 'Write it like smtps://user@smtp.example.com, or smtp://user@smtp.example.com:587',
): HumaPayrollError {
  return new HumaPayrollError('usage', message, { hint })
}

/** What cannot be decoded becomes a text that no name has. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return '\0'
  }
}

/** As it is looked up, in its shortest form; '' where it is no name and no address. */
function asciiHost(host: string): string {
  if (host.includes(':')) return URL.parse(`http://[${host}]`)?.hostname.slice(1, -1) ?? ''
  return /^[\p{L}\p{M}\p{N}._-]+$/u.test(host) ? domainToASCII(host) : ''
}

/** By name or address only: nothing is looked up. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
