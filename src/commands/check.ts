/** `status --check`: does a key still work, and which rights does it lack? */
import type { Connection } from '../core/connection.ts'
import { type ErrorKind, isKind } from '../errors.ts'
import { systemById } from '../systems/registry.ts'
import type { Account } from '../systems/system.ts'
import type { World } from '../world.ts'
import { openHumaSide, openPayrollSide } from './open.ts'
import { refuseOtherCompany, refuseOtherOrganization } from './right-account.ts'

export type Check =
  | { ok: true; answered: string; missingRights: readonly string[] }
  | { ok: false; kind: ErrorKind; message: string; hint?: string }

export function checkHuma(world: World): Promise<Check> {
  return check(async () => {
    const { huma, humaSettings } = await openHumaSide(world)
    await refuseOtherOrganization(huma.read, humaSettings.organizationId)
    return huma.read.account()
  })
}

export function checkConnection(world: World, connection: Connection): Promise<Check> {
  return check(async () => {
    const { read } = await openPayrollSide(world, connection)
    await refuseOtherCompany(read, connection, systemById(connection.system).name)
    return read.account()
  })
}

/** What waits to be done by hand in a system of files, which is told without a question to anybody; [] for all others. */
export async function toDoOf(world: World, connection: Connection): Promise<readonly string[]> {
  if (systemById(connection.system).supports.users !== 'file') return []
  try {
    const { read } = await openPayrollSide(world, connection)
    return (await read.toDo?.()) ?? []
  } catch (error) {
    if (!isKind(error) || error.kind === 'cancelled') throw error
    return [error.message]
  }
}

/** An expected failure is what this is to find; a fault of the program stays one. */
async function check(ask: () => Promise<Account>): Promise<Check> {
  try {
    const { name, missingRights = [] } = await ask()
    return { ok: true, answered: name, missingRights }
  } catch (error) {
    if (!isKind(error) || error.kind === 'cancelled') throw error
    const { kind, message, hint } = error
    return { ok: false, kind, message, ...(hint === undefined ? {} : { hint }) }
  }
}
