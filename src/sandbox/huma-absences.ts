/** Absence in the Huma sandbox. Huma's Open API has none of it: only the webhook tells. */
import type { z } from 'zod'
import { checked, invalidFields, notFound } from './huma-inputs.ts'
import type { HumaUser, Organization } from './huma-organization.ts'
import { absenceChanges, absenceInput } from './huma-screen-inputs.ts'

/** `endDate` null = open-ended. `updatedAt`: ISO 8601, and of no two changes the same. */
export type HumaAbsence = z.output<typeof absenceInput> & { id: string; userId: string; updatedAt: string }

export interface Absences {
  all(): HumaAbsence[]
  add(user: HumaUser, input: z.input<typeof absenceInput>): HumaAbsence
  /** undefined where nothing is other than before. */
  edit(id: string, changes: z.input<typeof absenceChanges>): { absence: HumaAbsence; isReview: boolean } | undefined
  remove(id: string): HumaAbsence
  removeOf(userId: string): void
}

export function createAbsences(organization: Organization, now: () => number): Absences {
  const all = new Map<string, HumaAbsence>()
  let lastChange = 0

  function changedNow(): string {
    lastChange = Math.max(now(), lastChange + 1)
    return new Date(lastChange).toISOString()
  }

  function find(id: string): HumaAbsence {
    const absence = all.get(id.toLowerCase())
    if (!absence) throw notFound('Absence', id)
    return absence
  }

  function refuseImpossible({ startDate, endDate }: z.output<typeof absenceInput>): void {
    if (endDate !== null && endDate < startDate) throw invalidFields(['endDate'])
  }

  return {
    all: () => structuredClone([...all.values()]),
    add(user, given) {
      const input = checked(absenceInput, given)
      refuseImpossible(input)
      // A deactivated profile takes no new absence.
      if (!user.active) throw invalidFields(['status'], 'The user is deactivated')
      const absence = { id: organization.newId('absence'), userId: user.id, ...input, updatedAt: changedNow() }
      all.set(absence.id, absence)
      return absence
    },
    edit(id, given) {
      const absence = find(id)
      const changes = checked(absenceChanges, given)
      const changed = { ...absence, ...changes }
      refuseImpossible(changed)
      if (JSON.stringify(changed) === JSON.stringify(absence)) return undefined
      const reviewed = { ...absence, isApproved: changed.isApproved }
      const isReview = JSON.stringify(changed) === JSON.stringify(reviewed)
      Object.assign(absence, changed, { updatedAt: changedNow() })
      return { absence, isReview }
    },
    remove(id) {
      const absence = find(id)
      all.delete(absence.id)
      return { ...absence, updatedAt: changedNow() }
    },
    removeOf(userId) {
      for (const absence of all.values()) if (absence.userId === userId) all.delete(absence.id)
    },
  }
}
