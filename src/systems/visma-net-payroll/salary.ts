/** Salaries, in the timeline of a position. */
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { Receipt, SalaryOrder, SalaryWriter } from '../system.ts'
import { type KeptSalary, keptSalary } from './kept.ts'
import { partsOf } from './mapping.ts'
import { type PositionAccess, sentOf } from './position-access.ts'
import { entryFrom, nextFrom, ownStart, salaryEntry, typed, withSalary } from './salary-document.ts'
import type { PositionRow } from './schema.ts'
import { endOf, placeOf, startOf, withoutValue } from './timeline.ts'

/** In place of Huma's id, where nothing is left of a salary that was deleted there. */
const takenOut = ''

type KeptEntry = KeptSalary['entries'][number]

interface Taken {
  isChanged: boolean
  receipt: Receipt
  /** With nothing before them that could be paid instead. */
  stuck: KeptEntry[]
  warnings: string[]
}

export function createSalary(access: PositionAccess): SalaryWriter {
  const list = (employeeId: string) => access.list(employeeId, 'read the positions')

  /** Takes entries out that were sent before; what was before them is paid in their place. */
  async function takeOut(employeeId: string, entries: readonly KeptEntry[], today: string): Promise<Taken> {
    const told: Taken = { isChanged: false, receipt: {}, stuck: [], warnings: [] }
    for (const { position, start } of entries) {
      let isStuck = false
      const { isChanged, receipt } = await access.change(
        employeeId,
        position,
        ({ all }) => {
          const salaries = partsOf(all.salaryInformation)
          const index = entryFrom(salaries, start)
          const rest = index < 0 ? undefined : withoutValue(salaries, index)
          isStuck = index >= 0 && !rest
          return rest && { ...all, salaryInformation: typed(rest) }
        },
        'take the salary out',
      )
      if (isStuck) told.stuck.push({ position, start })
      if (!isChanged) continue
      told.isChanged = true
      told.receipt = receipt
      if (start <= today) told.warnings.push(calculatedAnew(start))
    }
    return told
  }

  return {
    async put({ person, salary, reference, today }) {
      const rows = await list(person.id)
      const targets = paidPositions(rows, salary.fromDate, today)
      if (targets.length === 0) throw noPosition(salary.fromDate)
      const kept = readJson(reference, keptSalary)
      const going = (kept?.entries ?? []).filter((one) => isGone(one, kept, salary, rows, today))
      const entry = salaryEntry(salary)
      const entries: KeptEntry[] = []
      const asked: string[] = []
      const warnings = besideOthers(rows, targets, salary.fromDate)
      let last = { isChanged: false, receipt: {} }

      for (const row of targets) {
        const since = startOf(row)
        let own: string | undefined
        let next: string | undefined
        const done = await access.change(
          person.id,
          row.id,
          ({ all }) => {
            const before = partsOf(all.salaryInformation)
            const rest = going.reduce((salaries, { position, start }) => {
              const index = position === row.id ? entryFrom(salaries, start) : -1
              return (index < 0 ? undefined : withoutValue(salaries, index)) ?? salaries
            }, before)
            const after = withSalary(rest, entry, salary.fromDate, since) ?? rest
            own = ownStart(after, salary.fromDate, since)
            next = nextFrom(after, salary.fromDate > since ? salary.fromDate : since)
            return after === before ? undefined : { ...all, salaryInformation: typed(after) }
          },
          'change the salary',
        )
        if (own !== undefined) entries.push({ position: row.id, start: own })
        // Payroll pays another one today than Huma shows.
        if (next !== undefined && next <= today) asked.push(otherNow(next, salary.fromDate))
        if (!done.isChanged) continue
        last = done
        if (next !== undefined && next > today) warnings.push(otherLater(next))
      }
      const elsewhere = going.filter(
        ({ position }) => targets.every(({ id }) => id !== position) && rows.some(({ id }) => id === position),
      )
      const taken = await takeOut(person.id, elsewhere, today)
      const isChanged = last.isChanged || taken.isChanged
      const earliest = [salary.fromDate, ...going.map(({ start }) => start)].sort()[0] ?? ''
      if (isChanged && earliest < today) warnings.push(calculatedAnew(earliest || salary.fromDate))
      const later = kept && kept.salary !== salary.id ? kept.entries.filter(isLater) : []
      return sentOf(isChanged, last.isChanged ? last.receipt : taken.receipt, {
        reference: JSON.stringify({ salary: salary.id, entries } satisfies KeptSalary),
        warnings,
        byHand: [...taken.stuck.map(() => onlySalary), ...asked, ...later.map(({ start }) => stillLater(start))],
      })

      function isLater({ start }: KeptEntry): boolean {
        return start > salary.fromDate && start > today
      }
    },

    async clear({ person, reference, today }) {
      const kept = readJson(reference, keptSalary)
      if (kept?.salary === takenOut) return { changed: false }
      const rows = await list(person.id)
      const entries = (kept?.entries ?? []).filter(({ position }) => rows.some(({ id }) => id === position))
      if (entries.length === 0) return { changed: false, byHand: [nothingOfOurs] }
      const { isChanged, receipt, warnings, stuck } = await takeOut(person.id, entries, today)
      return sentOf(isChanged, receipt, {
        reference: JSON.stringify({
          salary: stuck.length > 0 ? (kept?.salary ?? '') : takenOut,
          entries: stuck,
        } satisfies KeptSalary),
        warnings,
        byHand: [...stuck.map(() => onlySalary), ...toCome(rows, entries, today).map(ownSalary)],
      })
    },
  }
}

