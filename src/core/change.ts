/**
 * What Huma holds of a person's positions and salary now, and what is known from before -> what is to be sent, and why the
 * rest is not. Pure. "Known" is everything that was there when the data type was turned on, and everything sent since:
 * only what differs from it is a change, so no history is ever sent.
 */
import { holdsOn, type MainPositionRule, mainFrom, mainPosition, nextDay, type Position } from './position.ts'
import type { Salary } from './salary.ts'

/** What a system takes (PayrollSystem), of what is turned on; false or absent where it takes or is sent none. */
export interface Takes {
  positions: 'history' | 'current' | false
  severalPositions: boolean
  salary: boolean
  /** ISO 4217. */
  currency: string
  /** What some companies pay in instead. */
  otherCurrencies?: readonly string[]
  salaryIsUndated: boolean
  salaryIsFullTime: boolean
  /** It hangs on a position, so that another main one has to be given it too. */
  salaryIsOfPosition: boolean
}

/** So long a system may still be at what was sent without an answer; in milliseconds. No vendor documents how long it takes. */
export const longestWork = 600_000

export interface KnownPosition {
  position: Position
  /** The first day on which it is the main one; '' where there is none and the system takes only one at a time. */
  from: string
  isMain: boolean
  /** No other position holds on any day after this one ends; absent where it was not noted. */
  isLast?: boolean
  /** False for what was there before anything was sent. */
  sent: boolean
  /** What was being sent last, and of which nobody knows how much has arrived. */
  pending?: Position
  /** When it was sent without an answer; absent where an answer came, or before it was noted. Milliseconds since 1970. */
  pendingSince?: number
  reference?: string
}

export interface KnownSalary {
  /** Keyed digest; null = there was none. */
  digest: string | null
  percentage: number
  sent: boolean
  /** Huma's id of the position that was the main one when it was sent, or on the later day from which it is paid. */
  position?: string
  /** Another one was being sent, and nobody knows whether it has arrived. */
  isPending?: boolean
  reference?: string
}

export interface Employment {
  /** undefined = not read. */
  positions: readonly Position[] | undefined
  /** null = none; undefined = not visible. */
  salary: Salary | null | undefined
}

export interface Known {
  positions: readonly KnownPosition[]
  salary: KnownSalary | undefined
}

export type Step =
  | {
      kind: 'put-position'
      known: KnownPosition
      /** Another position holds on the day after this one ends. */
      isContinued: boolean
      before?: Position
      unansweredSince?: number
      reference?: string
    }
  | { kind: 'remove-position'; before: Position; reference?: string }
  | { kind: 'put-salary'; salary: Salary; known: KnownSalary; reference?: string }
  | { kind: 'clear-salary'; known: KnownSalary; percentage: number; reference?: string }

export interface Changes {
  /** In the order in which they are to be sent. */
  steps: Step[]
  /** What is to be remembered though nothing is sent. */
  noted: KnownPosition[]
  /** Positions that are gone and of which nothing was ever in payroll, by Huma's id. */
  forgotten: string[]
  notSent: NotSent[]
  /** The day on which something of it is to be sent; ISO 8601. */
  waitsUntil?: string
}

/** `what`: "Position Controller", "Salary". */
export interface NotSent {
  what: string
  why:
    | { kind: 'history' }
    | { kind: 'not-main' }
    | { kind: 'later'; date: string }
    | { kind: 'currency'; currency: string; wanted: string }
}

