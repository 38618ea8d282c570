/**
 * The main position as values of the person: title, code, kind, percentage. PAXml has one of each and no history. A file cannot
 * empty anything, so what would have to go is told.
 */
import type { PositionOrder, PositionWriter, Sent } from '../system.ts'
import { type Encoding, lacking } from './encoding.ts'
import { refusedLetters } from './mapping.ts'
import { type Dated, datedOf, datedText, elements, type Row, type Values } from './schema.ts'

/** Decides on a row as it stands; what is in `values` is written. */
export type Decide = (row: Row, sight: { isNew: boolean; canShow: (name: 'anstdatum') => boolean }) => Decision

export interface Decision {
  values: Values
  sent: Omit<Sent, 'changed'>
}

/** Writes what `decide` wants of the person. */
export type WriteRow = (anstid: string, decide: Decide) => Promise<Sent>

/** "FAST, PROV, VISSTID, …" are the manual's proposals; any text is taken. Of what is not here what stands there is left. */
const kinds: Readonly<Record<string, string>> = {
  Permanent: 'FAST',
  Temporary: 'VISSTID',
  Seasonal: 'SÄSONG',
  Trainee: 'PRAKTIK',
}

export function createPositionWriter(writeRow: WriteRow, encoding: Encoding): PositionWriter {
  return {
    put: (order) => writeRow(order.person.id, (row, sight) => decide(order, row, sight, encoding)),
    remove: ({ person, before }) =>
      writeRow(person.id, ({ values }) => {
        const isThere = values.befattning === before.title || numberIn(values.sysgrad) === before.percentage
        const byHand = `The position from ${before.startDate} was deleted in Huma, which a file cannot say. In Crona Lön, correct title (befattning), kind (anställningsform) and percentage (sysselsättningsgrad) of employee ${person.id}.`
        return { values: {}, sent: isThere ? { byHand: [byHand] } : {} }
      }),
  }
}

function decide(order: PositionOrder, row: Row, sight: Parameters<Decide>[1], encoding: Encoding): Decision {
  const { position, occupationCode } = order
  const degree: Dated = { amount: position.percentage, from: degreeFrom(order) }
  const wanted: Values = {
    ...(position.title === '' ? {} : { befattning: position.title }),
    ...(occupationCode === undefined ? {} : { befattningskod: occupationCode }),
    ...kindOf(order, row),
    ...startOf(order, row, sight),
    ...(holdsAlready(degree, row.values.sysgrad) ? {} : { sysgrad: datedText(degree) }),
    ...(endsEmployment(order) && position.endDate !== null ? { avgdatum: position.endDate } : {}),
  }
  const values = changed(wanted, row)
  const letters = [position.title, occupationCode ?? ''].map((text) => lacking(text, encoding)).find(Boolean)
  if (letters && (values.befattning || values.befattningskod)) throw refusedLetters('The position', letters)
  const byHand = [...leftText(order, row), ...movedText(order, row)]
  return { values, sent: byHand.length > 0 ? { byHand } : {} }
}

/**
 * A percentage that is changed in a position which goes on holds from today: dated back to where the position began, perhaps
 * years ago, it would change what was paid long since. Within the month nothing was paid yet.
 */
function degreeFrom({ position, before, from, today }: PositionOrder): string {
  const goesOn = before !== undefined && before.startDate === position.startDate
  return goesOn && from.slice(0, 7) < today.slice(0, 7) ? today : from
}

/** The words that payroll uses stay for as long as the kind is the same in Huma. */
function kindOf({ position, before }: PositionOrder, { values }: Row): Values {
  const kind = kinds[position.contractType]
  const isSame = before?.contractType === position.contractType && values.anstform !== undefined
  return kind === undefined || isSame ? {} : { anstform: kind }
}

/**
 * The start of the employment, not of the position: filled where it is empty, and moved with the position that it began with.
 * Where the personnel file shows no such dates, nobody knows that it is empty.
 */
function startOf({ position, before }: PositionOrder, row: Row, { isNew, canShow }: Parameters<Decide>[1]): Values {
  const held = row.values.anstdatum
  const isEmpty = held === undefined && (isNew || canShow('anstdatum'))
  const isMoved = held !== undefined && before !== undefined && held.slice(0, 10) === before.startDate
  return isEmpty || isMoved ? { anstdatum: position.startDate } : {}
}

/**
 * Only a position that ended in Huma ends an employment, never a person who was deactivated there; and not where the person
 * goes on in another one, because a file cannot take an end back.
 */
function endsEmployment({ position: { endDate, endReason }, continued }: PositionOrder): boolean {
  const goesOn = ['change_in_organization_or_internal_job_transfer', 'change_in_payroll_system_or_accountant']
  return endDate !== null && continued !== true && !goesOn.includes(endReason)
}

/** Crona has an end of the employment where Huma has none, or a later one that is not to be written. */
function leftText(order: PositionOrder, { anstid, values }: Row): string[] {
  const left = values.avgdatum?.slice(0, 10)
  if (left === undefined || endsEmployment(order)) return []
  const { endDate } = order.position
  if (endDate !== null && left > endDate) return []
  return [
    `In Crona Lön, remove the leaving date (avgångsdatum) ${left} of employee ${anstid}, which a file cannot do: in Huma the employment goes on after it.`,
  ]
}

/** The percentage holds from the start before, which a file cannot take back. */
function movedText({ position, before }: PositionOrder, { anstid, values }: Row): string[] {
  const held = datedOf(values.sysgrad ?? '').from
  if (!before || held !== before.startDate || held >= position.startDate) return []
  return [
    `In Crona Lön, correct the percentage (sysselsättningsgrad) of employee ${anstid} that holds from ${held}: in Huma the position now begins on ${position.startDate}.`,
  ]
}

/** The same number, from the same day or an earlier one. */
export function holdsAlready(wanted: Dated, text: string | undefined): boolean {
  if (text === undefined) return false
  const held = datedOf(text)
  return held.amount === wanted.amount && held.from <= wanted.from
}

export function changed(wanted: Values, { values }: Row): Values {
  const names = elements.filter((name) => wanted[name] !== undefined && wanted[name] !== values[name])
  return Object.fromEntries(names.map((name) => [name, wanted[name]]))
}

function numberIn(text: string | undefined): Dated['amount'] | undefined {
  return text === undefined ? undefined : datedOf(text).amount
}
