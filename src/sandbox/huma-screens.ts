/** What administrators and employees do on Huma's own screens. Every change tells the webhook. */
import type { z } from 'zod'
import type { Absences, HumaAbsence } from './huma-absences.ts'
import { checked, invalidFields } from './huma-inputs.ts'
import type { Notices } from './huma-notices.ts'
import type { HumaPerson, HumaUser, Organization, UserValues, Weekday } from './huma-organization.ts'
import type { Positions } from './huma-positions.ts'
import {
  type absenceChanges,
  type absenceInput,
  groupInput,
  salaryInput,
  screenPosition,
  screenPositionChanges,
  workDaysInput,
} from './huma-screen-inputs.ts'

type GroupName = z.input<typeof groupInput>

/** What Huma would refuse throws, and what is not there too. Dates are ISO 8601. */
export interface HumaScreens {
  /** The employee confirms the new e-mail address that waits. */
  confirmEmail(userId: string): void
  edit(userId: string, change: Partial<UserValues> & { email?: string; active?: boolean }): void
  /** Returns the id of the new user. */
  add(person: HumaPerson): string
  remove(userId: string): void
  /** A new one each time, with a new id; null takes it away. */
  setSalary(userId: string, salary: z.input<typeof salaryInput> | null): void
  /** Returns its id. A job title of that name is made where there is none. */
  addPosition(userId: string, position: z.input<typeof screenPosition>): string
  editPosition(userId: string, positionId: string, changes: z.input<typeof screenPositionChanges>): void
  removePosition(userId: string, positionId: string): void
  /** The group is made where there is none of that name. */
  join(userId: string, group: GroupName): void
  leave(userId: string, group: GroupName): void
  setWorkSchedule(userId: string, days: readonly Weekday[]): void
  /** Returns its id. */
  addAbsence(userId: string, absence: z.input<typeof absenceInput>): string
  editAbsence(absenceId: string, changes: z.input<typeof absenceChanges>): void
  removeAbsence(absenceId: string): void
  absences(): HumaAbsence[]
  /** Tells of everybody with all that is known of them. */
  exportUsers(): void
}

export interface ScreenParts {
  organization: Organization
  positions: Positions
  absences: Absences
  notices: Notices
  userById(id: string): HumaUser
  /** Milliseconds since 1970. */
  now: () => number
}

export function createScreens(parts: ScreenParts): HumaScreens {
  const { organization, positions, absences, notices, userById, now } = parts

  function changing<T>(userId: string, change: (user: HumaUser) => T): T {
    const user = userById(userId)
    return notices.changing(user, () => {
      const result = change(user)
      organization.changed()
      return result
    })
  }

  return {
    confirmEmail(userId) {
      changing(userId, (user) => {
        if (user.requestedEmail !== undefined) user.email = user.requestedEmail
        delete user.requestedEmail
      })
    },
    edit(userId, { email, active, ...values }) {
      changing(userId, (user) => {
        Object.assign(user.values, values)
        if (email !== undefined) user.email = email
        if (active !== undefined) user.active = active
        if (user.active) delete user.deactivatedAt
        else user.deactivatedAt ??= new Date(now()).toISOString()
      })
    },
    add(person) {
      const user = organization.add(person)
      notices.created(user)
      return user.id
    },
    remove(userId) {
      const user = userById(userId)
      organization.users.delete(user.id)
      absences.removeOf(user.id)
      organization.changed()
      notices.removed(user)
    },
    setSalary(userId, given) {
      const salary = given && checked(salaryInput, given)
      changing(userId, (user) => {
        if (!salary) {
          delete user.salary
          return
        }
        const { unit, ...rest } = salary
        user.salary = { id: organization.newId('salary'), periodUnit: unit, ...rest }
      })
    },
    addPosition(userId, given) {
      const { title, ...position } = checked(screenPosition, given)
      return changing(userId, (user) => positions.add(user, { ...position, titleId: organization.titleId(title) })).id
    },
    editPosition(userId, positionId, given) {
      const { title, ...changes } = checked(screenPositionChanges, given)
      const titled = title === undefined ? {} : { titleId: organization.titleId(title) }
      changing(userId, (user) => positions.edit(user, positionId, { ...changes, ...titled }))
    },
    removePosition(userId, positionId) {
      changing(userId, (user) => positions.remove(user, positionId))
    },
    join(userId, given) {
      const { type, name } = checked(groupInput, given)
      const id = organization.groupId(type, name)
      changing(userId, (user) => {
        if (!user.groupIds.includes(id)) user.groupIds.push(id)
      })
    },
    leave(userId, { type, name }) {
      changing(userId, (user) => {
        const left = user.groupIds.filter((id) => {
          const group = organization.groups.get(id)
          return group?.type !== type || group.name !== name
        })
        if (left.length === user.groupIds.length) throw invalidFields(['groups'], 'The user is not in this group')
        user.groupIds = left
      })
    },
    setWorkSchedule(userId, given) {
      const days = checked(workDaysInput, given)
      userById(userId).workSchedule = { id: organization.newId('workSchedule'), days }
    },
    addAbsence(userId, given) {
      const absence = absences.add(userById(userId), given)
      notices.absence('registered', absence)
      return absence.id
    },
    editAbsence(absenceId, given) {
      const edited = absences.edit(absenceId, given)
      if (edited) notices.absence(edited.isReview ? 'reviewed' : 'edited', edited.absence)
    },
    removeAbsence(absenceId) {
      notices.absence('removed', absences.remove(absenceId))
    },
    absences: absences.all,
    exportUsers: notices.exported,
  }
}
