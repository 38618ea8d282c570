/**
 * Writes one import file a run, whole each time, so that it can be imported at any moment. A file that somebody has taken
 * away is never made again, and what was imported comes into no file once more: another one is begun. One call at a time.
 */
import { randomUUID } from 'node:crypto'
import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HumaPayrollError } from '../../errors.ts'
import { type Encoding, encode, lacking } from './encoding.ts'
import { atFile, codeOf, type Folders, replaceFile } from './folders.ts'
import { nextNumber, putAside, readImport, readNoted, type WithPending, type Written, writeLedger } from './ledger.ts'
import { type AbsenceRow, datedOf, elements, isDated, type LedgerRow, type Values } from './schema.ts'
import { type PersonElement, writePaxml } from './xml.ts'

export interface Writer {
  /** On the disk when this returns: the import file, and what it stood against. */
  put(rows: readonly LedgerRow[], state: State): Promise<void>
  /** The file that the next absence goes into (`file`, or that of the run), and the number of that row. Nothing is written yet. */
  place(state: State, file?: string): Promise<Place>
  /** Numbers of rows that leave the file, and rows that come into it. Kind `stale` where somebody has just taken it away. */
  changeAbsences(file: string, change: { without: readonly number[]; added: readonly AbsenceRow[] }): Promise<void>
  /** undefined before the first. */
  written(): Written | undefined
}

/** Of which files nothing waits any more, and which were imported and left where they were. */
type State = Pick<WithPending, 'seen' | 'imported'>

interface Place {
  file: string
  postid: number
}

export function createWriter(parts: {
  folders: Folders
  encoding: Encoding
  company: { name: string; organisationNumber: string }
  /** Milliseconds since 1970. */
  now: () => number
}): Writer {
  const { folders, encoding, company, now } = parts
  /** `isMade`: it was on the disk once. */
  let current: { file: string; isMade: boolean; rows: ReadonlyMap<string, LedgerRow>; absences: number } | undefined

  async function fileOfRun({ seen, imported }: State): Promise<NonNullable<typeof current>> {
    const isOver = (file: string) => seen.includes(file) || imported.has(file)
    if (current?.isMade && (isOver(current.file) || !(await isThere(current.file)))) current = undefined
    if (current) return current
    for (const one of seen) await putAside(folders, one, imported.has(one))
    current = { file: fileName(await nextNumber(folders), now()), isMade: false, rows: new Map(), absences: 0 }
    return current
  }

  function isThere(file: string): Promise<boolean> {
    const path = join(folders.import, file)
    return atFile(path, () =>
      access(path).then(
        () => true,
        (error: unknown) => {
          if (codeOf(error) === 'ENOENT') return false
          throw error
        },
      ),
    )
  }

  async function put(added: readonly LedgerRow[], state: State): Promise<void> {
    let run = await fileOfRun(state)
    // A file has room for one dated value of a kind, and the earlier one counts too.
    if (added.some((row) => isLater(row, run.rows.get(row.anstid)))) {
      current = undefined
      run = await fileOfRun(state)
    }
    const all = new Map(run.rows)
    for (const row of added) all.set(row.anstid, together(all.get(row.anstid), row))
    const rows = [...all.values()]
    const absences = (await readImport(folders, run.file))?.absences ?? []
    await save({ file: run.file, encoding, people: rows, absences, noted: rows }, () => {
      current = { ...run, isMade: true, rows: all, absences: absences.length }
    })
  }

  async function place(state: State, inFile?: string): Promise<Place> {
    const file = inFile ?? (await fileOfRun(state)).file
    const there = (await readImport(folders, file))?.absences ?? []
    return { file, postid: Math.max(0, ...there.map(({ postid }) => postid)) + 1 }
  }

  async function changeAbsences(
    file: string,
    { without, added }: { without: readonly number[]; added: readonly AbsenceRow[] },
  ): Promise<void> {
    const content = await readImport(folders, file)
    const isOwn = current?.file === file
    const isNew = isOwn && current?.isMade === false
    if (!content && !isNew) {
      throw new HumaPayrollError('stale', `${file} was taken away at the same moment.`, {
        hint: 'Run the command again.',
      })
    }
    const kept = (content?.absences ?? []).filter(({ postid }) => !without.includes(postid))
    const absences = [...kept, ...added]
    const people = content?.people ?? []
    const noted = (await readNoted(folders, file))?.rows ?? []
    await save({ file, encoding: content?.encoding ?? encoding, people, absences, noted }, () => {
      if (isOwn && current) current = { ...current, isMade: true, absences: absences.length }
    })
  }

  /** `done` is called as soon as the import file is what it shall be. */
  async function save(
    content: {
      file: string
      encoding: Encoding
      people: readonly PersonElement[]
      absences: readonly AbsenceRow[]
      noted: readonly LedgerRow[]
    },
    done: () => void,
  ): Promise<void> {
    const { file, people, absences } = content
    const path = join(folders.import, file)
    const ledger = { version: 1 as const, file, rows: [...content.noted], absences: [...absences] }
    if (people.length === 0 && absences.length === 0) {
      // Noted first: what is noted and not there counts as imported.
      await writeLedger(folders, ledger)
      await atFile(path, () => rm(path, { force: true }))
      done()
      return
    }
    const xml = writePaxml(header(content.encoding), { people, absences }, content.encoding)
    // Its reader may be another account: the rights of the folder decide.
    await replaceFile(path, encode(xml, content.encoding), 0o660)
    done()
    try {
      await writeLedger(folders, ledger)
    } catch (cause) {
      // It stands in the import file, where the next reading finds it.
      if (!(cause instanceof HumaPayrollError)) throw cause
      throw new HumaPayrollError('unknown-outcome', cause.message, { cause })
    }
  }

  function header(letters: Encoding): Record<string, string> {
    const { name, organisationNumber } = company
    return {
      // The vendor's examples have no time zone.
      datum: swedishTime(now()).replace(' ', 'T'),
      // Not documented: whether Crona looks at it. At most 12 characters.
      foretagorgnr: organisationNumber.replaceAll(/\D/g, '').slice(-10),
      ...(name === '' || lacking(name, letters) ? {} : { foretagnamn: name }),
      programnamn: 'huma-payroll',
    }
  }

  return {
    put,
    place,
    changeAbsences,
    written() {
      if (!current?.isMade) return undefined
      return { file: current.file, rows: [...current.rows.values()], absences: current.absences }
    },
  }
}

