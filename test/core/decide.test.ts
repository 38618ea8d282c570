import { expect, test } from 'vitest'
import type { Difference } from '../../src/core/compare.ts'
import {
  decideCreation,
  decideField,
  noAnswers,
  type Policy,
  personKey,
  sourceOf,
  type Use,
} from '../../src/core/decide.ts'
import type { Side } from '../../src/core/person.ts'
import { employee, user } from './people.ts'

const comparison = { pair: { huma: user('h1'), payroll: employee('p1'), by: 'email' as const }, differences: [] }

test.each<[Policy, Use | undefined, Difference['state'], Use | undefined]>([
  [{}, undefined, 'differs', undefined],
  [{ direction: 'huma-to-payroll' }, undefined, 'differs', 'huma'],
  [{ direction: 'payroll-to-huma' }, undefined, 'differs', 'payroll'],
  [{ direction: 'huma-to-payroll', conflicts: 'payroll' }, undefined, 'differs', 'payroll'],
  [{ direction: 'huma-to-payroll', conflicts: 'leave' }, undefined, 'differs', 'leave'],
  [{ create: ['payroll'] }, undefined, 'differs', undefined],
  [{ conflicts: 'huma' }, 'payroll', 'differs', 'payroll'],
  [{ conflicts: 'huma' }, 'leave', 'differs', 'leave'],
  // Nothing is erased, whoever wants it.
  [{ direction: 'huma-to-payroll' }, undefined, 'missing-in-huma', 'leave'],
  [{ direction: 'payroll-to-huma' }, undefined, 'missing-in-payroll', 'leave'],
  [{}, 'huma', 'missing-in-huma', 'leave'],
  [{}, 'payroll', 'missing-in-payroll', 'leave'],
  [{ direction: 'huma-to-payroll' }, undefined, 'missing-in-payroll', 'huma'],
  [{ direction: 'payroll-to-huma' }, undefined, 'missing-in-huma', 'payroll'],
])('with %j and the answer %j, a field that %s: %j', (policy, answer, state, use) => {
  const difference = { field: 'phone', state, changedBy: 'unknown' } as const
  const answers = answer ? { ...noAnswers, fields: new Map([['h1', { phone: answer }]]) } : noAnswers
  expect(decideField(comparison, difference, policy, answers)).toBe(use)
  // The answer is about this field only.
  const other = { field: 'address', state: 'differs', changedBy: 'unknown' } as const
  expect(decideField(comparison, other, {}, answers)).toBe(undefined)
})

type Creation = 'create' | 'leave' | undefined

test.each<[Policy, Creation, Side, boolean, Creation]>([
  [{}, undefined, 'huma', true, undefined],
  [{ conflicts: 'huma' }, undefined, 'huma', true, undefined],
  [{ direction: 'huma-to-payroll' }, undefined, 'huma', true, 'create'],
  [{ direction: 'huma-to-payroll' }, undefined, 'payroll', true, 'leave'],
  [{ direction: 'payroll-to-huma' }, undefined, 'payroll', true, 'create'],
  [{ direction: 'payroll-to-huma' }, undefined, 'huma', true, 'leave'],
  [{ direction: 'huma-to-payroll', create: [] }, undefined, 'huma', true, 'leave'],
  [{ direction: 'huma-to-payroll', create: ['huma'] }, undefined, 'payroll', true, 'create'],
  [{ create: ['huma', 'payroll'] }, undefined, 'huma', true, 'create'],
  // Who has left is created only where somebody asks for them by name.
  [{ direction: 'huma-to-payroll' }, undefined, 'huma', false, 'leave'],
  [{ create: ['huma'] }, undefined, 'payroll', false, 'leave'],
  [{}, undefined, 'payroll', false, 'leave'],
  [{}, 'create', 'huma', false, 'create'],
  [{ direction: 'huma-to-payroll' }, 'leave', 'huma', true, 'leave'],
  [{ direction: 'payroll-to-huma' }, 'create', 'huma', true, 'create'],
])('with %j and the answer %j, somebody only in %s, active %j: %j', (policy, answer, side, active, decision) => {
  const person = side === 'huma' ? user('x', {}, { active }) : employee('x', {}, { active })
  const people = new Map(answer ? [[`${side} x`, answer]] : [])
  const answers = { ...noAnswers, people }
  expect(decideCreation({ person, twins: [], wasLinked: false }, policy, answers)).toBe(decision)
})

test('names of people and directions', () => {
  expect(personKey(user('42'))).toBe('huma 42')
  expect(sourceOf('huma-to-payroll')).toBe('huma')
  expect(sourceOf('payroll-to-huma')).toBe('payroll')
})
