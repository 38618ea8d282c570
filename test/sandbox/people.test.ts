import { idnr } from '@navikt/fnrvalidator'
import fc from 'fast-check'
import { isValidPhoneNumber } from 'libphonenumber-js/max'
import { stdnum } from 'stdnum'
import { expect, test } from 'vitest'
import { makeCompany, makePeople } from '../../src/sandbox/people.ts'

const seeds = fc.integer()
const counts = fc.integer({ min: 1, max: 400 })

test('people are made up and valid', () => {
  fc.assert(
    fc.property(seeds, counts, (seed, count) => {
      const people = makePeople({ count, seed, country: 'NO' })
      expect(people).toHaveLength(count)
      for (const person of people) {
        expect(person.email).toMatch(/^[a-z]+\.[a-z]+\d*@nordlys\.example$/)
        expect(isValidPhoneNumber(person.phone)).toBe(true)
        // 'tnr': a number of the synthetic series, which belongs to nobody.
        expect(idnr(person.nationalId)).toEqual({ status: 'valid', type: 'tnr' })
        expect(stdnum.NO?.kontonr?.validate(person.bankAccount)).toMatchObject({ isValid: true })
        const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(person.birthDate) ?? []
        expect(person.nationalId.startsWith(`${day}${Number(month) + 80}${year?.slice(2)}`)).toBe(true)
        expect(Number(person.nationalId.slice(6, 9)) >= 500).toBe(Number(year) >= 2000)
        expect(Number(person.nationalId[8]) % 2).toBe(person.gender === 'Male' ? 1 : 0)
        expect(Number(person.startDate.slice(0, 4)) - Number(year)).toBeGreaterThan(18)
      }
    }),
    { numRuns: 20 },
  )
})

test.each(['email', 'phone', 'nationalId', 'bankAccount', 'employeeNumber'] as const)('no %s comes twice', (field) => {
  const people = makePeople({ count: 20_000, seed: 3, country: 'NO' })
  expect(new Set(people.map((person) => person[field])).size).toBe(20_000)
})

test('the same seed makes the same people, however many are asked for', () => {
  fc.assert(
    fc.property(seeds, counts, counts, (seed, count, more) => {
      const some = makePeople({ count, seed, country: 'NO' })
      expect(makePeople({ count: count + more, seed, country: 'NO' }).slice(0, count)).toEqual(some)
    }),
    { numRuns: 20 },
  )
  expect(makePeople({ count: 3, seed: 1, country: 'NO' })).not.toEqual(makePeople({ count: 3, seed: 2, country: 'NO' }))
})

test('a company has every situation, and everybody without one is the same on both sides', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 15, max: 600 }), (seed, people) => {
      const company = makeCompany({ people, seed })
      expect(company).toEqual(makeCompany({ people, seed }))
      const affected = new Set<string>()
      for (const [name, persons] of company.situations) {
        expect(persons.length, name).toBeGreaterThan(0)
        for (const person of persons) {
          expect(affected.has(person.nationalId), `${name} falls on somebody who has another situation`).toBe(false)
          affected.add(person.nationalId)
        }
      }
      const payroll = new Map(company.payroll.map((person) => [person.nationalId, person]))
      const untouched = company.huma.filter((person) => !affected.has(person.nationalId))
      expect(untouched).toHaveLength(people - affected.size)
      for (const person of untouched) expect(payroll.get(person.nationalId)).toEqual(person)
    }),
    { numRuns: 30 },
  )
})

test('in a company of 400 the situations are as frequent as their shares', () => {
  const { huma, payroll, situations } = makeCompany({ people: 400, seed: 7 })
  const counts = Object.fromEntries([...situations].map(([name, people]) => [name, people.length]))
  expect(counts).toEqual({
    'only in Huma': 12,
    'only in payroll': 8,
    'other phone': 10,
    moved: 8,
    'other bank account': 6,
    'other spelling': 4,
    'no phone in Huma': 2,
    'no date of birth in Huma': 2,
    'no bank account in payroll': 2,
    'no address in payroll': 2,
    'e-mail twice in payroll': 1,
    'no e-mail in payroll': 1,
    'e-mail in capitals in payroll': 1,
    'deactivated in Huma': 1,
    'service user in Huma': 1,
  })
  expect(huma).toHaveLength(400 - 8)
  expect(payroll).toHaveLength(400 - 12 - 1 + 1)

  const inPayroll = (name: 'other phone' | 'other spelling' | 'other bank account' | 'e-mail twice in payroll') =>
    (situations.get(name) ?? []).map((person) => ({
      before: person,
      after: payroll.filter((one) => one.nationalId === person.nationalId || one.email === person.email),
    }))
  for (const { before, after } of inPayroll('other phone')) {
    expect(after).toEqual([{ ...before, phone: expect.not.stringContaining(before.phone) }])
    expect(isValidPhoneNumber(after[0]?.phone ?? '')).toBe(true)
  }
  for (const { before, after } of inPayroll('other spelling')) {
    expect(after).toEqual([{ ...before, familyName: expect.not.stringMatching(`^${before.familyName}$`) }])
  }
  for (const { after } of inPayroll('other bank account')) {
    expect(stdnum.NO?.kontonr?.validate(after[0]?.bankAccount ?? '')).toMatchObject({ isValid: true })
  }
  const [twice] = inPayroll('e-mail twice in payroll')
  expect(new Set(twice?.after.map((person) => person.nationalId)).size).toBe(2)
})
