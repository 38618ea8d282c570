/** A list, page by page, until it is certain that nobody is missing. */
import { HumaPayrollError } from '../../errors.ts'
import type { Page } from './answers.ts'
import { rightsHint } from './errors.ts'

export interface Pages<T> {
  /** `asked` is how many rows were asked for. */
  read(from: number): Promise<Page<T> & { asked: number }>
  /** Whether a small first page is believed when it says that it is all. */
  believed: boolean
  doing: string
}

/**
 * `fullResultSize` is deprecated and "not exact". A server that gives fewer rows than it is asked for, and counts only
 * those, looks exactly like one that has no more. Tripletex itself was never seen to do so; so a first page of a
 * hundred rows or more is believed, which keeps a large company at a request for each thousand. Below that a second
 * look costs little, and a wrong belief a second employee for everybody who was not shown.
 */
const believedFrom = 100

/**
 * Every page begins with the last row of the one before. Where it does not, the rows have moved meanwhile (somebody
 * was removed, or their order is not kept), and one of them would be missed: as if that employee did not exist.
 */
export async function* allRows<T extends { id: number }>({ read, believed, doing }: Pages<T>): AsyncGenerator<T, void> {
  const seen = new Set<number>()
  let last: number | undefined
  let end = 0
  let largest = 0
  let wasShort = false
  let isCapped = false
  for (;;) {
    // A server that gives one row at once has no room for an overlap.
    const overlaps = largest > 1
    const from = overlaps ? end - 1 : end
    const { values, fullResultSize, asked } = await read(from)
    if (overlaps && values[0]?.id !== last) throw moved(doing)
    const fresh = overlaps ? values.slice(1) : values
    for (const value of fresh) {
      if (seen.has(value.id)) throw moved(doing)
      seen.add(value.id)
      yield value
      last = value.id
    }
    end = from + values.length
    // "No response data can occur because result objects are filtered on authorization."
    if (end === 0 && fullResultSize) throw allHidden(doing)
    // Nothing new: there is no more, whatever was announced.
    if (fresh.length === 0) return

    if (wasShort) isCapped = true
    wasShort = values.length < asked
    largest = Math.max(largest, values.length)
    const saysSo = typeof fullResultSize === 'number' && fullResultSize <= end
    const isDoubtful = isCapped || (from === 0 && !believed && values.length < believedFrom)
    if (wasShort && saysSo && !isDoubtful) return
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
