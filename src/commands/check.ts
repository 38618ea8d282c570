/** `status --check`: does a key still work, and which rights does it lack? */
import type { Connection } from '../core/connection.ts'
import { type ErrorKind, isKind } from '../errors.ts'
import type { Account } from '../systems/system.ts'
import type { World } from '../world.ts'
import { openHumaSide, openPayrollSide } from './open.ts'

export type Check =
  | { ok: true; answered: string; missingRights: readonly string[] }
  | { ok: false; kind: ErrorKind; message: string; hint?: string }

export function checkHuma(world: World): Promise<Check> {
  return check(async () => (await openHumaSide(world)).huma.read.account())
}

export function checkConnection(world: World, connection: Connection): Promise<Check> {
  return check(async () => (await openPayrollSide(world, connection)).read.account())
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
