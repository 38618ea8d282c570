/** Requests to the Employee API, version 2: the token and the media type that they need, paging, and jobs. */
import type { z } from 'zod'
import { HumaPayrollError, isKind } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import { readJson } from '../json.ts'
import type { Session } from '../system.ts'
import { loginHint, problem, refusal, tokenRefused, unfinished, unreadable, wordsOf } from './errors.ts'
import { parseExactly } from './exact-json.ts'
import {
  accepted,
  type CompanySetting,
  companySettings,
  type Document,
  document,
  type Employee,
  employee,
  employeePage,
  type Findings,
  job,
  type PositionRow,
  position,
  positionList,
} from './schema.ts'

type Query = NonNullable<HttpRequest['query']>

/** `doing` is for messages: "read the employees". */
export interface Api {
  /** One page as asked for. */
  page(query: Query, doing: string): Promise<z.infer<typeof employeePage>>
  /** Everybody, drafts too, each once, with their positions; either completes or throws. */
  employees(doing: string): AsyncGenerator<Employee, void>
  /** undefined where there is nobody with this id. */
  employee(id: string, query: Query, doing: string): Promise<Found | undefined>
  /** Of one employee; undefined where there is nobody with this id, or only in the list of everybody. */
  positions(employeeId: string, doing: string): Promise<PositionRow[] | undefined>
  /** undefined where the employee has no such position. */
  position(employeeId: string, id: string, doing: string): Promise<FoundPosition | undefined>
  settings(name: 'taxUnits' | 'workTimeAgreements', doing: string): Promise<CompanySetting[]>
  /** Returns when the job is done. Kind `unknown-outcome` where it was accepted and its end is not known. */
  write(request: Write, doing: string): Promise<Done>
  /** Waits once more for a job that was not done yet. As `write`. */
  follow(jobs: string, id: string, body: Document, doing: string): Promise<Done>
}

export interface Found {
  row: Employee
  /** The same, with all that it holds, as it came; absent where only the list shows them. */
  document?: Whole
}

/** All that was answered, as it came; see `parseExactly`. */
export interface Whole {
  all: Document
  etag: string | undefined
}

export interface FoundPosition extends Whole {
  row: PositionRow
}

export interface Write {
  method: 'POST' | 'PUT'
  /** Below the base URL. */
  path: string
  /** Where its job is asked about, below the base URL. */
  jobs: string
  body: Document
  /** The ETag of what is overwritten. */
  ifMatch?: string | undefined
}

export interface Done {
  /** Of what was made or changed; undefined where the job does not tell. */
  id: string | undefined
  job: string
  /** What the job remarked on the values, although it succeeded. */
  warnings: string[]
}

/** "Clients should be updated to parse this new content type." Not documented: in which of the two headers it is looked for. */
const mediaType = 'application/vnd.no.payroll.employee.V2.0+json'

/**
 * In milliseconds, about a minute together. The vendor's demo asks each 3 seconds. Not documented: how long a job takes.
 * A job that takes longer is looked up when the command is run again.
 */
const pauses = [500, 1000, 2000, ...Array.from({ length: 19 }, () => 3000)]
const [shortestPause, longestPause] = [500, 3000]

/** A job is first asked about after the time that the last one took, and a little earlier each time that this was enough. */
const impatience = 0.98

/** How long a job may need of which nobody knows the id, before it is looked for what it did. In milliseconds. */
const pauseAfterLostAnswer = 15_000

