/** A person in our words <-> an employee in Unimicro's. Pure. */
import { joinedName, splitName } from '../../core/name.ts'
import type { Address, BankAccount, FieldName, Fields, Patch, Person } from '../../core/person.ts'
import { cleanAddress, cleanBankAccount, cleanNationalId, cleanPhone, cleanText } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { norwegianDate } from '../norwegian-date.ts'
import { differingFields } from '../patches.ts'
import type { BusinessRelation, Employee } from './schema.ts'

export interface Reading {
  /** The date in Norway (ISO 8601). */
  today: string
  /** Names of three words and more end with a family name of one word. */
  lastWord: boolean
}

export function personOf(row: Employee, { today, lastWord }: Reading): Person {
  const wholeName = cleanText(row.BusinessRelationInfo?.Name) ?? ''
  const fields = { ...nameOf(wholeName, lastWord), ...fieldsOf(row) }
  return { side: 'payroll', id: String(row.ID), active: isActive(row, today), fields, wholeName }
}

function nameOf(whole: string, lastWord: boolean): Fields {
  const known = splitName(whole)
  if (known) return known
  const end = whole.lastIndexOf(' ')
  if (lastWord && end > 0 && !whole.includes(',')) {
    return { givenName: whole.slice(0, end), familyName: whole.slice(end + 1) }
  }
  return { givenName: whole || null, familyName: null }
}

/**
 * Who has never been employed is not gone. Not documented: what sets `Active`, so it is not looked at; and whether an
 * `EndDate` is the last day, which we take it for.
 */
function isActive({ Employments, EndDate }: Employee, today: string): boolean {
  const employments = (Employments ?? []).filter(({ Deleted }) => !Deleted)
  const ends = employments.length > 0 ? employments.map((one) => one.EndDate) : [EndDate]
  return ends.some((end) => !end || dateOf(end) >= today)
}

/** A part that is there and not shown is left out: that is not the same as empty. */
function fieldsOf(row: Employee): Fields {
  const fields: Fields = {
    birthDate: row.BirthDate ? dateOf(row.BirthDate) : null,
    nationalId: cleanNationalId(row.SocialSecurityNumber ?? '', 'NO'),
    employeeNumber: row.EmployeeNumber ? String(row.EmployeeNumber) : null,
  }
  const info = row.BusinessRelationInfo
  fields.email = cleanText(info?.DefaultEmail?.EmailAddress)
  if (info?.DefaultPhone || !info?.DefaultPhoneID) fields.phone = phoneOf(info?.DefaultPhone)
  if (info?.InvoiceAddress || !info?.InvoiceAddressID) fields.address = addressOf(info?.InvoiceAddress)
  if (info?.DefaultBankAccount || !info?.DefaultBankAccountID) {
    fields.bankAccount = bankAccountOf(info?.DefaultBankAccount)
  }
  return fields
}

/**
 * Some dates are told with a time. Not documented: in which zone. Midnight is the day that is written, whatever its zone; any
 * other time with a zone is read as in Norway. Midnight there is 22:00 or 23:00 of the day before in UTC, and 22:00 of every
 * summer where a server reckons with the summer time of now: there was none when many people were born.
 */
export function dateOf(written: string): string {
  const [, clock, zone] = /T(.*?)(Z|[+-]\d\d:?\d\d)$/i.exec(written) ?? []
  const time = zone && !/^[0:.]+$/.test(clock ?? '') ? Date.parse(written) : Number.NaN
  if (Number.isNaN(time)) return written.slice(0, 10)
  return norwegianDate(time % day === summerMidnight ? time + day - summerMidnight : time)
}

/** In milliseconds. */
const day = 86_400_000
const summerMidnight = 22 * 3_600_000

