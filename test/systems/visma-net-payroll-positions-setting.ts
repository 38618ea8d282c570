/** Somebody with one full position, in Visma and in Huma, and a client that sends positions of theirs. */
import type { Position } from '../../src/core/position.ts'
import type { Salary } from '../../src/core/salary.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import type { PositionOrder } from '../../src/systems/system.ts'
import { openVisma, quick, type Setting } from './visma-net-payroll-setting.ts'

export const today = '2026-01-15'
export const agreement = '0387f476-2471-4816-8b94-cdabb8fe4c21'

export const controller: Position = {
  id: 'position-1',
  title: 'Controller',
  startDate: '2026-02-01',
  endDate: null,
  percentage: 80,
  contractType: 'Permanent',
  endReason: '',
}
export const salary: Salary = { id: 's-1', unit: 'monthly', amount: 40_000, currency: 'NOK', fromDate: '2026-02-01' }

/** Everybody has a full position of these days in Visma, and in Huma. */
export const long = { start: '2020-03-01', title: 'Clerk' }

export async function open(options: Setting = {}) {
  const people = makePeople({ count: 3, seed: 1, country: 'NO' }).map((person) => ({
    ...person,
    startDate: long.start,
    percentage: 100,
    monthlySalary: 50_000,
  }))
  const opened = await openVisma({ people, sandbox: quick, ...options })
  const { positions } = opened
  if (!positions) throw new RangeError('There is no writer of positions.')
  const person = await opened.personAt(0)
  const [first] = opened.employeeAt(0).positions
  if (!first) throw new RangeError('There is no position.')
  const { id: employeeId } = opened.employeeAt(0)
  return {
    ...opened,
    employeeId,
    first,
    /** Of the positions that are there now. */
    rows: () => opened.employeeAt(0).positions,
    put: (more: Partial<PositionOrder> = {}) =>
      positions.put({
        person,
        position: controller,
        occupationCode: '2411101',
        from: more.position?.startDate ?? controller.startDate,
        isMain: true,
        today,
        ...more,
      }),
    remove: (before: Position, reference?: string) =>
      positions.remove({ person, before, today, ...(reference === undefined ? {} : { reference }) }),
    edit: (change: Parameters<typeof opened.sandbox.editPosition>[2]) =>
      opened.sandbox.editPosition(employeeId, first.id, change),
    writes: () => opened.asked().filter((one) => /^(POST|PUT)/.test(one)),
  }
}

/** The position that everybody has, in Huma's words. */
export const clerk: Position = {
  ...controller,
  id: 'position-0',
  title: long.title,
  startDate: long.start,
  percentage: 100,
}
export const clerkOrder = { position: clerk, occupationCode: '1233101' }
