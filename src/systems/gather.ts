/** What several ask for at the same time goes out in one request. */

export type Result<O> = { value: O } | { error: unknown }

/**
 * Collects everything that is asked for within one turn of the event loop, and sends it in groups of at most `most`. `send`
 * answers in the order of the items; where it rejects, all of them do.
 */
export function gather<I, O>(
  most: number,
  send: (items: readonly I[]) => Promise<readonly Result<O>[]>,
): (item: I) => Promise<O> {
  interface Waiting {
    item: I
    resolve(value: O): void
    reject(error: unknown): void
  }
  let waiting: Waiting[] = []

  async function sendGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await send(group.map(({ item }) => item))
      for (const [index, { resolve, reject }] of group.entries()) {
        const result = results[index]
        if (result && 'value' in result) resolve(result.value)
        else reject(result?.error ?? new TypeError('A request was not answered.'))
      }
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  function sendAll(): void {
    const all = waiting
    waiting = []
    for (let start = 0; start < all.length; start += most) void sendGroup(all.slice(start, start + most))
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(sendAll)
      waiting.push({ item, resolve, reject })
    })
}
