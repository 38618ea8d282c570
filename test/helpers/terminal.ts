/** Drives a program in a real terminal, as a person would: looks at the screen, types, presses keys. */
import { spawn } from '@lydell/node-pty'
import xterm from '@xterm/headless'
import { onTestFinished } from 'vitest'

const keys = {
  enter: '\r',
  space: ' ',
  tab: '\t',
  escape: '\x1b',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  'ctrl-c': '\x03',
  'ctrl-d': '\x04',
}

export interface Terminal {
  /** Resolves as soon as the screen shows it; fails with the last screen when the program ends or takes too long. */
  waitFor(expected: string | RegExp): Promise<void>
  type(text: string): void
  press(...pressed: (keyof typeof keys)[]): void
  /** What is visible now, without the blanks at the ends. */
  screen(): string
  /** The exit code, or 128 and the signal's number, after everything that was written is on the screen. */
  exit(): Promise<number>
}

/** No wait should ever be that long; a slow machine should never fail for it. */
const deadline = 60_000

/** Ends with the test that started it. `env` is the whole environment of the program; TERM is set. */
export function startTerminal(options: {
  command: string
  args?: readonly string[]
  env?: Readonly<Record<string, string | undefined>>
  cwd?: string
  cols?: number
  rows?: number
}): Terminal {
  const { command, args = [], env = process.env, cwd, cols = 100, rows = 40 } = options
  const display = new xterm.Terminal({ cols, rows, allowProposedApi: true })
  const program = spawn(command, [...args], {
    name: 'xterm-256color',
    cols,
    rows,
    env: { ...env },
    ...(cwd && { cwd }),
  })
  let exitCode: number | undefined
  const watchers = new Set<() => void>()

  function changed(): void {
    for (const look of watchers) look()
  }
  program.onData((text) => display.write(text, changed))
  program.onExit(({ exitCode: code, signal }) => {
    // An empty write is done after everything before it, so the last screen is whole.
    display.write('', () => {
      exitCode = signal ? 128 + signal : code
      changed()
    })
  })
  // A program may ask the terminal something, such as where the cursor is.
  display.onData((answer) => program.write(answer))
  onTestFinished(() => {
    if (exitCode === undefined) program.kill('SIGKILL')
  })

  function screen(): string {
    const { active } = display.buffer
    const lines = Array.from(
      { length: rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    )
    return lines.join('\n').trimEnd()
  }

  /** Resolves when `look` answers; looks now and after every change of the screen. */
  function until<T>(wanted: string, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => stop(`did not come in ${deadline / 1000} s`), deadline)
      function stop(why: string): void {
        finish()
        reject(new Error(`${wanted} ${why}. The last screen:\n${screen()}`))
      }
      function finish(): void {
        clearTimeout(timer)
        watchers.delete(check)
      }
      function check(): void {
        const result = look()
        if (result !== undefined) {
          finish()
          resolve(result)
        } else if (exitCode !== undefined) stop(`did not come before the program ended with exit code ${exitCode}`)
      }
      watchers.add(check)
      check()
    })
  }

  return {
    async waitFor(expected) {
      await until(String(expected), () => (shows(screen(), expected) ? true : undefined))
    },
    type: (text) => program.write(text),
    press: (...pressed) => program.write(pressed.map((key) => keys[key]).join('')),
    screen,
    exit: () => until('The end of the program', () => exitCode),
  }
}

function shows(screen: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? screen.includes(expected) : expected.test(screen)
}
