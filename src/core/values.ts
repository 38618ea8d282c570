/**
 * What a side wrote -> the one form in which values are kept and compared; and back to what people read.
 * The only home of the libraries that know phone numbers, account numbers, identity numbers and countries.
 */
import { idnr } from '@navikt/fnrvalidator'
import countries from 'i18n-iso-countries'
import { composeIBAN, friendlyFormatIBAN, isValidBIC, isValidIBAN } from 'ibantools'
import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'
import Personnummer from 'personnummer'
import { stdnum, validatePerson } from 'stdnum'
import type { Address, BankAccount, FieldName, Fields, FieldValues, NationalId } from './person.ts'

/**
 * NFC, one blank for any run of white space, nothing at the ends, nothing that cannot be seen; null for what is empty then.
 */
export function cleanText(text: string | null | undefined): string | null {
  if (!text) return null
  return visible(text).normalize('NFC').replaceAll(blanks, ' ').trim() || null
}

const blanks = /[\s\u0085]+/gu

/**
 * Without control characters other than white space, and without what has no shape: zero-width characters, marks that turn
 * the direction of writing, halves of characters. Joiners too: no name in Latin letters needs them, and two names that look
 * the same would differ.
 */
function visible(text: string): string {
  return text.replaceAll(/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]|(?![\t-\r\u0085])\p{Cc}/gu, '')
}

/** E.164 where it can be read as a phone number, `country` being where a number without a prefix belongs; else as written. */
export function cleanPhone(text: string | null | undefined, country: string): string | null {
  const written = cleanText(text)
  if (written === null) return null
  // "(+47) 41 23 45 67": what is before the number itself may stand in brackets.
  const opened = written.replace(/^\( ?((?:\+|00)[ \d]+)\)/, '$1 ')
  return parsedPhone(opened, isSupportedCountry(country) ? country : undefined)?.number ?? written
}

/** Two numbers in one field, a word beside it, or an extension: E.164 would say less, or something else. */
function parsedPhone(written: string, defaultCountry?: CountryCode): PhoneNumber | undefined {
  const parsed = parsePhoneNumberFromString(written, { ...(defaultCountry && { defaultCountry }), extract: false })
  return parsed?.isPossible() && !parsed.ext ? parsed : undefined
}

/** undefined for what `cleanPhone` has kept as written. */
function knownPhone(phone: string): PhoneNumber | undefined {
  const parsed = parsedPhone(phone)
  return parsed?.number === phone ? parsed : undefined
}

/** The country and the number within it; undefined for what is not E.164, and where the two would not make it again. */
export function phoneParts(phone: string): { country: string; number: string } | undefined {
  const parsed = knownPhone(phone)
  if (!parsed?.country || cleanPhone(parsed.nationalNumber, parsed.country) !== phone) return undefined
  return { country: parsed.country, number: parsed.nationalNumber }
}

/**
 * An ISO 8601 date; a date with a time is cut where no zone could make it another day: no zone is told, or it is midnight
 * there. Anything else as written, for `invalidity` to find. null where empty.
 */
export function cleanDate(text: string | null | undefined): string | null {
  const written = cleanText(text)
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/i.exec(written ?? '')
  const [, date, time, zone] = parts ?? []
  return date && time && (!zone || /^[0:.]+$/.test(time)) ? date : written
}

/** Swedish numbers with the century (12 digits), Finnish ones with their century sign, all others without separators. */
export function cleanNationalId(number: string, country: string): NationalId | null {
  const written = cleanText(number)?.toUpperCase()
  if (!written) return null
  const code = countryCode(country)
  const plain = withoutSeparators(written)
  // A dash alone stands for nothing, and many people would share it.
  if (!plain) return null
  if (code === 'FI') return { country: code, number: written.replaceAll(' ', '') }
  return { country: code, number: (code === 'SE' ? swedish(written) : undefined) ?? plain }
}

function swedish(number: string): string | undefined {
  try {
    return Personnummer.parse(number.replaceAll(' ', '')).format(true)
  } catch {
    return undefined
  }
}

/** An IBAN that was typed as a national number is an IBAN. */
export function cleanBankAccount(account: BankAccount): BankAccount | null {
  if (account.kind === 'international') {
    const iban = withoutSeparators(account.iban.toUpperCase())
    return iban ? { kind: 'international', iban, bic: withoutSeparators(account.bic.toUpperCase()) } : null
  }
  const number = withoutSeparators(account.number)
  const iban = number.toUpperCase()
  if (isValidIBAN(iban)) return { kind: 'international', iban, bic: '' }
  return number ? { kind: 'national', country: countryCode(account.country), number } : null
}

