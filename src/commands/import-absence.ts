/** `import-absence`: absence of a file, for whoever has no webhook, or whose webhook missed something. */
import type { Connection } from '../core/connection.ts'
import type { MaxChanges } from '../core/guard.ts'
import { exitCode, HumaPayrollError } from '../errors.ts'
import { applyImport, type ImportInput, type PlannedImport, planImport } from '../live/import.ts'
import { systemById } from '../systems/registry.ts'
import { paragraph } from '../ui/tables.ts'
import { count, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { isDay } from './absence-cells.ts'
import { readAbsenceFile } from './absence-file.ts'
import { type Found, findPeople } from './absence-people.ts'
import type { NotRead, ReadRow } from './absence-row.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import { refuseInactive } from './flow.ts'
import { detailsText, notUnderstoodText, stepJson, summaryText, understoodText } from './import-absence-view.ts'
import type { ImportAbsenceInput } from './inputs.ts'
import { withoutQuestions } from './lines.ts'
import { findConnection, openHumaSide } from './open.ts'
import { refuseOtherOrganization } from './right-account.ts'

export async function runImportAbsence(world: World, input: ImportAbsenceInput): Promise<CommandResult> {
  const complete = completeDays(input)
  const connection = await findConnection(world, input.name)
  refuseInactive(connection)
  refuseWithoutAbsence(connection)
  const { name } = connection
  const { io } = world
  const system = systemById(connection.system)
  const file = readAbsenceFile(await world.readBytes(input.file), input.file, input.allApproved ?? false)
  const found = await lookUp(world, connection, file.rows)
  const state = await world.state()
  const { members, rows } = found
  const about: ImportInput = { state, connection, system, members, rows, ...(complete ? { complete } : {}) }
  const planned = planImport(about)
  const notUnderstood = [...file.notRead, ...found.notFound, ...planned.unclear].sort((a, b) => a.line - b.line)
  const facts = {
    connection: name,
    counts: countsOf(planned, notUnderstood),
    notUnderstood,
    ...(input.dryRun ? { changes: planned.steps.map((step) => stepJson(step, found.names)) } : {}),
  }

  const show = input.dryRun ? io.out : io.err
  const head = `${io.theme.strong(plain(name))}  ·  ${plain(input.file)}  ${io.theme.symbols.arrow}  ${system.name} (${plain(connection.account.name)})`
  show(paragraph(head, io))
  const understood = understoodText(file, io)
  if (understood) show(understood)
  refuseUnread(input.file, notUnderstood, file.rows.length + file.notRead.length, complete, world)
  const { activatedAt } = connection
  show(`\n${summaryText({ name, activatedAt: activatedAt ?? '', complete, planned, notUnderstood }, io)}`)
  const emptying = emptyingOf(input, name, planned)
  if (emptying && !input.dryRun) throw emptying

  if (input.dryRun) {
    if (planned.steps.length > 0) io.out(`\n${detailsText(planned.steps, found.names, io)}`)
    if (emptying) io.out(`\n${paragraph(`${io.theme.symbols.attention} It would be stopped. ${emptying.message}`, io)}`)
    io.out('\nA dry run: nothing was imported.')
    return { exitCode: codeOf(notUnderstood), json: { ...facts, dryRun: true, imported: false } }
  }
  if (planned.steps.length + planned.answered.length === 0) {
    io.out(`\n${io.theme.symbols.good} Nothing in it is new: nothing was imported.`)
    return { exitCode: codeOf(notUnderstood), json: { ...facts, imported: false } }
  }
  if (!(await isConfirmed(world, input, planned, found))) {
    io.err('Nothing was imported.')
    return { json: { ...facts, imported: false } }
  }
  if (world.interrupted.aborted) throw new HumaPayrollError('cancelled', 'Stopped. Nothing was imported.')
  if (!applyImport(about, planned, world.now())) {
    throw new HumaPayrollError('stale', 'Some of this absence has changed in the meantime. Nothing was imported.', {
      hint: `Run it again: ${commandLine(...words(input, name))}`,
    })
  }
  const counts = countText(planned)
  const at = new Date(world.now()).toISOString()
  const left = notUnderstood.length > 0 ? `; ${notUnderstood.length} not understood` : ''
  const level = left === '' ? 'info' : 'attention'
  const message = `Absence from a file: ${counts}${left}.`
  state.log([{ at, connectionId: connection.id, level, event: 'imported', message }])
  io.out(`\n${io.theme.symbols.good} Imported: ${counts}.`)
  if (planned.steps.length > 0) {
    io.out(paragraph('Where huma-payroll run is running, it is sent within seconds. Else:', io))
    io.out(`  ${io.theme.command(commandLine('sync', name))}`)
  }
  if (world.prompter && !input.yes) io.err(withoutQuestions(commandLine(...words(input, name), '--yes'), io))
  return { exitCode: codeOf(notUnderstood), json: { ...facts, imported: true } }
}

function codeOf(notUnderstood: readonly NotRead[]): number {
  return notUnderstood.length > 0 ? exitCode.partly : exitCode.done
}

/** The days of which the file holds everything; undefined where it is not said to. Throws kind `usage`. */
function completeDays({ complete, from, to }: ImportAbsenceInput): { from: string; to: string } | undefined {
  if (!complete) {
    if (from === undefined && to === undefined) return undefined
    throw new HumaPayrollError('usage', '--from and --to tell of which days the file is complete, with --complete.', {
      hint: 'Leave them out, or add --complete: then what is known of those days and not in the file is taken back.',
    })
  }
  for (const [option, day] of [
    ['--from', from],
    ['--to', to],
  ]) {
    if (day !== undefined && !isDay(day)) {
      throw new HumaPayrollError('usage', `${option}: "${plain(day)}" is no day.`, { hint: 'Write it as 2026-12-24.' })
    }
  }
  if (from !== undefined && to !== undefined && from <= to) return { from, to }
  const why = from !== undefined && to !== undefined ? '--to is before --from.' : '--complete needs --from and --to.'
  throw new HumaPayrollError('usage', why, {
    hint: 'Say of which days the file holds every absence, for instance: --complete --from 2026-01-01 --to 2026-12-31',
  })
}

function refuseWithoutAbsence({ name, data }: Connection): void {
  if (data.absence) return
  throw new HumaPayrollError('usage', `Absence is off for "${name}": none of it would be sent.`, {
    hint: `Turn it on: ${commandLine('configure', name, '--absence', 'on')}`,
  })
}

async function lookUp(world: World, connection: Connection, rows: readonly ReadRow[]): Promise<Found> {
  const { huma, humaSettings } = await openHumaSide(world, { country: systemById(connection.system).country })
  await refuseOtherOrganization(huma.read, humaSettings.organizationId)
  const reading = world.progress('Looking people up in Huma')
  try {
    const found = await findPeople(huma.read, connection, rows, ({ done, of }) =>
      reading.update('users read from Huma, for their employee numbers', { done, of }),
    )
    reading.succeed(`${count(found.names.size, 'user')} looked up in Huma`)
    return found
  } catch (error) {
    reading.fail('Looking people up in Huma')
    throw error
  }
}

/** Where nothing was understood, or where a line that was not could be one that is not to be taken back. */
function refuseUnread(
  path: string,
  notUnderstood: readonly NotRead[],
  all: number,
  complete: object | undefined,
  { io }: World,
): void {
  const isNothing = notUnderstood.length === all
  if (notUnderstood.length === 0 || (!isNothing && !complete)) return
  io.err(notUnderstoodText(notUnderstood, io))
  const details = { notUnderstood }
  if (isNothing) {
    throw new HumaPayrollError('usage', `Nothing in ${path} was understood. Nothing was imported.`, {
      hint: 'Correct the lines above and run it again.',
      details,
    })
  }
  const lines = count(notUnderstood.length, 'line of it was', 'lines of it were')
  throw new HumaPayrollError(
    'usage',
    `${lines} not understood, so ${path} cannot be taken as complete. Nothing was imported.`,
    {
      hint: 'Correct the lines above, or leave --complete out: then nothing is taken back because it is not in the file.',
      details,
    },
  )
}

/** A file that lacks most of what is known is a wrong file more likely than a wave of cancelled absence. */
function emptyingOf(
  input: ImportAbsenceInput,
  name: string,
  { steps, known }: PlannedImport,
): HumaPayrollError | undefined {
  const gone = steps.filter(({ what }) => what === 'gone').length
  const limit = limitOf(input.maxChanges, known)
  if (gone <= limit) return undefined
  const why = input.maxChanges
    ? `--max-changes allows ${limit}`
    : 'that is more than half, so it may be another file, or one of other days'
  const meant = { ...input, maxChanges: { kind: 'number', value: gone } as const }
  return new HumaPayrollError(
    'safety',
    `Of ${count(known, 'absence that is', 'absences that are')} known from ${input.from} to ${input.to}, ${gone} ${gone === 1 ? 'is' : 'are'} not in the file and would be taken back: ${why}.`,
    {
      hint: `See which: ${commandLine(...words(input, name), '--dry-run')}\nIf it is meant: ${commandLine(...words(meant, name))}`,
      details: { found: gone, of: known, limit, suffices: gone },
    },
  )
}

function limitOf(limit: MaxChanges | undefined, known: number): number {
  if (limit === undefined) return Math.floor(known / 2)
  return limit.kind === 'number' ? limit.value : Math.floor((limit.value * known) / 100)
}

/** The same command line, without what confirms it. */
function words({ file, complete, from, to, allApproved, maxChanges }: ImportAbsenceInput, name: string): string[] {
  return [
    ...['import-absence', file, name],
    ...(complete ? ['--complete', '--from', from ?? '', '--to', to ?? ''] : []),
    ...(allApproved ? ['--all-approved'] : []),
    ...(maxChanges ? ['--max-changes', `${maxChanges.value}${maxChanges.kind === 'percent' ? '%' : ''}`] : []),
  ]
}

async function isConfirmed(
  { io, prompter }: World,
  { yes }: ImportAbsenceInput,
  { steps }: PlannedImport,
  { names }: Found,
): Promise<boolean> {
  if (yes) return true
  if (!prompter) {
    throw new HumaPayrollError('decision', 'Nobody can be asked whether to import this. Nothing was imported.', {
      hint: 'Look at it with --dry-run, then add --yes',
    })
  }
  for (;;) {
    const answer = await prompter.select<'no' | 'show' | 'yes'>({
      message: 'Import absence?',
      choices: [
        { value: 'no', name: 'No, import nothing' },
        { value: 'show', name: 'Show every absence first' },
        { value: 'yes', name: 'Yes, import' },
      ],
    })
    if (answer !== 'show') return answer === 'yes'
    io.err(detailsText(steps, names, io))
  }
}

function countsOf(planned: PlannedImport, notUnderstood: readonly NotRead[]): Readonly<Record<string, number>> {
  const { steps, unchanged, history, outside, older, reaching, answered } = planned
  const of = (what: string) => steps.filter((step) => step.what === what).length
  return {
    ...{ new: of('new'), changed: of('changed'), gone: of('gone'), unchanged, history, older, outside, reaching },
    ...{ answered: answered.length, notUnderstood: notUnderstood.length },
  }
}

/** "12 new, 3 changed, 1 gone" */
function countText({ steps, answered }: PlannedImport): string {
  const of = (what: string) => steps.filter((step) => step.what === what).length
  return [
    `${of('new')} new`,
    `${of('changed')} changed`,
    ...(of('gone') > 0 ? [`${of('gone')} gone`] : []),
    ...(answered.length > 0 ? [`${count(answered.length, 'question')} answered`] : []),
  ].join(', ')
}
