/** What is known about the people of a connection: links, bases, and the choices of a review that was put off. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { BaseFields } from '../core/compare.ts'
import { fieldNames } from '../core/person.ts'
import { json } from './json.ts'
import type { Leases } from './lease.ts'
import type { Sql } from './sql.ts'
import type { Link, State } from './store.ts'

type Links = Pick<
  State,
  'links' | 'link' | 'saveLinks' | 'bases' | 'base' | 'saveBases' | 'digestKey' | 'savedReview' | 'saveReview'
>

const linkRow = z.object({ humaId: z.string(), payrollId: z.string(), linkedAt: z.string() })
const digestOrEmpty = z.string().nullable()
const baseRow = z.object({
  humaId: z.string(),
  fields: json(
    z.record(z.string(), z.object({ huma: digestOrEmpty, payroll: digestOrEmpty, at: z.string().exactOptional() })),
  ),
})

export function createLinks(sql: Sql, leases: Leases): Links {
  /** Of the displaced person the base goes too: it says nothing about the next pair. */
  function displace(connectionId: string, { humaId, payrollId }: Link): void {
    const others = sql.rows(
      z.object({ humaId: z.string() }),
      'DELETE FROM link WHERE connectionId = :connectionId AND payrollId = :payrollId AND humaId <> :humaId RETURNING humaId',
      { connectionId, humaId, payrollId },
    )
    for (const other of others) {
      sql.run('DELETE FROM base WHERE connectionId = :connectionId AND humaId = :humaId', {
        connectionId,
        humaId: other.humaId,
      })
    }
  }

  return {
    links: (connectionId) =>
      sql.rows(
        linkRow,
        'SELECT humaId, payrollId, linkedAt FROM link WHERE connectionId = :connectionId ORDER BY humaId',
        { connectionId },
      ),

    link(connectionId, humaId) {
      const [link] = sql.rows(
        linkRow,
        'SELECT humaId, payrollId, linkedAt FROM link WHERE connectionId = :connectionId AND humaId = :humaId',
        { connectionId, humaId },
      )
      return link
    },

    saveLinks: (lease, links) =>
      sql.transaction(() => {
        const { connectionId } = lease
        leases.check(lease)
        for (const link of links) {
          displace(connectionId, link)
          sql.run(
            `INSERT INTO link (connectionId, humaId, payrollId, linkedAt)
             VALUES (:connectionId, :humaId, :payrollId, :linkedAt)
             ON CONFLICT (connectionId, humaId) DO UPDATE SET payrollId = excluded.payrollId, linkedAt = excluded.linkedAt`,
            { connectionId, humaId: link.humaId, payrollId: link.payrollId, linkedAt: link.linkedAt },
          )
        }
      }),

    /** In portions, because ten thousand rows and what they are read into are large beside what is kept of them. */
    bases(connectionId) {
      const bases = new Map<string, BaseFields>()
      for (let after = ''; ; ) {
        const rows = sql.rows(
          baseRow,
          `SELECT humaId, fields FROM base WHERE connectionId = :connectionId AND humaId > :after
           ORDER BY humaId LIMIT 100`,
          { connectionId, after },
        )
        for (const { humaId, fields } of rows) bases.set(humaId, knownFields(fields))
        const last = rows.at(-1)
        if (!last) return bases
        after = last.humaId
      }
    },

    base(connectionId, humaId) {
      const [row] = sql.rows(
        baseRow,
        'SELECT humaId, fields FROM base WHERE connectionId = :connectionId AND humaId = :humaId',
        { connectionId, humaId },
      )
      return row && knownFields(row.fields)
    },

    saveBases: (lease, bases) =>
      sql.transaction(() => {
        leases.check(lease)
        for (const [humaId, base] of bases) {
          sql.run(
            `INSERT OR REPLACE INTO base (connectionId, humaId, fields) VALUES (:connectionId, :humaId, :fields)`,
            { connectionId: lease.connectionId, humaId, fields: JSON.stringify(base) },
          )
        }
      }),

    digestKey: () =>
      sql.transaction(() => {
        sql.run('INSERT OR IGNORE INTO digestKey (id, value) VALUES (1, :value)', { value: randomBytes(32) })
        const [row] = sql.rows(z.object({ value: z.instanceof(Uint8Array) }), 'SELECT value FROM digestKey')
        return row?.value ?? new Uint8Array()
      }),

    savedReview(connectionId) {
      const [row] = sql.rows(
        z.object({ text: z.string() }),
        'SELECT text FROM review WHERE connectionId = :connectionId',
        {
          connectionId,
        },
      )
      return row?.text
    },

    saveReview(connectionId, text) {
      if (text === undefined) sql.run('DELETE FROM review WHERE connectionId = :connectionId', { connectionId })
      else {
        sql.run('INSERT OR REPLACE INTO review (connectionId, text) VALUES (:connectionId, :text)', {
          connectionId,
          text,
        })
      }
    },
  }
}

/** A field that only another version of the program knows is left out. */
function knownFields(stored: Readonly<Record<string, NonNullable<BaseFields[keyof BaseFields]>>>): BaseFields {
  const base: BaseFields = {}
  for (const field of [...fieldNames, 'all'] as const) {
    const digests = stored[field]
    if (digests) base[field] = digests
  }
  return base
}
