import { describe, expect, test } from 'vitest'
import type { Fields, Patch } from '../../src/core/person.ts'
import { changedEmployee, newEmployee, personOf } from '../../src/systems/visma-net-payroll/mapping.ts'
import { employee } from '../../src/systems/visma-net-payroll/schema.ts'

const reading = { today: '2026-03-01', emailType: '', phoneType: '' }

const read = (row: object) => personOf(employee.parse({ id: '1', ...row }), reading)
const changed = (row: object, patch: Patch) => {
  const all = { id: '1', ...row }
  const { id: _, ...rest } = changedEmployee(all, employee.parse(all), patch, reading)
  return rest
}

test('nothing that is left out, null or empty is more than empty', () => {
  const empty: Fields = {
    givenName: null,
    familyName: null,
    email: null,
    phone: null,
    birthDate: null,
    nationalId: null,
    address: null,
    bankAccount: null,
    employeeNumber: null,
  }
  const lists = ['personNames', 'personIds', 'phones', 'emails']
  for (const nothing of [{}, Object.fromEntries(lists.map((name) => [name, []]))]) {
    expect(read(nothing)).toEqual({ side: 'payroll', id: '1', active: true, fields: empty })
  }
  const names = [...lists, 'number', 'dateOfBirth', 'address', 'salaryPaymentMethod', '_embedded', 'isDraft']
  expect(read(Object.fromEntries(names.map((name) => [name, null]))).fields).toEqual(empty)
})

test.each<[string, object[], boolean]>([
  ['none yet', [], true],
  ['open', [{ activeEnd: null }], true],
  ['ends today', [{ activeEnd: '2026-03-01' }], true],
  ['ended yesterday', [{ activeEnd: '2026-02-28T00:00:00' }], false],
  ['ended, and rehired', [{ activeEnd: '2020-01-01' }, { activeStart: '2027-01-01' }], true],
])('who is active: positions %s', (_, positions, active) => {
  expect(read({ _embedded: { positions } }).active).toBe(active)
})

test.each<[keyof Fields, object, unknown]>([
  ['phone', { phones: [{ number: 99912345 }] }, '+4799912345'],
  ['phone', { phones: [{ number: 4799912345 }] }, '+4799912345'],
  ['phone', { phones: [{ number: 46701740605 }] }, '+46701740605'],
  ['phone', { phones: [{ number: '+46 70 174 06 05' }] }, '+46701740605'],
  ['employeeNumber', { number: 42 }, '42'],
  ['birthDate', { dateOfBirth: '1987-12-30T00:00:00Z' }, '1987-12-30'],
  [
    'bankAccount',
    { salaryPaymentMethod: { paymentType: 'cash', localBankAccount: '8601.11.17947' } },
    { kind: 'national', country: 'NO', number: '86011117947' },
  ],
  [
    'bankAccount',
    { salaryPaymentMethod: { internationalBankAccount: true, internationalIban: 'SE45 5000', localBankAccount: '1' } },
    { kind: 'international', iban: 'SE455000', bic: '' },
  ],
  ['address', { address: { countryCode: 'NO' } }, null],
])('reads %s from %j', (field, row, expected) => {
  expect(read(row).fields[field]).toEqual(expected)
})

