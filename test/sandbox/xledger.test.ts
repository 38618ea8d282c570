import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildClientSchema,
  buildSchema,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  getIntrospectionQuery,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createXledgerSandbox, type XledgerSandboxOptions } from '../../src/sandbox/xledger.ts'
import { contractsAbsent } from '../contract/contracts.ts'

const people = makePeople({ count: 30, seed: 1, country: 'NO' })
/** Noon in Norway, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 11)

async function serveXledger(options: Partial<XledgerSandboxOptions> = {}) {
  const clock = { time: start }
  const limits = { burst: { requests: 1_000_000, seconds: 5 }, ...options.limits }
  const xledger = createXledgerSandbox({ people, now: () => clock.time, ...options, limits })
  const served = await serve(xledger)
  onTestFinished(() => served.close())

  async function ask(query: string, variables?: Record<string, unknown>, authorization?: string) {
    const response = await fetch(`${served.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: authorization ?? `token ${xledger.secrets.apiToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query, variables }),
    })
    // What a vendor answers is looked at freely in tests.
    // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
    const body: any = await response.json()
    return { status: response.status, ...body }
  }

  /** Without what is repeated of the request. */
  async function messages(query: string): Promise<string[]> {
    const { errors = [] } = await ask(query)
    return errors.map(({ message }: { message: string }) => message.split(', found:')[0])
  }

  const employees = () => xledger.snapshot()
  const employeeAt = (index: number) => {
    const employee = employees()[index]
    if (!employee) throw new RangeError('no such employee')
    return employee
  }
  const add = (...nodes: object[]) =>
    ask(adding, { inputs: nodes.map((node, index) => ({ clientId: `c${index}`, node })) })
  const update = (...nodes: object[]) =>
    ask(updating, { inputs: nodes.map((node, index) => ({ clientId: `c${index}`, node })) })
  return { xledger, served, ask, messages, add, update, clock, employees, employeeAt }
}

const selection = 'edges { clientId node { dbId code description email ownerDbId } }'
const adding = `mutation ($inputs: [AddEmployeesInput!]!) { addEmployees(inputs: $inputs) { ${selection} } }`
const updating = `mutation ($inputs: [UpdateEmployeesInput!]!) { updateEmployees(inputs: $inputs) { ${selection} } }`
const kari = { firstName: 'Kari', lastName: 'Prøve', employmentFrom: '2026-02-01', email: 'kari.prove@nordlys.example' }

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

describe('batches', () => {
  test('of 500 are taken, each answer tells its clientId, and the order means nothing', async () => {
    const { add, employees } = await serveXledger()
    const nodes = Array.from({ length: 501 }, (_, index) => ({ ...kari, code: String(5000 + index) }))
    expect((await add(...nodes)).errors[0].message).toBe('inputs: At most 500.')
    expect(employees()).toHaveLength(30)
    const { edges } = (await add(...nodes.slice(1))).data.addEmployees
    expect(edges).toHaveLength(500)
    expect(edges[0]).toMatchObject({ clientId: 'c499', node: { code: '5500', description: 'Kari Prøve' } })
    expect(edges.at(-1)).toMatchObject({ clientId: 'c0', node: { code: '5001' } })
    expect(employees()).toHaveLength(530)
  })

  test('do what can be done, and tell of each that cannot', async () => {
    const { add, employees, employeeAt } = await serveXledger()
    const answer = await add(
      { ...kari, code: '9001' },
      { ...kari, lastName: '' },
      { ...kari, code: employeeAt(0).code, owner: { description: employeeAt(0).owner } },
      { ...kari, code: '9002' },
    )
    expect(answer.status).toBe(200)
    expect(
      answer.data.addEmployees.edges.map(({ clientId, node }: { clientId: string; node: object | null }) => [
        clientId,
        node !== null,
      ]),
    ).toEqual([
      ['c3', true],
      ['c2', false],
      ['c1', false],
      ['c0', true],
    ])
    expect(answer.errors).toMatchObject([
      {
        message: expect.stringContaining("There is an employee with code '"),
        path: ['addEmployees', 'edges', 1, 'node'],
      },
      { message: 'lastName: A value is required.', path: ['addEmployees', 'edges', 2, 'node'] },
    ])
    expect(
      employees()
        .slice(30)
        .map(({ code }) => code),
    ).toEqual(['9001', '9002'])
  })

  test('may be all or nothing, and then nothing tells which one it was', async () => {
    const { add, xledger, employees } = await serveXledger({ batchFailure: 'whole', errorStatus: 400 })
    const before = employees()
    const answer = await add({ ...kari, code: '9001' }, { ...kari, lastName: '' })
    expect(answer).toMatchObject({
      status: 400,
      data: null,
      errors: [{ message: 'lastName: A value is required.', path: ['addEmployees'] }],
    })
    expect(employees()).toEqual(before)
    expect((await add(kari)).data.addEmployees.edges).toHaveLength(1)
    expect(xledger.findByEmail(kari.email.toUpperCase())).toMatchObject({ firstName: 'Kari' })
  })
})

