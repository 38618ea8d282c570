/** What only Fortnox does with salaries: a list of dated wages that is sent whole. Their life is in the live suite. */
import { expect, test } from 'vitest'
import type { Salary } from '../../src/core/salary.ts'
import type { FortnoxSandbox } from '../../src/sandbox/fortnox.ts'
import { openFortnox, type Setting } from './fortnox-setting.ts'

const today = '2026-01-15'
const id = '1003'
const raise: Salary = { id: 's-1', unit: 'monthly', amount: 41_000, currency: 'SEK', fromDate: '2026-01-01' }
const first = { EmployeeId: id, FirstDay: '1970-01-01', MonthlySalary: '38000' }
const january = { EmployeeId: id, FirstDay: '2026-01-01', MonthlySalary: '41000' }

type Edit = Parameters<FortnoxSandbox['edit']>[1]

async function open(edit: Edit = { DatedWages: [first] }, setting: Setting = {}) {
  const opened = await openFortnox(setting)
  opened.system.edit(id, edit)
  const person = await opened.client.read.findPerson({ id })
  const { salary: writer } = opened.client
  if (!person || !writer) throw new RangeError('nobody, or no writer')
  opened.served.clearRequests()
  const employee = () => opened.system.snapshot().employees.find(({ EmployeeId }) => EmployeeId === id)
  return {
    ...opened,
    employee,
    put: (salary: Salary, reference?: string) =>
      writer.put({ person, salary, percentage: 80, today, ...(reference === undefined ? {} : { reference }) }),
    clear: (reference?: string) =>
      writer.clear({ person, percentage: 80, today, ...(reference === undefined ? {} : { reference }) }),
    wages: () => JSON.parse(JSON.stringify(employee()?.DatedWages, (_, value) => value ?? undefined)),
    form: () => employee()?.SalaryForm,
  }
}

const march = { EmployeeId: id, FirstDay: '2026-03-01', MonthlySalary: '45000' }

test.each<[string, Edit, Salary, unknown[], string]>([
  ['a raise in the past', {}, raise, [first, january], 'MAN'],
  ['a raise to come', {}, { ...raise, fromDate: '2026-03-01', amount: 45_000 }, [first, march], 'MAN'],
  [
    'a correction on the same day',
    { DatedWages: [first, { ...january, MonthlySalary: '1' }] },
    raise,
    [first, january],
    'MAN',
  ],
  ['one before a row of somebody else', { DatedWages: [first, march] }, raise, [first, january, march], 'MAN'],
  ['hourly pay', {}, { ...raise, unit: 'hourly', amount: 250.5 }, [first, hourly('2026-01-01')], 'TIM'],
  [
    'hourly pay back to monthly',
    { DatedWages: [first, hourly('2026-01-01')], SalaryForm: 'TIM' },
    raise,
    [first, january],
    'MAN',
  ],
  ['a yearly pay, by twelfths', {}, { ...raise, unit: 'yearly', amount: 492_000 }, [first, january], 'MAN'],
  [
    'a weekly pay, by 52 weeks',
    {},
    { ...raise, unit: 'weekly', amount: 10_000 },
    [first, { ...january, MonthlySalary: '43333.33' }],
    'MAN',
  ],
  [
    'hourly pay where somebody else’s later row holds today',
    { DatedWages: [first, { ...march, FirstDay: '2026-01-10' }], SalaryForm: 'TIM' },
    { ...raise, unit: 'hourly', amount: 250.5 },
    [first, hourly('2026-01-01'), { ...march, FirstDay: '2026-01-10' }],
    'TIM',
  ],
  [
    'a raise to come, beside a form that somebody has chosen',
    { SalaryForm: 'TIM' },
    { ...raise, fromDate: '2026-03-01', amount: 45_000 },
    [first, march],
    'TIM',
  ],
  ['somebody without any pay', { DatedWages: [] }, raise, [{ EmployeeId: id, FirstDay: '1970-01-01' }, january], 'MAN'],
  [
    'a date before the first day',
    {},
    { ...raise, fromDate: '1969-05-01' },
    [{ ...first, MonthlySalary: '41000' }],
    'MAN',
  ],
])('%s: one request to read, one to write the whole list, and again none', async (_, edit, salary, expected, form) => {
  const { put, wages, asked, served, sent, ...opened } = await open({ DatedWages: [first], ...edit })
  expect(await put(salary)).toMatchObject({ changed: true })
  expect(wages()).toEqual(expected)
  expect(opened.form()).toBe(form)
  expect(asked()).toEqual([`GET /3/employees/${id}`, `PUT /3/employees/${id}`])
  expect(sent('PUT')).toEqual([{ Employee: expect.not.objectContaining({ MonthlySalary: expect.anything() }) }])
  served.clearRequests()
  expect(await put(salary)).toMatchObject({ changed: false })
  expect(asked()).toEqual([`GET /3/employees/${id}`])
})

function hourly(FirstDay: string) {
  return { EmployeeId: id, FirstDay, HourlyPay: '250.5' }
}

