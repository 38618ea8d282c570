/** A notice from Huma, or rows of a file, become tasks of every connection that they are for. On disk when it returns. */
import { createHash } from 'node:crypto'
import type { HumaAbsence } from '../core/absence.ts'
import { type Connection, stage } from '../core/connection.ts'
import type { AbsenceNotice, HumaNotice } from '../huma/webhook.ts'
import type { NewLogEntry, Notice, State } from '../store/store.ts'
import { absenceLabel } from './absences.ts'
import { absenceOf, type KeptAbsence, saveAbsence } from './known.ts'

export const heardMark = 'heard'

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
          if (heard.isNews) notices.push(absenceNotice(connectionId, one, now))
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

export function absenceNotice(connectionId: string, { userId, absence }: AbsenceNotice, at: number): Notice {
  return { connectionId, humaId: userId, kind: 'absence', subject: absence.id, at }
}

type Heard = { isNews: true } | { isNews: false; isDoubtful?: true; message: string; hint?: string }

/**
 * Notices of one absence may come twice and in another order. Where Huma tells an order, an older one is left. Not
 * documented: whether it does. Without, the newest to come counts, and one that came before and is not the last is held
 * for somebody's word: it is a repetition, or the absence was set back to what it was.
 */
export function hear(
  state: State,
  connectionId: string,
  { userId, absence, order }: AbsenceNotice,
  now: number,
): Heard {
  const record = state.record(connectionId, { humaId: userId, kind: 'absence', recordId: absence.id })
  const before = record && absenceOf(record)
  const label = absenceLabel(absence)
  const digest = digestOf(absence)
  if (before?.order !== undefined && order !== undefined && order < before.order) {
    return { isNews: false, message: `${label}: a notice that is older than what is known; left.` }
  }
  const wanted = completed(absence, before?.wanted)
  const kept: KeptAbsence = before ? { ...before } : { wanted }
  if (order === undefined && before?.heard?.includes(digest)) {
    if (before.heard.at(-1) === digest) return { isNews: false, message: `${label}: the same notice again; left.` }
    state.addByHand(connectionId, {
      humaId: userId,
      person: userId,
      message: `${label}: a notice came again that is not the newest. It is a repetition, or the absence was set back.`,
      hint: 'Look at the absence in Huma. If it was set back, export it and run: huma-payroll import-absence FILE',
      at: now,
    })
    return {
      isNews: false,
      isDoubtful: true,
      message: `${label}: a notice came again that is not the newest; left until somebody has looked.`,
      hint: 'Look at the absence in Huma. If it was set back, export it and run: huma-payroll import-absence FILE',
    }
  }
  const heard = order === undefined ? [...(before?.heard ?? []).filter((one) => one !== digest), digest] : undefined
  saveAbsence(state, connectionId, userId, {
    ...kept,
    wanted,
    ...(order === undefined ? {} : { order }),
    ...(heard === undefined ? {} : { heard: heard.slice(-mostHeard) }),
  })
  return { isNews: true }
}

/** A deletion need not tell what was deleted. */
function completed(absence: HumaAbsence, before: HumaAbsence | undefined): HumaAbsence {
  return absence.isDeleted && before ? { ...before, isDeleted: true } : absence
}

function digestOf(absence: HumaAbsence): string {
  return createHash('sha256').update(JSON.stringify(absence)).digest('base64url').slice(0, 16)
}
