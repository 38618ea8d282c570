/** What is Tripletex' own of salaries: full-time figures, carried rows, what a key may see. The rest: tripletex-live.test.ts. */
import { expect, test } from 'vitest'
import type { Salary } from '../../src/core/salary.ts'
import type { SalaryOrder } from '../../src/systems/system.ts'
import { failure, kari, openTripletex } from './tripletex-sandbox.ts'

const today = '2026-01-15'
const salary: Salary = { id: 's-1', unit: 'monthly', amount: 40_000, currency: 'NOK', fromDate: '2026-02-01' }

async function open(options: Parameters<typeof openTripletex>[0] = {}) {
  const opened = await openTripletex(options)
  const { salary: writer, employeeAt, personAt } = opened
  return {
    ...opened,
    put: async (change: Partial<Salary> = {}, more: Partial<SalaryOrder> = {}) =>
      writer.put({ person: await personAt(1), salary: { ...salary, ...change }, percentage: 100, today, ...more }),
    clear: async (more: { reference?: string } = {}) =>
      writer.clear({ person: await personAt(1), percentage: 100, today, ...more }),
    rows: () => employeeAt(1).employments.flatMap(({ details }) => details),
    paid: () =>
      employeeAt(1).employments.flatMap(({ details }) =>
        details.map(({ date, annualSalary, hourlyWage }) => `${date} ${annualSalary} ${hourlyWage}`),
      ),
  }
}

test.each([
  { unit: 'monthly', amount: 40_000, percentage: 100, annual: 480_000, hourly: 246.15, type: 'MONTHLY_WAGE' },
  { unit: 'monthly', amount: 40_000, percentage: 80, annual: 600_000, hourly: 307.69, type: 'MONTHLY_WAGE' },
  { unit: 'monthly', amount: 10_000, percentage: 33.3, annual: 360_360.36, hourly: 184.8, type: 'MONTHLY_WAGE' },
  { unit: 'yearly', amount: 480_000, percentage: 50, annual: 960_000, hourly: 492.31, type: 'MONTHLY_WAGE' },
  { unit: 'weekly', amount: 10_000, percentage: 100, annual: 520_000, hourly: 266.67, type: 'MONTHLY_WAGE' },
  { unit: 'hourly', amount: 250.5, percentage: 20, annual: 488_475, hourly: 250.5, type: 'HOURLY_WAGE' },
] as const)('$amount $unit at $percentage % is $annual a year of full time', async (row) => {
  const { put, rows } = await open()
  const { unit, amount, percentage } = row
  await put({ unit, amount }, { percentage })
  expect(rows().at(-1)).toMatchObject({
    date: '2026-02-01',
    annualSalary: row.annual,
    hourlyWage: row.hourly,
    remunerationType: row.type,
  })
  expect(rows()).toHaveLength(2)
})

test('sums that Tripletex rounds to whole kroner are not written again', async () => {
  const { put, sandbox, rows, writes } = await open()
  await put()
  sandbox.editRow(rows().at(-1)?.id ?? 0, { hourlyWage: 246 })
  const count = writes().length
  expect((await put()).changed).toBe(false)
  expect(writes()).toHaveLength(count)
  sandbox.editRow(rows().at(-1)?.id ?? 0, { annualSalary: 480_000.5 })
  expect((await put()).changed).toBe(true)
})

test('a new row carries on the position, and what counts as pay by agreement stays', async () => {
  const { put, rows, sandbox } = await open()
  const shift = { workingHoursScheme: 'SHIFT_365', shiftDurationHours: 35.5 }
  sandbox.editRow(rows()[0]?.id ?? 0, { ...shift, remunerationType: 'FEE', percentageOfFullTimeEquivalent: 60 })
  const { warnings } = await put({}, { percentage: 60 })
  const [{ id: _, version: __, ...before } = {}, now] = rows()
  expect(now).toMatchObject({ ...before, date: '2026-02-01', annualSalary: 800_000, hourlyWage: 410.26 })
  expect(warnings).toBeUndefined()
})

