import { describe, expect, test } from 'vitest'
import type { Patch, Person } from '../../src/core/person.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { counted, openSandbox } from './sandbox.ts'

const nora: Patch = {
  givenName: 'Nora',
  familyName: 'Berg',
  email: 'nora.berg@nordlys.example',
  phone: '+4799912345',
  birthDate: '1991-04-05',
  nationalId: { country: 'NO', number: '05849112345' },
  address: { line1: 'Nordlysgata 2', line2: '', line3: '', postalCode: '5003', city: 'Bergen', country: 'NO' },
  bankAccount: { kind: 'national', country: 'NO', number: '99991000007' },
  employeeNumber: '2001',
}

/** A sandbox whose users have been read, as before every write. */
async function readSandbox(options: Parameters<typeof openSandbox>[0] = {}) {
  const sandbox = await openSandbox(options)
  const { people } = await sandbox.read.readHuma('all')
  sandbox.served.clearRequests()
  function personAt(index: number): Person {
    const found = people.find(({ id }) => id === sandbox.userAt(index).id)
    if (!found) throw new RangeError('no such person')
    return found
  }
  const bodies = () => sandbox.served.requests().flatMap(({ method, body }) => (method === 'GET' ? [] : [body]))
  return { ...sandbox, personAt, bodies }
}

describe('creating', () => {
  test.each([false, true])('a whole person, in the groups of the scope; invited: %j', async (invite) => {
    const groups = (await (await openSandbox()).read.groups()).slice(0, 2)
    const client = { invite, groups: groups.map(({ id }) => id) }
    const types = { national: 'NATIONAL_ACCOUNT', international: 'IBAN_ACCOUNT' }
    const { write, read, huma, users, asked } = await readSandbox({ client, bankAccountTypes: types })
    const { id, incomplete } = await write.createPerson(nora)
    expect(incomplete).toBeUndefined()
    expect(await read.findPerson({ id })).toEqual({ side: 'huma', id, active: true, fields: nora })
    expect(users().at(-1)).toMatchObject({ id, groups: groups.map(({ name }) => name) })
    expect(huma.snapshot().invitations).toEqual(invite ? [{ userId: id }] : [])
    expect(asked().slice(0, 3)).toEqual(['POST /users', 'PATCH /users/*', 'POST /users/*/identifications'])
  })

  test('with no more than a name and an address it is one request', async () => {
    const { write, asked, bodies } = await readSandbox()
    const { givenName, familyName, email } = nora
    await write.createPerson({
      ...(givenName && { givenName }),
      ...(familyName && { familyName }),
      ...(email && { email }),
    })
    expect(asked()).toEqual(['POST /users'])
    expect(bodies()).toEqual([{ givenName, familyName, email, groups: [], invite: false }])
    await expect(write.createPerson({ givenName: 'Nora' })).rejects.toMatchObject({ kind: 'refused' })
    expect(asked()).toHaveLength(1)
  })

  test.each([
    ['reset-after', undefined, 'unknown-outcome', 1],
    ['truncate', undefined, 'unknown-outcome', 1],
    ['status-after', 500, 'unknown-outcome', 1],
    ['status', 503, 'unknown-outcome', 1],
    ['status', 403, 'authorization', 1],
  ] as const)('%s %s: %s, and sent once', async (kind, status, expected, times) => {
    const { write, served, asked } = await readSandbox()
    served.setFaults([{ method: 'POST', path: '/users$', kind, ...(status && { status }) }])
    await expect(write.createPerson(nora)).rejects.toMatchObject({ kind: expected })
    expect(counted(asked())).toEqual({ 'POST /users': times })
  })

  test('an address that somebody has already is refused by name', async () => {
    const { write, userAt, users } = await readSandbox()
    await expect(write.createPerson({ ...nora, email: userAt(0).email })).rejects.toMatchObject({
      kind: 'refused',
      details: { field: 'email' },
    })
    expect(users()).toHaveLength(12)
  })

  test('what fails after the user is there does not hide that the user is there', async () => {
    const { write, served, users } = await readSandbox()
    served.setFaults([{ path: 'identifications', kind: 'reset-after' }])
    const first = await write.createPerson(nora)
    expect(first).toMatchObject({
      id: users().at(-1)?.id,
      incomplete: { kind: 'unknown-outcome', details: { fields: ['nationalId'] } },
    })

    served.setFaults([{ method: 'PATCH', kind: 'status', status: 400 }])
    const second = await write.createPerson({ ...nora, email: 'other@nordlys.example' })
    expect(second.incomplete).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Date of birth, Home address, Bank account, Employee number'),
    })
    expect(users().at(-1)).toMatchObject({ id: second.id, identifications: [{ value: '05849112345' }] })
    expect(JSON.stringify([second.incomplete, second.incomplete?.message])).not.toMatch(/0584911|9999100|Nordlysgata/)
  })

  test('a kind of account that no user shows is held back, and nothing else', async () => {
    const people = [{ ...firstPerson(), bankAccount: '' }]
    const { write, read } = await readSandbox({ people })
    const { id, incomplete } = await write.createPerson(nora)
    expect(incomplete).toMatchObject({ kind: 'unsupported', details: { fields: ['bankAccount'] } })
    expect((await read.findPerson({ id }))?.fields).toEqual({ ...nora, bankAccount: null })
  })
})

