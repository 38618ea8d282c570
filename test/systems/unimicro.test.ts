import { expect } from 'vitest'
import { z } from 'zod'
import type { Fields, Patch } from '../../src/core/person.ts'
import { createUnimicroSandbox, type EmployeeEdit, type UnimicroSandbox } from '../../src/sandbox/unimicro.ts'
import { unimicro } from '../../src/systems/unimicro/index.ts'
import type { Harness } from './contract-harness.ts'
import { describeSystem } from './contract-suite.ts'
import { logIn } from './unimicro-setting.ts'

const one: Required<Patch> = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+4799912340',
  birthDate: '1990-07-15',
  nationalId: { country: 'NO', number: '29822099635' },
  address: { line1: 'Prøvegata 1', line2: '', line3: '', postalCode: '0150', city: 'Oslo', country: 'NO' },
  bankAccount: { kind: 'national', country: 'NO', number: '86011117947' },
  employeeNumber: '4201',
}
const other: Required<Patch> = {
  givenName: 'Åse',
  familyName: 'Bjørk',
  email: 'aase@nordlys.example',
  phone: '+46701740605',
  birthDate: '1958-01-01',
  nationalId: { country: 'NO', number: '15890150001' },
  address: {
    line1: 'Prøvebakken 2',
    line2: 'c/o Nordlys',
    line3: 'Oppgang B',
    postalCode: '111 22',
    city: 'Stockholm',
    country: 'SE',
  },
  bankAccount: { kind: 'national', country: 'NO', number: '99991000018' },
  employeeNumber: '4202',
}

/** As somebody would write `one` in Unimicro's own screens; the name has only one field there. */
const edits: { readonly [K in keyof Patch]?: (name: string) => EmployeeEdit } = {
  givenName: (name: string) => ({ name: `Kari ${name.split(' ').at(-1)}` }),
  familyName: (name: string) => ({ name: `${name.split(' ')[0]} Nordmann` }),
  email: () => ({ email: 'kari@nordlys.example' }),
  birthDate: () => ({ employee: { BirthDate: '1990-07-14T22:00:00Z' } }),
  nationalId: () => ({ employee: { SocialSecurityNumber: '298220 99635' } }),
}

/** The same for what those screens keep beside the employee, as they would send it. */
const parts: { readonly [K in keyof Patch]?: [name: string, values: object] } = {
  phone: ['DefaultPhone', { Number: '999 12 340', CountryCode: 'NO' }],
  address: ['InvoiceAddress', { AddressLine1: 'Prøvegata 1', PostalCode: '0150', City: 'OSLO', CountryCode: 'NO' }],
  bankAccount: ['DefaultBankAccount', { AccountNumber: '8601.11.17947' }],
}

const text = z.string().nullish()
const row = z.looseObject({
  ID: z.number(),
  EmployeeNumber: z.number().nullish(),
  BirthDate: text,
  SocialSecurityNumber: text,
  Employments: z.array(z.object({ EndDate: text })).optional(),
  BusinessRelationInfo: z.looseObject({
    Name: text,
    DefaultEmail: z.looseObject({ EmailAddress: text }).nullish(),
    DefaultPhone: z.looseObject({ Number: text, CountryCode: text }).nullish(),
    InvoiceAddress: z
      .looseObject({
        AddressLine1: text,
        AddressLine2: text,
        AddressLine3: text,
        PostalCode: text,
        City: text,
        CountryCode: text,
      })
      .nullish(),
    DefaultBankAccount: z.looseObject({ AccountNumber: text }).nullish(),
  }),
})
type Row = z.infer<typeof row>

function rowsOf(sandbox: UnimicroSandbox): Row[] {
  return z.array(row).parse(sandbox.snapshot().employees)
}

function fieldsOf({ EmployeeNumber, BirthDate, SocialSecurityNumber, BusinessRelationInfo }: Row): Fields {
  const { Name, DefaultEmail, DefaultPhone, InvoiceAddress, DefaultBankAccount } = BusinessRelationInfo
  const [givenName = null, familyName = null] = Name?.split(' ') ?? []
  const { AddressLine1, AddressLine2, AddressLine3, PostalCode, City, CountryCode } = InvoiceAddress ?? {}
  const number = DefaultBankAccount?.AccountNumber
  return {
    givenName,
    familyName,
    email: DefaultEmail?.EmailAddress || null,
    phone: DefaultPhone?.Number ? `${DefaultPhone.CountryCode ?? ''}${DefaultPhone.Number}` : null,
    // The day before in UTC, while it is midnight in Norway.
    birthDate: BirthDate?.endsWith('-07-14T22:00:00Z') ? '1990-07-15' : (BirthDate?.slice(0, 10) ?? null),
    nationalId: SocialSecurityNumber ? { country: 'NO', number: SocialSecurityNumber.replace(' ', '') } : null,
    address: AddressLine1
      ? {
          line1: AddressLine1,
          line2: AddressLine2 ?? '',
          line3: AddressLine3 ?? '',
          postalCode: PostalCode ?? '',
          city: City ?? '',
          country: CountryCode ?? '',
        }
      : null,
    bankAccount: number ? { kind: 'national', country: 'NO', number } : null,
    employeeNumber: EmployeeNumber ? String(EmployeeNumber) : null,
  }
}

