/**
 * Crona Lön as somebody uses it who has no API: a program with a register of people that takes in PAXml files and writes
 * a file of its people. After http://www.paxml.se/2.0/paxml.xsd, the PAXml manual and what others tell of Crona's import
 * (https://help.planday.com/sv/articles/30310). Crona's own API is not public, so nothing answers here but the sandbox.
 */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import { registerAsCsv, registerAsPaxml } from './crona-lon/export.ts'
import { readPaxml } from './crona-lon/paxml.ts'
import { type CalendarRow, createRegister, type Dated, type Person, takeIn, usualCodes } from './crona-lon/register.ts'
import type { SandboxPerson, SandboxSystem } from './sandbox.ts'
import { XmlProblem } from './xml.ts'

export interface CronaLonSandboxOptions {
  /** As a Swedish company has them. */
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** An existing folder; three folders are made in it. */
  folder: string
  /** The time codes that a wage type belongs to; all absence but FR1 to FR9 when absent. */
  mappedCodes?: readonly string[]
}

export interface Folders {
  /** What shall be taken in. A file that is refused stays. */
  import: string
  /** What was taken in. */
  imported: string
  export: string
}

export interface ImportedFile {
  /** Its name. */
  file: string
  /** Nothing of a refused file is taken in. */
  outcome: 'imported' | 'refused'
  /** Why it was refused, or which of its rows were left out and why; places and never values. */
  problems: string[]
}

/** As stored; '' or absent = empty. */
export type PlainEmployee = { anstid: string; persnr: string } & Record<
  string,
  string | Dated[] | CalendarRow['values'][]
> & {
    /** Rows of the calendar. */
    tidtransaktioner: CalendarRow['values'][]
  }

/** The sandbox, and what administrators do in Crona's own screens. */
export interface CronaLonSandbox extends SandboxSystem {
  snapshot(): PlainEmployee[]
  /** Made at the first import or export. */
  folders: Folders
  /** Lön > Importera löneunderlag: all `.xml` and `.pax` files, by name. Not documented: what Crona does with the files. */
  importFiles(): Promise<ImportedFile[]>
  /** Returns the path of the new file. */
  exportFile(format: 'paxml' | 'csv'): Promise<string>
  /** `persnr` and the values by the names of PAXml. Throws a RangeError where there is nobody of that number. */
  edit(anstid: string, change: Readonly<Record<string, string>>): void
  /** Returns the employment number. */
  add(person: SandboxPerson): string
  remove(anstid: string): void
  /** In whatever letter case, at work or at home; the first where several have it. */
  findByEmail(email: string): PlainEmployee | undefined
}

const inSweden = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'medium',
})

export function createCronaLonSandbox(options: CronaLonSandboxOptions): CronaLonSandbox {
  const { folder, now } = options
  const register = createRegister(options.people, options.mappedCodes ?? usualCodes)
  const folders = {
    import: join(folder, 'import'),
    imported: join(folder, 'imported'),
    export: join(folder, 'export'),
  }
  const time = () => inSweden.format(now()).replace(' ', 'T')
  let exported = 0

  async function makeFolders(): Promise<void> {
    await Promise.all(Object.values(folders).map((path) => mkdir(path, { recursive: true })))
  }

  function refusalOf(bytes: Uint8Array): string | string[] {
    try {
      const file = readPaxml(bytes)
      // Not documented: whether Crona looks at it.
      const number = file.header.foretagorgnr?.replaceAll('-', '') ?? ''
      if (number !== '' && number !== register.organizationNumber) return 'header/foretagorgnr is another company'
      return takeIn(register, file)
    } catch (error) {
      if (error instanceof XmlProblem) return error.message
      throw error
    }
  }

  function personAt(anstid: string): Person {
    const found = register.people.get(anstid)
    if (!found) throw new RangeError(`The sandbox has no employee ${anstid}.`)
    return found
  }

  function plainEmployees(): PlainEmployee[] {
    return [...register.people.values()].map(({ anstid, persnr, values, dated }) =>
      structuredClone({
        ...values,
        ...dated,
        anstid,
        persnr,
        tidtransaktioner: register.calendar.filter((row) => row.anstid === anstid).map((row) => row.values),
      }),
    )
  }

  return {
    id: 'crona-lon',
    app: new Hono(),
    secrets: {},
    folders,
    snapshot: plainEmployees,
    async importFiles() {
      await makeFolders()
      const names = (await readdir(folders.import)).filter((name) => /\.(xml|pax)$/i.test(name)).sort()
      const results: ImportedFile[] = []
      for (const file of names) {
        const problems = refusalOf(await readFile(join(folders.import, file)))
        const refused = typeof problems === 'string'
        if (!refused) await rename(join(folders.import, file), join(folders.imported, file))
        results.push({ file, outcome: refused ? 'refused' : 'imported', problems: [problems].flat() })
      }
      return results
    },
    async exportFile(format) {
      await makeFolders()
      exported += 1
      const path = join(folders.export, `personal-${exported}.${format === 'csv' ? 'csv' : 'xml'}`)
      const bytes = format === 'csv' ? registerAsCsv(register, time().slice(0, 10)) : registerAsPaxml(register, time())
      await writeFile(path, bytes)
      return path
    },
    edit(anstid, { persnr, ...change }) {
      const person = personAt(anstid)
      person.persnr = persnr ?? person.persnr
      Object.assign(person.values, change)
    },
    add: (person) => register.add(person).anstid,
    remove(anstid) {
      register.people.delete(personAt(anstid).anstid)
    },
    findByEmail: (email) =>
      plainEmployees().find((one) =>
        [one.epostarb, one.eposthem].some((own) => String(own ?? '').toLowerCase() === email.toLowerCase()),
      ),
  }
}
