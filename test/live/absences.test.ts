/** Absence of an active connection: from Huma's notice to the hours in payroll, and back out again. */
import { describe, expect, test } from 'vitest'
import type { HumaAbsence } from '../../src/core/absence.ts'
import { type Flowing, flowing } from './flow.ts'

const options = {
  data: { absence: true },
  absenceMap: { Vacation: 'activity:5620002', 'Sick leave': 'activity:5620004' },
}

/** Monday to Friday. */
const week: HumaAbsence = {
  id: 'a1',
  type: 'Vacation',
  startDate: '2026-02-02',
  endDate: '2026-02-06',
  percentage: 100,
  isApproved: true,
  isDeleted: false,
}

function tell(flow: Flowing, change: Partial<HumaAbsence> = {}, order?: string, index = 0) {
  const absence = { ...week, ...change }
  flow.notice({
    topic: 'absence-edited',
    absences: [{ userId: flow.id(index), absence, ...(order === undefined ? {} : { order }) }],
  })
}

/** "2026-02-02 5620002 7.5": the hours that Tripletex holds of somebody, in the order of their days. */
function hours(flow: Flowing, index = 0): string[] {
  const id = flow.employeeId(index)
  const employee = flow.tripletex.system.snapshot().find((one) => one.id === id)
  return (employee?.timesheetEntries ?? [])
    .map(({ date, activity, hours: many }) => `${date} ${activity} ${many}`)
    .sort()
}

const days = (activity: number, many: number, ...dates: number[]) =>
  dates.map((day) => `2026-02-${String(day).padStart(2, '0')} ${activity} ${many}`)

describe('an absence', () => {
  test.each<[string, Partial<HumaAbsence>, string[]]>([
    ['extended over a weekend', { endDate: '2026-02-09' }, days(5620002, 7.5, 2, 3, 4, 5, 6, 9)],
    ['shortened', { endDate: '2026-02-03' }, days(5620002, 7.5, 2, 3)],
    ['moved', { startDate: '2026-02-05', endDate: '2026-02-10' }, days(5620002, 7.5, 5, 6, 9, 10)],
    ['regraded', { percentage: 40 }, days(5620002, 3, 2, 3, 4, 5, 6)],
    ['retyped', { type: 'Sick leave' }, days(5620004, 7.5, 2, 3, 4, 5, 6)],
    ['retyped to one that is not mapped', { type: 'Sick child' }, []],
    ['no longer approved', { isApproved: false }, []],
    ['without an end any more', { endDate: null }, []],
    ['deleted', { isDeleted: true, startDate: '' }, []],
  ])('%s', async (_, change, expected) => {
    const flow = await flowing(options)
    tell(flow)
    expect(await flow.pass({ compares: false })).toMatchObject({ done: 1 })
    expect(hours(flow)).toEqual(days(5620002, 7.5, 2, 3, 4, 5, 6))
    tell(flow, change)
    expect(await flow.pass({ compares: false })).toMatchObject({ done: 1 })
    expect(hours(flow)).toEqual(expected)
    // What was sent is known: the same again writes nothing.
    flow.state.enqueue([{ connectionId: 'c1', humaId: flow.id(0), kind: 'absence', subject: 'a1', at: 0 }])
    expect(await flow.writesOf(() => flow.pass({ compares: false }))).toEqual([])
    expect(hours(flow, 1)).toEqual([])
  })

  test.each<[string, Partial<HumaAbsence>, string]>([
    ['that is not approved', { isApproved: false }, 'It is not approved.'],
    ['of a type that is not mapped', { type: 'Sick child' }, 'not mapped'],
    ['without an end', { endDate: null }, 'no end date'],
    ['that was deleted at once', { isDeleted: true }, 'deleted'],
  ])('%s sends nothing, with the reason in the log', async (_, change, reason) => {
    const flow = await flowing(options)
    tell(flow, change)
    expect(await flow.writesOf(() => flow.pass({ compares: false }))).toEqual([])
    const told = flow.told()
    expect(told).toContainEqual(expect.stringContaining(reason))
    // Why somebody is away is nobody's business.
    expect(told.join()).not.toMatch(/vacation|sick/i)
  })

  test('is not sent while absence is off, for somebody locked, deleted or not linked', async () => {
    const flow = await flowing({ ...options, count: 4, onlyInHuma: 1 })
    flow.notice(
      { absences: [{ userId: flow.id(0), absence: week }] },
      { data: { ...flow.connection.data, absence: false } },
    )
    expect(flow.told()).toEqual(['ignored: Notice users-update: absence is off for this connection.'])
    flow.huma.system.edit(flow.id(1), { active: false })
    tell(flow, { id: 'a2' }, undefined, 1)
    flow.huma.system.remove(flow.id(2))
    tell(flow, { id: 'a3' }, undefined, 2)
    tell(flow, { id: 'a4' }, undefined, 3)
    expect(await flow.writesOf(flow.pass)).toEqual([])
    const told = flow.told().join('\n')
    for (const reason of ['locked', 'deleted in Huma', 'not linked']) expect(told).toContain(reason)
  })

  test('that was heard while somebody was locked is sent when they are active again', async () => {
    const flow = await flowing(options)
    flow.huma.system.edit(flow.id(0), { active: false })
    await flow.pass()
    tell(flow)
    await flow.pass()
    expect(hours(flow)).toEqual([])
    flow.huma.system.edit(flow.id(0), { active: true })
    await flow.pass()
    expect(hours(flow)).toEqual(days(5620002, 7.5, 2, 3, 4, 5, 6))
  })

  test('that takes the place of another on the same days is sent when the other is taken back, whichever is told first', async () => {
    for (const isAtOnce of [true, false]) {
      const flow = await flowing(options)
      tell(flow)
      await flow.pass({ compares: false })
      tell(flow, { id: 'a2' })
      if (!isAtOnce) {
        expect(await flow.writesOf(() => flow.pass({ compares: false }))).toEqual([])
        expect(flow.state.countTasks('c1').held).toBe(1)
      }
      tell(flow, { isDeleted: true })
      await flow.pass({ compares: false })
      expect(hours(flow)).toEqual(days(5620002, 7.5, 2, 3, 4, 5, 6))
      expect(flow.state.countTasks('c1')).toMatchObject({ waiting: 0, held: 0 })
    }
  })

  test('of half a day beside another of the same kind is held, and neither takes the other away', async () => {
    const flow = await flowing(options)
    tell(flow, { percentage: 50 })
    tell(flow, { id: 'a2', percentage: 50 })
    await flow.pass({ compares: false })
    expect(flow.state.countTasks('c1').held).toBe(1)
    tell(flow, { id: 'a2', percentage: 50, isDeleted: true })
    await flow.pass({ compares: false })
    expect(hours(flow)).toEqual(days(5620002, 3.75, 2, 3, 4, 5, 6))
  })

  test('of somebody new is sent after they are created', async () => {
    const flow = await flowing(options)
    const id = flow.huma.system.add({
      ...{ givenName: 'Ny', familyName: 'Ansatt', email: 'ny@nordlys.example', phone: '', birthDate: '1990-05-17' },
      ...{
        nationalId: '',
        bankAccount: '',
        employeeNumber: '9001',
        gender: 'Female',
        jobTitle: 'Cook',
        team: 'Kitchen',
      },
      address: { line1: '', line2: '', postalCode: '', city: '', country: '' },
      ...{ location: 'Bergen', company: 'Nordlys AS', startDate: '2026-01-01', percentage: 100, monthlySalary: 1 },
    })
    flow.notice({ users: [id], absences: [{ userId: id, absence: week }] })
    expect(await flow.pass({ compares: false })).toMatchObject({ done: 2 })
    const created = flow.tripletex.system.findByEmail('ny@nordlys.example')
    expect(created?.timesheetEntries).toHaveLength(5)
  })

  test('leaves the hours of others, and says what is to be done by hand', async () => {
    const flow = await flowing(options)
    flow.tripletex.system.registerHours(flow.employeeId(0), { activity: 5620002, date: '2026-02-03', hours: 2 })
    tell(flow)
    await flow.pass({ compares: false })
    expect(hours(flow)).toContain('2026-02-03 5620002 2')
    expect(flow.state.countTasks('c1').byHand).toBe(1)
    tell(flow, { isDeleted: true })
    await flow.pass({ compares: false })
    expect(hours(flow)).toEqual(['2026-02-03 5620002 2'])
  })
})