async function editPart(sandbox: UnimicroSandbox, id: string, part: string, values: object): Promise<void> {
  const path = `/api/biz/employees/${id}`
  const headers = {
    authorization: `Bearer ${await logIn(sandbox)}`,
    CompanyKey: sandbox.companies[0]?.Key ?? '',
    'content-type': 'application/json',
  }
  const shown = await sandbox.app.request(`${path}?expand=BusinessRelationInfo.${part}`, { headers })
  const employee = row.parse(await shown.json())
  const relation = employee.BusinessRelationInfo
  const changed = { ...relation, [part]: { ...z.looseObject({}).parse(relation[part]), ...values } }
  const body = JSON.stringify({ ...employee, BusinessRelationInfo: changed })
  const { status } = await sandbox.app.request(path, { method: 'PUT', headers, body })
  expect(status).toBe(200)
}

/** Every value by its path: `BusinessRelationInfo.DefaultEmail.EmailAddress`. */
function flat(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.entries(value).flatMap(([name, part]) => flat(part, path ? `${path}.${name}` : name))
}

const relation = (...names: string[]) => names.map((name) => `BusinessRelationInfo.${name}`)
let latest: UnimicroSandbox

describeSystem({
  system: unimicro,
  basePath: '',
  start({ people, now }) {
    const sandbox = createUnimicroSandbox({ people, now })
    latest = sandbox
    return {
      sandbox,
      stored: () =>
        rowsOf(sandbox).map((one) => ({
          id: String(one.ID),
          active: one.Employments?.some(({ EndDate }) => !EndDate) ?? true,
          fields: fieldsOf(one),
          everything: Object.fromEntries(flat(one)),
        })),
      screens: {
        async edit(id, field) {
          const [part, values] = parts[field] ?? []
          if (part && values) return editPart(sandbox, id, part, values)
          const name = rowsOf(sandbox).find(({ ID }) => String(ID) === id)?.BusinessRelationInfo.Name ?? ''
          sandbox.edit(Number(id), edits[field]?.(name) ?? {})
        },
        end: (id) => sandbox.edit(Number(id), { employment: { EndDate: '2026-01-14' } }),
      },
    }
  },
  session({ wrong }) {
    const sandbox = latest
    let current: Promise<string> | undefined
    const fresh = () => (wrong ? Promise.resolve('wrong') : logIn(sandbox))
    return {
      account: sandbox.companies[0]?.Key ?? '',
      accessToken: {
        get() {
          current ??= fresh()
          return current
        },
        renew() {
          current = fresh()
          return current
        },
      },
    }
  },
  values: { one, other },
  namesOf: {
    givenName: relation('Name'),
    familyName: relation('Name'),
    email: relation('DefaultEmail.EmailAddress', 'Emails.0.EmailAddress'),
    phone: relation('DefaultPhone.Number', 'DefaultPhone.CountryCode'),
    birthDate: ['BirthDate'],
    nationalId: ['SocialSecurityNumber'],
    address: relation(
      ...['AddressLine1', 'AddressLine2', 'AddressLine3', 'PostalCode', 'City', 'Region', 'Country', 'CountryCode'].map(
        (name) => `InvoiceAddress.${name}`,
      ),
    ),
    bankAccount: relation('DefaultBankAccount.AccountNumber'),
  } satisfies Harness['namesOf'],
  settings: { subEntity: '2' },
  bookkeeping: [
    'UpdatedAt',
    'UpdatedBy',
    ...relation('UpdatedAt', 'UpdatedBy'),
    ...relation(
      ...['DefaultEmail', 'DefaultPhone', 'InvoiceAddress', 'DefaultBankAccount', 'Emails.0'].map(
        (name) => `${name}.UpdatedAt`,
      ),
    ),
  ],
  writes: {
    create: { method: 'POST', path: '/employees$' },
    update: { method: 'PUT', path: '/employees/' },
  },
  nobody: '4711',
})
