import { describe, expect, test } from 'vitest'
import type { Salary } from '../../src/core/salary.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import type { SalaryOrder } from '../../src/systems/system.ts'
import { failure } from './tripletex-sandbox.ts'
import { answer, openVisma, quick, type Setting } from './visma-net-payroll-setting.ts'

const today = '2026-01-15'
const monthly: Salary = { id: 's-1', unit: 'monthly', amount: 52_000, currency: 'NOK', fromDate: '2026-02-01' }

/** Everybody has had 50,000 a month since 1 March 2020. */
async function open(options: Setting = {}) {
  const people = makePeople({ count: 2, seed: 1, country: 'NO' }).map((person) => ({
    ...person,
    startDate: '2020-03-01',
    percentage: 100,
    monthlySalary: 50_000,
  }))
  const opened = await openVisma({ people, sandbox: quick, ...options })
  const writer = opened.salary
  if (!writer) throw new RangeError('There is no writer of salaries.')
  const person = await opened.personAt(0)
  const { id: employeeId, positions } = opened.employeeAt(0)
  const [first] = positions
  if (!first) throw new RangeError('There is no position.')
  const base = { person, percentage: 100, today }
  return {
    ...opened,
    first,
    put: (salary: Salary, more: Partial<SalaryOrder> = {}) => writer.put({ ...base, salary, ...more }),
    clear: (reference?: string, more: Partial<SalaryOrder> = {}) =>
      writer.clear({ ...base, ...more, ...(reference === undefined ? {} : { reference }) }),
    edit: (change: Parameters<typeof opened.sandbox.editPosition>[2]) =>
      opened.sandbox.editPosition(employeeId, first.id, change),
    /** Another position of the person. */
    async addPosition(change: object) {
      const { id: _, salaryInformation: __, ...rest } = first
      const body = { ...rest, salaryInformation: [entry('monthly', 10_000)], ...change }
      opened.sandbox.addPosition(employeeId, body)
    },
    /** As `monthly 50000 2020-03-01/2026-01-31`, of each position. */
    paid: () =>
      opened.employeeAt(0).positions.map(({ salaryInformation = [] }) =>
        salaryInformation.map((one) => {
          const kind = one.contractSalaryType ?? ''
          const amount = { hourly: one.hourlySalary, monthly: one.monthlySalary, yearly: one.yearlySalary }[kind]
          return `${kind} ${amount} ${one.activeStart ?? ''}/${one.activeEnd ?? ''}`
        }),
      ),
    puts: () => opened.sent('PUT').length,
  }
}

function entry(kind: 'monthly' | 'hourly', amount: number, dates: object = {}) {
  return { salaryType: 'Period', contractSalaryType: kind, [`${kind}Salary`]: String(amount), ...dates }
}

const old = 'monthly 50000 /2026-01-31'

