/** A salary in Unimicro is the rate of an employment. What every system promises is in unimicro-live.test.ts. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Salary } from '../../src/core/salary.ts'
import { unimicro } from '../../src/systems/unimicro/index.ts'
import { standardSettings, start } from './unimicro-setting.ts'
import { failure, moment, openWork, today } from './unimicro-work.ts'

function pay(values: Partial<Salary> = {}): Salary {
  return { id: 'salary-1', unit: 'monthly', amount: 40_000, currency: 'NOK', fromDate: '2026-01-01', ...values }
}

async function openPay() {
  const opened = await openWork()
  const { salary, person } = opened
  return {
    ...opened,
    put: (one: Salary, reference?: string) =>
      salary.put({ person, salary: one, percentage: 80, today, ...(reference === undefined ? {} : { reference }) }),
    clear: (reference?: string) =>
      salary.clear({ person, percentage: 80, today, ...(reference === undefined ? {} : { reference }) }),
  }
}

test.each<[Partial<Salary>, object]>([
  [
    { unit: 'monthly', amount: 40_000.456 },
    { MonthRate: 40_000.46, HourRate: 0, RemunerationType: 1 },
  ],
  [
    { unit: 'yearly', amount: 500_000 },
    { MonthRate: 41_666.67, HourRate: 0, RemunerationType: 1 },
  ],
  [
    { unit: 'weekly', amount: 9000 },
    { MonthRate: 39_000, HourRate: 0, RemunerationType: 1 },
  ],
  [
    { unit: 'hourly', amount: 250.5 },
    { MonthRate: 0, HourRate: 250.5, RemunerationType: 2 },
  ],
])('%j is %j, whatever the percentage, and of the rest nothing is touched', async (values, expected) => {
  const { put, employments, asked } = await openPay()
  const [before] = employments()
  await put(pay(values))
  expect(employments()).toEqual([
    { ...before, ...expected, LastSalaryChangeDate: moment('2026-01-01'), UpdatedAt: expect.any(String) },
  ])
  expect(asked()).toEqual(['GET /employees', `GET /employments/${before?.ID}`, `PUT /employments/${before?.ID}`])
})

test('a change of unit; a rate of an hour beside that of a month is not ours, and one that was paid by is told', async () => {
  const { put, employments, edit } = await openPay()
  edit({ HourRate: 300, RemunerationType: 5 })
  const monthly = await put(pay())
  expect(employments()).toMatchObject([{ MonthRate: 40_000, HourRate: 300, RemunerationType: 5 }])
  edit({ RemunerationType: 1 })
  const hourly = await put(pay({ unit: 'hourly', amount: 250 }), monthly.reference)
  expect(employments()).toMatchObject([{ MonthRate: 0, HourRate: 250, RemunerationType: 2 }])
  const again = await put(pay(), hourly.reference)
  expect(employments()).toMatchObject([{ MonthRate: 40_000, HourRate: 250, RemunerationType: 1 }])
  expect([monthly.warnings, hourly.warnings, again.warnings?.length]).toEqual([undefined, undefined, 1])
})

test('a later raise, a correction on the same day, and the day itself corrected', async () => {
  const { put, employments, asked } = await openPay()
  const first = await put(pay())
  asked()
  const corrected = await put(pay({ amount: 41_000 }), first.reference)
  const dated = await put(pay({ amount: 41_000, fromDate: '2026-01-10' }), corrected.reference)
  expect(employments()).toMatchObject([{ MonthRate: 41_000, LastSalaryChangeDate: moment('2026-01-10') }])
  // What held before is looked up once only.
  expect(asked().filter((one) => one.startsWith('GET'))).toEqual(['GET /employees', 'GET /employees'])
  await put(pay({ id: 'salary-2', amount: 45_000, fromDate: '2026-01-15' }), dated.reference)
  expect(employments()).toMatchObject([{ MonthRate: 45_000, LastSalaryChangeDate: moment('2026-01-15') }])
})

describe('the employment', () => {
  test('is the one that holds today, and the date is not before its start', async () => {
    const { put, employments, edit, addEmployment } = await openPay()
    edit({ EndDate: moment('2025-12-31') })
    const ID = addEmployment({ StartDate: moment('2026-01-05'), MonthRate: 0 })
    const [old] = employments()
    await put(pay({ fromDate: '2020-01-01' }))
    expect(employments()).toEqual([old, expect.objectContaining({ ID, MonthRate: 40_000 })])
    expect(employments()[1]).toMatchObject({ LastSalaryChangeDate: moment('2026-01-05') })
  })

  test('of several is the main one, and stays the one where it was written', async () => {
    const { put, employments, addEmployment, edit, system, person } = await openPay()
    const ID = addEmployment({ StartDate: moment('2026-01-05'), MonthRate: 0 })
    const { reference } = await put(pay())
    edit({ Standard: false, WorkPercent: 1 })
    system.edit(Number(person.id), { employmentId: ID, employment: { Standard: true } })
    await put(pay({ id: 'salary-2', amount: 42_000 }), reference)
    expect(employments()).toMatchObject([{ MonthRate: 42_000 }, { ID, MonthRate: 0 }])
  })

  test('of somebody who has none yet is to come; who has left has one of then; else it is refused', async () => {
    const { put, employments, edit, asked } = await openPay()
    edit({ StartDate: moment('2026-03-01') })
    await put(pay())
    expect(employments()).toMatchObject([{ MonthRate: 40_000, LastSalaryChangeDate: moment('2026-03-01') }])
    edit({ StartDate: moment('2020-01-01'), EndDate: moment('2026-01-10') })
    await put(pay({ amount: 41_000 }))
    expect(employments()).toMatchObject([{ MonthRate: 41_000 }])
    asked()
    expect(await failure(put(pay({ fromDate: '2026-01-12' })))).toMatchObject({
      kind: 'refused',
      hint: expect.stringContaining('--positions on'),
    })
    expect(asked()).toEqual(['GET /employees'])
  })
})

describe('a deleted salary', () => {
  test('brings back what was paid before, through corrections, and once more does nothing', async () => {
    const { put, clear, employments, asked } = await openPay()
    const [before] = employments()
    const first = await put(pay({ unit: 'hourly', amount: 200 }))
    const { reference = '' } = await put(pay({ amount: 42_000 }), first.reference)
    asked()
    expect(await clear(reference)).toEqual({ changed: true, reference })
    expect(employments()).toEqual([{ ...before, UpdatedAt: expect.any(String) }])
    expect(asked()).toEqual(['GET /employees', `GET /employments/${before?.ID}`, `PUT /employments/${before?.ID}`])
    expect(await clear(reference)).toEqual({ changed: false, reference })
  })

  test('whose deletion is not answered is found done', async () => {
    const { put, clear, served, employments } = await openPay()
    const [before] = employments()
    const { reference = '' } = await put(pay())
    served.setFaults([{ kind: 'reset-after', method: 'PUT', times: 1 }])
    expect(await failure(clear(reference))).toMatchObject({ kind: 'unknown-outcome' })
    expect(await clear(reference)).toEqual({ changed: false, reference })
    expect(employments()[0]?.MonthRate).toBe(before?.MonthRate)
  })

  test('where nothing was paid before, nothing is', async () => {
    const { put, clear, edit, employments, asked } = await openPay()
    edit({ MonthRate: 0, HourRate: null, RemunerationType: 0 })
    const { reference = '' } = await put(pay())
    await clear(reference)
    expect(employments()).toMatchObject([{ MonthRate: 0, RemunerationType: 0 }])
    expect(asked().some((one) => one.startsWith('GET /employments/'))).toBe(false)
    expect(await clear()).toEqual({ changed: false })
  })

  test.each<[string, (opened: Awaited<ReturnType<typeof openPay>>, reference: string) => string | undefined]>([
    ['nothing is kept', () => undefined],
    ['what is kept cannot be read', () => '{'],
    [
      'somebody has changed the pay since',
      ({ edit }, reference) => {
        edit({ MonthRate: 50_000, LastSalaryChangeDate: moment('2026-01-14') })
        return reference
      },
    ],
    ['there was no note of what held before', (_, reference) => withoutFormer(reference)],
    ['the note is gone', (_, reference) => reference.replace(/"notedAt":"[^"]+"/, '"notedAt":"2001-01-01T00:00:00Z"')],
  ])('is left to somebody where %s', async (_, change) => {
    const opened = await openPay()
    const { put, clear, employments, asked } = opened
    const { reference = '' } = await put(pay())
    const given = change(opened, reference)
    const before = employments()
    asked()
    const { changed, byHand } = await clear(given)
    expect([changed, byHand]).toEqual([false, [expect.stringContaining('correct the pay of the employment')]])
    expect(byHand?.join()).not.toMatch(/\d{5}/)
    expect(employments()).toEqual(before)
    expect(asked().filter((one) => !one.startsWith('GET'))).toEqual([])
  })

  test('leaves an employment to come, which was made with the pay, to be looked at', async () => {
    const { put, clear, edit, employments, addEmployment } = await openPay()
    edit({ EndDate: moment('2026-01-31') })
    const { reference = '' } = await put(pay())
    addEmployment({ StartDate: moment('2026-02-01'), MonthRate: 40_000 })
    addEmployment({ StartDate: moment('2026-02-01'), MonthRate: 0, HourRate: 0 })
    const { changed, byHand } = await clear(reference)
    expect([changed, byHand]).toEqual([true, [expect.stringContaining('still to begin')]])
    expect(employments()[1]).toMatchObject({ MonthRate: 40_000 })
  })

  test('of an employment that is gone needs nothing', async () => {
    const { clear } = await openPay()
    const reference = { employment: 4711, salary: 'salary-1', from: '2026-01-01', hourly: false }
    expect(await clear(JSON.stringify(reference))).toEqual({ changed: false })
  })
})

function withoutFormer(reference: string): string {
  const { former: _, ...rest } = z.record(z.string(), z.unknown()).parse(JSON.parse(reference))
  return JSON.stringify(rest)
}

test('no amount is kept', async () => {
  const { put, employments } = await openPay()
  const amount = String(employments()[0]?.MonthRate)
  const { reference = '' } = await put(pay({ amount: 43_210 }))
  expect(reference).not.toContain('43210')
  expect(reference).not.toContain(amount)
})

/** Of the note that a server has of an employment that pays 30,000 a month. */
const notes = (...MonthRates: number[]) =>
  MonthRates.map((MonthRate, index) => ({ ChangedAt: `2025-0${index + 1}-01T08:00:00Z`, MonthRate, HourRate: null }))