export function changesOf(input: {
  employment: Employment
  known: Known
  takes: Takes
  rule: MainPositionRule
  /** ISO 8601, where the payroll system is. */
  today: string
  /** The day since which changes are sent: what had ended before is history. */
  since: string
  digest: (text: string) => string
}): Changes {
  const { employment, known, takes, rule, today, since, digest } = input
  const changes: Changes = { steps: [], noted: [], forgotten: [], notSent: [] }
  const { positions, salary } = employment
  if (positions && takes.positions) changePositions(positions, takes.positions)
  if (takes.salary && salary !== undefined) changeSalary(salary)
  return changes

  function changePositions(all: readonly Position[], keeps: 'history' | 'current'): void {
    const onlyToday = keeps === 'current' && !takes.severalPositions
    const main = mainPosition(all, today, rule)
    const puts: Extract<Step, { kind: 'put-position' }>[] = []
    for (const position of all) {
      const old = known.positions.find((one) => one.position.id === position.id)
      const reference = old?.reference === undefined ? {} : { reference: old.reference }
      const now = { ...sightOf(position, all, input), sent: old?.sent ?? false, ...reference }
      const { from, isMain, isLast } = now
      const label = labelOf(position)
      if (!old && position.endDate !== null && position.endDate < since) {
        changes.noted.push(now)
        changes.notSent.push({ what: label, why: { kind: 'history' } })
        continue
      }
      // Whether the employment ends with it hangs on the others.
      const endsOtherwise = from !== '' && (old?.isLast ?? isLast) !== isLast
      const isChange =
        !old || old.pending !== undefined || !isSame(old, now) || (isMain && !old.isMain) || endsOtherwise
      if (!isChange) {
        if (old.isMain !== isMain || old.isLast !== isLast) changes.noted.push({ ...old, isMain, isLast })
        continue
      }
      // Where only today's counts and none holds any more, the last one does: its end may have been corrected.
      const counts = main ?? (old && mainPosition(all, lastDay(all, today), rule))
      if (onlyToday && counts?.id !== position.id) {
        // Not noted: when it becomes the main one it is a change still.
        if (position.startDate > today) waitUntil(position.startDate, label)
        else if (old && !isSame(old, now)) changes.noted.push({ ...now, isMain: false })
        else if (!old) changes.notSent.push({ what: label, why: { kind: 'not-main' } })
        continue
      }
      if (from === '') {
        changes.noted.push(now)
        changes.notSent.push({ what: label, why: { kind: 'not-main' } })
        continue
      }
      // What was never the main one is in payroll for the first time.
      const isThere = old !== undefined && old.from !== ''
      puts.push({
        kind: 'put-position',
        known: now,
        isContinued: isContinued(position, all),
        ...(isThere ? { before: old.position } : {}),
        ...(old?.pendingSince === undefined ? {} : { unansweredSince: old.pendingSince }),
        ...reference,
      })
    }
    changes.steps.push(...puts.sort((a, b) => (a.known.from < b.known.from ? -1 : a.known.from > b.known.from ? 1 : 0)))
    for (const { position: old, from, isMain, pending, reference } of known.positions) {
      if (all.some(({ id }) => id === old.id)) continue
      const position = pending ?? old
      const isThere = from !== '' || pending !== undefined
      // Of one that never counted nothing is in payroll; where only today's counts, the next one takes its place.
      if (!isThere || (onlyToday && !pending && (!isMain || main))) changes.forgotten.push(position.id)
      else {
        changes.steps.push({
          kind: 'remove-position',
          before: position,
          ...(reference === undefined ? {} : { reference }),
        })
      }
    }
  }

  function changeSalary(now: Salary | null): void {
    const old = known.salary
    const reference = old?.reference === undefined ? {} : { reference: old.reference }
    if (now === null) {
      if (old && (old.digest !== null || old.isPending)) {
        const { percentage } = old
        const empty = { digest: null, percentage, sent: true }
        changes.steps.push({ kind: 'clear-salary', known: empty, percentage, ...reference })
      }
      return
    }
    const { currency, fromDate } = now
    const text = digestOf(now, digest)
    const day = fromDate || today
    const percentage = mainPosition(positions ?? [], day, rule)?.percentage ?? old?.percentage ?? 100
    const isConverted = takes.salaryIsFullTime && old?.sent === true && old.percentage !== percentage
    const main = mainPosition(positions ?? [], day > today ? day : today, rule)?.id
    const isOfOther = takes.salaryIsOfPosition && old?.sent === true && main !== undefined && old.position !== main
    if (old?.digest === text && !isConverted && !isOfOther && !old.isPending) return
    if (!takesCurrency(takes, currency)) {
      changes.notSent.push({ what: 'Salary', why: { kind: 'currency', currency, wanted: takes.currency } })
    } else if (takes.salaryIsUndated && day > today) waitUntil(day, 'Salary')
    else {
      changes.steps.push({
        kind: 'put-salary',
        salary: { ...now, fromDate: day },
        known: { digest: text, percentage, sent: true, ...(main === undefined ? {} : { position: main }) },
        ...reference,
      })
    }
  }

  function waitUntil(date: string, what: string): void {
    if (changes.waitsUntil === undefined || date < changes.waitsUntil) changes.waitsUntil = date
    changes.notSent.push({ what, why: { kind: 'later', date } })
  }
}

