import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BankAccount, NationalId } from '../../src/core/person.ts'
import {
  cleanAddress,
  cleanBankAccount,
  cleanDate,
  cleanNationalId,
  cleanPhone,
  cleanText,
  differentHolders,
  digestText,
  formatValue,
  ibanOf,
  invalidity,
  maskField,
  phoneParts,
  sameValue,
} from '../../src/core/values.ts'
import { account, identity, street } from './people.ts'

test.each([
  ['  Kari \u00a0\n Nordmann\ufeff ', 'Kari Nordmann'],
  ['A\u030ase', 'Åse'],
  ['', null],
  [' \t\u00a0', null],
  [null, null],
  [undefined, null],
  // What cannot be seen would make two names that look the same differ, or an empty one look filled in.
  ['\u200b', null],
  ['\u2060\u3164\ufe0f', null],
  ['Ka\u200bri\ufeff Nord\u00admann\u200d', 'Kari Nordmann'],
  ['\u202eKari\u202c \u2066Nordmann\u2069', 'Kari Nordmann'],
  ['Ka\u0000ri\u001b[2J', 'Kari[2J'],
  ['Kari \u0000 Nordmann', 'Kari Nordmann'],
  ['Kari\tNord\u0085mann', 'Kari Nord mann'],
  ['A\u200b\u030ase\ud800', 'Åse'],
])('text %j is kept as %j', (written, kept) => expect(cleanText(written)).toBe(kept))

test.each([
  ['912 34 567', 'NO', '+4791234567'],
  ['0047 91234567', 'NO', '+4791234567'],
  ['+47 91 23 45 67', 'SE', '+4791234567'],
  ['070-123 45 67', 'SE', '+46701234567'],
  ['(040) 123 4567', 'FI', '+358401234567'],
  ['20 12 34 56', 'DK', '+4520123456'],
  // Without a country nothing says where a number belongs.
  ['912 34 567', '', '912 34 567'],
  ['912 34 567', 'no', '912 34 567'],
  // What is no single number stays as written, or half of it would be written to the other side.
  ['91234567 / 99887766', 'NO', '91234567 / 99887766'],
  ['mor: 91234567', 'NO', 'mor: 91234567'],
  ['91234567 ext. 5', 'NO', '91234567 ext. 5'],
  ['12', 'NO', '12'],
  ['+4712345678999999', 'NO', '+4712345678999999'],
  ['ukjent', 'NO', 'ukjent'],
  ['(+47) 41 23 45 67', 'SE', '+4741234567'],
  ['(+47)41234567', '', '+4741234567'],
  ['(0047) 41 23 45 67', 'SE', '+4741234567'],
  ['+47 412\u202d34\u202c567', 'SE', '+4741234567'],
  ['+47 41234567 (privat)', 'NO', '+47 41234567 (privat)'],
  ['+47 22 33 44 55 ext 12', 'NO', '+47 22 33 44 55 ext 12'],
  ['  ', 'NO', null],
  [null, 'NO', null],
])('phone %j from %j is kept as %j', (written, country, kept) => expect(cleanPhone(written, country)).toBe(kept))

test.each([
  ['+4791234567', { country: 'NO', number: '91234567' }],
  ['+46701234567', { country: 'SE', number: '701234567' }],
  // Satellite phones belong to no country.
  ['+881612345678', undefined],
  ['ukjent', undefined],
  // What is kept as written is not taken apart either, or its rest would be lost on the way.
  ['+47 41234567 (privat)', undefined],
  ['(+47) 41 23 45 67 / 99887766', undefined],
  ['+47 22 33 44 55 ext 12', undefined],
  ['+4722334455;ext=12', undefined],
  ['+4712345678999999', undefined],
  // "00" would begin the prefix of another country.
  ['+46008400116184', undefined],
])('phone %j has the parts %j', (phone, parts) => expect(phoneParts(phone)).toEqual(parts))

test.each([
  ['298220 99635', 'no', { country: 'NO', number: '29822099635' }],
  ['29822099635', 'NOR', { country: 'NO', number: '29822099635' }],
  ['811228-9874', 'SE', { country: 'SE', number: '198112289874' }],
  ['8112289874', 'SE', { country: 'SE', number: '198112289874' }],
  ['19811228-9874', 'SWE', { country: 'SE', number: '198112289874' }],
  // "+" is for people of a hundred years and more.
  ['811228+9874', 'SE', { country: 'SE', number: '188112289874' }],
  // A coordination number: the day is 60 too high.
  ['701063-2391', 'SE', { country: 'SE', number: '197010632391' }],
  // Wrong check digit: nothing may be read into it.
  ['811228-9875', 'SE', { country: 'SE', number: '8112289875' }],
  // In Finland the sign in the middle tells the century.
  ['131052-308t', 'FI', { country: 'FI', number: '131052-308T' }],
  ['131052+308T', 'FI', { country: 'FI', number: '131052+308T' }],
  ['010190-1234', 'DK', { country: 'DK', number: '0101901234' }],
  [' ', 'NO', null],
  // A dash alone stands for nothing.
  ['-', 'SE', null],
])('identity number %j of %j is kept as %j', (number, country, kept) =>
  expect(cleanNationalId(number, country)).toEqual(kept),
)

