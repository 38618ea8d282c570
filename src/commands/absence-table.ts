/** A table of absence: its first row names the columns. */
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { cleanDate, cleanText } from '../core/values.ts'
import { HumaPayrollError } from '../errors.ts'
import { readDay, readPercentage, readStanding, readTime, type SlashOrder, slashOrderOf } from './absence-cells.ts'
import { type Column, type Columns, columnLabels, columnsOf } from './absence-columns.ts'
import { type Outcome, quoted, standingOf, understood } from './absence-row.ts'

export interface Table {
  columns: Columns
  /** How days like 3/4/2026 were read. */
  slashOrder: SlashOrder
  /** Each with the line where it begins. */
  rows: { line: number; outcome: Outcome }[]
}

const csvRows = z.array(z.object({ info: z.object({ lines: z.number() }), record: z.array(z.string()) }))

/** `allApproved`: see absence-file.ts. Throws kind `usage` for what is no table of absence. */
export function readTable(text: string, path: string, allApproved: boolean): Table {
  // Excel's own way to say what stands between the columns.
  const [hint = '', told] = /^sep=(.)\r?\n/i.exec(text) ?? []
  const body = text.slice(hint.length)
  const [first = ''] = body.split(/\r?\n/, 1)
  const many = (character: string) => first.split(character).length
  const [usual = ';'] = [';', '\t', ','].sort((a, b) => many(b) - many(a))
  let records: z.infer<typeof csvRows>
  try {
    const options = { delimiter: told ?? usual, info: true, relax_column_count: true, skip_empty_lines: true }
    records = csvRows.parse(parse(body, options))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new HumaPayrollError('usage', `${path} is no table: ${csvProblem(error)}.`, {
      hint: 'Save it as CSV again, with texts that hold quotation marks in quotation marks.',
      cause: error,
    })
  }
  const [head, ...rest] = records
  const columns = columnsOf(head?.record ?? [], allApproved, path)
  const width = (head?.record ?? []).findLastIndex((cell) => cell.trim() !== '') + 1
  const dates = (['start', 'end', 'updated', 'approvedAt'] as const).flatMap(
    (column) => columns.places.get(column) ?? [],
  )
  const slashOrder = slashOrderOf(rest.flatMap(({ record }) => dates.map((place) => record[place]?.trim() ?? '')))
  const rows: Table['rows'] = []
  const offset = hint === '' ? 0 : 1
  for (const { info, record } of rest) {
    if (record.every((cell) => cell.trim() === '')) continue
    const line = offset + info.lines - record.join('').split(/\r\n|\r|\n/).length + 1
    rows.push({ line, outcome: tableRow(record, width, columns.places, slashOrder, allApproved) })
  }
  return { columns, slashOrder, rows }
}

function csvProblem({ code, lines }: CsvError & { lines?: unknown }): string {
  const where = typeof lines === 'number' ? ` (line ${lines})` : ''
  return code === 'CSV_QUOTE_NOT_CLOSED'
    ? `a quotation mark is never closed${where}`
    : `a quotation mark is wrong${where}`
}

function tableRow(
  cells: readonly string[],
  width: number,
  places: ReadonlyMap<Column, number>,
  slashOrder: SlashOrder,
  allApproved: boolean,
): Outcome {
  // A line that was cut off, or a text with a separator in it: every cell could be another one's.
  if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== '')) {
    return `it has ${cells.length} cells and the first row ${width}`
  }
  const cell = (column: Column) => cleanText(cells[places.get(column) ?? -1]) ?? ''
  const standing = standingIn(cell, slashOrder, allApproved)
  if ('why' in standing) return standing.why
  const [start, end] = (['start', 'end'] as const).map((column) => cleanDate(cell(column)) ?? '')
  const days = { start: readDay(start ?? '', slashOrder), end: end ? readDay(end, slashOrder) : null }
  if (days.start === undefined && standing.is !== 'deleted') return notADay('start', start ?? '')
  if (days.end === undefined) return notADay('end', end ?? '')
  const percentage = cell('percentage') === '' ? 100 : readPercentage(cell('percentage'))
  if (percentage === undefined) return `percentage: ${quoted(cell('percentage'))} is not between 1 and 100`
  const times = { changed: cell('updated'), approved: cell('approvedAt') || standing.at }
  const [changed, approved] = [times.changed, times.approved].map((time) => readTime(time, slashOrder))
  if (times.changed !== '' && !changed) return notATime('updated', times.changed)
  if (times.approved !== '' && !approved) return notATime('approvedAt', times.approved)
  const row = understood(
    {
      id: cell('id'),
      type: cell('type'),
      startDate: days.start ?? null,
      endDate: days.end,
      percentage,
      approved: standing.is === 'approved',
      deleted: standing.is === 'deleted',
      ...(cell('userId') === '' ? {} : { userId: cell('userId') }),
      ...(changed?.kind === 'instant' ? { updatedAt: new Date(changed.at).toISOString() } : {}),
    },
    { email: cell('email'), employeeNumber: cell('employeeNumber') },
  )
  return typeof row === 'string' ? row : { ...row, ...(changed ? { changed } : {}), ...(approved ? { approved } : {}) }
}

/** `at`: a cell may tell when it was approved instead of that it was. */
function standingIn(cell: (column: Column) => string, slashOrder: SlashOrder, allApproved: boolean) {
  const [approved, status, deleted] = [cell('approved'), cell('status'), cell('deleted')]
  const isTime = readTime(approved, slashOrder) !== undefined
  const told = [approved, status].filter(Boolean)
  // Its "yes" means that it is deleted.
  const isSaid = readStanding(deleted)
  const standing = standingOf([
    ...(isSaid === 'not approved' ? [] : isSaid === undefined ? [deleted].filter(Boolean) : ['deleted' as const]),
    ...told.map((text) => (text === approved && isTime ? 'approved' : (readStanding(text) ?? text))),
    ...(told.length === 0 && allApproved ? ['approved' as const] : []),
  ])
  return { ...standing, at: isTime ? approved : '' }
}

function notATime(column: Column, cell: string): string {
  return `${columnLabels[column]}: ${quoted(cell)} is no time; write it as 2026-12-24T14:00:00Z`
}

/** Why a cell holds no day. */
function notADay(column: Column, cell: string): string {
  if (cell === '') return `the ${columnLabels[column]} is missing`
  const why = /^\d{1,2}\/\d{1,2}\/\d{4}/.test(cell) ? 'could be two days' : 'is no day'
  return `${columnLabels[column]}: ${quoted(cell)} ${why}; write it as 2026-12-24`
}
