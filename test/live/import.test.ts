/** Absence that a file tells: which absence is meant, what is news, and how it goes together with Huma's notices. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { HumaAbsence } from '../../src/core/absence.ts'
import { applyImport, type ImportInput, type PlannedImport, planImport } from '../../src/live/import.ts'
import type { ImportRow } from '../../src/live/import-rows.ts'
import { tripletex as system } from '../../src/systems/tripletex/index.ts'
import { type Flowing, flowing } from './flow.ts'

const options = {
  data: { absence: true },
  absenceMap: { Vacation: 'activity:5620002', 'Sick leave': 'activity:5620004' },
}

/** Monday to Friday. */
const week: HumaAbsence = {
  ...{ id: '', type: 'Vacation', startDate: '2026-02-02', endDate: '2026-02-06' },
  ...{ percentage: 100, isApproved: true, isDeleted: false },
}

type Change = Partial<HumaAbsence> & Partial<Omit<ImportRow, 'absence'>> & { index?: number }

function rowOf(flow: Flowing, { line = 2, order, changed, approved, userId, index = 0, ...change }: Change): ImportRow {
  return {
    line,
    userId: userId ?? flow.id(index),
    absence: { ...week, ...change },
    ...(order === undefined ? {} : { order }),
    ...(changed === undefined ? {} : { changed }),
    ...(approved === undefined ? {} : { approved }),
  }
}

function inputOf(flow: Flowing, rows: readonly Change[], complete?: ImportInput['complete']): ImportInput {
  const { state, connection } = flow
  const members = new Set([0, 1, 2, 3].map(flow.id))
  const own = rows.map((row) => rowOf(flow, row))
  return { state, connection, system, members, rows: own, ...(complete ? { complete } : {}) }
}

/** As somebody imports it who says yes; then payroll is told. */
async function bring(
  flow: Flowing,
  rows: readonly Change[],
  complete?: ImportInput['complete'],
): Promise<PlannedImport> {
  const input = inputOf(flow, rows, complete)
  const planned = planImport(input)
  expect(applyImport(input, planned, flow.clock.time)).toBe(true)
  await flow.pass({ compares: false })
  return planned
}

function notice(flow: Flowing, change: Partial<HumaAbsence>, order?: string): void {
  const absence = { ...week, id: 'h1', ...change }
  flow.notice({
    topic: 'absence-edited',
    absences: [{ userId: flow.id(0), absence, ...(order === undefined ? {} : { order }) }],
  })
}

/** The days of February on which payroll holds hours of somebody. */
function days(flow: Flowing, index = 0): number[] {
  const id = flow.employeeId(index)
  const employee = flow.tripletex.system.snapshot().find((one) => one.id === id)
  return (employee?.timesheetEntries ?? []).map(({ date }) => Number(date.slice(-2))).sort((a, b) => a - b)
}

const counts = ({ steps, ...planned }: PlannedImport) => ({
  ...planned,
  steps: steps.map(({ what, next }) => `${what}: ${next.kind === 'nothing' ? next.why : next.kind}`),
})

/** After the activation. */
const later = (day: number) => `2026-01-${day}T12:00:00.000Z`

