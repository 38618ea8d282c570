import type { PayrollSystem, SecretQuestion, SettingQuestion } from '../system.ts'
import { openClient } from './client.ts'
import { fields } from './rules.ts'

const forNewOnes =
  'Only for employees that huma-payroll creates. Fortnox takes the agreement from it, and refuses a new employee without where the company has no standard agreement.'
const nothing = { value: 'none', label: 'Nothing: the company has a standard agreement' }
const asItIs = { value: 'keep', label: 'Leave it as it is in Fortnox' }

/**
 * The three kinds: the values of the vendor's description, with the meanings of its former .NET client. Observed by others:
 * without them a new employee is refused ("ftgavtalid"), https://github.com/softwerkab/fortnox-csharp-api-sdk/issues/277.
 */
const settings: readonly SettingQuestion[] = [
  {
    key: 'employmentForm',
    label: 'Form of employment of new employees',
    help: forNewOnes,
    choices: [
      { value: 'TV', label: 'Permanent (tillsvidareanställning)' },
      { value: 'PRO', label: 'Probation (provanställning)' },
      { value: 'TID', label: 'Fixed term (tidsbegränsad anställning)' },
      // Not documented: what it stands for.
      { value: 'SVT', label: 'SVT, probably special fixed term (särskild visstidsanställning)' },
      { value: 'VIK', label: 'Substitute (vikariat)' },
      { value: 'PRJ', label: 'Project (projektanställning)' },
      { value: 'PRA', label: 'Work experience (arbetspraktik)' },
      { value: 'FER', label: 'Holiday work (feriearbete)' },
      { value: 'SES', label: 'Seasonal (säsongsanställning)' },
      { value: 'NEJ', label: 'Not employed (ej anställd)' },
      nothing,
    ],
    standard: 'TV',
  },
  {
    key: 'personelType',
    label: 'Type of new employees',
    help: forNewOnes,
    choices: [
      { value: 'TJM', label: 'Salaried, white collar (tjänsteman)' },
      { value: 'ARB', label: 'Worker, blue collar (arbetare)' },
      nothing,
    ],
    standard: 'TJM',
  },
  {
    key: 'salaryForm',
    label: 'Form of salary of new employees',
    help: forNewOnes,
    choices: [{ value: 'MAN', label: 'Monthly (månadslön)' }, { value: 'TIM', label: 'Hourly (timlön)' }, nothing],
    standard: 'MAN',
  },
  {
    key: 'temporaryForm',
    label: 'Form of employment of temporary and casual positions',
    help: 'Where positions are sent: Huma has one kind for what Fortnox has several for. It is written where Fortnox has no fixed term; one that is there is kept.',
    onlyWith: ['positions'],
    choices: [
      { value: 'TID', label: 'Fixed term (tidsbegränsad anställning)' },
      { value: 'SVT', label: 'SVT, probably special fixed term (särskild visstidsanställning)' },
      { value: 'VIK', label: 'Substitute (vikariat)' },
      { value: 'PRJ', label: 'Project (projektanställning)' },
      asItIs,
    ],
    standard: 'TID',
  },
  {
    key: 'traineeForm',
    label: 'Form of employment of trainees and of those in job training',
    help: 'Where positions are sent: Huma does not tell whether that is work experience, a fixed term or a probation.',
    onlyWith: ['positions'],
    choices: [
      asItIs,
      { value: 'PRA', label: 'Work experience (arbetspraktik)' },
      { value: 'TID', label: 'Fixed term (tidsbegränsad anställning)' },
      { value: 'SVT', label: 'SVT, probably special fixed term (särskild visstidsanställning)' },
      { value: 'PRO', label: 'Probation (provanställning)' },
    ],
    standard: 'keep',
  },
  {
    key: 'streetLine',
    label: 'Which address line holds the street',
    help: 'Fortnox has two address lines. Open an employee in Fortnox and see which one your company writes the street in; the other line is for the rest, such as a c/o.',
    // Not documented. The vendor's older examples and other vendors' products have the street in the second line.
    choices: [
      { value: 'Address2', label: 'The second line; the first is for a c/o' },
      { value: 'Address1', label: 'The first line' },
    ],
    standard: 'Address2',
  },
]

/** Not documented: whether Fortnox takes a loopback address; it must be exactly the one that is registered. */
const redirect = { port: 47_411, path: '/callback' }

const clientQuestions: readonly SecretQuestion[] = [
  {
    key: 'clientId',
    label: 'Client ID',
    help: 'Fortnox developer portal: your integration.',
    hidden: false,
  },
  {
    key: 'clientSecret',
    label: 'Client secret',
    help: 'Fortnox developer portal: your integration. It belongs to the client ID.',
    hidden: true,
  },
]

