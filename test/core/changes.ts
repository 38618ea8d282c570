/** Positions and words for tests of what is a change. */
import type { changesOf, Step, Takes } from '../../src/core/change.ts'
import type { Position } from '../../src/core/position.ts'

export const today = '2026-11-24'
export const since = '2026-06-01'
export const digest = (text: string) => `<${text}>`

export function position(
  id: string,
  startDate: string,
  endDate: string | null = null,
  more: Partial<Position> = {},
): Position {
  return { id, title: 'Cook', startDate, endDate, percentage: 100, contractType: 'Permanent', endReason: '', ...more }
}

export const history: Takes = {
  positions: 'history',
  severalPositions: false,
  salary: true,
  currency: 'NOK',
  salaryIsUndated: false,
  salaryIsFullTime: false,
  salaryIsOfPosition: false,
}
export const several: Takes = { ...history, severalPositions: true }
export const current: Takes = { ...history, positions: 'current' }

export function words({ steps }: ReturnType<typeof changesOf>): string[] {
  return steps.map(wordOf)
}

export function wordOf(step: Step): string {
  switch (step.kind) {
    case 'put-position': {
      const { position, from, isMain } = step.known
      return `put ${position.id} from ${from}${step.before ? ' again' : ''}${isMain ? '' : ' aside'}`
    }
    case 'remove-position':
      return `remove ${step.before.id}`
    case 'put-salary':
      return `pay ${step.salary.amount} from ${step.salary.fromDate} at ${step.known.percentage} %`
    case 'clear-salary':
      return 'clear pay'
  }
}