describe('an absence without an id', () => {
  test('is the one that Huma has told of', async () => {
    const flow = await flowing(options)
    notice(flow, {})
    await flow.pass({ compares: false })
    const planned = await bring(flow, [{ endDate: '2026-02-03' }])
    expect(counts(planned)).toMatchObject({ steps: ['changed: put'], unclear: [] })
    expect(days(flow)).toEqual([2, 3])
    expect(flow.state.recordsOf('c1', 'absence')).toHaveLength(1)
  })

  test('is the one that Huma tells of later, by an id of its own, also after it was moved', async () => {
    const flow = await flowing(options)
    await bring(flow, [{}])
    notice(flow, { endDate: '2026-02-04' })
    await flow.pass({ compares: false })
    expect(days(flow)).toEqual([2, 3, 4])
    notice(flow, { startDate: '2026-02-09', endDate: '2026-02-10' })
    await flow.pass({ compares: false })
    expect(days(flow)).toEqual([9, 10])
    // And by a file that has ids.
    await bring(flow, [{ id: 'h1', startDate: '2026-02-10', endDate: '2026-02-10' }])
    expect(days(flow)).toEqual([10])
    notice(flow, { isDeleted: true, startDate: '' })
    await flow.pass({ compares: false })
    expect(days(flow)).toEqual([])
    expect(flow.state.recordsOf('c1', 'absence')).toHaveLength(1)
  })

  test.each<[string, Partial<HumaAbsence>]>([
    ['declined', { isApproved: false }],
    ['deleted', { isDeleted: true }],
    ['deleted, without a word of which', { isDeleted: true, startDate: '', type: '' }],
  ])('is left where Huma tells of one that was %s: it may be another', async (_, change) => {
    const flow = await flowing(options)
    await bring(flow, [{}])
    notice(flow, change)
    await flow.pass({ compares: false })
    expect(days(flow)).toEqual([2, 3, 4, 5, 6])
    const [item, ...others] = flow.state.tasks({ connectionId: 'c1', state: 'by-hand', limit: 9 })
    expect([item?.message, others]).toEqual([expect.stringContaining('It may be the same.'), []])
    // It was another one.
    await bring(flow, [{}])
    expect(flow.state.countTasks('c1').byHand).toBe(0)
    // It was the same.
    notice(flow, { ...change, id: 'h2' })
    await bring(flow, [{ index: 1 }], { from: '2026-02-01', to: '2026-02-28' })
    expect([days(flow), flow.state.countTasks('c1').byHand]).toEqual([[], 0])
  })

  test('is the approved one where another was declined', async () => {
    const flow = await flowing(options)
    const rows = [{ isApproved: false, endDate: '2026-02-10', line: 2 }, { line: 3 }]
    expect(counts(await bring(flow, rows))).toMatchObject({ steps: ['new: put'], unchanged: 1, unclear: [] })
    expect(days(flow)).toEqual([2, 3, 4, 5, 6])
    notice(flow, { id: 'h2', isApproved: false, type: 'Sick leave' })
    notice(flow, { id: 'h3', type: 'Sick leave', startDate: '2026-02-02' })
    await flow.pass({ compares: false })
    const planned = planImport(inputOf(flow, [{ type: 'Sick leave', endDate: '2026-02-04' }]))
    expect(planned.steps).toMatchObject([{ what: 'changed', notice: { absence: { id: 'h3' } } }])
  })

  test('is told where several could be meant', async () => {
    const flow = await flowing(options)
    notice(flow, {})
    notice(flow, { id: 'h2' })
    expect(planImport(inputOf(flow, [{ endDate: '2026-02-04', line: 7 }]))).toMatchObject({
      steps: [],
      unclear: [{ line: 7, why: expect.stringContaining('it has no id') }],
    })
  })
})

