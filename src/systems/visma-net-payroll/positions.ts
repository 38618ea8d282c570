/**
 * Positions of an employee. A position of Huma's is one of Visma's: it is found by what was kept of it, else by the day on
 * which it begins. Not documented: whether two may hold at once (pay of both is calculated for each), and how to delete one.
 */
import { longestWork } from '../../core/change.ts'
import { HumaPayrollError, isKind } from '../../errors.ts'
import { historyNotSent, isHistory } from '../history.ts'
import { readJson } from '../json.ts'
import type { PositionOrder, PositionWriter, Sent, Session } from '../system.ts'
import type { Api, Done } from './api.ts'
import { leftOut, nobodyAnyMore, onlyListed, unfinished } from './errors.ts'
import { type KeptPosition, keptPosition } from './kept.ts'
import { type Fresh, type Missing, newPosition } from './new-position.ts'
import { type PositionAccess, positionsPath, receiptOf, sentOf } from './position-access.ts'
import { type Change, changedPosition, enterReason } from './position-document.ts'
import { findPosition } from './position-match.ts'
import { isSamePay } from './salary-document.ts'
import type { PositionRow } from './schema.ts'
import { startOf } from './timeline.ts'

const creating = 'create the position'

interface Lost {
  since: number
  /** undefined where it was not told. */
  job: string | undefined
}

export function createPositions(
  api: Api,
  access: PositionAccess,
  { settings, now }: Pick<Session, 'settings' | 'now'>,
): PositionWriter {
  /** By employee and the day on which the position begins. */
  const lost = new Map<string, Lost>()

  async function change(order: PositionOrder, row: PositionRow, kept: KeptPosition | undefined): Promise<Sent> {
    const { person, position, before } = order
    const start = kept?.start ?? before?.startDate
    const known = {
      ...(start === undefined ? {} : { start }),
      ...(kept === undefined ? {} : { end: kept.end }),
      isOurs: kept !== undefined,
    }
    let made: Change | undefined
    const doing = 'change the position'
    const { isChanged, receipt } = await access.change(
      person.id,
      row.id,
      (found) => {
        const change = changedPosition(found.all, found.row, order, known)
        made ??= change
        return change.isChanged ? change.body : undefined
      },
      doing,
    )
    const { warnings = [], byHand = [] } = made ?? {}
    return sentOf(isChanged, receipt, { reference: referenceTo(row.id, position), warnings, byHand })
  }

  /**
   * Waits for what was sent before and never heard of: what its job made. undefined where it may be sent, again or for the
   * first time.
   */
  async function settled(order: PositionOrder): Promise<Done | undefined> {
    const key = keyOf(order)
    const { unansweredSince: since } = order
    const earlier = lost.get(key) ?? (since === undefined ? undefined : { since, job: undefined })
    if (!earlier) return undefined
    if (earlier.job !== undefined) {
      try {
        return await api.follow(`${positionsPath(order.person.id)}/jobs`, earlier.job, {}, creating)
      } catch (error) {
        if (!isKind(error, 'refused')) throw error
        // It has failed since: nothing was made.
      }
    } else if (now() - earlier.since < longestWork) {
      const message = `The request to ${creating} was sent before and not answered. It is not sent twice, because Visma.net Payroll may still be at it.`
      throw new HumaPayrollError('unknown-outcome', message, { hint: 'It is looked for again in some minutes.' })
    }
    lost.delete(key)
    return undefined
  }

  async function create(order: PositionOrder, others: readonly PositionRow[]): Promise<Sent> {
    const { person, position } = order
    const employee = await api.employee(person.id, {}, creating)
    if (!employee) throw nobodyAnyMore()
    if (!employee.document) throw onlyListed()
    const isDraft = employee.row.isDraft === true
    const { workTimeAgreement = '', taxUnit = '' } = settings
    const fresh = newPosition(order, { workTimeAgreement, taxUnit, isDraft, others })
    if (fresh.missing.length > 0 && !isDraft) throw incomplete(fresh.missing, order)

    const path = positionsPath(person.id)
    const { body } = fresh
    const write = { method: 'POST', path, jobs: `${path}/jobs`, body } as const
    const done = await api.write(write, creating).catch((error: unknown) => {
      if (isKind(error, 'unknown-outcome')) lost.set(keyOf(order), { since: now(), job: error.requestId })
      throw error
    })

    // Not documented: whether its job names the position or the employee, so it is looked for.
    const all = await list(person.id).catch((error: unknown) => {
      throw unfinished(creating, done.job, error)
    })
    const made = all.filter(({ id }) => others.every((one) => one.id !== id))
    const row = made.find(({ id }) => id === done.id) ?? made.find((one) => startOf(one) === position.startDate)
    if (done.warnings.length > 0 && row && !isAsSent(row, fresh, order)) throw leftOut(done)
    return sentOf(true, receiptOf(done), {
      ...(row ? { reference: referenceTo(row.id, position) } : {}),
      warnings: [...fresh.warnings, ...(isDraft ? [draftNotice(fresh.missing)] : [])],
      byHand: [...(position.endDate === null ? [] : [enterReason(position.startDate)]), ...fresh.byHand],
    })
  }

  const list = (employeeId: string) => access.list(employeeId, 'read the positions')

  return {
    async put(order) {
      const kept = readJson(order.reference, keptPosition)
      let rows = await list(order.person.id)
      let row = findPosition(rows, order, kept)
      const done = row ? undefined : await settled(order)
      if (done) {
        rows = await list(order.person.id)
        row = rows.find(({ id }) => id === done.id) ?? findPosition(rows, order, kept)
      }
      lost.delete(keyOf(order))
      if (row) return change(order, row, kept)
      return isHistory(order)
        ? { changed: false, warnings: [historyNotSent(order, 'Visma.net Payroll')] }
        : create(order, rows)
    },

    async remove({ person, before, reference }) {
      const rows = await list(person.id)
      const kept = readJson(reference, keptPosition)
      const row = rows.find(({ id }) => id === kept?.position) ?? rows.find((one) => startOf(one) === before.startDate)
      if (!row) return { changed: false }
      const words = `The position that begins on ${startOf(row)} was deleted in Huma. Its API cannot delete it: delete or end it in Visma.net Payroll.`
      return sentOf(false, {}, { ...(reference === undefined ? {} : { reference }), byHand: [words] })
    },
  }
}

