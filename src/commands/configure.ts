/** `configure`: Step 2 of Huma's guide, "Configure what to sync". Flags are the answer; without any, it asks. */
import { type Connection, type DataType, stage } from '../core/connection.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import { systemById } from '../systems/registry.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { list } from '../ui/text.ts'
import type { World } from '../world.ts'
import { type Choices, choicesOf, choicesTable, configureWords } from './choices.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import { choicesFromFlags, hasFlags } from './configure-flags.ts'
import { askChoices } from './configure-questions.ts'
import { dataTypes } from './data-types.ts'
import { knowAnew, webhookNames, webhookOwner } from './flow.ts'
import type { ConfigureInput } from './inputs.ts'
import { nextLine, withoutQuestions } from './lines.ts'
import { createLiveChoices } from './live-choices.ts'
import { offerTestMail, saveMail } from './mail-choices.ts'
import { findConnection, openHumaSide, openPayrollSide } from './open.ts'
import { connectionJson } from './summary.ts'

export async function runConfigure(world: World, input: ConfigureInput): Promise<CommandResult> {
  const { io, prompter } = world
  const connection = await findConnection(world, input.name)
  const { name } = connection
  const system = systemById(connection.system)
  const config = await world.config()
  // Opened at the first need: turning salary off needs no key.
  const live = createLiveChoices(
    async () => (await openPayrollSide(world, connection)).read,
    async () => (await openHumaSide(world)).huma.read,
  )
  const before = choicesOf(connection, system, config.mail())
  const given = hasFlags(input)
  const after = await nothingSaved(() =>
    given
      ? choicesFromFlags(world, connection, input, before, system, live)
      : askChoices(world, connection, before, system, live),
  )

  const table = choicesTable(connection.configuredAt ? before : undefined, after, system, live, io)
  if (table) io.out(`${given ? '' : '\n'}${table}`)
  for (const note of notesOn(after, input, system)) io.err(paragraph(`${io.theme.symbols.attention} ${note}`, io))
  if (!table) {
    io.out(`Nothing changes for ${name}.`)
    return { json: { saved: false, connection: connectionJson(connection), mail: config.mail() ?? null } }
  }
  if (prompter && !input.yes && !(await nothingSaved(() => prompter.confirm({ message: 'Save?', standard: true })))) {
    io.err('Nothing was saved.')
    return { json: { saved: false, connection: connectionJson(connection), mail: config.mail() ?? null } }
  }

  await saveMail(world, after.mail)
  const saved = await save(world, connection, after)
  const isActive = stage(saved) === 'active'
  if (isActive) {
    io.out(`${io.theme.symbols.good} Saved. ${name} is active: this holds from now on.`)
    const isNew = (type: DataType) => after.data[type] && !before.data[type]
    await knowAnew(world, connection, saved)
    for (const line of turnedOnLines(isNew, system)) io.out(paragraph(line, io, 2))
  } else {
    io.out(`${io.theme.symbols.good} Saved. ${name} is established but not yet active: nothing is sent.`)
    io.out(paragraph('What is turned on is sent once it is active, from then on.', io, 2))
  }
  const { mail } = after
  const isOtherMail = mail.to.join() !== before.mail.to.join() || mail.server !== before.mail.server
  if (mail.to.length > 0 && isOtherMail && !input.yes) await offerTestMail(world, name, mail)
  if (prompter && !given) {
    io.err(withoutQuestions(commandLine('configure', name, ...configureWords(after, system, before)), io))
  }
  if (after.data.absence) await sayWebhook(world)
  if (!isActive) io.err(nextLine(commandLine('sync-users', name), io))
  return { json: { saved: true, connection: connectionJson(saved), mail: config.mail() ?? null } }
}

/** Ctrl-C among the questions: all answers are gone. */
async function nothingSaved<T>(questions: () => Promise<T>): Promise<T> {
  try {
    return await questions()
  } catch (error) {
    throw isKind(error, 'cancelled') ? new HumaPayrollError('cancelled', 'Cancelled. Nothing was saved.') : error
  }
}

/** What was chosen and does nothing, each a sentence. */
function notesOn(
  { data, absenceMap, occupationMap }: Choices,
  input: ConfigureInput,
  { occupations }: PayrollSystem,
): string[] {
  const notes: string[] = []
  if (data.absence && Object.keys(absenceMap).length === 0) {
    notes.push('No absence type is mapped, so no absence is sent.')
  }
  if (data.positions && occupations && Object.keys(occupationMap).length === 0) {
    notes.push(`No job title has a code (${occupations.label}): --map-occupation "TITLE=CODE"`)
  }
  if (!data.absence && input.mapAbsence.length > 0) {
    notes.push('Absence is off. What is mapped holds as soon as it is on: --absence on')
  }
  if (!data.positions && input.mapOccupation.length > 0) {
    notes.push('Positions are off. What is mapped holds as soon as they are on: --positions on')
  }
  return notes
}

/** What is sent of something that was turned on while the connection was active. */
function turnedOnLines(isNew: (type: DataType) => boolean, { name }: PayrollSystem): string[] {
  const lines: string[] = []
  const compared = dataTypes(name).filter(({ type }) => (type === 'positions' || type === 'salary') && isNew(type))
  if (compared.length > 0) {
    const labels = list(compared.map(({ label }) => label))
    lines.push(`${labels}: what Huma holds now is taken as known. Only changes from now on are sent.`)
  }
  if (isNew('absence')) lines.push('Absence: what Huma tells of from now on is sent.')
  return lines
}

async function sayWebhook(world: World): Promise<void> {
  if (await (await world.secrets()).place(webhookOwner, webhookNames)) return
  const { io } = world
  const text = `${io.theme.symbols.attention} Absence comes by Huma's webhook, which is not set up yet: ${io.theme.command(commandLine('webhook'))}`
  io.err(paragraph(text, io))
}

/** Only what was chosen here: a sync may have activated the connection while the questions were answered. */
async function save(world: World, { id, name }: Connection, choices: Choices): Promise<Connection> {
  const config = await world.config()
  const latest = config.connections().find((connection) => connection.id === id)
  if (!latest) throw new HumaPayrollError('usage', `"${name}" was disconnected in the meantime.`)
  const { occupationMap: _, mailTo: __, ...rest } = latest
  const { data, absenceMap, occupationMap, settings, mail } = choices
  const saved: Connection = {
    ...rest,
    data: { ...data },
    absenceMap: { ...absenceMap },
    ...(Object.keys(occupationMap).length > 0 ? { occupationMap: { ...occupationMap } } : {}),
    ...(mail.to.length > 0 ? { mailTo: mail.to } : {}),
    settings: { ...settings },
    configuredAt: new Date(world.now()).toISOString(),
  }
  config.saveConnection(saved)
  return saved
}
