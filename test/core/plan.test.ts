import { expect, test } from 'vitest'
import type { FieldName, Fields, FieldValues, Person } from '../../src/core/person.ts'
import { inOrder } from '../../src/core/plan.ts'
import { account, employee, identity, kari, linesOf, planOf, rules, street, user, type World } from './people.ts'

const toPayroll = { direction: 'huma-to-payroll' } as const
const toHuma = { direction: 'payroll-to-huma' } as const
const email = (name: string) => ({ email: `${name}@nordlys.example` })
const name = { givenName: 'Ola', familyName: 'Hansen' }

/** One pair, matched by e-mail, that differs in `huma` and `payroll` only. */
function pair(huma: Fields, payroll: Fields, more: Partial<Person> = {}): Pick<World, 'huma' | 'payroll'> {
  return { huma: [user('h1', { ...kari, ...huma }, more)], payroll: [employee('p1', { ...kari, ...payroll })] }
}

interface Case extends Partial<World> {
  plan: string[]
}

const pairs: Record<string, Case> = {
  'the same on both sides': { ...pair({}, {}), policy: toPayroll, plan: ['in step: 1'] },
  'all that differs goes in one write': {
    ...pair({ givenName: 'Anne', phone: '1' }, { phone: null }),
    policy: toPayroll,
    plan: ['update payroll p1 from huma h1: givenName,phone'],
  },
  'each field by its own answer, both ways': {
    ...pair({ givenName: 'Anne', phone: '1', address: street }, { phone: '2', address: { ...street, city: 'Bergen' } }),
    answers: { fields: new Map([['h1', { givenName: 'huma', phone: 'payroll', address: 'leave' }]]) },
    plan: [
      'update huma h1 from payroll p1: phone',
      'update payroll p1 from huma h1: givenName',
      'leave address of h1/p1: chosen',
    ],
  },
  'what is open waits, what is decided is written': {
    ...pair({ givenName: 'Anne', phone: '1' }, { phone: '2' }),
    answers: { fields: new Map([['h1', { phone: 'huma' }]]) },
    plan: ['update payroll p1 from huma h1: phone', 'undecided huma h1: givenName'],
  },
  'nothing is erased': {
    ...pair({ phone: null, address: street }, { phone: '2', address: null }),
    policy: toPayroll,
    plan: ['update payroll p1 from huma h1: address', 'leave phone of h1/p1: nothing-there huma'],
  },
  'nothing is erased in Huma either': {
    ...pair({ phone: '1' }, { phone: null }),
    policy: toHuma,
    plan: ['leave phone of h1/p1: nothing-there payroll'],
  },
  'a policy that leaves all': {
    ...pair({ phone: '1' }, { phone: '2' }),
    policy: { ...toPayroll, conflicts: 'leave' },
    plan: ['leave phone of h1/p1: chosen'],
  },
  'what is not visible is not touched': {
    ...pair({ phone: '1' }, {}),
    policy: toPayroll,
    plan: ['in step: 1'],
  },
  'a field that the side keeps fixed': {
    ...pair({ phone: '1', birthDate: '1990-05-18' }, { phone: '2' }, { fixedFields: ['phone'] }),
    policy: toHuma,
    plan: ['update huma h1 from payroll p1: birthDate', 'leave phone of h1/p1: fixed huma'],
  },
  'a field that can be set on new people only': {
    huma: [user('h1', { ...kari, ...email('new') })],
    payroll: [employee('p1', kari)],
    links: [{ humaId: 'h1', payrollId: 'p1' }],
    policy: toPayroll,
    plan: ['leave email of h1/p1: fixed payroll'],
  },
  'a field that can be changed on neither side is nobody’s decision': {
    huma: [user('h1', { ...kari, ...email('new') }, { fixedFields: ['email'] })],
    payroll: [employee('p1', kari)],
    links: [{ humaId: 'h1', payrollId: 'p1' }],
    plan: ['leave email of h1/p1: fixed payroll'],
  },
  'a text that is too long for the other side': {
    ...pair({ givenName: 'A'.repeat(21), phone: '1' }, { phone: null }),
    policy: toPayroll,
    plan: ['update payroll p1 from huma h1: phone', 'leave givenName of h1/p1: unacceptable payroll'],
  },
  'a text that just fits': {
    ...pair({ givenName: 'A'.repeat(20) }, {}),
    policy: toPayroll,
    plan: ['update payroll p1 from huma h1: givenName'],
  },
  'one part of an address that is too long': {
    ...pair({ address: { ...street, line2: 'A'.repeat(31) } }, { address: street }),
    policy: toPayroll,
    plan: ['leave address of h1/p1: unacceptable payroll'],
  },
  'a right number is never replaced by a wrong one': {
    ...pair(
      { nationalId: identity.wrong, bankAccount: account.wrong },
      { nationalId: identity.right, bankAccount: account.right },
    ),
    policy: toPayroll,
    plan: ['leave nationalId of h1/p1: unacceptable payroll', 'leave bankAccount of h1/p1: unacceptable payroll'],
  },
  'a wrong number gives way': {
    ...pair({ nationalId: identity.right }, { nationalId: identity.wrong }),
    policy: toPayroll,
    plan: ['update payroll p1 from huma h1: nationalId'],
  },
  'a right number gives way to another right one': {
    ...pair({ nationalId: identity.right }, { nationalId: identity.other }),
    policy: toPayroll,
    plan: ['update payroll p1 from huma h1: nationalId'],
  },
  'a required field that is missing holds the whole person back': {
    ...pair({ phone: '1', birthDate: null }, { phone: '2', birthDate: null }),
    policy: toPayroll,
    data: ['positions'],
    plan: ['hold huma h1 from payroll: missing birthDate'],
  },
  'a required field that comes with the same write is not missing': {
    ...pair({ birthDate: '1990-05-17' }, { birthDate: null }),
    policy: toPayroll,
    data: ['positions'],
    plan: ['update payroll p1 from huma h1: birthDate'],
  },
  'a required field that is not visible is taken as filled in': {
    huma: [user('h1', { ...email('kari'), phone: '1' })],
    payroll: [employee('p1', { ...email('kari'), phone: '2' })],
    policy: toPayroll,
    data: ['positions'],
    plan: ['update payroll p1 from huma h1: phone'],
  },
  'nobody who is deactivated in Huma is written, on either side': {
    ...pair({ phone: '1' }, { phone: '2', givenName: 'Anne' }, { active: false }),
    answers: { fields: new Map([['h1', { phone: 'huma', givenName: 'payroll' }]]) },
    plan: ['locked huma h1'],
  },
  'somebody without an employment is still kept in step': {
    huma: [user('h1', { ...kari, phone: '1' })],
    payroll: [employee('p1', { ...kari, phone: '2' }, { active: false })],
    policy: toPayroll,
    plan: ['update payroll p1 from huma h1: phone'],
  },
  'a number that somebody else has': {
    huma: [user('h1', { ...kari, employeeNumber: '7' })],
    payroll: [employee('p1', { ...kari, employeeNumber: '1' }), employee('p2', { ...name, employeeNumber: '7' })],
    policy: toPayroll,
    plan: ['leave employeeNumber of h1/p1: in-use payroll payroll p2', 'leave payroll p2: chosen'],
  },
  'a number that somebody else is going to have': {
    huma: [user('h1', { ...kari, employeeNumber: '7' }), user('h2', { ...name, ...email('ola'), employeeNumber: '7' })],
    payroll: [
      employee('p1', { ...kari, employeeNumber: null }),
      employee('p2', { ...name, ...email('ola'), employeeNumber: null }),
    ],
    policy: toPayroll,
    plan: [
      'update payroll p1 from huma h1: employeeNumber',
      'leave employeeNumber of h2/p2: in-use payroll payroll p1',
    ],
  },
  'an address of somebody in Huma who is outside the scope': {
    huma: [user('h1', kari)],
    payroll: [employee('p1', { ...kari, ...email('other') })],
    links: [{ humaId: 'h1', payrollId: 'p1' }],
    outsiders: [{ id: 'h9', email: 'Other@nordlys.example' }],
    policy: toHuma,
    plan: ['leave email of h1/p1: in-use huma huma h9'],
  },
}

