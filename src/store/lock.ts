/**
 * Locks between processes. Each is an empty file in which SQLite holds a write lock of the operating system: a process
 * that dies lets go at once, whatever killed it, and there is no stale lock that anybody would have to judge.
 */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { HumaPayrollError } from '../errors.ts'
import { openDatabase } from './database.ts'
import type { StorePaths } from './paths.ts'

const patience = 120_000
const pause = 20

export interface Locking {
  paths: StorePaths
  /** Milliseconds since 1970. */
  now(): number
}

/** Runs `work` alone among all that use the same `name`. Throws kind `busy` after two minutes of waiting. Not reentrant. */
export async function withLock<T>({ paths, now }: Locking, name: string, work: () => Promise<T>): Promise<T> {
  const lock = openDatabase(lockFile(paths, name), 0)
  try {
    const deadline = now() + patience
    while (!lock.tryBegin()) {
      if (now() > deadline) throw stillHeld(name)
      await setTimeout(pause)
    }
    return await work()
  } finally {
    lock.close()
  }
}

/** The same for short work without pauses; waits five seconds. */
export function withLockSync<T>(paths: StorePaths, name: string, work: () => T): T {
  const lock = openDatabase(lockFile(paths, name), 5000)
  try {
    if (!lock.tryBegin()) throw stillHeld(name)
    return work()
  } finally {
    lock.close()
  }
}

function lockFile(paths: StorePaths, name: string): string {
  return join(paths.locks, `${encodeURIComponent(name)}.lock`)
}

function stillHeld(name: string): HumaPayrollError {
  return new HumaPayrollError('busy', `Another huma-payroll process keeps the lock "${name}" and does not let go.`, {
    hint: 'Run the command again when the other one is done, or end it if it hangs.',
  })
}
