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
    if (!isShown && rows.length > 0) {
      throw new HumaPayrollError(
        'authorization',
        `Huma shows this key for no user which ${listOf[type]} they are in.`,
        {
          hint: `In Huma, let API keys see the ${listOf[type]} of users, or choose another scope.`,
        },
      )
    }
  }
  const wanted = new Set(scope.map(({ id }) => id))
  const isMember = (row: UserRow) =>
    [row.teams, row.locations, row.companies, row.groups].some((list) => list?.some(({ id }) => id && wanted.has(id)))
  return new Set(rows.filter(isMember).map(({ id }) => id))
}

/** The same question about one user. */
export function isMemberOf(scope: Scope, { teams, locations, companies, groups }: UserDetails): boolean {
  if (scope === 'all') return true
  const wanted = new Set(scope.map(({ id }) => id))
  return [teams, locations, companies, groups].some((list) => list?.value?.some(({ id }) => id && wanted.has(id)))
}