function withoutSeparators(text: string): string {
  return visible(text).replaceAll(/[\s.\-+/\u0085]/gu, '')
}

/** null where nothing but perhaps a country is told. */
export function cleanAddress(address: Address): Address | null {
  const part = (text: string) => cleanText(text) ?? ''
  const { line1, line2, line3, postalCode, city } = address
  const parts = {
    line1: part(line1),
    line2: part(line2),
    line3: part(line3),
    postalCode: part(postalCode),
    city: part(city),
  }
  if (Object.values(parts).every((one) => one === '')) return null
  return { ...parts, country: countryCode(address.country) }
}

/** ISO 3166-1 alpha-2 in capitals for two or three letters; anything else as written. */
function countryCode(written: string): string {
  const code = (cleanText(written) ?? '').toUpperCase()
  return (code.length === 3 ? countries.toAlpha2(code) : undefined) ?? code
}

/** Whether two values mean the same: the same person, account or place, however it is written. */
export function sameValue<K extends FieldName>(field: K, one: FieldValues[K], other: FieldValues[K]): boolean {
  return one === other || (equals[field] ?? sameDigest)(one, other)

  function sameDigest(): boolean {
    return digestText(field, one) === digestText(field, other)
  }
}

const equals: { readonly [K in FieldName]?: (one: FieldValues[K], other: FieldValues[K]) => boolean } = {
  // A side that does not tell the country says nothing against the other's.
  address: (one, other) =>
    canonical.address(one.country ? one : { ...one, country: other.country }) ===
    canonical.address(other.country ? other : { ...other, country: one.country }),
  bankAccount(one, other) {
    // Much faster than by way of the IBAN.
    if (one.kind === 'national' && other.kind === 'national') {
      return one.number === other.number && one.country === other.country
    }
    return accountKey(one) === accountKey(other)
  },
  nationalId: (one, other) =>
    one.number === other.number && (one.country === other.country || !one.country || !other.country),
}

/** The text that stands for a value in comparisons: equal for values that mean the same. */
export function digestText<K extends FieldName>(field: K, value: FieldValues[K]): string {
  return canonical[field](value)
}

const canonical: { readonly [K in FieldName]: (value: FieldValues[K]) => string } = {
  givenName: (name) => name,
  familyName: (name) => name,
  email: (email) => email.normalize('NFC').trim().toLowerCase(),
  phone: (phone) => phone,
  birthDate: (date) => date,
  nationalId: ({ country, number }) => `${country} ${number}`,
  // Not every side keeps three lines, and Norwegian places are often written in capitals.
  address: ({ line1, line2, line3, postalCode, city, country }) =>
    [[line1, line2, line3].filter(Boolean).join(', '), postalCode.replaceAll(' ', ''), city, country]
      .join('\n')
      .toLowerCase(),
  bankAccount: (account) => accountKey(account),
  employeeNumber: (number) => number,
}

/** A national account is the same as the IBAN made of it. The BIC follows from the IBAN and one side often lacks it. */
function accountKey(account: BankAccount): string {
  if (account.kind === 'international') return account.iban
  return ibanOf(account) ?? `${account.country} ${account.number}`
}

/** undefined where no IBAN can be made of a national number. */
export function ibanOf(account: BankAccount): string | undefined {
  if (account.kind === 'international') return account.iban
  return composeIBAN({ countryCode: account.country, bban: account.number }) ?? undefined
}

/** A sentence why the value cannot be right (a wrong check digit, no such day), or undefined. It never repeats the value. */
export function invalidity<K extends FieldName>(field: K, value: FieldValues[K]): string | undefined {
  return checks[field]?.(value)
}

const checks: { readonly [K in FieldName]?: (value: FieldValues[K]) => string | undefined } = {
  nationalId: ({ country, number }) =>
    validIdentityNumber(country, number) ? undefined : 'It is not a valid identity number.',
  bankAccount: (account) => (validAccount(account) ? undefined : 'It is not a valid account number.'),
  birthDate: (date) => (validBirthDate(date) ? undefined : 'It is not a valid date of birth.'),
}