/** What the job remarked may be nothing. */
function isAsSent(row: PositionRow, { body, pay }: Fresh, order: PositionOrder): boolean {
  const [paid = {}] = row.salaryInformation ?? []
  return (!pay || isSamePay(paid, pay)) && !changedPosition(body, row, order, { isOurs: true }).isChanged
}

function keyOf({ person, position }: PositionOrder): string {
  return `${person.id} ${position.startDate}`
}

function referenceTo(id: string, { startDate, endDate }: PositionOrder['position']): string {
  return JSON.stringify({ position: id, start: startDate, end: endDate } satisfies KeptPosition)
}

const words: Readonly<Record<Missing, { what: string; hint: string }>> = {
  contractType: {
    what: 'a type of contract that is an employment',
    hint: 'Choose Permanent, Temporary, Seasonal, Casual, Trainee or JobTrainingProgram in Huma.',
  },
  occupationCode: {
    what: 'an occupation code',
    hint: 'Map the job title to its code (STYRK-98, 7 digits): huma-payroll configure NAME --map-occupation "TITLE=CODE"',
  },
  workTimeAgreement: {
    what: 'a work-time agreement',
    hint: 'Choose one: huma-payroll configure NAME --set workTimeAgreement=ID',
  },
  taxUnit: { what: 'a tax unit', hint: 'Choose one: huma-payroll configure NAME --set taxUnit=ID' },
  salary: {
    what: 'a salary',
    hint: 'Enter the salary in Huma and send it too: huma-payroll configure NAME --salary on',
  },
}

function incomplete(missing: readonly Missing[], { position }: PositionOrder): HumaPayrollError {
  const what = missing.map((name) => words[name].what).join(', ')
  const title = position.title === '' ? '' : ` "${position.title}"`
  const message = `Visma.net Payroll takes no new position without everything that pay needs. For the position${title} from ${position.startDate} is missing: ${what}.`
  return new HumaPayrollError('refused', message, {
    hint: `${missing.map((name) => words[name].hint).join(' ')} Or create the position in Visma.net Payroll, with the same start date.`,
    details: { field: missing[0], missing },
  })
}

function draftNotice(missing: readonly Missing[]): string {
  const what = missing.length > 0 ? ` It still needs ${missing.map((name) => words[name].what).join(', ')}.` : ''
  return `The employee is a draft, and nobody is paid by one before somebody makes it active in Visma.net Payroll.${what}`
}
