/** What is sent to Tripletex of a person. Pure. */
import {
  type Address,
  type BankAccount,
  type FieldName,
  fieldLabels,
  type NationalId,
  type Patch,
  type Person,
} from '../../core/person.ts'
import { phoneParts } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { whereKeysAre } from './errors.ts'
import { type Countries, onlyNorway, readRevision } from './mapping.ts'
import type { AddressBody, EmployeeBody } from './schema.ts'

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

/**
 * The country "is derived from the number, else Norway" (https://github.com/Tripletex/tripletex-api2, changelog 2.38.1).
 * Not documented: whether also where a country is sent. So a number abroad is sent whole, and with its country where
 * that can be told: it stays itself whichever of the two counts, and `personOf` reads it with and without its prefix.
 */
function phoneBody(phone: string, countries: Countries): EmployeeBody {
  const parts = phoneParts(phone)
  const isNorwegian = parts?.country === 'NO' || parts?.country === 'SJ'
  const id = parts && idOf(isNorwegian ? 'NO' : parts.country, countries)
  if (!parts || id === undefined) return { phoneNumberMobile: phone }
  return { phoneNumberMobile: isNorwegian ? parts.number : phone, phoneNumberMobileCountry: { id } }
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
  if (countries !== onlyNorway) throw refused(field, `The country ${code} is none of those that Tripletex lists.`)
  const message = `${fieldLabels[field]}: this key may not see the list of countries in Tripletex, so ${code} cannot be told to it.`
  throw refused(field, message, countriesHint)
}

// Not documented: which entitlement opens the list.
const countriesHint = `In Tripletex, give the owner of the key the right to read the list of countries (${whereKeysAre} shows the key), then run the command again.`

/** Of somebody who was created without `fields`. */
export function leftOut(fields: readonly FieldName[]): HumaPayrollError {
  const names = fields.map((field) => fieldLabels[field]).join(', ')
  const message = `Left out, because this key may not see the list of countries in Tripletex: ${names}.`
  return new HumaPayrollError('refused', message, { hint: countriesHint, details: { field: fields[0], fields } })
}

/** The fields that cannot be sent yet because the key may not see the countries; the person can be without them. */
export function withoutCountry({ address, bankAccount }: Patch, countries: Countries): FieldName[] {
  const isTold = (code: string) => countries !== onlyNorway || idOf(code, countries) !== undefined
  const left: FieldName[] = []
  if (address?.country && !isTold(address.country)) left.push('address')
  if (bankAccount?.kind === 'international' && !isTold(bankAccount.iban.slice(0, 2))) left.push('bankAccount')
  return left
}

/** Decided here, before anything is sent. */
function refused(field: FieldName, message: string, hint?: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field }, ...(hint === undefined ? {} : { hint }) })
}
