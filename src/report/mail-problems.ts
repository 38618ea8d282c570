/** Why a mail was not sent, in words for people. Decided by codes, never by the server's text. */
import { z } from 'zod'
import { type ErrorKind, HumaPayrollError } from '../errors.ts'
import { list, plain } from '../ui/text.ts'
import type { MailSettings } from './settings.ts'

/** Of nodemailer's errors what is in use. https://nodemailer.com/errors */
const smtpProblem = z.object({
  code: z.string(),
  /** What the error was before nodemailer named it: ECONNREFUSED, CERT_HAS_EXPIRED. */
  originalCode: z.string().optional(),
  timeoutType: z.string().optional(),
  command: z.string().optional(),
  /** "550 5.1.1 No such user". */
  response: z.string().optional(),
  responseCode: z.number().optional(),
  recipient: z.string().optional(),
})
type SmtpProblem = z.infer<typeof smtpProblem>

/** All recipients were refused. */
const allRefused = z.object({ rejectedErrors: z.array(z.unknown()).min(1) })

/** What was tried. */
export interface Sending {
  settings: MailSettings
  password: string | undefined
}

/** undefined for an error that is no failure of sending. */
export function mailProblem(error: unknown, sending: Sending): HumaPayrollError | undefined {
  if (error instanceof HumaPayrollError) return error
  const parsed = smtpProblem.safeParse(error)
  if (!parsed.success) return undefined
  const all = allRefused.safeParse(error)
  if (all.success) return refusedRecipients(all.data.rejectedErrors, sending, 0)

  const { settings, password } = sending
  const problem = parsed.data
  const make = problemMaker(problem, settings)
  const { server } = make
  switch (problem.code) {
    case 'EAUTH':
      return loginProblem(problem, settings, make)
    case 'EENVELOPE':
      // RFC 4954 section 6: a login is required.
      if (problem.responseCode === 530 && settings.user === undefined) {
        return make('authorization', `${server} wants a login.`, 'Add the user to its address: smtps://user@…')
      }
      if (problem.command !== 'MAIL FROM') return make.refused(`${server} does not take it${told(problem, password)}`)
      return make.refused(
        `${server} does not take mail from ${settings.from} (${codes(problem)})${told(problem, password)}`,
        'Choose a sender that this login may send as.',
      )
    case 'EMESSAGE':
      // What a filter says may repeat the mail.
      return make.refused(
        `${server} does not take it (${codes(problem)}).`,
        'Ask whoever runs the mail server for the reason; the time and the code find it in its log.',
      )
    case 'ETLS':
      return encryptionProblem(problem, make)
    case 'EPROTOCOL':
      if (problem.responseCode) return make.refused(`${server} turns the connection away (${codes(problem)}).`)
      return make('protocol', `What answers at ${server} is no mail server.`, 'Check the name and the port.')
    case 'ESOCKET':
    case 'ECONNECTION':
    case 'ETIMEDOUT':
    case 'EDNS':
    case 'EABORT':
      return connectionProblem(problem, settings, make)
    default:
      return undefined
  }
}

/** Some of `to`, or all, were refused; `accepted` others have got the mail. */
export function refusedRecipients(
  errors: readonly unknown[],
  { settings, password }: Sending,
  accepted: number,
): HumaPayrollError {
  const problems = errors.map((error) => smtpProblem.parse(error))
  const whom = problems.map((problem) => `${plain(problem.recipient ?? '')} (${codes(problem)})`)
  const said = problems.map((problem) => told(problem, password)).find((text) => text !== '.') ?? '.'
  const server = serverName(settings)
  const forNow = problems.every(isForNow)
  const before = accepted > 0 ? `The mail was sent to ${accepted} of ${settings.to.length}:` : 'The mail was not sent:'
  return new HumaPayrollError(
    forNow ? 'unavailable' : 'refused',
    `${before} ${server} does not take it for ${list(whom)}${forNow ? ' now' : ''}${said}`,
    {
      hint: forNow ? 'It is worth trying again later.' : 'Check the address of whom the mail goes to.',
      details: { server, code: 'EENVELOPE', refused: problems.map(({ recipient }) => recipient) },
    },
  )
}

interface Make {
  (kind: ErrorKind, what: string, hint: string): HumaPayrollError
  /** Kind `unavailable` where the server says that it is only for now (4yz, RFC 5321 section 4.2.1). */
  refused(what: string, hint?: string): HumaPayrollError
  server: string
}

function problemMaker(problem: SmtpProblem, settings: MailSettings): Make {
  const { code, originalCode, responseCode } = problem
  const server = serverName(settings)
  const details = { server, code: originalCode ?? code, ...(responseCode === undefined ? {} : { responseCode }) }
  const make = (kind: ErrorKind, what: string, hint: string) =>
    new HumaPayrollError(kind, `The mail was not sent: ${what}`, { hint, details })
  return Object.assign(make, {
    server,
    refused: (what: string, hint = 'Ask whoever runs the mail server for the reason.') =>
      isForNow(problem) ? make('unavailable', what, 'It is worth trying again later.') : make('refused', what, hint),
  })
}

