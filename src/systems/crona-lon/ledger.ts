/**
 * What was written and cannot be seen yet. Crona Lön never tells what became of an import file, so a value counts as
 * written, and as waiting, for as long as the newest personnel file still shows what was there before.
 *
 * One file a run, which only that run writes: nothing is shared, so nothing has to be locked. The import file is written
 * first; what a crash leaves in it alone is read from it.
 */
import { readdir, readFile, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { HumaPayrollError } from '../../errors.ts'
import { decode } from './encoding.ts'
import { atFile, codeOf, type Folders, replaceFile } from './folders.ts'
import { type Element, elements, type LedgerFile, type LedgerRow, ledgerFile, paxmlFile, type Row } from './schema.ts'
import { parseXml } from './xml.ts'

/** 'unknown' where the run broke off before it could note it. */
type WrittenRow = Omit<LedgerRow, 'before'> & { before: LedgerRow['before'] | 'unknown' }

export interface Written {
  /** The name of the import file. */
  file: string
  rows: readonly WrittenRow[]
}

/** In the order of their names, in which they were written. `since`: when the personnel file was made. */
export async function readLedger(folders: Folders, since: number): Promise<Written[]> {
  const kept = new Map<string, Written>()
  for (const name of await ours(folders.ledger, /^huma-[\w-]+\.json$/)) {
    const path = join(folders.ledger, name)
    const text = await atFile(path, () => readFile(path, 'utf8'))
    const file = ledgerFile.safeParse(parseJson(text))
    if (!file.success) {
      throw new HumaPayrollError('storage', `${path} cannot be understood; it holds what was written for Crona Lön.`, {
        hint: 'Bring back a copy of it. Only without it may be written twice what Crona Lön already has.',
      })
    }
    kept.set(file.data.file, file.data)
  }
  for (const name of await ours(folders.import, /^huma-[\w-]+\.xml$/)) {
    const known = kept.get(name)?.rows ?? []
    const rows = unnoted(await readImportFile(join(folders.import, name), since), known)
    if (rows.length > 0) kept.set(name, { file: name, rows: [...known, ...rows] })
  }
  return [...kept.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
}

async function ours(folder: string, form: RegExp): Promise<string[]> {
  return (await atFile(folder, () => readdir(folder))).filter((name) => form.test(name))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** [] where somebody has just taken the file away, and where Crona's own file is newer and tells what became of it. */
async function readImportFile(path: string, since: number): Promise<Row[]> {
  const bytes = await atFile(path, async () => {
    try {
      return (await stat(path)).mtimeMs < since ? undefined : await readFile(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  })
  if (!bytes) return []
  const file = paxmlFile.safeParse(parseXml(decode(bytes, path)))
  const people = file.success ? (file.data.paxml.personal ?? []) : []
  return people.flatMap((person) => (typeof person === 'object' ? [person] : []))
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
  /** By the name of the import file: how many people of it are not to be seen yet. */
  waiting: Map<string, number>
  /** The import files of which nothing waits any more. */
  seen: string[]
}

/** Lays what waits over what Crona's file shows. A value that Crona shows and nobody has seen before is Crona's own. */
export function withPending(rows: readonly Row[], ledger: readonly Written[]): WithPending {
  const merged = new Map(rows.map((row) => [row.anstid, row]))
  const waiting = new Map<string, number>()
  const shown = new Map(merged)
  for (const { file, rows: written } of ledger) {
    for (const one of written) {
      if (layOver(one, merged, shown)) waiting.set(file, (waiting.get(file) ?? 0) + 1)
    }
  }
  return { rows: merged, waiting, seen: ledger.flatMap(({ file }) => (waiting.has(file) ? [] : [file])) }
}

/** Whether anything of it waits. */
function layOver(written: WrittenRow, merged: Map<string, Row>, shown: ReadonlyMap<string, Row>): boolean {
  const { anstid, persnr, values, before } = written
  const row = merged.get(anstid)
  if (!row) {
    merged.set(anstid, { anstid, persnr, values })
    return true
  }
  // Their creation is to be seen: from then on Crona's file tells how they are.
  if (before === null && shown.has(anstid)) return false
  const waits = elements.filter((name) => {
    const value = values[name]
    if (value === undefined || row.values[name] === value) return false
    if (before === 'unknown') return true
    return before === null || (row.values[name] ?? '') === (before[name] ?? '')
  })
  if (waits.length > 0) merged.set(anstid, { ...row, values: { ...row.values, ...pick(values, waits) } })
  return waits.length > 0 || (before === null && !shown.has(anstid))
}

/** Puts aside what is all to be seen in Crona's file, so that a later change there is not taken for the state before. */
export async function putAside(folders: Folders, file: string): Promise<void> {
  const path = ledgerPath(folders, file)
  await atFile(path, () =>
    rename(path, `${path}.seen`).catch((error: unknown) => {
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
