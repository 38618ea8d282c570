import { expect, test } from 'vitest'
import { HumaPayrollError } from '../../src/errors.ts'
import { problem } from '../../src/huma/errors.ts'
import { createAccountTypes, personOf } from '../../src/huma/mapping.ts'
import { humaRules } from '../../src/huma/rules.ts'
import { type UserDetails, userDetails } from '../../src/huma/schema.ts'

function details(more: object = {}): UserDetails {
  const name = (value: string) => ({ value, editable: true })
  return userDetails.parse({
    id: 'kari',
    type: 'user',
    status: { active: true },
    givenName: name('Kari'),
    familyName: name(' Nordmann '),
    email: name('kari@nordlys.example'),
    ...more,
  })
}

test('what is absent is not visible, what has no value is empty', () => {
  const empty = { editable: true }
  expect(personOf(details(), 'NO').fields).toEqual({
    givenName: 'Kari',
    familyName: 'Nordmann',
    email: 'kari@nordlys.example',
  })
  const hollow = {
    phone: empty,
    birthDate: empty,
    homeAddress: empty,
    bankAccount: empty,
    identifications: empty,
    employmentId: empty,
  }
  expect(personOf(details(hollow), 'NO').fields).toMatchObject({
    phone: null,
    birthDate: null,
    address: null,
    bankAccount: null,
    nationalId: null,
    employeeNumber: null,
  })
  expect(personOf(details({ identifications: { value: [], editable: true } }), 'NO').fields.nationalId).toBeNull()
})

test('everything that a user shows', () => {
  const address = { line1: 'Nordlysgata 1', postalCode: '0150', city: 'Oslo', country: 'NO' }
  expect(
    personOf(
      details({
        status: { active: false },
        email: { value: 'kari@nordlys.example', editable: false, requestedValue: ' ny@nordlys.example' },
        phone: { value: '91 23 45 67', editable: true },
        birthDate: { value: '1990-02-03', editable: false, showBirthday: true },
        homeAddress: { value: address, editable: true },
        bankAccount: { value: { type: 'a', code: 'x', number: '9999.10.00007', country: 'NO' }, editable: false },
        employmentId: { value: '17', editable: true },
        connectedIntegrations: { tripletex: { type: 'tripletex', externalId: '1' }, another: {} },
      }),
      'NO',
    ),
  ).toEqual({
    side: 'huma',
    id: 'kari',
    active: false,
    pendingEmail: 'ny@nordlys.example',
    hostedIntegrations: ['another', 'tripletex'],
    fixedFields: ['email', 'birthDate', 'bankAccount'],
    fields: {
      givenName: 'Kari',
      familyName: 'Nordmann',
      email: 'kari@nordlys.example',
      phone: '+4791234567',
      birthDate: '1990-02-03',
      address: { ...address, line2: '', line3: '' },
      bankAccount: { kind: 'national', country: 'NO', number: '99991000007' },
      employeeNumber: '17',
    },
  })
})

test.each([
  ['an ordinary one', 'NO', undefined, [['a', 'NO', '1']], 'NO 1'],
  [
    'the one of the payroll system’s country',
    'NO',
    'SE',
    [
      ['a', 'SE', '1'],
      ['b', 'NO', '2'],
    ],
    'NO 2',
  ],
  [
    'else the one of where the user lives',
    'NO',
    'SE',
    [
      ['a', 'DK', '1'],
      ['b', 'SE', '2'],
    ],
    'SE 2',
  ],
  [
    'else the first by country',
    'NO',
    undefined,
    [
      ['a', 'PL', '1'],
      ['b', 'DK', '2'],
    ],
    'DK 2',
  ],
  [
    'of two of a country the first by id',
    'NO',
    undefined,
    [
      ['b', 'NO', '2'],
      ['a', 'NO', '1'],
    ],
    'NO 1',
  ],
  [
    'one without a country',
    'NO',
    'SE',
    [
      ['a', undefined, '1'],
      ['b', 'SE', '2'],
    ],
    'NO 1',
  ],
] as const)('the identity number: %s', (_, country, home, list, expected) => {
  const value = list.map(([id, country, number]) => ({
    id,
    type: 'national',
    value: number,
    ...(country && { country }),
  }))
  const passport = { id: '0', type: 'passport', value: 'N1', country: 'NO' }
  const homeAddress = home && { value: { line1: 'x', postalCode: '', city: '', country: home }, editable: true }
  for (const given of [value, value.toReversed()]) {
    const identifications = { value: [passport, ...given], editable: true }
    const { nationalId } = personOf(details({ identifications, ...(homeAddress && { homeAddress }) }), country).fields
    expect(`${nationalId?.country} ${nationalId?.number}`).toBe(expected)
  }
})

