/** A letter as data, and the same letter as plain text of 72 columns and as HTML. Every text in it may come from outside. */
import { humaAbsenceTypes } from '../core/connection.ts'
import { plain } from '../ui/text.ts'
import type { Mail } from './mail.ts'

export interface Letter {
  /** The connection's name; first in the subject, so that a row of mails can be told apart. */
  about: string
  /** "23 synced, 4 held back": the rest of the subject. */
  headline: string
  /** Colours the edge of the headline, and says nothing that the words do not. */
  tone: 'good' | 'attention' | 'bad'
  /** Which systems, which run, when. */
  context: string
  /** Why it did not end well, and what to do. */
  problem?: Advice
  paragraphs: readonly string[]
  /** Label and value. */
  facts: readonly (readonly [string, string])[]
  entries: readonly Entry[]
  /** What is run to see all entries. */
  allEntries: string
  commands: readonly { label: string; command: string }[]
  closing: string
}

interface Advice {
  message: string
  /** What to do. Where it ends with a command, the command gets a line of its own. */
  hint?: string
}

/** Somebody or something that needs attention. */
interface Entry extends Advice {
  title: string
}

/** Nobody works through more of them in a mail. */
const mostEntries = 50
const columns = 72

export function writeMail(letter: Letter): Mail {
  const ready = cleaned(letter)
  const subject = `${short(ready.about, 60)}: ${ready.headline}`
  return { subject, text: asText(ready, subject), html: asHtml(ready, subject) }
}

type Ready = Letter & { more: number }

function cleaned(letter: Letter): Ready {
  const { problem } = letter
  return {
    ...letter,
    about: short(plain(letter.about), 120),
    headline: plain(letter.headline),
    context: short(plain(letter.context), 400),
    ...(problem && { problem: cleanedAdvice(problem) }),
    paragraphs: letter.paragraphs.map((text) => short(plain(text), 1000)),
    facts: letter.facts.map(([label, value]) => [short(plain(label), 60), plain(value)]),
    entries: letter.entries.slice(0, mostEntries).map((entry) => ({
      title: short(withoutAbsence(plain(entry.title)), 120),
      ...cleanedAdvice({ ...entry, message: withoutNumbers(entry.message) }),
    })),
    more: Math.max(0, letter.entries.length - mostEntries),
    allEntries: plain(letter.allEntries),
    commands: letter.commands.map(({ label, command }) => ({ label, command: plain(command) })),
  }
}

/** The numbers of a hint stay, because a command may need them. */
function cleanedAdvice({ message, hint }: Advice): Advice {
  return {
    message: short(withoutAbsence(plain(message)), 600),
    ...(hint ? { hint: short(withoutAbsence(plain(hint)), 600) } : {}),
  }
}

/**
 * No text holds a value of a person, and a mail is read in more places than a log: whatever could still be an identity number,
 * an account, a phone number, a date of birth or, below, a type of absence stays behind.
 */
function withoutNumbers(text: string): string {
  return text.replaceAll(/\d{6}[-+A-FU-Y]\d{3}[0-9A-Z]\b|\d(?:[ ./-]?\d){7,}/g, '…')
}

function withoutAbsence(text: string): string {
  return humaAbsenceTypes.reduce((rest, type) => rest.replaceAll(new RegExp(type, 'gi'), '…'), text)
}

/** By characters, not by halves of them. */
function short(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

function asText(letter: Ready, subject: string): string {
  const width = Math.max(0, ...letter.facts.map(([label]) => label.length)) + 3
  const { context, problem, entries, more } = letter
  const blocks = [
    `${wrapped(subject)}\n${wrapped(context)}`,
    ...letter.paragraphs.map((text) => wrapped(text)),
    ...(problem ? [adviceText(problem, '')] : []),
    letter.facts.map(([label, value]) => wrapped(value, `  ${label.padEnd(width)}`, ' '.repeat(width + 2))).join('\n'),
    ...(entries.length > 0 ? [entriesTitle(letter)] : []),
    ...entries.map((entry) => `${wrapped(entry.title, '* ', '  ')}\n${adviceText(entry, '  ')}`),
    ...(more > 0 ? [`...and ${more} more:\n\n  ${letter.allEntries}`] : []),
    ...letter.commands.map(({ label, command }) => `${wrapped(label)}\n\n  ${command}`),
    `${'-'.repeat(columns)}\n${wrapped(letter.closing)}`,
  ]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}

function entriesTitle({ entries, more }: Ready): string {
  const all = entries.length + more
  return `${all} ${all === 1 ? 'thing needs' : 'things need'} attention`
}

function adviceText({ message, hint }: Advice, indent: string): string {
  const lines = [wrapped(message, indent)]
  if (hint) {
    const { sentence, command } = parted(hint)
    lines.push(wrapped(sentence, `${indent}> `, `${indent}  `), ...(command ? [`${indent}  ${command}`] : []))
  }
  return lines.join('\n')
}

/** "Choose it first: huma-payroll configure" -> the sentence and the command. */
function parted(hint: string): { sentence: string; command?: string } {
  const [, sentence = '', command = ''] = /^(.*?:) (huma-payroll .+)$/.exec(hint) ?? []
  return command ? { sentence, command } : { sentence: hint }
}

/** Lines of at most 72 columns; a word that is longer stays whole, because it may be something to copy. */
function wrapped(text: string, first = '', next = first): string {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.split(/\s+/)) {
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = next
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line].join('\n')
}

