/**
 * Absence, one row each. Ours carry Huma's id (`externalId`), by which they are found again; a change is made to the same row.
 * There is no deleting one: what was taken back is marked as rejected.
 */
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import { once } from '../once.ts'
import type { AbsenceOrder, AbsenceWriter } from '../system.ts'
import {
  differing,
  type Filling,
  isRejected,
  labels,
  type Name,
  shown,
  type Values,
  valuesOf,
  whole,
} from './absences.ts'
import type { Api } from './api.ts'
import { type AbsenceRow, type AbsenceRules, absence, absenceType, child, plainText } from './schema.ts'

const referenceForm = z.object({ serialNo: z.string() })

export function createAbsenceWriter(api: Api): AbsenceWriter {
  const readTypes = () => api.rows('/absencetypes/v2', absenceType, 'read the absence types')
  const types = once(readTypes)

  /** One that was made meanwhile is asked for once more. */
  async function typeOf(code: string): Promise<AbsenceRules> {
    const isIt = (one: AbsenceRules) => one.code === code
    const type = (await types()).find(isIt) ?? (await readTypes()).find(isIt)
    if (type) return type
    throw new HumaPayrollError('refused', `Finago has no absence type ${code} any more.`, {
      hint: 'Choose another one: huma-payroll configure NAME --map-absence "TYPE=CODE"',
    })
  }

  /**
   * All of somebody's: not documented, whether an interval of dates finds what begins in it or what touches it, and one that was
   * moved may be far away.
   */
  function rowsOf(empId: string, doing: string): Promise<AbsenceRow[]> {
    return api.rows(`/absence/v2/${encodeURIComponent(empId)}`, absence, doing)
  }

  async function childrenOf(empId: string): Promise<NonNullable<Filling['child']>> {
    const children = await api.rows(`/child/v2/${encodeURIComponent(empId)}`, child, 'read the children')
    const ids = children.map(({ childId }) => plainText(childId)).filter(Boolean)
    return { ids }
  }

  /** What Finago shows of it afterwards, where its answer can tell. */
  function write(body: Values & { empId: string }, doing: string): Promise<AbsenceRow> {
    return api.write('/absence/v2', body, absence, doing)
  }

  return {
    async put(order) {
      const doing = 'write the absence'
      const { person, absence: wanted } = order
      const type = await typeOf(wanted.code)
      const rows = await rowsOf(person.id, doing)
      const { row, doubled } = ours(rows, wanted.id, order.reference)
      const filling: Filling = needsChild(type, row) ? { child: await childrenOf(person.id) } : {}
      const values = valuesOf(wanted, type, row, filling)
      for (const extra of doubled) await write(rejected(extra, person.id), doing)
      if (row && differing(values, row).length === 0) {
        return { changed: doubled.length > 0, ...referenceOf(row) }
      }
      const after = await write({ ...(row ? whole(row) : {}), ...values, empId: person.id }, doing)
      const untaken = differing(values, after)
      const serialNo = shown(after, 'serialNo') || (row ? shown(row, 'serialNo') : '')
      return {
        changed: true,
        ...(serialNo === '' ? {} : { reference: JSON.stringify({ serialNo }) }),
        ...(row ? {} : warningsOf(rows, order)),
        ...(untaken.length > 0 ? { byHand: [untakenText(untaken, order)] } : {}),
      }
    },

    async remove({ person, before, reference }) {
      const doing = 'take the absence back'
      const rows = await rowsOf(person.id, doing)
      const { row, doubled } = ours(rows, before.id, reference)
      if (!row) return { changed: false }
      const live = [row, ...doubled].filter((one) => !isRejected(one))
      for (const one of live) await write(rejected(one, person.id), doing)
      const left = live.length === 0 ? [] : (await readBack(() => rowsOf(person.id, doing))).filter(isStill(live))
      const serials = [row, ...doubled].map((one) => shown(one, 'serialNo')).join(', ')
      const where = `In Finago, open employee ${person.id}, absence (fravær) number ${serials}, ${before.startDate} to ${before.endDate}`
      return {
        changed: live.length > 0,
        byHand: [
          left.length > 0
            ? `The absence was taken back in Huma, and Finago does not show it as rejected. ${where}: remove it.`
            : // Not documented: what payroll makes of an absence that is rejected after it was approved.
              `The absence was taken back in Huma, and is marked as rejected in Finago. ${where}: see that no payroll run counts it.`,
        ],
      }
    },
  }
}

/** It was written; that nobody could look at it afterwards must not say that it was not. */
async function readBack<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof HumaPayrollError)) throw error
    throw new HumaPayrollError(
      'unknown-outcome',
      `It was written; Finago did not show what became of it. ${error.message}`,
      {
        cause: error,
      },
    )
  }
}

function isStill(live: readonly AbsenceRow[]): (row: AbsenceRow) => boolean {
  const serials = new Set(live.map((one) => shown(one, 'serialNo')))
  return (row) => serials.has(shown(row, 'serialNo')) && !isRejected(row)
}

/** The row of the reference before any other; `doubled`: more of ours that count, which only a broken-off call leaves. */
function ours(
  rows: readonly AbsenceRow[],
  id: string,
  reference: string | undefined,
): { row?: AbsenceRow; doubled: AbsenceRow[] } {
  const known = readJson(reference, referenceForm)?.serialNo
  const isKnown = (row: AbsenceRow) => shown(row, 'serialNo') === known
  const isOurs = (row: AbsenceRow) => {
    const external = shown(row, 'externalId')
    return external === id || (external === '' && isKnown(row))
  }
  const all = rows.filter(isOurs)
  const row = all.find(isKnown) ?? all.find((one) => !isRejected(one)) ?? all[0]
  if (!row) return { doubled: [] }
  return { row, doubled: all.filter((one) => one !== row && !isRejected(one)) }
}

function needsChild(type: AbsenceRules, row: AbsenceRow | undefined): boolean {
  return plainText(type.category) === 'sick_child' && (!row || shown(row, 'childId') === '')
}

function rejected(row: AbsenceRow, empId: string): Values & { empId: string } {
  return { ...whole(row), approved: '2', empId }
}

function referenceOf(row: AbsenceRow): { reference?: string } {
  const serialNo = shown(row, 'serialNo')
  return serialNo === '' ? {} : { reference: JSON.stringify({ serialNo }) }
}

function untakenText(names: readonly Name[], { person, absence: { startDate, endDate } }: AbsenceOrder): string {
  const what = names.map((name) => labels[name]).join(', ')
  return `Finago took the absence from ${startDate} to ${endDate} and shows something else than was sent: ${what}. In Finago, open employee ${person.id} and correct it under absence (fravær).`
}

/** Somebody may have registered the same one by hand. It is theirs, so it stays. */
function warningsOf(rows: readonly AbsenceRow[], { absence: wanted }: AbsenceOrder): { warnings?: readonly string[] } {
  const same = rows.filter(
    (row) =>
      shown(row, 'externalId') !== wanted.id &&
      !isRejected(row) &&
      shown(row, 'absenceType') === wanted.code &&
      shown(row, 'startDate') <= wanted.endDate &&
      (shown(row, 'endDate') || '9999-12-31') >= wanted.startDate,
  )
  if (same.length === 0) return {}
  const serials = same.map((row) => shown(row, 'serialNo')).join(', ')
  return {
    warnings: [
      `Finago has another absence of the same type in these days, number ${serials}, which huma-payroll has not written. If it is the same one, remove it in Finago.`,
    ],
  }
}
