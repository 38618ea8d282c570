/** A user's positions and salary in Huma -> our words. They are only read: nothing of them flows back. */
import type { Position } from '../core/position.ts'
import { type Salary, salaryUnits } from '../core/salary.ts'
import { cleanDate, cleanText } from '../core/values.ts'
import type { Api } from './api.ts'
import { type PositionRow, positionDetails, positionRow, type UserDetails } from './schema.ts'

/** So many are asked for at once; hardly anybody has more. */
const pageSize = 100
/** A page that is shorter is the last one, where Huma does not tell the total: no server gives fewer at once unasked. */
const shortPage = 10

export async function readPositions(api: Api, userId: string): Promise<Position[]> {
  const path = `/users/${encodeURIComponent(userId)}/positions`
  const found = new Map<string, Position>()
  for (let offset = 0; ; ) {
    const { items, total } = await api.page(path, { offset, limit: pageSize }, positionRow, 'read the positions')
    const before = found.size
    for (const row of items) {
      const position = positionOf(row)
      if (position) found.set(row.id, position)
    }
    offset += items.length
    const isEnd = total === undefined ? items.length < shortPage : offset >= total
    if (isEnd || items.length === 0 || (found.size === before && offset > pageSize)) break
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** A position without a start tells no day from which it holds, so nothing of it can be sent. */
function positionOf(row: PositionRow): Position | undefined {
  const startDate = cleanDate(row.contractStartDate)
  if (startDate === null) return undefined
  const { percentage } = row
  return {
    id: row.id,
    title: cleanText(row.title?.name) ?? '',
    startDate,
    endDate: cleanDate(row.contractEndDate),
    // Huma's standard where a position is created without.
    percentage: typeof percentage === 'number' && percentage >= 0 && percentage <= 100 ? percentage : 100,
    contractType: cleanText(row.contractType) ?? '',
    endReason: '',
  }
}

export async function readEndReason(api: Api, userId: string, positionId: string): Promise<string> {
  const path = `/users/${encodeURIComponent(userId)}/positions/${encodeURIComponent(positionId)}`
  const details = await api.get(path, positionDetails, 'read the position')
  return cleanText(details?.endReason?.value) ?? ''
}

/** null = none; undefined = not visible to this key, or not to be understood, which must not look like a deletion. */
export function salaryOf({ salary: shown }: UserDetails): Salary | null | undefined {
  if (!shown) return undefined
  const { value } = shown
  if (!value) return null
  const { amount } = value
  const unit = salaryUnits.find((one) => one === value.periodUnit)
  const currency = cleanText(value.currency)?.toUpperCase()
  if (!unit || !currency || typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0) return undefined
  return { id: value.id ?? '', unit, amount, currency, fromDate: cleanDate(value.fromDate) ?? '' }
}
