import type { PayrollSystem } from '../system.ts'
import { companyNameSetting, openClient, organisationNumberSetting, writesTogether } from './client.ts'
import { columnsSetting } from './csv.ts'
import { encodingOf, encodingSetting } from './encoding.ts'
import { folderNames } from './folders.ts'
import { fieldsIn } from './rules.ts'
import { importMenu, setUpMenu } from './to-do.ts'

export const cronaLon: PayrollSystem = {
  id: 'crona-lon',
  name: 'Crona Lön',
  country: 'SE',
  currency: 'SEK',
  homepage: 'https://www.crona.se',
  environments: [],
  auth: [
    {
      kind: 'folder',
      id: 'folder',
      label: 'PAXml 2.0 files in a folder',
      questions: [
        {
          key: companyNameSetting,
          label: 'Name of the company',
          help: 'As in Crona Lön; it stands in every import file.',
          hidden: false,
        },
        {
          key: organisationNumberSetting,
          label: 'Organisation number',
          help: 'Ten digits, as in 556000-0000. A personnel file of another company is refused.',
          hidden: false,
        },
      ],
      folders: [
        { name: folderNames.export, what: 'personnel files that are exported from Crona Lön' },
        { name: folderNames.import, what: 'files that are to be imported in Crona Lön' },
        { name: folderNames.ledger, what: 'what was written and when; leave it alone' },
      ],
      steps: [
        'Crona Lön has no public API: people are exchanged as files. Choose a folder that only those may read who may see pay.',
        `In Crona Lön, set up once: ${setUpMenu}. Files are imported at ${importMenu}. Try it with one employee first.`,
        'Export the employee register from Crona Lön, as PAXml or as CSV, with employment number, name and e-mail address.',
      ],
    },
    {
      kind: 'refused',
      id: 'activation-code',
      label: 'Activation code of an API connection (Inställningar > Kopplingar > API-koppling)',
      reason:
        "Crona does not publish the API that such a code opens: no address, no description and no terms of it. It may be known to the vendor's partners only, so nothing is guessed. Use --method folder.",
    },
  ],
  // Huma's own integration sends neither absence nor salary to Crona Lön.
  supports: { users: 'file', positions: 'current', absence: 'beyond-huma', salary: 'beyond-huma' },
  how: {
    positions:
      'The main position is written to import files as title, code, kind of employment and percentage, with the start of the employment where it is empty. A position that ends without another one after it writes the leaving date. What would have to be emptied, such as a leaving date of somebody who stays, is done in Crona Lön by hand.',
    absence:
      'Approved absence is written to import files by the mapped code, with its percentage. While a file lies in the import folder a change is made in it; so move a file out of the folder before you import it. What was imported cannot be taken back by a file: days that are too many are to be removed in Crona Lön by hand, and are listed.',
    salary:
      'What is paid per hour or per month, as Huma has it, is written to import files with the day from which it holds. A yearly salary is divided by 12, a weekly one times 52 divided by 12. A deleted salary is to be removed in Crona Lön by hand.',
  },
  // Not documented: whose codes they are; PAXml takes any text.
  occupations: { label: 'Position code (befattningskod)' },
  fields: fieldsIn('iso-8859-1'),
  fieldsFor: (settings) => fieldsIn(encodingOf(settings)),
  settings: [
    {
      key: encodingSetting,
      label: 'Encoding of import files',
      help: 'The manual of PAXml has ISO-8859-1. UTF-8 has all letters; try it with one employee first.',
      // Not documented: whether Crona Lön reads UTF-8. A program of others that writes it tells of a tried import.
      choices: [
        { value: 'iso-8859-1', label: 'ISO-8859-1' },
        { value: 'utf-8', label: 'UTF-8' },
      ],
      standard: 'iso-8859-1',
    },
    {
      key: columnsSetting,
      label: 'Columns of a CSV file',
      help: 'Only where the columns have other names than PAXml\'s and the usual Swedish ones: "anstid=Anst.nr; fornamn=Förnamn; epostarb=E-post".',
      choices: [{ value: '', label: 'The usual names' }],
      open: true,
      standard: '',
    },
  ],
  // One import file, which is written anew for whoever is written at the same time.
  limits: { concurrency: 1, tooManyWait: 1, timeout: 60 },
  writesTogether,
  versioned: false,
  findBy: ['employeeNumber', 'nationalId', 'email'],
  open: openClient,
}