test.each([
  ['1980-05-17', '1980-05-17'],
  [' 1980-05-17\u200b', '1980-05-17'],
  ['1980-05-17T00:00:00', '1980-05-17'],
  ['1980-05-17T00:00:00.000Z', '1980-05-17'],
  ['1980-05-17T00:00:00+02:00', '1980-05-17'],
  ['1980-05-17 13:30', '1980-05-17'],
  // Midnight in Norway is the evening before in UTC: which day is meant cannot be told.
  ['1980-05-16T22:00:00Z', '1980-05-16T22:00:00Z'],
  ['1980-13-45', '1980-13-45'],
  ['17.05.1980', '17.05.1980'],
  ['', null],
  [undefined, null],
])('date %j is kept as %j', (written, kept) => expect(cleanDate(written)).toBe(kept))

const national = (number: string, country = 'NO'): BankAccount => ({ kind: 'national', country, number })
const international = (iban: string, bic = ''): BankAccount => ({ kind: 'international', iban, bic })

test.each([
  [national('8601.11.17947', 'nor'), national('86011117947')],
  [national('8601 11 17947'), national('86011117947')],
  [national(' - '), null],
  [national('8601\u200b11\u0000\u202e17947', 'N\u200dO'), national('86011117947')],
  [international('no93 8601-1117\u00a0947', 'dnba nokk'), international('NO9386011117947', 'DNBANOKK')],
  [international(' '), null],
])('account %j is kept as %j', (written, kept) => expect(cleanBankAccount(written)).toEqual(kept))

test.each([
  [
    { line1: ' Eksempelveien  1 ', city: 'OSLO', country: 'nor' },
    { line1: 'Eksempelveien 1', city: 'OSLO', country: 'NO' },
  ],
  // Nothing but a country is no address.
  [{ country: 'NO' }, null],
  [
    { line3: 'c/o Ola', country: 'XXX' },
    { line3: 'c/o Ola', country: 'XXX' },
  ],
  [
    { city: 'Oslo', country: 'Norge' },
    { city: 'Oslo', country: 'NORGE' },
  ],
])('address %j is kept as %j', (written, kept) => {
  const empty = { line1: '', line2: '', line3: '', postalCode: '', city: '', country: '' }
  expect(cleanAddress({ ...empty, ...written })).toEqual(kept && { ...empty, ...kept })
})

test('what is clean stays as it is', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789 -+./A\u00a0å') }))
  const country = fc.constantFrom('NO', 'SE', 'FI', 'DK', 'NOR', 'no', '')
  const accounts = fc.oneof(
    fc.record({ kind: fc.constant('national' as const), country, number: text }),
    fc.record({ kind: fc.constant('international' as const), iban: text, bic: text }),
  )
  fc.assert(
    fc.property(text, fc.string({ unit: 'grapheme' }), country, accounts, (written, name, where, bank) => {
      const phone = cleanPhone(written, where)
      expect(cleanPhone(phone, where)).toBe(phone)
      // What is taken apart comes together again as the same number.
      const parts = phone === null ? undefined : phoneParts(phone)
      if (parts) expect(cleanPhone(parts.number, parts.country)).toBe(phone)
      const date = cleanDate(written)
      expect(cleanDate(date)).toBe(date)
      const clean = cleanText(name)
      expect(cleanText(clean)).toBe(clean)
      const id = cleanNationalId(written, where)
      if (id) expect(cleanNationalId(id.number, id.country)).toEqual(id)
      const cleanAccount = cleanBankAccount(bank)
      if (cleanAccount) expect(cleanBankAccount(cleanAccount)).toEqual(cleanAccount)
    }),
  )
})

