/** `sync-users`: review the differences and write what was decided; the first complete run activates the connection. */
import { readAnswers, writeAnswers } from '../core/answers.ts'
import { type Connection, describeScope } from '../core/connection.ts'
import type { Policy } from '../core/decide.ts'
import type { FieldRules } from '../core/field-rule.ts'
import type { Outcome } from '../core/report.ts'
import { type SavedPlan, savedPlan, savePlan } from '../core/saved-plan.ts'
import type { SideNames } from '../core/wording.ts'
import { exitCode, HumaPayrollError, isKind } from '../errors.ts'
import type { State } from '../store/store.ts'
import { whenCorrected } from '../sync/log.ts'
import { planSync, type SyncInput } from '../sync/prepare.ts'
import { runSync, type Synced } from '../sync/run-sync.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { attentionList, failureList, planDetails, planSummary, resultLine } from '../ui/plan-screens.ts'
import { paragraph } from '../ui/tables.ts'
import { list, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { toDoOf } from './check.ts'
import type { CommandResult } from './command.ts'
import { commandLine, quoted, withConnectionName } from './command-line.ts'
import { readKnown, takePeople } from './flow.ts'
import type { SyncUsersInput } from './inputs.ts'
import { nextLine } from './lines.ts'
import { findConnection, openSides } from './open.ts'
import { createResultMails, type ResultMails } from './result-mail.ts'
import { refuseOtherAccounts } from './right-account.ts'
import { planJson, syncedJson } from './sync-json.ts'
import { createSyncView } from './sync-view.ts'

export async function runSyncUsers(world: World, input: SyncUsersInput): Promise<CommandResult> {
  refuseContradiction(input)
  const connection = await findConnection(world, input.name)
  const mails = createResultMails(world, connection, input.dryRun ?? false)
  try {
    return await syncUsers(world, input, connection, mails)
  } catch (error) {
    await mails.failed(error)
    throw isKind(error) && error.hint ? error.withHint(withConnectionName(error.hint, connection.name)) : error
  }
}

async function syncUsers(
  world: World,
  input: SyncUsersInput,
  connection: Connection,
  mails: ResultMails,
): Promise<CommandResult> {
  refuseUnready(connection)
  const saved = input.plan === undefined ? undefined : await readPlan(world, input.plan, connection)
  const sides = await openSides(world, connection, { invite: input.invite ?? false })
  await refuseOtherAccounts(connection, sides)
  const names: SideNames = { huma: 'Huma', payroll: sides.system.name }
  const state = await world.state()
  const { io } = world
  const both = `Huma (${plain(describeScope(connection.scope))})  ${io.theme.symbols.both}  ${names.payroll} (${plain(connection.account.name)})`
  io.err(paragraph(`${io.theme.strong(plain(connection.name))}  ·  ${both}`, io))

  const common: SyncInput = {
    connection,
    system: sides.system,
    readers: { huma: sides.huma.read, payroll: sides.payroll.read },
    rules: { huma: sides.huma.rules, payroll: rulesOf(sides.system, connection) },
    state,
    now: world.now,
    interrupted: world.interrupted,
    policy: policyOf(input),
    only: input.only,
    except: input.except,
    maxChanges: input.maxChanges,
    savedPlan: saved,
    view: createSyncView({
      world,
      names,
      yes: input.yes ?? false,
      dryRun: input.dryRun ?? false,
      asks: saved === undefined,
      saved: readAnswers(state.savedReview(connection.id)),
      keep: (answers) => state.saveReview(connection.id, writeAnswers(answers)),
    }),
  }
  if (input.dryRun) return dryRun(world, common, input, names)

  const writers = { huma: sides.huma.write, payroll: sides.payroll.write }
  const { positions, salary } = connection.data
  const isFirst = connection.activatedAt === null && input.only.length + input.except.length === 0
  // Before anything is asked or written, so that what is changed in the meantime is a change.
  const known = isFirst && (positions || salary) ? await readKnown(world, connection) : undefined
  const run = await runSync({ ...common, writers, command: 'sync-users' })
  const synced = { ...run, outcomes: run.outcomes.map((outcome) => named(outcome, connection.name)) }
  if (input.planOut !== undefined) await writePlan(world, input.planOut, synced, connection)
  return finish(world, common, input, synced, names, state, mails, known)
}

function rulesOf({ fields, fieldsFor }: PayrollSystem, { settings }: Connection): FieldRules {
  return fieldsFor?.(settings) ?? fields
}

/** What a failure says to type, with this connection's name. */
function named(outcome: Outcome, name: string): Outcome {
  if (!('problem' in outcome) || outcome.problem.hint === undefined) return outcome
  return { ...outcome, problem: { ...outcome.problem, hint: withConnectionName(outcome.problem.hint, name) } }
}

function refuseUnready({ name, configuredAt, data }: Connection): void {
  if (configuredAt === null) {
    throw new HumaPayrollError('usage', `Nobody has chosen yet what "${name}" is to sync.`, {
      hint: `Choose it first: huma-payroll configure ${quoted(name)} --users on`,
    })
  }
  if (!data.users) {
    throw new HumaPayrollError('usage', `Users are turned off for "${name}".`, {
      hint: `Turn them on: huma-payroll configure ${quoted(name)} --users on`,
    })
  }
}

/** A saved plan says already who and what. */
function refuseContradiction({ plan, direction, conflicts, create, only, except }: SyncUsersInput): void {
  if (plan === undefined) return
  const flags = [
    ...(direction === undefined ? [] : ['--direction']),
    ...(conflicts === undefined ? [] : ['--conflicts']),
    ...(create === undefined ? [] : ['--create']),
    ...(only.length === 0 ? [] : ['--only']),
    ...(except.length === 0 ? [] : ['--except']),
  ]
  if (flags.length === 0) return
  throw new HumaPayrollError('usage', `--plan says already who and what; ${list(flags)} cannot change it.`, {
    hint: `Leave ${list(flags)} out, or make another plan with --dry-run --plan-out FILE.`,
  })
}

function policyOf({ direction, conflicts, create }: SyncUsersInput): Policy {
  const sides = { payroll: ['payroll'], huma: ['huma'], both: ['huma', 'payroll'], none: [] } as const
  return {
    ...(direction === undefined ? {} : { direction }),
    ...(conflicts === undefined ? {} : { conflicts }),
    ...(create === undefined ? {} : { create: sides[create] }),
  }
}

async function readPlan(world: World, path: string, connection: Connection): Promise<SavedPlan> {
  const text = await world.readFile(path)
  const broken = (why: string) =>
    new HumaPayrollError('usage', `${path} ${why}.`, {
      hint: `Make a plan: huma-payroll sync-users ${quoted(connection.name)} --direction huma-to-payroll --dry-run --plan-out ${path}`,
    })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw broken('is no plan of huma-payroll')
  }
  const plan = savedPlan.safeParse(json)
  if (!plan.success) throw broken('is no plan of huma-payroll')
  if (plan.data.connectionId !== connection.id)
    throw broken(`was made for another connection than "${connection.name}"`)
  return plan.data
}

