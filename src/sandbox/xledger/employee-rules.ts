/**
 * What becomes of an employee that is added or changed. No field is required by the schema.
 * Not documented: what the server demands. Here: a first and a last name, a start of the employment, a code that nobody in
 * the same entity has (the next number where none is given), dates in order, and values of a likely form.
 */
import { type FieldName, fieldNames, type ReferenceName, writtenReferences } from './fields.ts'
import type { Employee, FieldValue, Ledger, Named } from './ledger.ts'
import { badValue, type Problem } from './problems.ts'

interface Reference {
  dbId?: string | null
  dbSubId?: number | null
  code?: string | null
  description?: string | null
  name?: string | null
  ownerCode?: string | null
}

export type EmployeeInput = { readonly [K in FieldName]?: FieldValue } & {
  readonly [K in ReferenceName]?: Reference | null
}
export type AddInput = EmployeeInput & { readonly owner?: Reference | null }
export type UpdateInput = EmployeeInput & { readonly dbId?: string | null }

const forms: Partial<Record<FieldName, { pattern: RegExp; says: string }>> = {
  email: { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, says: 'Not an e-mail address.' },
  socialSec: { pattern: /^\d{11}$/, says: 'Not a social security number.' },
  bankAccount: { pattern: /^(\d{11}|[A-Z]{2}\d{2}[A-Z\d]{11,30})$/, says: 'Not a bank account.' },
}

export function addEmployee(ledger: Ledger, input: AddInput): Employee {
  const { owner, ...rest } = input
  const ownerDbId = owner ? ownerOf(ledger, owner) : ledger.home.dbId
  const fields = fieldsOf(rest)
  for (const name of ['firstName', 'lastName', 'employmentFrom'] as const) {
    if (isEmpty(fields[name])) throw badValue(name, 'A value is required.')
  }
  fields.code ??= nextCode(ledger, ownerDbId)
  fields.description ??= nameOf(fields)
  checkFields(ledger, fields, ownerDbId, undefined)
  const references = referencesOf(ledger, rest, ownerDbId)
  return ledger.addEmployee({ ownerDbId, gender: '', fields, references })
}

export function updateEmployee(ledger: Ledger, input: UpdateInput): Employee {
  const { dbId, ...rest } = input
  if (dbId === undefined || dbId === null) throw badValue('dbId', 'A value is required.')
  const employee = ledger.employee(Number(dbId))
  if (!employee || !ledger.below(ledger.home.dbId).has(employee.ownerDbId))
    throw missing(ledger.home.dbId, 'dbId', dbId)
  for (const [name, value] of Object.entries(rest)) {
    // Not documented: what null does to any other field. Refused, so that nobody counts on it.
    if (value === null && name !== 'employmentTo') throw badValue(name, 'Cannot be null.')
  }
  const given = fieldsOf(rest)
  const fields = { ...employee.fields, ...given }
  for (const name of ['firstName', 'lastName', 'employmentFrom', 'code'] as const) {
    if (isEmpty(fields[name])) throw badValue(name, 'A value is required.')
  }
  const renamed = ['firstName', 'middleName', 'lastName'].some((name) => name in given)
  if (renamed && given.description === undefined) fields.description = nameOf(fields)
  checkFields(ledger, fields, employee.ownerDbId, employee.dbId)
  const references = { ...employee.references, ...referencesOf(ledger, rest, employee.ownerDbId) }
  return ledger.saveEmployee({ ...employee, fields, references })
}

