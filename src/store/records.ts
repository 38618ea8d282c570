/** What is known of the positions, salaries and absences of a connection's people, and when something was done last. */
import { z } from 'zod'
import type { Sql } from './sql.ts'
import type { State } from './store.ts'

type Records = Pick<State, 'records' | 'record' | 'recordsOf' | 'saveRecords' | 'removeRecord' | 'marks' | 'saveMarks'>

const recordRow = z.object({
  humaId: z.string(),
  kind: z.enum(['person', 'position', 'salary', 'absence']),
  recordId: z.string(),
  content: z.string(),
  reference: z.string().exactOptional(),
})
const columns = 'humaId, kind, recordId, content, reference'

export function createRecords(sql: Sql): Records {
  return {
    records: (connectionId, humaId) =>
      sql.rows(
        recordRow,
        `SELECT ${columns} FROM record WHERE connectionId = :connectionId AND humaId = :humaId ORDER BY kind, recordId`,
        { connectionId, humaId },
      ),

    record(connectionId, { humaId, kind, recordId }) {
      const [row] = sql.rows(
        recordRow,
        `SELECT ${columns} FROM record
         WHERE connectionId = :connectionId AND humaId = :humaId AND kind = :kind AND recordId = :recordId`,
        { connectionId, humaId, kind, recordId },
      )
      return row
    },

    recordsOf: (connectionId, kind) =>
      sql.rows(
        recordRow,
        `SELECT ${columns} FROM record WHERE connectionId = :connectionId AND kind = :kind ORDER BY humaId, recordId`,
        { connectionId, kind },
      ),

    saveRecords: (connectionId, records) =>
      sql.transaction(() => {
        for (const { humaId, kind, recordId, content, reference } of records) {
          sql.run(
            `INSERT OR REPLACE INTO record (connectionId, humaId, kind, recordId, content, reference)
             VALUES (:connectionId, :humaId, :kind, :recordId, :content, :reference)`,
            { connectionId, humaId, kind, recordId, content, reference },
          )
        }
      }),

    removeRecord: (connectionId, { humaId, kind, recordId }) => {
      sql.run(
        `DELETE FROM record
         WHERE connectionId = :connectionId AND humaId = :humaId AND kind = :kind AND recordId = :recordId`,
        { connectionId, humaId, kind, recordId },
      )
    },

    marks(connectionId) {
      const rows = sql.rows(
        z.object({ name: z.string(), value: z.string() }),
        'SELECT name, value FROM mark WHERE connectionId = :connectionId',
        { connectionId },
      )
      return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
    },

    saveMarks: (connectionId, marks) =>
      sql.transaction(() => {
        for (const [name, value] of Object.entries(marks)) {
          sql.run('INSERT OR REPLACE INTO mark (connectionId, name, value) VALUES (:connectionId, :name, :value)', {
            connectionId,
            name,
            value,
          })
        }
      }),
  }
}
