/** A person in our words <-> an employee in Finago's. Pure. */
import type { Address, BankAccount, FieldName, Fields, NationalId, Patch, Person } from '../../core/person.ts'
import { cleanAddress, cleanBankAccount, cleanNationalId, cleanPhone, cleanText } from '../../core/values.ts'
import type { HumaPayrollError } from '../../errors.ts'
import { differingFields } from '../patches.ts'
import { refused } from './errors.ts'
import type { Employee, Employment } from './schema.ts'

/** The employee number is the id. */
export function personOf(row: Employee, employments: readonly Employment[], today: string): Person {
  return { side: 'payroll', id: idOf(row), active: isActive(employments, today), fields: wholeFieldsOf(row) }
}

export function idOf({ empId }: Employee): string {
  return String(empId)
}

/**
 * Who has never been employed is not gone. Not documented: whether an `enddate` is the last day, which we take it for. `hidden`
 * is not looked at: the vendor's text says that 0 is hidden, and its examples of people at work show 0.
 */
function isActive(employments: readonly Employment[], today: string): boolean {
  const ends = employments.map(({ enddate }) => textOf(enddate))
  return ends.length === 0 || ends.some((end) => end === null || end.slice(0, 10) >= today)
}

type Text = Employee['firstname']

function textOf(value: Text): string | null {
  return typeof value === 'number' ? String(value) : cleanText(value)
}

/**
 * Of an employee that was asked for, and not of an answer to a write: a token sees all of a company, so that what is left
 * out there is empty, and not hidden. Else nobody would ever get what they lack.
 */
export function wholeFieldsOf(row: Employee): Fields {
  const shown = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
  return fieldsOf({ ...nothing, ...shown, empId: row.empId })
}

const nothing = {
  ...{ firstname: '', lastname: '', email: '', telefon: '', personnr: '' },
  ...{ postaddress: '', zipcode: '', city: '', account: '' },
}

/** What is not shown is left out. */
export function fieldsOf(row: Employee): Fields {
  const fields: Fields = { employeeNumber: idOf(row) }
  if (row.firstname !== undefined) fields.givenName = textOf(row.firstname)
  if (row.lastname !== undefined) fields.familyName = textOf(row.lastname)
  if (row.email !== undefined) fields.email = textOf(row.email)
  if (row.telefon !== undefined) fields.phone = cleanPhone(textOf(row.telefon), regionOf(row))
  const nationalId = nationalIdOf(row)
  if (nationalId !== undefined) fields.nationalId = nationalId
  const address = addressOf(row)
  if (address !== undefined) fields.address = address
  const bankAccount = bankAccountOf(row)
  if (bankAccount !== undefined) fields.bankAccount = bankAccount
  return fields
}

/** Whose phone numbers an employee writes without the country's code: the system is used in two countries. */
function regionOf({ countryCode }: Employee): 'NO' | 'SE' {
  return textOf(countryCode)?.toUpperCase() === 'SE' ? 'SE' : 'NO'
}

/**
 * "Can also be d-number for foreign workers or just birth date." Not documented: the form of such a date; one of 6 or 8 digits
 * or in ISO form says nothing about a number. Twelve digits are a Swedish number, as in the vendor's own example. What is none
 * of these is left alone.
 */
function nationalIdOf({ personnr }: Employee): NationalId | null | undefined {
  if (personnr === undefined) return undefined
  const written = textOf(personnr)?.replaceAll(/[\s.-]/g, '') ?? ''
  if (/^(\d{6}|\d{8})?$/.test(written)) return null
  if (/^\d{11}$/.test(written)) return cleanNationalId(written, 'NO')
  return /^\d{12}$/.test(written) ? cleanNationalId(written, 'SE') : undefined
}

function addressOf({ postaddress, zipcode, city, countryCode }: Employee): Address | null | undefined {
  if ([postaddress, zipcode, city].every((part) => part === undefined)) return undefined
  return cleanAddress({
    line1: textOf(postaddress) ?? '',
    line2: '',
    line3: '',
    postalCode: textOf(zipcode) ?? '',
    city: textOf(city) ?? '',
    country: textOf(countryCode) ?? '',
  })
}

