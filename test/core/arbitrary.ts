/** Small worlds of people, full of collisions: few values, so that everything falls together sooner or later. */
import fc from 'fast-check'
import type { Policy } from '../../src/core/decide.ts'
import type { FieldRule, FieldRules, Required } from '../../src/core/field-rule.ts'
import {
  type FieldName,
  type Fields,
  type FieldValues,
  fieldNames,
  type Person,
  type Side,
} from '../../src/core/person.ts'
import { account, identity, street, type World } from './people.ts'

const values: { readonly [K in FieldName]: readonly FieldValues[K][] } = {
  givenName: ['Kari', 'Ola', 'A name that is long for payroll'],
  familyName: ['Nordmann', 'Hansen'],
  email: [
    'a@nordlys.example',
    'A@Nordlys.example',
    'b@nordlys.example',
    'c@nordlys.example',
    'å@nordlys.example',
    'a\u030a@nordlys.example',
  ],
  phone: ['+4791234567', '+4791234568'],
  birthDate: ['1990-05-17', '1990-05-18'],
  nationalId: [identity.right, identity.other, identity.wrong, { ...identity.right, country: '' }],
  address: [street, { ...street, city: 'Bergen' }, { ...street, country: '' }],
  bankAccount: [account.right, account.wrong, { kind: 'international', iban: 'NO9386011117947', bic: '' }],
  employeeNumber: ['1', '2', '3'],
}

/** Known, empty, or not visible. */
function field<K extends FieldName>(name: K): fc.Arbitrary<FieldValues[K] | null | undefined> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...values[name]) },
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
}

const fields: fc.Arbitrary<Fields> = fc
  .record({
    givenName: field('givenName'),
    familyName: field('familyName'),
    email: field('email'),
    phone: field('phone'),
    birthDate: field('birthDate'),
    nationalId: field('nationalId'),
    address: field('address'),
    bankAccount: field('bankAccount'),
    employeeNumber: field('employeeNumber'),
  })
  .map((all) => {
    const visible: Fields = {}
    for (const name of fieldNames) if (all[name] !== undefined) Object.assign(visible, { [name]: all[name] })
    return visible
  })

function people(side: Side): fc.Arbitrary<Person[]> {
  const person = fc.record(
    {
      side: fc.constant(side),
      active: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      fields,
      fixedFields: fc.subarray([...fieldNames], { maxLength: 2 }),
      ...(side === 'huma' ? { pendingEmail: fc.constantFrom(...values.email) } : {}),
    },
    { requiredKeys: ['side', 'active', 'fields'] },
  )
  return fc
    .array(person, { maxLength: 5 })
    .map((all) => all.map((one, index) => ({ ...one, id: `${side[0]}${index}` })))
}

const required = fc.constantFrom<Required>(
  { when: 'never' },
  { when: 'never' },
  { when: 'always' },
  { when: 'with-data', data: 'positions' },
)
const write = fc.constantFrom<FieldRule['write']>('always', 'always', 'always', 'create-only', 'never')

const fieldRules: fc.Arbitrary<FieldRules> = fc
  .array(fc.record({ known: fc.integer({ max: 9, min: 0 }), required, write, unique: fc.boolean() }), {
    minLength: fieldNames.length,
    maxLength: fieldNames.length,
  })
  .map((all) => {
    const rules: FieldRules = {}
    for (const [index, name] of fieldNames.entries()) {
      const one = all[index]
      if (!one || one.known === 0) continue
      const unique = (name === 'email' || name === 'employeeNumber') && one.unique
      Object.assign(rules, {
        [name]: { field: name, label: name, required: one.required, write: one.write, unique, maxLength: 20 },
      })
    }
    return rules
  })

const use = fc.constantFrom('huma', 'payroll', 'leave')
const policy: fc.Arbitrary<Policy> = fc.record(
  {
    direction: fc.constantFrom('huma-to-payroll', 'payroll-to-huma'),
    conflicts: use,
    create: fc.subarray<Side>(['huma', 'payroll']),
  },
  { requiredKeys: [] },
)

const ids = (letter: string) => Array.from({ length: 6 }, (_, index) => `${letter}${index}`)
/** Links may be broken, or contradict each other. */
const links = fc.array(
  fc.record({ humaId: fc.constantFrom(...ids('h'), 'o0'), payrollId: fc.constantFrom(...ids('p')) }),
  { maxLength: 3 },
)
const answers = fc.record({
  fields: fc
    .dictionary(fc.constantFrom(...ids('h')), fc.dictionary(fc.constantFrom(...fieldNames), use, { maxKeys: 3 }), {
      maxKeys: 3,
    })
    .map((all) => new Map(Object.entries(all))),
  people: fc
    .dictionary(fc.constantFrom(...ids('huma h'), ...ids('payroll p')), fc.constantFrom('create', 'leave'), {
      maxKeys: 3,
    })
    .map((all) => new Map(Object.entries(all))),
  links: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: links }),
})

const outsiders = fc
  .array(
    fc.record(
      {
        email: fc.constantFrom(...values.email, ''),
        givenName: fc.constantFrom(...values.givenName, null),
        familyName: fc.constantFrom(...values.familyName),
      },
      { requiredKeys: ['email'] },
    ),
    { maxLength: 2 },
  )
  .map((all) => all.map((one, index) => ({ id: `o${index}`, ...one })))

/** `rules` are any that a system could declare. */
export const world: fc.Arbitrary<Complete<World>> = fc.record({
  huma: people('huma'),
  payroll: people('payroll'),
  links,
  outsiders,
  rules: fc.record({ huma: fieldRules, payroll: fieldRules }),
  policy,
  answers,
  settings: fc.constant({}),
  data: fc.subarray(['positions']),
})

type Complete<T> = { [K in keyof T]-?: T[K] }
