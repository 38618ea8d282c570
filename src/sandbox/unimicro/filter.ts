/** The language of `filter`: comparisons, `contains(…)` and its like, `and`, `or`, parentheses. */
import { queryRefusal } from './refusals.ts'
import type { Scalar } from './store.ts'

/** What a name (dotted through relations) is in a row. Throws a refusal where there is no such name. */
export type Lookup<T> = (row: T, name: string) => Scalar

const token = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_][\w.]*)|([(),]))/y
const comparisons = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'like']
const functions = ['contains', 'startswith', 'endswith']

/** Not documented: whether letter case matters. It does here, so that no client relies on the contrary. */
export function parseFilter<T>(text: string, lookup: Lookup<T>): (row: T) => boolean {
  // "Causes problem on backend", says the vendor's own client.
  if (text.trim() === '') throw queryRefusal('filter is empty')
  const tokens = tokensOf(text)
  let position = 0
  const peek = () => tokens[position]
  const next = () => {
    const found = tokens[position]
    if (found === undefined) throw queryRefusal('filter ends too early')
    position += 1
    return found
  }
  function expected(wanted: string): void {
    if (next() !== wanted) throw queryRefusal(`filter: ${wanted} is missing`)
  }

  function either(): (row: T) => boolean {
    let left = both()
    while (peek() === 'or') {
      next()
      const [one, other] = [left, both()]
      left = (row) => one(row) || other(row)
    }
    return left
  }
  function both(): (row: T) => boolean {
    let left = single()
    while (peek() === 'and') {
      next()
      const [one, other] = [left, single()]
      left = (row) => one(row) && other(row)
    }
    return left
  }
  function single(): (row: T) => boolean {
    const first = next()
    if (first === '(') {
      const inner = either()
      expected(')')
      return inner
    }
    if (functions.includes(first)) {
      expected('(')
      const name = next()
      expected(',')
      const part = String(literal(next()))
      expected(')')
      return (row) => matches(first, String(lookup(row, name) ?? ''), part)
    }
    const operator = next()
    if (!comparisons.includes(operator)) throw queryRefusal(`filter: there is no operator ${operator}`)
    const value = literal(next())
    return (row) => compare(operator, lookup(row, first), value)
  }

  const whole = either()
  if (peek() !== undefined) throw queryRefusal('filter goes on after its end')
  return whole
}

function tokensOf(text: string): string[] {
  const found: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text)
    if (!match) throw queryRefusal('filter cannot be read')
    found.push(match[0].trim())
  }
  return found
}

/** Texts are in single quotes, with '' for one. */
function literal(text: string): Scalar {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'")
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?\d/.test(text)) return Number(text)
  throw queryRefusal('filter: a value must be in single quotes')
}

function matches(name: string, whole: string, part: string): boolean {
  if (name === 'startswith') return whole.startsWith(part)
  return name === 'endswith' ? whole.endsWith(part) : whole.includes(part)
}

/** Null is neither equal nor different: `ne` leaves it out, too. */
function compare(operator: string, left: Scalar, right: Scalar): boolean {
  if (left === null || right === null) return false
  if (operator === 'like') return String(left).includes(String(right).replaceAll('%', ''))
  const [one, other] = typeof left === 'number' ? [left, Number(right)] : [String(left), String(right)]
  switch (operator) {
    case 'eq':
      return one === other
    case 'ne':
      return one !== other
    case 'gt':
      return one > other
    case 'lt':
      return one < other
    case 'ge':
      return one >= other
    default:
      return one <= other
  }
}
