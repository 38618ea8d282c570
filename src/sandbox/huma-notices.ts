/**
 * What the Huma sandbox tells by its webhook: https://humahr.com/knowledge/this-is-how-the-profile-webhook-work
 * Documented: the topics of users, and `users` with `id`, `email` and the changed fields. Not documented: the form of the
 * fields' values; they stand plain here, by their names in UserDetails, and what was emptied as null.
 */
import type { HumaAbsence } from './huma-absences.ts'
import { plainUser } from './huma-answers.ts'
import type { HumaUser, Organization } from './huma-organization.ts'
import type { Outbox } from './huma-outbox.ts'

export interface Notices {
  tellsApiChanges(): boolean
  /** Makes the change; where nothing is other than before, there is nothing to tell. */
  changing<T>(user: HumaUser, change: () => T): T
  created(user: HumaUser): void
  removed(user: HumaUser): void
  exported(): void
  absence(what: 'registered' | 'edited' | 'reviewed' | 'removed', absence: HumaAbsence): void
}

export function createNotices(organization: Organization, outbox: Outbox): Notices {
  function put(topic: string, content: object): void {
    outbox.put(topic, JSON.stringify({ topic, ...content }))
  }

  function valuesOf(user: HumaUser): Record<string, unknown> {
    const {
      id: _1,
      email,
      type: _2,
      active,
      requestedEmail: _3,
      invitedAt: _4,
      ...rest
    } = plainUser(user, organization)
    return { email, status: { active }, ...rest }
  }

  return {
    tellsApiChanges: () => outbox.webhook()?.tellsApiChanges ?? true,
    changing(user, change) {
      if (!outbox.webhook()) return change()
      const before = new Map(Object.entries(valuesOf(user)).map(([name, value]) => [name, JSON.stringify(value)]))
      const result = change()
      const after = valuesOf(user)
      const changed = [...new Set([...before.keys(), ...Object.keys(after)])]
        .filter((name) => JSON.stringify(after[name]) !== before.get(name))
        .map((name) => [name, after[name] ?? null])
      if (changed.length > 0) {
        put('users-update', { users: [{ id: user.id, email: user.email, ...Object.fromEntries(changed) }] })
      }
      return result
    },
    created: (user) => put('users-create', { users: [{ id: user.id, ...valuesOf(user) }] }),
    removed: ({ id, email }) => put('users-delete', { users: [{ id, email }] }),
    exported() {
      const people = [...organization.users.values()].filter(({ type }) => type === 'user')
      put('users-export', { users: people.map((user) => ({ id: user.id, ...valuesOf(user) })) })
    },
    // Not documented: the topics and the body of absence notices.
    absence(what, { isApproved, endDate, updatedAt, ...rest }) {
      const told = {
        ...rest,
        ...(endDate === null ? {} : { endDate }),
        status: isApproved ? 'APPROVED' : 'PENDING',
        ...((outbox.webhook()?.withUpdatedAt ?? true) ? { updatedAt } : {}),
      }
      put(`absence-${what}`, { absences: [told] })
    },
  }
}