/** "Can be IBAN or standard BBAN-format", with nothing that tells the country of the latter. */
function bankAccountOf({ account, clearingno, bic }: Employee): BankAccount | null | undefined {
  if (account === undefined) return undefined
  const number = textOf(account)
  if (number === null) return null
  if (/^[A-Z]{2}\d{2}/i.test(number)) {
    return cleanBankAccount({ kind: 'international', iban: number, bic: textOf(bic) ?? '' })
  }
  // Only Sweden writes a clearing number beside it. Not documented: whether the account repeats it.
  return textOf(clearingno) === null ? cleanBankAccount({ kind: 'national', country: 'NO', number }) : undefined
}

type Body = Record<string, unknown>

/** The body that creates a person. Throws kind `refused` where Finago has no place for a value. */
export function newEmployee(fields: Patch): Body {
  const { employeeNumber, givenName, familyName } = fields
  // Not documented: what is required, and whether a number is given where none is sent.
  if (!employeeNumber) throw refused('employeeNumber', 'Finago needs an employee number.', numberHint)
  if (!isEmployeeNumber(employeeNumber)) throw refused('employeeNumber', onlyWholeNumbers, numberHint)
  if (!givenName) throw refused('givenName', 'Finago needs a first name.')
  if (!familyName) throw refused('familyName', 'Finago needs a last name.')
  return { empId: employeeNumber, ...bodyOf(fields, {}) }
}

export const onlyWholeNumbers = 'Finago takes only whole numbers without leading zeros as employee number.'
const numberHint = 'Fill in the Employment ID in Huma.'

/** An integer in the vendor's paths: "007" would come back as 7. */
export function isEmployeeNumber(text: string): boolean {
  return /^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text))
}

/**
 * The body that changes what is in `patch`: with everything else as it is in `row`, because it is not documented whether a key
 * that is left out is kept or emptied. Throws as `newEmployee`.
 */
export function changedEmployee(row: Employee, patch: Patch): Body {
  if (patch.employeeNumber !== undefined) {
    const message = 'Finago does not change an employee number that was given before.'
    throw refused('employeeNumber', message, 'Take the number of Finago over to Huma.')
  }
  return { ...kept(row), ...bodyOf(patch, row) }
}

/**
 * What the vendor's description of an update names. `hidden` is not among them: its two values mean the opposite of each other
 * in the text and in the examples. Nothing that is only found in answers either: it could be refused, or be an older name of
 * something that is changed here.
 */
const keptNames: ReadonlySet<string> = new Set([
  ...['empId', 'email', 'email_copy', 'firstname', 'lastname', 'telefon', 'personnr', 'internationalID'],
  ...['postaddress', 'zipcode', 'city', 'countryCode', 'clearingno', 'account', 'bic', 'employee_date'],
  ...['salary_type', 'salary', 'salary_valid_from', 'taxtable', 'tax_resident_country', 'continental_shelf'],
  ...['employment_rate', 'employment_rate_valid_from', 'hours_per_week', 'hours_per_week_valid_from'],
  ...['vacation_percent', 'vacation_percent_valid_from', 'vacation_days'],
  ...['percentage_tax_main_employer', 'percentage_tax_bi_employer', 'taxexemption', 'accounting'],
])

/** Without what is empty: not documented, whether '' empties a field or is no value. */
function kept(row: Employee): Body {
  const body: Body = {}
  for (const [name, value] of Object.entries(row)) {
    if (!keptNames.has(name) && !/^employee_field_\d+$/.test(name)) continue
    // A kind of number stands there also where there is no number.
    if (name === 'internationalID' && !hasId(value)) continue
    const filled = withoutEmpty(isDate(name) && typeof value === 'string' ? value.trim().slice(0, 10) : value)
    if (filled !== undefined) body[name] = filled
  }
  return body
}

/** "Format YYYY-MM-DD", also where it is shown with a time behind it as those of absence are. */
function isDate(name: string): boolean {
  return name === 'employee_date' || name.endsWith('_valid_from')
}

function hasId(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'ID' in value && Boolean(value.ID)
}