describe('names and identity numbers have a timeline', () => {
  const old = { firstName: 'Kari', lastName: 'Berg', activeStart: '2019-01-01', activeEnd: '2025-12-31' }
  const open = { firstName: 'Kari', lastName: 'Lie', activeStart: '2026-01-01', activeEnd: null }
  const later = { firstName: 'Kari', lastName: 'Dal', activeStart: '2026-06-01' }
  const [ended, next] = ['2026-02-28', '2026-03-01']
  const name = { firstName: 'Kari', lastName: 'Moe' }

  test.each<[string, object[], string | null, object[]]>([
    ['nothing', [], null, [{ lastName: 'Moe' }]],
    [
      'one that is open at both ends',
      [{ ...name, lastName: 'Lie' }],
      'Lie',
      [
        { ...name, lastName: 'Lie', activeEnd: ended },
        { ...name, activeStart: next },
      ],
    ],
    [
      'a former and a present one',
      [old, open],
      'Lie',
      [old, { ...open, activeEnd: ended }, { ...name, activeStart: next }],
    ],
    ['the present one first', [open, old], 'Lie', [{ ...open, activeEnd: ended }, old, { ...name, activeStart: next }]],
    [
      'a present one that ends before a later one',
      [{ ...open, activeEnd: '2026-05-31' }, later],
      'Lie',
      [{ ...open, activeEnd: ended }, later, { ...name, activeStart: next, activeEnd: '2026-05-31' }],
    ],
    [
      'one that began today',
      [old, { ...open, activeStart: next }],
      'Lie',
      [old, { ...open, activeStart: next, lastName: 'Moe' }],
    ],
    ['only one of a later day', [later], 'Dal', [{ ...later, lastName: 'Moe' }]],
    ['only a former one', [old], 'Berg', [old, { ...name, activeStart: next }]],
    [
      'more than is known of a name',
      [{ ...name, lastName: 'Lie', prefix: 'Dr' }],
      'Lie',
      [
        { ...name, lastName: 'Lie', prefix: 'Dr', activeEnd: ended },
        { ...name, prefix: 'Dr', activeStart: next },
      ],
    ],
  ])('%s', (_, personNames, before, after) => {
    expect(read({ personNames }).fields.familyName).toBe(before)
    expect(changed({ personNames }, { familyName: 'Moe' })).toEqual({ personNames: after })
  })

  const number = '29822099635'
  const dNumber = { typeOfId: 'DNumber', id: '69822099635' }
  const foreign = { typeOfId: 'InternationalId', typeOfInternationalId: 'PassportNumber', id: 'X1' }
  const fresh = { typeOfId: 'NationalID', id: number, activeStart: next }

  test.each<[string, object[], string | null, object[]]>([
    ['none', [], null, [{ typeOfId: 'NationalID', id: number }]],
    ['a D-number', [dNumber], dNumber.id, [{ ...dNumber, activeEnd: ended }, fresh]],
    ['another country’s beside it', [foreign, dNumber], dNumber.id, [foreign, { ...dNumber, activeEnd: ended }, fresh]],
    ['another country’s only', [foreign], null, [foreign, { typeOfId: 'NationalID', id: number }]],
    [
      'a birth number that has replaced a D-number',
      [
        { typeOfId: 'NationalID', id: '1' },
        { ...dNumber, activeEnd: '2020-01-01' },
      ],
      '1',
      [{ typeOfId: 'NationalID', id: '1', activeEnd: ended }, { ...dNumber, activeEnd: '2020-01-01' }, fresh],
    ],
  ])('identity number: %s', (_, personIds, before, after) => {
    expect(read({ personIds }).fields.nationalId?.number ?? null).toBe(before)
    expect(changed({ personIds }, { nationalId: { country: 'NO', number } })).toEqual({ personIds: after })
  })
})

test.each<[string, object, object]>([
  [
    'an account at home in place of one abroad',
    {
      paymentType: 'bank',
      internationalBankAccount: true,
      internationalIban: 'SE455000',
      internationalBankSwift: 'ESSESESS',
      internationalBankCountry: 'SE',
      internationalRemittanceCountry: 'SE',
      other: 1,
    },
    { paymentType: 'bank', internationalBankAccount: false, localBankAccount: '86011117947', other: 1 },
  ],
  [
    'an account in place of cash',
    { paymentType: 'cash' },
    { paymentType: 'bank', internationalBankAccount: false, localBankAccount: '86011117947' },
  ],
])('%s leaves nothing of the one before', (_, salaryPaymentMethod, after) => {
  for (const bankAccount of [
    { kind: 'national', country: 'NO', number: '86011117947' },
    { kind: 'international', iban: 'NO9386011117947', bic: '' },
  ] as const) {
    expect(changed({ salaryPaymentMethod }, { bankAccount })).toEqual({ salaryPaymentMethod: after })
  }
})

test('an account abroad', () => {
  const bankAccount = { kind: 'international', iban: 'SE4550000000058398257466', bic: 'ESSESESS' } as const
  expect(changed({ salaryPaymentMethod: { localBankAccount: '1', paymentType: 'bank' } }, { bankAccount })).toEqual({
    salaryPaymentMethod: {
      paymentType: 'bank',
      internationalBankAccount: true,
      internationalIban: bankAccount.iban,
      internationalBankSwift: bankAccount.bic,
      internationalBankCountry: 'SE',
    },
  })
})

test('an address keeps the country where none is told, and what else belongs to it, and nothing more', () => {
  const address = { line1: 'Vei 1', line2: '', line3: 'Oppgang B', postalCode: '', city: 'Oslo', country: '' }
  const before = { streetName: 'Gate 2', zipCode: '0150', cityName: 'Bergen', countryCode: 'NO', municipality: '0301' }
  const { zipCode: _, ...rest } = before
  // What is left out is deleted.
  expect(changed({ address: before }, { address })).toEqual({
    address: { ...rest, streetName: 'Vei 1, Oppgang B', cityName: 'Oslo' },
  })
})

test.each(['givenName', 'familyName'] as const)('nobody is made without %s', (field) => {
  const { [field]: _, ...rest } = { givenName: 'Kari', familyName: 'Moe' }
  expect(() => newEmployee(rest, reading)).toThrow(expect.objectContaining({ kind: 'refused', details: { field } }))
})
