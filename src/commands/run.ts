/** `run`: the long-lived process that sends changes as they come, for all active connections. */
import { type Connection, stage } from '../core/connection.ts'
import { exitCode, HumaPayrollError, isKind } from '../errors.ts'
import { isFromHuma, readNotice, type WebhookKeys } from '../huma/webhook.ts'
import { type Passed, pass } from '../live/pass.ts'
import { receive } from '../live/receive.ts'
import { listen, type Receiver, type Taken } from '../live/receiver.ts'
import { work } from '../live/worker.ts'
import { paragraph } from '../ui/tables.ts'
import { duration, list, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine, withConnectionName } from './command-line.ts'
import { sendDigest } from './digest.ts'
import { type Flow, openFlow, refuseInactive, webhookMark, webhookNames, webhookOwner } from './flow.ts'
import type { RunInput } from './inputs.ts'
import { describeEntry, entryJson } from './logs.ts'
import { findConnection } from './open.ts'
import { exitCodeOf, passedJson, waitsText } from './sync.ts'

/** How often it is looked whether connections have come or gone. */
const lookAround = 5_000

export async function runRun(world: World, input: RunInput): Promise<CommandResult> {
  const { io } = world
  const chosen = await Promise.all(input.names.map((name) => findConnection(world, name)))
  for (const connection of chosen) refuseInactive(connection)
  if (chosen.length === 0 && (await activeOnes(world)).length === 0) {
    throw new HumaPayrollError('usage', 'No connection is active: there is nothing to send.', {
      hint: `See what is missing: ${commandLine('status')}`,
    })
  }
  const ids = new Set(chosen.map(({ id }) => id))
  const mine = async () => (await activeOnes(world)).filter(({ id }) => ids.size === 0 || ids.has(id))
  if (input.once) return once(world, await mine())

  const bell = createBell(world)
  const door = createWebhookDoor(world, input, bell.ring)
  const totals = { passes: 0, done: 0, waits: 0, putOff: 0, held: 0 }
  try {
    const loops = new Map<string, Promise<void>>()
    let fault: unknown
    while (!world.interrupted.aborted && fault === undefined) {
      await door.look()
      for (const { id, name } of await mine()) {
        if (loops.has(id)) continue
        io.err(paragraph(`${io.theme.symbols.good} ${plain(name)}: changes are sent from now on.`, io))
        const loop = loopOf(world, id, input.every, bell, (passed) => {
          totals.passes += 1
          totals.done += passed.done
          totals.waits += passed.waits
          totals.putOff += passed.later
          totals.held += passed.held
        })
          .catch((error: unknown) => {
            fault = error
          })
          .finally(() => loops.delete(id))
        loops.set(id, loop)
      }
      await bell.sleep(lookAround, false)
    }
    await Promise.all(loops.values())
    if (fault !== undefined) throw fault
  } finally {
    await door.close()
  }
  io.err('Stopped. What waits is sent when it is started again.')
  return { exitCode: exitCode.done, json: totals }
}

async function activeOnes(world: World): Promise<Connection[]> {
  return (await world.config()).connections().filter((connection) => stage(connection) === 'active')
}

/** One pass each, as `sync` makes it; the first that fails does not stop the others. */
async function once(world: World, connections: readonly Connection[]): Promise<CommandResult> {
  const state = await world.state()
  const results: object[] = []
  let failure: HumaPayrollError | undefined
  let isPartly = false
  for (const connection of connections) {
    const { name } = connection
    try {
      const passed = await passThrough(await openWith(world, connection), true)
      if (passed.error) throw passed.error
      isPartly ||= exitCodeOf(passed, state.countTasks(connection.id)) !== exitCode.done
      results.push({ connection: name, ...passedJson(passed) })
      world.io.out(`${world.io.theme.symbols.good} ${plain(name)}: ${countsText(passed)}`)
    } catch (error) {
      if (!isKind(error)) throw error
      failure ??= error.withHint(withConnectionName(error.hint ?? '', name))
      results.push({ connection: name, error: error.message })
      world.io.err(`${world.io.theme.symbols.bad} ${plain(name)}: ${plain(error.message)}`)
    }
  }
  const json = { connections: results }
  return failure ? { error: failure, json } : { exitCode: isPartly ? exitCode.partly : exitCode.done, json }
}

async function openWith(world: World, connection: Connection): Promise<Flow> {
  const { io } = world
  const names = new Map([[connection.id, connection.name]])
  return openFlow(world, connection, (entry) => {
    if (io.json) io.envelope({ entry: entryJson(entry, names) })
    else io.out(describeEntry(entry, names, true, io))
  })
}

/** Settings that were changed hold at once, and keys after a while, or when the old ones are refused. */
const longestOpen = 15 * 60_000

/** Opens a connection when it is asked for first, and keeps it open, because a session costs requests. */
function createDoor(world: World): (connection: Connection, compares: boolean) => Promise<Passed> {
  let open: { flow: Flow; settings: string; at: number } | undefined
  return async (connection, compares) => {
    const settings = JSON.stringify(connection)
    if (open?.settings !== settings || world.now() - open.at > longestOpen) {
      open = { flow: await openWith(world, connection), settings, at: world.now() }
    }
    try {
      const passed = await passThrough(open.flow, compares)
      if (passed.error) open = undefined
      return passed
    } catch (error) {
      open = undefined
      throw error
    }
  }
}