/** Of a server that has one employment, and notes of it; `afterwards` comes with the first change. */
function noting(status: number, history: unknown, afterwards?: () => { status: number; history: unknown }) {
  let row: Record<string, unknown> = {
    ID: 7,
    Standard: true,
    StartDate: moment('2020-01-01'),
    MonthRate: 30_000,
    RemunerationType: 1,
  }
  let notes = { status, history }
  const { salary } = unimicro.open({
    baseUrl: 'https://app.unimicro.no',
    account: 'c0000000-0000-4000-8000-000000000001',
    secrets: {},
    settings: standardSettings,
    http: {
      async send({ method, query = {}, json }) {
        if (query.action === 'history') return { ...notes, headers: {}, body: JSON.stringify(notes.history) }
        if (method === 'PUT') {
          row = { ...row, ...z.record(z.string(), z.unknown()).parse(json) }
          notes = afterwards?.() ?? notes
        }
        const body = JSON.stringify(method === 'GET' ? [{ ID: 1, Employments: [row] }] : row)
        return { status: 200, headers: {}, body }
      },
    },
    now: () => start,
    accessToken: { get: async () => 'token', renew: async () => 'token' },
  })
  if (!salary) throw new RangeError('There is no writer of salaries.')
  const person = { side: 'payroll', id: '1', active: true, fields: {} } as const
  return {
    row: () => row,
    put: () => salary.put({ person, salary: pay(), percentage: 100, today }),
    clear: (reference: string) => salary.clear({ person, percentage: 100, today, reference }),
  }
}

