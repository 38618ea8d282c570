/** What an administrator does in Huma's own screens, seen through the API. */
import { expect, test } from 'vitest'
import { makeHuma, nobody, people, start } from './made-huma.ts'

const pay = { unit: 'hourly', amount: 212.5, currency: 'NOK', fromDate: '2026-01-01' } as const

test('a salary: any unit, a new id each time, none, and one that is still to come', async () => {
  const { call, huma, userAt } = await makeHuma()
  const { id } = userAt(0)
  const shown = async () => (await call('GET', `/users/${id}`)).body.salary
  const before = (await shown()).value
  expect(before).toMatchObject({ periodUnit: 'monthly', currency: 'NOK', current: true })
  const ids = new Set([before.id])
  for (const unit of ['hourly', 'weekly', 'monthly', 'yearly'] as const) {
    huma.setSalary(id, { ...pay, unit })
    const { value } = await shown()
    expect(value).toEqual({
      id: expect.any(String),
      periodUnit: unit,
      amount: 212.5,
      currency: 'NOK',
      fromDate: '2026-01-01',
      current: true,
    })
    ids.add(value.id)
  }
  expect(ids.size).toBe(5)
  huma.setSalary(id, { ...pay, fromDate: '2026-01-16' })
  expect((await shown()).value.current).toBe(false)
  huma.setSalary(id, null)
  expect(await shown()).toEqual({ editable: false })
  for (const wrong of [{ amount: -1 }, { currency: 'kr' }, { fromDate: '2026-02-30' }]) {
    expect(() => huma.setSalary(id, { ...pay, ...wrong })).toThrow(Object.keys(wrong)[0] ?? '')
  }
})

test('positions: titles are made once, and the same rules hold as in the API', async () => {
  const { call, huma, userAt } = await makeHuma()
  const { id } = userAt(0)
  const path = `/users/${id}/positions`
  const titles = async () => (await call('GET', '/job-titles?search=baker')).body
  const position = {
    title: 'Baker',
    contractStartDate: '2026-02-01',
    contractType: 'Temporary',
    percentage: 40,
  } as const
  const added = huma.addPosition(id, position)
  huma.addPosition(id, { ...position, contractStartDate: '2026-03-01' })
  expect(await titles()).toMatchObject([{ name: 'Baker' }])
  expect((await call('GET', path)).body.items.slice(1)).toMatchObject([
    { id: added, status: 'UPCOMING', percentage: 40, title: { name: 'Baker' } },
    { status: 'UPCOMING' },
  ])
  huma.editPosition(id, added, { title: 'Head baker', contractEndDate: '2026-04-30', endReason: 'employee_resigned' })
  expect((await call('GET', `${path}/${added}`)).body).toMatchObject({
    title: { value: { name: 'Head baker' } },
    contractEndDate: { value: '2026-04-30' },
    endReason: { value: 'employee_resigned' },
  })
  for (const wrong of [{ contractEndDate: '2025-01-01' }, { percentage: 37.5 }, { contractStartDate: 'soon' }]) {
    expect(() => huma.editPosition(id, added, wrong)).toThrow(Object.keys(wrong)[0] ?? '')
  }
  expect(() => huma.editPosition(id, nobody, {})).toThrow('There is no Position')
  huma.removePosition(id, added)
  expect((await call('GET', `${path}/${added}`)).status).toBe(404)
  expect(userAt(0).positions).toHaveLength(2)
})

test('groups: in and out of one, which is made where it is new', async () => {
  const { call, huma, userAt } = await makeHuma()
  const { id, groups } = userAt(0)
  const shown = async () => (await call('GET', `/users/${id}`)).body
  huma.join(id, { type: 'team', name: 'Night shift' })
  huma.join(id, { type: 'team', name: 'Night shift' })
  const { teams } = await shown()
  expect(teams.value.map(({ name }: { name: string }) => name)).toEqual([people[0]?.team, 'Night shift'])
  expect((await call('GET', `/users?team=${teams.value[1].id}`)).body.total).toBe(1)
  huma.leave(id, { type: 'team', name: people[0]?.team ?? '' })
  huma.leave(id, { type: 'location', name: people[0]?.location ?? '' })
  expect(userAt(0).groups).toEqual([groups[2], 'Night shift'])
  expect(() => huma.leave(id, { type: 'company', name: 'Night shift' })).toThrow('not in this group')
})

test('absence is kept, is in no answer of the API, and ends with the user', async () => {
  const { huma, call, userAt } = await makeHuma()
  const { id } = userAt(0)
  const vacation = { type: 'Vacation', startDate: '2026-07-06', endDate: '2026-07-10', isApproved: true } as const
  const one = huma.addAbsence(id, vacation)
  const open = huma.addAbsence(id, { type: 'Sick leave', startDate: '2026-02-02', percentage: 50 })
  expect(huma.absences()).toEqual([
    { ...vacation, id: one, userId: id, percentage: 100, updatedAt: new Date(start).toISOString() },
    {
      type: 'Sick leave',
      startDate: '2026-02-02',
      endDate: null,
      percentage: 50,
      isApproved: false,
      id: open,
      userId: id,
      // Of no two changes the same, though the clock stands still.
      updatedAt: new Date(start + 1).toISOString(),
    },
  ])
  huma.editAbsence(open, { endDate: '2026-02-06', isApproved: true })
  huma.editAbsence(one, { endDate: null })
  expect(huma.absences()).toMatchObject([{ endDate: null }, { endDate: '2026-02-06', isApproved: true }])
  expect(() => huma.editAbsence(open, { endDate: '2026-02-01' })).toThrow('endDate')
  expect(() => huma.addAbsence(id, { ...vacation, percentage: 0 })).toThrow('percentage')
  huma.removeAbsence(one)
  expect(() => huma.removeAbsence(one)).toThrow('There is no Absence')
  expect(JSON.stringify((await call('GET', `/users/${id}`)).body)).not.toContain('2026-02-06')
  huma.edit(id, { active: false })
  expect(() => huma.addAbsence(id, vacation)).toThrow('deactivated')
  huma.remove(id)
  expect(huma.absences()).toEqual([])
})