async function writePlan(
  world: World,
  path: string,
  { plan, compared }: Pick<Synced, 'plan' | 'compared'>,
  connection: Connection,
): Promise<void> {
  const saved = savePlan(plan, connection.id, new Date(world.now()).toISOString(), compared.digest)
  await world.writeFile(path, `${JSON.stringify(saved, null, 2)}\n`)
}

async function dryRun(
  world: World,
  common: SyncInput,
  input: SyncUsersInput,
  names: SideNames,
): Promise<CommandResult> {
  const planned = await planSync(common)
  const { plan } = planned
  const { io } = world
  if (input.planOut !== undefined) await writePlan(world, input.planOut, planned, common.connection)
  io.out(`\n${planSummary(plan, names, io)}`)
  if (plan.actions.length + plan.linked.length > 0) io.out(`\n${planDetails(plan, names, io)}`)
  const attention = attentionList(plan, names, io)
  if (attention) io.out(`\n${attention}`)
  if (plan.undecided.length > 0) {
    io.out(
      `\n   ${plan.undecided.length} people are not decided yet. Decide for all: ${io.theme.command('--direction huma-to-payroll')}`,
    )
  }
  io.out('\nA dry run: nothing was written.')
  await sayToDo(world, common.connection)
  if (input.planOut !== undefined) {
    const apply = `huma-payroll sync-users ${quoted(common.connection.name)} --plan ${input.planOut}`
    io.out(`The plan is in ${input.planOut}. Apply it: ${io.theme.command(apply)}`)
  }
  return { json: { dryRun: true, connection: common.connection.name, ...planJson(planned, names) } }
}

