/** How much may be asked, and what it costs. */
import { localTime } from './ledger.ts'
import { burst, concurrency, insufficientCredits } from './problems.ts'

export interface Limits {
  /** So many requests in so many seconds. 20 in 5 is what has been seen. */
  burst: { requests: number; seconds: number }
  /** Not documented: how many requests may be under way at once. */
  concurrent: number
  /** Not documented: how many there are, what anything costs, and when there are new ones. */
  credits: { amount: number; seconds: number }
  /** A month, each way for the megabytes. 5000 and 1000 in the United Kingdom. */
  included: { requests: number; megabytes: number }
}

/** That of the present month, which begins at midnight in Norway. */
export interface Usage {
  /** 2026-01 */
  month: string
  requests: number
  bytesUp: number
  bytesDown: number
  /** For what is above what is included: one for a request, ten for a megabyte. */
  pence: number
}

const megabyte = 1_000_000

export function createLimits(limits: Limits, now: () => number) {
  let recent: number[] = []
  let underWay = 0
  let credits = { left: limits.credits.amount, until: now() + limits.credits.seconds * 1000 }
  let used = { month: '', requests: 0, bytesUp: 0, bytesDown: 0 }

  function usage(): Usage {
    const month = localTime(now()).slice(0, 7)
    if (used.month !== month) used = { month, requests: 0, bytesUp: 0, bytesDown: 0 }
    const above = (bytes: number) => Math.max(0, Math.ceil(bytes / megabyte - limits.included.megabytes))
    const pence =
      Math.max(0, used.requests - limits.included.requests) + 10 * (above(used.bytesUp) + above(used.bytesDown))
    return { ...used, pence }
  }

  return {
    usage,
    /** Not documented: whether what is refused counts. It does. */
    countRequest(bytes: number): void {
      usage()
      used.requests += 1
      used.bytesUp += bytes
    },
    countAnswer(bytes: number): void {
      usage()
      used.bytesDown += bytes
    },
    /** Throws where a limit is reached; else the caller must call what it returns when the work is done. */
    enter(): (cost: number) => void {
      const { requests, seconds } = limits.burst
      recent = recent.filter((time) => now() - time < seconds * 1000)
      // Not documented: whether refused requests make the wait longer. They do not here.
      if (recent.length >= requests) throw burst()
      if (underWay >= limits.concurrent) throw concurrency()
      if (now() >= credits.until) {
        credits = { left: limits.credits.amount, until: now() + limits.credits.seconds * 1000 }
      }
      if (credits.left <= 0) throw insufficientCredits(localTime(credits.until))
      recent.push(now())
      underWay += 1
      return (cost) => {
        underWay -= 1
        credits.left -= cost
      }
    },
  }
}
