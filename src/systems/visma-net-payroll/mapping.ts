/** A person in our words <-> an employee in Visma's. Pure. */
import type { Address, BankAccount, FieldName, NationalId, Patch, Person } from '../../core/person.ts'
import { cleanAddress, cleanBankAccount, cleanNationalId, cleanPhone, cleanText } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { Document, Employee, PersonId } from './schema.ts'
import { type Place, placeOf, withValue } from './timeline.ts'

export interface Reading {
  /** The date in Norway (ISO 8601). */
  today: string
  /** Which of several e-mail addresses and phone numbers is meant; '' = the first. */
  emailType: string
  phoneType: string
}

export function personOf(row: Employee, reading: Reading): Person {
  const name = placeOf(row.personNames ?? [], reading.today)?.value
  const phone = row.phones?.[indexOfType(row.phones, reading.phoneType)]
  const email = row.emails?.[indexOfType(row.emails, reading.emailType)]
  return {
    side: 'payroll',
    id: row.id,
    active: isActive(row, reading.today),
    fields: {
      givenName: cleanText(name?.firstName),
      familyName: cleanText(name?.lastName),
      email: cleanText(email?.address),
      phone: phoneOf(phone?.number),
      birthDate: cleanText(row.dateOfBirth)?.slice(0, 10) ?? null,
      nationalId: cleanNationalId(nationalIdAt(row, reading.today)?.value.id ?? '', 'NO'),
      address: addressOf(row.address),
      bankAccount: bankAccountOf(row.salaryPaymentMethod),
      employeeNumber: cleanText(row.number === null ? undefined : row.number?.toString()),
    },
  }
}

/**
 * -1 where there is none. One without a type counts where there is none of the wanted type: it was sent from here before a
 * type was chosen, and is not to stand beside another.
 */
function indexOfType(list: readonly { type?: string | null | undefined }[], type: string): number {
  if (type === '') return 0
  const index = list.findIndex((one) => one.type === type)
  return index < 0 ? list.findIndex((one) => !one.type) : index
}

/** Who has no position yet (a draft) is not gone. `activeEnd` is the last day: one that follows begins on the day after. */
function isActive({ _embedded }: Employee, today: string): boolean {
  const positions = _embedded?.positions ?? []
  return positions.length === 0 || positions.some(({ activeEnd }) => !activeEnd || activeEnd.slice(0, 10) >= today)
}

/** Not documented: whether the number has the country's code. Norwegian numbers of people have 8 digits without it. */
function phoneOf(number: string | number | null | undefined): string | null {
  const written = cleanText(number?.toString())
  const hasCode = written !== null && /^[1-9]\d{8,}$/.test(written)
  return cleanPhone(hasCode ? `+${written}` : written, 'NO')
}

/** A birth number wins over the D-number that it replaces. Other kinds of number are those of other countries. */
function nationalIdAt({ personIds }: Employee, today: string): Place<PersonId> | undefined {
  const list = personIds ?? []
  const place = (type: string) => placeOf(list, today, (one) => one.typeOfId?.toLowerCase() === type)
  const [birthNumber, dNumber] = [place('nationalid'), place('dnumber')]
  return dNumber?.when === 'now' && birthNumber?.when !== 'now' ? dNumber : (birthNumber ?? dNumber)
}

function addressOf(address: Employee['address']): Address | null {
  if (!address) return null
  return cleanAddress({
    line1: address.streetName ?? '',
    line2: '',
    line3: '',
    postalCode: address.zipCode ?? '',
    city: address.cityName ?? '',
    country: address.countryCode ?? '',
  })
}

/** Also where pay is handed out in cash: the account is there. */
function bankAccountOf(method: Employee['salaryPaymentMethod']): BankAccount | null {
  if (method?.internationalBankAccount && method.internationalIban) {
    const { internationalIban: iban, internationalBankSwift: bic } = method
    return cleanBankAccount({ kind: 'international', iban, bic: bic ?? '' })
  }
  return cleanBankAccount({ kind: 'national', country: 'NO', number: method?.localBankAccount ?? '' })
}

/** The body that creates a draft. Throws kind `refused` where Visma has no place for a value. */
export function newEmployee(fields: Patch, reading: Reading): Document {
  const needed = (['givenName', 'familyName'] as const).find((field) => !fields[field])
  if (needed) throw refused(needed, 'Visma.net Payroll needs the first and the last name.')
  // With `isDraft` it is taken "even when missing data for mandatory fields": a position, with all that belongs to it. Not
  // documented: whether the list itself may be left out of a request that is named for it.
  return { isDraft: true, ...changes(fields, {}, { id: '' }, reading), positions: [] }
}

/** All of the document again, with what is in `patch`. `row` is the same document as read. Throws as `newEmployee`. */
export function changedEmployee(all: Document, row: Employee, patch: Patch, reading: Reading): Document {
  return { ...all, ...changes(patch, all, row, reading) }
}

