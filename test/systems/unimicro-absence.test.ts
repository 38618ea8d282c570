/** Leave in Unimicro belongs to employments. What every system promises is in unimicro-live.test.ts. */
import { describe, expect, test } from 'vitest'
import type { SentAbsence } from '../../src/systems/system.ts'
import { failure, moment, openWork, today } from './unimicro-work.ts'

function leave(values: Partial<SentAbsence> = {}): SentAbsence {
  return {
    id: 'absence-1',
    code: 'leave:5',
    startDate: '2026-02-02',
    endDate: '2026-02-13',
    percentage: 100,
    workdays: [],
    ...values,
  }
}

const row = (EmploymentID: number | undefined, from: string, to: string, values: object = {}) => ({
  EmploymentID,
  LeaveType: 5,
  LeavePercent: 100,
  FromDate: moment(from),
  ToDate: moment(to),
  ...values,
})

/** Two employments, the second from the day after the first, which is the standard one. */
async function openChange() {
  const opened = await openWork()
  opened.edit({ EndDate: moment('2026-02-06') })
  const second = opened.addEmployment({ StartDate: moment('2026-02-07') })
  const [first] = opened.employments()
  const { absence, person, client } = opened
  const put = (one: SentAbsence, earlier: { before?: SentAbsence; reference?: string } = {}) =>
    absence.put({ person, absence: one, today, ...earlier })
  return { ...opened, client, first: first?.ID, second, put }
}

describe('leave that is longer than an employment', () => {
  test('is a row in each, which follow it', async () => {
    const { put, leaves, asked, first, second, absence, person } = await openChange()
    const { reference = '' } = await put(leave())
    expect(leaves()).toMatchObject([row(first, '2026-02-02', '2026-02-06'), row(second, '2026-02-07', '2026-02-13')])
    expect(asked()).toEqual(['GET /employees', 'GET /EmployeeLeave', 'POST /EmployeeLeave', 'POST /EmployeeLeave'])

    const shorter = leave({ startDate: '2026-02-09', percentage: 60 })
    const sent = await put(shorter, { before: leave(), reference })
    const [kept] = leaves()
    expect(leaves()).toMatchObject([row(second, '2026-02-09', '2026-02-13', { LeavePercent: 60 })])
    expect(asked()).toEqual([
      'GET /employees',
      'GET /EmployeeLeave',
      `PUT /EmployeeLeave/${kept?.ID}`,
      expect.stringMatching('DELETE /EmployeeLeave/'),
    ])
    expect(sent).toEqual({ changed: true, reference: JSON.stringify({ leaves: [kept?.ID] }) })
    await put(leave(), { before: shorter, reference: sent.reference ?? '' })
    expect(leaves()).toHaveLength(2)
    expect(await absence.remove({ person, before: leave(), today })).toEqual({ changed: true })
    expect(leaves()).toEqual([])
  })

  test.each([0, 1])('whichever of its writes is not answered (%i), once more leads to the same end', async (after) => {
    const { put, leaves, served } = await openChange()
    served.setFaults([{ kind: 'reset-after', method: 'POST', after, times: 1 }])
    expect(await failure(put(leave()))).toMatchObject({ kind: 'unknown-outcome' })
    const { reference } = await put(leave())
    expect(leaves()).toHaveLength(2)
    expect(reference).toBe(JSON.stringify({ leaves: leaves().map(({ ID }) => ID) }))
    expect(await put(leave(), { before: leave() })).toMatchObject({ changed: false })
  })

  test.each([
    ['PUT', 0],
    ['DELETE', 0],
  ] as const)('moved into one of them, with the answer to %s lost', async (method, after) => {
    const { put, leaves, served, second } = await openChange()
    const { reference = '' } = await put(leave())
    const order = { before: leave(), reference }
    const moved = leave({ startDate: '2026-02-10', endDate: '2026-02-12' })
    served.setFaults([{ kind: 'reset-after', method, after, times: 1 }])
    expect(await failure(put(moved, order))).toMatchObject({ kind: 'unknown-outcome' })
    await put(moved, order)
    expect(leaves()).toMatchObject([row(second, '2026-02-10', '2026-02-12')])
    expect(leaves()).toHaveLength(1)
  })

  test('on days without any employment stands on the others only, and it is told', async () => {
    const { put, leaves, edit, first } = await openChange()
    edit({ StartDate: moment('2026-02-04') })
    const { warnings } = await put(leave({ endDate: '2026-02-05' }))
    expect(warnings).toEqual([expect.stringContaining('no employment in Unimicro on some of the days')])
    expect(leaves()).toMatchObject([row(first, '2026-02-04', '2026-02-05')])
    expect(await put(leave({ endDate: '2026-02-05' }))).not.toHaveProperty('warnings')
  })

  test('where there is no employment at all it is refused', async () => {
    const { put, asked } = await openChange()
    const error = await failure(put(leave({ startDate: '1999-02-01', endDate: '1999-02-05' })))
    expect(error).toMatchObject({ kind: 'refused', hint: expect.stringContaining('--positions on') })
    expect(asked()).toEqual(['GET /employees', 'GET /EmployeeLeave'])
  })
})

