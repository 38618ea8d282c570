/** Writes positions: an employment and its dated rows. */
import { z } from 'zod'
import type { Position } from '../../core/position.ts'
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { PositionOrder, PositionWriter, Sent } from '../system.ts'
import type { Api } from './api.ts'
import { continueWith, endChange, openByHand, reasonStays, writeEnd } from './employment-end.ts'
import {
  type DetailsRow,
  type Employment,
  employmentAnswer,
  employmentOn,
  employmentUntil,
  readEmployments,
  revisionOf,
} from './employments.ts'
import { endReasonOf, firstRow, type PositionValues, paidOtherwise, valuesOf, writesFor } from './position-values.ts'
import { changeRow, writeRow } from './rows.ts'

interface Parts {
  api: Api
  settings: Readonly<Record<string, string>>
  /** The id of the only division, or of the chosen one; undefined where there is none. Kind `refused` where one must be chosen. */
  division: () => Promise<number | undefined>
  /** The id of an occupation code. Kind `refused` where there is no such code. */
  occupation: (code: string) => Promise<number>
}

/** What finds it again: its row, its first day, the end that it gave the employment, and rows that it had and left behind. */
const kept = z.object({
  row: z.int().optional(),
  from: z.string().optional(),
  end: z.string().optional(),
  left: z.array(z.int()).optional(),
})
type Kept = z.infer<typeof kept>

export function createPositionWriter({ api, settings, division, occupation }: Parts): PositionWriter {
  async function put(order: PositionOrder): Promise<Sent> {
    const { person, position, occupationCode, from } = order
    const employments = await readEmployments(api, person.id)
    const id = occupationCode === undefined ? undefined : await occupation(occupationCode)
    const values = valuesOf(position, id)
    const employment = employmentOn(employments, from, position.endDate)
    if (employment) return putInto(order, employment, values)

    if (position.endDate !== null && position.endDate < order.today) {
      const why = 'It had ended before the employment in Tripletex began, so it is not sent.'
      return { changed: false, warnings: [why] }
    }
    const earlier = employmentUntil(employments, from)
    if (!earlier) return create(order, values)
    const answer = await writeEnd(api, earlier, continueWith(position, earlier))
    if (!answer) return { changed: false, byHand: [openByHand(earlier)] }
    return { ...(await putInto(order, { ...earlier, ...answer }, values)), changed: true }
  }

  async function create({ person, position, from, salary }: PositionOrder, values: PositionValues): Promise<Sent> {
    if (person.fields.birthDate === null) {
      throw new HumaPayrollError('refused', 'Tripletex takes no employment of somebody without a date of birth.', {
        hint: 'Fill in "Date of birth" in Huma.',
        details: { field: 'birthDate' },
      })
    }
    const id = await division()
    const { endDate } = position
    const reason = endDate === null ? undefined : endReasonOf(position)
    const pay = salary && { salary, percentage: position.percentage }
    const body = {
      employee: { id: Number(person.id) },
      startDate: from,
      ...(endDate === null ? {} : { endDate }),
      ...(reason === undefined ? {} : { employmentEndReason: reason }),
      ...(id === undefined ? {} : { division: { id } }),
      employmentDetails: [{ date: from, ...firstRow(values, pay, settings) }],
    }
    const { value, receipt } = await api.write(
      'POST',
      '/employee/employment',
      body,
      employmentAnswer,
      'create the employment',
    )
    const [row] = value.employmentDetails ?? []
    const byHand = await addDivision(value)
    const warnings = endDate === null ? [] : withoutReason(value)
    const reference = { row: row?.id, from, ...(endDate === null ? {} : { end: endDate }) }
    return sent({ changed: true, ...receipt, warnings }, reference, byHand)
  }

  /** A new employment without one cannot be paid, and Tripletex was seen to ignore the one that it was sent. */
  async function addDivision(employment: Pick<Employment, 'id' | 'version' | 'startDate' | 'division'>) {
    if (employment.division !== null) return []
    const id = await division()
    if (id === undefined) return []
    const body = { ...revisionOf(employment), division: { id } }
    const path = `/employee/employment/${employment.id}`
    const { value } = await api.write('PUT', path, body, employmentAnswer, 'give the employment its division')
    if (value.division?.id === id) return []
    return [`In Tripletex, choose the business (virksomhet) of the employment from ${employment.startDate}.`]
  }

  async function putInto(order: PositionOrder, employment: Employment, values: PositionValues): Promise<Sent> {
    const { person, position, before } = order
    const known = readJson(order.reference, kept) ?? {}
    const left = new Set(known.left)
    let byHand: string[] = []
    let changed = false

    const was = known.from ?? before?.startDate
    const hasMoved = was !== undefined && was !== order.from
    const own = hasMoved ? ownRow(employment, order, known) : undefined
    let current = employment
    if (own && own.date !== order.from) {
      const moved = await move(order, employment, own)
      if (moved) [current, changed] = [moved, true]
      else left.add(own.id)
    }
    if (hasMoved && beginsWith(order, current) && current.startDate === was && was < order.from) {
      ;[current, changed] = [await startOn(current, order.from), true]
    }

    const from = clamped(order, current)
    const end = endChange(order, current, values, known.end)
    if (end) {
      const answer = await writeEnd(api, current, end)
      if (answer) [current, changed] = [{ ...current, ...answer }, true]
      else byHand = [openByHand(current)]
    }

    let row = current.rows.find(({ date }) => date === from)?.id
    const writes = writesFor(order, current.rows, from, values)
    for (const write of writes) {
      const answer = await writeRow(api, person.id, current, write)
      if (answer.date === from) row = answer.id
      changed = true
    }

    const warnings = paidOtherwise(writes, order.salary)
    if (end) warnings.push(...(end.endDate && changed ? withoutReason(current) : reasonStays(current)))
    const isNew = current.startDate === from && current.rows.every(({ date }) => date >= from)
    if (isNew) byHand.push(...(await addDivision(current)))
    if (order.from < from && before?.startDate !== position.startDate) {
      const there = `it begins on ${current.startDate} there, and the position on ${order.from} in Huma`
      byHand.push(`In Tripletex, see when the employment began: ${there}.`)
    }
    const still = current.rows.filter(({ id, date }) => left.has(id) && id !== row && date !== from)
    byHand.push(...still.map(({ date }) => rowByHand(date, `the position begins on ${order.from} in Huma`)))
    const isStuck = end?.endDate === null && current.endDate
    const gaveEnd = current.endDate && (current.endDate === position.endDate || isStuck)
    const reference = {
      row,
      from: order.from,
      ...(gaveEnd ? { end: current.endDate ?? undefined } : {}),
      ...(still.length > 0 ? { left: still.map(({ id }) => id) } : {}),
    }
    return sent({ changed, warnings }, reference, byHand)
  }

  /**
   * Moves its row to another day; first the employment, where it begins with this position. undefined where that cannot
   * be: there is a row of that day already, or "Employment.startDate cannot be moved past the date of the second row".
   * Not documented: that the date of a row may change, so the answer is looked at.
   */
  async function move({ position, from }: PositionOrder, employment: Employment, own: DetailsRow) {
    const { rows, startDate } = employment
    const [first, second] = rows
    const isFirst = own.id === first?.id
    if (rows.some(({ date }) => date === from) || (isFirst && second && from >= second.date)) return undefined
    const startsIt = isFirst && own.date === startDate && from === position.startDate
    if (from < startDate && !startsIt) return undefined
    // A row may not be from before the employment.
    const current = startsIt && from < startDate ? await startOn(employment, from) : employment
    const row = await changeRow(api, own, { date: from })
    if (row.date !== from) return undefined
    const moved = rows.map((one) => (one.id === own.id ? { ...one, ...revisionOf(row), date: from } : one))
    return { ...current, rows: moved.sort((a, b) => (a.date < b.date ? -1 : 1)) }
  }

  async function startOn(employment: Employment, startDate: string): Promise<Employment> {
    const body = { ...revisionOf(employment), startDate }
    const path = `/employee/employment/${employment.id}`
    const { value } = await api.write('PUT', path, body, employmentAnswer, 'move the start of the employment')
    return { ...employment, ...value }
  }

  return {
    put,
    async remove({ person, before, reference }) {
      const known = readJson(reference, kept) ?? {}
      const employments = await readEmployments(api, person.id)
      const employment = employmentOn(employments, before.startDate, before.endDate)
      const written = employment?.rows.find(({ id }) => id === known.row)
      const row = written ?? (employment && rowOf(employment, before))
      // One that says something else by now has been seen to, or is another position's.
      if (row?.percentageOfFullTimeEquivalent !== before.percentage) return { changed: false }
      const why = 'the position was deleted in Huma'
      const isOnly = employment?.rows.length === 1
      const byHand = isOnly ? employmentByHand(employment.startDate, why) : rowByHand(row.date, why)
      return sent({ changed: false }, known, [byHand])
    },
  }
}

