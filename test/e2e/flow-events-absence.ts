/** What administrators do in Huma with absence, at random. */
import type { Desk } from './flow-events.ts'
import { addDays, type FlowAbsence, lockedAt, now, type Past, type PersonFacts } from './flow-facts.ts'

const absenceTypes = [
  ...(['Vacation', 'Self-certification', 'Sick leave', 'Paid time off'] as const),
  ...(['Unpaid time off', 'Sick child', 'Parental leave'] as const),
]
/** Absences of one person are this many days apart, so that none ever overlaps another. */
const windowDays = 28

/** A new one, or a change of one that is there. */
export function absenceEvent({ huma, random: { int, pick }, today, event }: Desk): (person: PersonFacts) => boolean {
  return (person) => {
    const there = [...person.absences].filter(([, past]) => now(past) !== null)
    if (there.length > 0 && int(0, 2) > 0) return editAbsence(...pick(there))
    if (lockedAt(person) !== undefined || person.absences.size >= 9) return false
    const first = addDays(today, -14 + windowDays * person.absences.size + int(0, 6))
    const value: FlowAbsence = {
      type: pick(absenceTypes),
      startDate: first,
      endDate: int(0, 6) === 0 ? null : addDays(first, int(0, 9)),
      percentage: pick([100, 100, 100, 80, 50]),
      isApproved: int(0, 3) > 0,
    }
    const id = huma.addAbsence(person.id, value)
    person.absences.set(id, [{ at: event(), value }])
    return true
  }

  function editAbsence(id: string, past: Past<FlowAbsence | null>): boolean {
    const before = now(past)
    if (!before) return false
    const { startDate, endDate } = before
    if (int(0, 6) === 0) {
      huma.removeAbsence(id)
      past.push({ at: event(), value: null })
      return true
    }
    const change: Partial<FlowAbsence> = pick([
      { isApproved: !before.isApproved },
      { isApproved: true },
      { endDate: addDays(startDate, int(0, 12)) },
      { endDate: addDays(endDate ?? startDate, 2) },
      { endDate: null },
      { percentage: pick([100, 80, 60, 50]) },
      { type: pick(absenceTypes) },
      { startDate: addDays(startDate, 1), endDate: addDays(startDate, int(1, 8)) },
    ])
    // It stays among its own days.
    const day = past[0]?.value?.startDate ?? startDate
    if ((change.startDate ?? startDate) > addDays(day, 8) || (change.endDate ?? '') > addDays(day, 20)) return false
    if (
      Object.entries(change).every(([name, value]) =>
        Object.entries(before).some(([own, held]) => own === name && held === value),
      )
    )
      return false
    huma.editAbsence(id, change)
    past.push({ at: event(), value: { ...before, ...change } })
    return true
  }
}
