/**
 * Which fields Finago has for an employee. Not documented: lengths, what its screens call them, and what it requires but the
 * employee number, which has to be sent because nobody knows whether one is given.
 */
import type { FieldRules } from '../../core/field-rule.ts'
import { bankAccountProblem, isEmployeeNumber, nationalIdProblem, onlyWholeNumbers } from './mapping.ts'

export const fields: FieldRules = {
  givenName: { field: 'givenName', label: 'First name', required: { when: 'always' }, write: 'always' },
  familyName: { field: 'familyName', label: 'Last name', required: { when: 'always' }, write: 'always' },
  email: {
    field: 'email',
    label: 'E-mail',
    required: { when: 'never' },
    write: 'always',
    // Not documented: whether Finago refuses an address that somebody else has. By it people are matched.
    unique: true,
  },
  phone: { field: 'phone', label: 'Phone (telefon)', required: { when: 'never' }, write: 'always' },
  nationalId: {
    field: 'nationalId',
    label: 'National identity number or D-number',
    required: { when: 'never' },
    write: 'always',
    problem: nationalIdProblem,
    note: 'A date of birth that stands in its place in Finago counts as empty.',
  },
  address: {
    field: 'address',
    label: 'Address',
    required: { when: 'never' },
    write: 'always',
    note: 'Finago has one line for the street: the lines of Huma are joined by commas.',
  },
  bankAccount: {
    field: 'bankAccount',
    label: 'Bank account (bankkonto)',
    required: { when: 'never' },
    write: 'always',
    problem: bankAccountProblem,
    // In a Swedish company nearly everybody has one that cannot be written.
    leaveOut: true,
    note: 'Somebody new whose account Finago cannot be told is created without it.',
  },
  employeeNumber: {
    field: 'employeeNumber',
    label: 'Employee number (ansattnr)',
    required: { when: 'always' },
    write: 'create-only',
    unique: true,
    problem: (value) => (isEmployeeNumber(value) ? undefined : onlyWholeNumbers),
    note: 'Fixed once the employee is created, because Finago knows people by it.',
  },
}
