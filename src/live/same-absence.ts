/** Which absence is meant, where not everybody who tells of it knows its id. */
import { createHash } from 'node:crypto'
import type { HumaAbsence } from '../core/absence.ts'
import type { KeptAbsence } from './known.ts'

const madeUp = 'file-'

type Told = Pick<HumaAbsence, 'id' | 'type' | 'startDate'>

/** For an absence of a file without ids: the same for the same person, type and first day. */
export function madeUpId(userId: string, { type, startDate }: Omit<Told, 'id'>): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([userId, type, startDate]))
    .digest('base64url')
  return madeUp + digest.slice(0, 22)
}

function isMadeUp(id: string): boolean {
  return id.startsWith(madeUp)
}

/** The same person, type and first day; what was deleted is not meant any more. */
export function isTwin({ wanted }: KeptAbsence, { type, startDate }: Omit<Told, 'id'>): boolean {
  return !wanted.isDeleted && wanted.type === type && wanted.startDate === startDate
}

/**
 * Of what is known of a person. An absence that came from a file without ids keeps the id that was made for it, because
 * payroll may know it by that; Huma's own id, once it is told, is kept beside it.
 */
export function knownAs(theirs: readonly KeptAbsence[], told: Told): KeptAbsence | undefined {
  const { id } = told
  return (
    theirs.find(({ wanted }) => wanted.id === id) ??
    theirs.find(({ humaId }) => humaId === id) ??
    (isMadeUp(id)
      ? undefined
      : theirs.find((kept) => isMadeUp(kept.wanted.id) && kept.humaId === undefined && isTwin(kept, told)))
  )
}
