/** What Netvisor takes of a person, and what it must be told: the vendor's tables of employee.nv and patchemployee.nv. */
import type { FieldRules } from '../../core/field-rule.ts'
import { ibanOf } from '../../core/values.ts'
import type { SettingQuestion } from '../system.ts'
import { hoursPerDaySetting, standardHoursPerDay } from './absence.ts'
import { wageModelSetting } from './client.ts'
import { addressProblem, foreignId, noIban } from './mapping.ts'

/** Not documented: what the vendor's screens call the fields; these are the words of its API. */
export const fields: FieldRules = {
  givenName: { field: 'givenName', label: 'First name', required: { when: 'always' }, write: 'always', maxLength: 50 },
  familyName: { field: 'familyName', label: 'Last name', required: { when: 'always' }, write: 'always', maxLength: 50 },
  // Not documented: whether two people may have the same one.
  email: { field: 'email', label: 'E-mail', required: { when: 'always' }, write: 'always', maxLength: 100 },
  phone: { field: 'phone', label: 'Phone number', required: { when: 'always' }, write: 'always', maxLength: 50 },
  birthDate: {
    field: 'birthDate',
    label: 'Date of birth',
    required: { when: 'never' },
    write: 'never',
    note: 'Netvisor takes it from the identity number.',
  },
  nationalId: {
    field: 'nationalId',
    label: 'Personal identity code (henkilötunnus)',
    required: { when: 'always' },
    write: 'create-only',
    unique: true,
    problem: (value) => (value.country === 'FI' ? undefined : foreignId),
    note: 'Set when the employee is created; later changes are made in Netvisor.',
  },
  address: {
    field: 'address',
    label: 'Address',
    required: { when: 'always' },
    write: 'always',
    maxLength: 255,
    problem: addressProblem,
  },
  bankAccount: {
    field: 'bankAccount',
    label: 'Bank account',
    required: { when: 'never' },
    write: 'always',
    problem: (value) => (ibanOf(value) ? undefined : noIban),
    changeProblem: (value) =>
      value.kind === 'international' && value.bic
        ? undefined
        : 'Netvisor changes an account only together with its BIC, and there is none.',
    note: 'A new employee needs no BIC; an account is changed only together with it.',
  },
  employeeNumber: {
    field: 'employeeNumber',
    label: 'Employee number',
    required: { when: 'never' },
    write: 'always',
    unique: true,
    // A number there. Not documented: what becomes of zeros at the beginning.
    problem: (value) =>
      /^[1-9]\d{0,9}$/.test(value)
        ? undefined
        : 'Netvisor takes an employee number of at most ten digits, the first of them not 0.',
  },
}

export const settings: readonly SettingQuestion[] = [
  {
    key: wageModelSetting,
    label: 'Wage model for new employees',
    help: 'Netvisor creates nobody without a wage model (palkkamalli), and has no list of them: shown are those that employees have now. Another one is written exactly as in Netvisor.',
    choices: 'from-system',
    open: true,
    standard: '',
  },
  {
    key: 'monthlySalaryRatio',
    label: 'Salary parameter of the monthly salary',
    help: 'Only for sending salary. Its number is up to each company; it is listed where payrollratiolist.nv is allowed.',
    onlyWith: ['salary'],
    choices: 'from-system',
    open: true,
    standard: '',
  },
  {
    key: 'hourlySalaryRatio',
    label: 'Salary parameter of the hourly salary',
    help: 'Only for sending salary by the hour.',
    onlyWith: ['salary'],
    choices: 'from-system',
    open: true,
    standard: '',
  },
  {
    key: hoursPerDaySetting,
    label: 'Hours of a full working day',
    help: 'Only for sending absence, which Netvisor keeps in hours: a day is as many of them as the percentage says.',
    onlyWith: ['absence'],
    choices: [
      { value: '7,5', label: '7,5 hours' },
      { value: '8', label: '8 hours' },
    ],
    open: true,
    standard: standardHoursPerDay,
  },
  {
    key: 'signature',
    label: 'How requests are signed',
    help: 'HMAC-SHA256 is what Netvisor asks of new integrations. Where it takes the older way only, say so when connecting.',
    choices: [
      { value: 'HMACSHA256', label: 'HMAC-SHA256' },
      { value: 'SHA256', label: 'SHA-256, the older way' },
    ],
    standard: 'HMACSHA256',
  },
]
