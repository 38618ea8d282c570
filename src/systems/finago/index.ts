import type { PayrollSystem } from '../system.ts'
import { openClient } from './client.ts'
import { whereTokensAre } from './errors.ts'
import { fields } from './rules.ts'
import { settings } from './settings.ts'

const tokenPage = 'https://payroll.24sevenoffice.com/index.php?page=register/installningar24.php&tab=7'

/** Finago Payday, formerly 24SevenOffice Lønn. */
export const finago: PayrollSystem = {
  id: 'finago',
  name: 'Finago',
  country: 'NO',
  currency: 'NOK',
  // Of a Swedish company; the company tells its country.
  otherCurrencies: ['SEK'],
  homepage: 'https://payroll.24sevenoffice.com',
  // Not documented: any test environment.
  environments: [{ id: 'production', label: 'Production', baseUrl: 'https://payroll.24sevenoffice.com/api' }],
  auth: [
    {
      kind: 'api-key',
      id: 'api-key',
      label: 'Access token of Finago Payday',
      questions: [
        {
          key: 'accessToken',
          label: 'Access token (API key)',
          help: `Finago Payday: ${whereTokensAre}, at the bottom. It belongs to one company.`,
          hidden: true,
        },
      ],
      // https://humahr.com/knowledge/finago-integration, and the introduction of the vendor's API.
      steps: [
        'In Finago Payday (formerly 24SevenOffice Lønn), choose the company that the connection is for.',
        `Open ${whereTokensAre}, or go straight to ${tokenPage}`,
        'At the bottom, under API, e-mail, integrations (API, e-post, integrasjoner), generate an API key and copy it.',
      ],
    },
  ],
  // Huma's own integration sends neither absence nor salary to Finago.
  supports: { users: 'both', positions: 'history', absence: 'beyond-huma', salary: 'beyond-huma' },
  how: {
    positions:
      'Each position is an employment (arbeidsforhold) of its own: dates, percentage, kind of employment, occupation code, and which one is the primary. One that payroll has made for the same start is taken over. A position that is deleted in Huma is to be removed in Finago by hand.',
    absence:
      'Each absence is a row of the mapped type; a vacation tells its working days. Finago needs more than Huma knows for some types: a comment, one of several children, the beginning of the parental period. Those are refused by name and registered by hand. What is taken back in Huma is marked as rejected, and somebody has to see that no payroll run counts it.',
    salary:
      'The current salary of the employee: what is paid per hour or per month, as Huma has it, with the day from which it holds. A yearly salary is divided by 12, a weekly one times 52 divided by 12. A salary of a later day is sent on that day. A deleted salary is to be removed in Finago by hand.',
  },
  severalPositions: true,
  absenceByWorkday: true,
  salaryIsUndated: true,
  // Seven digits in Norway; the client refuses others. Not documented: what a Swedish company writes.
  occupations: { label: 'Occupation code (yrkeskode; 7 digits in Norway)' },
  fields,
  settings,
  limits: {
    // Not documented: any limit. Careful: one request after the other.
    concurrency: 1,
    tooManyWait: 10,
    timeout: 60,
  },
  versioned: false,
  // The employee number is the only field that Finago refuses to give twice; an e-mail address is found in one list.
  findBy: ['employeeNumber', 'email'],
  open: openClient,
}
