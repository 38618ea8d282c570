/**
 * The hours of an employee's days: getworkdays.nv, workday.nv and deleteworkdayhour.nv
 * (https://support.netvisor.fi/en/articles/769750-get-working-hours-from-time-period-getworkdays-nv, …/769763,
 * https://support.netvisor.fi/en/support/solutions/articles/77000554280-import-work-time-workday-nv).
 */
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { Receipt } from '../system.ts'
import type { Api } from './api.ts'
import { decimalOf, withComma } from './decimals.ts'
import { isoDate } from './mapping.ts'
import { workdaysAnswer } from './schema.ts'

/** One entry of a day. */
export interface Entry {
  key: string
  /** ISO 8601. */
  date: string
  hours: number
  /** The record type's number. */
  type: string
  description: string
}

/** ISO 8601 dates, both inclusive. */
export interface Span {
  start: string
  end: string
}

/** "The maximum length of the time period is one calendar year": each request stays within one. */
export function byYear(spans: readonly Span[]): Span[] {
  const years = new Map<string, Span>()
  for (const { start, end } of spans) {
    for (let year = Number(start.slice(0, 4)); year <= Number(end.slice(0, 4)); year += 1) {
      const first = [start, `${year}-01-01`].sort()[1] ?? start
      const last = [end, `${year}-12-31`].sort()[0] ?? end
      const known = years.get(String(year)) ?? { start: first, end: last }
      years.set(String(year), {
        start: known.start < first ? known.start : first,
        end: known.end > last ? known.end : last,
      })
    }
  }
  return [...years.values()]
}

/** Everything that the days have, whoever has entered it. */
export async function readEntries(api: Api, employee: string, spans: readonly Span[]): Promise<Entry[]> {
  const doing = 'read the working hours'
  const entries: Entry[] = []
  for (const { start, end } of byYear(spans)) {
    const query = { netvisorkey: employee, workhourstartdate: start, workhourenddate: end }
    const { root } = await api.read('getworkdays.nv', query, workdaysAnswer, doing)
    for (const { date, workdayhour } of root.workdays?.workday ?? []) {
      const day = isoDate(date)
      if (!day) throw new HumaPayrollError('protocol', `Netvisor answered without a date; could not ${doing}.`)
      for (const { '@netvisorkey': key, hours, collectorratio, description } of workdayhour) {
        const type = typeOf(collectorratio)
        entries.push({ key, date: day, hours: decimalOf(hours) ?? 0, type, description })
      }
    }
  }
  return entries
}

/** The number stands in an attribute, beside the name; taken too where it stands as it is written. '' where there is none. */
function typeOf({ '@number': number, '#text': text = '' }: Readonly<Record<string, string>>): string {
  return number?.trim() || (/^\d+$/.test(text.trim()) ? text.trim() : '')
}

/**
 * Adds to what the day has. The other way, to replace the day by all that it had with ours among it, would change what
 * others have entered: getworkdays.nv shows neither the customer, product, contract and billing of an entry nor its times
 * of day, and workday.nv cannot write one that is still open.
 */
export async function addEntry(api: Api, employee: string, entry: Omit<Entry, 'key'>): Promise<Receipt> {
  const { date, hours, type, description } = entry
  const workday = {
    date: { '@format': 'ansi', '@method': 'increment', '#text': date },
    // Not documented: what is meant without the handling of default dimensions. It is left to Netvisor.
    employeeidentifier: { '@type': 'netvisorkey', '#text': employee },
    workdayhour: {
      hours: withComma(hours),
      collectorratio: { '@type': 'number', '#text': type },
      // The absence has been approved in Huma.
      acceptancestatus: 'accepted',
      description,
    },
  }
  const body = { elements: { workday }, confidential: [] }
  return (await api.write('workday.nv', {}, body, z.unknown(), `enter the absence of ${date}`)).receipt
}

export async function deleteEntry(api: Api, { key, date }: Entry): Promise<Receipt> {
  return api.remove('deleteworkdayhour.nv', key, `delete the absence of ${date}`)
}
