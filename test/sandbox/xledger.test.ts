import { describe, expect, test } from 'vitest'
import { kari, serveXledger } from './served-xledger.ts'

describe('the token', () => {
  test.each([
    ['', 'Bad format for API Token. Expected header: "Authorization: token <your-token>"'],
    ['Bearer {token}', 'Bad format for API Token. Expected header: "Authorization: token <your-token>"'],
    ['token eGxlZGdlcg', 'Unknown or expired API Token.'],
  ])('%j is refused within HTTP 200', async (authorization, message) => {
    const { ask, xledger } = await serveXledger()
    const header = authorization.replace('{token}', xledger.secrets.apiToken ?? '')
    expect(await ask('{ employees(first: 1) { edges { cursor } } }', {}, header)).toEqual({
      status: 200,
      data: null,
      errors: [{ code: 'UNHANDLED_ERROR', message, extensions: { code: 'UNHANDLED_ERROR' } }],
    })
  })

  test('opens nothing after it is deleted, and reads only where it may not write', async () => {
    const { ask, add, xledger, employees } = await serveXledger({ readOnly: true })
    expect((await add(kari)).errors[0].message).toContain('no right')
    expect(employees()).toHaveLength(30)
    expect((await ask('{ employees(first: 1) { edges { cursor } } }')).errors).toBeUndefined()
    xledger.deleteToken()
    expect((await ask('{ employees(first: 1) { edges { cursor } } }')).data).toBeNull()
  })
})

