/** What a connection is, in words for screens and as data for `--json`. */
import { type Connection, describeScope, humaAbsenceTypes, stage } from '../core/connection.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { plain } from '../ui/text.ts'
import { commandLine } from './command-line.ts'
import { dataTypes, isOffered } from './data-types.ts'

/** Without its id, which means nothing to people, and without anything secret. */
export function connectionJson(connection: Connection): Readonly<Record<string, unknown>> {
  const { id: _, ...facts } = connection
  return { ...facts, stage: stage(connection) }
}

/** "Nordlys AS, 812345" */
export function accountText({ account }: Connection): string {
  return plain(account.name) === account.id ? account.id : `${plain(account.name)} (${plain(account.id)})`
}

/** "users (created automatically), absence (5 of 7 types)", or "nothing". */
export function dataText(connection: Connection, system: PayrollSystem): string {
  const { data, absenceMap } = connection
  const on = dataTypes(system.name).filter(({ type }) => isOffered(type, system.supports) && data[type])
  const texts = on.map(({ type, label }) => {
    if (type === 'users' && data.createUsers) return 'users (created automatically)'
    if (type !== 'absence') return label.toLowerCase()
    const mapped = humaAbsenceTypes.filter((one) => absenceMap[one]).length
    return `absence (${mapped} of ${humaAbsenceTypes.length} types)`
  })
  return texts.join(', ') || 'nothing'
}

export function scopeText(connection: Connection): string {
  return plain(describeScope(connection.scope))
}

/** The one next command of a connection that has no run in need of attention. */
export function nextCommand(connection: Connection): string {
  return commandLine(stage(connection) === 'connected' ? 'configure' : 'sync-users', connection.name)
}
