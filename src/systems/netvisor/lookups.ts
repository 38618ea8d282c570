/** Reading: the list, one employee, and what the administrator is shown. */
import { HumaPayrollError, isKind } from '../../errors.ts'
import type { AbsenceType, Account, SettingChoice } from '../system.ts'
import type { Api, Readable } from './api.ts'
import { rightHint } from './errors.ts'
import * as schema from './schema.ts'

/** Everybody, who has left included: the number and the identity number of each, but no e-mail address. */
export async function readList(api: Api, doing: string): Promise<schema.Listed[]> {
  const answer = await api.read('getemployees.nv', { includeendedemployments: '1' }, schema.employeesAnswer, doing)
  const byKey = new Map((answer.root.employees?.employee ?? []).map((row) => [row.netvisorkey, row]))
  return [...byKey.values()]
}

/** What is not needed is not asked for. */
const parts = {
  employmentperiods: '0',
  employeepayrollinformation: '0',
  educationalinformation: '0',
  additionalinformationfields: '0',
  employeesettlementpoints: '0',
}

/** undefined where Netvisor shows nobody. Not documented: what it answers then; its other resources do either of these. */
export async function readEmployee(
  api: Api,
  key: string,
  doing: string,
  wanted: Partial<typeof parts> = { employmentperiods: '1' },
): Promise<schema.Employee | undefined> {
  const query = { netvisorkey: key, ...parts, ...wanted }
  const answer = await api.read('getemployee.nv', query, schema.employeeAnswer, doing).catch((error: unknown) => {
    if (isKind(error, 'protocol') && error.details?.code === 'INVALID_DATA') return undefined
    throw error
  })
  const [row] = answer?.root.employee ?? []
  if (row && row.employeebaseinformation.netvisorkey !== key) {
    throw new HumaPayrollError('protocol', `Netvisor answered with another employee; could not ${doing}.`)
  }
  return row
}

/**
 * Netvisor has no resource that tells the company's name ("Currently, there is no dedicated API endpoint for this purpose":
 * https://support.netvisor.fi/en/support/discussions/topics/77000290471), so it is called by its business ID. The keys are
 * proven by the list, and the right to read one employee by reading one. Rights to write cannot be seen without writing.
 */
export async function readAccount(api: Api, businessId: string): Promise<Account> {
  const missingRights: string[] = []
  const tried = async <T>(resource: Readable, read: Promise<T>): Promise<T | undefined> =>
    read.catch((error: unknown) => {
      if (!isKind(error, 'authorization') || error.details?.code !== 'SERVICE_ACCESS_ERROR') throw error
      missingRights.push(`Employees cannot be read. ${rightHint(resource)}`)
      return undefined
    })
  const list = await tried('getemployees.nv', readList(api, 'read the employees'))
  const key = list?.at(-1)?.netvisorkey
  if (key !== undefined) await tried('getemployee.nv', readEmployee(api, key, 'read an employee'))
  return {
    id: businessId,
    name: `Company ${businessId}`,
    ...(missingRights.length > 0 ? { missingRights } : {}),
  }
}

/** How many employees are looked at for the wage models in use: each costs a request, and the requests wait for each other. */
const lookedAt = 25

/** Netvisor has no list of wage models: those of the employees that came last. */
export async function readWageModels(api: Api): Promise<SettingChoice[]> {
  const doing = 'read the wage models in use'
  const names = new Set<string>()
  for (const { netvisorkey } of (await readList(api, doing)).slice(-lookedAt)) {
    const row = await readEmployee(api, netvisorkey, doing, { employeepayrollinformation: '1' })
    const [name] = row?.employeepayrollinformation?.payrollrulegroup?.name ?? []
    if (name) names.add(name)
  }
  return [...names].sort().map((name) => ({ value: name, label: name }))
}

/** 1 is work; 2 holiday and 5 other absence. Not documented: what else there is. */
const absences = new Set(['2', '5'])

/** What an entry of working hours counts. */
export interface RecordType {
  /** What workday.nv takes. */
  number: string
  name: string
  isAbsence: boolean
  /** Else it counts days. */
  isHours: boolean
}

export async function readRecordTypes(api: Api): Promise<RecordType[]> {
  const answer = await api.read('getrecordtypelist.nv', {}, schema.recordTypesAnswer, 'read the record types')
  const types = answer.root.recordtypes?.recordtype ?? []
  return types.map(({ rationumber, names, charactertype, unittype }) => ({
    number: rationumber,
    name: nameOf(names?.name ?? []) || rationumber,
    isAbsence: absences.has(charactertype),
    isHours: unittype === '1',
  }))
}

/** Only those that count hours. Not documented: what becomes of hours in one that counts days. */
export async function readAbsenceTypes(api: Api): Promise<AbsenceType[]> {
  return (await readRecordTypes(api))
    .filter(({ isAbsence, isHours }) => isAbsence && isHours)
    .map(({ number, name }) => ({ code: number, name }))
}

/** In English where there is such a name. */
export function nameOf(names: readonly Readonly<Record<string, string>>[]): string | undefined {
  const told = names.filter((name) => name['#text']?.trim())
  const english = told.find((name) => name['@iso639-1code']?.toLowerCase() === 'en')
  return (english ?? told[0])?.['#text']
}
