/** An employee as the writers of positions and salary need one: found by id, and changed with everything else kept. */
import { HumaPayrollError } from '../../errors.ts'
import type { Api } from './api.ts'
import { changedEmployee, streetLineOf } from './mapping.ts'
import { type Employee, type EmployeeParts, oneEmployee } from './schema.ts'
import type { Updater } from './update.ts'

export interface Employees {
  /** Kind `refused` where there is none any more. */
  read(id: string): Promise<Employee>
  /** `row` is as read just before. Returns the employee as Fortnox has it afterwards. */
  change(row: Employee, parts: EmployeeParts): Promise<Employee>
}

export async function findEmployee(api: Api, id: string): Promise<Employee | undefined> {
  return (await api.get(`/employees/${encodeURIComponent(id)}`, oneEmployee, 'look the employee up'))?.Employee
}

export function createEmployees(api: Api, updater: Updater, settings: Readonly<Record<string, string>>): Employees {
  return {
    async read(id) {
      const row = await findEmployee(api, id)
      if (!row) throw new HumaPayrollError('refused', 'Fortnox has no such employee any more.')
      return row
    },
    change: (row, parts) => updater.put(row, { ...changedEmployee(row, {}, streetLineOf(settings)), ...parts }),
  }
}
