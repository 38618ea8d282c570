/** Who gets the results of a connection by e-mail, and through which server: as typed, and as asked for. */
import { HumaPayrollError, isKind } from '../errors.ts'
import { type MailServer, mailAddressProblem, parseMailServer } from '../report/settings.ts'
import type { MailServerSettings } from '../store/store.ts'
import { paragraph } from '../ui/tables.ts'
import { list, plain } from '../ui/text.ts'
import type { Io } from '../ui/ui.ts'
import type { World } from '../world.ts'
import { commandLine } from './command-line.ts'
import type { ConfigureInput } from './inputs.ts'
import { deliver, example, mailNames, mailOwner, serverAddress } from './mail.ts'

export interface MailChoice {
  to: readonly string[]
  /** Of all connections. */
  server: MailServerSettings | undefined
  password: PasswordChange
}

/** What becomes of the password that is kept, when the choice is saved. */
type PasswordChange = 'as-before' | 'forget' | { new: string }

const off = 'off'

/** Throws kind `usage`. */
export async function mailFromFlags(
  world: World,
  connectionId: string,
  { mailTo, mailServer, mailFrom }: Pick<ConfigureInput, 'mailTo' | 'mailServer' | 'mailFrom'>,
  before: MailChoice,
): Promise<MailChoice> {
  const to = mailTo.length === 0 ? before.to : recipients(mailTo)
  const server = serverFromFlags(mailServer, mailFrom, before.server)
  if (before.server && !server) await refuseNeeded(world, connectionId, to)
  else if (to.length > 0 && !server) {
    throw new HumaPayrollError('usage', 'No mail server is set up, so nothing can be sent by e-mail.', {
      hint: `Add --mail-server ${example}`,
    })
  }
  const password = mailServer === undefined ? 'as-before' : await passwordFor(world, before.server, server)
  return { to, server, password }
}

/** No connection may be left with recipients and without a server. */
async function refuseNeeded(world: World, connectionId: string, to: readonly string[]): Promise<void> {
  const connections = (await world.config()).connections()
  const needing = connections.filter(({ id, mailTo = [] }) => (id === connectionId ? to : mailTo).length > 0)
  if (needing.length === 0) return
  const names = list(needing.map(({ name }) => `"${plain(name)}"`))
  throw new HumaPayrollError('usage', `The mail server is still needed: ${names} mails its results.`, {
    hint: 'Turn that off first: --mail-to off',
  })
}

function recipients(typed: readonly string[]): readonly string[] {
  if (typed.length === 1 && typed[0] === off) return []
  for (const address of typed) {
    const problem = mailAddressProblem(address)
    if (problem !== undefined) throw new HumaPayrollError('usage', `--mail-to "${plain(address)}": ${problem}`)
  }
  return [...new Set(typed)]
}

function serverFromFlags(
  typed: string | undefined,
  from: string | undefined,
  before: MailServerSettings | undefined,
): MailServerSettings | undefined {
  if (typed === off) return undefined
  if (typed === undefined && from === undefined) return before
  const server = typed === undefined ? before : parseMailServer(typed)
  if (!server) {
    if (from === undefined) return undefined
    throw new HumaPayrollError('usage', '--mail-from needs a mail server.', { hint: `Add --mail-server ${example}` })
  }
  const sender = from ?? (typed === undefined ? before?.from : (addressOf(server) ?? before?.from))
  if (sender === undefined) {
    throw new HumaPayrollError('usage', 'From which address the mail is sent is not said.', {
      hint: 'Add --mail-from payroll@example.com',
    })
  }
  const problem = mailAddressProblem(sender)
  if (problem !== undefined) throw new HumaPayrollError('usage', `--mail-from "${plain(sender)}": ${problem}`)
  return withSender(server, sender)
}

function withSender({ host, port, security, user }: MailServer, from: string): MailServerSettings {
  return { host, port, security, ...(user === undefined ? {} : { user }), from }
}

/** Most logins are the address of a mailbox, which may send as itself. */
function addressOf({ user }: MailServer): string | undefined {
  return user !== undefined && mailAddressProblem(user) === undefined ? user : undefined
}

