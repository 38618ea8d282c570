/**
 * Absence that a file tells instead of the webhook: what of it is news, and what that means for payroll. Whoever imports a
 * file vouches for it, so nothing of it is held as a repetition. Nothing is taken as deleted unless the file is said to
 * hold everything of some days.
 */
import { type AbsenceDecision, decideAbsence, type HumaAbsence } from '../core/absence.ts'
import type { Connection } from '../core/connection.ts'
import type { AbsenceNotice } from '../huma/webhook.ts'
import type { State } from '../store/store.ts'
import type { PayrollSystem } from '../systems/system.ts'
import {
  type Changed,
  type Identified,
  type ImportRow,
  keyOf,
  newestOf,
  saysTheSame,
  type Unclear,
  withRecordIds,
} from './import-rows.ts'
import { clockIn } from './input.ts'
import { absenceOf, type KeptAbsence } from './known.ts'
import { absenceNotice, doubtAbout, hear } from './receive.ts'
import { type KnownAbsences, knownAbsences } from './same-absence.ts'

export interface ImportInput {
  state: State
  connection: Connection
  system: PayrollSystem
  /** Ids of the users in the scope of the connection. */
  members: ReadonlySet<string>
  rows: readonly ImportRow[]
  /** The file holds every absence that touches these days. ISO 8601 dates, both included. */
  complete?: { from: string; to: string }
}

export interface Step {
  what: 'new' | 'changed' | 'gone'
  notice: AbsenceNotice
  before?: KeptAbsence
  /** What the next pass will do. */
  next: AbsenceDecision | { kind: 'nothing'; why: 'unlinked' }
}

export interface PlannedImport {
  /** In the order of the ids. */
  steps: Step[]
  unchanged: number
  /** Changed before the activation, or begun before it and not known. */
  history: number
  /** Of people outside the scope. */
  outside: number
  /** Changed before what is known was. */
  older: number
  /** Lines that contradict each other, or what is known. */
  unclear: Unclear[]
  /** Known absences within the days of `complete`. */
  known: number
  /** Known, not in the file, and partly outside of those days: left. */
  reaching: number
  /** Ids of tasks by hand that are answered by the file. */
  answered: number[]
}

/** Reads only. The order of the rows means nothing. */
export function planImport(input: ImportInput): PlannedImport {
  const { state, connection, members, complete } = input
  const known = new Map(
    [...Map.groupBy(state.recordsOf(connection.id, 'absence'), ({ humaId }) => humaId)].map(([humaId, records]) => [
      humaId,
      knownAbsences(records.map(absenceOf)),
    ]),
  )
  const inScope = input.rows.filter(({ userId }) => members.has(userId))
  const planned: PlannedImport = {
    ...{ steps: [], unchanged: 0, history: 0, outside: input.rows.length - inScope.length, older: 0 },
    ...{ unclear: [], known: 0, reaching: 0, answered: [] },
  }
  const linked = new Set(state.links(connection.id).map(({ humaId }) => humaId))
  const doubts = new Map(
    state
      .tasks({ connectionId: connection.id, state: 'by-hand', limit: 100_000 })
      .map(({ humaId, subject, id }) => [keyOf(humaId, subject), id]),
  )
  const { found: rows, declined } = withRecordIds(inScope, known, planned.unclear)
  planned.unchanged += declined
  const told = new Set(inScope.flatMap(({ userId, absence: { id } }) => (id === '' ? [] : [keyOf(userId, id)])))
  const isActiveFrom = activationOf(input)

  for (const [key, same] of Map.groupBy(rows, ({ userId, recordId }) => keyOf(userId, recordId))) {
    told.add(key)
    const row = newestOf(same)
    if (!row) {
      for (const { line } of same)
        planned.unclear.push({ line, why: 'the same absence stands there twice, differently' })
      continue
    }
    const before = known.get(row.userId)?.byId.get(row.recordId)
    const what = standingOf(row, before, isActiveFrom)
    if (what === 'unchanged' || what === 'history' || what === 'older') planned[what] += same.length
    else {
      // The others say the same.
      planned.unchanged += same.length - 1
      planned.steps.push(stepOf(what, noticeOf(row, same), before))
    }
    if (what !== 'older' && what !== 'history') answer(row.userId, row.recordId)
  }

  for (const { userId, kept } of complete ? inOneList(known) : []) {
    const { wanted, humaId } = kept
    if (wanted.isDeleted || !members.has(userId) || !complete || !touches(wanted, complete)) continue
    // One without an end is only known to begin.
    const isWithin = wanted.startDate >= complete.from && (wanted.endDate ?? wanted.startDate) <= complete.to
    if (isWithin) planned.known += 1
    if (told.has(keyOf(userId, wanted.id)) || (humaId !== undefined && told.has(keyOf(userId, humaId)))) continue
    if (isWithin) {
      planned.steps.push(stepOf('gone', { userId, absence: { ...wanted, isDeleted: true } }, kept))
      answer(userId, wanted.id)
    } else planned.reaching += 1
  }
  planned.steps.sort((a, b) => (stepKey(a) < stepKey(b) ? -1 : 1))
  planned.unclear.sort((a, b) => a.line - b.line)
  return planned

  function answer(userId: string, recordId: string): void {
    const doubt = doubts.get(keyOf(userId, doubtAbout(recordId)))
    if (doubt !== undefined) planned.answered.push(doubt)
  }

  function stepOf(what: Step['what'], notice: AbsenceNotice, before: KeptAbsence | undefined): Step {
    const decision = decideAbsence(notice.absence, before?.sent, connection.absenceMap)
    const isLost = decision.kind !== 'nothing' && !linked.has(notice.userId)
    const next: Step['next'] = isLost ? { kind: 'nothing', why: 'unlinked' } : decision
    return { what, notice, next, ...(before ? { before } : {}) }
  }
}

