/** Lists in pages. https://www.fortnox.se/developer/guides-and-good-to-know/parameters */
import type { Context } from 'hono'
import { z } from 'zod'
import { codes, type Refuse } from './refusals.ts'

const number = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)

/**
 * The query of a list: the two parameters of every list, and those in `allowed`. Anything else is refused, and so is a
 * parameter in capitals. Not documented: a page of more than 500 rows, which is refused here.
 */
export function queryOf<T extends z.ZodRawShape>(context: Context, allowed: T, refuse: Refuse) {
  const schema = z.strictObject({
    page: number.default(1),
    limit: number.pipe(z.int().max(500)).default(100),
    ...allowed,
  })
  const repeated = Object.values(context.req.queries()).some((values) => values.length > 1)
  const query = schema.safeParse(context.req.query())
  if (!query.success || repeated) throw refuse(400, codes.parameter, 'Ogiltig parameter i anropet.')
  return query.data
}

/** Not documented: a page beyond the last one. It is empty here. */
export function pageOf(name: string, rows: readonly object[], { page, limit }: { page: number; limit: number }) {
  return {
    MetaInformation: {
      '@TotalResources': rows.length,
      '@TotalPages': Math.ceil(rows.length / limit),
      '@CurrentPage': page,
    },
    [name]: rows.slice((page - 1) * limit, page * limit),
  }
}
