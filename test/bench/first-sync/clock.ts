/** A clock that runs with the machine's, and jumps over every wait in which nothing else happens. */
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

const epoch = Date.UTC(2026, 0, 15, 11)

/**
 * What this process itself needs takes as long as it takes; only waiting is cut short, so that ten minutes pass in some
 * seconds. Both ends of every connection must be in this process: then nothing happens while its event loop stands still.
 */
export function createClock(): Clock {
  const began = performance.now()
  let skipped = 0
  let asleep: { until: number; wake: () => void }[] = []
  const now = () => epoch + performance.now() - began + skipped

  async function watch(): Promise<void> {
    while (asleep.length > 0) {
      await standstill()
      const next = Math.min(...asleep.map(({ until }) => until))
      skipped += Math.max(0, next - now())
      const over = asleep.filter(({ until }) => until <= now())
      asleep = asleep.filter((one) => !over.includes(one))
      for (const { wake } of over) wake()
    }
  }

  return {
    now,
    sleep: (milliseconds) =>
      new Promise((wake) => {
        asleep.push({ until: now() + milliseconds, wake })
        if (asleep.length === 1) void watch()
      }),
  }
}

/** Until the event loop has waited for something nearly all of the time, twice in a row. */
async function standstill(): Promise<void> {
  for (let still = 0; still < 2; ) {
    const before = performance.eventLoopUtilization()
    await delay(1)
    still = performance.eventLoopUtilization(before).utilization < 0.3 ? still + 1 : 0
  }
}