function passThrough({ input, writers }: Flow, compares: boolean): Promise<Passed> {
  return pass({ ...input, writers, command: 'run', compares })
}

async function loopOf(
  world: World,
  connectionId: string,
  every: number,
  bell: Bell,
  onPassed: (passed: Passed) => void,
): Promise<void> {
  const { io } = world
  const state = await world.state()
  const gone = new AbortController()
  const through = createDoor(world)
  let said = ''
  await work({
    now: world.now,
    every,
    // Also where Ctrl-C came before this loop began.
    interrupted: AbortSignal.any([world.interrupted, gone.signal]),
    sleep: (milliseconds) => bell.sleep(milliseconds, true),
    nextDue: () => state.nextDue(connectionId),
    async pass(compares) {
      const connection = (await activeOnes(world)).find(({ id }) => id === connectionId)
      if (connection) {
        const passed = await through(connection, compares)
        await sendDigest(world, connection)
        return passed
      }
      gone.abort()
      return { done: 0, waits: 0, later: 0, held: 0 }
    },
    passed(passed) {
      said = ''
      onPassed(passed)
    },
    async failed(error, wait) {
      // Once each, not at every try.
      if (error.message === said) return
      said = error.message
      const at = new Date(world.now()).toISOString()
      const hint = error.hint === undefined ? {} : { hint: error.hint }
      const level = error.kind === 'busy' ? 'info' : 'error'
      state.log([{ at, connectionId, level, event: 'put-off', message: error.message, ...hint }])
      io.err(paragraph(`${io.theme.symbols.attention} ${plain(error.message)} Tried again in ${duration(wait)}.`, io))
      if (error.hint) io.err(paragraph(plain(error.hint), io, 2))
      // Nobody sits here who would read it.
      const connection = (await activeOnes(world)).find(({ id }) => id === connectionId)
      if (connection && isKind(error, 'authorization')) await sendDigest(world, connection, error)
    },
  })
}

interface Bell {
  /** Wakes everybody who sleeps lightly. */
  ring(): void
  /** Ends early when the program is to end, and where it is light when the bell rings. */
  sleep(milliseconds: number, isLight: boolean): Promise<void>
}

function createBell(world: World): Bell {
  let wake = () => {}
  let rung = new Promise<void>((resolve) => {
    wake = resolve
  })
  return {
    ring() {
      wake()
      rung = new Promise((resolve) => {
        wake = resolve
      })
    },
    sleep: (milliseconds, isLight) =>
      isLight ? Promise.race([rung, world.sleep(milliseconds)]) : world.sleep(milliseconds),
  }
}

interface WebhookDoor {
  /** Opens where there are keys now, and takes new ones at once: the old ones no longer hold. */
  look(): Promise<void>
  close(): Promise<void>
}

/** Without a key that a notice could prove itself by nothing is listened for: changes are found by comparing. */
function createWebhookDoor(world: World, input: RunInput, ring: () => void): WebhookDoor {
  const { io } = world
  let receiver: Receiver | undefined
  let keys: WebhookKeys = {}
  /** When the keys were changed that are in use. */
  let changedAt: string | undefined
  let isFirst = true

  async function open(): Promise<void> {
    const [state, config] = [await world.state(), await world.config()]
    const ids = new Set<string>()
    for (const name of input.names) ids.add((await findConnection(world, name)).id)

    function take(body: Uint8Array, headers: Headers): Taken {
      if (!isFromHuma(body, headers, keys)) return 'refused'
      const notice = readNotice(new TextDecoder().decode(body), headers)
      if (!notice) return 'unreadable'
      const connections = config.connections().filter(({ id }) => ids.size === 0 || ids.has(id))
      if (receive(state, connections, notice, world.now()).length > 0) ring()
      return 'taken'
    }

    receiver = await listen(input.listen, take)
    const proofs = list([...(keys.secret ? ['signature'] : []), ...(keys.token ? ['access token'] : [])])
    io.err(paragraph(`${io.theme.symbols.good} Listening for Huma at ${receiver.url}/huma, proved by ${proofs}.`, io))
  }

  return {
    async look() {
      const marked = (await world.state()).marks(webhookOwner.id)[webhookMark] ?? ''
      if (marked === changedAt) return
      changedAt = marked
      keys = (await (await world.secrets()).get(webhookOwner, webhookNames))?.values ?? {}
      const areThere = Boolean(keys.secret || keys.token)
      if (areThere && !receiver) await open()
      else if (!isFirst) io.err(paragraph(`${io.theme.symbols.good} The keys of the webhook were changed.`, io))
      if (!areThere && isFirst) {
        const every = duration(input.every)
        const how = io.theme.command(commandLine('webhook'))
        const what = `No webhook is set up: changes are found by comparing every ${every}. To have them at once: ${how}`
        io.err(paragraph(`${io.theme.symbols.attention} ${what}`, io))
      }
      isFirst = false
    },
    close: async () => receiver?.close(),
  }
}

function countsText({ done, waits, later, held }: Passed): string {
  const parts = [
    `${done} worked off`,
    ...(waits > 0 ? [waitsText(waits)] : []),
    ...(later > 0 ? [`${later} put off`] : []),
    ...(held > 0 ? [`${held} held`] : []),
  ]
  return parts.join(', ')
}
