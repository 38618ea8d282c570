import type { PayrollSystem } from '../system.ts'
import { openClient } from './client.ts'
import { whereTokensAre } from './errors.ts'
import { fields } from './rules.ts'

const tokenPage = 'https://payroll.24sevenoffice.com/index.php?page=register/installningar24.php&tab=7'

/** Finago Payday, formerly 24SevenOffice Lønn. */
export const finago: PayrollSystem = {
  id: 'finago',
  name: 'Finago',
  country: 'NO',
  currency: 'NOK',
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
  fields,
  settings: [],
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
