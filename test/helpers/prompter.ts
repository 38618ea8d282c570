/** Somebody at the terminal who knows what will be asked: any other question fails, and so does an answer that is left. */
import { isDeepStrictEqual } from 'node:util'
import { expect, onTestFinished } from 'vitest'
import { HumaPayrollError } from '../../src/errors.ts'
import type { Choice, Prompter } from '../../src/ui/ui.ts'

export interface Answer {
  kind: keyof Prompter
  /** Part of the message, or a pattern. */
  message: string | RegExp
  /**
   * select: the name of a choice or a part that only it has. checkbox: an array of these. confirm: a boolean.
   * text, password: what is typed. find: as select; after something was typed, an array of that and the choice's name.
   * `cancel`: Ctrl-C. `standard`: Enter on what stands there.
   */
  answer: string | boolean | readonly string[] | readonly [string, typeof standard] | typeof cancel | typeof standard
}

export const cancel = Symbol('Ctrl-C')
export const standard = Symbol('Enter')

export function scriptedPrompter(script: readonly Answer[]): Prompter {
  const left = [...script]
  onTestFinished(({ task }) => {
    // A test that failed already has a better story to tell.
    if (task.result?.state !== 'fail') expect(left, 'answers that nobody asked for').toEqual([])
  })

  function next(kind: keyof Prompter, message: string): Answer['answer'] {
    const expected = left.shift()
    const fits =
      expected?.kind === kind &&
      (typeof expected.message === 'string' ? message.includes(expected.message) : expected.message.test(message))
    if (!expected || !fits) {
      const wanted = expected ? `${expected.kind} "${String(expected.message)}"` : 'no more questions'
      throw new Error(`Unexpected question: ${kind} "${message}"; expected was ${wanted}`)
    }
    if (expected.answer === cancel) throw new HumaPayrollError('cancelled', 'Cancelled.')
    return expected.answer
  }

  return {
    async select({ message, choices, standard: preset }) {
      const answer = next('select', message)
      if (answer === standard)
        return (choices.find(({ value }) => isDeepStrictEqual(value, preset)) ?? first(choices)).value
      return choiceNamed(choices, answer).value
    },
    async find({ message, choices }) {
      const answer = next('find', message)
      const [typed, name] = typeof answer === 'string' || answer === standard ? ['', answer] : list(answer)
      const offered = await choices(typed ?? '', new AbortController().signal)
      return name === standard ? first(offered).value : choiceNamed(offered, name).value
    },
    async checkbox({ message, choices, checked = [], required }) {
      const answer = next('checkbox', message)
      const picked =
        answer === standard
          ? choices.filter(({ value }) => checked.includes(value))
          : list(answer).map((name) => choiceNamed(choices, name))
      if (required && picked.length === 0) throw new Error(`"${message}" wants at least one choice`)
      return picked.map(({ value }) => value)
    },
    async confirm({ message, standard: preset }) {
      const answer = next('confirm', message)
      if (answer === standard) return preset
      if (typeof answer !== 'boolean') throw new Error(`"${message}" is answered with true or false`)
      return answer
    },
    async text({ message, standard: preset = '', problem }) {
      const answer = next('text', message)
      return typed(message, answer === standard ? preset : answer, problem)
    },
    async password({ message, problem }) {
      return typed(message, next('password', message), problem)
    },
  }
}

function choiceNamed<T>(choices: readonly Choice<T>[], wanted: unknown): Choice<T> {
  const exact = choices.filter(({ name }) => name === wanted)
  const found = exact.length > 0 ? exact : choices.filter(({ name }) => name.includes(String(wanted)))
  const [choice] = found
  if (!choice || found.length > 1) {
    throw new Error(`"${String(wanted)}" is ${found.length} of: ${choices.map(({ name }) => name).join(' | ')}`)
  }
  if (choice.disabled) throw new Error(`"${choice.name}" cannot be chosen: ${choice.disabled}`)
  return choice
}

function first<T>(choices: readonly Choice<T>[]): Choice<T> {
  const found = choices.find(({ disabled }) => !disabled)
  if (!found) throw new Error('nothing can be chosen')
  return found
}

function list(answer: Answer['answer']): readonly string[] {
  if (Array.isArray(answer)) return answer
  throw new Error('a checkbox is answered with a list of names')
}

function typed(message: string, answer: Answer['answer'], problem?: (answer: string) => string | undefined): string {
  if (typeof answer !== 'string') throw new Error(`"${message}" is answered with a text`)
  const found = problem?.(answer.trim())
  if (found !== undefined) throw new Error(`"${message}" refuses the answer: ${found}`)
  return answer.trim()
}
