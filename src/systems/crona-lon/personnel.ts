/** The personnel file that Crona Lön has exported last, whatever form it has. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HumaPayrollError } from '../../errors.ts'
import { readCsv } from './csv.ts'
import { decode } from './encoding.ts'
import { atFile, codeOf } from './folders.ts'
import { type Element, elements, paxmlFile, type Row, type Visible } from './schema.ts'
import { parseXml } from './xml.ts'

export interface PersonnelFile {
  path: string
  /** Milliseconds since 1970. */
  modifiedAt: number
}

export interface Personnel extends PersonnelFile {
  rows: Row[]
  /** What the file tells of people at all; whatever else is absent is not empty but not visible. */
  visible: Visible
  /** As written. */
  organisationNumber?: string
}

/** By the time of their last change, then by name; undefined where there is none. Hidden files do not count. */
export async function newestFile(folder: string): Promise<PersonnelFile | undefined> {
  const names = await atFile(folder, () => readdir(folder))
  const files: PersonnelFile[] = []
  for (const name of names.filter((one) => /^[^.].*\.(xml|pax|csv|txt)$/i.test(one)).sort()) {
    const path = join(folder, name)
    const found = await atFile(path, () =>
      stat(path).catch((error: unknown) => {
        // Taken away since the folder was read.
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }),
    )
    if (found?.isFile()) files.push({ path, modifiedAt: found.mtimeMs })
  }
  return files.sort((a, b) => a.modifiedAt - b.modifiedAt).at(-1)
}

/** Not documented: where in Crona Lön a file of its employees is made; its public pages describe the import only. */
export const exportHint =
  'Export the employee register from Crona Lön as PAXml or as CSV, put the file there, and run the command again.'

/** Everybody in it, or an error: a file that is not whole or not about people is never an empty list. */
export async function readPersonnel(file: PersonnelFile, csvColumns: string): Promise<Personnel> {
  const { path } = file
  const text = decode(await atFile(path, () => readFile(path)), path)
  const isXml = /^\uFEFF?\s*</.test(text)
  const read = isXml ? readPaxml(text, path) : readCsv(text, csvColumns, path)
  checkNumbers(read.rows, path)
  return { ...file, ...read }
}

function readPaxml(text: string, path: string): Omit<Personnel, keyof PersonnelFile> {
  const parsed = paxmlFile.safeParse(parseXml(text))
  if (!parsed.success) {
    throw new HumaPayrollError('protocol', `${path} is no whole PAXml file.`, {
      hint: 'It may still have been in the making. Export it from Crona Lön again where this comes back.',
    })
  }
  const { header, personal } = parsed.data.paxml
  if (!personal) {
    throw new HumaPayrollError('protocol', `${path} is a PAXml file without the section "personal".`, {
      hint: 'Only personnel files belong in this folder. Export the employee register from Crona Lön.',
    })
  }
  // Whom the file asks to remove is no employee.
  const rows = personal.flatMap((person) => (typeof person === 'object' && !person.isDeleted ? [person] : []))
  // Not documented: whether an export leaves out what is empty. What it tells of anybody it can tell of everybody.
  const visible = new Set<Element | 'persnr'>(
    elements.filter((name) => rows.some(({ values }) => values[name] !== undefined)),
  )
  if (rows.some(({ persnr }) => persnr !== '')) visible.add('persnr')
  const organisationNumber = header?.foretagorgnr
  return { rows, visible, ...(organisationNumber ? { organisationNumber } : {}) }
}

function checkNumbers(rows: readonly Row[], path: string): void {
  const without = rows.filter(({ anstid }) => anstid === '').length
  const doubled = rows.length - without - new Set(rows.flatMap(({ anstid }) => anstid || [])).size
  if (without === 0 && doubled <= 0) return
  const what = without > 0 ? `${without} employees without an employment number` : `${doubled} employment numbers twice`
  throw new HumaPayrollError('protocol', `${path} has ${what}, and by it Crona Lön knows people.`, {
    hint: 'Correct the employment numbers in Crona Lön, or export the register with them.',
  })
}