/** Each scope is for reading and writing; there are none for reading only. */
const scopes = ['salary', 'companyinformation']

const registration: readonly string[] = [
  'In the Fortnox developer portal (an account with a developer licence), create an integration.',
  `Give it the redirect URI http://127.0.0.1:${redirect.port}${redirect.path}, exactly so, and the scopes Salary (Lön) and Company information.`,
]

const licences =
  'In Fortnox, see that the company has the licences Fortnox Lön and Integration (Administrate users > Add licenses > Integration).'

const loginParts = {
  kind: 'oauth2-code',
  authorizePath: '/oauth-v1/auth',
  tokenPath: '/oauth-v1/token',
  scopes,
  clientAuth: 'basic',
  // The vendor's pages do not mention it.
  pkce: 'none',
  redirect,
  rotates: true,
  questions: clientQuestions,
} as const

export const fortnox: PayrollSystem = {
  id: 'fortnox',
  name: 'Fortnox',
  country: 'SE',
  currency: 'SEK',
  homepage: 'https://www.fortnox.se',
  // Test companies are made in the developer portal, and answer at the same address.
  environments: [
    { id: 'production', label: 'Fortnox', baseUrl: 'https://api.fortnox.se/3', authUrl: 'https://apps.fortnox.se' },
  ],
  auth: [
    {
      ...loginParts,
      id: 'login',
      label: 'Login in the browser, as yourself',
      authorizeParameters: { access_type: 'offline' },
      steps: [...registration, licences, 'Log in with a user who has rights to payroll, and approve.'],
    },
    {
      ...loginParts,
      id: 'service-login',
      label: 'Login in the browser, for a service account (outlives the person who approves)',
      authorizeParameters: { access_type: 'offline', account_type: 'service' },
      steps: [
        ...registration,
        'Switch on "Service account: only administrator" for the integration.',
        licences,
        'Log in as a system administrator, and approve: this is needed once.',
      ],
    },
    {
      kind: 'oauth2-client-credentials',
      id: 'service-account',
      label: 'Service account without a login (after it was approved once)',
      tokenPath: '/oauth-v1/token',
      // Not documented: that they may be asked for here. The approval has fixed them.
      scopes: [],
      clientAuth: 'basic',
      headers: { TenantId: 'tenantId' },
      questions: [
        ...clientQuestions,
        {
          key: 'tenantId',
          label: 'Tenant ID',
          help: 'The number of the company in Fortnox: `connect` shows it after a login for a service account.',
          hidden: false,
        },
      ],
      steps: [
        'A system administrator approves once: huma-payroll connect fortnox --method service-login. The approval holds until it is taken back.',
        'Note the Tenant ID that is shown then.',
        'For another authorization of the same connection: huma-payroll connect fortnox --name NAME --method service-account.',
      ],
    },
  ],
  supports: { users: 'both', positions: 'current', absence: 'yes', salary: 'beyond-huma' },
  how: {
    positions:
      'The main position of today is written to the employee: job title (cut at 30 characters), form of employment, employment date and last day; no history and no percentage. A later position does not move the employment date, and an end for a transfer within the company does not end the employment. After a position was deleted in Huma, look at the employee in Fortnox.',
    absence:
      'One registration in the calendar for each working day of the work schedule in Huma, with the extent in per cent and without hours. It is changed and taken back with Huma; what others have registered is not touched. Days that Fortnox refuses, such as paid ones, and days off that it adds by itself are to be looked at in Fortnox.',
    salary:
      'A dated row of monthly or hourly pay from the date in Huma, also a later one: what is paid for the percentage of the position, a weekly pay times 52 and a yearly one by 12 months. Deleting it in Huma takes the row away, so that the one before holds again. The form of salary follows what is paid today; for a later day it is to be changed by hand.',
  },
  absenceByWorkday: true,
  fields,
  settings,
  limits: {
    // "25 requests per 5 seconds", sliding, for all that one client ID asks of one tenant:
    // https://www.fortnox.se/developer/guides-and-good-to-know/rate-limits-for-fortnox-api. Without headers that tell it.
    concurrency: 4,
    window: { requests: 25, seconds: 5 },
    tooManyWait: 5,
    // A page of 500 employees is large.
    timeout: 60,
  },
  versioned: false,
  // The list has no search, so this reads all pages of 500. Who has a number is not asked: a number of which nobody knows
  // whether it was given in vain may have been somebody else's before.
  findBy: ['email'],
  open: openClient,
}
