import { Chalk } from 'chalk'
import type { Theme } from './ui.ts'

/** Colour has meaning and is never the only carrier: beside it stands a symbol or a word. */
export function createTheme({ colour, unicode }: { colour: boolean; unicode: boolean }): Theme {
  // Sixteen colours: the person's own terminal decides how they look on its background.
  const chalk = new Chalk({ level: colour ? 1 : 0 })
  const symbols = unicode
    ? { good: '✔', attention: '⚠', bad: '✖', pending: '◌', arrow: '→', both: '⇄' }
    : { good: 'OK', attention: '!', bad: 'X', pending: '.', arrow: '->', both: '<->' }
  return {
    good: (text) => chalk.green(text),
    attention: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    command: (text) => chalk.cyan(text),
    faint: (text) => chalk.dim(text),
    strong: (text) => chalk.bold(text),
    unicode,
    symbols: {
      ...symbols,
      good: chalk.green(symbols.good),
      attention: chalk.yellow(symbols.attention),
      bad: chalk.red(symbols.bad),
      pending: chalk.dim(symbols.pending),
    },
  }
}

/** What is to be typed in a text, in its colour: from `huma-payroll` to the end of the line, options, and what is `quoted`. */
export function colourCommands(text: string, theme: Theme): string {
  return text.replace(/`[^`\n]+`|\bhuma-payroll .+|(?<!\S)--[a-z-]+/g, (command) => theme.command(command))
}
