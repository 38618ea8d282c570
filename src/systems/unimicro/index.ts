import type { PayrollSystem } from '../system.ts'
import { openClient } from './client.ts'
import { fields, settings } from './rules.ts'

/**
 * "Callback URLs are fixed at registration time", so the port is one of our own. Not documented: whether the portal takes a
 * loopback address.
 */
const redirect = { port: 47_412, path: '/callback' }

const scopes = ['AppFramework', 'profile', 'openid', 'offline_access']

export const unimicro: PayrollSystem = {
  id: 'unimicro',
  name: 'Unimicro',
  country: 'NO',
  currency: 'NOK',
  homepage: 'https://www.unimicro.no',
  // One system under several names; only the addresses differ. Not documented: the login of those without `authUrl`.
  environments: [
    {
      id: 'unimicro',
      label: 'Unimicro',
      baseUrl: 'https://app.unimicro.no',
      authUrl: 'https://login.unimicro.no',
    },
    { id: 'smb', label: 'Unimicro SMB', baseUrl: 'https://smb.unimicro.no' },
    { id: 'dnb', label: 'DNB Regnskap', baseUrl: 'https://dnbregnskap.dnb.no' },
    {
      id: 'sparebank1',
      label: 'SpareBank 1 Regnskap',
      baseUrl: 'https://regnskap.sb1.no',
      authUrl: 'https://login.regnskap.sparebank1.no',
    },
    { id: 'eika', label: 'Eika Regnskap', baseUrl: 'https://system.eikaregnskap.no' },
    { id: 'azets', label: 'Azets Complete', baseUrl: 'https://complete.azets.no' },
    {
      id: 'test',
      label: 'Test',
      baseUrl: 'https://test.unimicro.no',
      authUrl: 'https://test-login.unimicro.no',
    },
  ],
  auth: [
    {
      kind: 'oauth2-code',
      id: 'login',
      label: 'Login in the browser',
      authorizePath: '/connect/authorize',
      tokenPath: '/connect/token',
      scopes,
      clientAuth: 'none-or-body',
      pkce: 'S256',
      redirect,
      issuer: 'auth-url',
      // Not documented: whether a refresh token holds once. Careful: as if it did.
      rotates: true,
      questions: [
        {
          key: 'clientId',
          label: 'Client ID',
          help: 'Unimicro developer portal (https://developer.unimicro.no): the client of your app.',
          hidden: false,
        },
        {
          key: 'clientSecret',
          label: 'Client secret',
          help: 'Only of a client of the type "Regular web app". One of the type "Mobile/native app" has none: leave it empty.',
          hidden: true,
          optional: true,
        },
      ],
      // https://github.com/unimicro/Unimicro.MCP (README and docs/AUTH.md).
      steps: [
        'In the Unimicro developer portal (https://developer.unimicro.no), create an app. Choose a category, and set its access level to AppFramework before the next step: a client gets only the scopes that its app has by then.',
        `Make a client of the type "Mobile/native app" for it, with the callback URL http://127.0.0.1:${redirect.port}${redirect.path}, exactly so.`,
        `Give the client the scopes ${scopes.join(', ')}. If the login is refused with invalid_scope, ask Unimicro to switch on offline_access for it; saving the client in the portal takes it away again.`,
        'Have the organisation number of the company at hand. A login may open several; one connection is for one of them.',
        'Log in with a user who has administrator rights in that company, and approve.',
      ],
    },
    {
      kind: 'refused',
      id: 'server',
      label: 'Server app with a certificate',
      reason:
        'It proves itself by a signed statement (client_assertion), which huma-payroll does not make. Use the login in the browser: it is needed once.',
    },
  ],
  supports: { users: 'both', positions: 'current', absence: 'yes', salary: 'yes' },
  how: {
    positions:
      'Every position is an employment in Unimicro, with its start, end, title, occupation code, percentage and kind; the main one becomes the standard employment. Job titles have to be mapped to occupation codes (STYRK). A position deleted in Huma has to be ended or deleted by hand.',
    absence:
      'Written as leave that the a-melding reports, in the employment that holds then. There is no type for sickness or vacation: leave those unmapped, and register them in Unimicro. With several employments at once it stands in the main one only.',
    salary:
      'Written as the monthly or hourly rate of the employment, as Huma holds it: what is actually paid, not converted to full time. Yearly pay is divided by 12, weekly pay multiplied by 52 and divided by 12. Sent on the day from which it holds; deleting it brings back the rate of before, or asks you to.',
  },
  severalPositions: true,
  salaryIsUndated: true,
  salaryIsOfPosition: true,
  // Not documented: its form, and whether Unimicro refuses a code that the a-melding does not know.
  occupations: { label: 'Occupation code (STYRK)' },
  fields,
  settings,
  limits: {
    // Not documented: any limit, and any header that tells one.
    concurrency: 2,
    tooManyWait: 10,
    // A page of 500 employees with their employments is large.
    timeout: 60,
  },
  versioned: false,
  findBy: ['email', 'employeeNumber'],
  open: openClient,
}
