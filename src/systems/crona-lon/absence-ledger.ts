/** Which rows of which import files an absence of Huma's has become, one file an absence. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { type Folders, readIfThere, replaceFile } from './folders.ts'
import { parseOwn, readImport, readNoted, type WithPending } from './ledger.ts'
import type { AbsenceRow } from './schema.ts'

const span = { anstid: z.string(), code: z.string(), percentage: z.number(), from: z.string(), to: z.string() }

const recordFile = z.object({
  version: z.literal(1),
  id: z.string(),
  rows: z.array(z.object({ ...span, file: z.string(), postid: z.number() })),
  /** What somebody was asked to remove in Crona by hand, and what was wanted instead. */
  asked: z.array(z.object({ ...span, instead: z.string() })),
})

export type AbsenceRecord = z.infer<typeof recordFile>
export type PlacedRow = AbsenceRecord['rows'][number]

/** The id may be any text. */
function pathOf(folders: Folders, id: string): string {
  return join(folders.ledger, `absence-${createHash('sha256').update(id).digest('hex').slice(0, 32)}.json`)
}

/** Without rows where nothing was ever written. */
export async function readRecord(folders: Folders, id: string): Promise<AbsenceRecord> {
  const path = pathOf(folders, id)
  const bytes = await readIfThere(path)
  return bytes ? parseOwn(Buffer.from(bytes).toString(), recordFile, path) : { version: 1, id, rows: [], asked: [] }
}

export async function writeRecord(folders: Folders, record: AbsenceRecord): Promise<void> {
  await replaceFile(pathOf(folders, record.id), Buffer.from(`${JSON.stringify(record, null, 1)}\n`), 0o600)
}

export interface Held {
  /** In files that lie where they were written, so that they can still be changed. */
  pending: PlacedRow[]
  /** In files that somebody has taken: they are in Crona. */
  final: PlacedRow[]
}

/** A row that is noted and in no file is one that a crash kept from being written. */
export async function heldRows(
  folders: Folders,
  { rows }: AbsenceRecord,
  imported: WithPending['imported'],
): Promise<Held> {
  const held: Held = { pending: [], final: [] }
  for (const file of new Set(rows.map((row) => row.file))) {
    const mine = rows.filter((row) => row.file === file)
    const here = await readImport(folders, file)
    const noted = await readNoted(folders, file)
    const isIn = (there: readonly AbsenceRow[]) => mine.filter((row) => there.some((one) => isSameRow(one, row)))
    if (here && !imported.has(file)) held.pending.push(...isIn(here.absences))
    else held.final.push(...isIn(here?.absences ?? noted?.absences ?? []))
  }
  return held
}

function isSameRow(one: AbsenceRow, other: AbsenceRow): boolean {
  return (
    one.postid === other.postid &&
    one.anstid === other.anstid &&
    one.code === other.code &&
    one.from === other.from &&
    one.to === other.to &&
    one.percentage === other.percentage
  )
}
