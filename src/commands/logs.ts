/** `logs`: what was sent, held back, left, ignored or refused, for whom, and what to do. */
import type { LogEntry, LogFilter } from '../store/store.ts'
import { paragraph } from '../ui/tables.ts'
import { plain } from '../ui/text.ts'
import type { Io } from '../ui/ui.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { withConnectionName } from './command-line.ts'
import type { LogsInput } from './inputs.ts'
import { findConnection } from './open.ts'
import { parseSince, shortTime } from './times.ts'

/** How long a follower waits before it looks again, in milliseconds. */
const pause = 1000
/** More entries than a pause can bring. */
const allNew = 100_000

/**
 * `--json` prints `{ entries }`. With `--follow --json` every entry is a line of its own, `{ "entry": … }`, and the
 * usual object is the last line, with the number of entries.
 */
export async function runLogs(world: World, input: LogsInput): Promise<CommandResult> {
  const { io } = world
  const filter = await filterOf(input, world)
  const state = await world.state()
  const connections = (await world.config()).connections()
  const names = new Map(connections.map((connection) => [connection.id, connection.name]))
  const show = (entry: LogEntry) => io.out(describeEntry(entry, names, filter.connectionId === undefined, io))

  // Asked first: what arrives between the two questions is then shown, not lost.
  const newest = state.logEntries({ limit: 1 }).at(-1)?.id ?? 0
  const entries = state.logEntries(filter)
  if (!input.follow) {
    if (entries.length === 0) io.err('Nothing in the log fits.')
    for (const entry of entries) show(entry)
    return { json: { entries: entries.map((entry) => entryJson(entry, names)) } }
  }

  let shown = 0
  let afterId = newest
  let next = entries
  for (;;) {
    for (const entry of next) {
      if (io.json) io.envelope({ entry: entryJson(entry, names) })
      else show(entry)
      shown += 1
      afterId = Math.max(afterId, entry.id)
    }
    if (world.interrupted.aborted) return { json: { entries: shown } }
    await world.sleep(pause)
    next = state.logEntries({ ...filter, afterId, limit: allNew })
  }
}

async function filterOf(input: LogsInput, world: World): Promise<LogFilter> {
  const { name, run, level, event, person, since, limit } = input
  return {
    // Without a name the log of all connections; it never asks.
    ...(name === undefined ? {} : { connectionId: (await findConnection(world, name)).id }),
    ...(run === undefined ? {} : { runId: run }),
    ...(level === undefined ? {} : { level }),
    ...(event === undefined ? {} : { event }),
    ...(person === undefined ? {} : { person }),
    ...(since === undefined ? {} : { since: parseSince(since, world.now()) }),
    limit,
  }
}

export function describeEntry(
  entry: Omit<LogEntry, 'id'>,
  names: ReadonlyMap<string, string>,
  withName: boolean,
  io: Io,
): string {
  const { theme } = io
  const symbol = { info: theme.symbols.good, attention: theme.symbols.attention, error: theme.symbols.bad }[entry.level]
  const facts = [
    shortTime(entry.at),
    withName ? names.get(entry.connectionId) : undefined,
    entry.runId === undefined ? undefined : `run ${entry.runId}`,
    entry.event,
  ]
  const head = `${symbol} ${theme.faint(facts.filter(Boolean).join('  '))}`
  const who = entry.person ? `${theme.strong(plain(entry.person))}  ` : ''
  const lines = [head, paragraph(`${who}${plain(entry.message)}`, io, 2)]
  const hint = entry.hint && withConnectionName(entry.hint, names.get(entry.connectionId) ?? 'NAME')
  if (hint) lines.push(paragraph(`${theme.symbols.arrow} ${plain(hint)}`, io, 2))
  // For the system's support, so only where it may be needed.
  if (entry.requestId && entry.level !== 'info')
    lines.push(paragraph(theme.faint(`request ${plain(entry.requestId)}`), io, 2))
  return lines.join('\n')
}

export function entryJson(
  { connectionId, ...entry }: Omit<LogEntry, 'id'>,
  names: ReadonlyMap<string, string>,
): object {
  return { ...entry, connection: names.get(connectionId) ?? null }
}
