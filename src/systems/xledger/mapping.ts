/** A person in our words <-> an employee in Xledger's. Pure. */
import {
  type BankAccount,
  type FieldName,
  type Fields,
  fieldNames,
  type NationalId,
  type Patch,
  type Person,
} from '../../core/person.ts'
import { cleanText } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { fields as rules } from './rules.ts'
import type { Employee, EmployeeNode } from './schema.ts'

/** `today` is the date in Norway (ISO 8601). */
export function personOf(row: Employee, today: string): Person {
  return { side: 'payroll', id: row.dbId, active: isActive(row, today), fields: fieldsOf(row) }
}

/** Not documented: whether these are the last days; we take them as such. */
function isActive({ employmentTo, dateTo }: Employee, today: string): boolean {
  return [employmentTo, dateTo].every((end) => !end || end.slice(0, 10) >= today)
}

/** What Xledger takes and never shows (phone, identity number, account) is absent, and so is what this token may not see. */
function fieldsOf({ code, email, contact }: Employee): Fields {
  const fields: Fields = {}
  if (code !== undefined) fields.employeeNumber = cleanText(code)
  if (email !== undefined) fields.email = cleanText(email)
  if (!contact) return fields
  const { firstName, lastName, birthday } = contact
  if (firstName !== undefined) fields.givenName = cleanText(firstName)
  if (lastName !== undefined) fields.familyName = cleanText(lastName)
  if (birthday !== undefined) fields.birthDate = cleanText(birthday?.slice(0, 10))
  return fields
}

/** Throws kind `refused` where a name is missing or Xledger has no place for a value. */
export function newEmployee(patch: Patch, parts: { employmentFrom?: string; company?: string }): EmployeeNode {
  for (const field of ['givenName', 'familyName'] as const) {
    if (!patch[field]) throw refused(field, 'Xledger takes nobody without a first name and a last name.')
  }
  const { phone, nationalId, bankAccount } = patch
  return {
    ...nodeOf(patch),
    ...(phone === undefined ? {} : { phone }),
    ...(nationalId === undefined ? {} : { socialSec: identityNumber(nationalId) }),
    ...(bankAccount === undefined ? {} : { bankAccount: accountNumber(bankAccount) }),
    ...(parts.employmentFrom ? { employmentFrom: parts.employmentFrom } : {}),
    ...(parts.company ? { owner: { dbId: parts.company } } : {}),
  }
}

/** What is in `patch`, and nothing else. Throws kind `refused` for what can only be given to a new employee. */
export function changedEmployee(id: string, patch: Patch): EmployeeNode {
  for (const field of fieldNames) {
    if (patch[field] === undefined || always.has(field)) continue
    throw refused(
      field,
      'Xledger never shows this, so nobody can see whether a change would be right.',
      'Change it in Xledger.',
    )
  }
  return { dbId: id, ...nodeOf(patch) }
}

const always: ReadonlySet<FieldName> = new Set(
  Object.values(rules).flatMap(({ field, write }) => (write === 'always' ? [field] : [])),
)

function nodeOf(patch: Patch): EmployeeNode {
  const { givenName: firstName, familyName: lastName, email, birthDate: birthday, employeeNumber: code } = patch
  return {
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(email === undefined ? {} : { email }),
    ...(birthday === undefined ? {} : { birthday }),
    ...(code === undefined ? {} : { code }),
  }
}

function identityNumber(value: NationalId): string {
  const problem = rules.nationalId.problem(value)
  if (problem) throw refused('nationalId', problem)
  return value.number
}

/** A Norwegian IBAN holds the account number after its first four characters. */
function accountNumber(account: BankAccount): string {
  const problem = rules.bankAccount.problem(account)
  if (problem) throw refused('bankAccount', problem)
  return account.kind === 'national' ? account.number : account.iban.slice(4)
}

/** Decided here, before anything is sent. */
function refused(field: FieldName, message: string, hint?: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field }, ...(hint === undefined ? {} : { hint }) })
}
