/** An employee of Netvisor <-> a person. */
import type { Address, BankAccount, FieldName, Fields, NationalId, Patch, Person } from '../../core/person.ts'
import { cleanAddress, cleanBankAccount, cleanNationalId, cleanPhone, cleanText, ibanOf } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { WriteBody } from './api.ts'
import { baseOrder, type Employee, type EmployeeBase, payrollOrder, type Values } from './schema.ts'
import type { Elements } from './xml.ts'

/** `today` is Finland's date, ISO 8601. */
export function personOf(row: Employee, today: string): Person {
  const { employeebaseinformation: base } = row
  return { side: 'payroll', id: base.netvisorkey, active: isActive(row, today), fields: fieldsOf(base) }
}

/**
 * False for somebody who has been made inactive, and where every employment period has ended. Not documented: whether an
 * end date is the last day; it is taken as such.
 */
function isActive({ employeebaseinformation: { activity }, employmentperiods }: Employee, today: string): boolean {
  if (activity === '0') return false
  const periods = employmentperiods?.employmentperiod ?? []
  return periods.length === 0 || periods.some(({ enddate }) => !isoDate(enddate) || (isoDate(enddate) ?? '') >= today)
}

/**
 * Rights there are those to a whole resource, so that what is left out of it is empty, and not hidden: else nobody would
 * ever get what they lack. Left out of account is what is not written anyway.
 */
function fieldsOf(base: EmployeeBase): Fields {
  const fields: Fields = {
    email: cleanText(base.email ?? ''),
    phone: cleanPhone(base.phonenumber ?? '', 'FI'),
    employeeNumber: employeeNumberOf(base.employeenumber ?? ''),
  }
  if (base.firstname !== undefined) fields.givenName = cleanText(base.firstname)
  if (base.lastname !== undefined) fields.familyName = cleanText(base.lastname)
  const birthDate = base.dateofbirth === '' ? null : isoDate(base.dateofbirth)
  if (birthDate !== undefined) fields.birthDate = birthDate
  const nationalId = nationalIdOf(base)
  if (nationalId !== undefined) fields.nationalId = nationalId
  fields.bankAccount = bankAccountOf(base)
  fields.address = addressOf(base)
  return fields
}

/** A zero is no number of anybody: some servers write it for none. */
function employeeNumberOf(written: string): string | null {
  const text = cleanText(written)
  return text && /^0+$/.test(text) ? null : text
}

/** "ANSI" dates are YYYY-MM-DD. undefined for anything else. */
export function isoDate(text: string | undefined): string | undefined {
  return /^\d{4}-\d{2}-\d{2}(?=$|T|\s)/.exec(text ?? '')?.[0]
}

/** undefined also for a company's number and for a tax number, which are no identity numbers. */
function nationalIdOf(base: EmployeeBase): NationalId | null | undefined {
  const { employeeidentifier: identifier } = base
  const { '#text': number = '', '@type': type = '' } = identifier ?? {}
  if (!identifier) return undefined
  if (type === 'companyidentifier') return undefined
  if (type !== 'foreignidentifier') return cleanNationalId(number, 'FI')
  const kind = identifier['@foreignidentifiertype'] ?? base.foreignidentifiertype
  const country = cleanText(base.issuingcountry)
  return kind === 'foreignpersonalidentifier' && country ? cleanNationalId(number, country) : undefined
}

function bankAccountOf({ bankaccountnumber = '', bankidentificationcode }: EmployeeBase): BankAccount | null {
  if (/^\s*[a-z]{2}\d/i.test(bankaccountnumber)) {
    return cleanBankAccount({ kind: 'international', iban: bankaccountnumber, bic: bankidentificationcode ?? '' })
  }
  return cleanBankAccount({ kind: 'national', country: 'FI', number: bankaccountnumber })
}

function addressOf({ streetaddress, postnumber, city, country }: EmployeeBase): Address | null {
  return cleanAddress({
    line1: streetaddress ?? '',
    line2: '',
    line3: '',
    postalCode: postnumber ?? '',
    city: city ?? '',
    country: country ?? '',
  })
}

const requiredFields = ['givenName', 'familyName', 'email', 'phone', 'nationalId', 'address'] as const

/** The body that creates somebody. Throws kind `refused` where something is missing or Netvisor has no place for it. */
export function newEmployee(fields: Patch, wageModel: string): WriteBody {
  const missing = requiredFields.find((field) => !fields[field])
  if (missing) throw refused(missing, 'Netvisor creates nobody without it.')
  const { nationalId } = fields
  if (nationalId && nationalId.country !== 'FI') throw refused('nationalId', foreignId)
  const values = { ...valuesOf(fields), payrollrulegroupname: wageModel }
  return bodyOf('employee', nationalId ? { ...values, employeeidentifier: nationalId.number } : values)
}

/**
 * The body that changes what is in `patch`: only the elements that are not so already, or all of them where each is.
 * `row` is the employee as it is now. Throws as `newEmployee`.
 */
