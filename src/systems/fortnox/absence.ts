/**
 * An absence in Huma -> registrations in Fortnox' calendar: one for each working day, with the extent in per cent and no
 * hours. https://apps.fortnox.se/apidocs, /absencetransactions. Several on one day are allowed, also of one kind
 * (https://www.fortnox.se/developer/blog/salary-api-is-now-supporting-multiple-registrations-per-day), so nothing is sent
 * before what is there has been read. A registration has no place for a mark of ours: which are ours is told by their ids,
 * or else by being exactly what was sent.
 */
import { type HumaPayrollError, isKind } from '../../errors.ts'
import type { AbsenceWriter, Sent, SentAbsence } from '../system.ts'
import { byItself, daysOf, isExactly, type Plan, planOf, readIds, strayed } from './absence-plan.ts'
import type { Api } from './api.ts'
import { type AbsenceBody, type AbsenceRow, oneAbsence } from './schema.ts'

const path = '/absencetransactions'

export function createAbsenceWriter(api: Api): AbsenceWriter {
  return {
    put: ({ person, absence, before, reference }) => bring(person.id, absence, before, reference),
    remove: ({ person, before, reference }) => bring(person.id, undefined, before, reference),
  }

  async function bring(
    employeeId: string,
    wanted: SentAbsence | undefined,
    before: SentAbsence | undefined,
    reference: string | undefined,
  ): Promise<Sent> {
    const rows = await read(employeeId)
    const plan = planOf(rows, readIds(reference), wanted, before)
    const done = await carryOut(employeeId, plan, wanted)
    const written = done.made.length + done.removed.length
    const [refusal] = done.refusals
    if (written === 0 && refusal && done.refusals.every(({ what }) => what !== 'remove')) throw refusal.error

    // Fortnox may add days off by itself; and what it did not keep is not told otherwise.
    const now = written > 0 ? await read(employeeId) : rows
    const ids = new Set([...plan.keep, ...done.made, ...done.left].map(({ id }) => id))
    const others = now.filter(({ id }) => !ids.has(id))
    const warnings = [...adopted(plan), ...noWorkday(wanted), ...byItself(others, rows, wanted)]
    const byHand = [...refusedByHand(done.refusals), ...notKept(now, done, wanted), ...strayed(others, wanted, before)]
    return {
      changed: written > 0,
      ...(ids.size > 0 ? { reference: JSON.stringify({ ids: [...ids] }) } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(byHand.length > 0 ? { byHand } : {}),
    }
  }

  function read(employeeId: string): Promise<AbsenceRow[]> {
    return api.absences(employeeId, 'read the absence')
  }

  /** A day that Fortnox refuses, such as one that is paid already, does not hold up the others. */
  async function carryOut(employeeId: string, plan: Plan, wanted: SentAbsence | undefined): Promise<Done> {
    const done: Done = { made: [], removed: [], left: [], refusals: [] }

    async function attempt(what: Refusal['what'], date: string, write: () => Promise<unknown>): Promise<boolean> {
      try {
        await write()
        return true
      } catch (error) {
        if (!isKind(error, 'refused')) throw error
        done.refusals.push({ what, date, error })
        return false
      }
    }

    for (const { id, Date: date } of plan.remove) {
      const isGone = await attempt('remove', date, () => api.remove(at(id), 'take the absence back'))
      done[isGone ? 'removed' : 'left'].push({ id, date })
    }
    if (!wanted) return done
    for (const row of plan.change) {
      const { id, Date: date } = row
      const body = { AbsenceTransaction: changedBody(row, wanted) }
      const isChanged = await attempt('change', date, () =>
        api.write('PUT', at(id), body, oneAbsence, 'change the absence'),
      )
      done[isChanged ? 'made' : 'left'].push({ id, date })
    }
    for (const date of plan.add) {
      // Beside one that could not be taken back it would count twice.
      if (done.left.some((one) => one.date === date)) continue
      const body = { AbsenceTransaction: newBody(employeeId, date, wanted) }
      await attempt('add', date, async () => {
        const { AbsenceTransaction } = await api.write('POST', path, body, oneAbsence, 'register the absence')
        done.made.push({ id: AbsenceTransaction.id, date })
      })
    }
    return done
  }
}

function at(id: string): string {
  return `${path}/${encodeURIComponent(id)}`
}

interface Own {
  id: string
  date: string
}

interface Refusal {
  what: 'remove' | 'change' | 'add'
  date: string
  error: HumaPayrollError
}

interface Done {
  /** Registered or changed. */
  made: Own[]
  removed: Own[]
  /** Ours, and refused to be changed or taken back. */
  left: Own[]
  refusals: Refusal[]
}

/** Not documented: which wins where `Hours` is set too, and what `HolidayEntitling` is where it is not sent. */
function newBody(
  EmployeeId: string,
  date: string,
  { code, percentage }: Pick<SentAbsence, 'code' | 'percentage'>,
): AbsenceBody {
  return { EmployeeId, Date: date, CauseCode: code, Extent: percentage }
}

/** Not documented: whether a PUT keeps what it leaves out, so what others may have set is sent as it was. */
function changedBody(row: AbsenceRow, wanted: SentAbsence): AbsenceBody {
  const kept = ['HolidayEntitling', 'CostCenter', 'Project'].flatMap((key) => {
    const value = row[key]
    return value === null || value === undefined || value === '' ? [] : [[key, value] as const]
  })
  return {
    ...newBody(row.EmployeeId, row.Date, wanted),
    ...(row.Hours === 0 ? {} : { Hours: 0 }),
    ...Object.fromEntries(kept),
  }
}

const hands: Readonly<Record<Refusal['what'], (days: string) => string>> = {
  remove: (days) => `Take the absence of ${days} back in the calendar of Fortnox, where it still is.`,
  change: (days) => `Change the absence of ${days} in the calendar of Fortnox, where it is as before.`,
  add: (days) => `Register the absence of ${days} in the calendar of Fortnox.`,
}

/** One sentence for all days that were refused alike. */
function refusedByHand(refusals: readonly Refusal[]): string[] {
  const days = new Map<string, { first: Refusal; dates: string[] }>()
  for (const refusal of refusals) {
    const key = `${refusal.what} ${refusal.error.message}`
    const alike = days.get(key) ?? { first: refusal, dates: [] }
    alike.dates.push(refusal.date)
    days.set(key, alike)
  }
  return [...days.values()].map(({ first, dates }) => `${hands[first.what](daysOf(dates))} ${first.error.message}`)
}

function notKept(now: readonly AbsenceRow[], { made, removed }: Done, wanted: SentAbsence | undefined): string[] {
  const lost = made.filter((own) => !now.some((row) => row.id === own.id && wanted && isExactly(row, wanted)))
  const still = removed.filter((own) => now.some((row) => row.id === own.id))
  const said = 'Fortnox took the change and shows something else afterwards.'
  return [
    ...(lost.length === 0 ? [] : [`${hands.add(daysOf(lost.map(({ date }) => date)))} ${said}`]),
    ...(still.length === 0 ? [] : [`${hands.remove(daysOf(still.map(({ date }) => date)))} ${said}`]),
  ]
}

function adopted({ adopted: days }: Plan): string[] {
  if (days.length === 0) return []
  return [`Fortnox already had the same absence on ${daysOf(days)}: it was taken for this one, not registered twice.`]
}

function noWorkday(wanted: SentAbsence | undefined): string[] {
  return wanted?.workdays.length === 0 ? ['The absence has no working day, so nothing is registered in Fortnox.'] : []
}
