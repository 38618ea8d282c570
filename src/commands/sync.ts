/** `sync`: one pass of an active connection, for cron: compare Huma with what is known, and send what has changed. */
import { labelOf } from '../core/change.ts'
import { displayName } from '../core/person.ts'
import { changedFields } from '../core/report.ts'
import { listFields } from '../core/wording.ts'
import { exitCode, isKind } from '../errors.ts'
import { absenceLabel } from '../live/absences.ts'
import { absenceOf } from '../live/known.ts'
import { type Passed, pass } from '../live/pass.ts'
import { lookAt } from '../live/person.ts'
import { findNews, isUnknown } from '../live/reconcile.ts'
import type { NewLogEntry, TaskCounts } from '../store/store.ts'
import { paragraph } from '../ui/tables.ts'
import { count, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine, withConnectionName } from './command-line.ts'
import { type Flow, openFlow } from './flow.ts'
import type { SyncInput } from './inputs.ts'
import { describeEntry, entryJson } from './logs.ts'
import { findConnection } from './open.ts'

export async function runSync(world: World, input: SyncInput): Promise<CommandResult> {
  const connection = await findConnection(world, input.name)
  const { name } = connection
  const entries: NewLogEntry[] = []
  const names = new Map([[connection.id, name]])
  const told = (entry: NewLogEntry) => {
    entries.push(entry)
    if (!input.dryRun) world.io.out(describeEntry(entry, names, false, world.io))
  }
  try {
    const flow = await openFlow(world, connection, told)
    if (input.dryRun) return await dryRun(world, flow)
    const reading = world.progress('Reading Huma')
    // Whoever types this wants to know now, however patient the queue would be.
    flow.input.state.hurryTasks(connection.id, world.now())
    const passed = await pass({
      ...flow.input,
      writers: flow.writers,
      command: 'sync',
      compares: true,
      onRead: ({ done, of }) => reading.update('users read from Huma', { done, of }),
      onCompared: ({ read }) => reading.succeed(`${count(read, 'user')} read from Huma`),
    }).catch((error: unknown) => {
      reading.fail('Reading Huma')
      throw error
    })
    const tasks = flow.input.state.countTasks(connection.id)
    world.io.out(`\n${resultText(world, name, passed, tasks)}`)
    const json = { connection: name, ...passedJson(passed), entries: entries.map((entry) => entryJson(entry, names)) }
    if (passed.error) return { error: passed.error.withHint(passed.error.hint ?? ''), json }
    return { exitCode: exitCodeOf(passed, tasks), json }
  } catch (error) {
    throw isKind(error) && error.hint ? error.withHint(withConnectionName(error.hint, name)) : error
  }
}

export function passedJson({ done, waits, later, held, runId, reconciled }: Passed): object {
  return { run: runId ?? null, read: reconciled?.read ?? null, done, waits, putOff: later, held }
}

/** Somebody has to look: something was put off or is held, or is to be done by hand, from this pass or an earlier one. */
export function exitCodeOf({ later, held }: Passed, tasks: TaskCounts): number {
  return later + held + tasks.held + tasks.byHand > 0 ? exitCode.partly : exitCode.done
}

/** Of what was worked off: something of it is sent on a later day. */
export function waitsText(waits: number): string {
  return waits === 1 ? '1 waits for its day' : `${waits} wait for their day`
}

function resultText(
  { io }: World,
  name: string,
  { done, waits, later, runId }: Passed,
  { held, byHand }: TaskCounts,
): string {
  const { symbols } = io.theme
  const first =
    runId === undefined
      ? `${symbols.good} Nothing has changed in Huma: nothing was sent.`
      : `${symbols.good} ${count(done, 'change')} worked off`
  const parts = [
    first,
    ...(waits > 0 ? [`${symbols.pending} ${waitsText(waits)}`] : []),
    ...(later > 0 ? [`${symbols.pending} ${later} put off`] : []),
    ...(held > 0 ? [`${symbols.attention} ${held} held`] : []),
    ...(byHand > 0 ? [`${symbols.attention} ${byHand} to do by hand`] : []),
  ]
  const look = held + byHand > 0
  if (runId === undefined && !look) return first
  const more = look ? commandLine('status', name) : commandLine('logs', name, '--run', String(runId))
  return `${parts.join('   ')}\n${paragraph('Details:', io)} ${io.theme.command(more)}`
}

/** What would be sent now. Changes nothing, not even here. */
async function dryRun(world: World, { input, system }: Flow): Promise<CommandResult> {
  const { io } = world
  const { state, connection } = input
  if (isUnknown(input)) {
    io.out(
      paragraph(
        'Nothing is known yet of what was turned on: the first pass takes what Huma holds then as known, and sends changes from then on.',
        io,
      ),
    )
    return { json: { dryRun: true, connection: connection.name, wouldSend: [] } }
  }
  const { notices } = await findNews(input)
  const waiting = state.tasks({ connectionId: connection.id, state: 'waiting', limit: 100_000 })
  const due = input.now()
  const ids = new Set([...notices, ...waiting].filter(({ dueAt = due }) => dueAt <= due).map(({ humaId }) => humaId))
  const would: { person: string; what: string }[] = []
  for (const humaId of ids) {
    const looked = await lookAt(input, humaId, false)
    if (looked.standing === 'gone') continue
    const person = displayName(looked.employee.person)
    if (looked.standing === 'unlinked' && connection.data.createUsers && (!looked.kept || looked.kept.isNew)) {
      would.push({ person, what: `create in ${system.name}` })
    }
    if (looked.standing !== 'open') continue
    for (const action of looked.plan?.actions ?? [])
      would.push({ person, what: `update ${listFields(changedFields(action))}` })
    for (const step of looked.changes.steps) {
      if (step.kind === 'put-position') would.push({ person, what: labelOf(step.known.position) })
      else if (step.kind === 'remove-position') would.push({ person, what: `${labelOf(step.before)}: deleted` })
      else would.push({ person, what: step.kind === 'put-salary' ? 'salary' : 'salary: deleted' })
    }
    for (const task of waiting.filter((one) => one.humaId === humaId && one.kind === 'absence')) {
      const record = state.record(connection.id, { humaId, kind: 'absence', recordId: task.subject })
      if (record) would.push({ person, what: absenceLabel(absenceOf(record).wanted) })
    }
  }
  for (const { person, what } of would)
    io.out(`${io.theme.symbols.arrow} ${io.theme.strong(plain(person))}  ${plain(what)}`)
  io.out(would.length === 0 ? 'Nothing has changed in Huma.' : `\n${count(would.length, 'change')} would be sent.`)
  io.out('A dry run: nothing was written.')
  return { json: { dryRun: true, connection: connection.name, wouldSend: would } }
}
