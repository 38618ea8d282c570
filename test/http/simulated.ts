/**
 * A vendor with a sliding window and clients that work through their requests, in a time that moves only when everybody
 * waits: thousands of seconds pass at once, and nothing depends on the machine.
 */
import type { RatePolicy } from '../../src/http/http.ts'
import { createLimits } from '../../src/http/limits.ts'

export interface Run {
  /** Milliseconds from the first request to the last answer of each client. */
  lasted: number[]
  refused: number
  /** Requests that were given up, as the HTTP client does after ten refusals in a row. */
  failed: number
  /** The most requests that arrived within any window, counted by the vendor. */
  most: number
}

interface Options {
  clients: number
  requestsEach: number
  policy: RatePolicy & { window: NonNullable<RatePolicy['window']> }
  /** Milliseconds to the vendor and back; `random` is from 0 to below 1. */
  way: (random: number) => { there: number; back: number }
}

export async function simulate({ clients, requestsEach, policy, way }: Options): Promise<Run> {
  const time = createTime()
  const random = createRandom()
  const { requests, seconds } = policy.window
  const taken: number[] = []
  const arrivals: number[] = []
  let refused = 0
  let failed = 0

  async function ask(): Promise<number> {
    const { there, back } = way(random())
    await time.pause(there)
    const since = time.now() - seconds * 1000
    const isFull = taken.filter((at) => at > since).length >= requests
    if (isFull) refused += 1
    else taken.push(time.now())
    arrivals.push(time.now())
    await time.pause(back)
    return isFull ? 429 : 200
  }

  async function client(): Promise<number> {
    const limits = createLimits(policy, { now: time.now, pause: time.pause, random })
    let left = requestsEach
    let ended = 0
    async function work(): Promise<void> {
      while (left > 0) {
        left -= 1
        for (let tries = 1; (await limits.run(ask)) === 429; tries += 1) {
          limits.tooMany({}, tries)
          if (tries < 10) continue
          failed += 1
          break
        }
        ended = time.now()
      }
    }
    await Promise.all(Array.from({ length: policy.concurrency }, work))
    return ended
  }

  const lasted = await time.run(() => Promise.all(Array.from({ length: clients }, client)))
  const most = Math.max(
    ...arrivals.map((at) => arrivals.filter((one) => one > at - seconds * 1000 && one <= at).length),
  )
  return { lasted, refused, failed, most }
}

function createTime() {
  let now = 0
  const timers: { at: number; resolve: () => void }[] = []

  return {
    now: () => now,
    pause: (milliseconds: number) =>
      new Promise<void>((resolve) => {
        timers.push({ at: now + milliseconds, resolve })
      }),
    async run<T>(work: () => Promise<T>): Promise<T> {
      let isDone = false
      const result = work().finally(() => {
        isDone = true
      })
      while (!isDone) {
        // Everything that follows from the last step happens before the next.
        await new Promise<void>((resolve) => setImmediate(resolve))
        const next = timers.toSorted((a, b) => a.at - b.at)[0]
        if (!next) continue
        timers.splice(timers.indexOf(next), 1)
        now = Math.max(now, next.at)
        next.resolve()
      }
      return result
    },
  }
}

/** The same every time: a linear congruential generator (Numerical Recipes). */
function createRandom(): () => number {
  let state = 1
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
