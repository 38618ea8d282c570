/** Writes absence: hours on an activity, or a leave of absence, as the code of its kind says. */
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { AbsenceOrder, AbsenceWriter, Sent, SentAbsence } from '../system.ts'
import type { Api } from './api.ts'
import { readEmployments } from './employments.ts'
import { type Days, putHours } from './hours.ts'
import { findLeave, putLeave, removeLeaveByHand } from './leaves.ts'
import { isLeaveType } from './lookups.ts'

/** What finds it again: all days on which there may be hours of it, and the leave. */
const kept = z.object({
  days: z.object({ from: z.iso.date(), to: z.iso.date() }).optional(),
  leave: z.int().optional(),
})
type Kept = z.infer<typeof kept>

type Code = { kind: 'activity'; activity: number } | { kind: 'leave'; type: string }

export function createAbsenceWriter(api: Api): AbsenceWriter {
  /** `absence`: undefined where there is to be nothing of it any more. */
  async function put(
    { person, before, reference }: Pick<AbsenceOrder, 'person' | 'before' | 'reference'>,
    absence: SentAbsence | undefined,
  ): Promise<Sent> {
    const id = absence?.id ?? before?.id
    if (id === undefined) return { changed: false }
    const code = absence && codeOf(absence.code)
    const earlier = before && codeOf(before.code)
    const known = readJson(reference, kept) ?? {}
    const mayBe = (kind: Code['kind']) => code?.kind === kind || earlier?.kind === kind
    const outcome = { changed: false, byHand: [] as string[] }
    const next: Kept = {}

    if (mayBe('leave') || known.leave !== undefined) {
      const employments = await readEmployments(api, person.id)
      const dates = [absence, before].flatMap((one) => (one ? [one.startDate, one.endDate] : []))
      const found = await findLeave(api, employments, { id, leave: known.leave }, dates)
      if (absence && code?.kind === 'leave') {
        const { changed, byHand, leave } = await putLeave(api, employments, found, { type: code.type, absence })
        outcome.changed ||= changed
        outcome.byHand.push(...byHand)
        next.leave = leave
      } else if (found) {
        outcome.byHand.push(removeLeaveByHand(found))
        next.leave = found.id
      }
    }
    if (mayBe('activity') || known.days) {
      const hours = absence && code?.kind === 'activity' ? { activity: code.activity, absence } : undefined
      const days = spanOf([known.days, daysOf(before), hours && daysOf(absence)])
      if (days) {
        const { changed, byHand } = await putHours(api, { employeeId: person.id, id, days, wanted: hours })
        outcome.changed ||= changed
        outcome.byHand.push(...byHand)
        // Where something is left to do by hand, it may be on any of the days.
        const mayHave = byHand.length > 0 ? days : hours && daysOf(absence)
        if (mayHave) next.days = mayHave
      }
    }
    return {
      changed: outcome.changed,
      ...(outcome.byHand.length > 0 ? { byHand: outcome.byHand } : {}),
      reference: JSON.stringify(next),
    }
  }
  return { put: (order) => put(order, order.absence), remove: (order) => put(order, undefined) }
}

/** As `readAbsenceTypes` gives them. */
function codeOf(code: string): Code {
  const [, kind, rest = ''] = /^(activity|leave):(\w+)$/.exec(code) ?? []
  if (kind === 'activity' && /^\d{1,15}$/.test(rest)) return { kind, activity: Number(rest) }
  if (kind === 'leave' && isLeaveType(rest)) return { kind, type: rest }
  throw new HumaPayrollError('refused', 'The kind of absence is mapped to something that Tripletex does not have.', {
    hint: 'Choose again: huma-payroll configure NAME --map-absence …',
    details: { field: 'code' },
  })
}

function daysOf(absence: SentAbsence | undefined): Days | undefined {
  return absence && { from: absence.startDate, to: absence.endDate }
}

function spanOf(parts: readonly (Days | undefined)[]): Days | undefined {
  const days = parts.flatMap((part) => part ?? [])
  const [from] = days.map((part) => part.from).sort()
  const to = days
    .map((part) => part.to)
    .sort()
    .at(-1)
  return from === undefined || to === undefined ? undefined : { from, to }
}
