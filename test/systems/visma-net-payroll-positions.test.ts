import { describe, expect, test } from 'vitest'
import type { Position } from '../../src/core/position.ts'
import type { Salary } from '../../src/core/salary.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import type { PlainEmployee } from '../../src/sandbox/visma-net-payroll/screens.ts'
import type { PositionOrder } from '../../src/systems/system.ts'
import { failure } from './tripletex-sandbox.ts'
import { answer, type Between, kari, openVisma, quick, type Setting } from './visma-net-payroll-setting.ts'

const today = '2026-01-15'
const agreement = '0387f476-2471-4816-8b94-cdabb8fe4c21'

const controller: Position = {
  id: 'position-1',
  title: 'Controller',
  startDate: '2026-02-01',
  endDate: null,
  percentage: 80,
  contractType: 'Permanent',
  endReason: '',
}
const salary: Salary = { id: 's-1', unit: 'monthly', amount: 40_000, currency: 'NOK', fromDate: '2026-02-01' }

/** Everybody has a full position of these days in Visma, and in Huma. */
const long = { start: '2020-03-01', title: 'Clerk' }

async function open(options: Setting = {}) {
  const people = makePeople({ count: 3, seed: 1, country: 'NO' }).map((person) => ({
    ...person,
    startDate: long.start,
    percentage: 100,
    monthlySalary: 50_000,
  }))
  const opened = await openVisma({ people, sandbox: quick, ...options })
  const { positions } = opened
  if (!positions) throw new RangeError('There is no writer of positions.')
  const person = await opened.personAt(0)
  const [first] = opened.employeeAt(0).positions
  if (!first) throw new RangeError('There is no position.')
  const { id: employeeId } = opened.employeeAt(0)
  return {
    ...opened,
    employeeId,
    first,
    /** Of the positions that are there now. */
    rows: () => opened.employeeAt(0).positions,
    put: (more: Partial<PositionOrder> = {}) =>
      positions.put({
        person,
        position: controller,
        occupationCode: '2411101',
        from: more.position?.startDate ?? controller.startDate,
        isMain: true,
        today,
        ...more,
      }),
    remove: (before: Position, reference?: string) =>
      positions.remove({ person, before, today, ...(reference === undefined ? {} : { reference }) }),
    edit: (change: Parameters<typeof opened.sandbox.editPosition>[2]) =>
      opened.sandbox.editPosition(employeeId, first.id, change),
    writes: () => opened.asked().filter((one) => /^(POST|PUT)/.test(one)),
  }
}

/** The position that everybody has, in Huma's words. */
const clerk: Position = { ...controller, id: 'position-0', title: long.title, startDate: long.start, percentage: 100 }
const clerkOrder = { position: clerk, occupationCode: '1233101' }

