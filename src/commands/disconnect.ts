/** `disconnect`: forgets a connection with its key and its history; nothing changes in either system. */
import { HumaPayrollError } from '../errors.ts'
import { systemById } from '../systems/registry.ts'
import { listTable } from '../ui/tables.ts'
import { count, list } from '../ui/text.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import { folderOf } from './connect-folder.ts'
import type { DisconnectInput } from './inputs.ts'
import { findConnection, keyNames, questionsOf, secretOwner } from './open.ts'

export async function runDisconnect(world: World, input: DisconnectInput): Promise<CommandResult> {
  const { io } = world
  const connection = await findConnection(world, input.name)
  const { name, id } = connection
  const system = systemById(connection.system)
  const state = await world.state()
  const secrets = await world.secrets()

  io.err(
    `Disconnect ${io.theme.strong(name)}: Huma ${io.theme.symbols.both} ${system.name} (${connection.account.name})`,
  )
  const place = await secrets.place(secretOwner(connection), keyNames(questionsOf(connection)))
  const key = place === undefined || place.kind === 'environment' ? [] : [`its key in ${place.text}`]
  const links = count(state.links(id).length, 'link')
  const removed = list(['The connection', ...key, `${links} between users and employees`, 'its log'])
  const folder = folderOf(connection.baseUrl)
  const credential =
    folder === undefined
      ? `The key itself stays valid until you revoke it in ${system.name}.`
      : `The files in ${folder} too.`
  const stays = `Everybody and everything in Huma and in ${system.name}. ${credential}`
  const rows = [
    ['Removed here', `${removed}.`],
    [
      'Stays',
      place?.kind === 'environment' && folder === undefined ? `${stays} It also stays in the environment.` : stays,
    ],
  ]
  io.err(listTable(undefined, rows, io, 2))
  if (!input.yes) {
    if (!world.prompter) {
      throw new HumaPayrollError('decision', `Nobody can be asked whether to disconnect "${name}".`, {
        hint: `If it is meant: ${commandLine('disconnect', name, '--yes')}`,
      })
    }
    if (!(await world.prompter.confirm({ message: `Disconnect ${name}?`, standard: false }))) {
      io.err('Nothing was removed.')
      return { json: { disconnected: false, connection: name } }
    }
  }

  // Throws kind `busy` while a run writes for this connection.
  const lease = state.takeLease(id)
  try {
    // The key first: what is left behind after a fault must not be able to write.
    await secrets.remove(secretOwner(connection))
    ;(await world.config()).removeConnection(id)
    state.forget(id)
  } finally {
    lease.release()
  }
  io.out(`${io.theme.symbols.good} ${name} is disconnected. Nothing was changed in Huma or ${system.name}.`)
  return { json: { disconnected: true, connection: name } }
}