describe('notices of one absence', () => {
  test('in the wrong order: the older one is left', async () => {
    const flow = await flowing(options)
    tell(flow, { endDate: '2026-02-03' }, '2026-01-15T12:00:02Z')
    tell(flow, {}, '2026-01-15T12:00:01Z')
    await flow.pass({ compares: false })
    expect(hours(flow)).toEqual(days(5620002, 7.5, 2, 3))
    expect(flow.told()).toContainEqual(expect.stringContaining('older than what is known'))
  })

  test('twice: once', async () => {
    const flow = await flowing(options)
    tell(flow)
    tell(flow)
    await flow.pass({ compares: false })
    tell(flow)
    expect(await flow.writesOf(() => flow.pass({ compares: false }))).toEqual([])
  })

  test('an earlier one again, where no order is told, waits for somebody to look', async () => {
    const flow = await flowing(options)
    tell(flow)
    tell(flow, { endDate: '2026-02-03' })
    await flow.pass({ compares: false })
    tell(flow)
    await flow.pass({ compares: false })
    expect(hours(flow)).toEqual(days(5620002, 7.5, 2, 3))
    expect(flow.state.tasks({ connectionId: 'c1', state: 'by-hand', limit: 9 })).toMatchObject([
      { hint: expect.stringContaining('import-absence') },
    ])
  })
})

describe('an approval that is taken back', () => {
  test('looks like the request before it, and is carried out where that is long ago', async () => {
    const flow = await flowing(options)
    tell(flow, { isApproved: false })
    tell(flow)
    await flow.pass({ compares: false })
    flow.clock.time += 2 * 3_600_000
    tell(flow, { isApproved: false })
    await flow.pass({ compares: false })
    expect(hours(flow)).toEqual([])
  })
})

describe('when it breaks off', () => {
  test.each([1, 2, 3, 4, 5])('after %d days, and is deleted in the meantime, nothing of it stays', async (written) => {
    const flow = await flowing(options)
    tell(flow)
    flow.tripletex.setFaults([{ kind: 'status', status: 503, method: 'POST', path: 'timesheet', after: written }])
    await flow.pass({ compares: false })
    flow.tripletex.setFaults([])
    tell(flow, { isDeleted: true })
    for (let n = 0; n < 3; n += 1) {
      flow.clock.time += 4_000_000
      await flow.pass({ compares: false })
    }
    expect(hours(flow)).toEqual([])
    expect(flow.state.countTasks('c1')).toMatchObject({ waiting: 0, held: 0 })
  })

  test.each([0, 1, 2, 3, 4])('an answer that is lost at day %d leads to each day once', async (after) => {
    const flow = await flowing(options)
    tell(flow)
    flow.tripletex.setFaults([{ kind: 'reset-after', method: 'POST', path: 'timesheet', after, times: 1 }])
    for (let n = 0; n < 3; n += 1) {
      await flow.pass({ compares: false })
      flow.clock.time += 4_000_000
    }
    expect(hours(flow)).toEqual(days(5620002, 7.5, 2, 3, 4, 5, 6))
  })
})
