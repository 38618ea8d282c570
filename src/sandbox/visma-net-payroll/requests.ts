/** What is read from a request. */
import type { Context } from 'hono'
import { z } from 'zod'
import { mediaType, refusal } from './refusals.ts'

/** Not documented: whether it is the Content-Type, the Accept or both that decide. Both must be right here. */
export function requireMediaType(context: Context): void {
  const names = (header: string) => context.req.header(header)?.toLowerCase().includes(mediaType.toLowerCase()) ?? false
  if (!names('accept')) throw refusal(406, `Accept must name ${mediaType}.`)
  if (context.req.method !== 'GET' && !names('content-type')) throw refusal(415, `Content-Type must be ${mediaType}.`)
}

/** The body as `schema` has it. What is wrong with the values themselves is found by the job. */
export async function bodyOf<T extends z.ZodType>(context: Context, schema: T): Promise<z.output<T>> {
  const parsed: unknown = await context.req.json().catch(() => undefined)
  const result = schema.safeParse(parsed)
  if (result.success) return result.data
  const places = result.error.issues.map(({ path, message }) => `${['$', ...path].join('.')}: ${message}`)
  throw refusal(400, places.join('\n'))
}

const flag = z
  .string()
  .regex(/^(true|false)$/i)
  .transform((value) => value.toLowerCase() === 'true')

const listQuery = z.strictObject({
  includeDrafts: flag.default(false),
  onlyActive: flag.default(false),
  manager: z.string().exactOptional(),
  fromLastChangedDate: z.iso.date().exactOptional(),
  embed: z.literal('(positions)').exactOptional(),
  fields: z
    .string()
    .regex(
      /^\((?:(?:id|lastChange)(?:,(?:id|lastChange))*|positions\((?:id|activeStart|activeEnd)(?:,(?:id|activeStart|activeEnd))*\))\)$/,
    )
    .exactOptional(),
  // Not documented: the most that may be asked for.
  'page-size': z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .default(50),
  cursor: z.string().exactOptional(),
})

export type ListQuery = z.output<typeof listQuery>

const oneQuery = z.strictObject({ embed: z.literal('(positions)').exactOptional() })

/** Not documented: whether unknown parameters are refused. They are. */
function queryOf<T extends z.ZodType>(context: Context, schema: T): z.output<T> {
  const all = Object.entries(context.req.queries())
  if (all.some(([, values]) => values.length > 1)) throw refusal(400, 'A parameter is given more than once.')
  const result = schema.safeParse(Object.fromEntries(all.map(([name, [value]]) => [name, value])))
  if (result.success) return result.data
  throw refusal(400, z.prettifyError(result.error))
}

export function listQueryOf(context: Context): ListQuery {
  return queryOf(context, listQuery)
}

export function embedsPositions(context: Context): boolean {
  return queryOf(context, oneQuery).embed !== undefined
}

/** Of the id of the last one on the page, and everything that was asked for. */
export function cursorFor(query: ListQuery, lastId: string): string {
  return Buffer.from(JSON.stringify([lastId, askedFor(query)])).toString('base64url')
}

/** The id after which to go on. Whatever was asked for must be asked for again. */
export function readCursor(query: ListQuery): string | undefined {
  if (query.cursor === undefined) return undefined
  const read = z.tuple([z.string(), z.string()]).safeParse(jsonOf(Buffer.from(query.cursor, 'base64url').toString()))
  if (!read.success) throw refusal(400, 'cursor: unknown')
  const [lastId, asked] = read.data
  // Not documented: what happens to those who ask for something else.
  if (asked !== askedFor(query)) throw refusal(400, 'cursor: the other parameters must be the same as before')
  return lastId
}

function askedFor({ cursor: _, ...rest }: ListQuery): string {
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
