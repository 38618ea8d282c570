/** The mail about a run of `sync-users`, where the connection names somebody who gets it. */
import type { Connection } from '../core/connection.ts'
import type { Counts } from '../core/report.ts'
import { type HumaPayrollError, isKind } from '../errors.ts'
import type { Attention, ResultMailInput } from '../report/result-mail.ts'
import type { LogEntry, Run } from '../store/store.ts'
import type { Synced } from '../sync/run-sync.ts'
import { systemById } from '../systems/registry.ts'
import type { World } from '../world.ts'
import { commandLine, withConnectionName } from './command-line.ts'
import { mailOut } from './mail.ts'
import { shortTime } from './times.ts'

export interface ResultMails {
  /** It ran, to its end or until something stopped it. `toDo`: what waits to be done by hand. */
  ended(synced: Synced, toDo: readonly string[]): Promise<void>
  /** It threw. Who gave up before anything was written knows so, and a mistyped command line is no sync. */
  failed(error: unknown): Promise<void>
}

/** To be made before the run begins. Neither of them throws. */
export function createResultMails(world: World, connection: Connection, isDryRun: boolean): ResultMails {
  const { mailTo = [], name } = connection
  const beganAt = new Date(world.now()).toISOString()
  let isTold = mailTo.length === 0 || isDryRun

  async function send(
    runId: number | undefined,
    input: () => Promise<Omit<ResultMailInput, keyof Known>>,
  ): Promise<void> {
    isTold = true
    const about = knownOf(world, connection, runId)
    await mailOut(
      world,
      connection,
      'The result',
      async () => {
        const { resultMail } = await import('../report/result-mail.ts')
        return resultMail({ ...about, ...(await input()) })
      },
      runId,
    )
  }

  return {
    async ended({ runId, end, counts, error }, toDo) {
      if (isTold) return
      await send(runId, async () => ({
        result: end,
        counts,
        attention: attentionOf(
          (await world.state()).logEntries({ connectionId: connection.id, runId, limit: 100_000 }),
        ),
        ...(error ? { error: wordsOf(error, name) } : {}),
        ...(toDo.length > 0 ? { toDo } : {}),
        commands: commandsOf(name, runId, end !== 'done'),
      }))
    },

    async failed(error) {
      if (isTold) return
      const run = await newestRun(world, connection, beganAt)
      const counts = countsOf(run)
      if (!counts && isKind(error, 'usage', 'busy', 'cancelled')) return
      // Who sits at the screen has read that it could not begin.
      if (!run && world.prompter) return
      await send(run?.id, async () => ({
        result: isKind(error, 'safety') ? 'stopped' : 'failed',
        ...(counts ? { counts } : {}),
        attention: [],
        error: isKind(error) ? wordsOf(error, name) : { message: 'A fault in huma-payroll itself.' },
        commands: commandsOf(name, run?.id, true),
      }))
    },
  }
}

type Known = Pick<ResultMailInput, 'connection' | 'system' | 'account' | 'runId' | 'when'>

function knownOf(world: World, { name, system, account }: Connection, runId: number | undefined): Known {
  return {
    connection: name,
    system: systemById(system).name,
    account: account.name,
    ...(runId === undefined ? {} : { runId }),
    when: shortTime(new Date(world.now()).toISOString()),
  }
}

function commandsOf(name: string, runId: number | undefined, isOpen: boolean): ResultMailInput['commands'] {
  const run = runId === undefined ? [] : ['--run', String(runId)]
  return {
    ...(isOpen ? { next: commandLine('sync-users', name) } : {}),
    logs: commandLine('logs', name, ...run),
  }
}

function wordsOf({ message, hint }: HumaPayrollError, name: string): { message: string; hint?: string } {
  return { message, ...(hint === undefined ? {} : { hint: withConnectionName(hint, name) }) }
}

/** What the log says of people, errors first. */
function attentionOf(entries: readonly LogEntry[]): Attention[] {
  const open = entries.filter(({ level, person }) => level !== 'info' && person !== undefined)
  const errorsFirst = open.toSorted((a, b) => Number(b.level === 'error') - Number(a.level === 'error'))
  return errorsFirst.map(({ person = '', message, hint }) => ({
    name: person,
    message,
    ...(hint === undefined ? {} : { hint }),
  }))
}

/** Of a run that was written to its end, whatever went wrong afterwards. */
function countsOf(run: Run | undefined): Counts | undefined {
  const { counts } = run ?? {}
  if (counts?.createdInHuma === undefined) return undefined
  const number = (key: string) => counts[key] ?? 0
  return {
    created: { huma: number('createdInHuma'), payroll: number('createdInPayroll') },
    updated: { huma: number('updatedInHuma'), payroll: number('updatedInPayroll') },
    failed: number('failed'),
    heldBack: number('heldBack'),
    left: number('left'),
    locked: number('locked'),
    inStep: number('inStep'),
    notStarted: number('notStarted'),
  }
}

/** undefined where none was begun since, or the state cannot be read. */
async function newestRun(world: World, { id }: Connection, since: string): Promise<Run | undefined> {
  try {
    return (await world.state()).runs(id, 1).find(({ startedAt }) => startedAt >= since)
  } catch {
    return undefined
  }
}
