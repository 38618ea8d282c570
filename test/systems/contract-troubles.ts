/** What can go wrong on the way to a system. It depends on the medium: requests fail otherwise than files. */
import type { ErrorKind } from '../../src/errors.ts'
import type { Fault } from '../../src/sandbox/sandbox.ts'

export interface Trouble {
  name: string
  /** As what it is told; of an outage `unavailable` where absent. */
  kind?: ErrorKind
  /** Why this machine cannot have it. */
  impossible?: string | undefined
}

/** What every medium has in its own way. */
export interface Troubles<T extends Trouble = Trouble> {
  /** Nothing can be read. */
  outages: readonly T[]
  /** What is written is there, and the writer is not told. */
  lostAnswers: readonly T[]
  /** Nothing is written, and the writer is told. */
  undone: readonly T[]
}

export interface HttpTrouble extends Trouble {
  fault: Omit<Fault, 'times'>
}

function named(fault: HttpTrouble['fault']): HttpTrouble {
  return { name: [fault.kind, fault.status].filter(Boolean).join(' '), fault }
}

export const httpTroubles: Troubles<HttpTrouble> = {
  outages: [
    named({ kind: 'status', status: 500 }),
    named({ kind: 'status', status: 503 }),
    named({ kind: 'reset-before' }),
    named({ kind: 'reset-after' }),
    named({ kind: 'truncate' }),
  ],
  lostAnswers: [
    named({ kind: 'reset-after' }),
    named({ kind: 'truncate' }),
    named({ kind: 'status-after', status: 500 }),
    named({ kind: 'status-after', status: 502 }),
  ],
  // A refusal for now (429) is waited for, and what breaks off may have been done.
  undone: [],
}
