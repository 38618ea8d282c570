/** The little of SQLite that the parts of the state need, and what its refusals mean to a person. */
import type { z } from 'zod'
import { HumaPayrollError } from '../errors.ts'
import { diskFull, elsewhere, noRight, quoted, readOnlyDisk } from './files.ts'

type Value = string | number | Uint8Array | undefined

/** Every call throws kind `storage` where SQLite refuses. */
export interface Sql {
  /** undefined becomes NULL. Answers the id of an inserted row, and how many rows changed. */
  run(text: string, parameters?: Readonly<Record<string, Value>>): { id: number; changes: number }
  /** Rows as `schema` reads them; a NULL is an absent key. */
  rows<T>(schema: z.ZodType<T>, text: string, parameters?: Readonly<Record<string, Value>>): T[]
  /** All of `work` or nothing of it, on the disk when this returns. Inside another it is part of that one. */
  transaction<T>(work: () => T): T
  /** False where another connection is writing. What is begun lasts until `close`, which takes it back. */
  tryBegin(): boolean
  close(): void
}

/** Primary result codes, https://www.sqlite.org/rescode.html */
const codes = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 }

export function isBusy(error: unknown): boolean {
  const code = resultCode(error)
  return code === codes.busy || code === codes.locked
}

/** Anything that is not SQLite's own goes through as it is. */
export function translated(path: string, error: unknown): unknown {
  const code = resultCode(error)
  switch (code) {
    case undefined:
      return error
    case codes.full:
      return diskFull(path, error)
    case codes.readOnly:
      return readOnlyDisk(path, error) ?? noRight(path, error)
    case codes.corrupt:
    case codes.notADatabase:
      return damaged(path, error)
    case codes.ioError:
      return new HumaPayrollError('storage', `The disk refuses to read or write ${path}; it may be full or failing.`, {
        hint: `See how much room there is with: df -h ${quoted(path)}`,
        cause: error,
      })
    case codes.cannotOpen:
      return readOnlyDisk(path, error) ?? cannotOpen(path, error)
    case codes.busy:
    case codes.locked:
      return new HumaPayrollError('storage', `${path} has been in use by another process for too long.`, {
        hint: 'Run the command again when other huma-payroll commands are done.',
        cause: error,
      })
    default:
      return new HumaPayrollError('storage', `${path} cannot be used (SQLite says ${code}).`, {
        hint: elsewhere,
        cause: error,
      })
  }
}

function cannotOpen(path: string, cause: unknown): HumaPayrollError {
  const message = `${path} cannot be opened: its folder is missing or not open to this account.`
  return new HumaPayrollError('storage', message, { hint: elsewhere, cause })
}

export function damaged(path: string, cause: unknown): HumaPayrollError {
  return new HumaPayrollError('storage', `${path} is damaged and cannot be read.`, {
    hint: `Put back a copy of it, or move it aside and let the next sync find everybody again by e-mail:\nmv ${quoted(path)} ${quoted(`${path}.damaged`)}`,
    cause,
  })
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  // The low byte is the primary code; the rest says where in SQLite it came up.
  return error.errcode & 0xff
}
