/** Command lines that cannot be understood: parsers of values, and commander's errors in our own shape. */
import { type Command, type CommanderError, InvalidArgumentError, Option } from 'commander'
import type { MaxChanges } from '../core/guard.ts'
import { HumaPayrollError } from '../errors.ts'
import { plain } from '../ui/text.ts'

/** `--users on|off` */
export function onOffOption(name: string, meaning: string): Option {
  return new Option(`${name} <on|off>`, meaning).argParser(onOff)
}

function onOff(typed: string): boolean {
  if (typed === 'on') return true
  if (typed === 'off') return false
  throw new InvalidArgumentError('Write on or off.')
}

/** A whole number of at least `least` and at most `most`. */
export function wholeNumber(least: number, most = 1_000_000): (typed: string) => number {
  return (typed) => {
    const number = Number(typed)
    if (/^\d{1,9}$/.test(typed) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`)
  }
}

export function maxChanges(typed: string): MaxChanges {
  const [, digits, percent] = /^(\d{1,9})(%?)$/.exec(typed) ?? []
  if (digits) return { kind: percent ? 'percent' : 'number', value: Number(digits) }
  throw new InvalidArgumentError('Write a number, such as 20, or a percentage, such as 10%.')
}

/** For an option that may be given several times. */
export function several(typed: string, before: readonly string[]): readonly string[] {
  return [...before, typed]
}

/** Kind `usage`. Commander's own words, and its guess as the hint; else where the right words are found. */
export function usageError(error: CommanderError, program: Command, argv: readonly string[]): HumaPayrollError {
  const [said = '', guess] = withoutTyped(error.message.replace(/^error: /, '')).split('\n(Did you mean ')
  const names = program.commands.map((command) => command.name())
  const command = argv.find((word) => names.includes(word))
  const help = `huma-payroll ${command ? `${command} ` : ''}--help`
  return new HumaPayrollError('usage', sentence(plain(said.replace(/[<>]/g, ''))), {
    hint: guess ? suggestion(guess.replace(/\?\)$/, ''), command) : `Examples and options: ${help}`,
    details: { code: error.code },
  })
}

/** What was typed where nothing belongs may be a key. */
function withoutTyped(text: string): string {
  return text.replace(/(but got \d+): .*/s, '$1').replace(/(unknown option '[^'=]*)=[^']*'/s, "$1'")
}

function suggestion(guess: string, command: string | undefined): string {
  const isCommand = command === undefined && /^[a-z-]+$/.test(guess) && !guess.startsWith('-')
  return isCommand ? `Did you mean: huma-payroll ${guess}` : `Did you mean ${guess}?`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?]$/.test(text) ? '' : '.')
}
