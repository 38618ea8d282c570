import type { PayrollSystem } from '../system.ts'
import { openClient } from './client.ts'
import { whereKeysAre } from './errors.ts'
import { fields, settings } from './rules.ts'

export const netvisor: PayrollSystem = {
  id: 'netvisor',
  name: 'Netvisor',
  country: 'FI',
  currency: 'EUR',
  homepage: 'https://netvisor.fi',
  environments: [
    { id: 'production', label: 'Production', baseUrl: 'https://integration.netvisor.fi' },
    { id: 'test', label: 'Test', baseUrl: 'https://isvapi.netvisor.fi' },
  ],
  auth: [
    {
      kind: 'api-key',
      id: 'api-key',
      label: 'API identifiers and partner key',
      questions: [
        {
          key: 'customerId',
          label: 'API user ID',
          help: `Netvisor: ${whereKeysAre}, the column of user IDs.`,
          hidden: false,
        },
        {
          key: 'customerKey',
          label: 'API user key',
          help: `Netvisor: ${whereKeysAre}, beside the user ID.`,
          hidden: true,
        },
        {
          key: 'partnerId',
          label: 'Partner ID',
          help: 'Netvisor gives it to whoever is registered as a software partner; test and production have their own.',
          hidden: false,
        },
        { key: 'partnerKey', label: 'Partner key', help: 'Comes together with the partner ID.', hidden: true },
        {
          key: 'organisationId',
          label: 'Business ID (Y-tunnus) of the company',
          help: 'As in 1234567-8. The same API identifiers may open several companies; this says which one is meant.',
          hidden: false,
        },
      ],
      // https://support.netvisor.fi/en/support/solutions/articles/77000498452-api-identifiers and
      // https://humahr.com/knowledge/integrations/netvisor
      steps: [
        `In Netvisor, choose the company and open ${whereKeysAre}. The identifiers are personal and have the rights of the user who makes them.`,
        'Click "Create new API identifiers": the first in the list is the new one. Copy its user ID and key.',
        'Open the company menu > API resource access rights (with the rights of a user administrator) > Salaries, and allow employee.nv, getemployee.nv, getemployees.nv and patchemployee.nv; for positions also addjobperiod.nv, editjobperiod.nv and deletejobperiod.nv; for absence getrecordtypelist.nv, getworkdays.nv, workday.nv and deleteworkdayhour.nv; for salary payrollratiolist.nv, getemployeesalaryparameters.nv and employeesalaryparameters.nv.',
        'Have the partner ID and partner key at hand that Netvisor has issued for this integration, and the business ID of the company.',
      ],
    },
  ],
  // Huma's own integration sends neither absence nor salary to Netvisor.
  supports: { users: 'both', positions: 'history', absence: 'beyond-huma', salary: 'beyond-huma' },
  how: {
    positions:
      'Each position is an employment of its own in Netvisor (Payroll > Personnel > Employee listing > the employee > Employment): start, end, job title, working time with its percentage, occupation class (TK10), and permanent or fixed-term where Huma says which. One that was there before is found by its start date and job title. A position that is deleted in Huma is deleted there. Of a position that the employer ended, the reason is chosen by hand, because Netvisor knows two.',
    absence:
      'Each working day becomes an accepted entry of working hours: hours of a full working day (a setting) times the percentage. Only record types that count hours can be chosen, so holidays that are kept in days stay manual. Importing hours turns on the Payroll service of the employee in Netvisor, which Netvisor charges per employee. What has been paid or lies in a locked period is put right by hand.',
    salary:
      'Written as a salary parameter of the employee, the number of which is a setting: per hour, else per month (a year is 12 months and 52 weeks). It is what is actually paid, also in part time. Salary parameters have no date, so a salary is sent on its first day; one that is deleted in Huma is taken away. The user of the API identifiers needs the role of a payroll accountant (P).',
  },
  severalPositions: true,
  absenceByWorkday: true,
  salaryIsUndated: true,
  // Not documented: the form of a code.
  occupations: { label: 'Occupation class (TK10)' },
  fields,
  settings,
  limits: {
    // "Send one message at a time and wait for a response before sending the next message … timeout at least 120 000 ms."
    // Not documented: any limit of requests in a time.
    concurrency: 1,
    tooManyWait: 10,
    timeout: 120,
  },
  versioned: false,
  // The list has both, and no e-mail address.
  findBy: ['nationalId', 'employeeNumber'],
  open: openClient,
}
