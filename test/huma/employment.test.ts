/** Positions and salary, of Huma and of servers that are not quite like it. */
import { describe, expect, test } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { type Between, changed, counted, openSandbox } from './sandbox.ts'

const [person] = makePeople({ count: 1, seed: 1, country: 'NO' })
if (!person) throw new RangeError('no person')

/** Days, one after the other, as starts of positions. */
function day(number: number): string {
  return new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10)
}

/** One user with so many positions. */
async function openPositions(count: number, options: Parameters<typeof openSandbox>[0] = {}) {
  const sandbox = await openSandbox({ people: [person ?? []].flat(), ...options })
  const { id, positions } = sandbox.userAt(0)
  for (let number = positions.length; number < count; number += 1) {
    sandbox.huma.addPosition(id, {
      title: `Job ${number}`,
      contractStartDate: day(number),
      contractType: 'Temporary',
      percentage: number % 101,
    })
  }
  const ids = () => sandbox.userAt(0).positions.map((position) => position.id)
  return { ...sandbox, id, ids }
}

const isPositions = ({ url }: Request) => /\/positions(\?|$)/.test(url)

/** Lays `row` over the first row of positions. */
function withRow(row: object): Between {
  return (request) =>
    isPositions(request)
      ? changed((body) => ({ ...body, items: body.items.map((one, at) => (at === 0 ? { ...one, ...row } : one)) }))
      : undefined
}

