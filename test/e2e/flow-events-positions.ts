/** What administrators do in Huma with positions, at random. */

import type { Desk } from './flow-events.ts'
import { addDays, type FlowPosition, holdsOn, now, type PersonFacts } from './flow-facts.ts'

type Event = (person: PersonFacts) => boolean

export function positionEvents({
  huma,
  random: { int, pick },
  today,
  titles,
  event,
}: Desk): Readonly<Record<string, Event>> {
  function setPosition(person: PersonFacts, id: string, value: FlowPosition | null): void {
    const past = person.positions.get(id) ?? []
    person.positions.set(id, past)
    past.push({ at: event(), value })
  }

  function editPosition(person: PersonFacts, id: string, change: Partial<FlowPosition>): void {
    const past = person.positions.get(id)
    const before = past && now(past)
    if (!before) throw new RangeError('There is no such position.')
    const after = { ...before, ...change }
    huma.editPosition(person.id, id, {
      ...(change.start === undefined ? {} : { contractStartDate: change.start }),
      ...(change.end === undefined || change.end === null
        ? {}
        : { contractEndDate: change.end, endReason: reasonOf(after) }),
      ...(change.percentage === undefined ? {} : { percentage: change.percentage }),
      ...(change.title === undefined ? {} : { title: change.title }),
    })
    setPosition(person, id, after)
  }

  function addPosition(person: PersonFacts, position: FlowPosition): void {
    const { start, end, percentage, title } = position
    const id = huma.addPosition(person.id, {
      contractStartDate: start,
      contractType: 'Permanent',
      percentage,
      title,
      ...(end === null ? {} : { contractEndDate: end, endReason: reasonOf(position) }),
    })
    setPosition(person, id, position)
  }

  function isFreeStart(person: PersonFacts, start: string): boolean {
    return [...person.positions.values()].every((past) => past.every(({ value }) => value?.start !== start))
  }

  function positionsWhere(
    person: PersonFacts,
    is: (position: FlowPosition, isOld: boolean) => boolean,
  ): [string, FlowPosition][] {
    return [...person.positions].flatMap(([id, past]) => {
      const value = now(past)
      return value && is(value, past[0]?.at === 0) ? [[id, value] as [string, FlowPosition]] : []
    })
  }

  return {
    'other percentage'(person) {
      const [found] = positionsWhere(person, (position) => holdsOn(position, today))
      if (!found) return false
      const [id, position] = found
      const percentage = pick([100, 90, 80, 60, 50].filter((one) => one !== position.percentage))
      editPosition(person, id, { percentage })
      return true
    },
    'other title'(person) {
      const [found] = positionsWhere(person, (position) => holdsOn(position, today))
      if (!found) return false
      editPosition(person, found[0], { title: pick(titles.filter((title) => title !== found[1].title)) })
      return true
    },
    promotion(person) {
      const open = positionsWhere(person, ({ end, start }) => end === null && start <= today)
      const [found] = open
      const start = addDays(today, int(-10, 30))
      if (open.length !== 1 || !found || start <= addDays(found[1].start, 1) || !isFreeStart(person, start))
        return false
      const next = { start, end: null, percentage: pick([100, 80, 60]), title: pick(titles), isTransfer: false }
      const isEndedFirst = int(0, 1) === 0
      if (!isEndedFirst) addPosition(person, next)
      editPosition(person, found[0], { end: addDays(start, -1), isTransfer: true })
      if (isEndedFirst) addPosition(person, next)
      return true
    },
    'leaves the company'(person) {
      const open = positionsWhere(person, ({ end, start }) => end === null && start <= today)
      const [found] = open
      if (int(0, 2) > 0 || open.length !== 1 || !found) return false
      const end = addDays(today, int(-5, 25))
      if (end <= found[1].start) return false
      editPosition(person, found[0], { end, isTransfer: false })
      return true
    },
    'other end'(person) {
      const ended = positionsWhere(person, ({ end, isTransfer }) => end !== null && end >= today && !isTransfer)
      const [found] = ended
      if (!found) return false
      const end = addDays(today, int(3, 40))
      if (end < found[1].start) return false
      editPosition(person, found[0], { end, isTransfer: false })
      return true
    },
    'second position'(person) {
      const holding = positionsWhere(person, (position) => holdsOn(position, today))
      const start = addDays(today, int(-8, 20))
      if (holding.length !== 1 || !isFreeStart(person, start)) return false
      const end = int(0, 1) === 0 ? null : addDays(start, int(15, 60))
      addPosition(person, { start, end, percentage: pick([10, 20]), title: pick(titles), isTransfer: false })
      return true
    },
    'other start'(person) {
      const [found] = positionsWhere(person, (_, isOld) => !isOld)
      if (!found) return false
      const [id, { start: before, end }] = found
      const start = addDays(before, pick([-3, -1, 2, 4]))
      if ((end !== null && start > end) || !isFreeStart(person, start)) return false
      editPosition(person, id, { start })
      return true
    },
    'position deleted'(person) {
      const mayBe = positionsWhere(person, (_, isOld) => !isOld || int(0, 9) === 0)
      if (mayBe.length === 0) return false
      const [id] = pick(mayBe)
      huma.removePosition(person.id, id)
      setPosition(person, id, null)
      return true
    },
    'position of long ago'(person) {
      const start = '2009-02-01'
      if (!isFreeStart(person, start)) return false
      addPosition(person, { start, end: '2009-08-31', percentage: 50, title: pick(titles), isTransfer: false })
      return true
    },
  }
}

function reasonOf({ isTransfer }: FlowPosition) {
  return isTransfer ? 'change_in_organization_or_internal_job_transfer' : 'employee_resigned'
}
