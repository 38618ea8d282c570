/** Positions and salaries that payroll must hold. */
import { type Case, type Problem, possible } from './flow-case.ts'
import {
  addDays,
  currentPositions,
  type FlowPosition,
  holdsOn,
  isChanged,
  mainOn,
  now,
  type Past,
  type PersonFacts,
} from './flow-facts.ts'

export function positionProblems(one: Case): Problem[] {
  const { person, locked, situation } = one
  if (locked !== undefined || ![...person.positions.values()].some(isChanged)) return []
  switch (situation.system.positions.kind) {
    case 'each':
      return eachProblems(one)
    case 'rows':
      return rowProblems(one)
    case 'current':
      return currentProblems(one)
  }
}

/** Entered now, and over before anything was connected. */
function isOfLongAgo(past: Past<FlowPosition | null>, today: string): boolean {
  const [first] = past
  return (
    first !== undefined && first.at > 0 && first.value?.end !== null && (first.value?.end ?? '') < addDays(today, -60)
  )
}

/** Every position that is new or changed is a row of its own, and there are no others than were there before. */
function eachProblems({ situation: { system, today }, person, employee, original }: Case): Problem[] {
  const { shows, removes, titleOf = asItIs } = system.positions
  const problems: Problem[] = []
  const excused = (text: string) => problems.push({ topic: 'positions', text })
  const starts = new Set<string>()
  const deleted = new Set<string>()
  for (const past of person.positions.values()) {
    const position = now(past)
    if (position === null) {
      for (const { value } of past) if (value) deleted.add(value.start)
      continue
    }
    const day = position.start > today ? position.start : today
    const rows = employee.positions(day).filter(({ start }) => start === position.start)
    if (isOfLongAgo(past, today)) {
      if (rows.length > 0) problems.push({ text: `the position from ${position.start} is history and was sent` })
      continue
    }
    starts.add(position.start)
    if (!isChanged(past)) continue
    const [row, ...others] = rows
    if (!row) {
      excused(`the position from ${position.start} is not there`)
      continue
    }
    if (others.length > 0) problems.push({ text: `the position from ${position.start} is there ${rows.length} times` })
    const isOver = position.end !== null && position.end < today
    const title = titleOf(position.title)
    const differences = [
      ...(shows.includes('end') && row.end !== position.end ? [`ends ${row.end} and not ${position.end}`] : []),
      ...(shows.includes('percentage') && !isOver && row.percentage !== position.percentage
        ? [`has ${row.percentage} % and not ${position.percentage} %`]
        : []),
      ...(shows.includes('title') && !isOver && row.title !== title ? [`is called ${row.title} and not ${title}`] : []),
    ]
    for (const difference of differences) excused(`the position from ${position.start} ${difference}`)
  }
  const old = new Set(original?.positions(today).map(({ start }) => start))
  for (const { start } of employee.positions(today)) {
    if (starts.has(start)) continue
    if (!deleted.has(start) && !old.has(start)) excused(`there is a position from ${start} that Huma does not have`)
    else if (deleted.has(start) && removes) excused(`the position from ${start} was deleted and is still there`)
    else if (deleted.has(start)) excused(`the position from ${start} was deleted`)
  }
  return problems
}

function asItIs(title: string): string {
  return title
}

/** The first day on which it is the main one. */
function firstDay(position: FlowPosition, all: readonly FlowPosition[]): string | undefined {
  return [position.start, ...all.flatMap(({ end }) => (end === null ? [] : [addDays(end, 1)]))]
    .filter((day) => holdsOn(position, day))
    .sort()
    .find((day) => mainOn(all, day) === position)
}

/** The main position is what payroll holds today, and from the first day on of each that is new or changed. */
function rowProblems({ situation: { system, today }, person, employee, original }: Case): Problem[] {
  const all = currentPositions(person)
  const changed = [...person.positions.values()].flatMap((past) => {
    const position = now(past)
    return position && isChanged(past) && !isOfLongAgo(past, today) ? [position] : []
  })
  const days = new Set([today, ...changed.flatMap((position) => firstDay(position, all) ?? [])])
  return [...days].sort().flatMap((day): Problem[] => {
    const main = mainOn(all, day)
    // What payroll never had of what was there before is history.
    if (main && !changed.includes(main) && !original?.positions(day).some((row) => holdsOn(row, day))) return []
    const rows = employee.positions(day).filter((row) => holdsOn(row, day))
    const topic = 'positions'
    if (!main)
      return rows.length === 0 ? [] : [{ topic, text: `on ${day} there is an employment, and no position in Huma` }]
    if (rows.length !== 1) return [{ topic, text: `on ${day} there are ${rows.length} employments` }]
    if (!system.positions.shows.includes('percentage') || rows[0]?.percentage === main.percentage) return []
    return [{ topic, text: `on ${day} it has ${rows[0]?.percentage} % and not ${main.percentage} %` }]
  })
}