describe('a salary', () => {
  test.each<[string, Partial<Salary>, string[]]>([
    ['of a later day', {}, [old, 'monthly 52000 2026-02-01/']],
    ['of today', { fromDate: today }, ['monthly 50000 /2026-01-14', 'monthly 52000 2026-01-15/']],
    ['of a day before', { fromDate: '2025-12-01' }, ['monthly 50000 /2025-11-30', 'monthly 52000 2025-12-01/']],
    ['since the position begins', { fromDate: '2020-03-01' }, ['monthly 52000 /']],
    ['from before the position begins', { fromDate: '2019-01-01' }, ['monthly 52000 /']],
    ['by the hour', { unit: 'hourly', amount: 250.5 }, [old, 'hourly 250.5 2026-02-01/']],
    ['by the week is sent by the year', { unit: 'weekly', amount: 12_000 }, [old, 'yearly 624000 2026-02-01/']],
    ['by the year', { unit: 'yearly', amount: 650_000.25 }, [old, 'yearly 650000.25 2026-02-01/']],
    ['that is paid already', { amount: 50_000 }, ['monthly 50000 /']],
  ])('%s', async (_, change, paid) => {
    const { put, paid: stored, puts } = await open()
    const isNew = paid.join() !== 'monthly 50000 /'
    const { changed, reference = '' } = await put({ ...monthly, ...change })
    expect([changed, stored()]).toEqual([isNew, [paid]])
    expect((await put({ ...monthly, ...change }, { reference })).changed).toBe(false)
    expect(puts()).toBe(isNew ? 1 : 0)
  })

  test('goes with its type and its own amount only, as text; what was before goes back as it came', async () => {
    const { put, sent, first } = await open()
    await put({ ...monthly, unit: 'hourly', amount: 250 })
    const [before] = first.salaryInformation ?? []
    expect(sent('PUT')).toMatchObject([
      {
        salaryInformation: [
          { ...before, activeEnd: '2026-01-31' },
          { salaryType: 'Period', contractSalaryType: 'hourly', hourlySalary: '250', activeStart: '2026-02-01' },
        ],
      },
    ])
    expect(JSON.stringify(sent('PUT'))).not.toContain('"monthlySalary":"52000"')
  })

  test('goes with a type for an old one that has none: the sandbox fails whoever leaves it out', async () => {
    const { put, clear, edit, paid } = await open({
      // As Visma shows what was entered before there were types.
      between: async (request, ask) => {
        const response = await ask(request)
        const isList = request.method === 'GET' && /positions\/[0-9a-f-]{36}$/.test(new URL(request.url).pathname)
        if (!isList) return response
        const text = (await response.text()).replace('"contractSalaryType":"monthly",', '')
        return new Response(text, { status: response.status, headers: response.headers })
      },
    })
    edit({
      salaryInformation: [
        entry('monthly', 50_000, { activeEnd: '2025-12-31' }),
        entry('hourly', 300, { activeStart: '2026-01-01' }),
      ],
    })
    const { reference } = await put({ ...monthly, unit: 'hourly', amount: 310 })
    const before = ['monthly 50000 /2025-12-31']
    expect(paid()).toEqual([[...before, 'hourly 300 2026-01-01/2026-01-31', 'hourly 310 2026-02-01/']])
    await clear(reference)
    expect(paid()).toEqual([[...before, 'hourly 300 2026-01-01/']])
  })

  test('is corrected in its place, and no amount of the one before stays beside it', async () => {
    const { put, sent, paid } = await open()
    await put(monthly)
    await put({ ...monthly, unit: 'hourly', amount: 300 })
    expect(paid()).toEqual([[old, 'hourly 300 2026-02-01/']])
    expect(sent('PUT')[1]).toMatchObject({
      salaryInformation: [
        {},
        { salaryType: 'Period', contractSalaryType: 'hourly', hourlySalary: '300', activeStart: '2026-02-01' },
      ],
    })
    const [, corrected] = Object(sent('PUT')[1]).salaryInformation
    expect(Object.keys(corrected).sort()).toEqual(['activeStart', 'contractSalaryType', 'hourlySalary', 'salaryType'])
  })

  test('before one that others have entered ends where that begins, and says so', async () => {
    const { put, edit, paid } = await open()
    edit({
      salaryInformation: [
        entry('monthly', 50_000, { activeEnd: '2026-05-31' }),
        entry('monthly', 60_000, { activeStart: '2026-06-01' }),
      ],
    })
    const { warnings } = await put(monthly)
    expect(paid()).toEqual([[old, 'monthly 52000 2026-02-01/2026-05-31', 'monthly 60000 2026-06-01/']])
    expect(warnings).toEqual([expect.stringContaining('begins on 2026-06-01')])
  })

  test('that was paid for before today is said to be calculated anew', async () => {
    const { put } = await open()
    expect((await put({ ...monthly, fromDate: '2026-01-01' })).warnings).toEqual([
      expect.stringMatching(/from 2026-01-01.*calculates anew/),
    ])
    expect(await put({ ...monthly, fromDate: today, amount: 53_000 })).not.toHaveProperty('warnings')
  })
})

