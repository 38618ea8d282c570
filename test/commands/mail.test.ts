/** Who gets mail and through which server, chosen with `configure`; and the daily mail about what needs attention. */
import { expect, test } from 'vitest'
import { sendDigest } from '../../src/commands/digest.ts'
import { mailNames, mailOwner } from '../../src/commands/mail.ts'
import { type Answer, cancel, scriptedPrompter, standard } from '../helpers/prompter.ts'
import { testWorld } from '../helpers/world.ts'
import { deadPort, mailServer, readMail, refusal } from '../report/mail-server.ts'
import { connected, printedCommand } from './commands.ts'

const server = 'smtps://per@smtp.nordlys.example'
const kari = 'kari@nordlys.example'
const ola = 'ola@nordlys.example'

async function setting() {
  const desk = await connected()
  const { world } = testWorld({ home: desk.home })
  return {
    ...desk,
    mail: async () => (await world.config()).mail(),
    to: async () => (await desk.connection('nordlys')).mailTo,
    password: async () => (await (await world.secrets()).get(mailOwner, mailNames))?.values.password,
  }
}

const password = (answer: Answer['answer']): Answer => ({ kind: 'password', message: 'Password of per', answer })
const save: Answer = { kind: 'confirm', message: 'Save?', answer: standard }
const noTest: Answer = { kind: 'confirm', message: 'Send a test mail now?', answer: false }

test('by flags: recipients of a connection, one server for all; off takes each away', async () => {
  const { run, mail, to } = await setting()
  const first = await run([
    'configure',
    '--mail-to',
    kari,
    '--mail-to',
    ola,
    '--mail-to',
    kari,
    '--mail-server',
    server,
    '--mail-from',
    kari,
  ])
  expect(first.code).toBe(0)
  expect(first.said).toContain('No password of per is kept. Put it in HUMA_PAYROLL_MAIL_PASSWORD')
  expect(await to()).toEqual([kari, ola])
  const kept = { host: 'smtp.nordlys.example', port: 465, security: 'tls', user: 'per', from: kari }
  expect(await mail()).toEqual(kept)

  // Who sends from another mailbox sends as it.
  const second = await run(['configure', '--mail-server', 'smtp://post@nordlys.example@[::1]:2525', '--json'])
  expect(second.json()).toMatchObject({
    connection: { mailTo: [kari, ola] },
    mail: { host: '::1', port: 2525, security: 'none', user: 'post@nordlys.example', from: 'post@nordlys.example' },
  })
  expect((await run(['configure', '--mail-server', 'smtp://post@nordlys.example@[::1]:2525'])).said).toContain(
    'Nothing changes',
  )

  const needed = await run(['configure', '--mail-server', 'off'])
  expect(needed).toMatchObject({ code: 2, err: expect.stringContaining('--mail-to off') })
  expect((await run(['configure', '--mail-to', 'off', '--mail-server', 'off'])).code).toBe(0)
  expect([await to(), await mail()]).toEqual([undefined, undefined])
})

test.each<[string, readonly string[], string]>([
  ['no server', ['--mail-to', kari], 'Add --mail-server smtps://user@smtp.example.com'],
  ['no server for the sender', ['--mail-from', kari], 'Add --mail-server'],
  ['no sender', ['--mail-server', server], 'Add --mail-from payroll@example.com'],
  ['no address', ['--mail-to', `${kari},${ola}`, '--mail-server', server], 'one e-mail address at a time'],
  ['off and somebody', ['--mail-to', 'off', '--mail-to', kari, '--mail-server', server], 'not an e-mail address'],
  ['no sender that is one', ['--mail-server', server, '--mail-from', 'per'], 'not an e-mail address'],
  [
    'a password in the address',
    ['--mail-server', 'smtps://per:hemmelig@smtp.nordlys.example'],
    'HUMA_PAYROLL_MAIL_PASSWORD',
  ],
])('refused, and nothing is saved: %s', async (_, flags, says) => {
  const { run, kept } = await setting()
  const before = kept()
  const refused = await run(['configure', ...flags])
  expect(refused.code).toBe(2)
  expect(refused.said).toContain(says)
  expect(refused.said).not.toContain('hemmelig')
  expect(kept()).toBe(before)
})

