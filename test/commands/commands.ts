/** Command lines run against the sandbox, with everything real but the terminal. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Connection } from '../../src/core/connection.ts'
import { run } from '../../src/main.ts'
import { type RunningSandbox, type StartOptions, startSandbox } from '../../src/sandbox/start.ts'
import type { State } from '../../src/store/store.ts'
import type { Prompter } from '../../src/ui/ui.ts'
import { temporaryFolder } from '../helpers/home.ts'
import { testWorld } from '../helpers/world.ts'

export interface Ran {
  code: number
  out: string
  err: string
  /** Both, as one line: where the terminal breaks lines does not matter. */
  said: string
  /** The object of `--json`. */
  json(): Record<string, unknown>
}

export interface Desk {
  home: string
  /** Options beside the words: who answers, what is piped in. */
  run(words: readonly string[], options?: Partial<Parameters<typeof testWorld>[0]>): Promise<Ran>
  connections(): Promise<Connection[]>
  connection(name: string): Promise<Connection>
  save(connection: Connection): Promise<void>
  /** What `use` does to the state, as another process would. */
  state<T>(use: (state: State) => T | Promise<T>): Promise<T>
  /** All that is kept, as text: to be searched for what must not be there, or compared. */
  kept(): string
}

/** `env` holds for every command. */
export function desk(env: Readonly<Record<string, string>> = {}): Desk {
  const home = temporaryFolder()

  async function connections(): Promise<Connection[]> {
    return (await testWorld({ home }).world.config()).connections()
  }

  return {
    home,
    async run(words, options = {}) {
      const { world, out, err } = testWorld({ home, ...options, env: { ...env, ...options.env } })
      const code = await run(words, world)
      const said = `${out()}\n${err()}`.replaceAll(/\s+/g, ' ')
      return { code, out: out(), err: err(), said, json: () => JSON.parse(out()) }
    },
    connections,
    async connection(name) {
      const found = (await connections()).find((one) => one.name === name)
      if (!found) throw new Error(`there is no ${name}`)
      return found
    },
    async save(connection) {
      ;(await testWorld({ home }).world.config()).saveConnection(connection)
    },
    async state(use) {
      const { world } = testWorld({ home })
      const result = await use(await world.state())
      await world.close()
      return result
    },
    kept: () =>
      readdirSync(home, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
        .sort()
        .join('\n'),
  }
}

export async function sandbox(options: StartOptions = {}): Promise<RunningSandbox> {
  const running = await startSandbox({ people: 12, ...options })
  onTestFinished(() => running.stop())
  return running
}

/** For `--key-file -`. */
export function keys(system: { system: { secrets: Readonly<Record<string, string>> } }): { stdin: string } {
  return { stdin: JSON.stringify(system.system.secrets) }
}

/** Huma and `name` are connected, with the keys in the environment; nothing is configured. */
export async function connected(
  name = 'nordlys',
  options: StartOptions = {},
): Promise<Desk & { running: RunningSandbox }> {
  const running = await sandbox(options)
  const one = desk(running.environment)
  const { huma, tripletex } = running
  const first = await one.run(['connect', 'huma', '--base-url', huma.baseUrl])
  const second = await one.run(['connect', 'tripletex', '--name', name, '--base-url', tripletex.baseUrl])
  if (first.code + second.code > 0) throw new Error(`${first.err}\n${second.err}`)
  return { ...one, running }
}

/** Answers as `prompter`, and does something at the last moment before it confirms. */
export function meanwhile(prompter: Prompter, act: () => Promise<void>): Prompter {
  return {
    ...prompter,
    async confirm(question) {
      await act()
      return prompter.confirm(question)
    },
  }
}

/** The words of the command line that an interactive run printed at its end. */
export function printedCommand(err: string): string[] {
  const line = /Without questions:\n {2}huma-payroll (.*)$/m.exec(err)?.[1] ?? ''
  return wordsOf(line)
}

/** As a shell takes them; double quotes only. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}
