/** Crona's sandbox in a folder, with a client of that folder. */
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Person } from '../../src/core/person.ts'
import { type CronaLonSandbox, createCronaLonSandbox } from '../../src/sandbox/crona-lon.ts'
import type { SandboxPerson } from '../../src/sandbox/sandbox.ts'
import { cronaLon } from '../../src/systems/crona-lon/index.ts'
import type { PayrollClient } from '../../src/systems/system.ts'
import { temporaryFolder } from '../helpers/home.ts'
import { start, swedishPeople } from './fortnox-setting.ts'

export interface Setting {
  folder: string
  crona: CronaLonSandbox
  /** What a client has beside its settings. */
  session: { baseUrl: string }
  /** A client as a new run has one. */
  open(settings?: Readonly<Record<string, string>>): PayrollClient
  /** Crona exports, later than everything that lies in the folders. */
  exportFile(format?: 'paxml' | 'csv'): Promise<string>
  /** Puts a personnel file of our own into the folder, later than everything in it. */
  put(name: string, content: string | Uint8Array): void
  /** The import files, by name. */
  importFiles(): { name: string; text: string }[]
}

/** Files of which each is a minute younger than the one before. */
export function openCrona({
  people = swedishPeople(4),
  folder = temporaryFolder(),
}: {
  people?: readonly SandboxPerson[]
  folder?: string
} = {}): Setting {
  for (const name of ['export', 'import', 'ledger']) mkdirSync(join(folder, name))
  const crona = createCronaLonSandbox({ people, now: () => start, folder })
  let time = start / 1000
  const touch = (path: string): string => {
    time += 60
    utimesSync(path, time, time)
    return path
  }
  const session = { baseUrl: pathToFileURL(folder).href }
  return {
    folder,
    crona,
    session,
    open: (settings = {}) =>
      cronaLon.open({
        ...session,
        secrets: {},
        settings: { companyName: 'Nordlys AB', organisationNumber: '555555-5555', ...settings },
        http: {
          send: () => {
            throw new Error('a request, of a system of files')
          },
        },
        now: () => start,
      }),
    async exportFile(format = 'paxml') {
      return touch(await crona.exportFile(format))
    },
    put(name, content) {
      const path = join(folder, 'export', name)
      writeFileSync(path, content)
      touch(path)
    },
    importFiles: () =>
      readdirSync(join(folder, 'import'))
        .sort()
        .map((name) => ({ name, text: readFileSync(join(folder, 'import', name), 'latin1') })),
  }
}

export async function everybody({ read }: PayrollClient): Promise<Person[]> {
  const people: Person[] = []
  for await (const person of read.people()) people.push(person)
  return people
}

/** Throws where there is nobody. */
export async function personOf({ read }: PayrollClient, id: string): Promise<Person> {
  const person = await read.findPerson({ id })
  if (!person) throw new Error(`nobody has ${id}`)
  return person
}

export function paxml(people: string, header = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?><paxml><header><version>2.0</version>${header}</header><personal>${people}</personal></paxml>`
}
