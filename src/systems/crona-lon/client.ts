import type { FieldName, Patch, Person } from '../../core/person.ts'
import { cleanNationalId } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { gather, type Result } from '../gather.ts'
import { differingFields } from '../patches.ts'
import type { Account, PayrollClient, PersonKey, Sent, Session } from '../system.ts'
import { createAbsenceWriter } from './absence.ts'
import { absenceTypes } from './absence-codes.ts'
import { columnsSetting } from './csv.ts'
import { encodingOf } from './encoding.ts'
import { checkFolders, foldersOf } from './folders.ts'
import {
  filesHere,
  importedBefore,
  readLedger,
  type Sight,
  type WithPending,
  type Written,
  withPending,
} from './ledger.ts'
import { nobodyThere, persnrOf, personOf, refused, valuesOf } from './mapping.ts'
import { exportHint, newestFile, type Personnel, readPersonnel } from './personnel.ts'
import { createPositionWriter, type WriteRow } from './positions.ts'
import { createSalaryWriter } from './salary.ts'
import { datedOf, elements, isDated, type LedgerRow, type Row, type Values } from './schema.ts'
import { toDo } from './to-do.ts'
import { createWriter, swedishTime } from './writer.ts'

/** Not documented: any limit of a file. */
export const writesTogether = 500

type Everybody = WithPending & { personnel: Personnel }
/** undefined where nothing is to be written. Throws where it is refused. */
type Change = (current: Everybody) => LedgerRow | undefined