/** Whether the row has a dated value that begins later than the one which the file has already. */
function isLater({ values }: LedgerRow, earlier: LedgerRow | undefined): boolean {
  return elements.some((name) => {
    const [held, text] = [earlier?.values[name], values[name]]
    return isDated(name) && held !== undefined && text !== undefined && datedOf(held).from < datedOf(text).from
  })
}

/** Both changes of the same person in a run, as one. */
function together(earlier: LedgerRow | undefined, later: LedgerRow): LedgerRow {
  if (earlier === undefined) return later
  return { ...later, values: { ...earlier.values, ...later.values }, before: oldest(earlier, later) }
}

/** What was there before the first write of a run; of an element that only the second one changes, before that. */
function oldest(earlier: LedgerRow, later: LedgerRow): Values | null {
  if (earlier.before === null || later.before === null) return null
  const before: Values = { ...later.before }
  for (const name of elements) {
    if (earlier.values[name] === undefined) continue
    const value = earlier.before[name]
    if (value === undefined) delete before[name]
    else before[name] = value
  }
  return before
}

const inSweden = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** ISO 8601 with a blank, which is how Swedish writes it. */
export function swedishTime(milliseconds: number): string {
  return inSweden.format(milliseconds)
}

/** huma-00007-20261124-140210-1f0c9b2e.xml: two runs at once may have the same number, never the same name. */
function fileName(number: number, milliseconds: number): string {
  const time = swedishTime(milliseconds).replaceAll(/[-:]/g, '').replace(' ', '-')
  return `huma-${String(number).padStart(5, '0')}-${time}-${randomUUID().slice(0, 8)}.xml`
}
