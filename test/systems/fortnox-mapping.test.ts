/** Values that Fortnox writes in its own way. */
import { expect, test } from 'vitest'
import type { Address, BankAccount, FieldName, Fields, FieldValues, Patch } from '../../src/core/person.ts'
import { countryCodeOf, countryName } from '../../src/systems/country-names.ts'
import { changedEmployee, newEmployee, personOf } from '../../src/systems/fortnox/mapping.ts'
import { fields as rules } from '../../src/systems/fortnox/rules.ts'
import { employee } from '../../src/systems/fortnox/schema.ts'
import { accountParts } from '../../src/systems/swedish-account.ts'

const today = '2026-01-15'

function read(row: object): { active: boolean; fields: Fields } {
  const { active, fields } = personOf(employee.parse({ EmployeeId: '7', ...row }), 'Address2', today)
  return { active, fields }
}

const account = (number: string): BankAccount => ({ kind: 'national', country: 'SE', number })
const noAddress: Address = { line1: '', line2: '', line3: '', postalCode: '', city: '', country: '' }

test.each<[string, object, Fields]>([
  ['absent is not visible', {}, {}],
  [
    'null and blank are empty',
    { FirstName: null, Email: ' ', Phone1: '' },
    { givenName: null, email: null, phone: null },
  ],
  [
    'numbers may come as such',
    { EmployeeId: 12, ClearingNo: 3300, BankAccountNo: 1234567 },
    { employeeNumber: '12', bankAccount: account('33001234567') },
  ],
  ['a Swedish phone number', { Phone1: '070-174 06 05' }, { phone: '+46701740605' }],
  [
    'ten digits of an identity number',
    { PersonalIdentityNumber: '811218-9876' },
    { nationalId: { country: 'SE', number: '198112189876' } },
  ],
  [
    'the same with the century',
    { PersonalIdentityNumber: '198112189876' },
    { nationalId: { country: 'SE', number: '198112189876' } },
  ],
  [
    'a date of birth with three digits is no identity number',
    { PersonalIdentityNumber: '19890604001' },
    { nationalId: null },
  ],
  [
    'an account with separators',
    { ClearingNo: '8327-9', BankAccountNo: '936 240 12-3' },
    { bankAccount: account('83279936240123') },
  ],
  ['no account', { ClearingNo: '', BankAccountNo: null }, { bankAccount: null }],
  ['half of an account is not visible', { BankAccountNo: '1234567' }, {}],
  [
    'the street in the second line, the c/o in the first',
    { Address1: 'c/o Lund', Address2: 'Storgatan 1', PostCode: '441 35', City: 'Alingsås', Country: 'Sverige' },
    {
      address: {
        ...noAddress,
        line1: 'Storgatan 1',
        line2: 'c/o Lund',
        postalCode: '441 35',
        city: 'Alingsås',
        country: 'SE',
      },
    },
  ],
  [
    'one line only is the street, wherever it stands',
    { Address1: 'Storgatan 1', Address2: '', PostCode: '', City: '', Country: 'Utopia' },
    { address: { ...noAddress, line1: 'Storgatan 1' } },
  ],
  ['no address', { Address1: '', Address2: null, PostCode: '', City: '', Country: 'Sweden' }, { address: null }],
])('read: %s', (_, row, expected) => {
  expect(read(row).fields).toEqual({ employeeNumber: '7', ...expected })
})

test.each<[object, boolean]>([
  [{}, true],
  [{ Inactive: 'false', EmployedTo: null }, true],
  [{ Inactive: 'true' }, false],
  [{ Inactive: true }, false],
  [{ EmployedTo: '2026-01-15' }, true],
  [{ EmployedTo: '2026-01-14' }, false],
])('active: %j is %s', (row, active) => {
  expect(read(row).active).toBe(active)
})

test.each<[string, Patch, object]>([
  [
    'ten digits, as in the vendor’s example',
    { nationalId: { country: 'SE', number: '198112189876' } },
    { PersonalIdentityNumber: '8112189876' },
  ],
  [
    'clearing number and account',
    { bankAccount: account('33001234567') },
    { ClearingNo: '3300', BankAccountNo: '1234567' },
  ],
  [
    'all parts of an address, also the empty ones',
    { address: { ...noAddress, line1: 'Storgatan 1', line2: 'c/o Lund', line3: '2 tr', country: 'SE' } },
    { Address1: 'c/o Lund, 2 tr', Address2: 'Storgatan 1', PostCode: '', City: '', Country: 'Sweden' },
  ],
])('written: %s', (_, patch, expected) => {
  const row = employee.parse({
    EmployeeId: '7',
    FirstName: 'Kari',
    LastName: null,
    Email: 'K@nordlys.example',
    JobTitle: 'x',
  })
  // What was there goes back as it was, null and all that is not ours stay away.
  expect(changedEmployee(row, patch, 'Address2')).toEqual({
    FirstName: 'Kari',
    Email: 'K@nordlys.example',
    ...expected,
  })
})

