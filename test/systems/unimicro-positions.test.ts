/** Positions in Unimicro: each is an employment. What every system promises is in unimicro-live.test.ts. */
import { describe, expect, test } from 'vitest'
import type { Position } from '../../src/core/position.ts'
import type { Salary } from '../../src/core/salary.ts'
import { unimicro } from '../../src/systems/unimicro/index.ts'
import { standardSettings, start } from './unimicro-setting.ts'
import { failure, moment, openWork, position, today } from './unimicro-work.ts'

describe('a new position', () => {
  test('is a new employment and the standard one: both are written in one request, and of the former only that', async () => {
    const { put, employments, asked, sent, person, system } = await openWork()
    const [before] = employments()
    const { changed, reference } = await put(position())
    const made = employments()[1]
    expect([changed, reference]).toEqual([true, JSON.stringify({ employment: made?.ID, unpaid: true })])
    expect(sent('PUT')).toHaveLength(1)
    expect(asked()).toEqual(['GET /employees', `PUT /employees/${person.id}`, 'GET /employees'])
    expect(employments()[0]).toEqual({ ...before, Standard: false, UpdatedAt: expect.any(String) })
    expect(made).toMatchObject({
      Standard: true,
      JobName: 'Cook',
      JobCode: '5122101',
      StartDate: moment('2026-02-01'),
      EndDate: null,
      WorkPercent: 80,
      HoursPerWeek: 37.5,
      EmploymentType: 1,
      TypeOfEmployment: 1,
      RemunerationType: 1,
      WorkingHoursScheme: 1,
      MonthRate: 0,
      SeniorityDate: moment('2026-02-01'),
      SubEntityID: before?.SubEntityID,
    })
    expect(system.snapshot().employees).toHaveLength(4)
  })

  test('after one that has ended takes its pay over', async () => {
    const { put, employments, edit } = await openWork()
    edit({ EndDate: moment('2026-01-31'), MonthRate: 0, HourRate: 287.5, RemunerationType: 2 })
    const { byHand } = await put(position())
    expect(employments()[1]).toMatchObject({ MonthRate: 0, HourRate: 287.5, RemunerationType: 2 })
    expect(byHand).toBeUndefined()
  })

  test('beside one that is paid has no pay, and somebody is asked until it is entered', async () => {
    const { put, employments, system, person } = await openWork()
    const { reference = '', byHand } = await put(position())
    expect(byHand).toEqual([expect.stringContaining('enter what the employment from 2026-02-01 pays')])
    const again = { before: position(), reference }
    expect(await put(position(), again)).toMatchObject({ changed: false, byHand })
    system.edit(Number(person.id), { employmentId: Number(employments()[1]?.ID), employment: { MonthRate: 9_000 } })
    expect(await put(position(), again)).not.toHaveProperty('byHand')
  })

  test('beside the main one is added in one request, and the standard one stays', async () => {
    const { put, employments, asked } = await openWork()
    const [before] = employments()
    await put(position({ percentage: 20 }), { isMain: false })
    expect(asked()).toEqual(['GET /employees', 'POST /employments'])
    expect(employments()).toMatchObject([before ?? {}, { Standard: false, WorkPercent: 20 }])
  })

  test('of somebody without any employment is the standard one, as the settings say', async () => {
    const settings = { subEntity: '2', fullTimeHours: '40', remuneration: '2', workingHours: '5' }
    const { client, system, positions } = await openWork({ settings })
    const { id } = await client.write.createPerson({ givenName: 'Kari', familyName: 'Nordmann' })
    const person = await client.read.findPerson({ id })
    if (!person) throw new RangeError('Nobody was created.')
    const order = { person, position: position(), occupationCode: '5122101', from: '2026-02-01', isMain: false, today }
    await positions.put(order)
    expect(system.snapshot().employees.at(-1)).toMatchObject({
      Employments: [{ Standard: true, SubEntityID: 2, HoursPerWeek: 40, RemunerationType: 2, WorkingHoursScheme: 5 }],
    })
  })

  test('two with the same first day are two', async () => {
    const { put, employments } = await openWork()
    const [cook, cleaner] = [position(), position({ id: 'position-2', title: 'Cleaner', percentage: 20 })]
    await put(cook)
    await put(cleaner, { isMain: false, occupationCode: '9132104' })
    expect(employments().slice(1)).toMatchObject([{ JobName: 'Cook' }, { JobName: 'Cleaner' }])
    expect(await put(cook)).toMatchObject({ changed: false })
  })

  test('with the first day and code of one that has another title is the same where the percentage is, else in doubt', async () => {
    const { put, employments, addEmployment } = await openWork()
    addEmployment({ JobCode: '5122101', JobName: 'Kokk', StartDate: moment('2026-02-01'), WorkPercent: 80 })
    expect(await failure(put(position({ percentage: 20 })))).toMatchObject({ details: { field: 'startDate' } })
    await put(position(), { isMain: false })
    expect(employments().slice(1)).toMatchObject([{ JobName: 'Cook', WorkPercent: 80 }])
  })

  test('whose pay is by the hour is reported so', async () => {
    const { put, employments } = await openWork()
    const salary = { id: 's', unit: 'hourly', amount: 250, currency: 'NOK', fromDate: '2026-02-01' } as const
    await put(position(), { salary })
    // The rate itself is the salary's to write.
    expect(employments()[1]).toMatchObject({ RemunerationType: 2, HourRate: 0 })
  })
})

