/** What must hold of changes whatever somebody's positions are. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changesOf, type KnownPosition, knownFrom, type Takes } from '../../src/core/change.ts'
import { mainFrom, mainPosition, mainPositionRules, nextDay, type Position } from '../../src/core/position.ts'
import { current, digest, history, position, several, since, words } from './changes.ts'

const dates = fc
  .integer({ min: 0, max: 900 })
  .map((days) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10))
const positions = fc
  .array(
    fc.record({
      startDate: dates,
      length: fc.option(fc.integer({ min: 0, max: 500 }), { nil: null }),
      percentage: fc.integer({ min: 0, max: 100 }),
      title: fc.constantFrom('Cook', 'Baker', ''),
    }),
    { maxLength: 5 },
  )
  .map((rows) =>
    rows.map(({ startDate, length, percentage, title }, index) =>
      position(
        `p${index}`,
        startDate,
        length === null ? null : new Date(Date.parse(startDate) + length * 86_400_000).toISOString().slice(0, 10),
        { percentage, title },
      ),
    ),
  )
const takes = fc.constantFrom<Takes>(history, several, current, { ...current, severalPositions: true })
const rules = fc.constantFrom(...mainPositionRules)

describe('properties', () => {
  /** What is remembered after everything was sent. */
  function afterwards(known: readonly KnownPosition[], changes: ReturnType<typeof changesOf>): KnownPosition[] {
    const all = new Map(known.map((one) => [one.position.id, one]))
    for (const one of changes.noted) all.set(one.position.id, one)
    for (const id of changes.forgotten) all.delete(id)
    for (const step of changes.steps) {
      if (step.kind === 'put-position') all.set(step.known.position.id, { ...step.known, sent: true })
      if (step.kind === 'remove-position') all.delete(step.before.id)
    }
    return [...all.values()]
  }

  test('after everything was sent there is nothing more to send, and nothing was sent that was known and is the same', () => {
    fc.assert(
      fc.property(positions, positions, takes, rules, dates, (before, now, what, rule, day) => {
        const common = { takes: what, rule, today: day, digest }
        const known = knownFrom({ ...common, employment: { positions: before, salary: undefined } }).positions
        const look = (of: readonly KnownPosition[], all: readonly Position[]) =>
          changesOf({
            ...common,
            since,
            employment: { positions: all, salary: undefined },
            known: { positions: of, salary: undefined },
          })
        expect(look(known, before).steps).toEqual([])
        const changes = look(known, now)
        expect(words(look(afterwards(known, changes), now))).toEqual([])
        // The order of the list changes nothing.
        expect(words(look(known, now.toReversed())).sort()).toEqual(words(changes).sort())
      }),
      { numRuns: 500 },
    )
  })

  test('the main position is one that holds, and the first day on which it is the main one is the first', () => {
    fc.assert(
      fc.property(positions, rules, dates, (all, rule, day) => {
        const main = mainPosition(all, day, rule)
        expect(main === undefined).toBe(
          !all.some(({ startDate, endDate }) => startDate <= day && (endDate ?? '9') >= day),
        )
        for (const one of all) {
          const from = mainFrom(one, all, rule)
          const days = Array.from({ length: 1500 }, (_, n) =>
            new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10),
          )
          expect(from).toBe(days.find((date) => mainPosition(all, date, rule)?.id === one.id))
        }
      }),
      { numRuns: 30 },
    )
  })

  test('a day has a next one, over the end of February and of the year', () => {
    expect([nextDay('2026-02-28'), nextDay('2028-02-28'), nextDay('2026-12-31')]).toEqual([
      '2026-03-01',
      '2028-02-29',
      '2027-01-01',
    ])
  })
})