test('a new employee gets the three kinds that are chosen', () => {
  const patch = { givenName: 'Kari', familyName: 'Nordmann', email: 'kari@nordlys.example' }
  expect(newEmployee(patch, { employmentForm: 'TID', personelType: 'ARB', salaryForm: 'none' })).toEqual({
    FirstName: 'Kari',
    LastName: 'Nordmann',
    Email: 'kari@nordlys.example',
    EmploymentForm: 'TID',
    PersonelType: 'ARB',
  })
})

test.each<[string, ReturnType<typeof accountParts>]>([
  ['33001234567', { ClearingNo: '3300', BankAccountNo: '1234567' }],
  ['9500123456', { ClearingNo: '9500', BankAccountNo: '123456' }],
  // The fifth digit of 8327 is 9 (modulus 10); of 8105 it is 9 too.
  ['832799362401234', { ClearingNo: '83279', BankAccountNo: '9362401234' }],
  ['83279362401234', expect.stringContaining('four or five digits')],
  ['83271362401234', { ClearingNo: '8327', BankAccountNo: '1362401234' }],
  ['832719362401234', expect.stringContaining('fifth digit')],
  ['330012345678901', expect.stringContaining('14 digits')],
  ['33001', expect.stringContaining('clearing number')],
  ['3300A234567', expect.stringContaining('digits only')],
])('the account %s', (number, expected) => {
  expect(accountParts(number)).toEqual(expected)
})

function problem<K extends FieldName>(field: K, value: FieldValues[K]): string | undefined {
  return rules[field]?.problem?.(value)
}

test.each<[string, string | undefined]>([
  ['Åsa Öberg-Łęcki', undefined],
  ['Ольга 李', undefined],
  ['O’Brien & Co (2), 50 %', undefined],
  ["O'Brien", "Fortnox does not take the character ' (straight apostrophe); ’ is taken."],
  ['Kari <x>', 'Fortnox does not take the character < (U+003C).'],
  ['Kari 🙂', 'Fortnox does not take the character 🙂 (U+1F642).'],
  ['Kari\u0007', 'Fortnox does not take the character (U+0007).'],
])('characters: %s', (name, expected) => {
  expect(problem('familyName', name)).toBe(expected)
  expect(problem('address', { ...noAddress, city: name })).toBe(expected)
})

test('what Fortnox has no place for', () => {
  expect(problem('nationalId', { country: 'NO', number: '30928712345' })).toContain('Swedish')
  expect(problem('nationalId', { country: 'SE', number: '198112189876' })).toBeUndefined()
  // Ten digits would mean somebody a hundred years younger.
  expect(problem('nationalId', { country: 'SE', number: '191801209817' })).toContain('can keep')
  expect(problem('bankAccount', { kind: 'international', iban: 'SE4550000000058398257466', bic: '' })).toContain('IBAN')
  expect(problem('bankAccount', { kind: 'national', country: 'NO', number: '99979000014' })).toContain('Swedish')
  expect(problem('bankAccount', account('33001234567'))).toBeUndefined()
  expect(problem('employeeNumber', '8112189876')).toContain('identity number')
  expect(problem('employeeNumber', '1001')).toBeUndefined()
  expect(problem('address', { ...noAddress, country: 'XX' })).toContain('country')
})

test.each(['SE', 'NO', 'GB', 'US', 'CI', 'BA', 'TR', 'FI'])('the country %s is written and read', (code) => {
  const name = countryName(code) ?? ''
  expect(countryCodeOf(name)).toBe(code)
  expect(problem('familyName', name)).toBeUndefined()
})

test.each<[string, string]>([
  ['Sweden', 'SE'],
  ['SVERIGE', 'SE'],
  ['se', 'SE'],
  ['Norge', 'NO'],
  ['Storbritannien', 'GB'],
  ['', ''],
  ['Utopia', ''],
])('the country %j is %j', (written, code) => {
  expect(countryCodeOf(written)).toBe(code)
})
