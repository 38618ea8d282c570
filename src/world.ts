/** Everything that has side effects, made once and handed down: streams, clock, chance, network, what is kept. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open as openFile, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { HumaPayrollError } from './errors.ts'
import type { Http, RatePolicy } from './http/http.ts'
import type { ConfigStore, SecretStore, State } from './store/store.ts'
import { createIo, type Flags, type Streams } from './ui/io.ts'
import { createProgress, type Stoppable } from './ui/progress.ts'
import { createPrompter } from './ui/prompter.ts'
import type { Io, Progress, Prompter } from './ui/ui.ts'

export interface World {
  readonly io: Io
  /** undefined where nobody can be asked: no terminal, or `--json`. */
  readonly prompter: Prompter | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves early, without an error, when `interrupted` fires. */
  sleep(milliseconds: number): Promise<void>
  randomUuid(): string
  /** 0 to less than 1. */
  random(): number
  /** Aborted by the first Ctrl-C, SIGTERM or a closed stdout; the write in hand is finished. A second Ctrl-C ends the process. */
  readonly interrupted: AbortSignal
  /** Reads a file that the person named; throws kind `usage` with a clear text where it cannot be read. */
  readFile(path: string): Promise<string>
  /** The same as it lies there, for a file whose letters have to be found out. */
  readBytes(path: string): Promise<Uint8Array>
  /** Writes a file that the person named, for its owner only (0600), whole or not at all; throws kind `storage`. */
  writeFile(path: string, text: string): Promise<void>
  /** undefined where nobody sits at a screen. Returns at once and never throws: the address is always printed too. */
  readonly openBrowser: ((url: string) => void) | undefined
  /** One client per policy owner: requests made through it share its limits. */
  http(policy: RatePolicy): Http
  /** What is kept; opened at first use. Each throws kind `storage` where it cannot be opened. */
  config(): Promise<ConfigStore>
  secrets(): Promise<SecretStore>
  state(): Promise<State>
  progress(text: string): Progress
  readonly version: string
  /** The same world, with other flags. */
  withFlags(flags: Flags): World
  /** A world of its own on the same streams, with `more` environment variables, to be closed by itself. */
  inside(more: Readonly<Record<string, string>>): World
  /** Closes what was opened; nothing may be used afterwards. */
  close(): Promise<void>
}

/** What the program runs in. Whatever is absent is the machine's own. */
export interface Surroundings extends Streams {
  env: Readonly<Record<string, string | undefined>>
  interrupted: AbortSignal
  platform?: NodeJS.Platform
  home?: string
  now?: () => number
  sleep?: (milliseconds: number) => Promise<void>
  randomUuid?: () => string
  /** Answers instead of the person at the terminal. */
  prompter?: Prompter
  openBrowser?: (url: string) => void
}

/** Opens nothing and loads nothing large: `--version` is made from this too. */
export function createWorld(surroundings: Surroundings): World {
  const { env, interrupted, stdin, stderr, platform = process.platform } = surroundings
  const now = surroundings.now ?? Date.now
  const sleep = surroundings.sleep ?? ((milliseconds) => sleepUntil(interrupted, milliseconds))
  const version = programVersion()
  let opened: State | undefined
  const moving = new Set<Stoppable>()

  const paths = once(async () => {
    const { storePaths } = await import('./store/paths.ts')
    return storePaths(env, platform, surroundings.home ?? homedir())
  })
  const config = once(async () => {
    const { createConfigStore } = await import('./store/config.ts')
    return createConfigStore(await paths())
  })
  const state = once(async () => {
    const { openState } = await import('./store/state.ts')
    const store = openState({ paths: await paths(), now, host: hostname(), pid: process.pid })
    opened = store
    return store
  })
  async function openSecrets(io: Io, prompter: Prompter | undefined): Promise<SecretStore> {
    const { createSecretStore } = await import('./store/secrets.ts')
    const askPassphrase = async (why: string, asked: Prompter): Promise<string> => {
      io.err(why)
      return asked.password({ message: 'Passphrase' })
    }
    return createSecretStore({
      paths: await paths(),
      env,
      now,
      ...(prompter && { askPassphrase: (why) => askPassphrase(why, prompter) }),
    })
  }
  function http(policy: RatePolicy): Http {
    const client = once(async () => {
      const { createHttp } = await import('./http/client.ts')
      const userAgent = `huma-payroll/${version}`
      return createHttp(policy, { now, sleep, random: Math.random, userAgent, interrupted, env })
    })
    return { send: async (request) => (await client()).send(request) }
  }

  function build(flags: Flags): World {
    const io = createIo({ ...surroundings, platform }, flags)
    const atTerminal = io.interactive ? createPrompter({ stdin, stderr, theme: io.theme, interrupted }) : undefined
    const prompter = flags.json ? undefined : (surroundings.prompter ?? atTerminal)
    return {
      io,
      prompter,
      env,
      now,
      sleep,
      randomUuid: surroundings.randomUuid ?? randomUUID,
      random: Math.random,
      interrupted,
      readFile: async (path) => (await readNamedFile(path)).toString('utf8'),
      readBytes: readNamedFile,
      writeFile: writeNamedFile,
      openBrowser: io.interactive || prompter ? (surroundings.openBrowser ?? openInBrowser) : undefined,
      http,
      config,
      secrets: once(() => openSecrets(io, prompter)),
      state,
      progress(text) {
        const progress = createProgress(text, io, stderr, env)
        moving.add(progress)
        return progress
      },
      version,
      withFlags: build,
      inside: (more) => createWorld({ ...surroundings, env: { ...env, ...more } }).withFlags(flags),
      async close() {
        for (const progress of moving) progress.stop()
        opened?.close()
        opened = undefined
      },
    }
  }
  return build({ json: false, colour: true })
}

/** Opens at the first call; a failure is not remembered. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
}

async function sleepUntil(interrupted: AbortSignal, milliseconds: number): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal: interrupted })
  } catch (error) {
    if (!interrupted.aborted) throw error
  }
}

function programVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version
}

async function readNamedFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new HumaPayrollError('usage', `${path} cannot be read: ${reason(error)}.`, { cause: error })
  }
}

async function writeNamedFile(path: string, text: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path)
    const there = await stat(target).catch(() => undefined)
    // A pipe or a device is written to; renaming a file over it would remove it.
    if (there && !there.isFile()) await writeFile(target, text)
    else await replaceFile(target, text)
  } catch (error) {
    throw new HumaPayrollError('storage', `${path} cannot be written: ${reason(error)}.`, { cause: error })
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.${randomUUID()}.new`
  try {
    const handle = await openFile(fresh, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(fresh, path)
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'this account has no right to it',
  EPERM: 'this account has no right to it',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
  return reasons[code] ?? code
}

function openInBrowser(url: string): void {
  async function start(): Promise<void> {
    const { default: open } = await import('open')
    const browser = await open(url)
    // No browser here: the person has the printed address.
    browser.on('error', () => {})
  }
  start().catch(() => {})
}
