/** A position that was changed in our words -> its document in Visma's. Pure. */
import type { Position } from '../../core/position.ts'
import type { PositionOrder } from '../system.ts'
import { partsOf } from './mapping.ts'
import { employmentForms } from './new-position.ts'
import type { Document, PositionRow } from './schema.ts'
import { datesOf, endOf, placeOf, startOf, withValue } from './timeline.ts'

/**
 * What Huma held when it was last sent, or before anything was: what differs from it was changed in Huma, and the rest may
 * have been changed in Visma.
 */
export interface Known {
  start?: string
  end?: string | null
  /** It was sent from here before. */
  isOurs: boolean
}

export interface Change {
  body: Document
  isChanged: boolean
  warnings: string[]
  byHand: string[]
}

const timelines = [
  'employmentForm',
  'typeOfWork',
  'workTimeAgreement',
  'partTimeFactors',
  'salaryInformation',
  'taxUnitIds',
] as const

/** A value of a position and the day from which it holds, where another one is there. */
interface Wish {
  name: 'partTimeFactors' | 'typeOfWork' | 'employmentForm'
  label: string
  value: string | number
  isSame(there: string): boolean
}

function wishesOf({ position, occupationCode, before }: PositionOrder): Wish[] {
  const { percentage, contractType } = position
  // Huma has whole per cents only: what was not changed there may be more exact in Visma.
  const exactness = before !== undefined && before.percentage !== percentage ? 0 : 1
  const isSamePart = (there: number) => there === percentage || Math.abs(there - percentage) < exactness
  const form = employmentForms[contractType]
  const wishes: Wish[] = [
    {
      name: 'partTimeFactors',
      label: 'percentage',
      value: percentage,
      isSame: (there) => there !== '' && isSamePart(Number(there)),
    },
  ]
  if (occupationCode !== undefined) {
    const isSame = (there: string) => there === occupationCode
    wishes.push({ name: 'typeOfWork', label: 'occupation code', value: occupationCode, isSame })
  }
  if (form !== undefined) {
    // Whether somebody is hired out is known in Visma only.
    const isSame = (there: string) => there !== '' && there.startsWith('fast') === (form === 'fast')
    wishes.push({ name: 'employmentForm', label: 'type of contract', value: form, isSame })
  }
  return wishes
}

/** `row` is the same document as read. What is not told by Huma stays as it is, byte for byte. */
export function changedPosition(all: Document, row: PositionRow, order: PositionOrder, known: Known): Change {
  const { position, today } = order
  const start = startChange(startOf(row), position, known, today)
  const end = endChange(row, position, order.before, known)
  const since = start.to ?? startOf(row)
  const values: Record<string, unknown> = { ...(start.to === undefined ? {} : { activeStart: since }), ...end.values }
  if (start.to !== undefined) {
    for (const name of timelines) {
      const moved = movedList(partsOf(all[name]), startOf(row), since)
      if (moved) values[name] = moved
    }
  }
  const isOver = position.endDate !== null && position.endDate < today
  const day = isOver && position.endDate !== null ? position.endDate : today > since ? today : since
  const differing: string[] = []
  for (const wish of wishesOf(order)) {
    const list = partsOf(values[wish.name] ?? all[wish.name])
    const place = placeOf(datesOf(list), day)
    const there = place ? String(row[wish.name]?.[place.index]?.value ?? '').trim() : ''
    if (place && place.when !== 'past' && wish.isSame(there)) continue
    if (isOver) {
      differing.push(wish.label)
      continue
    }
    const { activeStart: _, activeEnd: __, ...rest } = (place && list[place.index]) ?? {}
    values[wish.name] = withValue(list, place, { ...rest, value: wish.value }, day, since)
  }
  const byHand = [...start.byHand, ...end.byHand]
  if (differing.length > 0) {
    byHand.push(
      `The position from ${since} to ${position.endDate} is over, and differs from Huma (${differing.join(', ')}). Correct it in Visma.net Payroll if it should be calculated anew.`,
    )
  }
  const isDropped = ([name]: [string, unknown]) => !end.dropped.includes(name)
  return {
    body: Object.fromEntries(Object.entries({ ...all, ...values }).filter(isDropped)),
    isChanged: Object.keys(values).length > 0 || end.dropped.some((name) => all[name] !== undefined),
    warnings: start.warnings,
    byHand,
  }
}

interface Part {
  values: Document
  dropped: readonly string[]
  byHand: readonly string[]
}

/** Only a start that Huma has changed is moved, and only where Visma has the one that Huma had. */
function startChange(
  there: string,
  { startDate }: Position,
  known: Known,
  today: string,
): { to?: string; warnings: string[]; byHand: string[] } {
  const none = { warnings: [], byHand: [] }
  if (there === startDate || known.start === undefined || known.start === startDate) return none
  const moved = `The start of the position was moved from ${known.start} to ${startDate} in Huma`
  if (known.start !== there) {
    const words = `${moved}, and it begins on ${there} in Visma.net Payroll: correct it there.`
    return { ...none, byHand: [words] }
  }
  const isPast = there <= today || startDate <= today
  const words = `${moved}, and in Visma.net Payroll: it calculates anew what was paid for the days between.`
  return { to: startDate, warnings: isPast ? [words] : [], byHand: [] }
}

/** What began with the position begins with it still. undefined where nothing did. */
function movedList(list: readonly Document[], from: string, to: string): Document[] | undefined {
  const isMoved = (value: ReturnType<typeof datesOf>[number]) => startOf(value) === from && endOf(value) >= to
  const dates = datesOf(list)
  if (!dates.some(isMoved)) return undefined
  return list.map((value, index) =>
    isMoved(dates[index] ?? { activeStart: '', activeEnd: '' }) ? { ...value, activeStart: to } : value,
  )
}

/** Not documented: the reasons for an end, so none is sent. */
function endChange(row: PositionRow, { endDate }: Position, before: Position | undefined, known: Known): Part {
  const there = row.activeEnd?.slice(0, 10) || null
  const since = startOf(row)
  const none: Part = { values: {}, dropped: [], byHand: [] }
  const reasons = hasReason(row) ? [] : [enterReason(since)]
  if (there === endDate) return { ...none, byHand: endDate === null ? [] : reasons }
  if (endDate !== null) {
    const isWanted = known.isOurs || before === undefined || before.endDate !== endDate
    if (isWanted) return { ...none, values: { activeEnd: endDate }, byHand: reasons }
    const words = there === null ? 'has no end' : `ends on ${there}`
    return {
      ...none,
      byHand: [
        `The position that begins on ${since} ${words} in Visma.net Payroll, and ends on ${endDate} in Huma. It was left: correct the wrong one.`,
      ],
    }
  }
  // Who has been ended in Visma only may have left: nobody is paid again because something else was changed in Huma.
  if (typeof known.end === 'string' || typeof before?.endDate === 'string') {
    return { ...none, dropped: ['activeEnd', 'positionEndReason'] }
  }
  return {
    ...none,
    byHand: [
      `The position that begins on ${since} ends on ${there} in Visma.net Payroll, and has no end in Huma. It was left: correct the wrong one.`,
    ],
  }
}

/** For a position that has an end. */
export function enterReason(start: string): string {
  return `Enter the reason for the end of the position that begins on ${start}, in Visma.net Payroll: its API does not tell which there are.`
}

function hasReason({ positionEndReason: reason }: PositionRow): boolean {
  return Array.isArray(reason) ? reason.length > 0 : Boolean(reason)
}