test('a password is kept as a secret, and is never sent to another server', async () => {
  const { run, password: kept, kept: everything } = await setting()
  const from = ['--mail-server', server, '--mail-from', kari]
  await run(['configure', ...from], { prompter: scriptedPrompter([password('hemmelig'), save]) })
  expect(await kept()).toBe('hemmelig')
  expect(everything()).not.toContain('hemmelig')

  // The same server again is how a wrong password is corrected; where nobody can be asked it stays.
  await run(['configure', ...from], { prompter: scriptedPrompter([password('riktig'), save]) })
  await run(['configure', ...from, '--mail-from', ola])
  expect(await kept()).toBe('riktig')
  await run(['configure', '--mail-server', 'smtps://per@smtp.sydlys.example'], {
    prompter: scriptedPrompter([password(cancel)]),
  })
  expect(await kept()).toBe('riktig')

  const other = await run(['configure', '--mail-server', 'smtps://per@smtp.sydlys.example'])
  expect(other.said).toContain('No password of per is kept')
  expect(await kept()).toBeUndefined()

  // From the environment it is neither asked for nor kept.
  const env = { HUMA_PAYROLL_MAIL_PASSWORD: 'hemmelig' }
  await run(['configure', ...from], { prompter: scriptedPrompter([save]), env })
  expect(await kept()).toBeUndefined()
})

const rest: readonly Answer[] = [
  { kind: 'confirm', message: 'Keep users', answer: standard },
  { kind: 'confirm', message: 'Create employees', answer: standard },
  { kind: 'confirm', message: 'Send positions', answer: standard },
  { kind: 'confirm', message: 'Send absence', answer: standard },
  { kind: 'confirm', message: 'Send salary', answer: standard },
  { kind: 'select', message: 'Access to Tripletex', answer: standard },
  { kind: 'select', message: 'Department for new employees', answer: standard },
]
const wanted = (answer: Answer['answer']): Answer => ({
  kind: 'confirm',
  message: 'Send the result of each sync',
  answer,
})

test('asked at the end of everything; the printed command does the same; a test mail arrives', async () => {
  const smtp = await mailServer({
    allowInsecureAuth: true,
    onAuth: (auth, _session, callback) =>
      auth.password === 'riktig' ? callback(null, { user: 1 }) : callback(refusal(535, '5.7.8 no')),
  })
  const address = `smtp://post@nordlys.example@localhost:${smtp.port}`
  const { run, mail, to, password: kept } = await setting()
  const asked = await run(['configure'], {
    prompter: scriptedPrompter([
      ...rest,
      wanted(true),
      { kind: 'text', message: 'To whom?', answer: ` ${kari},${ola} ; ${kari}` },
      { kind: 'text', message: 'Mail server', answer: address },
      { kind: 'text', message: 'From which address?', answer: standard },
      { kind: 'password', message: 'Password of post@nordlys.example at localhost', answer: 'riktig' },
      save,
      { ...noTest, answer: true },
    ]),
  })
  expect(asked.said).toContain(`Look whether it arrives at ${kari} and ${ola}`)
  expect(smtp.mails.map((one) => one.to)).toEqual([[kari, ola]])
  expect(readMail(smtp.mails[0]?.source ?? '').headers.get('subject')).toEqual(['nordlys: a test mail'])
  expect([await to(), await mail(), await kept()]).toMatchObject([
    [kari, ola],
    { from: 'post@nordlys.example' },
    'riktig',
  ])
  const printed = printedCommand(asked.err)
  expect(printed.slice(-8)).toEqual([
    ...['--mail-to', kari, '--mail-to', ola],
    ...['--mail-server', address, '--mail-from', 'post@nordlys.example'],
  ])

  // Once it is there, the server needs a yes only; and a no takes the connection off, not the server.
  const again = await run(['configure'], {
    prompter: scriptedPrompter([
      ...rest,
      wanted(standard),
      { kind: 'text', message: 'To whom?', answer: kari },
      { kind: 'confirm', message: `Send it through ${address}, from post@nordlys.example?`, answer: standard },
      save,
      noTest,
    ]),
  })
  expect(again.err).not.toContain('--mail-server')
  expect(await to()).toEqual([kari])
  const off = await run(['configure'], { prompter: scriptedPrompter([...rest, wanted(false), save]) })
  expect(printedCommand(off.err).slice(-2)).toEqual(['--mail-to', 'off'])
  expect([await to(), await kept()]).toEqual([undefined, 'riktig'])
})

