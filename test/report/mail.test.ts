/** Mail through real servers in this process: encryption, logins, refusals, outages. */
import tls from 'node:tls'
import type { SMTPServerOptions } from 'smtp-server'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HumaPayrollError } from '../../src/errors.ts'
import { type Mail, sendMail } from '../../src/report/mail.ts'
import type { MailSettings } from '../../src/report/settings.ts'
import { selfSigned } from './certificate.ts'
import { deadPort, mailServer, rawServer, readMail, refusal } from './mail-server.ts'

const password = 'correct horse battery'
const mail: Mail = {
  subject: 'Blåbær AS: 23 synced, 4 held back',
  text: 'Kari Nordmann\n.\næøå ÆØÅ\n',
  html: '<p>Kari Nordmann, æøå</p>\n',
}

const trusted = selfSigned(['localhost'])
const trustedBefore = tls.getCACertificates('default')
beforeEach(() => tls.setDefaultCACertificates([...trustedBefore, trusted.cert]))
afterAll(() => tls.setDefaultCACertificates(trustedBefore))
afterEach(() => {
  vi.useRealTimers()
})

function settings(port: number, more: Partial<MailSettings> = {}): MailSettings {
  return {
    host: '127.0.0.1',
    port,
    security: 'tls',
    user: 'payroll@nordlys.example',
    from: 'payroll@nordlys.example',
    to: ['kari@nordlys.example'],
    ...more,
  }
}

function withoutUser(port: number, more: Partial<MailSettings> = {}): MailSettings {
  const { user: _, ...rest } = settings(port, more)
  return rest
}

const login: SMTPServerOptions['onAuth'] = (auth, _session, callback) =>
  auth.password === password ? callback(null, { user: 1 }) : callback(refusal(535, '5.7.8 no'))

/** What it is thrown for. Nothing of an error may tell the password or the mail, wherever it is printed. */
async function failure(sending: Promise<void>): Promise<HumaPayrollError> {
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof HumaPayrollError)) throw new Error('no expected failure', { cause: error })
  expect(error.hint).toBeTruthy()
  const everything = [error.message, error.hint, error.stack, JSON.stringify(error), String(error.cause)].join(' ')
  for (const secret of [
    password,
    Buffer.from(`\0payroll@nordlys.example\0${password}`).toString('base64'),
    'Nordmann',
  ]) {
    expect(everything).not.toContain(secret)
  }
  return error
}

describe('what arrives', () => {
  test.each([
    { security: 'tls', options: { secure: true }, secure: true },
    { security: 'starttls', options: {}, secure: true },
    { security: 'none', options: { allowInsecureAuth: true }, secure: false },
  ] as const)('with $security', async ({ security, options, secure }) => {
    // With 'none' the server offers a certificate that nobody trusts, as mail servers of a machine do.
    const certificate = secure ? trusted : selfSigned(['localhost'])
    const server = await mailServer({ ...certificate, ...options, onAuth: login })
    const to = ['kari@nordlys.example', 'ola@nordlys.example']
    await sendMail(settings(server.port, { security, to, ...(secure ? {} : { host: 'localhost' }) }), password, mail)

    expect(server.logins).toEqual([{ user: 'payroll@nordlys.example', password, secure }])
    expect(server.mails).toMatchObject([{ from: 'payroll@nordlys.example', to, secure }])
    const { headers, parts } = readMail(server.mails[0]?.source ?? '')
    expect(Object.fromEntries(parts)).toEqual({ 'text/plain': mail.text, 'text/html': mail.html })
    // Exactly these: no tracking, and no name of a program that somebody could look for holes in.
    expect(Object.fromEntries(headers)).toEqual({
      from: ['"huma-payroll" <payroll@nordlys.example>'],
      to: ['kari@nordlys.example, ola@nordlys.example'],
      subject: [mail.subject],
      'auto-submitted': ['auto-generated'],
      'message-id': [expect.stringMatching(/^<[\w-]+@nordlys\.example>$/)],
      date: [expect.any(String)],
      'mime-version': ['1.0'],
      'content-type': [expect.stringContaining('multipart/alternative')],
    })
  })

  test('without a login where no user is named', async () => {
    const server = await mailServer({ ...trusted, secure: true })
    await sendMail(withoutUser(server.port), undefined, mail)
    expect(server.mails).toHaveLength(1)
  })

  test('a line break in a subject begins no header', async () => {
    const server = await mailServer({ ...trusted, secure: true })
    const subject = 'Nordlys\r\nBcc: eve@evil.example\nHello'
    await sendMail(withoutUser(server.port), undefined, { ...mail, subject })
    const { headers } = readMail(server.mails[0]?.source ?? '')
    expect(headers.get('subject')).toEqual(['Nordlys Bcc: eve@evil.example Hello'])
    expect(headers.has('bcc')).toBe(false)
    expect(server.mails[0]?.to).toEqual(['kari@nordlys.example'])
  })
})

