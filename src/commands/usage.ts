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

/** `127.0.0.1:8787`, `[::1]:8787`, `8787` (on this machine only). */
export function address(typed: string): { host: string; port: number } {
  const [, host = '127.0.0.1', port] = /^(?:(\[[\da-f:]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(typed) ?? []
  if (port !== undefined && Number(port) < 65_536) return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
  throw new InvalidArgumentError('Write an address and a port, such as 127.0.0.1:8787.')
}

/** `90s`, `15m`, `6h` -> milliseconds; at least a second. */
export function span(typed: string): number {
  const [, digits, unit = 'm'] = /^(\d{1,6})([smh])$/.exec(typed) ?? []
  const milliseconds =
    Number(digits) * { s: 1000, m: 60_000, h: 3_600_000 }[unit === 's' ? 's' : unit === 'h' ? 'h' : 'm']
  if (digits && milliseconds > 0) return milliseconds
  throw new InvalidArgumentError('Write how long, such as 15m or 6h.')
}

/** For numbers that may be given several times. */
export function numbers(typed: string, before: readonly number[]): readonly number[] {
  return [...before, wholeNumber(1, 999_999_999)(typed)]
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
