/** The daily mail of an active connection: what needs attention, as long as something of it was not told before. */
import type { Connection } from '../core/connection.ts'
import type { DigestItem } from '../report/digest-mail.ts'
import type { State, Task } from '../store/store.ts'
import { systemById } from '../systems/registry.ts'
import type { World } from '../world.ts'
import { commandLine, withConnectionName } from './command-line.ts'
import { heldTasks } from './held.ts'
import { mailOut } from './mail.ts'
import { shortTime } from './times.ts'

/** Marks: until when a digest reaches, what it named, and before when none is sent again. */
const marks = { until: 'digest.until', told: 'digest.told', next: 'digest.next' } as const

const day = 86_400_000
const hour = 3_600_000

/**
 * To be called as often as one likes, after each pass: it looks for itself whether it is time, whether somebody is to get
 * it, and whether anything is new. `stopped`: why nothing can be sent at all, where that does not pass by itself. Never
 * throws for a mail that fails: that is said, logged, and tried again in an hour.
 */
export async function sendDigest(
  world: World,
  connection: Connection,
  stopped?: { message: string; hint?: string | undefined },
): Promise<void> {
  const { id, name, mailTo = [] } = connection
  if (mailTo.length === 0) return
  const state = await world.state()
  const now = world.now()
  const {
    [marks.until]: until = connection.activatedAt ?? iso(now),
    [marks.told]: told = '',
    [marks.next]: next = '',
  } = state.marks(id)
  if (next > iso(now)) return
  const tasks = heldTasks(state.tasks({ connectionId: id, limit: 100_000 }))
  const words = [...(stopped ? [`stopped.${encodeURIComponent(stopped.message)}`] : []), ...tasks.map(wordFor)]
  const named = new Set(told.split(' '))
  if (words.every((word) => named.has(word))) return

  const isSent = await mailOut(world, connection, `What needs attention in ${name}`, async () => {
    const { digestMail } = await import('../report/digest-mail.ts')
    return digestMail({
      connection: name,
      system: systemById(connection.system).name,
      since: shortTime(until),
      items: [
        ...(stopped ? [itemOfAll(stopped, name)] : []),
        ...tasks.toSorted(worstFirst).map((task) => itemOf(task, name)),
      ],
      counts: countsOf(state, id, until),
      logs: commandLine('logs', name, '--since', until),
    })
  })
  state.saveMarks(id, {
    [marks.next]: iso(now + (isSent ? day : hour)),
    ...(isSent ? { [marks.until]: iso(now), [marks.told]: words.join(' ') } : {}),
  })
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** Something that was heard of again, and is held again, is news. */
function wordFor({ id, revision }: Task): string {
  return `${id}.${revision}`
}

function worstFirst(a: Task, b: Task): number {
  return Number(b.state === 'held') - Number(a.state === 'held') || a.id - b.id
}

function itemOfAll({ message, hint }: { message: string; hint?: string | undefined }, name: string): DigestItem {
  return {
    id: 'all',
    what: 'nothing can be sent',
    message,
    ...(hint === undefined ? {} : { hint: withConnectionName(hint, name) }),
  }
}

const whatWords: Readonly<Record<Task['kind'], string>> = {
  person: 'not sent',
  absence: 'absence not sent',
  'by-hand': 'to be done by hand',
}

function itemOf({ id, kind, person, message = '', hint }: Task, name: string): DigestItem {
  return {
    id: `#${id}`,
    what: whatWords[kind],
    ...(person === undefined ? {} : { person }),
    message,
    hint: hint === undefined ? whatToDo(id, kind, name) : withConnectionName(hint, name),
  }
}

function whatToDo(id: number, kind: Task['kind'], name: string): string {
  return kind === 'by-hand'
    ? `When it is done: ${commandLine('discard', name, String(id))}`
    : `Send it again: ${commandLine('retry', name, String(id))}`
}

function countsOf(state: State, connectionId: string, since: string) {
  const counted = (event: string) => state.logEntries({ connectionId, event, since, limit: 100_000 }).length
  return {
    sent: counted('sent') + counted('created') + counted('updated'),
    ignored: counted('ignored'),
    waiting: state.countTasks(connectionId).waiting,
  }
}
