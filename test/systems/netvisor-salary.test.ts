import { expect, test } from 'vitest'
import type { Salary } from '../../src/core/salary.ts'
import type { HumaPayrollError } from '../../src/errors.ts'
import { failed, openWithSomebody, scripted, succeeded, today } from './netvisor-setting.ts'

const settings = { monthlySalaryRatio: '1010', hourlySalaryRatio: '1020' }

function of(unit: Salary['unit'], amount: number, fromDate = today): Salary {
  return { id: 'salary-1', unit, amount, currency: 'EUR', fromDate }
}

test.each<[Salary, number, Readonly<Record<string, string>>]>([
  [of('monthly', 3450.5), 100, { 1010: '3450,5' }],
  [of('monthly', 3450.5), 50, { 1010: '3450,5' }],
  [of('yearly', 50_000), 100, { 1010: '4166,67' }],
  [of('weekly', 900), 100, { 1010: '3900' }],
  [of('hourly', 21.756), 80, { 1010: '60000,00', 1020: '21,76' }],
])('%o at %i per cent', async (salary, percentage, expected) => {
  const { salary: writer, person, row, served } = await openWithSomebody({ settings })
  const sent = await writer.put({ person, salary, percentage, today })
  expect(row().salaryparameters).toEqual(expected)
  expect(sent.changed).toBe(true)
  expect(served.requests().map(({ path }) => path)).toEqual([
    `/getemployeesalaryparameters.nv?identifiertype=netvisorkey&identifier=${person.id}`,
    '/employeesalaryparameters.nv',
  ])
})

test('another unit takes the old parameter away where it was ours, and in one request', async () => {
  const { salary, person, row, served, resources } = await openWithSomebody({ settings })
  const { reference = '' } = await salary.put({ person, salary: of('monthly', 4000), percentage: 100, today })
  const hourly = { person, salary: of('hourly', 25), percentage: 100, today }

  const unknown = await salary.put(hourly)
  expect(row().salaryparameters).toEqual({ 1010: '4000', 1020: '25' })
  expect(unknown.byHand).toEqual([expect.stringContaining('1010')])
  const again = await salary.put({ ...hourly, ...(unknown.reference ? { reference: unknown.reference } : {}) })
  expect(again).toEqual({ changed: false, reference: unknown.reference, byHand: unknown.byHand })

  served.clearRequests()
  const sent = await salary.put({ ...hourly, reference })
  expect(row().salaryparameters).toEqual({ 1020: '25' })
  expect(sent).toMatchObject({ changed: true, reference: '{"ratio":"1020"}' })
  expect(sent.byHand).toBeUndefined()
  expect(resources()).toEqual(['getemployeesalaryparameters.nv', 'employeesalaryparameters.nv'])
})

test('an hourly pay of others beside a monthly one stays, and is told when something is written', async () => {
  const { salary, person, row } = await openWithSomebody({ settings })
  await salary.put({ person, salary: of('hourly', 25), percentage: 100, today })
  const monthly = { person, salary: of('monthly', 4000), percentage: 100, today }
  expect((await salary.put(monthly)).warnings).toEqual([expect.stringContaining('1020')])
  expect(await salary.put(monthly)).toEqual({ changed: false, reference: '{"ratio":"1010"}' })
  expect(row().salaryparameters).toEqual({ 1010: '4000', 1020: '25' })
})

test('a deleted salary is taken away, and told where it may be either of two', async () => {
  const { salary, person, row, served } = await openWithSomebody({ settings })
  const monthly = row().salaryparameters
  const { reference = '' } = await salary.put({ person, salary: of('hourly', 25), percentage: 100, today })
  const gone = { person, percentage: 100, today }
  served.clearRequests()
  expect(await salary.clear(gone)).toEqual({ changed: false, byHand: [expect.stringContaining('1010 and 1020')] })
  expect(served.requests()).toHaveLength(1)

  expect(await salary.clear({ ...gone, reference })).toMatchObject({ changed: true })
  expect(row().salaryparameters).toEqual(monthly)
  expect(served.requests().at(-1)?.body).toContain('<salaryparameter><rationumber>1020</rationumber></salaryparameter>')
  expect(await salary.clear({ ...gone, reference })).toEqual({ changed: false })

  expect(await salary.clear(gone)).toMatchObject({ changed: true })
  expect(row().salaryparameters).toEqual({})
})

