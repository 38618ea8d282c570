/**
 * What a position leaves on the employee: the job title (`positionValue`) and the start of the employment. Not documented:
 * any way to write positions of their own, with percentage, type of contract and history; they can only be read.
 */
import { z } from 'zod'
import type { Position } from '../../core/position.ts'
import { HumaPayrollError, isKind } from '../../errors.ts'
import { gather } from '../gather.ts'
import { readJson } from '../json.ts'
import type { PositionOrder, PositionWriter } from '../system.ts'
import type { Api } from './api.ts'
import { readWork } from './lookups.ts'
import type { EmployeeNode, Work } from './schema.ts'

interface Parts {
  api: Api
  update(node: EmployeeNode): Promise<unknown>
  /** New employees are created with an employment that starts on the day of their creation. */
  startsToday: boolean
}

/** Not documented: how many ids a filter may hold. */
const mostIds = 500

const kept = z.object({ positionValue: z.string() })

export function createPositions({ api, update, startsToday }: Parts): PositionWriter {
  const find = gather(mostIds, async (ids: readonly string[]) => {
    const { rows, showsCode } = await readWork(api, ids)
    return ids.map((id) => {
      const row = rows.get(id)
      return { value: row && { row, showsCode } }
    })
  })

  async function read(id: string): Promise<{ row: Work; showsCode: boolean }> {
    const found = /^\d+$/.test(id) ? await find(id) : undefined
    if (found) return found
    throw new HumaPayrollError('refused', 'Xledger has no such employee any more.')
  }

  return {
    async put(order) {
      const { position, person, occupationCode, reference } = order
      const { row, showsCode } = await read(person.id)
      if (occupationCode === undefined && isRetitled(order)) throw notMapped(position)
      const held = showsCode ? row.positionValue?.code : readJson(reference, kept)?.positionValue
      const changes: EmployeeNode = {
        ...(occupationCode === undefined || occupationCode === held ? {} : { positionValue: { code: occupationCode } }),
        ...employmentFrom(order, row, startsToday),
      }
      const changed = Object.keys(changes).length > 0
      if (changed) await update({ dbId: row.dbId, ...changes }).catch((error: unknown) => throwHelpful(error, changes))
      const byHand = toDo(order, row)
      return {
        changed,
        ...(occupationCode === undefined ? {} : { reference: JSON.stringify({ positionValue: occupationCode }) }),
        ...(byHand.length > 0 ? { byHand } : {}),
      }
    },

    /** No value of an employee can be emptied but the end of the employment. */
    async remove({ person, before, reference }) {
      const { row, showsCode } = await read(person.id)
      const sent = readJson(reference, kept)?.positionValue
      if (showsCode && sent !== undefined && row.positionValue?.code !== sent) return { changed: false }
      const what = before.title ? `The position "${before.title}"` : 'The position'
      return {
        changed: false,
        ...(reference === undefined ? {} : { reference }),
        byHand: [
          `${what} was deleted in Huma: in Xledger, correct the job title and the position of the employee, and end the employment where it has ended.`,
        ],
      }
    },
  }
}

function isRetitled({ position, before }: PositionOrder): boolean {
  return position.title !== '' && before?.title !== position.title
}

/**
 * A position is not the employment: after a promotion that one goes on. It begins where the position began with it and was
 * moved, where a position begins before it, and where nothing but the day of creation stands there.
 */
function employmentFrom(
  { position: { startDate }, before }: PositionOrder,
  row: Work,
  startsToday: boolean,
): EmployeeNode {
  const start = row.employmentFrom?.slice(0, 10)
  const isPlaceholder = startsToday && !before && start === row.createdAt?.slice(0, 10)
  const follows = !start || startDate < start || before?.startDate === start || isPlaceholder
  return follows && startDate !== start ? { employmentFrom: startDate } : {}
}

/** What of it the API does not take. An end is the employee's own, and shuts them out: nobody but a person writes it. */
function toDo({ position, before }: PositionOrder, row: Work): string[] {
  const { percentage, contractType, startDate, endDate, endReason } = position
  const end = row.employmentTo?.slice(0, 10)
  // Nothing of it differs where it has become the main one: the other one's values are there.
  const isOther = before === undefined || isSame(before, position)
  const terms = [
    ...(isOther || before.percentage !== percentage ? [`${percentage} % of full time`] : []),
    ...(contractType && (isOther || before.contractType !== contractType)
      ? [`the type of contract "${contractType}"`]
      : []),
  ]
  const goesOn = endReason === 'change_in_organization_or_internal_job_transfer'
  return [
    ...(terms.length > 0
      ? [`In Xledger, open the employee's position and enter ${terms.join(' and ')}, from ${startDate} on.`]
      : []),
    ...(endDate !== null && !goesOn && end !== endDate
      ? [`In Xledger, let the employment end on ${endDate}, if it ends with the position.`]
      : []),
    ...(endDate === null && end && before?.endDate === end
      ? ['In Xledger, remove the end of the employment: the position has none any more.']
      : []),
  ]
}

function isSame(one: Position, other: Position): boolean {
  return (
    one.title === other.title &&
    one.percentage === other.percentage &&
    one.contractType === other.contractType &&
    one.startDate === other.startDate &&
    one.endDate === other.endDate
  )
}

const mapHint = (title: string) =>
  `Map it to its code in your list of positions in Xledger: huma-payroll configure NAME --map-occupation "${title}=CODE"`

function notMapped({ title }: Position): HumaPayrollError {
  return new HumaPayrollError('refused', `Xledger keeps job titles in a list of its own, and "${title}" has no code.`, {
    hint: mapHint(title),
    details: { field: 'occupationCode', title },
  })
}

/** Decided by what was sent: a code that the list does not have is refused in words only. */
function throwHelpful(error: unknown, { positionValue }: EmployeeNode): never {
  if (!positionValue || !isKind(error, 'refused') || error.hint !== undefined) throw error
  throw error.withHint(
    `See whether your list of positions in Xledger has the code "${positionValue.code}"; if not, map the title to another one: huma-payroll configure NAME --map-occupation "TITLE=CODE"`,
  )
}
