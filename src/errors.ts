/**
 * Error kinds and the exit-code table, as data. Everything that goes wrong on purpose is a HumaPayrollError;
 * anything else that reaches `main` is a fault of the program and reported as such.
 */

export const errorKinds = {
  usage: { exitCode: 2, means: 'the command was typed wrongly, or names something that does not exist' },
  authorization: { exitCode: 4, means: 'a key is missing, refused or lacks a right' },
  decision: { exitCode: 5, means: 'a decision is needed and nobody can be asked' },
  safety: { exitCode: 6, means: 'a safety limit stopped the run; nothing was written' },
  busy: { exitCode: 7, means: 'another run holds the connection' },
  cancelled: { exitCode: 130, means: 'cancelled' },
  /** The other side could not be reached or was out of order. Never the same as "not found" or "empty". */
  unavailable: { exitCode: 1, means: 'a system could not be reached or was out of order' },
  /** The other side understood and said no to this one request. */
  refused: { exitCode: 1, means: 'a system refused the request' },
  /** The object changed after it was read (revision conflict). */
  stale: { exitCode: 1, means: 'the object was changed by somebody else in the meantime' },
  /** A write was sent and no answer came: it may or may not have taken effect. */
  'unknown-outcome': { exitCode: 1, means: 'a write was sent and its outcome is unknown' },
  /** The other side answered something that its documentation does not allow. */
  protocol: { exitCode: 1, means: 'a system answered something that cannot be understood' },
  unsupported: { exitCode: 1, means: 'not supported' },
  storage: { exitCode: 1, means: 'the settings, secrets or state could not be read or written' },
  internal: { exitCode: 1, means: 'a fault of this program' },
} as const

export type ErrorKind = keyof typeof errorKinds

/** Exit codes that are no errors. 3 belongs to runs that finished while some people failed or were held back. */
export const exitCode = { done: 0, partly: 3 } as const

export interface ErrorParts {
  /** What to do next; a command to paste where there is one. */
  hint?: string
  /** Machine-readable facts for `--json`: names and codes, never secrets or personal values. */
  details?: Readonly<Record<string, unknown>>
  /** The other side's request id, for its support. */
  requestId?: string
  cause?: unknown
}

/** An expected failure: what happened and why in `message`, what to do next in `hint`. */
export class HumaPayrollError extends Error {
  readonly kind: ErrorKind
  readonly hint: string | undefined
  readonly details: Readonly<Record<string, unknown>> | undefined
  readonly requestId: string | undefined

  constructor(kind: ErrorKind, message: string, parts: ErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause })
    this.name = 'HumaPayrollError'
    this.kind = kind
    this.hint = parts.hint
    this.details = parts.details
    this.requestId = parts.requestId
  }

  /** The same error with another hint. */
  withHint(hint: string): HumaPayrollError {
    const { kind, message, details, requestId, cause } = this
    return new HumaPayrollError(kind, message, {
      hint,
      ...(details === undefined ? {} : { details }),
      ...(requestId === undefined ? {} : { requestId }),
      cause,
    })
  }
}

/** True for an expected failure, of one of `kinds` where any are given. */
export function isKind(error: unknown, ...kinds: ErrorKind[]): error is HumaPayrollError {
  return error instanceof HumaPayrollError && (kinds.length === 0 || kinds.includes(error.kind))
}
