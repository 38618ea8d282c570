/** `retry` and `discard`: what is held because it did not work, and what somebody has to do by hand. */
import { HumaPayrollError } from '../errors.ts'
import { meantMark } from '../live/blindness.ts'
import type { Task } from '../store/store.ts'
import { systemById } from '../systems/registry.ts'
import { paragraph } from '../ui/tables.ts'
import { count, plain } from '../ui/text.ts'
import type { Io } from '../ui/ui.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine, withConnectionName } from './command-line.ts'
import type { HeldInput } from './inputs.ts'
import { findConnection } from './open.ts'

/** More are not shown on a screen. */
export const mostShown = 20

export async function runRetry(world: World, input: HeldInput): Promise<CommandResult> {
  return change(world, input, 'retry')
}

export async function runDiscard(world: World, input: HeldInput): Promise<CommandResult> {
  return change(world, input, 'discard')
}

async function change(world: World, input: HeldInput, what: 'retry' | 'discard'): Promise<CommandResult> {
  const { io } = world
  const connection = await findConnection(world, input.name)
  const { id, name } = connection
  const state = await world.state()
  const held = heldTasks(state.tasks({ connectionId: id, limit: 100_000 }))
  const fitting = what === 'retry' ? held.filter(({ state: how }) => how === 'held') : held
  if (input.ids.length === 0 && !input.all) {
    if (fitting.length === 0) {
      io.out(`${io.theme.symbols.good} Nothing is held for ${plain(name)}.`)
      return { json: { connection: name, tasks: [] } }
    }
    for (const task of fitting.slice(0, mostShown)) io.out(taskText(task, name, io))
    io.err(`\nOne of them: ${io.theme.command(commandLine(what, name, String(fitting[0]?.id ?? '')))}`)
    io.err(`All of them: ${io.theme.command(commandLine(what, name, '--all'))}`)
    return { json: { connection: name, tasks: fitting.map(taskJson) } }
  }
  const unknown = input.ids.filter((one) => !fitting.some((task) => task.id === one))
  if (unknown.length > 0) {
    throw new HumaPayrollError('usage', `Nothing is held under ${unknown.map((one) => `#${one}`).join(', ')}.`, {
      hint: `See what is held: ${commandLine(what, name)}`,
    })
  }
  const ids = input.all ? 'all' : input.ids
  if (input.deletionsAreMeant) state.saveMarks(id, { [meantMark]: new Date(world.now()).toISOString() })
  const changed = what === 'retry' ? state.retryTasks(id, ids) : state.discardTasks(id, ids)
  const at = new Date(world.now()).toISOString()
  state.log(
    changed.map(({ humaId, person, id: taskId, message }) => ({
      at,
      connectionId: id,
      level: 'info' as const,
      event: what === 'retry' ? 'retried' : 'discarded',
      humaId,
      ...(person === undefined ? {} : { person }),
      message: `${what === 'retry' ? 'Is tried again' : 'Discarded by hand'} (#${taskId})${message ? `: ${message}` : '.'}`,
    })),
  )
  io.out(
    what === 'retry'
      ? `${io.theme.symbols.good} ${count(changed.length, 'change')} ${changed.length === 1 ? 'waits' : 'wait'} to be sent again. A running "huma-payroll run" takes them at once; else: ${io.theme.command(commandLine('sync', name))}`
      : `${io.theme.symbols.good} ${count(changed.length, 'entry', 'entries')} discarded. Nothing was changed in Huma or ${systemById(connection.system).name}.`,
  )
  return { json: { connection: name, tasks: changed.map(taskJson) } }
}

export function heldTasks(tasks: readonly Task[]): Task[] {
  return tasks.filter(({ state }) => state !== 'waiting')
}

export function taskText({ id, person, message = '', hint, state }: Task, name: string, io: Io): string {
  const { theme } = io
  const what = state === 'by-hand' ? 'by hand' : 'held'
  const symbol = state === 'by-hand' ? theme.symbols.pending : theme.symbols.attention
  const lines = [
    paragraph(`${symbol} #${id}  ${theme.faint(what)}  ${theme.strong(plain(person ?? 'Somebody'))}`, io),
    paragraph(plain(message), io, 2),
  ]
  if (hint) lines.push(paragraph(`${theme.symbols.arrow} ${plain(withConnectionName(hint, name))}`, io, 2))
  return lines.join('\n')
}

export function taskJson({ id, kind, state, person, humaId, message, hint, since, tries }: Task): object {
  return {
    ...{ id, kind, state, person: person ?? null, humaId, message: message ?? null, hint: hint ?? null },
    ...{ since: new Date(since).toISOString(), tries },
  }
}
