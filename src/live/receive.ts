/** A notice from Huma, or rows of a file, become tasks of every connection that they are for. On disk when it returns. */
import { createHash } from 'node:crypto'
import type { HumaAbsence } from '../core/absence.ts'
import { type Connection, stage } from '../core/connection.ts'
import type { AbsenceNotice, HumaNotice } from '../huma/webhook.ts'
import type { NewLogEntry, Notice, State } from '../store/store.ts'
import { absenceLabel } from './absences.ts'
import { absenceOf, type KeptAbsence, saveAbsence } from './known.ts'
import { doubles, type KnownAbsences, knownAbsences, knownAs } from './same-absence.ts'

export const heardMark = 'heard'

/**
 * A notice that came before, and again so long afterwards, is no repetition of a delivery: an approval that was taken back
 * looks just like the request before it.
 */
const doubtful = 3_600_000

/** So many digests of earlier notices of one absence are kept. */
const mostHeard = 20

/** Everything or nothing of it. Answers for which connections something waits now. */
export function receive(
  state: State,
  connections: readonly Connection[],
  { topic, users, absences, unreadable }: HumaNotice,
  now: number,
): Connection[] {
  return state.together(() => {
    const woken: Connection[] = []
    const at = new Date(now).toISOString()
    for (const connection of connections) {
      const connectionId = connection.id
      const log = (entry: Pick<NewLogEntry, 'level' | 'event' | 'message'> & Partial<NewLogEntry>) =>
        state.log([{ at, connectionId, ...entry }])
      if (stage(connection) !== 'active') {
        log({ level: 'info', event: 'ignored', message: `Notice ${topic}: the connection is not active.` })
        continue
      }
      const notices: Notice[] = users.map((humaId) => ({ connectionId, humaId, kind: 'person', subject: '', at: now }))
      if (absences.length > 0 && !connection.data.absence) {
        log({ level: 'info', event: 'ignored', message: `Notice ${topic}: absence is off for this connection.` })
      } else {
        for (const one of absences) {
          const heard = hear(state, connectionId, one, now)
          if (heard.isNews) notices.push(absenceNotice(connectionId, one.userId, heard.id, now))
          else log({ level: heard.isDoubtful ? 'attention' : 'info', event: 'ignored', humaId: one.userId, ...heard })
        }
      }
      if (unreadable > 0) {
        log({
          level: 'attention',
          event: 'unreadable',
          message: `Notice ${topic}: ${unreadable} parts of it could not be understood.`,
        })
      }
      state.saveMarks(connectionId, { [heardMark]: at })
      state.enqueue(notices)
      if (notices.length > 0) woken.push(connection)
    }
    return woken
  })
}

export function absenceNotice(connectionId: string, humaId: string, absenceId: string, at: number): Notice {
  return { connectionId, humaId, kind: 'absence', subject: absenceId, at }
}

/** The subject of what somebody is asked to look at because of an absence. */
export function doubtAbout(absenceId: string): string {
  return `absence ${absenceId}`
}

/** `id`: under which it is kept. */
type Heard = { isNews: true; id: string } | { isNews: false; isDoubtful?: true; message: string; hint?: string }

/**
 * Notices of one absence may come twice and in another order. Where Huma tells an order, an older one is left. Not
 * documented: whether it does. Without, the newest to come counts, and one that came before and is not the last is held
 * for somebody's word: it is a repetition, or the absence was set back to what it was. `vouched`: somebody says that it is
 * so now, and `before` is what is known of it.
 */
