import { describe, expect, test } from 'vitest'
import type { PlainEmployee } from '../../src/sandbox/visma-net-payroll/screens.ts'
import type { PositionOrder } from '../../src/systems/system.ts'
import { failure } from './tripletex-sandbox.ts'
import { clerk, clerkOrder, long, open, salary, today } from './visma-net-payroll-positions-setting.ts'
import { answer, type Between, openVisma } from './visma-net-payroll-setting.ts'

type Values = Partial<PlainEmployee['positions'][number]>

describe('a position that is there', () => {
  test.each<[string, Values, Partial<PositionOrder>, Values | undefined]>([
    ['the same', {}, clerkOrder, undefined],
    [
      'another percentage, from today on',
      {},
      { ...clerkOrder, position: { ...clerk, percentage: 60 }, before: clerk },
      {
        partTimeFactors: [
          { value: 100, activeEnd: '2026-01-14' },
          { value: 60, activeStart: today },
        ],
      },
    ],
    [
      'one before a later value, which stays',
      {
        partTimeFactors: [
          { value: 100, activeEnd: '2026-03-31' },
          { value: 50, activeStart: '2026-04-01' },
        ],
      },
      { ...clerkOrder, position: { ...clerk, percentage: 60 }, before: clerk },
      {
        partTimeFactors: [
          { value: 100, activeEnd: '2026-01-14' },
          { value: 50, activeStart: '2026-04-01' },
          { value: 60, activeStart: today, activeEnd: '2026-03-31' },
        ],
      },
    ],
    [
      'one that was corrected today already',
      {
        partTimeFactors: [
          { value: 100, activeEnd: '2026-01-14' },
          { value: 60, activeStart: today },
        ],
      },
      { ...clerkOrder, position: { ...clerk, percentage: 65 }, before: clerk },
      {
        partTimeFactors: [
          { value: 100, activeEnd: '2026-01-14' },
          { value: 65, activeStart: today },
        ],
      },
    ],
    [
      'a later position, in place: nothing has been paid by it',
      { activeStart: '2026-05-01' },
      { ...clerkOrder, position: { ...clerk, startDate: '2026-05-01', percentage: 60 } },
      { activeStart: '2026-05-01', partTimeFactors: [{ value: 60 }] },
    ],
    ['a part that Huma cannot hold', { partTimeFactors: [{ value: 99.5 }] }, clerkOrder, undefined],
    [
      'a part that was changed in Huma',
      { partTimeFactors: [{ value: 99.5 }] },
      { ...clerkOrder, before: { ...clerk, percentage: 99 } },
      {
        partTimeFactors: [
          { value: 99.5, activeEnd: '2026-01-14' },
          { value: 100, activeStart: today },
        ],
      },
    ],
    ['somebody who is hired out', { employmentForm: [{ value: 'fastAnsattUtleid' }] }, clerkOrder, undefined],
    [
      'another contract',
      {},
      { ...clerkOrder, position: { ...clerk, contractType: 'Temporary' } },
      {
        employmentForm: [
          { value: 'fast', activeEnd: '2026-01-14' },
          { value: 'midlertidig', activeStart: today },
        ],
      },
    ],
    [
      'a contract that is no employment',
      {},
      { ...clerkOrder, position: { ...clerk, contractType: 'Freelance' } },
      undefined,
    ],
    [
      'another occupation',
      {},
      { ...clerkOrder, occupationCode: '2411101' },
      {
        typeOfWork: [
          { value: '1233101', activeEnd: '2026-01-14' },
          { value: '2411101', activeStart: today },
        ],
      },
    ],
  ])('%s', async (_, stored, order, changes) => {
    const { put, edit, rows, writes } = await open()
    edit(stored)
    const [before] = rows()
    const { changed, byHand, reference = '' } = await put(order)
    expect([changed, byHand]).toEqual([changes !== undefined, undefined])
    expect(rows()).toEqual([{ ...before, ...changes }])
    expect(writes()).toHaveLength(changes ? 1 : 0)
    expect((await put({ ...order, reference })).changed).toBe(false)
    expect(writes()).toHaveLength(changes ? 1 : 0)
  })

  test('without a mapped title keeps its occupation code', async () => {
    const { positions, personAt, rows, first } = await open()
    const order = { person: await personAt(0), position: clerk, from: clerk.startDate, isMain: true, today }
    expect((await positions?.put(order))?.changed).toBe(false)
    expect(rows()).toEqual([first])
  })

  test('goes back byte for byte, apart from what changes', async () => {
    const stored = [
      '{"id":"p","tenantId":"t","employeeId":"e","activeStart":"2020-03-01","typeOfPosition":"Ordinary","x":1.50,',
      '"employmentForm":[{"value":"fast","activeStart":null}],"typeOfWork":[{"value":"1233101"}],',
      '"partTimeFactors":[{"value":37.50,"note":1e2,"activeEnd":null}],',
      '"salaryInformation":[{"salaryType":"Period","contractSalaryType":"Hourly","hourlySalary":"61.540"}],',
      '"maritime":{"of":[null,12345678901234567890]}}',
    ].join('')
    const bodies: string[] = []
    const etags: (string | null)[] = []
    const between: Between = async (request) => {
      const { pathname } = new URL(request.url)
      if (request.method === 'PUT') {
        etags.push(request.headers.get('if-match'))
        bodies.push(await request.text())
        return new Response(null, { status: 202, headers: { location: '/v2/employees/e/positions/jobs/4711' } })
      }
      if (pathname.includes('/jobs/')) return answer({ status: 'Succeeded', artifactId: 'p' })
      return answer(
        pathname.endsWith('/positions') ? `[${stored}]` : pathname.includes('positions') ? stored : '{"id":"e"}',
      )
    }
    const { read, positions, asked } = await openVisma({ between })
    const person = await read.findPerson({ id: 'e' })
    if (!person) throw new RangeError('There is nobody.')
    const position = { ...clerk, percentage: 60 }
    await positions?.put({ person, position, from: clerk.startDate, isMain: true, today, before: clerk })
    expect(bodies).toEqual([
      stored.replace(
        '{"value":37.50,"note":1e2,"activeEnd":null}',
        '{"value":37.50,"note":1e2,"activeEnd":"2026-01-14"},{"value":60,"note":1e2,"activeStart":"2026-01-15"}',
      ),
    ])
    expect(etags).toEqual(['"1"'])
    expect(asked().slice(1)).toEqual([
      'GET /employees/e/positions 200',
      'GET /employees/e/positions/p 200',
      'PUT /employees/e/positions/p 202',
      'GET /employees/e/positions/jobs/4711 200',
    ])
  })

  test.each([409, 412])('that was changed in between is not overwritten: %i', async (status) => {
    const { put } = await open({
      between: (request, ask) => (request.method === 'PUT' ? new Response(null, { status }) : ask(request)),
    })
    const position = { ...clerk, percentage: 60 }
    expect(await failure(put({ ...clerkOrder, position }))).toMatchObject({ kind: 'stale' })
  })
})

