/** The webhook's way out of the Huma sandbox: notices wait here until they are delivered, or are posted at once. */
import { createHmac } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Webhook } from './huma-screen-inputs.ts'
import { randomFrom } from './people.ts'

export interface HumaNotice {
  topic: string
  /** JSON, byte for byte as it is signed and posted. */
  body: string
}

/** Shares from 0 to 1. The same seed does the same to the same notices. */
export interface Mishaps {
  lose?: number
  duplicate?: number
  shuffle?: boolean
  seed?: number
}

/** `delivered`: posts that were taken, repetitions too. `refused`: posts that were not; their notices still wait. */
export interface Deliveries {
  delivered: number
  refused: number
  lost: number
}

export interface Outbox {
  webhook(): Webhook | undefined
  /** undefined = there is none, and nothing is told. What waits already is kept. */
  setWebhook(webhook: Webhook | undefined): void
  /** Forgotten where there is no webhook. */
  put(topic: string, body: string): void
  /** What waits, in the order in which it happened. */
  notices(): HumaNotice[]
  /** Posts it, and forgets it where it is taken (2xx). Returns the status; 0 = nobody answered. */
  deliver(notice: HumaNotice): Promise<number>
  /** Delivers all that waits, one after the other. */
  deliverAll(mishaps?: Mishaps): Promise<Deliveries>
}

/** Milliseconds before the second try and the following ones. Not documented: whether Huma tries again. */
const waits = [200, 1000, 5000]
const longestAnswer = 30_000

export function createOutbox(first: Webhook | undefined): Outbox {
  let webhook = first
  const waiting = new Set<HumaNotice>()
  /** One after the other, so that they come in order as long as nothing fails. */
  let posting = Promise.resolve()

  async function deliver(notice: HumaNotice): Promise<number> {
    if (!webhook) throw new RangeError('No webhook is set up.')
    const { url } = webhook
    const headers = headersOf(notice, webhook)
    try {
      const signal = AbortSignal.timeout(longestAnswer)
      const response = await fetch(url, { method: 'POST', headers, body: notice.body, redirect: 'manual', signal })
      await response.arrayBuffer()
      if (response.ok) waiting.delete(notice)
      return response.status
    } catch {
      return 0
    }
  }

  async function deliverInTime(notice: HumaNotice): Promise<void> {
    for (const milliseconds of [...waits, undefined]) {
      if (!webhook?.auto || !waiting.has(notice)) return
      const status = await deliver(notice)
      if ((status >= 200 && status < 300) || milliseconds === undefined) return
      await wait(milliseconds, undefined, { ref: false })
    }
  }

  return {
    webhook: () => webhook,
    setWebhook(changed) {
      webhook = changed
    },
    put(topic, body) {
      if (!webhook) return
      const notice = { topic, body }
      waiting.add(notice)
      if (webhook.auto) posting = posting.then(() => deliverInTime(notice))
    },
    notices: () => [...waiting],
    deliver,
    async deliverAll({ lose = 0, duplicate = 0, shuffle = false, seed = 1 } = {}) {
      const random = randomFrom(seed)
      const happens = (share: number) => random.int(0, 999_999) < share * 1_000_000
      const posts: HumaNotice[] = []
      const result: Deliveries = { delivered: 0, refused: 0, lost: 0 }
      for (const notice of waiting) {
        if (happens(lose)) {
          waiting.delete(notice)
          result.lost += 1
        } else posts.push(...(happens(duplicate) ? [notice, notice] : [notice]))
      }
      if (shuffle) mix(posts, random.int)
      for (const notice of posts) {
        const status = await deliver(notice)
        if (status >= 200 && status < 300) result.delivered += 1
        else result.refused += 1
      }
      return result
    },
  }
}

function headersOf({ topic, body }: HumaNotice, { secret, token, encoding = 'hex' }: Webhook): Record<string, string> {
  return {
    'content-type': 'application/json',
    'huma-topic': topic,
    ...(secret ? { 'huma-hmac-sha256': createHmac('sha256', secret).update(body).digest(encoding) } : {}),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  }
}

function mix<T>(list: T[], int: (from: number, to: number) => number): void {
  for (let left = list.length; left > 1; left -= 1) {
    const [taken] = list.splice(int(0, left - 1), 1)
    if (taken !== undefined) list.push(taken)
  }
}