function loginProblem(problem: SmtpProblem, { user }: MailSettings, make: Make): HumaPayrollError {
  const { server } = make
  const { responseCode = 0 } = problem
  if (isForNow(problem)) return make.refused(`${server} cannot check the login now (${codes(problem)}).`)
  // RFC 5321 section 4.2.2: not known, or not known here.
  if (responseCode >= 500 && responseCode <= 504) {
    const hint = 'Leave the user out of its address, or use the port that takes a login (465 or 587).'
    return make('unsupported', `${server} takes no login (${codes(problem)}).`, hint)
  }
  return make(
    'authorization',
    // Not what it says: it may repeat what was sent, which is the password.
    `${server} does not accept the login of ${user} (${codes(problem)}).`,
    'Check the user and the password (HUMA_PAYROLL_MAIL_PASSWORD). Some providers want a password made for one program.',
  )
}

function encryptionProblem(problem: SmtpProblem, make: Make): HumaPayrollError {
  const { server } = make
  if (isForNow(problem)) return make.refused(`${server} cannot encrypt now (${codes(problem)}).`)
  if (problem.responseCode) {
    return make(
      'unsupported',
      `${server} offers no encryption (STARTTLS, ${codes(problem)}). Neither the password nor the mail went out.`,
      'Try smtps:// with its port for TLS, mostly 465.',
    )
  }
  return make('unavailable', `no secure connection to ${server} could be made.`, 'Check the name and the port.')
}

function connectionProblem(problem: SmtpProblem, { security }: MailSettings, make: Make): HumaPayrollError {
  const { server } = make
  const code = problem.originalCode ?? problem.code
  const unavailable = (what: string, hint = 'Check the name, the port and the network.') =>
    make('unavailable', what, hint)
  if (isCertificate(code)) {
    return unavailable(
      `the certificate of ${server} is not trusted: ${certificateReasons[code] ?? `it cannot be verified (${code})`}.`,
      code === 'ERR_TLS_CERT_ALTNAME_INVALID'
        ? 'Write the name of the server as in its certificate.'
        : 'If your network or your mail server signs its own, put the file of that certificate in NODE_EXTRA_CA_CERTS.',
    )
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    const hint = security === 'tls' ? 'If it begins without TLS (port 587 or 25), write smtp://.' : undefined
    return unavailable(`no secure connection to ${server} could be made (${code}).`, hint)
  }
  if (problem.code === 'EDNS' || code in notReached) {
    return unavailable(`${server} could not be reached: ${notReached[code] ?? notReached.EDNS}.`)
  }
  if (problem.timeoutType && problem.timeoutType !== 'SOCKET_TIMEOUT') {
    const hint = security === 'starttls' ? 'If this port begins with TLS, write smtps://.' : undefined
    return unavailable(`${server} did not answer in time.`, hint)
  }
  if (problem.responseCode) return make.refused(`${server} ended the connection (${codes(problem)}).`)
  const how = ['ETIMEDOUT', 'EABORT'].includes(problem.code) ? 'gave no answer in time' : 'broke the connection'
  return new HumaPayrollError('unavailable', `${server} ${how}. It is not known whether it took the mail.`, {
    hint: 'Look whether the mail has come. If not, check the network and the port.',
    details: { server, code },
  })
}

const notReached: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  EDNS: 'its name could not be looked up (DNS)',
  ENOTFOUND: 'there is no such name (DNS)',
  EAI_AGAIN: 'its name could not be looked up (DNS)',
  ETIMEOUT: 'its name could not be looked up in time (DNS)',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
}

const certificateReasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it was made for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it has signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'nobody whom this machine trusts has signed it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'nobody whom this machine trusts has signed it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'nobody whom this machine trusts has signed it',
}

function isCertificate(code: string): boolean {
  return code in certificateReasons || code.includes('CERT')
}

function isForNow({ responseCode = 0 }: SmtpProblem): boolean {
  return responseCode >= 400 && responseCode < 500
}

/** "550 5.1.1": the reply code, and the enhanced one (RFC 3463) where there is one. */
function codes({ response, responseCode }: SmtpProblem): string {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1]
  return [responseCode ?? 'no code', enhanced].filter(Boolean).join(' ')
}

/** ": what the server says." Only of what it says to the addresses: the password is known to it by then, the mail is not. */
function told({ response = '' }: SmtpProblem, password: string | undefined): string {
  const said = plain(response.replaceAll(/^\d{3}[ -](\d\.\d{1,3}\.\d{1,3} )?/gm, ''))
  const text = (password ? said.replaceAll(password, '…') : said).slice(0, 200)
  return text ? `: ${text.replace(/\.?$/, '.')}` : '.'
}

function serverName({ host, port }: MailSettings): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
