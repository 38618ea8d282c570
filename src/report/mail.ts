/** Sends one mail through the administrator's own mail server. Loading this file loads nodemailer: import it when it is used. */
import { createTransport } from 'nodemailer'
import { HumaPayrollError } from '../errors.ts'
import { mailProblem, refusedRecipients } from './mail-problems.ts'
import { type MailSettings, mailSettings } from './settings.ts'

/** What is sent: the same twice, for those who read plain text and for those who read HTML. */
export interface Mail {
  subject: string
  text: string
  html: string
}

/** In milliseconds. A server may make a client wait for its greeting on purpose, and look into a mail before it takes it. */
const patience = { dnsTimeout: 10_000, connectionTimeout: 30_000, greetingTimeout: 30_000, socketTimeout: 60_000 }
/** For all of it: a server that says a little now and then would otherwise hold us for ever. */
const longest = 120_000

/**
 * Resolves when the server has taken the mail for all of `to`. Throws kind `usage` for settings that are none,
 * `authorization` where the login is missing or refused, `unavailable` where no answer or no trustworthy one came (the
 * mail may still have been taken where the message says so), `refused` where the server said no to the mail or to
 * somebody of `to` (who else was named has then got it where the message says so), `unsupported` where the server does not
 * encrypt and has to, `protocol` where it speaks no SMTP. Neither the password nor the mail is in an error.
 */
export async function sendMail(settings: MailSettings, password: string | undefined, mail: Mail): Promise<void> {
  const checked = mailSettings.safeParse(settings)
  if (!checked.success) {
    const [issue] = checked.error.issues
    const what = `The settings for mail cannot be used (${issue?.path.join(' ')}): ${issue?.message}`
    throw new HumaPayrollError('usage', what, { hint: 'Set up mail again.' })
  }
  const { host, port, security, user, from, to } = checked.data
  if (user !== undefined && !password) {
    throw new HumaPayrollError('authorization', `The mail was not sent: there is no password for ${user} at ${host}.`, {
      hint: 'Put it in HUMA_PAYROLL_MAIL_PASSWORD, or set up mail again and type it.',
    })
  }
  const transport = createTransport({
    // A name server must not be able to say that this machine is another one.
    host: security === 'none' && host === 'localhost' ? '127.0.0.1' : host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    // Servers on this machine offer encryption with certificates that nobody has signed.
    ignoreTLS: security === 'none',
    // Otherwise the mail would go out without a login where the server offers none.
    forceAuth: user !== undefined,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    ...patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const sending = { settings: checked.data, password }
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), longest)
  try {
    const { accepted, rejectedErrors } = await transport.sendMail({
      from: { name: 'huma-payroll', address: from },
      to: to.map((address) => ({ name: '', address })),
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      // RFC 3834 section 5: nobody's absence note answers it.
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: deadline.signal,
    })
    if (rejectedErrors?.length) throw refusedRecipients(rejectedErrors, sending, accepted.length)
  } catch (error) {
    throw mailProblem(error, sending) ?? error
  } finally {
    clearTimeout(timer)
  }
}
