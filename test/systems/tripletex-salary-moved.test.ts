/** A salary that begins on another day in Huma than it was sent with: payroll pays from that day, and not before. */
import { expect, test } from 'vitest'
import type { Salary } from '../../src/core/salary.ts'
import type { SalaryOrder } from '../../src/systems/system.ts'
import { failure, openTripletex, refusal } from './tripletex-sandbox.ts'

const today = '2026-01-15'
const salary: Salary = { id: 's-1', unit: 'yearly', amount: 620_000, currency: 'NOK', fromDate: '2026-12-01' }
const old = '2014-11-01 520000 266.67'

async function open(options: Parameters<typeof openTripletex>[0] = {}) {
  const opened = await openTripletex(options)
  const { salary: writer, employeeAt, personAt } = opened
  const put = async (change: Partial<Salary> = {}, more: Partial<SalaryOrder> = {}) =>
    writer.put({ person: await personAt(1), salary: { ...salary, ...change }, percentage: 100, today, ...more })
  await put({ amount: 520_000, fromDate: '2014-11-01' })
  const { reference = '' } = await put()
  const rows = () => employeeAt(1).employments.flatMap(({ details }) => details)
  return {
    ...opened,
    reference,
    rows,
    move: (fromDate: string, more: Partial<SalaryOrder> = {}) => put({ fromDate }, { reference, ...more }),
    paid: () => rows().map(({ date, annualSalary, hourlyWage }) => `${date} ${annualSalary} ${hourlyWage}`),
    async hold(startDate: string, percentage: number) {
      const position = { id: 'p', title: '', startDate, endDate: null, percentage, contractType: '', endReason: '' }
      const order = { position, from: startDate, isMain: true, today, salary }
      await opened.positions.put({ person: await personAt(1), ...order })
    },
  }
}

/** Not documented: that the date of a row can be changed. One that says yes and keeps it, and one that refuses. */
function keeping(how: string): Parameters<typeof openTripletex>[0] {
  return {
    async between(request, ask) {
      if (request.method !== 'PUT' || !/\/details\/\d+$/.test(request.url)) return ask(request)
      const { date, ...body } = JSON.parse(await request.clone().text())
      if (date === undefined) return ask(request)
      return how === 'kept' ? ask(new Request(request, { body: JSON.stringify(body) })) : refusal(422, 18_000)
    },
  }
}

const raised = (day: string) => `${day} 620000 317.95`

test.each(['2027-01-01', '2026-11-01'])('to %s: its row moves, once, whatever answer is lost', async (day) => {
  const { move, paid, served, writes } = await open()
  served.setFaults([{ kind: 'reset-after', method: 'PUT', times: 1 }])
  expect((await failure(move(day))).kind).toBe('unknown-outcome')
  const count = writes().length
  const sent = await move(day)
  expect(sent).toMatchObject({ changed: false })
  expect(paid()).toEqual([old, raised(day)])
  expect((await move(day, { reference: sent.reference ?? '' })).changed).toBe(false)
  expect(writes()).toHaveLength(count)
})

test.each(['kept', 'refused'])('later, and the row does not move: it pays as before again (date %s)', async (how) => {
  for (const after of [undefined, 0, 1, 2]) {
    const { move, paid, served } = await open(keeping(how))
    if (after !== undefined) {
      served.setFaults([{ kind: 'reset-after', after: after + 2, times: 1 }])
      await failure(move('2027-01-01'))
    }
    await move('2027-01-01')
    expect(paid()).toEqual([old, '2026-12-01 520000 266.67', raised('2027-01-01')])
  }
})

test('later, past a row of its own: each pays as before by its own percentage, whatever answer is lost', async () => {
  for (const after of [0, 1]) {
    const { hold, move, paid, served } = await open()
    await hold('2026-12-15', 80)
    expect(paid().at(-1)).toBe('2026-12-15 775000 397.44')
    served.setFaults([{ kind: 'reset-after', method: 'PUT', after, times: 1 }])
    expect((await failure(move('2027-01-01', { percentage: 80 }))).kind).toBe('unknown-outcome')
    const { reference = '' } = await move('2027-01-01', { percentage: 80 })
    const end = [old, '2026-12-01 520000 266.67', '2026-12-15 650000 333.33', '2027-01-01 775000 397.44']
    expect(paid()).toEqual(end)
    expect((await move('2027-01-01', { percentage: 80, reference })).changed).toBe(false)
  }
})

test('to a day on which a row begins: that one pays it', async () => {
  const { hold, move, paid } = await open()
  await hold('2027-01-01', 50)
  await move('2027-01-01', { percentage: 50 })
  expect(paid()).toEqual([old, '2026-12-01 520000 266.67', '2027-01-01 1240000 635.9'])
})

test('a row that says more than the pay does not move', async () => {
  const { hold, move, rows } = await open()
  await hold('2026-12-01', 80)
  await move('2027-01-01', { percentage: 80 })
  expect(rows().map((row) => [row.date, row.percentageOfFullTimeEquivalent, row.annualSalary])).toEqual([
    ['2014-11-01', 100, 520_000],
    ['2026-12-01', 80, 650_000],
    ['2027-01-01', 80, 775_000],
  ])
})

test('another pay from a later day is a raise: what was paid until then stays', async () => {
  const { paid, salary: writer, personAt, reference } = await open()
  const raise = { ...salary, amount: 700_000, fromDate: '2027-01-01' }
  await writer.put({ person: await personAt(1), salary: raise, percentage: 100, today, reference })
  expect(paid()).toEqual([old, raised('2026-12-01'), '2027-01-01 700000 358.97'])
})

test('where there is nothing before it, or it cannot be told whose the row is, somebody has to see to it', async () => {
  const { move, paid, sandbox, rows, reference } = await open()
  const { row } = JSON.parse(reference)
  const stranger = JSON.stringify({ row })
  const sent = await move('2027-01-01', { reference: stranger })
  expect(sent).toMatchObject({ changed: false, byHand: [expect.stringContaining('from 2026-12-01 there')] })
  const again = await move('2027-01-01', { reference: sent.reference ?? '' })
  expect(again).toMatchObject({ changed: false, byHand: sent.byHand })
  expect(paid()).toEqual([old, raised('2026-12-01')])
  // It was there already when the salary that begins later was sent.
  const { reference: found = '' } = await move('2026-12-10', { reference: '' })
  const notOurs = await move('2027-01-01', { reference: found })
  expect(notOurs).toMatchObject({ changed: false, byHand: sent.byHand })
  sandbox.removeRow(rows()[0]?.id ?? 0)
  const first = await move('2027-01-01')
  expect(first).toMatchObject({ changed: false, byHand: sent.byHand })
  expect(JSON.stringify([sent, first])).not.toMatch(/620|317/)
})

test('a salary without a date, sent again because of another percentage, leaves what was paid before', async () => {
  const { hold, salary: writer, personAt, paid, reference } = await open()
  await hold('2027-02-01', 80)
  const before = paid()
  // Huma does not tell from when, so it is the day of the change.
  const order = { salary: { ...salary, fromDate: '2027-02-01' }, percentage: 80, today: '2027-02-01', reference }
  expect(await writer.put({ person: await personAt(1), ...order })).toMatchObject({ changed: false })
  expect(paid()).toEqual(before)
})
