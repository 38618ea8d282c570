/** Everything that must survive a crash, in one SQLite file. */
import { makeDatabase, openDatabase } from './database.ts'
import { createJournal } from './journal.ts'
import { createLeases, type Self } from './lease.ts'
import { createLinks } from './links.ts'
import { createLog } from './log.ts'
import { migrate } from './migrations.ts'
import type { StorePaths } from './paths.ts'
import { createQueue } from './queue.ts'
import { createRecords } from './records.ts'
import type { State } from './store.ts'

/**
 * Opens the state file, makes it where there is none and brings its tables up to date. `now` is milliseconds since 1970;
 * `host` and `pid` name this process to others that want its leases. Throws kind `storage`: the file is damaged, newer
 * than this program, not writable, or the disk is full.
 */
export function openState(options: Self & { paths: StorePaths }): State {
  const path = options.paths.state
  makeDatabase(path, (sql) => migrate(sql, path))
  const sql = openDatabase(path, 5000)
  try {
    // Write-ahead log: readers and the one writer do not wait for each other. FULL: on the disk before a call returns, so
    // that no sent write is forgotten in a power cut; fullfsync is what that takes on a Mac.
    sql.run('PRAGMA journal_mode = WAL')
    sql.run('PRAGMA synchronous = FULL')
    sql.run('PRAGMA fullfsync = ON')
    // What is blanked or forgotten is overwritten, not only marked as free.
    sql.run('PRAGMA secure_delete = ON')
    migrate(sql, path)
  } catch (error) {
    sql.close()
    throw error
  }
  const leases = createLeases(sql, options)
  const links = createLinks(sql, leases)
  return {
    path,
    takeLease: leases.take,
    ...links,
    ...createJournal(sql, leases, links.saveLinks),
    ...createLog(sql),
    ...createQueue(sql, leases),
    ...createRecords(sql),
    together: sql.transaction,
    forget: (connectionId) =>
      sql.transaction(() => {
        for (const table of ['link', 'base', 'run', 'intent', 'log', 'review', 'task', 'record', 'mark', 'lease']) {
          sql.run(`DELETE FROM ${table} WHERE connectionId = :connectionId`, { connectionId })
        }
      }),
    close() {
      leases.releaseAll()
      sql.close()
    },
  }
}
