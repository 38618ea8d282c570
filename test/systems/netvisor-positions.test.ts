import { describe, expect, test } from 'vitest'
import type { Position } from '../../src/core/position.ts'
import { changesOf, valuesOf } from '../../src/systems/netvisor/period-values.ts'
import type { Period } from '../../src/systems/netvisor/schema.ts'
import type { PositionOrder } from '../../src/systems/system.ts'
import { employeeSeven, failed, openWithSomebody, scripted, succeeded, today } from './netvisor-setting.ts'

const person = { side: 'payroll', id: '7', active: true, fields: {} } as const

const controller: Position = {
  id: 'position-1',
  title: 'Controller',
  startDate: '2026-02-01',
  endDate: null,
  percentage: 62.5,
  contractType: 'Permanent',
  endReason: '',
}

function order(position: Partial<Position>, more: Partial<PositionOrder> = {}): PositionOrder {
  const whole = { ...controller, ...position }
  return { person, position: whole, from: whole.startDate, isMain: true, today, ...more }
}

function period(values: Partial<Period> = {}): Period {
  return { netvisorkey: '9', startdate: '2026-02-01', profession: 'Controller', ...values }
}

describe('the elements that are sent', () => {
  test.each<[string, PositionOrder, Period | undefined, ReturnType<typeof changesOf>]>([
    [
      'a new one, without anything empty',
      order({}, { occupationCode: '24110' }),
      undefined,
      {
        startdate: '2026-02-01',
        profession: 'Controller',
        occupationclassification: '24110',
        employmentcontract: '1',
        employmentform: '2',
        parttimepercent: '62,5',
      },
    ],
    [
      'as it was',
      order({}),
      period({ employmentcontract: '1', employmentform: '2', parttimepercent: '62,50', enddate: '' }),
      {},
    ],
    [
      'full time',
      order({ percentage: 100 }),
      period({ employmentcontract: '1', employmentform: '2' }),
      { employmentform: '1' },
    ],
    [
      'ended, and why',
      order({ endDate: '2026-06-30', endReason: 'employee_resigned' }),
      period({ employmentcontract: '1', employmentform: '2', parttimepercent: '62,5' }),
      { enddate: '2026-06-30', endreason: '4' },
    ],
    [
      'ended for a reason that two of Netvisor are',
      order({ percentage: 100, endDate: '2026-06-30', endReason: 'employee_terminated' }),
      period({ employmentcontract: '1', employmentform: '1', endreason: '11' }),
      { enddate: '2026-06-30' },
    ],
    [
      'ended for a reason that the one there cannot be',
      order({ percentage: 100, endDate: '2026-06-30', endReason: 'employee_terminated' }),
      period({ employmentcontract: '1', employmentform: '1', endreason: '4', enddate: '2026-06-30' }),
      { endreason: '' },
    ],
    [
      'ended for another reason, where somebody knows better',
      order({ percentage: 100, endDate: '2026-06-30', endReason: 'other' }),
      period({ employmentcontract: '1', employmentform: '1', endreason: '12' }),
      { enddate: '2026-06-30' },
    ],
    [
      'ended for another reason',
      order({ percentage: 100, endDate: '2026-06-30', endReason: 'other' }),
      period({ employmentcontract: '1', employmentform: '1' }),
      { enddate: '2026-06-30', endreason: '13' },
    ],
    [
      'open again',
      order({ percentage: 100 }),
      period({ employmentcontract: '1', employmentform: '1', enddate: '2026-06-30', endreason: '4' }),
      { enddate: '', endreason: '' },
    ],
    [
      'fixed-term without an end',
      order({ percentage: 100, contractType: 'Temporary' }),
      period({ employmentcontract: '2', employmentform: '1', enddate: '2026-06-30' }),
      { enddate: '', employmentcontract: '' },
    ],
    [
      'fixed-term',
      order({ percentage: 100, contractType: 'Seasonal', endDate: '2026-06-30' }),
      period({ employmentform: '1' }),
      { enddate: '2026-06-30', employmentcontract: '2' },
    ],
    [
      'a contract that may be either stays as it is',
      order({ percentage: 100, contractType: 'Trainee', endDate: '2026-06-30' }),
      period({ employmentform: '1', employmentcontract: '2', enddate: '2026-06-30' }),
      {},
    ],
    [
      'a date that was typed twice stays until it changes',
      order({ percentage: 100, contractType: '' }, { before: { ...controller, title: 'Cook' } }),
      period({ employmentform: '1', startdate: '2026-01-20', profession: 'Cook' }),
      { profession: 'Controller' },
    ],
    [
      'a title that is gone stays',
      order({ percentage: 100, contractType: '', title: '' }),
      period({ employmentform: '1' }),
      {},
    ],
  ])('%s', (_, asked, own, expected) => {
    expect(changesOf(valuesOf(asked, own), own)).toEqual(expected)
  })

  test('in the order of the table, each with its attribute', async () => {
    const { positions, person: somebody, served } = await openWithSomebody()
    const position = { ...controller, endDate: '2026-12-31', endReason: 'other', contractType: 'Temporary' }
    await positions.put({ ...order(position, { occupationCode: '24110' }), person: somebody })
    const [, sent] = served.requests()
    expect(sent?.body).toBe(
      [
        '<root><employmentperiods><employmentperiod><startdate format="ansi">2026-02-01</startdate>',
        '<profession>Controller</profession><enddate format="ansi">2026-12-31</enddate>',
        '<endreason type="netvisor">13</endreason><occupationclassification type="isco">24110</occupationclassification>',
        '<employmentcontract type="netvisor">2</employmentcontract><employmentform type="netvisor">2</employmentform>',
        '<parttimepercent>62,5</parttimepercent></employmentperiod></employmentperiods></root>',
      ].join(''),
    )
  })
})

