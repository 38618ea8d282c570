/** The tables of the state file, as the steps that make them. A step that has been published never changes. */
import { z } from 'zod'
import { HumaPayrollError } from '../errors.ts'
import type { Sql } from './sql.ts'

const steps: readonly (readonly string[])[] = [
  [
    'CREATE TABLE digestKey (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL) STRICT',
    `CREATE TABLE lease (
      connectionId TEXT PRIMARY KEY, owner TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL,
      processStart TEXT NOT NULL, takenAt INTEGER NOT NULL, expiresAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE link (
      connectionId TEXT NOT NULL, humaId TEXT NOT NULL, payrollId TEXT NOT NULL, linkedAt TEXT NOT NULL,
      PRIMARY KEY (connectionId, humaId), UNIQUE (connectionId, payrollId)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE base (
      connectionId TEXT NOT NULL, humaId TEXT NOT NULL, fields TEXT NOT NULL,
      PRIMARY KEY (connectionId, humaId)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE run (
      id INTEGER PRIMARY KEY AUTOINCREMENT, connectionId TEXT NOT NULL, command TEXT NOT NULL, startedAt TEXT NOT NULL,
      endedAt TEXT, result TEXT, read TEXT, counts TEXT
    ) STRICT`,
    'CREATE INDEX runOfConnection ON run (connectionId, id)',
    `CREATE TABLE intent (
      id INTEGER PRIMARY KEY AUTOINCREMENT, connectionId TEXT NOT NULL, runId INTEGER NOT NULL, kind TEXT NOT NULL,
      side TEXT NOT NULL, personId TEXT NOT NULL, payload TEXT NOT NULL, before TEXT, openedAt TEXT NOT NULL,
      outcome TEXT, settledAt TEXT, resultId TEXT
    ) STRICT`,
    'CREATE INDEX openIntent ON intent (connectionId, id) WHERE settledAt IS NULL',
    `CREATE TABLE log (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, connectionId TEXT NOT NULL, runId INTEGER, level TEXT NOT NULL,
      event TEXT NOT NULL, person TEXT, personKey TEXT, humaId TEXT, payrollId TEXT, message TEXT NOT NULL, hint TEXT,
      requestId TEXT
    ) STRICT`,
    'CREATE TABLE review (connectionId TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID',
  ],
  [
    `CREATE TABLE task (
      id INTEGER PRIMARY KEY AUTOINCREMENT, connectionId TEXT NOT NULL, humaId TEXT NOT NULL, kind TEXT NOT NULL,
      subject TEXT NOT NULL, revision INTEGER NOT NULL, since INTEGER NOT NULL, dueAt INTEGER NOT NULL, tries INTEGER NOT NULL,
      state TEXT NOT NULL, person TEXT, message TEXT, hint TEXT,
      UNIQUE (connectionId, humaId, kind, subject)
    ) STRICT`,
    `CREATE INDEX dueTask ON task (connectionId, dueAt) WHERE state = 'waiting'`,
    `CREATE TABLE record (
      connectionId TEXT NOT NULL, humaId TEXT NOT NULL, kind TEXT NOT NULL, recordId TEXT NOT NULL, content TEXT NOT NULL,
      reference TEXT,
      PRIMARY KEY (connectionId, humaId, kind, recordId)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX recordOfKind ON record (connectionId, kind)',
    `CREATE TABLE mark (
      connectionId TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (connectionId, name)
    ) STRICT, WITHOUT ROWID`,
  ],
]

/** Brings the file up to what this program knows. Throws kind `storage` for a file that a newer program has written. */
export function migrate(sql: Sql, path: string): void {
  if (version(sql) === steps.length) return
  sql.transaction(() => {
    const from = version(sql)
    if (from > steps.length) {
      throw new HumaPayrollError('storage', `${path} was written by a newer version of huma-payroll.`, {
        hint: 'Update this one: npm install --global huma-payroll@latest',
      })
    }
    for (const statement of steps.slice(from).flat()) sql.run(statement)
    sql.run(`PRAGMA user_version = ${steps.length}`)
  })
}

function version(sql: Sql): number {
  const [row] = sql.rows(z.object({ user_version: z.number() }), 'PRAGMA user_version')
  return row?.user_version ?? 0
}
