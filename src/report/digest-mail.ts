/** The mail about what needs attention while changes are sent by themselves. */
import { count } from '../ui/text.ts'
import { writeMail } from './letter.ts'
import type { Mail } from './mail.ts'

export interface DigestMailInput {
  /** What people call the connection. */
  connection: string
  /** "Tripletex" */
  system: string
  /** When the digest before was made, as people read it: "24 Nov 2026, 08:00". */
  since: string
  /** What needs attention, the worst first. No text of them holds a sensitive value. */
  items: readonly DigestItem[]
  /** Changes since then: sent; ignored because nothing had to be done; and still waiting to be sent. */
  counts: { sent: number; ignored: number; waiting: number }
  /** A whole command line to paste, which shows all items. */
  logs: string
}

export interface DigestItem {
  /** What commands know it by. */
  id: string
  /** A phrase: "absence held back", never the kind of absence. */
  what: string
  /** Who, as displayed; undefined for what is about nobody. */
  person?: string
  message: string
  hint?: string
}

/** "Nordlys AS: 3 need attention, 12 waiting". */
export function digestMail({ connection, system, since, items, counts, logs }: DigestMailInput): Mail {
  const { sent, ignored, waiting } = counts
  const attention =
    items.length === 0
      ? 'nothing needs attention'
      : `${items.length} ${items.length === 1 ? 'needs' : 'need'} attention`
  return writeMail({
    about: connection,
    headline: waiting > 0 ? `${attention}, ${waiting} waiting` : attention,
    tone: items.length > 0 ? 'attention' : 'good',
    context: `Huma to ${system}, since ${since}`,
    paragraphs: [
      items.length > 0
        ? 'Some changes could not be sent as they are. They stopped nothing else.'
        : 'Every change was sent, or is on its way.',
    ],
    facts: [
      ['Sent', count(sent, 'change')],
      ...(ignored > 0 ? [['Ignored', `${count(ignored, 'change')}, nothing to do in ${system}`] as const] : []),
      ...(waiting > 0 ? [['Waiting', `${count(waiting, 'change')}, sent as soon as that is possible`] as const] : []),
    ],
    entries: items.map(({ id, what, person, ...entry }) => ({
      title: `${person ? `${person}: ` : ''}${what} (${id})`,
      ...entry,
    })),
    allEntries: logs,
    commands: [{ label: 'Everything that was done', command: logs }],
    closing:
      'Sent by huma-payroll while it sends changes. It names people and fields, and holds no identity numbers, accounts, addresses, dates of birth, kinds of absence or pay.',
  })
}
