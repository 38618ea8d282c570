/**
 * What payroll must hold at the end, worked out from Huma's article and the rules that the documentation states, and never
 * by the code that is tried here. What differs is a problem, unless the system cannot be told by its API and the list of
 * what is to be done by hand says so for that person.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Case, Problem, Situation, Topic } from './flow-case.ts'
import { absenceProblems } from './flow-expected-absence.ts'
import { positionProblems, salaryProblems } from './flow-expected-work.ts'
import { type FlowField, isChanged, lockedAt, now, type PersonFacts } from './flow-facts.ts'
import type { StoredEmployee } from './flow-systems.ts'

export interface Verdict {
  problems: string[]
  /** Differences that somebody is asked to put right by hand. */
  byHand: string[]
}

export function judge(situation: Situation): Verdict {
  const { facts, before, after, links, tasks } = situation
  const verdict: Verdict = { problems: [], byHand: [] }
  const numbers = new Set<string>()
  for (const person of facts.values()) {
    numbers.add(person.number)
    const told = tasks.filter(({ humaId }) => humaId === person.id).map(({ message = '' }) => message)
    for (const { topic, text } of problemsOf(situation, person)) {
      const whole = `${person.number}: ${text}`
      const isTold = topic !== undefined && told.some((message) => excuses(topicOf(message), topic))
      verdict[isTold ? 'byHand' : 'problems'].push(whole)
    }
  }
  for (const employee of after) {
    const original = before.find(({ id }) => id === employee.id)
    const isLinked = [...links.values()].includes(employee.id)
    if (!original && !isLinked)
      verdict.problems.push(`${employee.number}: ${employee.id} was made and belongs to nobody`)
    if (original && !numbers.has(employee.number))
      verdict.problems.push(...untouched(original, employee).map(({ text }) => text))
  }
  for (const { id, number } of before) {
    if (!after.some((employee) => employee.id === id)) verdict.problems.push(`${number}: is gone from payroll`)
  }
  return verdict
}

function excuses(told: Topic, topic: Topic | 'work'): boolean {
  return told === topic || (topic === 'work' && told !== 'absence')
}

/** What a line of the list is about; the lines are the systems' own. */
function topicOf(message: string): Topic {
  if (/enter what .*(is paid|pays)/i.test(message)) return 'salary'
  if (/^(The )?position /i.test(message)) return 'positions'
  if (/absence|leave of|timesheet|calendar|hours/i.test(message)) return 'absence'
  return /salary|pay\b|pays|lønn|wage/i.test(message) ? 'salary' : 'positions'
}

function problemsOf(situation: Situation, person: PersonFacts): Problem[] {
  const { before, after, links, linksBefore } = situation
  const mine = after.filter(({ number }) => number === person.number)
  const old = before.filter(({ number }) => number === person.number)
  const id = links.get(person.id)
  if (mine.length > Math.max(1, old.length)) return [{ text: `is in payroll ${mine.length} times` }]
  if (id === undefined) {
    const isMissing = person.isNew && person.standing.every(({ value }) => value === 'active')
    return [
      ...(isMissing ? [{ text: 'was added in Huma and is not linked to anybody in payroll' }] : []),
      ...mine.flatMap((employee) =>
        untouched(
          old.find((one) => one.id === employee.id),
          employee,
        ),
      ),
    ]
  }
  const employee = mine.find((one) => one.id === id)
  if (!employee) return [{ text: `is linked to ${id}, who is somebody else or gone` }]
  const original = old.find((one) => one.id === linksBefore.get(person.id))
  const one: Case = { situation, person, employee, original, locked: lockedAt(person) }
  return [
    ...fieldProblems(one),
    ...historyProblems(one),
    ...positionProblems(one),
    ...salaryProblems(one),
    ...absenceProblems(one),
  ]
}

/** Nothing at all may have changed. */
function untouched(original: StoredEmployee | undefined, employee: StoredEmployee): Problem[] {
  if (original && isDeepStrictEqual(original.pieces, employee.pieces)) return []
  return [{ text: `${employee.number}: takes no part and was changed in payroll` }]
}

/**
 * What Huma holds now; where it was emptied, what was there before stays; nothing of what came after the person was locked.
 * A field that payroll takes only at the creation holds what Huma held then.
 */
function fieldProblems({ situation: { system }, person, employee, original, locked }: Case): Problem[] {
  const names = Object.keys(employee.fields).filter((name): name is FlowField => name in person.fields)
  return names.flatMap((field) => {
    const past = person.fields[field]
    const shown = employee.fields[field] ?? ''
    const isFollowed = system.fields.includes(field)
    const allowed = new Set<string>()
    if (!isFollowed) {
      if (original) allowed.add(original.fields[field] ?? '')
      else for (const { value } of past) allowed.add(value)
    } else if (locked === undefined) {
      allowed.add(now(past))
      if (now(past) === '') for (const { value } of past) allowed.add(value)
    } else for (const { at, value } of past) if (at < locked) allowed.add(value)
    if (original && (locked !== undefined || now(past) === '')) allowed.add(original.fields[field] ?? '')
    if (allowed.has(shown)) return []
    return [{ text: `${field} is "${shown}" and not ${[...allowed].map((value) => `"${value}"`).join(' or ')}` }]
  })
}

/** A row that was there before and about which nothing has changed is as it was. */
function historyProblems({ person, employee, original }: Case): Problem[] {
  if (!original) return []
  const isWorkChanged = isChanged(person.salary) || [...person.positions.values()].some(isChanged)
  const isAnythingChanged =
    isWorkChanged || Object.values(person.fields).some(isChanged) || [...person.absences.values()].some(isChanged)
  return Object.entries(original.pieces).flatMap(([name, piece]) => {
    const isFrozen = !isAnythingChanged || (!isWorkChanged && name !== 'employee')
    if (!isFrozen || isDeepStrictEqual(employee.pieces[name], piece)) return []
    return [{ text: `${name} was there before and has changed` }]
  })
}