describe('a salary that was sent before', () => {
  test.each<[string, Salary, string[]]>([
    [
      'is moved to a later day before it has begun',
      { ...monthly, fromDate: '2026-04-01' },
      ['monthly 50000 /2026-03-31', 'monthly 52000 2026-04-01/'],
    ],
    [
      'is moved to an earlier day',
      { ...monthly, fromDate: today },
      ['monthly 50000 /2026-01-14', 'monthly 52000 2026-01-15/'],
    ],
    [
      'is followed by a raise',
      { ...monthly, id: 's-2', amount: 55_000, fromDate: '2026-03-01' },
      [old, 'monthly 52000 2026-02-01/2026-02-28', 'monthly 55000 2026-03-01/'],
    ],
    [
      'stays while Huma shows an earlier one',
      { ...monthly, id: 's-0', amount: 50_000, fromDate: '2024-01-01' },
      [old, 'monthly 52000 2026-02-01/'],
    ],
  ])('%s', async (_, salary, paid) => {
    const { put, paid: stored } = await open()
    const { reference = '' } = await put(monthly)
    const sent = await put(salary, { reference })
    expect(stored()).toEqual([paid])
    expect(sent.byHand).toEqual(
      salary.id === 's-0' ? [expect.stringContaining('begin on 2026-02-01 stays')] : undefined,
    )
    // Broken off after it was done.
    expect((await put(salary, { reference })).changed).toBe(false)
  })

  test('and has begun stays for the days before it was moved, and goes where Huma shows the one before again', async () => {
    const { put, paid } = await open()
    const later = { today: '2026-03-10' }
    const { reference = '' } = await put(monthly)
    await put({ ...monthly, amount: 53_000, fromDate: '2026-04-01' }, { reference, ...later })
    expect(paid()).toEqual([[old, 'monthly 52000 2026-02-01/2026-03-31', 'monthly 53000 2026-04-01/']])

    const other = await open()
    const kept = await other.put(monthly)
    const before = { ...monthly, id: 's-0', amount: 50_000, fromDate: '2024-01-01' }
    const sent = await other.put(before, { reference: kept.reference ?? '', ...later })
    expect(other.paid()).toEqual([['monthly 50000 /']])
    expect(sent.warnings).toEqual([expect.stringContaining('calculates anew')])
  })

  test('and was deleted is taken out; what was before is paid on, by one write', async () => {
    const { put, clear, paid, puts } = await open()
    const { reference = '' } = await put(monthly)
    const sent = await clear(reference)
    expect(sent).toMatchObject({ changed: true, requestId: expect.any(String) })
    expect(paid()).toEqual([['monthly 50000 /']])
    expect(await clear(reference)).toMatchObject({ changed: false })
    expect(await clear(sent.reference)).toEqual({ changed: false })
    expect(puts()).toBe(2)
  })

  test('and is the first one of its position cannot be taken out: there is none to be paid instead', async () => {
    const { put, clear, paid } = await open()
    const { reference = '' } = await put({ ...monthly, fromDate: '2020-03-01' })
    const sent = await clear(reference)
    expect(sent).toMatchObject({ changed: false, byHand: [expect.stringContaining('first one of its position')] })
    expect((await clear(sent.reference)).byHand).toEqual(sent.byHand)
    expect(paid()).toEqual([['monthly 52000 /']])
  })

  test('and was deleted leaves that of a position to come, which was made with one, to be looked at', async () => {
    const { put, clear, edit, addPosition, paid } = await open()
    edit({ activeEnd: '2026-03-31' })
    const { reference = '' } = await put(monthly)
    await addPosition({ activeStart: '2026-04-01', salaryInformation: [entry('monthly', 52_000)] })
    await addPosition({ activeStart: '2026-04-01', salaryInformation: [entry('monthly', 0)] })
    const { byHand } = await clear(reference)
    expect(paid()[0]).toEqual(['monthly 50000 /'])
    expect(byHand).toEqual([expect.stringContaining('begins on 2026-04-01')])
  })

  test('and was equal to what others had entered leaves theirs', async () => {
    const { put, clear, paid, puts } = await open()
    const { reference } = await put({ ...monthly, amount: 50_000 })
    for (const kept of [reference, undefined]) {
      expect(await clear(kept)).toEqual({ changed: false, byHand: [expect.stringContaining('deleted in Huma')] })
    }
    expect([paid(), puts()]).toEqual([[['monthly 50000 /']], 0])
  })
})

