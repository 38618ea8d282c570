/**
 * Leave that the a-melding reports, a row for each employment that it falls into. The other register, of hours, is not
 * written: not documented which of the two an HR system should use, and hours are approved and paid there.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Absence } from '../../core/absence.ts'
import { dayAfter, nextDay } from '../../core/position.ts'
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { AbsenceWriter, Sent } from '../system.ts'
import type { Api } from './api.ts'
import { endOf, holds, mainOn, readEmployed, startOf } from './employments.ts'
import { dateOf, fresh, momentOf } from './mapping.ts'
import { type Employment, type Leave, leave } from './schema.ts'

/** The part of an absence that falls into one employment. */
interface Part {
  employment: Employment
  startDate: string
  endDate: string
}

const kept = z.object({ leaves: z.array(z.int()) })

export function createAbsence(api: Api): AbsenceWriter {
  const path = '/EmployeeLeave'

  async function read(employeeId: string, doing: string) {
    const { Employments } = await readEmployed(api, employeeId, doing)
    const filter = Employments.map(({ ID }) => `EmploymentID eq ${ID}`).join(' or ')
    const leaves: Leave[] = []
    // An empty filter means trouble there, by the vendor's own client.
    if (filter) {
      for await (const one of api.list(path, { filter }, leave, doing)) if (!one.Deleted) leaves.push(one)
    }
    return { employments: Employments, leaves }
  }

  return {
    async put({ person, absence, before, reference }) {
      const doing = 'write the leave'
      const LeaveType = typeOf(absence)
      const { employments, leaves } = await read(person.id, doing)
      const own = ownRows(leaves, employments, before, reference)
      const preferred = own.map(({ EmploymentID }) => EmploymentID)
      const parts = partsOf(absence, employments, preferred)
      if (parts.length === 0) throw withoutEmployment(absence)
      const ids: number[] = []
      let changed = false
      const used = new Set<Leave>()
      for (const part of parts) {
        const values = {
          EmploymentID: part.employment.ID,
          LeaveType,
          LeavePercent: absence.percentage,
          FromDate: momentOf(part.startDate),
          ToDate: momentOf(part.endDate),
        }
        const isThere = (row: Leave) => row.EmploymentID === part.employment.ID && !used.has(row)
        const row = own.find(isThere) ?? leaves.find((one) => isThere(one) && isSame(one, absence.code, part))
        if (row) used.add(row)
        if (row && isSame(row, absence.code, part) && row.LeavePercent === absence.percentage) {
          ids.push(row.ID)
          continue
        }
        changed = true
        if (row) ids.push(await api.write('PUT', `${path}/${row.ID}`, { ...row, ...values }, doing))
        else ids.push(await api.write('POST', path, { ...fresh(randomUUID), ...values }, doing))
      }
      for (const row of own.filter((one) => !used.has(one))) {
        changed = true
        await api.remove(`${path}/${row.ID}`, doing)
      }
      return {
        changed,
        reference: JSON.stringify({ leaves: ids }),
        ...warningsOf(absence, parts, employments, changed),
      }
    },

    async remove({ person, before, reference }) {
      const doing = 'delete the leave'
      const { employments, leaves } = await read(person.id, doing)
      const own = ownRows(leaves, employments, before, reference)
      for (const row of own) await api.remove(`${path}/${row.ID}`, doing)
      return { changed: own.length > 0, ...(reference === undefined ? {} : { reference }) }
    },
  }
}

/** Rows that were written for this absence: by what was kept, else by the days and the type that were sent before. */
function ownRows(
  leaves: readonly Leave[],
  employments: readonly Employment[],
  before: Absence | undefined,
  reference: string | undefined,
): Leave[] {
  const ids = readJson(reference, kept)?.leaves
  if (ids) return leaves.filter(({ ID }) => ids.includes(ID))
  if (!before) return []
  const parts = partsOf(before, employments)
  return leaves.filter((row) =>
    parts.some((part) => part.employment.ID === row.EmploymentID && isSame(row, before.code, part)),
  )
}

/** The same type on the same days; the percentage may differ. */
function isSame(
  { LeaveType, FromDate, ToDate }: Leave,
  code: string,
  part: Pick<Part, 'startDate' | 'endDate'>,
): boolean {
  const [from, to] = [FromDate && dateOf(FromDate), ToDate && dateOf(ToDate)]
  return `leave:${LeaveType}` === code && from === part.startDate && to === part.endDate
}

/**
 * In order of days. Of several employments at once the main one is meant, or that in which the leave stands already
 * (`preferred`): Huma does not tell which.
 */
function partsOf(
  { startDate, endDate }: Absence,
  employments: readonly Employment[],
  preferred: readonly unknown[] = [],
): Part[] {
  const turns = employments.flatMap((one) => {
    const [start, end] = [startOf(one), endOf(one)]
    return [...(start === undefined ? [] : [start]), ...(end === null ? [] : [nextDay(end)])]
  })
  const within = turns.filter((day) => startDate < day && day <= endDate)
  const days = [...new Set([startDate, ...within])].sort()
  const parts: Part[] = []
  for (const [index, day] of days.entries()) {
    const next = days[index + 1]
    const last = next === undefined ? endDate : dayAfter(next, -1)
    const employment = mainOn(employments, day, preferred)
    const before = parts.at(-1)
    if (!employment) continue
    if (before?.employment === employment && nextDay(before.endDate) === day) before.endDate = last
    else parts.push({ employment, startDate: day, endDate: last })
  }
  return parts
}

function warningsOf(
  { startDate, endDate }: Absence,
  parts: readonly Part[],
  employments: readonly Employment[],
  changed: boolean,
): Pick<Sent, 'warnings'> {
  if (!changed) return {}
  const several = parts.some(({ employment, ...part }) =>
    employments.some((one) => one !== employment && (holds(one, part.startDate) || holds(one, part.endDate))),
  )
  const days = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
  const covered = parts.reduce((sum, part) => sum + days(part.startDate, part.endDate), 0)
  const warnings = [
    ...(several
      ? ['There are several employments in Unimicro at that time: the leave stands with the main one only.']
      : []),
    ...(covered < days(startDate, endDate)
      ? ['There is no employment in Unimicro on some of the days: the leave stands only on the others.']
      : []),
  ]
  return warnings.length > 0 ? { warnings } : {}
}

function typeOf({ code }: Absence): number {
  const type = /^leave:([1-6])$/.exec(code)?.[1]
  if (type !== undefined) return Number(type)
  throw new HumaPayrollError('refused', 'The type of absence is mapped to none of Unimicro.', {
    hint: 'Map it anew: huma-payroll configure NAME --map-absence "TYPE=CODE"',
    details: { field: 'code' },
  })
}

function withoutEmployment({ startDate, endDate }: Absence): HumaPayrollError {
  const message = `There is no employment in Unimicro from ${startDate} to ${endDate}, and leave belongs to one.`
  return new HumaPayrollError('refused', message, {
    hint: 'Send positions too (huma-payroll configure NAME --positions on), or add the employment in Unimicro.',
    details: { field: 'position' },
  })
}
