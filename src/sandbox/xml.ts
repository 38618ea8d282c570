/** XML as a strict receiver reads it: well-formed, one root, no document type, no entity beyond XML's own five. */
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'

export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  elements: readonly XmlElement[]
  /** Its own text, as written; '' where there is none. */
  text: string
}

export class XmlProblem extends Error {}

export function element(
  name: string,
  content: string | readonly XmlElement[] = '',
  attributes: Readonly<Record<string, string>> = {},
): XmlElement {
  return typeof content === 'string'
    ? { name, attributes, elements: [], text: content }
    : { name, attributes, elements: content, text: '' }
}

/** The first child of that name. */
export function childOf(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.elements.find((child) => child.name === name)
}

const textKey = '#text'
const attributesKey = ':@'
const shape = { preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', textNodeName: textKey } as const

const parser = new XMLParser({
  ...shape,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Without it the numeric ones stay as they are; the named ones of HTML never come this far.
  htmlEntities: true,
})

const builder = new XMLBuilder({ ...shape, format: true, indentBy: '  ', suppressEmptyNode: true })

/** The root. Throws an XmlProblem that names the place and never the content. */
export function parseXml(text: string): XmlElement {
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new XmlProblem(`line ${valid.err.line}: ${valid.err.code}`)
  const markup = text.replaceAll(/<!--.*?-->|<!\[CDATA\[.*?\]\]>/gs, '')
  if (/<!DOCTYPE/i.test(markup)) throw new XmlProblem('A document type is not allowed.')
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(markup)) throw new XmlProblem('An entity is not known.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 allows no others
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text)) throw new XmlProblem('A character is not allowed.')
  if (!markup.trimEnd().endsWith('>')) throw new XmlProblem('There is text after the root.')
  const [root, ...more] = elementsOf(parser.parse(text)).elements
  if (!root || more.length > 0) throw new XmlProblem('There must be one root.')
  return root
}

const nodes = z.array(z.record(z.string(), z.unknown()))
const attributeValues = z.record(z.string(), z.coerce.string()).default({})

function elementsOf(value: unknown): { elements: XmlElement[]; text: string } {
  const elements: XmlElement[] = []
  let text = ''
  for (const { [attributesKey]: attributes, ...node } of nodes.parse(value)) {
    for (const [name, content] of Object.entries(node)) {
      if (name === textKey) text += String(content)
      else elements.push({ name, attributes: attributeValues.parse(attributes), ...elementsOf(content) })
    }
  }
  // Between elements white space is layout.
  return { elements, text: elements.length > 0 && text.trim() === '' ? '' : text }
}

/** Without a declaration. */
export function writeXml(root: XmlElement): string {
  return builder.build([nodeOf(root)]).trim()
}

function nodeOf({ name, attributes, elements, text }: XmlElement): Record<string, unknown> {
  const content = elements.length > 0 ? elements.map(nodeOf) : text === '' ? [] : [{ [textKey]: text }]
  return { [name]: content, ...(Object.keys(attributes).length > 0 ? { [attributesKey]: attributes } : {}) }
}

/** The encoding that the declaration names. */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  return /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']/.exec(start)?.[1]
}

/** Throws an XmlProblem where the encoding is not known or the bytes are none of it. */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new XmlProblem(`It is no text in ${encoding}.`)
  }
}
