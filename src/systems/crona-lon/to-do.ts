/** What the administrator has to do in Crona Lön itself, each a sentence or two. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Folders } from './folders.ts'
import { ledgerPath, type WithPending } from './ledger.ts'
import { exportHint, type Personnel } from './personnel.ts'
import { swedishTime } from './writer.ts'

/**
 * https://help.planday.com/sv/articles/30310 and https://blogg.cronalon.se/blog/importerafilfranforsystem. Not documented:
 * that the same menu takes rows of people; others send them by the same file.
 */
export const importMenu = 'Lön > Importera löneunderlag'
export const setUpMenu = 'Import > Försystem, format PAXml, extension XML'

/** In milliseconds: a month is how long most payroll periods last. */
const old = 31 * 86_400_000

export function toDo(parts: {
  folders: Folders
  personnel: Personnel | undefined
  waiting: WithPending['waiting']
  imported: WithPending['imported']
  /** Milliseconds since 1970. */
  now: number
}): string[] {
  const { folders, personnel, waiting, imported, now } = parts
  const files = [...waiting].map(([file, count]) => ({ file, count, path: join(folders.import, file) }))
  const here = files.filter(({ path }) => existsSync(path))
  const lines: string[] = []
  const steps = `${importMenu} (set up once: ${setUpMenu}). Then export the employee register to ${folders.export}`
  const [only, ...more] = here
  if (only && more.length === 0) {
    lines.push(`${areWritten(only.count)} to ${only.path} and ${unseen}. Import the file there: ${steps}.`)
  } else if (only) {
    lines.push(`${here.length} files are written and ${unseen}. Import them there in this order: ${steps}.`)
    for (const { path, count } of here) lines.push(`${path} (${counted(count)})`)
  }
  if (here.some(({ count }) => count.absences > 0)) {
    lines.push(
      `Move a file out of ${folders.import} before you import it: what lies there counts as not imported, and absence that changes in Huma is changed in it.`,
    )
  }
  for (const { file, count } of files.filter((one) => !here.includes(one))) {
    lines.push(
      `${areWritten(count)} to ${file}, which somebody has taken out of the folder, and ${unseen}. If it was imported, export the employee register to ${folders.export}. If it was not, delete ${ledgerPath(folders, file)}: the next sync then writes it again.`,
    )
  }
  for (const [file, absences] of imported) {
    if (absences === 0) continue
    lines.push(
      `${join(folders.import, file)} counts as imported, because Crona Lön shows what it brought. Move it out of the folder, so that its absence (${counted({ people: 0, absences })}) comes in only once. If it was not imported, import it then.`,
    )
  }
  if (!personnel) lines.push(`There is no personnel file of Crona Lön in ${folders.export} yet. ${exportHint}`)
  else if (now - personnel.modifiedAt > old) {
    const day = swedishTime(personnel.modifiedAt).slice(0, 10)
    lines.push(
      `The newest personnel file of Crona Lön is of ${day}: ${personnel.path}. Export the employee register again.`,
    )
  }
  return lines
}

const unseen = 'not yet to be seen in Crona Lön'

type Count = { people: number; absences: number }

function counted({ people, absences }: Count): string {
  const parts = [
    ...(people > 0 ? [people === 1 ? '1 person' : `${people} people`] : []),
    ...(absences > 0 ? [absences === 1 ? '1 absence' : `${absences} absences`] : []),
  ]
  return parts.join(' and ')
}

function areWritten(count: Count): string {
  return `${counted(count)} ${count.people + count.absences === 1 ? 'is' : 'are'} written`
}