test('a start that is moved either way takes the dates with it that were the same', async () => {
  const { put, employments, asked, system, person } = await openWork()
  const before = position()
  const { reference = '' } = await put(before)
  const id = employments()[1]?.ID
  asked()
  const dates = ['StartDate', 'SeniorityDate', 'LastWorkPercentChangeDate', 'LastSalaryChangeDate']
  await put(position({ startDate: '2026-03-01' }), { before, reference })
  expect(dates.map((name) => employments()[1]?.[name])).toEqual(dates.map(() => moment('2026-03-01')))
  system.edit(Number(person.id), { employment: { SeniorityDate: moment('2019-01-01') } })
  await put(position({ startDate: '2026-01-10' }), { before, reference })
  expect(dates.map((name) => employments()[1]?.[name])).toEqual(
    dates.map((name) => moment(name === 'SeniorityDate' ? '2019-01-01' : '2026-01-10')),
  )
  expect(asked()).toEqual(['GET /employees', `PUT /employments/${id}`, 'GET /employees', `PUT /employments/${id}`])
})

test('an end, the next employment after it, and an end that is taken back', async () => {
  const { put, employments } = await openWork()
  const first = position()
  const { reference = '' } = await put(first)
  const ended = { ...first, endDate: '2026-05-31', endReason: 'change_in_organization_or_internal_job_transfer' }
  await put(ended, { before: first, reference, isMain: false })
  await put(position({ id: 'position-2', title: 'Head cook', startDate: '2026-06-01' }))
  expect(employments().slice(1)).toMatchObject([
    { EndDate: moment('2026-05-31'), EndDateReason: 5, Standard: false },
    { StartDate: moment('2026-06-01'), JobName: 'Head cook', Standard: true },
  ])
  await put(first, { before: ended, reference, isMain: false })
  expect(employments()[1]).toMatchObject({ EndDate: null, EndDateReason: 0 })
})

test.each<[Partial<Position>, object, number]>([
  [{ contractType: 'Permanent' }, { EmploymentType: 1, TypeOfEmployment: 1 }, 0],
  [{ contractType: 'Temporary' }, { EmploymentType: 2, TypeOfEmployment: 1 }, 0],
  [{ contractType: 'Seasonal' }, { EmploymentType: 2, TypeOfEmployment: 1 }, 0],
  [{ contractType: 'Freelance' }, { EmploymentType: 0, TypeOfEmployment: 3 }, 0],
  [{ contractType: 'Trainee' }, { EmploymentType: 0, TypeOfEmployment: 1 }, 1],
  [{ contractType: '' }, { EmploymentType: 0, TypeOfEmployment: 1 }, 1],
  [{ endDate: '2026-05-31', endReason: 'employee_resigned' }, { EndDateReason: 3 }, 0],
  [{ endDate: '2026-05-31', endReason: 'employee_terminated' }, { EndDateReason: 2 }, 0],
  [{ endDate: '2026-05-31', endReason: 'temporary_contract_or_position_ended' }, { EndDateReason: 6 }, 0],
  [{ endDate: '2026-05-31', endReason: 'change_in_payroll_system_or_accountant' }, { EndDateReason: 4 }, 0],
  [{ endDate: '2026-05-31', endReason: 'other' }, { EndDateReason: 0 }, 1],
])('%j is %j, with so many warnings: %i', async (values, expected, warnings) => {
  const { put, employments } = await openWork()
  const sent = await put(position(values))
  expect(employments()[1]).toMatchObject(expected)
  expect(sent.warnings ?? []).toHaveLength(warnings)
})

