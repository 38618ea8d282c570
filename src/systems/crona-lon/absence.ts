/**
 * Absence as time transactions (tidtransaktioner). A file can only add days, so what is in a file that was not imported yet is
 * changed there, and what was imported is left: days that are missing are added, days that are too many are somebody's to
 * remove by hand.
 */
import { HumaPayrollError } from '../../errors.ts'
import type { AbsenceWriter, Sent, SentAbsence } from '../system.ts'
import { absenceTypes } from './absence-codes.ts'
import { isSameSpan, minus, type Span } from './absence-days.ts'
import { type AbsenceRecord, heldRows, type PlacedRow, readRecord, writeRecord } from './absence-ledger.ts'
import type { Folders } from './folders.ts'
import type { WithPending } from './ledger.ts'
import { nobodyThere } from './mapping.ts'
import type { Writer } from './writer.ts'

export function createAbsenceWriter(parts: {
  folders: Folders
  writer: Writer
  current: () => Promise<WithPending>
  /** One after the other with all that is written to files. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
}): AbsenceWriter {
  const { folders, writer, current, inTurn } = parts

  /** `wanted`: none where it is to be gone. */
  async function become(id: string, wanted: readonly Span[], state: WithPending): Promise<Sent> {
    const instead = JSON.stringify(
      wanted.map(({ anstid, code, percentage, from, to }) => [anstid, code, percentage, from, to]),
    )
    const record = await readRecord(folders, id)
    const { pending, final } = await heldRows(folders, record, state.imported)
    const net = minus(final, record.asked)
    const tooMany = minus(net, wanted)
    const missing = minus(wanted, net)
    const kept = pending.filter((row) => missing.some((one) => isSameSpan(one, row)))
    const gone = pending.filter((row) => !kept.includes(row))
    const fresh = missing.filter((one) => !kept.some((row) => isSameSpan(one, row)))

    const next: AbsenceRecord = {
      ...record,
      rows: [...final, ...kept],
      asked: [...record.asked, ...tooMany.map((one) => ({ ...one, instead }))],
    }
    if (gone.length + fresh.length > 0) await rewrite(next, gone, fresh, state)
    else if (tooMany.length > 0) await writeRecord(folders, next)
    const byHand = [...new Set(next.asked.filter((one) => one.instead === instead).map(byHandText))]
    return {
      changed: gone.length + fresh.length > 0,
      ...(gone.length > 0 ? { warnings: gone.map(takenOutText) } : {}),
      ...(byHand.length > 0 ? { byHand } : {}),
    }
  }

  /** What a crash may leave half done is in the record before it is in a file, and leaves it after. */
  async function rewrite(
    next: AbsenceRecord,
    gone: readonly PlacedRow[],
    fresh: readonly Span[],
    state: WithPending,
  ): Promise<void> {
    const [first] = gone
    // Where the changed row was, so that the files in the folder do not become more.
    const place = fresh.length === 0 ? undefined : await writer.place(state, first?.file)
    const added = place ? fresh.map((one, index) => ({ ...one, ...place, postid: place.postid + index })) : []
    await writeRecord(folders, { ...next, rows: [...next.rows, ...gone, ...added] })
    for (const file of new Set([...gone, ...added].map((row) => row.file))) {
      const isIn = (row: PlacedRow) => row.file === file
      await writer.changeAbsences(file, {
        without: gone.filter(isIn).map(({ postid }) => postid),
        added: added.filter(isIn),
      })
    }
    await writeRecord(folders, { ...next, rows: [...next.rows, ...added] })
  }

  return {
    put({ person, absence }) {
      return inTurn(async () => {
        const now = await current()
        if (!now.rows.has(person.id)) throw nobodyThere()
        return become(absence.id, [spanOf(absence, person.id)], now)
      })
    },
    remove: ({ before }) => inTurn(async () => become(before.id, [], await current())),
  }
}

/** The schema takes two decimals. */
function spanOf({ code, startDate, endDate, percentage }: SentAbsence, anstid: string): Span {
  if (!absenceTypes.some((type) => type.code === code)) {
    throw new HumaPayrollError('refused', `PAXml has no code ${code} for absence.`, {
      hint: 'Choose another one: huma-payroll configure NAME --map-absence "TYPE=CODE"',
    })
  }
  return { anstid, code, percentage: Math.round(percentage * 100) / 100, from: startDate, to: endDate }
}

function byHandText(span: Span): string {
  return `The absence was imported and has changed in Huma since, which a file cannot take back. In Crona Lön, remove ${textOf(span)} of employee ${span.anstid} from the calendar (kalendarium), and correct the pay where it was paid already.`
}

function takenOutText(row: PlacedRow): string {
  return `${row.file} lies in the import folder and was written anew without ${textOf(row)} of employee ${row.anstid}. If it was imported and left there, remove these days in Crona Lön by hand.`
}

function textOf({ code, percentage, from, to }: Span): string {
  return `${code} ${percentage} % ${from === to ? `on ${from}` : `from ${from} to ${to}`}`
}
