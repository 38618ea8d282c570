/** Absence that payroll must hold, day by day. */
import { holidaysBetween } from '../../src/sandbox/huma-holidays.ts'
import type { Case, Problem } from './flow-case.ts'
import { addDays, asOf, type FlowAbsence, holdsOn, type Past, type PersonFacts } from './flow-facts.ts'
import type { FlowSystem, StoredAbsence } from './flow-systems.ts'

type Codes = NonNullable<FlowSystem['absence']>

/**
 * It is there while it is approved, has an end and is of a type that is mapped. Those that were there before the activation
 * and have not changed are history.
 */
export function absenceProblems(one: Case): Problem[] {
  const { situation, person, employee, original, locked } = one
  const { absence: takes, country } = situation.system
  if (!takes) return []
  const required = new Set<string>()
  const allowed = new Set<string>()
  for (const past of person.absences.values()) {
    if (past.every(({ at }) => at === 0)) continue
    const isSettled = locked === undefined
    const last = past.at(-1)?.value
    const states = isSettled ? [last] : past.filter(({ at }) => at < locked).map(({ value }) => value)
    for (const state of states) {
      for (const day of daysOf(state ?? null, takes, country)) {
        allowed.add(day)
        if (isSettled && !(isLeave(day) && mayLackEmployment(person, past, day))) required.add(day)
      }
    }
  }
  const stored = employee.absence.flatMap((row) =>
    isOriginal(row, original?.absence ?? []) ? [] : spread(row, takes, country),
  )
  const seen = new Set(stored)
  const problems: Problem[] = []
  const say = (text: string, days: readonly string[]) => {
    if (days.length > 0)
      problems.push({ topic: 'absence', text: `${text}: ${days.slice(0, 4).join(', ')} (${days.length})` })
  }
  say(
    'absence is missing',
    [...required].filter((day) => !seen.has(day)),
  )
  say(
    'absence is there that Huma does not have',
    [...seen].filter((day) => !allowed.has(day)),
  )
  const twice = stored.filter((day, index) => stored.indexOf(day) !== index)
  if (twice.length > 0) problems.push({ text: `absence is there twice: ${twice.slice(0, 4).join(', ')}` })
  return problems
}

/** "2026-03-10 activity:1 100" */
function daysOf(absence: FlowAbsence | null, takes: Codes, country: string): string[] {
  const { codes } = takes
  if (!absence?.isApproved || absence.endDate === null) return []
  const code = codes[absence.type]
  const { startDate, endDate, percentage } = absence
  return code === undefined ? [] : spread({ code, startDate, endDate, percentage }, takes, country)
}

/** Where payroll keeps days, a row is on days that are worked; a leave or a row with two dates is on all of them. */
function spread({ code, startDate, endDate, percentage }: StoredAbsence, { byDay }: Codes, country: string): string[] {
  const days: string[] = []
  const last = endDate > addDays(startDate, 400) ? addDays(startDate, 400) : endDate
  const holidays = new Set(holidaysBetween(country, startDate, last))
  for (let day = startDate; day <= last; day = addDays(day, 1)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    const isFree = weekday === 0 || weekday === 6 || holidays.has(day)
    if (!(byDay && isFree) || code.startsWith('leave:')) days.push(`${day} ${code} ${percentage}`)
  }
  return days
}

function isLeave(day: string): boolean {
  return day.includes(' leave:')
}

/** A leave belongs to an employment: where there was none at some time since, it cannot be expected. */
function mayLackEmployment(person: PersonFacts, past: Past<FlowAbsence | null>, day: string): boolean {
  const date = day.slice(0, 10)
  const first = past.find(({ at }) => at > 0)?.at ?? 0
  const moments = [...person.positions.values()].flatMap((positions) => positions.map(({ at }) => at))
  return [...moments.filter((at) => at >= first), first].some((at) =>
    [...person.positions.values()].every((positions) => {
      const position = asOf(positions, at)
      return !position || !holdsOn(position, date)
    }),
  )
}

function isOriginal(row: StoredAbsence, originals: readonly StoredAbsence[]): boolean {
  return originals.some(
    ({ code, startDate, endDate, percentage }) =>
      row.code === code && row.startDate === startDate && row.endDate === endDate && row.percentage === percentage,
  )
}
