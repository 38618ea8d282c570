/** What the administrator and the client look up beside employees: the account, departments, absence types, countries. */
import { type FieldName, fieldLabels, type Person } from '../../core/person.ts'
import { HumaPayrollError, isKind } from '../../errors.ts'
import type { AbsenceType, Account, SettingChoice } from '../system.ts'
import type { Api } from './api.ts'
import { whereKeysAre } from './errors.ts'
import * as schema from './schema.ts'

/** Fields that are hidden from a key without the right to them; names and e-mail are not among them. */
const fieldsByRight = ['birthDate', 'nationalId', 'address', 'bankAccount'] as const satisfies readonly FieldName[]

/** `toPerson` shows which fields of an employee are visible. */
export async function readAccount(api: Api, toPerson: (row: schema.Employee) => Person): Promise<Account> {
  const fields = schema.loggedInUserFields
  const user = await api.get('/token/session/%3EwhoAmI', { fields }, schema.loggedInUser, 'ask whose key this is')
  if (!user) throw new HumaPayrollError('protocol', 'Tripletex does not tell whose key this is.')

  const id = String(user.companyId)
  const asked = { fields: schema.companyFields }
  const company = await unlessForbidden(api.get(`/company/${id}`, asked, schema.company, 'read the company'))
  const owner = [user.employee?.firstName, user.employee?.lastName].filter(Boolean).join(' ')
  const facts = {
    ...(company?.organizationNumber ? { 'Organisation number': company.organizationNumber } : {}),
    ...(owner ? { 'Key belongs to': owner } : {}),
  }
  const missingRights = await readMissingRights(api, toPerson)
  return { id, name: company?.name || `company ${id}`, facts, ...(missingRights.length > 0 ? { missingRights } : {}) }
}

/**
 * What one employee shows. Not documented: which entitlement shows which field, and the entitlements' names may change;
 * so the one proof is to look. The newest employee is asked for, because people may see more of themselves.
 */
async function readMissingRights(api: Api, toPerson: (row: schema.Employee) => Person): Promise<string[]> {
  const query = { fields: schema.employeeFields, sorting: '-id', count: 1 }
  const rows = await unlessForbidden(api.rows('/employee', query, schema.employee, 'read the employees'))
  if (!rows) return [`Employees cannot be read. In Tripletex: ${whereKeysAre}.`]
  const [row] = rows
  if (!row) return []
  const person = toPerson(row)
  return fieldsByRight
    .filter((field) => person.fields[field] === undefined)
    .map((field) => `${fieldLabels[field]} cannot be seen, so it is not synced. In Tripletex: ${whereKeysAre}.`)
}

export async function readActiveDepartments(api: Api): Promise<SettingChoice[]> {
  const query = { isInactive: false, fields: schema.departmentFields }
  const choices: SettingChoice[] = []
  for await (const { id, name, departmentNumber } of api.list(
    '/department',
    query,
    schema.department,
    'read the departments',
  )) {
    choices.push({ value: String(id), label: [departmentNumber, name].filter(Boolean).join(' ') || String(id) })
  }
  return choices
}

/**
 * Two kinds of absence with a code each: `activity:<id>` (hours on a general activity of the company's own) and
 * `leave:<TYPE>` (leave of absence reported in the a-melding). The id of an activity is used because its number and
 * name may be changed, and then absence would be booked as something else; the number is part of the name.
 */
export async function readAbsenceTypes(api: Api): Promise<AbsenceType[]> {
  const query = { isGeneral: true, fields: schema.activityFields }
  const activities: AbsenceType[] = []
  try {
    for await (const row of api.list('/activity', query, schema.activity, 'read the activities')) {
      if (row.isDisabled) continue
      activities.push({ code: `activity:${row.id}`, name: [row.number, row.name].filter(Boolean).join(' ') })
    }
  } catch (error) {
    // Without the module for hours there are no activities; leave of absence needs none.
    if (!isForbidden(error)) throw error
  }
  const leaves = Object.entries(leaveTypes).map(([type, name]) => ({ code: `leave:${type}`, name }))
  return [...activities, ...leaves]
}

/**
 * The types of `LeaveOfAbsence.type`. Not documented: that LEAVE_OF_ABSENCE, EDUCATIONAL and COMPASSIONATE are replaced
 * by the types after them, though another vendor offers only the other seven.
 */
const leaveTypes = {
  FURLOUGH: 'Furlough (permittering)',
  PARENTAL_BENEFITS: 'Leave with parental benefit (foreldrepenger)',
  MILITARY_SERVICE: 'Military service (militærtjeneste)',
  EDUCATIONAL_STATUTORILY_REQUIRED: 'Educational leave, required by law',
  EDUCATIONAL_NOT_STATUTORILY_REQUIRED: 'Educational leave, not required by law',
  OTHER_STATUTORILY_REQUIRED: 'Other leave, required by law',
  OTHER_NOT_STATUTORILY_REQUIRED: 'Other leave, not required by law',
  LEAVE_OF_ABSENCE: 'Leave of absence (permisjon)',
  EDUCATIONAL: 'Educational leave (utdanningspermisjon)',
  COMPASSIONATE: 'Compassionate leave (velferdspermisjon)',
}

/** ISO 3166-1 alpha-2 -> the vendor's id. */
export async function readCountryIds(api: Api): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>()
  const query = { fields: schema.countryFields }
  for await (const { id, isoAlpha2Code } of api.list('/country', query, schema.country, 'read the countries')) {
    if (isoAlpha2Code) ids.set(isoAlpha2Code.toUpperCase(), id)
  }
  return ids
}

/** undefined where the key lacks the right, or the company the module. */
async function unlessForbidden<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isForbidden(error)) return undefined
    throw error
  }
}

export function isForbidden(error: unknown): boolean {
  return isKind(error, 'authorization') && error.details?.status === 403
}
