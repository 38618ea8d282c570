/** What Tripletex answered, as data. */
import type { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { readJson } from '../json.ts'
import { plain } from '../vendor-text.ts'
import { requestIdOf, unreadable } from './errors.ts'
import { page } from './schema.ts'

export function parse<T>(
  response: HttpResponse,
  schema: z.ZodType<T>,
  effect: HttpRequest['effect'],
  doing: string,
): T {
  const read = readJson(response.body, schema)
  if (read === undefined) throw unreadable(response, effect, doing)
  return read
}

export interface Page<T> {
  values: T[]
  fullResultSize: number | null | undefined
}

/** `path` is what was asked for, and `from` the place of the first row in the list. */
export function parsePage<T>(
  response: HttpResponse,
  row: z.ZodType<T>,
  { path, from, doing }: { path: string; from: number; doing: string },
): Page<T> {
  const { values, fullResultSize } = parse(response, page, 'read', doing)
  const rows = values.map((value, index) => {
    const parsed = row.safeParse(value)
    if (parsed.success) return parsed.data
    throw unreadableRow(response, `${path}, row ${from + index + 1}${placeIn(value, parsed.error)}`, doing)
  })
  return { values: rows, fullResultSize }
}

/** ', id 17, at "employee.id"': which one it is, and what of it; never a value of it but the id. */
function placeIn(value: unknown, { issues }: z.ZodError): string {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  const told =
    typeof id === 'string' || typeof id === 'number' ? `, id ${plain(String(id)).slice(0, 40)}` : ', without an id'
  const path = issues[0]?.path.join('.')
  return `${told}${path ? `, at "${path}"` : ''}`
}

function unreadableRow(response: HttpResponse, place: string, doing: string): HumaPayrollError {
  const requestId = requestIdOf(response)
  // Leaving the row out would be taken for "there is no such person".
  return new HumaPayrollError(
    'protocol',
    `Tripletex lists something that cannot be understood (${place}); could not ${doing}.`,
    {
      hint: `Look in Tripletex what this is (${place}), or tell its support, then run the command again.`,
      details: { status: response.status },
      ...(requestId === undefined ? {} : { requestId }),
    },
  )
}
