import type { FieldName, Fields, Patch } from '../../src/core/person.ts'
import { finnishPerson } from '../../src/sandbox/netvisor/finnish.ts'
import { createNetvisorSandbox, type NetvisorSandbox } from '../../src/sandbox/netvisor.ts'
import { netvisor } from '../../src/systems/netvisor/index.ts'
import type { Harness } from './contract-harness.ts'
import { describeSystem } from './contract-suite.ts'

const one: Required<Patch> = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+358401234567',
  birthDate: '1990-07-15',
  nationalId: { country: 'FI', number: '150790-987C' },
  address: { line1: 'Koekatu 1', line2: '', line3: '', postalCode: '00150', city: 'Helsinki', country: 'FI' },
  bankAccount: { kind: 'international', iban: 'FI2112345600000785', bic: 'NDEAFIHH' },
  employeeNumber: '4201',
}
const other: Required<Patch> = {
  givenName: 'Åse & Łucja <3',
  familyName: 'Björk "Öhman"',
  email: 'aase@nordlys.example',
  phone: '+46701740605',
  birthDate: '1958-01-01',
  nationalId: { country: 'FI', number: '010158-942T' },
  address: {
    line1: 'Prøvebakken 2',
    line2: 'c/o Nordlys',
    line3: 'Oppgang B',
    postalCode: '111 22',
    city: 'Malmö',
    country: 'SE',
  },
  bankAccount: { kind: 'international', iban: 'SE4550000000058398257466', bic: 'ESSESESS' },
  employeeNumber: '4202',
}

/** As somebody would write `one` in Netvisor's own screens. */
const edits: { readonly [K in FieldName]?: Readonly<Record<string, string>> } = {
  givenName: { firstname: 'Kari' },
  familyName: { lastname: 'Nordmann' },
  email: { email: 'kari@nordlys.example' },
  phone: { phonenumber: '040 123 4567' },
  address: { streetaddress: 'Koekatu 1', postnumber: '00150', city: 'HELSINKI', country: 'fi' },
  bankAccount: { bankaccountnumber: 'FI21 1234 5600 0007 85', bankidentificationcode: 'NDEAFIHH' },
  employeeNumber: { employeenumber: '4201' },
}

type Row = ReturnType<NetvisorSandbox['snapshot']>[number]

const centuries: Readonly<Record<string, string>> = { '+': '18', A: '20', B: '20', C: '20', D: '20', E: '20', F: '20' }

function fieldsOf(row: Row): Fields {
  const text = (name: string): string => String(row[name] ?? '')
  const code = row.employeeidentifier
  const bornOn = /^(\d\d)(\d\d)(\d\d)(.)/.exec(code)
  const [, day = '', month = '', year = '', sign = ''] = bornOn ?? []
  const phone = text('phonenumber').replaceAll(' ', '').replace(/^0/, '+358')
  return {
    givenName: text('firstname') || null,
    familyName: text('lastname') || null,
    email: text('email') || null,
    phone: phone || null,
    birthDate: bornOn ? `${centuries[sign] ?? '19'}${year}-${month}-${day}` : null,
    nationalId: code ? { country: 'FI', number: code } : null,
    address: text('streetaddress')
      ? {
          line1: text('streetaddress'),
          line2: '',
          line3: '',
          postalCode: text('postnumber'),
          city: text('city'),
          country: text('country').toUpperCase(),
        }
      : null,
    bankAccount: text('bankaccountnumber')
      ? { kind: 'international', iban: text('bankaccountnumber').replaceAll(' ', ''), bic: '' }
      : null,
    employeeNumber: text('employeenumber') || null,
  }
}

describeSystem({
  system: netvisor,
  basePath: '',
  start({ people, now }) {
    const sandbox = createNetvisorSandbox({ people: people.map(finnishPerson), now })
    return {
      sandbox,
      stored: () =>
        sandbox.snapshot().map((row) => ({
          id: String(row.netvisorkey),
          active: row.activity === '1',
          fields: fieldsOf(row),
          everything: { ...row },
        })),
      screens: {
        edit: (id, field) => sandbox.edit(Number(id), edits[field] ?? {}),
        end: (id) => sandbox.edit(Number(id), { activity: '0' }),
      },
    }
  },
  values: { one, other },
  namesOf: {
    givenName: ['firstname'],
    familyName: ['lastname'],
    email: ['email'],
    phone: ['phonenumber'],
    address: ['streetaddress', 'postnumber', 'city', 'country'],
    bankAccount: ['bankaccountnumber', 'bankidentificationcode'],
    employeeNumber: ['employeenumber'],
  } satisfies Harness['namesOf'],
  bookkeeping: [],
  settings: { wageModel: 'Tuntipalkkalaiset' },
  writes: {
    create: { method: 'POST', path: '/employee\\.nv' },
    update: { method: 'POST', path: '/patchemployee\\.nv' },
  },
  nobody: '4711',
})
