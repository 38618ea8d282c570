/** What the company tells that positions and salary depend on. */
import { once } from '../once.ts'
import type { SettingChoice } from '../system.ts'
import type { Api } from './api.ts'
import { type Organization, organization, plainText } from './schema.ts'

export interface Company {
  /** Decides which values an employment takes, and in what pay is. */
  country: 'NO' | 'SE'
  /** Its own enterprise number and those of its sites, by number. */
  enterprises: readonly SettingChoice[]
}

/** Asked for once. */
export function companyOf(api: Api): () => Promise<Company> {
  return once(async () => {
    const [row] = await api.rows('/organization/v2', organization, 'read the company')
    // Its own example lacks the country: a company that tells none is Norwegian.
    const country = plainText(row?.country_code).toUpperCase() === 'SE' ? 'SE' : 'NO'
    return { country, enterprises: enterprisesOf(row) }
  })
}

function enterprisesOf(row: Organization | undefined): SettingChoice[] {
  const all = new Map<string, SettingChoice>()
  for (const { name, enterprise_number } of [...(row?.sites ?? []), ...(row ? [row] : [])]) {
    const value = plainText(enterprise_number)
    if (value !== '' && !all.has(value)) all.set(value, { value, label: `${plainText(name)} ${value}`.trim() })
  }
  return [...all.values()]
}