test('what Huma does not tell stays as it was set in Unimicro', async () => {
  const { put, employments, edit } = await openWork()
  edit({ TypeOfEmployment: 2, EmploymentType: 2, WorkingHoursScheme: 2, EndDateReason: 1, RemunerationType: 5 })
  const [before] = employments()
  const first = { ...likeThat(before), contractType: 'Trainee' }
  const sent = await put({ ...first, percentage: 33, endDate: '2026-05-31', endReason: 'other' }, { before: first })
  expect(sent.warnings).toBeUndefined()
  const changes = { WorkPercent: 33, EndDate: moment('2026-05-31'), LastWorkPercentChangeDate: moment(today) }
  expect(employments()).toEqual([{ ...before, ...changes, JobCode: '5122101', UpdatedAt: expect.any(String) }])
})

test.each([
  ['a running one', '2026-01-01', null, today],
  ['one that is to come', '2026-02-01', null, '2026-02-01'],
  ['one that is over', '2025-01-01', '2025-12-31', '2025-01-01'],
])('another percentage of %s begins today, or with it', async (_, startDate, endDate, date) => {
  const { put, addEmployment, employments } = await openWork()
  addEmployment({ JobName: 'Cook', JobCode: '5122101', StartDate: moment(startDate), WorkPercent: 80, Standard: false })
  const before = position({ startDate, endDate })
  await put({ ...before, percentage: 60 }, { before, isMain: false })
  expect(employments()[1]).toMatchObject({ WorkPercent: 60, LastWorkPercentChangeDate: moment(date) })
})

function pay(values: Partial<Salary> = {}): Salary {
  return { id: 'salary-1', unit: 'yearly', amount: 500_000, currency: 'NOK', fromDate: '2024-01-01', ...values }
}