describe('lists', () => {
  const everybody = `query ($first: Int, $after: String) {
    employees(first: $first, after: $after) { edges { cursor node { dbId email } } pageInfo { hasNextPage } } }`

  test('come in pages that go on after the last edge, and end in nothing', async () => {
    const { ask, employees } = await serveXledger()
    const seen: number[] = []
    let after: string | null = null
    for (let hasNext = true; hasNext; ) {
      const { data } = await ask(everybody, { first: 7, after })
      const page: { edges: { cursor: string; node: { dbId: number } }[]; pageInfo: { hasNextPage: boolean } } =
        data.employees
      seen.push(...page.edges.map(({ node }) => node.dbId))
      after = page.edges.at(-1)?.cursor ?? null
      hasNext = page.pageInfo.hasNextPage
    }
    expect(seen).toEqual(employees().map(({ dbId }) => dbId))
    const past = (await ask(everybody, { first: 7, after })).data.employees
    expect(past).toEqual({ edges: null, pageInfo: { hasNextPage: false } })
    expect((await ask(everybody, { first: 7, after: String(seen[3]) })).errors[0].message).toBe('after: Not a cursor.')
  })

  test('show whoever is changed while they are read once more, at the end', async () => {
    const { ask, xledger, employeeAt } = await serveXledger()
    const before = employeeAt(2)
    const { edges } = (await ask(everybody, { first: 20 })).data.employees
    xledger.edit(before.dbId, { email: 'changed@nordlys.example' })
    const rest = (await ask(everybody, { first: 20, after: edges.at(-1).cursor })).data.employees.edges
    expect(rest).toHaveLength(11)
    expect(rest.at(-1).node).toEqual({ dbId: before.dbId, email: 'changed@nordlys.example' })
    const { data } = await ask('{ employees(last: 1) { edges { node { dbId } } pageInfo { hasPreviousPage } } }')
    expect(data.employees).toEqual({ edges: [{ node: { dbId: before.dbId } }], pageInfo: { hasPreviousPage: true } })
  })

  test.each([
    ['first: 0', 'first: Must be between 1 and 10000.'],
    ['first: 10001', 'first: Must be between 1 and 10000.'],
    ['first: 1, last: 1', 'last: Not together with first.'],
    [
      'first: 1, filter: { shoeSize: 43 }',
      'Expected value of type "EmployeeFilter" not to include unknown field "shoeSize"',
    ],
    [
      'first: 1, filter: { modifiedAt_gte: "2026-01-15T12:00:00Z" }',
      'Expected a time without a zone such as 2026-01-31T12:00:00.',
    ],
  ])('(%s) is refused', async (argument, message) => {
    const { messages } = await serveXledger()
    expect(await messages(`{ employees(${argument}) { edges { cursor } } }`)).toEqual([message])
  })

  test.each(['socialSec', 'bankAccount', 'phone', 'fullAddress', 'birthday', 'firstName', 'contactEmailList'])(
    '%s goes in and never comes out',
    async (name) => {
      const { ask } = await serveXledger()
      expect(await ask(`{ employees(first: 1) { edges { node { ${name} } } } }`)).toMatchObject({
        status: 200,
        data: null,
        errors: [
          { code: 'BAD_REQUEST', message: expect.stringContaining(`Cannot query field "${name}" on type "Employee".`) },
        ],
      })
    },
  )

  test('are filtered', async () => {
    const { ask, xledger, employeeAt, employees, clock } = await serveXledger()
    const [first, second, third] = [employeeAt(0), employeeAt(1), employeeAt(2)]
    const found = async (filter: string, more = '') => {
      const { data, errors } = await ask(
        `{ employees(first: 100, filter: ${filter}${more}) { edges { node { dbId } } } }`,
      )
      expect(errors).toBeUndefined()
      return (data.employees.edges ?? []).map(({ node }: { node: { dbId: number } }) => node.dbId)
    }
    expect(await found(`{ email: "${first.email}" }`)).toEqual([first.dbId])
    expect(await found(`{ dbId_in: [${second.dbId}, ${third.dbId}, 1] }`)).toEqual([second.dbId, third.dbId])
    expect(await found(`{ OR: [{ code: "${first.code}" }, { code: "${third.code}" }] }`)).toEqual([
      first.dbId,
      third.dbId,
    ])
    expect(await found(`{ AND: [{ code_gt: "0" }, { email: "nobody@nordlys.example" }] }`)).toEqual([])
    expect(await found('{ employmentTo: null, employmentFrom_lte: "2026-01-15" }')).toHaveLength(30)
    clock.time += 3_600_000
    xledger.edit(second.dbId, { employmentTo: '2026-01-31' })
    xledger.edit(third.dbId, { dateTo: '2026-01-14' })
    expect(await found('{ employmentTo: null }')).toHaveLength(28)
    // The clock in Norway is an hour ahead, and an hour has passed.
    expect(await found('{ modifiedAt_gte: "2026-01-15T13:00" }')).toEqual([second.dbId])
    expect(await found('{ modifiedAt_gt: "2026-01-15T13:00:00.000" }')).toEqual([])
    expect(await found('{ modifiedAt_gt: "2026-01-15T13:00" }')).toEqual([])
    // Without a word about it, closed ones are left out.
    expect(await found('{ code_gt: "0" }')).toHaveLength(employees().length - 1)
    expect(await found('{ code_gt: "0" }', ', objectStatus: ALL')).toHaveLength(employees().length)
    expect(await found('{ code_gt: "0" }', ', objectStatus: CLOSED')).toEqual([third.dbId])
  })

  test('hold the entity of the token and those below it', async () => {
    const { ask, employees } = await serveXledger()
    const { data } = await ask('{ entities(first: 10) { edges { node { dbId description ownerDbId } } } }')
    const entities: { dbId: number; description: string; ownerDbId: number }[] = data.entities.edges.map(
      ({ node }: { node: object }) => node,
    )
    expect(entities.map(({ description }) => description)).toEqual([
      'Nordlys AS',
      'Nordlys Butikk AS',
      'Nordlys Drift AS',
    ])
    const [home] = entities
    for (const ownerSet of ['CURRENT', 'LOWER', 'UPPER', 'MINE', 'ALL']) {
      const page = (await ask(`{ employees(first: 100, ownerSet: ${ownerSet}) { edges { node { ownerDbId } } } }`)).data
        .employees
      const expected = employees().filter(({ owner }) => {
        if (ownerSet === 'UPPER') return false
        return ownerSet === 'CURRENT' ? owner === 'Nordlys AS' : ownerSet !== 'LOWER' || owner !== 'Nordlys AS'
      })
      expect(page.edges?.length ?? 0, ownerSet).toBe(expected.length)
      if (ownerSet === 'CURRENT')
        expect(page.edges.every(({ node }: { node: { ownerDbId: number } }) => node.ownerDbId === home?.dbId)).toBe(
          true,
        )
    }
  })
})

