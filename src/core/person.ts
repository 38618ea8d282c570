/** A person as both sides know one, in the field's own words. Every value here is already cleaned (core/values.ts). */

export type Side = 'huma' | 'payroll'

export function otherSide(side: Side): Side {
  return side === 'huma' ? 'payroll' : 'huma'
}

export interface Address {
  line1: string
  line2: string
  line3: string
  postalCode: string
  city: string
  /** ISO 3166-1 alpha-2 in capitals, or '' where the side does not tell. */
  country: string
}

export type BankAccount =
  /** `number` is digits only; `country` is ISO 3166-1 alpha-2. */
  | { kind: 'national'; country: string; number: string }
  /** `iban` without spaces, in capitals; `bic` is '' where the side does not tell. */
  | { kind: 'international'; iban: string; bic: string }

/** A national identity number (birth number, D-number, personnummer, henkilötunnus, CPR), without separators. */
export interface NationalId {
  country: string
  number: string
}

/** What a field holds. Scalars are never ''; an empty one is null. */
export interface FieldValues {
  givenName: string
  familyName: string
  /** As written by the side, trimmed; compared without regard to case. */
  email: string
  /** E.164 (`+4791234567`) where it can be read as a phone number, else as written. */
  phone: string
  /** ISO 8601 date. */
  birthDate: string
  nationalId: NationalId
  bankAccount: BankAccount
  address: Address
  employeeNumber: string
}

export type FieldName = keyof FieldValues

/** The order in which fields are shown and written. */
export const fieldNames = [
  'givenName',
  'familyName',
  'email',
  'phone',
  'birthDate',
  'nationalId',
  'address',
  'bankAccount',
  'employeeNumber',
] as const satisfies readonly FieldName[]

/** null = known to be empty. An absent key = not visible to this key: never compared, never written. */
export type Fields = { [K in FieldName]?: FieldValues[K] | null }

/** Values to write; a patch never holds null, because a missing value never erases a present one. */
export type Patch = { [K in FieldName]?: FieldValues[K] }

export interface Person {
  side: Side
  /** The side's own id. */
  id: string
  /** False: deactivated in Huma, or every employment in payroll has ended. */
  active: boolean
  fields: Fields
  /**
   * Only on a side that keeps the name as one text, this one ('' = none). `givenName` and `familyName` are how it can be
   * read; where that cannot be told, `givenName` is all of it and `familyName` null (core/name.ts).
   */
  wholeName?: string
  /** The side's revision of this object (Tripletex `version`, an ETag); absent where it has none. */
  revision?: string
  /** Huma only: a new address that waits for the employee's confirmation. */
  pendingEmail?: string
  /** Huma only: keys of Huma's own hosted integrations that hold this person. */
  hostedIntegrations?: string[]
  /** Fields that the side does not let this key change for this person (Huma `editable: false`). */
  fixedFields?: FieldName[]
}

/** How a person is named on screens and in the log: "Kari Nordmann", else the e-mail, else the id. */
export function displayName(person: Pick<Person, 'id' | 'fields'>): string {
  const name = [person.fields.givenName, person.fields.familyName].filter(Boolean).join(' ')
  return name || person.fields.email || person.id
}

export const fieldLabels: Record<FieldName, string> = {
  givenName: 'First name',
  familyName: 'Last name',
  email: 'E-mail',
  phone: 'Mobile phone',
  birthDate: 'Date of birth',
  nationalId: 'National identity number',
  address: 'Home address',
  bankAccount: 'Bank account',
  employeeNumber: 'Employee number',
}

/** Fields whose values never appear in logs or error texts. */
export const sensitiveFields: ReadonlySet<FieldName> = new Set(['nationalId', 'bankAccount', 'address', 'birthDate'])
