/** What Xledger keeps of a person. */
import type { FieldRules } from '../../core/field-rule.ts'
import type { BankAccount, NationalId } from '../../core/person.ts'

const onlyNew = 'Given when the employee is created. Xledger never shows it, so later changes are made in Xledger.'

/**
 * Not documented: what Xledger's screens call the fields (these are the names of its API), how long they may be, and what a
 * new employee cannot do without; both names are what others send with every one.
 * Not synced: the home address. The API takes it as one text whose form is not documented, and does not show it.
 */
export const fields = {
  givenName: { field: 'givenName', label: 'First name', required: { when: 'always' }, write: 'always' },
  familyName: { field: 'familyName', label: 'Last name', required: { when: 'always' }, write: 'always' },
  email: { field: 'email', label: 'E-mail', required: { when: 'never' }, write: 'always' },
  phone: { field: 'phone', label: 'Phone', required: { when: 'never' }, write: 'create-only', note: onlyNew },
  birthDate: { field: 'birthDate', label: 'Birthday', required: { when: 'never' }, write: 'always' },
  nationalId: {
    field: 'nationalId',
    label: 'Social security number',
    required: { when: 'never' },
    write: 'create-only',
    // Not documented: how an identity number of another country is told from a Norwegian one.
    problem: (value: NationalId) =>
      value.country === 'NO' ? undefined : 'Only Norwegian identity numbers and D-numbers are sent to Xledger.',
    note: onlyNew,
  },
  bankAccount: {
    field: 'bankAccount',
    label: 'Bank account',
    required: { when: 'never' },
    write: 'create-only',
    // Not documented: how an account abroad is written, and what `bankRouting` beside it means.
    problem: (value: BankAccount) => {
      const isNorwegian = value.kind === 'national' ? value.country === 'NO' : value.iban.startsWith('NO')
      return isNorwegian ? undefined : 'Only Norwegian accounts are sent to Xledger.'
    },
    note: onlyNew,
  },
  employeeNumber: {
    field: 'employeeNumber',
    label: 'Code',
    required: { when: 'never' },
    write: 'always',
    // Not documented: whether Xledger refuses a code that somebody else has. Two people with one number would be taken for
    // each other, so we never give one twice.
    unique: true,
    note: 'Where none is given, Xledger numbers new employees as it is set up.',
  },
} as const satisfies FieldRules
