/** Absence as leave of absence, which is reported in the a-melding. */
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { SentAbsence } from '../system.ts'
import type { Api } from './api.ts'
import { type Employment, employmentOn, revisionOf } from './employments.ts'

const leave = z.object({
  id: z.int(),
  version: z.int().nullish().catch(undefined),
  importedLeaveOfAbsenceId: z.string().nullish(),
  startDate: z.iso.date(),
  endDate: z.iso.date().nullish(),
  percentage: z.number(),
  type: z.string().nullish(),
})
type Leave = z.infer<typeof leave>
const leaveFields = 'id,version,importedLeaveOfAbsenceId,startDate,endDate,percentage,type'
const path = '/employee/employment/leaveOfAbsence'

interface Ours {
  /** Huma's id of the absence: kept as `importedLeaveOfAbsenceId`. */
  id: string
  /** Tripletex' id, where it is known. */
  leave: number | undefined
}

/** `dates` are days on which it may be valid: the list tells the leaves of one day only. */
export async function findLeave(
  api: Api,
  employments: readonly Employment[],
  ours: Ours,
  dates: readonly string[],
): Promise<Leave | undefined> {
  const doing = 'read the leaves of absence'
  if (ours.leave !== undefined) {
    const found = await api.get(`${path}/${ours.leave}`, { fields: leaveFields }, leave, doing)
    if (found?.importedLeaveOfAbsenceId === ours.id) return found
  }
  if (employments.length === 0) return undefined
  const employmentIds = employments.map(({ id }) => id).join(',')
  for (const date of new Set(dates)) {
    for await (const row of api.list(path, { employmentIds, date, fields: leaveFields }, leave, doing)) {
      if (row.importedLeaveOfAbsenceId === ours.id) return row
    }
  }
  return undefined
}

/** `found`: what there is of it. */
export async function putLeave(
  api: Api,
  employments: readonly Employment[],
  found: Leave | undefined,
  { type, absence }: { type: string; absence: SentAbsence },
) {
  const { id, startDate, endDate, percentage } = absence
  const wanted = { startDate, endDate, percentage, type }
  if (found && isSame(found, wanted)) return { changed: false, byHand: [], leave: found.id }
  if (found) {
    const body = { ...revisionOf(found), ...wanted }
    const { value } = await api.write('PUT', `${path}/${found.id}`, body, leave, 'change the leave of absence')
    // Not documented: which changes it takes.
    return { changed: true, byHand: isSame(value, wanted) ? [] : [changeByHand(found, wanted)], leave: found.id }
  }
  const employment = employmentOn(employments, startDate, startDate)
  if (!employment) {
    const message = `Tripletex keeps leaves of absence with an employment, and has none on ${startDate}.`
    throw new HumaPayrollError('refused', message, {
      hint: 'In Tripletex, see when the employment began (Company > Employees > the employee).',
      details: { field: 'employment' },
    })
  }
  const body = { employment: { id: employment.id }, importedLeaveOfAbsenceId: id, ...wanted }
  const { value } = await api.write('POST', path, body, leave, 'register the leave of absence')
  return { changed: true, byHand: [], leave: value.id }
}

type Wanted = Pick<Leave, 'startDate' | 'percentage'> & { endDate: string; type: string }

function isSame(row: Leave, { startDate, endDate, percentage, type }: Wanted): boolean {
  return row.startDate === startDate && row.endDate === endDate && row.percentage === percentage && row.type === type
}

function changeByHand({ startDate }: Leave, wanted: Wanted): string {
  return `In Tripletex, correct the leave of absence of the employment from ${startDate}: it is from ${wanted.startDate} to ${wanted.endDate}, ${wanted.percentage} %, in Huma.`
}

export function removeLeaveByHand({ startDate, endDate }: Leave): string {
  const until = endDate ? ` to ${endDate}` : ''
  return `In Tripletex, open Company > Employees > the employee and remove the leave of absence from ${startDate}${until} of the employment: the API removes none.`
}
