/** `demo`: the whole job on the built-in sandbox, with the same commands that a person would type. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCode, HumaPayrollError } from '../errors.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import type { DemoInput } from './inputs.ts'

const name = 'nordlys'

export async function runDemo(world: World, _input: DemoInput): Promise<CommandResult> {
  const { io } = world
  const { startSandbox } = await import('../sandbox/start.ts')
  const home = await mkdtemp(join(tmpdir(), 'huma-payroll-demo-'))
  const sandbox = await startSandbox({ now: world.now })
  const inside = world.inside({ ...sandbox.environment, HUMA_PAYROLL_HOME: home })
  try {
    io.out(
      'Huma and Tripletex run on this machine for the length of this demo, with made-up people.\n' +
        'Every step is a command that you would type yourself. Nothing leaves the machine.',
    )
    await step(inside, `connect huma --base-url ${sandbox.huma.baseUrl}`, async () => {
      const { runConnect } = await import('./connect.ts')
      return runConnect(inside, { system: 'huma', scope: [], baseUrl: sandbox.huma.baseUrl })
    })
    await step(
      inside,
      `connect tripletex --name ${name} --scope all --base-url ${sandbox.tripletex.baseUrl}`,
      async () => {
        const { runConnect } = await import('./connect.ts')
        return runConnect(inside, { system: 'tripletex', name, scope: ['all'], baseUrl: sandbox.tripletex.baseUrl })
      },
    )
    await step(inside, `configure ${name} --users on --create-users on`, async () => {
      const { runConfigure } = await import('./configure.ts')
      return runConfigure(inside, { name, users: true, createUsers: true, mapAbsence: [], set: [] })
    })
    const sync = async () => {
      const { runSyncUsers } = await import('./sync-users.ts')
      return runSyncUsers(inside, { name, direction: 'huma-to-payroll', yes: true, only: [], except: [] })
    }
    const first = await step(inside, `sync-users ${name} --direction huma-to-payroll --yes`, sync)
    io.out('\nThe same once more: everything that can be in step is, so nothing is written.')
    const second = await step(inside, `sync-users ${name} --direction huma-to-payroll --yes`, sync)
    await step(inside, 'status', async () => {
      const { runStatus } = await import('./status.ts')
      return runStatus(inside, {})
    })
    refuseSecondWrites(second)
    io.out(
      `\nThat was the whole job. Look around by hand: ${io.theme.command('huma-payroll sandbox')}\n` +
        `With your own systems:                       ${io.theme.command('huma-payroll connect huma')}`,
    )
    return { exitCode: exitCode.done, json: { first: first.json, second: second.json } }
  } finally {
    await inside.close()
    await sandbox.stop()
    await rm(home, { recursive: true, force: true })
  }
}

async function step(world: World, command: string, run: () => Promise<CommandResult>): Promise<CommandResult> {
  const { io } = world
  io.out(`\n${io.theme.faint('$')} ${io.theme.command(`huma-payroll ${command}`)}`)
  return run()
}

function refuseSecondWrites({ json }: CommandResult): void {
  const { outcomes } = json
  if (Array.isArray(outcomes) && outcomes.length === 0) return
  throw new HumaPayrollError('internal', 'The second sync of the demo wrote something although nothing had changed.')
}