describe('the pay of a new employment where none is carried over', () => {
  test.each<[string, Partial<Salary>, object]>([
    ['a yearly one', {}, { MonthRate: 41_666.67, HourRate: 0, RemunerationType: 1 }],
    ['an hourly one', { unit: 'hourly', amount: 250.5 }, { MonthRate: 0, HourRate: 250.5, RemunerationType: 2 }],
    ['one without a day', { fromDate: '' }, { MonthRate: 41_666.67 }],
    ['one from the first day on', { fromDate: '2026-01-10' }, { MonthRate: 41_666.67 }],
  ])("is Huma's salary: %s, which is in step then", async (_, values, expected) => {
    const { client, system, positions, salary, sent } = await openWork({ settings: { remuneration: '2' } })
    const { id } = await client.write.createPerson({ givenName: 'Kari', familyName: 'Nordmann' })
    const person = await client.read.findPerson({ id })
    if (!person) throw new RangeError('Nobody was created.')
    const one = position({ startDate: '2026-01-10' })
    const order = { person, position: one, occupationCode: '5122101', from: one.startDate, isMain: true, today }
    const made = await positions.put({ ...order, salary: pay(values) })
    expect(made).toEqual({ changed: true, reference: expect.stringMatching(/^{"employment":\d+}$/) })
    const date = { LastSalaryChangeDate: moment('2026-01-10') }
    expect(system.snapshot().employees.at(-1)).toMatchObject({ Employments: [{ ...expected, ...date }] })

    const before = [sent('POST').length, sent('PUT').length]
    const known = pay({ ...values, fromDate: values.fromDate || '2026-01-10' })
    expect(await salary.put({ person, salary: known, percentage: 80, today })).toMatchObject({ changed: false })
    expect(await positions.put({ ...order, salary: pay(values), reference: made.reference ?? '' })).toEqual({
      changed: false,
      reference: made.reference,
    })
    expect([sent('POST').length, sent('PUT').length]).toEqual(before)
  })

  test('is none before the day of the salary: somebody is asked to enter it', async () => {
    const { put, employments, edit } = await openWork()
    edit({ MonthRate: 0, HourRate: 0 })
    const { byHand } = await put(position(), { salary: pay({ fromDate: '2026-03-01' }) })
    expect(byHand).toEqual([expect.stringContaining('only from 2026-03-01 on')])
    expect(byHand?.join()).not.toMatch(/\d{5}/)
    expect(employments()[1]).toMatchObject({ MonthRate: 0, HourRate: 0 })
  })

  test('is that of the former one where there is one, also where Huma has a salary', async () => {
    const { put, employments, edit } = await openWork()
    edit({ EndDate: moment('2026-01-31'), MonthRate: 33_333, HourRate: 0 })
    const { warnings } = await put(position(), { salary: pay() })
    expect(employments()[1]).toMatchObject({ MonthRate: 33_333, LastSalaryChangeDate: moment('2026-02-01') })
    expect(warnings).toBeUndefined()
  })

  test('is nothing beside one that is paid, beside the main one, and where no salary is sent; it is said each time', async () => {
    const { put, employments, system, person } = await openWork()
    const beside = await put(position(), { salary: pay() })
    expect(beside.byHand).toEqual([expect.stringContaining('enter what the employment from 2026-02-01 pays')])
    const employmentId = employments()[0]?.ID ?? 0
    system.edit(Number(person.id), { employmentId, employment: { MonthRate: 0, HourRate: 0 } })
    const unsent = await put(position({ id: 'p2', title: 'Waiter' }), { occupationCode: '5131103' })
    expect(unsent.warnings).toEqual([expect.stringContaining('no salary is sent')])
    const second = position({ id: 'p3', title: 'Cleaner' })
    const sideJob = await put(second, { salary: pay(), isMain: false, occupationCode: '9132104' })
    expect(sideJob.warnings).toEqual([expect.stringContaining('main one')])
    expect(employments().slice(1)).toMatchObject([{ MonthRate: 0 }, { MonthRate: 0 }, { MonthRate: 0 }])
  })
})

/** The position that an employment was made from. */
function likeThat(row: Record<string, unknown> | undefined): Position {
  return position({
    title: String(row?.JobName),
    startDate: String(row?.StartDate).slice(0, 10),
    percentage: Number(row?.WorkPercent),
  })
}

describe('an employment that was there before anything was sent', () => {
  test('is known by its first day and title', async () => {
    const { put, employments } = await openWork()
    const before = likeThat(employments()[0])
    await put({ ...before, percentage: 33 }, { before })
    expect(employments()).toMatchObject([{ WorkPercent: 33, Standard: true }])
  })

  test('is known by what it is alone, where Huma has begun a new position within it; its start stays', async () => {
    const { put, employments } = await openWork()
    const [row] = employments()
    const before = { ...likeThat(row), title: 'Known as another', startDate: '2025-12-01' }
    const ended = { ...before, endDate: '2026-01-31', endReason: 'employee_resigned' }
    const { reference = '' } = await put(ended, { before })
    expect(employments()).toMatchObject([{ StartDate: row?.StartDate, EndDate: moment('2026-01-31') }])
    const moved = { ...ended, startDate: '2025-11-01' }
    expect(await put(moved, { reference, before: ended })).toMatchObject({ changed: false })
    expect(employments()[0]?.StartDate).toBe(row?.StartDate)
  })

  test.each<[string, Partial<Position>, boolean]>([
    ['the percentage and the title are others', { title: 'Cook', percentage: 1 }, true],
    ['it is new in Huma and has the title of one that holds then', {}, false],
  ])('is not taken and not doubled where nobody can tell: %s', async (_, values, isKnown) => {
    const { put, employments, asked } = await openWork()
    const [row] = employments()
    const doubtful = { ...likeThat(row), startDate: '2025-12-01', ...values }
    const error = await failure(put({ ...doubtful, endDate: '2026-03-31' }, isKnown ? { before: doubtful } : {}))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'startDate' } })
    expect(error.hint).toContain('2025-12-01')
    expect(asked()).toEqual(['GET /employees'])
    expect(employments()).toEqual([row])
  })
})

