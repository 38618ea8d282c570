/** What the server kit decides about a request without touching the network: which fault is due, and what may be kept. */
import type { Fault } from './sandbox.ts'
import { parseXml, writeXml, type XmlElement, XmlProblem } from './xml.ts'

interface Armed {
  fault: Fault
  path: RegExp | undefined
  seen: number
  hits: number
}

export interface Switchboard {
  /** Replaces all faults and starts their counting anew. Throws a SyntaxError for a `path` that is no regular expression. */
  set(faults: readonly Fault[]): void
  /**
   * The fault for this request, or undefined. Every fault counts every request that matches it; the first in the list
   * that is due is the one that hits, so that a request meets at most one.
   */
  take(method: string, path: string): Fault | undefined
}

export function createSwitchboard(): Switchboard {
  let armed: Armed[] = []
  return {
    set(faults) {
      armed = faults.map((fault) => ({
        fault,
        path: fault.path === undefined ? undefined : new RegExp(fault.path),
        seen: 0,
        hits: 0,
      }))
    },
    take(method, path) {
      const due: Armed[] = []
      for (const one of armed) {
        if (one.fault.method !== undefined && one.fault.method.toUpperCase() !== method) continue
        if (one.path && !one.path.test(path)) continue
        one.seen += 1
        if (one.seen <= (one.fault.after ?? 0)) continue
        if (one.hits >= (one.fault.times ?? Number.POSITIVE_INFINITY)) continue
        due.push(one)
      }
      const [first] = due
      if (!first) return undefined
      first.hits += 1
      return first.fault
    },
  }
}

const mask = '***'
const secretName = /secret|token|password|encryptionKey|^code_verifier$|^client_assertion$/i
/** In a form `code` is what a login brought; elsewhere it may be the code of anything. */
const secretInForm = /^code$/
const secretInAnswer = /"(?:access_token|refresh_token|accessToken|token|encryptionKey)"\s*:\s*"([^"]+)"/g

export interface Masker {
  /** Remembers the tokens that an answer hands out, because a later request may carry one in its path. */
  learn(answer: string): void
  path(path: string): string
  /** The body as an object where it can be read as JSON or as a form, else as text; undefined for an empty one. */
  body(text: string, contentType: string): unknown
}

/** Removes secrets by the name of what holds them, and by value wherever they turn up. */
export function createMasker(secrets: readonly string[]): Masker {
  const known = new Set(secrets)

  function text(value: string): string {
    let masked = value
    for (const secret of known) masked = masked.replaceAll(secret, mask).replaceAll(encodeURIComponent(secret), mask)
    return masked
  }

  function deep(value: unknown, name = ''): unknown {
    if (typeof value === 'string') return secretName.test(name) ? mask : text(value)
    if (Array.isArray(value)) return value.map((item) => deep(item, name))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deep(item, key)]))
  }

  return {
    learn(answer) {
      for (const [, secret] of answer.matchAll(secretInAnswer)) if (secret) known.add(secret)
    },
    path(path) {
      const [before = '', query] = text(path).split(/\?(.*)/s)
      if (query === undefined) return before
      const parts = query.split('&').map((part) => {
        const [name = ''] = part.split('=')
        return secretName.test(name) ? `${name}=${mask}` : part
      })
      return `${before}?${parts.join('&')}`
    },
    body(body, contentType) {
      if (body === '') return undefined
      if (contentType.includes('form-urlencoded')) {
        const fields = [...new URLSearchParams(body)].map(([name, value]) => [
          name,
          secretInForm.test(name) ? mask : value,
        ])
        return deep(Object.fromEntries(fields))
      }
      try {
        return deep(JSON.parse(body))
      } catch {
        return text(body)
      }
    },
  }
}

/** Where a list stands in an answer, and the numbers beside it that count its rows. A bare array is a list too. */
const listNames = ['items', 'values', 'data']
const countNames = ['total', 'count', 'fullResultSize']
/** What leads to the next page. */
const cursorName = 'cursor'

/** The same answer with no rows in it; anything that is not a list stays as it is. */
export function withoutRows(answer: string): string {
  let parsed: unknown
  try {
    parsed = JSON.parse(answer)
  } catch {
    return answer.startsWith('<') ? withoutElements(answer) : answer
  }
  if (Array.isArray(parsed)) return '[]'
  if (!isObject(parsed)) return answer
  if ('MetaInformation' in parsed) return JSON.stringify(withoutPage(parsed))
  const entries = Object.entries(parsed)
  const isList = ([name, value]: [string, unknown]) => listNames.includes(name) && Array.isArray(value)
  if (!entries.some(isList)) {
    return 'data' in parsed && isObject(parsed.data)
      ? JSON.stringify({ ...parsed, data: withoutEdges(parsed.data) })
      : answer
  }
  return JSON.stringify(
    Object.fromEntries(
      entries.flatMap(([name, value]): [string, unknown][] => {
        if (name === cursorName) return []
        if (isList([name, value])) return [[name, []]]
        return [[name, countNames.includes(name) && typeof value === 'number' ? 0 : value]]
      }),
    ),
  )
}

/** Of GraphQL: every connection, by the name of its field. */
function withoutEdges(data: object): object {
  return Object.fromEntries(
    Object.entries(data).map(([field, value]) => {
      if (!isObject(value) || !('edges' in value)) return [field, value]
      const page =
        'pageInfo' in value && isObject(value.pageInfo) ? { ...value.pageInfo, hasNextPage: false } : undefined
      return [field, { ...value, edges: [], ...(page ? { pageInfo: page } : {}) }]
    }),
  )
}

/** Of Fortnox: the list has the name of what is in it. */
function withoutPage(page: object): object {
  return Object.fromEntries(
    Object.entries(page).map(([name, value]) => {
      if (Array.isArray(value)) return [name, []]
      if (name !== 'MetaInformation' || !isObject(value)) return [name, value]
      return [name, { ...value, '@TotalResources': 0, '@TotalPages': 0 }]
    }),
  )
}

const xmlLists = ['Employees', 'PayrollRatios', 'RecordTypes', 'Workdays']

/** Of Netvisor: the list stands beside the status. */
function withoutElements(answer: string): string {
  let root: XmlElement
  try {
    root = parseXml(answer)
  } catch (error) {
    if (error instanceof XmlProblem) return answer
    throw error
  }
  if (!root.elements.some(({ name }) => xmlLists.includes(name))) return answer
  const elements = root.elements.map((one) => (xmlLists.includes(one.name) ? { ...one, elements: [] } : one))
  const declaration = /^<\?.*?\?>\s*/.exec(answer)?.[0] ?? ''
  return `${declaration}${writeXml({ ...root, elements })}\n`
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
