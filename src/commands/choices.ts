/** What `configure` chooses: compared, shown as old and new, and as flags to paste. */
import { type Connection, type DataChoices, humaAbsenceTypes } from '../core/connection.ts'
import type { MailServerSettings } from '../store/store.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { borderedTable } from '../ui/tables.ts'
import { plain } from '../ui/text.ts'
import type { Io } from '../ui/ui.ts'
import type { AbsenceMap } from './absence-map.ts'
import { dataTypes, isOffered } from './data-types.ts'
import type { LiveChoices } from './live-choices.ts'
import { serverAddress } from './mail.ts'
import type { MailChoice } from './mail-choices.ts'
import type { OccupationMap } from './occupation-map.ts'
import { isAsked, questionsOf } from './questions.ts'
import { type Settings, standardSettings } from './settings.ts'

export interface Choices {
  data: DataChoices
  absenceMap: AbsenceMap
  occupationMap: OccupationMap
  settings: Settings
  mail: MailChoice
}

export function choicesOf(
  { data, absenceMap, occupationMap = {}, settings, mailTo = [] }: Connection,
  system: PayrollSystem,
  server: MailServerSettings | undefined,
): Choices {
  return {
    data,
    absenceMap,
    occupationMap,
    settings: { ...standardSettings(system), ...settings },
    mail: { to: mailTo, server, password: 'as-before' },
  }
}

interface Row {
  /** No other row has it. */
  key: string
  label: string
  value: string
  text: string
  /** Says nothing, because what it is about is off. */
  idle?: boolean
}

/** All that was chosen, or, where there was a choice before, what changes; undefined where nothing does. */
export function choicesTable(
  before: Choices | undefined,
  after: Choices,
  system: PayrollSystem,
  live: LiveChoices,
  io: Io,
): string | undefined {
  const rows = rowsOf(after, system, live)
  if (!before) {
    return borderedTable(
      ['What to sync', 'Chosen'],
      rows.filter(({ idle }) => !idle).map(({ label, text }) => [label, text]),
      io,
    )
  }
  const old = new Map(rowsOf(before, system, live).map((row) => [row.key, row]))
  const now = new Map(rows.map((row) => [row.key, row]))
  const changed = [...new Map([...now, ...old]).values()].filter(
    ({ key }) => old.get(key)?.value !== now.get(key)?.value,
  )
  if (changed.length === 0) return undefined
  return borderedTable(
    ['What to sync', 'Until now', 'From now on'],
    changed.map(({ key, label }) => [label, old.get(key)?.text ?? '', io.theme.strong(now.get(key)?.text ?? 'none')]),
    io,
  )
}

function rowsOf(choices: Choices, system: PayrollSystem, live: LiveChoices): Row[] {
  const { data, absenceMap, occupationMap, settings } = choices
  const rows: Row[] = []
  for (const { type, label } of dataTypes(system.name)) {
    if (!isOffered(type, system.supports)) continue
    rows.push(onOff(type, label, data[type]))
    if (type === 'users') rows.push(onOff('createUsers', 'Create users automatically', data.createUsers))
    if (type === 'positions') {
      for (const [title, code] of Object.entries(occupationMap)) {
        const text = live.occupationName(code)
        rows.push({
          key: `occupation ${title}`,
          label: `Code of ${plain(title)}`,
          value: code,
          text,
          idle: !data.positions,
        })
      }
    }
    if (type !== 'absence') continue
    for (const one of humaAbsenceTypes) {
      const value = absenceMap[one] ?? ''
      const text = value ? live.absenceName(value) : 'not sent'
      rows.push({ key: `absence ${one}`, label: `- ${one}`, value, text, idle: !data.absence && !value })
    }
  }
  for (const question of questionsOf(system)) {
    const { key, label, standard } = question
    const value = settings[key] ?? standard
    const idle = value === standard && !isAsked(question, data)
    rows.push({ key: `setting ${key}`, label, value, text: live.choiceName(question, value), idle })
  }
  return [...rows, ...mailRows(choices.mail)]
}

function mailRows({ to, server, password }: MailChoice): Row[] {
  const who = to.join('\n')
  const address = addressOf({ server })
  const from = server?.from ?? ''
  return [
    { key: 'mail to', label: 'Results by e-mail to', value: who, text: who || 'nobody' },
    { key: 'mail server', label: 'Mail server', value: address, text: address || 'none', idle: !server },
    { key: 'mail from', label: 'Sender of mail', value: from, text: from || 'none', idle: !server },
    ...(password === 'as-before'
      ? []
      : [
          {
            key: 'mail password',
            label: 'Password of mail',
            value: 'new',
            text: password === 'forget' ? 'none' : 'new',
          },
        ]),
  ]
}

function addressOf({ server }: Pick<MailChoice, 'server'>): string {
  return server ? serverAddress(server) : ''
}

function onOff(key: string, label: string, on: boolean): Row {
  return { key, label, value: String(on), text: on ? 'on' : 'off' }
}

/** The words of a command line that choose the same, for what was like `before`. */
export function configureWords(choices: Choices, system: PayrollSystem, before: Choices = choices): string[] {
  const { data, absenceMap, occupationMap, settings, mail } = choices
  const words: string[] = []
  for (const { type } of dataTypes(system.name)) {
    if (!isOffered(type, system.supports)) continue
    words.push(`--${type}`, data[type] ? 'on' : 'off')
    if (type === 'users' && data.users) words.push('--create-users', data.createUsers ? 'on' : 'off')
    if (type === 'positions') {
      for (const title of Object.keys({ ...before.occupationMap, ...occupationMap })) {
        const code = occupationMap[title] ?? ''
        if (code !== before.occupationMap[title]) words.push('--map-occupation', `${title}=${code}`)
      }
    }
    if (type !== 'absence' || !data.absence) continue
    for (const one of humaAbsenceTypes) words.push('--map-absence', `${one}=${absenceMap[one] ?? 'none'}`)
  }
  for (const question of questionsOf(system)) {
    const value = settings[question.key] ?? question.standard
    if (isAsked(question, data) || value !== question.standard) words.push('--set', `${question.key}=${value}`)
  }
  if (mail.to.length === 0 && before.mail.to.length > 0) words.push('--mail-to', 'off')
  for (const address of mail.to) words.push('--mail-to', address)
  const isOther = mail.server?.from !== before.mail.server?.from || addressOf(mail) !== addressOf(before.mail)
  if (mail.server && (isOther || mail.password !== 'as-before')) {
    words.push('--mail-server', addressOf(mail), '--mail-from', mail.server.from)
  }
  return words
}
