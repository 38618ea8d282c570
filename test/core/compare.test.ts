import { expect, test } from 'vitest'
import {
  type BaseFields,
  type ChangedBy,
  comparableFields,
  compare,
  fingerprint,
  renewBase,
} from '../../src/core/compare.ts'
import { type FieldName, type Fields, fieldNames } from '../../src/core/person.ts'
import { account, digest, employee, identity, rules, street, user } from './people.ts'

/** What is remembered of two people of whom nothing was known. */
function baseOf(huma: Fields, payroll: Fields, fields: readonly FieldName[], at: string): BaseFields {
  return renewBase(undefined, { huma, payroll }, fields, at, digest) ?? {}
}

function differences(huma: Fields, payroll: Fields, base?: BaseFields, pendingEmail?: string) {
  const pair = {
    huma: user('h1', huma, pendingEmail === undefined ? {} : { pendingEmail }),
    payroll: employee('p1', payroll),
    by: 'email' as const,
  }
  return compare(pair, fieldNames, base, digest).differences
}

test.each<[FieldName, Fields, Fields, string | undefined]>([
  ['phone', { phone: '+4791234567' }, { phone: '+4791234567' }, undefined],
  ['phone', { phone: '+4791234567' }, { phone: '+4791234568' }, 'differs'],
  ['phone', { phone: '+4791234567' }, { phone: null }, 'missing-in-payroll'],
  ['phone', { phone: null }, { phone: '+4791234567' }, 'missing-in-huma'],
  ['phone', { phone: null }, { phone: null }, undefined],
  // Not visible is not empty.
  ['phone', { phone: '+4791234567' }, {}, undefined],
  ['phone', {}, { phone: '+4791234567' }, undefined],
  ['phone', { phone: null }, {}, undefined],
  ['phone', {}, { phone: null }, undefined],
  ['bankAccount', { bankAccount: account.right }, { bankAccount: { ...account.right } }, undefined],
  ['nationalId', { nationalId: identity.right }, { nationalId: identity.other }, 'differs'],
  ['address', { address: street }, { address: { ...street, country: '' } }, undefined],
])('%s of %j and %j: %s', (field, huma, payroll, state) => {
  expect(differences(huma, payroll)).toEqual(state ? [{ field, state, changedBy: 'unknown' }] : [])
})

test.each([
  ['new@nordlys.example', 'New@nordlys.example', undefined],
  ['other@nordlys.example', 'new@nordlys.example', 'differs'],
  [undefined, 'new@nordlys.example', 'differs'],
  ['new@nordlys.example', undefined, undefined],
  ['new@nordlys.example', null, 'missing-in-payroll'],
])('while %j waits for confirmation, %j in payroll: %s', (pendingEmail, email, state) => {
  const payroll = email === undefined ? {} : { email }
  const found = differences({ email: 'old@nordlys.example' }, payroll, undefined, pendingEmail)
  expect(found.map((difference) => difference.state)).toEqual(state ? [state] : [])
})

test('an address that waits counts also where there was none before', () => {
  const email = 'new@nordlys.example'
  expect(differences({ email: null }, { email }, undefined, email)).toEqual([])
  expect(differences({}, { email }, undefined, 'other@nordlys.example')).toEqual([])
})

test('a pending address stands for the e-mail only', () => {
  expect(differences({ givenName: 'a' }, { givenName: 'b' }, undefined, 'b')).toHaveLength(1)
})

test.each<[Fields, Fields, ChangedBy]>([
  [{ phone: '1' }, { phone: '3' }, 'payroll'],
  [{ phone: '3' }, { phone: '2' }, 'huma'],
  [{ phone: '3' }, { phone: '4' }, 'both'],
  [{ phone: '1' }, { phone: '2' }, 'neither'],
  [{ phone: null }, { phone: '2' }, 'huma'],
  [{ phone: '1' }, { phone: null }, 'payroll'],
])('%j and %j since 1 and 2: changed by %s', (huma, payroll, changedBy) => {
  const base = baseOf({ phone: '1' }, { phone: '2' }, fieldNames, '2026-01-31')
  expect(differences(huma, payroll, base)).toEqual([
    expect.objectContaining({ field: 'phone', changedBy, since: '2026-01-31' }),
  ])
})

test('a base without the field tells nothing about it', () => {
  const base = baseOf({ phone: '1' }, { phone: '1' }, fieldNames, '2026-01-31')
  const [difference] = differences({ givenName: 'Kari' }, { givenName: null }, base)
  expect(difference).toEqual({ field: 'givenName', state: 'missing-in-payroll', changedBy: 'unknown' })
})

