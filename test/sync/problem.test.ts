import { expect, test } from 'vitest'
import { HumaPayrollError } from '../../src/errors.ts'
import { problemOf } from '../../src/sync/apply.ts'

test('a lost answer always says what to do next, in the words of the system where it has some', () => {
  expect(problemOf(new HumaPayrollError('unknown-outcome', 'No answer.')).hint).toMatch(/^Run the command again/)
  expect(problemOf(new HumaPayrollError('unknown-outcome', 'No answer.', { hint: 'Look.' })).hint).toBe('Look.')
  expect(problemOf(new HumaPayrollError('refused', 'No.'))).toEqual({ kind: 'refused', message: 'No.' })
})