describe('a job title', () => {
  test('without an occupation code is not sent, and it is told what to map', async () => {
    const { positions, person, asked } = await openWork()
    const order = { person, position: position(), from: '2026-02-01', isMain: true, today }
    const error = await failure(positions.put(order))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'occupationCode', title: 'Cook' } })
    expect(error.hint).toContain('--map-occupation "Cook=CODE"')
    expect(await failure(positions.put({ ...order, position: position({ title: '' }) }))).toMatchObject({
      details: { field: 'title' },
    })
    expect(asked()).toEqual(['GET /employees', 'GET /employees'])
  })

  test('that stays as it is needs none', async () => {
    const { positions, person, employments } = await openWork()
    const before = likeThat(employments()[0])
    const after = { ...before, title: before.title.toUpperCase(), percentage: 33 }
    await positions.put({ person, position: after, before, from: before.startDate, isMain: true, today })
    expect(employments()).toMatchObject([{ WorkPercent: 33, JobName: before.title, JobCode: '0000000' }])
  })

  test('finds the codes under which the like is employed already, likeliest first', async () => {
    const { client, addEmployment } = await openWork()
    for (const [JobCode, JobName] of [
      ['1', 'Kitchen helper'],
      ['2', 'Head cook'],
      ['3', 'Cook'],
      ['3', 'Assistant cook'],
      ['4', 'Assistant to the cook of the house'],
    ] as const) {
      addEmployment({ JobCode, JobName })
    }
    expect(await client.read.occupations?.('cook')).toEqual([
      { code: '3', name: 'Cook' },
      { code: '2', name: 'Head cook' },
      { code: '4', name: 'Assistant to the cook of the house' },
    ])
    expect(await client.read.occupations?.('Head of the kitchen')).toMatchObject([{ code: '1' }, { code: '2' }])
    expect(await client.read.occupations?.('')).toEqual([])
  })
})

test('a deleted position is left to somebody, until the employment is gone or annulled', async () => {
  const { put, positions, person, asked, system, employments } = await openWork()
  const before = position()
  const { reference = '' } = await put(before)
  asked()
  const removal = { person, before, today }
  for (const order of [removal, { ...removal, reference }]) {
    const { changed, byHand } = await positions.remove(order)
    expect([changed, byHand]).toEqual([false, [expect.stringContaining('the employment "Cook" from 2026-02-01')]])
  }
  expect(asked()).toEqual(['GET /employees', 'GET /employees'])
  expect(employments()).toHaveLength(2)
  // It is the standard one, which is what the screens of the sandbox edit.
  system.edit(Number(person.id), { employment: { EndDate: moment('2026-02-01'), EndDateReason: 1 } })
  expect(await positions.remove({ ...removal, reference })).toEqual({ changed: false })
})

test('somebody who is not there any more', async () => {
  const { put, system, person } = await openWork()
  system.remove(Number(person.id))
  expect(await failure(put(position()))).toMatchObject({ kind: 'refused' })
})

test('a refusal repeats no pay, however it is written', async () => {
  const before = { ID: 7, Standard: true, JobName: 'Cook', StartDate: moment('2026-02-01'), MonthRate: 45_123.5 }
  const Message = 'MonthRate 45123.5 (45 123,50) is below 50 000 for Cook'
  const { positions } = unimicro.open({
    baseUrl: 'https://app.unimicro.no',
    account: 'c0000000-0000-4000-8000-000000000001',
    secrets: {},
    settings: standardSettings,
    http: {
      async send({ method }) {
        const json = method === 'GET' ? [{ ID: 1, Employments: [before] }] : { Message }
        return { status: method === 'GET' ? 200 : 400, headers: {}, body: JSON.stringify(json) }
      },
    },
    now: () => start,
    accessToken: { get: async () => 'token', renew: async () => 'token' },
  })
  const person = { side: 'payroll', id: '1', active: true, fields: {} } as const
  const order = { person, position: position(), occupationCode: '5122101', from: '2026-02-01', isMain: true, today }
  const error = await failure(positions?.put(order) ?? Promise.resolve())
  expect(error.message).toBe('Unimicro refused to write the employment: MonthRate … (…) is below … for …')
})
