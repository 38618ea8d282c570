/**
 * Salary, which is the employee's current one: kind, amount and the day from which it holds. Finago's API shows no history,
 * and does not tell what becomes of the current salary when the day of a new one is still to come: the engine waits
 * (`salaryIsUndated`).
 */
import { z } from 'zod'
import { payPer } from '../../core/salary.ts'
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { SalaryOrder, SalaryWriter } from '../system.ts'
import type { Api } from './api.ts'
import type { Company } from './company.ts'
import { changedEmployee } from './mapping.ts'
import { type Employee, employee, plainText } from './schema.ts'

const currencies: Readonly<Record<Company['country'], string>> = { NO: 'NOK', SE: 'SEK' }
const referenceForm = z.object({ validFrom: z.string() })

export function createSalaryWriter(parts: {
  api: Api
  company: () => Promise<Company>
  /** undefined = there is no such employee. */
  findRow: (empId: string, doing: string) => Promise<Employee | undefined>
}): SalaryWriter {
  const { api, company, findRow } = parts

  async function rowOf({ person }: Pick<SalaryOrder, 'person'>, doing: string): Promise<Employee> {
    const row = await findRow(person.id, doing)
    if (!row) throw new HumaPayrollError('refused', 'Finago has no such employee any more.')
    return row
  }

  return {
    async put(order) {
      const doing = 'write the salary'
      const { country } = await company()
      if (order.salary.currency !== currencies[country]) throw otherCurrency(country)
      const row = await rowOf(order, doing)
      const wanted = salaryOf(order)
      const kept = { reference: JSON.stringify({ validFrom: wanted.salary_valid_from }) }
      if (isShown(wanted, row)) return { changed: false, ...kept }
      const path = `/employee/v2/${encodeURIComponent(order.person.id)}`
      const after = await api.write(path, { ...changedEmployee(row, {}), ...wanted }, employee, doing)
      if (isShown(wanted, after)) return { changed: true, ...kept }
      throw new HumaPayrollError(
        'unknown-outcome',
        'Finago said that it did write the salary, and shows another one.',
        {
          hint: 'Look at the employee in Finago.',
        },
      )
    },

    async clear(order) {
      const row = await rowOf(order, 'look the salary up')
      const written = readJson(order.reference, referenceForm)?.validFrom
      const now = dateOf(row.salary_valid_from)
      const isGone = plainText(row.salary) === '' || (written !== undefined && now !== written)
      if (isGone) return { changed: false }
      return {
        changed: false,
        byHand: [
          // Not documented: whether an empty value removes a salary or is no value.
          `The salary was deleted in Huma. In Finago, open employee ${order.person.id} and remove or correct the salary (lønn)${now === '' ? '' : ` that holds from ${now}`}.`,
        ],
      }
    },
  }
}

interface Wanted {
  salary_type: 'hourly' | 'monthly'
  salary: string
  salary_valid_from: string
}

/**
 * "If salary_type is monthly this value is salary per month." Not documented: whether Finago multiplies it by the percentage.
 * What is paid is written, as Huma has it.
 */
function salaryOf({ salary }: SalaryOrder): Wanted {
  const kind = salary.unit === 'hourly' ? 'hourly' : 'monthly'
  return { salary_type: kind, salary: payPer(salary, kind).toFixed(2), salary_valid_from: salary.fromDate }
}

function isShown({ salary_type, salary, salary_valid_from }: Wanted, row: Employee): boolean {
  const held = plainText(row.salary)
  return (
    plainText(row.salary_type) === salary_type &&
    held !== '' &&
    Number(held) === Number(salary) &&
    dateOf(row.salary_valid_from) === salary_valid_from
  )
}

function dateOf(value: Employee['salary_valid_from']): string {
  return plainText(value).slice(0, 10)
}

function otherCurrency(country: Company['country']): HumaPayrollError {
  return new HumaPayrollError('refused', `This company in Finago pays in ${currencies[country]}.`, {
    hint: 'Correct the currency of the salary in Huma.',
  })
}