test.each(Object.entries(pairs))('%s', (_name, { plan, ...world }) => {
  expect(linesOf(planOf({ huma: [], payroll: [], ...world }).plan)).toEqual(plan)
})

test('a field without a rule does not exist on that side', () => {
  const { phone: _, ...withoutPhone } = rules.payroll
  const world = { huma: [user('h1', { ...kari, phone: '1' })], payroll: [], policy: toPayroll }
  expect(linesOf(planOf({ ...world, rules: { ...rules, payroll: withoutPhone } }).plan)).toEqual([
    'create huma h1 in payroll: givenName,familyName,email,birthDate',
  ])
})

test('a write says what it replaces, empty as null', () => {
  const { plan } = planOf({
    ...pair({ givenName: 'Anne', phone: '1', birthDate: '1990-05-18' }, { phone: null }),
    policy: toPayroll,
  })
  expect(plan.actions).toEqual([
    expect.objectContaining({
      patch: { givenName: 'Anne', phone: '1', birthDate: '1990-05-18' },
      before: { givenName: 'Kari', phone: null, birthDate: '1990-05-17' },
    }),
  ])
})

test.each<[FieldName, string]>([
  ['givenName', 'It is longer than 20 characters.'],
  ['nationalId', 'It is not a valid identity number.'],
])('why %s is not taken over', (field, problem) => {
  const values: { [K in FieldName]?: readonly [FieldValues[K], FieldValues[K]] } = {
    givenName: ['A'.repeat(21), 'Kari'],
    nationalId: [identity.wrong, identity.right],
  }
  const { plan } = planOf({
    ...pair({ [field]: values[field]?.[0] }, { [field]: values[field]?.[1] }),
    policy: toPayroll,
  })
  expect(plan.leftFields).toEqual([
    expect.objectContaining({ why: { kind: 'unacceptable', side: 'payroll', problem } }),
  ])
})

test('existing people are written before new ones, and by the id of the source', () => {
  const { plan } = planOf({
    huma: ['h3', 'h1', 'h2', 'h4'].map((id) => user(id, { ...name, ...email(id), phone: '1' })),
    payroll: ['h3', 'h1']
      .map((id) => employee(`p${id}`, { ...name, ...email(id), phone: '2' }))
      .concat(employee('p0', kari)),
    policy: { conflicts: 'huma', create: ['huma', 'payroll'] },
    answers: { fields: new Map([['h3', { phone: 'payroll' }]]) },
  })
  const shown = (actions: typeof plan.actions) =>
    actions.map(({ kind, side, source }) => `${kind} ${side} ${source.id}`)
  expect(shown(inOrder(plan.actions.toReversed()))).toEqual([
    'update huma ph3',
    'update payroll h1',
    'create huma p0',
    'create payroll h2',
    'create payroll h4',
  ])
})
