/** Who answers: the proof that a key works, and what it may not see. */
import { type FieldName, fieldLabels, fieldNames } from '../core/person.ts'
import { isKind } from '../errors.ts'
import type { Account } from '../systems/system.ts'
import type { Api } from './api.ts'
import { personOf, standingOf } from './mapping.ts'
import { group, type UserDetails, userRow } from './schema.ts'

export interface HumaAccount extends Account {
  /** The user on whose behalf the key acts. */
  userId: string
}

/** The API does not tell the organisation's name; its companies tell people which one it is. */
export async function readAccount(
  api: Api,
  readDetails: (id: string) => Promise<UserDetails | undefined>,
  country: string,
): Promise<HumaAccount> {
  const { organizationId, userId } = await api.owner()
  const rows = await api.rows('/users', { limit: 10, offset: 0 }, userRow, 'read the users')
  const companies = await readCompanies(api)
  // People may see more of themselves than of others, so the key's own user proves little.
  const users = rows.filter((row) => standingOf(row) === 'user')
  const probe = users.find(({ id }) => id !== userId) ?? users[0]
  const details = probe && (await readDetails(probe.id))
  const missingRights = details ? hiddenFields(details, country).map(sentence) : [nobody]
  return {
    id: organizationId,
    name: `organisation ${organizationId}`,
    userId,
    ...(companies.length === 0 ? {} : { facts: { Companies: companies.join(', ') } }),
    ...(missingRights.length === 0 ? {} : { missingRights }),
  }
}

async function readCompanies(api: Api): Promise<string[]> {
  const list = { path: '/groups', query: { type: ['company'] }, pageSize: 25, row: group }
  try {
    return (await api.list(list, 'read the companies')).map(({ name }) => name)
  } catch (error) {
    if (isKind(error, 'authorization') && error.details?.status === 403) return []
    throw error
  }
}

function hiddenFields(details: UserDetails, country: string): FieldName[] {
  const { fields } = personOf(details, country)
  return fieldNames.filter((field) => fields[field] === undefined)
}

const nobody = 'No users can be seen. In Huma, let the role Manager see everyone.'

/** In the pilot of the Open API, keys have the rights of the role Manager. Not documented: what its screen is called. */
function sentence(field: FieldName): string {
  return `${fieldLabels[field]} cannot be seen, so it is not synced. In Huma, let the role Manager see this profile field.`
}