describe('nothing goes out', () => {
  test.each<[string, Partial<MailSettings>]>([
    ['unencrypted to another machine', { security: 'none', host: 'mail.nordlys.example' }],
    ['unencrypted to a machine that only looks like this one', { security: 'none', host: '127.0.0.1.evil.example' }],
    ['from an address that begins a header', { from: 'payroll@nordlys.example\r\nBcc: eve@evil.example' }],
    ['to an address that begins a command', { to: ['kari@nordlys.example>\r\nRCPT TO:<eve@evil.example'] }],
    ['to two addresses in one', { to: ['kari@nordlys.example,eve@evil.example'] }],
    ['to nobody', { to: [] }],
  ])('%s', async (_, more) => {
    const server = await mailServer({ ...trusted, secure: true })
    expect(await failure(sendMail(withoutUser(server.port, more), undefined, mail))).toMatchObject({ kind: 'usage' })
    expect(server.connections).toBe(0)
  })

  test('without the password of the user', async () => {
    const server = await mailServer({ ...trusted, secure: true, onAuth: login })
    const error = await failure(sendMail(settings(server.port), undefined, mail))
    expect(error).toMatchObject({ kind: 'authorization', hint: expect.stringContaining('HUMA_PAYROLL_MAIL_PASSWORD') })
    expect(server.connections).toBe(0)
  })

  const untrusted = selfSigned(['localhost'])
  const otherName = selfSigned(['other.example'])
  const expired = selfSigned(['localhost'], { from: new Date('2020-01-01'), until: new Date('2021-01-01') })
  test.each([
    { certificate: untrusted, why: 'it has signed itself', hint: 'NODE_EXTRA_CA_CERTS' },
    { certificate: otherName, why: 'it was made for another name', hint: 'Write the name of the server' },
    { certificate: expired, why: 'it has expired', hint: 'NODE_EXTRA_CA_CERTS' },
  ])('to a server whose certificate is not trusted: $why', async ({ certificate, why, hint }) => {
    tls.setDefaultCACertificates([...trustedBefore, trusted.cert, otherName.cert, expired.cert])
    for (const security of ['tls', 'starttls'] as const) {
      const server = await mailServer({ ...certificate, secure: security === 'tls', onAuth: login })
      const error = await failure(sendMail(settings(server.port, { security }), password, mail))
      expect(error).toMatchObject({ kind: 'unavailable', hint: expect.stringContaining(hint) })
      expect(error.message).toBe(
        `The mail was not sent: the certificate of 127.0.0.1:${server.port} is not trusted: ${why}.`,
      )
      expect([server.logins, server.mails]).toEqual([[], []])
    }
  })

  test('to a server that does not encrypt, though it takes logins', async () => {
    const server = await mailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true, onAuth: login })
    const error = await failure(sendMail(settings(server.port, { security: 'starttls' }), password, mail))
    expect(error).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('offers no encryption') })
    expect([server.connections, server.logins, server.mails]).toEqual([1, [], []])
  })

  test('to a port that begins without TLS', async () => {
    const server = await mailServer({ ...trusted, onAuth: login })
    const error = await failure(sendMail(settings(server.port), password, mail))
    expect(error).toMatchObject({ kind: 'unavailable', hint: expect.stringContaining('smtp://') })
  })

  test('to a port where nobody listens', async () => {
    const port = await deadPort()
    const error = await failure(sendMail(settings(port), password, mail))
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: `The mail was not sent: 127.0.0.1:${port} could not be reached: the connection was refused.`,
    })
  })

  test('to a server that speaks something else', async () => {
    const { port } = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const error = await failure(sendMail(settings(port, { security: 'starttls' }), password, mail))
    expect(error).toMatchObject({ kind: 'protocol', message: expect.stringContaining('is no mail server') })
  })
})

describe('logins', () => {
  test('a wrong password, also where the server repeats it', async () => {
    const server = await mailServer({
      ...trusted,
      secure: true,
      onAuth: (auth, _session, callback) => callback(refusal(535, `5.7.8 wrong: ${auth.password}`)),
    })
    const error = await failure(sendMail(settings(server.port), password, mail))
    expect(error).toMatchObject({
      kind: 'authorization',
      message: `The mail was not sent: 127.0.0.1:${server.port} does not accept the login of payroll@nordlys.example (535 5.7.8).`,
    })
    expect(server.mails).toEqual([])
  })

  test('a login that cannot be checked now is an outage', async () => {
    const onAuth: SMTPServerOptions['onAuth'] = (_auth, _session, callback) => callback(refusal(454, '4.7.0 later'))
    const server = await mailServer({ ...trusted, secure: true, onAuth })
    const error = await failure(sendMail(settings(server.port), password, mail))
    expect(error).toMatchObject({ kind: 'unavailable' })
  })

  test('a server that takes none does not get the mail without one', async () => {
    const server = await mailServer({ ...trusted, secure: true })
    const error = await failure(sendMail(settings(server.port), password, mail))
    expect(error).toMatchObject({ kind: 'unsupported', message: expect.stringContaining('takes no login') })
    expect(server.mails).toEqual([])
  })

  test('a server that wants one', async () => {
    const server = await mailServer({ ...trusted, secure: true, onAuth: login })
    const error = await failure(sendMail(withoutUser(server.port), undefined, mail))
    expect(error).toMatchObject({ kind: 'authorization', message: expect.stringContaining('wants a login') })
  })
})

