import { describe, expect, test } from 'vitest'
import type { Fields, Patch, Person } from '../../src/core/person.ts'
import { changedEmployee, newEmployee, personOf } from '../../src/systems/unimicro/mapping.ts'
import { fields as rules } from '../../src/systems/unimicro/rules.ts'
import { employee } from '../../src/systems/unimicro/schema.ts'
import { openUnimicro } from './unimicro-setting.ts'

const reading = { today: '2026-01-15', lastWord: false }

function read(row: object, more: Partial<typeof reading> = {}): Person {
  return personOf(employee.parse({ ID: 7, ...row }), { ...reading, ...more })
}

const relation = (parts: object) => ({ BusinessRelationID: 2, BusinessRelationInfo: { ID: 2, ...parts } })

test.each<[string, object, Fields]>([
  ['nothing known', {}, { email: null, phone: null, address: null, bankAccount: null, birthDate: null }],
  ['no number yet', { EmployeeNumber: 0 }, { employeeNumber: null }],
  ['a date', { BirthDate: '1990-07-15' }, { birthDate: '1990-07-15' }],
  ['midnight in UTC', { BirthDate: '1990-07-15T00:00:00Z' }, { birthDate: '1990-07-15' }],
  ['midnight in Norway, in summer', { BirthDate: '1990-07-14T22:00:00Z' }, { birthDate: '1990-07-15' }],
  ['midnight in Norway, in winter', { BirthDate: '1990-01-14T23:00:00.000+00:00' }, { birthDate: '1990-01-15' }],
  ['midnight in a zone of its own', { BirthDate: '1976-07-15T00:00:00+02:00' }, { birthDate: '1976-07-15' }],
  ['midnight with the summer time of now', { BirthDate: '1976-07-14T22:00:00Z' }, { birthDate: '1976-07-15' }],
  ['the end of a day in Norway', { BirthDate: '1990-01-14T22:59:59Z' }, { birthDate: '1990-01-14' }],
  ['midnight without a zone', { BirthDate: '1990-07-15T00:00:00' }, { birthDate: '1990-07-15' }],
  ['a phone without code', relation({ DefaultPhone: { Number: '999 12 340' } }), { phone: '+4799912340' }],
  [
    'with a dialled code',
    relation({ DefaultPhone: { Number: '0701740605', CountryCode: '46' } }),
    { phone: '+46701740605' },
  ],
  [
    'with a code and a plus',
    relation({ DefaultPhone: { Number: '70-174 06 05', CountryCode: '+46' } }),
    { phone: '+46701740605' },
  ],
  [
    'with a country',
    relation({ DefaultPhone: { Number: '0701740605', CountryCode: 'SE' } }),
    { phone: '+46701740605' },
  ],
  [
    'with the code twice',
    relation({ DefaultPhone: { Number: '+4799912340', CountryCode: '+47' } }),
    { phone: '+4799912340' },
  ],
  ['no phone at all', relation({ DefaultPhone: { Number: '', CountryCode: '+47' } }), { phone: null }],
  [
    'an account of both kinds',
    relation({ DefaultBankAccount: { AccountNumber: '8601.11.17947', IBAN: 'SE4550000000058398257466' } }),
    { bankAccount: { kind: 'national', country: 'NO', number: '86011117947' } },
  ],
  [
    'an IBAN',
    relation({ DefaultBankAccount: { AccountNumber: '', IBAN: 'SE45 5000 0000 0583 9825 7466' } }),
    { bankAccount: { kind: 'international', iban: 'SE4550000000058398257466', bic: '' } },
  ],
])('reads %s', (_, row, fields) => {
  expect(read(row).fields).toMatchObject(fields)
})

test('what is there and not shown is left out; an e-mail that is not shown is no answer', () => {
  const { fields } = read(relation({ DefaultPhoneID: 3, InvoiceAddressID: 4, DefaultBankAccountID: 5 }))
  expect(Object.keys(fields)).not.toEqual(expect.arrayContaining(['phone']))
  expect([fields.phone, fields.address, fields.bankAccount, fields.email]).toEqual([
    undefined,
    undefined,
    undefined,
    null,
  ])
  expect(employee.safeParse({ ID: 7, ...relation({ DefaultEmailID: 3 }) }).success).toBe(false)
  expect(employee.safeParse({ ID: 7, BusinessRelationID: 2 }).success).toBe(false)
})

test.each<[string, object, boolean]>([
  ['never employed', { Employments: [] }, true],
  ['an end without employment', { Employments: [], EndDate: '2026-01-14' }, false],
  ['the last day is today', { Employments: [{ EndDate: '2026-01-15' }] }, true],
  ['ended yesterday', { Employments: [{ EndDate: '2026-01-14T00:00:00Z' }] }, false],
  ['ended, and begun anew', { Employments: [{ EndDate: '2025-01-14' }, { EndDate: null }] }, true],
  ['ended, and another deleted', { Employments: [{ EndDate: '2025-01-14' }, { EndDate: null, Deleted: true }] }, false],
])('%s: active is %s', (_, row, active) => {
  expect(read(row).active).toBe(active)
})