describe('two values are the same, or not', () => {
  const place = (change: Partial<typeof street>) => ({ ...street, ...change })

  test.each([
    [place({ city: 'OSLO' }), true],
    [place({ country: '' }), true],
    [place({ line1: 'Eksempelveien', line2: '1' }), false],
    [place({ country: 'SE' }), false],
    [place({ postalCode: '01 50' }), true],
    [place({ postalCode: '0151' }), false],
  ])('address %j: %j', (other, same) => {
    expect(sameValue('address', street, other)).toBe(same)
    expect(sameValue('address', other, street)).toBe(same)
  })

  test('a system with two lines holds what another has in three', () => {
    const three = place({ line1: 'c/o Ola', line2: 'Eksempelveien 1', line3: 'H0101' })
    const two = place({ line1: 'c/o Ola', line2: 'Eksempelveien 1, H0101' })
    expect(sameValue('address', three, two)).toBe(true)
  })

  test.each([
    [account.right, international('NO9386011117947'), true],
    [account.right, international('NO9386011117947', 'DNBANOKK'), true],
    [account.right, account.wrong, false],
    [account.right, national('86011117947', 'SE'), false],
    [national('1', ''), national('1', ''), true],
    [national('1', ''), national('1', 'DK'), false],
    [international('SE4550000000058398257466'), international('SE4550000000058398257466', 'ESSESESS'), true],
  ])('account %j and %j: %j', (one, other, same) => expect(sameValue('bankAccount', one, other)).toBe(same))

  test.each([
    [identity.right, { ...identity.right }, true],
    [identity.right, { ...identity.right, country: '' }, true],
    [identity.right, { ...identity.right, country: 'SE' }, false],
    [identity.right, identity.wrong, false],
  ])('identity number %j and %j: %j', (one, other, same) => {
    expect(sameValue('nationalId', one, other)).toBe(same)
    expect(sameValue('nationalId', other, one)).toBe(same)
  })

  test.each([
    ['email', ' Kari@Nordlys.example', 'kari@nordlys.example', true],
    ['email', 'a\u030ase@nordlys.example', 'Åse@nordlys.example', true],
    ['email', 'kari@nordlys.example', 'kari@nordlys.test', false],
    ['givenName', 'Kari', 'KARI', false],
    ['phone', '+4791234567', '+4791234568', false],
    ['birthDate', '1990-05-17', '1990-05-18', false],
    ['employeeNumber', '007', '7', false],
  ] as const)('%s %j and %j: %j', (field, one, other, same) => expect(sameValue(field, one, other)).toBe(same))
})

test.each([
  ['nationalId', identity.right, true],
  ['nationalId', identity.wrong, false],
  ['nationalId', { country: 'NO', number: '53097248016' }, true],
  ['nationalId', { country: 'NO', number: '2982209963' }, false],
  ['nationalId', { country: 'SE', number: '198112289874' }, true],
  ['nationalId', { country: 'SE', number: '198112289875' }, false],
  ['nationalId', { country: 'FI', number: '131052-308T' }, true],
  ['nationalId', { country: 'FI', number: '131052-308U' }, false],
  // Signs that came into use in 2023.
  ['nationalId', { country: 'FI', number: '010594Y9032' }, true],
  ['nationalId', { country: 'FI', number: '010516B903X' }, true],
  ['nationalId', { country: 'DK', number: '0101901234' }, true],
  ['nationalId', { country: 'DK', number: '010190123' }, false],
  ['nationalId', { country: 'PL', number: '1' }, true],
  ['bankAccount', account.right, true],
  ['bankAccount', account.wrong, false],
  ['bankAccount', national('1', 'SE'), true],
  ['bankAccount', international('NO9386011117947', 'DNBANOKK'), true],
  ['bankAccount', international('SE4550000000058398257466'), true],
  ['bankAccount', international('NO9386011117948'), false],
  ['bankAccount', international('NO9386011117947', 'DNB'), false],
  ['birthDate', '1980-02-29', true],
  ['birthDate', '1981-02-29', false],
  ['birthDate', '1980-13-45', false],
  ['birthDate', '1980-05-16T22:00:00Z', false],
  ['birthDate', '17.05.1980', false],
  ['birthDate', '0001-01-01', false],
  ['birthDate', '+012026-01-01', false],
  ['email', 'nobody', true],
] as const)('%s %j can be right: %j', (field, value, right) => {
  const sentence = invalidity(field, value)
  expect(sentence === undefined).toBe(right)
  expect(sentence ?? '').not.toMatch(/\d/)
})

test.each([
  ['givenName', 'Kari', 'Kari', 'Kari'],
  ['familyName', 'Nordmann', 'Nordmann', 'Nordmann'],
  ['email', 'kari@nordlys.example', 'kari@nordlys.example', 'kari@nordlys.example'],
  ['phone', '+4791234567', '+47 91 23 45 67', '+47 91 23 45 67'],
  ['phone', 'ukjent', 'ukjent', 'ukjent'],
  ['phone', '+4741234567 (privat)', '+4741234567 (privat)', '+4741234567 (privat)'],
  ['phone', '+47 22334455 ext 12', '+47 22334455 ext 12', '+47 22334455 ext 12'],
  ['birthDate', '1990-05-17', '1990-05-17', '•••'],
  ['nationalId', identity.right, '298220 99635', '•••635'],
  ['nationalId', { country: 'SE', number: '198112289874' }, '198112289874', '•••874'],
  ['address', { ...street, line2: 'H0101' }, 'Eksempelveien 1, H0101, 0150 Oslo, NO', '•••'],
  ['bankAccount', account.right, '8601.11.17947', '•••947'],
  ['bankAccount', national('5000', 'SE'), '5000', '•••000'],
  ['bankAccount', international('NO9386011117947', 'DNBANOKK'), 'NO93 8601 1117 947 DNBANOKK', '•••947'],
  ['employeeNumber', '007', '007', '007'],
] as const)('%s %j is shown as %j, and masked as %j', (field, value, shown, masked) => {
  expect(formatValue(field, value)).toBe(shown)
  expect(maskField({ [field]: value }, field)).toBe(masked)
})

