/** Mail of the tool itself, through the one server of all connections. What fails is told, and changes nothing else. */
import type { Connection } from '../core/connection.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { Mail } from '../report/mail.ts'
import type { MailServer } from '../report/settings.ts'
import type { SecretOwner } from '../store/store.ts'
import { paragraph } from '../ui/tables.ts'
import { count, list, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { commandLine } from './command-line.ts'

/** HUMA_PAYROLL_MAIL_PASSWORD */
export const mailOwner: SecretOwner = { id: 'mail', environmentPrefix: 'MAIL' }
export const mailNames = ['password'] as const
export const example = 'smtps://user@smtp.example.com'

/**
 * Makes a mail and sends it to those whom the connection names. Answers whether the server has taken it for all of them.
 * Never throws: what went wrong is said on stderr and in the log, with what to do.
 */
export async function mailOut(
  world: World,
  { id, name, mailTo = [] }: Pick<Connection, 'id' | 'name' | 'mailTo'>,
  /** "The result" */
  what: string,
  make: () => Promise<Mail>,
  runId?: number,
): Promise<boolean> {
  const { io } = world
  let problem: { message: string; hint?: string | undefined } | undefined
  let address = example
  try {
    const server = (await world.config()).mail()
    if (server) address = serverAddress(server)
    await deliver(world, mailTo, await make())
  } catch (error) {
    problem = isKind(error) ? error : { message: 'The mail was not sent, by a fault in huma-payroll itself.' }
  }
  const again = commandLine('configure', name, '--mail-server', address)
  const { message, hint = `Change how mail is sent: ${again}` } = problem ?? {}
  if (message === undefined)
    io.err(paragraph(`${io.theme.symbols.good} ${what} went by e-mail to ${list(mailTo)}.`, io))
  else {
    io.err(paragraph(`${io.theme.symbols.attention} ${plain(message)}`, io))
    if (problem?.hint) io.err(paragraph(plain(problem.hint), io, 2))
    // A line to copy is never broken.
    io.err(`  Change how mail is sent: ${io.theme.command(again)}`)
  }
  try {
    const about = {
      at: new Date(world.now()).toISOString(),
      connectionId: id,
      ...(runId === undefined ? {} : { runId }),
    }
    const entry =
      message === undefined
        ? {
            level: 'info' as const,
            event: 'mailed',
            message: `Mailed to ${count(mailTo.length, 'address', 'addresses')}.`,
          }
        : { level: 'attention' as const, event: 'not-mailed', message, hint }
    ;(await world.state()).log([{ ...about, ...entry }])
  } catch {
    // It was said on the screen.
  }
  return message === undefined
}

/** Throws as `sendMail` does, and kind `usage` where no server is set up. */
export async function deliver(world: World, to: readonly string[], mail: Mail): Promise<void> {
  const server = (await world.config()).mail()
  if (!server) {
    throw new HumaPayrollError('usage', 'The mail was not sent: no mail server is set up.', {
      hint: 'Choose one, or turn mail off with --mail-to off.',
    })
  }
  // Without a login no passphrase need be typed.
  const kept = server.user === undefined ? undefined : await (await world.secrets()).get(mailOwner, mailNames)
  const { sendMail } = await import('../report/mail.ts')
  await sendMail({ ...server, to }, kept?.values.password, mail)
}

/** As `parseMailServer` reads it. */
export function serverAddress({ host, port, security, user }: MailServer): string {
  const name = host.includes(':') ? `[${host}]` : host
  const login = user === undefined ? '' : `${encodeURIComponent(user).replaceAll('%40', '@')}@`
  const standard = { tls: 465, starttls: 587, none: 25 }[security]
  return `${security === 'tls' ? 'smtps' : 'smtp'}://${login}${name}${port === standard ? '' : `:${port}`}`
}
