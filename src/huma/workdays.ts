/** The days that somebody would have worked: Huma's work schedule, without the public holidays of its country. */
import { nextDay } from '../core/position.ts'
import type { Api } from './api.ts'
import { holidays, workSchedule } from './schema.ts'

const weekdays = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY']

/** Monday to Friday, where a user has no schedule. */
const usual: ReadonlySet<string> = new Set(weekdays.slice(1, 6))

/** `country`: of the payroll system, where the schedule names none. Holidays are asked for once a year and country. */
export function createWorkdays(api: Api, country: string) {
  const known = new Map<string, Promise<ReadonlySet<string>>>()

  function holidaysOf(code: string, year: string): Promise<ReadonlySet<string>> {
    const key = `${code} ${year}`
    let answer = known.get(key)
    if (!answer) {
      answer = readHolidays(code, year).catch((error: unknown) => {
        known.delete(key)
        throw error
      })
      known.set(key, answer)
    }
    return answer
  }

  /** Not documented: which countries Huma knows; of another one there are no holidays to leave out. */
  async function readHolidays(code: string, year: string): Promise<ReadonlySet<string>> {
    const query = `fromDate=${year}-01-01&toDate=${year}-12-31`
    const path = `/holidays/${encodeURIComponent(code)}?${query}`
    return new Set(await api.get(path, holidays, 'read the public holidays'))
  }

  return async function workdays(userId: string, from: string, to: string): Promise<string[]> {
    const path = `/users/${encodeURIComponent(userId)}/work-schedule`
    const schedule = await api.get(path, workSchedule, 'read the work schedule')
    const days = schedule ? new Set(schedule.weekWorkDays) : usual
    const code = schedule?.countryCode || country
    const found: string[] = []
    for (let day = from; day <= to; day = nextDay(day)) {
      const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''
      if (days.has(weekday) && !(await holidaysOf(code, day.slice(0, 4))).has(day)) found.push(day)
    }
    return found
  }
}
