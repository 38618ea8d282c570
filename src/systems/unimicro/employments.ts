/** The employments of a person: reading them, and writing one. */
import { randomUUID } from 'node:crypto'
import { HumaPayrollError, isKind } from '../../errors.ts'
import type { Api } from './api.ts'
import { dateOf, fresh } from './mapping.ts'
import { type Employed, type Employment, employed, type HistoryRecord, historyRecord } from './schema.ts'

/** `employeeId` is Person.id. Who was deleted in Unimicro is there no more; of those who are, deleted employments are left out. */
export async function readEmployed(api: Api, employeeId: string, doing: string): Promise<Employed> {
  const isId = /^\d+$/.test(employeeId)
  const query = { filter: `ID eq ${employeeId}`, expand: 'Employments' }
  const rows = isId ? await api.rows('/employees', query, employed, doing) : []
  const row = rows.find(({ ID, Deleted }) => String(ID) === employeeId && !Deleted)
  if (!row) throw new HumaPayrollError('refused', 'Unimicro has no such employee any more.')
  return { ...row, Employments: row.Employments.filter(({ Deleted }) => !Deleted) }
}

/**
 * What the server has kept of its changes, the oldest first; none where it does not tell them. Not documented: their order,
 * and whether a note holds what was or what is from then on.
 */
export async function readHistory(api: Api, employment: Employment, doing: string): Promise<HistoryRecord[]> {
  const query = { action: 'history', top: undefined }
  const path = `/employments/${employment.ID}`
  const rows = await api.rows(path, query, historyRecord, doing).catch((error: unknown) => {
    if (isKind(error, 'protocol')) return []
    throw error
  })
  return rows.sort((a, b) => Date.parse(a.ChangedAt) - Date.parse(b.ChangedAt))
}

/** The whole of it again, with the changes. */
export async function changeEmployment(
  api: Api,
  employment: Employment,
  changes: Partial<Employment>,
  doing: string,
): Promise<void> {
  await api.write('PUT', `/employments/${employment.ID}`, { ...employment, ...changes }, doing)
}

/** Returns its id. */
export async function addEmployment(api: Api, values: Partial<Employment>, doing: string): Promise<number> {
  return api.write('POST', '/employments', { ...fresh(randomUUID), ...values }, doing)
}

/**
 * One of them, new where `employment` is undefined, becomes the standard one in the place of `former`: exactly one must be,
 * so both are written in one request, within the employee, as the vendor's own screens do. Not documented: what becomes of
 * lists that are left out (leave, contacts). They are taken to stay.
 */
export async function makeStandard(
  api: Api,
  employee: Employed,
  {
    employment,
    former,
    values,
  }: { employment: Employment | undefined; former: Employment[]; values: Partial<Employment> },
  doing: string,
): Promise<void> {
  const others = employee.Employments.filter((one) => one !== employment && !former.includes(one))
  const wanted = { ...(employment ?? fresh(randomUUID)), ...values, Standard: true }
  // The former ones first: on the way there must not be two.
  const Employments = [...former.map((one) => ({ ...one, Standard: false })), ...others, wanted]
  await api.write('PUT', `/employees/${employee.ID}`, { ...employee, Employments }, doing)
}

/** ISO 8601; undefined where Unimicro holds none. */
export function startOf({ StartDate }: Employment): string | undefined {
  return StartDate ? dateOf(StartDate) : undefined
}

/** ISO 8601, the last day. Not documented: whether it is; the same as for employees. null = open. */
export function endOf({ EndDate }: Employment): string | null {
  return EndDate ? dateOf(EndDate) : null
}

/** `date` is ISO 8601. One without a start holds from ever. */
export function holds(employment: Employment, date: string): boolean {
  const end = endOf(employment)
  return (startOf(employment) ?? '') <= date && (end === null || date <= end)
}

/** What of `values` is not so yet. Dates count as dates, and a number that was never given as 0. */
export function differences(employment: Employment, values: Partial<Employment>): Partial<Employment> {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => comparable(name, value) !== comparable(name, employment[name])),
  )
}

function comparable(name: string, value: unknown): unknown {
  if (/Date$/.test(name)) return typeof value === 'string' && value !== '' ? dateOf(value) : null
  if (/^(JobCode|JobName)$/.test(name)) return typeof value === 'string' ? value.trim() : ''
  return name === 'Standard' ? value === true : (value ?? 0)
}

/**
 * The one that counts on a day: one of `preferred` (their ids), else the standard one, else that with the highest percentage;
 * undefined where none holds.
 */
export function mainOn(
  employments: readonly Employment[],
  date: string,
  preferred: readonly unknown[] = [],
): Employment | undefined {
  const rank = ({ ID, Standard, WorkPercent }: Employment) =>
    (preferred.includes(ID) ? 2000 : 0) + (Standard ? 1000 : 0) + (WorkPercent ?? 0)
  return employments.filter((one) => holds(one, date)).sort((a, b) => rank(b) - rank(a) || a.ID - b.ID)[0]
}

/** "the employment Cook from 2026-01-01", for what has to be done by hand. */
export function described(employment: Employment): string {
  const title = employment.JobName?.trim()
  return `the employment ${title ? `"${title}" ` : ''}from ${startOf(employment) ?? 'an unknown day'}`
}
