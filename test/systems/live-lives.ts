/** The lives that the suite of positions, absence and salary lives, each step with the end that it must have. */
import type { Person } from '../../src/core/person.ts'
import { dayAfter, holdsOn, type Position } from '../../src/core/position.ts'
import type { Salary } from '../../src/core/salary.ts'
import type { AbsenceOrder, PayrollSystem, PositionOrder, Sent, SentAbsence } from '../../src/systems/system.ts'
import {
  type AbsenceStep,
  type LiveHarness,
  type OpenedLive,
  type PositionStep,
  type SalaryStep,
  today,
} from './live-harness.ts'

/** What a step is sent with. */
export interface Situation {
  opened: OpenedLive
  /** As read just before. */
  person: Person
  reference: string | undefined
  isBeforeKnown: boolean
}

export interface Step {
  name: string
  send(situation: Situation): Promise<Sent>
  /** `original` is what was there before the first step. */
  expected(original: Stored): Stored
}

/** What holds on each of a few days. */
type Stored = Readonly<Record<string, unknown>>

export interface Life {
  steps: readonly Step[]
  stored(opened: OpenedLive): Stored
}

type Without = { without?: readonly string[] }

export function positionLife(
  { system }: LiveHarness,
  { without, occupationCode, keepsNoPercentage }: NonNullable<LiveHarness['positions']>,
): Life {
  const told = (percentage: number) => (keepsNoPercentage ? 'held' : percentage)
  const first: Position = {
    id: 'position-1',
    title: 'Controller',
    startDate: '2026-01-12',
    endDate: null,
    percentage: 55,
    contractType: 'Permanent',
    endReason: '',
  }
  const corrected = { ...first, percentage: 65 }
  const ended = { ...corrected, endDate: '2026-06-30', endReason: 'employee_resigned' }
  const life: [PositionStep, Position | undefined][] = [
    ['new', first],
    ['corrected', corrected],
    ['starts earlier', { ...corrected, startDate: '2026-01-05' }],
    ['starts later', { ...corrected, startDate: '2026-01-14' }],
    ['ended', { ...ended, startDate: '2026-01-14' }],
    ['reopened', { ...corrected, startDate: '2026-01-14' }],
    ['deleted', undefined],
  ]
  const known = system.supports.positions === 'history' ? [] : ['starts earlier', 'starts later']
  const chosen = chooseSteps(life, { without: [...(without ?? []), ...known] })

  return {
    steps: chosen.map(([name, position], index) => ({
      name,
      async send({ opened: { client }, person, reference, isBeforeKnown }) {
        const { positions } = client
        if (!positions) throw new RangeError('There is no writer of positions.')
        const before = chosen[index - 1]?.[1]
        const earlier = reference === undefined ? {} : { reference }
        if (!position) return positions.remove({ person, before: before ?? first, today, ...earlier })
        const order: PositionOrder = { person, position, from: position.startDate, isMain: true, today, ...earlier }
        return positions.put({
          ...order,
          ...(before && isBeforeKnown ? { before } : {}),
          ...(occupationCode === undefined ? {} : { occupationCode }),
        })
      },
      expected: (original) =>
        Object.fromEntries(
          Object.entries(original).map(([date, held]) => [
            date,
            position ? heldOn(system, position, date, held, told) : held,
          ]),
        ),
    })),
    stored({ backstage, id }) {
      const rows = backstage.positions?.(id) ?? []
      const days = system.supports.positions === 'history' ? positionDays : [today]
      return Object.fromEntries(
        days.map((day) => [day, rows.filter((row) => isHeldOn(row, day)).map(({ percentage }) => told(percentage))]),
      )
    },
  }
}

const positionDays = [
  '2025-12-15',
  '2026-01-04',
  '2026-01-05',
  '2026-01-11',
  '2026-01-12',
  '2026-01-13',
  '2026-01-14',
].concat(['2026-01-15', '2026-06-30', '2026-07-01', '2027-01-01'])

function isHeldOn(row: Pick<Position, 'startDate' | 'endDate'>, day: string): boolean {
  return holdsOn({ startDate: row.startDate, endDate: row.endDate || null }, day)
}

/** `held`: the percentages of the day before anything was sent. */
function heldOn(
  system: PayrollSystem,
  position: Position,
  date: string,
  held: unknown,
  told: (percentage: number) => unknown,
): unknown {
  const holds = isHeldOn(position, date)
  if (system.severalPositions) return holds ? [...(Array.isArray(held) ? held : []), told(position.percentage)] : held
  if (holds) return [told(position.percentage)]
  return date < position.startDate ? held : []
}