async function finish(
  world: World,
  { connection }: SyncInput,
  input: SyncUsersInput,
  synced: Synced,
  names: SideNames,
  state: State,
  mails: ResultMails,
  known: Awaited<ReturnType<typeof readKnown>>,
): Promise<CommandResult> {
  const { io } = world
  const { plan, outcomes, counts, end, runId, activated } = synced
  if (activated) {
    const config = await world.config()
    // It may have been configured anew while the sync ran.
    const latest = config.connections().find(({ id }) => id === connection.id) ?? connection
    const active = { ...latest, activatedAt: new Date(world.now()).toISOString() }
    if (known) await known.take(active)
    else if (!active.data.positions && !active.data.salary) await takePeople(world, active, synced.compared.people.huma)
    config.saveConnection(active)
  }
  if (end === 'done' || end === 'partly') state.saveReview(connection.id, undefined)

  const failures = failureList(outcomes, names, io)
  if (failures) io.out(`\n${failures}`)
  const attention = attentionList(plan, names, io)
  if (attention) io.out(`\n${attention}`)
  if (counts.heldBack > 0) {
    const again = io.theme.command(commandLine('sync-users', connection.name))
    io.out(`${paragraph(whenCorrected, io, 3)} ${again}`)
  }
  const details = io.theme.command(`huma-payroll logs ${quoted(connection.name)} --run ${runId}`)
  io.out(`\n${resultLine(counts, io)}\nDetails: ${details}`)
  const toDo = await sayToDo(world, connection)
  if (activated) io.out(`${io.theme.good(io.theme.symbols.good)} ${plain(connection.name)} is active.`)
  if (activated) io.err(nextLine(commandLine('run'), io))
  await mails.ended(synced, toDo)
  if (world.prompter && !input.yes)
    io.err(io.theme.faint(`Without questions, the same for everybody:\n  ${sameCommand(connection, input)}`))

  const json = { connection: connection.name, ...syncedJson(synced, names), ...(toDo.length > 0 ? { toDo } : {}) }
  if (synced.error) {
    const { kind, message, hint, requestId } = synced.error
    throw new HumaPayrollError(kind, message, {
      hint: hint ?? 'Run the command again: it goes on where it stopped.',
      details: { ...synced.error.details, ...json },
      ...(requestId === undefined ? {} : { requestId }),
      cause: synced.error,
    })
  }
  if (end === 'cancelled') {
    throw new HumaPayrollError(
      'cancelled',
      `Stopped after ${synced.outcomes.length - counts.notStarted} of ${outcomes.length}. What was written is kept.`,
      {
        hint: `Go on: huma-payroll sync-users ${quoted(connection.name)}`,
        details: json,
      },
    )
  }
  return { exitCode: end === 'done' ? exitCode.done : exitCode.partly, json }
}

/** What waits to be done in the system itself. */
async function sayToDo(world: World, connection: Connection): Promise<readonly string[]> {
  const { io } = world
  const toDo = await toDoOf(world, connection)
  // Not a paragraph: a path to copy is never broken.
  for (const line of toDo) io.out(`${io.theme.symbols.attention} ${io.theme.attention(plain(line))}`)
  return toDo
}

/** The flags that give the same answers where no person has chosen one by one. */
function sameCommand({ name }: Connection, { direction, conflicts, create }: SyncUsersInput): string {
  const flags = [
    ...(direction || !conflicts ? [`--direction ${direction ?? 'huma-to-payroll'}`] : []),
    ...(conflicts ? [`--conflicts ${conflicts}`] : []),
    ...(create ? [`--create ${create}`] : []),
  ]
  return `huma-payroll sync-users ${quoted(name)} ${flags.join(' ')} --yes`
}
