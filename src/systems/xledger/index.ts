import type { PayrollSystem, SettingQuestion } from '../system.ts'
import { openClient } from './client.ts'
import { fields } from './rules.ts'

const settings: readonly SettingQuestion[] = [
  {
    key: 'company',
    label: 'Company',
    help: 'A token sees the company that it was made in and all below it. Automatic: the employees of all of them, and new ones are created where the token was made. Choose one, and only its employees count, and new ones are created there.',
    choices: 'from-system',
    standard: '',
  },
  {
    key: 'employmentFrom',
    label: 'Start of the employment of new employees',
    help: 'Only for employees that huma-payroll creates. Correct it in Xledger where the employment began on another day.',
    // Not documented: whether an employee can be created without it.
    choices: [
      { value: 'today', label: 'The day on which they are created in Xledger' },
      { value: 'none', label: 'Empty, to be filled in in Xledger; it may refuse such an employee' },
    ],
    standard: 'today',
  },
]

export const xledger: PayrollSystem = {
  id: 'xledger',
  name: 'Xledger',
  country: 'NO',
  currency: 'NOK',
  homepage: 'https://xledger.com',
  environments: [
    { id: 'production', label: 'Live', baseUrl: 'https://www.xledger.net/graphql' },
    { id: 'demo', label: 'Demo', baseUrl: 'https://demo.xledger.net/graphql' },
  ],
  auth: [
    {
      kind: 'api-key',
      id: 'api-key',
      label: 'API token',
      questions: [
        {
          key: 'apiToken',
          label: 'API token',
          help: 'Xledger: Administration > System Access > GraphQL > Access tokens > Generate. It is shown once.',
          hidden: true,
        },
      ],
      // Menus: https://xledgerukinternal.zendesk.com/hc/en-us/articles/23682919258514. Rights: Huma's guide to Xledger.
      steps: [
        'Log in to Xledger with the role Domain Administrator, in the company that the token is for: it sees that company and all below it.',
        'Open Administration > System Access > GraphQL > Access tokens, and click Generate.',
        'Give it a name, and these rights: read and write for Human Resources Employee, Contact, Subledger and Supplier; read for Common Address, Country, Company, Object Value, System Value and General ledger Bank.',
        'Copy the token: it is shown once.',
        'A token of the demo environment works only there, and is gone when demo is refreshed.',
      ],
    },
  ],
  supports: { users: 'both', positions: 'current', absence: false, salary: false },
  how: {
    positions:
      'The job title of the main position is written to the employee (positionValue), by the code that you map it to from your own list in Xledger; the start of the employment follows the position where it began with it. The percentage, the type of contract and the end cannot be written, and are told to you as something to do by hand: an end of the employment would shut the employee out.',
  },
  whyNot: {
    absence: 'Xledger has no public way to write absence.',
    salary: 'Xledger has no public way to write salaries.',
  },
  occupations: { label: 'Position, by its code in your list in Xledger' },
  fields,
  settings,
  limits: {
    // Not documented: how many at once. The answer that says so is waited for (errors.ts).
    concurrency: 4,
    // A comment in the client of others, who are held to it: 20 requests in 5 s.
    window: { requests: 20, seconds: 5 },
    tooManyWait: 5,
    timeout: 60,
  },
  // https://xledgerukinternal.zendesk.com/hc/en-us/articles/33393587744786. Not documented: the prices outside the United
  // Kingdom, and any way to ask what is left.
  monthlyQuota:
    '5,000 requests, 1,000 MB down and 1,000 MB up; in the United Kingdom each further request costs GBP 0.01, each MB GBP 0.10',
  // "You can add an array of nodes (max 500)": https://xledgerukinternal.zendesk.com/hc/en-us/articles/8715787519634
  writesTogether: 500,
  versioned: false,
  findBy: ['email', 'employeeNumber'],
  open: openClient,
}