test('a correction reaches the rows that only carry on the pay, and none that pays something else', async () => {
  const { put, paid, rows, sandbox, positions, personAt, served } = await open()
  await put()
  const position = { id: 'p', title: '', endDate: null, contractType: '', endReason: '' }
  for (const [startDate, percentage] of [
    ['2026-03-01', 80],
    ['2026-04-01', 60],
    ['2026-05-01', 50],
  ] as const) {
    const order = { position: { ...position, startDate, percentage }, from: startDate, isMain: true, today }
    await positions.put({ person: await personAt(1), ...order })
  }
  sandbox.editRow(rows()[3]?.id ?? 0, { annualSalary: 700_000 })
  const before = paid()
  served.setFaults([{ kind: 'reset-after', method: 'PUT', times: 1 }])
  expect((await failure(put({ amount: 50_000 }))).kind).toBe('unknown-outcome')
  await put({ amount: 50_000 })
  expect(paid()).toEqual([before[0], '2026-02-01 600000 307.69', '2026-03-01 750000 384.62', before[3], before[4]])
})

test.each([
  { how: 'its row moves', held: [['2026-03-01', 80]], rows: ['2026-03-01 630000 323.08'] },
  {
    how: 'its row says more than the pay, and stays',
    held: [
      ['2026-01-10', 80],
      ['2026-03-01', 60],
    ],
    rows: ['2026-01-10 630000 323.08', '2026-03-01 840000 430.77'],
  },
] as const)('one that has begun takes the place of a later one, with all that carries it on: $how', async (row) => {
  for (const after of [0, 1]) {
    const { put, paid, positions, personAt, served } = await open()
    const before = paid()
    const { reference = '' } = await put({ fromDate: '2026-01-10', amount: 45_000 })
    for (const [startDate, percentage] of row.held) {
      const position = { id: 'p', title: '', startDate, endDate: null, percentage, contractType: '', endReason: '' }
      await positions.put({ person: await personAt(1), position, from: startDate, isMain: false, today })
    }
    const earlier = { fromDate: '2026-01-05', amount: 42_000 }
    served.setFaults([{ kind: 'reset-after', method: 'PUT', after, times: 1 }])
    expect((await failure(put(earlier, { reference }))).kind).toBe('unknown-outcome')
    expect(await put(earlier, { reference })).not.toHaveProperty('byHand')
    expect(paid()).toEqual([...before, '2026-01-05 504000 258.46', ...row.rows])
  }
})

test('a later one that is still to come stays, and somebody is asked', async () => {
  const { put, paid } = await open()
  const { reference = '' } = await put()
  const { byHand } = await put({ fromDate: '2026-01-05', amount: 42_000 }, { reference })
  expect(byHand).toEqual([expect.stringContaining('to begin on 2026-02-01 stays')])
  expect(paid().slice(1)).toEqual(['2026-01-05 504000 258.46', '2026-02-01 480000 246.15'])
})

test('the percentage that Tripletex has otherwise is told', async () => {
  const { put } = await open()
  const sent = await put({}, { percentage: 80 })
  expect(sent.warnings).toEqual([expect.stringContaining('80 % in Huma and 100 % in Tripletex')])
})

test('a raise reaches a row of another percentage that earns the same, whichever answer is lost', async () => {
  for (const after of [0, 1, 2]) {
    const { put, clear, paid, positions, personAt, served } = await open()
    const [before] = paid()
    await put()
    const position = { id: 'p', title: '', endDate: null, contractType: '', endReason: '' }
    for (const [startDate, percentage] of [
      ['2026-04-01', 80],
      ['2026-06-01', 50],
    ] as const) {
      const order = { position: { ...position, startDate, percentage }, from: startDate, isMain: true, today, salary }
      await positions.put({ person: await personAt(1), ...order })
    }
    expect(paid()).toEqual([before, '2026-02-01 480000 246.15', '2026-04-01 600000 307.69', '2026-06-01 960000 492.31'])
    served.setFaults([{ kind: 'reset-after', method: after === 2 ? 'POST' : 'PUT', after: after % 2, times: 1 }])
    const raise = { amount: 50_000, fromDate: '2026-03-01' }
    expect((await failure(put(raise))).kind).toBe('unknown-outcome')
    const { reference = '' } = await put(raise)
    expect(paid().slice(1)).toEqual([
      '2026-02-01 480000 246.15',
      '2026-03-01 600000 307.69',
      '2026-04-01 750000 384.62',
      '2026-06-01 1200000 615.38',
    ])
    expect((await put(raise, { reference })).changed).toBe(false)
    served.setFaults([{ kind: 'reset-after', method: 'PUT', after, times: 1 }])
    expect((await failure(clear({ reference }))).kind).toBe('unknown-outcome')
    await clear({ reference })
    expect(paid().slice(2)).toEqual(['2026-03-01 0 0', '2026-04-01 0 0', '2026-06-01 0 0'])
  }
})