/** Netvisor with one period of employee 7, which takes everything. */
function withPeriod(startdate: string, profession: string, more: Readonly<Record<string, string>> = {}) {
  const inside = `<netvisorkey>9</netvisorkey><startdate format="ansi">${startdate}</startdate><profession>${profession}</profession>`
  const periods = `<EmploymentPeriods><EmploymentPeriod>${inside}</EmploymentPeriod></EmploymentPeriods></Employee>`
  const ok = employeeSeven.replace(
    /<Employee>.*<\/Employee>/,
    '<Replies><InsertedDataIdentifier>12</InsertedDataIdentifier></Replies>',
  )
  return scripted({
    'getemployee.nv': employeeSeven.replace('</Employee>', periods),
    'addjobperiod.nv': ok,
    'editjobperiod.nv': ok,
    'deletejobperiod.nv': ok,
    ...more,
  })
}

const before = controller
const edited = '/editjobperiod.nv?netvisorkey=9'
const added = '/addjobperiod.nv?employeeidentifier=7'

/** What the one period there begins on and is called; what is sent; where it goes. */
test.each<[string, [string, string], PositionOrder, string]>([
  ['by its key', ['2020-01-01', 'Chef'], order({}, { reference: '{"period":"9"}' }), edited],
  [
    'by what it was',
    ['2026-02-01', 'Controller'],
    order({ startDate: '2026-03-01', title: 'CFO' }, { before }),
    edited,
  ],
  ['by what it is', ['2026-02-01', ' controller '], order({}), edited],
  [
    'by what it is, after a lost answer',
    ['2026-03-01', 'CFO'],
    order({ startDate: '2026-03-01', title: 'CFO', percentage: 50 }, { before }),
    edited,
  ],
  ['by its day, where it was there before', ['2026-02-01', 'Talouspäällikkö'], order({}, { before }), edited],
  ['by its title, where the days were typed apart', ['2026-01-20', 'Controller'], order({}, { before }), edited],
  ['as a new one beside another of the same day', ['2026-02-01', 'Teacher'], order({}), added],
  [
    'as a new one where the other may be the main one',
    ['2026-02-01', 'Teacher'],
    order({}, { before, isMain: false }),
    added,
  ],
  ['as a new one where the other is another job', ['2020-01-01', 'Teacher'], order({}, { before }), added],
  [
    'as a new one where what was kept has gone',
    ['2020-01-01', 'Controller'],
    order({}, { before, reference: '{"period":"8"}' }),
    added,
  ],
  [
    'as a new one where what was kept is nothing',
    ['2020-01-01', 'Teacher'],
    order({}, { reference: 'nonsense' }),
    added,
  ],
])('a position is found %s', async (_, [startdate, profession], asked, path) => {
  const { positions, asked: requests } = await withPeriod(startdate, profession)
  const sent = await positions?.put(asked)
  expect(requests.map((request) => request.path.replace(/&.*/, ''))).toEqual(['/getemployee.nv?netvisorkey=7', path])
  expect(sent).toMatchObject({ changed: true, reference: `{"period":"${path === edited ? 9 : 12}"}` })
})

test('two at the same time are both kept, and told', async () => {
  const { positions, person: somebody, row } = await openWithSomebody()
  const [held] = row().employmentperiods
  const first = await positions.put({ ...order({}), person: somebody })
  expect(first.warnings).toEqual([expect.stringContaining(`begins on ${held?.startdate}`)])
  const second = await positions.put({ ...order({ title: 'Coach', percentage: 20 }), person: somebody, isMain: false })
  expect(second.warnings).toHaveLength(2)
  expect(row().employmentperiods.map(({ profession }) => profession)).toEqual([held?.profession, 'Controller', 'Coach'])
  expect(row().employmentperiods[0]).toEqual(held)
})

test('a fixed-term one without an end is told, and gets its contract with the end', async () => {
  const { positions, person: somebody, row } = await openWithSomebody()
  const open = order({ contractType: 'Temporary' })
  const { reference = '', warnings = [] } = await positions.put({ ...open, person: somebody })
  expect(warnings.join()).toContain('fixed-term')
  const ended = order({ contractType: 'Temporary', endDate: '2026-12-31' }, { reference, before: open.position })
  await positions.put({ ...ended, person: somebody })
  expect(row().employmentperiods[1]).toMatchObject({ employmentcontract: '2', enddate: '2026-12-31' })
  const reopened = { ...open, person: somebody, reference, before: ended.position }
  await positions.put(reopened)
  expect(row().employmentperiods[1]).toMatchObject({ employmentcontract: '', enddate: '' })
})

