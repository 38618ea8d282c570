/** What only Fortnox does with positions: it keeps what holds now. Their life is in the live suite. */
import { expect, test } from 'vitest'
import type { Position } from '../../src/core/position.ts'
import type { FortnoxSandbox } from '../../src/sandbox/fortnox.ts'
import { fitting, formFor } from '../../src/systems/fortnox/job.ts'
import type { PositionOrder } from '../../src/systems/system.ts'
import { openFortnox, type Setting } from './fortnox-setting.ts'

const today = '2026-01-15'
const controller: Position = {
  id: 'p-1',
  title: 'Controller',
  startDate: '2026-01-12',
  endDate: null,
  percentage: 80,
  contractType: 'Permanent',
  endReason: '',
}
const resigned = { ...controller, endDate: '2026-06-30', endReason: 'employee_resigned' }

type Edit = Parameters<FortnoxSandbox['edit']>[1]

/** As it was before: the third of the made-up people, with what is in `edit`. */
async function open(edit: Edit = {}, setting: Setting = {}) {
  const opened = await openFortnox(setting)
  const id = '1003'
  const employed = { JobTitle: 'Controller', EmploymentDate: '2020-03-01', EmployedTo: null, EmploymentForm: 'TV' }
  opened.system.edit(id, { ...employed, ...edit } as Edit)
  const person = await opened.client.read.findPerson({ id })
  const { positions } = opened.client
  if (!person || !positions) throw new RangeError('nobody, or no writer')
  opened.served.clearRequests()
  const employee = () => opened.system.snapshot().employees.find(({ EmployeeId }) => EmployeeId === id)

  return {
    ...opened,
    employee,
    put: (position: Position, more: Partial<PositionOrder> = {}) =>
      positions.put({ person, position, from: position.startDate, isMain: true, today, ...more }),
    remove: (before: Position) => positions.remove({ person, before, today }),
    job() {
      const { JobTitle, EmploymentDate, EmployedTo, EmploymentForm } = employee() ?? {}
      return { JobTitle, EmploymentDate, EmployedTo, EmploymentForm }
    },
  }
}

const read = 'GET /3/employees/1003'
const write = 'PUT /3/employees/1003'

test.each<[string, Edit, Position, Partial<PositionOrder>, Edit]>([
  ['a later position does not move the employment', { JobTitle: 'Clerk' }, controller, {}, { JobTitle: 'Controller' }],
  ['the first position begins it', { EmploymentDate: null }, controller, {}, { EmploymentDate: '2026-01-12' }],
  [
    'a position from before the employment moves it',
    { EmploymentDate: '2026-01-13' },
    controller,
    {},
    { EmploymentDate: '2026-01-12' },
  ],
  [
    'a start that was this position’s is moved later with it',
    { EmploymentDate: '2026-01-12' },
    { ...controller, startDate: '2026-01-14' },
    { before: controller },
    { EmploymentDate: '2026-01-14' },
  ],
  [
    'the same where only the reference is left',
    { EmploymentDate: '2026-01-12' },
    { ...controller, startDate: '2026-01-14' },
    { reference: '{"employmentDate":"2026-01-12"}' },
    { EmploymentDate: '2026-01-14' },
  ],
  ['an end is the last day of the employment', {}, resigned, { before: controller }, { EmployedTo: '2026-06-30' }],
  ['an end that is corrected', { EmployedTo: '2026-05-31' }, resigned, {}, { EmployedTo: '2026-06-30' }],
  ['an end that is taken back', { EmployedTo: '2026-06-30' }, controller, { before: resigned }, { EmployedTo: null }],
  [
    'a second one right after an ended one: the employment goes on',
    { EmployedTo: '2026-01-11' },
    controller,
    {},
    { EmployedTo: null },
  ],
  [
    'somebody who comes back after a gap is employed anew',
    { EmployedTo: '2025-12-31' },
    controller,
    {},
    { EmployedTo: null, EmploymentDate: '2026-01-12' },
  ],
  ['another contract', {}, { ...controller, contractType: 'Temporary' }, {}, { EmploymentForm: 'TID' }],
])('%s: one request to read, one to write, and again none', async (_, edit, position, more, expected) => {
  const { put, job, asked, sent, served, employee } = await open(edit)
  const { Email, DatedWages } = employee() ?? {}
  const before = job()
  expect(await put(position, more)).toMatchObject({ changed: true })
  expect(job()).toEqual({ ...before, ...expected })
  expect(asked()).toEqual([read, write])
  expect(sent('PUT')).toEqual([{ Employee: expect.objectContaining({ Email, ...expected }) }])
  expect(employee()?.DatedWages).toEqual(DatedWages)
  served.clearRequests()
  expect(await put(position, more)).toMatchObject({ changed: false })
  expect(asked()).toEqual([read])
})

test.each<[string, Edit, Position, Partial<PositionOrder>]>([
  ['what is so already', {}, controller, {}],
  ['a probation, of which Huma knows nothing', { EmploymentForm: 'PRO' }, controller, {}],
  [
    'a fixed term that is told more exactly',
    { EmploymentForm: 'VIK' },
    { ...controller, contractType: 'Temporary' },
    {},
  ],
  ['a title that Huma does not tell', { JobTitle: 'Clerk' }, { ...controller, title: '' }, {}],
  [
    'the employment of somebody whose position ends for another one',
    {},
    { ...resigned, endReason: 'change_in_organization_or_internal_job_transfer' },
    { before: controller },
  ],
  ['a start that moves later, when nobody knows whose the date is', { EmploymentDate: '2026-01-01' }, controller, {}],
])('nothing is written for %s', async (_, edit, position, more) => {
  const { put, asked } = await open(edit)
  expect(await put(position, more)).toMatchObject({ changed: false })
  expect(asked()).toEqual([read])
})

