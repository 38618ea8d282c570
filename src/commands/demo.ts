/** `demo`: the whole job on the built-in sandbox, with the same commands that a person would type. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCode, HumaPayrollError } from '../errors.ts'
import { systemById } from '../systems/registry.ts'
import type { PayrollSystem } from '../systems/system.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import type { DemoInput } from './inputs.ts'
import { noSandbox } from './sandbox.ts'

const name = 'nordlys'

export async function runDemo(world: World, input: DemoInput): Promise<CommandResult> {
  const { io } = world
  const { startSandboxOf } = await import('../sandbox/start.ts')
  const system = systemById(input.system ?? 'tripletex')
  const sandbox = await startSandboxOf(system.id, { now: world.now })
  if (!sandbox) throw noSandbox(system.name)
  const { huma, payroll, environment } = sandbox
  const home = await mkdtemp(join(tmpdir(), 'huma-payroll-demo-'))
  const within = world.inside({ ...environment, HUMA_PAYROLL_HOME: home, ...vault })
  // The person at the login is part of the demo.
  const openBrowser = (url: string): void => {
    payroll.approveLogin?.()
    fetch(url).catch(() => {})
  }
  const inside: World = { ...within, openBrowser }
  try {
    io.out(
      `Huma and ${system.name} run on this machine for the length of this demo, with made-up people.\n` +
        'Every step is a command that you would type yourself. Nothing leaves the machine.',
    )
    await step(inside, ['connect', 'huma', '--base-url', huma.baseUrl], async () => {
      const { runConnect } = await import('./connect.ts')
      return runConnect(inside, { system: 'huma', scope: [], set: [], baseUrl: huma.baseUrl })
    })
    const { id: method, isFirst } = methodOf(system)
    const where = {
      name,
      ...(payroll.folder === undefined ? { baseUrl: payroll.baseUrl } : { folder: payroll.folder }),
      ...(payroll.authUrl === undefined ? {} : { authUrl: payroll.authUrl }),
      ...(isFirst ? {} : { method }),
      ...(payroll.companyName === undefined ? {} : { company: payroll.companyName }),
    }
    const words = [
      ...['connect', system.id, '--name', name, '--scope', 'all'],
      ...(payroll.folder === undefined ? ['--base-url', payroll.baseUrl] : ['--folder', payroll.folder]),
      ...(payroll.authUrl === undefined ? [] : ['--auth-url', payroll.authUrl]),
      ...(isFirst ? [] : ['--method', method]),
      ...(payroll.companyName === undefined ? [] : ['--company', payroll.companyName]),
    ]
    await step(inside, words, async () => {
      const { runConnect } = await import('./connect.ts')
      return runConnect(inside, { system: system.id, scope: ['all'], set: [], ...where })
    })
    const set = payroll.settings
    const choices = ['--users', 'on', '--create-users', 'on', ...set.flatMap((one) => ['--set', one])]
    await step(inside, ['configure', name, ...choices], async () => {
      const { runConfigure } = await import('./configure.ts')
      return runConfigure(inside, {
        name,
        users: true,
        createUsers: true,
        mapAbsence: [],
        mapOccupation: [],
        set,
        mailTo: [],
      })
    })
    const syncWords = ['sync-users', name, '--direction', 'huma-to-payroll', '--yes']
    const sync = async () => {
      const { runSyncUsers } = await import('./sync-users.ts')
      return runSyncUsers(inside, { name, direction: 'huma-to-payroll', yes: true, only: [], except: [] })
    }
    const first = await step(inside, syncWords, sync)
    io.out('\nThe same once more: everything that can be in step is, so nothing is written.')
    const second = await step(inside, syncWords, sync)
    const changed = sandbox.company.payroll.find(({ email }) => huma.system.findByEmail(email)?.active)
    const user = changed && huma.system.findByEmail(changed.email)
    if (user) {
      huma.system.edit(user.id, { familyName: 'Solberg' })
      io.out(
        `\nThe connection is active. ${user.givenName} ${user.familyName} takes another last name in Huma. run sends it at once, and so does:`,
      )
      await step(inside, ['sync', name], async () => {
        const { runSync } = await import('./sync.ts')
        return runSync(inside, { name })
      })
    }
    await step(inside, ['status'], async () => {
      const { runStatus } = await import('./status.ts')
      return runStatus(inside, {})
    })
    refuseSecondWrites(second)
    io.out(
      `\nThat was the whole job. Look around by hand: ${io.theme.command(commandLine('sandbox', system.id))}\n` +
        `With your own systems: ${io.theme.command(commandLine('connect', 'huma'))}`,
    )
    return { exitCode: exitCode.done, json: { system: system.id, first: first.json, second: second.json } }
  } finally {
    await inside.close()
    await sandbox.stop()
    await rm(home, { recursive: true, force: true })
  }
}

/** For a login's tokens, gone with the demo's folder: the keychain of whoever runs the demo is not touched. */
const vault = { HUMA_PAYROLL_KEYCHAIN: 'off', HUMA_PAYROLL_PASSPHRASE: 'only for this demo' }

/** A way without a browser where there is one. */
function methodOf({ auth, name: systemName }: PayrollSystem): { id: string; isFirst: boolean } {
  const offered = auth.filter(({ kind }) => kind !== 'refused')
  const method = offered.find(({ kind }) => kind !== 'oauth2-code') ?? offered[0]
  if (!method) throw noSandbox(systemName)
  return { id: method.id, isFirst: method === auth[0] }
}

async function step(
  { io }: World,
  words: readonly string[],
  run: () => Promise<CommandResult>,
): Promise<CommandResult> {
  io.out(`\n${io.theme.faint('$')} ${io.theme.command(commandLine(...words))}`)
  return run()
}

function refuseSecondWrites({ json }: CommandResult): void {
  const { outcomes } = json
  if (Array.isArray(outcomes) && outcomes.length === 0) return
  throw new HumaPayrollError('internal', 'The second sync of the demo wrote something although nothing had changed.')
}
