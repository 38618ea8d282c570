import { expect, test } from 'vitest'
import { selectPlan, unknownTerms } from '../../src/core/select.ts'
import { employee, identity, kari, linesOf, planOf, user } from './people.ts'

const named = (name: string) => ({ ...kari, givenName: name, email: `${name}@nordlys.example` })
const huma = [
  user('h1', { ...named('Kari'), phone: '1', birthDate: null }),
  user('h2', { ...named('Ola'), employeeNumber: '7' }),
  user('h3', named('Anne'), { active: false }),
  user('h4', { ...named('Per'), phone: '1' }),
  user('h5', { ...named('Liv'), familyName: null }),
  user('h6', { familyName: null }),
  user('h8', named('Eli')),
  user('h9', { ...named('Ida'), nationalId: identity.right }),
  user('h10', named('Siv')),
]
const payroll = [
  employee('p1', { ...named('Kari'), phone: '2', employeeNumber: '9' }),
  employee('p3', named('Anne')),
  employee('p4', { ...named('Per'), phone: '2', employeeNumber: '14' }),
  employee('p7', named('Nora')),
  employee('p8', { ...named('Eli'), employeeNumber: '18' }),
  employee('p9', { ...named('Ida'), birthDate: '1990-05-18', nationalId: identity.other }),
  employee('p10', { ...named('Siv'), email: 'private@nordlys.example' }),
]
const { plan, matching } = planOf({
  huma,
  payroll,
  policy: { create: ['payroll'] },
  answers: {
    fields: new Map([['h1', { phone: 'huma', birthDate: 'huma' }]]),
    links: [{ humaId: 'h10', payrollId: 'p10' }],
  },
})

const lines = {
  update: 'update payroll p1 from huma h1: phone',
  create: 'create huma h2 in payroll: givenName,familyName,email,birthDate,employeeNumber',
  notIda: 'hold huma h9 from both: not payroll p9 by identity number,date of birth',
  notIdaEither: 'hold payroll p9 from both: not huma h9 by identity number,date of birth',
  missing: 'hold huma h5 from payroll: missing familyName',
  missingMore: 'hold huma h6 from payroll: missing givenName,familyName',
  left: 'leave birthDate of h1/p1: nothing-there huma',
  alone: 'leave payroll p7: chosen',
  locked: 'locked huma h3',
  openToo: 'undecided huma h10: email',
  open: 'undecided huma h4: phone',
  inStep: 'in step: 1',
  together: 'put together h10/p10',
}

test.each<[string[], string[], (keyof typeof lines)[]]>([
  [
    [],
    [],
    [
      'update',
      'create',
      'notIda',
      'notIdaEither',
      'missing',
      'missingMore',
      'left',
      'alone',
      'locked',
      'openToo',
      'open',
      'inStep',
      'together',
    ],
  ],
  [['h1'], [], ['update', 'left']],
  // A pair is named by either of its people, whatever becomes of it.
  [['p1'], [], ['update', 'left']],
  [['9'], [], ['update', 'left']],
  [['14'], [], ['open']],
  [['18'], [], ['inStep']],
  [['p3'], [], ['locked']],
  [['h9'], [], ['notIda', 'notIdaEither']],
  [['private@nordlys.example'], [], ['openToo', 'together']],
  [[' 7 '], [], ['create']],
  [['OLA@nordlys.example'], [], ['create']],
  [['ola nordmann'], [], ['create']],
  [['Ola'], [], []],
  [['h6', 'Nora Nordmann'], [], ['missingMore', 'alone']],
  [['h3', 'h4'], ['14'], ['locked']],
  [[], ['h1', 'h2', 'h5', 'h6', 'p7', 'h3', 'h4', 'h8', 'h9', 'h10'], []],
  [
    [],
    ['p1'],
    [
      'create',
      'notIda',
      'notIdaEither',
      'missing',
      'missingMore',
      'alone',
      'locked',
      'openToo',
      'open',
      'inStep',
      'together',
    ],
  ],
])('--only %j --except %j', (only, except, expected) => {
  expect(linesOf(selectPlan(plan, matching, only, except))).toEqual(expected.map((name) => lines[name]))
})

test('terms that name nobody', () => {
  expect(unknownTerms([...huma, ...payroll], ['h1', 'nobody', 'Liv', 'nora nordmann'])).toEqual(['nobody'])
})
