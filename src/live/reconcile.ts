/**
 * A full compare of Huma with what is known, because a notice can be missed: whatever is not as it was is put into the
 * queue. What was there when a data type was turned on is taken as known first, so that no history is sent. Reads only.
 */
import { changesOf, knownFrom } from '../core/change.ts'
import { isAsBase } from '../core/compare.ts'
import type { Person } from '../core/person.ts'
import type { Position } from '../core/position.ts'
import type { Salary } from '../core/salary.ts'
import { HumaPayrollError } from '../errors.ts'
import type { LiveRecord, Notice } from '../store/store.ts'
import { type LiveInput, mainRuleOf, needsPositions, startOfDay, takesOf, tell, todayIn, typeWords } from './input.ts'
import { type KeptPerson, knownIn, personIn, savePerson, savePosition, saveSalary } from './known.ts'
import { seenOf, workOf } from './person.ts'

export interface Reconciled {
  /** Users in scope. */
  read: number
  /** People who are to be looked at. */
  found: number
}

const atOnce = 8

/** Marks: since when the changes of a data type are sent. */
const dated = ['positions', 'salary'] as const
export const markOf = { person: 'known.person', positions: 'known.positions', salary: 'known.salary' } as const
export const reconciledMark = 'reconciled'

/** True where something was turned on of which nothing is known yet: then nothing may be sent before `reconcile`. */
export function isUnknown(input: LiveInput): boolean {
  const marks = input.state.marks(input.connection.id)
  return !marks[markOf.person] || dated.some((type) => isSent(input, type) && !marks[markOf[type]])
}

/** As `onRead` of readHuma. */
type OnRead = (part: { done: number; of: number }) => void

export async function reconcile(input: LiveInput, onRead?: OnRead): Promise<Reconciled> {
  const { connection, state, system, now } = input
  const sight = await lookAtAll(input, onRead)
  takeAsKnown(input, sight)
  const notices = newsIn(input, sight)
  const at = now()
  state.enqueue(notices)
  state.saveMarks(connection.id, { [reconciledMark]: new Date(at).toISOString() })
  const read = sight.people.length
  // What waits for its day is found each time.
  const due = notices.filter(({ dueAt = at }) => dueAt <= at).length
  if (due > 0) {
    const message = `${read} users in Huma compared with what is known: ${due} to look at for ${system.name}.`
    tell(input, [{ level: 'info', event: 'compared', message }])
  }
  return { read, found: notices.length }
}

/** Whom `reconcile` would put into the queue; changes nothing. */
export async function findNews(input: LiveInput, onRead?: OnRead): Promise<{ read: number; notices: Notice[] }> {
  const sight = await lookAtAll(input, onRead)
  return { read: sight.people.length, notices: newsIn(input, sight) }
}

/** Everything that is known from now on, as Huma shows it. Reads only. */
export async function lookAtAll(input: LiveInput, onRead?: OnRead): Promise<Sight> {
  const { connection, huma } = input
  const { people, salaries } = await huma.readHuma(connection.scope, onRead)
  const stored = storedPeople(input)
  if (people.length === 0 && stored.size > 0) {
    throw new HumaPayrollError('safety', `Huma shows nobody, and showed ${stored.size} people before.`, {
      hint: 'Check in Huma that the key still has the right to see people.',
    })
  }
  const positions = needsPositions(takesOf(input)) ? await readAll(people, huma.positions, input) : undefined
  return { people, salaries, positions }
}

function newsIn(input: LiveInput, sight: Sight): Notice[] {
  const notices: Notice[] = []
  const at = input.now()
  const notice = (humaId: string, dueAt = at) =>
    notices.push({ connectionId: input.connection.id, humaId, kind: 'person', subject: '', at, dueAt })
  const stored = storedPeople(input)
  for (const person of sight.people) {
    const kept = stored.get(person.id)
    stored.delete(person.id)
    if (isNews(input, person, kept)) notice(person.id)
    else if (person.active && kept?.standing === 'open') {
      const due = dueOf(input, sight, person, kept)
      if (due !== undefined) notice(person.id, due)
    }
  }
  // Deleted, or out of scope now; whoever was found to be so before is not looked at again.
  for (const [humaId, { standing }] of stored) if (standing !== 'gone' && standing !== 'outside') notice(humaId)
  return notices
}

export interface Sight {
  people: readonly Person[]
  salaries: ReadonlyMap<string, Salary | null>
  /** undefined = not read. */
  positions: ReadonlyMap<string, Position[]> | undefined
}

function isNews(input: LiveInput, person: Person, kept: KeptPerson | undefined): boolean {
  if (!kept || kept.seen !== seenOf(input, { person, isMember: true })) return true
  // Not shown for a while, or out of scope, and here again.
  if (kept.standing === 'gone' || kept.standing === 'outside') return true
  // Linked by a sync-users since.
  return kept.standing === 'unlinked' && input.state.link(input.connection.id, person.id) !== undefined
}

function isHeld({ state, connection }: LiveInput, humaId: string): boolean {
  return state
    .tasks({ connectionId: connection.id, state: 'held', limit: 10_000 })
    .some((task) => task.humaId === humaId && task.kind === 'person')
}