test('a reason that Huma does not tell exactly is to be chosen, until it is', async () => {
  const ended = order({ percentage: 100, contractType: '', endDate: '2026-06-30', endReason: 'employee_terminated' })
  const closed = '<enddate format="ansi">2026-06-30</enddate>'
  const form = '<employmentform type="netvisor">1</employmentform>'
  const there = (reason: string) =>
    employeeSeven.replace(
      '</Employee>',
      `<EmploymentPeriods><EmploymentPeriod><netvisorkey>9</netvisorkey><startdate>2026-02-01</startdate><profession>Controller</profession>${closed}${reason}${form}</EmploymentPeriod></EmploymentPeriods></Employee>`,
    )
  const open = await scripted({ 'getemployee.nv': there('<endreason/>') })
  const sent = await open.positions?.put(ended)
  expect(sent).toMatchObject({ changed: false, byHand: [expect.stringContaining('2026-02-01')] })
  const chosen = await scripted({ 'getemployee.nv': there('<endreason type="netvisor">11</endreason>') })
  expect(await chosen.positions?.put(ended)).toEqual({ changed: false, reference: '{"period":"9"}' })
})

test('an employee who is not shown is no employee without employments', async () => {
  for (const answer of [succeeded('<Employee/>'), failed('INVALID_DATA :: No such employee')]) {
    const { positions, asked } = await scripted({ 'getemployee.nv': answer })
    await expect(positions?.put(order({}))).rejects.toMatchObject({ kind: 'unavailable' })
    expect(asked).toHaveLength(1)
  }
})

test('only what was surely sent is deleted, and that once', async () => {
  const deletion = { person, before: controller, today }
  const other = await withPeriod('2026-02-01', 'Teacher')
  const left = await other.positions?.remove(deletion)
  expect(left).toMatchObject({ changed: false, byHand: [expect.stringContaining('2026-02-01')] })
  expect(other.asked).toHaveLength(1)

  const refusing = await withPeriod('2026-02-01', 'Controller', {
    'deletejobperiod.nv': failed('INVALID_DATA :: It is in use'),
  })
  expect(await refusing.positions?.remove({ ...deletion, reference: '{"period":"9"}' })).toMatchObject({
    changed: false,
    byHand: [expect.stringContaining('2026-02-01')],
    reference: '{"period":"9"}',
  })

  const { positions, person: somebody, served, resources, row } = await openWithSomebody()
  const { reference = '' } = await positions.put({ ...order({}), person: somebody })
  resources()
  served.setFaults([{ kind: 'reset-after', path: '/deletejobperiod' }])
  await expect(positions.remove({ ...deletion, person: somebody, reference })).rejects.toMatchObject({
    kind: 'unknown-outcome',
  })
  expect(resources()).toEqual(['getemployee.nv', 'deletejobperiod.nv'])
  served.setFaults([])
  expect(await positions.remove({ ...deletion, person: somebody, reference })).toEqual({ changed: false })
  expect(row().employmentperiods).toHaveLength(1)
})

test.each([
  ['no title', { title: '' }, 'job title'],
  ['a long title', { title: 'x'.repeat(251) }, '250'],
])('%s is refused before anything is written', async (_, position, words) => {
  const { positions, person: somebody, resources } = await openWithSomebody()
  const put = positions.put({ ...order(position), person: somebody })
  await expect(put).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining(words) })
  expect(resources()).not.toContain('addjobperiod.nv')
})

test('a right that is missing says which', async () => {
  const allowed = ['getemployees.nv', 'getemployee.nv']
  const { positions, person: somebody } = await openWithSomebody({ sandbox: { allowed } })
  await expect(positions.put({ ...order({}), person: somebody })).rejects.toMatchObject({
    kind: 'authorization',
    hint: expect.stringContaining('allow addjobperiod.nv (Salaries)'),
  })
})

test('an employment whose key is not told is found by looking, so that it is known from then on', async () => {
  const start = '<StartDate>2026-02-01</StartDate>'
  const period = (key: number, title: string) =>
    `<EmploymentPeriod><NetvisorKey>${key}</NetvisorKey>${start}<Profession>${title}</Profession></EmploymentPeriod>`
  const holding = (...periods: string[]) =>
    employeeSeven.replace('</Employee>', `<EmploymentPeriods>${periods.join('')}</EmploymentPeriods></Employee>`)
  const answers = {
    'getemployee.nv': holding(period(8, 'Cook')),
    get 'addjobperiod.nv'() {
      answers['getemployee.nv'] = holding(period(8, 'Cook'), period(9, 'Controller'))
      return succeeded('')
    },
  }
  const { positions } = await scripted(answers)
  expect(await positions?.put(order({}))).toMatchObject({ changed: true, reference: '{"period":"9"}' })
})
