/** The letters of a file that was exported by somebody else. */
import { HumaPayrollError } from '../errors.ts'

/** What is often given instead, by its first bytes. */
const others: readonly (readonly [start: string, what: string])[] = [
  ['504b0304', 'a spreadsheet (.xlsx) or another packed file'],
  ['d0cf11e0', 'an old spreadsheet (.xls)'],
  ['25504446', 'a PDF'],
]

/** UTF-8 or UTF-16 by its byte order mark, UTF-8 where it is that, else Windows-1252. Throws kind `usage` for what is no text. */
export function textOf(bytes: Uint8Array, path: string): string {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  const other = others.find(([beginning]) => start.startsWith(beginning))
  const text = other ? '' : decoded(bytes, start)
  if (other || text.includes('\0')) {
    throw new HumaPayrollError('usage', `${path} is ${other?.[1] ?? 'no text'}, not a CSV or JSON file.`, {
      hint: 'Open it in a spreadsheet program and save it as CSV (UTF-8).',
    })
  }
  if (text.trim() !== '') return text
  throw new HumaPayrollError('usage', `${path} is empty.`, {
    hint: 'An empty list never means that everything was deleted. Export it again.',
  })
}

function decoded(bytes: Uint8Array, start: string): string {
  if (start.startsWith('fffe')) return new TextDecoder('utf-16le').decode(bytes)
  if (start.startsWith('feff')) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
