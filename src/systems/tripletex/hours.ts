/** Absence as hours on an activity: an entry for each working day. */
import { z } from 'zod'
import { dayAfter } from '../../core/position.ts'
import { isKind } from '../../errors.ts'
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

/** Leads to exactly the wanted entries; what others have registered stays. */
export async function putHours(api: Api, { employeeId, id, days, wanted }: HoursOrder) {
  const query = { employeeId, dateFrom: days.from, dateTo: dayAfter(days.to, 1), fields: entryFields }
  const entries: Entry[] = []
  for await (const one of api.list('/timesheet/entry', query, entry, 'read the hours')) entries.push(one)
  const own = entries.filter(({ comment }) => comment === markOf(id))
  const others = entries.filter((one) => !own.includes(one) && !one.project)

  const hours = await wantedHours(api, employeeId, wanted?.absence)
  const byHand: string[] = []
  let changed = false
  /** What cannot be written is told: the week or month was approved or completed, or somebody was faster. */
  async function orByHand(date: string, doing: Promise<unknown>): Promise<void> {
    try {
      await doing
      changed = true
    } catch (error) {
      if (!isKind(error, 'refused')) throw error
      const count = hours.get(date)
      if (isLocked(error)) byHand.push(lockedByHand(date, count))
      else if (isDuplicate(error) && count !== undefined) byHand.push(foreignByHand(date, undefined, count))
      else throw error
    }
  }

  for (const [date, count] of hours) {
    const there = own.find((one) => one.date === date && one.activity.id === wanted?.activity)
    const foreign = others.find((one) => one.date === date && one.activity.id === wanted?.activity)
    if (foreign) {
      // "Only one entry per employee, date and activity."
      if (foreign.hours !== count) byHand.push(foreignByHand(date, foreign.hours ?? 0, count))
    } else if (there?.hours === count) continue
    else if (there?.locked) byHand.push(lockedByHand(date, count))
    else {
      const body = {
        employee: { id: Number(employeeId) },
        activity: { id: wanted?.activity },
        date,
        hours: count,
        comment: markOf(id),
      }
      await orByHand(date, there ? change(there, body) : api.write('POST', '/timesheet/entry', body, written, doing))
    }
  }
  for (const one of own) {
    if (hours.has(one.date) && one.activity.id === wanted?.activity) continue
    if (one.locked) byHand.push(lockedByHand(one.date, undefined))
    else await orByHand(one.date, remove(one))
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

function lockedByHand(date: string, count: number | undefined): string {
  const what = count === undefined ? 'remove the hours of the absence' : `enter ${count} hours of the absence`
  return `In Tripletex, reopen the approved hours of the employee on ${date} and ${what}.`
}
