/** Answers to the questions about a connection: as typed, and as asked for. */
import type { DataChoices } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { type LiveChoices, unchosen } from './live-choices.ts'
import { isAsked, questionsOf } from './questions.ts'

export type Settings = Readonly<Record<string, string>>

/** What holds for a connection before anybody has chosen, of the system's own questions. */
export function standardSettings(system: PayrollSystem): Settings {
  return Object.fromEntries(system.settings.map(({ key, standard }) => [key, standard]))
}

/** `KEY=VALUE`; the value as the system writes it, or exactly as it is shown. Throws kind `usage`. */
export async function setSettings(
  typed: readonly string[],
  settings: Settings,
  system: PayrollSystem,
  live: Pick<LiveChoices, 'choices'>,
): Promise<Settings> {
  const changed = { ...settings }
  const questions = questionsOf(system)
  for (const one of typed) {
    const equals = one.indexOf('=')
    const question = questions.find(({ key }) => key === one.slice(0, equals).trim())
    if (equals < 0 || !question) {
      throw new HumaPayrollError('usage', `--set "${plain(one)}" is no setting of ${system.name}.`, {
        hint: `Write --set KEY=VALUE, with KEY one of:${questions.map(({ key, label }) => `\n  ${key}  ${label}`).join('')}`,
      })
    }
    const wanted = one.slice(equals + 1).trim()
    if (wanted === '' || wanted === question.standard) {
      changed[question.key] = question.standard
      continue
    }
    const choices = await live.choices(question)
    const found = choices.find(({ value }) => value === wanted) ?? choices.find(({ label }) => plain(label) === wanted)
    if (!found && question.open) {
      changed[question.key] = wanted
      continue
    }
    if (!found) {
      const known = choices.map(({ value, label }) => `\n  ${plain(value)}  ${plain(label)}`).join('')
      throw new HumaPayrollError('usage', `${question.key}: ${system.name} has no such choice as "${plain(wanted)}".`, {
        hint: known ? `Choose one of:${known}` : `${system.name} shows no choices to this key.`,
      })
    }
    changed[question.key] = found.value
  }
  return changed
}

/** Asks every question that has to do with `data`; what holds already is offered first. */
export async function askSettings(
  { io, prompter }: World,
  { settings, data }: { settings: Settings; data: DataChoices },
  system: PayrollSystem,
  live: LiveChoices,
): Promise<Settings> {
  const chosen = { ...settings }
  if (!prompter) return chosen
  for (const question of questionsOf(system).filter((one) => isAsked(one, data))) {
    const { key, label, help, standard, open } = question
    const choices = (await live.choices(question)).map((choice) => ({ value: choice.value, name: plain(choice.label) }))
    const before = settings[key] ?? standard
    io.err(`\n${paragraph(io.theme.faint(help), io)}`)
    const isChoice = choices.some(({ value }) => value === before)
    const offered = [
      ...(choices.some(({ value }) => value === standard) ? [] : [{ value: standard, name: unchosen(question) }]),
      ...choices,
      ...(open && before !== standard && !isChoice ? [{ value: before, name: plain(before) }] : []),
    ]
    const picked = await prompter.select<string | typeof other>({
      message: label,
      choices: open ? [...offered, { value: other, name: 'Something else' }] : offered,
      standard: isChoice || open ? before : standard,
      search: choices.length > 12,
    })
    chosen[key] = picked === other ? await prompter.text({ message: label }) : picked
  }
  return chosen
}

const other = Symbol('something else')
