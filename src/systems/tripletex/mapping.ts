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
  phoneParts,
  sameValue,
} from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { AddressBody, CountryReference, Employee, EmployeeBody } from './schema.ts'

/** Contacts are people outside the company; a proxy stands for an accounting or auditor office. */
export function isEmployee(row: Employee): boolean {
  return !row.isContact && !row.isProxy
}

/** The vendor's countries: its own id, and ISO 3166-1 alpha-2. */
export type Countries = readonly { id: number; code: string }[]

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
function fieldsOf(row: Employee, countries: Countries): Fields {
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

function sameField<K extends FieldName>(one: Fields, other: Fields, field: K): boolean {
  const [a, b]: (FieldValues[K] | null | undefined)[] = [one[field], other[field]]
  return a && b ? sameValue(field, a, b) : a === b
}

/** Only then do the countries have to be asked for. */
export function needsCountries({ phone, address, bankAccount }: Patch): boolean {
  return Boolean(phone || address?.country || bankAccount?.kind === 'international')
}

/** The body that creates a person. Throws kind `refused` where Tripletex has no place for a value. */
export function newEmployee(fields: Patch, countries: Countries): EmployeeBody {
  const body = bodyOf(fields, countries)
  if (fields.email !== undefined) body.email = fields.email
  if (fields.address !== undefined) body.address = addressBody(fields.address, null, countries)
  return body
}

/** The body that changes what is in `patch`, and nothing else. Throws as `newEmployee`. */
export function changedEmployee(person: Person, patch: Patch, countries: Countries): EmployeeBody {
  if (patch.email !== undefined) {
    throw refused(
      'email',
      'Tripletex does not change an e-mail address that was given before.',
      'Change it in Tripletex.',
    )
  }
  const { address: ownAddress, ...version } = readRevision(person.revision)
  const body: EmployeeBody = { id: Number(person.id), ...version, ...bodyOf(patch, countries) }
  if (patch.address !== undefined) {
    body.address = { ...ownAddress, ...addressBody(patch.address, person.fields.address, countries) }
  }
  if (body.dnumber !== undefined && person.fields.nationalId && !isDNumber(person.fields.nationalId.number)) {
    // Both would be kept, and the birth number would go on being the one that counts.
    const message = 'Tripletex holds a birth number, which a D-number cannot replace.'
    throw refused('nationalId', message, 'Correct the number in Huma, or remove the birth number in Tripletex.')
  }
  return body
}

function bodyOf(patch: Patch, countries: Countries): EmployeeBody {
  const body: EmployeeBody = {}
  if (patch.givenName !== undefined) body.firstName = patch.givenName
  if (patch.familyName !== undefined) body.lastName = patch.familyName
  if (patch.employeeNumber !== undefined) body.employeeNumber = patch.employeeNumber
  if (patch.birthDate !== undefined) body.dateOfBirth = patch.birthDate
  if (patch.phone !== undefined) Object.assign(body, phoneBody(patch.phone, countries))
  if (patch.nationalId !== undefined) Object.assign(body, nationalIdBody(patch.nationalId))
  if (patch.bankAccount !== undefined) Object.assign(body, bankAccountBody(patch.bankAccount, countries))
  return body
}

/** Where the country cannot be told, the number is sent as it is: Tripletex then derives the country from it. */
function phoneBody(phone: string, countries: Countries): EmployeeBody {
  const parts = phoneParts(phone)
  const id = parts && idOf(parts.country, countries)
  if (!parts || id === undefined) return { phoneNumberMobile: phone }
  return { phoneNumberMobile: parts.number, phoneNumberMobileCountry: { id } }
}

function nationalIdBody({ country, number }: NationalId): EmployeeBody {
  if (country !== 'NO')
    throw refused('nationalId', 'Tripletex keeps only Norwegian identity numbers and D-numbers here.')
  return isDNumber(number) ? { dnumber: number } : { nationalIdentityNumber: number }
}

/** A D-number is a birth number whose first digit is 4 too high. */
function isDNumber(number: string): boolean {
  return /^[4-7]/.test(number)
}

/**
 * "To be able to use abroad remittance, one has to: 1: have Autopay 2: have valid combination of the fields Iban, Bic
 * (swift) and Country of creditor bank." A Norwegian IBAN holds an ordinary account number after its first four characters.
 */
function bankAccountBody(account: BankAccount, countries: Countries): EmployeeBody {
  if (account.kind === 'national') {
    if (account.country !== 'NO')
      throw refused('bankAccount', 'Tripletex takes accounts outside Norway only as IBAN with BIC.')
    return { bankAccountNumber: account.number, usesAbroadPayment: false }
  }
  const { iban, bic } = account
  if (iban.startsWith('NO')) return { bankAccountNumber: iban.slice(4), usesAbroadPayment: false }
  return {
    iban,
    bic,
    creditorBankCountryId: countryId('bankAccount', iban.slice(0, 2), countries),
    usesAbroadPayment: true,
  }
}

const addressParts = ['addressLine1', 'addressLine2', 'postalCode', 'city'] as const

/** Also the parts that are empty now and were not before: of an address taken over, nothing of the old one may stay. */
function addressBody(address: Address, before: Address | null | undefined, countries: Countries): AddressBody {
  const parts = textsOf(address)
  const old = before && textsOf(before)
  const body: AddressBody = {}
  for (const part of addressParts) if (parts[part] || old?.[part]) body[part] = parts[part]
  if (address.country) body.country = { id: countryId('address', address.country, countries) }
  return body
}

function textsOf({ line1, line2, line3, postalCode, city }: Address) {
  return { addressLine1: line1, addressLine2: secondLine({ line2, line3 }), postalCode, city }
}

/** Tripletex has two lines. */
export function secondLine({ line2, line3 }: Pick<Address, 'line2' | 'line3'>): string {
  return [line2, line3].filter(Boolean).join(', ')
}

function idOf(code: string, countries: Countries): number | undefined {
  return countries.find((country) => country.code === code)?.id
}

function countryId(field: FieldName, code: string, countries: Countries): number {
  const id = idOf(code, countries)
  if (id !== undefined) return id
  throw refused(field, `The country ${code} is none of those that Tripletex shows to this key.`)
}

/** Decided here, before anything is sent. */
function refused(field: FieldName, message: string, hint?: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field }, ...(hint === undefined ? {} : { hint }) })
}
