/** What is looked up beside employees: the companies, the sub entities, the types of leave. */
import { HumaPayrollError } from '../../errors.ts'
import type { AbsenceType, Account, Occupation, SettingChoice } from '../system.ts'
import type { Api } from './api.ts'
import { loginHint, missingRight } from './errors.ts'
import { type Company, employee, employment, partsToRead, subEntity } from './schema.ts'

/** Every company that the login opens. */
export async function readAccounts(api: Api): Promise<Account[]> {
  return (await api.companies()).map(accountOf)
}

function accountOf({ Key, Name, OrganizationNumber }: Company): Account {
  return {
    id: Key,
    name: Name || `company ${Key}`,
    ...(OrganizationNumber ? { facts: { 'Organisation number': OrganizationNumber } } : {}),
  }
}

export async function readAccount(api: Api, chosen: string | undefined): Promise<Account> {
  const accounts = await readAccounts(api)
  // The same GUID in other letter case is the same company.
  const account = accounts.find(({ id }) => id.toLowerCase() === chosen?.toLowerCase())
  if (!chosen || !account) {
    const message = chosen
      ? 'This login does not open the company of the connection.'
      : 'No company of Unimicro has been chosen.'
    throw new HumaPayrollError('authorization', message, { hint: loginHint })
  }
  const missingRights = await readMissingRights(api)
  return { ...account, id: chosen, ...(missingRights.length > 0 ? { missingRights } : {}) }
}

/** No answer tells the rights of a user, so the one proof is to look. */
async function readMissingRights(api: Api): Promise<string[]> {
  const missing: string[] = []
  const note = (error: unknown, what: string) => {
    const right = missingRight(error, what)
    if (right === undefined) throw error
    missing.push(right)
  }
  await api
    .rows('/employees', { expand: partsToRead, top: 1 }, employee, 'read the employees')
    .catch((error: unknown) => note(error, 'Employees'))
  try {
    if ((await readSubEntities(api)).length === 0) missing.push(noSubEntity)
  } catch (error) {
    note(error, 'Sub entities (underenheter)')
  }
  return missing
}

/** The vendor's own screens refuse a new employee then. Not documented: whether the API does. */
const noSubEntity =
  'The company has no sub entity (underenhet): employees are created only where there is one. Add it in Unimicro.'

/** The sub entities proper: the company itself stands in the list too, without a superior one. */
export async function readSubEntities(api: Api): Promise<SettingChoice[]> {
  const rows = api.list('/subentities', { expand: 'BusinessRelationInfo' }, subEntity, 'read the sub entities')
  const choices: SettingChoice[] = []
  for await (const { ID, OrgNumber, SuperiorOrganizationID, Deleted, BusinessRelationInfo } of rows) {
    if (Deleted || !SuperiorOrganizationID) continue
    choices.push({
      value: String(ID),
      label: [BusinessRelationInfo?.Name, OrgNumber].filter(Boolean).join(' ') || String(ID),
    })
  }
  return choices
}

/**
 * `LeaveType` of an EmployeeLeave, which is what the a-melding reports; as the vendor's front end of 2021 had them. Type 1
 * ("leave") is the one from before they were told apart. Sickness and vacation are none of them.
 */
export const absenceTypes: readonly AbsenceType[] = [
  { code: 'leave:2', name: 'Furlough (permittering)' },
  { code: 'leave:3', name: 'Leave with parental benefit (foreldrepenger)' },
  { code: 'leave:4', name: 'Military service (militærtjeneste)' },
  { code: 'leave:5', name: 'Educational leave (utdanningspermisjon)' },
  { code: 'leave:6', name: 'Compassionate leave (velferdspermisjon)' },
]

/** So many are likely enough to be looked through. */
const mostOccupations = 10

/**
 * Codes of the company's own employments whose title is like it, likeliest first: the code under which the same work is
 * reported already. Not documented: a list of all codes.
 */
export async function readOccupations(api: Api, title: string): Promise<Occupation[]> {
  const likeness = likenessTo(title)
  const found = new Map<string, { code: string; name: string; rank: number }>()
  for await (const { JobCode, JobName, Deleted } of api.list('/employments', {}, employment, 'read the employments')) {
    const [code, name] = [JobCode?.trim(), JobName?.trim()]
    const rank = Deleted || !code || !name ? 0 : likeness(name)
    if (code && name && rank > (found.get(code)?.rank ?? 0)) found.set(code, { code, name, rank })
  }
  const likeliest = [...found.values()].sort((a, b) => b.rank - a.rank || (a.code < b.code ? -1 : 1))
  return likeliest.slice(0, mostOccupations).map(({ code, name }) => ({ code, name }))
}

/** 3 the same title, 2 one is a part of the other, 1 a word in common, 0 none. */
function likenessTo(title: string): (name: string) => number {
  const lower = (text: string) => text.toLowerCase().trim()
  const words = (text: string) => lower(text).match(/\p{L}{4,}/gu) ?? []
  const [wanted, wantedWords] = [lower(title), new Set(words(title))]
  return (name) => {
    const given = lower(name)
    if (wanted === '' || given === wanted) return wanted === '' ? 0 : 3
    if (given.includes(wanted) || wanted.includes(given)) return 2
    return words(name).some((word) => wantedWords.has(word)) ? 1 : 0
  }
}
