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

/** Never in payroll, and over before anything was connected: 'always', or only as it was changed afterwards. */
function historyOf(
  past: Past<FlowPosition | null>,
  activation: string,
  wasThere = (past[0]?.at ?? 0) === 0,
): 'always' | 'by now' | undefined {
  const isOver = (position: FlowPosition | null | undefined) => Boolean(position?.end && position.end < activation)
  if (wasThere || !isOver(now(past))) return undefined
  return past.every(({ value }) => isOver(value)) ? 'always' : 'by now'
}

/** Every position that is new or changed is a row of its own, and there are no others than were there before. */
function eachProblems({ situation: { system, today, activation }, person, employee, original }: Case): Problem[] {
  const { shows, removes, titleOf = asItIs } = system.positions
  const problems: Problem[] = []
  const excused = (text: string) => problems.push({ topic: 'positions', text })
  const old = new Set(original?.positions(today).map(({ start }) => start))
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
    const [first] = past
    const history = historyOf(past, activation, first?.at === 0 && old.has(first.value?.start ?? ''))
    if (history === 'always' && rows.length > 0) {
      problems.push({ text: `the position from ${position.start} is history and was sent` })
    }
    if (history !== 'always') starts.add(position.start)
    if (!isChanged(past) || history === 'always' || (history && rows.length === 0)) continue
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
function rowProblems({ situation: { system, today, activation }, person, employee, original }: Case): Problem[] {
  const all = currentPositions(person)
  const changed = [...person.positions.values()].flatMap((past) => {
    const position = now(past)
    return position && isChanged(past) && !historyOf(past, activation) ? [position] : []
  })
  const days = new Set([today, ...changed.flatMap((position) => firstDay(position, all) ?? [])])
  return [...days].sort().flatMap((day): Problem[] => {
    const main = mainOn(all, day)
    // What payroll never had of what was there before is history.
    const isOurs = main && changed.includes(main) && day >= activation
    if (main && !isOurs && !original?.positions(day).some((row) => holdsOn(row, day))) return []
    const rows = employee.positions(day).filter((row) => holdsOn(row, day))
    const topic = 'positions'
    // It ends with the last position only.
    const isBetween = all.some(({ end }) => end !== null && end < day) && all.some(({ start }) => start > day)
    if (!main && isBetween) return []
    if (!main)
      return rows.length === 0 ? [] : [{ topic, text: `on ${day} there is an employment, and no position in Huma` }]
    if (rows.length !== 1) return [{ topic, text: `on ${day} there are ${rows.length} employments` }]
    if (!system.positions.shows.includes('percentage') || rows[0]?.percentage === main.percentage) return []
    return [{ topic, text: `on ${day} it has ${rows[0]?.percentage} % and not ${main.percentage} %` }]
  })
}

/** The main position of today, or the one that was the last. */
function currentProblems({ situation: { system, today, activation }, person, employee, original }: Case): Problem[] {
  const all = currentPositions(person)
  const over = all
    .filter(({ end }) => end !== null && end < today)
    .sort((a, b) => ((a.end ?? '') < (b.end ?? '') ? 1 : -1))
  const main = mainOn(all, today) ?? (all.some(({ start }) => start > today) ? undefined : over[0])
  if (!main) return []
  const past = [...person.positions.values()].find((one) => now(one) === main)
  if (!past || historyOf(past, activation)) return []
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

/** Sums may be rounded to whole ones a year. */
function isPaid(pay: readonly string[], wanted: string): boolean {
  const [unit, amount] = wanted.split(' ')
  return pay.some((one) => {
    const [other, paid] = one.split(' ')
    return other === unit && Math.abs(Number(paid) - Number(amount)) <= (unit === 'yearly' ? 2 : 0.005)
  })
}

/** Payroll has no position on that day, because it never had that one, and nothing of it has changed. */
function isUnknownThere({ person, employee }: Case, day: string): boolean {
  const main = mainOn(currentPositions(person), day)
  const past = [...person.positions.values()].find((one) => now(one) === main)
  return !(past && isChanged(past)) && employee.positions(day).every((row) => !holdsOn(row, day))
}

/** Where payroll has no position on that day there is nothing to pay for: that, or the pay, is what is to be put right. */
function missing({ employee }: Case, day: string): 'salary' | 'work' {
  return employee.positions(day).some((row) => holdsOn(row, day)) ? 'salary' : 'work'
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
  const states = possible(person.salary, locked)
  for (const { value } of person.salary) {
    if (!value || states.includes(value) || locked === undefined) continue
    if (isPaid(employee.pay(value.fromDate), takes.shown(value))) {
      problems.push({ text: 'a salary that was entered after they were locked was sent' })
    }
  }
  if (locked !== undefined) return problems

  const salary = now(person.salary)
  const all = currentPositions(person)
  if (salary === null) {
    const left = employee.pay(takes.isDated ? '2099-12-31' : today)
    const problem = { topic, text: `the salary was deleted and ${left.join(' and ')} is still there` } as const
    const { deleted } = takes
    if (left.length === 0) return []
    if (deleted !== 'former') return [problem]
    // What was paid before the last one is paid on.
    const last = person.salary.findLast(({ value }) => value)?.value
    return last && isPaid(left, takes.shown(last)) ? [problem] : []
  }
  if (salary.currency === 'USD') {
    const isSent = isPaid(employee.pay(salary.fromDate), takes.shown(salary))
    return isSent ? [{ text: 'a salary in a currency that nobody is paid in there was sent' }] : []
  }
  const day = takes.isDated ? salary.fromDate : today
  if (!takes.isDated && salary.fromDate > today) return []
  if (!all.some((position) => holdsOn(position, day))) return []
  const wanted = takes.shown(salary)
  // Huma shows one salary, so what was to begin after it before does not hold any more.
  const days = salary.fromDate <= today && mainOn(all, today) ? [day, today] : [day]
  return [...new Set(days)].flatMap((on): Problem[] => {
    const pay = employee.pay(on)
    const times = pay.filter((each) => isPaid([each], wanted)).length
    if (times > 1) return [{ text: `on ${on} is paid ${wanted} ${times} times` }]
    if (times === 1 || (pay.length === 0 && isUnknownThere(one, on))) return []
    return [{ topic: missing(one, on), text: `on ${on} is paid ${pay.join(' and ') || 'nothing'} and not ${wanted}` }]
  })
}

/** Whoever gets another position is paid on: nobody has said that the pay is another one. */
function carriedProblems(one: Case): Problem[] {
  const {
    situation: { today },
    person,
    employee,
    original,
  } = one
  const [before, pay] = [original?.pay(today) ?? [], employee.pay(today)]
  if (before.length === 0 || !mainOn(currentPositions(person), today)) return []
  if (before.some((one) => isPaid(pay, one))) return []
  return [
    {
      topic: missing(one, today),
      text: `was paid ${before.join(' and ')} and is paid ${pay.join(' and ') || 'nothing'} since the position is another`,
    },
  ]
}
