/** A person in our words <-> a user in Huma's. Pure. */
import type { Address, BankAccount, FieldName, Fields, NationalId, Patch, Person } from '../core/person.ts'
import { fieldNames } from '../core/person.ts'
import {
  cleanAddress,
  cleanBankAccount,
  cleanDate,
  cleanNationalId,
  cleanPhone,
  cleanText,
  sameValue,
} from '../core/values.ts'
import { HumaPayrollError } from '../errors.ts'
import { isCountry, unknownType } from './rules.ts'
import {
  type ChangeBody,
  type Identification,
  type IdentificationBody,
  notPeople,
  type UserBody,
  type UserDetails,
  type UserRow,
} from './schema.ts'

/**
 * A row of a type that is not documented may be a person: it is known to be there, so that nobody is created a second
 * time, but it is not synced either.
 */
export function standingOf({ type }: Pick<UserRow, 'type'>): 'user' | 'unknown' | 'no person' {
  if (type === 'user') return 'user'
  return notPeople.has(type) ? 'no person' : 'unknown'
}

const ourNames = {
  givenName: 'givenName',
  familyName: 'familyName',
  email: 'email',
  phone: 'phone',
  birthDate: 'birthDate',
  nationalId: 'identifications',
  address: 'homeAddress',
  bankAccount: 'bankAccount',
  employeeNumber: 'employmentId',
} as const satisfies Record<FieldName, keyof UserDetails>

/** `country` (ISO 3166-1 alpha-2): where payroll is, so whose identity number and phone numbers are meant. */
export function personOf(details: UserDetails, country: string): Person {
  const pendingEmail = cleanText(details.email?.requestedValue)
  const hostedIntegrations = Object.keys(details.connectedIntegrations ?? {}).sort()
  const fixedFields = fieldNames.filter((field) => details[ourNames[field]]?.editable === false)
  return {
    side: 'huma',
    id: details.id,
    active: details.status.active,
    fields: fieldsOf(details, country),
    ...(pendingEmail === null ? {} : { pendingEmail }),
    ...(hostedIntegrations.length === 0 ? {} : { hostedIntegrations }),
    ...(fixedFields.length === 0 ? {} : { fixedFields }),
  }
}

function fieldsOf(details: UserDetails, country: string): Fields {
  const fields: Fields = {}
  const { givenName, familyName, email, phone, birthDate, homeAddress, bankAccount, employmentId } = details
  const address = homeAddress?.value ? addressOf(homeAddress.value) : null
  if (givenName) fields.givenName = cleanText(givenName.value)
  if (familyName) fields.familyName = cleanText(familyName.value)
  if (email) fields.email = cleanText(email.value)
  if (phone) fields.phone = cleanPhone(phone.value, address?.country || country)
  if (birthDate) fields.birthDate = cleanDate(birthDate.value)
  if (homeAddress) fields.address = address
  if (bankAccount) fields.bankAccount = bankAccount.value ? bankAccountOf(bankAccount.value) : null
  if (employmentId) fields.employeeNumber = cleanText(employmentId.value)
  if (details.identifications) {
    const chosen = identityOf(details, country)
    fields.nationalId = chosen ? cleanNationalId(chosen.value, chosen.country || country) : null
  }
  return fields
}

type Value<K extends 'homeAddress' | 'bankAccount'> = NonNullable<NonNullable<UserDetails[K]>['value']>

function addressOf({ line1, line2, line3, postalCode, city, country }: Value<'homeAddress'>): Address | null {
  return cleanAddress({
    line1: line1 ?? '',
    line2: line2 ?? '',
    line3: line3 ?? '',
    postalCode: postalCode ?? '',
    city: city ?? '',
    country: country ?? '',
  })
}

function bankAccountOf({ number, country, iban, bic }: Value<'bankAccount'>): BankAccount | null {
  if (iban) return cleanBankAccount({ kind: 'international', iban, bic: bic ?? '' })
  return number ? cleanBankAccount({ kind: 'national', country: country ?? '', number }) : null
}

/**
 * The identification that is compared. A user may have several: the one of the payroll system's own country is what
 * payroll asks for; then the one of the country where the user lives; then, so that it is the same one every time, the
 * first by country and id. Not documented: which of several Huma itself takes. One without a country counts as the
 * payroll system's.
 */
function identityOf({ identifications, homeAddress }: UserDetails, country: string): Identification | undefined {
  const home = homeAddress?.value?.country?.trim().toUpperCase()
  const rank = (code: string) => (code === country ? 0 : code === home ? 1 : 2)
  const codeOf = (one: Identification) => one.country?.trim().toUpperCase() || country
  const sortKey = (one: Identification) => `${rank(codeOf(one))} ${codeOf(one)} ${one.id}`
  return identifications?.value
    ?.filter(({ type, value }) => type === 'national' && value.trim() !== '')
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))[0]
}