test('of several employments at once the main one has it, and keeps it when another becomes the main one', async () => {
  const { absence, person, leaves, addEmployment, employments, system } = await openWork()
  const other = addEmployment({ StartDate: moment('2026-01-01'), WorkPercent: 20 })
  const [main] = employments()
  const { reference = '', warnings } = await absence.put({ person, absence: leave(), today })
  expect(warnings).toEqual([expect.stringContaining('several employments')])
  expect(leaves()).toMatchObject([row(main?.ID, '2026-02-02', '2026-02-13')])

  system.edit(Number(person.id), { employment: { Standard: false, WorkPercent: 10 } })
  system.edit(Number(person.id), { employmentId: other, employment: { Standard: true } })
  const longer = leave({ endDate: '2026-02-20' })
  const sent = await absence.put({ person, absence: longer, before: leave(), reference, today })
  expect(leaves()).toMatchObject([row(main?.ID, '2026-02-02', '2026-02-20')])
  expect(leaves()).toHaveLength(1)
  const later = leave({ startDate: '2026-04-01', endDate: '2026-04-03' })
  await absence.put({ person, absence: later, today })
  expect(leaves()[1]).toMatchObject({ EmploymentID: other })
  expect(
    await absence.put({ person, absence: longer, before: longer, reference: sent.reference ?? '', today }),
  ).toEqual({
    changed: false,
    reference,
  })
})

describe('leave of others', () => {
  test('on the same days stays, whatever becomes of ours', async () => {
    const { absence, person, leaves, system } = await openWork()
    system.addLeave(Number(person.id), {
      LeaveType: 3,
      LeavePercent: 50,
      FromDate: moment('2026-02-02'),
      ToDate: moment('2026-02-13'),
    })
    const [foreign] = leaves()
    const { reference = '' } = await absence.put({ person, absence: leave({ percentage: 50 }), today })
    expect(leaves()).toHaveLength(2)
    await absence.put({ person, absence: leave({ code: 'leave:6' }), before: leave(), reference, today })
    await absence.remove({ person, before: leave({ code: 'leave:6' }), reference, today })
    expect(leaves()).toEqual([foreign])
  })

  test('of the same type on the same days is taken for ours, not doubled', async () => {
    const { absence, person, leaves, system, asked } = await openWork()
    const values = { LeaveType: 5, LeavePercent: 100, FromDate: moment('2026-02-02'), ToDate: moment('2026-02-13') }
    const ID = system.addLeave(Number(person.id), { ...values, Description: 'Fagbrev' })
    expect(await absence.put({ person, absence: leave(), today })).toMatchObject({ changed: false })
    await absence.put({ person, absence: leave({ percentage: 50 }), today })
    expect(leaves()).toMatchObject([{ ID, LeavePercent: 50, Description: 'Fagbrev' }])
    expect(asked().filter((one) => !one.startsWith('GET'))).toEqual([`PUT /EmployeeLeave/${ID}`])
  })
})

test('what somebody has deleted in Unimicro comes back with the next change, and needs no second deletion', async () => {
  const { absence, person, leaves } = await openWork()
  const { reference = '' } = await absence.put({ person, absence: leave(), today })
  const removal = { person, before: leave(), reference, today }
  expect(await absence.remove(removal)).toMatchObject({ changed: true })
  expect(await absence.remove(removal)).toMatchObject({ changed: false })
  expect(await absence.put({ person, absence: leave(), before: leave(), reference, today })).toMatchObject({
    changed: true,
  })
  expect(leaves()).toHaveLength(1)
})

test('a code that is none of Unimicro is refused before anything is asked', async () => {
  const { absence, person, asked } = await openWork()
  for (const code of ['', '5', 'leave:7', 'leave:55']) {
    expect(await failure(absence.put({ person, absence: leave({ code }), today }))).toMatchObject({
      kind: 'refused',
      hint: expect.stringContaining('--map-absence'),
    })
  }
  expect(asked()).toEqual([])
})
