/** What was sent, held back or refused, for people to read. */
import { z } from 'zod'
import type { Sql } from './sql.ts'
import type { State } from './store.ts'

const kept = 100_000

const text = z.string().exactOptional()
const entryRow = z.object({
  id: z.number(),
  at: z.string(),
  connectionId: z.string(),
  runId: z.number().exactOptional(),
  level: z.enum(['info', 'attention', 'error']),
  event: z.string(),
  person: text,
  humaId: text,
  payrollId: text,
  message: z.string(),
  hint: text,
  requestId: text,
})

export function createLog(sql: Sql): Pick<State, 'log' | 'logEntries'> {
  return {
    log: (entries) =>
      sql.transaction(() => {
        for (const entry of entries) {
          const { at, connectionId, runId, level, event, person, humaId, payrollId, message, hint, requestId } = entry
          const called = [person, entry.email].filter(Boolean).join(' ')
          sql.run(
            `INSERT INTO log
               (at, connectionId, runId, level, event, person, personKey, humaId, payrollId, message, hint, requestId)
             VALUES (:at, :connectionId, :runId, :level, :event, :person, :personKey, :humaId, :payrollId, :message, :hint,
               :requestId)`,
            {
              ...{ at, connectionId, runId, level, event, person, humaId, payrollId, message, hint, requestId },
              personKey: called ? keyOf(called) : undefined,
            },
          )
        }
        sql.run('DELETE FROM log WHERE id <= (SELECT max(id) FROM log) - :kept', { kept })
      }),

    logEntries: ({ connectionId, runId, level, event, person, since, afterId = 0, limit }) =>
      sql
        .rows(
          entryRow,
          `SELECT id, at, connectionId, runId, level, event, person, humaId, payrollId, message, hint, requestId FROM log
           WHERE id > :afterId
             AND (:connectionId IS NULL OR connectionId = :connectionId)
             AND (:runId IS NULL OR runId = :runId)
             AND (:level IS NULL OR level = :level OR (:level = 'attention' AND level = 'error'))
             AND (:event IS NULL OR event = :event)
             AND (:since IS NULL OR at >= :since)
             AND (:person IS NULL OR humaId = :person OR payrollId = :person OR instr(personKey, :personKey) > 0)
           ORDER BY id DESC LIMIT :limit`,
          {
            ...{ connectionId, runId, level, event, person, since, afterId, limit },
            personKey: person && keyOf(person),
          },
        )
        .reverse(),
  }
}

/** SQLite itself knows capitals of A to Z only. */
function keyOf(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}
