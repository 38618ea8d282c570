import { HumaPayrollError } from '../errors.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import { connectHuma } from './connect-huma.ts'
import { connectSystem } from './connect-system.ts'
import type { ConnectInput } from './inputs.ts'
import { nextLine } from './lines.ts'

/** `connect huma` and `connect SYSTEM`. */
export async function runConnect(world: World, input: ConnectInput): Promise<CommandResult> {
  if (input.system !== 'huma') return connectSystem(world, input)

  const { name, scope, set, method, company, folder, authUrl } = input
  if (
    scope.length + set.length > 0 ||
    [name, method, company, folder, authUrl].some((option) => option !== undefined)
  ) {
    throw new HumaPayrollError(
      'usage',
      'Huma has one key for all connections: only --base-url and --key-file belong here.',
      {
        hint: `Names and scopes belong to payroll systems: ${commandLine('connect', 'tripletex', '--name', 'NAME')}`,
      },
    )
  }
  const { settings, account, place, replaced } = await connectHuma(world, input)
  const connections = (await world.config()).connections().length
  world.io.err(nextLine(connections > 0 ? commandLine('status') : commandLine('connect', 'tripletex'), world.io))
  const { facts = {}, missingRights = [] } = account
  return { json: { huma: settings, key: place, replaced, account: { name: account.name, facts, missingRights } } }
}
