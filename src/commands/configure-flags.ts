/** What `configure` is told by flags. What is not named stays as it is. */
import type { Connection, DataChoices, DataType } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { PayrollSystem } from '../systems/system.ts'
import type { World } from '../world.ts'
import { mapAbsence } from './absence-map.ts'
import type { Choices } from './choices.ts'
import { dataTypes, isOffered } from './data-types.ts'
import type { ConfigureInput } from './inputs.ts'
import type { LiveChoices } from './live-choices.ts'
import { mailFromFlags } from './mail-choices.ts'
import { mapOccupations } from './occupation-map.ts'
import { setSettings } from './settings.ts'

export function hasFlags(input: ConfigureInput): boolean {
  const { users, createUsers, positions, absence, salary, mailServer, mailFrom } = input
  const single = [users, createUsers, positions, absence, salary, mailServer, mailFrom]
  const several = [input.mapAbsence, input.mapOccupation, input.set, input.mailTo]
  return single.some((one) => one !== undefined) || several.some((list) => list.length > 0)
}

/** Throws kinds `usage` and `unsupported`. */
export async function choicesFromFlags(
  world: World,
  { id }: Connection,
  input: ConfigureInput,
  before: Choices,
  system: PayrollSystem,
  live: LiveChoices,
): Promise<Choices> {
  const data: DataChoices = { ...before.data }
  for (const { type, label } of dataTypes(system.name)) {
    const wanted = input[type]
    if (wanted === undefined) continue
    if (wanted) checkOffered(type, label, system)
    data[type] = wanted
  }
  if (input.createUsers && !data.users) {
    throw new HumaPayrollError('usage', 'Employees cannot be created automatically while users are not synced.', {
      hint: 'Add --users on, or leave out --create-users on.',
    })
  }
  data.createUsers = data.users && (input.createUsers ?? data.createUsers)

  let { absenceMap } = before
  if (input.mapAbsence.length > 0) {
    checkOffered('absence', 'Absence', system)
    absenceMap = mapAbsence(input.mapAbsence, absenceMap, { systemName: system.name, types: await live.absenceTypes() })
  }
  return {
    data,
    absenceMap,
    occupationMap: await mapOccupations(input.mapOccupation, before.occupationMap, system, live),
    settings: await setSettings(input.set, before.settings, system, live),
    mail: await mailFromFlags(world, id, input, before.mail),
  }
}

function checkOffered(type: DataType, label: string, system: PayrollSystem): void {
  if (isOffered(type, system.supports)) return
  const offered = dataTypes(system.name).filter((one) => isOffered(one.type, system.supports))
  const why = system.whyNot?.[type]
  throw new HumaPayrollError('unsupported', `${label} cannot be sent to ${system.name}.${why ? ` ${why}` : ''}`, {
    hint: `${system.name} takes: ${offered.map((one) => one.type).join(', ')}.`,
  })
}