test('a test mail that fails says how to correct it; what was saved stays', async () => {
  const { run, to } = await setting()
  const port = await deadPort()
  const address = `smtp://localhost:${port}`
  const words = ['configure', '--mail-to', kari, '--mail-server', address, '--mail-from', kari]
  const failed = await run(words, { prompter: scriptedPrompter([save, { ...noTest, answer: true }]) })
  expect(failed.code).toBe(0)
  expect(failed.said).toContain('the connection was refused')
  expect(failed.err).toContain(`  huma-payroll configure nordlys --mail-server ${address}\n`)
  expect(await to()).toEqual([kari])
})

const day = 86_400_000

test('the digest: once a day, only where something needs attention that was not told, and again after a failure', async () => {
  const desk = await setting()
  const smtp = await mailServer({})
  const began = Date.parse('2026-11-24T08:00:00Z')
  const connection = {
    ...(await desk.connection('nordlys')),
    activatedAt: new Date(began).toISOString(),
    mailTo: [kari],
  }
  const { id } = connection
  let now = began
  const { world, err } = testWorld({ home: desk.home, now: () => now })
  const [state, config] = [await world.state(), await world.config()]
  const through = (port: number) => config.saveMail({ host: 'localhost', port, security: 'none', from: kari })
  const digest = () => sendDigest(world, connection)
  const subjects = () => smtp.mails.map(({ source }) => readMail(source).headers.get('subject')?.[0])
  through(smtp.port)

  await digest()
  await sendDigest(world, { ...connection, mailTo: [] })
  expect(smtp.connections).toBe(0)

  const about = { at: new Date(now + 1000).toISOString(), connectionId: id, level: 'info' as const, message: 'x' }
  state.log([
    { ...about, event: 'sent' },
    { ...about, event: 'sent' },
    { ...about, event: 'ignored' },
  ])
  state.addByHand(id, { humaId: 'u1', person: 'Kari Nordmann', message: 'Remove the row of 80 % by hand.', at: now })
  state.enqueue([{ connectionId: id, humaId: 'u2', kind: 'person', subject: '', at: now }])
  now += 2000
  await digest()
  expect(subjects()).toEqual(['nordlys: 1 needs attention, 1 waiting'])
  const text = readMail(smtp.mails[0]?.source ?? '').parts.get('text/plain') ?? ''
  expect(text).toMatch(/Sent +2 changes\n +Ignored +1 change/)
  expect(text).toMatch(/\* Kari Nordmann: to be done by hand \(#\d+\)\n {2}Remove the row of 80 % by hand\./)
  expect(text).toMatch(/When it is done:\n {4}huma-payroll discard nordlys \d+/)

  // The same is not told twice, and something new waits until the next day.
  now += day + 1
  await digest()
  state.addByHand(id, { humaId: 'u3', person: 'Ola Hansen', message: 'Enter the end by hand.', at: now })
  await digest()
  await digest()
  expect(subjects()).toHaveLength(2)
  expect(subjects()[1]).toBe('nordlys: 2 need attention, 1 waiting')

  // A server that is down is tried again after an hour, not before.
  state.addByHand(id, { humaId: 'u4', person: 'Liv Berg', message: 'Enter the end by hand.', at: now })
  now += day
  through(await deadPort())
  await digest()
  expect(err()).toMatch(/the connection\s+was refused/)
  through(smtp.port)
  now += 3_599_000
  await digest()
  expect(subjects()).toHaveLength(2)
  now += 1000
  await digest()
  expect(subjects()[2]).toBe('nordlys: 3 need attention, 1 waiting')

  // A key that is refused is told once, above everything else.
  now += day
  const stopped = {
    message: 'Tripletex does not accept the key.',
    hint: 'Authorize it: huma-payroll connect tripletex --name NAME',
  }
  await sendDigest(world, connection, stopped)
  now += day
  await sendDigest(world, connection, stopped)
  expect(subjects().slice(3)).toEqual(['nordlys: 4 need attention, 1 waiting'])
  const last = readMail(smtp.mails[3]?.source ?? '').parts.get('text/plain') ?? ''
  expect(last).toMatch(
    /4 things need attention\n\n\* nothing can be sent \(all\)[\s\S]*connect tripletex --name nordlys/,
  )
})