describe('adding and changing', () => {
  test.each<[object, string]>([
    [{ firstName: ' ' }, 'firstName: A value is required.'],
    [{ employmentFrom: null }, 'employmentFrom: A value is required.'],
    [{ employmentTo: '2026-01-31' }, 'employmentTo: Is before employmentFrom.'],
    [{ email: 'kari' }, 'email: Not an e-mail address.'],
    [{ socialSec: '010190 12345' }, 'socialSec: Not a social security number.'],
    [{ bankAccount: '9999.00.00010' }, 'bankAccount: Not a bank account.'],
    [{ positionValue: { code: 'P123456' } }, "positionValue.code: No value matching owner 42365431, code 'P123456'."],
    [
      { glObject1: { description: 'Nowhere' } },
      "glObject1.description: No value matching owner 42365431, description 'Nowhere'.",
    ],
    [{ superior: { dbId: '1' } }, "superior.dbId: No value matching owner 42365431, dbId '1'."],
    [{ employmentType: {} }, 'employmentType: A value is required.'],
    [
      { owner: { description: 'Nordlys Holding AS' } },
      "owner.description: No value matching owner 42365431, description 'Nordlys Holding AS'.",
    ],
    [
      { birthday: '31.01.1990' },
      'Variable "$inputs" has invalid value at [0].node.birthday: Expected a date such as 2026-01-31.',
    ],
    [
      { salary: 1 },
      'Variable "$inputs" has invalid value at [0].node: Expected value of type "AddEmployeesNode" not to include unknown field "salary"',
    ],
  ])('%j is refused', async (change, message) => {
    const { add, employees } = await serveXledger()
    const { data, errors } = await add({ ...kari, ...change })
    expect(errors.map((error: { message: string }) => error.message.split(', found:')[0])).toEqual([message])
    expect(data?.addEmployees.edges[0].node ?? null).toBeNull()
    expect(employees()).toHaveLength(30)
  })

  test('a code is given where there is none, and an owner below may be chosen', async () => {
    const { add, employees } = await serveXledger()
    const { errors, data } = await add(kari, {
      ...kari,
      owner: { description: 'Nordlys Drift AS' },
      positionValue: { description: 'Cook' },
      employmentType: { code: '1' },
    })
    expect(errors).toBeUndefined()
    const highest = (owner: string) =>
      Math.max(
        ...employees()
          .slice(0, 30)
          .flatMap((one) => (one.owner === owner ? [Number(one.code)] : [])),
      )
    expect(employees().slice(30)).toMatchObject([
      { owner: 'Nordlys AS', code: String(highest('Nordlys AS') + 1) },
      {
        owner: 'Nordlys Drift AS',
        code: String(highest('Nordlys Drift AS') + 1),
        references: { positionValue: 'Cook', employmentType: 'Fast ansatt' },
      },
    ])
    expect(data.addEmployees.edges).toHaveLength(2)
  })

  test('what is written is kept, and only the mask of the identity number is shown', async () => {
    const { update, ask, employeeAt, clock } = await serveXledger()
    const { dbId, ...before } = employeeAt(4)
    clock.time += 60_000
    const change = {
      lastName: 'Ny',
      socialSec: '01819012345',
      bankAccount: '99990000006',
      phone: '+4799900099',
      superior: { dbId: employeeAt(0).dbId },
    }
    expect((await update({ dbId, ...change })).errors).toBeUndefined()
    const { superior, ...fields } = change
    expect(employeeAt(4)).toEqual({
      ...before,
      ...fields,
      dbId,
      description: `${before.firstName} Ny`,
      references: { ...before.references, superior: employeeAt(0).description },
    })
    expect(superior.dbId).toBe(employeeAt(0).dbId)
    const { data } = await ask(`{ employees(last: 1) { edges { node {
      dbId modifiedAt socialSecurityMasked superior { code } contact { lastName birthday } } } } }`)
    expect(data.employees.edges[0].node).toEqual({
      dbId,
      modifiedAt: '2026-01-15T12:01:00',
      socialSecurityMasked: '018190*****',
      superior: { code: employeeAt(0).code },
      contact: { lastName: 'Ny', birthday: before.birthday },
    })
  })

  test('an update needs a dbId that the token may see, and nulls nothing but the end of the employment', async () => {
    const { update, employeeAt } = await serveXledger()
    const { dbId } = employeeAt(0)
    const messages = async (node: object) =>
      ((await update(node)).errors ?? []).map(({ message }: { message: string }) => message)
    expect(await messages({ email: 'x@nordlys.example' })).toEqual(['dbId: A value is required.'])
    expect(await messages({ dbId: '7', email: 'x@nordlys.example' })).toEqual([
      "dbId: No value matching owner 42365431, dbId '7'.",
    ])
    expect(await messages({ dbId, email: null })).toEqual(['email: Cannot be null.'])
    expect(await messages({ dbId, employmentTo: '2026-01-31' })).toEqual([])
    expect(await messages({ dbId, employmentTo: null })).toEqual([])
    expect(employeeAt(0)).toMatchObject({ employmentTo: null })
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

test('the schema is the one that is known of Xledger, as far as it goes', async ({ skip }) => {
  const folder = process.env.HUMA_PAYROLL_CONTRACTS ?? join(import.meta.dirname, '../../../shared/contracts')
  const file = join(folder, 'DERIVED-xledger-schema.graphql')
  if (!existsSync(file)) return skip(contractsAbsent)
  const known = buildSchema(readFileSync(file, 'utf8'))
  const { ask } = await serveXledger()
  const served = buildClientSchema((await ask(getIntrospectionQuery())).data)

  // What can be asked is never more than what is known, and what can be read is never less, but for what is named here.
  const added = ['Query.objectValues', 'Query.entities']
  const left = new Set([
    'assistant',
    'flexiFieldsItem',
    'employeePositions',
    'absences',
    'payrollRates',
    'payrollEntryItems',
  ])
  expect(
    inputsOf(served).filter((line) => !inputsOf(known).includes(line) && !added.some((name) => line.startsWith(name))),
  ).toEqual([])
  expect(
    outputsOf(known, served).filter(
      (line) => !outputsOf(served, served).includes(line) && !left.has(line.split(/[.:]/)[1] ?? ''),
    ),
  ).toEqual([])
})

/** "AddEmployeesNode.code: String", and every argument of a query or mutation. */
function inputsOf(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => !!type)
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType)
  return [
    ...inputs.flatMap((type) => lines(type.name, Object.values(type.getFields()))),
    ...roots.flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args.map((argument) => `${type.name}.${field.name}(${argument.name}: ${argument.type})`),
      ),
    ),
  ]
}

/** The fields of the object types that `served` has too. */
function outputsOf(schema: GraphQLSchema, served: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => served.getType(type.name) && !type.name.startsWith('__'))
    .flatMap((type) => lines(type.name, Object.values(type.getFields())))
}

function lines(name: string, fields: (GraphQLInputField | GraphQLField<unknown, unknown>)[]): string[] {
  return fields.map((field) => `${name}.${field.name}: ${field.type}`)
}