describe('a file', () => {
  const since = (day: number) => ({ kind: 'instant', at: Date.parse(later(day)) }) as const

  test.each<[string, Change, string | undefined, string]>([
    ['begun before the activation, without a time', { startDate: '2026-01-14' }, undefined, 'history'],
    ['begun on the day of the activation, without a time', { startDate: '2026-01-15' }, undefined, 'new'],
    ['changed before', { changed: since(14) }, undefined, 'history'],
    ['changed after', { changed: since(16), startDate: '2026-01-02' }, undefined, 'new'],
    ['approved before', { approved: since(14) }, undefined, 'history'],
    ['approved after, changed before', { approved: since(16), changed: since(14) }, undefined, 'new'],
    ['changed that day', { changed: { kind: 'day', at: '2026-01-15' } }, undefined, 'history'],
    ['changed the day after', { changed: { kind: 'day', at: '2026-01-16' } }, undefined, 'new'],
    // The activation was at one o'clock and some minutes in Oslo.
    ['changed at a time before', { changed: { kind: 'clock', at: '2026-01-15 12:59:59' } }, undefined, 'history'],
    ['changed at a time after', { changed: { kind: 'clock', at: '2026-01-15 14:00:00' } }, undefined, 'new'],
    ['approved before, and known', { approved: since(14), endDate: '2026-02-03' }, later(16), 'changed'],
    [
      'changed that day, and known',
      { changed: { kind: 'day', at: '2026-01-15' }, endDate: '2026-02-03' },
      undefined,
      'history',
    ],
    [
      'changed before it became what is known',
      { order: later(16), changed: since(16), endDate: '2026-02-03' },
      later(17),
      'older',
    ],
    [
      'changed on a day before',
      { changed: { kind: 'day', at: '2026-01-16' }, endDate: '2026-02-03' },
      later(17),
      'older',
    ],
    [
      'changed on the same day',
      { changed: { kind: 'day', at: '2026-01-17' }, endDate: '2026-02-03' },
      later(17),
      'changed',
    ],
    ['changed since', { order: later(18), changed: since(18), endDate: '2026-02-03' }, later(17), 'changed'],
    ['that says what is known', { order: later(15), changed: since(15) }, later(16), 'unchanged'],
    ['that deletes what was never known', { isDeleted: true }, undefined, 'unchanged'],
    ['that deletes what is known', { isDeleted: true }, later(16), 'changed'],
  ])('with one %s', async (_, change, order, expected) => {
    const flow = await flowing(options)
    if (order !== undefined) notice(flow, { id: 'h1' }, order)
    const planned = planImport(inputOf(flow, [{ id: order === undefined ? '' : 'h1', ...change }]))
    const { steps, unchanged, history, older } = planned
    expect([...steps.map(({ what }) => what), ...tally({ unchanged, history, older })]).toEqual([expected])
  })

  test('that tells the same twice counts once; the last word counts where it is told, else nobody knows', async () => {
    const flow = await flowing(options)
    const first = { id: 'h1', line: 2, order: later(16) }
    const second = { id: 'h1', line: 3, order: later(17), endDate: '2026-02-03' }
    expect(counts(planImport(inputOf(flow, [first, { ...first, line: 3 }])))).toMatchObject({
      unchanged: 1,
      unclear: [],
    })
    const { steps } = planImport(inputOf(flow, [second, first]))
    expect(steps).toMatchObject([{ notice: { absence: { endDate: '2026-02-03' } } }])
    const { order: _, ...undated } = second
    const { steps: none, unclear } = planImport(inputOf(flow, [first, undated]))
    expect([none, unclear.map(({ line }) => line)]).toEqual([[], [2, 3]])
  })

  test('that tells an absence of somebody else, or of two, is not believed', async () => {
    const flow = await flowing(options)
    notice(flow, {})
    const rows = [
      { id: 'h1', index: 1, line: 2 },
      { id: 'h2', line: 3 },
      { id: 'h2', index: 1, line: 4 },
    ]
    const { steps, unclear } = planImport(inputOf(flow, rows))
    expect([steps, unclear.map(({ line }) => line)]).toEqual([[], [2, 3, 4]])
  })

  test('leaves people outside of the scope, also where it is complete', async () => {
    const flow = await flowing(options)
    notice(flow, {})
    const complete = { from: '2026-01-01', to: '2026-12-31' }
    const input = { ...inputOf(flow, [{ index: 0 }, { index: 1, line: 3 }], complete), members: new Set([flow.id(1)]) }
    expect(counts(planImport(input))).toMatchObject({ outside: 1, steps: ['new: put'], known: 0 })
  })

  test('that is complete takes back what lies in its days and is not in it', async () => {
    const flow = await flowing(options)
    const february = { from: '2026-02-01', to: '2026-02-28' }
    const known = [
      { line: 2 },
      { line: 3, startDate: '2026-02-16', endDate: '2026-02-17' },
      { line: 4, startDate: '2026-01-26', endDate: '2026-02-01' },
      { line: 5, startDate: '2026-02-27', endDate: null },
      { line: 6, startDate: '2026-03-02', endDate: '2026-03-03' },
    ]
    await bring(flow, known)
    expect(days(flow)).toEqual([2, 2, 3, 3, 4, 5, 6, 16, 17, 26, 27, 28, 29, 30])
    expect(counts(await bring(flow, [{}], february))).toMatchObject({
      ...{ known: 3, reaching: 1, unchanged: 1 },
      steps: ['gone: nothing', 'gone: remove'].map((step) => step.replace('nothing', 'deleted')).sort(),
    })
    expect(days(flow)).toEqual([2, 2, 3, 3, 4, 5, 6, 26, 27, 28, 29, 30])
    // What was taken back comes back when a file has it again.
    await bring(flow, known)
    expect(days(flow)).toContain(16)
  })

  test('is taken as a whole or not at all', async () => {
    const flow = await flowing(options)
    const input = inputOf(flow, [{}, { index: 1, line: 3 }])
    const planned = planImport(input)
    notice(flow, {})
    const before = kept(flow)
    expect(applyImport(input, planned, flow.clock.time)).toBe(false)
    expect(kept(flow)).toEqual(before)
  })
})

