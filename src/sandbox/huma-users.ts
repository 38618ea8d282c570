/** Users and groups of the Huma sandbox. */
import type { Hono } from 'hono'
import { userDetails, userRow } from './huma-answers.ts'
import { contains, type Desk } from './huma-desk.ts'
import {
  type BankAccountTypes,
  bodyOf,
  invalidFields,
  notFound,
  pathId,
  queries,
  queryOf,
  type UserDetailsInput,
  userDetailsInput,
  userInput,
} from './huma-inputs.ts'
import type { HumaUser, Organization } from './huma-organization.ts'

export function addUserRoutes(app: Hono, desk: Desk, bankAccountTypes: BankAccountTypes): void {
  const { organization, view, userOrMe, refuseLocked, page, changing, created } = desk
  const detailsInput = userDetailsInput(bankAccountTypes)

  app.get('/groups', (context) => {
    const query = queryOf(context, queries.groups)
    const groups = [...organization.groups.values()]
      .filter((group) => query.type === undefined || query.type.includes(group.type))
      .filter((group) => contains(group.name, query.search))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    if (query.orderDirection === 'DESC') groups.reverse()
    return context.json(page(groups, query.offset ?? 0, query.limit ?? 10))
  })

  app.get('/groups/:id', (context) => {
    const group = organization.groups.get(pathId(context, 'id'))
    if (!group) throw notFound('Group', context.req.param('id'))
    const members = organization.overview().byName.filter((user) => user.groupIds.includes(group.id))
    const shown = view()
    return context.json({
      id: group.id,
      name: group.name,
      members: members.map((user) => userRow(user, organization, shown)),
    })
  })

  app.get('/users', (context) => {
    const query = queryOf(context, queries.users)
    const known = (ids: readonly string[]) => ids.map((id) => (id === 'me' ? organization.keyUserId : id.toLowerCase()))
    const only = query.id && known(query.id)
    const except = known(query.excludeId ?? [])
    const shown = view()
    // Not documented: how the filters work together, and what `search` searches. Here: every filter must let the user
    // through, any id within a filter will do, and the search is for a part of the name or the e-mail address.
    const users = organization.overview().byName.filter((user) => {
      if (query.isActive !== undefined && user.active !== query.isActive) return false
      if ((only && !only.includes(user.id)) || except.includes(user.id)) return false
      if (query.search !== undefined && !contains(searchable(user), query.search)) return false
      const titleIds = user.positions.map((position) => position.titleId)
      return (
        overlaps(user.groupIds, query.team) &&
        overlaps(user.groupIds, query.location) &&
        overlaps(user.groupIds, query.company) &&
        overlaps(titleIds, query.jobTitle)
      )
    })
    if (query.orderDirection === 'DESC') users.reverse()
    const { items, ...rest } = page(users, query.offset ?? 0, query.limit ?? 25)
    return context.json({ ...rest, items: items.map((user) => userRow(user, organization, shown)) })
  })

  app.post('/users', async (context) => {
    const input = await bodyOf(context, userInput)
    if (input.groups.some((id) => !organization.groups.has(id))) throw invalidFields(['groups'])
    if (input.supervisor && !organization.users.has(input.supervisor)) throw invalidFields(['supervisor'])
    // Not documented: what Huma answers where somebody has the e-mail address already.
    if (organization.emailTaken(input.email)) throw invalidFields(['email'], 'The e-mail address is in use')
    const user = organization.create(input)
    created(user)
    return context.json(userRow(user, organization, view()))
  })

  app.get('/users/:id', (context) => context.json(userDetails(userOrMe(context), organization, view())))

  app.patch('/users/:id', async (context) => {
    const user = userOrMe(context)
    const input = await bodyOf(context, detailsInput)
    refuseLocked(user, Object.keys(input))
    if (input.supervisor && !organization.users.has(input.supervisor)) throw invalidFields(['supervisor'])
    if (input.email !== undefined && organization.emailTaken(input.email, user.id)) {
      throw invalidFields(['email'], 'The e-mail address is in use')
    }
    changing(user, () => change(organization, user, input))
    return context.json(userDetails(user, organization, view()))
  })
}

/** Not documented: what '' means for a text. Here it empties the field. */
function change(organization: Organization, user: HumaUser, input: UserDetailsInput): void {
  const { email, relevantExperienceInYears: years, custom: _, ...values } = input
  Object.assign(user.values, values, years === undefined ? {} : { relevantExperienceInMonths: years * 12 })
  // The old address stays until the employee has confirmed the new one.
  if (email === user.email) delete user.requestedEmail
  else if (email !== undefined) user.requestedEmail = email
  organization.changed()
}

function searchable(user: HumaUser): string {
  return `${user.values.givenName} ${user.values.familyName} ${user.email}`
}

function overlaps(ids: readonly string[], wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.some((id) => ids.includes(id.toLowerCase()))
}
