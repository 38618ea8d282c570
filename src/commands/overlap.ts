/** Two syncers that write the same people would undo each other's work: said when a connection is made. */
import type { Connection } from '../core/connection.ts'
import type { HumaReader } from '../huma/client.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { count, list, plain } from '../ui/text.ts'

/** `members` are the users of this connection. A sentence for each other connection of the same system that has people in common with this one. */
export async function overlapWarnings(
  connection: Connection,
  members: ReadonlySet<string>,
  all: readonly Connection[],
  system: PayrollSystem,
  huma: HumaReader,
): Promise<string[]> {
  const others = all.filter((other) => other.system === connection.system && other.id !== connection.id)
  const warnings: string[] = []
  for (const other of others) {
    const theirs = await huma.members(other.scope)
    const common = [...members].filter((id) => theirs.has(id)).length
    if (common === 0) continue
    const who = count(common, 'person takes', 'people take')
    warnings.push(`${who} part in "${other.name}" too, and would be sent to ${system.name} by both connections.`)
  }
  return warnings
}

/** So many users are looked at: an integration of Huma's own holds everybody in its scope. */
const sample = 3

/** Huma's own integration for the same system. Not documented: what its key is; it is taken to hold the system's name. */
export async function hostedWarnings(
  members: ReadonlySet<string>,
  system: PayrollSystem,
  huma: HumaReader,
): Promise<string[]> {
  const ids = [...members].sort().slice(0, sample)
  const keys = new Set<string>()
  for (const id of ids) {
    const user = await huma.findPerson({ id })
    for (const key of user?.hostedIntegrations ?? []) keys.add(key)
  }
  const same = [...keys].filter((key) => letters(key).includes(letters(system.id)))
  if (same.length === 0) return []
  return [
    `Huma's own integration (${list(same.map(plain))}) holds these users in ${system.name} already. Two syncers would overwrite each other: turn one of them off before you sync users. In Huma: Integrations > ${system.name}.`,
  ]
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