export async function askMail(world: World, before: MailChoice): Promise<MailChoice> {
  const { io, prompter } = world
  if (!prompter) return before
  io.err(`\n${io.theme.strong('E-mail')}`)
  io.err(
    paragraph(
      'The result of each sync, and once a day what needs attention. It goes through a mail server of yours.',
      io,
      2,
    ),
  )
  const wanted = await prompter.confirm({
    message: 'Send the result of each sync by e-mail?',
    standard: before.to.length > 0,
  })
  if (!wanted) return { ...before, to: [] }
  const typed = await prompter.text({
    message: 'To whom? (several with commas)',
    ...(before.to.length > 0 ? { standard: before.to.join(', ') } : {}),
    problem: (answer) => (split(answer).length === 0 ? 'Write an e-mail address.' : firstProblem(split(answer))),
  })
  const to = [...new Set(split(typed))]
  const { server } = before
  if (server) {
    const same = `Send it through ${serverAddress(server)}, from ${server.from}?`
    if (await prompter.confirm({ message: same, standard: true })) return { ...before, to }
  }
  io.err(paragraph(io.theme.faint(`Such as ${example}, or smtp://user@smtp.example.com:587`), io, 2))
  const address = await prompter.text({
    message: 'Mail server',
    ...(server ? { standard: serverAddress(server) } : {}),
    problem: (typed) => serverProblem(typed, io),
  })
  const parsed = parseMailServer(address)
  const sender = await prompter.text({
    message: 'From which address?',
    standard: addressOf(parsed) ?? server?.from ?? to[0] ?? '',
    problem: mailAddressProblem,
  })
  const chosen = withSender(parsed, sender)
  return { to, server: chosen, password: await passwordFor(world, server, chosen) }
}

function split(typed: string): string[] {
  return typed.split(/[,;\s]+/).filter(Boolean)
}

function firstProblem(addresses: readonly string[]): string | undefined {
  const wrong = addresses.find((address) => mailAddressProblem(address) !== undefined)
  return wrong === undefined ? undefined : `"${wrong}" is not an e-mail address.`
}

function serverProblem(typed: string, io: Io): string | undefined {
  try {
    parseMailServer(typed)
    return undefined
  } catch (error) {
    // The question itself would break the line anywhere, and begins it with "> ".
    if (isKind(error, 'usage')) return paragraph(error.message, { ...io, width: io.width - 2 })
    throw error
  }
}

/** A password belongs to one login at one server: it is never sent to another one. */
async function passwordFor(
  world: World,
  before: MailServerSettings | undefined,
  server: MailServerSettings | undefined,
): Promise<PasswordChange> {
  const { io, prompter } = world
  const place = await (await world.secrets()).place(mailOwner, mailNames)
  if (place?.kind === 'environment') return 'as-before'
  const otherwise = place ? 'forget' : 'as-before'
  if (server?.user === undefined) return otherwise
  if (prompter) {
    const typed = await prompter.password({
      message: `Password of ${plain(server.user)} at ${server.host}`,
      problem: (answer) => (answer === '' ? 'Without a password nothing can be sent.' : undefined),
    })
    return { new: typed }
  }
  if (place && before?.host === server.host && before.user === server.user) return 'as-before'
  const where = 'Put it in HUMA_PAYROLL_MAIL_PASSWORD, or run configure in a terminal to have it kept.'
  io.err(paragraph(`${io.theme.symbols.attention} No password of ${plain(server.user)} is kept. ${where}`, io))
  return otherwise
}

export async function saveMail(world: World, { server, password }: MailChoice): Promise<void> {
  const { io } = world
  // Before the server, so that none is ever sent the password of another one.
  if (password !== 'as-before') {
    const secrets = await world.secrets()
    if (password === 'forget') await secrets.remove(mailOwner)
    else {
      const place = await secrets.set(mailOwner, { password: password.new })
      io.err(paragraph(`The password is in ${place.text}.`, io, 2))
    }
  }
  ;(await world.config()).saveMail(server)
}

/** Offers to prove that mail arrives. What fails is told, with what to do; what was saved stays, and Ctrl-C is a no. */
export async function offerTestMail(world: World, name: string, { to, server }: MailChoice): Promise<void> {
  const { io, prompter } = world
  if (!prompter) return
  try {
    if (!(await prompter.confirm({ message: 'Send a test mail now?', standard: true }))) return
    const { testMail } = await import('../report/test-mail.ts')
    await deliver(world, to, testMail(name, commandLine('configure', name)))
    io.err(
      paragraph(`${io.theme.symbols.good} The mail server has taken it. Look whether it arrives at ${list(to)}.`, io),
    )
  } catch (error) {
    if (!isKind(error)) throw error
    io.err(paragraph(`${io.theme.symbols.attention} ${plain(error.message)}`, io))
    if (error.hint) io.err(paragraph(plain(error.hint), io, 2))
    const again = commandLine('configure', name, '--mail-server', server ? serverAddress(server) : example)
    if (error.kind !== 'cancelled')
      io.err(`  Once more, with another password or server:\n  ${io.theme.command(again)}`)
  }
}
