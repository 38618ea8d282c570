/** What commands see of the terminal. Types only. */

export interface Io {
  /** Results: one or more lines; the newline at the end is added. Goes nowhere with `--json`. */
  out(text: string): void
  /** Prompts, progress, notes, errors: one or more lines; the newline at the end is added. */
  err(text: string): void
  /** The one object of `--json`, for `main` only. */
  envelope(value: unknown): void
  /** `--json`: nothing is asked, and nothing but the one object goes to stdout. */
  readonly json: boolean
  /** Both ends of a conversation are a terminal. */
  readonly interactive: boolean
  /** stdout is a terminal. */
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number
  readonly theme: Theme
  /** All of standard input (for `--key-file -`). */
  readStdin(): Promise<string>
}

/** Colours and symbols; plain text and ASCII where colours or Unicode are not wanted. */
export interface Theme {
  good(text: string): string
  attention(text: string): string
  bad(text: string): string
  /** Something to type. */
  command(text: string): string
  faint(text: string): string
  strong(text: string): string
  /** Whether more than ASCII can be shown. */
  readonly unicode: boolean
  /** Coloured by their meaning. */
  readonly symbols: { good: string; attention: string; bad: string; pending: string; arrow: string; both: string }
}

export interface Choice<T> {
  value: T
  name: string
  /** A line about the highlighted choice. */
  description?: string
  disabled?: string
}

/** Questions. Every method throws kind `cancelled` on Ctrl-C; where nobody can be asked there is no Prompter. */
export interface Prompter {
  /** `search`: filter by typing any part of a name; the standard is highlighted first. */
  select<T>(question: { message: string; choices: readonly Choice<T>[]; standard?: T; search?: boolean }): Promise<T>
  /**
   * One of the choices that fit what is typed: asked for with '' at first and anew with every change; `signal` fires when the
   * answer is no longer wanted. The first one that is not disabled is highlighted.
   */
  find<T>(question: {
    message: string
    choices: (typed: string, signal: AbortSignal) => Promise<readonly Choice<T>[]>
  }): Promise<T>
  checkbox<T>(question: {
    message: string
    choices: readonly Choice<T>[]
    checked?: readonly T[]
    required?: boolean
  }): Promise<T[]>
  confirm(question: { message: string; standard: boolean }): Promise<boolean>
  /** Trimmed. `problem` is given the trimmed answer and returns a sentence, or undefined when it is good. */
  text(question: {
    message: string
    standard?: string
    problem?: (answer: string) => string | undefined
  }): Promise<string>
  /** Hidden while typed; trimmed. */
  password(question: { message: string; problem?: (answer: string) => string | undefined }): Promise<string>
}

/** A long read or write that is shown while it runs; silent lines where stderr is no terminal. */
export interface Progress {
  /** "214 users read from Huma"; called as often as one likes. */
  update(text: string, part?: { done: number; of: number }): void
  succeed(text: string): void
  fail(text: string): void
}
