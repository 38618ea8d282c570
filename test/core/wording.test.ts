import { describe, expect, test } from 'vitest'
import { type FieldName, fieldNames, sensitiveFields } from '../../src/core/person.ts'
import type { HeldBackReason, LeftWhy } from '../../src/core/plan.ts'
import {
  describeHeldBack,
  describeLeftField,
  describeLeftOut,
  describeLeftPerson,
  describeStop,
  leftFieldHint,
  listFields,
} from '../../src/core/wording.ts'
import { account, employee, identity, kari, street, user } from './people.ts'

const names = { huma: 'Huma', payroll: 'Tripletex' }
const secret = { ...kari, nationalId: identity.right, bankAccount: account.right, address: street }
const here = user('h1', secret)
const ola = employee('p1', { ...secret, givenName: 'Ola' })
const anne = user('h2', { ...secret, givenName: 'Anne' })

test.each<[HeldBackReason, string, string]>([
  [
    { kind: 'missing-required', fields: ['birthDate'] },
    'Date of birth is missing; Tripletex cannot do without.',
    'Add date of birth in Huma.',
  ],
  [
    { kind: 'missing-required', fields: ['givenName', 'email'] },
    'First name and e-mail are missing; Tripletex cannot do without.',
    'Add first name and e-mail in Huma.',
  ],
  [
    { kind: 'unacceptable', field: 'email', problem: 'It is longer than 100 characters.' },
    'E-mail: It is longer than 100 characters.',
    'Correct e-mail in Huma.',
  ],
  [
    { kind: 'ambiguous', by: 'email', sharedWith: [anne, ola] },
    'Several people have this e-mail address: Anne Nordmann in Huma, Ola Nordmann in Tripletex.',
    'Give each of them an e-mail address of their own, or the same one in both systems to those who are the same person.',
  ],
  [
    { kind: 'ambiguous', by: 'link', sharedWith: [ola, anne] },
    'Earlier runs tied several people together: Ola Nordmann in Tripletex, Anne Nordmann in Huma.',
    'Keep only one of the users in Huma, or one of the employees in Tripletex.',
  ],
  [
    { kind: 'twin', twins: [{ person: ola, sharedBy: 'national identity number' }] },
    'Looks like the same person under another e-mail address: Ola Nordmann in Tripletex (same national identity number).',
    'If it is the same person, give them the same e-mail address in both systems.',
  ],
  [
    { kind: 'twin', twins: [{ person: anne, sharedBy: 'name and date of birth' }] },
    'Looks like the same person under another e-mail address: Anne Nordmann in Huma (same name and date of birth).',
    'If it is the same person, keep only one of them in Huma.',
  ],
  [
    { kind: 'twin', twins: [{ person: { ...ola, fields: { ...ola.fields, email: null } }, sharedBy: 'name' }] },
    'Looks like the same person under another e-mail address: Ola Nordmann in Tripletex (same name).',
    'If it is the same person, give them the same e-mail address in both systems.',
  ],
  [
    { kind: 'different-people', other: ola, by: ['identity number', 'name', 'date of birth'] },
    'Kari Nordmann in Huma and Ola Nordmann in Tripletex have the same e-mail address but are not the same person: identity number, name and date of birth differ.',
    'Correct the address in Huma or in Tripletex. If it is the same person, say so when sync-users asks (without --yes).',
  ],
  [
    { kind: 'unsplit-name' },
    'The name is one text in Huma, and where the last name begins cannot be told.',
    'Add them in Tripletex with the same e-mail address, or choose how names are split: huma-payroll configure',
  ],
  [
    { kind: 'was-linked' },
    'Was linked to an employee whom Tripletex no longer shows.',
    'If they are really gone: create them again with --create payroll --only kari@nordlys.example. If not, check in Tripletex that the key may see them.',
  ],
  [
    { kind: 'in-use', field: 'employeeNumber', by: ola },
    'Employee number belongs to Ola Nordmann in Tripletex already.',
    'Give one of the two another employee number.',
  ],
])('held back for %j', (reason, message, hint) => {
  expect(describeHeldBack({ person: here, side: 'payroll', reason }, names)).toEqual({ message, hint })
})

test.each([null, 'odd;rm@nordlys.example'])('somebody with the address %j is named by the id', (email) => {
  const person = user('h1', { ...kari, email })
  const { hint } = describeHeldBack({ person, side: 'payroll', reason: { kind: 'was-linked' } }, names)
  expect(hint).toContain('--only h1.')
})

