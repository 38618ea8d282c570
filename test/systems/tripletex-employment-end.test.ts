/** When an employment in Tripletex ends, and when it does not. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openPositions, position } from './tripletex-position-setting.ts'

test.each([
  ['employee_resigned', 'EMPLOYMENT_END_EMPLOYEE'],
  ['employee_terminated', 'EMPLOYMENT_END_EMPLOYER'],
  ['temporary_contract_or_position_ended', 'EMPLOYMENT_END_EXPIRED'],
  ['change_in_organization_or_internal_job_transfer', 'EMPLOYMENT_END_INTERNAL_CHANGE'],
  ['change_in_payroll_system_or_accountant', 'EMPLOYMENT_END_SYSTEM_OR_ACCOUNTANT_CHANGE'],
  ['other', null],
  ['', null],
])('the employment ends with its last position, because of %s', async (endReason, reason) => {
  const { order, employmentAt, employeeAt } = await openPositions()
  const outcome = await order(1, { startDate: '2014-11-01', percentage: 100, endDate: '2026-06-30', endReason })
  expect(employmentAt(1)).toMatchObject({ endDate: '2026-06-30', employmentEndReason: reason })
  expect(outcome.warnings?.length ?? 0).toBe(reason === null ? 1 : 0)
  expect(employeeAt(1).losesAccessAtEnd).toBe(false)
})

test('the employment does not end with a position that another one follows, or that is not the main one', async () => {
  const { order, employmentAt } = await openPositions()
  const ended = { endDate: '2026-06-30', percentage: 80 }
  await order(1, { ...ended, startDate: '2026-01-10' }, { continued: true })
  await order(2, { id: 'p-2', startDate: '2026-07-01', percentage: 50 })
  await order(2, { ...ended, startDate: '2026-01-10' })
  await order(3, { ...ended, startDate: '2026-01-10' }, { isMain: false })
  expect([1, 2, 3].map((index) => employmentAt(index).endDate)).toEqual([null, null, null])
})

test('an end that somebody has given in Tripletex is not taken away', async () => {
  const { order, sandbox, employeeAt, employmentAt } = await openPositions()
  sandbox.edit(employeeAt(1).id, { endDate: '2026-12-31' })
  await order(1)
  await order(1, { percentage: 70 }, { before: position })
  expect(employmentAt(1).endDate).toBe('2026-12-31')
})

/** Not documented: that an end can be taken away. A Tripletex that says yes and keeps it, and one that refuses. */
test.each(['kept', 'refused'])('an end that Tripletex does not take away is left to somebody: %s', async (how) => {
  const { order, employmentAt } = await openPositions({
    async between(request, ask) {
      if (request.method !== 'PUT' || !/\/employment\/\d+$/.test(request.url)) return ask(request)
      const { endDate, ...body } = z.looseObject({ endDate: z.string().nullish() }).parse(await request.clone().json())
      if (endDate !== null) return ask(request)
      if (how === 'kept') return ask(new Request(request, { body: JSON.stringify(body) }))
      return Response.json({ code: 18_000, message: 'Validering feilet.', validationMessages: [] }, { status: 422 })
    },
  })
  const ended = { ...position, endDate: '2026-06-30', endReason: 'employee_resigned' }
  const { reference = '' } = await order(1, ended)
  const open2 = await order(1, position, { before: ended, reference })
  expect(open2.byHand).toEqual([expect.stringContaining('end date 2026-06-30')])
  expect(employmentAt(1).endDate).toBe('2026-06-30')
  // As long as it is so, it is told.
  const again = await order(1, position, { before: position, reference: open2.reference ?? '' })
  expect(again).toMatchObject({ changed: false, byHand: open2.byHand })
  // A position after it needs the employment to go on.
  const next = await order(1, { id: 'p-2', startDate: '2026-07-01', percentage: 40 })
  expect(next.byHand).toEqual(open2.byHand)
})

test('somebody who comes back after a gap gets a new employment, and without one the old goes on', async () => {
  const { order, sandbox, employeeAt, rows } = await openPositions()
  for (const index of [1, 2]) sandbox.edit(employeeAt(index).id, { endDate: '2026-01-31' })
  await order(1, { startDate: '2026-02-01', endDate: '2026-12-31' })
  await order(2, { startDate: '2026-02-03' })
  const both = [1, 2].map((index) =>
    employeeAt(index).employments.map(({ startDate, endDate }) => [startDate, endDate]),
  )
  expect(both).toEqual([
    [['2014-11-01', '2026-12-31']],
    [
      [expect.any(String), '2026-01-31'],
      ['2026-02-03', null],
    ],
  ])
  expect(rows(1)).toEqual(['2014-11-01 100', '2026-02-01 60'])
})

/** Not documented: that the reason can be taken away. */
test.each(['taken', 'kept', 'refused'])('the reason of an end goes with it: %s', async (how) => {
  const { order, employmentAt } = await openPositions({
    async between(request, ask) {
      if (request.method !== 'PUT' || !/\/employment\/\d+$/.test(request.url)) return ask(request)
      const { employmentEndReason, ...body } = z
        .looseObject({ employmentEndReason: z.string().nullish() })
        .parse(await request.clone().json())
      if (employmentEndReason !== null || how === 'taken') return ask(request)
      if (how === 'kept') return ask(new Request(request, { body: JSON.stringify(body) }))
      return Response.json({ code: 18_000, message: 'Validering feilet.', validationMessages: [] }, { status: 422 })
    },
  })
  const ended = { ...position, endDate: '2026-06-30', endReason: 'employee_resigned' }
  const { reference = '' } = await order(1, ended)
  const { warnings, byHand } = await order(1, position, { before: ended, reference })
  const isGone = how === 'taken'
  expect(employmentAt(1)).toMatchObject({
    endDate: null,
    employmentEndReason: isGone ? null : 'EMPLOYMENT_END_EMPLOYEE',
  })
  expect([byHand, warnings]).toEqual([undefined, isGone ? undefined : [expect.stringContaining('reason of the end')]])
})
