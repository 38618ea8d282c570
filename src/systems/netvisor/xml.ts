/** XML as Netvisor reads and writes it. */
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'

/**
 * An element is its text, or what is in it; a list is as many elements of one name. Its parts are written in the order
 * that they stand in, attributes with @ before their name, the text beside them as `#text`.
 */
export interface Elements {
  [name: string]: string | Elements | readonly Elements[]
}

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' })

/**
 * Without a declaration, beginning with `<root>`, which is what the vendor asks for. It asks for ISO-8859-15 too, and an
 * older text of it for UTF-8: only letters of ASCII are the same in both, so every other one is written as its number.
 */
export function writeXml(root: Elements): string {
  const text: string = builder.build({ root })
  return text
    .replaceAll(/[^\t\n\r\x20-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/\P{ASCII}/gu, (letter) => `&#${letter.codePointAt(0)};`)
}

/** Elements that may come more than once: always a list, where there is at least one. */
const repeated = new Set([
  'status',
  'status2',
  'employee',
  'employmentperiod',
  'recordtype',
  'name',
  'workday',
  'workdayhour',
  'payrollratio',
  'parameter',
])

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  // The vendor writes Root and root, netvisorkey and NetvisorKey.
  transformTagName: (name) => name.toLowerCase(),
  transformAttributeName: (name) => name.toLowerCase(),
  // 0012 is a text.
  parseTagValue: false,
  // Reads letters that are written as numbers.
  htmlEntities: true,
  isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && repeated.has(name),
})

/**
 * Names in small letters, attributes with @ before them; an element is its text ('' = empty), or what is in it, its text
 * then being `#text`. undefined for what is no whole document.
 */
export function parseXml(text: string): unknown {
  // The parser itself takes half a document for a whole one.
  if (XMLValidator.validate(text) !== true) return undefined
  try {
    return parser.parse(text)
  } catch {
    return undefined
  }
}
