import { expect, test } from 'vitest'
import { changeProblemOf, problemOf } from '../../src/core/acceptance.ts'
import type { FieldRules } from '../../src/core/field-rule.ts'

const rules: FieldRules = {
  employeeNumber: {
    field: 'employeeNumber',
    label: 'Employee number',
    required: { when: 'never' },
    write: 'always',
    problem: (value) => (value.startsWith('0') ? 'zero' : undefined),
    changeProblem: (value) => (value.length > 3 ? 'too long for a change' : undefined),
  },
}

test.each([
  ['12', undefined, undefined],
  ['01', 'zero', 'zero'],
  ['1234', undefined, 'too long for a change'],
  [null, undefined, undefined],
])('%s: for somebody new %s, for a change %s', (employeeNumber, created, changed) => {
  expect(problemOf(rules, 'employeeNumber', { employeeNumber })).toBe(created)
  expect(changeProblemOf(rules, 'employeeNumber', { employeeNumber })).toBe(changed)
  expect(changeProblemOf(rules, 'email', { email: 'kari@nordlys.example' })).toBeUndefined()
})