describe('a new position', () => {
  test('after another one takes what Huma does not know from that one, and the salary from Huma', async () => {
    const { put, edit, rows, first, writes, sandbox } = await open()
    edit({ activeEnd: '2026-01-31' })
    const sent = await put({ salary })
    expect(sent).toEqual({
      changed: true,
      requestId: expect.any(String),
      reference: JSON.stringify({ position: rows()[1]?.id, start: '2026-02-01', end: null }),
    })
    expect(rows()[1]).toEqual({
      id: expect.any(String),
      typeOfPosition: 'Ordinary',
      activeStart: '2026-02-01',
      employmentForm: [{ value: 'fast' }],
      typeOfWork: [{ value: '2411101' }],
      partTimeFactors: [{ value: 80 }],
      workTimeAgreement: first.workTimeAgreement,
      taxUnitIds: first.taxUnitIds,
      salaryInformation: [expect.objectContaining({ contractSalaryType: 'monthly', monthlySalary: '40000' })],
    })
    expect(writes()).toEqual(['POST /employees/*/positions 202'])
    expect(sandbox.snapshot()).toHaveLength(3)
  })

  test('without a salary from Huma takes that over too, and says so', async () => {
    const { put, edit, rows } = await open()
    edit({ activeEnd: '2026-01-31' })
    for (const [index, more] of [{}, { salary: { ...salary, fromDate: '2026-03-01' } }].entries()) {
      const startDate = `2026-02-0${index + 1}`
      const { warnings } = await put({ position: { ...controller, startDate, endDate: startDate }, ...more })
      expect(warnings).toEqual([expect.stringContaining('was taken over from the one before')])
      expect(rows().at(-1)?.salaryInformation).toMatchObject([{ monthlySalary: '50000' }])
    }
  })

  test('beside another one gets no pay of its own, because Huma has one salary for both', async () => {
    const { put, rows, first } = await open()
    const { byHand } = await put({ salary })
    expect(byHand).toEqual([expect.stringMatching(/beside the one that begins on 2020-03-01.* with 0/)])
    expect(rows()[0]).toEqual(first)
    expect(rows()[1]?.salaryInformation).toMatchObject([{ contractSalaryType: 'monthly', monthlySalary: '0' }])
    expect(await failure(put({ position: { ...controller, startDate: '2026-04-01' } }))).toMatchObject({
      kind: 'refused',
      details: { field: 'salary', missing: ['salary'] },
    })
  })

  test('on the day of another one, alike in nothing, is another one', async () => {
    const { put, rows } = await open()
    await put({ salary })
    const second = { ...controller, id: 'position-2', title: 'Guard', percentage: 20 }
    await put({ position: second, occupationCode: '5414104', salary })
    expect(rows()).toHaveLength(3)
    // What has the same work is the same, also where its reference is lost.
    await put({ position: { ...second, percentage: 30 }, occupationCode: '5414104', before: second })
    expect(rows().map(({ partTimeFactors }) => partTimeFactors)).toEqual(
      [100, 80, 30].map((value) => [expect.objectContaining({ value })]),
    )
  })

  test('of a draft needs nothing more; what it lacks is said', async () => {
    const opened = await openVisma({ sandbox: quick, settings: { workTimeAgreement: agreement, taxUnit: '1' } })
    await opened.write.createPerson(kari)
    const person = await opened.personAt(-1)
    const position = { ...controller, endDate: '2026-06-30' }
    const sent = await opened.positions?.put({ person, position, from: '2026-02-01', isMain: true, today })
    expect(sent?.warnings).toEqual([expect.stringMatching(/is a draft.*still needs an occupation code, a salary\./)])
    expect(sent?.byHand).toEqual([expect.stringContaining('Enter the reason for the end')])
    expect(opened.employeeAt(-1).positions).toMatchObject([
      { activeEnd: '2026-06-30', taxUnitIds: [{ value: '1' }], workTimeAgreement: [{ value: agreement }] },
    ])
    expect(opened.employeeAt(-1).isDraft).toBe(true)
  })

  test('of anybody else without what pay needs is refused before anything is sent, with what to do', async () => {
    const opened = await openVisma({ sandbox: quick })
    const { id } = await opened.write.createPerson(kari)
    opened.sandbox.edit(id, { isDraft: false })
    const person = await opened.personAt(-1)
    const before = opened.sent('POST').length
    const position = { ...controller, contractType: 'Consultant' }
    const order = { person, position, from: '2026-02-01', isMain: true, today }
    const error = await failure(opened.positions?.put(order) ?? Promise.resolve())
    expect(error).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('"Controller" from 2026-02-01'),
      hint: expect.stringMatching(/--set workTimeAgreement=ID.*--set taxUnit=ID/),
      details: { missing: ['contractType', 'occupationCode', 'workTimeAgreement', 'taxUnit', 'salary'] },
    })
    expect(opened.sent('POST')).toHaveLength(before)
  })

  test('that was over before anything was sent, and that Visma never had, is history', async () => {
    const { put, writes } = await open()
    const position = { ...controller, startDate: '2018-01-01', endDate: '2019-12-31' }
    const sent = await put({ position, before: { ...position, title: 'Guard' } })
    expect(sent).toEqual({ changed: false, warnings: [expect.stringContaining('history is not sent')] })
    expect(writes()).toEqual([])
  })
})

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

