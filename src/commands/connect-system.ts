/** `connect SYSTEM`: Step 1 of Huma's guide. Name, scope, authorization, proof; then it is kept, and nothing is active. */
import { collectSecrets } from '../auth/keys.ts'
import { type Connection, type Group, type Scope, stage } from '../core/connection.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { SecretOwner, SecretPlace } from '../store/store.ts'
import { systemById } from '../systems/registry.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { list, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { authorize, keepAuthorization, keysOfLogin } from './authorize.ts'
import type { CommandResult } from './command.ts'
import { commandLine, withConnectionName } from './command-line.ts'
import {
  checkAccount,
  chooseAccount,
  chooseMethod,
  choosePlace,
  type OfferedMethod,
  placeWords,
} from './connect-choices.ts'
import { makeFolders } from './connect-folder.ts'
import { connectHuma } from './connect-huma.ts'
import { chooseConnection } from './connection-name.ts'
import { dataTypes, isOffered } from './data-types.ts'
import type { ConnectInput } from './inputs.ts'
import { nextLine, points, withoutQuestions } from './lines.ts'
import { environmentPrefix, keyParts, openHumaSide, openPayrollWith, secretOwner } from './open.ts'
import { hostedWarnings, overlapWarnings } from './overlap.ts'
import { prove } from './proof.ts'
import { askScope, parseScope, scopeWords } from './scope.ts'
import { type Settings, setSettings, standardSettings } from './settings.ts'
import { accountText, connectionJson, nextCommand, scopeText } from './summary.ts'

/** Until Huma and the payroll system have both answered, nothing is kept, and what was kept before stays as it is. */
export async function connectSystem(world: World, input: ConnectInput): Promise<CommandResult> {
  const { io, prompter } = world
  const system = systemById(input.system)
  // What is refused is refused before anything is asked.
  if (input.method !== undefined) await chooseMethod(world, system, input.method)
  const typed = await typedSettings(system, input)
  await humaFirst(world, system)
  const { huma } = await openHumaSide(world)
  const config = await world.config()

  if (prompter) showChecklist(world, system)
  const { name, existing } = await chooseConnection(world, system, input.name, config.connections())
  if (prompter && existing) io.err(`A new key for ${name}; its settings, links and history stay.`)
  const { scope, groups } = await chooseScope(world, input, existing, () => huma.read.groups())
  const place = await choosePlace(world, system, input, existing)
  const method = await chooseMethod(world, system, input.method ?? existing?.method)
  if (prompter) showSteps(world, system, method)
  if (method.kind === 'folder') await makeFolders(world, method, place.baseUrl)
  const keys = await collectSecrets(
    {
      questions: method.questions,
      environmentPrefix: environmentPrefix(system.id),
      kept:
        method.kind === 'folder'
          ? (existing?.settings ?? {})
          : input.keyFile === undefined
            ? await keysOfLogin(world, existing, method, place.authUrl)
            : {},
      ...(input.keyFile === undefined ? {} : { keyFile: input.keyFile }),
    },
    keyParts(world),
  )
  const more = method.id === system.auth[0].id ? [] : ['--method', method.id]
  const again = commandLine('connect', system.id, '--name', name, ...more, ...placeWords(place, system))
  const { accessToken, issued } = await authorize(
    world,
    { system, method, authUrl: place.authUrl, again },
    keys.values,
    input,
  )

  const answers = method.kind === 'folder' ? keys.values : {}
  const settings = { ...standardSettings(system), ...existing?.settings, ...answers, ...typed }
  const readerOf = (chosen?: { id: string }) =>
    openPayrollWith(world, { system: system.id, ...place, settings, account: chosen }, keys.values, accessToken).read
  const chosen = await chooseAccount(world, readerOf(), input.company, existing, system)
  const setWords = input.set.flatMap((one) => ['--set', one])
  const account = await prove(world, system.name, () => readerOf(chosen).account()).catch((error: unknown) => {
    const who = existing && input.scope.length === 0 ? [] : scopeWords(scope, groups)
    const where = [...more, ...placeWords(place, system), ...(input.company ? ['--company', input.company] : [])]
    const key = input.keyFile === undefined ? [] : ['--key-file', input.keyFile]
    throw withSameWords(error, system, name, [...who, ...where, ...setWords, ...key])
  })
  checkAccount(account, input.company, existing, system)
  const connection: Connection = {
    ...(existing ?? newConnection(world)),
    name,
    system: system.id,
    scope,
    method: method.id,
    ...place,
    account: { id: account.id, name: account.name },
    settings,
  }
  const members = await huma.read.members(scope)
  const warnings = [
    ...(await overlapWarnings(connection, members, config.connections(), system, huma.read)),
    ...(await hostedWarnings(members, system, huma.read)),
  ]
  const kept =
    method.kind === 'folder'
      ? await save(world, connection, undefined)
      : await save(world, connection, (owner) => keepAuthorization(world, owner, method, keys, issued))

  const done = existing
    ? `${name} is authorized anew; its ${setWords.length > 0 ? 'other ' : ''}settings, links and history stay`
    : `${name} is connected`
  io.out(`${io.theme.symbols.good} ${done}.`)
  const both = `Huma, ${scopeText(connection)} ${io.theme.symbols.both} ${system.name}, ${accountText(connection)}`
  io.out(paragraph(both, io, 2))
  if (kept) io.out(`  The ${issued ? 'login' : 'key'} is in ${kept.text}.`)
  for (const warning of warnings) io.out(paragraph(`${io.theme.symbols.attention} ${io.theme.attention(warning)}`, io))
  if (stage(connection) !== 'active') io.err('Nothing is active: nothing is sent yet.')
  if (prompter) {
    const company = chosen ? ['--company', chosen.id] : []
    const where = [...scopeWords(scope, groups), ...more, ...placeWords(place, system), ...company, ...setWords]
    io.err(withoutQuestions(commandLine('connect', system.id, '--name', name, ...where, '--key-file', 'FILE'), io))
  }
  io.err(nextLine(nextCommand(connection), io))
  const { facts = {}, missingRights = [] } = account
  return {
    json: { connection: connectionJson(connection), key: kept ?? null, account: { facts, missingRights }, warnings },
  }
}

