/** What is held stays so until its reason is gone, and holds up nothing else. */
import { expect, test } from 'vitest'
import { flowing } from './flow.ts'

test('an absence that is refused is refused by a retry too, and not taken for sent', async () => {
  const flow = await flowing({ data: { absence: true }, absenceMap: { Vacation: 'activity:5620002' } })
  const absence = { id: 'a1', type: 'Vacation', startDate: '2026-02-03', endDate: '2026-02-03', percentage: 100 }
  flow.notice({
    topic: 'absence-registered',
    absences: [{ userId: flow.id(0), absence: { ...absence, isApproved: true, isDeleted: false } }],
  })
  flow.tripletex.setFaults([{ kind: 'status', status: 422, method: 'POST', path: 'timesheet' }])
  expect(await flow.pass()).toMatchObject({ held: 1 })
  flow.state.retryTasks('c1', 'all')
  expect(await flow.pass()).toMatchObject({ done: 0, held: 1 })
  flow.tripletex.setFaults([])
  flow.state.retryTasks('c1', 'all')
  expect(await flow.pass()).toMatchObject({ done: 1, held: 0 })
  const employee = flow.tripletex.system.snapshot().find(({ id }) => id === flow.employeeId(0))
  expect(employee?.timesheetEntries).toMatchObject([{ date: '2026-02-03', hours: 7.5 }])
})

test('a position that is refused does not keep a salary from being sent on its day', async () => {
  const flow = await flowing({
    data: { positions: true, salary: true },
    settings: { userType: 'NO_ACCESS' },
    occupationMap: { Baker: '9999999' },
    system: { salaryIsUndated: true },
  })
  const [position] = await flow.input().huma.positions(flow.id(0))
  flow.huma.system.editPosition(flow.id(0), position?.id ?? '', { title: 'Baker' })
  flow.huma.system.setSalary(flow.id(0), { unit: 'monthly', amount: 50_000, currency: 'NOK', fromDate: '2026-03-01' })
  expect(await flow.pass()).toMatchObject({ held: 1 })
  expect(await flow.writesOf(flow.pass)).toEqual([])
  flow.clock.time = Date.UTC(2026, 2, 1, 12)
  expect((await flow.writesOf(flow.pass)).length).toBeGreaterThan(0)
  const employee = flow.tripletex.system.snapshot().find(({ id }) => id === flow.employeeId(0))
  // 50,000 a month at 80 %.
  expect(employee?.employments.at(-1)?.details.at(-1)).toMatchObject({ date: '2026-03-01', annualSalary: 750_000 })
  expect(await flow.writesOf(flow.pass)).toEqual([])
})

test('a position that is refused does not keep the pay from going to the next one when that has begun', async () => {
  const flow = await flowing({
    data: { positions: true, salary: true },
    settings: { userType: 'NO_ACCESS' },
    occupationMap: { Baker: '9999999' },
    system: { salaryIsOfPosition: true },
  })
  const [position] = await flow.input().huma.positions(flow.id(0))
  const huma = flow.huma.system
  huma.editPosition(flow.id(0), position?.id ?? '', { contractEndDate: '2026-01-31', endReason: 'other' })
  const fresh = { contractType: 'Permanent', percentage: 80, title: position?.title ?? '' } as const
  huma.addPosition(flow.id(0), { ...fresh, contractStartDate: '2026-02-01' })
  huma.addPosition(flow.id(0), { ...fresh, percentage: 100, contractStartDate: '2026-06-01', title: 'Baker' })
  huma.setSalary(flow.id(0), { unit: 'monthly', amount: 50_000, currency: 'NOK', fromDate: '2026-01-01' })
  expect(await flow.pass()).toMatchObject({ held: 1 })
  flow.told()
  await flow.pass()
  expect(flow.told()).toEqual([])
  flow.clock.time = Date.UTC(2026, 1, 1, 12)
  await flow.pass()
  expect(flow.told().filter((line) => line.includes('Salary'))).toHaveLength(1)
  await flow.pass()
  expect(flow.told()).toEqual([])
})