/** Whether the position's row is the first of the employment. */
function beginsWith({ position, from }: PositionOrder, { rows }: Employment): boolean {
  return from === position.startDate && rows[0]?.date === from
}

/** Its first day, within the employment. */
function clamped({ from }: Pick<PositionOrder, 'from'>, { startDate }: Employment): string {
  return from < startDate ? startDate : from
}

/** The row that the position began with: the one that was written, or else the one of the day on which it began. */
function ownRow(employment: Employment, { before }: PositionOrder, known: Kept): DetailsRow | undefined {
  return employment.rows.find(({ id }) => id === known.row) ?? (before && rowOf(employment, before))
}

/** A row of that day that says what the position said. */
function rowOf(employment: Employment, { startDate: from, percentage }: Position): DetailsRow | undefined {
  const row = employment.rows.find(({ date }) => date === clamped({ from }, employment))
  return row?.percentageOfFullTimeEquivalent === percentage ? row : undefined
}

/** The a-melding wants one. */
function withoutReason({
  endDate,
  employmentEndReason,
}: Pick<Employment, 'endDate' | 'employmentEndReason'>): string[] {
  if (employmentEndReason) return []
  return [
    `Huma gives no reason for the end that Tripletex knows: choose one there for the employment that ends on ${endDate}.`,
  ]
}

interface Outcome extends Pick<Sent, 'changed' | 'requestId'> {
  warnings?: readonly string[]
}

function sent({ warnings = [], ...outcome }: Outcome, reference: Kept, byHand: readonly string[]): Sent {
  const text = JSON.stringify(reference)
  return {
    ...outcome,
    ...(warnings.length > 0 ? { warnings } : {}),
    ...(text === '{}' ? {} : { reference: text }),
    ...(byHand.length > 0 ? { byHand } : {}),
  }
}

function employmentByHand(startDate: string, why: string): string {
  return `In Tripletex, open Company > Employees > the employee and end or remove the employment from ${startDate}, which has no other position: ${why}, and the API removes none.`
}

function rowByHand(date: string, why: string): string {
  return `In Tripletex, open Company > Employees > the employee and remove the row of the employment from ${date}, unless another position begins that day: ${why}, and the API removes no rows.`
}