export function createApi(session: Session): Api {
  const sleep = session.sleep ?? (async () => {})
  /** How long a job took lately, in milliseconds. */
  let usual = shortestPause

  /** Once more with a new token where the old one has ended, because a refused request did nothing. */
  async function send(request: Omit<HttpRequest, 'url'> & { path: string }, doing: string): Promise<HttpResponse> {
    const { accessToken, http, baseUrl, secrets } = session
    if (!accessToken) {
      throw new HumaPayrollError('authorization', 'The login at Visma Connect is not there.', { hint: loginHint })
    }
    const { path, ...rest } = request
    const signed = (token: string): HttpRequest => ({
      ...rest,
      url: baseUrl + path,
      headers: { accept: mediaType, 'content-type': mediaType, ...rest.headers, authorization: `Bearer ${token}` },
    })
    const token = await accessToken.get()
    const response = await http.send(signed(token))
    if (response.status !== 401) return response
    const refused = tokenRefused(doing, Boolean(secrets.tenantId))
    const renewed = await accessToken.renew(token).catch((error: unknown) => {
      // A login that has just been made is not renewed. One that has ended says so (invalid_grant).
      throw isKind(error, 'authorization') && error.details?.code === undefined ? refused : error
    })
    const fresh = await http.send(signed(renewed))
    if (fresh.status === 401) throw refused
    return fresh
  }

  async function page(query: Query, doing: string) {
    const asked = { ...query, includeDrafts: true }
    const response = await send({ method: 'GET', path: '/employees', query: asked, effect: 'read' }, doing)
    if (response.status !== 200) throw problem(response, 'read', doing)
    return parse(response, employeePage, 'read', doing)
  }

  /** "When using Cursor to paginate, query parameters have to be present when requesting next page." */
  async function* everybody(doing: string): AsyncGenerator<Employee, void> {
    const query = { embed: '(positions)' }
    const seen = new Set<string>()
    const asked = new Set<string>()
    for (let cursor: string | undefined; ; ) {
      const { data, cursor: next } = await page(cursor === undefined ? query : { ...query, cursor }, doing)
      for (const row of data) {
        // Not documented: the order. Somebody who was changed meanwhile may come once more.
        if (seen.has(row.id)) continue
        seen.add(row.id)
        yield row
      }
      if (!next?.nextToken) return
      cursor = next.nextToken
      // It would never end.
      if (asked.has(cursor)) throw unreadable(200, 'read', doing)
      asked.add(cursor)
    }
  }

  /** The rest of a write: an interrupted run ends after it, so it is sent as one. undefined = not told this time. */
  async function askFor(jobs: string, id: string, doing: string) {
    try {
      const path = `${jobs}/${encodeURIComponent(id)}`
      const response = await send({ method: 'GET', path, effect: 'write' }, doing)
      if (response.status !== 200) return undefined
      return parse(response, job, 'write', doing)
    } catch (error) {
      if (isKind(error, 'unavailable', 'unknown-outcome')) return undefined
      throw unfinished(doing, id, error)
    }
  }

  async function outcomeOf(jobs: string, id: string, body: Document, doing: string): Promise<Done> {
    let waited = 0
    for (const [count, pause] of pauses.with(0, usual).entries()) {
      await sleep(pause)
      waited += pause
      const told = await askFor(jobs, id, doing)
      const status = told?.status.toLowerCase() ?? ''
      // "Done" was the name of "Succeeded" until 2021.
      if (!told || !['failed', 'succeeded', 'done'].includes(status)) continue
      usual = Math.min(Math.max(count === 0 ? waited * impatience : waited, shortestPause), longestPause)
      const all = { ...told, validationResults: [told, ...(told.artifacts ?? [])].flatMap(remarksOf) }
      if (status === 'failed') throw refusal(all, doing, { sent: body, job: id })
      return { id: told.artifactId ?? undefined, job: id, warnings: wordsOf(all, body) }
    }
    throw unfinished(doing, id)
  }

  /** undefined for a 404. */
  async function whole<T>(path: string, query: Query, schema: z.ZodType<T>, doing: string) {
    const response = await send({ method: 'GET', path, query, effect: 'read' }, doing)
    if (response.status === 404) return undefined
    if (response.status !== 200) throw problem(response, 'read', doing)
    const row = parse(response, schema, 'read', doing)
    const all = document.safeParse(parseExactly(response.body))
    if (!all.success) throw unreadable(200, 'read', doing)
    return { row, all: all.data, etag: response.headers.etag }
  }

  return {
    page,

    employees: everybody,

    async employee(id, query, doing) {
      const shown = (more: Query) => whole(employeePath(id), { ...query, ...more }, employee, doing)
      // Not documented: whether a draft is hidden here too, and shown where drafts are asked for as in the list.
      const found = (await shown({})) ?? (await shown({ includeDrafts: true }).catch(nothing))
      if (found) return { row: found.row, document: found }
      // Not documented: the body of a 404, which may come from something on the way. The list tells.
      for await (const row of everybody(doing)) if (row.id === id) return { row }
      return undefined
    },

    async positions(employeeId, doing) {
      const path = `${employeePath(employeeId)}/positions`
      const response = await send({ method: 'GET', path, effect: 'read' }, doing)
      if (response.status === 404) return undefined
      if (response.status !== 200) throw problem(response, 'read', doing)
      return parse(response, positionList, 'read', doing)
    },

    position: (employeeId, id, doing) =>
      whole(`${employeePath(employeeId)}/positions/${encodeURIComponent(id)}`, {}, position, doing),

    async settings(name, doing) {
      const response = await send({ method: 'GET', path: `/${name}`, effect: 'read' }, doing)
      if (response.status !== 200) throw problem(response, 'read', doing)
      return parse(response, companySettings, 'read', doing)
    },

    follow: outcomeOf,

    async write({ method, path, jobs, body, ifMatch }, doing) {
      const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch }
      try {
        const response = await send({ method, path, headers, json: body, effect: 'write' }, doing)
        if (response.status !== 202) throw problem(response, 'write', doing, body)
        const id = jobIdOf(response)
        if (id === undefined) throw unreadable(202, 'write', doing)
        return await outcomeOf(jobs, id, body, doing)
      } catch (error) {
        if (isKind(error, 'unknown-outcome') && error.requestId === undefined) await sleep(pauseAfterLostAnswer)
        throw error
      }
    },
  }
}

/**
 * Only the id of the address is taken: its path is one of version 1 "by default", and the host may be another's. Not
 * documented: whether the job itself is in the body as well; where there is no address, nothing else tells which it is.
 */
function jobIdOf({ headers: { location }, body }: HttpResponse): string | undefined {
  if (location === undefined) return readJson(body, accepted)?.id
  return /([\w-]+)\/?$/.exec(location.replace(/[?#].*/, ''))?.[1]
}

/** For a question that is not documented, and may be refused. */
function nothing(error: unknown): undefined {
  if (!isKind(error, 'protocol')) throw error
}

function remarksOf({ validationResults }: Findings): NonNullable<Findings['validationResults']> {
  return validationResults ?? []
}

/** Below the base URL. */
export function employeePath(id: string): string {
  return `/employees/${encodeURIComponent(id)}`
}

function parse<T>(response: HttpResponse, schema: z.ZodType<T>, effect: HttpRequest['effect'], doing: string): T {
  const read = readJson(response.body, schema)
  if (read === undefined) throw unreadable(response.status, effect, doing)
  return read
}