test.each<[name: string, lastWord: boolean, read: Fields]>([
  ['  Kari   Nordmann ', false, { givenName: 'Kari', familyName: 'Nordmann' }],
  ['Kari Berg Nordmann', false, { givenName: 'Kari Berg Nordmann', familyName: null }],
  ['Kari Berg Nordmann', true, { givenName: 'Kari Berg', familyName: 'Nordmann' }],
  ['Berg Nordmann, Kari', true, { givenName: 'Berg Nordmann, Kari', familyName: null }],
  ['Nordmann', true, { givenName: 'Nordmann', familyName: null }],
])('the name %j (last word: %s)', (name, lastWord, fields) => {
  const person = read(relation({ Name: name }), { lastWord })
  expect(person.fields).toMatchObject(fields)
  expect(person.wholeName).toBe(name.trim().replace(/ +/g, ' '))
})

describe('a change', () => {
  let guids = 0
  const guid = () => {
    guids += 1
    return `guid-${guids}`
  }
  const row = employee.parse({
    ID: 7,
    FreeText: 'stays',
    EmployeeNumber: 1001,
    ...relation({
      Name: 'Kari Anne Nordmann',
      DefaultEmail: { ID: 3, EmailAddress: 'kari@nordlys.example', Type: 'work' },
      InvoiceAddress: { ID: 4, AddressLine1: 'Prøvegata 1', Region: 'Oslo', Country: 'Norge', CountryCode: 'NO' },
      DefaultBankAccount: { ID: 5, AccountNumber: '86011117947', IBAN: null, BankID: 9, Label: 'pay' },
    }),
  })
  const person: Person = {
    ...personOf(row, reading),
    fields: { ...personOf(row, reading).fields, givenName: 'Kari Anne', familyName: 'Nordmann' },
  }
  const info = (patch: Patch) => changedEmployee(row, person, patch, guid).BusinessRelationInfo

  test('is the whole of what was there, with what was asked for', () => {
    expect(changedEmployee(row, person, { familyName: 'Hansen' }, guid)).toEqual({
      ...row,
      BusinessRelationInfo: { ...row.BusinessRelationInfo, Name: 'Kari Anne Hansen' },
    })
  })

  test('goes into the part that is there, and makes one that is not, once', () => {
    expect(info({ email: 'new@nordlys.example', phone: '+4799912340' })).toEqual({
      ...row.BusinessRelationInfo,
      DefaultEmail: { ID: 3, EmailAddress: 'new@nordlys.example', Type: 'work' },
      DefaultPhone: {
        ID: 0,
        _createguid: expect.stringMatching(/^guid-/),
        Type: 150_102,
        Number: '+4799912340',
        CountryCode: null,
      },
    })
  })

  test('leaves nothing of another account or address beside the new one', () => {
    const iban = { kind: 'international', iban: 'SE4550000000058398257466', bic: 'ESSESESS' } as const
    expect(info({ bankAccount: iban }).DefaultBankAccount).toEqual({
      ID: 5,
      AccountNumber: null,
      IBAN: 'SE4550000000058398257466',
      BankID: null,
      Label: 'pay',
    })
    const norwegian = { kind: 'international', iban: 'NO9386011117947', bic: '' } as const
    expect(info({ bankAccount: norwegian }).DefaultBankAccount).toMatchObject({
      AccountNumber: '86011117947',
      IBAN: null,
    })
    const address = {
      line1: 'Provgatan 1',
      line2: '',
      line3: '',
      postalCode: '111 22',
      city: 'Stockholm',
      country: 'SE',
    }
    expect(info({ address }).InvoiceAddress).toMatchObject({ ID: 4, Region: null, Country: null, CountryCode: 'SE' })
    expect(info({ address: { ...address, country: 'NO' } }).InvoiceAddress).toMatchObject({ Country: 'Norge' })
  })

  test('never replaces half of a name whose parts are not known', () => {
    const unsplit = personOf(row, reading)
    expect(() => changedEmployee(row, unsplit, { givenName: 'Anne' }, guid)).toThrow(/cannot be told/)
    const both = { givenName: 'Anne', familyName: 'Hansen' }
    expect(changedEmployee(row, unsplit, both, guid).BusinessRelationInfo).toMatchObject({ Name: 'Anne Hansen' })
  })

  test('a new employee: everything new is marked as such', () => {
    const body = newEmployee({ givenName: 'Kari Anne', familyName: 'Nordmann', email: 'kari@nordlys.example' }, 2, guid)
    const mark = { ID: 0, _createguid: expect.stringMatching(/^guid-/) }
    expect(body).toEqual({
      ...mark,
      SubEntityID: 2,
      BusinessRelationInfo: {
        ...mark,
        Name: 'Kari Anne Nordmann',
        DefaultEmail: { ...mark, EmailAddress: 'kari@nordlys.example' },
      },
    })
  })
})

test.each(['0', '007', '12a', '-1', '1.5', '2147483648', '1e3'])('the employee number %j is not taken', (number) => {
  expect(rules.employeeNumber?.problem?.(number)).toMatch(/whole numbers/)
})

test('every value that is written is read as the same', async () => {
  const { client, system, personAt } = await openUnimicro({ settings: { subEntity: '2' } })
  const patch: Patch = {
    givenName: 'Kari',
    familyName: 'Nordmann',
    phone: '+46701740605',
    birthDate: '1900-03-01',
    bankAccount: { kind: 'international', iban: 'SE4550000000058398257466', bic: '' },
    address: {
      line1: 'Provgatan 1',
      line2: 'c/o Berg',
      line3: '3 tr',
      postalCode: '111 22',
      city: 'Stockholm',
      country: 'SE',
    },
  }
  await client.write.updatePerson(await personAt(0), patch)
  expect((await personAt(0)).fields).toMatchObject(patch)
  expect(system.snapshot().employees).toHaveLength(4)
})
