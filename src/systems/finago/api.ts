/** Requests to Finago: the bearer token that they need, and errors. */
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { readJson } from '../json.ts'
import type { Session } from '../system.ts'
import { newKeyHint, problem, tokenRefused, unreadable } from './errors.ts'
import { bearer, oneOrMany } from './schema.ts'

/** Paths are below the base URL; `doing` is for messages: "read the employees". */
export interface Api {
  /** All rows: there are no pages. Also where the answer is one object. */
  rows<T extends z.ZodType>(path: string, row: T, doing: string): Promise<z.infer<T>[]>
  /** As `rows`; undefined where Finago refuses it, because it has no answer of its own for what is not there. */
  rowsIfAny<T extends z.ZodType>(path: string, row: T, doing: string): Promise<z.infer<T>[] | undefined>
  /** What Finago keeps now. */
  write<T extends z.ZodType>(path: string, body: object, row: T, doing: string): Promise<z.infer<T>>
  /** As `write`, where the answer is a list. */
  writeRows<T extends z.ZodType>(path: string, body: object, row: T, doing: string): Promise<z.infer<T>[]>
}

export function createApi(session: Session): Api {
  const { baseUrl, http } = session
  const tokens = createTokens(session)

  /** Once more with a new token after a 401, because a refused request did nothing. The second one has another reason. */
  async function send(request: HttpRequest): Promise<HttpResponse> {
    const token = await tokens.get()
    const response = await http.send(signed(request, token))
    if (response.status !== 401) return response
    tokens.forget(token)
    return http.send(signed(request, await tokens.get()))
  }

  async function readRows<T extends z.ZodType>(path: string, row: T, doing: string) {
    const response = await send({ method: 'GET', url: `${baseUrl}${path}`, effect: 'read' })
    return { response, rows: () => parse(response, oneOrMany(row), 'read', doing) }
  }

  async function writeRows<T extends z.ZodType>(path: string, body: object, row: T, doing: string) {
    const response = await send({ method: 'POST', url: `${baseUrl}${path}`, json: body, effect: 'write' })
    if (!isSuccess(response)) throw problem(response, 'write', doing, body)
    return parse(response, oneOrMany(row), 'write', doing)
  }

  return {
    writeRows,

    async rows(path, row, doing) {
      const { response, rows } = await readRows(path, row, doing)
      if (!isSuccess(response)) throw problem(response, 'read', doing)
      return rows()
    },

    async rowsIfAny(path, row, doing) {
      const { response, rows } = await readRows(path, row, doing)
      if ([400, 401, 404].includes(response.status)) return undefined
      if (!isSuccess(response)) throw problem(response, 'read', doing)
      return rows()
    },

    async write(path, body, row, doing) {
      const [only, ...others] = await writeRows(path, body, row, doing)
      if (only === undefined || others.length > 0) throw unreadable(200, 'write', doing)
      return only
    },
  }
}

/** Documented is 200 alone, for what is created too. */
function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300
}

function signed(request: HttpRequest, token: string): HttpRequest {
  return { ...request, headers: { authorization: `Bearer ${token}` } }
}

function parse<T extends z.ZodType>(
  response: HttpResponse,
  schema: T,
  effect: HttpRequest['effect'],
  doing: string,
): z.infer<T> {
  const read = readJson(response.body, schema)
  if (read === undefined) throw unreadable(response.status, effect, doing)
  return read
}

interface Token {
  text: string
  /** Milliseconds since 1970; Infinity where it is not told in a form that can be relied on. */
  ends: number
}

interface Tokens {
  get(): Promise<string>
  /** Only where `token` is still the one in use: several requests learn of its end at the same time. */
  forget(token: string): void
}

/** So long before its end, in milliseconds, a token is not used any more: a request takes its time. */
const margin = 60_000

function createTokens(session: Session): Tokens {
  let current: { token?: Token; promise: Promise<Token> } | undefined

  function fetchOne(): Promise<Token> {
    const attempt: NonNullable<typeof current> = { promise: requestToken(session) }
    current = attempt
    attempt.promise.then(
      (token) => {
        attempt.token = token
      },
      () => {
        if (current === attempt) current = undefined
      },
    )
    return attempt.promise
  }

  return {
    async get() {
      const isOver = current?.token !== undefined && current.token.ends - margin <= session.now()
      const promise = current && !isOver ? current.promise : fetchOne()
      return (await promise).text
    },
    forget(text) {
      if (current?.token?.text === text) current = undefined
    },
  }
}

async function requestToken({ baseUrl, http, secrets, now }: Session): Promise<Token> {
  const { accessToken } = secrets
  if (!accessToken) {
    throw new HumaPayrollError('authorization', 'The access token of Finago is not there.', { hint: newKeyHint })
  }
  const doing = 'log in'
  // The one place that Finago has for it is the address. Whoever asks twice has two tokens, which harms nobody.
  const response = await http.send({
    method: 'GET',
    url: `${baseUrl}/auth`,
    query: { token: accessToken },
    effect: 'read',
    secret: [accessToken, encodeURIComponent(accessToken)],
  })
  if ([400, 401, 403].includes(response.status)) throw tokenRefused(response.status)
  if (!isSuccess(response)) throw problem(response, 'read', doing)
  const { accessToken: text, expiresOn } = parse(response, bearer, 'read', doing)
  return { text, ends: endOf(expiresOn ?? '', now()) }
}

/**
 * "YYYY-MM-DDTHH:MM:SS+hh:mm". Without an offset nobody knows which moment is meant, and an end that is over at once tells of
 * a clock that is wrong: then the token is used until it is refused.
 */
function endOf(expiresOn: string, now: number): number {
  if (!z.iso.datetime({ offset: true }).safeParse(expiresOn).success) return Number.POSITIVE_INFINITY
  const ends = Date.parse(expiresOn)
  return ends - margin <= now ? Number.POSITIVE_INFINITY : ends
}
