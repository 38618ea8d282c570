import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Fields, Patch } from '../../src/core/person.ts'
import { readPaxml } from '../../src/sandbox/crona-lon/paxml.ts'
import { createRegister, takeIn } from '../../src/sandbox/crona-lon/register.ts'
import { swedishPerson } from '../../src/sandbox/fortnox/swedish.ts'
import { cronaLon } from '../../src/systems/crona-lon/index.ts'
import { noSmallDisk, smallDisk } from './contract-files.ts'
import type { FileBackstage, FileTrouble } from './contract-harness.ts'
import { describeSystem } from './contract-suite.ts'
import { openCrona, type Setting } from './crona-lon-setting.ts'

const one: Required<Patch> = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+46701740605',
  birthDate: '1981-12-18',
  nationalId: { country: 'SE', number: '198112189876' },
  // A file cannot empty a line: both have two.
  address: { line1: 'Provgatan 1', line2: 'c/o Ek', line3: '', postalCode: '111 22', city: 'Stockholm', country: 'SE' },
  bankAccount: { kind: 'national', country: 'SE', number: '33001234567' },
  employeeNumber: '42',
}
const other: Required<Patch> = {
  givenName: 'Åse & Ivar',
  familyName: '<Björk>',
  email: 'aase@nordlys.example',
  phone: '+4799912345',
  birthDate: '1970-10-63',
  nationalId: { country: 'SE', number: '197010632391' },
  address: {
    line1: 'Prøvebakken 2',
    line2: 'c/o Nordlys',
    line3: '',
    postalCode: '0150',
    city: 'Oslo',
    country: 'NO',
  },
  bankAccount: { kind: 'national', country: 'SE', number: '832799362401234' },
  employeeNumber: '43-B',
}

/** As somebody would write `one` in Crona's own screens. */
const edits: { readonly [K in keyof Patch]: Readonly<Record<string, string>> } = {
  givenName: { fornamn: 'Kari' },
  familyName: { efternamn: 'Nordmann' },
  email: { epostarb: 'Kari@nordlys.example' },
  phone: { mobiltelefon: '070-174 06 05' },
  address: { postadress: 'Provgatan 1', extraadress: 'c/o Ek', postnr: '111 22', ort: 'Stockholm', land: 'Sverige' },
  bankAccount: { bankclearing: '3300', bankkonto: '123 45 67' },
}

type Values = Readonly<Record<string, string>>

const countries: Values = { Sverige: 'SE', Norge: 'NO' }

function fieldsOf(persnr: string, anstid: string, values: Values): Fields {
  const text = (name: string): string => values[name] ?? ''
  const phone = text('mobiltelefon').replaceAll(/[ -]/g, '').replace(/^0/, '+46')
  const account = `${text('bankclearing')}${text('bankkonto')}`.replaceAll(' ', '')
  return {
    givenName: text('fornamn') || null,
    familyName: text('efternamn') || null,
    email: text('epostarb') || null,
    phone: phone || null,
    nationalId: persnr ? { country: 'SE', number: persnr } : null,
    address: text('postadress')
      ? {
          line1: text('postadress'),
          line2: text('extraadress'),
          line3: '',
          postalCode: text('postnr'),
          city: text('ort'),
          country: countries[text('land')] ?? '',
        }
      : null,
    bankAccount: account ? { kind: 'national', country: 'SE', number: account } : null,
    employeeNumber: anstid,
  }
}

/** As Crona has everybody, once it has taken in what waits. */
function stored({ crona, folder }: Setting): ReturnType<FileBackstage['stored']> {
  const register = createRegister([], [])
  for (const { anstid, persnr, ...rest } of crona.snapshot()) {
    const values = Object.fromEntries(
      Object.entries(rest).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    )
    register.people.set(anstid, { anstid, persnr, values, dated: {} })
  }
  for (const name of waiting(folder)) {
    expect(takeIn(register, readPaxml(readFileSync(join(folder, 'import', name))))).toEqual([])
  }
  return [...register.people.values()].map(({ anstid, persnr, values }) => ({
    id: anstid,
    active: !values.avgdatum,
    fields: fieldsOf(persnr, anstid, values),
    everything: { persnr, ...values },
  }))
}