const edges = { good: '#2f9e44', attention: '#e8890c', bad: '#e03131' } as const

/** Everything is inline, because some readers drop the rest; no background is set, so that a dark reader keeps its own. */
const styles = {
  page: "max-width:600px;margin:0 auto;padding:24px 16px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif",
  about: 'margin:0;font-size:14px;opacity:.75',
  headline: 'margin:2px 0 4px;font-size:22px;line-height:1.3',
  paragraph: 'margin:16px 0',
  list: 'margin:16px 0;padding:0;list-style:none',
  fact: 'padding:3px 0 3px 115px;text-indent:-115px',
  label: 'display:inline-block;min-width:110px;text-indent:0;opacity:.75',
  title: 'margin:32px 0 8px;font-size:17px',
  entry: 'padding:10px 0;border-top:1px solid rgba(128,128,128,.35)',
  hint: 'padding-left:20px;text-indent:-20px',
  command:
    'margin:8px 0;padding:10px 12px;border-radius:6px;background:rgba(128,128,128,.16);font:14px/1.5 ui-monospace,Consolas,Menlo,monospace;white-space:pre-wrap;overflow-wrap:anywhere',
  closing: 'margin:32px 0 0;padding-top:12px;border-top:1px solid rgba(128,128,128,.35);font-size:13px;opacity:.75',
} as const

function asHtml(letter: Ready, subject: string): string {
  const { about, headline, tone, context, paragraphs, problem, facts, entries, more, allEntries } = letter
  const lines = [
    `<div style="padding-left:14px;border-left:5px solid ${edges[tone]}">`,
    element('p', 'about', escaped(about)),
    element('h1', 'headline', escaped(headline.charAt(0).toUpperCase() + headline.slice(1))),
    element('p', 'about', escaped(context)),
    '</div>',
    ...paragraphs.map((text) => element('p', 'paragraph', escaped(text))),
    ...(problem ? [element('div', 'paragraph', adviceHtml(problem))] : []),
    ...listOf(
      facts.map(([label, value]) =>
        element('li', 'fact', `${element('span', 'label', escaped(label))} ${escaped(value)}`),
      ),
    ),
    ...(entries.length > 0 ? [element('h2', 'title', entriesTitle(letter))] : []),
    ...listOf(
      entries.map((entry) =>
        element('li', 'entry', `<strong>${escaped(entry.title)}</strong><br>\n${adviceHtml(entry)}`),
      ),
    ),
    ...(more > 0
      ? [element('p', 'paragraph', `…and ${more} more:`), element('pre', 'command', escaped(allEntries))]
      : []),
    ...letter.commands.flatMap(({ label, command }) => [
      element('h2', 'title', escaped(label)),
      element('pre', 'command', escaped(command)),
    ]),
    element('p', 'closing', escaped(letter.closing)),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title>
</head>
<body style="margin:0;padding:0">
<div style="${styles.page}">
${lines.join('\n')}
</div>
</body>
</html>
`
}

function adviceHtml({ message, hint }: Advice): string {
  if (!hint) return escaped(message)
  const { sentence, command } = parted(hint)
  const todo = element('div', 'hint', `→ ${escaped(sentence)}`)
  return `${escaped(message)}\n${todo}${command ? `\n${element('pre', 'command', escaped(command))}` : ''}`
}

function listOf(items: readonly string[]): string[] {
  return items.length > 0 ? [`<ul style="${styles.list}">`, ...items, '</ul>'] : []
}

/** `content` is HTML. */
function element(name: string, style: keyof typeof styles, content: string): string {
  return `<${name} style="${styles[style]}">${content}</${name}>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