test('a base remembers what both sides showed, empty as null, and no value', () => {
  const huma: Fields = { givenName: 'Kari', phone: null, birthDate: '1990-05-17', nationalId: identity.right }
  const payroll: Fields = { givenName: 'Kari', phone: '+4791234567', nationalId: null }
  const base = baseOf(huma, payroll, ['givenName', 'phone', 'birthDate', 'nationalId'], 'today')
  expect(base).toEqual({
    all: { huma: expect.any(String), payroll: expect.any(String), at: 'today' },
    givenName: { huma: digest('givenName Kari'), payroll: digest('givenName Kari') },
    phone: { huma: null, payroll: digest('phone +4791234567') },
    nationalId: { huma: digest('nationalId NO 29822099635'), payroll: null },
  })
  expect(baseOf(huma, payroll, ['phone'], 'today')).toEqual({ phone: base.phone, all: expect.anything() })
  expect(base.all?.huma).not.toBe(base.all?.payroll)
})

const known: Fields = { phone: '1', givenName: null, bankAccount: account.right }

test.each<[string, Fields, Fields, boolean]>([
  ['nothing', known, known, false],
  // The same account, as an IBAN.
  [
    'how a value is written',
    { ...known, bankAccount: { kind: 'international', iban: 'NO9386011117947', bic: '' } },
    known,
    false,
  ],
  ['a value in payroll', known, { ...known, phone: '2' }, true],
  ['a value in Huma', { ...known, phone: '2' }, known, true],
  ['a value on both sides', { ...known, phone: '2' }, { ...known, phone: '2' }, true],
  ['a value that is empty now', { ...known, phone: null }, known, true],
  ['a value that is filled in now', { ...known, givenName: 'Kari' }, known, true],
  ['a field that is not visible any more', { phone: '1', givenName: null }, known, true],
])('a base is renewed where it has changed: %s', (_name, huma, payroll, isNew) => {
  const base = baseOf(known, known, fieldNames, 'today')
  const renewed = renewBase(base, { huma, payroll }, fieldNames, 'tomorrow', digest)
  expect(renewed).toEqual(isNew ? baseOf(huma, payroll, fieldNames, 'tomorrow') : undefined)
})

test('a base without a time tells who, and not since when', () => {
  const { all: _, ...timeless } = baseOf({ phone: '1' }, { phone: '1' }, fieldNames, 'today')
  expect(differences({ phone: '1' }, { phone: '2' }, timeless)).toEqual([
    { field: 'phone', state: 'differs', changedBy: 'payroll' },
  ])
})

test('a pair that has not changed costs one digest, and two where its sides differ', () => {
  let count = 0
  const counting = (text: string) => {
    count += 1
    return digest(text)
  }
  const base = baseOf(known, known, fieldNames, 'today')
  renewBase(base, { huma: known, payroll: { ...known } }, fieldNames, 'tomorrow', counting)
  expect(count).toBe(1)
  const payroll = { ...known, phone: '2' }
  renewBase(baseOf(known, payroll, fieldNames, 'today'), { huma: known, payroll }, fieldNames, 'tomorrow', counting)
  expect(count).toBe(3)
})

test('a base of an earlier version, without the digest of all, is made anew', () => {
  const { all: _, ...earlier } = baseOf(known, known, fieldNames, 'today')
  expect(renewBase(earlier, { huma: known, payroll: known }, fieldNames, 'tomorrow', digest)).toEqual(
    baseOf(known, known, fieldNames, 'tomorrow'),
  )
})

test('a fingerprint changes with everything that the plan rests on, and with nothing else', () => {
  const person = user('h1', { email: 'kari@nordlys.example', phone: null, address: street })
  const changed = [
    person,
    user('h2', person.fields),
    employee('h1', person.fields),
    user('h1', person.fields, { active: false }),
    user('h1', person.fields, { pendingEmail: 'new@nordlys.example' }),
    user('h1', person.fields, { fixedFields: ['email'] }),
    user('h1', { ...person.fields, email: 'Kari@nordlys.example' }),
    user('h1', { ...person.fields, phone: '+4791234567' }),
    user('h1', { ...person.fields, givenName: null }),
    user('h1', { email: 'kari@nordlys.example', address: street }),
    user('h1', { ...person.fields, address: { ...street, city: 'OSLO' } }),
    user('h1', { ...person.fields, bankAccount: { kind: 'international', iban: 'NO9386011117947', bic: '' } }),
    user('h1', { ...person.fields, bankAccount: { kind: 'international', iban: 'NO9386011117947', bic: 'DNBANOKK' } }),
  ]
  expect(new Set(changed.map((one) => fingerprint(one, digest))).size).toBe(changed.length)
  const { email, phone, address } = person.fields
  const same = user('h1', { address: address ?? null, phone: phone ?? null, email: email ?? null }, { revision: '7' })
  expect(fingerprint(same, digest)).toBe(fingerprint(person, digest))
})

test('only fields that both sides know can be compared', () => {
  const { huma, payroll } = rules
  const { phone: _, ...withoutPhone } = huma
  const { email: __, ...withoutEmail } = payroll
  expect(comparableFields({ huma: withoutPhone, payroll: withoutEmail })).toEqual(
    fieldNames.filter((field) => field !== 'phone' && field !== 'email'),
  )
})