describe('jobs', () => {
  test('one that does not end is asked about again, and the position is not sent twice', async () => {
    let isDone = false
    const { put, sent, rows, asked } = await open({
      between: async (request, ask) => {
        const isJob = request.url.includes('/positions/jobs/')
        return isJob && !isDone ? answer({ status: 'InProgress' }) : ask(request)
      },
      sandbox: { jobs: { polls: 0, seconds: 1_000_000_000 } },
    })
    const first = await failure(put({ salary }))
    expect(first).toMatchObject({ kind: 'unknown-outcome', requestId: expect.any(String) })
    expect(await failure(put({ salary }))).toMatchObject({ kind: 'unknown-outcome', requestId: first.requestId })
    isDone = true
    // Meanwhile something else was changed in Huma.
    await put({ salary, position: { ...controller, percentage: 70 } })
    expect(sent('POST')).toHaveLength(1)
    expect(rows()[1]?.partTimeFactors).toEqual([{ value: 70 }])
    expect(asked().some((one) => one.startsWith('GET /employees/*/positions/jobs/*'))).toBe(true)
  })

  test('after a lost answer the position is not sent again before its job may be over', async () => {
    const { put, sent, rows, served, clock } = await open()
    // It did not arrive, which nobody can know here.
    served.setFaults([{ kind: 'status', status: 502, method: 'POST', times: 1 }])
    expect(await failure(put({ salary }))).toMatchObject({ kind: 'unknown-outcome' })
    expect(await failure(put({ salary }))).toMatchObject({ kind: 'unknown-outcome' })
    expect(rows()).toHaveLength(1)
    clock.time += 600_000
    await put({ salary })
    expect(rows()).toHaveLength(2)
    expect(sent('POST')).toHaveLength(2)
  })

  test.each<[string, object]>([
    ['its own', { validationResults: [{ message: 'partTimeFactors left out', jsonPath: '$.partTimeFactors[0]' }] }],
    [
      'those of a part',
      { artifacts: [{ validationResults: [{ message: 'left out', jsonPath: '$.partTimeFactors' }] }] },
    ],
  ])('one that succeeded and left something out is a refusal, by remarks: %s', async (_, remarks) => {
    const job = { status: 'Succeeded', validationResults: [], ...remarks }
    const { put } = await open({
      between: (request, ask) => {
        if (request.method === 'PUT') {
          return new Response(null, { status: 202, headers: { location: '/v2/employees/e/positions/jobs/4711' } })
        }
        return request.url.includes('/jobs/') ? answer(job) : ask(request)
      },
    })
    const position = { ...clerk, percentage: 60 }
    const error = await failure(put({ ...clerkOrder, position, before: clerk }))
    expect(error).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Percentage: '),
      requestId: '4711',
    })
  })

  test('remarks on what was done are passed on', async () => {
    const { put, rows } = await open({
      between: async (request, ask) => {
        const response = await ask(request)
        if (!request.url.includes('/jobs/')) return response
        const job: object = JSON.parse(await response.text())
        // Not documented: whether it names the position, or the employee.
        return answer({ ...job, artifactId: 'employee', validationResults: [{ message: 'Look at the pension.' }] })
      },
    })
    const { warnings, reference } = await put({ salary })
    expect(warnings).toEqual(['Look at the pension.'])
    expect(reference).toContain(rows()[1]?.id)
    expect((await put({ ...clerkOrder, position: { ...clerk, percentage: 60 } })).warnings).toEqual([
      'Look at the pension.',
    ])
  })

  test('a refusal names what is in the way', async () => {
    const { put } = await open()
    const error = await failure(put({ salary, occupationCode: '12' }))
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('Occupation code: ') })
  })
})

test('whoever is shown in the list only is not changed from here', async () => {
  const { put, writes } = await open({
    between: (request, ask) =>
      /employees\/[0-9a-f-]{36}(\/positions)?$/.test(new URL(request.url).pathname) && request.method === 'GET'
        ? new Response(null, { status: 404 })
        : ask(request),
  })
  expect(await failure(put({ salary }))).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('list only'),
  })
  expect(writes()).toEqual([])
})

test('work-time agreements and tax units are offered by their names', async () => {
  const { read, asked } = await openVisma()
  expect(await read.choices('workTimeAgreement')).toEqual([{ value: agreement, label: '37,5 timer' }])
  expect(await read.choices('taxUnit')).toEqual([{ value: expect.any(String), label: expect.any(String) }])
  expect(asked()).toEqual(['GET /workTimeAgreements 200', 'GET /taxUnits 200'])
})

test.each<[string, unknown, unknown]>([
  [
    'no names',
    [{ id: 'a' }, { id: 2 }],
    [
      { value: 'a', label: 'a' },
      { value: '2', label: '2' },
    ],
  ],
  ['a list in data', { data: [{ id: 'a', description: 'Oslo' }] }, [{ value: 'a', label: 'Oslo' }]],
])('choices of which nothing more is known: %s', async (_, body, choices) => {
  const { read } = await openVisma({ between: () => Response.json(body) })
  expect(await read.choices('taxUnit')).toEqual(choices)
})
