/** Which of the positions in Visma is the one of Huma's. Pure. */
import type { Position } from '../../core/position.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { PositionOrder } from '../system.ts'
import type { KeptPosition } from './kept.ts'
import { overlaps } from './new-position.ts'
import type { PositionRow } from './schema.ts'
import { placeOf, startOf } from './timeline.ts'

/**
 * By what was kept, else by the day on which it begins or began. Where Huma had it before anything was sent and no day is
 * the same, the only one that Visma has for that time is meant: people have typed it in both. undefined = it is not there.
 */
export function findPosition(
  rows: readonly PositionRow[],
  order: PositionOrder,
  kept: KeptPosition | undefined,
): PositionRow | undefined {
  const { position, before } = order
  const own = rows.find(({ id }) => id === kept?.position)
  if (own) return own
  for (const { startDate } of before ? [position, before] : [position]) {
    const same = rows.filter((row) => startOf(row) === startDate)
    // A new one may begin on the same day as another one, which then is alike in nothing.
    const found = best(
      same.filter((row) => before || likeness(row, order, position) > 0),
      order,
    )
    if (found) return found
  }
  if (!before || kept) return undefined
  const [only, ...others] = rows.filter((row) => overlaps(row, before.startDate, before.endDate))
  if (others.length > 0) {
    throw unclear(
      `None of the positions in Visma.net Payroll begins on ${before.startDate}, and several hold at that time`,
    )
  }
  return only
}

function best(rows: readonly PositionRow[], order: PositionOrder): PositionRow | undefined {
  const { position, before } = order
  const ranks = rows.map((row) => Math.max(...[position, before ?? position].map((one) => likeness(row, order, one))))
  const highest = Math.max(...ranks)
  const [first, ...others] = rows.filter((_, index) => ranks[index] === highest)
  if (others.length > 0) throw unclear(`Several positions in Visma.net Payroll begin on ${position.startDate}`)
  return first
}

/** 0 to 2: the occupation code (or none is known), and the percentage, are the same. */
function likeness(
  row: PositionRow,
  { occupationCode, today }: PositionOrder,
  { percentage, startDate }: Position,
): number {
  const day = today > startDate ? today : startDate
  const held = (name: 'typeOfWork' | 'partTimeFactors') => placeOf(row[name] ?? [], day)?.value.value
  const isSameWork = occupationCode === undefined || String(held('typeOfWork') ?? '') === occupationCode
  return Number(isSameWork) + Number(Number(held('partTimeFactors')) === percentage)
}

function unclear(what: string): HumaPayrollError {
  return new HumaPayrollError('refused', `${what}, so that nobody can tell which of them is meant.`, {
    hint: 'Give the position the same start date in Huma and in Visma.net Payroll, and change it in Huma once more.',
  })
}
