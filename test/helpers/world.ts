/** The real world of the program, on streams in memory and a folder of its own. */
import { PassThrough, Readable, Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Prompter } from '../../src/ui/ui.ts'
import { createWorld, type Surroundings, type World } from '../../src/world.ts'
import { temporaryFolder } from './home.ts'

export interface TestWorld {
  world: World
  /** What was written so far. */
  out(): string
  err(): string
  /** Where everything is kept. */
  home: string
  interrupt(reason?: unknown): void
}

/**
 * Nobody can be asked, unless a `prompter` answers; `stdin` is what is piped in. Without a terminal, colours and keychain,
 * with Unicode; 80 columns. `env` is added to that. The world is closed after the test.
 */
export function testWorld(
  options: {
    env?: Readonly<Record<string, string>>
    home?: string
    prompter?: Prompter
    stdin?: string
    columns?: number
  } & Partial<Pick<Surroundings, 'now' | 'sleep' | 'openBrowser' | 'randomUuid'>> = {},
): TestWorld {
  const { env, home = temporaryFolder(), stdin = '', columns = 80, ...rest } = options
  const interrupt = new AbortController()
  const out = memory()
  const err = memory()
  const world = createWorld({
    ...rest,
    stdin: stdin ? Readable.from([stdin]) : new PassThrough().end(),
    stdout: Object.assign(out.stream, { columns }),
    stderr: err.stream,
    env: {
      HUMA_PAYROLL_HOME: home,
      HUMA_PAYROLL_KEYCHAIN: 'off',
      HUMA_PAYROLL_PASSPHRASE: 'a passphrase for tests',
      LANG: 'C.UTF-8',
      ...env,
    },
    interrupted: interrupt.signal,
  })
  onTestFinished(() => world.close())
  return { world, out: out.text, err: err.text, home, interrupt: (reason) => interrupt.abort(reason) }
}

function memory(): { stream: Writable; text(): string } {
  let written = ''
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written += String(chunk)
      done()
    },
  })
  return { stream, text: () => written }
}
