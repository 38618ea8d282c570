/** Requests to Unimicro: the login and the company that they need, paging, and errors. */
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { readJson } from '../json.ts'
import type { Session } from '../system.ts'
import { loginHint, problem, unreadable } from './errors.ts'
import { type Company, company, saved } from './schema.ts'

type Query = NonNullable<HttpRequest['query']>

/** Paths are below `/api/biz`, in the connection's company; `doing` is for messages: "read the employees". */
export interface Api {
  /** All that the login opens. */
  companies(): Promise<Company[]>
  /** At most `mostRows`, or `top` of the query. `personal` is a value in the query that must not be logged. */
  rows<T>(path: string, query: Query, row: z.ZodType<T>, doing: string, personal?: string): Promise<T[]>
  /** All rows of a list, in the order of their ids, each once; either completes or throws. */
  list<T extends { ID: number }>(path: string, query: Query, row: z.ZodType<T>, doing: string): AsyncGenerator<T, void>
  /** Not documented: what it answers. Nothing of it is read. */
  remove(path: string, doing: string): Promise<void>
  /** The id of what was written. */
  write(method: 'POST' | 'PUT', path: string, body: object, doing: string): Promise<number>
}

/** Not documented: the highest number allowed. Others ask for 1,000. */
const mostRows = 500

export function createApi(session: Session): Api {
  /** Once more with a new token where the login has ended, because a refused request did nothing. */
  async function send(request: HttpRequest): Promise<HttpResponse> {
    const { accessToken, http } = session
    if (!accessToken) {
      throw new HumaPayrollError('authorization', 'The login at Unimicro is not there.', { hint: loginHint })
    }
    const token = await accessToken.get()
    const response = await http.send(signed(request, token))
    if (response.status !== 401) return response
    return http.send(signed(request, await accessToken.renew(token)))
  }

  function inCompany(path: string) {
    const { baseUrl, account } = session
    if (!account) {
      throw new HumaPayrollError('authorization', 'No company of Unimicro has been chosen.', { hint: loginHint })
    }
    return { url: `${baseUrl}/api/biz${path}`, headers: { CompanyKey: account } }
  }

  async function page<T>(path: string, query: Query, row: z.ZodType<T>, doing: string, personal?: string) {
    const response = await send({
      ...inCompany(path),
      method: 'GET',
      query: { ...query, hateoas: false },
      effect: 'read',
      ...(personal === undefined ? {} : { secret: [personal] }),
    })
    if (response.status !== 200) throw problem(response, 'read', doing)
    return { rows: parse(response, z.array(row), 'read', doing), total: totalOf(response) }
  }

  return {
    async companies() {
      const doing = 'list the companies of this login'
      const response = await send({ method: 'GET', url: `${session.baseUrl}/api/init/companies`, effect: 'read' })
      if (response.status !== 200) throw problem(response, 'read', doing)
      return parse(response, z.array(company), 'read', doing)
    },

    async rows(path, query, row, doing, personal) {
      return (await page(path, { top: mostRows, ...query }, row, doing, personal)).rows
    },

    /**
     * Every page begins with the last row of the one before. Where it does not, somebody has been removed meanwhile, the
     * rows have moved up, and one of them would be missed: as if that employee did not exist. A page that is not full is
     * not taken for the last, because it is not known how many rows a page may have.
     */
    async *list(path, query, row, doing) {
      const seen = new Set<number>()
      let last: number | undefined
      for (let skip = 0; ; ) {
        const { rows, total } = await page(path, { ...query, orderby: 'ID', top: mostRows, skip }, row, doing)
        if (last !== undefined && rows[0]?.ID !== last) throw moved(doing)
        const more = last === undefined ? rows : rows.slice(1)
        for (const value of more) {
          if (seen.has(value.ID)) throw moved(doing)
          seen.add(value.ID)
          yield value
          last = value.ID
        }
        if (seen.size === total) return
        if (more.length === 0) {
          if (total === undefined) return
          throw moved(doing)
        }
        skip += rows.length - 1
      }
    },

    async remove(path, doing) {
      const response = await send({ ...inCompany(path), method: 'DELETE', effect: 'write' })
      if (response.status < 200 || response.status > 299) throw problem(response, 'write', doing)
    },

    async write(method, path, body, doing) {
      const response = await send({ ...inCompany(path), method, json: body, effect: 'write' })
      const { status } = response
      // Not documented: an answer without a body. What a PUT was about is known.
      const known = method === 'PUT' && (status === 204 || response.body.trim() === '') ? idIn(path) : undefined
      if (status === 204 && known !== undefined) return known
      if (status !== 200 && status !== 201) throw problem(response, 'write', doing, body)
      return known ?? parse(response, saved, 'write', doing).ID
    },
  }
}

function idIn(path: string): number | undefined {
  const id = /\/(\d+)$/.exec(path)?.[1]
  return id === undefined ? undefined : Number(id)
}

/** How many rows the whole list has. */
function totalOf({ headers: { count } }: HttpResponse): number | undefined {
  return count && /^\d+$/.test(count) ? Number(count) : undefined
}

function moved(doing: string): HumaPayrollError {
  return new HumaPayrollError('unavailable', `The list in Unimicro changed meanwhile; could not ${doing}.`, {
    hint: 'Run the command again.',
  })
}

function signed(request: HttpRequest, token: string): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }
}

function parse<T>(response: HttpResponse, schema: z.ZodType<T>, effect: HttpRequest['effect'], doing: string): T {
  const read = readJson(response.body, schema)
  if (read === undefined) throw unreadable(response.status, effect, doing)
  return read
}