export function hear(
  state: State,
  connectionId: string,
  { userId, absence: told, order }: AbsenceNotice,
  now: number,
  vouched?: { before: KeptAbsence | undefined },
): Heard {
  const before = vouched ? vouched.before : keptBefore(state, connectionId, userId, told, now)
  const id = before?.wanted.id ?? told.id
  const absence = { ...told, id }
  const label = absenceLabel(absence)
  const digest = digestOf(absence)
  if (
    before?.order !== undefined &&
    order !== undefined &&
    isOlder(order, before.order, !vouched && before.isVouched === true)
  ) {
    return { isNews: false, message: `${label}: a notice that is older than what is known; left.` }
  }
  const wanted = completed(absence, before?.wanted)
  const { isVouched: _, ...kept }: KeptAbsence = before ?? { wanted }
  const earlier = before?.heard?.find((one) => one.digest === digest)
  if (
    !vouched &&
    order === undefined &&
    earlier &&
    (earlier === before?.heard?.at(-1) || now - earlier.at < doubtful)
  ) {
    if (earlier === before?.heard?.at(-1)) return { isNews: false, message: `${label}: the same notice again; left.` }
    const hint =
      'Look at the absence in Huma. If it was set back, export it and run: huma-payroll import-absence FILE NAME'
    state.addByHand(connectionId, {
      humaId: userId,
      subject: doubtAbout(id),
      person: nameOf(state, connectionId, userId),
      message: `${label}: a notice came again that is not the newest. It is a repetition, or the absence was set back.`,
      hint,
      at: now,
    })
    return {
      isNews: false,
      isDoubtful: true,
      message: `${label}: a notice came again that is not the newest; left until somebody has looked.`,
      hint,
    }
  }
  const others = (before?.heard ?? []).filter((one) => one.digest !== digest)
  const heard = order === undefined ? [...others, { digest, at: now }] : undefined
  saveAbsence(state, connectionId, userId, {
    ...kept,
    wanted,
    ...(order === undefined ? {} : { order }),
    ...(heard === undefined ? {} : { heard: heard.slice(-mostHeard) }),
    ...(vouched && order === undefined ? { isVouched: true } : {}),
    ...(told.id === id ? {} : { humaId: told.id }),
  })
  return { isNews: true, id }
}

/** As the log knows them; a notice tells no name. */
function nameOf(state: State, connectionId: string, userId: string): string {
  const entries = state.logEntries({ connectionId, person: userId, limit: 20 })
  return entries.findLast(({ person, humaId }) => person !== undefined && humaId === userId)?.person ?? userId
}

/** What somebody has vouched for since is not undone by the same notice once more. */
function isOlder(order: string, known: string, isVouchedSince: boolean): boolean {
  return order < known || (isVouchedSince && order === known)
}

function knownOf(state: State, connectionId: string, humaId: string): KnownAbsences {
  const records = state.records(connectionId, humaId).filter(({ kind }) => kind === 'absence')
  return knownAbsences(records.map(absenceOf))
}

function keptBefore(
  state: State,
  connectionId: string,
  humaId: string,
  told: HumaAbsence,
  now: number,
): KeptAbsence | undefined {
  const record = state.record(connectionId, { humaId, kind: 'absence', recordId: told.id })
  if (record) return absenceOf(record)
  const theirs = knownOf(state, connectionId, humaId)
  for (const { wanted } of doubles(theirs, told)) {
    state.addByHand(connectionId, {
      humaId,
      subject: doubtAbout(wanted.id),
      person: nameOf(state, connectionId, humaId),
      message: `${absenceLabel(wanted)}: it came from a file without ids, and Huma tells of one that ${told.isDeleted ? 'was deleted' : 'is not approved'}. It may be the same.`,
      hint: 'Look at the absence in Huma. If it is the same, import a file that holds all of those days: huma-payroll import-absence FILE NAME --complete --from DATE --to DATE',
      at: now,
    })
  }
  return knownAs(theirs, told)
}

/** A deletion need not tell what was deleted. */
function completed(absence: HumaAbsence, before: HumaAbsence | undefined): HumaAbsence {
  return absence.isDeleted && before ? { ...before, isDeleted: true } : absence
}

/** Of what it says, under whatever id. */
function digestOf(absence: HumaAbsence): string {
  return createHash('sha256').update(JSON.stringify(absence)).digest('base64url').slice(0, 16)
}