/** undefined where nothing is left. The elements of a list stay as they are, because together they are one value. */
function withoutEmpty(value: unknown): unknown {
  if (value === '' || value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.length > 0 ? value : undefined
  if (typeof value !== 'object') return value
  const parts = Object.entries(value).filter(([, part]) => withoutEmpty(part) !== undefined)
  return parts.length > 0 ? Object.fromEntries(parts) : undefined
}

/** The changed keys alone. `now` is what is there before: nothing of an old address or account may stay beside the new one. */
function bodyOf({ givenName, familyName, email, phone, nationalId, address, bankAccount }: Patch, now: Body): Body {
  return {
    ...(givenName === undefined ? {} : { firstname: givenName }),
    ...(familyName === undefined ? {} : { lastname: familyName }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { telefon: phone }),
    ...(nationalId === undefined ? {} : { personnr: personnr(nationalId) }),
    ...(address === undefined ? {} : replacing('address', addressBody(address, now), now)),
    ...(bankAccount === undefined ? {} : replacing('bankAccount', accountBody(bankAccount), now)),
  }
}

/** The filled parts. Throws where an empty one would have to empty what is there, which nobody knows how to do. */
function replacing(field: FieldName, parts: Readonly<Record<string, string>>, now: Body): Body {
  const remains = Object.entries(parts).some(([name, value]) => value === '' && withoutEmpty(now[name]) !== undefined)
  if (remains) throw refused(field, remainder[field] ?? '', 'Change it in Finago.')
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''))
}

const remainder: { readonly [K in FieldName]?: string } = {
  address: 'A part of the address is filled in in Finago and empty in Huma: a mixture of both would be kept.',
  bankAccount:
    'A clearing number or BIC of the account before is filled in in Finago and would stay beside the new one.',
}

/** Whether the company takes a Swedish one its client finds out: `swedishInNorway`. */
export function nationalIdProblem({ country, number }: NationalId): string | undefined {
  if (country === 'NO' && /^\d{11}$/.test(number)) return undefined
  if (country === 'SE' && /^\d{12}$/.test(number)) return undefined
  return 'Finago keeps only Norwegian identity numbers and D-numbers here, which have 11 digits, and Swedish ones of 12.'
}

/** A Norwegian company reports people by a Norwegian number. */
export function swedishInNorway(): HumaPayrollError {
  const message = 'A Norwegian company in Finago takes only Norwegian identity numbers and D-numbers.'
  return refused('nationalId', message, 'Add the Norwegian number or the D-number in Huma.')
}

/** Twelve digits of a Swedish one, as in the vendor's own example. */
function personnr(nationalId: NationalId): string {
  const problem = nationalIdProblem(nationalId)
  if (problem) throw refused('nationalId', problem)
  return nationalId.number
}

/** A country that Huma does not tell stays. */
function addressBody({ line1, line2, line3, postalCode, city, country }: Address, now: Body) {
  return {
    postaddress: [line1, line2, line3].filter(Boolean).join(', '),
    zipcode: postalCode,
    city,
    ...(country === '' && now.countryCode ? {} : { countryCode: country }),
  }
}

export function bankAccountProblem(account: BankAccount): string | undefined {
  if (account.kind === 'international' || account.country === 'NO') return undefined
  return 'Finago takes accounts outside Norway only as IBAN.'
}

/** A Norwegian IBAN holds the account number after its first four characters. */
function accountBody(account: BankAccount) {
  const problem = bankAccountProblem(account)
  if (problem) throw refused('bankAccount', problem)
  if (account.kind === 'national') return { account: account.number, clearingno: '', bic: '' }
  const { iban, bic } = account
  return iban.startsWith('NO')
    ? { account: iban.slice(4), clearingno: '', bic: '' }
    : { account: iban, clearingno: '', bic }
}

/** The fields of `patch` for which the answer to a write shows something else; what it does not show says nothing. */
export function notShown(patch: Patch, row: Employee): FieldName[] {
  const shown = fieldsOf(row)
  return differingFields(patch, patch, shown).filter((field) => shown[field] !== undefined)
}