describe('a start that was moved in Huma', () => {
  test.each(['2020-02-01', '2020-05-01'])(
    'is moved to %s with what began with it, and what is calculated anew is said',
    async (startDate) => {
      const { put, edit, rows } = await open()
      edit({ partTimeFactors: [{ value: 100, activeStart: long.start }] })
      const position = { ...clerk, startDate }
      const { warnings } = await put({ ...clerkOrder, position, before: clerk })
      expect(warnings).toEqual([expect.stringContaining('calculates anew')])
      expect(rows()).toMatchObject([
        {
          activeStart: startDate,
          partTimeFactors: [{ value: 100, activeStart: startDate }],
          typeOfWork: [{ value: '1233101' }],
        },
      ])
    },
  )

  test('of what begins on a day of its own in Visma stays there, and is to be looked at', async () => {
    const { put, edit, rows } = await open()
    edit({ activeStart: '2020-03-09' })
    // The only one of that time, typed in both.
    const { changed, reference = '' } = await put({ ...clerkOrder, before: clerk })
    expect(changed).toBe(false)
    const position = { ...clerk, startDate: '2020-04-01' }
    const { byHand, ...moved } = await put({ ...clerkOrder, position, before: clerk, reference })
    expect(moved.changed).toBe(false)
    expect(byHand).toEqual([expect.stringMatching(/moved from 2020-03-01 to 2020-04-01 in Huma.*begins on 2020-03-09/)])
    expect(rows()).toMatchObject([{ activeStart: '2020-03-09' }])
  })

  test('is refused where nobody can tell which position is meant', async () => {
    const { put, edit } = await open()
    await put({ salary })
    edit({ activeStart: '2020-03-09' })
    const before = { ...clerk, startDate: '2021-01-01' }
    expect(await failure(put({ position: before, before }))).toMatchObject({ kind: 'refused' })
  })
})

