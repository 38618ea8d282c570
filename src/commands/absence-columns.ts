/** The columns of an absence file, by the names that they may have. */
import { HumaPayrollError } from '../errors.ts'
import { list, plain } from '../ui/text.ts'
import { letters } from './absence-cells.ts'

/**
 * Not documented: the format of Huma's own export. These are the names of the webhook's fields, what such columns are
 * called on screens in English, and the usual words in Norwegian and Swedish. Capitals, blanks and hyphens do not matter.
 */
const names = {
  id: ['id', 'absence id', 'absence', 'fraværs id', 'fraværsid', 'frånvaro id'],
  userId: ['user id', 'user', 'huma id', 'huma user id', 'bruker id', 'användar id', 'användare id'],
  email: [
    ...['email', 'email address', 'work email', 'user email', 'employee email', 'mail'],
    ...['e-post', 'e-postadresse', 'epost jobb', 'jobb e-post', 'e-postadress', 'mejl', 'mejladress'],
  ],
  employeeNumber: [
    ...['employee number', 'employee no', 'employee nr', 'employee id', 'employment id', 'employment number'],
    ...['ansattnummer', 'ansattnr', 'ansatt nr', 'ansatt id'],
    ...['anställningsnummer', 'anställningsnr', 'anställnings id', 'anstnr', 'anst nr', 'anställnr'],
  ],
  type: ['type', 'absence type', 'leave type', 'type of absence', 'fraværstype', 'type fravær', 'typ', 'frånvarotyp'],
  start: [
    ...['start', 'start date', 'from', 'from date', 'first day', 'date from', 'starts'],
    ...['fra', 'fra dato', 'fra og med', 'fom', 'startdato', 'første dag', 'første fraværsdag'],
    ...['från', 'från datum', 'från och med', 'startdatum', 'första dag', 'första dagen'],
  ],
  end: [
    ...['end', 'end date', 'to', 'to date', 'last day', 'date to', 'until', 'ends'],
    ...['til', 'til dato', 'til og med', 'tom', 'sluttdato', 'siste dag', 'siste fraværsdag'],
    ...['till', 'till datum', 'till och med', 'slutdatum', 'sista dag', 'sista dagen'],
  ],
  percentage: [
    ...['percentage', 'percent', 'percentage of absence', 'absence percentage', 'grade', '%'],
    ...['prosent', 'prosentandel', 'fraværsprosent', 'fraværsgrad', 'grad'],
    ...['procent', 'omfattning', 'frånvaroprocent', 'omfattning %'],
  ],
  approved: ['approved', 'is approved', 'approval', 'godkjent', 'godkjenning', 'godkänd', 'godkänt', 'godkännande'],
  status: ['status', 'state', 'approval status', 'godkjenningsstatus', 'godkännandestatus'],
  deleted: ['deleted', 'is deleted', 'removed', 'slettet', 'raderad', 'borttagen'],
  updated: [
    ...['updated', 'updated at', 'last updated', 'modified', 'modified at', 'last modified', 'changed', 'changed at'],
    ...['last changed', 'oppdatert', 'sist oppdatert', 'endret', 'sist endret'],
    ...['uppdaterad', 'senast uppdaterad', 'ändrad', 'senast ändrad'],
  ],
  approvedAt: [
    ...['approved at', 'approved on', 'approved date', 'date approved', 'approval date', 'reviewed at'],
    ...['godkjent dato', 'godkjent den', 'dato godkjent', 'godkjenningsdato'],
    ...['godkänd datum', 'godkänd den', 'datum godkänd', 'godkännandedatum'],
  ],
} as const

export type Column = keyof typeof names

export const columnLabels: Readonly<Record<Column, string>> = {
  id: 'id of the absence',
  userId: 'id of the user in Huma',
  email: 'e-mail address',
  employeeNumber: 'employee number',
  type: 'type',
  start: 'first day',
  end: 'last day',
  percentage: 'percentage',
  approved: 'approved',
  status: 'status',
  deleted: 'deleted',
  updated: 'last changed',
  approvedAt: 'approved at',
}

const columns = Object.keys(names).filter((name): name is Column => name in names)
const columnOf = new Map(columns.flatMap((column) => names[column].map((name) => [letters(name), column] as const)))

export interface Columns {
  places: ReadonlyMap<Column, number>
  /** In the order of the file: its own names, and what they were taken for. */
  used: readonly (readonly [header: string, column: Column])[]
  unused: readonly string[]
}

/** `allApproved`: no column has to say so. Throws kind `usage` where a column is missing or there twice. */
export function columnsOf(head: readonly string[], allApproved: boolean, path: string): Columns {
  const places = new Map<Column, number>()
  const used: [string, Column][] = []
  const unused: string[] = []
  for (const [place, cell] of head.entries()) {
    const header = plain(cell).slice(0, 40)
    const column = columnOf.get(letters(cell))
    if (column === undefined) {
      if (header !== '') unused.push(header)
      continue
    }
    const [first] = used.find(([, other]) => other === column) ?? []
    if (first !== undefined) {
      throw new HumaPayrollError(
        'usage',
        `Two columns of ${path} hold the ${columnLabels[column]}: "${first}" and "${header}".`,
        {
          hint: 'Remove one of them, or give it a name that means nothing here.',
        },
      )
    }
    places.set(column, place)
    used.push([header, column])
  }
  refuseIncomplete(places, used, unused, allApproved, path)
  return { places, used, unused }
}

const persons = ['userId', 'email', 'employeeNumber'] as const

function refuseIncomplete(
  places: ReadonlyMap<Column, number>,
  used: Columns['used'],
  unused: Columns['unused'],
  allApproved: boolean,
  path: string,
): void {
  const missing = (['type', 'start', 'end'] as const).filter((column) => !places.has(column))
  const lacks = [
    ...(persons.some((column) => places.has(column))
      ? []
      : ['whose it is (e-mail address, employee number or user id)']),
    ...missing.map((column) => `the ${columnLabels[column]}`),
  ]
  const all = [...used.map(([header]) => header), ...unused].map((header) => `"${header}"`)
  if (used.length === 0) {
    throw new HumaPayrollError('usage', `The first row of ${path} does not name the columns.`, {
      hint: 'It has to, for instance: email;type;start;end;percentage;approved;updated',
    })
  }
  if (lacks.length > 0) {
    throw new HumaPayrollError('usage', `No column of ${path} tells ${list(lacks, 'or')}.`, {
      hint: `Its first row has ${list(all)}. Name the columns, for instance: email;type;start;end;percentage;approved;updated`,
    })
  }
  if (!allApproved && !places.has('approved') && !places.has('status')) {
    throw new HumaPayrollError('usage', `No column of ${path} tells what is approved.`, {
      hint: 'Add a column "approved" with yes or no. If the file holds approved absence only, add: --all-approved',
    })
  }
}
