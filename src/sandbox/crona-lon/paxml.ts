/**
 * PAXml 2.0 as a strict importer reads it: the parts of http://www.paxml.se/2.0/paxml.xsd that are used here, and of the
 * manual what the schema cannot say. The other sections may be there and are not looked into.
 */
import { declaredEncoding, decodeText, parseXml, type XmlElement, XmlProblem } from '../xml.ts'

type Type = (text: string) => boolean

interface Field {
  type: Type
  attributes?: Readonly<Record<string, Type>>
  /** Attributes that must be there. */
  required?: readonly string[]
  /** Anything may be in it; it is not read here. */
  open?: true
}

const text: Type = () => true
const short =
  (length: number): Type =>
  (value) =>
    value.length <= length
const day: Type = (value) => /^\d{4}-\d\d-\d\d$/.test(value) && isMoment(`${value}T00:00:00`)
const moment: Type = (value) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)?$/.test(value) && isMoment(value)
const decimal: Type = (value) => /^[-+]?(\d+(\.\d*)?|\.\d+)$/.test(value)
const integer: Type = (value) => /^[-+]?\d{1,10}$/.test(value)
const boolean: Type = (value) => ['true', 'false', '1', '0'].includes(value)
const identity: Type = (value) => value.length === 12
/** Above 0, up to 100, two decimals. */
const percent: Type = (value) => /^\+?\d+(\.\d{0,2}0*)?$/.test(value) && Number(value) > 0 && Number(value) <= 100
const oneOf =
  (values: readonly string[]): Type =>
  (value) =>
    values.includes(value)

function isMoment(value: string): boolean {
  const date = value.slice(0, 10)
  const time = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}

const plain = (type: Type): Field => ({ type })
const dated: Field = { type: decimal, attributes: { datum: day } }
const open: Field = { type: text, open: true }

function fieldsOf(names: string, field: Field): Record<string, Field> {
  return Object.fromEntries(names.split(' ').map((name) => [name, field]))
}

const sections = [
  'header',
  'dimensioner',
  'resultatenheter',
  'koder',
  'resetransaktioner',
  'tidtransaktioner',
  'lonetransaktioner',
  'schematransaktioner',
  'personal',
  'loneutbetalning',
  'saldon',
]

export const headerFields: Readonly<Record<string, Field>> = {
  format: plain(text),
  version: plain(oneOf(['2.0'])),
  datum: plain(moment),
  nyexport: { type: text, attributes: { datum: day, datumfrom: day, datumtom: day }, required: ['datum'] },
  foretagid: plain(text),
  foretagorgnr: plain(short(12)),
  ...fieldsOf(
    'foretagnamn extraadress postadress postnr ort land epost hemsida kontaktperson personalansvarig attestansvarig telefon telefax programnamn programlicens info',
    plain(text),
  ),
}

export const personFields: Readonly<Record<string, Field>> = {
  ...fieldsOf(
    'fornamn efternamn extraadress postadress postnr ort land mobiltelefon hemtelefon arbetstelefon epostarb eposthem',
    plain(text),
  ),
  personaltyp: plain(oneOf(['ARB', 'TJM'])),
  ...fieldsOf('kategori befattning befattningskod anstform semesteravtal bankclearing bankkonto', plain(text)),
  ...fieldsOf('anstdatum avgdatum', plain(day)),
  lonform: plain(oneOf(['TIM', 'MÅN'])),
  innevarande: plain(boolean),
  ...fieldsOf('timlon manlon', dated),
  ...fieldsOf('personbelopp persontexter', open),
  sysgrad: dated,
  semesterdagar: plain(decimal),
  skattetabell: plain(decimal),
  skattekolumn: plain(integer),
  skattejamkning: { type: text, attributes: { procent: integer, belopp: decimal, maxbelopp: decimal } },
  loneutmatning: { type: text, attributes: { belopp: decimal, forbehall: decimal }, required: ['belopp'] },
  resenheter: open,
  info: plain(text),
}

const numbered = (stem: string, last: number) => Array.from({ length: last }, (_, index) => `${stem}${index + 1}`)

/** Time away from work. */
export const absenceCodes = [
  ...[
    'SJK',
    'SJK_KAR',
    'SJK_LÖN',
    'SJK_ERS',
    'SJK_PEN',
    'ASK',
    'HAV',
    'FPE',
    'VAB',
    'SMB',
    'UTB',
    'MIL',
    'SVE',
    'NÄR',
    'TJL',
  ],
  ...['SEM', 'SEM_BET', 'SEM_SPA', 'SEM_OBE', 'SEM_FÖR', 'KOM', 'PEM', 'PER', 'FAC', 'ATK', 'KON', 'PAP', 'ATF'],
  ...numbered('FR', 9),
]

/** Time at work, and additions to it. */
export const presenceCodes = [
  ...['FLX', 'SCH', ...numbered('TS', 9), 'TID', 'ARB', 'MER', ...numbered('ÖT', 5), ...numbered('ÖK', 5)],
  ...[...numbered('OB', 5), ...numbered('OS', 5), ...numbered('JR', 3), ...numbered('JS', 3), ...numbered('BE', 3)],
  ...[...numbered('BS', 3), ...numbered('RE', 3), 'HLG', 'SKI', ...numbered('LT', 9), ...numbered('NV', 9)],
]