describe('positions', () => {
  test('past, present and future ones, in the order of their ids', async () => {
    const { read, huma, id, ids } = await openPositions(1)
    const before = { title: 'Cook', contractStartDate: '2019-01-01', contractEndDate: '2020-12-31', percentage: 60 }
    huma.addPosition(id, { ...before, contractType: 'Seasonal', endReason: 'employee_resigned' })
    huma.addPosition(id, { title: 'Baker', contractStartDate: '2027-01-01', contractType: 'Permanent' })
    const [first, ...others] = await read.positions(id)
    expect(first).toEqual({
      id: ids()[0],
      title: person.jobTitle,
      startDate: person.startDate,
      endDate: null,
      percentage: person.percentage,
      contractType: 'Permanent',
      endReason: '',
    })
    expect(others).toMatchObject([
      { title: 'Cook', startDate: '2019-01-01', endDate: '2020-12-31', percentage: 60, contractType: 'Seasonal' },
      { title: 'Baker', startDate: '2027-01-01', endDate: null, percentage: 100 },
    ])
    expect(await read.endReason(id, others[0]?.id ?? '')).toBe('employee_resigned')
    expect(await read.endReason(id, others[1]?.id ?? '')).toBe('')
    expect(await read.endReason(id, '50000000-0000-4000-8000-999999999999')).toBe('')
  })

  test('nobody’s and none', async () => {
    const { read, huma, id, ids } = await openPositions(1)
    huma.removePosition(id, ids()[0] ?? '')
    expect(await read.positions(id)).toEqual([])
  })

  test.each([
    ['all of them', Number.POSITIVE_INFINITY, 120, [2, 3]],
    ['10', 10, 37, [4, 4]],
    ['10, to the last full page', 10, 30, [3, 4]],
    ['25', 25, 60, [3, 4]],
    ['50', 50, 50, [1, 2]],
    ['what is asked for, and one more', 100, 101, [2, 2]],
    ['10, of 9', 10, 9, [1, 1]],
  ] as const)('a server that gives at most %s at once', async (_, most, count, pages) => {
    for (const withoutTotal of [false, true]) {
      const { read, id, ids, asked } = await openPositions(count, {
        withoutTotal,
        between: (request) =>
          isPositions(request) ? changed((body) => ({ ...body, items: body.items.slice(0, most) })) : undefined,
      })
      expect((await read.positions(id)).map((position) => position.id)).toEqual(ids().toSorted())
      expect(counted(asked())['GET /users/*/positions']).toBe(pages[withoutTotal ? 1 : 0])
    }
  })

  test.each<[string, (body: { items: { id: string }[]; total?: number }, offset: number) => object]>([
    ['always gives the first page', ({ total }, _offset) => ({ total, items: firstPage })],
    ['gives no more after the first page', ({ items, total }, offset) => ({ total, items: offset === 0 ? items : [] })],
    ['says that there are more than there are', ({ items }) => ({ items, total: 99 })],
    ['gives nothing of what it says there is', ({ total }) => ({ items: [], total })],
  ])('a server that %s is not believed: what is missing is not deleted', async (_, change) => {
    const { read, id } = await openPositions(30, {
      between: (request) =>
        isPositions(request)
          ? changed((body) => {
              const offset = Number(new URL(request.url).searchParams.get('offset'))
              if (offset === 0) firstPage = body.items.slice(0, 10)
              return change({ ...body, items: body.items.slice(0, 10) }, offset)
            })
          : undefined,
    })
    await expect(read.positions(id)).rejects.toMatchObject({ kind: 'unavailable', hint: expect.any(String) })
  })
  let firstPage: { id: string }[] = []

  test('a server without pages and without a total ends where nothing new comes', async () => {
    const { read, id, ids, asked } = await openPositions(30, {
      withoutTotal: true,
      between: (request) => {
        if (!isPositions(request)) return undefined
        return changed((body) => {
          if (body.items.length > 0) firstPage = body.items
          return { items: firstPage }
        })
      },
    })
    expect((await read.positions(id)).map((position) => position.id)).toEqual(ids().toSorted())
    expect(counted(asked())['GET /users/*/positions']).toBe(2)
  })

  test.each<[object, object]>([
    [{ percentage: '80' }, { percentage: 80 }],
    [{ percentage: '37,5' }, { percentage: 37.5 }],
    [{ percentage: 0 }, { percentage: 0 }],
    [{ percentage: '0' }, { percentage: 0 }],
    // Empty is not zero: Huma's standard is full time.
    [{ percentage: '' }, { percentage: 100 }],
    [{ percentage: null }, { percentage: 100 }],
    [{ percentage: undefined }, { percentage: 100 }],
    [{ percentage: 120 }, { percentage: 100 }],
    [{ title: null }, { title: '' }],
    [{ title: {} }, { title: '' }],
    [{ title: { id: 'x', name: ' Cook\u0000 ' } }, { title: 'Cook' }],
    [{ contractType: null }, { contractType: '' }],
    [{ contractType: 'Zero hours' }, { contractType: 'Zero hours' }],
    [{ contractEndDate: '' }, { endDate: null }],
    [{ contractEndDate: '2026-12-31T00:00:00' }, { endDate: '2026-12-31' }],
    [{ contractStartDate: '2020-01-01', status: 'ODD', periodInMonths: 'x' }, { startDate: '2020-01-01' }],
  ])('a row with %j is read', async (row, expected) => {
    const { read, id } = await openPositions(2, { between: withRow(row) })
    expect((await read.positions(id))[0]).toMatchObject(expected)
  })

  test.each([{ contractStartDate: null }, { contractStartDate: undefined }, { contractStartDate: ' ' }])(
    'a row with %j tells no day from which it holds, and hides no other',
    async (row) => {
      const { read, id, ids } = await openPositions(3, { between: withRow(row) })
      expect((await read.positions(id)).map((position) => position.id)).toEqual(ids().slice(1))
    },
  )

  test('rows without a start do not look like the end of the list', async () => {
    const { read, id } = await openPositions(205, {
      withoutTotal: true,
      between: (request) =>
        isPositions(request)
          ? changed(({ items }) => ({
              items: items.map((one) => ({ ...one, ...(items.length === 100 ? { contractStartDate: null } : {}) })),
            }))
          : undefined,
    })
    expect(await read.positions(id)).toHaveLength(5)
  })

  test.each([
    [{ contractStartDate: 'hemmelig' }, 'contractStartDate'],
    [{ contractStartDate: '2026-02-30' }, 'contractStartDate'],
    // It must not look open-ended.
    [{ contractEndDate: 'hemmelig' }, 'contractEndDate'],
    [{ percentage: 'hemmelig' }, 'percentage'],
    [{ percentage: -20 }, 'percentage'],
    [{ percentage: { value: 80 } }, 'percentage'],
    [{ title: 'hemmelig' }, 'title'],
  ])('a row with %j is named, never guessed at', async (row, path) => {
    const { read, id, ids } = await openPositions(2, { between: withRow(row) })
    const error = await read.positions(id).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind: 'protocol', details: { id: ids()[0], path } })
    expect(JSON.stringify([error, String(error)])).not.toContain('hemmelig')
  })

  test('of a user who is deleted meanwhile nothing is said, least of all that there are none', async () => {
    const { read, huma, id } = await openPositions(1)
    huma.remove(id)
    await expect(read.positions(id)).rejects.toMatchObject({ kind: 'stale' })
    const other = await openPositions(250, {
      between: (request, { remove }) => {
        if (isPositions(request) && request.url.includes('offset=100')) remove(other.id)
        return undefined
      },
    })
    await expect(other.read.positions(other.id)).rejects.toMatchObject({ kind: 'stale' })
  })

  test.each([
    [404, 'unavailable'],
    [500, 'unavailable'],
    [403, 'authorization'],
    [400, 'protocol'],
  ])('an answer of %i is no list', async (status, kind) => {
    const { read, id, served } = await openPositions(1)
    served.setFaults([{ path: 'positions', kind: 'status', status }])
    await expect(read.positions(id)).rejects.toMatchObject({ kind })
    const answer = await read.endReason(id, 'x').catch((reason: unknown) => reason)
    expect(answer).toMatchObject({ kind })
  })
})