describe('what somebody has vouched for', () => {
  test('answers the question about a notice that came again, whichever way', async () => {
    for (const isSetBack of [true, false]) {
      const flow = await flowing(options)
      notice(flow, {})
      notice(flow, { endDate: '2026-02-03' })
      notice(flow, {})
      await flow.pass({ compares: false })
      expect([days(flow), flow.state.countTasks('c1').byHand]).toEqual([[2, 3], 1])
      const { answered } = await bring(flow, [{ id: 'h1', endDate: isSetBack ? '2026-02-06' : '2026-02-03' }])
      expect(answered).toHaveLength(1)
      expect(flow.state.countTasks('c1').byHand).toBe(0)
      expect(days(flow)).toEqual(isSetBack ? [2, 3, 4, 5, 6] : [2, 3])
    }
  })

  test('is not undone by an older notice that comes again, and is by a newer one', async () => {
    const flow = await flowing(options)
    notice(flow, {}, later(16))
    await bring(flow, [{ id: 'h1', endDate: '2026-02-03' }])
    notice(flow, {}, later(16))
    await flow.pass({ compares: false })
    expect(days(flow)).toEqual([2, 3])
    notice(flow, { endDate: '2026-02-04' }, later(17))
    await flow.pass({ compares: false })
    expect(days(flow)).toEqual([2, 3, 4])
    notice(flow, { endDate: '2026-02-05' }, later(17))
    await flow.pass({ compares: false })
    expect(days(flow)).toEqual([2, 3, 4, 5])
  })
})

test('what is told while payroll is being told is told next', async () => {
  const flow = await flowing(options)
  notice(flow, {})
  flow.tripletex.setFaults([{ kind: 'delay', method: 'POST', path: 'timesheet', milliseconds: 200, times: 1 }])
  const passing = flow.pass({ compares: false })
  await vi.waitFor(() => expect(flow.writes('tripletex').join()).toContain('timesheet'))
  const input = inputOf(flow, [{ endDate: '2026-02-03' }])
  expect(applyImport(input, planImport(input), flow.clock.time)).toBe(true)
  await passing
  expect(days(flow)).toEqual([2, 3])
})

test('the order of the rows changes nothing', async () => {
  const flow = await flowing(options)
  notice(flow, {}, later(16))
  notice(flow, { id: 'h2', isApproved: false })
  await bring(flow, [{ index: 1 }])
  const when = fc.constantFrom(undefined, later(14), later(16), later(17))
  const row = fc.record({
    index: fc.constantFrom(0, 1),
    id: fc.constantFrom('', 'h1', 'h2', 'h3'),
    startDate: fc.constantFrom('2026-02-02', '2026-02-03'),
    endDate: fc.constantFrom('2026-02-04', '2026-02-05', null),
    isApproved: fc.boolean(),
    isDeleted: fc.constantFrom(false, false, true),
    when,
    approvedWhen: when,
  })
  const shuffled = fc.array(row, { maxLength: 8 }).chain((rows) =>
    fc.tuple(
      fc.constant(rows),
      fc.shuffledSubarray(
        rows.map((_, at) => at),
        { minLength: rows.length },
      ),
    ),
  )
  fc.assert(
    fc.property(shuffled, fc.boolean(), ([rows, order], isComplete) => {
      const own = rows.map(
        ({ when: at, approvedWhen, ...one }, index): Change => ({
          ...{ ...one, line: index + 2 },
          ...(at === undefined ? {} : { order: at, changed: { kind: 'instant', at: Date.parse(at) } }),
          ...(approvedWhen === undefined ? {} : { approved: { kind: 'instant', at: Date.parse(approvedWhen) } }),
        }),
      )
      const complete = isComplete ? { from: '2026-02-01', to: '2026-02-28' } : undefined
      const outcome = (some: readonly Change[]) => outcomeOf(flow, inputOf(flow, some, complete))
      expect(outcome(order.flatMap((at) => own[at] ?? []))).toEqual(outcome(own))
    }),
    { numRuns: 150 },
  )
})

/** What an import would leave behind; nothing stays of it. */
function outcomeOf(flow: Flowing, input: ImportInput) {
  const undone = new Error('undone')
  let outcome: object = {}
  try {
    flow.state.together(() => {
      const planned = planImport(input)
      expect(applyImport(input, planned, flow.clock.time)).toBe(true)
      // The second time there is nothing left of it to do; what contradicted itself may be clearer by now.
      if (planned.unclear.length === 0) expect(planImport(input).steps).toEqual([])
      outcome = { planned, kept: kept(flow) }
      throw undone
    })
  } catch (error) {
    if (error !== undone) throw error
  }
  return outcome
}

function kept({ state }: Flowing) {
  const tasks = state.tasks({ connectionId: 'c1', limit: 1000 })
  return {
    records: state.recordsOf('c1', 'absence'),
    tasks: tasks.map(({ id: _, ...task }) => JSON.stringify(task)).sort(),
  }
}

function tally(numbers: Readonly<Record<string, number>>): string[] {
  return Object.entries(numbers).flatMap(([what, many]) => Array.from({ length: many }, () => what))
}
