/** The mail that proves that mail arrives. */
import { writeMail } from './letter.ts'
import type { Mail } from './mail.ts'

/** `connection`: what people call it. `command`: a whole command line that changes who gets it. */
export function testMail(connection: string, command: string): Mail {
  return writeMail({
    about: connection,
    headline: 'a test mail',
    tone: 'good',
    context: 'huma-payroll',
    paragraphs: [
      'Mail from huma-payroll arrives here. The result of each sync is sent to this address, and once a day what needs attention, where there is any.',
    ],
    facts: [],
    entries: [],
    allEntries: '',
    commands: [{ label: 'Who gets it, and through which server', command }],
    closing: 'Sent by huma-payroll because somebody has asked for a test.',
  })
}
