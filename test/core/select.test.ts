import { expect, test } from 'vitest'
import { selectPlan, unknownTerms } from '../../src/core/select.ts'
import { employee, kari, linesOf, planOf, user } from './people.ts'

const named = (name: string) => ({ ...kari, givenName: name, email: `${name}@nordlys.example` })
const huma = [
  user('h1', { ...named('Kari'), phone: '1', birthDate: null }),
  user('h2', { ...named('Ola'), employeeNumber: '7' }),
  user('h3', named('Anne'), { active: false }),
  user('h4', { ...named('Per'), phone: '1' }),
  user('h5', { ...named('Liv'), familyName: null }),
  user('h6', { familyName: null }),
]
const payroll = [
  employee('p1', { ...named('Kari'), phone: '2', employeeNumber: '9' }),
  employee('p3', named('Anne')),
  employee('p4', { ...named('Per'), phone: '2' }),
  employee('p7', named('Nora')),
]
const { plan } = planOf({
  huma,
  payroll,
  policy: { create: ['payroll'] },
  answers: { fields: new Map([['h1', { phone: 'huma', birthDate: 'huma' }]]) },
})

const all = [
  'update payroll p1 from huma h1: phone',
  'create huma h2 in payroll: givenName,familyName,email,birthDate,employeeNumber',
  'hold huma h5 from payroll: missing familyName',
  'hold huma h6 from payroll: missing givenName,familyName',
  'leave birthDate of h1/p1: nothing-there huma',
  'leave payroll p7: chosen',
  'locked huma h3',
  'undecided huma h4: phone',
]

test.each<[string[], string[], string[]]>([
  [[], [], all],
  [['h1'], [], [all[0] ?? '', all[4] ?? '']],
  // A pair is named by either of its people.
  [['p1'], [], [all[0] ?? '', all[4] ?? '']],
  [['9'], [], [all[0] ?? '', all[4] ?? '']],
  [[' 7 '], [], [all[1] ?? '']],
  [['OLA@nordlys.example'], [], [all[1] ?? '']],
  [['ola nordmann'], [], [all[1] ?? '']],
  [['Ola'], [], []],
  [['h6', 'Nora Nordmann'], [], [all[3] ?? '', all[5] ?? '']],
  [['h3', 'h4'], ['h4'], [all[6] ?? '']],
  [[], ['h1', 'h2', 'h5', 'h6', 'p7', 'h3', 'h4'], []],
  [[], ['p1'], all.filter((line) => !line.includes('h1'))],
])('--only %j --except %j', (only, except, lines) => {
  expect(linesOf(selectPlan(plan, only, except))).toEqual(lines)
})

test('terms that name nobody', () => {
  expect(unknownTerms([...huma, ...payroll], ['h1', 'nobody', 'Liv', 'nora nordmann'])).toEqual(['nobody'])
})
