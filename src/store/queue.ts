/** What waits to be sent. One row a subject: however often something is edited, it is looked at once, as it is then. */
import { z } from 'zod'
import type { Leases } from './lease.ts'
import type { Sql } from './sql.ts'
import type { State, Task } from './store.ts'

type Queue = Pick<
  State,
  | 'enqueue'
  | 'addByHand'
  | 'dueTasks'
  | 'nextDue'
  | 'finishTask'
  | 'postponeTask'
  | 'tasks'
  | 'countTasks'
  | 'hurryTasks'
  | 'retryTasks'
  | 'discardTasks'
>

const text = z.string().exactOptional()
const taskRow = z.object({
  id: z.number(),
  connectionId: z.string(),
  humaId: z.string(),
  kind: z.enum(['person', 'absence', 'by-hand']),
  subject: z.string(),
  revision: z.number(),
  since: z.number(),
  dueAt: z.number(),
  tries: z.number(),
  state: z.enum(['waiting', 'held', 'by-hand']),
  person: text,
  message: text,
  hint: text,
})

export function createQueue(sql: Sql, leases: Leases): Queue {
  function held(connectionId: string, ids: readonly number[] | 'all'): Task[] {
    return sql
      .rows(taskRow, `SELECT * FROM task WHERE connectionId = :connectionId AND state <> 'waiting' ORDER BY id`, {
        connectionId,
      })
      .filter(({ id }) => ids === 'all' || ids.includes(id))
  }

  return {
    enqueue: (notices) =>
      sql.transaction(() => {
        for (const { connectionId, humaId, kind, subject, at, dueAt = at } of notices) {
          sql.run(
            `INSERT INTO task (connectionId, humaId, kind, subject, revision, since, dueAt, tries, state)
             VALUES (:connectionId, :humaId, :kind, :subject, 1, :at, :dueAt, 0, 'waiting')
             ON CONFLICT (connectionId, humaId, kind, subject) DO UPDATE SET
               revision = revision + 1,
               since = CASE WHEN state = 'waiting' AND dueAt <= :at THEN since ELSE excluded.since END,
               dueAt = CASE WHEN state = 'waiting' THEN min(dueAt, excluded.dueAt) ELSE excluded.dueAt END,
               tries = 0, state = 'waiting', message = NULL, hint = NULL`,
            { connectionId, humaId, kind, subject, at, dueAt },
          )
        }
      }),

    addByHand: (connectionId, { humaId, person, message, subject = message, hint, at }) => {
      sql.run(
        `INSERT OR IGNORE INTO task
           (connectionId, humaId, kind, subject, revision, since, dueAt, tries, state, person, message, hint)
         VALUES (:connectionId, :humaId, 'by-hand', :subject, 1, :at, :at, 0, 'by-hand', :person, :message, :hint)`,
        { connectionId, humaId, subject, person, message, hint, at },
      )
    },

    dueTasks: (connectionId, now, people) =>
      sql.rows(
        taskRow,
        `SELECT * FROM task
         WHERE connectionId = :connectionId AND state = 'waiting' AND dueAt <= :now AND humaId IN (
           SELECT humaId FROM task WHERE connectionId = :connectionId AND state = 'waiting' AND dueAt <= :now
           GROUP BY humaId ORDER BY min(dueAt), min(id) LIMIT :people
         )
         ORDER BY since, id`,
        { connectionId, now, people },
      ),

    nextDue(connectionId) {
      const [row] = sql.rows(
        z.object({ dueAt: z.number().exactOptional() }),
        `SELECT min(dueAt) AS dueAt FROM task WHERE connectionId = :connectionId AND state = 'waiting'`,
        { connectionId },
      )
      return row?.dueAt
    },

    finishTask: (lease, { id, revision }) =>
      sql.transaction(() => {
        leases.check(lease)
        sql.run('DELETE FROM task WHERE id = :id AND revision = :revision', { id, revision })
      }),

    postponeTask: (lease, { id, revision }, { state, dueAt, tries, person, message, hint }) =>
      sql.transaction(() => {
        leases.check(lease)
        sql.run(
          `UPDATE task SET state = :state, dueAt = :dueAt, tries = :tries, person = :person, message = :message, hint = :hint
           WHERE id = :id AND revision = :revision`,
          { id, revision, state, dueAt, tries, person, message, hint },
        )
      }),

    tasks: ({ connectionId, state, limit }) =>
      sql.rows(
        taskRow,
        `SELECT * FROM task
         WHERE (:connectionId IS NULL OR connectionId = :connectionId) AND (:state IS NULL OR state = :state)
         ORDER BY id LIMIT :limit`,
        { connectionId, state, limit },
      ),

    countTasks(connectionId) {
      const [row] = sql.rows(
        z.object({
          waiting: z.number(),
          held: z.number(),
          byHand: z.number(),
          oldest: z.number().exactOptional(),
        }),
        `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'held') AS held,
           count(*) FILTER (WHERE state = 'by-hand') AS byHand, min(since) FILTER (WHERE state = 'waiting') AS oldest
         FROM task WHERE connectionId = :connectionId`,
        { connectionId },
      )
      return row ?? { waiting: 0, held: 0, byHand: 0 }
    },

    hurryTasks: (connectionId, now) => {
      sql.run(
        `UPDATE task SET dueAt = :now
         WHERE connectionId = :connectionId AND state = 'waiting' AND tries > 0 AND dueAt > :now`,
        { connectionId, now },
      )
    },

    retryTasks: (connectionId, ids) =>
      sql.transaction(() => {
        const found = held(connectionId, ids).filter(({ state }) => state === 'held')
        for (const { id } of found) {
          sql.run(
            `UPDATE task SET state = 'waiting', dueAt = 0, tries = 0, revision = revision + 1, message = NULL, hint = NULL
             WHERE id = :id`,
            { id },
          )
        }
        return found
      }),

    discardTasks: (connectionId, ids) =>
      sql.transaction(() => {
        const found = held(connectionId, ids)
        for (const { id } of found) sql.run('DELETE FROM task WHERE id = :id', { id })
        return found
      }),
  }
}
