import type { Fields, Patch } from '../../src/core/person.ts'
import { cleanPhone } from '../../src/core/values.ts'
import { createFortnoxSandbox, type FortnoxSandbox } from '../../src/sandbox/fortnox.ts'
import { fortnox } from '../../src/systems/fortnox/index.ts'
import type { Harness } from './contract-harness.ts'
import { describeSystem } from './contract-suite.ts'
import { sessionOf } from './fortnox-setting.ts'

const one: Required<Patch> = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+46701740605',
  birthDate: '1981-12-18',
  nationalId: { country: 'SE', number: '198112189876' },
  address: { line1: 'Provgatan 1', line2: '', line3: '', postalCode: '111 22', city: 'Stockholm', country: 'SE' },
  bankAccount: { kind: 'national', country: 'SE', number: '33001234567' },
  employeeNumber: '42',
}
const other: Required<Patch> = {
  givenName: 'Åse',
  familyName: 'Björk',
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

const properties: Harness['namesOf'] = {
  givenName: ['FirstName', 'FullName'],
  familyName: ['LastName', 'FullName'],
  email: ['Email'],
  phone: ['Phone1'],
  nationalId: ['PersonalIdentityNumber'],
  address: ['Address1', 'Address2', 'PostCode', 'City', 'Country'],
  bankAccount: ['ClearingNo', 'BankAccountNo'],
}

type Edit = Parameters<FortnoxSandbox['edit']>[1]

/** As somebody would write `one` in Fortnox' own screens. */
const edits: { readonly [K in keyof Patch]: Edit } = {
  givenName: { FirstName: 'Kari' },
  familyName: { LastName: 'Nordmann' },
  email: { Email: 'kari@nordlys.example' },
  phone: { Phone1: '070-174 06 05' },
  nationalId: { PersonalIdentityNumber: '811218-9876' },
  address: { Address1: '', Address2: 'Provgatan 1', PostCode: '111 22', City: 'Stockholm', Country: 'Sweden' },
  bankAccount: { ClearingNo: '3300', BankAccountNo: '1234567' },
}

type Row = ReturnType<FortnoxSandbox['snapshot']>['employees'][number]

const countries: Readonly<Record<string, string>> = { Sweden: 'SE', Norway: 'NO' }

function fieldsOf(row: Row): Fields {
  const text = (key: string): string => String(Reflect.get(row, key) ?? '')
  const identity = text('PersonalIdentityNumber').replace('-', '')
  const [street, rest] = [text('Address2'), text('Address1')]
  return {
    givenName: text('FirstName') || null,
    familyName: text('LastName') || null,
    email: text('Email') || null,
    phone: cleanPhone(text('Phone1'), 'SE'),
    nationalId: identity ? { country: 'SE', number: identity.length === 10 ? `19${identity}` : identity } : null,
    address: street
      ? {
          line1: street,
          line2: rest,
          line3: '',
          postalCode: text('PostCode'),
          city: text('City'),
          country: countries[text('Country')] ?? '',
        }
      : null,
    bankAccount: text('BankAccountNo')
      ? { kind: 'national', country: 'SE', number: text('ClearingNo') + text('BankAccountNo') }
      : null,
    employeeNumber: text('EmployeeId'),
  }
}

describeSystem({
  system: fortnox,
  basePath: '/3',
  start({ people, now }) {
    const sandbox = createFortnoxSandbox({ people, now, serviceAccount: true })
    return {
      sandbox,
      stored: () =>
        sandbox.snapshot().employees.map((row) => ({
          id: row.EmployeeId,
          active: !row.Inactive && !row.EmployedTo,
          fields: fieldsOf(row),
          everything: { ...row },
        })),
      screens: {
        edit: (id, field) => sandbox.edit(id, edits[field] ?? {}),
        end: (id) => sandbox.edit(id, { EmployedTo: '2026-01-14' }),
      },
    }
  },
  session: sessionOf,
  values: { one, other },
  namesOf: properties,
  bookkeeping: [],
  writes: { create: { method: 'POST', path: '/employees$' }, update: { method: 'PUT', path: '/employees/' } },
  nobody: 'nobody',
})