/** Everything as it is now, to be known and not sent. */
export function knownFrom(input: Omit<Parameters<typeof changesOf>[0], 'known' | 'since'>): {
  positions: KnownPosition[]
  salary?: KnownSalary
} {
  const { employment, rule, today, digest } = input
  const all = employment.positions ?? []
  const positions = all.map((position) => ({ ...sightOf(position, all, input), sent: false }))
  const { salary } = employment
  if (salary === undefined) return { positions }
  if (salary === null) return { positions, salary: { digest: null, percentage: 100, sent: false } }
  const percentage = mainPosition(all, salary.fromDate || today, rule)?.percentage ?? 100
  return { positions, salary: { digest: digestOf(salary, digest), percentage, sent: false } }
}

export function takesCurrency(takes: Pick<Takes, 'currency' | 'otherCurrencies'>, currency: string): boolean {
  return currency === takes.currency || (takes.otherCurrencies ?? []).includes(currency)
}

function digestOf({ amount, unit, currency, fromDate }: Salary, digest: (text: string) => string): string {
  return digest(JSON.stringify(['salary', amount, unit, currency, fromDate]))
}

/** How a position stands among the others. */
function sightOf(
  position: Position,
  all: readonly Position[],
  { takes, rule, today }: Pick<Parameters<typeof changesOf>[0], 'takes' | 'rule' | 'today'>,
): Omit<KnownPosition, 'sent'> & { isLast: boolean } {
  const from = takes.severalPositions ? position.startDate : (mainFrom(position, all, rule) ?? '')
  const isMain = mainPosition(all, dayOf(all, today), rule)?.id === position.id
  return { position, from, isMain, isLast: isLast(position, all) }
}

function isLast({ id, endDate }: Position, all: readonly Position[]): boolean {
  const goesOnAfter = (other: Position) => other.endDate === null || (endDate !== null && other.endDate > endDate)
  return endDate === null || !all.some((other) => other.id !== id && goesOnAfter(other))
}

function isContinued({ id, endDate }: Position, all: readonly Position[]): boolean {
  return endDate !== null && all.some((other) => other.id !== id && holdsOn(other, nextDay(endDate)))
}

/** The day that decides: today, else the next on which a position begins, else the last on which one held. */
function dayOf(all: readonly Position[], today: string): string {
  if (all.some((position) => holdsOn(position, today))) return today
  const [next] = all
    .map(({ startDate }) => startDate)
    .filter((date) => date > today)
    .sort()
  return next ?? lastDay(all, today)
}

/** The last day on which one of those that have begun holds, where none is open; '' where none has begun. */
function lastDay(all: readonly Position[], today: string): string {
  return all
    .filter(({ startDate }) => startDate <= today)
    .reduce((last, { endDate }) => (endDate !== null && endDate > last ? endDate : last), '')
}

/** "Position Controller from 2026-03-01" */
export function labelOf({ title, startDate }: Position): string {
  return `Position ${title || 'without title'} from ${startDate}`
}

/** Why it ended is read only when it is sent. */
function isSame(a: KnownPosition, b: KnownPosition): boolean {
  const { title, startDate, endDate, percentage, contractType } = a.position
  const other = b.position
  return (
    a.from === b.from &&
    title === other.title &&
    startDate === other.startDate &&
    endDate === other.endDate &&
    percentage === other.percentage &&
    contractType === other.contractType
  )
}
