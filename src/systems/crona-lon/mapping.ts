/** A person in our words <-> a row of PAXml. Pure. */
import {
  type BankAccount,
  type FieldName,
  type Fields,
  fieldNames,
  type Patch,
  type Person,
} from '../../core/person.ts'
import { cleanAddress, cleanBankAccount, cleanNationalId, cleanPhone, cleanText } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { countryCodeOf, swedishCountryName } from '../country-names.ts'
import { accountParts } from '../swedish-account.ts'
import { type Encoding, encodingSetting } from './encoding.ts'
import { fieldsIn } from './rules.ts'
import type { Element, Row, Values, Visible } from './schema.ts'

/** `today` is the date in Sweden (ISO 8601). `visible`: what the personnel file tells of people at all. */
export function personOf(row: Row, visible: Visible, today: string): Person {
  const end = row.values.avgdatum?.slice(0, 10)
  // Not documented: whether `avgdatum` is the last day; we take it as such.
  const active = end === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(end) || end >= today
  return { side: 'payroll', id: row.anstid, active, fields: fieldsOf(row, visible) }
}

function fieldsOf({ anstid, persnr, values }: Row, visible: Visible): Fields {
  const shown = (...names: Element[]) => names.some((name) => visible.has(name) || values[name] !== undefined)
  const fields: Fields = { employeeNumber: cleanText(anstid) }
  if (shown('fornamn')) fields.givenName = cleanText(values.fornamn)
  if (shown('efternamn')) fields.familyName = cleanText(values.efternamn)
  if (shown('epostarb', 'eposthem')) fields.email = cleanText(values.epostarb) ?? cleanText(values.eposthem)
  if (shown('mobiltelefon')) fields.phone = cleanPhone(values.mobiltelefon, 'SE')
  if (visible.has('persnr') || persnr !== '') fields.nationalId = cleanNationalId(persnr, 'SE')
  if (shown('postadress', 'postnr', 'ort')) {
    fields.address = cleanAddress({
      line1: values.postadress ?? '',
      line2: values.extraadress ?? '',
      line3: '',
      postalCode: values.postnr ?? '',
      city: values.ort ?? '',
      country: countryCodeOf(values.land ?? ''),
    })
  }
  if (shown('bankkonto')) {
    const number = `${values.bankclearing ?? ''}${values.bankkonto ?? ''}`
    fields.bankAccount = cleanBankAccount({ kind: 'national', country: 'SE', number })
  }
  return fields
}

/**
 * The elements that stand for `patch`; none is empty. Throws kind `refused` for what a file cannot say, among it to empty
 * a part of what `row` holds: what an import does with an empty element is not documented.
 */
export function valuesOf(patch: Patch, row: Row | undefined, encoding: Encoding): Values {
  refuseUnwritable(patch, encoding)
  const values: Values = {}
  if (patch.givenName !== undefined) values.fornamn = patch.givenName
  if (patch.familyName !== undefined) values.efternamn = patch.familyName
  if (patch.email !== undefined) values.epostarb = patch.email
  if (patch.phone !== undefined) values.mobiltelefon = patch.phone
  if (patch.bankAccount !== undefined) Object.assign(values, accountValues(patch.bankAccount))
  if (patch.address !== undefined) {
    const { line1, line2, postalCode, city, country } = patch.address
    // Not documented: how a country is written. The vendor's example has "Sverige".
    const land = country === '' ? '' : (swedishCountryName(country) ?? '')
    const parts = { extraadress: line2, postadress: line1, postnr: postalCode, ort: city, land } as const
    for (const [name, text] of entriesOf(parts)) {
      if (text !== '') values[name] = text
      else if (name !== 'land' && row?.values[name]) {
        throw refused('address', `${name} would have to become empty, which an import file cannot say.`)
      }
    }
  }
  return values
}

function entriesOf<K extends string>(parts: Readonly<Record<K, string>>): [K, string][] {
  const names = Object.keys(parts).filter((name): name is K => name in parts)
  return names.map((name) => [name, parts[name]])
}

function accountValues(account: BankAccount): Values {
  const parts = account.kind === 'national' ? accountParts(account.number) : 'PAXml takes only Swedish accounts.'
  if (typeof parts === 'string') throw refused('bankAccount', parts)
  return { bankclearing: parts.ClearingNo, bankkonto: parts.BankAccountNo }
}

function refuseUnwritable(patch: Patch, encoding: Encoding): void {
  const rules = fieldsIn(encoding)
  const check = <K extends FieldName>(field: K) => {
    const value: Patch[K] = patch[field]
    const problem = value === undefined ? undefined : rules[field]?.problem?.(value)
    if (problem) throw refused(field, problem)
  }
  for (const field of fieldNames) check(field)
}

export function refused(field: FieldName, message: string): HumaPayrollError {
  return new HumaPayrollError('refused', message, { hint: 'Correct it in Huma or in Crona Lön.', details: { field } })
}

export function nobodyThere(): HumaPayrollError {
  return new HumaPayrollError('refused', 'Crona Lön has no such employee any more.')
}

/** `what` cannot be written, for the letters in it: `why` is a sentence. */
export function refusedLetters(what: string, why: string): HumaPayrollError {
  return new HumaPayrollError('refused', `${what} is not written. ${why}`, {
    hint: `Change it in Huma, or choose the encoding that has all letters: huma-payroll configure NAME --set ${encodingSetting}=utf-8`,
  })
}

/** Only what the schema takes: 12 digits. */
export function persnrOf(written: string): string | undefined {
  const number = written === '' ? undefined : cleanNationalId(written, 'SE')?.number
  return number !== undefined && /^\d{12}$/.test(number) ? number : undefined
}
