import { describe, expect, test } from 'vitest'
import type { Fields, Patch } from '../../src/core/person.ts'
import { isKind } from '../../src/errors.ts'
import { changedEmployee, fieldsOf, newEmployee, personOf } from '../../src/systems/finago/mapping.ts'
import { fields as rules } from '../../src/systems/finago/rules.ts'
import { employee } from '../../src/systems/finago/schema.ts'

const today = '2026-01-15'
const row = (more: object = {}) => employee.parse({ empId: '7', ...more })

describe('what is read', () => {
  test.each<[object, Fields]>([
    [{}, { employeeNumber: '7' }],
    [
      { firstname: ' Kari  Anne ', lastname: '', email: '' },
      { givenName: 'Kari Anne', familyName: null, email: null },
    ],
    [{ telefon: '999 12 340' }, { phone: '+4799912340' }],
    [{ telefon: '0046 70 174 06 05' }, { phone: '+46701740605' }],
    [{ telefon: '070-174 06 05', countryCode: 'se' }, { phone: '+46701740605' }],
    [{ telefon: '555-123412 ask for Kari' }, { phone: '555-123412 ask for Kari' }],
    [{ personnr: '298220 99635' }, { nationalId: { country: 'NO', number: '29822099635' } }],
    [{ personnr: 29822099635 }, { nationalId: { country: 'NO', number: '29822099635' } }],
    [{ personnr: '19811218-9876' }, { nationalId: { country: 'SE', number: '198112189876' } }],
    // A date of birth in the place of a number.
    [{ personnr: '150790' }, { nationalId: null }],
    [{ personnr: '15071990' }, { nationalId: null }],
    [{ personnr: '1990-07-15' }, { nationalId: null }],
    [{ personnr: '' }, { nationalId: null }],
    [{ personnr: null }, { nationalId: null }],
    // Whatever that is, it must not be written over.
    [{ personnr: 'AB 123456' }, {}],
    [{ personnr: '1234567' }, {}],
    [{ account: '8601.11.17947' }, { bankAccount: { kind: 'national', country: 'NO', number: '86011117947' } }],
    [
      { account: 'SE45 5000 0000 0583 9825 7466', bic: 'swedsess' },
      { bankAccount: { kind: 'international', iban: 'SE4550000000058398257466', bic: 'SWEDSESS' } },
    ],
    [{ account: '', clearingno: '1234', bic: 'SWEDSESS' }, { bankAccount: null }],
    // A Swedish account in two fields, of which nobody knows how they belong together.
    [{ account: '1234567', clearingno: '3300' }, {}],
    [{ clearingno: '', bic: '' }, {}],
    [
      { postaddress: 'Oslogatan 32', zipcode: '4805', city: 'OSLO', countryCode: 'no' },
      { address: { line1: 'Oslogatan 32', line2: '', line3: '', postalCode: '4805', city: 'OSLO', country: 'NO' } },
    ],
    [{ postaddress: '', zipcode: '', city: '', countryCode: 'NO' }, { address: null }],
    [{ countryCode: 'NO' }, {}],
  ])('%j', (written, expected) => {
    expect(fieldsOf(row(written))).toEqual({ employeeNumber: '7', ...expected })
  })

  test.each<[string[], boolean]>([
    [[], true],
    [[''], true],
    [['2026-01-14'], false],
    [['2026-01-15'], true],
    [['2026-01-14 00:00:00'], false],
    [['2025-01-01', ''], true],
    [['2025-01-01', '2025-12-31'], false],
  ])('employments that end %j: at work %s', (ends, active) => {
    const person = personOf(
      row({ hidden: '1' }),
      ends.map((enddate) => ({ enddate })),
      today,
    )
    expect(person).toMatchObject({ id: '7', side: 'payroll', active })
  })
})

const name = { givenName: 'Kari', familyName: 'Nordmann' }
const address = { line1: 'Gata 1', line2: 'c/o Berg', line3: '', postalCode: '0150', city: 'Oslo', country: 'NO' }

describe('what is created', () => {
  test.each<[Patch, object]>([
    [
      { ...name, employeeNumber: '7', email: 'kari@nordlys.example', phone: '+4799912340' },
      {
        empId: '7',
        firstname: 'Kari',
        lastname: 'Nordmann',
        email: 'kari@nordlys.example',
        telefon: '+4799912340',
      },
    ],
    [
      { ...name, employeeNumber: '7', address: { ...address, postalCode: '' } },
      {
        empId: '7',
        firstname: 'Kari',
        lastname: 'Nordmann',
        postaddress: 'Gata 1, c/o Berg',
        city: 'Oslo',
        countryCode: 'NO',
      },
    ],
    [
      { ...name, employeeNumber: '7', nationalId: { country: 'SE', number: '198112189876' } },
      { empId: '7', firstname: 'Kari', lastname: 'Nordmann', personnr: '198112189876' },
    ],
  ])('%j', (patch, body) => {
    expect(newEmployee(patch)).toEqual(body)
  })

  test.each<[Patch, string]>([
    [name, 'employeeNumber'],
    [{ ...name, employeeNumber: '007' }, 'employeeNumber'],
    [{ familyName: 'Nordmann', employeeNumber: '7' }, 'givenName'],
    [{ givenName: 'Kari', employeeNumber: '7' }, 'familyName'],
    [{ ...name, employeeNumber: '7', nationalId: { country: 'DK', number: '0101801234' } }, 'nationalId'],
    [
      { ...name, employeeNumber: '7', bankAccount: { kind: 'national', country: 'SE', number: '33001234567' } },
      'bankAccount',
    ],
  ])('%j is refused before anything is sent', (patch, field) => {
    expect(refusedField(() => newEmployee(patch))).toBe(field)
  })
})

