/** What `configure` asks at a terminal, in the order of Huma's article. */
import type { Connection, DataChoices } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import type { Io } from '../ui/ui.ts'
import type { World } from '../world.ts'
import { askAbsenceMap } from './absence-map.ts'
import { type Choices, configureWords } from './choices.ts'
import { commandLine } from './command-line.ts'
import { type DataTypeText, dataTypes, isOffered } from './data-types.ts'
import { points } from './lines.ts'
import type { LiveChoices } from './live-choices.ts'
import { askMail } from './mail-choices.ts'
import { askOccupations } from './occupation-map.ts'
import { askSettings } from './settings.ts'

/** Throws kind `decision` where nobody can be asked. */
export async function askChoices(
  world: World,
  { name }: Connection,
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
  let { absenceMap, occupationMap } = before
  for (const text of dataTypes(system.name)) {
    const { type, question } = text
    if (!isOffered(type, system.supports)) continue
    describe(text, system, io)
    data[type] = await prompter.confirm({ message: question, standard: before.data[type] })
    if (!data[type]) continue
    if (type === 'users') {
      const message = `Create employees in ${system.name} automatically when they are added in Huma?`
      data.createUsers = await prompter.confirm({ message, standard: before.data.createUsers })
    }
    if (type === 'positions') occupationMap = await askOccupations(world, occupationMap, system, live)
    if (type === 'absence') {
      const types = await live.absenceTypes()
      absenceMap = await askAbsenceMap(prompter, absenceMap, { systemName: system.name, types })
    }
  }
  const settings = await askSettings(world, { settings: before.settings, data }, system, live)
  return { data, absenceMap, occupationMap, settings, mail: await askMail(world, before.mail) }
}

function describe(
  { type, label, how, know }: DataTypeText,
  { name, supports, how: written }: PayrollSystem,
  io: Io,
): void {
  const { theme } = io
  io.err(`\n${theme.strong(label)}${supports[type] === 'beyond-huma' ? ` ${beyondHuma}` : ''}`)
  io.err(paragraph(how, io, 2))
  const there = type === 'users' ? undefined : written?.[type]
  if (there) io.err(`\n${paragraph(`In ${name}: ${there}`, io, 2)}`)
  io.err(`\n  Important to know\n${theme.faint(points(know, io))}`)
}

/** The vendor's API allows it though Huma's own integration does not offer it. */
const beyondHuma = "(beyond what Huma's own integration offers)"