describe('of several positions', () => {
  const half = { partTimeFactors: [{ value: 50 }] }

  test('that with the highest percentage on the first day is paid, and the others are to be looked at', async () => {
    const { put, edit, addPosition, paid } = await open()
    edit({ partTimeFactors: [{ value: 40 }] })
    await addPosition({ ...half, activeStart: '2025-01-01' })
    const { warnings } = await put(monthly)
    expect(paid()).toEqual([['monthly 50000 /'], ['monthly 10000 /2026-01-31', 'monthly 52000 2026-02-01/']])
    expect(warnings).toEqual([expect.stringContaining('begun on 2020-03-01')])
  })

  test('one after the other each is paid for its days', async () => {
    const { put, clear, edit, addPosition, paid } = await open()
    edit({ activeEnd: '2025-12-31' })
    await addPosition({ activeStart: '2026-01-01' })
    const { reference = '' } = await put({ ...monthly, fromDate: '2025-11-01' })
    expect(paid()).toEqual([['monthly 50000 /2025-10-31', 'monthly 52000 2025-11-01/'], ['monthly 52000 /']])
    // Moved to where only the later one is.
    await put({ ...monthly, fromDate: '2026-02-01' }, { reference })
    expect(paid()[0]).toEqual(['monthly 50000 /2025-10-31', 'monthly 52000 2025-11-01/'])
    expect((await clear(reference)).changed).toBe(true)
    expect(paid()[0]).toEqual(['monthly 50000 /'])
  })

  test('the next one is paid from its first day where none holds yet', async () => {
    const { put, edit, paid } = await open()
    edit({ activeStart: '2026-02-09' })
    await put(monthly)
    expect(paid()).toEqual([['monthly 52000 /']])
  })

  test('a salary that would begin on a later position is taken out of the one before', async () => {
    const { put, edit, addPosition, paid } = await open()
    edit({ activeEnd: '2026-03-31' })
    await addPosition({ activeStart: '2026-04-01' })
    const { reference = '' } = await put(monthly)
    await put({ ...monthly, fromDate: '2026-04-01' }, { reference })
    expect(paid()).toEqual([['monthly 50000 /'], ['monthly 52000 /']])
  })

  test('there is none', async () => {
    const { put, edit, puts } = await open()
    edit({ activeEnd: '2025-12-31' })
    expect(await failure(put(monthly))).toMatchObject({ kind: 'refused', details: { field: 'position' } })
    expect(puts()).toBe(0)
  })
})

test('a salary that a job dropped with a warning is an error, without the amount', async () => {
  const words = 'contractSalaryType has not been provided. Salary update was not performed. 52000'
  const { put } = await open({
    between: async (request, ask) => {
      if (request.method === 'PUT') {
        return new Response(null, { status: 202, headers: { location: '/v2/employees/e/positions/jobs/4711' } })
      }
      if (!request.url.includes('/jobs/')) return ask(request)
      const validationResults = [{ severity: 'Warning', message: words, jsonPath: '$.salaryInformation' }]
      return answer({ status: 'Succeeded', validationResults })
    },
  })
  const error = await failure(put(monthly))
  expect(error).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('Salary update was not performed. …'),
    requestId: '4711',
  })
  expect(error.message).not.toContain('52000')
})

test('another salary that overtakes it by today is told each time, because Huma shows what holds', async () => {
  const { put, edit } = await open()
  const since = { activeStart: '2026-01-10' }
  edit({
    salaryInformation: [
      { ...entry('monthly', 50_000), activeEnd: '2026-01-09' },
      { ...entry('monthly', 51_000), ...since },
    ],
  })
  const early = { ...monthly, fromDate: '2026-01-01' }
  const byHand = [expect.stringContaining('another one from 2026-01-10 on')]
  const sent = await put(early)
  expect(sent).toMatchObject({ changed: true, byHand })
  expect(await put(early, { reference: sent.reference ?? '' })).toMatchObject({ changed: false, byHand })
})
