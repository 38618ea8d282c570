/** What all of the Huma sandbox's routes need: who is asked about, and what may be seen and changed. */
import type { Context } from 'hono'
import type { View } from './huma-answers.ts'
import { invalidFields, notFound } from './huma-inputs.ts'
import type { Notices } from './huma-notices.ts'
import type { HumaUser, Organization } from './huma-organization.ts'

export interface Desk {
  organization: Organization
  view(): View
  /** 404 where there is nobody. */
  userById(id: string): HumaUser
  /** The user of the path's `id`; `me` is documented for some paths only. */
  userOrMe(context: Context): HumaUser
  /** Not documented: how changes of a deactivated profile or of a locked field are refused. */
  refuseLocked(user: HumaUser, fields: readonly string[]): void
  page<T>(rows: readonly T[], offset: number, limit: number): { items: T[]; total?: number }
  /** Makes the change, and tells the webhook where it is told of what comes by the API. */
  changing<T>(user: HumaUser, change: () => T): T
  created(user: HumaUser): void
}

export function createDesk(organization: Organization, view: () => View, withTotal: boolean, notices: Notices): Desk {
  function userById(id: string): HumaUser {
    const user = organization.users.get(id.toLowerCase())
    if (!user) throw notFound('User', id)
    return user
  }

  return {
    organization,
    view,
    userById,
    userOrMe(context) {
      const id = context.req.param('id') ?? ''
      return userById(id === 'me' ? organization.keyUserId : id)
    },
    refuseLocked(user, fields) {
      if (!user.active) throw invalidFields(['status'], 'The user is deactivated')
      const { hidden, locked } = view()
      const refused = fields.filter((field) => hidden.has(field) || locked.has(field))
      if (refused.length > 0) throw invalidFields(refused, 'The field cannot be edited')
    },
    page(rows, offset, limit) {
      return { items: rows.slice(offset, offset + limit), ...(withTotal ? { total: rows.length } : {}) }
    },
    changing: (user, change) => (notices.tellsApiChanges() ? notices.changing(user, change) : change()),
    created(user) {
      if (notices.tellsApiChanges()) notices.created(user)
    },
  }
}

/** True where there is nothing to search for or the text holds it, in whatever letter case. */
export function contains(text: string, part: string | undefined): boolean {
  return part === undefined || text.toLowerCase().includes(part.toLowerCase())
}
