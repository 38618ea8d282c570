/** Requests to Fortnox: the login that they need, paging, and errors. */
import type { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { readJson } from '../json.ts'
import type { Session } from '../system.ts'
import { isOwn, lacksRight, problem, unreadable } from './errors.ts'
import { type AbsenceRow, absencePage, type Employee, employeePage } from './schema.ts'

/** Paths are below the base URL; `doing` is for messages: "read the employees". */
export interface Api {
  /** One object; undefined where Fortnox itself says that there is none. */
  get<T>(path: string, value: z.ZodType<T>, doing: string): Promise<T | undefined>
  /** One page as asked for. */
  page(number: number, limit: number, doing: string): Promise<z.infer<typeof employeePage>>
  /** Everybody, each once; either completes or throws. */
  employees(doing: string): AsyncGenerator<Employee, void>
  /** All that is registered of one employee, of whatever day; either completes or throws. */
  absences(employeeId: string, doing: string): Promise<AbsenceRow[]>
  write<T>(method: 'POST' | 'PUT', path: string, body: object, value: z.ZodType<T>, doing: string): Promise<T>
  /** Takes effect too where there is nothing any more. */
  remove(path: string, doing: string): Promise<void>
}

/** The highest number allowed. */
const pageSize = 500

export function createApi(session: Session): Api {
  /** Once more with a new token where the login has ended, because a refused request did nothing. */
  async function send(request: HttpRequest): Promise<HttpResponse> {
    const { accessToken, http } = session
    if (!accessToken) {
      throw new HumaPayrollError('authorization', 'The login at Fortnox is not there.', {
        hint: 'Approve it: huma-payroll connect fortnox --name NAME',
      })
    }
    const token = await accessToken.get()
    const response = await http.send(signed(request, token))
    if (response.status !== 401 || lacksRight(response)) return response
    return http.send(signed(request, await accessToken.renew(token)))
  }

  async function list<T>(path: string, query: Query, schema: z.ZodType<T>, doing: string): Promise<T> {
    const response = await send({ method: 'GET', url: `${session.baseUrl}${path}`, query, effect: 'read' })
    if (response.status !== 200) throw problem(response, 'read', doing)
    return parse(response, schema, 'read', doing)
  }

  const page: Api['page'] = (number, limit, doing) => list('/employees', { page: number, limit }, employeePage, doing)

  return {
    page,

    async get(path, value, doing) {
      const response = await send({ method: 'GET', url: `${session.baseUrl}${path}`, effect: 'read' })
      if (response.status === 404 && isOwn(response)) return undefined
      if (response.status !== 200) throw problem(response, 'read', doing)
      return parse(response, value, 'read', doing)
    },

    /** Not documented: that the list holds the inactive ones too where `filter` is left out. */
    employees(doing) {
      const read = async (number: number) => {
        const { Employees: rows, MetaInformation: meta } = await page(number, pageSize, doing)
        return { rows, meta }
      }
      return allPages(read, ({ EmployeeId }) => EmployeeId, doing)
    },

    async absences(employeeId, doing) {
      const read = async (number: number) => {
        const query = { employeeid: employeeId, page: number, limit: pageSize }
        const answer = await list('/absencetransactions', query, absencePage, doing)
        return { rows: answer.AbsenceTransactions, meta: answer.MetaInformation }
      }
      const found: AbsenceRow[] = []
      for await (const row of allPages(read, ({ id }) => id, doing)) {
        // Elsewhere a search finds what holds the text, not only what equals it.
        if (row.EmployeeId === employeeId) found.push(row)
      }
      return found
    },

    async write(method, path, body, value, doing) {
      const response = await send({ method, url: `${session.baseUrl}${path}`, json: body, effect: 'write' })
      if (response.status !== 200 && response.status !== 201) throw problem(response, 'write', doing, body)
      return parse(response, value, 'write', doing)
    },

    async remove(path, doing) {
      const response = await send({ method: 'DELETE', url: `${session.baseUrl}${path}`, effect: 'write' })
      const isGone = response.status === 404 && isOwn(response)
      if (!isGone && response.status !== 200 && response.status !== 204) throw problem(response, 'write', doing)
    },
  }
}

type Query = NonNullable<HttpRequest['query']>

interface Page<T> {
  rows: readonly T[]
  meta: z.infer<typeof employeePage>['MetaInformation']
}

/**
 * Not documented: the order of a list. So the number of rows that Fortnox tells is what counts. Where it changes while the
 * pages are read, something was removed, the rows have moved up, and one may be missed as if it did not exist.
 */
async function* allPages<T>(
  read: (number: number) => Promise<Page<T>>,
  idOf: (row: T) => string,
  doing: string,
): AsyncGenerator<T, void> {
  const seen = new Set<string>()
  let total: number | undefined
  for (let number = 1; ; number += 1) {
    const { rows, meta } = await read(number)
    total ??= meta['@TotalResources']
    if (meta['@TotalResources'] !== total) throw listChanged(doing)
    for (const row of rows) {
      const id = idOf(row)
      if (seen.has(id)) continue
      seen.add(id)
      yield row
    }
    if (number < meta['@TotalPages']) continue
    if (seen.size !== total) throw listChanged(doing)
    return
  }
}

function listChanged(doing: string): HumaPayrollError {
  return new HumaPayrollError('unavailable', `The list in Fortnox changed meanwhile; could not ${doing}.`, {
    hint: 'Run the command again.',
  })
}

/** Both headers with every request: without them Fortnox answers 1000030 or 1000031. */
function signed(request: HttpRequest, token: string): HttpRequest {
  const headers = { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${token}` }
  return { ...request, headers }
}

function parse<T>(response: HttpResponse, schema: z.ZodType<T>, effect: HttpRequest['effect'], doing: string): T {
  const read = readJson(response.body, schema)
  if (read === undefined) throw unreadable(response, effect, doing)
  return read
}
