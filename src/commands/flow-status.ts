/** The part of `status` about an active connection: what waits, what was done last, what needs attention. */
import type { Connection } from '../core/connection.ts'
import { heardMark } from '../live/receive.ts'
import { reconciledMark } from '../live/reconcile.ts'
import type { State, TaskCounts } from '../store/store.ts'
import { count } from '../ui/text.ts'
import { commandLine } from './command-line.ts'
import { nextCommand } from './summary.ts'
import { shortTime } from './times.ts'

export interface FlowState {
  tasks: TaskCounts
  /** ISO 8601; undefined = never. */
  heardAt: string | undefined
  comparedAt: string | undefined
}

export function flowOf(state: State, connectionId: string): FlowState {
  const marks = state.marks(connectionId)
  return {
    tasks: state.countTasks(connectionId),
    heardAt: marks[heardMark],
    comparedAt: marks[reconciledMark],
  }
}

export function flowRows({ tasks, heardAt, comparedAt }: FlowState): string[][] {
  const { waiting, oldest } = tasks
  const since = oldest === undefined ? '' : `, the oldest since ${shortTime(new Date(oldest).toISOString())}`
  return [
    ['Waiting', waiting === 0 ? 'nothing' : `${count(waiting, 'change')}${since}`],
    ['Heard', heardAt ? `from Huma, ${shortTime(heardAt)}` : 'nothing from Huma yet'],
    ['Compared', comparedAt ? `with Huma, ${shortTime(comparedAt)}` : 'not yet'],
  ]
}

export function flowAttention({ tasks: { held, byHand } }: FlowState): string[] {
  return [
    ...(held > 0 ? [`${count(held, 'change')} held because ${held === 1 ? 'it' : 'they'} did not work.`] : []),
    ...(byHand > 0 ? [`${count(byHand, 'thing')} to do by hand in payroll.`] : []),
  ]
}

export function nextOf(connection: Connection, flow: FlowState | undefined): string {
  if (!flow) return nextCommand(connection)
  const { held, byHand } = flow.tasks
  if (held > 0) return commandLine('retry', connection.name)
  if (byHand > 0) return commandLine('discard', connection.name)
  return flow.comparedAt ? commandLine('logs', connection.name) : commandLine('run')
}

export function flowJson({ tasks, heardAt, comparedAt }: FlowState): object {
  const { waiting, held, byHand, oldest } = tasks
  return {
    ...{ waiting, held, byHand, oldestWaiting: oldest === undefined ? null : new Date(oldest).toISOString() },
    ...{ lastHeard: heardAt ?? null, lastCompared: comparedAt ?? null },
  }
}
