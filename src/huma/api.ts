/** Requests to Huma: the token that they need, paging, and errors. */
import type { z } from 'zod'
import { HumaPayrollError } from '../errors.ts'
import type { Http, HttpRequest, HttpResponse } from '../http/http.ts'
import { codeOf, keysRefused, notFound, type Place, placeOf, problem, unreadable } from './errors.ts'
import { type Credentials, credentials, page } from './schema.ts'

type Query = NonNullable<HttpRequest['query']>

export interface ApiParts {
  baseUrl: string
  /** clientId, clientSecret. */
  secrets: Readonly<Record<string, string>>
  http: Http
  /** Milliseconds since 1970. */
  now: () => number
}

/** Paths are below the base URL; `doing` is for messages: "read the users". */
export interface Api {
  /** Whom the key belongs to, as told with the token. */
  owner(): Promise<Pick<Credentials, 'organizationId' | 'userId'>>
  /** One object; undefined where Huma itself says that there is none. */
  get<T>(path: string, value: z.ZodType<T>, doing: string): Promise<T | undefined>
  /** One page as asked for; `total` where Huma tells it. */
  page<T>(path: string, query: Query, row: z.ZodType<T>, doing: string): Promise<{ items: T[]; total?: number }>
  rows<T>(path: string, query: Query, row: z.ZodType<T>, doing: string): Promise<T[]>
  /** All rows of a list, each once. */
  list<T extends { id: string }>(list: List<T>, doing: string): Promise<T[]>
  /** Returns what was created. */
  create<T>(path: string, body: object, value: z.ZodType<T>, doing: string): Promise<T>
  change(method: 'POST' | 'PUT' | 'PATCH', path: string, body: object, doing: string): Promise<void>
}

export interface List<T> {
  path: string
  query?: Query
  /** The most that Huma gives at once. */
  pageSize: number
  row: z.ZodType<T>
}

/** How often a list is read from the start while it changes. */
const mostPasses = 5

export function createApi(parts: ApiParts): Api {
  const tokens = createTokens(parts)

  /** Sends with a token; once more with a new one where it has ended, because a refused request did nothing. */
  async function send(request: HttpRequest): Promise<HttpResponse> {
    const { access_token } = await tokens.get()
    const response = await parts.http.send(signed(request, access_token))
    if (response.status !== 401) return response
    tokens.forget(access_token)
    const renewed = await tokens.get()
    return parts.http.send(signed(request, renewed.access_token))
  }

  /** Success is documented as 200, also for what creates. */
  async function write(method: 'POST' | 'PUT' | 'PATCH', path: string, body: object, doing: string) {
    const response = await send({ method, url: `${parts.baseUrl}${path}`, json: body, effect: 'write' })
    if (response.status < 200 || response.status > 299) throw problem(response, 'write', doing)
    return response
  }

  async function readPage<T>(path: string, query: Query, row: z.ZodType<T>, doing: string) {
    const { search } = query
    const secret = typeof search === 'string' ? { secret: [search] } : {}
    const response = await send({ method: 'GET', url: `${parts.baseUrl}${path}`, query, effect: 'read', ...secret })
    if (response.status !== 200) throw problem(response, 'read', doing)
    return parse(response, page(row), 'read', doing)
  }

  /**
   * Reads a list to its end, adding to `known`. Every page begins with the last row of the one before: where it does
   * not, rows have moved meanwhile and some may have been missed. `steady` is false then, and where there are fewer rows
   * than `total` says.
   *
   * A short page is not the end: a server may give fewer at once than were asked for. The end is where `total` are there,
   * or where a page holds nothing after the last row. A page of rows that are all known and not the last one is neither:
   * nobody can tell what comes after it.
   */
  async function readThrough<T extends { id: string }>(
    { path, query, pageSize, row }: List<T>,
    orderDirection: 'ASC' | 'DESC',
    known: Map<string, T>,
    doing: string,
  ): Promise<{ steady: boolean; isWhole: boolean }> {
    const seen = new Set<string>()
    let steady = true
    let count = 0
    let overlap = 0
    let last: string | undefined
    for (;;) {
      const offset = count - overlap
      const asked = { ...query, orderDirection, offset, limit: pageSize }
      const { items, total } = await readPage(path, asked, row, doing)
      const before = seen.size
      for (const item of items) {
        known.set(item.id, item)
        seen.add(item.id)
      }
      if (count > 0 && items.length > 0 && (overlap === 0 || items[0]?.id !== last)) steady = false
      if (overlap === 1 && items.length === 0) steady = false

      const isEnd = items.length <= overlap && seen.size === before
      const isAll = items.length < pageSize && seen.size === total
      if (isEnd || isAll || seen.size === before) {
        const wanted = total ?? 0
        steady &&= seen.size === offset + items.length && seen.size >= wanted
        return { steady, isWhole: (isEnd || isAll) && known.size >= wanted }
      }
      count = offset + items.length
      last = items.at(-1)?.id
      // With pages of one row there would be no step forward.
      if (count === items.length) overlap = count > 1 ? 1 : 0
    }
  }

  return {
    owner: () => tokens.get(),

    async get(path, value, doing) {
      const response = await send({ method: 'GET', url: `${parts.baseUrl}${path}`, effect: 'read' })
      if (response.status === 404 && codeOf(response) === notFound) return undefined
      if (response.status !== 200) throw problem(response, 'read', doing)
      // That Huma is at this address has been seen before by the list that told of the object.
      return parse(response, value, 'read', doing, { path: '' })
    },

    async page(path, query, row, doing) {
      const { items, total } = await readPage(path, query, row, doing)
      return { items, ...(total === null || total === undefined ? {} : { total }) }
    },

    async rows(path, query, row, doing) {
      return (await readPage(path, query, row, doing)).items
    },

    /**
     * Not documented: by what the rows are ordered, and whether rows that are equal in it keep their places. So a list
     * that moves is read again, in the other direction, until a reading shows nobody new and nobody is missing.
     */
    async list(list, doing) {
      type Row = z.infer<typeof list.row>
      const known = new Map<string, Row>()
      for (let pass = 1; pass <= mostPasses; pass += 1) {
        const before = known.size
        const { steady, isWhole } = await readThrough(list, pass % 2 === 1 ? 'ASC' : 'DESC', known, doing)
        if (steady || (isWhole && pass > 1 && known.size === before)) return [...known.values()]
      }
      throw new HumaPayrollError('unavailable', `The list in Huma was never the same twice; could not ${doing}.`, {
        hint: 'Run the command again.',
      })
    },

    async create(path, body, value, doing) {
      return parse(await write('POST', path, body, doing), value, 'write', doing)
    },

    async change(method, path, body, doing) {
      await write(method, path, body, doing)
    },
  }
}

