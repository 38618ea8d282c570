/** What `configure` chooses: compared, shown as old and new, and as flags to paste. */
import { type Connection, type DataChoices, humaAbsenceTypes } from '../core/connection.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { borderedTable } from '../ui/tables.ts'
import type { Io } from '../ui/ui.ts'
import type { AbsenceMap } from './absence-map.ts'
import { dataTypes, isOffered } from './data-types.ts'
import type { LiveChoices } from './live-choices.ts'
import { type Settings, standardSettings } from './settings.ts'

export interface Choices {
  data: DataChoices
  absenceMap: AbsenceMap
  settings: Settings
}

export function choicesOf({ data, absenceMap, settings }: Connection, system: PayrollSystem): Choices {
  return { data, absenceMap, settings: { ...standardSettings(system), ...settings } }
}

interface Row {
  label: string
  value: string
  text: string
  /** Says nothing while its kind of data is off. */
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
  const old = new Map(rowsOf(before, system, live).map((row) => [row.label, row]))
  const changed = rows.filter(({ label, value }) => old.get(label)?.value !== value)
  if (changed.length === 0) return undefined
  return borderedTable(
    ['What to sync', 'Until now', 'From now on'],
    changed.map(({ label, text }) => [label, old.get(label)?.text ?? '', io.theme.strong(text)]),
    io,
  )
}

function rowsOf({ data, absenceMap, settings }: Choices, system: PayrollSystem, live: LiveChoices): Row[] {
  const rows: Row[] = []
  for (const { type, label } of dataTypes(system.name)) {
    if (!isOffered(type, system.supports)) continue
    rows.push(onOff(label, data[type]))
    if (type === 'users') rows.push(onOff('Create users automatically', data.createUsers))
    if (type !== 'absence') continue
    for (const one of humaAbsenceTypes) {
      const value = absenceMap[one] ?? ''
      const text = value ? live.absenceName(value) : 'not sent'
      rows.push({ label: `- ${one}`, value, text, idle: !data.absence && !value })
    }
  }
  for (const question of system.settings) {
    const value = settings[question.key] ?? question.standard
    rows.push({ label: question.label, value, text: live.choiceName(question, value) })
  }
  return rows
}

function onOff(label: string, on: boolean): Row {
  return { label, value: String(on), text: on ? 'on' : 'off' }
}

/** The words of a command line that choose the same. */
export function configureWords({ data, absenceMap, settings }: Choices, system: PayrollSystem): string[] {
  const words: string[] = []
  for (const { type } of dataTypes(system.name)) {
    if (!isOffered(type, system.supports)) continue
    words.push(`--${type}`, data[type] ? 'on' : 'off')
    if (type === 'users' && data.users) words.push('--create-users', data.createUsers ? 'on' : 'off')
    if (type !== 'absence' || !data.absence) continue
    for (const one of humaAbsenceTypes) words.push('--map-absence', `${one}=${absenceMap[one] ?? 'none'}`)
  }
  for (const { key, standard } of system.settings) words.push('--set', `${key}=${settings[key] ?? standard}`)
  return words
}