test('of several at once only the main one counts', async () => {
  const { put, asked } = await open({ JobTitle: 'Clerk' })
  const kept = { reference: '{"employmentDate":"2020-03-01"}' }
  expect(await put(controller, { isMain: false, ...kept })).toEqual({ changed: false, ...kept })
  expect(asked()).toEqual([])
})

test.each([
  ['null', 1, null, false],
  ['API_BLANK', 2, null, false],
  ['nothing', 2, '2026-06-30', true],
] as const)(
  'a last day is emptied where it can be (%s), and told where it cannot',
  async (datesEmptiedBy, puts, left, isByHand) => {
    const { put, job, sent } = await open(
      { EmployedTo: '2026-06-30', JobTitle: 'Clerk' },
      { sandbox: { datesEmptiedBy } },
    )
    const { changed, byHand } = await put(controller, { before: resigned })
    expect([changed, job().JobTitle, job().EmployedTo]).toEqual([true, 'Controller', left])
    expect(sent('PUT')).toHaveLength(puts)
    if (isByHand) expect(byHand).toEqual([expect.stringMatching(/last day.*empty it.*Register > Personal/)])
    else expect(byHand).toBeUndefined()
  },
)

test('a last day that somebody has set in Fortnox is emptied with a word', async () => {
  const { put } = await open({ EmployedTo: '2026-05-31' })
  const { warnings } = await put(controller)
  expect(warnings).toEqual([expect.stringContaining('2026-05-31')])
})

test('where Fortnox empties what a PUT leaves out, everything is given back', async () => {
  const { put, employee } = await open({ JobTitle: 'Clerk' }, { sandbox: { whenOmitted: 'clear' } })
  const before = employee()
  await put(resigned)
  const filled = (row: unknown) => JSON.parse(JSON.stringify(row, (_, value) => value ?? undefined))
  expect(filled(employee())).toEqual({ ...filled(before), JobTitle: 'Controller', EmployedTo: '2026-06-30' })
})

test('a title that is too long is cut and said to be; one with a character that is not taken is left, the rest goes', async () => {
  const { put, job } = await open()
  const title = 'Senior business controller, Nordic region'
  expect((await put({ ...controller, title })).warnings).toEqual([expect.stringContaining('30 characters')])
  expect(job().JobTitle).toBe('Senior business controller')
  const { byHand } = await put({ ...resigned, title: 'Head of <sales>' })
  expect(byHand).toEqual([expect.stringMatching(/left as it is.*character </)])
  expect([job().JobTitle, job().EmployedTo]).toEqual(['Senior business controller', '2026-06-30'])
})

test('a deleted position is looked at by hand while Fortnox still shows it, and nothing is written', async () => {
  const { remove, asked, system } = await open()
  expect(await remove(controller)).toEqual({ changed: false, byHand: [expect.stringContaining('Register > Personal')] })
  system.edit('1003', { JobTitle: 'Clerk' })
  expect(await remove(controller)).toEqual({ changed: false })
  expect(asked()).toEqual([read, read])
})

test('an employee who is gone, and a combination that Fortnox refuses, are refused', async () => {
  const { put, system, served } = await open()
  served.setFaults([{ method: 'PUT', kind: 'status', status: 400 }])
  await expect(put(resigned)).rejects.toMatchObject({ kind: 'refused' })
  system.remove('1003')
  await expect(put(resigned)).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('no such') })
})

test.each([
  ['  Controller ', 'Controller'],
  ['Thirty characters exactly here', 'Thirty characters exactly here'],
  ['Thirty characters exactly here again', 'Thirty characters exactly here'],
  ['Chef för ekonomi, inköp och - lager', 'Chef för ekonomi, inköp och'],
  ['Donaudampfschifffahrtskapitänsstellvertreter', 'Donaudampfschifffahrtskapitäns'],
])('the title "%s" becomes "%s"', (title, expected) => {
  expect(fitting(title)).toBe(expected)
})

const settings = { temporaryForm: 'SVT', traineeForm: 'PRA' }

test.each([
  ['Permanent', '', 'TV'],
  ['Permanent', 'TID', 'TV'],
  ['Permanent', 'PRO', undefined],
  ['Temporary', 'TV', 'SVT'],
  ['Casual', '', 'SVT'],
  ['Casual', 'PRJ', undefined],
  ['Seasonal', 'TID', 'SES'],
  ['Seasonal', 'FER', undefined],
  ['Trainee', 'TV', 'PRA'],
  ['JobTrainingProgram', '', 'PRA'],
  ['Consultant', 'TV', undefined],
  ['ThirdParty', '', undefined],
  ['Something new', 'TV', undefined],
  ['', '', undefined],
])('contract %s beside "%s" writes %s', (contractType, now, expected) => {
  expect(formFor(contractType, now, settings)).toBe(expected)
  const keeps = { temporaryForm: 'keep', traineeForm: 'keep' }
  if (expected === 'SVT' || expected === 'PRA') expect(formFor(contractType, now, keeps)).toBeUndefined()
})
