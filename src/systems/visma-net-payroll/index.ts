import { styrk98 } from '../norwegian-occupation.ts'
import type { PayrollSystem, SecretQuestion } from '../system.ts'
import { openClient } from './client.ts'
import { fields, settings } from './rules.ts'

/** Named so in the vendor's demo of 2021. Not documented: whether they are still named so. */
const scopes = ['visma_net_employee:employees:read', 'visma_net_employee:employees:write']

/** Not documented: whether Visma Connect takes a loopback address; it must be exactly the one that is registered. */
const redirect = { port: 47_413, path: '/callback' }

const app: readonly SecretQuestion[] = [
  {
    key: 'clientId',
    label: 'Client ID',
    help: 'Visma Developer Portal (https://oauth.developers.visma.com): your application.',
    hidden: false,
  },
  {
    key: 'clientSecret',
    label: 'Client secret',
    help: 'Visma Developer Portal: your application. It belongs to the client ID.',
    hidden: true,
  },
]

const tokenPath = '/connect/token'

export const vismaNetPayroll: PayrollSystem = {
  id: 'visma-net-payroll',
  name: 'Visma.net Payroll',
  country: 'NO',
  currency: 'NOK',
  homepage: 'https://www.visma.no',
  // Test companies answer at the same address.
  environments: [
    {
      id: 'production',
      label: 'Visma.net Payroll',
      baseUrl: 'https://api.employeecore.hrm.visma.net/v2',
      authUrl: 'https://connect.visma.com',
    },
  ],
  auth: [
    {
      // The first one is what is used where nobody chooses: the vendor's demos and guides have no other for this API.
      kind: 'oauth2-client-credentials',
      id: 'client-credentials',
      label:
        'Client credentials and Tenant ID, approved in the Visma App Store (the way that Visma documents for this API)',
      tokenPath,
      scopes,
      clientAuth: 'body',
      form: { tenant_id: 'tenantId' },
      questions: [
        ...app,
        {
          key: 'tenantId',
          label: 'Tenant ID',
          help: 'Visma App Store: shown for the company after the app was approved for it. It must be that of the company (Company Tenant ID), not that of the customer.',
          hidden: false,
        },
      ],
      steps: [
        'In the Visma Developer Portal (https://oauth.developers.visma.com), create an application of the type Service and ask for the scopes of the Employee API for reading and writing employees.',
        'Publish it to the Visma App Store, for everybody or by an invitation code.',
        'In the Visma App Store, somebody with the role Integration Administrator picks the company, approves the app and ticks "Read employees" and "Write employees".',
        'Copy the Tenant ID of the company (Company Tenant ID) from there. With that of the customer, Visma gives a token and then refuses every request.',
      ],
    },
    {
      kind: 'oauth2-code',
      id: 'login',
      label: 'Login in the browser (Visma does not document it for this API, and may refuse it)',
      authorizePath: '/connect/authorize',
      tokenPath,
      scopes: [...scopes, 'offline_access'],
      clientAuth: 'body',
      // Not documented for Visma Connect. A server that does not know it ignores it.
      pkce: 'S256',
      redirect,
      // Not documented: whether a refresh token holds once. Careful: as if it did.
      rotates: true,
      questions: app,
      // Not documented: the type of such an application there.
      steps: [
        'In the Visma Developer Portal (https://oauth.developers.visma.com), create an application that people log in to, and ask for the scopes of the Employee API for reading and writing employees, and offline_access.',
        `Give it the redirect URI http://127.0.0.1:${redirect.port}${redirect.path}, exactly so.`,
        'Log in with a user who may see and change employees in this company, and approve.',
        'If Visma.net Payroll refuses the login, use the other way: --method client-credentials.',
      ],
    },
  ],
  supports: { users: 'both', positions: 'history', absence: false, salary: 'yes' },
  whyNot: {
    absence:
      'Visma takes absence by its Calendar API only, and has not published how that is asked. Register absence in Visma.net Payroll until it is.',
  },
  // Not documented: that several may hold at once. Nothing says that they may not, and pay is calculated for each.
  severalPositions: true,
  salaryIsOfPosition: true,
  how: {
    positions:
      'Each position in Huma is a position in Visma.net Payroll, found by the day on which it begins. Percentage, type of contract and occupation code change from the day on which they are sent; what was before stays in the history. A new position needs an occupation code, and takes work-time agreement and tax unit from the one before, or those chosen here. By hand: the reason for an end, and deleting a position.',
    salary:
      'The salary is written to the position that holds on its first day (of several, to the one with the highest percentage), from that day on, by the hour, month or year; a weekly one is sent by the year (52 weeks). It is what is actually paid, as in Huma: Visma does not document whether it wants that or what full time would pay, so compare the first part-time salary. A salary that is deleted in Huma is taken out, and the one before is paid on.',
  },
  occupations: styrk98,
  fields,
  settings,
  limits: {
    // Not documented: any limit, and any header that tells one.
    concurrency: 4,
    tooManyWait: 10,
    timeout: 60,
  },
  // The ETag that a change carries is of what is read just before it, not of what it was planned on.
  versioned: false,
  // No filter is documented, so each of them reads all pages. Who has a number is not asked: it may have been somebody else's.
  findBy: ['email', 'nationalId'],
  open: openClient,
}
