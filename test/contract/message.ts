/** Reads what went over the wire, and words what ajv found. */
import type { ErrorObject, ValidateFunction } from 'ajv'
import type { Json } from './schema.ts'

/** By media type, as the contract declares it. */
export type Content = Readonly<Record<string, { schema?: Json | undefined }>>

export type Headers = Readonly<Record<string, string>>

type Decoded = { value: unknown } | { problem: string }

export function decodeJson(body: unknown): Decoded {
  if (typeof body !== 'string') return { value: body }
  try {
    return { value: JSON.parse(body) }
  } catch {
    return { problem: 'body: not JSON' }
  }
}

export function decodeForm(body: unknown): Decoded {
  if (typeof body !== 'string') return { value: body }
  const pairs = [...new URLSearchParams(body)]
  const names = new Set(pairs.map(([name]) => name))
  if (names.size < pairs.length) return { problem: 'body: a name comes twice' }
  return { value: Object.fromEntries(pairs) }
}

/** The declared media type that the headers name, compared without parameters; the JSON one where there are no headers. */
export function pick(
  declared: Content,
  headers: Headers | undefined,
): { type: string; schema: Json | undefined } | undefined {
  const bare = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase()
  const given = headers ? bare(header(headers, 'content-type') ?? '') : 'application/json'
  const found = Object.entries(declared).find(([type]) => bare(type) === given)
  return found ? { type: given, schema: found[1].schema } : undefined
}

export function header(headers: Headers, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

/** Sentences about everything that is wrong; `place` is where the value came from. Values are never repeated. */
export function complaints(validate: ValidateFunction, value: unknown, place: string): string[] {
  if (validate(value)) return []
  return [...new Set((validate.errors ?? []).flatMap((error) => complaint(error, place)))]
}

function complaint({ keyword, instancePath, params, message }: ErrorObject, place: string): string[] {
  const at = `${place}${instancePath}`
  switch (keyword) {
    case 'if': // Only says that one of the errors beside it came from a condition.
      return []
    case 'additionalProperties':
      return [`${at}/${String(params.additionalProperty)}: not in the contract`]
    case 'required':
      return [`${at}/${String(params.missingProperty)}: missing`]
    case 'false schema':
      return [`${at}: read-only`]
    case 'enum':
      return [`${at}: must be one of ${Array.isArray(params.allowedValues) ? params.allowedValues.join(', ') : ''}`]
    default:
      return [`${at}: ${message ?? keyword}`]
  }
}

/** The text of a path or query value as the type that the contract gives it. */
export function readText(text: string, type: unknown): unknown {
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
