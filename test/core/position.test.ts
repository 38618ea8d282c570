/** Which of several positions counts on a day, and from which day on. */
import { describe, expect, test } from 'vitest'
import { type MainPositionRule, mainFrom, mainPosition, type Position } from '../../src/core/position.ts'
import { position } from './changes.ts'

const small = position('a', '2026-01-01', null, { percentage: 20 })
const large = position('b', '2026-03-01', '2026-06-30', { percentage: 80 })
const later = position('c', '2026-05-01', null, { percentage: 20 })
const all = [small, large, later]

describe.each<[MainPositionRule, string[], (string | undefined)[]]>([
  ['highest-percentage', ['none', 'a', 'b', 'b', 'c'], ['2026-01-01', '2026-03-01', '2026-07-01']],
  ['latest-start', ['none', 'a', 'b', 'c', 'c'], ['2026-01-01', '2026-03-01', '2026-05-01']],
  ['earliest-start', ['none', 'a', 'a', 'a', 'a'], ['2026-01-01', undefined, undefined]],
])('%s', (rule, mains, starts) => {
  test.each(orders(all))('whatever the order: %#', (...positions) => {
    const days = ['2025-12-31', '2026-02-28', '2026-04-30', '2026-06-30', '2026-07-01']
    expect(days.map((day) => mainPosition(positions, day, rule)?.id ?? 'none')).toEqual(mains)
    expect(all.map((one) => mainFrom(one, positions, rule))).toEqual(starts)
  })

  test('where nothing else tells them apart, the id does', () => {
    const twins = [position('x', '2026-01-01'), position('y', '2026-01-01')]
    for (const positions of orders(twins)) expect(mainPosition(positions, '2026-01-01', rule)?.id).toBe('x')
  })
})

function orders(positions: readonly Position[]): Position[][] {
  if (positions.length === 0) return [[]]
  return positions.flatMap((one) => orders(positions.filter((other) => other !== one)).map((rest) => [one, ...rest]))
}
