/** Who takes part in a connection. Pure. */
import type { GroupType, Scope } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { UserDetails, UserRow } from './schema.ts'

const listOf = { team: 'teams', location: 'locations', company: 'companies' } as const satisfies Record<
  GroupType,
  keyof UserRow
>

/**
 * Ids of the users who are members of any of the scope's groups. Throws kind `authorization` where no user shows such
 * groups at all: that everybody has left them is less likely than that the key may not see them.
 */
export function membersOf(scope: Scope, rows: readonly UserRow[]): ReadonlySet<string> {
  if (scope === 'all') return new Set(rows.map(({ id }) => id))
  for (const { type } of scope) {
    const isShown = rows.some((row) => row[listOf[type]] || row.groups)
    if (!isShown && rows.length > 0) throw notShown(listOf[type], 'no user')
  }
  const isWanted = wantedIn(scope)
  const isMember = (row: UserRow) =>
    [row.teams, row.locations, row.companies, row.groups].some((list) => list?.some(isWanted))
  return new Set(rows.filter(isMember).map(({ id }) => id))
}

/**
 * The same question about one user. What is not shown of them could be what makes them a member, so it is no "no": kind
 * `authorization`.
 */
export function isMemberOf(scope: Scope, { id, ...details }: UserDetails): boolean {
  if (scope === 'all') return true
  const isWanted = wantedIn(scope)
  const { teams, locations, companies, groups } = details
  if ([teams, locations, companies, groups].some((list) => list?.value?.some(isWanted))) return true
  const hidden = scope.find(({ type }) => !details[listOf[type]] && !groups)
  if (hidden) throw notShown(listOf[hidden.type], `the user with the id ${id} not`)
  return false
}

function wantedIn(scope: Exclude<Scope, 'all'>) {
  const wanted = new Set(scope.map(({ id }) => id))
  return ({ id }: { id?: string | null | undefined }) => Boolean(id && wanted.has(id))
}

function notShown(lists: string, whom: string): HumaPayrollError {
  return new HumaPayrollError('authorization', `Huma shows this key for ${whom} which ${lists} they are in.`, {
    hint: `In Huma, let API keys see the ${lists} of users, or choose another scope.`,
  })
}
