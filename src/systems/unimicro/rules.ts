/** Which fields Unimicro has for an employee, and what must be told. Not documented: lengths, and what the screens call the fields. */
import type { FieldRules } from '../../core/field-rule.ts'
import type { SettingQuestion } from '../system.ts'
import { isEmployeeNumber } from './mapping.ts'

const oneText = 'Unimicro keeps the name as one text: both parts are written together, and compared together.'

/** Not documented: what the server requires. The vendor's own screens want a name and a sub entity. */
export const fields: FieldRules = {
  givenName: {
    field: 'givenName',
    label: 'Name (first part)',
    required: { when: 'always' },
    write: 'always',
    note: oneText,
  },
  familyName: {
    field: 'familyName',
    label: 'Name (last part)',
    // Somebody with a name of one word has none, and all that is required of a name stands in its first part.
    required: { when: 'never' },
    write: 'always',
    note: oneText,
  },
  email: {
    field: 'email',
    label: 'E-mail (the default one)',
    required: { when: 'never' },
    write: 'always',
    // Not documented: whether Unimicro refuses an address that somebody else has. By it people are matched.
    unique: true,
  },
  phone: { field: 'phone', label: 'Phone (the default one)', required: { when: 'never' }, write: 'always' },
  birthDate: { field: 'birthDate', label: 'Date of birth', required: { when: 'never' }, write: 'always' },
  nationalId: {
    field: 'nationalId',
    label: 'National identity number or D-number',
    required: { when: 'never' },
    write: 'always',
    problem: ({ country, number }) =>
      country === 'NO' && /^\d{11}$/.test(number)
        ? undefined
        : 'Unimicro keeps only Norwegian identity numbers and D-numbers here, which have 11 digits.',
  },
  address: { field: 'address', label: 'Address (invoice address)', required: { when: 'never' }, write: 'always' },
  bankAccount: {
    field: 'bankAccount',
    label: 'Bank account (the default one)',
    required: { when: 'never' },
    write: 'always',
    problem: (value) =>
      value.kind === 'international' || value.country === 'NO'
        ? undefined
        : 'Unimicro takes accounts outside Norway only as IBAN.',
    note: 'Unimicro keeps the BIC with its register of banks, so it is not written.',
  },
  employeeNumber: {
    field: 'employeeNumber',
    label: 'Employee number',
    required: { when: 'never' },
    write: 'create-only',
    unique: true,
    problem: (value) =>
      isEmployeeNumber(value) ? undefined : 'Unimicro takes only whole numbers without leading zeros.',
    note: 'Fixed once the employee is created. Without one, Unimicro gives the next number that is free.',
  },
}

export const settings: readonly SettingQuestion[] = [
  {
    key: 'nameSplit',
    label: 'How names of more than two words are split for Huma',
    help: 'Unimicro keeps the name as one text, Huma a first and a last name. Names that are the same in both systems are never changed. This is about all others: only you know whether "Kari Berg Nordmann" has the last name "Nordmann" or "Berg Nordmann".',
    choices: [
      { value: 'two-words', label: 'Not at all: people with such names are left for you' },
      { value: 'last-word', label: 'The last word is the last name' },
    ],
    standard: 'two-words',
  },
  {
    key: 'subEntity',
    label: 'Sub entity (underenhet) for new employees',
    help: 'Every employee in Unimicro belongs to a sub entity of the company. Automatic: the only one there is.',
    choices: 'from-system',
    standard: '',
  },
  {
    key: 'fullTimeHours',
    label: 'Hours a week of full time, for new employments',
    help: 'Only for employments that huma-payroll creates for people who have none yet. Correct it in Unimicro where it differs.',
    onlyWith: ['positions'],
    choices: ['37.5', '40', '35.5', '33.6'].map((value) => ({ value, label: `${value} hours` })),
    standard: '37.5',
  },
  {
    key: 'remuneration',
    label: 'How new employments are paid, as the a-melding reports it',
    help: 'Only where salary is not sent, or not known yet. A salary that is sent decides it.',
    onlyWith: ['positions'],
    choices: [
      { value: '1', label: 'Fixed salary (fast lønn)' },
      { value: '2', label: 'By the hour (timelønn)' },
    ],
    standard: '1',
  },
  {
    key: 'workingHours',
    label: 'Working hours of new employments, as the a-melding reports them',
    help: 'Huma does not tell who works shifts. Correct it in Unimicro for those who differ.',
    onlyWith: ['positions'],
    choices: [
      { value: '1', label: 'No shift work (ikke skift)' },
      { value: '3', label: 'Continuous shift work, 33.6 hours (helkontinuerlig)' },
      { value: '4', label: 'Day and night, 35.5 hours (døgnkontinuerlig)' },
      { value: '5', label: 'Shift work (skiftarbeid)' },
      { value: '2', label: 'Offshore' },
    ],
    standard: '1',
  },
]
