/** A person in our words <-> an employee in Tripletex's. Pure. */
import {
  type Address,
  type BankAccount,
  type FieldName,
  type Fields,
  type FieldValues,
  fieldNames,
  type NationalId,
  type Patch,
  type Person,
} from '../../core/person.ts'
import {
  cleanAddress,
  cleanBankAccount,
  cleanDate,
  cleanNationalId,
  cleanPhone,
  cleanText,
  sameValue,
} from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { CountryReference, Employee } from './schema.ts'

/** Contacts are people outside the company; a proxy stands for an accounting or auditor office. */
export function isEmployee(row: Employee): boolean {
  return !row.isContact && !row.isProxy
}

/** The vendor's countries: its own id, and ISO 3166-1 alpha-2. */
export type Countries = readonly { id: number; code: string }[]

/**
 * For a key that may not see the list. Country 161 is the one that Tripletex takes where none is told
 * (https://github.com/Tripletex/tripletex-api2, 2.38.1).
 */
export const onlyNorway: Countries = [{ id: 161, code: 'NO' }]

/** `today` is the date in Norway (ISO 8601). `countries` are needed where `hasBareCountry`. */
export function personOf(row: Employee, today: string, countries: Countries = []): Person {
  return {
    side: 'payroll',
    id: String(row.id),
    active: isActive(row, today),
    fields: fieldsOf(row, countries),
    revision: revisionOf(row),
  }
}

/** Who has never been employed is not gone. Not documented: whether `endDate` is the last day; we take it as such. */
function isActive({ employments }: Employee, today: string): boolean {
  if (!employments || employments.length === 0) return true
  return employments.some(({ endDate }) => !endDate || endDate >= today)
}

/** Whether some country is told by its id alone, which then has to be looked up. */
export function hasBareCountry({ phoneNumberMobileCountry, address }: Employee): boolean {
  return [phoneNumberMobileCountry, address?.country].some((one) => one?.id && !one.isoAlpha2Code)
}

/** '' where it is not told. */
function codeOf(country: CountryReference, countries: Countries): string {
  return country.isoAlpha2Code || countries.find(({ id }) => id === country.id)?.code || ''
}

/** A key that the answer lacks is left out here too: the key may not see it. */
export function fieldsOf(row: Employee, countries: Countries): Fields {
  const fields: Fields = {}
  if (row.firstName !== undefined) fields.givenName = cleanText(row.firstName)
  if (row.lastName !== undefined) fields.familyName = cleanText(row.lastName)
  if (row.email !== undefined) fields.email = cleanText(row.email)
  if (row.employeeNumber !== undefined) fields.employeeNumber = cleanText(row.employeeNumber)
  if (row.dateOfBirth !== undefined) fields.birthDate = cleanDate(row.dateOfBirth)
  const phone = phoneOf(row, countries)
  if (phone !== undefined) fields.phone = phone
  const nationalId = nationalIdOf(row)
  if (nationalId !== undefined) fields.nationalId = nationalId
  const bankAccount = bankAccountOf(row)
  if (bankAccount !== undefined) fields.bankAccount = bankAccount
  const address = addressOf(row, countries)
  if (address !== undefined) fields.address = address
  return fields
}

/** Without a country it is Norway's (https://github.com/Tripletex/tripletex-api2, changelog 2.38.1). */
function phoneOf({ phoneNumberMobile: phone, phoneNumberMobileCountry: country }: Employee, countries: Countries) {
  if (!phone || phone.startsWith('+')) return phone === undefined ? undefined : cleanPhone(phone, '')
  if (!country) return cleanPhone(phone, 'NO')
  const code = codeOf(country, countries)
  // Some country that cannot be told: a number taken for another country's is worse than none.
  return code ? cleanPhone(phone, code) : undefined
}

/** A birth number wins over the D-number that it replaces. */
function nationalIdOf({ nationalIdentityNumber, dnumber }: Employee): NationalId | null | undefined {
  const number = nationalIdentityNumber || dnumber
  if (number) return cleanNationalId(number, 'NO')
  return nationalIdentityNumber === undefined ? undefined : null
}

/** The account that pay goes to: `usesAbroadPayment` says which of the two, where both are filled in. */
function bankAccountOf(row: Employee): BankAccount | null | undefined {
  const { bankAccountNumber, iban, bic, usesAbroadPayment } = row
  const international = iban ? cleanBankAccount({ kind: 'international', iban, bic: bic ?? '' }) : undefined
  if (international && (usesAbroadPayment || !bankAccountNumber)) return international
  if (usesAbroadPayment && iban === undefined) return undefined
  if (bankAccountNumber) return cleanBankAccount({ kind: 'national', country: 'NO', number: bankAccountNumber })
  return bankAccountNumber === undefined ? undefined : null
}

/** undefined also where only the id of an address is shown. */
function addressOf({ address }: Employee, countries: Countries): Address | null | undefined {
  if (!address) return address
  const { addressLine1, addressLine2, postalCode, city, country } = address
  if ([addressLine1, addressLine2, postalCode, city].every((part) => part === undefined)) return undefined
  return cleanAddress({
    line1: addressLine1 ?? '',
    line2: addressLine2 ?? '',
    line3: '',
    postalCode: postalCode ?? '',
    city: city ?? '',
    country: country ? codeOf(country, countries) : '',
  })
}

interface Revision {
  /** Absent where the vendor does not tell it. */
  version?: number
  address?: { id: number; version?: number }
}

/**
 * `version`, and after it the address's own id and version: "7", "7/45", "7/45.2". An update needs the address's id,
 * because an address without one is taken as a new one; kept here it costs no further request, and a changed address
 * is noticed even where the employee's own version stays (not documented, but seen elsewhere in this API:
 * https://github.com/Tripletex/tripletex-api2/issues/107).
 */
function revisionOf({ version, address }: Employee): string {
  const parts = [address?.id, address?.version].filter((part) => typeof part === 'number')
  return `${version ?? ''}${address?.id ? `/${parts.join('.')}` : ''}`
}

export function readRevision(text: string | undefined): Revision {
  const match = /^(\d*)(?:\/(\d+)(?:\.(\d+))?)?$/.exec(text ?? '')
  if (!match) throw new HumaPayrollError('internal', 'An employee of Tripletex has a revision that is none.')
  const [, version = '', id, addressVersion] = match
  return {
    ...(version === '' ? {} : { version: Number(version) }),
    ...(id === undefined
      ? {}
      : { address: { id: Number(id), ...(addressVersion === undefined ? {} : { version: Number(addressVersion) }) } }),
  }
}

/** Of a person without a revision: throws kind `stale` where a field of the patch is not what it was. */
export function refuseStale(before: Person, now: Person, patch: Patch): void {
  const stale = fieldNames.some((field) => patch[field] !== undefined && !sameField(before.fields, now.fields, field))
  if (stale) {
    throw new HumaPayrollError('stale', 'The employee was changed in Tripletex after being read.', {
      hint: 'Run the command again.',
    })
  }
}

/** null (empty) and absent (not visible) are not the same. */
export function sameField<K extends FieldName>(one: Fields, other: Fields, field: K): boolean {
  const [a, b]: (FieldValues[K] | null | undefined)[] = [one[field], other[field]]
  return a && b ? sameValue(field, a, b) : a === b
}