describe('what is changed', () => {
  const foreign = { account: 'SE4550000000058398257466', bic: 'SWEDSESS' }

  test.each<[string, object, Patch, object]>([
    [
      'the rest goes along',
      { salary: '25000.00', taxtable: 32 },
      { givenName: 'Kari' },
      {
        salary: '25000.00',
        taxtable: 32,
        firstname: 'Kari',
      },
    ],
    [
      'days without the time that is shown',
      { salary_valid_from: '2026-01-01 00:00:00', employee_date: '2021-01-01T00:00:00+01:00' },
      { givenName: 'Kari' },
      { salary_valid_from: '2026-01-01', employee_date: '2021-01-01', firstname: 'Kari' },
    ],
    [
      'nothing empty does',
      { email: '', salary: null, accounting: [], taxexemption: { percentage: '', amount: '' } },
      {
        givenName: 'Kari',
      },
      { firstname: 'Kari' },
    ],
    [
      'nor what is not ours, not named in the documentation, or an older name',
      { hidden: '0', lastLogin: '2026', address: 'Old 1', postalcode: '1', employee_field_x: '1' },
      { givenName: 'Kari' },
      { firstname: 'Kari' },
    ],
    [
      'fields of the customer do',
      { employee_field_1: '', employee_field_12: 'Value' },
      { givenName: 'Kari' },
      { employee_field_12: 'Value', firstname: 'Kari' },
    ],
    [
      'an accounting as it is, with what is empty in it',
      { accounting: [{ percentage: '50.00', dimensions: [{ dimid: '1', value: '' }] }] },
      { givenName: 'Kari' },
      { accounting: [{ percentage: '50.00', dimensions: [{ dimid: '1', value: '' }] }], firstname: 'Kari' },
    ],
    [
      'a passport, and no passport',
      { internationalID: { countryCode: '', ID: '12312as', type: 'passnummer' } },
      { givenName: 'Kari' },
      { internationalID: { ID: '12312as', type: 'passnummer' }, firstname: 'Kari' },
    ],
    [
      'the kind of a number that is not there',
      { internationalID: { countryCode: 'SE', ID: '', type: 'passnummer' } },
      { givenName: 'Kari' },
      { firstname: 'Kari' },
    ],
    [
      'an account abroad',
      foreign,
      { bankAccount: { kind: 'international', iban: 'DK5000400440116243', bic: 'DABADKKK' } },
      { account: 'DK5000400440116243', bic: 'DABADKKK' },
    ],
    [
      'a Norwegian IBAN',
      { account: '86011117947', bic: '' },
      { bankAccount: { kind: 'international', iban: 'NO9386011117947', bic: '' } },
      { account: '86011117947' },
    ],
    [
      'an address, whose country Huma does not tell',
      { postaddress: 'Old 1', zipcode: '1', city: 'Bergen', countryCode: 'NO' },
      { address: { ...address, country: '' } },
      { postaddress: 'Gata 1, c/o Berg', zipcode: '0150', city: 'Oslo', countryCode: 'NO' },
    ],
  ])('%s', (_, before, patch, body) => {
    expect(changedEmployee(row(before), patch)).toEqual({ empId: '7', ...body })
  })

  // A mixture of an old and a new account, or address, is worse than none; and nobody knows how to empty a part.
  test.each<[string, object, Patch, string]>([
    ['a BIC would stay', foreign, { bankAccount: { kind: 'national', country: 'NO', number: '1' } }, 'bankAccount'],
    [
      'a clearing number would stay',
      { clearingno: '3300' },
      { bankAccount: { kind: 'international', iban: 'DK5000400440116243', bic: 'DABADKKK' } },
      'bankAccount',
    ],
    [
      'a BIC of the bank before would stay',
      foreign,
      { bankAccount: { kind: 'international', iban: 'DK5000400440116243', bic: '' } },
      'bankAccount',
    ],
    ['a postal code would stay', { zipcode: '1' }, { address: { ...address, postalCode: '' } }, 'address'],
    ['a street would stay', { postaddress: 'Old 1' }, { address: { ...address, line1: '', line2: '' } }, 'address'],
    ['a number would change', {}, { employeeNumber: '8' }, 'employeeNumber'],
  ])('%s: refused', (_, before, patch, field) => {
    expect(refusedField(() => changedEmployee(row(before), patch))).toBe(field)
  })
})

test.each(['0', '007', '12a', '-1', '1.5', '1e3', '9007199254740993'])(
  'the employee number %j is not taken',
  (number) => {
    expect(rules.employeeNumber?.problem?.(number)).toMatch(/whole numbers/)
  },
)

function refusedField(make: () => unknown): unknown {
  try {
    make()
  } catch (error) {
    if (isKind(error, 'refused')) return error.details?.field
    throw error
  }
  return 'not refused'
}