test('money that Fortnox writes in another way is the same money', async () => {
  const { put, sent } = await open({ DatedWages: [first, { ...january, MonthlySalary: '41000,00' }] })
  expect(await put(raise)).toMatchObject({ changed: false })
  expect(sent('PUT')).toEqual([])
})

test('the same pay from another day moves the row; another pay leaves what was paid until then', async () => {
  const { put, wages } = await open()
  const { reference } = await put({ ...raise, fromDate: '2026-02-01' })
  await put(raise, reference)
  expect(wages()).toEqual([first, january])
  const { reference: next } = await put(
    { ...raise, amount: 45_000, fromDate: '2026-03-01' },
    (await put(raise)).reference,
  )
  expect(wages()).toEqual([first, january, march])
  expect(await put({ ...raise, amount: 45_000, fromDate: '2026-03-01' }, next)).toMatchObject({ changed: false })
})

test('one that has begun takes the place of a later one that was sent; one still to come stays, and somebody is asked', async () => {
  const { put, wages } = await open()
  const { reference } = await put({ ...raise, fromDate: '2026-01-10', amount: 45_000 })
  const sent = await put(raise, reference)
  expect(sent).not.toHaveProperty('byHand')
  expect(wages()).toEqual([first, january])
  const later = await put({ ...raise, fromDate: '2026-03-01', amount: 45_000 }, sent.reference)
  const { byHand } = await put({ ...raise, fromDate: '2026-01-05', amount: 42_000 }, later.reference)
  expect(byHand).toEqual([expect.stringContaining('to begin on 2026-03-01 stays')])
  expect(wages()).toEqual([first, january, { ...january, FirstDay: '2026-01-05', MonthlySalary: '42000' }, march])
})

test('one that another one overtakes today is told each time, because Huma shows what holds', async () => {
  const other = { ...january, FirstDay: '2026-01-10' }
  const { put } = await open({ DatedWages: [first, other] })
  const byHand = [expect.stringContaining('Fortnox has another one from 2026-01-10 on')]
  expect(await put({ ...raise, amount: 42_000 })).toMatchObject({ changed: true, byHand })
  expect(await put({ ...raise, amount: 42_000 })).toMatchObject({ changed: false, byHand })
})

test('a later change of unit is told, because the form of salary has no date', async () => {
  const { put, form, wages } = await open()
  const later = { ...raise, unit: 'hourly', amount: 250.5, fromDate: '2026-03-01' } as const
  const byHand = [expect.stringMatching(/^On 2026-03-01, .*hourly \(timlön\)/)]
  expect(await put(later)).toMatchObject({ changed: true, byHand })
  expect([form(), wages()]).toEqual(['MAN', [first, hourly('2026-03-01')]])
})

test('deleting takes the row away, and what held before holds again, with its form', async () => {
  const { put, clear, form, wages, asked, served } = await open()
  const { reference } = await put({ ...raise, unit: 'hourly', amount: 250.5 })
  expect(form()).toBe('TIM')
  expect(await clear(reference)).toEqual({ changed: true })
  expect([form(), wages()]).toEqual(['MAN', [first]])
  served.clearRequests()
  expect(await clear(reference)).toEqual({ changed: false })
  expect(asked()).toEqual([`GET /3/employees/${id}`])
})

test('what cannot be taken away is told: the first row, an unknown one, and where the lists are merged', async () => {
  const { put, clear, wages, sent } = await open()
  const byHand = [expect.stringContaining('Register > Personal')]
  const { reference } = await put({ ...raise, fromDate: '1970-01-01' })
  expect(await clear(reference)).toEqual({ changed: false, byHand })
  expect(await clear()).toEqual({ changed: false, byHand })
  expect(await clear('nonsense')).toEqual({ changed: false, byHand })
  expect([wages(), sent('PUT').length]).toEqual([[{ ...first, MonthlySalary: '41000' }], 1])

  const merging = await open({ DatedWages: [first, january] }, { sandbox: { datedWages: 'merge' } })
  expect((await merging.clear('{"firstDay":"2026-01-01"}')).byHand).toEqual([expect.stringContaining('2026-01-01')])
})

test('no amount is in what is told', async () => {
  const { put, clear } = await open({ DatedWages: [first, january] }, { sandbox: { datedWages: 'merge' } })
  const told = [
    await put({ ...raise, unit: 'hourly', amount: 250.5, fromDate: '2026-03-01' }),
    await clear('{"firstDay":"2026-01-01"}'),
    await put({ ...raise, amount: Number.MAX_SAFE_INTEGER }).catch(({ message, hint, details }) => [
      message,
      hint,
      details,
    ]),
  ]
  expect(JSON.stringify(told)).not.toMatch(/250|38000|41000|900719/)
})

test('where Fortnox empties what a PUT leaves out, everything is given back beside the wages', async () => {
  const { put, employee, wages } = await open({ DatedWages: [first] }, { sandbox: { whenOmitted: 'clear' } })
  const { JobTitle, TaxTable, DatedSchedules } = employee() ?? {}
  await put(raise)
  expect(employee()).toMatchObject({ JobTitle, TaxTable, DatedSchedules })
  expect(wages()).toEqual([first, january])
})
