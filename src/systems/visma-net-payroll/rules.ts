/** Which fields Visma.net Payroll has for an employee, and what must be told. Not documented: lengths, and what the screens call the fields. */
import type { FieldRules } from '../../core/field-rule.ts'
import type { SettingQuestion } from '../system.ts'
import { norwegianNumber } from './mapping.ts'

const forActive = 'Not needed for a draft; without it the draft cannot be made active in Visma.net Payroll.'
const dated = 'A change holds from the day on which it is sent; what was before stays in the history.'

export const fields: FieldRules = {
  givenName: {
    field: 'givenName',
    label: 'First name',
    required: { when: 'always' },
    write: 'always',
    note: dated,
  },
  familyName: {
    field: 'familyName',
    label: 'Last name',
    required: { when: 'always' },
    write: 'always',
    note: dated,
  },
  email: {
    field: 'email',
    label: 'E-mail',
    required: { when: 'never' },
    write: 'always',
    // Not documented: whether Visma refuses an address that somebody else has. By it people are matched.
    unique: true,
  },
  phone: {
    field: 'phone',
    label: 'Phone',
    required: { when: 'never' },
    write: 'always',
    problem: (value) =>
      norwegianNumber(value) === undefined
        ? 'Visma.net Payroll keeps phone numbers without the code of the country, so only Norwegian ones are sent.'
        : undefined,
  },
  birthDate: {
    field: 'birthDate',
    label: 'Date of birth',
    required: { when: 'never' },
    write: 'always',
    note: forActive,
  },
  nationalId: {
    field: 'nationalId',
    label: 'National identity number or D-number',
    required: { when: 'never' },
    write: 'always',
    // Not documented: whether a number may be given twice. Two people cannot have the same.
    unique: true,
    problem: ({ country, number }) =>
      country === 'NO' && /^\d{11}$/.test(number)
        ? undefined
        : 'Visma.net Payroll is given only Norwegian identity numbers and D-numbers, which have 11 digits.',
    note: `${forActive} ${dated}`,
  },
  address: {
    field: 'address',
    label: 'Address',
    required: { when: 'never' },
    write: 'always',
    note: `One line for the street: several are joined by commas. ${forActive}`,
  },
  bankAccount: {
    field: 'bankAccount',
    label: 'Bank account',
    required: { when: 'never' },
    write: 'always',
    problem: (value) =>
      value.kind === 'international' || value.country === 'NO'
        ? undefined
        : 'Visma.net Payroll takes accounts outside Norway only as IBAN.',
    note: `With an account, pay goes to the bank. ${forActive}`,
  },
  employeeNumber: {
    field: 'employeeNumber',
    label: 'Employee number',
    required: { when: 'never' },
    write: 'always',
    unique: true,
    note: 'Without one, Visma.net Payroll gives a new employee the next number that is free.',
  },
}

const several =
  'Employees in Visma.net Payroll can have several, each with a type. Choose the type that is compared with Huma and written; the types are those that your employees have. Automatic: the first one, and new ones are sent without a type.'

export const settings: readonly SettingQuestion[] = [
  { key: 'emailType', label: 'Type of e-mail address', help: several, choices: 'from-system', standard: '' },
  { key: 'phoneType', label: 'Type of phone number', help: several, choices: 'from-system', standard: '' },
  {
    key: 'workTimeAgreement',
    label: 'Work-time agreement of new positions',
    help: 'For people who have no position in Visma.net Payroll yet; others keep the one that they have.',
    onlyWith: ['positions'],
    choices: 'from-system',
    open: true,
    standard: '',
  },
  {
    key: 'taxUnit',
    label: 'Tax unit of new positions',
    help: 'For people who have no position in Visma.net Payroll yet; others keep the one that they have.',
    onlyWith: ['positions'],
    choices: 'from-system',
    open: true,
    standard: '',
  },
]
