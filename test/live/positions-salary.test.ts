/** Positions and salary of an active connection: only changes, once, and nothing that was there before. */
import { describe, expect, test } from 'vitest'
import { meantMark } from '../../src/live/blindness.ts'
import { knownIn } from '../../src/live/known.ts'
import { type Flowing, flowing } from './flow.ts'

const pay = { unit: 'monthly', amount: 50_000, currency: 'NOK', fromDate: '2026-02-01' } as const

const on = { data: { positions: true, salary: true }, settings: { userType: 'NO_ACCESS' } }

function shown(flow: Flowing, index: number) {
  const id = flow.employeeId(index)
  return flow.tripletex.system.snapshot().find((one) => one.id === id)
}

describe('positions and salary', () => {
  test('that were there before are never sent', async () => {
    const flow = await flowing(on)
    expect(await flow.writesOf(flow.pass)).toEqual([])
    flow.notice({ users: [flow.id(0), flow.id(1)] })
    expect(await flow.writesOf(() => flow.pass({ compares: false }))).toEqual([])
  })

  test.each([
    ['reset-before', true],
    [422, false],
  ] as const)('a position is known as unanswered after %s: %s', async (fault, isUnanswered) => {
    const flow = await flowing(on)
    const [position] = await flow.input().huma.positions(flow.id(0))
    flow.huma.system.editPosition(flow.id(0), position?.id ?? '', { percentage: 45 })
    const told = typeof fault === 'number' ? ({ kind: 'status', status: fault } as const) : ({ kind: fault } as const)
    flow.tripletex.setFaults(['POST', 'PUT'].map((method) => ({ ...told, method, path: 'employment' })))
    await flow.pass()
    const known = () => knownIn(flow.state.records('c1', flow.id(0))).positions[0]
    const { time } = flow.clock
    expect(known()).toMatchObject({ pending: { percentage: 45 } })
    expect(known()?.pendingSince).toBe(isUnanswered ? time : undefined)
    // So long the system may be at it, and a system that could be is not sent it again.
    for (const later of [300_000, 600_000]) {
      flow.clock.time = time + later
      flow.state.retryTasks('c1', 'all')
      await flow.pass()
      expect(known()?.pendingSince).toBe(isUnanswered ? (later < 600_000 ? time : flow.clock.time) : undefined)
    }
    flow.tripletex.setFaults([])
    flow.state.hurryTasks('c1', flow.clock.time)
    flow.state.retryTasks('c1', 'all')
    await flow.pass()
    expect(known()).toMatchObject({ position: { percentage: 45 }, sent: true })
    expect(known()).not.toHaveProperty('pendingSince')
  })

  test('a raise is sent once', async () => {
    const flow = await flowing(on)
    flow.huma.system.setSalary(flow.id(0), pay)
    const writes = await flow.writesOf(flow.pass)
    expect(writes.length).toBeGreaterThan(0)
    // Of somebody who works 80 %: what full time would pay.
    expect(JSON.stringify(shown(flow, 0))).toContain('"annualSalary":750000,')
    expect(await flow.writesOf(flow.pass)).toEqual([])
    expect(flow.told().join('\n')).not.toContain('50000')
  })

  test('a raise that waits for its day is told once, and not at every compare', async () => {
    const flow = await flowing({ ...on, system: { salaryIsUndated: true } })
    flow.huma.system.setSalary(flow.id(0), pay)
    flow.notice({ users: [flow.id(0)] })
    expect(await flow.pass({ compares: false })).toMatchObject({ done: 1, waits: 1, later: 0, held: 0 })
    expect(flow.told()).toEqual([expect.stringContaining('sent on 2026-02-01')])
    await flow.pass()
    expect(flow.told()).toEqual([])
    flow.clock.time = Date.UTC(2026, 1, 1, 12)
    expect((await flow.writesOf(flow.pass)).length).toBeGreaterThan(0)
  })

  test('in another currency is held, with the reason', async () => {
    const flow = await flowing(on)
    flow.huma.system.setSalary(flow.id(0), { ...pay, currency: 'EUR' })
    expect(await flow.writesOf(flow.pass)).toEqual([])
    expect(flow.told()).toContainEqual(expect.stringContaining('is in EUR, and Tripletex takes NOK'))
  })

  test('what is off is not sent, and is history when it is turned on', async () => {
    const flow = await flowing({ ...on, data: { positions: true, salary: false } })
    flow.huma.system.setSalary(flow.id(0), pay)
    expect(await flow.writesOf(flow.pass)).toEqual([])
    const { data } = flow.connection
    const change = { data: { ...data, salary: true } }
    expect(await flow.writesOf(() => flow.pass({ change }))).toEqual([])
    expect(flow.told()).toContainEqual(expect.stringContaining('only changes from now on are sent'))
    flow.huma.system.setSalary(flow.id(0), { ...pay, amount: 51_000 })
    expect((await flow.writesOf(() => flow.pass({ change }))).length).toBeGreaterThan(0)
  })

  test('a position that ends and the next one', async () => {
    const flow = await flowing(on)
    const [before] = await flow.input().huma.positions(flow.id(0))
    if (!before) throw new Error('no position')
    flow.huma.system.editPosition(flow.id(0), before.id, { contractEndDate: '2026-03-31' })
    flow.huma.system.addPosition(flow.id(0), {
      contractStartDate: '2026-04-01',
      contractType: 'Permanent',
      title: 'Baker',
      percentage: 60,
    })
    expect((await flow.pass()).error).toBeUndefined()
    expect(await flow.writesOf(flow.pass)).toEqual([])
    const told = flow.told()
    expect(told).toContainEqual(expect.stringMatching(/Position Baker from 2026-04-01: sent to Tripletex/))
  })

  test('one that is deleted is taken back, and a right that was taken away is no deletion', async () => {
    const flow = await flowing({ ...on, count: 6 })
    for (let n = 0; n < 6; n += 1) flow.huma.system.setSalary(flow.id(n), pay)
    await flow.pass()
    flow.huma.system.setSalary(flow.id(0), null)
    expect((await flow.writesOf(flow.pass)).length).toBeGreaterThan(0)
    for (let n = 1; n < 6; n += 1) flow.huma.system.setSalary(flow.id(n), null)
    expect(await flow.writesOf(flow.pass)).toEqual([])
    expect(flow.state.countTasks('c1').held).toBe(5)
    expect(flow.told()).toContainEqual(expect.stringContaining('nothing is taken for deleted'))
    // Seen again, everything is as it was.
    for (let n = 1; n < 6; n += 1) flow.huma.system.setSalary(flow.id(n), pay)
    expect(await flow.writesOf(flow.pass)).toEqual([])
  })

  test('that vanish for many at once are held, and sent when somebody says that it is meant', async () => {
    const flow = await flowing({ ...on, count: 8 })
    for (let n = 0; n < 8; n += 1) flow.huma.system.setSalary(flow.id(n), pay)
    await flow.pass()
    for (let n = 0; n < 6; n += 1) flow.huma.system.setSalary(flow.id(n), null)
    expect(await flow.writesOf(flow.pass)).toEqual([])
    expect(flow.state.countTasks('c1').held).toBe(6)
    flow.state.retryTasks('c1', 'all')
    flow.state.saveMarks('c1', { [meantMark]: new Date(flow.clock.time).toISOString() })
    expect((await flow.writesOf(() => flow.pass({ compares: false }))).length).toBeGreaterThanOrEqual(6)
    expect(flow.state.countTasks('c1').held).toBe(0)
  })

  test('of somebody who is locked are not sent', async () => {
    const flow = await flowing(on)
    flow.huma.system.edit(flow.id(0), { active: false })
    flow.huma.system.setSalary(flow.id(0), pay)
    expect(await flow.writesOf(flow.pass)).toEqual([])
    flow.huma.system.edit(flow.id(0), { active: true })
    expect((await flow.writesOf(flow.pass)).length).toBeGreaterThan(0)
  })
})
