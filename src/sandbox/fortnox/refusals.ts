/** Fortnox' errors: an envelope with a Swedish sentence and a code. https://www.fortnox.se/developer/guides-and-good-to-know/errors */
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'

type Status = 400 | 401 | 403 | 404

export type Refuse = (status: Status, code: number, message: string) => HTTPException

export const codes = {
  responseType: 1000030,
  contentType: 1000031,
  alphanumeric: 2000106,
  numeric: 2000108,
  boolean: 2000134,
  login: 2000310,
  noLogin: 2000311,
  characters: 2000359,
  parameter: 2000588,
  scope: 2000663,
  scopeLicence: 2001101,
  apiLicence: 2001103,
  body: 2001392,
  fieldName: 2001399,
  json: 2002115,
  /**
   * Not documented: the codes for everything else that is refused, among them a value that is taken, a missing field and
   * an unknown employee. This one is in none of Fortnox' series, so that nobody learns it by heart.
   */
  undocumented: 9000000,
} as const

/**
 * Not documented: when the keys are lower case (the documentation) and when upper case (the API description). They take
 * turns here, so that a client has to read both.
 */
export function createRefusals(): Refuse {
  let count = 0
  return (status, code, message) => {
    count += 1
    const information = count % 2 === 1 ? { error: 1, message, code } : { Error: 1, Message: message, Code: code }
    return new HTTPException(status, { res: Response.json({ ErrorInformation: information }, { status }) })
  }
}

/** What the gateway before the API answers. */
export function gatewayRefusal(status: 401 | 429, message: string): HTTPException {
  return new HTTPException(status, { res: Response.json({ message }, { status }) })
}

/** The value as `schema` has it, or the refusal of the first thing that is wrong with it. Values are not repeated. */
export function checked<T extends z.ZodType>(schema: T, value: unknown, refuse: Refuse): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    throw refuse(400, codes.fieldName, `Felaktigt fältnamn (${[...issue.path, ...issue.keys.slice(0, 1)].join('.')}).`)
  }
  if (issue?.code === 'invalid_type' && at(value, issue.path) !== undefined) {
    const { expected } = issue
    const code = expected === 'string' ? codes.alphanumeric : expected === 'boolean' ? codes.boolean : codes.numeric
    throw refuse(400, expected === 'object' || expected === 'array' ? codes.body : code, `Fältet ${field} har fel typ.`)
  }
  throw refuse(400, codes.undocumented, `Fältet ${field} saknas eller är ogiltigt.`)
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
    value,
  )
}
