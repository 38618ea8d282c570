/** Which type of the payroll system each of Huma's absence types becomes. */
import { humaAbsenceTypes } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { AbsenceType } from '../systems/system.ts'
import { list, plain } from '../ui/text.ts'
import type { Prompter } from '../ui/ui.ts'

type HumaAbsenceType = (typeof humaAbsenceTypes)[number]
export type AbsenceMap = Readonly<Record<string, string>>

/** What a payroll system calls its own types. */
interface Target {
  systemName: string
  types: readonly AbsenceType[]
}

/** `Vacation=SEM` (code, else exact name); `Vacation=` and `Vacation=none` map to nothing. Throws kind `usage`. */
export function mapAbsence(typed: readonly string[], map: AbsenceMap, target: Target): AbsenceMap {
  const changed = { ...map }
  for (const one of typed) {
    const equals = one.indexOf('=')
    const type = humaTypeNamed(equals < 0 ? one : one.slice(0, equals), one)
    const wanted = equals < 0 ? undefined : one.slice(equals + 1).trim()
    if (wanted === undefined) throw notAMapping(one)
    if (wanted === '' || wanted.toLowerCase() === 'none') delete changed[type]
    else changed[type] = codeOf(wanted, target)
  }
  return changed
}

function humaTypeNamed(typed: string, whole: string): HumaAbsenceType {
  const folded = typed.trim().toLowerCase()
  const found = humaAbsenceTypes.find((type) => type.toLowerCase() === folded)
  if (!found) throw notAMapping(whole)
  return found
}

function notAMapping(typed: string): HumaPayrollError {
  return new HumaPayrollError(
    'usage',
    `--map-absence "${plain(typed)}" does not begin with one of Huma's absence types.`,
    {
      hint: `Write --map-absence "TYPE=CODE", with TYPE one of: ${humaAbsenceTypes.join(', ')}.`,
    },
  )
}

function codeOf(wanted: string, { systemName, types }: Target): string {
  const byCode = types.find((type) => type.code === wanted)
  if (byCode) return byCode.code
  const byName = types.filter((type) => plain(type.name) === wanted)
  const [found, ...others] = byName
  if (found && others.length === 0) return found.code
  if (found) {
    throw new HumaPayrollError('usage', `${systemName} has several absence types called "${plain(wanted)}".`, {
      hint: `Give the code: ${list(
        byName.map((type) => type.code),
        'or',
      )}.`,
    })
  }
  const known = types.map((type) => `\n  ${plain(type.code)}  ${plain(type.name)}`).join('')
  throw new HumaPayrollError('usage', `${systemName} has no absence type "${plain(wanted)}".`, {
    hint: known ? `It has (code, name):${known}` : 'It lists no absence types for this key.',
  })
}

/** Asks about each of Huma's types; what is mapped already is offered first. */
export async function askAbsenceMap(prompter: Prompter, map: AbsenceMap, target: Target): Promise<AbsenceMap> {
  const chosen: Record<string, string> = {}
  const choices = [
    { value: '', name: 'Not sent' },
    ...target.types.map((type) => ({ value: type.code, name: plain(type.name) || type.code })),
  ]
  for (const type of humaAbsenceTypes) {
    const before = map[type]
    const stillThere = before !== undefined && target.types.some(({ code }) => code === before)
    const code = await prompter.select({
      message: `${type} in Huma is what in ${target.systemName}?`,
      choices,
      standard: stillThere ? before : '',
      search: choices.length > 12,
    })
    if (code) chosen[type] = code
  }
  return chosen
}