/** When positions begin that are still to come and have a salary of their own: each is made with the one that Huma has then. */
function toCome(rows: readonly PositionRow[], entries: readonly KeptEntry[], today: string): string[] {
  const isPaid = ({ salaryInformation }: PositionRow) =>
    (salaryInformation ?? []).some((one) =>
      [one.hourlySalary, one.monthlySalary, one.yearlySalary].some((amount) => Number(amount ?? 0) > 0),
    )
  return rows
    .filter((row) => startOf(row) > today && entries.every(({ position }) => position !== row.id) && isPaid(row))
    .map(startOf)
}

/**
 * The position that holds on the day from which the salary is paid, and the one that holds today where that is another by
 * then; else the next one. Where several hold, the one with the highest percentage: Huma has one salary for a person.
 */
function paidPositions(rows: readonly PositionRow[], fromDate: string, today: string): PositionRow[] {
  const days = [fromDate, ...(today > fromDate ? [today] : [])]
  const found = new Set(days.flatMap((day) => highest(rows, day) ?? []))
  if (found.size > 0) return [...found]
  return rows
    .filter((row) => startOf(row) > fromDate)
    .toSorted((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
    .slice(0, 1)
}

function holdsOn(row: PositionRow, day: string): boolean {
  return startOf(row) <= day && day <= endOf(row)
}

function highest(rows: readonly PositionRow[], day: string): PositionRow | undefined {
  const part = (row: PositionRow) => Number(placeOf(row.partTimeFactors ?? [], day)?.value.value ?? 0)
  return rows
    .filter((row) => holdsOn(row, day))
    .toSorted((a, b) => part(b) - part(a) || (startOf(a) < startOf(b) ? -1 : 1))[0]
}

/**
 * What was sent before and does not hold any more: the same salary was moved in Huma, or Huma shows an earlier one again,
 * because the one that was sent was deleted there. What has been paid by stays where only its end is new.
 */
function isGone(
  { position, start }: KeptEntry,
  kept: KeptSalary | undefined,
  salary: SalaryOrder['salary'],
  rows: readonly PositionRow[],
  today: string,
): boolean {
  const row = rows.find(({ id }) => id === position)
  const began = start || (row ? startOf(row) : '')
  if (began === salary.fromDate) return false
  const isEarlier = salary.fromDate < began
  return kept?.salary === salary.id ? isEarlier || began > today : isEarlier && began <= today
}

function besideOthers(rows: readonly PositionRow[], targets: readonly PositionRow[], day: string): string[] {
  const others = rows.filter((row) => holdsOn(row, day) && !targets.includes(row))
  if (others.length === 0) return []
  const starts = others.map(startOf).join(', ')
  return [
    `The salary is that of the position with the highest percentage. What is paid for the others (begun on ${starts}) stays: look at it in Visma.net Payroll.`,
  ]
}

function ownSalary(start: string): string {
  return `The salary was deleted in Huma. The position that begins on ${start} in Visma.net Payroll was made with one: look at it there.`
}

function noPosition(day: string): HumaPayrollError {
  const message = `A salary belongs to a position in Visma.net Payroll, and there is none on ${day} or after it.`
  return new HumaPayrollError('refused', message, {
    hint: 'Send positions too, or create the position in Visma.net Payroll; then change the salary in Huma once more.',
    details: { field: 'position' },
  })
}

const nothingOfOurs =
  'The salary was deleted in Huma, and none in Visma.net Payroll is known to have come from here, so none was taken out. Look there whether one is to be ended.'

const onlySalary =
  'The salary was deleted in Huma. It is the first one of its position in Visma.net Payroll, which takes no position without: enter there what is to be paid, or end the position.'

function calculatedAnew(start: string): string {
  return start === ''
    ? 'The salary changes from the beginning of the position: Visma.net Payroll calculates anew what was paid since.'
    : `The salary changes from ${start}: Visma.net Payroll calculates anew what was paid since.`
}

function otherLater(start: string): string {
  return `Another salary begins on ${start} in Visma.net Payroll. It stays: look at it there.`
}

function otherNow(start: string, from: string): string {
  return `The salary that holds in Huma from ${from} was sent, and Visma.net Payroll has another one from ${start} on: delete that one there if it does not hold any more.`
}

function stillLater(start: string): string {
  return `The salary that was sent to begin on ${start} stays in Visma.net Payroll: delete it there if it was deleted in Huma.`
}
