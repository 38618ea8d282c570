/**
 * One writer per connection. A lease is a row: who holds it, and until when. It goes to the next in line when it is
 * released, when its process is gone, or when nobody has renewed it in time (a laptop that sleeps, a process that hangs).
 */
import { randomUUID } from 'node:crypto'
import { getPriority } from 'node:os'
import { performance } from 'node:perf_hooks'
import { z } from 'zod'
import { HumaPayrollError } from '../errors.ts'
import type { Sql } from './sql.ts'
import type { Lease } from './store.ts'

const lasts = 90_000
const heartbeat = 30_000
/** A check of a lease that was renewed this long ago renews it: seldom enough to cost nothing. */
const renewAfter = 5_000

/** Who is asking. `now` in milliseconds since 1970. */
export interface Self {
  now(): number
  host: string
  pid: number
}

export interface Leases {
  take(connectionId: string): Lease
  /** Throws kind `busy` when it was lost; renews it now and then. */
  check(lease: Lease): void
  releaseAll(): void
}

const holderSchema = z.object({
  owner: z.string(),
  host: z.string(),
  pid: z.number(),
  processStart: z.string(),
  takenAt: z.number(),
  expiresAt: z.number(),
})
type Holder = z.infer<typeof holderSchema>

export function createLeases(sql: Sql, self: Self): Leases {
  // The system gives the id of a dead process to a new one; the start tells them apart.
  const processStart = String(performance.timeOrigin)
  const held = new Set<Lease>()

  function holderOf(connectionId: string): Holder | undefined {
    const [holder] = sql.rows(holderSchema, 'SELECT * FROM lease WHERE connectionId = :connectionId', { connectionId })
    return holder
  }

  function isGone(holder: Holder): boolean {
    if (holder.expiresAt <= self.now()) return true
    if (holder.host !== self.host) return false
    if (holder.pid === self.pid) return holder.processStart !== processStart
    return !isAlive(holder.pid)
  }

  function check(lease: Lease): void {
    sql.transaction(() => {
      const holder = holderOf(lease.connectionId)
      if (holder?.owner !== lease.owner) throw lost()
      if (holder.expiresAt - lasts + renewAfter <= self.now()) renew(lease)
    })
  }

  function renew(lease: Lease): void {
    const expiresAt = self.now() + lasts
    sql.run('UPDATE lease SET expiresAt = :expiresAt WHERE owner = :owner', { owner: lease.owner, expiresAt })
  }

  function take(connectionId: string): Lease {
    const owner = randomUUID()
    sql.transaction(() => {
      const holder = holderOf(connectionId)
      if (holder && !isGone(holder)) throw taken(holder)
      sql.run(
        `INSERT OR REPLACE INTO lease (connectionId, owner, host, pid, processStart, takenAt, expiresAt)
         VALUES (:connectionId, :owner, :host, :pid, :processStart, :takenAt, :expiresAt)`,
        {
          ...{ connectionId, owner, host: self.host, pid: self.pid, processStart },
          ...{ takenAt: self.now(), expiresAt: self.now() + lasts },
        },
      )
    })
    const timer = setInterval(() => {
      try {
        renew(lease)
      } catch {
        // Nobody could be told from here; the next check meets the same trouble and tells.
      }
    }, heartbeat)
    // A forgotten lease must not keep the program from ending.
    timer.unref()
    const lease: Lease = {
      connectionId,
      owner,
      assertHeld: () => check(lease),
      release() {
        clearInterval(timer)
        if (held.delete(lease)) sql.run('DELETE FROM lease WHERE owner = :owner', { owner })
      },
    }
    held.add(lease)
    return lease
  }

  return {
    take,
    check,
    releaseAll() {
      for (const lease of held) lease.release()
    },
  }
}

/** Asking for the priority of a process is the one question that any account may ask about any process. */
function isAlive(pid: number): boolean {
  try {
    getPriority(pid)
    return true
  } catch (error) {
    return !(
      error instanceof Error &&
      'info' in error &&
      z.object({ code: z.literal('ESRCH') }).safeParse(error.info).success
    )
  }
}

function taken({ host, pid, takenAt }: Holder): HumaPayrollError {
  const since = new Date(takenAt).toISOString()
  return new HumaPayrollError('busy', `Another run holds this connection: process ${pid} on ${host}, since ${since}.`, {
    hint: `Run the command again when that one is done. If it hangs, end it there with: kill ${pid}`,
    details: { host, pid, since },
  })
}

function lost(): HumaPayrollError {
  return new HumaPayrollError(
    'busy',
    `Another run has taken over this connection, because this one gave no sign of life for ${lasts / 1000} seconds.`,
    { hint: 'Nothing more was written. When the other run is done, run the command again: it goes on from there.' },
  )
}