test('a later row alone is brought in step, and the salary is still known by its own', async () => {
  const { put, paid, positions, personAt } = await open()
  const { reference = '' } = await put()
  const position = { id: 'p', title: '', startDate: '2026-03-01', endDate: null, percentage: 80 }
  const order = { position: { ...position, contractType: '', endReason: '' }, from: '2026-03-01', isMain: true, today }
  await positions.put({ person: await personAt(1), ...order })
  expect(await put({}, { reference })).toEqual({ changed: true, reference })
  expect(paid().slice(1)).toEqual(['2026-02-01 480000 246.15', '2026-03-01 600000 307.69'])
})

test('a salary from before the employment counts from its first day', async () => {
  const { put, paid } = await open()
  await put({ fromDate: '2010-01-01' })
  expect(paid()).toEqual(['2014-11-01 480000 246.15'])
})

test('without an employment, and at 0 %, it is refused with what to do', async () => {
  const { salary: writer, write, read, put, writes, sandbox, employeeAt } = await open()
  const { id } = await write.createPerson(kari)
  const person = await read.findPerson({ id })
  const count = writes().length
  if (!person) throw new RangeError('Nobody was created.')
  const nowhere = await failure(writer.put({ person, salary, percentage: 100, today }))
  expect([nowhere.kind, nowhere.details?.field, nowhere.hint]).toEqual([
    'refused',
    'employment',
    expect.stringContaining('--positions on'),
  ])
  expect(await writer.clear({ person, percentage: 100, today })).toEqual({ changed: false })
  const nothing = await failure(put({}, { percentage: 0 }))
  expect([nothing.kind, nothing.details?.field]).toEqual(['refused', 'percentage'])
  sandbox.edit(employeeAt(1).id, { endDate: '2026-01-31' })
  expect((await failure(put())).details?.field).toBe('employment')
  expect(writes()).toHaveLength(count)
})

test('a key that may not see salaries writes none', async () => {
  const { put, clear, writes } = await open({ hiddenFields: ['annualSalary'] })
  expect((await failure(put())).kind).toBe('authorization')
  expect((await failure(clear())).kind).toBe('authorization')
  expect(writes()).toEqual([])
})

test('the pay is never repeated in an error', async () => {
  const { put } = await open({
    between: (request, ask) => {
      if (request.method !== 'POST' || !request.url.endsWith('/details')) return ask(request)
      const validationMessages = [{ field: 'annualSalary', message: '480000 er for mye, 246.15 i timen' }]
      return Response.json({ code: 18_000, message: 'Validering feilet.', validationMessages }, { status: 422 })
    },
  })
  const { kind, message } = await failure(put())
  expect([kind, message]).toEqual(['refused', expect.stringContaining('annualSalary: … er for mye, … i timen')])
})

test('a deleted salary is set to 0 in its row and in those that carry it on', async () => {
  const { put, clear, paid, positions, personAt, served } = await open()
  const before = paid()
  const { reference = '' } = await put()
  const position = { id: 'p', title: '', startDate: '2026-03-01', endDate: null, percentage: 80 }
  const order = { position: { ...position, contractType: '', endReason: '' }, from: '2026-03-01', isMain: true, today }
  await positions.put({ person: await personAt(1), ...order })
  served.setFaults([{ kind: 'reset-after', method: 'PUT', times: 1 }])
  expect((await failure(clear({ reference }))).kind).toBe('unknown-outcome')
  await clear({ reference })
  expect(paid()).toEqual([...before, '2026-02-01 0 0', '2026-03-01 0 0'])
})

test('a salary that Tripletex does not clear is left to somebody', async () => {
  const { put, clear } = await open({
    between: (request, ask) =>
      request.method === 'PUT' ? ask(new Request(request.url, { headers: request.headers })) : ask(request),
  })
  const { reference = '' } = await put()
  expect(await clear({ reference })).toMatchObject({
    changed: false,
    byHand: [expect.stringContaining('2026-02-01')],
  })
})
