/** Runs, and every single write of a run: what it was about to do, and what came of it. */
import { z } from 'zod'
import { type FieldName, fieldNames, type Patch, sensitiveFields } from '../core/person.ts'
import { HumaPayrollError } from '../errors.ts'
import { json } from './json.ts'
import type { Leases } from './lease.ts'
import type { Sql } from './sql.ts'
import type { Lease, State } from './store.ts'

type Journal = Pick<State, 'startRun' | 'endRun' | 'runs' | 'openIntent' | 'settleIntent' | 'openIntents'>

const runRow = z.object({
  id: z.number(),
  connectionId: z.string(),
  command: z.string(),
  startedAt: z.string(),
  endedAt: z.string().exactOptional(),
  result: z.enum(['done', 'partly', 'failed', 'stopped', 'cancelled', 'interrupted']).exactOptional(),
  read: json(z.object({ huma: z.number(), payroll: z.number() })).exactOptional(),
  counts: json(z.record(z.string(), z.number())).exactOptional(),
})

const text = z.string().exactOptional()
const patchSchema: z.ZodType<Patch> = z.object({
  givenName: text,
  familyName: text,
  email: text,
  phone: text,
  birthDate: text,
  employeeNumber: text,
  nationalId: z.object({ country: z.string(), number: z.string() }).exactOptional(),
  bankAccount: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('national'), country: z.string(), number: z.string() }),
      z.object({ kind: z.literal('international'), iban: z.string(), bic: z.string() }),
    ])
    .exactOptional(),
  address: z
    .object({
      line1: z.string(),
      line2: z.string(),
      line3: z.string(),
      postalCode: z.string(),
      city: z.string(),
      country: z.string(),
    })
    .exactOptional(),
})

const intentRow = z.object({
  id: z.number(),
  connectionId: z.string(),
  runId: z.number(),
  kind: z.enum(['create', 'update']),
  side: z.enum(['huma', 'payroll']),
  personId: z.string(),
  payload: json(patchSchema),
  before: json(z.record(z.string(), z.unknown())).exactOptional(),
  openedAt: z.string(),
})

const contentsRow = z.object({
  payload: json(z.record(z.string(), z.unknown())),
  before: json(z.record(z.string(), z.unknown())).exactOptional(),
})

export function createJournal(sql: Sql, leases: Leases, saveLinks: State['saveLinks']): Journal {
  return {
    startRun: (lease, { command, startedAt }) =>
      sql.transaction(() => {
        const { connectionId } = lease
        leases.check(lease)
        sql.run(`UPDATE run SET result = 'interrupted' WHERE connectionId = :connectionId AND result IS NULL`, {
          connectionId,
        })
        return sql.run(
          'INSERT INTO run (connectionId, command, startedAt) VALUES (:connectionId, :command, :startedAt)',
          { connectionId, command, startedAt },
        ).id
      }),

    endRun: (lease, runId, { endedAt, result, read, counts }) =>
      sql.transaction(() => {
        leases.check(lease)
        const { changes } = sql.run(
          `UPDATE run SET endedAt = :endedAt, result = :result, read = :read, counts = :counts
           WHERE id = :runId AND connectionId = :connectionId`,
          {
            ...{ runId, connectionId: lease.connectionId, endedAt, result },
            ...{ read: read && JSON.stringify(read), counts: JSON.stringify(counts) },
          },
        )
        if (changes === 0) throw unknown('run', runId, lease)
      }),

    runs: (connectionId, limit) =>
      sql.rows(runRow, 'SELECT * FROM run WHERE connectionId = :connectionId ORDER BY id DESC LIMIT :limit', {
        connectionId,
        limit,
      }),

    openIntent: (lease, { runId, kind, side, personId, payload, before, openedAt }) =>
      sql.transaction(() => {
        leases.check(lease)
        return sql.run(
          `INSERT INTO intent (connectionId, runId, kind, side, personId, payload, before, openedAt)
           VALUES (:connectionId, :runId, :kind, :side, :personId, :payload, :before, :openedAt)`,
          {
            ...{ connectionId: lease.connectionId, runId, kind, side, personId, openedAt },
            ...{ payload: JSON.stringify(payload), before: before && JSON.stringify(before) },
          },
        ).id
      }),

    settleIntent: (lease, intentId, { outcome, settledAt, resultId }, link) =>
      sql.transaction(() => {
        leases.check(lease)
        const id = { intentId, connectionId: lease.connectionId }
        const [contents] = sql.rows(
          contentsRow,
          'SELECT payload, before FROM intent WHERE id = :intentId AND connectionId = :connectionId',
          id,
        )
        if (!contents) throw unknown('intent', intentId, lease)
        sql.run(
          `UPDATE intent SET outcome = :outcome, settledAt = :settledAt, resultId = :resultId, payload = :payload,
             before = :before
           WHERE id = :intentId AND connectionId = :connectionId`,
          {
            ...{ ...id, outcome, settledAt, resultId, payload: blanked(contents.payload) },
            before: contents.before && blanked(contents.before),
          },
        )
        if (link) saveLinks(lease, [link])
      }),

    openIntents: (connectionId) =>
      sql.rows(
        intentRow,
        `SELECT id, connectionId, runId, kind, side, personId, payload, before, openedAt FROM intent
         WHERE connectionId = :connectionId AND settledAt IS NULL ORDER BY id`,
        { connectionId },
      ),
  }
}

/** Which fields were written stays; identity numbers and the like must not gather here. An unknown field may be one. */
function blanked(values: Readonly<Record<string, unknown>>): string {
  const harmless = new Set<string>(fieldNames.filter((field: FieldName) => !sensitiveFields.has(field)))
  return JSON.stringify(values, (key, value: unknown) => (key === '' || harmless.has(key) ? value : null))
}

function unknown(what: 'run' | 'intent', id: number, { connectionId }: Lease): HumaPayrollError {
  return new HumaPayrollError('internal', `There is no ${what} ${id} of connection ${connectionId}.`)
}
