/** The Tripletex sandbox with what tests of positions say of employments and their rows. */
import type { Position } from '../../src/core/position.ts'
import type { PositionOrder } from '../../src/systems/system.ts'
import { kari, openTripletex } from './tripletex-sandbox.ts'

export const today = '2026-01-15'
export const position: Position = {
  id: 'p-1',
  title: 'Controller',
  startDate: '2026-02-01',
  endDate: null,
  percentage: 60,
  contractType: 'Permanent',
  endReason: '',
}
export const salary = { id: 's-1', unit: 'monthly', amount: 30_000, currency: 'NOK', fromDate: today } as const

type Options = Parameters<typeof openTripletex>[0]

export async function openPositions(options: Options = {}) {
  const opened = await openTripletex(options)
  const { read, write, positions, employeeAt } = opened
  return {
    ...opened,
    order: async (index: number, change: Partial<Position> = {}, more: Partial<PositionOrder> = {}) => {
      const wanted = { ...position, ...change }
      const person = await opened.personAt(index)
      return positions.put({ person, position: wanted, from: wanted.startDate, isMain: true, today, ...more })
    },
    rows: (index: number) =>
      employeeAt(index).employments.flatMap(({ details }) =>
        details.map((row) => `${row.date} ${row.percentageOfFullTimeEquivalent}`),
      ),
    rowAt: (index: number, row: number) => {
      const found = employeeAt(index)
        .employments.flatMap(({ details }) => details)
        .at(row)
      if (!found) throw new RangeError('There is no such row.')
      return found
    },
    employmentAt: (index: number, at = -1) => {
      const found = employeeAt(index).employments.at(at)
      if (!found) throw new RangeError('There is no such employment.')
      return found
    },
    /** Somebody without an employment. */
    async newcomer(fields: object = kari) {
      const { id } = await write.createPerson(fields)
      const person = await read.findPerson({ id })
      if (!person) throw new RangeError('Nobody was created.')
      return person
    },
  }
}
