/** Writes one dated row of an employment. */
import { isKind } from '../../errors.ts'
import type { Api } from './api.ts'
import {
  carriedFrom,
  type DetailsBody,
  type DetailsRow,
  detailsRow,
  type Employment,
  readEmployments,
  revisionOf,
} from './employments.ts'
import { isDuplicate } from './errors.ts'

export interface RowWrite {
  /** The row to change; absent for a new one. */
  row?: DetailsRow
  /** Of a new row: its day, and the row whose other values it carries on. */
  date?: string
  carried?: DetailsRow | undefined
  change: DetailsBody
}

export async function changeRow(api: Api, row: DetailsRow, change: DetailsBody): Promise<DetailsRow> {
  const path = `/employee/employment/details/${row.id}`
  const body = { ...revisionOf(row), ...change }
  return (await api.write('PUT', path, body, detailsRow, 'change the row of the employment')).value
}

/** "One row per employment and date": where somebody has added one of that day meanwhile, it is changed instead. */
export async function writeRow(api: Api, employeeId: string, { id }: Employment, write: RowWrite): Promise<DetailsRow> {
  const { row, date = '', carried, change } = write
  if (row) return changeRow(api, row, change)
  const body = { ...(carried ? carriedFrom(carried) : {}), ...change, employment: { id }, date }
  try {
    const path = '/employee/employment/details'
    return (await api.write('POST', path, body, detailsRow, 'add a row to the employment')).value
  } catch (error) {
    if (!isKind(error, 'refused') || (error.details?.field !== 'date' && !isDuplicate(error))) throw error
    const now = (await readEmployments(api, employeeId)).find((one) => one.id === id)
    const there = now?.rows.find((one) => one.date === date)
    if (!there) throw error
    return changeRow(api, there, change)
  }
}
