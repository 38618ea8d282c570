/** Which fields a `person` of PAXml has: http://www.paxml.se/2.0/paxml.xsd, and the manual of 13 March 2013. */
import type { FieldRules } from '../../core/field-rule.ts'
import { invalidity } from '../../core/values.ts'
import { swedishCountryName } from '../country-names.ts'
import { accountParts } from '../swedish-account.ts'
import { type Encoding, lacking } from './encoding.ts'

/**
 * The labels are PAXml's. Not documented: what Crona cannot do without, and how long values may be. The schema sets no
 * lengths; of the two numbers that know a person it wants one at least.
 */
export function fieldsIn(encoding: Encoding): FieldRules {
  const writable = (text: string) => lacking(text, encoding)
  const never = { when: 'never' } as const
  return {
    givenName: { field: 'givenName', label: 'fornamn', required: never, write: 'always', problem: writable },
    familyName: { field: 'familyName', label: 'efternamn', required: never, write: 'always', problem: writable },
    email: {
      field: 'email',
      label: 'epostarb',
      required: never,
      write: 'always',
      unique: true,
      problem: writable,
      note: 'Read from eposthem where epostarb is empty; written to epostarb.',
    },
    phone: { field: 'phone', label: 'mobiltelefon', required: never, write: 'always', problem: writable },
    nationalId: {
      field: 'nationalId',
      label: 'persnr',
      required: never,
      // It is one of the two numbers by which an import knows somebody.
      write: 'create-only',
      unique: true,
      problem({ country, number }) {
        if (country !== 'SE' || !/^\d{12}$/.test(number)) return 'PAXml takes only Swedish numbers of 12 digits.'
        return invalidity('nationalId', { country, number })
      },
      note: 'Swedish numbers only. Correct it in Crona Lön.',
    },
    address: {
      field: 'address',
      label: 'postadress, extraadress, postnr, ort, land',
      required: never,
      write: 'always',
      problem({ country, ...lines }) {
        const wrong = Object.values(lines).map(writable).find(Boolean)
        if (wrong) return wrong
        if (lines.line3 !== '') return 'PAXml has room for two lines of an address, and this one has three.'
        return country === '' || swedishCountryName(country) ? undefined : 'The country of the address is not known.'
      },
      note: 'The second line is extraadress (c/o).',
    },
    bankAccount: {
      field: 'bankAccount',
      label: 'bankclearing, bankkonto',
      required: never,
      write: 'always',
      problem(account) {
        if (account.kind === 'international' || account.country !== 'SE') return 'PAXml takes only Swedish accounts.'
        const parts = accountParts(account.number)
        return typeof parts === 'string' ? parts : undefined
      },
      leaveOut: true,
      note: 'Digits only; the clearing number comes first.',
    },
    employeeNumber: {
      field: 'employeeNumber',
      label: 'anstid',
      required: { when: 'always' },
      write: 'create-only',
      unique: true,
      problem: writable,
      note: 'Crona Lön knows people by it, so nobody is written without one.',
    },
  }
}
