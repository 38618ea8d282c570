/** Which absence is meant, where not everybody who tells of it knows its id. */
import { createHash } from 'node:crypto'
import type { HumaAbsence } from '../core/absence.ts'
import type { KeptAbsence } from './known.ts'

const madeUp = 'file-'

type Told = Pick<HumaAbsence, 'id' | 'type' | 'startDate'>
type Shape = Omit<Told, 'id'>

/** For an absence of a file without ids: the same for the same person, type and first day. */
export function madeUpId(userId: string, { type, startDate }: Shape): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([userId, type, startDate]))
    .digest('base64url')
  return madeUp + digest.slice(0, 22)
}

function isMadeUp(id: string): boolean {
  return id.startsWith(madeUp)
}

/** What is known of one person's absence. */
export interface KnownAbsences {
  byId: ReadonlyMap<string, KeptAbsence>
  /** By Huma's own id, where they are kept under another. */
  byHumaId: ReadonlyMap<string, KeptAbsence>
  /** The same type and first day. */
  alike(of: Shape): readonly KeptAbsence[]
}

export function knownAbsences(all: readonly KeptAbsence[]): KnownAbsences {
  const shapeOf = ({ type, startDate }: Shape) => JSON.stringify([type, startDate])
  const byShape = Map.groupBy(all, ({ wanted }) => shapeOf(wanted))
  return {
    byId: new Map(all.map((kept) => [kept.wanted.id, kept])),
    byHumaId: new Map(all.flatMap((kept) => (kept.humaId === undefined ? [] : [[kept.humaId, kept] as const]))),
    alike: (of) => byShape.get(shapeOf(of)) ?? [],
  }
}

/**
 * An absence that came from a file without ids keeps the id that was made for it, because payroll may know it by that;
 * Huma's own id, once it is told, is kept beside it. Only an approved one is taken for it: one that was declined or deleted
 * may have been another request for the same days.
 */
export function knownAs(theirs: KnownAbsences, told: HumaAbsence): KeptAbsence | undefined {
  return knownById(theirs, told.id) ?? (isLive(told) && !isMadeUp(told.id) ? nameless(theirs, told)[0] : undefined)
}

/** Those of a file that an absence may be which is not approved or was deleted, and of which nothing is known by its id. */
export function doubles(theirs: KnownAbsences, told: HumaAbsence): KeptAbsence[] {
  if (isLive(told) || isMadeUp(told.id) || knownById(theirs, told.id)) return []
  // A deletion need not tell what was deleted.
  if (told.isDeleted && told.startDate === '') return [...theirs.byId.values()].filter(isNameless)
  return nameless(theirs, told)
}

export function knownById({ byId, byHumaId }: KnownAbsences, id: string): KeptAbsence | undefined {
  return byId.get(id) ?? byHumaId.get(id)
}

/** Those of which Huma's own id is not known yet. What was deleted is not meant any more. */
export function nameless({ alike }: KnownAbsences, of: Shape): KeptAbsence[] {
  return alike(of).filter(isNameless)
}

function isNameless({ wanted, humaId }: KeptAbsence): boolean {
  return isMadeUp(wanted.id) && humaId === undefined && !wanted.isDeleted
}

export function isLive({ isApproved, isDeleted }: HumaAbsence): boolean {
  return isApproved && !isDeleted
}
