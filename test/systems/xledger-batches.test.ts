/** What goes out together, and what an answer to many says of each. */
import { describe, expect, test } from 'vitest'
import type { Person } from '../../src/core/person.ts'
import { failure, newPeople, openXledger } from './xledger-setting.ts'

describe('together', () => {
  test('501 new employees take two requests, and everybody gets the id of their own', async () => {
    const { client, asked, system } = await openXledger()
    const wanted = newPeople(501)
    const created = await Promise.all(wanted.map((fields) => client.write.createPerson(fields)))
    expect(asked()).toEqual(['addEmployees', 'addEmployees'])
    const emails = new Map(system.snapshot().map(({ dbId, email }) => [String(dbId), email]))
    expect(created.map(({ id }) => emails.get(id))).toEqual(wanted.map(({ email }) => email))
  })

  test('500 changes are one look and one change', async () => {
    const { client, asked, system, everybody, served } = await openXledger({ people: 600 })
    const people = (await everybody()).slice(0, 500)
    served.clearRequests()
    await Promise.all(people.map((one, index) => client.write.updatePerson(one, { employeeNumber: `X-${index}` })))
    expect(asked()).toEqual(['employees', 'updateEmployees'])
    const codes = new Map(system.snapshot().map(({ dbId, code }) => [String(dbId), code]))
    expect(people.map(({ id }) => codes.get(id))).toEqual(people.map((_, index) => `X-${index}`))
  })

  test('of those who are changed together only who was changed meanwhile is stale', async () => {
    const { client, asked, system, everybody, served } = await openXledger()
    const people = await everybody()
    const [first, second] = people
    system.edit(Number(first?.id), { email: 'changed@nordlys.example' })
    served.clearRequests()
    const ends = await Promise.allSettled(
      people.map((one, index) => client.write.updatePerson(one, { email: `e${index}@nordlys.example` })),
    )
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
    expect(ends[0]).toMatchObject({ reason: { kind: 'stale' } })
    expect(asked()).toEqual(['employees', 'updateEmployees'])
    expect(system.findByEmail('changed@nordlys.example')?.dbId).toBe(Number(first?.id))
    expect(system.findByEmail('e1@nordlys.example')?.dbId).toBe(Number(second?.id))
  })

  test('people who are looked for at once are asked for at once', async () => {
    const { client, asked, everybody, served } = await openXledger()
    const people = await everybody()
    served.clearRequests()
    const keys = people.map(({ fields }) => ({ email: fields.email?.toUpperCase() ?? '' }))
    const found = await Promise.all([...keys, { email: 'nobody@nordlys.example' }].map(client.read.findPerson))
    expect(found).toEqual([...people, undefined])
    expect(asked()).toEqual(['employees'])
  })
})

const problem = { givenName: 'Kari', familyName: 'Prøve', email: 'nobody knows kari prøve' }

describe('a batch that is refused in part', () => {
  test('where the answer tells whom an error is about, only they fail, and nothing is asked again', async () => {
    const { client, asked, system } = await openXledger()
    const wanted = newPeople(10).toSpliced(3, 1, problem)
    const ends = await Promise.allSettled(wanted.map((fields) => client.write.createPerson(fields)))
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    expect(ends[3]).toMatchObject({
      reason: {
        kind: 'refused',
        message: 'Xledger refused to create the employee: E-mail: Not an e-mail address.',
        details: { field: 'email' },
      },
    })
    expect(asked()).toEqual(['addEmployees'])
    expect(system.snapshot()).toHaveLength(4 + 9)
  })

  test('where it tells nothing, the batch is halved until it is known, and nobody is created twice', async () => {
    const sandbox = { batchFailure: 'whole', errorStatus: 400 } as const
    const { client, asked, system } = await openXledger({ sandbox })
    const wanted = newPeople(500).toSpliced(77, 1, problem)
    const ends = await Promise.allSettled(wanted.map((fields) => client.write.createPerson(fields)))
    expect(ends.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([77])
    expect(ends[77]).toMatchObject({ reason: { kind: 'refused', details: { field: 'email' } } })
    expect(system.snapshot()).toHaveLength(4 + 499)
    // One that fails, and two for each time that 500 can be halved.
    expect(asked().filter((name) => name === 'addEmployees')).toHaveLength(19)
  })

  test('many are found too, wherever they stand', async () => {
    const { client, asked, system } = await openXledger({ sandbox: { batchFailure: 'whole' } })
    const wanted = newPeople(60).map((fields, index) => (index < 12 || index % 9 === 0 ? problem : fields))
    const ends = await Promise.allSettled(wanted.map((fields) => client.write.createPerson(fields)))
    expect(wanted.filter((_, index) => ends[index]?.status === 'rejected')).toEqual(Array(17).fill(problem))
    expect(ends.every((end) => end.status === 'fulfilled' || end.reason.details.field === 'email')).toBe(true)
    expect(system.snapshot()).toHaveLength(4 + 43)
    expect(asked().filter((name) => name === 'addEmployees').length).toBeLessThan(2 * 60)
  })

  test('what everybody is refused for is not asked for everybody', async () => {
    const { client, asked, system } = await openXledger({
      sandbox: { batchFailure: 'whole' },
      settings: { employmentFrom: 'none' },
    })
    const ends = await Promise.allSettled(newPeople(500).map((fields) => client.write.createPerson(fields)))
    expect(ends.every((end) => end.status === 'rejected' && end.reason.kind === 'refused')).toBe(true)
    expect(ends[1]).toMatchObject({
      reason: { message: expect.stringContaining('employmentFrom: A value is required') },
    })
    expect(asked().filter((name) => name === 'addEmployees').length).toBeLessThan(50)
    expect(system.snapshot()).toHaveLength(4)
  })

  test('a change of which nobody knows whose the error is, is found in the same way', async () => {
    const { client, system, everybody } = await openXledger({ people: 40, sandbox: { batchFailure: 'whole' } })
    const people = await everybody()
    const emailOf = (index: number) => (index === 11 ? 'no address' : `e${index}@nordlys.example`)
    const ends = await Promise.allSettled(
      people.map((one, index) => client.write.updatePerson(one, { email: emailOf(index) })),
    )
    expect(ends.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([11])
    expect(system.snapshot().filter(({ email }) => String(email).startsWith('e'))).toHaveLength(39)
  })
})

test('a batch whose answer is lost is unknown for everybody in it, and all of them are found', async () => {
  const { client, served, system } = await openXledger()
  served.setFaults([{ kind: 'reset-after', times: 1 }])
  const wanted = newPeople(120)
  const ends = await Promise.allSettled(wanted.map((fields) => client.write.createPerson(fields)))
  expect(ends.filter((end) => end.status === 'rejected' && end.reason.kind === 'unknown-outcome')).toHaveLength(120)
  served.clearRequests()
  const found = await Promise.all(wanted.map(({ email }) => client.read.findPerson({ email })))
  expect(found.filter((person): person is Person => person !== undefined)).toHaveLength(120)
  expect(served.requests()).toHaveLength(2)
  expect(system.snapshot()).toHaveLength(4 + 120)
})

test('a token without the right to write is told so, and is not taken for a wrong one', async () => {
  const { client, system } = await openXledger({ sandbox: { readOnly: true } })
  const [fields = problem] = newPeople(1)
  const error = await failure(client.write.createPerson(fields))
  expect(error).toMatchObject({ kind: 'refused', hint: expect.stringContaining('Access tokens') })
  system.deleteToken()
  expect(await failure(client.write.createPerson(fields))).toMatchObject({ kind: 'authorization' })
})
