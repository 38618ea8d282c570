import type { Fields, Patch } from '../../src/core/person.ts'
import { createXledgerSandbox, type XledgerSandbox } from '../../src/sandbox/xledger.ts'
import { xledger } from '../../src/systems/xledger/index.ts'
import type { Harness } from './contract-harness.ts'
import { describeSystem } from './contract-suite.ts'

const address = { line1: 'Prøvegata 1', line2: '', line3: '', postalCode: '0150', city: 'Oslo', country: 'NO' }
const one: Required<Patch> = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+4799912340',
  birthDate: '1990-07-15',
  nationalId: { country: 'NO', number: '29822099635' },
  address,
  bankAccount: { kind: 'national', country: 'NO', number: '86011117947' },
  employeeNumber: '4201',
}
const other: Required<Patch> = {
  givenName: 'Åse "Kaptein" \\',
  familyName: 'Bjørk',
  email: 'aase@nordlys.example',
  phone: '+46701740605',
  birthDate: '1958-01-01',
  nationalId: { country: 'NO', number: '15890150001' },
  address: { ...address, line1: 'Prøvebakken 2' },
  bankAccount: { kind: 'national', country: 'NO', number: '99991000018' },
  employeeNumber: '4202',
}

/** As somebody would write `one` in Xledger's own screens. */
const edits: { readonly [K in keyof Patch]?: Parameters<XledgerSandbox['edit']>[1] } = {
  givenName: { firstName: 'Kari' },
  familyName: { lastName: 'Nordmann' },
  email: { email: 'kari@nordlys.example' },
  birthDate: { birthday: '1990-07-15' },
  employeeNumber: { code: '4201' },
}

type Row = ReturnType<XledgerSandbox['snapshot']>[number]

const textIn = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function fieldsOf(row: Row): Fields {
  const [socialSec, bankAccount] = [textIn(row.socialSec), textIn(row.bankAccount)]
  return {
    givenName: textIn(row.firstName),
    familyName: textIn(row.lastName),
    email: textIn(row.email),
    phone: textIn(row.phone),
    birthDate: textIn(row.birthday),
    nationalId: socialSec === null ? null : { country: 'NO', number: socialSec },
    bankAccount: bankAccount === null ? null : { kind: 'national', country: 'NO', number: bankAccount },
    employeeNumber: textIn(row.code),
  }
}

describeSystem({
  system: xledger,
  basePath: '/graphql',
  start({ people, now }) {
    const sandbox = createXledgerSandbox({ people, now })
    return {
      sandbox,
      stored: () =>
        sandbox.snapshot().map((row) => ({
          id: String(row.dbId),
          active: textIn(row.employmentTo) === null,
          fields: fieldsOf(row),
          everything: { ...row, references: JSON.stringify(row.references) },
        })),
      screens: {
        edit: (id, field) => sandbox.edit(Number(id), edits[field] ?? {}),
        end: (id) => sandbox.edit(Number(id), { employmentTo: '2026-01-14' }),
      },
    }
  },
  values: { one, other },
  namesOf: {
    givenName: ['firstName', 'description'],
    familyName: ['lastName', 'description'],
    email: ['email'],
    birthDate: ['birthday'],
    employeeNumber: ['code'],
  } satisfies Harness['namesOf'],
  bookkeeping: [],
  neverShown: ['phone', 'nationalId', 'bankAccount'],
  writes: {
    create: { method: 'POST', path: '/graphql' },
    // An employee is read before being changed.
    update: { method: 'POST', path: '/graphql', after: 1 },
  },
  nobody: '4711',
})
