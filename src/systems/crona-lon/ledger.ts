/**
 * What was written and cannot be seen yet. Crona Lön never tells what became of an import file, so a value counts as
 * written, and as waiting, for as long as the newest personnel file still shows what was there before.
 *
 * One file a run. The import file is written first; what a crash leaves in it alone is read from it.
 */
import { readdir, readFile, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import { decode, type Encoding } from './encoding.ts'
import { atFile, codeOf, type Folders, readIfThere, replaceFile } from './folders.ts'
import {
  type AbsenceRow,
  type Element,
  elements,
  type LedgerFile,
  type LedgerRow,
  ledgerFile,
  paxmlFile,
  paxmlTimes,
  type Row,
} from './schema.ts'
import { parseXml } from './xml.ts'

/** 'unknown' where the run broke off before it could note it. */
type WrittenRow = Omit<LedgerRow, 'before'> & { before: LedgerRow['before'] | 'unknown' }

export interface Written {
  /** The name of the import file. */
  file: string
  rows: readonly WrittenRow[]
  /** How many absences are in it. */
  absences: number
}

/** In the order of their names, in which they were written. `since`: when the personnel file was made. */
export async function readLedger(folders: Folders, since: number): Promise<Written[]> {
  const kept = new Map<string, Written>()
  for (const name of await ours(folders.ledger, /^huma-[\w-]+\.json$/)) {
    const path = join(folders.ledger, name)
    const text = await atFile(path, () => readFile(path, 'utf8'))
    const file = parseOwn(text, ledgerFile, path)
    kept.set(file.file, { ...file, absences: file.absences.length })
  }
  for (const name of await ours(folders.import, /^huma-[\w-]+\.xml$/)) {
    const { rows: known, absences } = kept.get(name) ?? { rows: [], absences: 0 }
    const rows = unnoted(await readImportFile(join(folders.import, name), since), known)
    if (rows.length > 0) kept.set(name, { file: name, rows: [...known, ...rows], absences })
  }
  return [...kept.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
}

async function ours(folder: string, form: RegExp): Promise<string[]> {
  return (await atFile(folder, () => readdir(folder))).filter((name) => form.test(name))
}

/** What we have written ourselves. Kind `storage` where it is not that. */
export function parseOwn<T extends z.ZodType>(text: string, form: T, path: string): z.infer<T> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  const file = form.safeParse(json)
  if (file.success) return file.data
  throw new HumaPayrollError('storage', `${path} cannot be understood; it holds what was written for Crona Lön.`, {
    hint: 'Bring back a copy of it. Only without it may be written twice what Crona Lön already has.',
  })
}

/** [] where somebody has just taken the file away, and where Crona's own file is newer and tells what became of it. */
async function readImportFile(path: string, since: number): Promise<readonly Row[]> {
  const bytes = await readIfThere(path, since)
  return bytes ? peopleIn(parseXml(decode(bytes, path))) : []
}

function peopleIn(document: unknown): Row[] {
  const file = paxmlFile.safeParse(document)
  const people = file.success ? (file.data.paxml.personal ?? []) : []
  return people.flatMap((person) => (typeof person === 'object' ? [person] : []))
}

export interface ImportFile {
  encoding: Encoding
  people: readonly Row[]
  absences: readonly AbsenceRow[]
}

/** One that lies where it was written; undefined where it does not. */
export async function readImport(folders: Folders, file: string): Promise<ImportFile | undefined> {
  const path = join(folders.import, file)
  const bytes = await readIfThere(path)
  if (!bytes) return undefined
  const text = decode(bytes, path)
  const document = parseXml(text)
  const times = paxmlTimes.safeParse(document)
  const absences = times.success ? (times.data.paxml.tidtransaktioner ?? []) : []
  return {
    // As the file says of itself: the setting may have changed since.
    encoding: /^<\?xml[^>]*"utf-8"/.test(text) ? 'utf-8' : 'iso-8859-1',
    people: peopleIn(document),
    absences: absences.flatMap((row) => (typeof row === 'object' ? [row] : [])),
  }
}

/** What was noted of a file, also where nothing of its people waits any more; undefined where nothing was. */
export async function readNoted(folders: Folders, file: string): Promise<LedgerFile | undefined> {
  const path = ledgerPath(folders, file)
  for (const one of [path, `${path}.seen`, `${path}.imported`]) {
    const bytes = await readIfThere(one)
    if (bytes) return parseOwn(Buffer.from(bytes).toString(), ledgerFile, one)
  }
  return undefined
}

/** The names of the import files that lie where they were written. */
export async function filesHere(folders: Folders): Promise<ReadonlySet<string>> {
  return new Set(await ours(folders.import, /^huma-[\w-]+\.xml$/))
}

/** Files that were imported, as it was seen then, and lie there (`here`) still; by name, and how many absences are in them. */
export async function importedBefore(
  folders: Folders,
  here: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const imported = new Map<string, number>()
  for (const name of await ours(folders.ledger, /^huma-[\w-]+\.json\.imported$/)) {
    const file = name.replace(/\.json\.imported$/, '.xml')
    if (here.has(file)) imported.set(file, (await readNoted(folders, file))?.absences.length ?? 0)
  }
  return imported
}

/** What stands in the import file and not in the ledger. */
function unnoted(rows: readonly Row[], known: readonly WrittenRow[]): WrittenRow[] {
  return rows.flatMap((row) => {
    const noted = known.find(({ anstid }) => anstid === row.anstid)
    const names = elements.filter((name) => row.values[name] !== undefined && row.values[name] !== noted?.values[name])
    if (names.length === 0) return []
    return [{ anstid: row.anstid, persnr: row.persnr, values: pick(row.values, names), before: 'unknown' as const }]
  })
}

function pick(values: Row['values'], names: readonly Element[]): Row['values'] {
  return Object.fromEntries(names.map((name) => [name, values[name]]))
}

export interface WithPending {
  /** As they will be once everything is imported. */
  rows: Map<string, Row>
  /** By the name of the import file: what of it is not to be seen yet, and the absences in it that are not imported yet. */
  waiting: Map<string, { people: number; absences: number }>
  /** The import files of which nothing waits any more. */
  seen: string[]
  /**
   * Those that lie there still and were imported nevertheless, by name, and how many absences are in them: Crona's file shows
   * what they brought.
   */
  imported: ReadonlyMap<string, number>
}

/** What a personnel file can show, and which import files lie where they were written. */
export interface Sight {
  canShow(name: Element, value: string): boolean
  here: ReadonlySet<string>
  /** Those that have been put aside. */
  importedBefore: ReadonlyMap<string, number>
}

/** Lays what waits over what Crona's file shows. A value that Crona shows and nobody has seen before is Crona's own. */
export function withPending(rows: readonly Row[], ledger: readonly Written[], sight: Sight): WithPending {
  const { canShow, here } = sight
  const merged = new Map(rows.map((row) => [row.anstid, row]))
  const shown = new Map(merged)
  const imported = new Map(sight.importedBefore)
  const pending: WithPending = { rows: merged, waiting: new Map(), seen: [], imported }
  for (const { file, rows: written, absences } of ledger) {
    const states = written.map((one) => layOver(one, merged, shown, canShow))
    const count = (state: State) => states.filter((one) => one === state).length
    const isImported = count('shown') > 0 && count('waits') === 0
    const isHere = here.has(file) && !isImported
    if (here.has(file) && isImported) imported.set(file, absences)
    // What no personnel file shows, or not before its day, counts as imported once somebody has taken the file.
    const people = count('waits') + (isHere ? count('hidden') : 0)
    const left = isHere ? absences : 0
    if (people + left > 0) pending.waiting.set(file, { people, absences: left })
    else if (count('hidden') === 0) pending.seen.push(file)
  }
  return pending
}

/** 'hidden': only what no personnel file would show yet. 'shown': Crona's file has what it brought, and had something else before. */
type State = 'waits' | 'hidden' | 'shown' | 'over'

function layOver(
  written: WrittenRow,
  merged: Map<string, Row>,
  shown: ReadonlyMap<string, Row>,
  canShow: Sight['canShow'],
): State {
  const { anstid, persnr, values, before } = written
  const row = merged.get(anstid)
  if (!row) {
    merged.set(anstid, { anstid, persnr, values })
    return 'waits'
  }
  const isVisible = (name: Element) => canShow(name, values[name] ?? '')
  // Their creation is to be seen: from then on Crona's file tells how they are.
  const isCreated = before === null && shown.has(anstid)
  const waits = elements.filter((name) => {
    if (values[name] === undefined || row.values[name] === values[name]) return false
    if (isCreated) return row.values[name] === undefined && !isVisible(name)
    return before === 'unknown' || before === null || (row.values[name] ?? '') === (before[name] ?? '')
  })
  if (waits.length > 0) merged.set(anstid, { ...row, values: { ...row.values, ...pick(values, waits) } })
  if (before === null && !isCreated) return 'waits'
  if (waits.length > 0) return waits.some(isVisible) ? 'waits' : 'hidden'
  return isCreated || isNews(written, shown.get(anstid)) ? 'shown' : 'over'
}

/** Whether Crona's own file has something of it that it did not have before. */
function isNews({ values, before }: WrittenRow, row: Row | undefined): boolean {
  if (!row || before === null || before === 'unknown') return false
  return elements.some(
    (name) => values[name] !== undefined && values[name] !== before[name] && row.values[name] === values[name],
  )
}

/**
 * Puts aside what is all to be seen in Crona's file, so that a later change there is not taken for the state before.
 * `isImported`: the import file was left where it lies, and must not be taken for one that is still to be imported.
 */
export async function putAside(folders: Folders, file: string, isImported: boolean): Promise<void> {
  const path = ledgerPath(folders, file)
  await atFile(path, () =>
    rename(path, `${path}.${isImported ? 'imported' : 'seen'}`).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error
    }),
  )
}

/** One more than any file has had: the order of names must be that of writing, also when the clock is put back. */
export async function nextNumber(folders: Folders): Promise<number> {
  const names = [...(await ours(folders.ledger, numbered)), ...(await ours(folders.import, numbered))]
  return Math.max(0, ...names.map((name) => Number(numbered.exec(name)?.[1] ?? 0))) + 1
}

const numbered = /^huma-(\d+)-/

export async function writeLedger(folders: Folders, ledger: LedgerFile): Promise<void> {
  const content = Buffer.from(`${JSON.stringify(ledger, null, 1)}\n`)
  await replaceFile(ledgerPath(folders, ledger.file), content, 0o600)
}

export function ledgerPath(folders: Folders, file: string): string {
  return join(folders.ledger, `${basename(file, '.xml')}.json`)
}
