/** A person in our words <-> an employee in Fortnox'. Pure. */
import type { Address, BankAccount, FieldName, Fields, NationalId, Patch, Person } from '../../core/person.ts'
import { cleanAddress, cleanBankAccount, cleanNationalId, cleanPhone, cleanText } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { countryCodeOf, countryName } from '../country-names.ts'
import { accountParts } from '../swedish-account.ts'
import { shortIdentity } from './rules.ts'
import { type Employee, type EmployeeBody, type NewEmployeeBody, ownedFields } from './schema.ts'

/** Which of the two lines holds the street; the other one then is for the rest, such as a c/o. */
type StreetLine = 'Address1' | 'Address2'

export function streetLineOf(settings: Readonly<Record<string, string>>): StreetLine {
  return settings.streetLine === 'Address1' ? 'Address1' : 'Address2'
}

/** `today` is the date in Sweden (ISO 8601). */
export function personOf(row: Employee, street: StreetLine, today: string): Person {
  return { side: 'payroll', id: row.EmployeeId, active: isActive(row, today), fields: fieldsOf(row, street) }
}

/** Not documented: whether `EmployedTo` is the last day; we take it as such. */
function isActive({ Inactive, EmployedTo }: Employee, today: string): boolean {
  return !Inactive && (!EmployedTo || EmployedTo.slice(0, 10) >= today)
}

function fieldsOf(row: Employee, street: StreetLine): Fields {
  const fields: Fields = { employeeNumber: cleanText(row.EmployeeId) }
  if (row.FirstName !== undefined) fields.givenName = cleanText(row.FirstName)
  if (row.LastName !== undefined) fields.familyName = cleanText(row.LastName)
  if (row.Email !== undefined) fields.email = cleanText(row.Email)
  if (row.Phone1 !== undefined) fields.phone = cleanPhone(row.Phone1, 'SE')
  if (row.PersonalIdentityNumber !== undefined) fields.nationalId = nationalIdOf(row.PersonalIdentityNumber)
  const address = addressOf(row, street)
  if (address !== undefined) fields.address = address
  if (row.ClearingNo !== undefined && row.BankAccountNo !== undefined) fields.bankAccount = bankAccountOf(row)
  return fields
}

/**
 * "Födelsetid": the date of birth with three digits of choice, for whoever has no identity number
 * (https://support.fortnox.se/hc/sv/articles/360001207239). It is nobody's identity number.
 */
const birthTime = /^(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}$/

function nationalIdOf(number: string | null): NationalId | null {
  return number === null || birthTime.test(number.replaceAll(/[\s-]/g, '')) ? null : cleanNationalId(number, 'SE')
}

/** undefined where a line is not shown. */
function addressOf(row: Employee, street: StreetLine): Address | null | undefined {
  const { Address1, Address2, PostCode, City, Country } = row
  if (Address1 === undefined || Address2 === undefined || PostCode === undefined || City === undefined) return undefined
  const lines = street === 'Address1' ? [Address1, Address2] : [Address2, Address1]
  // Whichever is the street's: where one line only is filled, it is the address.
  const [line1 = '', line2 = ''] = lines.filter((line) => cleanText(line) !== null)
  return cleanAddress({
    line1: line1 ?? '',
    line2: line2 ?? '',
    line3: '',
    postalCode: PostCode ?? '',
    city: City ?? '',
    country: countryCodeOf(Country ?? ''),
  })
}

/** The clearing number comes first, as in Sweden an account is told. */
function bankAccountOf({ ClearingNo, BankAccountNo }: Employee): BankAccount | null {
  return cleanBankAccount({ kind: 'national', country: 'SE', number: `${ClearingNo ?? ''}${BankAccountNo ?? ''}` })
}

/**
 * The body that creates a person. Throws kind `refused` where a value is missing or Fortnox has no place for it. Required
 * since May 2023: https://www.fortnox.se/developer/blog/mandatory-fields-in-the-employee-api
 */
export function newEmployee(patch: Patch, settings: Readonly<Record<string, string>>): NewEmployeeBody {
  for (const field of ['givenName', 'familyName', 'email'] as const) {
    if (!patch[field]) throw refused(field, 'Fortnox needs a first name, a last name and an e-mail address.')
  }
  const { employmentForm, personelType, salaryForm } = settings
  return {
    ...(patch.employeeNumber === undefined ? {} : { EmployeeId: patch.employeeNumber }),
    ...bodyOf(patch, streetLineOf(settings)),
    ...(isSent(employmentForm) ? { EmploymentForm: employmentForm } : {}),
    ...(isSent(personelType) ? { PersonelType: personelType } : {}),
    ...(isSent(salaryForm) ? { SalaryForm: salaryForm } : {}),
  }
}

function isSent(setting: string | undefined): setting is string {
  return Boolean(setting) && setting !== 'none'
}

/**
 * All that stands for a person's fields: what is in `patch`, and the rest exactly as `row` has it. Not documented: whether
 * a PUT keeps what it does not hold; of these fields none can be lost, and the required ones are always there.
 */
export function changedEmployee(row: Employee, patch: Patch, street: StreetLine): EmployeeBody {
  if (patch.employeeNumber !== undefined) {
    throw refused('employeeNumber', 'Fortnox never changes the employee ID by its API.', 'Change it in Fortnox.')
  }
  const body: EmployeeBody = {}
  for (const field of ownedFields) {
    const value = row[field]
    if (value !== null && value !== undefined) body[field] = value
  }
  return { ...body, ...bodyOf(patch, street) }
}

function bodyOf(patch: Patch, street: StreetLine): EmployeeBody {
  const body: EmployeeBody = {}
  if (patch.givenName !== undefined) body.FirstName = patch.givenName
  if (patch.familyName !== undefined) body.LastName = patch.familyName
  if (patch.email !== undefined) body.Email = patch.email
  if (patch.phone !== undefined) body.Phone1 = patch.phone
  if (patch.nationalId !== undefined) body.PersonalIdentityNumber = identityNumber(patch.nationalId)
  if (patch.address !== undefined) Object.assign(body, addressBody(patch.address, street))
  if (patch.bankAccount !== undefined) Object.assign(body, accountBody(patch.bankAccount))
  return body
}

function identityNumber({ country, number }: NationalId): string {
  const short = country === 'SE' ? shortIdentity(number) : undefined
  if (short !== undefined) return short
  throw refused('nationalId', 'Fortnox keeps only Swedish identity numbers here.')
}

/** All parts, also the empty ones: of an address taken over, nothing of the old one may stay. */
function addressBody(address: Address, street: StreetLine): EmployeeBody {
  const { line1, line2, line3, postalCode, city, country } = address
  const rest = [line2, line3].filter(Boolean).join(', ')
  const lines = street === 'Address1' ? { Address1: line1, Address2: rest } : { Address1: rest, Address2: line1 }
  const name = country ? countryName(country) : undefined
  if (country && name === undefined) throw refused('address', 'The country of the address is not known.')
  return { ...lines, PostCode: postalCode, City: city, ...(name === undefined ? {} : { Country: name }) }
}

function accountBody(account: BankAccount): EmployeeBody {
  const isSwedish = account.kind === 'national' && account.country === 'SE'
  const parts = isSwedish ? accountParts(account.number) : 'Fortnox takes only Swedish accounts, not as an IBAN.'
  if (typeof parts === 'string') throw refused('bankAccount', parts)
  return { ...parts }
}

/** Decided here, before anything is sent. */
function refused(field: FieldName, message: string, hint?: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field }, ...(hint === undefined ? {} : { hint }) })
}
