/** Writes salaries: the pay of an employment's dated rows. */
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { SalaryOrder, SalaryWriter, Sent } from '../system.ts'
import type { Api } from './api.ts'
import { type DetailsRow, employmentOn, readEmployments, refuseHiddenPay, rowOn } from './employments.ts'
import { isPaid, payOf, paysSame, remunerationFor } from './pay.ts'
import { firstRow } from './position-values.ts'
import { changeRow, type RowWrite, writeRow } from './rows.ts'

/** What finds it again: the row that it begins with. */
const kept = z.object({ row: z.int() })

export function createSalaryWriter(api: Api, settings: Readonly<Record<string, string>>): SalaryWriter {
  async function put({ person, salary, percentage, reference }: SalaryOrder): Promise<Sent> {
    const pay = payOf(salary, percentage)
    if (!pay) throw noFullTime()
    const employment = employmentOn(await readEmployments(api, person.id), salary.fromDate, null)
    if (!employment) throw noEmployment(salary.fromDate)
    const { rows, startDate } = employment
    const from = salary.fromDate < startDate ? startDate : salary.fromDate
    const base = rowOn(rows, from)
    const like = base ?? rows[0]
    if (like) refuseHiddenPay(like)

    const isRight = (row: DetailsRow) => isPaid(row, pay, salary.unit)
    const changeOf = (row: DetailsRow) => ({ ...pay, ...remunerationFor(salary.unit, row) })
    const writes: RowWrite[] = rowsFrom(
      rows,
      from,
      (row) => isRight(row) || (base !== undefined && paysSame(row, base)),
    )
      .filter((row) => !isRight(row))
      .map((row) => ({ row, change: changeOf(row) }))
    if (!base || !isRight(base)) {
      const change = like
        ? changeOf(like)
        : firstRow({ percentageOfFullTimeEquivalent: percentage }, { salary, percentage }, settings)
      writes.push(base?.date === from ? { row: base, change } : { date: from, carried: like, change })
    }
    let row = base
    for (const write of writes) row = await writeRow(api, person.id, employment, write)

    const warnings: string[] = []
    const earlier = rows.find(({ id }) => id === readJson(reference, kept)?.row)
    if (writes.length === 0 && earlier && earlier.date < from && isRight(earlier)) {
      warnings.push(`Tripletex pays this from ${earlier.date} already, and Huma from ${from}.`)
    }
    const told = like?.percentageOfFullTimeEquivalent
    if (typeof told === 'number' && told !== percentage) {
      const both = `${percentage} % in Huma and ${told} % in Tripletex`
      warnings.push(`The salary was converted to full time by the percentage of the position, which is ${both}.`)
    }
    return {
      changed: writes.length > 0,
      ...(row ? { reference: JSON.stringify({ row: row.id }) } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    }
  }

  return {
    put,
    /**
     * Huma's integration "clears the values". Not documented: that a sum of 0 is taken, or what null does; 0 is sent, and
     * the answer looked at. Without a reference it is the newest row.
     */
    async clear({ person, reference }) {
      const employments = await readEmployments(api, person.id)
      const written = readJson(reference, kept)?.row
      const rows =
        (employments.find((one) => one.rows.some(({ id }) => id === written)) ?? employments.at(-1))?.rows ?? []
      const row = rows.find(({ id }) => id === written) ?? rows.at(-1)
      if (!row) return { changed: false }
      refuseHiddenPay(row)
      const byHand: string[] = []
      let changed = false
      for (const one of [...rowsFrom(rows, row.date, (later) => paysSame(later, row)), row]) {
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

/** The rows after a day as long as they are like it. They are written before it: whoever is interrupted finds it as it was. */
function rowsFrom(rows: readonly DetailsRow[], day: string, isLike: (row: DetailsRow) => boolean): DetailsRow[] {
  const later = rows.filter(({ date }) => date > day)
  const other = later.findIndex((row) => !isLike(row))
  return other === -1 ? later : later.slice(0, other)
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

function clearByHand(date: string): string {
  return `In Tripletex, open Company > Employees > the employee and empty the salary of the row from ${date}: the API did not.`
}
