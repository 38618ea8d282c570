/** Writes salaries: the pay of an employment's dated rows. */
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { SalaryOrder, SalaryWriter, Sent } from '../system.ts'
import type { Api } from './api.ts'
import { type DetailsRow, employmentOn, readEmployments, refuseHiddenPay, rowOn } from './employments.ts'
import { earnsSame, isPaid, payOf, payOfBefore, remunerationFor } from './pay.ts'
import { firstRow } from './position-values.ts'
import { changeRow, type RowWrite, writeRow } from './rows.ts'
import { moveRow, rowBefore } from './salary-move.ts'

/** What finds it again: the row that it begins with, and the day from which Huma had it then. */
const kept = z.object({ row: z.int(), from: z.string().optional() })

export function createSalaryWriter(api: Api, settings: Readonly<Record<string, string>>): SalaryWriter {
  async function put({ person, salary, percentage, reference, today }: SalaryOrder): Promise<Sent> {
    const pay = payOf(salary, percentage)
    if (!pay) throw noFullTime()
    const employment = employmentOn(await readEmployments(api, person.id), salary.fromDate, null)
    if (!employment) throw noEmployment(salary.fromDate)
    const { startDate } = employment
    let { rows } = employment
    const clamped = (date: string) => (date < startDate ? startDate : date)
    const from = clamped(salary.fromDate)
    const told = (rowOn(rows, from) ?? rows[0])?.percentageOfFullTimeEquivalent
    const percentageOf = percentagesBy(told, percentage)
    // Of nothing nobody is paid anything.
    const payFor = (row: DetailsRow) => payOf(salary, percentageOf(row)) ?? pay
    const isRight = (row: DetailsRow) => isPaid(row, payFor(row), salary.unit)
    const earnsLike = (row: DetailsRow, other: DetailsRow | undefined) =>
      other !== undefined && earnsSame(row, other, percentageOf)
    const first = rowOn(rows, from) ?? rows[0]
    if (first) refuseHiddenPay(first)

    const known = readJson(reference, kept)
    let began = rows.find(({ id, date }) => id === known?.row && date !== from)
    // A salary without a date counts from today: then another percentage is why it is sent again.
    const isUndated = from === today && began && began.date < from && began.percentageOfFullTimeEquivalent !== told
    if (!known || known.from === salary.fromDate || isUndated) began = undefined
    const isOurs = began !== undefined && known?.from !== undefined && began.date === clamped(known.from)
    const isEarly = began !== undefined && began.date < from && isRight(began)
    const before = began && isOurs ? rowBefore(rows, began) : undefined
    let changed = false
    // Huma shows the salary of now: one that was sent and has begun later than it was taken back there.
    const isOvertaken = (row: DetailsRow) => row.date > from && row.date <= today
    if (began && before && (isRight(began) || isOvertaken(began))) {
      const moved = await moveRow(api, rows, began, from)
      changed = moved.date === from
      rows = rows.map((row) => (row.id === moved.id ? moved : row)).sort((a, b) => (a.date < b.date ? -1 : 1))
      began = changed ? undefined : moved
    }
    const since = began && before && isEarly ? began.date : undefined
    const back = rows.filter((row) => since !== undefined && since <= row.date && row.date < from && isRight(row))

    const base = rowOn(rows, from)
    const like = base ?? rows[0]
    const changeOf = (row: DetailsRow) => ({ ...payFor(row), ...remunerationFor(salary.unit, row) })
    const overtaken = began && isOvertaken(began) ? began : undefined
    const isLike = (row: DetailsRow) => isRight(row) || earnsLike(row, base) || earnsLike(row, overtaken)
    const carrying = rowsFrom(rows, from, isLike).filter((row) => !isRight(row))
    const writes: RowWrite[] = carrying.map((row) => ({ row, change: changeOf(row) }))
    if (!base || !isRight(base) || back.includes(base)) {
      const change = like
        ? { ...pay, ...remunerationFor(salary.unit, like) }
        : firstRow({ percentageOfFullTimeEquivalent: percentage }, { salary, percentage }, settings)
      writes.push(base?.date === from ? { row: base, change } : { date: from, carried: like, change })
    }
    let row = base
    for (const write of writes) {
      const answer = await writeRow(api, person.id, employment, write)
      if (!write.row || write.row === base) row = answer
    }
    for (const one of back.reverse()) if (before) await changeRow(api, one, payOfBefore(before, one))

    const byHand: string[] = []
    const isLeft = began !== undefined && isEarly && !before
    if (began && isLeft) byHand.push(earlyByHand(began.date, salary.fromDate))
    // One that is still to come may be there in Huma too, which shows only one.
    if (began && began.date > from && !isRight(began) && !carrying.includes(began)) byHand.push(laterByHand(began.date))
    const warnings: string[] = []
    if (typeof told === 'number' && told !== percentage) {
      const both = `${percentage} % in Huma and ${told} % in Tripletex`
      warnings.push(`The salary was converted to full time by the percentage of the position, which is ${both}.`)
    }
    // As long as it is to be done by hand it is looked for.
    const next = isLeft && writes.length === 0 ? known : row && { row: row.id, from: salary.fromDate }
    return {
      changed: changed || writes.length > 0 || back.length > 0,
      ...(next ? { reference: JSON.stringify(next) } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(byHand.length > 0 ? { byHand } : {}),
    }
  }

  return {
    put,
    /**
     * Huma's integration "clears the values". Not documented: that a sum of 0 is taken, or what null does; 0 is sent, and
     * the answer looked at. Without a reference it is the newest row.
     */
    async clear({ person, percentage, reference }) {
      const employments = await readEmployments(api, person.id)
      const written = readJson(reference, kept)?.row
      const rows =
        (employments.find((one) => one.rows.some(({ id }) => id === written)) ?? employments.at(-1))?.rows ?? []
      const row = rows.find(({ id }) => id === written) ?? rows.at(-1)
      if (!row) return { changed: false }
      refuseHiddenPay(row)
      const byHand: string[] = []
      let changed = false
      const percentageOf = percentagesBy(row.percentageOfFullTimeEquivalent, percentage)
      const isLike = (later: DetailsRow) => earnsSame(later, row, percentageOf)
      for (const one of [...rowsFrom(rows, row.date, isLike), row]) {
        if (isCleared(one)) continue
        const answer = await changeRow(api, one, { annualSalary: 0, hourlyWage: 0 })
        if (isCleared(answer)) changed = true
        else byHand.push(clearByHand(one.date))
      }
      return {
        changed,
        reference: JSON.stringify({ row: row.id }),
        ...(byHand.length > 0 ? { byHand } : {}),
      }
    },
  }
}

/** `percentage` is Huma's, where Tripletex has `told`; another one there is what another position has. */
function percentagesBy(told: number | null | undefined, percentage: number) {
  return ({ percentageOfFullTimeEquivalent: there }: DetailsRow) =>
    typeof there === 'number' && there !== told ? there : percentage
}

/**
 * The rows after a day as long as they are like it, the last one first. They are written before it: whoever is interrupted
 * finds it as it was, and with it which of the others belong to it.
 */
function rowsFrom(rows: readonly DetailsRow[], day: string, isLike: (row: DetailsRow) => boolean): DetailsRow[] {
  const later = rows.filter(({ date }) => date > day)
  const other = later.findIndex((row) => !isLike(row))
  return (other === -1 ? later : later.slice(0, other)).reverse()
}

function isCleared({ annualSalary, hourlyWage }: Pick<DetailsRow, 'annualSalary' | 'hourlyWage'>): boolean {
  return !annualSalary && !hourlyWage
}

function noFullTime(): HumaPayrollError {
  const message = 'Tripletex wants what full time would pay, which cannot be told of a position of 0 %.'
  return new HumaPayrollError('refused', message, {
    hint: 'Correct the percentage of the position in Huma.',
    details: { field: 'percentage' },
  })
}

function noEmployment(date: string): HumaPayrollError {
  return new HumaPayrollError('refused', `Tripletex keeps salaries with an employment, and has none on ${date}.`, {
    hint: 'Turn positions on (huma-payroll configure NAME --positions on), or add the employment in Tripletex.',
    details: { field: 'employment' },
  })
}

function laterByHand(date: string): string {
  return `The salary that was sent to begin on ${date} stays in Tripletex: open Company > Employees > the employee and correct the row from ${date}, if it was deleted in Huma.`
}

function clearByHand(date: string): string {
  return `In Tripletex, open Company > Employees > the employee and empty the salary of the row from ${date}: the API did not.`
}

function earlyByHand(date: string, from: string): string {
  return `In Tripletex, open Company > Employees > the employee and see the salary of the employment: it is paid from ${date} there, and from ${from} in Huma.`
}
