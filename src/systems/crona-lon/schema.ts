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
  'bankclearing',
  'bankkonto',
  'anstdatum',
  'avgdatum',
] as const
export type Element = (typeof elements)[number]

/** By the names of PAXml, as written and trimmed; an absent one is not there or empty. */
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
      else if (value.data !== '') values[name] = value.data
    }
    const { '@anstid': anstid, '@persnr': persnr, '@delete': isDeleted } = element
    return { anstid: anstid.trim(), persnr: persnr.trim(), values, isDeleted: ['true', '1'].includes(isDeleted.trim()) }
  })

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
})
export type LedgerFile = z.infer<typeof ledgerFile>
export type LedgerRow = LedgerFile['rows'][number]
