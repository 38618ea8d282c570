/** What we read: a row of a personnel file, whatever form the file has, and our own ledger. */
import { z } from 'zod'

/** The elements of `personal/person` that mean something here, in the order in which they are written. */
export const elements = [
  'fornamn',
  'efternamn',
  'extraadress',
  'postadress',
  'postnr',
  'ort',
  'land',
  'mobiltelefon',
  'epostarb',
  'eposthem',
  'befattning',
  'befattningskod',
  'anstform',
  'bankclearing',
  'bankkonto',
  'anstdatum',
  'avgdatum',
  'lonform',
  'timlon',
  'manlon',
  'sysgrad',
] as const
export type Element = (typeof elements)[number]

/** Numbers with a date from which they hold; in our words a `Dated`. */
export type DatedElement = 'timlon' | 'manlon' | 'sysgrad'

export function isDated(name: Element): name is DatedElement {
  return name === 'timlon' || name === 'manlon' || name === 'sysgrad'
}

/** By the names of PAXml, as written and trimmed, the dated ones as `datedText`; an absent one is not there or empty. */
export type Values = { [K in Element]?: string }

/** What a personnel file can tell of people. */
export type Visible = ReadonlySet<Element | 'persnr'>

/** An employee in a personnel file. */
export interface Row {
  /** The employment number. */
  anstid: string
  /** As written; '' = none. */
  persnr: string
  values: Values
}

/** An element with attributes is an object. */
const text = z.union([z.string(), z.object({ '#text': z.string().optional() })]).transform(textOf)

function textOf(value: string | { '#text'?: string | undefined }): string {
  return (typeof value === 'string' ? value : (value['#text'] ?? '')).trim()
}

export interface Dated {
  /** As written where it is no number. */
  amount: number | string
  /** ISO 8601; '' where none is told. */
  from: string
}

/** "42000@2026-01-01", so that one text compares with another. */
export function datedText({ amount, from }: Dated): string {
  return amount === '' ? '' : `${amount}${from === '' ? '' : `@${from}`}`
}

export function datedOf(text: string): Dated {
  const [written = '', from = ''] = text.split('@')
  return { amount: numberOf(written), from }
}

/** "42 000,00" in a table, "42000.00" in a file: the same. */
function numberOf(written: string): number | string {
  const plain = written.replaceAll(/[\s\u00a0]/g, '').replace(',', '.')
  return /^[-+]?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : written.trim()
}

/** Of an element as it was read. */
export function readElement(name: Element, text: string, from = ''): string {
  return isDated(name) ? datedText({ amount: numberOf(text), from: from.trim().slice(0, 10) }) : text
}

const datum = z.object({ '@datum': z.string() })

const person = z
  .looseObject({
    '@anstid': z.string().default(''),
    '@persnr': z.string().default(''),
    '@delete': z.string().default('false'),
  })
  .transform((element, context): Row & { isDeleted: boolean } => {
    const values: Values = {}
    for (const name of elements) {
      const value = text.default('').safeParse(element[name])
      if (!value.success) context.addIssue({ code: 'custom', message: name })
      else if (value.data !== '')
        values[name] = readElement(name, value.data, datum.safeParse(element[name]).data?.['@datum'])
    }
    const { '@anstid': anstid, '@persnr': persnr, '@delete': isDeleted } = element
    return { anstid: anstid.trim(), persnr: persnr.trim(), values, isDeleted: ['true', '1'].includes(isDeleted.trim()) }
  })

const time = z
  .looseObject({
    '@postid': z.string().default(''),
    '@anstid': z.string().default(''),
    tidkod: text,
    datumfrom: text.default(''),
    datumtom: text.default(''),
    omfattning: text.default(''),
  })
  .transform((element): AbsenceRow => {
    const { '@postid': postid, '@anstid': anstid, tidkod: code, datumfrom: from, datumtom: to, omfattning } = element
    return { postid: Number(postid), anstid, code, from, to, percentage: Number(omfattning) }
  })

/** An absence in an import file of ours. */
export interface AbsenceRow {
  /** Its number in the file. */
  postid: number
  anstid: string
  code: string
  /** ISO 8601 dates; both days are part of it. */
  from: string
  to: string
  percentage: number
}

export const paxmlFile = z.object({
  paxml: z.object({
    header: z
      .union([z.string(), z.object({ foretagorgnr: text.optional(), programnamn: text.optional() })])
      .transform((header) => (typeof header === 'string' ? {} : header))
      .optional(),
    /** An empty section is ''. */
    personal: z
      .union([z.string(), z.object({ person: z.array(z.union([z.string(), person])).optional() })])
      .transform((section) => (typeof section === 'string' ? [] : (section.person ?? [])))
      .optional(),
  }),
})

/** What of an import file of ours is not about people as such. */
export const paxmlTimes = z.object({
  paxml: z.object({
    tidtransaktioner: z
      .union([z.string(), z.object({ tidtrans: z.array(time).optional() })])
      .transform((section) => (typeof section === 'string' ? [] : (section.tidtrans ?? [])))
      .optional(),
  }),
})

const values = z.partialRecord(z.enum(elements), z.string())

/** What one run has written into one import file, and what Crona's personnel file held before. */
export const ledgerFile = z.object({
  version: z.literal(1),
  /** The name of the import file. */
  file: z.string(),
  rows: z.array(
    z.object({
      anstid: z.string(),
      persnr: z.string(),
      values,
      /** null: there was nobody with this employment number. An absent element was empty. */
      before: values.nullable(),
    }),
  ),
  absences: z
    .array(
      z.object({
        postid: z.number(),
        anstid: z.string(),
        code: z.string(),
        from: z.string(),
        to: z.string(),
        percentage: z.number(),
      }),
    )
    .default([]),
})
export type LedgerFile = z.infer<typeof ledgerFile>
export type LedgerRow = LedgerFile['rows'][number]