describe('refusals', () => {
  const onRcptTo: SMTPServerOptions['onRcptTo'] = ({ address }, _session, callback) => {
    if (address.startsWith('eve')) callback(refusal(550, `5.1.1 No such user; the login was ${password}`))
    else if (address.startsWith('later')) callback(refusal(451, '4.7.1 Greylisted'))
    else callback()
  }
  const to = (...names: string[]) => names.map((name) => `${name}@nordlys.example`)

  test.each([
    {
      to: to('eve'),
      kind: 'refused',
      mails: 0,
      message:
        'The mail was not sent: SERVER does not take it for eve@nordlys.example (550 5.1.1): No such user; the login was ….',
    },
    {
      to: to('kari', 'eve'),
      kind: 'refused',
      mails: 1,
      message:
        'The mail was sent to 1 of 2: SERVER does not take it for eve@nordlys.example (550 5.1.1): No such user; the login was ….',
    },
    {
      to: to('later'),
      kind: 'unavailable',
      mails: 0,
      message: 'The mail was not sent: SERVER does not take it for later@nordlys.example (451 4.7.1) now: Greylisted.',
    },
  ])('of $to', async ({ to, kind, mails, message }) => {
    for (const hidePIPELINING of [true, false]) {
      const server = await mailServer({ ...trusted, secure: true, hidePIPELINING, onAuth: login, onRcptTo })
      const error = await failure(sendMail(settings(server.port, { to }), password, mail))
      expect(error).toMatchObject({ kind, message: message.replace('SERVER', `127.0.0.1:${server.port}`) })
      expect(server.mails).toHaveLength(mails)
    }
  })

  test('of the sender', async () => {
    const server = await mailServer({
      ...trusted,
      secure: true,
      onAuth: login,
      onMailFrom: (_address, _session, callback) => callback(refusal(553, '5.7.1 Not yours')),
    })
    const error = await failure(sendMail(settings(server.port), password, mail))
    expect(error).toMatchObject({
      kind: 'refused',
      message: `The mail was not sent: 127.0.0.1:${server.port} does not take mail from payroll@nordlys.example (553 5.7.1): Not yours.`,
    })
  })

  test('of the mail itself, whose words the server repeats', async () => {
    const server = await mailServer({
      ...trusted,
      secure: true,
      onAuth: login,
      onData: (_stream, _session, callback) => callback(refusal(554, '5.7.1 Kari Nordmann looks like spam')),
    })
    const error = await failure(sendMail(settings(server.port), password, mail))
    expect(error).toMatchObject({
      kind: 'refused',
      message: `The mail was not sent: 127.0.0.1:${server.port} does not take it (554 5.7.1).`,
    })
  })
})

describe('servers that hang', () => {
  test('before they say anything', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const connected = Promise.withResolvers<void>()
    const { port } = await rawServer(() => connected.resolve())
    const failed = failure(sendMail(settings(port, { security: 'starttls' }), password, mail))
    await connected.promise
    vi.advanceTimersByTime(31_000)
    expect(await failed).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('did not answer in time'),
    })
  })

  /** Says yes to everything, and does what a test wants once it has all of the mail. */
  async function untilTheMailIsThere(then: (end: () => void) => void): Promise<number> {
    const { port } = await rawServer((socket) => {
      socket.write('220 ready\r\n')
      let heard = ''
      let isMail = false
      socket.on('data', (bytes) => {
        heard += bytes.toString()
        if (isMail) {
          if (heard.endsWith('\r\n.\r\n')) then(() => socket.destroy())
        } else if (heard.endsWith('\r\n')) {
          isMail = heard === 'DATA\r\n'
          heard = ''
          socket.write(isMail ? '354 go on\r\n' : '250 yes\r\n')
        }
      })
    })
    return port
  }

  test('when they have the mail: it may have been taken', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const there = Promise.withResolvers<void>()
    const port = await untilTheMailIsThere(() => there.resolve())
    const failed = failure(sendMail(withoutUser(port, { security: 'none' }), undefined, mail))
    await there.promise
    vi.advanceTimersByTime(120_000)
    expect(await failed).toMatchObject({
      kind: 'unavailable',
      message: `127.0.0.1:${port} gave no answer in time. It is not known whether it took the mail.`,
      // Not by silence alone: a server that says a little now and then comes to its end too.
      details: { code: 'EABORT' },
    })
  })

  test('and break the connection', async () => {
    const port = await untilTheMailIsThere((end) => end())
    const error = await failure(sendMail(withoutUser(port, { security: 'none' }), undefined, mail))
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: `127.0.0.1:${port} broke the connection. It is not known whether it took the mail.`,
    })
  })
})