export function absenceLife(
  { system }: LiveHarness,
  { without, code, otherCode, foreign }: NonNullable<LiveHarness['absence']>,
): Life {
  const base = { id: '6650a1b2c3d4e5f6a7b8c9d0', code, percentage: 100 }
  const of = (startDate: string, endDate: string, more: Partial<SentAbsence> = {}): SentAbsence => ({
    ...base,
    startDate,
    endDate,
    workdays: system.absenceByWorkday ? workdays(startDate, endDate) : [],
    ...more,
  })
  const life: [AbsenceStep, SentAbsence | undefined][] = [
    ['created', of('2026-02-03', '2026-02-05')],
    ['extended', of('2026-02-03', '2026-02-09')],
    ['shortened', of('2026-02-04', '2026-02-06')],
    ['moved', of('2026-02-06', '2026-02-10')],
    ['regraded', of('2026-02-06', '2026-02-10', { percentage: 50 })],
    ['retyped', of('2026-02-06', '2026-02-10', { percentage: 50, code: otherCode })],
    ['deleted', undefined],
  ]
  const chosen = chooseSteps(life, { ...(without ? { without } : {}) })

  return {
    steps: chosen.map(([name, absence], index) => ({
      name,
      async send({ opened: { client }, person, reference, isBeforeKnown }) {
        const { absence: writer } = client
        if (!writer) throw new RangeError('There is no writer of absence.')
        const before = chosen[index - 1]?.[1]
        const earlier = reference === undefined ? {} : { reference }
        if (!absence) return writer.remove({ person, before: before ?? of('', ''), today, ...earlier })
        const order: AbsenceOrder = { person, absence, today, ...earlier }
        return writer.put({ ...order, ...(before && isBeforeKnown ? { before } : {}) })
      },
      expected: () => daily([foreign, ...(absence ? [absence] : [])]),
    })),
    stored: ({ backstage, id }) => daily(backstage.absence?.(id) ?? []),
  }
}

/** What is registered on each working day of the two weeks, as "code percentage". */
function daily(rows: readonly Pick<SentAbsence, 'code' | 'startDate' | 'endDate' | 'percentage'>[]): Stored {
  return Object.fromEntries(
    workdays('2026-02-02', '2026-02-13').map((day) => [
      day,
      rows
        .filter(({ startDate, endDate }) => startDate <= day && day <= endDate)
        .map((row) => `${row.code} ${row.percentage}`)
        .sort(),
    ]),
  )
}

function workdays(startDate: string, endDate: string): string[] {
  const days: string[] = []
  for (let day = startDate; day <= endDate; day = dayAfter(day, 1)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    if (weekday > 0 && weekday < 6) days.push(day)
  }
  return days
}

export function salaryLife(
  { system }: LiveHarness,
  { without, shown, cleared, dated }: NonNullable<LiveHarness['salary']>,
): Life {
  const { currency } = system
  const monthly = (amount: number, fromDate: string): Salary => ({
    id: 's-1',
    unit: 'monthly',
    amount,
    currency,
    fromDate,
  })
  const later = dated ? '2026-02-01' : today
  const life: [SalaryStep, Salary | undefined][] = [
    ['new', monthly(40_000, today)],
    ['corrected', monthly(42_000, today)],
    ['raised', monthly(45_000, later)],
    ['by the hour', { ...monthly(0, later), unit: 'hourly', amount: 250.5 }],
    ['deleted', undefined],
  ]
  const chosen = chooseSteps(life, { ...(without ? { without } : {}) })
  const percentage = 80
  /** The last salary with each date, up to this step. */
  const datedUpTo = (index: number) =>
    new Map(chosen.slice(0, index + 1).flatMap(([, salary]) => (salary ? [[salary.fromDate, salary] as const] : [])))

  return {
    steps: chosen.map(([name, salary], index) => ({
      name,
      async send({ opened: { client }, person, reference }) {
        if (!client.salary) throw new RangeError('There is no writer of salary.')
        const order = { person, percentage, today, ...(reference === undefined ? {} : { reference }) }
        return salary ? client.salary.put({ ...order, salary }) : client.salary.clear(order)
      },
      expected(original) {
        const rows = datedUpTo(index)
        const last = chosen.slice(0, index).findLast(([, one]) => one)?.[1]
        return Object.fromEntries(
          Object.entries(original).map(([date, before]) => {
            const from = [...rows.keys()]
              .filter((one) => one <= date)
              .sort()
              .at(-1)
            const one = from === undefined ? undefined : rows.get(from)
            const isGone = !salary && last && date >= last.fromDate
            return [date, isGone ? cleared : one ? shown(one, percentage) : before]
          }),
        )
      },
    })),
    stored: ({ backstage, id }) =>
      Object.fromEntries(
        (dated ? ['2026-01-14', today, '2026-01-31', '2026-02-01', '2026-06-01'] : [today]).map((date) => [
          date,
          backstage.salary?.(id, date),
        ]),
      ),
  }
}

function chooseSteps<Row extends readonly [string, unknown]>(life: readonly Row[], { without = [] }: Without): Row[] {
  return life.filter(([name]) => !without.includes(name))
}