describe('an end', () => {
  const ended = { ...clerk, endDate: '2026-06-30' }

  test('is the last day; its reason, which has no known name, is left to somebody', async () => {
    const { put, edit, rows, first, writes } = await open()
    const sent = await put({ ...clerkOrder, position: ended, before: clerk })
    expect(sent.byHand).toEqual([expect.stringMatching(/reason for the end of the position that begins on 2020-03-01/)])
    expect(rows()).toEqual([{ ...first, activeEnd: '2026-06-30' }])
    edit({ positionEndReason: ['x'] })
    expect(await put({ ...clerkOrder, position: ended, before: clerk })).not.toHaveProperty('byHand')
    expect(writes()).toHaveLength(1)
    // Back again: neither the end nor its reason is left.
    await put({ ...clerkOrder, before: ended })
    expect(rows()).toEqual([first])
  })

  test('in Visma only is not undone by another change in Huma', async () => {
    const { put, edit, rows } = await open()
    edit({ activeEnd: '2026-03-31' })
    const position = { ...clerk, percentage: 60 }
    const { byHand } = await put({ ...clerkOrder, position, before: clerk })
    expect(byHand).toEqual([expect.stringMatching(/ends on 2026-03-31 in Visma.*no end in Huma/)])
    expect(rows()).toMatchObject([{ activeEnd: '2026-03-31', partTimeFactors: [{}, { value: 60 }] }])
  })

  test('of an old position in Huma does not end the one that begins on the same day and goes on in Visma', async () => {
    const { put, rows, first } = await open()
    const old = { ...clerk, endDate: '2021-12-31' }
    const { changed, byHand } = await put({ ...clerkOrder, position: { ...old, title: 'Guard' }, before: old })
    expect([changed, byHand]).toEqual([
      false,
      [expect.stringMatching(/has no end in Visma.*ends on 2021-12-31 in Huma/)],
    ])
    expect(rows()).toEqual([first])
  })

  test('in the past is written, and what was paid by the position is not', async () => {
    const { put, rows, first } = await open()
    const position = { ...clerk, endDate: '2025-12-31', percentage: 60 }
    const { byHand } = await put({ ...clerkOrder, position, before: clerk })
    expect(byHand).toContainEqual(expect.stringMatching(/is over, and differs from Huma \(percentage\)/))
    expect(rows()).toEqual([{ ...first, activeEnd: '2025-12-31' }])
  })
})

test('a position that was deleted in Huma is left to somebody, until it is gone', async () => {
  const { remove, edit, rows, first, writes } = await open()
  const reference = JSON.stringify({ position: first.id, start: long.start, end: null })
  for (const sent of [await remove(clerk, reference), await remove(clerk)]) {
    expect(sent).toMatchObject({
      changed: false,
      byHand: [expect.stringMatching(/begins on 2020-03-01 .*delete or end it/)],
    })
  }
  expect(rows()).toEqual([first])
  edit({ activeStart: '2020-03-09' })
  expect(await remove(clerk)).toEqual({ changed: false })
  expect(writes()).toEqual([])
})
