import type { Readable, Writable } from 'node:stream'
import { HumaPayrollError } from '../errors.ts'
import type { Choice, Prompter, Theme } from './ui.ts'

export interface Conversation {
  stdin: Readable
  /** Questions go to stderr, so that results can be piped away. */
  stderr: Writable
  theme: Theme
  /** SIGTERM, or Ctrl-C while no question was open. */
  interrupted: AbortSignal
}

/** Choices that are visible at once. */
const pageSize = 12

export function createPrompter({ stdin, stderr, theme, interrupted }: Conversation): Prompter {
  const simple = { theme: theme.unicode ? {} : { prefix: asciiPrefix } }
  const look = { theme: theme.unicode ? {} : asciiTheme }

  /** Loads the questions at the first one. Whatever ends a question without an answer is `cancelled`. */
  async function ask<T>(question: (prompts: Prompts, context: Context) => Promise<T>): Promise<T> {
    const prompts = await import('@inquirer/prompts')
    const closed = new AbortController()
    let answered = false
    // Ctrl-D and a lost terminal only pause the input: the question would never end.
    const onPause = (): void => {
      setImmediate(() => {
        if (!answered) closed.abort()
      })
    }
    stdin.once('pause', onPause).once('end', onPause).once('close', onPause)
    try {
      const signal = AbortSignal.any([interrupted, closed.signal])
      return await question(prompts, { input: stdin, output: stderr, signal })
    } catch (error) {
      if (!(error instanceof Error) || !endedWithoutAnswer.has(error.name)) throw error
      throw new HumaPayrollError('cancelled', 'Cancelled.')
    } finally {
      answered = true
      stdin.off('pause', onPause).off('end', onPause).off('close', onPause)
    }
  }

  return {
    select({ message, choices, standard, search }) {
      const given = standard === undefined ? {} : { default: standard }
      return ask((prompts, context) =>
        search
          ? prompts.search({ message, pageSize, ...look, ...given, source: (term) => matching(choices, term) }, context)
          : prompts.select({ message, pageSize, loop: false, ...look, ...given, choices: choices.map(shown) }, context),
      )
    },
    find({ message, choices }) {
      const source = async (term = '', { signal }: { signal: AbortSignal }) =>
        (await choices(term.trim(), signal)).map(shown)
      return ask((prompts, context) => prompts.search({ message, pageSize, ...look, source }, context))
    },
    checkbox({ message, choices, checked = [], required = false }) {
      const boxes = choices.map((choice) => ({ ...shown(choice), checked: checked.includes(choice.value) }))
      return ask((prompts, context) =>
        prompts.checkbox({ message, pageSize, loop: false, required, ...look, choices: boxes }, context),
      )
    },
    confirm: ({ message, standard }) =>
      ask((prompts, context) => prompts.confirm({ message, default: standard, ...simple }, context)),
    text: async ({ message, standard, problem }) => {
      const given = standard === undefined ? {} : { default: standard }
      const validate = (answer: string): string | true => problem?.(answer.trim()) ?? true
      const answer = await ask((prompts, context) => prompts.input({ message, validate, ...simple, ...given }, context))
      return answer.trim()
    },
    password: async ({ message, problem }) => {
      const validate = (answer: string): string | true => problem?.(answer.trim()) ?? true
      const answer = await ask((prompts, context) =>
        prompts.password({ message, validate, mask: '*', ...look }, context),
      )
      return answer.trim()
    },
  }
}

type Prompts = typeof import('@inquirer/prompts')
type Context = { input: Readable; output: Writable; signal: AbortSignal }

/** The library's names: Ctrl-C, an aborted signal, a withdrawn question. */
const endedWithoutAnswer = new Set(['ExitPromptError', 'AbortPromptError', 'CancelPromptError'])

const asciiPrefix = { idle: '?', done: '>' }
const asciiTheme = {
  prefix: asciiPrefix,
  icon: { cursor: '>', checked: '[x]', unchecked: '[ ]', disabledChecked: '[x]', disabledUnchecked: '[-]' },
  style: { keysHelpTip: () => undefined },
}

function shown<T>({ value, name, description, disabled }: Choice<T>): Shown<T> {
  return { value, name, ...(description && { description }), ...(disabled && { disabled }) }
}

interface Shown<T> {
  value: T
  name: string
  description?: string
  disabled?: string
}

/** Every word that was typed stands somewhere in the name. */
function matching<T>(choices: readonly Choice<T>[], term = ''): Shown<T>[] {
  const words = term.toLocaleLowerCase().split(/\s+/)
  return choices.filter(({ name }) => words.every((word) => name.toLocaleLowerCase().includes(word))).map(shown)
}
