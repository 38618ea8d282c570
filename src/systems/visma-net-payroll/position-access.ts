/** Reading and writing the positions of one employee, for those who change something in them. */
import type { Receipt, Sent } from '../system.ts'
import { type Api, type Done, employeePath, type FoundPosition } from './api.ts'
import { changedMeanwhile, leftOut, nobodyAnyMore, onlyListed, unfinished } from './errors.ts'
import type { Document, PositionRow } from './schema.ts'

export interface PositionAccess {
  /** All of them. Kind `refused` where the employee is not there any more, or is shown in the list only. */
  list(employeeId: string, doing: string): Promise<PositionRow[]>
  /**
   * Reads one, and sends it back as `changed` makes it; undefined = nothing is to be changed. What it left out is a
   * refusal, although the job succeeded.
   */
  change(
    employeeId: string,
    id: string,
    changed: (found: FoundPosition) => Document | undefined,
    doing: string,
  ): Promise<{ isChanged: boolean; receipt: Receipt }>
}

export function createPositionAccess(api: Api): PositionAccess {
  async function one(employeeId: string, id: string, doing: string): Promise<FoundPosition> {
    const found = await api.position(employeeId, id, doing)
    // It was in the list a moment ago.
    if (!found) throw changedMeanwhile()
    return found
  }

  return {
    async list(employeeId, doing) {
      const rows = await api.positions(employeeId, doing)
      if (rows) return rows
      if (await api.employee(employeeId, {}, doing)) throw onlyListed()
      throw nobodyAnyMore()
    },

    async change(employeeId, id, changed, doing) {
      const found = await one(employeeId, id, doing)
      const body = changed(found)
      if (!body) return { isChanged: false, receipt: {} }
      const path = positionsPath(employeeId)
      const done = await api.write(
        { method: 'PUT', path: `${path}/${encodeURIComponent(id)}`, jobs: `${path}/jobs`, body, ifMatch: found.etag },
        doing,
      )
      // "Salary update was not performed" is a remark of a job that succeeded.
      if (done.warnings.length > 0) {
        const now = await one(employeeId, id, doing).catch((error: unknown) => {
          throw unfinished(doing, done.job, error)
        })
        if (changed(now)) throw leftOut(done)
      }
      return { isChanged: true, receipt: receiptOf(done) }
    },
  }
}

export function positionsPath(employeeId: string): string {
  return `${employeePath(employeeId)}/positions`
}

export function receiptOf({ job, warnings }: Done): Receipt {
  return { requestId: job, ...(warnings.length > 0 ? { warnings } : {}) }
}

/** Without what is empty. */
export function sentOf(
  changed: boolean,
  receipt: Receipt,
  { reference, warnings = [], byHand = [] }: Pick<Sent, 'reference' | 'warnings' | 'byHand'>,
): Sent {
  const all = [...(receipt.warnings ?? []), ...warnings]
  return {
    changed,
    ...(receipt.requestId === undefined ? {} : { requestId: receipt.requestId }),
    ...(reference === undefined ? {} : { reference }),
    ...(all.length > 0 ? { warnings: all } : {}),
    ...(byHand.length > 0 ? { byHand } : {}),
  }
}