test('an address that hundreds share names a few of them', () => {
  const sharedWith = Array.from({ length: 300 }, (_, index) => user(`h${index}`))
  const { message } = describeHeldBack({ person: here, reason: { kind: 'ambiguous', by: 'email', sharedWith } }, names)
  expect(message).toBe(
    'Several people have this e-mail address: h0 in Huma, h1 in Huma, h2 in Huma, h3 in Huma, h4 in Huma and 295 more.',
  )
  const five = describeHeldBack(
    { person: here, reason: { kind: 'ambiguous', by: 'email', sharedWith: sharedWith.slice(0, 5) } },
    names,
  )
  expect(five.message).toMatch(/h4 in Huma\.$/)
})

test.each<[LeftWhy, string]>([
  [{ kind: 'chosen' }, 'Mobile phone is left as it is.'],
  [{ kind: 'nothing-there', side: 'huma' }, 'Mobile phone is empty in Huma; what Tripletex has is kept.'],
  [{ kind: 'fixed', side: 'payroll' }, 'Mobile phone cannot be changed in Tripletex from here.'],
  [
    { kind: 'unacceptable', side: 'payroll', problem: 'It is longer than 20 characters.' },
    'Mobile phone is not taken over to Tripletex: It is longer than 20 characters.',
  ],
  [
    { kind: 'in-use', side: 'payroll', by: ola },
    'Mobile phone is not taken over to Tripletex: Ola Nordmann in Tripletex has it already.',
  ],
])('a field left for %j', (why, sentence) => expect(describeLeftField('phone', why, names)).toBe(sentence))

test.each<[LeftWhy, string | undefined]>([
  [{ kind: 'not-changed' }, undefined],
  [{ kind: 'chosen' }, undefined],
  [
    { kind: 'unacceptable', side: 'payroll', problem: 'It is too long.' },
    'Correct mobile phone in Huma, or change it in Tripletex by hand.',
  ],
  [{ kind: 'in-use', side: 'huma', by: anne }, 'Correct mobile phone in Tripletex, or change it in Huma by hand.'],
])('what to do about a field left for %j', (why, hint) => expect(leftFieldHint('phone', why, names)).toBe(hint))

test.each([
  [here, 'chosen', 'Only in Huma; left as it is.'],
  [here, 'inactive', 'Deactivated in Huma; not created.'],
  [ola, 'inactive', 'No employment in Tripletex any more; not created.'],
  [ola, 'different-people', 'Has the e-mail address of somebody else in Huma; left as it is.'],
  [ola, 'outside-scope', 'Belongs to a Huma user outside the scope of this connection.'],
] as const)('somebody left: %#', (person, why, sentence) =>
  expect(describeLeftPerson({ person, why }, names)).toBe(sentence),
)

test.each([
  ['emptied', 'Huma shows nobody, and showed 40 people in the last run. Nothing was written.', 'right to see people'],
  ['shrunk', 'Huma shows 30 people, and showed 40 in the last run. Nothing was written.', '--max-changes 70'],
  ['many-new', '30 people would be created in Huma, more than 40 in one run. Nothing was written.', '--max-changes 70'],
  [
    'over-limit',
    '30 people would be written in Huma, and --max-changes allows 40. Nothing was written.',
    '--max-changes 70',
  ],
] as const)('a safety stop: %s', (kind, message, hint) => {
  const sentence = describeStop({ kind, side: 'huma', found: 30, limit: 40, suffices: 70 }, names)
  expect(sentence).toEqual({ message, hint: expect.stringContaining(hint) })
})

test('a list of fields', () => {
  expect(listFields(['birthDate', 'address', 'email'])).toBe('date of birth, home address and e-mail')
  expect(listFields([])).toBe('')
})

describe('no sentence holds a sensitive value', () => {
  const values = [kari.birthDate, identity.right.number, account.right.number, street.line1]
  const reasons = (field: FieldName): HeldBackReason[] => [
    { kind: 'missing-required', fields: [field] },
    { kind: 'in-use', field, by: ola },
    { kind: 'ambiguous', by: 'email', sharedWith: [ola] },
    { kind: 'twin', twins: [{ person: ola, sharedBy: 'national identity number' }] },
    { kind: 'different-people', other: ola, by: ['identity number', 'name', 'date of birth'] },
    { kind: 'was-linked' },
  ]

  test.each(fieldNames.filter((field) => sensitiveFields.has(field)))('%s', (field) => {
    const sentences = reasons(field).map((reason) => describeHeldBack({ person: here, reason }, names))
    const text = JSON.stringify([
      sentences,
      describeLeftField(field, { kind: 'in-use', side: 'payroll', by: ola }, names),
    ])
    for (const value of values) expect(text).not.toContain(value)
  })
})

test('what a new person is created without', () => {
  expect(describeLeftOut({ field: 'bankAccount', problem: 'Huma needs the BIC of an IBAN.' })).toBe(
    'Created without bank account: Huma needs the BIC of an IBAN.',
  )
})