test.each<[string, number, unknown, boolean]>([
  ['what holds from then on', 200, notes(25_000, 30_000), true],
  ['the newest first', 200, notes(25_000, 30_000).toReversed(), true],
  ['what held before: another meaning, so it is not trusted', 200, notes(20_000, 25_000), false],
  ['nothing', 200, [], false],
  ['that there is no such action', 400, { Message: 'No action' }, false],
])('a server that notes %s', async (_, status, history, isKnown) => {
  const sent = await noting(status, history).put()
  expect(sent.changed).toBe(true)
  expect(JSON.parse(sent.reference ?? '').former?.notedAt).toBe(isKnown ? '2025-02-01T08:00:00Z' : undefined)
})

test('a server that notes with a change what held before it: that is what comes back', async () => {
  const { put, clear, row } = noting(200, [], () => ({ status: 200, history: notes(30_000) }))
  const { reference = '' } = await put()
  expect(row().MonthRate).not.toBe(30_000)
  expect((await clear(reference)).changed).toBe(true)
  expect(row()).toMatchObject({ MonthRate: 30_000, LastSalaryChangeDate: null })
})

test('a change whose note cannot be read afterwards is a change still', async () => {
  const { put } = noting(200, [], () => ({ status: 503, history: {} }))
  const sent = await put()
  expect(sent).toMatchObject({ changed: true, reference: expect.not.stringContaining('former') })
})
