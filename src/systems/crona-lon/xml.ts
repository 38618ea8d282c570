/** XML as PAXml has it: http://www.paxml.se/2.0/paxml.xsd */
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Encoding } from './encoding.ts'
import { type AbsenceRow, datedOf, elements, isDated, type Values } from './schema.ts'

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  // 0012 is a text.
  parseTagValue: false,
  parseAttributeValue: false,
  // Reads letters that are written as numbers.
  htmlEntities: true,
  isArray: (_name, path) => path === 'paxml.personal.person' || path === 'paxml.tidtransaktioner.tidtrans',
})

/**
 * Attributes with @ before them; an element is its text ('' = empty), or what is in it, its text then being `#text`.
 * undefined for what is no whole document.
 */
export function parseXml(text: string): unknown {
  const content = text.replace(/^\uFEFF/, '')
  // The parser itself takes half a document for a whole one.
  if (XMLValidator.validate(content) !== true) return undefined
  try {
    return parser.parse(content)
  } catch {
    return undefined
  }
}

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true, indentBy: '  ' })

export interface PersonElement {
  anstid: string
  /** 12 digits, or ''. */
  persnr: string
  values: Values
}

/** Every element has text: an empty one could empty something. */
export function writePaxml(
  header: Readonly<Record<string, string>>,
  { people, absences }: { people: readonly PersonElement[]; absences: readonly AbsenceRow[] },
  encoding: Encoding,
): string {
  const body: string = builder.build({
    paxml: {
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      '@xsi:noNamespaceSchemaLocation': 'http://www.paxml.se/2.0/paxml.xsd',
      // The manual's words for a file of registers alone, and for one with something to be paid or not.
      header: { format: absences.length > 0 ? 'LÖNIN' : 'REGISTER', version: '2.0', ...header },
      ...(people.length > 0 ? { personal: { person: people.map(personElement) } } : {}),
      ...(absences.length > 0 ? { tidtransaktioner: { tidtrans: absences.map(timeElement) } } : {}),
    },
  })
  return `<?xml version="1.0" encoding="${encoding}"?>\n${body}`
}

function personElement({ anstid, persnr, values }: PersonElement) {
  const shown = elements.flatMap((name) => {
    const text = values[name]
    return text === undefined ? [] : [[name, isDated(name) ? datedElement(text) : text] as const]
  })
  return {
    '@anstid': anstid,
    ...(persnr === '' ? {} : { '@persnr': persnr }),
    ...Object.fromEntries(shown),
  }
}

function datedElement(text: string) {
  const { amount, from } = datedOf(text)
  return { '#text': String(amount), ...(from === '' ? {} : { '@datum': from }) }
}

/** The manual: either one day, or two, or times; with two days only a percentage, no hours. */
function timeElement({ postid, anstid, code, from, to, percentage }: AbsenceRow) {
  return {
    '@anstid': anstid,
    '@postid': String(postid),
    tidkod: code,
    datumfrom: from,
    datumtom: to,
    omfattning: String(percentage),
  }
}