/** What only the system can answer is chosen once it is connected. */
function typedSettings(system: PayrollSystem, { set, name = 'NAME' }: ConnectInput): Promise<Settings> {
  return setSettings(set, {}, system, {
    async choices({ key, choices }) {
      if (choices !== 'from-system') return choices
      throw new HumaPayrollError('usage', `${key} can be chosen once ${system.name} is connected.`, {
        hint: `Then: ${commandLine('configure', name, '--set', `${key}=VALUE`)}`,
      })
    },
  })
}

/** Where a hint says to connect again: pasted, it connects as it was typed this time. */
function withSameWords(error: unknown, { id }: PayrollSystem, name: string, words: readonly string[]): unknown {
  if (!isKind(error) || error.hint === undefined) return error
  const hint = withConnectionName(error.hint, name)
  const short = ['connect', id, '--name', name]
  return error.withHint(hint.replaceAll(commandLine(...short), () => commandLine(...short, ...words)))
}

function newConnection({ randomUuid, now }: World) {
  return {
    id: randomUuid(),
    data: { users: true, createUsers: false, positions: false, absence: false, salary: false },
    absenceMap: {},
    createdAt: new Date(now()).toISOString(),
    configuredAt: null,
    activatedAt: null,
  }
}

/** The key first: without one a connection is of no use. `keep` is absent where there is none. */
async function save(
  world: World,
  connection: Connection,
  keep: ((owner: SecretOwner) => Promise<SecretPlace>) | undefined,
): Promise<SecretPlace | undefined> {
  const config = await world.config()
  const owner = secretOwner(connection)
  const place = await keep?.(owner)
  // A sync may have activated the connection while the questions were answered.
  const latest = config.connections().find(({ id }) => id === connection.id)
  try {
    config.saveConnection({ ...connection, ...(latest ? { activatedAt: latest.activatedAt } : {}) })
  } catch (error) {
    if (place && !latest) await (await world.secrets()).remove(owner)
    throw error
  }
  return place
}

/** Without Huma there is no scope to choose from. */
async function humaFirst(world: World, system: PayrollSystem): Promise<void> {
  if ((await world.config()).huma()) return
  const message = `Huma is not connected yet, and ${system.name} is connected to Huma.`
  if (world.prompter) {
    world.io.err(message)
    if (await world.prompter.confirm({ message: 'Connect Huma now?', standard: true })) {
      await connectHuma(world, {})
      world.io.err('')
      return
    }
  }
  throw new HumaPayrollError('authorization', message, { hint: `First: ${commandLine('connect', 'huma')}` })
}

/** A connection that is authorized anew keeps its scope unless another one is typed. */
async function chooseScope(
  { prompter }: World,
  { scope: typed }: ConnectInput,
  existing: Connection | undefined,
  readGroups: () => Promise<Group[]>,
): Promise<{ scope: Scope; groups: readonly Group[] }> {
  if (typed.length > 0) {
    const groups = await readGroups()
    return { scope: parseScope(typed, groups), groups }
  }
  if (existing) return { scope: existing.scope, groups: [] }
  if (!prompter) return { scope: 'all', groups: [] }
  const groups = await readGroups()
  return { scope: await askScope(prompter, groups), groups }
}

/** The checklist of Huma's guide. */
function showChecklist({ io }: World, system: PayrollSystem): void {
  const offered = dataTypes(system.name).filter(({ type }) => isOffered(type, system.supports))
  const labels = list(
    offered.map(({ label }) => label.toLowerCase()),
    'and/or',
  )
  const lines = [
    'You have a system role with full access to Organization in Huma.',
    `You have administrator access to ${system.name}, or have someone with that access available now.`,
    'Employees who exist in both systems have the same e-mail address in both: that is how users are matched.',
    `You know which data you want to sync: ${labels}.`,
  ]
  io.err(`${io.theme.strong(`Connect ${system.name}`)}  ${io.theme.faint('Allow 15-30 minutes for the whole setup.')}`)
  io.err('Before you start')
  io.err(points(lines, io))
  io.err(`Nothing syncs until you're ready: a manual sync step comes before.\n`)
}

function showSteps({ io }: World, system: PayrollSystem, method: OfferedMethod): void {
  io.err(`\nAuthorize ${plain(system.name)}: ${method.label}`)
  io.err(points(method.steps, io, true))
}