/** Opens nothing yet. */
export function openClient(session: Session): PayrollClient {
  const { settings, now } = session
  const folders = foldersOf(session.baseUrl)
  const encoding = encodingOf(settings)
  const writer = createWriter({ folders, encoding, company: companyOf(settings), now })
  let known: Personnel | undefined
  /** `own`: the file of this run as it was last seen, which is not in the list. */
  let others: { list: readonly Written[]; own?: Written } | undefined

  /** undefined where Crona has exported nothing yet. */
  async function personnel(): Promise<Personnel | undefined> {
    const file = await newestFile(folders.export)
    if (!file) return undefined
    if (known?.path === file.path && known.modifiedAt === file.modifiedAt) return known
    known = await readPersonnel(file, settings[columnsSetting] ?? '')
    checkCompany(known)
    return known
  }

  /** While this run writes, what other runs have written is not read again for each person. */
  async function ledger(since: number): Promise<readonly Written[]> {
    const own = writer.written()
    if (!own || !others) {
      const list = await readLedger(folders, since)
      others = { list }
      return list
    }
    const { list, own: last } = others
    // The one before was taken away, or has no room for what came then.
    others = { list: last && last.file !== own.file ? [...list, last] : list, own }
    return [...others.list, own]
  }

  async function sightOf(file: Personnel | undefined): Promise<Sight> {
    const here = await filesHere(folders)
    const files = { here, importedBefore: await importedBefore(folders, here) }
    if (!file) return { ...files, canShow: () => true }
    const day = swedishTime(file.modifiedAt).slice(0, 10)
    return {
      ...files,
      // Not documented: whether a personnel file shows values of a day that is still to come.
      canShow: (name, value) => file.visible.has(name) && !(isDated(name) && datedOf(value).from > day),
    }
  }

  function checkCompany({ path, organisationNumber }: Personnel): void {
    const own = companyOf(settings).organisationNumber
    if (organisationNumber === undefined || digits(organisationNumber) === digits(own)) return
    throw new HumaPayrollError('usage', `${path} is of another company than this connection.`, {
      hint: 'Export the employee register of the right company, or make another connection for this one: huma-payroll connect crona-lon --name NAME --folder PATH',
    })
  }

  /** Crona's file, and what waits to be imported. A file that is not there is never an empty list. */
  async function everybody(): Promise<Everybody> {
    await checkFolders(folders)
    const file = await personnel()
    if (!file) {
      throw new HumaPayrollError('unavailable', `There is no personnel file of Crona Lön in ${folders.export}.`, {
        hint: exportHint,
      })
    }
    const pending = withPending(file.rows, await ledger(file.modifiedAt), await sightOf(file))
    return { ...pending, personnel: file }
  }

  function toPerson(row: Row, { visible }: Personnel): Person {
    return personOf(row, visible, swedishTime(now()).slice(0, 10))
  }

  async function* people(announce?: (count: number) => void): AsyncGenerator<Person, void> {
    const { rows, personnel: file } = await everybody()
    announce?.(rows.size)
    for (const row of rows.values()) yield toPerson(row, file)
  }

  async function findPerson(key: PersonKey): Promise<Person | undefined> {
    const { rows, personnel: file } = await everybody()
    const found = [...rows.values()].map((row) => toPerson(row, file)).filter((person) => isCalled(person, key))
    const [first, ...others] = found
    if (others.length === 0) return first
    const field: FieldName = 'email' in key ? 'email' : 'nationalId'
    const numbers = found.map(({ id }) => id).join(', ')
    throw new HumaPayrollError('refused', `${found.length} employees in Crona Lön share what they are looked up by.`, {
      hint: `In Crona Lön, look at the employees with the employment numbers ${numbers}.`,
      details: { field },
    })
  }

  async function account(): Promise<Account> {
    await checkFolders(folders)
    await personnel()
    const { name, organisationNumber } = companyOf(settings)
    if (!/^\d{10}$/.test(digits(organisationNumber))) {
      throw new HumaPayrollError('usage', 'A Swedish organisation number has ten digits.', {
        hint: 'Write it as in 556000-0000.',
      })
    }
    return {
      id: digits(organisationNumber),
      name,
      facts: { 'Organisation number': organisationNumber },
    }
  }

  function rowOfNew(patch: Patch, current: Everybody): LedgerRow {
    const { employeeNumber: anstid, nationalId } = patch
    if (!anstid) throw refused('employeeNumber', 'Crona Lön knows people by their employment number.')
    // An import would change whoever has the number.
    if (current.rows.has(anstid)) {
      throw refused('employeeNumber', 'Somebody in Crona Lön has this employment number already.')
    }
    return { anstid, persnr: nationalId?.number ?? '', values: valuesOf(patch, undefined, encoding), before: null }
  }

  function rowOfChanged(person: Person, patch: Patch, current: Everybody): LedgerRow {
    for (const field of ['employeeNumber', 'nationalId'] as const) {
      if (patch[field] !== undefined) throw refused(field, 'An import cannot change a number that it knows people by.')
    }
    const row = current.rows.get(person.id)
    if (!row) throw nobodyThere()
    if (differingFields(patch, person.fields, toPerson(row, current.personnel).fields).length > 0) {
      throw new HumaPayrollError('stale', 'A newer personnel file shows the employee otherwise.', {
        hint: 'Run the command again.',
      })
    }
    const values = valuesOf(patch, row, encoding)
    // With both numbers an import makes sure that they belong to the same person.
    return { anstid: row.anstid, persnr: persnrOf(row.persnr) ?? '', values, before: beforeOf(row, values) }
  }

  async function writeTogether(changes: readonly Change[]): Promise<Result<null>[]> {
    const current = await everybody()
    const rows: LedgerRow[] = []
    const results = changes.map((change): Result<null> => {
      try {
        const row = change(current)
        if (!row) return { value: null }
        rows.push(row)
        const { anstid, persnr, values } = row
        // The next one is decided as if this one were written already.
        current.rows.set(anstid, { anstid, persnr, values: { ...current.rows.get(anstid)?.values, ...values } })
        return { value: null }
      } catch (error) {
        return { error }
      }
    })
    if (rows.length > 0) await writer.put(rows, current)
    return results
  }

  let last: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work)
    last = next.catch(() => {})
    return next
  }

  /** The file is written anew each time: once for all that is asked for at the same time. */
  const write = gather(writesTogether, (changes: readonly Change[]) => inTurn(() => writeTogether(changes)))

  const writeRow: WriteRow = async (anstid, decide) => {
    let sent: Sent = { changed: false }
    await write(({ rows, personnel: { rows: shown, visible } }) => {
      const row = rows.get(anstid)
      if (!row) throw nobodyThere()
      const isNew = !shown.some((one) => one.anstid === anstid)
      const decision = decide(row, { isNew, canShow: (name) => visible.has(name) })
      const { values } = decision
      sent = { changed: Object.keys(values).length > 0, ...decision.sent }
      if (!sent.changed) return undefined
      return { anstid, persnr: persnrOf(row.persnr) ?? '', values, before: beforeOf(row, values) }
    })
    return sent
  }

  return {
    read: {
      account,
      people,
      findPerson,
      choices: async () => [],
      absenceTypes: async () => [...absenceTypes],
      async toDo() {
        await checkFolders(folders)
        const file = await personnel()
        const written = await readLedger(folders, file?.modifiedAt ?? 0)
        const { waiting, imported } = withPending(file?.rows ?? [], written, await sightOf(file))
        return toDo({ folders, personnel: file, waiting, imported, now: now() })
      },
    },
    write: {
      async createPerson(patch) {
        const { employeeNumber = '' } = patch
        await write((current) => rowOfNew(patch, current))
        return { id: employeeNumber }
      },

      async updatePerson(person, patch) {
        if (Object.keys(patch).length > 0) await write((current) => rowOfChanged(person, patch, current))
        return {}
      },
    },
    positions: createPositionWriter(writeRow, encoding),
    absence: createAbsenceWriter({ folders, writer, current: everybody, inTurn }),
    salary: createSalaryWriter(writeRow),
  }
}

/** Of what is written, what was there before. */
function beforeOf(row: Row, values: Values): Values {
  const names = elements.filter((name) => values[name] !== undefined && row.values[name] !== undefined)
  return Object.fromEntries(names.map((name) => [name, row.values[name]]))
}

export const companyNameSetting = 'companyName'
export const organisationNumberSetting = 'organisationNumber'

function companyOf(settings: Readonly<Record<string, string>>): { name: string; organisationNumber: string } {
  return { name: settings[companyNameSetting] ?? '', organisationNumber: settings[organisationNumberSetting] ?? '' }
}

/** Some write the century in front: 16 for a company. */
function digits(organisationNumber: string): string {
  return organisationNumber.replaceAll(/\D/g, '').slice(-10)
}

function isCalled({ id, fields }: Person, key: PersonKey): boolean {
  if ('id' in key) return id === key.id
  if ('employeeNumber' in key) return id === key.employeeNumber
  if ('email' in key) return fields.email?.toLowerCase() === key.email.toLowerCase()
  const number = fields.nationalId?.number
  return number !== undefined && number === cleanNationalId(key.nationalId, 'SE')?.number
}
