/** One pass of a connection: settle what was broken off, compare where it is time, work the queue off. */
import { isKind } from '../errors.ts'
import type { Task } from '../store/store.ts'
import { logEnd } from '../sync/log.ts'
import { readHumaPeople, readPayrollPeople } from '../sync/read-people.ts'
import { settleIntents } from '../sync/settle.ts'
import { type Drained, drain } from './drain.ts'
import type { End } from './end.ts'
import type { LiveInput } from './input.ts'
import { isUnknown, type Reconciled, reconcile } from './reconcile.ts'
import type { Writers } from './send.ts'

export interface PassInput extends LiveInput {
  writers: Writers
  /** For the log: `sync`, `run`. */
  command: string
  /** Huma is compared as a whole, too. */
  compares: boolean
  onRead?(part: { done: number; of: number }): void
  onCompared?(reconciled: Reconciled): void
  onTask?(task: Task, end: End): void
}

export interface Passed extends Drained {
  /** Absent where nothing was to be done. */
  runId?: number
  reconciled?: Reconciled
}

/** Throws kind `busy` where another run holds the connection, and whatever the reads throw. */
export async function pass(input: PassInput): Promise<Passed> {
  const { state, connection, now } = input
  const lease = state.takeLease(connection.id)
  try {
    const at = () => new Date(now()).toISOString()
    const doubtful = await settle()
    const compares = input.compares || isUnknown(input)
    const reconciled = compares ? await reconcile(input, input.onRead) : undefined
    if (reconciled) input.onCompared?.(reconciled)
    const due = state.nextDue(connection.id)
    const nothing = { done: 0, waits: 0, later: 0, held: 0, ...(reconciled ? { reconciled } : {}) }
    if (due === undefined || due > now()) return nothing

    const runId = state.startRun(lease, { command: input.command, startedAt: at() })
    const names = { huma: 'Huma', payroll: input.system.name }
    const about = { state, connectionId: connection.id, runId, names, targets: names, at }
    try {
      const drained = await drain({ ...input, lease, runId }, doubtful, input.onTask)
      const { done, later, held, error } = drained
      const isOver = input.interrupted.aborted || (error && isKind(error, 'cancelled'))
      const result = isOver ? 'cancelled' : error ? 'failed' : later + held > 0 ? 'partly' : 'done'
      state.endRun(lease, runId, { endedAt: at(), result, counts: { sent: done, putOff: later, held } })
      if (error && !isOver) logEnd(about, result, undefined, error)
      return { ...drained, runId, ...(reconciled ? { reconciled } : {}) }
    } catch (error) {
      state.endRun(lease, runId, { endedAt: at(), result: 'failed', counts: {} })
      if (isKind(error)) logEnd(about, 'failed', undefined, error)
      throw error
    }

    async function settle(): Promise<ReadonlySet<string>> {
      if (state.openIntents(connection.id).length === 0) return new Set()
      const { huma } = await readHumaPeople(input.huma, connection.scope, () => {})
      const payroll = await readPayrollPeople(input.payroll, () => {})
      const sideNames = { huma: 'Huma', payroll: input.system.name }
      const { rules, digest } = input
      return settleIntents({ state, lease, people: { huma, payroll }, sideNames, rules, digest, at: at() }).doubtful
    }
  } finally {
    lease.release()
  }
}
