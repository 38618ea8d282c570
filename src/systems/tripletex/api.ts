/** Requests to Tripletex: the session that they need, paging, and errors. */

import type { z } from 'zod'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import type { Receipt, Session } from '../system.ts'
import { type Page, parse, parsePage } from './answers.ts'
import { codeOf, notFound, problem, requestIdOf, resultSetTooLarge } from './errors.ts'
import { allRows } from './pages.ts'
import { single } from './schema.ts'
import { createTokens } from './tokens.ts'

type Query = NonNullable<HttpRequest['query']>

/** Paths are below the base URL; `doing` is for messages: "read the employees". */
export interface Api {
  /** One object; undefined where Tripletex itself says that there is none. */
  get<T>(path: string, query: Query, value: z.ZodType<T>, doing: string): Promise<T | undefined>
  /** One page as asked for. */
  rows<T>(path: string, query: Query, row: z.ZodType<T>, doing: string): Promise<T[]>
  /** All rows of a list, in the order of their ids, each once. `everybody`: of whom nobody may be missed (pages.ts). */
  list<T extends { id: number }>(
    path: string,
    query: Query,
    row: z.ZodType<T>,
    doing: string,
    everybody?: 'everybody',
  ): AsyncGenerator<T, void>
  write<T>(
    method: 'POST' | 'PUT',
    path: string,
    body: object,
    value: z.ZodType<T>,
    doing: string,
  ): Promise<{ value: T; receipt: Receipt }>
  /** Of one row of a kind that can be removed; one that is gone already is no failure. */
  remove(path: string, query: Query, doing: string): Promise<void>
}

/** The documented standard. Not documented: the highest number allowed. */
const pageSize = 1000
/**
 * What is asked for: the row too many is the first of the next page. With it a page tells by itself whether it is the
 * last, so N rows cost N / 1000 requests, rounded up; and two pages can be seen to fit together.
 */
const pageWithNext = pageSize + 1

export function createApi(session: Session): Api {
  const tokens = createTokens(session)
  let rowsAtOnce = pageWithNext

  /** Sends with a session; once more with a new one where it has ended, because a refused request did nothing. */
  async function send(request: HttpRequest): Promise<HttpResponse> {
    const token = await tokens.get()
    const response = await session.http.send(signed(request, token))
    if (response.status !== 401) return response
    tokens.forget(token)
    return session.http.send(signed(request, await tokens.get()))
  }

  function rowsOf<T>(response: HttpResponse, path: string, from: number, row: z.ZodType<T>, doing: string): Page<T> {
    if (response.status !== 200) throw problem(response, 'read', doing)
    return parsePage(response, row, { path, from, doing })
  }

  /** Asks for a whole thousand where one more is refused, and from then on. */
  async function askPage(path: string, query: Query): Promise<{ response: HttpResponse; asked: number }> {
    const asked = rowsAtOnce
    const response = await send(readRequest(path, { ...query, count: asked }))
    if (asked === pageSize || !mayBeTooMany(response)) return { response, asked }
    const second = await send(readRequest(path, { ...query, count: pageSize }))
    if (second.status === 200) rowsAtOnce = pageSize
    return { response: second, asked: pageSize }
  }

  function readRequest(path: string, query: Query): HttpRequest {
    const { email } = query
    const secret = typeof email === 'string' ? { secret: [email] } : {}
    return { method: 'GET', url: `${session.baseUrl}${path}`, query, effect: 'read', ...secret }
  }

  return {
    rows: async (path, query, row, doing) => rowsOf(await send(readRequest(path, query)), path, 0, row, doing).values,

    async get(path, query, value, doing) {
      const response = await send(readRequest(path, query))
      // A 404 without the vendor's own code comes from something on the way, and says nothing about the object.
      if (response.status === 404 && codeOf(response) === notFound) return undefined
      if (response.status !== 200) throw problem(response, 'read', doing)
      return parse(response, single(value), 'read', doing).value
    },

    list(path, query, row, doing, everybody) {
      return allRows({
        async read(from) {
          const { response, asked } = await askPage(path, { ...query, sorting: 'id', from })
          return { ...rowsOf(response, path, from, row, doing), asked }
        },
        believed: everybody === undefined,
        doing,
      })
    },

    async write(method, path, body, value, doing) {
      const response = await send({ method, url: `${session.baseUrl}${path}`, json: body, effect: 'write' })
      if (response.status !== 200 && response.status !== 201) throw problem(response, 'write', doing, body)
      const requestId = requestIdOf(response)
      return {
        value: parse(response, single(value), 'write', doing).value,
        receipt: requestId === undefined ? {} : { requestId },
      }
    },

    async remove(path, query, doing) {
      const response = await send({ method: 'DELETE', url: `${session.baseUrl}${path}`, query, effect: 'write' })
      const isGone = response.status === 404 && codeOf(response) === notFound
      if (!isGone && response.status !== 204 && response.status !== 200) throw problem(response, 'write', doing)
    },
  }
}

/** Not documented: the answer to a `count` that is too high. */
function mayBeTooMany(response: HttpResponse): boolean {
  return (response.status === 400 || response.status === 422) && codeOf(response) !== resultSetTooLarge
}

/** User name 0: the company of the key's owner. */
function signed(request: HttpRequest, token: string): HttpRequest {
  const credentials = Buffer.from(`0:${token}`).toString('base64')
  return { ...request, headers: { ...request.headers, authorization: `Basic ${credentials}` } }
}
