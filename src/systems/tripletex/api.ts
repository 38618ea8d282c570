/** Requests to Tripletex: the session that they need, paging, and errors. */

import type { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import type { Receipt, Session } from '../system.ts'
import { codeOf, keysRefused, notFound, problem, requestIdOf, rightsHint, unreadable } from './errors.ts'
import { type EmployeeBody, page, sessionToken, single } from './schema.ts'

type Query = NonNullable<HttpRequest['query']>

/** Paths are below the base URL; `doing` is for messages: "read the employees". */
export interface Api {
  /** One object; undefined where Tripletex itself says that there is none. */
  get<T>(path: string, query: Query, value: z.ZodType<T>, doing: string): Promise<T | undefined>
  /** One page as asked for. */
  rows<T>(path: string, query: Query, row: z.ZodType<T>, doing: string): Promise<T[]>
  /** All rows of a list, in the order of their ids, each once. */
  list<T extends { id: number }>(path: string, query: Query, row: z.ZodType<T>, doing: string): AsyncGenerator<T, void>
  write<T>(
    method: 'POST' | 'PUT',
    path: string,
    body: EmployeeBody,
    value: z.ZodType<T>,
    doing: string,
  ): Promise<{ value: T; receipt: Receipt }>
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

  /** Sends with a session; once more with a new one where it has ended, because a refused request did nothing. */
  async function send(request: HttpRequest): Promise<HttpResponse> {
    const token = await tokens.get()
    const response = await session.http.send(signed(request, token))
    if (response.status !== 401) return response
    tokens.forget(token)
    return session.http.send(signed(request, await tokens.get()))
  }

  async function readPage<T>(path: string, query: Query, row: z.ZodType<T>, doing: string) {
    const response = await send(readRequest(path, query))
    if (response.status !== 200) throw problem(response, 'read', doing)
    return parse(response, page(row), 'read', doing)
  }

  function readRequest(path: string, query: Query): HttpRequest {
    const { email } = query
    const secret = typeof email === 'string' ? { secret: [email] } : {}
    return { method: 'GET', url: `${session.baseUrl}${path}`, query, effect: 'read', ...secret }
  }

  return {
    rows: async (path, query, row, doing) => (await readPage(path, query, row, doing)).values,

    async get(path, query, value, doing) {
      const response = await send(readRequest(path, query))
      // A 404 without the vendor's own code comes from something on the way, and says nothing about the object.
      if (response.status === 404 && codeOf(response) === notFound) return undefined
      if (response.status !== 200) throw problem(response, 'read', doing)
      return parse(response, single(value), 'read', doing).value
    },

    /**
     * Every page begins with the last row of the one before. Where it does not, the rows have moved meanwhile (somebody
     * was removed, or their order is not kept), and one of them would be missed: as if that employee did not exist.
     */
    async *list(path, query, row, doing) {
      const seen = new Set<number>()
      let last: number | undefined
      for (let from = 0; ; ) {
        const asked = { ...query, sorting: 'id', from, count: pageWithNext }
        const { values, fullResultSize } = await readPage(path, asked, row, doing)
        if (last !== undefined && values[0]?.id !== last) throw moved(doing)
        const fresh = last === undefined ? values : values.slice(1)
        for (const value of fresh) {
          if (seen.has(value.id)) throw moved(doing)
          seen.add(value.id)
          yield value
          last = value.id
        }
        const end = from + values.length
        // "No response data can occur because result objects are filtered on authorization."
        if (end === 0 && fullResultSize) throw allHidden(doing)
        // Nothing new: there is no more, whatever was announced.
        if (fresh.length === 0 || !isMore(values.length, end, fullResultSize)) return
        from = end - 1
      }
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
  }
}

function moved(doing: string): HumaPayrollError {
  return new HumaPayrollError('unavailable', `The list in Tripletex changed meanwhile; could not ${doing}.`, {
    hint: 'Run the command again.',
  })
}

function allHidden(doing: string): HumaPayrollError {
  const message = `Tripletex shows nothing to this key, and says that there is something; could not ${doing}.`
  return new HumaPayrollError('authorization', message, { hint: rightsHint, details: { status: 200 } })
}

/**
 * `count` rows came, which end at `end` of the list. `fullResultSize` is deprecated and "not exact", but it "indicates
 * whether there are more values available": a server that gives fewer rows than it is asked for shows it there.
 */
function isMore(count: number, end: number, fullResultSize: number | null | undefined): boolean {
  if (count === pageWithNext) return true
  return typeof fullResultSize === 'number' ? fullResultSize > end : count >= pageSize
}

/** User name 0: the company of the key's owner. */
function signed(request: HttpRequest, token: string): HttpRequest {
  const credentials = Buffer.from(`0:${token}`).toString('base64')
  return { ...request, headers: { ...request.headers, authorization: `Basic ${credentials}` } }
}

function parse<T>(response: HttpResponse, schema: z.ZodType<T>, effect: HttpRequest['effect'], doing: string): T {
  let json: unknown
  try {
    json = JSON.parse(response.body)
  } catch {
    throw unreadable(response, effect, doing)
  }
  const parsed = schema.safeParse(json)
  // The reasons stay here: they could repeat what is stored about a person.
  if (!parsed.success) throw unreadable(response, effect, doing)
  return parsed.data
}

interface Tokens {
  get(): Promise<string>
  /** Only where `token` is still the one in use: several requests learn of its end at the same time. */
  forget(token: string): void
}

interface Attempt {
  /** undefined until the session is there. */
  token: string | undefined
  promise: Promise<string>
}

function createTokens(session: Session): Tokens {
  let current: Attempt | undefined
  return {
    get() {
      if (current) return current.promise
      const started: Attempt = { token: undefined, promise: openSession(session) }
      current = started
      started.promise.then(
        (token) => {
          started.token = token
        },
        () => {
          if (current === started) current = undefined
        },
      )
      return started.promise
    },
    forget(token) {
      if (current?.token === token) current = undefined
    },
  }
}

async function openSession({ secrets, baseUrl, http, now }: Session): Promise<string> {
  const { employeeToken, consumerToken } = secrets
  if (!employeeToken || !consumerToken) {
    throw new HumaPayrollError('authorization', 'The keys of Tripletex are not there.', {
      hint: 'Authorize the connection anew: huma-payroll connect tripletex --name NAME',
    })
  }
  const body = { employeeToken, consumerToken, expirationDate: expirationDate(now()) }
  // Opening a second session harms nobody, so a lost answer is simply asked for again.
  const common = {
    url: `${baseUrl}/token/session/:create`,
    effect: 'read',
    secret: [employeeToken, consumerToken],
  } as const
  const doing = 'open a session'

  let response = await http.send({ ...common, method: 'POST', json: body })
  // The older form has the tokens in its address: only for installations that lack the newer one.
  if (isNotThere(response)) response = await http.send({ ...common, method: 'PUT', query: body })
  const { status } = response
  // Not documented: the status for wrong tokens.
  if (status >= 400 && status < 500 && status !== 408 && status !== 429 && !isNotThere(response)) {
    throw keysRefused(response)
  }
  if (status !== 200 && status !== 201) throw problem(response, 'read', doing)
  return parse(response, single(sessionToken), 'read', doing).value.token
}

function isNotThere({ status }: HttpResponse): boolean {
  return status === 404 || status === 405
}

/**
 * A session ends at midnight at the start of this date, which must be later than today in Norway: two days ahead in
 * UTC is at least one day there. Not documented: the longest life allowed.
 */
function expirationDate(now: number): string {
  return new Date(now + 2 * 86_400_000).toISOString().slice(0, 10)
}
