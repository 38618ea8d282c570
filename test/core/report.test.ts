import { describe, expect, test } from 'vitest'
import type { Fields } from '../../src/core/person.ts'
import type { Action } from '../../src/core/plan.ts'
import {
  changedFields,
  countOutcomes,
  countPlan,
  idsOf,
  isWanted,
  type Outcome,
  runEnd,
} from '../../src/core/report.ts'
import { employee, kari, planOf, user } from './people.ts'

const named = (name: string): Fields => ({ ...kari, givenName: name, email: `${name}@nordlys.example` })

const { plan } = planOf({
  huma: [
    user('h1', { ...named('a'), phone: '1' }),
    user('h2', { ...named('b'), phone: '1' }),
    user('h3', named('c')),
    user('h4', named('d'), { active: false }),
    user('h5', named('e')),
    user('h6', { ...named('f'), familyName: null }),
    user('h7', named('g')),
    // Keeps a difference and is written all the same.
    user('h8', { ...named('h'), phone: '1', birthDate: null }),
  ],
  payroll: [
    employee('p1', { ...named('a'), phone: '2' }),
    employee('p2', { ...named('b'), phone: '2' }),
    employee('p4', named('d')),
    employee('p5', named('e')),
    employee('p8', { ...named('h'), phone: '2' }),
    employee('p9', named('i')),
  ],
  policy: { direction: 'huma-to-payroll', create: ['payroll'] },
  answers: { fields: new Map([['h2', { phone: 'payroll' }]]), people: new Map([['payroll p9', 'leave']]) },
})

const zero = {
  created: { huma: 0, payroll: 0 },
  updated: { huma: 0, payroll: 0 },
  failed: 0,
  heldBack: 1,
  left: 2,
  locked: 1,
  inStep: 1,
  notStarted: 0,
}

test('a plan as counts', () => {
  expect(countPlan(plan)).toEqual({ ...zero, created: { huma: 0, payroll: 2 }, updated: { huma: 1, payroll: 2 } })
})

const problem = { kind: 'refused', message: 'No.' }

test('what became of a plan as counts', () => {
  const results = [
    { result: 'done', id: '1' },
    { result: 'incomplete', id: '2', problem },
    { result: 'failed', problem },
    { result: 'changed-meanwhile' },
    { result: 'not-started' },
  ] as const
  const outcomes = plan.actions.flatMap((action, index): Outcome[] => {
    const result = results[index]
    return result ? [{ action, ...result }] : []
  })
  expect(outcomes.map(({ action }) => `${action.kind} ${action.side}`)).toEqual([
    'update payroll',
    'update huma',
    'update payroll',
    'create payroll',
    'create payroll',
  ])
  expect(countOutcomes(plan, outcomes)).toEqual({
    ...zero,
    // Whoever is incomplete is there all the same.
    updated: { huma: 1, payroll: 1 },
    failed: 2,
    notStarted: 1,
  })
})

describe('how a run ends', () => {
  const { plan: clean } = planOf({
    huma: [user('h1', { ...kari, phone: '1', birthDate: null })],
    payroll: [employee('p1', { ...kari, phone: '2' }), employee('p2', named('b'))],
    policy: { direction: 'huma-to-payroll' },
  })
  const [action] = clean.actions
  if (!action) throw new Error('The plan has no action.')
  const done: Outcome = { action, result: 'done', id: 'p1' }

  test('done although something is left by choice', () => {
    expect(clean.leftFields).not.toEqual([])
    expect(clean.leftPeople).not.toEqual([])
    expect(runEnd(clean, [done], undefined)).toBe('done')
  })

  test.each<Outcome>([
    { action, result: 'incomplete', id: 'p1', problem },
    { action, result: 'failed', problem },
    { action, result: 'changed-meanwhile' },
    { action, result: 'unknown', problem },
    { action, result: 'not-started' },
  ])('partly where one write is $result', (outcome) => {
    expect(runEnd(clean, [done, outcome], undefined)).toBe('partly')
  })

  test('partly where somebody is held back', () => {
    expect(runEnd({ ...clean, heldBack: plan.heldBack }, [done], undefined)).toBe('partly')
  })

  test.each([
    [{ kind: 'unacceptable', side: 'payroll', problem: 'No.' }, 'partly'],
    [{ kind: 'in-use', side: 'payroll', by: employee('p2') }, 'partly'],
    [{ kind: 'fixed', side: 'payroll' }, 'done'],
    [{ kind: 'nothing-there', side: 'huma' }, 'done'],
    [{ kind: 'chosen' }, 'done'],
  ] as const)('a field left as %j: %s', (why, end) => {
    const leftFields = [{ huma: user('h1'), payroll: employee('p1'), field: 'phone' as const, why }]
    expect(isWanted(why)).toBe(end === 'partly')
    expect(runEnd({ ...clean, leftFields }, [done], undefined)).toBe(end)
  })

  test.each(['cancelled', 'failed'] as const)('%s is what a run says that was stopped', (stopped) => {
    expect(runEnd(plan, [done], stopped)).toBe(stopped)
  })
})

test('the ids, fields and name of an action', () => {
  const update: Action = {
    kind: 'update',
    side: 'huma',
    source: employee('p1', kari),
    target: user('h1'),
    patch: { phone: '1', givenName: 'Kari' },
    before: {},
  }
  expect(idsOf(update)).toEqual({ humaId: 'h1', payrollId: 'p1' })
  expect(changedFields(update)).toEqual(['givenName', 'phone'])
  const create = { kind: 'create', patch: {}, recreates: false, twins: [], leftOut: [] } as const
  expect(idsOf({ ...create, side: 'payroll', source: user('h1') })).toEqual({ humaId: 'h1' })
  expect(idsOf({ ...create, side: 'payroll', source: user('h1') }, 'p1')).toEqual({ humaId: 'h1', payrollId: 'p1' })
  expect(idsOf({ ...create, side: 'huma', source: employee('p1') })).toEqual({ payrollId: 'p1' })
})