test('the type of a bank account is learned from accounts, and never guessed where they contradict each other', () => {
  const types = createAccountTypes()
  const norwegian = { kind: 'national', country: 'NO', number: '1' } as const
  const swedish = { kind: 'national', country: 'SE', number: '1' } as const
  const learn = (value: object) => types.learn(details({ bankAccount: { value, editable: true } }))
  expect(types.typeOf(norwegian)).toBeUndefined()
  learn({ type: 'N', number: '1', country: 'NO' })
  expect([types.typeOf(norwegian), types.typeOf(swedish)]).toEqual(['N', 'N'])
  expect(types.typeOf({ kind: 'international', iban: 'X', bic: 'Y' })).toBeUndefined()
  learn({ type: 'S', number: '1', country: 'SE' })
  learn({ type: 'I', iban: 'X', bic: 'Y' })
  expect([types.typeOf(norwegian), types.typeOf(swedish)]).toEqual(['N', 'S'])
  expect(types.typeOf({ kind: 'national', country: 'DK', number: '1' })).toBeUndefined()
  expect(types.typeOf({ kind: 'international', iban: 'X', bic: 'Y' })).toBe('I')
  learn({ type: 'N', number: 'FI21 1234 5600 0007 85', country: 'FI' })
  expect(types.typeOf({ kind: 'international', iban: 'X', bic: 'Y' })).toBe('I')
  learn({ type: 'other', number: '1', country: 'NO' })
  expect(types.typeOf(norwegian)).toBeUndefined()
})

const invalid = (fields: string[], errorMessage = 'bad 01018012345') =>
  JSON.stringify({ errorCode: 'field:invalid-format', errorMessage, fields })
const gone = JSON.stringify({
  errorCode: 'object:not-found',
  errorMessage: 'x',
  interpolations: { type: 'User', id: '1' },
})

test.each([
  [401, '{"error":"invalid_token","error_description":"x"}', 'authorization', 'authorization', {}],
  [403, '', 'authorization', 'authorization', {}],
  [404, gone, 'protocol', 'refused', {}],
  [404, '<html>', 'unavailable', 'unavailable', {}],
  [429, '', 'unavailable', 'unavailable', {}],
  [500, '{"status":{"code":500}}', 'unavailable', 'unknown-outcome', {}],
  [302, '', 'protocol', 'unknown-outcome', {}],
  [
    400,
    invalid(['bankAccount.number', 'employmentId']),
    'protocol',
    'refused',
    { field: 'bankAccount', fields: ['bankAccount', 'employeeNumber'] },
  ],
  [400, invalid(['email']), 'protocol', 'refused', { field: 'email', code: 'field:invalid-format' }],
  [409, '{"errorMessage":"Number 01018012345 is taken\\u001b[2J"}', 'protocol', 'refused', {}],
  [422, 'no JSON', 'protocol', 'refused', {}],
])('status %i with %s', (status, body, onRead, onWrite, more) => {
  const response = { status, headers: {}, body }
  expect(problem(response, 'read', 'read the user').kind).toBe(onRead)
  const error = problem(response, 'write', 'change the user')
  expect(error).toMatchObject({ kind: onWrite, details: { status, ...more } })
  expect(error).toBeInstanceOf(HumaPayrollError)
  expect(JSON.stringify([error, error.message, error.hint])).not.toMatch(/0101801|\\u001b/)
})

test('what Huma has no place for is told before it is sent', () => {
  const address = { line1: 'x', line2: '', line3: '', postalCode: '', city: '', country: '' }
  expect(humaRules.address?.problem?.(address)).toContain('country')
  expect(humaRules.address?.problem?.({ ...address, country: 'NO' })).toBeUndefined()
  expect(humaRules.nationalId?.problem?.({ country: '', number: '1' })).toContain('country')
  expect(humaRules.bankAccount?.problem?.({ kind: 'national', country: '', number: '1' })).toContain('country')
  expect(humaRules.bankAccount?.problem?.({ kind: 'international', iban: 'X', bic: '' })).toContain('BIC')
  expect(humaRules.bankAccount?.problem?.({ kind: 'international', iban: 'X', bic: 'Y' })).toBeUndefined()
})
