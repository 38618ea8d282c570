/** Which fields Fortnox has, and what it takes: its API's description, and what its pages say. */
import type { FieldRules } from '../../core/field-rule.ts'
import type { NationalId } from '../../core/person.ts'
import { cleanNationalId, invalidity } from '../../core/values.ts'
import { countryName } from '../country-names.ts'
import { accountParts } from '../swedish-account.ts'

/** Not documented: what the vendor's screens call the fields in English; these are the names of its API. */
export const fields: FieldRules = {
  givenName: {
    field: 'givenName',
    label: 'First name',
    required: { when: 'always' },
    write: 'always',
    problem: notTaken,
  },
  familyName: {
    field: 'familyName',
    label: 'Last name',
    required: { when: 'always' },
    write: 'always',
    problem: notTaken,
  },
  email: {
    field: 'email',
    label: 'E-mail',
    required: { when: 'always' },
    write: 'always',
    // Not documented: that Fortnox refuses a second one. Huma's guide asks for unique e-mail, phone and employment ID.
    unique: true,
    problem: notTaken,
  },
  phone: {
    field: 'phone',
    // Not documented: which of the two numbers is the mobile phone. Another vendor's product takes the first for the
    // private and the second for the work phone.
    label: 'Phone 1',
    required: { when: 'never' },
    write: 'always',
    unique: true,
    problem: notTaken,
    note: 'Fortnox keeps two numbers: the first is synced, the second is left alone.',
  },
  nationalId: {
    field: 'nationalId',
    label: 'Personal identity number',
    required: { when: 'never' },
    write: 'always',
    problem: identityProblem,
    note: 'Swedish numbers only. A date of birth with three digits, which Fortnox takes in its place, counts as empty.',
  },
  address: {
    field: 'address',
    label: 'Address',
    required: { when: 'never' },
    write: 'always',
    problem({ country, ...lines }) {
      const wrong = Object.values(lines).map(notTaken).find(Boolean)
      if (wrong || country === '' || countryName(country)) return wrong
      return 'The country of the address is not known.'
    },
    note: 'The setting streetLine says which of the two address lines holds the street.',
  },
  bankAccount: {
    field: 'bankAccount',
    label: 'Clearing number and bank account number',
    required: { when: 'never' },
    write: 'always',
    problem(account) {
      if (account.kind === 'international' || account.country !== 'SE') {
        return 'Fortnox takes only Swedish accounts, as a clearing number with an account number, not as an IBAN.'
      }
      const parts = accountParts(account.number)
      return typeof parts === 'string' ? parts : undefined
    },
    note: 'Digits only; the clearing number comes first.',
  },
  employeeNumber: {
    field: 'employeeNumber',
    label: 'Employee ID',
    required: { when: 'never' },
    // It is the id as well, and the API never changes it.
    write: 'create-only',
    unique: true,
    maxLength: 15,
    problem(value) {
      // https://support.fortnox.se/hc/sv/articles/360000803749: an identity number is stopped here.
      const isIdentity =
        /^\d{6}(\d{2})?[-+]?\d{4}$/.test(value) && !invalidity('nationalId', { country: 'SE', number: value })
      return isIdentity ? 'Fortnox takes no identity number as employee number.' : notTaken(value)
    },
    note: 'Without one Fortnox gives a number by itself. It is set when the employee is created and never changed.',
  },
}

/**
 * https://www.fortnox.se/developer/guides-and-good-to-know/formats-and-encoding: letters of any script, digits, blanks and
 * these. Not among them: < > " | ~ [ ] { }, emoji, and the straight apostrophe.
 */
const taken = /^[\p{L}\d \n–:.`´’,;^¤#%§£$€¢¥©™°&/()=+\-*_\\!?²³®½@]*$/u

export function notTaken(text: string): string | undefined {
  if (taken.test(text)) return undefined
  const character = [...text].find((one) => !taken.test(one)) ?? ''
  if (character === "'") return "Fortnox does not take the character ' (straight apostrophe); ’ is taken."
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
  const shown = /\p{C}|\p{M}/u.test(character) ? '' : `${character} `
  return `Fortnox does not take the character ${shown}(U+${code}).`
}

function identityProblem({ country, number }: NationalId): string | undefined {
  if (country !== 'SE') return 'Fortnox keeps only Swedish identity numbers here.'
  return shortIdentity(number) === undefined ? 'It is no Swedish identity number that Fortnox can keep.' : undefined
}

/**
 * The ten digits that the vendor's example has. Not documented: which other forms are taken. undefined where that would
 * mean somebody else: of a hundred years the ten digits tell only the last.
 */
export function shortIdentity(number: string): string | undefined {
  if (!/^\d{12}$/.test(number)) return undefined
  const short = number.slice(2)
  return cleanNationalId(short, 'SE')?.number === number ? short : undefined
}