/** The main position of today, or the one that was the last. */
function currentProblems({ situation: { system, today }, person, employee, original }: Case): Problem[] {
  const all = currentPositions(person)
  const over = all
    .filter(({ end }) => end !== null && end < today)
    .sort((a, b) => ((a.end ?? '') < (b.end ?? '') ? 1 : -1))
  const main = mainOn(all, today) ?? (all.some(({ start }) => start > today) ? undefined : over[0])
  if (!main) return []
  const past = [...person.positions.values()].find((one) => now(one) === main)
  if (!past || isOfLongAgo(past, today)) return []
  const [row] = employee.positions(today)
  // What payroll never had of what was there before is history.
  if (!isChanged(past) && !original?.positions(today)[0]?.title) return []
  const { shows, titleOf = asItIs } = system.positions
  const title = titleOf(main.title)
  const end = main.isTransfer ? null : main.end
  const differences = [
    ...(shows.includes('title') && row?.title !== title ? [`is called ${row?.title} and not ${title}`] : []),
    ...(shows.includes('percentage') && row?.percentage !== main.percentage
      ? [`has ${row?.percentage} % and not ${main.percentage} %`]
      : []),
    ...(shows.includes('end') && row?.end !== end ? [`ends ${row?.end} and not ${end}`] : []),
  ]
  return differences.map((text) => ({ topic: 'positions', text: `the position of today ${text}` }))
}

/** The part of full time that a salary is paid for: of the main position on its first day. */
function partsOn(person: PersonFacts, day: string): number[] {
  const all = currentPositions(person)
  const main = mainOn(all, day)
  return main ? [main.percentage] : [100, ...all.map(({ percentage }) => percentage)]
}

export function salaryProblems(one: Case): Problem[] {
  const {
    situation: { system, today },
    person,
    employee,
    locked,
  } = one
  const { salary: takes } = system
  if (!takes) return []
  if (!isChanged(person.salary)) return locked === undefined ? carriedProblems(one) : []
  const topic = 'salary'
  const problems: Problem[] = []
  const shownOn = (salary: NonNullable<ReturnType<typeof now<PersonFacts['salary'][number]['value']>>>, day: string) =>
    partsOn(person, day).map((part) => takes.shown(salary, part))
  const states = possible(person.salary, locked)
  for (const { value } of person.salary) {
    if (!value || states.includes(value) || locked === undefined) continue
    const isThere = shownOn(value, value.fromDate).some((pay) => employee.pay(value.fromDate).includes(pay))
    if (isThere) problems.push({ text: 'a salary that was entered after they were locked was sent' })
  }
  if (locked !== undefined) return problems

  const salary = now(person.salary)
  const all = currentPositions(person)
  if (salary === null) {
    const left = employee.pay(takes.isDated ? '2099-12-31' : today)
    const problem = { topic, text: `the salary was deleted and ${left.join(' and ')} is still there` } as const
    const { deleted } = takes
    if (left.length === 0) return []
    if (deleted === 'by-hand' || deleted === 'nothing') return [problem]
    if (typeof deleted === 'object') return left.includes(deleted.pay) ? [] : [problem]
    const sent = person.salary.flatMap(({ at, value }) => (at > 0 && value ? shownOn(value, value.fromDate) : []))
    return sent.length > 0 && !left.some((pay) => sent.includes(pay)) ? [] : [problem]
  }
  const isForeign = !person.salary.some(({ value }) => value?.currency === salary.currency && value !== salary)
  if (salary.currency === 'USD' && isForeign) return []
  const day = takes.isDated ? salary.fromDate : today
  if (!takes.isDated && salary.fromDate > today) return []
  if (!all.some((position) => holdsOn(position, day))) return []
  const wanted = shownOn(salary, salary.fromDate)
  // Huma shows one salary, so what was to begin after it before does not hold any more.
  const days = salary.fromDate <= today && mainOn(all, today) ? [day, today] : [day]
  return [...new Set(days)].flatMap((on): Problem[] => {
    const pay = employee.pay(on)
    // Where the percentage has changed since, what Huma says is paid for the new one.
    if ([...wanted, ...shownOn(salary, on)].some((one) => pay.includes(one))) return []
    return [{ topic, text: `on ${on} is paid ${pay.join(' and ') || 'nothing'} and not ${wanted.join(' or ')}` }]
  })
}

/** Whoever gets another position is paid on, or what Huma says is paid for the new percentage: nobody has said otherwise. */
function carriedProblems({ situation: { system, today }, person, employee, original }: Case): Problem[] {
  const [before, pay] = [original?.pay(today) ?? [], employee.pay(today)]
  if (before.length === 0 || !mainOn(currentPositions(person), today)) return []
  const salary = now(person.salary)
  const takes = system.salary
  const inHuma = salary && takes ? partsOn(person, today).map((part) => takes.shown(salary, part)) : []
  if ([...before, ...inHuma].some((one) => pay.includes(one))) return []
  return [
    {
      topic: 'salary',
      text: `was paid ${before.join(' and ')} and is paid ${pay.join(' and ') || 'nothing'} since the position is another`,
    },
  ]
}
