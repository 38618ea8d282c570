/** JSON that is sent back exactly as it came where it is not changed: 37.50 stays 37.50, and a long number keeps every digit. */

declare global {
  interface JSON {
    /** In every Node that we run on, and not yet in the types: https://github.com/tc39/proposal-json-parse-with-source. */
    rawJSON(text: string): unknown
    parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
  }
}

/** For JSON.stringify, not for reading: numbers that JavaScript would write in another way are objects. */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? JSON.rawJSON(source) : value,
  )
}
