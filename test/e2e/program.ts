/** Runs the built program as its users do, against sandbox systems of the test's own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, onTestFinished } from 'vitest'
import { run as runHere } from '../../src/main.ts'
import { type RunningSandbox, type StartOptions, startSandbox } from '../../src/sandbox/start.ts'
import { testWorld } from '../helpers/world.ts'

export const program = join(import.meta.dirname, '../../bin/huma-payroll.js')

export interface Ran {
  exitCode: number | undefined
  stdout: string
  stderr: string
  /** The one object of `--json`. */
  json(): Record<string, unknown>
}

export interface Setup {
  sandbox: RunningSandbox
  env: Record<string, string>
  /** Runs the program to its end; nobody can be asked. */
  run(...args: string[]): Promise<Ran>
}

/** Nothing of the machine's own settings reaches the program. */
export async function setUp(options: StartOptions = {}): Promise<Setup> {
  const sandbox = await startSandbox(options)
  const home = await mkdtemp(join(tmpdir(), 'huma-payroll-'))
  onTestFinished(async () => {
    await sandbox.stop()
    await rm(home, { recursive: true, force: true })
  })
  const { PATH = '' } = process.env
  const env = { ...sandbox.environment, HUMA_PAYROLL_HOME: home, HUMA_PAYROLL_KEYCHAIN: 'off', PATH }
  return { sandbox, env, run: (...args) => run(env, args) }
}

export async function run(env: Record<string, string>, args: readonly string[]): Promise<Ran> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], {
    env,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  })
  return { exitCode, stdout, stderr, json: () => JSON.parse(stdout) }
}

/**
 * A connection "nordlys" of all employees with users on, ready to sync. Made in this process, because to start the program
 * costs more than what it does here.
 */
export async function connected(options: StartOptions = {}): Promise<Setup> {
  const setup = await setUp(options)
  const { huma, tripletex } = setup.sandbox
  for (const words of [
    ['connect', 'huma', '--base-url', huma.baseUrl],
    ['connect', 'tripletex', '--name', 'nordlys', '--scope', 'all', '--base-url', tripletex.baseUrl],
    ['configure', 'nordlys', '--users', 'on', '--create-users', 'on'],
  ]) {
    const { world, out, err } = testWorld({ home: setup.env.HUMA_PAYROLL_HOME ?? '', env: setup.env })
    expect(await runHere(words, world), `${out()}\n${err()}`).toBe(0)
  }
  huma.clearRequests()
  tripletex.clearRequests()
  return setup
}

export async function expectDone(running: Promise<Ran>, exitCode = 0): Promise<Ran> {
  const ran = await running
  expect(ran.exitCode, `${ran.stdout}\n${ran.stderr}`).toBe(exitCode)
  return ran
}
