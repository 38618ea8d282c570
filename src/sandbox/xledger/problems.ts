/** What is refused, in the shape of Xledger's errors: mostly within HTTP 200, with a code beside the message. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql'

/**
 * Known codes are those of the limits, and the codes in `extensions` (ARGUMENTS_OF_CORRECT_TYPE, INVALID_VALUE).
 * Not documented: every other one, most texts, and which of them are answered with HTTP 400.
 */
export class Problem extends Error {
  readonly code: string
  readonly extensions: Readonly<Record<string, unknown>>

  constructor(message: string, code = 'BAD_REQUEST', extensions: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'Problem'
    this.code = code
    this.extensions = extensions
  }
}

export interface ShownProblem extends GraphQLFormattedError {
  code: string
}

export function badToken(): Problem {
  const message = 'Bad format for API Token. Expected header: "Authorization: token <your-token>"'
  return new Problem(message, 'UNHANDLED_ERROR', { code: 'UNHANDLED_ERROR' })
}

// Not documented: what a token that was deleted, or never existed, is told.
export function unknownToken(): Problem {
  return new Problem('Unknown or expired API Token.', 'UNHANDLED_ERROR', { code: 'UNHANDLED_ERROR' })
}

// Not documented: what a token without the right is told.
export function noRight(): Problem {
  return new Problem('The API Token has no right to do this.', 'UNHANDLED_ERROR', { code: 'UNHANDLED_ERROR' })
}

export function burst(): Problem {
  return new Problem('Too many requests', 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED')
}

export function concurrency(): Problem {
  return new Problem('Too many concurrent requests', 'BAD_REQUEST.CONCURRENCY_LIMIT_REACHED')
}

/** Not documented: how `resetAt` is written. Here it is a time without a zone, as everywhere. */
export function insufficientCredits(resetAt: string): Problem {
  return new Problem('Not enough credits', 'BAD_REQUEST.INSUFFICIENT_CREDITS', { resetAt })
}

/** `where` is a field of the input, such as `subledger.code`. */
export function badValue(where: string, message: string): Problem {
  return new Problem(`${where}: ${message}`, 'BAD_REQUEST', { code: 'INVALID_VALUE' })
}

/** Of a problem, or of what the GraphQL engine found. */
export function shown(error: unknown, path?: readonly (string | number)[]): ShownProblem {
  if (error instanceof Problem) {
    const { code, message, extensions } = error
    return { code, message, ...(path ? { path } : {}), ...(Object.keys(extensions).length > 0 ? { extensions } : {}) }
  }
  if (error instanceof GraphQLError) {
    const { originalError } = error
    if (originalError instanceof Problem) return shown(originalError, error.path)
    // A mistake of the sandbox itself.
    if (originalError && !(originalError instanceof GraphQLError)) throw originalError
    const { message, locations, path: at } = error.toJSON()
    const code = message.startsWith('Cannot query field')
      ? 'FIELDS_ON_CORRECT_TYPE'
      : message.startsWith('Variable')
        ? 'INVALID_VALUE'
        : 'ARGUMENTS_OF_CORRECT_TYPE'
    return {
      code: 'BAD_REQUEST',
      message,
      ...(locations ? { locations } : {}),
      ...(at ? { path: at } : {}),
      extensions: { code },
    }
  }
  throw error
}
