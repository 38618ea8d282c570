/** Conversions of pay, which decide what somebody is paid. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullTimePay, payPer, type SalaryUnit, salaryUnits } from '../../src/core/salary.ts'

test.each<[number, SalaryUnit, SalaryUnit, number]>([
  [600_000, 'yearly', 'monthly', 50_000],
  [50_000, 'monthly', 'yearly', 600_000],
  [10_000, 'weekly', 'yearly', 520_000],
  [10_000, 'weekly', 'monthly', 43_333.33],
  [300, 'hourly', 'yearly', 585_000],
  [585_000, 'yearly', 'hourly', 300],
  [100_000, 'yearly', 'monthly', 8_333.33],
  [0.005, 'monthly', 'monthly', 0.01],
  [1.005, 'monthly', 'monthly', 1.01],
])('%d %s is per %s %d', (amount, unit, wanted, expected) => {
  expect(payPer({ unit, amount }, wanted)).toBe(expected)
})

test('with 40 hours a week', () => {
  expect(payPer({ unit: 'hourly', amount: 300 }, 'monthly', 40)).toBe(52_000)
})

test('what full time would pay', () => {
  expect(fullTimePay(24_000, 'monthly', 60)).toBe(40_000)
  expect(fullTimePay(24_000, 'monthly', 100)).toBe(24_000)
  expect(fullTimePay(250, 'hourly', 60)).toBe(250)
  expect(fullTimePay(24_000, 'monthly', 0)).toBeUndefined()
})

test('the same unit changes nothing, and there and back is the same to the cent of a year', () => {
  const amounts = fc.integer({ min: 0, max: 10_000_000 }).map((cents) => cents / 100)
  fc.assert(
    fc.property(amounts, fc.constantFrom(...salaryUnits), fc.constantFrom(...salaryUnits), (amount, unit, other) => {
      expect(payPer({ unit, amount }, unit)).toBe(amount)
      const there = payPer({ unit, amount }, other)
      const back = payPer({ unit: other, amount: there }, unit)
      const steps = { hourly: 1950, weekly: 52, monthly: 12, yearly: 1 }
      expect(Math.abs(back - amount)).toBeLessThanOrEqual(0.005 * (steps[other] / steps[unit]) + 0.005)
    }),
  )
})
