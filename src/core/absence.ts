/** An absence as it is sent: whole days, a grade, a type that the payroll system knows. */

/** There is no way from payroll to Huma for it: only the systems' absence writers take one. */
export interface Absence {
  /** Huma's, or one made from what identifies it in an imported file. */
  id: string
  /** The payroll system's own code, as mapped by the administrator. */
  code: string
  /** ISO 8601 dates; both days are part of it. */
  startDate: string
  endDate: string
  /** Of a working day, more than 0 and at most 100. */
  percentage: number
}

/** What Huma says of an absence, as last heard. */
export interface HumaAbsence {
  id: string
  /** One of Huma's types, as its administrators see it. */
  type: string
  startDate: string
  /** null = open-ended. */
  endDate: string | null
  percentage: number
  /** False: waits for approval, was rejected, or the approval was taken back. */
  isApproved: boolean
  isDeleted: boolean
}

/** What payroll was told. */
export interface KnownAbsence extends Absence {
  /** Huma's type at that time. */
  type: string
}

export type AbsenceDecision =
  /** The same as was sent, or nothing was and nothing is to be. */
  { kind: 'nothing'; why: AbsenceWhy } | { kind: 'put'; absence: Absence } | { kind: 'remove'; why: AbsenceWhy }

export type AbsenceWhy = 'in-step' | 'not-mapped' | 'not-approved' | 'open-ended' | 'deleted' | 'no-grade'

/**
 * An absence is sent when it is approved, has an end and its type is mapped; it is taken back when it is unapproved or
 * deleted, or loses its end. A mapping that was taken away stops further changes and leaves what was sent.
 */
export function decideAbsence(
  wanted: HumaAbsence,
  known: KnownAbsence | undefined,
  map: Readonly<Record<string, string>>,
): AbsenceDecision {
  const { id, type, startDate, endDate, percentage } = wanted
  const code = new Map(Object.entries(map)).get(type) ?? ''
  // Without a mapping nobody follows it any more, whatever becomes of it.
  if (code === '' && known?.type === type) return { kind: 'nothing', why: 'not-mapped' }
  // One without an end has an obstacle.
  const absence = { id, code, startDate, endDate: endDate ?? '', percentage }
  const why = obstacleOf(wanted) ?? (code === '' ? 'not-mapped' : undefined)
  if (why !== undefined) return known ? { kind: 'remove', why } : { kind: 'nothing', why }
  const isSame =
    known?.code === code &&
    known.startDate === startDate &&
    known.endDate === endDate &&
    known.percentage === percentage
  return isSame ? { kind: 'nothing', why: 'in-step' } : { kind: 'put', absence }
}

/** Why it is not to be in payroll, whatever its type is mapped to. */
export function obstacleOf({
  endDate,
  startDate,
  percentage,
  isApproved,
  isDeleted,
}: HumaAbsence): AbsenceWhy | undefined {
  if (isDeleted) return 'deleted'
  if (!isApproved) return 'not-approved'
  if (endDate === null || endDate < startDate) return 'open-ended'
  return percentage > 0 && percentage <= 100 ? undefined : 'no-grade'
}
