/** People who are on one side only, and two who share an address and are told apart. */
import { describe, expect, test } from 'vitest'
import { employee, identity, kari, linesOf, planOf, rules, street, user, type World } from './people.ts'

const toPayroll = { direction: 'huma-to-payroll' } as const
const toHuma = { direction: 'payroll-to-huma' } as const
const email = (name: string) => ({ email: `${name}@nordlys.example` })
const name = { givenName: 'Ola', familyName: 'Hansen' }

interface Case extends Partial<World> {
  plan: string[]
}

const oneSided: Record<string, Case> = {
  'somebody only in Huma is created with all that both sides know': {
    huma: [user('h1', { ...kari, phone: '1', address: null, nationalId: identity.right })],
    policy: toPayroll,
    plan: ['create huma h1 in payroll: givenName,familyName,email,phone,birthDate,nationalId'],
  },
  'somebody only in payroll is created without what Huma does not take': {
    payroll: [employee('p1', { ...kari, nationalId: identity.right })],
    policy: toHuma,
    plan: ['create payroll p1 in huma: givenName,familyName,email,birthDate'],
  },
  'the other way round they are left': {
    huma: [user('h1', kari)],
    policy: toHuma,
    plan: ['leave huma h1: chosen'],
  },
  'nobody has decided': { huma: [user('h1', kari)], plan: ['undecided huma h1: '] },
  'who has left is left': {
    huma: [user('h1', kari, { active: false })],
    payroll: [employee('p1', name, { active: false })],
    policy: { create: ['huma', 'payroll'] },
    plan: ['leave huma h1: inactive', 'leave payroll p1: inactive'],
  },
  'who was linked to somebody whom payroll does not show any more is not created by a direction alone': {
    huma: [user('h1', kari)],
    links: [{ humaId: 'h1', payrollId: 'gone' }],
    policy: toPayroll,
    plan: ['hold huma h1 from payroll: was-linked'],
  },
  'they are created again where it is said in so many words': {
    huma: [user('h1', kari)],
    links: [{ humaId: 'h1', payrollId: 'gone' }],
    policy: { ...toPayroll, create: ['payroll'] },
    plan: ['recreate huma h1 in payroll: givenName,familyName,email,birthDate'],
  },
  'or by name': {
    huma: [user('h1', kari)],
    links: [{ humaId: 'h1', payrollId: 'gone' }],
    policy: toPayroll,
    answers: { people: new Map([['huma h1', 'create']]) },
    plan: ['recreate huma h1 in payroll: givenName,familyName,email,birthDate'],
  },
  'nobody is asked about them where nobody has decided': {
    huma: [user('h1', kari)],
    links: [{ humaId: 'h1', payrollId: 'gone' }],
    plan: ['undecided huma h1: '],
  },
  'whose user was deleted in Huma is created there again': {
    payroll: [employee('p1', kari)],
    links: [{ humaId: 'gone', payrollId: 'p1' }],
    policy: toHuma,
    plan: ['recreate payroll p1 in huma: givenName,familyName,email,birthDate'],
  },
  'a user outside the scope is not created again under another address': {
    payroll: [employee('p1', kari)],
    outsiders: [{ id: 'h9', ...email('private'), givenName: 'Kari', familyName: 'Nordmann' }],
    policy: toHuma,
    plan: ['hold payroll p1 from huma: twin of huma h9 by name'],
  },
  'a list of employees without addresses is not created a second time': {
    huma: [user('h1', kari), user('h2', { ...kari, ...name, ...email('ola') })],
    payroll: [employee('p1', { ...kari, email: null, birthDate: null }), employee('p2', { ...name, email: null })],
    policy: toPayroll,
    plan: [
      'hold huma h1 from payroll: twin of payroll p1 by name',
      'hold huma h2 from payroll: twin of payroll p2 by name',
      'leave payroll p1: chosen',
      'leave payroll p2: chosen',
    ],
  },
  'whom a person calls the same is compared and written like any other pair': {
    huma: [user('h1', { ...kari, phone: '1' })],
    payroll: [employee('p1', { ...kari, email: null, phone: '2' })],
    policy: toPayroll,
    answers: { links: [{ humaId: 'h1', payrollId: 'p1' }] },
    plan: ['update payroll p1 from huma h1: phone', 'leave email of h1/p1: fixed payroll', 'put together h1/p1'],
  },
  'one of them may be outside the scope': {
    payroll: [employee('p1', kari)],
    outsiders: [{ id: 'h9', ...email('private') }],
    policy: toHuma,
    answers: { links: [{ humaId: 'h9', payrollId: 'p1' }] },
    plan: ['leave payroll p1: outside-scope', 'put together h9/p1'],
  },
  'without a required field nobody is created': {
    huma: [user('h1', { ...kari, email: null, givenName: null })],
    policy: toPayroll,
    settings: { userType: 'STANDARD' },
    plan: ['hold huma h1 from payroll: missing givenName,email'],
  },
  'a setting can do without the field': {
    huma: [user('h1', { ...kari, email: null })],
    policy: toPayroll,
    plan: ['create huma h1 in payroll: givenName,familyName,birthDate'],
  },
  'a required field that the source does not show': {
    payroll: [employee('p1', name)],
    policy: toHuma,
    plan: ['hold payroll p1 from huma: missing email'],
  },
  'created whole or not at all': {
    huma: [user('h1', { ...kari, email: 'kåri@nordlys.example' })],
    policy: toPayroll,
    plan: ['hold huma h1 from payroll: unacceptable email'],
  },
  'a unique value of somebody else': {
    huma: [user('h1', { ...kari, employeeNumber: '7' })],
    payroll: [employee('p1', { ...name, ...email('ola'), employeeNumber: '7' })],
    policy: toPayroll,
    plan: ['hold huma h1 from payroll: employeeNumber in use by payroll p1', 'leave payroll p1: chosen'],
  },
  'a unique value of somebody who belongs to a user outside the scope': {
    huma: [user('h1', { ...kari, employeeNumber: '7' })],
    payroll: [employee('p1', { ...name, ...email('ola'), employeeNumber: '7' })],
    outsiders: [{ id: 'h9', ...email('ola') }],
    policy: toPayroll,
    plan: ['hold huma h1 from payroll: employeeNumber in use by payroll p1', 'leave payroll p1: outside-scope'],
  },
  'a unique value of somebody ambiguous': {
    huma: [user('h1', { ...kari, employeeNumber: '7' })],
    payroll: [
      employee('p1', { ...name, ...email('shop'), employeeNumber: '7' }),
      employee('p2', { ...name, ...email('shop'), employeeNumber: '8' }),
    ],
    policy: toPayroll,
    plan: [
      'hold huma h1 from payroll: employeeNumber in use by payroll p1',
      'hold payroll p1 from both: same email as payroll p2',
      'hold payroll p2 from both: same email as payroll p1',
    ],
  },
  'one unique value for two new people': {
    huma: [user('h1', { ...kari, employeeNumber: '7' }), user('h2', { ...name, employeeNumber: '7' })],
    policy: toPayroll,
    plan: [
      'create huma h1 in payroll: givenName,familyName,email,birthDate,employeeNumber',
      'hold huma h2 from payroll: employeeNumber in use by huma h1',
    ],
  },
  'a twin is not created': {
    huma: [user('h1', kari)],
    payroll: [employee('p1', { ...kari, ...email('private') })],
    policy: toPayroll,
    plan: ['hold huma h1 from payroll: twin of payroll p1 by name and date of birth', 'leave payroll p1: chosen'],
  },
  'a twin is created where somebody says so by name': {
    huma: [user('h1', kari)],
    payroll: [employee('p1', { ...kari, ...email('private') })],
    policy: { create: ['huma', 'payroll'] },
    answers: { people: new Map([['huma h1', 'create']]) },
    plan: [
      'create huma h1 in payroll: givenName,familyName,email,birthDate',
      'hold payroll p1 from huma: twin of huma h1 by name and date of birth',
    ],
  },
  'two users who are one human being are not both created': {
    huma: [user('h1', kari), user('h2', { ...kari, ...email('private') })],
    policy: toPayroll,
    plan: [
      'hold huma h1 from payroll: twin of huma h2 by name and date of birth',
      'hold huma h2 from payroll: twin of huma h1 by name and date of birth',
    ],
  },
  'an earlier user who has left and was never in payroll stands in nobody’s way': {
    huma: [user('h1', { ...kari, ...email('old') }, { active: false }), user('h2', kari)],
    policy: toPayroll,
    plan: ['create huma h2 in payroll: givenName,familyName,email,birthDate', 'leave huma h1: inactive'],
  },
  'nor does one who has left payroll, for an employee': {
    payroll: [employee('p1', { ...kari, ...email('old') }, { active: false }), employee('p2', kari)],
    policy: toHuma,
    plan: ['create payroll p2 in huma: givenName,familyName,email,birthDate', 'leave payroll p1: inactive'],
  },
  'an earlier user whom somebody wants by name does': {
    huma: [user('h1', { ...kari, ...email('old') }, { active: false }), user('h2', kari)],
    policy: toPayroll,
    answers: { people: new Map([['huma h1', 'create']]) },
    plan: [
      'create huma h1 in payroll: givenName,familyName,email,birthDate',
      'hold huma h2 from payroll: twin of huma h1 by name and date of birth',
    ],
  },
  'an earlier user who is locked does too, and so does an employee who has left': {
    huma: [user('h1', { ...kari, ...email('old') }, { active: false }), user('h2', kari)],
    payroll: [employee('p1', name), employee('p2', { ...kari, ...email('older') }, { active: false })],
    links: [{ humaId: 'h1', payrollId: 'p1' }],
    policy: toPayroll,
    plan: [
      'hold huma h2 from payroll: twin of huma h1 by name and date of birth,payroll p2 by name and date of birth',
      'leave payroll p2: inactive',
      'locked huma h1',
    ],
  },
  'two links to one employee': {
    huma: [user('h1', kari), user('h2', { ...name, ...email('ola') })],
    payroll: [employee('p1', { ...kari, phone: '2' })],
    links: [
      { humaId: 'h1', payrollId: 'p1' },
      { humaId: 'h2', payrollId: 'p1' },
    ],
    policy: toPayroll,
    plan: [
      'hold huma h1 from both: same link as huma h2,payroll p1',
      'hold huma h2 from both: same link as huma h1,payroll p1',
      'hold payroll p1 from both: same link as huma h1,huma h2',
    ],
  },
}

