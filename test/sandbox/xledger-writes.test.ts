import { describe, expect, test } from 'vitest'
import { kari, serveXledger } from './served-xledger.ts'

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
