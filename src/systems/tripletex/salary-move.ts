/** A salary that begins on another day now: the row that it began with moves, or pays again what the one before it does. */
import { isKind } from '../../errors.ts'
import type { Api } from './api.ts'
import { carriedFrom, type DetailsBody, type DetailsRow } from './employments.ts'
import { changeRow } from './rows.ts'

/**
 * The row with its new date; as it was where it may not move: another row begins that day or between the two, or it says more
 * than what is paid. Not documented: that the date of a row may change, so the answer is looked at.
 */
export async function moveRow(
  api: Api,
  rows: readonly DetailsRow[],
  row: DetailsRow,
  date: string,
): Promise<DetailsRow> {
  const before = rowBefore(rows, row)
  const [first = '', last = ''] = [row.date, date].sort()
  const isFree = rows.every((one) => one.id === row.id || one.date < first || one.date > last)
  if (!before || !isFree || !saysSame(row, before)) return row
  try {
    return { ...row, ...(await changeRow(api, row, { date })) }
  } catch (error) {
    if (isKind(error, 'refused')) return row
    throw error
  }
}

export function rowBefore(rows: readonly DetailsRow[], { date }: DetailsRow): DetailsRow | undefined {
  return rows.findLast((one) => one.date < date)
}

/** All but the pay. */
function saysSame(one: DetailsRow, other: DetailsRow): boolean {
  return JSON.stringify(withoutPay(one)) === JSON.stringify(withoutPay(other))
}

function withoutPay(row: DetailsRow): DetailsBody {
  const { annualSalary: _, hourlyWage: __, remunerationType: ___, ...rest } = carriedFrom(row)
  return rest
}
