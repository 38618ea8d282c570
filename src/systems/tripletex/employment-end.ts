/** The end of an employment: given by the last position in it, and taken back with it. */
import type { z } from 'zod'
import type { Position } from '../../core/position.ts'
import { isKind } from '../../errors.ts'
import type { PositionOrder } from '../system.ts'
import type { Api } from './api.ts'
import { type Employment, employmentAnswer, revisionOf } from './employments.ts'
import { changeOf, endReasonOf, type PositionValues } from './position-values.ts'

/** null clears. Not documented: that it is accepted, so the answer is looked at. */
interface EndBody {
  id: number
  version?: number
  endDate?: string | null
  employmentEndReason?: string | null
}

/**
 * What the employment's end has to become; undefined where it is right, or none of this position's business: the person
 * goes on in another position, or the end was not given by this one.
 */
export function endChange(
  order: PositionOrder,
  employment: Employment,
  values: PositionValues,
  givenEnd: string | undefined,
): EndBody | undefined {
  const { position, before, isMain, continued } = order
  const { endDate } = position
  const stored = employment.endDate ?? null
  const isGivenByThis = stored !== null && (stored === before?.endDate || stored === givenEnd)
  if (endDate === null || goesOn(order, employment, values)) {
    return isGivenByThis ? withoutEnd(employment) : undefined
  }
  // Another position is the main one today, and nobody has said whether it goes on.
  if (!isMain && continued === undefined) return undefined
  if (endDate < employment.startDate) return undefined
  const reason = endReasonOf(position)
  const hasReason = reason === undefined || employment.employmentEndReason === reason
  if (stored === endDate && hasReason) return undefined
  return { ...revisionOf(employment), endDate, ...(reason === undefined ? {} : { employmentEndReason: reason }) }
}

/** Another position follows: as Huma says, or as a row after the end shows. */
function goesOn({ position, continued }: PositionOrder, { rows }: Employment, values: PositionValues): boolean {
  if (continued !== undefined) return continued
  return rows.some((row) => position.endDate !== null && row.date > position.endDate && changeOf(row, values))
}

/** With its reason, where there is one. */
function withoutEnd(employment: Employment): EndBody {
  const reason = employment.employmentEndReason ? { employmentEndReason: null } : {}
  return { ...revisionOf(employment), endDate: null, ...reason }
}

/** Writes it. undefined where Tripletex does not take it: then `openByHand`. */
export async function writeEnd(
  api: Api,
  employment: Employment,
  body: EndBody,
): Promise<z.infer<typeof employmentAnswer> | undefined> {
  const path = `/employee/employment/${employment.id}`
  try {
    const { value } = await api.write('PUT', path, body, employmentAnswer, 'change the end of the employment')
    return (value.endDate ?? null) === body.endDate ? value : undefined
  } catch (error) {
    // Only what is taken away is not known to be accepted.
    if (body.endDate !== null || !isKind(error, 'refused')) throw error
    const { employmentEndReason: reason, ...date } = body
    return reason === undefined ? undefined : await writeEnd(api, employment, date)
  }
}

/** Of an end that was taken away while its reason stays. */
export function reasonStays({ startDate, endDate, employmentEndReason }: Employment): string[] {
  if (endDate || !employmentEndReason) return []
  return [
    `The employment from ${startDate} has no end in Tripletex any more, and still the reason of the end: remove it there.`,
  ]
}

/** Of an employment that ended the day before a position begins. */
export function continueWith({ endDate }: Position, employment: Employment): EndBody {
  return endDate === null ? withoutEnd(employment) : { ...revisionOf(employment), endDate }
}

export function openByHand({ startDate, endDate }: Employment): string {
  return `In Tripletex, open Company > Employees > the employee and remove the end date ${endDate ?? ''} of the employment from ${startDate}: the API does not take it away.`
}
