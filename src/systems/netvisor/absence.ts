/**
 * Absence as hours of a record type, one entry a working day. Netvisor has no absence as such: what belongs to one is known
 * by the entries' keys, and by a mark in their descriptions, which is there too where an answer was lost.
 */
import { z } from 'zod'
import { HumaPayrollError, isKind } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { AbsenceWriter, Receipt, Sent, SentAbsence, Session } from '../system.ts'
import { type DayPlan, entriesOf, markOf, type NewEntry, ownEntries, planOf, spansOf } from './absence-plan.ts'
import type { Api } from './api.ts'
import { decimalOf, withComma } from './decimals.ts'
import { type RecordType, readRecordTypes } from './lookups.ts'
import { addEntry, deleteEntry, type Entry, readEntries } from './workdays.ts'

export const hoursPerDaySetting = 'hoursPerDay'
export const standardHoursPerDay = '7,5'

interface Job {
  employee: string
  /** As it shall be; undefined = not at all. */
  absence?: SentAbsence
  before?: SentAbsence
  mark: string
  reference: string | undefined
}

export function createAbsence(api: Api, settings: Session['settings']): AbsenceWriter {
  let recordTypes: readonly RecordType[] | undefined

  function hoursPerDay(): number {
    const hours = decimalOf(settings[hoursPerDaySetting] || standardHoursPerDay)
    if (hours !== undefined && hours > 0 && hours <= 24) return hours
    throw new HumaPayrollError('refused', 'What is set as the hours of a working day is no number of hours.', {
      hint: `Set them: huma-payroll configure NAME --set ${hoursPerDaySetting}=${standardHoursPerDay}`,
    })
  }

  /** Nothing is sent to a type that has gone, or of which hours could be taken for days. */
  async function checkType(code: string): Promise<void> {
    const find = () => recordTypes?.find(({ number }) => number === code)
    if (!find()) recordTypes = await readRecordTypes(api)
    const type = find()
    if (type?.isHours) return
    const why = type
      ? `The record type ${code} of Netvisor counts days, and what it would make of hours is not documented.`
      : `Netvisor has no record type ${code}.`
    throw new HumaPayrollError('refused', why, {
      hint: 'Choose one that counts hours for this type of absence: huma-payroll configure NAME --map-absence "TYPE=NUMBER"',
    })
  }

  async function converge({ employee, absence, before, mark, reference }: Job): Promise<Sent> {
    const perDay = hoursPerDay()
    const earlier = readJson(reference, kept)
    const wanted = absence ? entriesOf(absence, perDay) : []
    const alike = [...(before ? entriesOf(before, perDay) : []), ...wanted]
    const spans = spansOf([absence, before], earlier ? [{ start: earlier.from, end: earlier.to }] : [])

    const there = await readEntries(api, employee, spans)
    const own = ownEntries(there, { mark, keys: earlier?.keys ?? [], alike })
    const plan = planOf(own, wanted)
    if (plan.length === 0) return { changed: false, ...referenceTo(own) }
    const receipt = await carryOut(api, employee, plan)

    // What is there now tells what could not be done: what has been paid, or lies in a locked period, stays.
    const after = await readEntries(api, employee, spans)
    const ownAfter = ownEntries(after, { mark, keys: own.map(({ key }) => key), alike: wanted })
    const rest = planOf(ownAfter, wanted)
    const mixed = rest.filter((day) => isMixed(day, there, after))
    const byHand = [...toDo(rest.filter((day) => !mixed.includes(day))), ...toSeparate(mixed)]
    const warnings = receipt ? doubled(after, ownAfter, plan) : []
    return {
      changed: receipt !== undefined,
      ...receipt,
      ...referenceTo(ownAfter),
      ...(byHand.length > 0 ? { byHand } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    }
  }

  return {
    async put({ person, absence, before, reference }) {
      await checkType(absence.code)
      const job = { employee: person.id, absence, mark: markOf(absence.id), reference }
      return converge(before ? { ...job, before } : job)
    },
    remove: ({ person, before, reference }) =>
      converge({ employee: person.id, before, mark: markOf(before.id), reference }),
  }
}

const kept = z.object({ from: z.string(), to: z.string(), keys: z.array(z.string()) })

function referenceTo(own: readonly Entry[]): Pick<Sent, 'reference'> {
  const dates = own.map(({ date }) => date).sort()
  const [from] = dates
  if (from === undefined) return {}
  return { reference: JSON.stringify({ from, to: dates.at(-1), keys: own.map(({ key }) => key) }) }
}

/** The last receipt; undefined where nothing took effect. What cannot be taken away is not entered a second time. */
async function carryOut(api: Api, employee: string, plan: readonly DayPlan[]): Promise<Receipt | undefined> {
  let receipt: Receipt | undefined
  for (const { remove, add } of plan) {
    let isFree = true
    for (const entry of remove) {
      // "Allows to delete a line, if it has not been paid or linked to a paycheck." Not documented: the code of the refusal.
      const deleted = await unlessRefused(deleteEntry(api, entry))
      if (deleted) receipt = deleted
      else isFree = false
    }
    if (!add || !isFree) continue
    receipt = (await unlessRefused(addEntry(api, employee, add), 'PERIOD_LOCK')) ?? receipt
  }
  return receipt
}

/** undefined where it was refused, with this code where one is given. */
async function unlessRefused(writing: Promise<Receipt>, code?: string): Promise<Receipt | undefined> {
  return writing.catch((error: unknown) => {
    if (isKind(error, 'refused') && (code === undefined || error.details?.code === code)) return undefined
    throw error
  })
}

/** Not documented: whether hours are added to an entry of the same record type that somebody has made. */
function isMixed({ date, add }: DayPlan, before: readonly Entry[], after: readonly Entry[]): boolean {
  if (!add) return false
  const grown = after.filter((entry) => {
    const old = before.find(({ key }) => key === entry.key)
    return (
      entry.date === date &&
      entry.type === add.type &&
      old &&
      withComma(old.hours + add.hours) === withComma(entry.hours)
    )
  })
  return grown.length > 0
}

function toSeparate(mixed: readonly DayPlan[]): string[] {
  if (mixed.length === 0) return []
  const days = mixed.map(({ date, add }) => `${date} ${add ? hoursText(add) : ''}`)
  return [
    `In Netvisor, Working hours > Record working hours, the hours of the absence were added to an entry that was there before: ${days.join('; ')}. See what the entry shall hold, and correct it after every change of this absence.`,
  ]
}

function toDo(rest: readonly DayPlan[]): string[] {
  if (rest.length === 0) return []
  const days = rest.map(({ date, remove, add }) => {
    const what = [...remove.map((entry) => `delete ${hoursText(entry)}`), ...(add ? [`enter ${hoursText(add)}`] : [])]
    return `${date} ${what.join(' and ')}`
  })
  return [
    `In Netvisor, Working hours > Record working hours, what is paid or locked there is to be put right: ${days.join('; ')}.`,
  ]
}

function hoursText({ hours, type }: NewEntry): string {
  return `${withComma(hours)} hours of record type ${type}`
}

/** Days on which somebody else has entered hours of the same type. */
function doubled(entries: readonly Entry[], own: readonly Entry[], plan: readonly DayPlan[]): string[] {
  const days = plan.filter(({ date, add }) =>
    entries.some((entry) => entry.date === date && entry.type === add?.type && !own.includes(entry)),
  )
  if (days.length === 0) return []
  const dates = days.map(({ date }) => date).join(', ')
  return [
    `In Netvisor, Working hours > Record working hours: there are other hours of the same type too on ${dates}; see whether both are right.`,
  ]
}
