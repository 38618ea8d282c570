/** What of a position Xledger takes: a job title by its code, and the start of the employment. */
import { expect, test } from 'vitest'
import type { Position } from '../../src/core/position.ts'
import type { PositionOrder } from '../../src/systems/system.ts'
import { failure, openXledger, type Setting } from './xledger-setting.ts'

const today = '2026-01-15'

function position(values: Partial<Position> = {}): Position {
  return {
    id: 'position-1',
    title: 'Head cook',
    startDate: '2026-01-05',
    endDate: null,
    percentage: 80,
    contractType: '',
    endReason: '',
    ...values,
  }
}

/** A company whose list of positions has some codes; `employee` shows one of its employees as stored. */
async function openWork(options: Setting = {}) {
  const opened = await openXledger(options)
  const { client, system, served } = opened
  const { positions } = client
  if (!positions) throw new RangeError('There is no writer of positions.')
  const [first, person] = await opened.everybody()
  if (!first || !person) throw new RangeError('There are no employees.')
  served.clearRequests()
  const employee = (id = person.id) => system.snapshot().find(({ dbId }) => String(dbId) === id)
  return {
    ...opened,
    first,
    person,
    positions,
    employee,
    edit: (change: Parameters<typeof system.edit>[1]) => system.edit(Number(person.id), change),
    put: (given: Position, order: Partial<PositionOrder> = {}) =>
      positions.put({
        person,
        position: given,
        occupationCode: '1',
        from: given.startDate,
        isMain: true,
        today,
        ...order,
      }),
  }
}

test('the job title is written by its code, and nothing else of anybody changes', async () => {
  const { put, employee, asked, system, person } = await openWork()
  const before = employee()
  const others = system.snapshot().filter(({ dbId }) => String(dbId) !== person.id)
  const titles = new Set(system.snapshot().map(({ references }) => references.positionValue))
  expect(titles.size).toBeGreaterThan(1)
  const title = [...titles].find((one) => one !== before?.references.positionValue)
  const code = [...titles].sort().indexOf(title)
  const { changed, reference } = await put(position(), { occupationCode: String(code + 1) })
  expect([changed, reference]).toEqual([true, JSON.stringify({ positionValue: String(code + 1) })])
  expect(employee()).toEqual({ ...before, references: { ...before?.references, positionValue: title } })
  expect(system.snapshot().filter(({ dbId }) => String(dbId) !== person.id)).toEqual(others)
  expect(asked()).toEqual(['employees', 'updateEmployees'])
  expect(await put(position(), { occupationCode: String(code + 1) })).toMatchObject({ changed: false })
  expect(asked()).toEqual(['employees', 'updateEmployees', 'employees'])
})

test('several who change at the same time are read and written together', async () => {
  const { put, first, asked } = await openWork()
  const early = position({ startDate: '2001-01-01' })
  await Promise.all([put(early), put(early, { person: first })])
  expect(asked()).toEqual(['employees', 'updateEmployees'])
})

test.each<[string, string, Partial<Position>, Partial<Position> | undefined, string]>([
  ['a promotion leaves the employment', '2020-01-01', {}, undefined, '2020-01-01'],
  ['so does its correction', '2020-01-01', { startDate: '2026-01-07' }, {}, '2020-01-01'],
  ['one that begins before the employment', '2026-01-10', {}, undefined, '2026-01-05'],
  ['the first one moved later', '2026-01-05', { startDate: '2026-02-01' }, {}, '2026-02-01'],
  ['the first one moved earlier', '2026-01-05', { startDate: '2025-12-01' }, {}, '2025-12-01'],
  ['one that begins after the day of creation', today, { startDate: '2026-02-01' }, undefined, '2026-02-01'],
  ['the same, which was known before', today, { startDate: '2026-02-01' }, { startDate: '2026-02-01' }, today],
])('%s (begun %s): the start', async (_, begun, values, before, expected) => {
  const { put, employee, edit } = await openWork()
  edit({ employmentFrom: begun })
  await put(position(values), before ? { before: position(before) } : {})
  expect(employee()?.employmentFrom).toBe(expected)
})

test('the day of creation stands for itself where it is not written as the start', async () => {
  const { put, employee, edit } = await openWork({ settings: { employmentFrom: 'none' } })
  edit({ employmentFrom: today })
  await put(position({ startDate: '2026-02-01' }))
  expect(employee()?.employmentFrom).toBe(today)
})

