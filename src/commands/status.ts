/** `status`: what is connected, how far it has come, what needs attention, and the one next command of each connection. */
import { type Connection, stage } from '../core/connection.ts'
import { errorKinds } from '../errors.ts'
import { humaQuestions } from '../huma/index.ts'
import type { Run, SecretOwner, State } from '../store/store.ts'
import { systemById } from '../systems/registry.ts'
import type { SecretQuestion } from '../systems/system.ts'
import { listTable, paragraph } from '../ui/tables.ts'
import { count, plain } from '../ui/text.ts'
import type { Io } from '../ui/ui.ts'
import type { World } from '../world.ts'
import { type Check, checkConnection, checkHuma, toDoOf } from './check.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import { folderOf } from './connect-folder.ts'
import { type FlowState, flowAttention, flowJson, flowOf, flowRows, nextOf } from './flow-status.ts'
import type { StatusInput } from './inputs.ts'
import { nextLine } from './lines.ts'
import { findConnection, humaOwner, keyNames, questionsOf, secretOwner } from './open.ts'
import { accountText, connectionJson, dataText, nextCommand, scopeText } from './summary.ts'
import { shortTime } from './times.ts'

interface Standing {
  connection: Connection
  /** Of sync-users. */
  lastRun: Run | undefined
  /** Of an active one: what waits, and when something was done last. */
  flow: FlowState | undefined
  /** Sentences, the most urgent first. */
  attention: readonly string[]
  next: string
  check: Check | undefined
  /** Where the key is, or the folder of the files; undefined where it is nowhere. */
  key: string | undefined
}

/** So many connections fit on a screen with all their lines; more of them are shown as a list. */
const mostInFull = 3

export async function runStatus(world: World, input: StatusInput): Promise<CommandResult> {
  const { io } = world
  const config = await world.config()
  const huma = config.huma()
  const chosen = input.name === undefined ? config.connections() : [await findConnection(world, input.name)]
  const humaCheck = input.check && huma ? await checkHuma(world) : undefined

  if (!huma) {
    io.out(`${io.theme.symbols.pending} Huma is not connected.`)
    io.out(nextLine(commandLine('connect', 'huma'), io))
  } else {
    const key = await keyPlace(world, humaOwner, humaQuestions)
    const rows = [
      ['Address', huma.baseUrl],
      [
        'Key',
        key
          ? `in ${key}`
          : `${io.theme.symbols.attention} nowhere: ${io.theme.command(commandLine('connect', 'huma'))}`,
      ],
      ...(humaCheck ? [['Check', checkText(humaCheck, io)]] : []),
    ]
    io.out(`${io.theme.strong('Huma')}\n${listTable(undefined, rows, io, 2)}`)
    if (chosen.length === 0) {
      io.out(`\n${io.theme.symbols.pending} No payroll system is connected.`)
      io.out(nextLine(commandLine('connect', 'tripletex'), io))
    }
  }

  const state = chosen.length > 0 ? await world.state() : undefined
  const standings: Standing[] = []
  for (const connection of chosen) {
    const check = input.check ? await checkConnection(world, connection) : undefined
    const folder = folderOf(connection.baseUrl)
    const key = folder ?? (await keyPlace(world, secretOwner(connection), questionsOf(connection)))
    if (state) standings.push(standingOf(connection, state, check, key, await toDoOf(world, connection)))
  }
  if (standings.length > mostInFull) {
    io.out(`\n${overview(standings, io)}`)
    io.out(`\nMore of one: ${io.theme.command(commandLine('status', standings[0]?.connection.name ?? ''))}`)
  } else {
    for (const standing of standings) io.out(`\n${inFull(standing, io)}`)
  }

  return {
    exitCode: exitCodeOf([humaCheck, ...standings.map(({ check }) => check)]),
    json: {
      huma: huma ? { ...huma, ...(humaCheck ? { check: humaCheck } : {}) } : null,
      connections: standings.map(({ connection, lastRun, flow, attention, next, check, key }) => ({
        ...connectionJson(connection),
        lastRun: lastRun ? runJson(lastRun) : null,
        ...(flow ? { flow: flowJson(flow) } : {}),
        key: key ?? null,
        monthlyQuota: systemById(connection.system).monthlyQuota ?? null,
        attention,
        next,
        ...(check ? { check } : {}),
      })),
    },
  }
}

/** A phrase for people; undefined where nothing is kept. */
async function keyPlace(
  world: World,
  owner: SecretOwner,
  questions: readonly SecretQuestion[],
): Promise<string | undefined> {
  return (await (await world.secrets()).place(owner, keyNames(questions)))?.text
}