function waiting(folder: string): string[] {
  return readdirSync(join(folder, 'import'))
    .filter((name) => name.endsWith('.xml'))
    .sort()
}

const newest = (folder: string) => join(folder, 'export', readdirSync(join(folder, 'export')).sort().at(-1) ?? '')

/** Puts something else in the place of a folder or file; the other is back afterwards. */
function replaced(path: string, put: (path: string) => void): () => void {
  renameSync(path, `${path}.away`)
  put(path)
  return () => {
    rmSync(path, { recursive: true, force: true })
    renameSync(`${path}.away`, path)
  }
}

const gone = (name: string): FileTrouble => ({
  name: `the folder ${name} is gone`,
  begin: async ({ folder }) => replaced(join(folder, name), () => {}),
})

describeSystem({
  medium: 'files',
  system: cronaLon,
  async start({ people, folder }) {
    const setting = openCrona({ people: people.map(swedishPerson), folder })
    const { crona, exportFile } = setting
    await exportFile()
    async function change(id: string, values: Values): Promise<void> {
      crona.edit(id, values)
      await exportFile()
    }
    return {
      session: setting.session,
      stored: () => stored(setting),
      written: () => setting.importFiles().flatMap(({ text }) => text.match(/<person [\s\S]*?<\/person>/g) ?? []),
      screens: {
        edit: (id, field) => change(id, edits[field] ?? {}),
        end: (id) => change(id, { avgdatum: '2026-01-14' }),
      },
    }
  },
  values: { one, other },
  settings: { companyName: 'Nordlys AB', organisationNumber: '555555-5555' },
  namesOf: {
    givenName: ['fornamn'],
    familyName: ['efternamn'],
    email: ['epostarb'],
    phone: ['mobiltelefon'],
    address: ['postadress', 'extraadress', 'postnr', 'ort', 'land'],
    bankAccount: ['bankclearing', 'bankkonto'],
  },
  bookkeeping: [],
  nobody: '4711',
  troubles: {
    outages: [
      gone('export'),
      gone('import'),
      gone('ledger'),
      {
        name: 'the newest file cannot be read',
        impossible: process.platform === 'linux' ? undefined : 'only Linux has a file that nobody can read',
        // Its first bytes are no part of the memory: EIO, also for root.
        begin: async ({ folder }) => replaced(newest(folder), (path) => symlinkSync('/proc/self/mem', path)),
      },
      {
        name: 'the newest file leads to itself',
        begin: async ({ folder }) => replaced(newest(folder), (path) => symlinkSync(path, path)),
      },
      {
        name: 'the newest file is half written',
        kind: 'protocol',
        begin: async ({ folder }) => {
          const text = readFileSync(newest(folder))
          return replaced(newest(folder), (path) => writeFileSync(path, text.subarray(0, text.length / 2)))
        },
      },
    ],
    lostAnswers: [
      {
        name: 'the ledger cannot be written',
        async begin({ folder, client }) {
          // The run has its files from its first write on.
          const person = await client.read.findPerson({ id: '1004' })
          await client.write.updatePerson(person ?? never(), { givenName: 'Kari' })
          const [name = ''] = readdirSync(join(folder, 'ledger'))
          return replaced(join(folder, 'ledger', name), (path) =>
            mkdirSync(join(path, 'in the way'), { recursive: true }),
          )
        },
      },
    ],
    undone: [
      gone('import'),
      {
        name: 'the disk is read-only',
        impossible: noSmallDisk,
        async begin({ folder }) {
          const command = await moveToSmallDisk(folder)
          await command('mount -o remount,ro /mnt')
          return () => command('mount -o remount,rw /mnt')
        },
      },
      {
        name: 'the disk is full',
        impossible: noSmallDisk,
        async begin({ folder }) {
          const command = await moveToSmallDisk(folder)
          await command('! head -c 1M /dev/zero > /mnt/full 2> /dev/null')
          return () => command('rm /mnt/full')
        },
      },
    ],
  },
})

/** The folder of the files that are to be taken in. */
async function moveToSmallDisk(folder: string) {
  const { path, command } = await smallDisk()
  rmdirSync(join(folder, 'import'))
  symlinkSync(path, join(folder, 'import'))
  return command
}

function never(): never {
  throw new Error('not there')
}
