/** How long a working day is. */
import { z } from 'zod'
import type { Api } from './api.ts'
import { unlessForbidden } from './lookups.ts'

const standardTime = z.object({ id: z.int(), fromDate: z.iso.date(), hoursPerDay: z.number() })
const fields = 'id,fromDate,hoursPerDay'

/** Where neither the employee nor the company has a standard time. */
const usualHours = 7.5

/**
 * The hours of a day: the employee's own standard time, or else the company's. At most two requests. Not documented:
 * whether the employee's list holds the company's too; and which right opens them, so what is hidden counts as not there.
 */
export async function readStandardTime(api: Api, employeeId: string): Promise<(date: string) => number> {
  const doing = 'read the standard time'
  const own = await unlessForbidden(api.list('/employee/standardTime', { employeeId, fields }, standardTime, doing))
  const company = await unlessForbidden(api.list('/salary/settings/standardTime', { fields }, standardTime, doing))
  const [first, second] = [own, company].map((rows) => rows.toSorted((a, b) => (a.fromDate < b.fromDate ? -1 : 1)))
  const on = (rows: typeof first, date: string) => rows?.findLast(({ fromDate }) => fromDate <= date)?.hoursPerDay
  return (date) => on(first, date) ?? on(second, date) ?? usualHours
}