export function changedEmployee(row: Employee, patch: Patch): WriteBody {
  for (const field of ['nationalId', 'birthDate'] as const) {
    if (patch[field] !== undefined) throw refused(field, 'Netvisor does not change it.', 'Change it in Netvisor.')
  }
  const { employeebaseinformation: base } = row
  const wanted = valuesOf(patch)
  if (wanted.bankaccountnumber && !wanted.bankidentificationcode) {
    throw refused('bankAccount', 'Netvisor changes an account only together with its BIC.', 'Add the BIC in Huma.')
  }
  const names = [...baseOrder, ...payrollOrder].filter((name) => wanted[name] && !holds(base, name, wanted[name]))
  // Netvisor wants them together.
  if (names.some((name) => accountNames.includes(name))) names.push(...accountNames)
  const changed = names.length > 0 ? pick(wanted, names) : wanted
  // The table of patchemployee.nv has employeebaseinformation as mandatory, and what is mandatory must not be empty.
  if (baseOrder.every((name) => changed[name] === undefined)) Object.assign(changed, anyBaseValue(base))
  return bodyOf('patchemployee', changed)
}

const accountNames: readonly (keyof Values)[] = ['bankaccountnumber', 'bankidentificationcode']

function holds(base: EmployeeBase, name: keyof Values, value: string): boolean {
  if (name === 'employeeidentifier' || name === 'payrollrulegroupname') return false
  const held = base[name]?.trim()
  return name === 'country' ? held?.toLowerCase() === value : held === value
}

/** Something of the base information, just as it is. */
function anyBaseValue(base: EmployeeBase): Values {
  const { lastname, firstname, email, phonenumber } = base
  const held = Object.entries({ lastname, firstname, email, phonenumber }).find(([, value]) => value?.trim())
  return Object.fromEntries(held ? [held] : [])
}

function pick(from: Values, names: readonly (keyof Values)[]): Values {
  return Object.fromEntries(names.flatMap((name) => (from[name] ? [[name, from[name]]] : [])))
}

function valuesOf(patch: Patch): Values {
  const { givenName, familyName, email, phone, employeeNumber, address, bankAccount } = patch
  return {
    ...(givenName ? { firstname: givenName } : {}),
    ...(familyName ? { lastname: familyName } : {}),
    ...(email ? { email } : {}),
    ...(phone ? { phonenumber: phone } : {}),
    ...(employeeNumber ? { employeenumber: employeeNumber } : {}),
    ...(address ? addressValues(address) : {}),
    ...(bankAccount ? accountValues(bankAccount) : {}),
  }
}

function addressValues(address: Address): Values {
  const { postalCode, city, country } = address
  const problem = addressProblem(address)
  if (problem) throw refused('address', problem)
  // Small letters, as in the vendor's examples.
  const told = country ? { country: country.toLowerCase() } : {}
  return { streetaddress: streetOf(address), postnumber: postalCode, city, ...told }
}

/** Netvisor has one line. */
function streetOf({ line1, line2, line3 }: Address): string {
  return [line1, line2, line3].filter(Boolean).join(', ')
}

/** An empty part would erase what is there, or be refused. */
export function addressProblem(address: Address): string | undefined {
  const { postalCode, city } = address
  const street = streetOf(address)
  if (!street || !postalCode || !city) return 'Netvisor takes an address only with street, postal code and city.'
  if (street.length > 255) return 'Netvisor takes at most 255 characters in all lines of a street together.'
  return postalCode.length > 50 ? 'Netvisor takes at most 50 characters of postal code.' : undefined
}

function accountValues(account: BankAccount): Values {
  const iban = ibanOf(account)
  if (!iban) throw refused('bankAccount', noIban)
  const bic = account.kind === 'international' ? account.bic : ''
  return { bankaccountnumber: iban, ...(bic ? { bankidentificationcode: bic } : {}) }
}

export const noIban = 'Netvisor keeps bank accounts as IBAN, and none can be made of this number.'
export const foreignId =
  'Netvisor takes an identity number of another country only together with the gender, which is not synced. Create the employee in Netvisor.'

/** What a message must not repeat. */
const personal = [
  'employeeidentifier',
  'streetaddress',
  'postnumber',
  'city',
  'bankaccountnumber',
  'bankidentificationcode',
] as const

/** In the order of the vendor's tables, which counts; only what has a value. */
function bodyOf(name: 'employee' | 'patchemployee', values: Values): WriteBody {
  const base = inOrder(baseOrder, values)
  const payroll = inOrder(payrollOrder, values)
  const whole: Elements = {}
  if (Object.keys(base).length > 0) whole.employeebaseinformation = base
  if (Object.keys(payroll).length > 0) whole.employeepayrollinformation = payroll
  return { elements: { [name]: whole }, confidential: personal.flatMap((one) => values[one] ?? []) }
}

function inOrder(order: readonly (keyof Values)[], values: Values): Elements {
  const elements: Elements = {}
  for (const name of order) {
    const value = values[name]
    if (value) elements[name] = value
  }
  return elements
}

/** Decided here, before anything is sent. */
function refused(field: FieldName, message: string, hint?: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field }, ...(hint === undefined ? {} : { hint }) })
}
