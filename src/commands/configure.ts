/** `configure`: Step 2 of Huma's guide, "Configure what to sync". Flags are the answer; without any, it asks. */
import { type Connection, type DataChoices, stage } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import { systemById } from '../systems/registry.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { list } from '../ui/text.ts'
import type { World } from '../world.ts'
import { askAbsenceMap, mapAbsence } from './absence-map.ts'
import { type Choices, choicesOf, choicesTable, configureWords } from './choices.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import { dataTypes, isOffered } from './data-types.ts'
import type { ConfigureInput } from './inputs.ts'
import { nextLine, points, withoutQuestions } from './lines.ts'
import { createLiveChoices, type LiveChoices } from './live-choices.ts'
import { findConnection, openPayrollSide } from './open.ts'
import { askSettings, setSettings } from './settings.ts'
import { connectionJson } from './summary.ts'

export async function runConfigure(world: World, input: ConfigureInput): Promise<CommandResult> {
  const { io, prompter } = world
  const connection = await findConnection(world, input.name)
  const { name } = connection
  const system = systemById(connection.system)
  // Opened at the first need: turning salary off needs no key.
  const live = createLiveChoices(async () => (await openPayrollSide(world, connection)).read)
  const before = choicesOf(connection, system)

  const given = hasFlags(input)
  const after = given ? await fromFlags(input, before, system, live) : await ask(world, name, before, system, live)

  const table = choicesTable(connection.configuredAt ? before : undefined, after, system, live, io)
  if (table) io.out(table)
  if (after.data.absence && Object.keys(after.absenceMap).length === 0) {
    io.err(`${io.theme.symbols.attention} No absence type is mapped, so no absence is sent.`)
  }
  if (!after.data.absence && input.mapAbsence.length > 0) {
    io.err(`${io.theme.symbols.attention} Absence is off. What is mapped holds as soon as it is on: --absence on`)
  }
  const later = dataTypes(system.name).filter(({ type }) => type !== 'users' && after.data[type])
  if (later.length > 0) {
    const labels = list(later.map(({ label }) => label.toLowerCase()))
    io.err(
      paragraph(`${io.theme.symbols.attention} Kept as your choice, but this version sends users only: ${labels}.`, io),
    )
  }
  if (!table) {
    io.out(`Nothing changes for ${name}.`)
    return { json: { saved: false, connection: connectionJson(connection) } }
  }
  if (prompter && !input.yes && !(await prompter.confirm({ message: 'Save?', standard: true }))) {
    io.err('Nothing was saved.')
    return { json: { saved: false, connection: connectionJson(connection) } }
  }

  const saved = await save(world, connection, after)
  if (stage(saved) === 'active') {
    io.out(`${io.theme.symbols.good} Saved. ${name} is active: this holds from now on.`)
  } else {
    io.out(`${io.theme.symbols.good} Saved. ${name} is established but not yet active: nothing is sent.`)
  }
  if (prompter && !given) {
    io.err(withoutQuestions(commandLine('configure', name, ...configureWords(after, system)), io))
  }
  if (stage(saved) !== 'active') io.err(nextLine(commandLine('sync-users', name), io))
  return { json: { saved: true, connection: connectionJson(saved) } }
}

function hasFlags(input: ConfigureInput): boolean {
  const { users, createUsers, positions, absence, salary, mapAbsence: maps, set } = input
  const switches = [users, createUsers, positions, absence, salary]
  return switches.some((one) => one !== undefined) || maps.length > 0 || set.length > 0
}

async function fromFlags(
  input: ConfigureInput,
  before: Choices,
  system: PayrollSystem,
  live: LiveChoices,
): Promise<Choices> {
  const data: DataChoices = { ...before.data }
  for (const { type, label } of dataTypes(system.name)) {
    const wanted = input[type]
    if (wanted === undefined) continue
    if (wanted) checkOffered(type, label, system)
    data[type] = wanted
  }
  if (input.createUsers && !data.users) {
    throw new HumaPayrollError('usage', 'Employees cannot be created automatically while users are not synced.', {
      hint: 'Add --users on, or leave out --create-users on.',
    })
  }
  data.createUsers = data.users && (input.createUsers ?? data.createUsers)

  let { absenceMap } = before
  if (input.mapAbsence.length > 0) {
    checkOffered('absence', 'Absence', system)
    absenceMap = mapAbsence(input.mapAbsence, absenceMap, { systemName: system.name, types: await live.absenceTypes() })
  }
  return { data, absenceMap, settings: await setSettings(input.set, before.settings, system, live) }
}

function checkOffered(type: keyof PayrollSystem['supports'], label: string, system: PayrollSystem): void {
  if (isOffered(type, system.supports)) return
  const offered = dataTypes(system.name).filter((one) => isOffered(one.type, system.supports))
  const why = system.whyNot?.[type]
  throw new HumaPayrollError('unsupported', `${label} cannot be sent to ${system.name}.${why ? ` ${why}` : ''}`, {
    hint: `${system.name} takes: ${offered.map((one) => one.type).join(', ')}.`,
  })
}

async function ask(
  world: World,
  name: string,
  before: Choices,
  system: PayrollSystem,
  live: LiveChoices,
): Promise<Choices> {
  const { io, prompter } = world
  if (!prompter) {
    throw new HumaPayrollError('decision', `Nobody can be asked what "${name}" shall sync.`, {
      hint: `Say it with flags: ${commandLine('configure', name, ...configureWords(before, system))}`,
    })
  }
  await live.ready()
  io.err(io.theme.strong(`Configure what to sync: ${name}, Huma ${io.theme.symbols.arrow} ${system.name}`))
  io.err(paragraph(`You only see what ${system.name} supports. You can change these settings at any time.`, io))

  const data: DataChoices = { ...before.data, createUsers: false }
  let { absenceMap } = before
  for (const { type, label, question, how, know } of dataTypes(system.name)) {
    if (!isOffered(type, system.supports)) continue
    io.err(`\n${io.theme.strong(label)}${system.supports[type] === 'beyond-huma' ? ` ${beyondHuma}` : ''}`)
    io.err(paragraph(how, io, 2))
    io.err(io.theme.faint(points(know, io)))
    data[type] = await prompter.confirm({ message: question, standard: before.data[type] })
    if (!data[type]) continue
    if (type === 'users') {
      const message = `Create employees in ${system.name} automatically when they are added in Huma?`
      data.createUsers = await prompter.confirm({ message, standard: before.data.createUsers })
    }
    if (type === 'absence') {
      absenceMap = await askAbsenceMap(prompter, absenceMap, {
        systemName: system.name,
        types: await live.absenceTypes(),
      })
    }
  }
  return { data, absenceMap, settings: await askSettings(world, before.settings, system, live) }
}

/** The vendor's API allows it though Huma's own integration does not offer it. */
const beyondHuma = "(beyond what Huma's own integration offers)"

/** Only what was chosen here: a sync may have activated the connection while the questions were answered. */
async function save(world: World, { id, name }: Connection, choices: Choices): Promise<Connection> {
  const config = await world.config()
  const latest = config.connections().find((connection) => connection.id === id)
  if (!latest) throw new HumaPayrollError('usage', `"${name}" was disconnected in the meantime.`)
  const saved: Connection = {
    ...latest,
    data: { ...choices.data },
    absenceMap: { ...choices.absenceMap },
    settings: { ...choices.settings },
    configuredAt: new Date(world.now()).toISOString(),
  }
  config.saveConnection(saved)
  return saved
}
