/** Which fields Huma has, and what it takes: its Open API 1.53.2. Not documented: what its screens call them. */
import type { FieldRules } from '../core/field-rule.ts'
import type { BankAccount } from '../core/person.ts'
import type { AccountTypes } from './mapping.ts'

export const humaRules: FieldRules = {
  givenName: { field: 'givenName', label: 'First name', required: { when: 'always' }, write: 'always', maxLength: 255 },
  familyName: {
    field: 'familyName',
    label: 'Last name',
    required: { when: 'always' },
    write: 'always',
    maxLength: 255,
  },
  email: {
    field: 'email',
    label: 'E-mail',
    required: { when: 'always' },
    write: 'always',
    unique: true,
    maxLength: 255,
    note: 'A new address waits until the employee has confirmed it; until then Huma shows the old one.',
  },
  phone: { field: 'phone', label: 'Phone', required: { when: 'never' }, write: 'always', maxLength: 255 },
  birthDate: { field: 'birthDate', label: 'Date of birth', required: { when: 'never' }, write: 'always' },
  nationalId: {
    field: 'nationalId',
    label: 'Identification (national)',
    required: { when: 'never' },
    write: 'always',
    maxLength: 255,
    leaveOut: true,
    problem: ({ country }) => (isCountry(country) ? undefined : 'Huma needs the country of an identity number.'),
  },
  address: {
    field: 'address',
    label: 'Home address',
    required: { when: 'never' },
    write: 'always',
    maxLength: 255,
    leaveOut: true,
    problem: ({ country }) => (isCountry(country) ? undefined : 'Huma needs the country of an address.'),
  },
  bankAccount: {
    field: 'bankAccount',
    label: 'Bank account',
    required: { when: 'never' },
    write: 'always',
    maxLength: 255,
    leaveOut: true,
    problem: accountProblem,
  },
  employeeNumber: {
    field: 'employeeNumber',
    label: 'Employment ID',
    required: { when: 'never' },
    write: 'always',
    // Not documented: whether Huma refuses a number that somebody else has. Two people with one number would be taken
    // for each other in payroll, so we never give one twice.
    unique: true,
    maxLength: 255,
  },
}

/** The same, and no account of a kind that this Huma has not shown how to write. Holds as soon as users were read. */
export function rulesWith(types: AccountTypes): FieldRules {
  const { bankAccount } = humaRules
  if (!bankAccount) return humaRules
  const problem = (value: BankAccount): string | undefined =>
    accountProblem(value) ?? (types.typeOf(value) === undefined ? unknownType(value).text : undefined)
  return { ...humaRules, bankAccount: { ...bankAccount, problem } }
}

/** Not documented: the values of an account's `type`. They are learned from the users that have one. */
export function unknownType({ kind }: BankAccount): { text: string; hint: string } {
  const what = kind === 'national' ? 'account numbers' : 'IBANs'
  return {
    text: `How Huma wants ${what} is not documented and shown by no user yet.`,
    hint: `Enter the bank account of one user with ${what} in Huma by hand, then run the command again.`,
  }
}

function accountProblem(account: BankAccount): string | undefined {
  if (account.kind === 'national') {
    return isCountry(account.country) ? undefined : 'Huma needs the country of an account number.'
  }
  // `bic` is required. Not documented: whether it may be empty.
  return account.bic ? undefined : 'Huma needs the BIC of an IBAN.'
}

export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code)
}