test.each<[string, Readonly<Record<string, string>>, Salary, RegExp]>([
  ['the number of the parameter is not said', {}, of('monthly', 4000), /--set monthlySalaryRatio=/],
  ['it is no number', { hourlySalaryRatio: 'Tuntipalkka' }, of('hourly', 25), /--set hourlySalaryRatio=/],
  ['it holds later', settings, of('monthly', 4000, '2026-02-01'), /first day/],
])('refused without a request: %s', async (_, chosen, salary, hint) => {
  const { salary: writer, person, resources } = await openWithSomebody({ settings: chosen })
  await expect(writer.put({ person, salary, percentage: 100, today })).rejects.toMatchObject({
    kind: 'refused',
    hint: expect.stringMatching(hint),
  })
  expect(resources()).toEqual([])
})

test('a number that the company does not have is refused', async () => {
  const { salary, person, row } = await openWithSomebody({ settings: { monthlySalaryRatio: '9' } })
  const untouched = row()
  await expect(salary.put({ person, salary: of('monthly', 4000), percentage: 100, today })).rejects.toMatchObject({
    kind: 'refused',
    hint: expect.stringContaining('numbers of the salary parameters'),
  })
  expect(row()).toEqual(untouched)
})

test('the role that is needed is named', async () => {
  const { salary, person } = await openWithSomebody({ settings, sandbox: { payrollAccountant: false } })
  await expect(salary.put({ person, salary: of('monthly', 4000), percentage: 100, today })).rejects.toMatchObject({
    kind: 'authorization',
    hint: expect.stringMatching(/allow getemployeesalaryparameters\.nv \(Salaries\).*payroll accountant/),
  })
})

test('what somebody earns is in no message', async () => {
  const { salary } = await scripted(
    {
      'getemployeesalaryparameters.nv': succeeded('<EmployeeSalaryParameters><Parameters/></EmployeeSalaryParameters>'),
      'employeesalaryparameters.nv': failed('INVALID_DATA :: 4321,5 is too much'),
    },
    settings,
  )
  const person = { side: 'payroll', id: '7', active: true, fields: {} } as const
  const error = await salary?.put({ person, salary: of('monthly', 4321.5), percentage: 100, today }).then(
    () => undefined,
    (reason: HumaPayrollError) => reason,
  )
  expect(error?.message).toBe('Netvisor refused to write the salary: INVALID_DATA: … is too much')
  expect(JSON.stringify([error, error?.hint])).not.toContain('4321')
})

test('the parameters of the company can be chosen from, and typed where the key may not see them', async () => {
  const { read } = await openWithSomebody()
  const choices = [
    { value: '1010', label: '1010 Kuukausipalkka' },
    { value: '1020', label: '1020 Tuntipalkka' },
  ]
  expect(await read.choices('monthlySalaryRatio')).toEqual(choices)
  expect(await read.choices('hourlySalaryRatio')).toEqual(choices)
  const hidden = await openWithSomebody({ sandbox: { allowed: ['getemployees.nv', 'getemployee.nv'] } })
  expect(await hidden.read.choices('monthlySalaryRatio')).toEqual([])
  hidden.served.setFaults([{ kind: 'status', status: 503 }])
  await expect(hidden.read.choices('monthlySalaryRatio')).rejects.toMatchObject({ kind: 'unavailable' })
})

test.each<[string, string]>([
  ['an empty element', '<EmployeeSalaryParameters></EmployeeSalaryParameters>'],
  ['an empty list', '<employeesalaryparameters><parameters/></employeesalaryparameters>'],
  ['the name that others read', '<employeeparameters><parameters/></employeeparameters>'],
  [
    'a value that is empty, and a zero',
    '<employeesalaryparameters><parameters><parameter><rationumber>1010</rationumber><value></value></parameter><parameter><rationumber>1020</rationumber><value>0,0</value></parameter></parameters></employeesalaryparameters>',
  ],
])('somebody without a salary: %s', async (_, answer) => {
  const { salary, asked } = await scripted(
    { 'getemployeesalaryparameters.nv': succeeded(answer), 'employeesalaryparameters.nv': succeeded('') },
    settings,
  )
  const person = { side: 'payroll', id: '7', active: true, fields: {} } as const
  const sent = await salary?.put({ person, salary: of('monthly', 4000), percentage: 100, today })
  expect(sent).toEqual({ changed: true, requestId: expect.any(String), reference: '{"ratio":"1010"}' })
  expect(await salary?.clear({ person, percentage: 100, today })).toEqual({ changed: false })
  expect(asked).toHaveLength(3)
})
