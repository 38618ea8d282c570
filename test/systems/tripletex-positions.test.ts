/** What is Tripletex' own of positions: employments, dated rows, divisions. The rest: tripletex-live.test.ts. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { makePeople } from '../../src/sandbox/people.ts'
import { openPositions, position, salary, today } from './tripletex-position-setting.ts'
import { failure, kari, withPage } from './tripletex-sandbox.ts'

test('somebody without an employment gets one, once, with its row, its division and its pay', async () => {
  const { positions, newcomer, served, employmentAt, writes } = await openPositions()
  const person = await newcomer()
  const occupationCode = '2419901'
  const ended = { ...position, endDate: '2026-08-31', endReason: 'temporary_contract_or_position_ended' }
  const order = {
    person,
    position: { ...ended, contractType: 'Seasonal' },
    from: position.startDate,
    isMain: true,
    today,
  }
  served.setFaults([{ kind: 'reset-after', method: 'POST', path: '/employment$', times: 1 }])
  served.clearRequests()
  expect((await failure(positions.put({ ...order, occupationCode, salary }))).kind).toBe('unknown-outcome')
  expect(await positions.put({ ...order, occupationCode, salary })).toMatchObject({ changed: false })
  expect(writes()).toEqual(['POST /employee/employment'])
  const { details, ...employment } = employmentAt(-1)
  expect(employment).toMatchObject({
    startDate: '2026-02-01',
    endDate: '2026-08-31',
    employmentEndReason: 'EMPLOYMENT_END_EXPIRED',
    division: 108_200_001,
  })
  expect(details).toMatchObject([
    {
      date: '2026-02-01',
      percentageOfFullTimeEquivalent: 60,
      employmentType: 'ORDINARY',
      employmentForm: 'TEMPORARY',
      remunerationType: 'MONTHLY_WAGE',
      workingHoursScheme: 'NOT_SHIFT',
      occupationCode: 3,
      annualSalary: 600_000,
      hourlyWage: 307.69,
    },
  ])
})

test('what an employment needs is told before anything is sent', async () => {
  const { positions, newcomer, writes, served, personAt } = await openPositions({
    people: makePeople({ count: 4, seed: 1, country: 'NO' }).map((one, index) => ({
      ...one,
      company: `AS ${index % 2}`,
    })),
  })
  const { birthDate: _, ...unborn } = kari
  const order = { position, from: position.startDate, isMain: true, today }
  const withoutBirthDate = await newcomer(unborn)
  served.clearRequests()
  const noDate = await failure(positions.put({ ...order, person: withoutBirthDate }))
  expect([noDate.kind, noDate.details?.field]).toEqual(['refused', 'birthDate'])
  const person = await newcomer({ ...kari, email: 'other@nordlys.example' })
  served.clearRequests()
  const several = await failure(positions.put({ ...order, person }))
  expect([several.kind, several.details?.field, several.hint]).toEqual([
    'refused',
    'division',
    'Choose one: huma-payroll configure NAME --set division=…',
  ])
  const code = await failure(positions.put({ ...order, person: await personAt(0), occupationCode: '241990' }))
  expect([code.kind, code.details?.field]).toEqual(['refused', 'occupationCode'])
  expect(writes()).toEqual([])
})

test('the chosen division, kind of pay and working hours are those of a new employment', async () => {
  const people = makePeople({ count: 4, seed: 1, country: 'NO' }).map((one, index) => ({
    ...one,
    company: `AS ${index}`,
  }))
  const settings = { division: '108200003', remunerationType: 'HOURLY_WAGE', workingHoursScheme: 'NOT_CHOSEN' }
  const { positions, newcomer, employmentAt, read } = await openPositions({ people, session: { settings } })
  expect(await read.choices('division')).toContainEqual({ value: '108200003', label: expect.stringContaining('AS 2') })
  await positions.put({ person: await newcomer(), position, from: position.startDate, isMain: true, today })
  const { details, division } = employmentAt(-1)
  expect(division).toBe(108_200_003)
  expect(details).toMatchObject([
    { remunerationType: 'HOURLY_WAGE', workingHoursScheme: 'NOT_CHOSEN', annualSalary: 0 },
  ])
})

test('a new row carries on everything that the one before says and Huma does not', async () => {
  const { order, rowAt, sandbox } = await openPositions()
  const before = {
    employmentType: 'MARITIME',
    employmentForm: 'PERMANENT_AND_HIRED_OUT',
    remunerationType: 'FEE',
  } as const
  const shift = { workingHoursScheme: 'SHIFT_365', shiftDurationHours: 33.6 }
  const maritimeEmployment = { ...noShip, fartoeyId: 'LM-1', shipRegister: 'NOR' }
  sandbox.editRow(rowAt(1, 0).id, { ...before, ...shift, maritimeEmployment })
  await order(1)
  const { id: _, version: __, date, ...now } = rowAt(1, 1)
  const { id: ___, version: ____, date: _____, ...earlier } = rowAt(1, 0)
  expect([date, now]).toEqual(['2026-02-01', { ...earlier, percentageOfFullTimeEquivalent: 60 }])
})

const noShip = {
  fartoeyId: null,
  paamoenstringsdato: null,
  avmoenstringsdato: null,
  antallTimerPerYrkeskodePerMoenstring: null,
  shipRegister: null,
  shipType: null,
  tradeArea: null,
}

test('a correction reaches the rows that only carry on what it said, and no other', async () => {
  const { order, salary: salaries, personAt, rowAt, rows, sandbox, served } = await openPositions()
  const raise = { ...salary, id: 's-2' }
  for (const fromDate of ['2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01']) {
    const amount = 31_000 + Number(fromDate.slice(6, 7))
    await salaries.put({ person: await personAt(1), salary: { ...raise, amount, fromDate }, percentage: 100, today })
  }
  // Somebody's own, in Tripletex.
  sandbox.editRow(rowAt(1, 3).id, { percentageOfFullTimeEquivalent: 90 })
  const before = { ...position, startDate: '2014-11-01', percentage: 100 }
  // The first of two answers is lost, which leaves the row of the first day to tell what belongs to it.
  served.setFaults([{ kind: 'reset-after', method: 'PUT', after: 1, times: 1 }])
  expect((await failure(order(1, { ...before, percentage: 80 }, { isMain: false }))).kind).toBe('unknown-outcome')
  await order(1, { ...before, percentage: 80 }, { isMain: false })
  expect(rows(1)).toEqual(['2014-11-01 80', '2026-03-01 80', '2026-04-01 80', '2026-05-01 90', '2026-06-01 100'])
})

test('the main position of today holds today, whatever a later row says', async () => {
  const { order, rows } = await openPositions()
  const other = { id: 'p-2', startDate: '2026-01-05', percentage: 100, contractType: '' }
  await order(1, { startDate: '2026-01-02', percentage: 50 })
  await order(1, { ...other, endDate: '2026-01-14' }, { continued: true })
  await order(1, { startDate: '2026-01-02', percentage: 50 }, { isMain: false })
  expect(rows(1)).toEqual(['2014-11-01 100', '2026-01-02 50', '2026-01-05 100'])
  const again = await order(1, { startDate: '2026-01-02', percentage: 50 })
  expect(rows(1)).toEqual(['2014-11-01 100', '2026-01-02 50', '2026-01-05 100', '2026-01-15 50'])
  expect(again.changed).toBe(true)
  expect((await order(1, { startDate: '2026-01-02', percentage: 50 })).changed).toBe(false)
})

test.each([
  { to: '2014-08-01', start: '2014-08-01', row: '2014-08-01' },
  { to: '2014-12-01', start: '2014-12-01', row: '2014-12-01' },
])('the employment begins with its first position, also when that is moved to $to', async ({ to, start, row }) => {
  const { order, employmentAt, rows, writes } = await openPositions()
  const before = { ...position, startDate: '2014-11-01', percentage: 100 }
  for (const after of [0, 1]) {
    const lost = await openPositions()
    lost.served.setFaults([{ kind: 'reset-after', method: 'PUT', after, times: 1 }])
    expect((await failure(lost.order(1, { ...before, startDate: to }, { before }))).kind).toBe('unknown-outcome')
    await lost.order(1, { ...before, startDate: to }, { before })
    expect([lost.employmentAt(1).startDate, lost.rows(1)]).toEqual([start, [`${row} 100`]])
  }
  const outcome = await order(1, { ...before, startDate: to }, { before })
  expect([employmentAt(1).startDate, rows(1)]).toEqual([start, [`${row} 100`]])
  expect(outcome.byHand).toBeUndefined()
  const count = writes().length
  expect((await order(1, { ...before, startDate: to }, { before })).changed).toBe(false)
  expect(writes()).toHaveLength(count)
})

test('a first row cannot pass the second: then somebody has to, and it stays told until it is done', async () => {
  const { order, rows, rowAt, sandbox, employmentAt } = await openPositions()
  await order(1, { id: 'p-2', startDate: '2026-02-01', percentage: 50 })
  const before = { ...position, startDate: '2014-11-01', percentage: 100 }
  const moved = { ...before, startDate: '2026-03-01' }
  const first = await order(1, moved, { before })
  expect(rows(1)).toEqual(['2014-11-01 100', '2026-02-01 50', '2026-03-01 100'])
  expect(first.byHand).toEqual([expect.stringContaining('2014-11-01')])
  const reference = first.reference ?? ''
  const second = await order(1, moved, { before: moved, reference })
  expect(second).toMatchObject({ changed: false, byHand: first.byHand })
  sandbox.removeRow(rowAt(1, 0).id)
  expect((await order(1, moved, { before: moved, reference })).byHand).toBeUndefined()
  expect(employmentAt(1).startDate).toBe('2014-11-01')
})

test('what had ended before the employment began is history', async () => {
  const { order, writes } = await openPositions()
  const outcome = await order(1, { startDate: '2012-01-01', endDate: '2013-12-31' })
  expect(outcome).toEqual({ changed: false, warnings: [expect.stringContaining('not sent')] })
  expect(writes()).toEqual([])
})

test('a position from before the employment counts from its first day, and a new one is told', async () => {
  const { order, rows } = await openPositions()
  const before = { ...position, startDate: '2012-01-01', percentage: 100 }
  expect((await order(1, { ...before, percentage: 90 }, { before })).byHand).toBeUndefined()
  expect((await order(1, { ...before, percentage: 90 })).byHand).toEqual([expect.stringContaining('2014-11-01')])
  expect(rows(1)).toEqual(['2014-11-01 90'])
})

test('a row that somebody adds meanwhile is changed instead of refused', async () => {
  let asked = 0
  const { order, rows, sandbox, rowAt } = await openPositions({
    between: async (request, ask) => {
      const isList = /\/employee\/employment\?/.test(request.url)
      if (!isList || ++asked !== 2) return ask(request)
      return withPage(ask(request), (page) => ({
        ...page,
        values: page.values.map((row) => ({ ...row, employmentDetails: [] })),
      }))
    },
  })
  await order(1, { percentage: 50 })
  sandbox.editRow(rowAt(1, 1).id, { percentageOfFullTimeEquivalent: 45 })
  await order(1)
  expect(rows(1)).toEqual(['2014-11-01 100', '2026-02-01 60'])
})

test('a key that may not see salaries writes no row, which would be one without', async () => {
  const { order, writes } = await openPositions({ hiddenFields: ['annualSalary', 'hourlyWage'] })
  expect((await failure(order(1))).kind).toBe('authorization')
  expect(writes()).toEqual([])
})

test('a division that Tripletex ignores is given afterwards', async () => {
  const { positions, newcomer, employmentAt, writes } = await openPositions({
    async between(request, ask) {
      if (request.method !== 'POST' || !/\/employment$/.test(request.url)) return ask(request)
      const answer = await ask(request)
      const { value } = z.object({ value: z.looseObject({}) }).parse(await answer.json())
      return Response.json({ value: { ...value, division: null } }, { status: 201 })
    },
  })
  await positions.put({ person: await newcomer(), position, from: position.startDate, isMain: true, today })
  expect(employmentAt(-1).division).toBe(108_200_001)
  expect(writes().slice(1)).toEqual(['POST /employee/employment', 'PUT /employee/employment'])
})

test('a deleted position stays to be removed by hand until its row is gone or says something else', async () => {
  const { order, positions, personAt, sandbox, rowAt, writes } = await openPositions()
  const { reference = '' } = await order(1)
  const count = writes().length
  const removal = { person: await personAt(1), before: position, today }
  const told = await positions.remove({ ...removal, reference })
  expect(told.byHand).toEqual([expect.stringContaining('2026-02-01')])
  expect((await positions.remove(removal)).byHand).toEqual(told.byHand)
  sandbox.editRow(rowAt(1, 1).id, { percentageOfFullTimeEquivalent: 100 })
  expect(await positions.remove({ ...removal, reference })).toEqual({ changed: false })
  sandbox.removeRow(rowAt(1, 1).id)
  expect(await positions.remove({ ...removal, reference })).toEqual({ changed: false })
  expect(writes()).toHaveLength(count)
})

test.each([
  ['Controller', ['2419901 CONTROLLER']],
  ['Kokk', ['5122901 KOKK']],
  ['konsulent', ['3415901 SALGSKONSULENT', '2512901 PERSONALKONSULENT']],
  ['Senior programvareutvikler', ['2139901 PROGRAMVAREUTVIKLER']],
  ['Developer', []],
  ['', []],
])('occupations like %j', async (title, codes) => {
  const { read } = await openPositions()
  const found = (await read.occupations?.(title)) ?? []
  expect(found.map(({ code, name }) => `${code} ${name}`)).toEqual(codes)
})

test.each([
  { unit: 'yearly', amount: 520_000, paid: '650000 333.33' },
  { unit: 'monthly', amount: 43_333.33, paid: '649999.95 333.33' },
  { unit: 'hourly', amount: 266.67, paid: '520006.5 266.67' },
] as const)('a new percentage leaves what is earned: $amount $unit', async ({ unit, amount, paid }) => {
  const { order, salary: salaries, personAt, rowAt, served } = await openPositions()
  const earned = { ...salary, unit, amount }
  await salaries.put({ person: await personAt(1), salary: earned, percentage: 100, today })
  const change = { startDate: '2027-01-01', percentage: 80 }
  served.setFaults([{ kind: 'reset-after', method: 'POST', times: 1 }])
  expect((await failure(order(1, change, { salary: earned }))).kind).toBe('unknown-outcome')
  expect(await order(1, change, { salary: earned })).toEqual({ changed: false, reference: expect.any(String) })
  const { percentageOfFullTimeEquivalent: percentage, annualSalary, hourlyWage } = rowAt(1, -1)
  expect([percentage, `${annualSalary} ${hourlyWage}`]).toEqual([80, paid])
})

test('pay by the hour that comes with a new percentage is told as such', async () => {
  const { order, rowAt } = await openPositions()
  await order(1, { percentage: 80 }, { salary: { ...salary, unit: 'hourly', amount: 250 } })
  expect(rowAt(1, -1)).toMatchObject({ annualSalary: 487_500, hourlyWage: 250, remunerationType: 'HOURLY_WAGE' })
})

test('a corrected percentage takes along the pay that Huma tells, and none that it does not', async () => {
  const { order, salary: salaries, personAt, rowAt, sandbox } = await openPositions()
  const person = await personAt(1)
  const earned = (amount: number, fromDate: string) => ({ ...salary, unit: 'yearly', amount, fromDate }) as const
  const [first, second] = [earned(520_000, '2014-11-01'), earned(540_000, '2026-03-01')]
  await salaries.put({ person, salary: first, percentage: 100, today })
  await salaries.put({ person, salary: second, percentage: 100, today })
  await salaries.put({ person, salary: earned(560_000, '2026-05-01'), percentage: 100, today })
  sandbox.editRow(rowAt(1, 2).id, { annualSalary: 700_000 })
  const before = { ...position, startDate: '2014-11-01', percentage: 100 }
  const paid = () => [0, 1, 2].map((row) => rowAt(1, row).annualSalary)
  const { warnings } = await order(1, { ...before, percentage: 50 }, { before, salary: second })
  expect(paid()).toEqual([520_000, 1_080_000, 700_000])
  expect(warnings).toEqual([expect.stringContaining('pays from 2014-11-01 changes')])
})

test.each([
  { how: 'salary is not sent', more: {} },
  { how: 'the salary begins later', more: { salary: { ...salary, fromDate: '2027-06-01' } } },
  { how: 'there is nothing to convert by', more: { salary }, percentage: 0 },
])('a new percentage changes what is paid and says so where $how', async ({ more, percentage = 80 }) => {
  const { order, rowAt } = await openPositions()
  const { annualSalary } = rowAt(1, 0)
  const sent = await order(1, { startDate: '2027-01-01', percentage }, more)
  expect([rowAt(1, -1).annualSalary, sent.warnings]).toEqual([
    annualSalary,
    [expect.stringContaining('pays from 2027-01-01 changes')],
  ])
  expect(sent.warnings?.join()).not.toContain(String(annualSalary))
  expect((await order(1, { startDate: '2027-01-01', percentage }, more)).warnings).toBeUndefined()
})

test('nobody is warned of pay by the hour, nor where there is none', async () => {
  const { order, rowAt, sandbox } = await openPositions()
  sandbox.editRow(rowAt(1, 0).id, { remunerationType: 'HOURLY_WAGE' })
  sandbox.editRow(rowAt(2, 0).id, { annualSalary: 0 })
  expect([(await order(1)).warnings, (await order(2)).warnings]).toEqual([undefined, undefined])
})

test('of a deleted position that was alone in its employment, the employment is to be ended or removed', async () => {
  const { positions, newcomer } = await openPositions()
  const person = await newcomer()
  const { reference = '' } = await positions.put({ person, position, from: position.startDate, isMain: true, today })
  const { byHand } = await positions.remove({ person, before: position, reference, today })
  expect(byHand).toEqual([expect.stringContaining('end or remove the employment from 2026-02-01')])
})
