/** An active connection, opened so that changes can flow through it. */
import { type Connection, stage } from '../core/connection.ts'
import type { Person } from '../core/person.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { LiveInput } from '../live/input.ts'
import { lookAtAll, markOf, takeAsKnown } from '../live/reconcile.ts'
import type { Writers } from '../live/send.ts'
import type { NewLogEntry, SecretOwner, State } from '../store/store.ts'
import { createDigest } from '../sync/compare-sides.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { commandLine } from './command-line.ts'
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
 * Before a connection becomes active, or sends something more: what Huma holds now. `take` makes it known, so that only what
 * changes from now on is sent. undefined where it cannot be read: then the first pass takes what Huma holds then.
 */
export async function readKnown(
  world: World,
  connection: Connection,
): Promise<{ take(active: Connection): Promise<void> } | undefined> {
  const { io } = world
  try {
    const flow = await openFlow(world, { ...connection, activatedAt: connection.activatedAt ?? iso(world) }, () => {})
    const sight = await lookAtAll(flow.input)
    return {
      // Links and bases are those after the sync.
      take: async (active) => takeAsKnown({ ...flow.input, connection: active }, sight),
    }
  } catch (error) {
    if (!isKind(error) || error.kind === 'cancelled') throw error
    const what = `What Huma holds now could not be noted. ${plain(error.message)} Only what changes after the next pass is sent.`
    io.err(paragraph(`${io.theme.symbols.attention} ${what}`, io))
    return undefined
  }
}

/** The same of people only, as a sync has read them. */
export async function takePeople(world: World, active: Connection, people: readonly Person[]): Promise<void> {
  const { input } = await openFlow(world, active, () => {})
  takeAsKnown(input, { people, salaries: new Map(), positions: undefined })
}

/** What is turned on now is known as Huma holds it now; what is turned off is forgotten, and history when it is on again. */
export async function knowAnew(world: World, before: Connection, after: Connection): Promise<void> {
  const state = await world.state()
  const types = ['positions', 'salary'] as const
  const off = types.filter((type) => !after.data[type])
  state.saveMarks(after.id, Object.fromEntries(off.map((type) => [markOf[type], ''])))
  if (types.some((type) => after.data[type] && !before.data[type])) await (await readKnown(world, after))?.take(after)
}

function iso(world: World): string {
  return new Date(world.now()).toISOString()
}
