/**
 * Positions as employment periods: addjobperiod.nv, editjobperiod.nv and deletejobperiod.nv
 * (https://support.netvisor.fi/en/articles/769787-add-employment-period-addjobperiod-nv, …/769789, …/769791).
 */
import { z } from 'zod'
import { HumaPayrollError, isKind } from '../../errors.ts'
import { historyNotSent, isHistory } from '../history.ts'
import { readJson } from '../json.ts'
import type { PositionOrder, PositionWriter, Receipt, Sent } from '../system.ts'
import type { Api } from './api.ts'
import { readEmployee } from './lookups.ts'
import {
  bodyOfPeriod,
  changesOf,
  endOf,
  leftOut,
  startOf,
  toDoOf,
  valuesOf,
  whereEmployments,
} from './period-values.ts'
import { insertedAnswer, type Period } from './schema.ts'

/** `changed` is told of everybody whose periods have become others. */
export function createPositions(api: Api, changed: (id: string) => void): PositionWriter {
  async function periodsOf(id: string, doing: string): Promise<Period[]> {
    const row = await readEmployee(api, id, doing)
    if (!row) {
      // Read just before, so that it may be a fault: the next reading tells whether the employee has gone.
      throw new HumaPayrollError('unavailable', `Netvisor does not show the employee; could not ${doing}.`, {
        hint: 'Try again later.',
      })
    }
    // Not documented: whether the element is left out where there are none. It was asked for, so it is taken for that.
    return row.employmentperiods?.employmentperiod ?? []
  }

  async function write(order: PositionOrder, own: Period | undefined): Promise<Receipt & { key?: string }> {
    const values = changesOf(valuesOf(order, own), own)
    if (Object.keys(values).length === 0) return {}
    const body = bodyOfPeriod(values)
    if (own) {
      const query = { netvisorkey: own.netvisorkey }
      return (await api.write('editjobperiod.nv', query, body, z.unknown(), 'change the employment period')).receipt
    }
    const query = { employeeidentifier: order.person.id }
    const added = await api.write('addjobperiod.nv', query, body, insertedAnswer, 'add the employment period')
    return { ...(added.value === undefined ? {} : { key: added.value }), ...added.receipt }
  }

  /** Where Netvisor did not tell it; '' where nobody could look: then the next time tells. */
  async function keyOfAdded(before: readonly Period[], { person, position }: PositionOrder): Promise<string> {
    try {
      const periods = await periodsOf(person.id, 'read the employment periods')
      const isNew = ({ netvisorkey }: Period) => before.every((period) => period.netvisorkey !== netvisorkey)
      return only(periods.filter((period) => isNew(period) && isCalled(period, position)))?.netvisorkey ?? ''
    } catch (error) {
      if (error instanceof HumaPayrollError) return ''
      throw error
    }
  }

  return {
    async put(order) {
      const { position } = order
      if (position.title.length > 250) {
        throw new HumaPayrollError('refused', 'Netvisor takes at most 250 characters of a job title.', {
          hint: 'Give the position a shorter job title in Huma.',
        })
      }
      const periods = await periodsOf(order.person.id, 'read the employment periods')
      const own = findPeriod(periods, order)
      if (!own && isHistory(order)) return { changed: false, warnings: [historyNotSent(order, 'Netvisor')] }
      if (!own && !position.title) {
        throw new HumaPayrollError('refused', 'Netvisor takes no employment period without a job title.', {
          hint: 'Give the position a job title in Huma.',
        })
      }
      const written = await write(order, own)
      const isChanged = written.requestId !== undefined
      if (isChanged) changed(order.person.id)
      const key = own?.netvisorkey ?? written.key ?? (isChanged ? await keyOfAdded(periods, order) : '')
      const warnings = isChanged ? [...leftOut(position), ...overlapping(periods, order, own)] : []
      return {
        changed: isChanged,
        ...(key === '' ? {} : { reference: JSON.stringify({ period: key }) }),
        ...(written.requestId === undefined ? {} : { requestId: written.requestId }),
        ...(warnings.length > 0 ? { warnings } : {}),
        ...told(toDoOf(order, own)),
      }
    },

    async remove({ person, before, reference }) {
      const doing = 'delete the employment period'
      const periods = await periodsOf(person.id, doing)
      const own = keyed(periods, reference) ?? only(periods.filter((period) => isCalled(period, before)))
      if (!own) {
        // Somebody's own of the same day, perhaps: nothing is deleted that is not surely what was sent.
        const [alike] = periods.filter((period) => startOf(period) === before.startDate)
        return { changed: false, ...told(alike ? [deleteByHand(startOf(alike))] : []) }
      }
      try {
        const receipt = await api.remove('deletejobperiod.nv', own.netvisorkey, doing)
        changed(person.id)
        return { changed: true, ...receipt }
      } catch (error) {
        // Not documented: which periods cannot be deleted.
        if (!isKind(error, 'refused')) throw error
        return { changed: false, ...told([deleteByHand(startOf(own))]), ...(reference ? { reference } : {}) }
      }
    },
  }
}

function told(byHand: readonly string[]): Pick<Sent, 'byHand'> {
  return byHand.length > 0 ? { byHand } : {}
}

function deleteByHand(start: string): string {
  return `${whereEmployments}: delete the employment that begins on ${start}, if it is the position that was deleted in Huma.`
}

const kept = z.object({ period: z.string() })

function keyed(periods: readonly Period[], reference: string | undefined): Period | undefined {
  const key = readJson(reference, kept)?.period
  return key === undefined ? undefined : periods.find(({ netvisorkey }) => netvisorkey === key)
}

type Named = { title: string; startDate: string }

/** Netvisor keeps no id of ours: the day on which it begins, and what it is called. */
function isCalled(period: Period, { title, startDate }: Named): boolean {
  return startOf(period) === startDate && hasTitle(period, title)
}

function hasTitle({ profession = '' }: Period, title: string): boolean {
  return profession.trim().toLowerCase() === title.trim().toLowerCase()
}

function only(periods: readonly Period[]): Period | undefined {
  return periods.length === 1 ? periods[0] : undefined
}

/**
 * The period that the position is, by what was kept, else by its day and title: those that it had, then those that it has
 * now, because the last answer may have been lost. One that was there before anything was sent may be called otherwise, or
 * begin on another day, where people typed it twice.
 */
function findPeriod(
  periods: readonly Period[],
  { position, before, reference, isMain }: PositionOrder,
): Period | undefined {
  const found =
    keyed(periods, reference) ??
    (before && only(periods.filter((period) => isCalled(period, before)))) ??
    only(periods.filter((period) => isCalled(period, position)))
  if (found || !before || reference !== undefined) return found
  const sameDay = isMain ? only(periods.filter((period) => startOf(period) === before.startDate)) : undefined
  return (
    sameDay ??
    only(
      periods.filter((period) => hasTitle(period, before.title) && overlaps(period, before.startDate, before.endDate)),
    )
  )
}

function overlaps(period: Period, start: string, end: string | null): boolean {
  const last = endOf(period)
  return startOf(period) <= (end ?? '9999') && (last === '' || last >= start)
}

/** Not documented: whether periods may hold at the same time. Huma's positions may, and somebody should know. */
function overlapping(periods: readonly Period[], { position }: PositionOrder, own: Period | undefined): string[] {
  const { startDate, endDate } = position
  return periods
    .filter((period) => period !== own && overlaps(period, startDate, endDate))
    .map((period) => {
      const since = `The employment in Netvisor that begins on ${startOf(period)}`
      return `${since} holds at the same time as the position from ${startDate}. ${whereEmployments}: end it if it is over.`
    })
}