describe('limits', () => {
  const cheap = '{ entities(first: 1) { edges { cursor } } }'

  test('20 requests in 5 seconds, counted by the clock', async () => {
    const { ask, clock } = await serveXledger({ limits: { burst: { requests: 20, seconds: 5 } } })
    for (let count = 0; count < 20; count += 1) expect((await ask(cheap)).errors).toBeUndefined()
    clock.time += 4999
    expect(await ask(cheap)).toEqual({
      status: 200,
      data: null,
      errors: [{ code: 'BAD_REQUEST.BURST_RATE_LIMIT_REACHED', message: 'Too many requests' }],
    })
    clock.time += 1
    expect((await ask(cheap)).errors).toBeUndefined()
  })

  test('requests that are under way at once', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    let begun = 0
    const { promise: bothIn, resolve: both } = Promise.withResolvers<void>()
    const work = () => {
      begun += 1
      if (begun === 2) both()
      return promise
    }
    const { ask } = await serveXledger({ work, limits: { concurrent: 2 } })
    const under = [ask(cheap), ask(cheap)]
    await bothIn
    expect((await ask(cheap)).errors[0].code).toBe('BAD_REQUEST.CONCURRENCY_LIMIT_REACHED')
    resolve()
    expect((await Promise.all(under)).map(({ errors }) => errors)).toEqual([undefined, undefined])
    expect((await ask(cheap)).errors).toBeUndefined()
  })

  test('credits run out, and the answer tells when there are new ones', async () => {
    const { ask, clock } = await serveXledger({ limits: { credits: { amount: 31, seconds: 1200 } } })
    await ask('{ employees(first: 30) { edges { cursor } } }')
    expect((await ask(cheap)).errors).toEqual([
      {
        code: 'BAD_REQUEST.INSUFFICIENT_CREDITS',
        message: 'Not enough credits',
        extensions: { resetAt: '2026-01-15T12:20:00' },
      },
    ])
    clock.time += 1_200_000
    expect((await ask(cheap)).errors).toBeUndefined()
  })

  test('what is above the included amount of a month is not refused but paid for', async () => {
    const { ask, xledger, clock } = await serveXledger({ limits: { included: { requests: 3, megabytes: 0 } } })
    for (let count = 0; count < 5; count += 1) expect((await ask(cheap)).errors).toBeUndefined()
    const usage = xledger.usage()
    // Two requests, and the first megabyte each way.
    expect(usage).toMatchObject({ month: '2026-01', requests: 5, pence: 22 })
    expect(usage.bytesUp).toBe(5 * JSON.stringify({ query: cheap }).length)
    clock.time = Date.UTC(2026, 0, 31, 23)
    await ask(cheap)
    expect(xledger.usage()).toMatchObject({ month: '2026-02', requests: 1, pence: 20 })
  })
})

test('deltas tell who was added, changed and removed in the last three days', async () => {
  const { ask, add, xledger, employeeAt, clock } = await serveXledger()
  const { dbId } = employeeAt(0)
  clock.time += 3 * 24 * 3600 * 1000
  xledger.edit(dbId, { email: 'new@nordlys.example' })
  const added = (await add(kari)).data.addEmployees.edges[0].node.dbId
  xledger.remove(dbId)
  const { data } = await ask('{ employee_deltas(first: 10) { edges { node { dbId mutationType } } } }')
  expect(data.employee_deltas.edges.map(({ node }: { node: object }) => node)).toEqual([
    { dbId, mutationType: 'UPDATED' },
    { dbId: added, mutationType: 'ADDED' },
    { dbId, mutationType: 'REMOVED' },
  ])
})
