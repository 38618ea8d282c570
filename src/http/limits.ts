/** How fast a system is asked: requests at once, requests in a time, and what the system itself says is left. */
import type { RatePolicy } from './http.ts'

export interface Limits {
  /** Runs `work` as soon as the policy allows. Rejects with what `pause` rejects with while it has to wait. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Learns from any answer what is left; the next requests wait where nothing is. */
  learn(headers: Readonly<Record<string, string>>): void
  /**
   * After a 429, the `count`th in a row for one request: nobody asks again before the wait is over, which is returned in
   * milliseconds.
   */
  tooMany(headers: Readonly<Record<string, string>>, count: number): number
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Rejects where the wait is cut short. */
  pause(milliseconds: number): Promise<void>
  /** From 0 to below 1. */
  random(): number
}

/** A reset that lies further ahead is not waited for: asking then shows whether it is true. In milliseconds. */
const longestReset = 300_000

export function createLimits(policy: RatePolicy, clock: Clock): Limits {
  let running = 0
  const waiting: (() => void)[] = []
  /** When the requests of the last window were sent, oldest first. */
  const sent: number[] = []
  let blockedUntil = 0
  /** When the system will be whole again, as it last said. */
  let resetAt = 0
  let lastInLine: Promise<void> = Promise.resolve()

  async function enter(): Promise<void> {
    if (running < policy.concurrency) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }

  /** Whoever waits takes over the place. */
  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }

  /** One after the other, so that two who wait for the last place in a window do not both take it. */
  function admit(): Promise<void> {
    const mine = lastInLine.then(waitForRoom)
    lastInLine = mine.catch(() => {})
    return mine
  }

  async function waitForRoom(): Promise<void> {
    for (;;) {
      const now = clock.now()
      const free = Math.max(blockedUntil, windowFreeAt(now))
      if (free <= now) break
      await clock.pause(free - now)
    }
    if (policy.window) sent.push(clock.now())
  }

  function windowFreeAt(now: number): number {
    if (!policy.window) return 0
    const { requests, seconds } = policy.window
    const start = now - seconds * 1000
    while (sent[0] !== undefined && sent[0] <= start) sent.shift()
    return sent.length < requests ? 0 : (sent[0] ?? 0) + seconds * 1000
  }

  function blockFor(milliseconds: number): void {
    if (milliseconds <= longestReset) blockedUntil = Math.max(blockedUntil, clock.now() + milliseconds)
  }

  function told(headers: Readonly<Record<string, string>>): { remaining?: number; reset?: number } {
    if (!policy.headers) return {}
    const remaining = numberIn(headers[policy.headers.remaining])
    const reset = numberIn(headers[policy.headers.reset])
    if (reset !== undefined) resetAt = clock.now() + reset * 1000
    return { ...(remaining === undefined ? {} : { remaining }), ...(reset === undefined ? {} : { reset }) }
  }

  return {
    async run(work) {
      await enter()
      try {
        await admit()
        return await work()
      } finally {
        leave()
      }
    },

    learn(headers) {
      const { remaining, reset } = told(headers)
      if (remaining !== undefined && remaining <= 0 && reset !== undefined) blockFor(reset * 1000)
    },

    tooMany(headers, count) {
      const { reset } = told(headers)
      const now = clock.now()
      const known =
        (reset === undefined ? undefined : reset * 1000) ??
        retryAfter(headers, now) ??
        (resetAt > now ? resetAt - now : undefined) ??
        policy.tooManyWait * 1000 * 2 ** (count - 1)
      // Whole seconds are rounded, and an answer that says 0 must not turn into a storm.
      const wait = Math.max(known, 1000) + clock.random() * 500
      blockFor(wait)
      return wait
    },
  }
}

/** In milliseconds; undefined where it is absent or cannot be read. Seconds or a date: RFC 9110, section 10.2.3. */
export function retryAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const text = headers['retry-after']
  if (text === undefined) return undefined
  const seconds = numberIn(text)
  if (seconds !== undefined) return seconds * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}