function fieldsOf(input: EmployeeInput): { [K in FieldName]?: FieldValue } {
  const given = fieldNames.flatMap((name) => {
    const value = input[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(given)
}

function checkFields(ledger: Ledger, fields: Employee['fields'], ownerDbId: number, self: number | undefined): void {
  for (const [name, form] of Object.entries(forms)) {
    const value = Object.entries(fields).find(([key]) => key === name)?.[1]
    if (!isEmpty(value) && !form.pattern.test(String(value))) throw badValue(name, form.says)
  }
  for (const [from, to] of [
    ['employmentFrom', 'employmentTo'],
    ['dateFrom', 'dateTo'],
  ] as const) {
    const [start, end] = [fields[from], fields[to]]
    if (!isEmpty(start) && !isEmpty(end) && String(end) < String(start)) throw badValue(to, `Is before ${from}.`)
  }
  const taken = ledger
    .employees()
    .some((other) => other.dbId !== self && other.ownerDbId === ownerDbId && other.fields.code === fields.code)
  if (taken) throw badValue('code', `There is an employee with code '${fields.code}' in owner ${ownerDbId}.`)
}

function referencesOf(ledger: Ledger, input: EmployeeInput, ownerDbId: number): Employee['references'] {
  const found = writtenReferences.flatMap((name) => {
    const given = input[name]
    return given ? [[name, resolve(ledger, name, given, ownerDbId)] as const] : []
  })
  return Object.fromEntries(found)
}

interface Candidate extends Named {
  dbId: number
}

/** Values of the owner and of those above it; for `superior` other employees. */
function resolve(ledger: Ledger, name: ReferenceName, given: Reference, ownerDbId: number): number {
  const owners = ledger.above(ownerDbId)
  const visible = ledger.below(ledger.home.dbId)
  const candidates =
    name === 'superior'
      ? ledger
          .employees()
          .filter((one) => visible.has(one.ownerDbId))
          .map(namedEmployee)
      : ledger.values().filter((value) => value.kind === name && owners.has(value.ownerDbId))
  return oneOf(candidates, name, given, ownerDbId)
}

function ownerOf(ledger: Ledger, given: Reference): number {
  const visible = ledger.below(ledger.home.dbId)
  const { ownerCode, ...rest } = given
  const candidates = ledger.entities().filter((entity) => {
    const owner = ledger.entities().find((one) => one.dbId === entity.ownerDbId)
    return visible.has(entity.dbId) && (!ownerCode || owner?.code === ownerCode)
  })
  return oneOf(candidates, 'owner', rest, ledger.home.dbId)
}

function oneOf(candidates: readonly Candidate[], where: string, given: Reference, ownerDbId: number): number {
  const { dbId, code, description } = given
  const keys = Object.entries({ dbId, code, description }).filter(([, value]) => value !== undefined && value !== null)
  const [first] = keys
  if (!first) throw badValue(where, 'A value is required.')
  const found = candidates.filter(
    (one) =>
      (typeof dbId !== 'string' || String(one.dbId) === dbId) &&
      (typeof code !== 'string' || one.code === code) &&
      (typeof description !== 'string' || one.description === description),
  )
  const [only, another] = found
  if (!only) throw missing(ownerDbId, `${where}.${first[0]}`, String(first[1]))
  // Not documented: what happens where several match.
  if (another) throw badValue(`${where}.${first[0]}`, `Several values matching owner ${ownerDbId}.`)
  return only.dbId
}

/** The words are those that have been seen. */
function missing(ownerDbId: number, where: string, value: string): Problem {
  return badValue(where, `No value matching owner ${ownerDbId}, ${where.split('.').at(-1)} '${value}'.`)
}

export function namedEmployee({ dbId, fields }: Employee): Candidate {
  return { dbId, code: String(fields.code ?? ''), description: String(fields.description ?? '') }
}

// Not documented: how the display name is made.
export function nameOf({ firstName, middleName, lastName }: Employee['fields']): string {
  return [firstName, middleName, lastName].filter((part) => !isEmpty(part)).join(' ')
}

function nextCode(ledger: Ledger, ownerDbId: number): string {
  const numbers = ledger.employees().flatMap((employee) => {
    const code = Number(employee.fields.code)
    return employee.ownerDbId === ownerDbId && Number.isSafeInteger(code) ? [code] : []
  })
  return String(Math.max(0, ...numbers) + 1)
}

function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}
