/** What all of the Tripletex sandbox's routes need: the company, and how requests are read and answers written. */
import type { Context } from 'hono'
import type { z } from 'zod'
import type { Reference } from './bodies.ts'
import type { Company } from './company.ts'
import { readFields, show, type View } from './fields.ts'
import { list } from './lists.ts'
import { parseJson, type ReadOptions, readObject } from './read-body.ts'
import { type Broken, badValues, forbidden, notFound, notJson, unmappable, wrongVersion } from './refusals.ts'
import type { Kind, Rows } from './rows.ts'
import { texts } from './texts.ts'

export interface Desk {
  company: Company
  /** In Norway, as an ISO date. */
  today(): string
  departmentRequired: boolean
  /** Properties that the token has no right to see. */
  hidden: ReadonlySet<string>
}

export function queryOf(context: Context): URLSearchParams {
  return new URL(context.req.url).searchParams
}

function viewOf({ company, hidden }: Desk, context: Context): View {
  return { company, hidden, base: `${new URL(context.req.url).host}/v2` }
}

/** The row of the path's `id`. Throws 404 where there is none. */
export function rowOf<K extends Kind>({ company }: Desk, context: Context, kind: K): Rows[K] {
  const row = company.find(kind, Number(context.req.param('id')))
  if (!row) throw notFound()
  return row
}

/** With the fields that a GET asks for; what was written is answered whole. */
export function answerOne<K extends Kind>(
  desk: Desk,
  context: Context,
  kind: K,
  row: Rows[K],
  status: 200 | 201 = 200,
) {
  const fields = context.req.method === 'GET' ? queryOf(context).get('fields') : null
  return context.json({ value: show(viewOf(desk, context), kind, row, readFields(fields, kind)) }, status)
}

/** The rows that pass the filters; 304 where the caller has the very same page already. */
export function answerList<K extends Kind>(
  desk: Desk,
  context: Context,
  kind: K,
  rows: Rows[K][],
  more: Record<string, unknown> = {},
) {
  const ifNoneMatch = context.req.header('if-none-match')
  const answer = list(viewOf(desk, context), kind, rows, queryOf(context), ifNoneMatch)
  if (ifNoneMatch !== undefined && ifNoneMatch === answer.versionDigest) return context.body(null, 304)
  return context.json({ ...answer, ...more })
}

/** The rows that were written by a request for several. */
export function answerWritten<K extends Kind>(
  desk: Desk,
  context: Context,
  kind: K,
  rows: Rows[K][],
  status: 200 | 201,
) {
  const written = list(
    viewOf(desk, context),
    kind,
    rows,
    new URLSearchParams({ count: String(rows.length) }),
    undefined,
  )
  return context.json({ ...written, fullResultSize: rows.length, versionDigest: null }, status)
}

export async function bodyOf<T extends object>(
  desk: Desk,
  context: Context,
  schema: z.ZodType<T>,
  options: ReadOptions<T>,
): Promise<T> {
  return readOne(desk, await jsonOf(context), schema, options)
}

/** For requests that write several objects. */
export async function bodiesOf<T extends object>(
  desk: Desk,
  context: Context,
  schema: z.ZodType<T>,
  options: ReadOptions<T>,
): Promise<T[]> {
  const given = await jsonOf(context)
  if (!Array.isArray(given)) throw unmappable({ field: '', message: texts.wrongType, path: null })
  return given.map((one) => readOne(desk, one, schema, options))
}

async function jsonOf(context: Context): Promise<unknown> {
  if (!context.req.header('content-type')?.toLowerCase().startsWith('application/json')) throw notJson()
  return parseJson(await context.req.text())
}

function readOne<T extends object>(desk: Desk, value: unknown, schema: z.ZodType<T>, options: ReadOptions<T>): T {
  const body = readObject(value, schema, options)
  // Not documented: what becomes of a field that the token has no right to.
  if (Object.keys(body).some((name) => desk.hidden.has(name))) throw forbidden()
  return body
}

/** Throws where the caller has read another version than there is now; without a version nothing is checked. */
export function checkVersion(
  body: { id?: number | null | undefined; version?: number | null | undefined },
  row: { id: number; version: number },
): void {
  // Not documented: another id in the body than in the path.
  if (typeof body.id === 'number' && body.id !== row.id) throw badValues([{ field: 'id', message: texts.notAllowed }])
  if (typeof body.version === 'number' && body.version !== row.version) throw wrongVersion()
}

/**
 * The id that a reference holds: undefined where the reference is absent, null where it is null. Complains in `broken`
 * where there is no such row. Not documented: how an unknown id is refused.
 */
export function referTo(
  { company }: Desk,
  kind: Kind,
  reference: Reference,
  field: string,
  broken: Broken[],
): number | null | undefined {
  if (!reference) return reference
  if (typeof reference.id !== 'number') broken.push({ field: `${field}.id`, message: texts.mustBeFilledIn })
  else if (!company.find(kind, reference.id)) broken.push({ field: `${field}.id`, message: texts.notAllowed })
  return reference.id
}

/** Where anything is broken, everything that is broken is told. */
export function refuse(broken: readonly Broken[]): void {
  if (broken.length > 0) throw badValues(broken)
}
