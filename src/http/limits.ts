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
  const places = Math.min(policy.concurrency, policy.window?.requests ?? Number.POSITIVE_INFINITY)
  let running = 0
  const waiting: (() => void)[] = []
  const window = policy.window && createWindow(policy.window)
  let blockedUntil = 0
  /** When the system will be whole again, as it last said. */
  let resetAt = 0
  let lastInLine: Promise<unknown> = Promise.resolve()

  async function enter(): Promise<void> {
    if (running < places) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }

  /** Whoever waits takes over the place. */
  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }

  /** One after the other, so that two who wait for the last place in a window do not both take it. */
  function admit(): Promise<() => void> {
    const mine = lastInLine.then(waitForRoom)
    lastInLine = mine.catch(() => {})
    return mine
  }

  /** Returns what to call when the answer is there. */
  async function waitForRoom(): Promise<() => void> {
    for (;;) {
      const now = clock.now()
      const free = Math.max(blockedUntil, window?.freeAt(now) ?? 0)
      if (free <= now) break
      await clock.pause(free - now)
    }
    if (!window) return () => {}
    const request = window.take(clock.now())
    return () => window.answered(request, clock.now())
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
        const answered = await admit()
        try {
          return await work()
        } finally {
          answered()
        }
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
        // After a whole window there is room again, for whoever comes first.
        policy.tooManyWait * 1000 * (window ? 1 : 2 ** (count - 1))
      // Whole seconds are rounded, and an answer that says 0 must not turn into a storm.
      const wait = Math.max(known, 1000) + clock.random() * 500
      // What was sent before the last refusal was known says nothing new.
      if (now >= blockedUntil) window?.makeRoom(now + wait)
      blockFor(wait)
      return wait
    },
  }
}

/** A request within a window. */
interface Counted {
  /** Milliseconds since 1970; undefined while there is no answer. */
  answeredAt: number | undefined
}

/** How many more requests a window may hold again after one that passed without a refusal. */
const growth = 2

/**
 * At most `requests` in any `seconds`. A request is counted by the other side when it arrives, which is at some time between
 * its sending and its answer. So it counts here until `seconds` after its answer: counted from its sending, a slow one before
 * a fast one would be one too many. With 25 requests in 5 s and answers within 0.25 s this costs less than a twentieth.
 *
 * After a refusal somebody else is using the same account: then only half of them, at even distances so that the other finds
 * room too, and gradually more again.
 */
function createWindow({ requests, seconds }: NonNullable<RatePolicy['window']>) {
  const length = seconds * 1000
  let counted: Counted[] = []
  let share = requests
  let shareSince = 0
  let lastSent = Number.NEGATIVE_INFINITY

  function grow(now: number): void {
    const passed = Math.floor((now - shareSince) / length)
    if (share === requests || passed < 1) return
    share = Math.min(requests, share + passed * growth)
    shareSince += passed * length
  }

  return {
    /** When the next request may be sent; not later than `now` where that is now. Asked again then, it may be later. */
    freeAt(now: number): number {
      grow(now)
      counted = counted.filter(({ answeredAt }) => answeredAt === undefined || answeredAt > now - length)
      const apart = share === requests ? 0 : lastSent + length / share
      if (counted.length < share) return apart
      const answers = counted.map(({ answeredAt }) => answeredAt ?? now).sort((a, b) => a - b)
      return Math.max(apart, (answers[counted.length - share] ?? now) + length)
    },
    take(now: number): Counted {
      const request: Counted = { answeredAt: undefined }
      counted.push(request)
      lastSent = now
      return request
    },
    answered(request: Counted, now: number): void {
      request.answeredAt = now
    },
    /** `until`: nothing is sent before. */
    makeRoom(until: number): void {
      share = Math.max(1, Math.floor(share / 2))
      shareSince = until
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
