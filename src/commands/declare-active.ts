/** The commands of a connection that is active, with their options. */
import type { Command } from 'commander'
import type { Example } from './help.ts'
import type { HeldInput, ImportAbsenceInput, RunInput, SyncInput, WebhookInput } from './inputs.ts'
import { type Invocation, writes } from './invocation.ts'
import { address, maxChanges, numbers, span } from './usage.ts'

type Declare = (name: string, summary: string, description: string, lines: readonly Example[]) => Command

/** `connection`: what the argument NAME means. */
export function declareActive(command: Declare, connection: string, choose: (invocation: Invocation) => void): void {
  command(
    'run',
    'keep sending changes from Huma',
    'Sends changes from Huma to payroll as they come, for all active connections, until Ctrl-C. Listens for Huma where a webhook is set up, and compares everything at the start and at an interval, because a notice can be missed.',
    [
      ['run', 'all active connections'],
      ['run nordlys --every 15m', 'one of them, compared every quarter of an hour'],
      ['run --once', 'one pass for each, for cron'],
    ],
  )
    .argument('[NAME...]', 'only these connections')
    .option('--listen <ADDRESS>', 'where Huma is listened for', address, { host: '127.0.0.1', port: 8787 })
    .option('--every <TIME>', 'how often everything is compared: 90s, 15m, 6h', span, 3_600_000)
    .option('--once', 'one pass for each connection, then end')
    .action((names: string[], options: Omit<RunInput, 'names'>) =>
      choose(writes({ names, ...options }, async (world, input) => (await import('./run.ts')).runRun(world, input))),
    )

  command(
    'sync',
    'send what has changed in Huma once',
    'One pass of an active connection: compares Huma with what is known, sends what has changed, and what waits. For cron, where run does not run. To review differences between both systems, use sync-users.',
    [
      ['sync nordlys', 'send what has changed'],
      ['sync nordlys --dry-run', 'what would be sent, and nothing else'],
    ],
  )
    .argument('[NAME]', connection)
    .option('--dry-run', 'show what would be sent, and send nothing')
    .action((name: string | undefined, options: Omit<SyncInput, 'name'>) =>
      choose(writes({ name, ...options }, async (world, input) => (await import('./sync.ts')).runSync(world, input))),
    )

  command(
    'retry',
    'send again what is held',
    'Sends again what did not work and is held. Without a number it shows what is held.',
    [
      ['retry nordlys', 'what is held'],
      ['retry nordlys 12', 'send number 12 again'],
      ['retry nordlys --all', 'everything that is held'],
    ],
  )
    .argument('[NAME]', connection)
    .argument('[NUMBER...]', 'the numbers of what is held', numbers, [])
    .option('--all', 'everything that is held')
    .option(
      '--deletions-are-meant',
      'salaries and positions that vanished in Huma in large numbers were deleted on purpose',
    )
    .action((name: string | undefined, ids: readonly number[], options: Pick<HeldInput, 'all' | 'deletionsAreMeant'>) =>
      choose(
        writes({ name, ids, ...options }, async (world, input) => (await import('./held.ts')).runRetry(world, input)),
      ),
    )

  command(
    'discard',
    'take something off the list',
    'Takes something off the list of what is held or to be done by hand: because it was done, or is not wanted. What is held is then sent only when it changes again.',
    [
      ['discard nordlys', 'what is on the list'],
      ['discard nordlys 12', 'number 12 is done'],
    ],
  )
    .argument('[NAME]', connection)
    .argument('[NUMBER...]', 'the numbers of what is on the list', numbers, [])
    .option('--all', 'everything on the list')
    .action((name: string | undefined, ids: readonly number[], options: Pick<HeldInput, 'all'>) =>
      choose(
        writes({ name, ids, ...options }, async (world, input) => (await import('./held.ts')).runDiscard(world, input)),
      ),
    )

  command(
    'import-absence',
    'absence from a file, without a webhook',
    "Takes absence from a CSV or JSON file, for instance an export of Huma's, as if Huma had told of it: what is new or changed since the activation is sent by run, or by the next sync. The first row of a CSV file names its columns: id (of the absence), email or employee number or user id, type, start, end, percentage, approved, updated. Shows what it would do, and asks.",
    [
      ['import-absence absence.csv nordlys', 'shows what is new, and asks'],
      ['import-absence absence.csv nordlys --dry-run', 'what would be imported, and nothing else'],
      [
        'import-absence march.csv nordlys --complete --from 2026-03-01 --to 2026-03-31',
        'what is known of March and is not in the file was deleted',
      ],
    ],
  )
    .argument('<FILE>', 'a CSV or JSON file')
    .argument('[NAME]', connection)
    .option('--complete', 'the file holds every absence of the days --from to --to; any other is taken back')
    .option('--from <DATE>', 'the first of those days: 2026-03-01')
    .option('--to <DATE>', 'the last of those days: 2026-03-31')
    .option('--all-approved', 'what the file does not call approved or declined is approved')
    .option(
      '--max-changes <LIMIT>',
      'stop if more known absences than this would be taken back: 20, or 10%; half of them unless told',
      maxChanges,
    )
    .option('--dry-run', 'show what would be imported, and import nothing')
    .option('--yes', 'import without asking once more')
    .action((file: string, name: string | undefined, options: Omit<ImportAbsenceInput, 'file' | 'name'>) =>
      choose(
        writes({ file, name, ...options }, async (world, input) =>
          (await import('./import-absence.ts')).runImportAbsence(world, input),
        ),
      ),
    )

  command(
    'webhook',
    'have Huma tell of changes at once',
    "Makes the keys by which Huma's notices prove themselves, keeps them, and shows once what to paste into Huma.",
    [
      ['webhook', 'make the keys, or say that they are there'],
      ['webhook --renew', 'new keys, for instance when the old ones have become known'],
    ],
  )
    .option('--renew', 'make new keys; the old ones no longer hold')
    .option('--remove', 'remove the keys: nothing is listened for any more')
    .action((options: WebhookInput) =>
      choose(writes(options, async (world, input) => (await import('./webhook.ts')).runWebhook(world, input))),
    )
}
