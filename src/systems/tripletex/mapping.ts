/** A person in our words <-> an employee in Tripletex's. Pure. */
import type { Address, BankAccount, FieldName, Fields, NationalId, Patch, Person } from '../../core/person.ts'
import {
  cleanAddress,
  cleanBankAccount,
  cleanNationalId,
  cleanPhone,
  cleanText,
  phoneParts,
} from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { AddressBody, Employee, EmployeeBody } from './schema.ts'

/** Contacts are people outside the company; a proxy stands for an accounting or auditor office. */
export function isEmployee(row: Employee): boolean {
  return !row.isContact && !row.isProxy
}

/** `today` is the date in Norway (ISO 8601). */
export function personOf(row: Employee, today: string): Person {
  return {
    side: 'payroll',
    id: String(row.id),
    active: isActive(row, today),
    fields: fieldsOf(row),
    revision: revisionOf(row),
  }
}

/** Who has never been employed is not gone. Not documented: whether `endDate` is the last day; we take it as such. */
function isActive({ employments }: Employee, today: string): boolean {
  if (!employments || employments.length === 0) return true
  return employments.some(({ endDate }) => !endDate || endDate >= today)
}

/** A key that the answer lacks is left out here too: the key may not see it. */
function fieldsOf(row: Employee): Fields {
  const fields: Fields = {}
  if (row.firstName !== undefined) fields.givenName = cleanText(row.firstName)
  if (row.lastName !== undefined) fields.familyName = cleanText(row.lastName)
  if (row.email !== undefined) fields.email = cleanText(row.email)
  if (row.employeeNumber !== undefined) fields.employeeNumber = cleanText(row.employeeNumber)
  if (row.dateOfBirth !== undefined) fields.birthDate = cleanText(row.dateOfBirth)
  if (row.phoneNumberMobile !== undefined) {
    fields.phone = cleanPhone(row.phoneNumberMobile, row.phoneNumberMobileCountry?.isoAlpha2Code || 'NO')
  }
  const nationalId = nationalIdOf(row)
  if (nationalId !== undefined) fields.nationalId = nationalId
  const bankAccount = bankAccountOf(row)
  if (bankAccount !== undefined) fields.bankAccount = bankAccount
  const address = addressOf(row)
  if (address !== undefined) fields.address = address
  return fields
}

/** A birth number wins over the D-number that it replaces. */
function nationalIdOf({ nationalIdentityNumber, dnumber }: Employee): NationalId | null | undefined {
  const number = nationalIdentityNumber || dnumber
  if (number) return cleanNationalId(number, 'NO')
  return nationalIdentityNumber === undefined || dnumber === undefined ? undefined : null
}

/** The account that pay goes to: `usesAbroadPayment` says which of the two, where both are filled in. */
function bankAccountOf(row: Employee): BankAccount | null | undefined {
  const { bankAccountNumber, iban, bic, usesAbroadPayment } = row
  const international = iban ? cleanBankAccount({ kind: 'international', iban, bic: bic ?? '' }) : undefined
  if (international && (usesAbroadPayment || !bankAccountNumber)) return international
  if (bankAccountNumber) return cleanBankAccount({ kind: 'national', country: 'NO', number: bankAccountNumber })
  return bankAccountNumber === undefined || iban === undefined ? undefined : null
}

/** undefined also where only the id of an address is shown. */
function addressOf({ address }: Employee): Address | null | undefined {
  if (!address) return address
  const { addressLine1, addressLine2, postalCode, city, country } = address
  if (addressLine1 === undefined || addressLine2 === undefined || postalCode === undefined || city === undefined) {
    return undefined
  }
  return cleanAddress({
    line1: addressLine1 ?? '',
    line2: addressLine2 ?? '',
    line3: '',
    postalCode: postalCode ?? '',
    city: city ?? '',
    country: country?.isoAlpha2Code ?? '',
  })
}

interface Revision {
  version: number
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
  return address?.id ? `${version}/${parts.join('.')}` : String(version)
}

export function readRevision(text: string | undefined): Revision {
  const match = /^(\d+)(?:\/(\d+)(?:\.(\d+))?)?$/.exec(text ?? '')
  if (!match) throw new HumaPayrollError('internal', 'An employee of Tripletex lacks the version that an update needs.')
  const [, version, id, addressVersion] = match
  if (id === undefined) return { version: Number(version) }
  return {
    version: Number(version),
    address: { id: Number(id), ...(addressVersion === undefined ? {} : { version: Number(addressVersion) }) },
  }
}

/** ISO 3166-1 alpha-2 -> the vendor's id. */
export type CountryIds = ReadonlyMap<string, number>

/** Only then do the countries have to be asked for. */
export function needsCountries({ phone, address, bankAccount }: Patch): boolean {
  return Boolean(phone || address?.country || bankAccount?.kind === 'international')
}

/** The body that creates a person. Throws kind `refused` where Tripletex has no place for a value. */
export function newEmployee(fields: Patch, countries: CountryIds): EmployeeBody {
  const body = bodyOf(fields, countries)
  if (fields.email !== undefined) body.email = fields.email
  if (fields.address !== undefined) body.address = addressBody(fields.address, countries)
  return body
}

/** The body that changes what is in `patch`, and nothing else. Throws as `newEmployee`. */
export function changedEmployee(person: Person, patch: Patch, countries: CountryIds): EmployeeBody {
  if (patch.email !== undefined) {
    throw refused(
      'email',
      'Tripletex does not change an e-mail address that was given before.',
      'Change it in Tripletex.',
    )
  }
  const revision = readRevision(person.revision)
  const body: EmployeeBody = { id: Number(person.id), version: revision.version, ...bodyOf(patch, countries) }
  if (patch.address !== undefined) body.address = { ...revision.address, ...addressBody(patch.address, countries) }
  if (body.dnumber !== undefined && person.fields.nationalId && !isDNumber(person.fields.nationalId.number)) {
    // Both would be kept, and the birth number would go on being the one that counts.
    const message = 'Tripletex holds a birth number, which a D-number cannot replace.'
    throw refused('nationalId', message, 'Correct the number in Huma, or remove the birth number in Tripletex.')
  }
  return body
}

function bodyOf(patch: Patch, countries: CountryIds): EmployeeBody {
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
function phoneBody(phone: string, countries: CountryIds): EmployeeBody {
  const parts = phoneParts(phone)
  const id = parts && countries.get(parts.country)
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
function bankAccountBody(account: BankAccount, countries: CountryIds): EmployeeBody {
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

/** All parts, also the empty ones: of an address taken over, nothing of the old one may stay. */
function addressBody({ line1, line2, line3, postalCode, city, country }: Address, countries: CountryIds): AddressBody {
  const second = [line2, line3].filter(Boolean).join(', ')
  return {
    addressLine1: line1,
    addressLine2: second,
    postalCode,
    city,
    ...(country ? { country: { id: countryId('address', country, countries) } } : {}),
  }
}

function countryId(field: FieldName, code: string, countries: CountryIds): number {
  const id = countries.get(code)
  if (id === undefined) throw refused(field, `Tripletex does not know the country ${code}.`)
  return id
}

/** Decided here, before anything is sent. */
function refused(field: FieldName, message: string, hint?: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field }, ...(hint === undefined ? {} : { hint }) })
}