function standingOf(
  connection: Connection,
  state: State,
  check: Check | undefined,
  key: string | undefined,
  toDo: readonly string[],
): Standing {
  const { id, name } = connection
  const system = systemById(connection.system)
  const lastRun = state.runs(id, 200).find(({ command }) => command === 'sync-users')
  const flow = stage(connection) === 'active' ? flowOf(state, id) : undefined
  const open = state.openIntents(id).length
  const attention: string[] = []
  if (key === undefined) attention.push(`The key of ${system.name} is not there.`)
  const failed = check && !check.ok ? [check.message] : []
  // A folder that cannot be used is told by both.
  attention.push(...new Set([...failed, ...toDo]))
  if (open > 0)
    attention.push(
      `${count(open, 'write')} without a known outcome; the next sync looks what became of ${open === 1 ? 'it' : 'them'}.`,
    )
  const troubles = lastRun ? troublesOf(lastRun) : undefined
  if (lastRun && troubles) attention.push(`Run ${lastRun.id}: ${troubles}`)
  if (flow) attention.push(...flowAttention(flow))

  const refused = key === undefined || (check && !check.ok && check.kind === 'authorization')
  const next = refused
    ? commandLine('connect', system.id, '--name', name)
    : nextCommandOf(connection, flow, open, troubles ? lastRun : undefined)
  return { connection, lastRun, flow, attention, next, check, key }
}

/** What is most urgent. `wanting`: a run that left something to look at. */
function nextCommandOf(
  connection: Connection,
  flow: FlowState | undefined,
  open: number,
  wanting: Run | undefined,
): string {
  if (flow && flow.tasks.held > 0) return nextOf(connection, flow)
  if (open > 0) return nextCommand(connection)
  if (wanting) return commandLine('logs', connection.name, '--run', String(wanting.id))
  return nextOf(connection, flow)
}

/** undefined where the run left nothing to look at. */
function troublesOf({ result, counts = {} }: Run): string | undefined {
  const wanting = ['failed', 'heldBack', 'notStarted'].filter((key) => (counts[key] ?? 0) > 0)
  const numbers = wanting.map((key) => `${counts[key]} ${words(key)}`)
  if (numbers.length > 0) return numbers.join(', ')
  return result === undefined || result === 'done' ? undefined : result
}

/** heldBack -> held back */
function words(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function inFull({ connection, lastRun, flow, attention, next, check, key }: Standing, io: Io): string {
  const { theme } = io
  const system = systemById(connection.system)
  const rows = [
    ['Account', `${system.name}, ${accountText(connection)}`],
    ['Who', scopeText(connection)],
    ['Sends', dataText(connection, system)],
    folderOf(connection.baseUrl) === undefined ? ['Key', key ? `in ${key}` : 'nowhere'] : ['Folder', key ?? ''],
    ...(system.monthlyQuota === undefined ? [] : [['Quota', `a month: ${system.monthlyQuota}`]]),
    ['Last sync', lastRun ? runText(lastRun) : 'none'],
    ...(flow ? flowRows(flow) : []),
    ...(check?.ok ? [['Check', checkText(check, io)]] : []),
    ...attention.map((sentence, index) => [
      index === 0 ? 'Attention' : '',
      `${theme.symbols.attention} ${plain(sentence)}`,
    ]),
  ]
  const width = Math.max(...rows.map(([label = '']) => label.length))
  return [
    paragraph(`${theme.strong(plain(connection.name))}  ${stageText(connection, io)}`, io),
    listTable(undefined, rows, io, 2),
    // Not part of the table: a command to copy is never broken.
    `  ${'Next'.padEnd(width)}  ${theme.command(next)}`,
  ].join('\n')
}

function overview(standings: readonly Standing[], io: Io): string {
  return listTable(
    ['Connection', 'System', 'Stage', 'Last sync', 'Attention'],
    standings.map(({ connection, lastRun, attention }) => [
      connection.name,
      systemById(connection.system).name,
      stageText(connection, io),
      lastRun ? shortTime(lastRun.startedAt) : 'none',
      attention.length > 0 ? `${io.theme.symbols.attention} ${plain(attention.join(' '))}` : '',
    ]),
    io,
  )
}

function stageText(connection: Connection, { theme }: Io): string {
  const how = stage(connection)
  if (how === 'active') return `${theme.symbols.good} active`
  return `${theme.symbols.pending} ${how}, not yet active`
}

/** "run 12, 24 Nov 2026, 14:02: done, 23 updated" */
function runText({ id, startedAt, result, counts = {} }: Run): string {
  const numbers = Object.entries(counts).flatMap(([key, number]) => (number > 0 ? [`${number} ${words(key)}`] : []))
  return `run ${id}, ${shortTime(startedAt)}: ${[result ?? 'running', ...numbers].join(', ')}`
}

function runJson({ connectionId: _, ...run }: Run): object {
  return run
}

function checkText(check: Check, { theme }: Io): string {
  if (!check.ok) return `${theme.symbols.bad} ${plain(check.message)}${check.hint ? `\n${plain(check.hint)}` : ''}`
  const rights = check.missingRights.map((right) => `\n${theme.symbols.attention} ${plain(right)}`)
  return `${theme.symbols.good} ${plain(check.answered)} answered${rights.join('')}`
}

/** As the first failed check would end a command of its own; an unusable key before everything else. */
function exitCodeOf(checks: readonly (Check | undefined)[]): number {
  const kinds = checks.flatMap((check) => (check && !check.ok ? [check.kind] : []))
  const kind = kinds.find((one) => one === 'authorization') ?? kinds[0]
  return kind === undefined ? 0 : errorKinds[kind].exitCode
}
