/** A file of absence, as a table or as JSON: read row by row, each as the webhook would have told it. */
import { z } from 'zod'
import { cleanText } from '../core/values.ts'
import { HumaPayrollError } from '../errors.ts'
import { readStanding } from './absence-cells.ts'
import { type NotRead, type Outcome, type ReadRow, standingOf, understood } from './absence-row.ts'
import { readTable, type Table } from './absence-table.ts'
import { textOf } from './absence-text.ts'

export interface AbsenceFile {
  /** undefined for a list in JSON. */
  table: Pick<Table, 'columns' | 'slashOrder'> | undefined
  rows: ReadRow[]
  notRead: NotRead[]
}

/** `allApproved`: what does not say whether it is approved, is. Throws kind `usage` for what is no list of absence at all. */
export function readAbsenceFile(bytes: Uint8Array, path: string, allApproved: boolean): AbsenceFile {
  const text = textOf(bytes, path)
  const table = /^\s*[[{]/.test(text) ? undefined : readTable(text, path, allApproved)
  const file: AbsenceFile = { table, rows: [], notRead: [] }
  for (const { line, outcome } of table?.rows ?? readList(text, path, allApproved)) {
    if (typeof outcome === 'string') file.notRead.push({ line, why: outcome })
    else file.rows.push({ line, ...outcome })
  }
  if (file.rows.length + file.notRead.length > 0) return file
  throw new HumaPayrollError('usage', `There is no absence in ${path}.`, {
    hint: 'An empty list never means that everything was deleted. Export it again.',
  })
}

const item = z.looseObject({})
const list = z.union([z.array(z.unknown()), z.looseObject({ absences: z.array(z.unknown()) })])
const word = z.union([z.string(), z.int().transform(String)]).nullish()
const person = z.union([word, z.looseObject({ email: word, employeeNumber: word })])
const facts = z.looseObject({
  id: word,
  absenceId: word,
  email: word,
  employeeNumber: word,
  user: person,
  status: z.union([word, z.looseObject({ name: word, type: word })]),
  approved: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
})

function readList(text: string, path: string, allApproved: boolean): Table['rows'] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new HumaPayrollError('usage', `${path} begins like JSON and is none: it may be cut off.`, {
      hint: 'Export it again.',
    })
  }
  const read = list.safeParse(json)
  if (!read.success) {
    throw new HumaPayrollError('usage', `${path} holds no list of absence.`, {
      hint: 'It has to be [ … ] or { "absences": [ … ] }, each with userId, type, startDate, endDate, percentage, status.',
    })
  }
  const items = Array.isArray(read.data) ? read.data : read.data.absences
  return items.map((one, index) => ({ line: index + 1, outcome: itemRow(one, allApproved) }))
}

function itemRow(one: unknown, allApproved: boolean): Outcome {
  const [object, read] = [item.safeParse(one), facts.safeParse(one)]
  if (!object.success || !read.success) return 'it is no absence as the webhook tells one'
  const { id, absenceId, email, employeeNumber, user, status, approved, deleted } = read.data
  const state = cleanText(typeof status === 'object' ? (status?.name ?? status?.type) : status) ?? ''
  const standing = standingOf([
    ...(deleted ? ['deleted' as const] : []),
    ...(typeof approved === 'boolean' ? [approved ? ('approved' as const) : ('not approved' as const)] : []),
    ...(state === '' ? [] : [readStanding(state) ?? state]),
    ...(allApproved && state === '' && typeof approved !== 'boolean' ? ['approved' as const] : []),
  ])
  if ('why' in standing) return standing.why
  const theirs = typeof user === 'object' ? user : undefined
  const who = { email: email ?? theirs?.email ?? '', employeeNumber: employeeNumber ?? theirs?.employeeNumber ?? '' }
  const told = {
    ...object.data,
    approved: standing.is === 'approved',
    deleted: standing.is === 'deleted',
    status: null,
  }
  return understood({ ...told, id: id ?? absenceId }, who)
}
