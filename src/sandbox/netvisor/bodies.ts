/** Reads the body of a request and holds it against its table. Nothing of what is in it comes back in a refusal. */
import { declaredEncoding, decodeText, parseXml, type XmlElement, XmlProblem } from '../xml.ts'
import { invalid, Refusal } from './answers.ts'
import type { Spec } from './elements.ts'

/** What was sent, by the name of the element; '' for an empty one, which clears. Groups are not in it. */
export type Values = Readonly<Record<string, string>>

/** The one element below `<root>`. */
export function bodyOf(bytes: Uint8Array, contentType: string | undefined, spec: Spec): XmlElement {
  const root = rootOf(bytes, contentType)
  const [body, ...more] = root.elements
  if (body?.name !== spec.name || more.length > 0) throw invalid(`Element ${spec.name} is expected`)
  check(body, spec, spec.name)
  return body
}

function rootOf(bytes: Uint8Array, contentType: string | undefined): XmlElement {
  const charset = contentType?.match(/charset\s*=\s*"?([\w.-]+)/i)?.[1]
  const encoding = declaredEncoding(bytes) ?? charset
  try {
    const root = parseXml(encoding === undefined ? undeclared(bytes) : decodeText(bytes, encoding))
    // The vendor's own tables have it as `root` and as `Root`.
    if (root.name.toLowerCase() !== 'root') throw new XmlProblem('The root must be <root>.')
    return root
  } catch (error) {
    if (error instanceof XmlProblem) throw invalid(`XML is not valid: ${error.message}`)
    throw error
  }
}

/**
 * ISO-8859-15 for Ä, Ö and Å, says the vendor; clients that send UTF-8 without a word are in use.
 * Not documented: how Netvisor tells them apart.
 */
function undeclared(bytes: Uint8Array): string {
  try {
    return decodeText(bytes, 'utf-8')
  } catch {
    return decodeText(bytes, 'iso-8859-15')
  }
}

function check(given: XmlElement, spec: Spec, path: string): void {
  checkAttributes(given, spec, path)
  if (!spec.children) {
    if (given.elements.length > 0) throw invalid(`Element ${path} has elements in it`)
    checkValue(given.text, spec, path)
    return
  }
  if (given.text.trim() !== '') throw invalid(`Element ${path} has text in it`)
  checkOrder(given, spec.children, path)
  for (const child of given.elements) {
    const own = spec.children.find(({ name }) => name === child.name)
    if (own) check(child, own, `${path}/${child.name}`)
  }
}

function checkOrder(given: XmlElement, specs: readonly Spec[], path: string): void {
  const names = given.elements.map(({ name }) => name)
  const places = names.map((name) => specs.findIndex((spec) => spec.name === name))
  const unknown = names[places.indexOf(-1)]
  if (unknown !== undefined) throw invalid(`Element ${path}/${unknown} is not allowed`)
  const late = places.findIndex((place, index) => place < (places[index - 1] ?? 0))
  if (late >= 0) throw invalid(`Element ${path}/${names[late]} is out of order`)
  for (const { name, occurs, unless } of specs) {
    const count = names.filter((one) => one === name).length
    if (unless !== undefined && names.includes(unless)) {
      if (count > 0) throw invalid(`Element ${path}/${name} is not allowed with ${unless}`)
    } else if (count === 0 && occurs.startsWith('1')) throw invalid(`Element ${path}/${name} is missing`)
    if (count > 1 && !occurs.endsWith('n')) throw invalid(`Element ${path}/${name} is given more than once`)
  }
}

function checkAttributes({ attributes, text }: XmlElement, spec: Spec, path: string): void {
  for (const name of Object.keys(attributes)) {
    if (!spec.attributes?.[name]) throw invalid(`Attribute ${name} of ${path} is not allowed`)
  }
  for (const [name, values] of Object.entries(spec.attributes ?? {})) {
    // Not documented: whether an element that clears must have its attribute.
    const given = attributes[name] ?? (text === '' ? values[0] : '')
    if (given === undefined || !(values.includes(given) || values.includes('?')))
      throw invalid(`Attribute ${name} of ${path} is not valid`)
  }
}

const shapes = {
  text: /^/,
  integer: /^\d+$/,
  decimal: /^\d+(,\d+)?$/,
  flag: /^[01]$/,
  date: /^\d{4}-\d\d-\d\d$/,
  country: /^[A-Za-z]{2}$/,
}

function checkValue(text: string, spec: Spec, path: string): void {
  if (text === '') {
    if (spec.occurs === '1') throw invalid(`Element ${path} is empty`)
    return
  }
  if (spec.maxLength !== undefined && text.length > spec.maxLength) {
    throw new Refusal('INVALID_DATA_SIZE', `Element ${path} is longer than ${spec.maxLength}`)
  }
  const right = shapes[spec.kind].test(text) && (spec.kind !== 'date' || isDay(text))
  if (!right || (spec.values && !spec.values.includes(text))) throw invalid(`Element ${path} is not valid`)
}

export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The leaves below `parent`, as far as they are no lists. */
export function valuesOf(parent: XmlElement | undefined, spec: Spec): Values {
  const values: Record<string, string> = {}
  for (const child of parent?.elements ?? []) {
    const own = spec.children?.find(({ name }) => name === child.name)
    if (own && !own.children) values[child.name] = child.text
  }
  return values
}

/** `7,5` -> 7.5, '' -> 0 */
export function numberOf(text: string): number {
  return Number(text.replace(',', '.'))
}
