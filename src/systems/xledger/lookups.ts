/** What is asked beside the employees: which companies the token sees, and whether it may read employees. */
import { HumaPayrollError, isKind } from '../../errors.ts'
import type { Account, SettingChoice } from '../system.ts'
import type { Api, List } from './api.ts'
import { rightsHint } from './errors.ts'
import {
  type Employee,
  type Entity,
  employee,
  employeeFields,
  entity,
  entityFields,
  type Work,
  work,
  workFields,
  workFieldsWithCode,
} from './schema.ts'

const companies: List<Entity> = { name: 'entities', arguments: '', fields: entityFields, node: entity }

/** Everybody whom the token sees, who has left too. Not documented: what is listed where either is left out. */
const everywhere = 'ownerSet: ALL, objectStatus: ALL'

/** `filter` as GraphQL writes it; '' = everybody. */
export function employees(filter = ''): List<Employee> {
  const given = filter === '' ? everywhere : `${everywhere}, filter: ${filter}`
  return { name: 'employees', arguments: given, fields: employeeFields, node: employee }
}

/** Of the entity that the token was made in. */
const ownEmployees: List<Employee> = { ...employees(), arguments: 'ownerSet: CURRENT, objectStatus: ALL' }

/** What these employees hold of a position; `showsCode`: whether Xledger shows the codes of job titles. */
export async function readWork(
  api: Api,
  ids: readonly string[],
): Promise<{ rows: ReadonlyMap<string, Work>; showsCode: boolean }> {
  const doing = 'read the position'
  const given = `${everywhere}, filter: { dbId_in: [${ids.join(', ')}] }`
  async function read(fields: string): Promise<Map<string, Work>> {
    const rows = new Map<string, Work>()
    for await (const row of api.list({ name: 'employees', arguments: given, fields, node: work }, doing)) {
      rows.set(row.dbId, row)
    }
    return rows
  }
  try {
    return { rows: await read(workFieldsWithCode), showsCode: true }
  } catch (error) {
    if (!isAboutTheQuestion(error)) throw error
    return { rows: await read(workFields), showsCode: false }
  }
}

/** Whether another question may be answered: it is not known how one for something that is not there is refused. */
export function isAboutTheQuestion(error: unknown): boolean {
  if (isKind(error, 'protocol')) return true
  return isKind(error, 'unavailable') && error.details?.code !== undefined && !isLimit(error.details.code)
}

/**
 * The entity that the token was made in. `company`: the one that was chosen; '' = it and all below it.
 *
 * Not documented: that a token sees its entities, and which right that takes. Where it does not, the employees tell.
 */
export async function readAccount(api: Api, company: string): Promise<Account> {
  const all = await readCompanies(api)
  if (!all) return readAccountOfEmployees(api, company)
  const top = topOf(all)
  const chosen = all.find(({ dbId }) => dbId === company)
  if (company && !chosen) throw notThere()
  const missing = await readMissingRight(api)
  return {
    id: top.dbId,
    name: nameOf(top),
    ...(chosen ? { facts: { Company: nameOf(chosen) } } : {}),
    ...(missing === undefined ? {} : { missingRights: [missing] }),
  }
}

/** Whose employees they are is all that is known then: the number of a company, and no name. */
async function readAccountOfEmployees(api: Api, company: string): Promise<Account> {
  const own = await api.first(ownEmployees, 'read the employees')
  const id = own?.ownerDbId ?? (await readOwners(api))[0]
  if (id === undefined) {
    throw new HumaPayrollError('authorization', 'Xledger shows this token no company, and no employee of one.', {
      hint: `${rightsHint} Where there is no employee yet, enter the first one in Xledger.`,
    })
  }
  return { id, name: nameOf({ dbId: id }), ...(company ? { facts: { Company: nameOf({ dbId: company }) } } : {}) }
}

export async function readChoices(api: Api): Promise<SettingChoice[]> {
  const all = await readCompanies(api)
  const known = all ?? (await readOwners(api)).map((dbId): Entity => ({ dbId }))
  return known.map((one) => ({
    value: one.dbId,
    label: one.code ? `${nameOf(one)} (${one.code})` : nameOf(one),
  }))
}

/** The entities that have employees, in the order of their numbers. */
async function readOwners(api: Api): Promise<string[]> {
  const owners = new Set<string>()
  for await (const { ownerDbId } of api.list(employees(), 'read the employees')) if (ownerDbId) owners.add(ownerDbId)
  return [...owners].sort(byNumber)
}

/** undefined where none is shown. */
async function readCompanies(api: Api): Promise<Entity[] | undefined> {
  const all = new Map<string, Entity>()
  try {
    for await (const one of api.list(companies, 'read the companies')) all.set(one.dbId, one)
  } catch (error) {
    if (isAboutTheQuestion(error)) return undefined
    throw error
  }
  return all.size === 0 ? undefined : [...all.values()]
}

/** "It is associated to the entity in which it has been generated", and sees that one and those below it. */
function topOf(all: readonly Entity[]): Entity {
  const ids = new Set(all.map(({ dbId }) => dbId))
  const tops = all.filter(({ dbId, ownerDbId }) => !ownerDbId || ownerDbId === dbId || !ids.has(ownerDbId))
  // Always the same one, whatever their order.
  const [top] = tops.sort((a, b) => byNumber(a.dbId, b.dbId))
  if (top) return top
  throw new HumaPayrollError('authorization', 'Xledger shows this token no company.', { hint: rightsHint })
}

function byNumber(one: string, other: string): number {
  return Number(one) - Number(other)
}

function nameOf({ description, code, dbId }: Entity): string {
  return description || code || `company ${dbId}`
}

function notThere(): HumaPayrollError {
  return new HumaPayrollError('usage', 'Xledger does not show this token the company that was chosen.', {
    hint: 'Choose another: huma-payroll configure NAME --set company=…',
  })
}

/** No other answer tells the rights of a token, so the one proof is to look. */
async function readMissingRight(api: Api): Promise<string | undefined> {
  try {
    await api.first(employees(), 'read the employees')
    return undefined
  } catch (error) {
    // Whatever passes by itself has been waited for.
    if (isKind(error, 'unavailable') && isAboutTheQuestion(error)) {
      return `${error.message} ${rightsHint}`
    }
    throw error
  }
}

function isLimit(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('BAD_REQUEST.')
}
