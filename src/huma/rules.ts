/** Which fields Huma has, and what it takes: its Open API 1.53.2. Not documented: what its screens call them. */
import type { FieldRules } from '../core/field-rule.ts'

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
    problem: ({ country }) => (isCountry(country) ? undefined : 'Huma needs the country of an identity number.'),
  },
  address: {
    field: 'address',
    label: 'Home address',
    required: { when: 'never' },
    write: 'always',
    maxLength: 255,
    problem: ({ country }) => (isCountry(country) ? undefined : 'Huma needs the country of an address.'),
  },
  bankAccount: {
    field: 'bankAccount',
    label: 'Bank account',
    required: { when: 'never' },
    write: 'always',
    maxLength: 255,
    problem(value) {
      if (value.kind === 'national') {
        return isCountry(value.country) ? undefined : 'Huma needs the country of an account number.'
      }
      // `bic` is required. Not documented: whether it may be empty.
      return value.bic ? undefined : 'Huma needs the BIC of an IBAN.'
    },
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

export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code)
}
