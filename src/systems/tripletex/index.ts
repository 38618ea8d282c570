import type { FieldRules } from '../../core/field-rule.ts'
import { styrk98 } from '../norwegian-occupation.ts'
import type { PayrollSystem, SettingQuestion } from '../system.ts'
import { secondLine } from './bodies.ts'
import { openClient } from './client.ts'

/** The `userType` that gives no access to Tripletex. */
const noAccess = 'NO_ACCESS'

/**
 * Lengths and what is always required: the vendor's Swagger 2.71.19, the last that tells them. E-mail: observed answers
 * of POST /employee. Not documented: what the vendor's screens call the fields; these are the names of its API.
 */
const fields: FieldRules = {
  givenName: { field: 'givenName', label: 'First name', required: { when: 'always' }, write: 'always', maxLength: 100 },
  familyName: {
    field: 'familyName',
    label: 'Last name',
    required: { when: 'always' },
    write: 'always',
    maxLength: 100,
  },
  email: {
    field: 'email',
    label: 'E-mail',
    required: { when: 'unless-setting', key: 'userType', is: noAccess },
    // The e-mail of somebody with access can be changed only in the vendor's screens (access off, change, access on).
    // Not documented: whether the API changes it for somebody without access.
    write: 'create-only',
    unique: true,
    maxLength: 100,
    problem: (value) =>
      isAscii(value) ? undefined : 'Tripletex takes no e-mail address with letters outside A-Z, such as æ, ø and å.',
    note: 'Set when the employee is created; later changes are made in Tripletex.',
  },
  phone: { field: 'phone', label: 'Mobile phone', required: { when: 'never' }, write: 'always', maxLength: 100 },
  birthDate: {
    field: 'birthDate',
    label: 'Date of birth',
    // POST /employee/employment is refused with `employee.dateOfBirth` while it is empty.
    required: { when: 'with-data', data: 'positions' },
    write: 'always',
    note: 'Tripletex may refuse a change once the employee has been reported in an a-melding.',
  },
  nationalId: {
    field: 'nationalId',
    label: 'National identity number or D-number',
    required: { when: 'never' },
    write: 'always',
    problem: (value) =>
      value.country === 'NO' ? undefined : 'Tripletex keeps only Norwegian identity numbers and D-numbers here.',
  },
  address: {
    field: 'address',
    label: 'Address',
    required: { when: 'never' },
    write: 'always',
    maxLength: 255,
    problem(value) {
      const { postalCode, city } = value
      if (postalCode.length > 100 || city.length > 100) {
        return 'Tripletex takes at most 100 characters of postal code and city.'
      }
      if (secondLine(value).length <= 255) return undefined
      return 'Tripletex takes at most 255 characters in the second and third line together.'
    },
  },
  bankAccount: {
    field: 'bankAccount',
    label: 'Bank account',
    required: { when: 'never' },
    write: 'always',
    problem(value) {
      if (value.kind === 'national') {
        return value.country === 'NO' ? undefined : 'Tripletex takes accounts outside Norway only as IBAN with BIC.'
      }
      if (value.iban.startsWith('NO') || value.bic) return undefined
      return 'Tripletex pays to an account outside Norway only when the BIC is known too.'
    },
  },
  employeeNumber: {
    field: 'employeeNumber',
    label: 'Employee number',
    required: { when: 'never' },
    write: 'always',
    // Not documented: whether Tripletex refuses a number that somebody else has. Two people with one number would be
    // taken for each other, so we never give one twice.
    unique: true,
    maxLength: 100,
    note: 'Tripletex gives no number by itself.',
  },
}

const settings: readonly SettingQuestion[] = [
  {
    key: 'userType',
    label: 'Access to Tripletex for new employees',
    help: 'Only for employees that huma-payroll creates. Access makes Tripletex send the person an e-mail, which must be confirmed.',
    choices: [
      { value: noAccess, label: 'No access: can be paid, cannot log in, gets no e-mail from Tripletex' },
      { value: 'STANDARD', label: 'Standard: can log in with limited rights, gets an e-mail from Tripletex' },
      { value: 'EXTENDED', label: 'Extended: can log in and be given every right, gets an e-mail from Tripletex' },
    ],
    standard: noAccess,
  },
  {
    key: 'department',
    label: 'Department for new employees',
    help: 'Companies that use departments must choose one. Automatic: the only active department, or none where there are several.',
    choices: 'from-system',
    standard: '',
  },
  {
    key: 'division',
    label: 'Business (virksomhet) for new employments',
    help: 'Only with positions, for people without an employment in Tripletex. Automatic: the only one of the company.',
    onlyWith: ['positions'],
    choices: 'from-system',
    standard: '',
  },
  {
    key: 'remunerationType',
    label: 'Kind of pay of new employments',
    help: 'Only with positions. Where the salary is sent too, its unit decides.',
    onlyWith: ['positions'],
    choices: [
      { value: 'MONTHLY_WAGE', label: 'Monthly wage' },
      { value: 'HOURLY_WAGE', label: 'Hourly wage' },
      { value: 'NOT_CHOSEN', label: 'Not chosen: is filled in in Tripletex' },
    ],
    standard: 'MONTHLY_WAGE',
  },
  {
    key: 'workingHoursScheme',
    label: 'Working hours of new employments',
    help: 'Only with positions. Shift work needs the hours of a shift too, so it is filled in in Tripletex.',
    onlyWith: ['positions'],
    choices: [
      { value: 'NOT_SHIFT', label: 'No shift work' },
      { value: 'NOT_CHOSEN', label: 'Not chosen: is filled in in Tripletex' },
    ],
    standard: 'NOT_SHIFT',
  },
]

