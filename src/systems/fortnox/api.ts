/** Requests to Fortnox: the login that they need, paging, and errors. */
import type { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import type { Session } from '../system.ts'
import { isOwn, lacksRight, problem, unreadable } from './errors.ts'
import { type Employee, employeePage } from './schema.ts'

/** Paths are below the base URL; `doing` is for messages: "read the employees". */
export interface Api {
  /** One object; undefined where Fortnox itself says that there is none. */
  get<T>(path: string, value: z.ZodType<T>, doing: string): Promise<T | undefined>
  /** One page as asked for. */
  page(number: number, limit: number, doing: string): Promise<z.infer<typeof employeePage>>
  /** Everybody, each once; either completes or throws. */
  employees(doing: string): AsyncGenerator<Employee, void>
  write<T>(method: 'POST' | 'PUT', path: string, body: object, value: z.ZodType<T>, doing: string): Promise<T>
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

  async function page(number: number, limit: number, doing: string) {
    const url = `${session.baseUrl}/employees`
    const response = await send({ method: 'GET', url, query: { page: number, limit }, effect: 'read' })
    if (response.status !== 200) throw problem(response, 'read', doing)
    return parse(response, employeePage, 'read', doing)
  }

  return {
    page,

    async get(path, value, doing) {
      const response = await send({ method: 'GET', url: `${session.baseUrl}${path}`, effect: 'read' })
      if (response.status === 404 && isOwn(response)) return undefined
      if (response.status !== 200) throw problem(response, 'read', doing)
      return parse(response, value, 'read', doing)
    },

    /**
     * Not documented: the order of the list, and that it holds the inactive ones too where `filter` is left out. So the
     * number of employees that Fortnox tells is what counts. Where it changes while the pages are read, somebody was
     * removed, the rows have moved up, and one may be missed as if that employee did not exist.
     */
    async *employees(doing) {
      const seen = new Set<string>()
      let total: number | undefined
      for (let number = 1; ; number += 1) {
        const { Employees, MetaInformation: told } = await page(number, pageSize, doing)
        total ??= told['@TotalResources']
        if (told['@TotalResources'] !== total) throw listChanged(doing)
        for (const row of Employees) {
          if (seen.has(row.EmployeeId)) continue
          seen.add(row.EmployeeId)
          yield row
        }
        if (number < told['@TotalPages']) continue
        if (seen.size !== total) throw listChanged(doing)
        return
      }
    },

    async write(method, path, body, value, doing) {
      const response = await send({ method, url: `${session.baseUrl}${path}`, json: body, effect: 'write' })
      if (response.status !== 200 && response.status !== 201) throw problem(response, 'write', doing, body)
      return parse(response, value, 'write', doing)
    },
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