describe('an employee', () => {
  const value = {
    id: 's1',
    periodUnit: 'monthly',
    amount: 50_000,
    currency: 'NOK',
    fromDate: '2026-01-01',
    current: true,
  }
  const salary = { id: 's1', unit: 'monthly', amount: 50_000, currency: 'NOK', fromDate: '2026-01-01' }

  test.each<[unknown, unknown]>([
    [{ value, editable: false }, salary],
    [
      { value: { ...value, amount: '50000.50' }, editable: false },
      { ...salary, amount: 50_000.5 },
    ],
    [{ value: { ...value, periodUnit: 'HOURLY', currency: ' nok ' } }, { ...salary, unit: 'hourly' }],
    [{ value: { ...value, fromDate: null } }, { ...salary, fromDate: '' }],
    [{ value: { ...value, fromDate: undefined } }, { ...salary, fromDate: '' }],
    [{ value: { ...value, amount: 0 } }, { ...salary, amount: 0 }],
    [{ editable: false }, null],
    [{ value: null, editable: false }, null],
    // Neither a salary nor the lack of one.
    [undefined, undefined],
    [null, undefined],
    [{ value: {} }, undefined],
    [{ value: { ...value, amount: '' } }, undefined],
    [{ value: { ...value, amount: null } }, undefined],
    [{ value: { ...value, amount: 'much' } }, undefined],
    [{ value: { ...value, amount: '0x10' } }, undefined],
    [{ value: { ...value, amount: -1 } }, undefined],
    [{ value: { ...value, periodUnit: 'daily' } }, undefined],
    [{ value: { ...value, currency: '' } }, undefined],
    [{ value: { ...value, fromDate: 'soon' } }, undefined],
    [{ value: 50_000 }, undefined],
    ['hidden', undefined],
  ])('with the salary %j', async (shown, expected) => {
    const { read, id } = await openPositions(1, {
      between: ({ url }) =>
        /\/users\/[^/?]+$/.test(url) ? changed((body) => ({ ...body, salary: shown })) : undefined,
    })
    expect((await read.employee(id, 'all'))?.salary).toEqual(expected)
    const { salaries } = await read.readHuma('all')
    expect([...salaries]).toEqual(expected === undefined ? [] : [[id, expected]])
  })

  test('every unit, none and hidden, as the sandbox shows them', async () => {
    const { read, huma, id } = await openPositions(1)
    for (const unit of ['hourly', 'weekly', 'monthly', 'yearly'] as const) {
      huma.setSalary(id, { unit, amount: 412.5, currency: 'SEK', fromDate: '2026-03-01' })
      expect(await read.employee(id, 'all')).toMatchObject({
        salary: { unit, amount: 412.5, currency: 'SEK', fromDate: '2026-03-01' },
      })
    }
    huma.setSalary(id, null)
    expect((await read.employee(id, 'all'))?.salary).toBeNull()
    const hidden = await openPositions(1, { hiddenFields: ['salary'] })
    expect(await hidden.read.employee(hidden.id, 'all')).toMatchObject({ isMember: true, salary: undefined })
  })
})
