/** The days that somebody would have worked: Huma's work schedule, without the public holidays of its country. */
import { dayAfter, nextDay } from '../core/position.ts'
import { HumaPayrollError } from '../errors.ts'
import type { Api } from './api.ts'
import { isCountry } from './rules.ts'
import { holidays, workSchedule } from './schema.ts'

const weekdays = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY']

/** Monday to Friday, where a user has no schedule. */
const usual: ReadonlySet<string> = new Set(weekdays.slice(1, 6))

/** Whoever writes an end in the year 9999 means that there is none. */
const mostDays = 3653

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
    const days = (await api.get(path, holidays, 'read the public holidays')) ?? []
    return new Set(days.filter((day) => day !== null))
  }

  return async function workdays(userId: string, from: string, to: string): Promise<string[]> {
    if (to > dayAfter(from, mostDays)) {
      throw new HumaPayrollError('refused', 'It takes longer than ten years.', {
        hint: 'Correct its dates in Huma, or leave its end open.',
      })
    }
    const path = `/users/${encodeURIComponent(userId)}/work-schedule`
    const schedule = await api.get(path, workSchedule, 'read the work schedule')
    const days = schedule ? new Set(schedule.weekWorkDays.map((day) => day.toUpperCase())) : usual
    const named = schedule?.countryCode?.trim().toUpperCase()
    const code = named && isCountry(named) ? named : country
    const found: string[] = []
    for (let day = from; day <= to; day = nextDay(day)) {
      const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''
      if (days.has(weekday) && !(await holidaysOf(code, day.slice(0, 4))).has(day)) found.push(day)
    }
    return found
  }
}