/** What POST /users takes of the fields; the rest is for `changesOf`. */
export function newUser(fields: Patch, more: Pick<UserBody, 'groups' | 'invite'>): UserBody {
  const { givenName, familyName, email, phone } = fields
  if (!givenName || !familyName || !email) {
    const field = givenName ? (familyName ? 'email' : 'familyName') : 'givenName'
    throw refused(field, 'Huma needs a first name, a last name and an e-mail address.')
  }
  return { givenName, familyName, email, ...(phone === undefined ? {} : { phone }), ...more }
}

/** The body of PATCH /users/{id}; empty where only the identity number changes. Throws kinds `refused`, `unsupported`. */
export function changesOf(patch: Patch, accountTypes: AccountTypes): ChangeBody {
  const { givenName, familyName, email, phone, birthDate, employeeNumber, address, bankAccount } = patch
  return {
    ...(givenName === undefined ? {} : { givenName }),
    ...(familyName === undefined ? {} : { familyName }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(employeeNumber === undefined ? {} : { employmentId: employeeNumber }),
    ...(address === undefined ? {} : { homeAddress: addressBody(address) }),
    ...(bankAccount === undefined ? {} : { bankAccount: bankAccountBody(bankAccount, accountTypes) }),
  }
}

/** All six, also the empty ones: of an address taken over, nothing of the old one may stay. */
function addressBody({ line1, line2, line3, postalCode, city, country }: Address) {
  if (!isCountry(country)) throw refused('address', 'Huma needs the country of an address.')
  return { line1, line2, line3, postalCode, city, country }
}

function bankAccountBody(account: BankAccount, types: AccountTypes) {
  const type = types.typeOf(account)
  if (type === undefined) {
    const { text, hint } = unknownType(account)
    throw new HumaPayrollError('unsupported', text, { hint, details: { field: 'bankAccount' } })
  }
  if (account.kind === 'national') return { type, number: account.number, country: account.country }
  return { type, iban: account.iban, bic: account.bic }
}

export function identificationBody({ country, number }: NationalId): IdentificationBody {
  if (!isCountry(country)) throw refused('nationalId', 'Huma needs the country of an identity number.')
  return { type: 'national', country, value: number }
}

/**
 * The identification that a new identity number replaces: the one of the same country. One of another country stays as
 * it is, because a person may have both. `same`: the number is there already.
 */
export function replacedBy(
  { identifications }: UserDetails,
  wanted: NationalId,
  payrollCountry: string,
): { id: string } | 'same' | undefined {
  const sameCountry = (identifications?.value ?? []).flatMap(({ id, type, value, country }) => {
    const known = type === 'national' ? cleanNationalId(value, country || payrollCountry) : null
    return known?.country === wanted.country ? [{ id, known }] : []
  })
  if (sameCountry.some(({ known }) => sameValue('nationalId', known, wanted))) return 'same'
  const [first] = sameCountry.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return first && { id: first.id }
}

/** Decided here, before anything is sent. */
export function refused(field: FieldName, message: string, hint?: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { details: { field }, ...(hint === undefined ? {} : { hint }) })
}

/** The values of a bank account's `type`, learned from accounts that Huma has shown: they are not documented. */
export interface AccountTypes {
  learn(details: UserDetails): void
  /** undefined where no such account was seen, or where they contradict each other. */
  typeOf(account: BankAccount): string | undefined
}

export function createAccountTypes(): AccountTypes {
  /** By 'international', 'national', and 'national NO', because a type may hold only in one country. */
  const seen = new Map<string, Set<string>>()

  function add(key: string, type: string): void {
    seen.set(key, (seen.get(key) ?? new Set()).add(type))
  }

  function only(key: string): string | undefined {
    const types = [...(seen.get(key) ?? [])]
    return types.length === 1 ? types[0] : undefined
  }

  return {
    learn({ bankAccount }) {
      const value = bankAccount?.value
      const account = value && bankAccountOf(value)
      // An IBAN where a national number belongs does not tell how Huma wants an IBAN.
      if (!account || !value.type || (account.kind === 'international' && !value.iban)) return
      add(account.kind, value.type)
      if (account.kind === 'national') add(`national ${account.country}`, value.type)
    },
    typeOf: (account) =>
      account.kind === 'national' ? (only(`national ${account.country}`) ?? only('national')) : only('international'),
  }
}