function signed(request: HttpRequest, token: string): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }
}

/** `otherwise`: the place of what cannot be told more exactly. */
function parse<T>(
  response: HttpResponse,
  schema: z.ZodType<T>,
  effect: HttpRequest['effect'],
  doing: string,
  otherwise?: Place,
): T {
  let json: unknown
  try {
    json = JSON.parse(response.body)
  } catch {
    throw unreadable(response, effect, doing, otherwise)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  // The reasons stay here: they could repeat what is stored about a person.
  const [first] = parsed.error.issues
  throw unreadable(response, effect, doing, (first && placeOf(json, first.path)) ?? otherwise)
}

interface Tokens {
  get(): Promise<Credentials>
  /** Only where `token` is still the one in use: several requests learn of its end at the same time. */
  forget(token: string): void
}

interface Attempt {
  promise: Promise<Credentials>
  /** undefined until the token is there. */
  token?: string
  /** Milliseconds since 1970. */
  goodUntil: number
}

function createTokens(parts: ApiParts): Tokens {
  let current: Attempt | undefined
  return {
    get() {
      if (current && parts.now() < current.goodUntil) return current.promise
      const asked = parts.now()
      const started: Attempt = { promise: requestToken(parts), goodUntil: Number.POSITIVE_INFINITY }
      current = started
      started.promise.then(
        ({ access_token, expires_in }) => {
          started.token = access_token
          started.goodUntil = asked + (expires_in - Math.min(60, expires_in / 10)) * 1000
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

async function requestToken({ secrets, baseUrl, http }: ApiParts): Promise<Credentials> {
  const { clientId, clientSecret } = secrets
  if (!clientId || !clientSecret) {
    throw new HumaPayrollError('authorization', 'The keys of Huma are not there.', {
      hint: 'Authorize Huma: huma-payroll connect huma',
    })
  }
  const doing = 'ask for a token'
  const keys = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const ask = (body: Pick<HttpRequest, 'form' | 'json'>) =>
    http.send({
      method: 'POST',
      url: `${baseUrl}/auth/oauth/token`,
      ...body,
      // A second token harms nobody, so a lost answer is simply asked for again.
      effect: 'read',
      secret: [clientSecret],
    })
  const asForm = await ask({ form: keys })
  // Huma documents both. A form is what OAuth 2 asks for (RFC 6749, section 4.4.2); what stands in between may take JSON only.
  const response = asForm.status === 415 ? await ask({ json: keys }) : asForm
  const { status } = response
  if ([404, 405, 408, 415, 429].includes(status) || status >= 500) throw problem(response, 'read', doing)
  // The request holds nothing but the keys that could be refused.
  if (status >= 400) throw keysRefused(response)
  if (status !== 200 && status !== 201) throw problem(response, 'read', doing)
  return parse(response, credentials, 'read', doing)
}
