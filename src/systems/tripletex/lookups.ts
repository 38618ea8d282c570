/** What the administrator and the client look up beside employees: the account, departments, absence types, countries. */
import type { z } from 'zod'
import { type FieldName, fieldLabels, type Person } from '../../core/person.ts'
import { HumaPayrollError, isKind } from '../../errors.ts'
import type { AbsenceType, Account, Occupation, SettingChoice } from '../system.ts'
import type { Api } from './api.ts'
import { notFound, whereKeysAre } from './errors.ts'
import { type Countries, onlyNorway } from './mapping.ts'
import * as schema from './schema.ts'

/** Fields that are hidden from a key without the right to them; names and e-mail are not among them. */
const fieldsByRight = ['birthDate', 'nationalId', 'address', 'bankAccount'] as const satisfies readonly FieldName[]

async function readUser(api: Api): Promise<z.infer<typeof schema.loggedInUser>> {
  const fields = schema.loggedInUserFields
  const user = await api.get('/token/session/%3EwhoAmI', { fields }, schema.loggedInUser, 'ask whose key this is')
  if (!user) throw new HumaPayrollError('protocol', 'Tripletex does not tell whose key this is.')
  return user
}

/** One request. */
export async function readAccountId(api: Api): Promise<string> {
  return String((await readUser(api)).companyId)
}