export const timeFields: Readonly<Record<string, Field>> = {
  tidkod: plain(oneOf([...absenceCodes, ...presenceCodes])),
  ...fieldsOf('datum datumfrom datumtom', plain(day)),
  ...fieldsOf('starttid sluttid', plain(moment)),
  timmar: plain(decimal),
  omfattning: plain(percent),
  barn: plain(identity),
  samlingsid: plain(text),
  semgrund: plain(boolean),
  kontonr: plain(text),
  kundnr: open,
  resenheter: open,
  info: plain(text),
}

/** A person or a transaction of time. */
export interface Row {
  anstid: string | undefined
  persnr: string | undefined
  delete: boolean
  /** What was sent, by the name of the element. Open ones are not in it. */
  values: Readonly<Record<string, string>>
  /** The date from which a value holds, by the name of its element. */
  from: Readonly<Record<string, string>>
}

export interface PaxmlFile {
  header: Readonly<Record<string, string>>
  persons: Row[]
  times: Row[]
}

/** Throws an XmlProblem that names places and never values. */
export function readPaxml(bytes: Uint8Array): PaxmlFile {
  const root = parseXml(decodeText(bytes, declaredEncoding(bytes) ?? 'utf-8').replace(/^\uFEFF/, ''))
  if (root.name !== 'paxml') throw new XmlProblem('The root must be <paxml>.')
  for (const name of Object.keys(root.attributes)) {
    if (!/^xmlns:|^\w+:/.test(name)) throw new XmlProblem(`paxml: attribute ${name} is not allowed`)
  }
  refuseRepeated(root, 'paxml')
  for (const { name } of root.elements) if (!sections.includes(name)) throw notAllowed('paxml', name)
  const header = root.elements.find(({ name }) => name === 'header')
  if (!header) throw new XmlProblem('header is missing')
  const { values } = valuesOf(header, headerFields, 'header', {})
  if (values.version === undefined) throw new XmlProblem('header/version is missing')
  return {
    header: values,
    persons: rowsOf(root, 'personal', 'person', personFields, { delete: boolean }),
    times: rowsOf(root, 'tidtransaktioner', 'tidtrans', timeFields, { postid: integer }),
  }
}

function rowsOf(
  root: XmlElement,
  section: string,
  name: string,
  fields: Readonly<Record<string, Field>>,
  more: Readonly<Record<string, Type>>,
): Row[] {
  const found = root.elements.find((one) => one.name === section)
  return (found?.elements ?? []).flatMap((row, index) => {
    // Marks of completeness and approval.
    if (section === 'tidtransaktioner' && ['klar', 'attesterat'].includes(row.name)) return []
    if (row.name !== name) throw notAllowed(section, row.name)
    const path = `${section}/${name}[${index + 1}]`
    const { values, from } = valuesOf(row, fields, path, { anstid: text, persnr: identity, ...more })
    if (name === 'tidtrans' && values.tidkod === undefined) throw new XmlProblem(`${path}/tidkod is missing`)
    const { anstid, persnr } = row.attributes
    return [{ anstid, persnr, delete: ['true', '1'].includes(row.attributes.delete ?? ''), values, from }]
  })
}

function valuesOf(
  parent: XmlElement,
  fields: Readonly<Record<string, Field>>,
  path: string,
  attributes: Readonly<Record<string, Type>>,
): Pick<Row, 'values' | 'from'> {
  checkAttributes(parent, attributes, [], path)
  refuseRepeated(parent, path)
  if (parent.text.trim() !== '') throw new XmlProblem(`${path}: text is not allowed`)
  const values: Record<string, string> = {}
  const from: Record<string, string> = {}
  for (const child of parent.elements) {
    const field = fields[child.name]
    if (!field) throw notAllowed(path, child.name)
    if (field.open) continue
    const place = `${path}/${child.name}`
    checkAttributes(child, field.attributes ?? {}, field.required ?? [], place)
    if (child.elements.length > 0 || !field.type(child.text)) throw new XmlProblem(`${place} is not valid`)
    values[child.name] = child.text
    if (child.attributes.datum !== undefined) from[child.name] = child.attributes.datum
  }
  return { values, from }
}

function checkAttributes(
  { attributes }: XmlElement,
  types: Readonly<Record<string, Type>>,
  required: readonly string[],
  path: string,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!types[name]?.(value)) throw new XmlProblem(`${path}: attribute ${name} is not allowed or not valid`)
  }
  for (const name of required) {
    if (attributes[name] === undefined) throw new XmlProblem(`${path}: attribute ${name} is missing`)
  }
}

/** In any order, each at most once. */
function refuseRepeated({ elements }: XmlElement, path: string): void {
  const names = elements.map(({ name }) => name)
  const repeated = names.find((name, index) => names.indexOf(name) < index)
  if (repeated !== undefined) throw new XmlProblem(`${path}/${repeated} is there more than once`)
}

function notAllowed(path: string, name: string): XmlProblem {
  return new XmlProblem(`${path}/${name} is not allowed`)
}
