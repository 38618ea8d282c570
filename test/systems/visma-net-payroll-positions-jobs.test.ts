import { describe, expect, test } from 'vitest'
import { failure } from './tripletex-sandbox.ts'
import { agreement, clerk, clerkOrder, controller, open, salary } from './visma-net-payroll-positions-setting.ts'
import { answer, openVisma } from './visma-net-payroll-setting.ts'

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

  test('nor after the program was killed in between, when only the engine knows that it was sent', async () => {
    const { put, rows, clock } = await open()
    const unansweredSince = clock.time
    clock.time += 599_999
    expect(await failure(put({ salary, unansweredSince }))).toMatchObject({ kind: 'unknown-outcome' })
    expect(rows()).toHaveLength(1)
    clock.time += 1
    await put({ salary, unansweredSince })
    expect(rows()).toHaveLength(2)
    // What is there is there, however short ago it was sent.
    await put({ salary, unansweredSince: clock.time, position: { ...controller, percentage: 70 } })
    expect(rows()[1]?.partTimeFactors).toEqual([{ value: 70 }])
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
