/** Writes one import file a run, whole each time, so that it can be imported at any moment. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { HumaPayrollError } from '../../errors.ts'
import { type Encoding, encode, lacking } from './encoding.ts'
import { type Folders, replaceFile } from './folders.ts'
import { nextNumber, putAside, writeLedger } from './ledger.ts'
import { elements, type LedgerRow, type Values } from './schema.ts'
import { writePaxml } from './xml.ts'

export interface Writer {
  /**
   * On the disk when this returns: the import file, and what it stood against. One call at a time. `seen`: files of which
   * nothing waits any more.
   */
  put(rows: readonly LedgerRow[], seen: readonly string[]): Promise<void>
  /** undefined before the first. */
  written(): { file: string; rows: readonly LedgerRow[] } | undefined
}

export function createWriter(parts: {
  folders: Folders
  encoding: Encoding
  company: { name: string; organisationNumber: string }
  /** Milliseconds since 1970. */
  now: () => number
}): Writer {
  const { folders, encoding, company, now } = parts
  let file: string | undefined
  let written: ReadonlyMap<string, LedgerRow> = new Map()

  async function put(added: readonly LedgerRow[], seen: readonly string[]): Promise<void> {
    if (file === undefined) for (const one of seen) await putAside(folders, one)
    file ??= fileName(await nextNumber(folders), now())
    const all = new Map(written)
    for (const row of added) all.set(row.anstid, together(all.get(row.anstid), row))
    const rows = [...all.values()]
    const people = rows.map(({ anstid, persnr, values }) => ({
      anstid,
      ...(persnr === '' ? {} : { persnr }),
      values: inOrder(values),
    }))
    const xml = writePaxml(header(), people, encoding)
    // Its reader may be another account: the rights of the folder decide.
    await replaceFile(join(folders.import, file), encode(xml, encoding), 0o660)
    written = all
    try {
      await writeLedger(folders, { version: 1, file, rows })
    } catch (cause) {
      // It stands in the import file, where the next reading finds it.
      if (!(cause instanceof HumaPayrollError)) throw cause
      throw new HumaPayrollError('unknown-outcome', cause.message, { cause })
    }
  }

  function header(): Record<string, string> {
    const { name, organisationNumber } = company
    return {
      // The vendor's examples have no time zone.
      datum: swedishTime(now()).replace(' ', 'T'),
      // Not documented: whether Crona looks at it. At most 12 characters.
      foretagorgnr: organisationNumber.replaceAll(/\D/g, '').slice(-10),
      ...(name === '' || lacking(name, encoding) ? {} : { foretagnamn: name }),
      programnamn: 'huma-payroll',
    }
  }

  return {
    put,
    written: () => (file === undefined || written.size === 0 ? undefined : { file, rows: [...written.values()] }),
  }
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

function inOrder(values: Values): Record<string, string> {
  return Object.fromEntries(elements.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])))
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