/** A day that there is. Nobody alive was born before 1900; some systems write the year 1 for no date. */
function validBirthDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text && text >= '1900'
}

function validIdentityNumber(country: string, number: string): boolean {
  switch (country) {
    case 'NO':
      return idnr(number).status === 'valid'
    case 'SE':
      return Personnummer.valid(number)
    case 'FI':
      return validatePerson('FI', number).isValid === true
    case 'DK':
      // Since 2007 some numbers have no valid check digit, so only the form is looked at.
      return /^\d{10}$/.test(number)
    default:
      return true
  }
}

/**
 * Whether two identity numbers cannot belong to the same human being: both can be right, they are of one country and they
 * differ. A number for a time and the lasting one that followed it belong to the same one.
 */
export function differentHolders(one: NationalId, other: NationalId): boolean {
  const country = one.country || other.country
  if (one.number === other.number || (other.country && other.country !== country)) return false
  if (![one, other].every(({ number }) => validIdentityNumber(country, number))) return false
  return !isSuccession(country, one.number, other.number)
}

/**
 * Where the date of birth stands in a number, and how much the first digit of its day is raised in a number for a time:
 * https://www.skatteetaten.no/en/person/foreign/norwegian-identification-number/d-number/ and Skatteverket's
 * samordningsnummer.
 */
const temporary: Readonly<Record<string, { end: number; day: number; raised: number }>> = {
  NO: { end: 6, day: 0, raised: 4 },
  SE: { end: 8, day: 6, raised: 6 },
}

/** The same date of birth, once as a number for a time and once as a lasting one. */
function isSuccession(country: string, one: string, other: string): boolean {
  const places = temporary[country]
  if (!places) return false
  const { end, day, raised } = places
  const isRaised = (number: string) => Number(number[day]) >= raised
  const date = (number: string) => {
    const digit = Number(number[day]) - (isRaised(number) ? raised : 0)
    return number.slice(0, day) + digit + number.slice(day + 1, end)
  }
  return isRaised(one) !== isRaised(other) && date(one) === date(other)
}

function validAccount(account: BankAccount): boolean {
  if (account.kind === 'international')
    return isValidIBAN(account.iban) && (account.bic === '' || isValidBIC(account.bic))
  return account.country !== 'NO' || stdnum.NO?.kontonr?.validate(account.number).isValid === true
}

/** As people write it, for screens where somebody decides. */
export function formatValue<K extends FieldName>(field: K, value: FieldValues[K]): string {
  return formats[field](value)
}

const asWritten = (text: string) => text

const formats: { readonly [K in FieldName]: (value: FieldValues[K]) => string } = {
  givenName: asWritten,
  familyName: asWritten,
  email: asWritten,
  phone: (phone) => knownPhone(phone)?.formatInternational() ?? phone,
  birthDate: asWritten,
  nationalId: ({ country, number }) => (country === 'NO' ? number.replace(/^(\d{6})(\d{5})$/, '$1 $2') : number),
  address: ({ line1, line2, line3, postalCode, city, country }) =>
    [line1, line2, line3, `${postalCode} ${city}`.trim(), country].filter(Boolean).join(', '),
  bankAccount(account) {
    if (account.kind === 'international')
      return [friendlyFormatIBAN(account.iban), account.bic].filter(Boolean).join(' ')
    return account.country === 'NO' ? account.number.replace(/^(\d{4})(\d{2})(\d{5})$/, '$1.$2.$3') : account.number
  },
  employeeNumber: asWritten,
}

/** For output that may be kept (`--json`, a pipe, a plan): of what is sensitive only as much as tells two values apart. */
function maskValue<K extends FieldName>(field: K, value: FieldValues[K]): string {
  return (masks[field] ?? formats[field])(value)
}

/** null where the field is empty or not visible. */
export function maskField<K extends FieldName>(fields: Fields, field: K): string | null {
  const value: FieldValues[K] | null | undefined = fields[field]
  return value === null || value === undefined ? null : maskValue(field, value)
}

const hidden = () => '•••'
const lastThree = (text: string) => `•••${text.slice(-3)}`

const masks: { readonly [K in FieldName]?: (value: FieldValues[K]) => string } = {
  nationalId: ({ number }) => lastThree(number),
  bankAccount: (account) => lastThree(account.kind === 'international' ? account.iban : account.number),
  birthDate: hidden,
  address: hidden,
}