/** When something of the person's positions or salary is to be sent; undefined where nothing is. */
function dueOf(input: LiveInput, sight: Sight, person: Person, kept: KeptPerson): number | undefined {
  const { connection, state, system, now, digest } = input
  const employment = employmentOf(sight, person.id)
  const changes = changesOf({
    employment,
    known: knownIn(state.records(connection.id, person.id)),
    takes: takesOf(input),
    rule: mainRuleOf(connection),
    today: todayIn(system, now()),
    since: (state.marks(connection.id)[markOf.positions] ?? '').slice(0, 10),
    digest,
  })
  const isToTell = changes.notSent.some(({ why }) => why.kind === 'currency')
  if (changes.steps.length > 0 || isToTell) {
    // What is held is tried again when it was changed in Huma, or when the day of something else has come.
    const isSame = kept.work === workOf(input, employment.positions, employment.salary, changes.waitsUntil)
    return isSame && isHeld(input, person.id) ? undefined : now()
  }
  // What is held stays to be seen; on the day itself the work is another.
  if (changes.waitsUntil === undefined || isHeld(input, person.id)) return undefined
  return startOfDay(changes.waitsUntil)
}

function employmentOf({ positions, salaries }: Sight, id: string) {
  return { positions: positions?.get(id), salary: salaries.get(id) }
}

function isSent({ connection: { data } }: LiveInput, type: (typeof dated)[number]): boolean {
  return data[type]
}

function storedPeople({ state, connection }: LiveInput): Map<string, KeptPerson> {
  const people = new Map<string, KeptPerson>()
  for (const record of state.recordsOf(connection.id, 'person')) {
    const kept = personIn([record])
    if (kept) people.set(record.humaId, kept)
  }
  return people
}

/**
 * The first time, and whenever a data type has been turned on since: what is there now is known. What was turned off is
 * forgotten, so that its changes of the meantime are history when it is turned on again; what was sent keeps its reference.
 */
export function takeAsKnown(input: LiveInput, sight: Sight): void {
  const { connection, state, system, digest, now } = input
  const marks = state.marks(connection.id)
  const at = new Date(now()).toISOString()
  const turnedOff = dated.filter((type) => !isSent(input, type) && marks[markOf[type]])
  if (turnedOff.length > 0) {
    state.saveMarks(connection.id, Object.fromEntries(turnedOff.map((type) => [markOf[type], ''])))
  }
  const turnedOn = dated.filter((type) => isSent(input, type) && !marks[markOf[type]])
  const isFirst = !marks[markOf.person]
  if (!isFirst && turnedOn.length === 0) return
  for (const person of sight.people) {
    const records = state.records(connection.id, person.id)
    if (isFirst) noteStanding(input, person, records)
    const old = knownIn(records)
    const known = knownFrom({
      employment: employmentOf(sight, person.id),
      takes: takesOf(input),
      rule: mainRuleOf(connection),
      today: todayIn(system, now()),
      digest,
    })
    if (turnedOn.includes('positions')) {
      for (const one of known.positions) {
        const before = old.positions.find(({ position }) => position.id === one.position.id)
        savePosition(state, connection.id, person.id, { ...one, ...sentBefore(before) })
      }
    }
    if (turnedOn.includes('salary') && known.salary) {
      saveSalary(state, connection.id, person.id, { ...known.salary, ...sentBefore(old.salary) })
    }
  }
  state.saveMarks(connection.id, {
    ...(isFirst ? { [markOf.person]: at } : {}),
    ...Object.fromEntries(turnedOn.map((type) => [markOf[type], at])),
  })
  const words = turnedOn.map((type) => typeWords[type].toLowerCase())
  if (words.length > 0) {
    tell(input, [
      {
        level: 'info',
        event: 'known',
        message: `What Huma holds of ${words.join(' and ')} now is known; only changes from now on are sent.`,
      },
    ])
  }
}

function sentBefore(before: { sent: boolean; reference?: string } | undefined) {
  if (!before?.sent) return {}
  return { sent: true, ...(before.reference === undefined ? {} : { reference: before.reference }) }
}

/** Right after the activation everybody is as the sync has left them; of an older connection nothing is known. */
function noteStanding(input: LiveInput, person: Person, records: readonly LiveRecord[]): void {
  const { connection, state } = input
  if (personIn(records)) return
  const link = state.link(connection.id, person.id)
  const base = link && state.base(connection.id, person.id)
  // Whoever was changed since the sync, or has no base, is looked at.
  if (link && !(base && isAsBase(person, base, input.digest))) return
  const standing = person.active ? (link ? 'open' : 'unlinked') : 'locked'
  savePerson(state, connection.id, person.id, { seen: seenOf(input, { person, isMember: true }), standing })
}

async function readAll(
  people: readonly Person[],
  read: (id: string) => Promise<Position[]>,
  { interrupted }: LiveInput,
): Promise<Map<string, Position[]>> {
  const found = new Map<string, Position[]>()
  const rest = people.values()
  async function worker(): Promise<void> {
    for (const { id } of rest) {
      if (interrupted.aborted) throw new HumaPayrollError('cancelled', 'Stopped while Huma was read.')
      found.set(id, await read(id))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return found
}
