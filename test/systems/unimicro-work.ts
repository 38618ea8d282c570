/** One employee of the served Unimicro sandbox with their employments, leave and pay; and what is sent about them. */
import { z } from 'zod'
import type { Position } from '../../src/core/position.ts'
import { HumaPayrollError } from '../../src/errors.ts'
import type { PositionOrder } from '../../src/systems/system.ts'
import { openUnimicro, type Setting } from './unimicro-setting.ts'

export const today = '2026-01-15'

const row = z.looseObject({ ID: z.number() })
const employee = z.looseObject({ ID: z.number(), Employments: z.array(row) })
const leave = z.looseObject({ ID: z.number(), EmploymentID: z.number() })

type Row = z.infer<typeof row>

export async function openWork(options: Setting = {}) {
  const opened = await openUnimicro(options)
  const { client, system, served } = opened
  const person = await opened.personAt(1)
  served.clearRequests()

  function employments(): Row[] {
    const all = z.array(employee).parse(system.snapshot().employees)
    return all.find(({ ID }) => String(ID) === person.id)?.Employments ?? []
  }

  function leaves() {
    const own = employments().map(({ ID }) => ID)
    const all = z.array(leave).parse(system.snapshot().leaves)
    return all.filter(({ EmploymentID }) => own.includes(EmploymentID))
  }

  /** What was asked, as `GET /employees`, since the last time. */
  function asked(): string[] {
    const all = opened.asked().map((one) => one.replace('/api/biz', ''))
    served.clearRequests()
    return all
  }

  if (!client.positions || !client.absence || !client.salary) throw new RangeError('The client lacks a writer.')
  const { positions, absence, salary } = client
  return {
    ...opened,
    person,
    asked,
    employments,
    leaves,
    positions,
    absence,
    salary,
    put: (position: Position, order: Partial<PositionOrder> = {}) =>
      positions.put({
        person,
        position,
        occupationCode: '5122101',
        from: position.startDate,
        isMain: true,
        today,
        ...order,
      }),
    addEmployment: (values: Parameters<typeof system.addEmployment>[1]) =>
      system.addEmployment(Number(person.id), { JobCode: '1', JobName: 'Vikar', WorkPercent: 20, ...values }),
    edit: (employment: Parameters<typeof system.addEmployment>[1]) => system.edit(Number(person.id), { employment }),
  }
}

export function position(values: Partial<Position> = {}): Position {
  return {
    id: 'position-1',
    title: 'Cook',
    startDate: '2026-02-01',
    endDate: null,
    percentage: 80,
    contractType: 'Permanent',
    endReason: '',
    ...values,
  }
}

export const moment = (date: string) => `${date}T00:00:00Z`

export async function failure(doing: Promise<unknown>): Promise<HumaPayrollError> {
  const error = await doing.catch((reason: unknown) => reason)
  if (error instanceof HumaPayrollError) return error
  throw error ?? new Error('It should have failed.')
}