const how: NonNullable<PayrollSystem['how']> = {
  positions: [
    'The main position is written as a dated row of the employment: percentage, occupation code (where the job title is mapped) and form of employment. With another percentage the pay is converted anew, so that what is paid stays what Huma holds; where salary is not sent, the full-time pay of the row before is carried on, and that is told.',
    'Who has no employment gets one. The employment ends with the last position, and access to Tripletex is left alone.',
    'Rows cannot be removed by the API: a deleted position, and a row that its position has left, are told as something to do by hand.',
  ].join(' '),
  absence: [
    'By the kind that it is mapped to: hours on an activity of the timesheet for each working day (percentage of the standard time, 7.5 hours where there is none), or a leave of absence with its percentage.',
    'Hours are changed and removed with the absence, unless they are approved or somebody has registered others on the same activity that day. A leave of absence cannot be removed by the API and is told as something to do by hand.',
  ].join(' '),
  salary: [
    'Written to the row of the employment from the day on which the salary holds, as annual salary and hourly wage. Tripletex wants what full time pays, so the pay in Huma is divided by the percentage of the position; a year has 12 months, 52 weeks and 1,950 hours.',
    'A deleted salary is set to 0.',
  ].join(' '),
}

function isAscii(text: string): boolean {
  return !/[^\x20-\x7e]/.test(text)
}

export const tripletex: PayrollSystem = {
  id: 'tripletex',
  name: 'Tripletex',
  country: 'NO',
  currency: 'NOK',
  homepage: 'https://www.tripletex.no',
  environments: [
    { id: 'production', label: 'Production', baseUrl: 'https://tripletex.no/v2' },
    { id: 'test', label: 'Test', baseUrl: 'https://api-test.tripletex.tech/v2' },
  ],
  auth: [
    {
      kind: 'api-key',
      id: 'api-key',
      label: 'Employee token and consumer token',
      questions: [
        {
          key: 'employeeToken',
          label: 'Employee token',
          help: 'Tripletex: Company > Employees > the employee who will own it > API access > New Token. It is shown once.',
          hidden: true,
        },
        {
          key: 'consumerToken',
          label: 'Consumer token',
          help: 'Belongs to the application: Tripletex e-mails it when an application is approved (https://developer.tripletex.no). In the test environment it comes with the sign-up.',
          hidden: true,
        },
      ],
      // Huma's guide "Tripletex integration" names the menus. A token works only with the consumer token of the
      // application that it was made for, so the application to pick is the one of the consumer token, not "Huma".
      steps: [
        'In Tripletex, open Company > Employees (Selskap > Ansatt).',
        'Open the employee who will own the token: one with administrator rights, because the token never has more rights than its owner.',
        'Open API access (API-tilgang) and click New Token (Ny Nøkkel).',
        'Under Application (Applikasjon), pick the application that your consumer token belongs to, and give the token a name.',
        'Click create (Opprett nøkkel) and copy the token from the dialog: it is shown only once.',
      ],
    },
  ],
  supports: { users: 'both', positions: 'history', absence: 'yes', salary: 'yes' },
  how,
  absenceByWorkday: true,
  salaryIsFullTime: true,
  occupations: styrk98,
  fields,
  settings,
  limits: {
    // Not documented: the number of requests allowed, and any limit of requests at once. The headers tell what is left,
    // except on the 429 itself (https://github.com/Tripletex/tripletex-api2/issues/103).
    concurrency: 4,
    headers: { remaining: 'x-rate-limit-remaining', reset: 'x-rate-limit-reset' },
    tooManyWait: 10,
    // A page of 1,000 employees with their employments is large.
    timeout: 60,
  },
  versioned: true,
  findBy: ['email', 'employeeNumber'],
  open: openClient,
}