/** Not documented: whether `CountryCode` is "47", "+47" or "NO". All three are read. */
function phoneOf(phone: BusinessRelation['DefaultPhone']): string | null {
  const number = cleanText(phone?.Number)
  if (number === null) return null
  const code = cleanText(phone?.CountryCode) ?? ''
  const dialled = /^(?:\+|00)?(\d{1,4})$/.exec(code)?.[1]
  if (dialled && !/^(?:\+|00)/.test(number)) {
    const whole = cleanPhone(`+${dialled} ${number}`, 'NO')
    if (whole?.startsWith('+') && !whole.includes(' ')) return whole
  }
  return cleanPhone(number, /^[A-Z]{2}$/i.test(code) ? code.toUpperCase() : 'NO')
}

function addressOf(address: BusinessRelation['InvoiceAddress']): Address | null {
  if (!address) return null
  return cleanAddress({
    line1: address.AddressLine1 ?? '',
    line2: address.AddressLine2 ?? '',
    line3: address.AddressLine3 ?? '',
    postalCode: address.PostalCode ?? '',
    city: address.City ?? '',
    // `Country` is its name, in a language that is not documented.
    country: address.CountryCode ?? '',
  })
}

function bankAccountOf(account: BusinessRelation['DefaultBankAccount']): BankAccount | null {
  if (account?.AccountNumber)
    return cleanBankAccount({ kind: 'national', country: 'NO', number: account.AccountNumber })
  return account?.IBAN ? cleanBankAccount({ kind: 'international', iban: account.IBAN, bic: '' }) : null
}

/** Where the person has, in a field of `patch`, something else than when the change was planned. */
export function refuseStale(before: Person, now: Person, { givenName, familyName, ...others }: Patch): void {
  const writesName = givenName !== undefined || familyName !== undefined
  const isOtherName = writesName && before.wholeName !== now.wholeName
  if (!isOtherName && differingFields(others, before.fields, now.fields).length === 0) return
  throw new HumaPayrollError('stale', 'The employee was changed in Unimicro after being read.', {
    hint: 'Run the command again.',
  })
}

/** Makes what everything new must carry: "_createguid is mandatory field". */
export type NewGuid = () => string

/**
 * Not documented: how a date without a time is written there. This moment has the same date in UTC and in Norway.
 * `date` is ISO 8601.
 */
export function momentOf(date: string): string {
  return `${date}T00:00:00Z`
}

/** The body that creates a person. Throws kind `refused` where Unimicro has no place for a value. */
export function newEmployee(fields: Patch, subEntityId: number | undefined, guid: NewGuid) {
  if (!fields.givenName) throw refused('givenName', 'Unimicro needs a name.')
  return {
    ID: 0,
    _createguid: guid(),
    ...(subEntityId === undefined ? {} : { SubEntityID: subEntityId }),
    // Without one, Unimicro gives the next that is free.
    ...(fields.employeeNumber === undefined ? {} : { EmployeeNumber: employeeNumber(fields.employeeNumber) }),
    ...own(fields),
    BusinessRelationInfo: { ...fresh(guid), Name: joinedName(fields), ...relation(fields, {}, guid) },
  }
}

/** All of `row` again, with what is in `patch`. `person` tells how the name is split. Throws as `newEmployee`. */
export function changedEmployee(row: Employee, person: Person, patch: Patch, guid: NewGuid) {
  if (patch.employeeNumber !== undefined) {
    const message = 'Unimicro does not change an employee number that was given before.'
    throw refused('employeeNumber', message, 'Take the number of Unimicro over to Huma.')
  }
  const info = row.BusinessRelationInfo ?? fresh(guid)
  const name = patch.givenName === undefined && patch.familyName === undefined ? {} : { Name: wholeName(person, patch) }
  return { ...row, ...own(patch), BusinessRelationInfo: { ...info, ...name, ...relation(patch, info, guid) } }
}

function wholeName({ fields }: Person, patch: Patch): string {
  // An unsplit name stands in the given name, and half of it must not be replaced.
  if (!fields.familyName && (patch.givenName === undefined || patch.familyName === undefined)) {
    const message = 'Unimicro keeps the name as one text, and which part of it is to be replaced cannot be told.'
    throw refused('givenName', message, 'Take both the first and the last name from Huma.')
  }
  return joinedName({ ...fields, ...patch })
}