function firstPerson() {
  const [person] = makePeople({ count: 1, seed: 1, country: 'NO' })
  if (!person) throw new RangeError('no person')
  return person
}

describe('changing', () => {
  test('only what is in the patch, after one more look', async () => {
    const { write, read, personAt, asked, bodies } = await readSandbox()
    const person = personAt(0)
    const { address, bankAccount, employeeNumber } = nora
    const patch: Patch = {
      ...(address && { address }),
      ...(bankAccount && { bankAccount }),
      ...(employeeNumber && { employeeNumber }),
    }
    await write.updatePerson(person, patch)
    expect(asked()).toEqual(['GET /users/*', 'PATCH /users/*'])
    expect(bodies()).toEqual([
      {
        homeAddress: address,
        bankAccount: { type: 'national', country: 'NO', number: '99991000007' },
        employmentId: '2001',
      },
    ])
    expect((await read.findPerson({ id: person.id }))?.fields).toEqual({ ...person.fields, ...patch })
    await write.updatePerson(person, {})
    expect(asked()).toHaveLength(3)
  })

  test('an identity number replaces the one of its country, stands beside others, and is not written twice', async () => {
    const { write, personAt, userAt, asked, read } = await readSandbox()
    const person = personAt(0)
    const [before] = userAt(0).identifications
    const number = { country: 'NO', number: '05849112345' }
    await write.updatePerson(person, { nationalId: number })
    expect(userAt(0).identifications).toEqual([{ ...before, value: '05849112345' }])

    const now = await read.findPerson({ id: person.id })
    if (!now) throw new Error('gone')
    const swedish = { country: 'SE', number: '199104051234' }
    await write.updatePerson(now, { nationalId: swedish })
    await write.updatePerson(now, { nationalId: swedish })
    expect(userAt(0).identifications).toMatchObject([{ country: 'NO' }, { country: 'SE', value: swedish.number }])
    expect(counted(asked())).toEqual({
      'GET /users/*': 4,
      'PUT /users/*/identifications/*': 1,
      'POST /users/*/identifications': 1,
    })
  })

  test('somebody else was faster: nothing is written', async () => {
    const { write, huma, personAt, asked } = await readSandbox()
    const person = personAt(0)
    huma.edit(person.id, { phone: '+4799988888' })
    await expect(write.updatePerson(person, { phone: '+4799911111' })).rejects.toMatchObject({
      kind: 'stale',
      details: { fields: ['phone'] },
    })
    expect(asked()).toEqual(['GET /users/*'])
    // Another field is not in the way.
    await write.updatePerson(person, { employeeNumber: '2001' })
    expect(asked()).toHaveLength(3)
  })

  test('a new address waits for the employee, and a second one is not put over it', async () => {
    const { write, read, personAt, asked } = await readSandbox()
    const person = personAt(0)
    await write.updatePerson(person, { email: 'ny@nordlys.example' })
    const now = await read.findPerson({ id: person.id })
    expect(now).toMatchObject({ pendingEmail: 'ny@nordlys.example', fields: { email: person.fields.email } })
    await expect(write.updatePerson(person, { email: 'nyere@nordlys.example' })).rejects.toMatchObject({
      kind: 'stale',
    })
    expect(counted(asked())['PATCH /users/*']).toBe(1)
  })

  test.each([
    [{ lockedFields: ['phone'] }, { phone: '+4799911111' }, 'refused'],
    [{ hiddenFields: ['employmentId'] }, { employeeNumber: '1' }, 'refused'],
    [{}, { address: { line1: 'x', line2: '', line3: '', postalCode: '', city: '', country: '' } }, 'refused'],
    [{}, { bankAccount: { kind: 'international', iban: 'NO9386011117947', bic: 'DNBANOKK' } }, 'unsupported'],
  ] as const)('%j does not take %j: %s, and nothing is written', async (options, patch, kind) => {
    const { lockedFields, hiddenFields } = { lockedFields: [], hiddenFields: [], ...options }
    const { write, personAt, asked } = await readSandbox({ lockedFields, hiddenFields })
    await expect(write.updatePerson(personAt(0), patch)).rejects.toMatchObject({ kind })
    expect(asked()).toEqual(['GET /users/*'])
  })

  test('whoever is gone, and a lost answer', async () => {
    const { write, huma, served, personAt, asked } = await readSandbox()
    const [gone, other] = [personAt(0), personAt(1)]
    huma.remove(gone.id)
    await expect(write.updatePerson(gone, { phone: '+4799911111' })).rejects.toMatchObject({ kind: 'refused' })
    served.setFaults([{ method: 'PATCH', kind: 'reset-after' }])
    await expect(write.updatePerson(other, { phone: '+4799911111' })).rejects.toMatchObject({ kind: 'unknown-outcome' })
    served.setFaults([{ path: 'identifications', kind: 'status', status: 400 }])
    const now: Person = { ...other, fields: { ...other.fields, phone: '+4799911111' } }
    const both: Patch = { phone: '+4799922222', nationalId: { country: 'NO', number: '05849112345' } }
    await expect(write.updatePerson(now, both)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('The other fields were changed.'),
    })
    expect(counted(asked())['PATCH /users/*']).toBe(2)
  })
})