function changes(patch: Patch, all: Document, row: Employee, reading: Reading): Document {
  const { givenName, familyName, email, phone, birthDate, nationalId, address, bankAccount, employeeNumber } = patch
  const { today, emailType, phoneType } = reading
  const body: Record<string, unknown> = {}
  if (employeeNumber !== undefined) body.number = employeeNumber
  if (givenName !== undefined || familyName !== undefined) {
    const place = placeOf(row.personNames ?? [], today)
    const names = partsOf(all.personNames)
    // Whatever else belongs to the name goes over to the new one.
    const { activeStart: _, activeEnd: __, ...before } = place ? (names[place.index] ?? {}) : {}
    const name = {
      ...before,
      ...(givenName === undefined ? {} : { firstName: givenName }),
      ...(familyName === undefined ? {} : { lastName: familyName }),
    }
    body.personNames = withValue(names, place, name, today)
  }
  if (nationalId !== undefined) {
    body.personIds = withValue(partsOf(all.personIds), nationalIdAt(row, today), personIdBody(nationalId), today)
  }
  if (birthDate !== undefined) body.dateOfBirth = birthDate
  if (phone !== undefined) {
    body.phones = withOfType(partsOf(all.phones), row.phones ?? [], phoneType, { number: phoneNumber(phone) })
  }
  if (email !== undefined) {
    body.emails = withOfType(partsOf(all.emails), row.emails ?? [], emailType, { address: email })
  }
  if (address !== undefined) body.address = withAddress(partOf(all.address), address)
  if (bankAccount !== undefined) {
    body.salaryPaymentMethod = { ...withoutAccount(partOf(all.salaryPaymentMethod)), ...accountBody(bankAccount) }
  }
  return body
}

function partOf(value: unknown): Document {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** A list of a document, as it came. */
export function partsOf(value: unknown): Document[] {
  return Array.isArray(value) ? value.map(partOf) : []
}

/** Not documented: the types there are. So one that is there keeps its own, and a new one has the type that was chosen, or none. */
function withOfType(
  all: readonly Document[],
  rows: readonly { type?: string | null | undefined }[],
  type: string,
  value: Document,
): Document[] {
  const index = indexOfType(rows, type)
  const before = all[index]
  if (before) return all.with(index, { ...before, ...value })
  return [...all, { ...(type === '' ? {} : { type }), ...value }]
}

function personIdBody({ country, number }: NationalId): Document {
  if (country !== 'NO') {
    throw refused('nationalId', 'Visma.net Payroll is given only Norwegian identity numbers and D-numbers.')
  }
  // A D-number is a birth number whose first digit is 4 too high.
  return { typeOfId: /^[4-7]/.test(number) ? 'DNumber' : 'NationalID', id: number }
}

/** undefined for what does not fit: Visma keeps a whole number, and one with the code of a country is too large for it. */
export function norwegianNumber(phone: string): number | undefined {
  const digits = /^\+47([1-9]\d{4,7})$/.exec(phone)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function phoneNumber(phone: string): number {
  const number = norwegianNumber(phone)
  if (number === undefined) throw refused('phone', 'Visma.net Payroll takes only Norwegian phone numbers.')
  return number
}

/**
 * Nothing of the old one may stay in one taken over. What is empty is left out, because that is how a value is deleted
 * (https://github.com/payroll-no/employee-public-api-docs/blob/main/FAQ.md). The country stays where none is told.
 */
function withAddress(before: Document, { line1, line2, line3, postalCode, city, country }: Address): Document {
  const { streetName: _, zipCode: __, cityName: ___, ...rest } = before
  const parts = {
    streetName: [line1, line2, line3].filter(Boolean).join(', '),
    zipCode: postalCode,
    cityName: city,
    countryCode: country,
  }
  return { ...rest, ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== '')) }
}

/** Nothing that belongs to the account before may stay beside the new one: pay would go to a mixture of both. */
function withoutAccount(method: Document): Document {
  const isAccount = /^(localBankAccount|international[A-Z]\w*)$/
  return Object.fromEntries(Object.entries(method).filter(([name]) => !isAccount.test(name)))
}

function accountBody(account: BankAccount): Document {
  if (account.kind === 'national' && account.country !== 'NO') {
    throw refused('bankAccount', 'Visma.net Payroll takes accounts outside Norway only as IBAN.')
  }
  // A Norwegian IBAN holds the account number after its first four characters.
  if (account.kind === 'national' || account.iban.startsWith('NO')) {
    const number = account.kind === 'national' ? account.number : account.iban.slice(4)
    return { paymentType: 'bank', internationalBankAccount: false, localBankAccount: number }
  }
  return {
    paymentType: 'bank',
    internationalBankAccount: true,
    internationalIban: account.iban,
    ...(account.bic === '' ? {} : { internationalBankSwift: account.bic }),
    // Not documented: its form, and what the country of the remittance is beside it. As in the address.
    internationalBankCountry: account.iban.slice(0, 2),
  }
}

/** Decided here, before anything is sent. */
function refused(field: FieldName, message: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field } })
}
