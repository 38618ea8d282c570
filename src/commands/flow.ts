/** An active connection, opened so that changes can flow through it. */
import { type Connection, stage } from '../core/connection.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { LiveInput } from '../live/input.ts'
import { reconcile } from '../live/reconcile.ts'
import type { Writers } from '../live/send.ts'
import type { NewLogEntry, SecretOwner, State } from '../store/store.ts'
import { createDigest } from '../sync/compare-sides.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { commandLine } from './command-line.ts'
import { nextLine } from './lines.ts'
import { openSides } from './open.ts'
import { refuseOtherAccounts } from './right-account.ts'

/** The keys of Huma's webhook: HUMA_PAYROLL_HUMA_WEBHOOK_SECRET, HUMA_PAYROLL_HUMA_WEBHOOK_TOKEN. */
export const webhookOwner: SecretOwner = { id: 'huma-webhook', environmentPrefix: 'HUMA_WEBHOOK' }
export const webhookNames = ['secret', 'token'] as const
/** Mark of that owner: when the keys were changed. */
export const webhookMark = 'changed'

export interface Flow {
  input: LiveInput
  writers: Writers
  system: PayrollSystem
}

/** Throws kind `usage` for a connection that is not active, `authorization` where the keys open something else. */
export async function openFlow(
  world: World,
  connection: Connection,
  told: (entry: NewLogEntry) => void,
): Promise<Flow> {
  refuseInactive(connection)
  const sides = await openSides(world, connection)
  await refuseOtherAccounts(connection, sides)
  const { system } = sides
  const state = await world.state()
  const { read, ...writers } = sides.payroll
  return {
    system,
    writers,
    input: {
      connection,
      system,
      huma: sides.huma.read,
      payroll: read,
      rules: { huma: sides.huma.rules, payroll: system.fieldsFor?.(connection.settings) ?? system.fields },
      state: listenedTo(state, told),
      digest: createDigest(state.digestKey()),
      now: world.now,
      random: world.random,
      interrupted: world.interrupted,
    },
  }
}

export function refuseInactive(connection: Connection): void {
  if (stage(connection) === 'active') return
  throw new HumaPayrollError('usage', `"${connection.name}" is not active yet: nothing is sent by itself.`, {
    hint: `A first sync of users activates it: ${commandLine('sync-users', connection.name)}`,
  })
}

/** The same state; `told` hears what goes to the log. */
function listenedTo(state: State, told: (entry: NewLogEntry) => void): State {
  return {
    ...state,
    log(entries) {
      state.log(entries)
      for (const entry of entries) told(entry)
    },
  }
}

/**
 * When a connection becomes active: what Huma holds now is known, so that only what changes from now on is sent. Where that
 * fails, the first pass does it, and takes what Huma holds then.
 */
export async function takeAsKnown(world: World, connection: Connection): Promise<void> {
  const { io } = world
  try {
    const { input } = await openFlow(world, connection, () => {})
    await reconcile(input)
  } catch (error) {
    if (!isKind(error)) throw error
    const what = `What Huma holds now could not be noted (${plain(error.message)}) Only what changes after the next pass is sent:`
    io.err(paragraph(`${io.theme.symbols.attention} ${what}`, io))
    io.err(nextLine(commandLine('sync', connection.name), io))
  }
}
