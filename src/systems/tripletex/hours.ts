/** Absence as hours on an activity: an entry for each working day. */
import { z } from 'zod'
import { dayAfter } from '../../core/position.ts'
import { HumaPayrollError, isKind } from '../../errors.ts'
import type { SentAbsence } from '../system.ts'
import type { Api } from './api.ts'
import { isDuplicate, isLocked } from './errors.ts'
import { readStandardTime } from './standard-time.ts'

const entry = z.object({
  id: z.int(),
  version: z.int().nullish().catch(undefined),
  date: z.iso.date(),
  hours: z.number().nullish(),
  comment: z.string().nullish(),
  locked: z.boolean().nullish(),
  activity: z.object({ id: z.int() }),
  project: z.object({ id: z.int() }).nullish(),
})
type Entry = z.infer<typeof entry>
const entryFields = 'id,version,date,hours,comment,locked,activity(id),project(id)'
const written = z.object({ id: z.int() })

/** ISO 8601, both inclusive. */
export interface Days {
  from: string
  to: string
}

export interface HoursOrder {
  employeeId: string
  /** Huma's id of the absence. */
  id: string
  /** All days on which there may be entries of it, and those on which there shall be. */
  days: Days
  /** undefined = none any more. */
  wanted: { activity: number; absence: SentAbsence } | undefined
}

/**
 * What marks an entry as ours: Huma's id in its comment, because a timesheet has no place for an id of somebody else's. An
 * entry whose comment somebody has changed is theirs from then on.
 */
function markOf(id: string): string {
  return `Huma ${id}`
}

/** Whether another absence has made it. */
function isOfOther({ comment }: Entry, id: string): boolean {
  return /^Huma \S+$/.test(comment ?? '') && comment !== markOf(id)
}

/**
 * Leads to exactly the wanted entries; what others have registered stays. A day that is refused does not hold up the others;
 * kind `refused` where no day of it could be registered.
 */
export async function putHours(api: Api, { employeeId, id, days, wanted }: HoursOrder) {
  const query = { employeeId, dateFrom: days.from, dateTo: dayAfter(days.to, 1), fields: entryFields }
  const entries: Entry[] = []
  for await (const one of api.list('/timesheet/entry', query, entry, 'read the hours')) entries.push(one)
  const own = entries.filter(({ comment }) => comment === markOf(id))
  const others = entries.filter((one) => !own.includes(one) && !one.project)

  const hours = await wantedHours(api, employeeId, wanted?.absence)
  const left = own.filter((one) => !hours.has(one.date) || one.activity.id !== wanted?.activity)
  const byHand: string[] = []
  const refusals: HumaPayrollError[] = []
  const taken: string[] = []
  let changed = false
  /** Of what is wanted, something is there. */
  let isThere = false
  /**
   * What cannot be written is told: the week or month was approved or completed, or somebody was faster. `count`: the hours
   * that the day shall have, undefined = none.
   */
  async function orByHand(date: string, count: number | undefined, doing: Promise<unknown>): Promise<void> {
    try {
      await doing
      changed = true
    } catch (error) {
      if (!isKind(error, 'refused')) throw error
      if (isLocked(error)) byHand.push(lockedByHand(date, count))
      else if (isDuplicate(error) && count !== undefined) byHand.push(foreignByHand(date, undefined, count))
      else {
        // An activity that cannot be used is so on every day.
        if (count !== undefined && error.details?.field === 'activity' && !changed && !isThere) throw error
        if (count !== undefined) refusals.push(error)
        byHand.push(refusedByHand(date, count, error))
      }
    }
  }

  for (const [date, count] of hours) {
    const there = own.find((one) => one.date === date && one.activity.id === wanted?.activity)
    const foreign = others.find((one) => one.date === date && one.activity.id === wanted?.activity)
    if (foreign && isOfOther(foreign, id)) {
      taken.push(date)
      byHand.push(takenByHand(date, count))
    } else if (foreign) {
      // "Only one entry per employee, date and activity."
      if (foreign.hours !== count) byHand.push(foreignByHand(date, foreign.hours ?? 0, count))
    } else if (there?.hours === count) isThere = true
    else if (there?.locked) byHand.push(lockedByHand(date, count))
    else {
      const body = {
        employee: { id: Number(employeeId) },
        activity: { id: wanted?.activity },
        date,
        hours: count,
        comment: markOf(id),
      }
      const write = there ? change(there, body) : api.write('POST', '/timesheet/entry', body, written, doing)
      await orByHand(date, count, write)
    }
  }
  if (!changed && !isThere) {
    const [refusal] = refusals
    if (refusal) throw refusal
    if (taken.length > 0 && left.length === 0) throw noRoom(taken)
  }
  for (const one of left) {
    if (one.locked) byHand.push(lockedByHand(one.date, undefined))
    else await orByHand(one.date, undefined, remove(one))
  }
  return { changed, byHand }

  /** All of it: "fields which are present but not set, or set to 0, will be nulled". */
  function change({ id: entryId, version }: Entry, body: object): Promise<unknown> {
    const revision = typeof version === 'number' ? { version } : {}
    return api.write('PUT', `/timesheet/entry/${entryId}`, { id: entryId, ...revision, ...body }, written, doing)
  }

  function remove({ id: entryId, version }: Entry): Promise<void> {
    const query = typeof version === 'number' ? { version } : {}
    return api.remove(`/timesheet/entry/${entryId}`, query, 'remove the hours of the absence')
  }
}

const doing = 'register the hours of the absence'

/** By date: the percentage of the day's standard time, to two decimals. A day without standard time has none. */
async function wantedHours(
  api: Api,
  employeeId: string,
  absence: SentAbsence | undefined,
): Promise<Map<string, number>> {
  if (!absence || absence.workdays.length === 0) return new Map()
  const standard = await readStandardTime(api, employeeId)
  const counted = absence.workdays.map((date): [string, number] => [
    date,
    Math.round(standard(date) * absence.percentage) / 100,
  ])
  return new Map(counted.filter(([, count]) => count > 0))
}

/** `there` is undefined where they cannot be seen. */
function foreignByHand(date: string, there: number | undefined, count: number): string {
  const what = there === undefined ? 'hours' : `${there} hours`
  return `In Tripletex, see the timesheet of the employee on ${date}: somebody has registered ${what} on the same activity, and the absence in Huma is ${count} hours.`
}

function takenByHand(date: string, count: number): string {
  return `In Tripletex, see the timesheet of the employee on ${date}: another absence of Huma has its hours on the same activity, and this one is ${count} hours.`
}

function noRoom(dates: readonly string[]): HumaPayrollError {
  const days = dates.length > 1 ? `${dates[0]} and ${dates.length - 1} more days` : dates[0]
  const message = `Another absence of Huma has its hours on the same activity on ${days}, and Tripletex takes one entry a day.`
  return new HumaPayrollError('refused', message, { hint: 'If both are meant, make one of them in Huma.' })
}

function refusedByHand(date: string, count: number | undefined, { message }: HumaPayrollError): string {
  return `In Tripletex, see the timesheet of the employee on ${date} and ${toDo(count)}. ${message}`
}

function lockedByHand(date: string, count: number | undefined): string {
  return `In Tripletex, reopen the approved hours of the employee on ${date} and ${toDo(count)}.`
}

function toDo(count: number | undefined): string {
  return count === undefined ? 'remove the hours of the absence' : `enter ${count} hours of the absence`
}