/** `toPerson` shows which fields of an employee are visible. */
export async function readAccount(api: Api, toPerson: (row: schema.Employee) => Promise<Person>): Promise<Account> {
  const user = await readUser(api)
  const id = String(user.companyId)
  const asked = { fields: schema.companyFields }
  const company = await api.get(`/company/${id}`, asked, schema.company, 'read the company').catch(unlessOutage)
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
async function readMissingRights(api: Api, toPerson: (row: schema.Employee) => Promise<Person>): Promise<string[]> {
  const query = { fields: schema.employeeFields, sorting: '-id', count: 1 }
  const rows = await api.rows('/employee', query, schema.employee, 'read the employees').catch(unlessOutage)
  if (!rows) return [`Employees cannot be read. In Tripletex: ${whereKeysAre}.`]
  const [row] = rows
  if (!row) return []
  const person = await toPerson(row)
  return fieldsByRight
    .filter((field) => person.fields[field] === undefined)
    .map((field) => `${fieldLabels[field]} cannot be seen, so it is not synced. In Tripletex: ${whereKeysAre}.`)
}

/** None where this key may not see them, or where the company has no departments. */
export async function readActiveDepartments(api: Api): Promise<SettingChoice[]> {
  const query = { isInactive: false, fields: schema.departmentFields }
  const rows = await unlessForbidden(api.list('/department', query, schema.department, 'read the departments'))
  return rows
    .filter(({ isInactive }) => !isInactive)
    .map(({ id, name, departmentNumber }) => ({
      value: String(id),
      label: [departmentNumber, name].filter(Boolean).join(' ') || String(id),
    }))
}

/**
 * Two kinds of absence with a code each: `activity:<id>` (hours on a general activity of the company's own) and
 * `leave:<TYPE>` (leave of absence reported in the a-melding). The id of an activity is used because its number and
 * name may be changed, and then absence would be booked as something else; the number is part of the name.
 */
export async function readAbsenceTypes(api: Api): Promise<AbsenceType[]> {
  const query = { isGeneral: true, fields: schema.activityFields }
  // Without the module for hours there are none; leave of absence needs none.
  const rows = await unlessForbidden(api.list('/activity', query, schema.activity, 'read the activities'))
  const activities = rows
    .filter(({ isDisabled }) => !isDisabled)
    .map(({ id, number, name }) => ({ code: `activity:${id}`, name: [number, name].filter(Boolean).join(' ') }))
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

export function isLeaveType(type: string): boolean {
  return Object.hasOwn(leaveTypes, type)
}

/** Of everything that the company has; more than one must be chosen from. None where this key may not see them. */
export async function readDivisions(api: Api): Promise<SettingChoice[]> {
  const query = { fields: schema.divisionFields }
  const rows = await unlessForbidden(api.list('/division', query, schema.division, 'read the divisions'))
  return rows.map(({ id, name, organizationNumber }) => ({
    value: String(id),
    label: [name, organizationNumber].filter(Boolean).join(' ') || String(id),
  }))
}

/** The division of new employments; undefined where the company has none. */
export async function divisionFor(api: Api, chosen: string | undefined): Promise<number | undefined> {
  if (chosen) return Number(chosen)
  const [only, ...others] = await readDivisions(api)
  if (others.length === 0) return only && Number(only.value)
  const message =
    'The company has several businesses (virksomheter) in Tripletex, and none is chosen for new employments.'
  throw new HumaPayrollError('refused', message, {
    hint: 'Choose one: huma-payroll configure NAME --set division=…',
    details: { field: 'division' },
  })
}

/** Enough to choose from. */
const occupationsAtOnce = 25

/**
 * Codes of STYRK-98 with seven digits. The filter is "Containing"; not documented: whether it regards case, so it is asked
 * in capitals, as the names are written. Where nothing has the whole title, its words are asked for, longest first.
 */
export async function readOccupations(api: Api, title: string): Promise<Occupation[]> {
  const words = title.toUpperCase().match(/[\p{L}-]{3,}/gu) ?? []
  const found = new Map<string, Occupation>()
  for (const nameNO of [words.join(' '), ...words.toSorted((a, b) => b.length - a.length).slice(0, 3)]) {
    if (nameNO === '' || (found.size > 0 && nameNO !== words.join(' '))) continue
    const query = { nameNO, count: occupationsAtOnce, fields: schema.occupationCodeFields }
    const path = '/employee/employment/occupationCode'
    for (const { code, nameNO: name } of await api.rows(path, query, schema.occupationCode, 'look occupations up')) {
      if (code && name) found.set(code, { code, name })
    }
  }
  const likeness = ({ name }: Occupation) => words.filter((word) => name.toUpperCase().includes(word)).length
  return [...found.values()].sort(
    (a, b) => likeness(b) - likeness(a) || a.name.length - b.name.length || (a.code < b.code ? -1 : 1),
  )
}

/** Tripletex' own id of an occupation code. */
export async function occupationId(api: Api, code: string): Promise<number> {
  const query = { code, fields: schema.occupationCodeFields }
  const path = '/employee/employment/occupationCode'
  const rows = await api.rows(path, query, schema.occupationCode, 'look the occupation code up')
  const row = rows.find((one) => one.code === code)
  if (row) return row.id
  throw new HumaPayrollError('refused', 'The job title is mapped to an occupation code that Tripletex does not have.', {
    hint: 'Tripletex takes the seven digits of STYRK-98. Choose another code for the title.',
    details: { field: 'occupationCode' },
  })
}

/** Norway alone where this key may not see the list, or where what it sees cannot be understood. */
export async function readCountries(api: Api): Promise<Countries> {
  const query = { fields: schema.countryFields }
  const rows = await unlessForbidden(api.list('/country', query, schema.country, 'read the countries')).catch(
    unlessOutage,
  )
  if (!rows) return onlyNorway
  const known = rows.flatMap(({ id, isoAlpha2Code }) =>
    isoAlpha2Code ? [{ id, code: isoAlpha2Code.toUpperCase() }] : [],
  )
  return known.length > 0 ? known : onlyNorway
}

/** Empty where the key lacks the right, or the company the module. */
export async function unlessForbidden<T>(rows: AsyncIterable<T>): Promise<T[]> {
  try {
    const read: T[] = []
    for await (const row of rows) read.push(row)
    return read
  } catch (error) {
    if (isForbidden(error) || isNotThere(error)) return []
    throw error
  }
}

/** Tripletex itself says that it has no such list. */
function isNotThere(error: unknown): boolean {
  return isKind(error, 'unavailable') && error.details?.status === 404 && error.details.code === notFound
}

/** What is only nice to know must not be in the way: undefined where Tripletex answered, and not with that. */
function unlessOutage(error: unknown): undefined {
  if (isForbidden(error) || isKind(error, 'protocol', 'unsupported')) return undefined
  throw error
}

/** A right is missing, and the key itself is good. */
function isForbidden(error: unknown): boolean {
  return isKind(error, 'authorization') && (error.details?.status === 403 || error.details?.status === 200)
}
