/** Writes salaries: the pay of an employment's dated rows. */
import { z } from 'zod'
import { payPer } from '../../core/salary.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { SalaryOrder, SalaryWriter, Sent } from '../system.ts'
import type { Api } from './api.ts'
import { type DetailsRow, type Employment, employmentOn, readEmployments, rowOn } from './employments.ts'
import { isPaid, type Pay, paysSame, payOf, remunerationFor } from './pay.ts'
import { firstRow } from './position-values.ts'
import { writeRow } from './rows.ts'

/** What finds it again: its row. */
const kept = z.object({ row: z.int() })

export function createSalaryWriter(api: Api, settings: Readonly<Record<string, string>>): SalaryWriter {
  async function put(order: SalaryOrder): Promise<Sent> {
    const { person, salary, percentage } = order
    const pay = payOf(salary, percentage)
    if (!pay) {
      const message = 'Tripletex wants what full time would pay, and nothing can be told of a position of 0 %.'
      throw new HumaPayrollError('refused', message, {
        hint: 'Correct the percentage of the position in Huma.',
        details: { field: 'percentage' },
      })
    }
    const employment = employmentOn(await readEmployments(api, person.id), salary.fromDate, null)
    if (!employment) throw noEmployment(salary.fromDate)
    const { rows, startDate } = employment
    const from = salary.fromDate < startDate ? startDate : salary.fromDate
    const base = rowOn(rows, from)
    refuseHidden(base)

    const isNew = base?.date !== from
    const isRight = (row: DetailsRow) => isPaid(row, pay, salary.unit)
    const writes = carryingOn(rows, from, base, isRight)
      .filter((row) => !isRight(row))
      .map((row) => ({ row, change: { ...pay, ...remunerationFor(salary.unit, row) } }))
    if (!base) writes.push()
    let row = base?.date === from ? base.id : undefined
    let changed = false
    for (const write of writes) {
      await writeRow(api, person.id, employment, write)
      changed = true
    }
    if (!base || !isRight(base)) {
      const like = base ?? rows[0]
      const answer = await writeRow(api, person.id, employment, {
        ...(base && !isNew ? { row: base } : { date: from, carried: like }),
        change: like ? { ...pay, ...remunerationFor(salary.unit, like) } : newRow(order, pay),
      })
      row = answer.id
      changed = true
    }
    return sent(changed, row)
  }
  return { put, clear }
}
