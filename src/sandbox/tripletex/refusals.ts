/**
 * Answers that are no success. The envelope and the codes are documented in the API's own description
 * (https://tripletex.no/v2-docs/); texts and the contents of `validationMessages` are as observed.
 */
import { type Language, type Text, texts } from './texts.ts'

export interface Complaint {
  field: string | null
  message: Text
  path: string | null
}

/** A rule that an object breaks; `field` is '' where the rule is about the whole of it. */
export type Broken = Pick<Complaint, 'field' | 'message'>

interface Parts {
  status: 400 | 401 | 403 | 404 | 409 | 415 | 422 | 429 | 500
  code: number | null
  message: Text | string | null
  developerMessage?: string
  complaints?: readonly Complaint[]
}

/** Thrown wherever a request is refused; becomes the error envelope. */
export class Refusal extends Error {
  readonly parts: Parts

  constructor(parts: Parts) {
    super(`Tripletex sandbox: ${parts.status}, code ${parts.code}`)
    this.name = 'Refusal'
    this.parts = parts
  }
}

export function envelope({ parts }: Refusal, language: Language, requestId: string) {
  const say = (text: Text | string | null) => (text === null || typeof text === 'string' ? text : text[language])
  return {
    status: parts.status,
    code: parts.code,
    message: say(parts.message),
    link: 'https://tripletex.no/v2-docs/',
    developerMessage: parts.developerMessage ?? null,
    validationMessages:
      parts.complaints?.map(({ field, message, path }) => ({ field, message: say(message), path, rootId: null })) ??
      null,
    requestId,
  }
}

/** What an object breaks on its own: an empty or too long field. */
export function badObject(complaints: readonly Complaint[]): Refusal {
  return new Refusal({ status: 422, code: 18000, message: texts.validationFailed, complaints })
}

/** A parameter of a session that is wrong (observed for the consumer token). */
export function badArgument(name: string, message: Text): Refusal {
  const complaints = [{ field: `arg:${name}`, message, path: `arg:${name}` }]
  return new Refusal({ status: 422, code: 18000, message: texts.validationFailed, complaints })
}

/** What an object breaks together with everything else that is stored. */
export function badValues(complaints: readonly Broken[]): Refusal {
  return new Refusal({
    status: 422,
    code: 18000,
    message: texts.validationFailed,
    developerMessage: 'VALIDATION_ERROR',
    complaints: complaints.map(({ field, message }) => ({ field, message, path: null })),
  })
}

/** A body that cannot be read into the object: only the first such field was ever seen in an answer. */
export function unmappable(complaint: Complaint): Refusal {
  return new Refusal({ status: 422, code: 16000, message: 'Request mapping failed', complaints: [complaint] })
}

/** A parameter that cannot be read, or that is missing (observed for lists of ids, and for dates of hours). */
export function badValue(field: string, message: Text): Refusal {
  const complaints = [{ field, message, path: null }]
  return new Refusal({ status: 422, code: 15000, message: 'Validation failed', complaints })
}

// Observed for a value outside an enum. Not documented: that numbers and booleans go the same way.
export function unreadableParameter(): Refusal {
  return new Refusal({ status: 404, code: 21000, message: 'HTTP 404 Not Found' })
}

// Not documented: the words.
export function invalidJson(): Refusal {
  return new Refusal({ status: 422, code: 22000, message: 'Invalid JSON' })
}

export function illegalField(name: string, model: string): Refusal {
  const message = `Illegal field in fields filter: ${name}. ${name} does not match a field in the model: ${model}DTO`
  return new Refusal({ status: 400, code: 11000, message })
}

export function illegalSorting(item: string): Refusal {
  const message = `Field specified for use in sorting does not exist: '${item}'`
  return new Refusal({ status: 422, code: 17000, message, complaints: [] })
}

export function tooManyRows(): Refusal {
  return new Refusal({ status: 422, code: 23000, message: 'Result set too large. Limit of 10.000 reached.' })
}

/** Also for paths that do not exist. */
export function notFound(): Refusal {
  return new Refusal({ status: 404, code: 6000, message: 'Object not found' })
}

/**
 * A right or a module is missing. Also what DELETE on an employee and POST on a salary type answered, which the API does
 * not have; others were answered 400. Not documented: any of this.
 */
export function forbidden(): Refusal {
  return new Refusal({ status: 403, code: 9000, message: 'You do not have permission to access this feature.' })
}

export function unauthorized(): Refusal {
  const developerMessage = 'Could not log in. Check login info in Authorization header.'
  return new Refusal({ status: 401, code: 3000, message: 'Unauthorized', developerMessage })
}

// Not documented: the words.
export function wrongVersion(): Refusal {
  return new Refusal({ status: 409, code: 8000, message: 'RevisionException' })
}

/** Only one entry for an employee, a date and an activity (observed). */
export function hoursExist(): Refusal {
  return new Refusal({ status: 409, code: 7000, message: texts.hoursExist })
}

// Not documented: the words, and that approved hours are refused this way.
export function locked(): Refusal {
  return new Refusal({ status: 409, code: 10000, message: 'LockedException' })
}

// Not documented: what becomes of a body that does not say it is JSON.
export function notJson(): Refusal {
  return new Refusal({ status: 415, code: null, message: 'HTTP 415 Unsupported Media Type' })
}

// Not documented: whether there is an envelope at all, and its code.
export function tooManyRequests(): Refusal {
  return new Refusal({ status: 429, code: null, message: 'Too Many Requests' })
}

/** A mistake of the sandbox itself. */
export function unexpected({ message }: Error): Refusal {
  return new Refusal({ status: 500, code: 1000, message })
}