/** All of it or nothing of it; answers whether it was done: not where anything that it is about has changed since it was planned. */
export function applyImport(input: ImportInput, planned: PlannedImport, now: number): boolean {
  const { state, connection } = input
  return state.together(() => {
    const again = planImport(input)
    if (JSON.stringify(again) !== JSON.stringify(planned)) return false
    const notices = planned.steps.flatMap(({ notice, before }) => {
      const heard = hear(state, connection.id, notice, now, { before })
      return heard.isNews ? [absenceNotice(connection.id, notice.userId, heard.id, now)] : []
    })
    state.enqueue(notices)
    state.discardTasks(connection.id, planned.answered)
    return true
  })
}

function inOneList(known: ReadonlyMap<string, KnownAbsences>): { userId: string; kept: KeptAbsence }[] {
  return [...known].flatMap(([userId, { byId }]) => [...byId.values()].map((kept) => ({ userId, kept })))
}

function stepKey({ notice }: Step): string {
  return keyOf(notice.userId, notice.absence.id)
}

function standingOf(
  row: Identified,
  before: KeptAbsence | undefined,
  active: Activation,
): 'new' | 'changed' | 'unchanged' | 'history' | 'older' {
  const { absence, changed, approved } = row
  if (before ? saysTheSame(row, before) : absence.isDeleted) return 'unchanged'
  // What is known was told after the activation, whenever it was approved.
  const times = [changed, before ? undefined : approved].filter((time) => time !== undefined)
  const isHistory =
    times.length > 0
      ? times.every((time) => active.isBefore(time, before !== undefined))
      : !before && absence.startDate < active.day
  if (isHistory) return 'history'
  if (!before) return 'new'
  return isOlderThan(row, before, active) ? 'older' : 'changed'
}

function isOlderThan({ order, changed }: Identified, { order: known }: KeptAbsence, { clock }: Activation): boolean {
  if (known === undefined) return false
  if (order !== undefined) return order < known
  const time = Date.parse(known)
  if (changed === undefined || changed.kind === 'instant' || Number.isNaN(time)) return false
  const there = clock(time)
  return changed.at < there.slice(0, changed.at.length)
}

interface Activation {
  /** ISO 8601 date, where the payroll system is. */
  day: string
  /** `2026-03-01 14:05:00` there. */
  clock(milliseconds: number): string
  isBefore(changed: Changed, isKnown: boolean): boolean
}

function activationOf({ connection, system }: ImportInput): Activation {
  const since = Date.parse(connection.activatedAt ?? '')
  const clock = (milliseconds: number) => clockIn(system, milliseconds)
  const there = clock(since)
  const day = there.slice(0, 10)
  return {
    day,
    clock,
    isBefore(changed, isKnown) {
      if (changed.kind === 'instant') return changed.at < since
      if (changed.kind === 'clock') return changed.at < there
      // Of the day itself nobody knows; what is known already was told after the activation.
      return isKnown ? changed.at < day : changed.at <= day
    },
  }
}

function touches({ startDate, endDate }: HumaAbsence, { from, to }: { from: string; to: string }): boolean {
  return startDate <= to && (endDate === null || endDate >= from)
}

/** With the id that the file tells in any of its rows; without one, with the one under which it is kept. */
function noticeOf({ userId, absence, recordId, order }: Identified, same: readonly Identified[]): AbsenceNotice {
  const [id = recordId] = same
    .map((row) => row.absence.id)
    .filter((told) => told !== '')
    .toSorted()
  return { userId, absence: { ...absence, id }, ...(order === undefined ? {} : { order }) }
}
