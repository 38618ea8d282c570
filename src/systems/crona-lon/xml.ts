/** XML as PAXml has it: http://www.paxml.se/2.0/paxml.xsd */
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Encoding } from './encoding.ts'

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  // 0012 is a text.
  parseTagValue: false,
  parseAttributeValue: false,
  // Reads letters that are written as numbers.
  htmlEntities: true,
  isArray: (_name, path) => path === 'paxml.personal.person',
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
  /** 12 digits. */
  persnr?: string
  values: Readonly<Record<string, string>>
}

/** A file that holds people only. Every element has text: an empty one could empty something. */
export function writePaxml(
  header: Readonly<Record<string, string>>,
  people: readonly PersonElement[],
  encoding: Encoding,
): string {
  const body: string = builder.build({
    paxml: {
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      '@xsi:noNamespaceSchemaLocation': 'http://www.paxml.se/2.0/paxml.xsd',
      header: { format: 'REGISTER', version: '2.0', ...header },
      personal: {
        person: people.map(({ anstid, persnr, values }) => ({
          '@anstid': anstid,
          ...(persnr === undefined ? {} : { '@persnr': persnr }),
          ...values,
        })),
      },
    },
  })
  return `<?xml version="1.0" encoding="${encoding}"?>\n${body}`
}