/** What stands at the employee itself. */
function own({ birthDate, nationalId }: Patch) {
  if (nationalId && nationalId.country !== 'NO') {
    throw refused('nationalId', 'Unimicro keeps only Norwegian identity numbers and D-numbers here.')
  }
  return {
    ...(birthDate === undefined ? {} : { BirthDate: momentOf(birthDate) }),
    ...(nationalId === undefined ? {} : { SocialSecurityNumber: nationalId.number }),
  }
}

function employeeNumber(number: string): number {
  if (!isEmployeeNumber(number)) throw refused('employeeNumber', 'Unimicro takes only whole numbers here.')
  return Number(number)
}

const highestNumber = 2 ** 31 - 1

/** 0 means none, and "007" would come back as "7". */
export function isEmployeeNumber(text: string): boolean {
  return /^[1-9]\d*$/.test(text) && Number(text) <= highestNumber
}

/**
 * The parts that are kept apart. One that is there is changed in its place; a new one is sent as the default and in no list
 * beside it, because Unimicro would then keep it twice.
 */
function relation({ email, phone, address, bankAccount }: Patch, now: Partial<BusinessRelation>, guid: NewGuid) {
  const { DefaultEmail, DefaultPhone, InvoiceAddress, DefaultBankAccount } = now
  return {
    ...(email === undefined ? {} : { DefaultEmail: { ...(DefaultEmail ?? fresh(guid)), EmailAddress: email } }),
    ...(phone === undefined ? {} : { DefaultPhone: phoneBody(phone, DefaultPhone ?? newPhone(guid)) }),
    ...(address === undefined ? {} : { InvoiceAddress: addressBody(address, InvoiceAddress ?? fresh(guid)) }),
    ...(bankAccount === undefined
      ? {}
      : { DefaultBankAccount: accountBody(bankAccount, DefaultBankAccount ?? newAccount(guid)) }),
  }
}

export function fresh(guid: NewGuid) {
  return { ID: 0, _createguid: guid() }
}

const mobile = 150_102

function newPhone(guid: NewGuid) {
  return { ...fresh(guid), Type: mobile }
}

/** What the vendor's own screens send for an account that pay goes to. */
function newAccount(guid: NewGuid) {
  return { ...fresh(guid), BankAccountType: 'employee' }
}

/** The whole number in one place: with a code beside it, nobody could tell whether the code belongs before it. */
function phoneBody(phone: string, now: object) {
  return { ...now, Number: phone, CountryCode: null }
}

/** All parts, also the empty ones: of an address taken over, nothing of the old one may stay. */
function addressBody(
  { line1, line2, line3, postalCode, city, country }: Address,
  now: NonNullable<BusinessRelation['InvoiceAddress']>,
) {
  const lines = { AddressLine1: line1, AddressLine2: line2, AddressLine3: line3 }
  const moves = country !== '' && country !== now.CountryCode
  return {
    ...now,
    ...lines,
    PostalCode: postalCode,
    City: city,
    Region: null,
    ...(moves ? { CountryCode: country, Country: null } : {}),
  }
}

/** Nothing that belongs to the account before may stay beside the new one: pay would go to a mixture of both. */
function accountBody(account: BankAccount, now: object) {
  const none = { AccountNumber: null, IBAN: null, BankID: null }
  if (account.kind === 'international' && !account.iban.startsWith('NO')) return { ...now, ...none, IBAN: account.iban }
  if (account.kind === 'national' && account.country !== 'NO') {
    throw refused('bankAccount', 'Unimicro takes accounts outside Norway only as IBAN.')
  }
  // A Norwegian IBAN holds the account number after its first four characters.
  const number = account.kind === 'national' ? account.number : account.iban.slice(4)
  return { ...now, ...none, AccountNumber: number }
}

/** Decided here, before anything is sent. */
function refused(field: FieldName, message: string, hint?: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field }, ...(hint === undefined ? {} : { hint }) })
}