test.each<[string, Partial<Position>, Partial<Position> | undefined, string[]]>([
  ['new', {}, undefined, ['80 % of full time, from 2026-01-05']],
  ['new, with a kind', { contractType: 'Temporary' }, undefined, ['80 % of full time and the type of contract "Temp']],
  ['retitled', { title: 'Cook' }, {}, []],
  ['regraded', { percentage: 60 }, {}, ['60 % of full time']],
  ['of another kind', { contractType: 'Temporary' }, { contractType: 'Permanent' }, ['enter the type of contract']],
  // Another was the main one until now, with terms that are not known here.
  ['as it was, and now the main one', {}, {}, ['80 % of full time']],
  ['ended', { endDate: '2026-06-30', endReason: 'employee_resigned' }, {}, ['end on 2026-06-30']],
  [
    'ended for another one',
    { endDate: '2026-06-30', endReason: 'change_in_organization_or_internal_job_transfer' },
    {},
    [],
  ],
])(
  '%s: what is left to somebody, and the end of the employment is never written',
  async (_, values, before, wanted) => {
    const { put, employee } = await openWork()
    const { byHand = [] } = await put(position(values), before ? { before: position(before) } : {})
    expect(byHand).toEqual(wanted.map((text) => expect.stringContaining(text)))
    expect(employee()?.employmentTo).toBeUndefined()
  },
)

test('an end that somebody has entered is done; one that is taken back is to be removed', async () => {
  const { put, edit } = await openWork()
  const [open, ended] = [position(), position({ endDate: '2026-06-30', endReason: 'employee_resigned' })]
  edit({ employmentTo: '2026-06-30' })
  expect(await put(ended, { before: open })).not.toHaveProperty('byHand')
  expect((await put(open, { before: ended })).byHand).toEqual([expect.stringContaining('remove the end')])
})

test('a job title without a code is not sent, and it is told what to map; one that stays needs none', async () => {
  const { positions, person, asked, employee } = await openWork()
  const before = employee()
  const order = { person, position: position(), from: '2026-01-05', isMain: true, today }
  const error = await failure(positions.put(order))
  expect(error).toMatchObject({ kind: 'refused', details: { field: 'occupationCode', title: 'Head cook' } })
  expect(error.hint).toContain('--map-occupation "Head cook=CODE"')
  expect(await positions.put({ ...order, before: position({ percentage: 60 }) })).toMatchObject({ changed: false })
  expect(await positions.put({ ...order, position: position({ title: '' }) })).toMatchObject({ changed: false })
  expect(asked().filter((one) => one !== 'employees')).toEqual([])
  expect(employee()).toEqual(before)
})

test('a code that the list does not have is refused, with where to look', async () => {
  const { put, employee } = await openWork()
  const before = employee()
  const error = await failure(put(position({ startDate: '2001-01-01' }), { occupationCode: 'K-77' }))
  expect(error.kind).toBe('refused')
  expect(error.hint).toContain('"K-77"')
  expect(employee()).toEqual(before)
})

test('where codes are not shown, what was kept tells what is there', async () => {
  const { put, asked, employee } = await openWork({ sandbox: { showsCodes: false } })
  const { reference = '', changed } = await put(position())
  expect([changed, asked()]).toEqual([true, ['employees', 'employees', 'updateEmployees']])
  expect(employee()?.references.positionValue).toBeDefined()
  expect(await put(position(), { reference })).toMatchObject({ changed: false })
  expect(await put(position(), { reference, occupationCode: '2' })).toMatchObject({ changed: true })
  // Lost: it is written once more, which does no harm.
  expect(await put(position(), { occupationCode: '2' })).toMatchObject({ changed: true })
})

test('a deleted position is left to somebody, where the title that was sent still stands there', async () => {
  const { put, positions, person, asked } = await openWork()
  const first = await put(position())
  const removal = { person, before: position(), today, reference: first.reference ?? '' }
  const { changed, byHand } = await positions.remove(removal)
  expect([changed, byHand]).toEqual([false, [expect.stringContaining('"Head cook" was deleted in Huma')]])
  await put(position({ id: 'position-2' }), { occupationCode: '2' })
  expect(await positions.remove(removal)).toEqual({ changed: false })
  expect(asked().filter((one) => one !== 'employees')).toHaveLength(2)
})

test('somebody who is not there any more', async () => {
  const { put, system, person } = await openWork()
  system.remove(Number(person.id))
  expect(await failure(put(position()))).toMatchObject({ kind: 'refused' })
})