const reused = {
  huma: [user('h1', { ...kari, nationalId: identity.right })],
  payroll: [employee('p1', { ...kari, ...name, birthDate: null, nationalId: identity.other })],
}

const strangers: Record<string, Case> = {
  'are held back, both of them, whatever the policy': {
    ...reused,
    policy: { ...toPayroll, conflicts: 'huma', create: ['huma', 'payroll'] },
    plan: [
      'hold huma h1 from both: not payroll p1 by identity number,name',
      'hold payroll p1 from both: not huma h1 by identity number,name',
    ],
  },
  'are left where a person says so of either': {
    ...reused,
    policy: toPayroll,
    answers: { people: new Map([['payroll p1', 'leave']]) },
    plan: ['leave huma h1: different-people', 'leave payroll p1: different-people'],
  },
  'are never created': {
    ...reused,
    answers: { people: new Map([['huma h1', 'create']]) },
    plan: [
      'hold huma h1 from both: not payroll p1 by identity number,name',
      'hold payroll p1 from both: not huma h1 by identity number,name',
    ],
  },
  'are one where a person says so': {
    ...reused,
    policy: toPayroll,
    answers: { links: [{ humaId: 'h1', payrollId: 'p1' }] },
    plan: ['update payroll p1 from huma h1: givenName,familyName,birthDate,nationalId', 'put together h1/p1'],
  },
  'keep what no two may share': {
    huma: [...reused.huma, user('h2', { ...name, ...email('ola'), employeeNumber: '7' })],
    payroll: reused.payroll.map((one) => employee('p1', { ...one.fields, employeeNumber: '7' })),
    policy: toPayroll,
    plan: [
      'hold huma h1 from both: not payroll p1 by identity number,name',
      'hold payroll p1 from both: not huma h1 by identity number,name',
      'hold huma h2 from payroll: employeeNumber in use by payroll p1',
    ],
  },
}

describe.each([
  ['somebody on one side', oneSided],
  ['two people with one address', strangers],
])('%s', (_title, cases) => {
  test.each(Object.entries(cases))('%s', (_name, { plan, ...world }) => {
    expect(linesOf(planOf({ huma: [], payroll: [], ...world }).plan)).toEqual(plan)
  })
})

test.each([true, false])('a value that the other side would not take, where it may be left out: %j', (leaveOut) => {
  const address = { field: 'address', label: 'Address', required: { when: 'never' }, write: 'always' } as const
  const payrollRules = { ...rules.payroll, address: { ...address, maxLength: 5, leaveOut } }
  const world = { huma: [user('h1', { ...kari, address: street, phone: '1' })], payroll: [], policy: toPayroll }
  expect(linesOf(planOf({ ...world, rules: { ...rules, payroll: payrollRules } }).plan)).toEqual([
    leaveOut
      ? 'create huma h1 in payroll: givenName,familyName,email,phone,birthDate'
      : 'hold huma h1 from payroll: unacceptable address',
  ])
})