test('what is empty or not visible has nothing to mask', () => {
  expect(maskField({ phone: null }, 'phone')).toBe(null)
  expect(maskField({}, 'phone')).toBe(null)
})

test('what is compared never mixes up two different values', () => {
  expect(digestText('bankAccount', national('86011117947'))).not.toBe(
    digestText('bankAccount', national('86011117947', 'DK')),
  )
  expect(digestText('bankAccount', national('1', 'DK'))).toBe('DK 1')
  expect(digestText('nationalId', identity.right)).toBe('NO 29822099635')
  expect(digestText('address', street)).not.toBe(digestText('address', { ...street, city: '0150', postalCode: 'Oslo' }))
})

test.each<[string, NationalId, NationalId, boolean]>([
  ['the same', identity.right, identity.right, false],
  ['the same, without the country', identity.right, { ...identity.right, country: '' }, false],
  ['another', identity.right, identity.other, true],
  ['another, and either does not tell the country', { ...identity.right, country: '' }, identity.other, true],
  ['another, and the other does not tell the country', identity.right, { ...identity.other, country: '' }, true],
  ['a wrong one', identity.right, identity.wrong, false],
  ['a wrong one first', identity.wrong, identity.right, false],
  ['one of another country', identity.right, { country: 'DK', number: '1705901234' }, false],
  [
    'two of a country without a check',
    { country: 'DK', number: '1705901234' },
    { country: 'DK', number: '1705904321' },
    true,
  ],
  ['the D-number from before', identity.right, identity.before, false],
  ['the D-number from before, first', identity.before, identity.right, false],
  ['a D-number of another date', identity.other, identity.before, true],
  ['two D-numbers', identity.before, { country: 'NO', number: '68822050054' }, true],
  [
    'the Swedish number for a time',
    { country: 'SE', number: '199005172391' },
    { country: 'SE', number: '199005772398' },
    false,
  ],
  [
    'a Swedish number for a time of another date',
    { country: 'SE', number: '199005172391' },
    { country: 'SE', number: '199005782397' },
    true,
  ],
])('different people by their identity numbers: %s', (_name, one, other, expected) => {
  expect(differentHolders(one, other)).toBe(expected)
})

test.each<[BankAccount, string | undefined]>([
  [account.right, 'NO9386011117947'],
  [{ kind: 'international', iban: 'NO9386011117947', bic: '' }, 'NO9386011117947'],
  [{ kind: 'national', country: 'ZZ', number: '1' }, undefined],
])('%j as an IBAN: %j', (written, iban) => expect(ibanOf(written)).toBe(iban))

test.each(['FI2112345600000785', 'fi21 1234 5600 0007 85', 'FI21-1234-5600-0007-85'])(
  'the IBAN %j that was typed as a national number is one',
  (number) => {
    const typed = cleanBankAccount({ kind: 'national', country: 'FI', number })
    const iban: BankAccount = { kind: 'international', iban: 'FI2112345600000785', bic: 'NDEAFIHH' }
    expect(typed).toEqual({ ...iban, bic: '' })
    if (!typed) return
    expect([ibanOf(typed), invalidity('bankAccount', typed)]).toEqual([iban.iban, undefined])
    expect(sameValue('bankAccount', typed, iban)).toBe(true)
    expect(digestText('bankAccount', iban)).toBe(digestText('bankAccount', typed))
  },
)

test('a national number is the same as its IBAN that was typed as a national number', () => {
  const typed = cleanBankAccount({ kind: 'national', country: 'NO', number: 'NO93 8601 1117 947' })
  expect(typed && sameValue('bankAccount', account.right, typed)).toBe(true)
  expect(typed && sameValue('bankAccount', typed, account.right)).toBe(true)
})

test('what only looks like an IBAN stays a number', () => {
  const number = 'FI2112345600000786'
  expect(cleanBankAccount({ kind: 'national', country: 'FI', number })).toEqual({
    kind: 'national',
    country: 'FI',
    number,
  })
})
