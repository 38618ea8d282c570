/** A user's positions and salary in Huma -> our words. They are only read: nothing of them flows back. */
import type { Position } from '../core/position.ts'
import { type Salary, salaryUnits } from '../core/salary.ts'
import { cleanText } from '../core/values.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { Api } from './api.ts'
import { notFound } from './errors.ts'
import { type PositionRow, positionDetails, positionRow, type UserDetails } from './schema.ts'

/** So many are asked for at once; hardly anybody has more. */
const pageSize = 100
/** A page that is shorter is the last one, where Huma does not tell the total: no server gives fewer at once unasked. */
const shortPage = 10

export async function readPositions(api: Api, userId: string): Promise<Position[]> {
  const rows = new Map<string, PositionRow>()
  let wanted: number | undefined
  for (let offset = 0; ; ) {
    const { items, total } = await readPage(api, userId, offset)
    const before = rows.size
    for (const row of items) rows.set(row.id, row)
    offset += items.length
    wanted = total ?? wanted
    const isEnd = wanted === undefined ? items.length < shortPage : rows.size >= wanted
    if (isEnd || rows.size === before) break
  }
  // One that is missing would look as if it had been deleted.
  if (wanted !== undefined && rows.size < wanted) {
    const text = `Huma showed ${rows.size} of ${wanted} positions; could not read the positions.`
    throw new HumaPayrollError('unavailable', text, { hint: 'Run the command again.' })
  }
  return [...rows.values()].flatMap(positionOf).sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function readPage(api: Api, userId: string, offset: number) {
  const path = `/users/${encodeURIComponent(userId)}/positions`
  try {
    return await api.page(path, { offset, limit: pageSize }, positionRow, 'read the positions')
  } catch (error) {
    // Of a user who is gone there are no positions, but that is not to say that they were deleted one by one.
    if (!isKind(error, 'protocol') || error.details?.code !== notFound) throw error
    throw new HumaPayrollError('stale', 'The user was deleted in Huma while being read.', {
      hint: 'Run the command again.',
      cause: error,
    })
  }
}

/** A position without a start tells no day from which it holds, so nothing of it can be sent. */
function positionOf(row: PositionRow): Position[] {
  const { id, title, contractStartDate, contractEndDate, contractType } = row
  if (contractStartDate === null) return []
  return [
    {
      id,
      title: cleanText(title?.name) ?? '',
      startDate: contractStartDate,
      endDate: contractEndDate,
      // Huma's standard where a position is created without.
      percentage: Math.min(row.percentage ?? 100, 100),
      contractType: cleanText(contractType) ?? '',
      endReason: '',
    },
  ]
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
  const { amount, fromDate } = value
  const period = cleanText(value.periodUnit)?.toLowerCase()
  const unit = salaryUnits.find((one) => one === period)
  const currency = cleanText(value.currency)?.toUpperCase()
  if (!unit || !currency || typeof amount !== 'number' || amount < 0) return undefined
  return { id: value.id ?? '', unit, amount, currency, fromDate: fromDate ?? '' }
}
