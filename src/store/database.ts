/** The one place that opens SQLite. */
import { randomUUID } from 'node:crypto'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { z } from 'zod'
import { makeFile, placeFile, removeLeftovers, sizeIfThere } from './files.ts'
import { damaged, isBusy, type Sql, translated } from './sql.ts'

/**
 * Makes the file `path` by `make`, whole or not at all, unless it is there. So an empty one has been damaged, and never
 * stands for a new one. Throws kind `storage` for it.
 */
export function makeDatabase(path: string, make: (sql: Sql) => void): void {
  const size = sizeIfThere(path)
  if (size === 0) throw damaged(path, undefined)
  if (size !== undefined) return
  const fresh = `${path}.${randomUUID()}.new`
  try {
    const sql = openDatabase(fresh, 0, path)
    try {
      make(sql)
    } finally {
      sql.close()
    }
    placeFile(fresh, path)
  } finally {
    removeLeftovers(fresh, `${fresh}-journal`)
  }
}

/**
 * `patience`: how many milliseconds a write waits for another process that is writing. `shown` stands for the file in
 * messages.
 */
export function openDatabase(path: string, patience: number, shown = path): Sql {
  makeFile(path, shown)

  function guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw translated(shown, error)
    }
  }

  const database = guarded(() => new DatabaseSync(path, { timeout: patience }))
  const prepared = new Map<string, StatementSync>()

  function statement(text: string): StatementSync {
    const known = prepared.get(text)
    if (known) return known
    const fresh = database.prepare(text)
    prepared.set(text, fresh)
    return fresh
  }

  function transaction<T>(work: () => T): T {
    if (database.isTransaction) return work()
    // A transaction that reads first and then wants to write would fail at once when another process wrote in between.
    guarded(() => database.exec('BEGIN IMMEDIATE'))
    try {
      const result = work()
      guarded(() => database.exec('COMMIT'))
      return result
    } catch (error) {
      // SQLite takes back by itself what a full disk has stopped.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    transaction,
    run: (text, parameters = {}) =>
      guarded(() => {
        const { changes, lastInsertRowid } = statement(text).run(withNulls(parameters))
        return { id: Number(lastInsertRowid), changes: Number(changes) }
      }),
    rows: (schema, text, parameters = {}) => {
      const rows = guarded(() => statement(text).all(withNulls(parameters)))
      return rows.map((row) => readRow(shown, schema, row))
    },
    tryBegin: () => {
      try {
        database.exec('BEGIN IMMEDIATE')
        return true
      } catch (error) {
        if (isBusy(error)) return false
        throw translated(shown, error)
      }
    },
    close: () => {
      if (database.isOpen) guarded(() => database.close())
    },
  }
}

function withNulls<T>(parameters: Readonly<Record<string, T | undefined>>): Record<string, T | null> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value ?? null]))
}

function readRow<T>(path: string, schema: z.ZodType<T>, row: object): T {
  const result = schema.safeParse(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)))
  // The cause would name fields only, but an odd row is not worth the risk of showing a person's values.
  if (!result.success) throw damaged(path, undefined)
  return result.data
}
