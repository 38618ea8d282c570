/** What is special about Fortnox, on its sandbox: the promises of every system are in the shared contract suite. */
import { expect, test } from 'vitest'
import type { Person } from '../../src/core/person.ts'
import { absenceTypes } from '../../src/systems/fortnox/absence-types.ts'
import type { PayrollClient } from '../../src/systems/system.ts'
import { identityNumber, openFortnox, swedishPeople } from './fortnox-setting.ts'

async function everybody({ read }: PayrollClient): Promise<Person[]> {
  const people: Person[] = []
  for await (const person of read.people()) people.push(person)
  return people
}

async function first(client: PayrollClient): Promise<Person> {
  const [person] = await everybody(client)
  if (!person) throw new RangeError('nobody')
  return person
}

test('the account is the company, with the number that a service account needs', async () => {
  const { client, asked } = await openFortnox()
  expect(await client.read.account()).toEqual({
    id: '9900417',
    name: 'Nordlys AB',
    facts: { 'Organisation number': '555555-5555', 'Tenant ID': '9900417' },
  })
  expect(asked()).toEqual(['GET /3/companyinformation', 'GET /3/employees?page=1&limit=1'])
})

test.each([
  ['salary', /^Employees cannot be read: .*licence.*Fortnox Lön/],
  ['integration', /licence/],
] as const)('a missing licence for %s is told with where to order it', async (missingLicence, words) => {
  const { client, tokens } = await openFortnox({ sandbox: { missingLicence } })
  const told = await client.read.account().then(
    ({ missingRights }) => missingRights?.join(' '),
    (error: Error & { kind: string; hint: string }) => {
      expect(error.kind).toBe('authorization')
      return `${error.message} ${error.hint}`
    },
  )
  expect(told).toMatch(words)
  expect(told).toMatch(/Administrate users > Add licenses/)
  // No new login would help.
  expect(tokens.renewals).toBe(0)
})

test('everybody is read in pages of 500, also the inactive ones and those who have left', async () => {
  const { client, system, asked } = await openFortnox({ people: swedishPeople(1001) })
  system.edit('1002', { Inactive: true })
  system.edit('1003', { EmployedTo: '2026-01-14' })
  system.edit('1004', { EmployedTo: '2026-01-15' })
  const people = await everybody(client)
  expect(people).toHaveLength(1001)
  expect(people.filter(({ active }) => !active).map(({ id }) => id)).toEqual(['1002', '1003'])
  expect(asked()).toEqual([1, 2, 3].map((page) => `GET /3/employees?page=${page}&limit=500`))
})

test('somebody who is removed while the pages are read never makes another one look absent', async () => {
  const { client, system } = await openFortnox({ people: swedishPeople(501) })
  const reading = client.read.people()[Symbol.asyncIterator]()
  await reading.next()
  system.remove('1001')
  const rest = async () => {
    while (!(await reading.next()).done);
  }
  await expect(rest()).rejects.toMatchObject({ kind: 'unavailable' })
})

test('an update sends what stands for a person, and the rest stays', async () => {
  const { client, system, sent, asked } = await openFortnox()
  const person = await first(client)
  const before = system.snapshot().employees.find(({ EmployeeId }) => EmployeeId === person.id)
  await client.write.updatePerson(person, { phone: '+46701740605' })
  expect(sent('PUT')).toEqual([
    {
      Employee: {
        FirstName: before?.FirstName,
        LastName: before?.LastName,
        Email: before?.Email,
        PersonalIdentityNumber: before?.PersonalIdentityNumber,
        Phone1: '+46701740605',
        Address1: '',
        Address2: before?.Address2,
        PostCode: before?.PostCode,
        City: before?.City,
        Country: before?.Country,
        ClearingNo: before?.ClearingNo,
        BankAccountNo: before?.BankAccountNo,
      },
    },
  ])
  const after = system.snapshot().employees.find(({ EmployeeId }) => EmployeeId === person.id)
  expect(after).toEqual({ ...before, Phone1: '+46701740605' })
  expect(asked().slice(1)).toEqual([`GET /3/employees/${person.id}`, `PUT /3/employees/${person.id}`])
})

test('where Fortnox empties what a PUT leaves out, it is given back at once and sent from then on', async () => {
  const { client, system, sent } = await openFortnox({ sandbox: { whenOmitted: 'clear' } })
  const [one, other] = await everybody(client)
  if (!one || !other) throw new RangeError('too few people')
  const before = system.snapshot().employees
  await client.write.updatePerson(one, { phone: '+46701740605' })
  await client.write.updatePerson(other, { phone: '+46701740606' })
  const phones: Readonly<Record<string, string>> = { [one.id]: '+46701740605', [other.id]: '+46701740606' }
  // What is empty is not sent back, also within a list.
  const filled = (rows: unknown): string => JSON.stringify(rows, (_, value) => value ?? undefined)
  const expected = before.map((row) => ({ ...row, Phone1: phones[String(row.EmployeeId)] ?? row.Phone1 }))
  expect(filled(system.snapshot().employees)).toBe(filled(expected))
  expect(sent('PUT')).toHaveLength(3)
})

test('what somebody changed meanwhile is stale, and anything else of theirs stays', async () => {
  const { client, system, sent } = await openFortnox()
  const person = await first(client)
  system.edit(person.id, { Phone1: '070-174 06 07', JobTitle: 'Director' })
  await expect(client.write.updatePerson(person, { phone: '+46701740605' })).rejects.toMatchObject({ kind: 'stale' })
  expect(sent('PUT')).toEqual([])
  await client.write.updatePerson(person, { familyName: 'Lund' })
  const { JobTitle, Phone1, LastName } =
    system.snapshot().employees.find(({ EmployeeId }) => EmployeeId === person.id) ?? {}
  expect([JobTitle, Phone1, LastName]).toEqual(['Director', '070-174 06 07', 'Lund'])
})

const kari = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+46701740605',
  nationalId: { country: 'SE', number: identityNumber(900) },
  bankAccount: { kind: 'national', country: 'SE', number: '33001234567' },
  address: {
    line1: 'Exempelgatan 1',
    line2: 'c/o Lund',
    line3: '',
    postalCode: '114 55',
    city: 'Stockholm',
    country: 'SE',
  },
  employeeNumber: 'K-17',
} as const

test.each(['Address1', 'Address2'])('a new employee has every value, the street in %s', async (streetLine) => {
  const { client, system } = await openFortnox({ settings: { streetLine } })
  expect(await client.write.createPerson(kari)).toEqual({ id: 'K-17' })
  expect(await client.read.findPerson({ id: 'K-17' })).toEqual({
    side: 'payroll',
    id: 'K-17',
    active: true,
    fields: kari,
  })
  const row = system.snapshot().employees.find(({ EmployeeId }) => EmployeeId === 'K-17')
  expect(row?.[streetLine === 'Address1' ? 'Address1' : 'Address2']).toBe('Exempelgatan 1')
  expect(row).toMatchObject({ ClearingNo: '3300', BankAccountNo: '1234567', Country: 'Sweden' })
})

test('without an employee number Fortnox gives one', async () => {
  const { client } = await openFortnox()
  const { employeeNumber: _, ...rest } = kari
  const { id } = await client.write.createPerson(rest)
  expect(await client.read.findPerson({ employeeNumber: id })).toMatchObject({ id, fields: rest })
})

test('a create whose answer is lost is found again by its e-mail address', async () => {
  const { client, served } = await openFortnox()
  served.setFaults([{ method: 'POST', kind: 'reset-after' }])
  await expect(client.write.createPerson(kari)).rejects.toMatchObject({ kind: 'unknown-outcome' })
  expect(await client.read.findPerson({ email: 'KARI@nordlys.example' })).toMatchObject({ id: 'K-17' })
  expect(await client.read.findPerson({ email: 'nobody@nordlys.example' })).toBeUndefined()
})

test('the employee ID is never changed', async () => {
  const { client, sent } = await openFortnox()
  const person = await first(client)
  await expect(client.write.updatePerson(person, { employeeNumber: '7' })).rejects.toMatchObject({
    kind: 'refused',
    details: { field: 'employeeNumber' },
  })
  expect(sent('PUT')).toEqual([])
})

test.each([
  [
    'an employee ID that somebody has',
    { employeeNumber: '1001' },
    /^Fortnox refused to create the employee: .*\(code /,
  ],
  ['a character', { familyName: 'Nord|mann' }, /character/],
])('Fortnox refuses %s: told by its code, without personal values', async (_, change, words) => {
  const { client } = await openFortnox()
  const error = await client.write.createPerson({ ...kari, ...change }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ kind: 'refused', message: expect.stringMatching(words) })
  expect(JSON.stringify(error)).not.toContain(kari.nationalId.number.slice(2))
})

test('a login that has ended is renewed once, and the request sent once more', async () => {
  const { client, tokens, asked } = await openFortnox()
  tokens.current = 'ended'
  expect(await everybody(client)).toHaveLength(4)
  expect([tokens.renewals, asked().length]).toEqual([1, 2])

  const { client: other, served } = await openFortnox()
  served.setFaults([{ path: '^/3/', kind: 'status', status: 401 }])
  await expect(everybody(other)).rejects.toMatchObject({ kind: 'authorization' })
  expect(served.requests().filter(({ path }) => path.startsWith('/3/'))).toHaveLength(2)
})

test('a wrong address is an outage, not an absent employee', async () => {
  const { client, served } = await openFortnox()
  served.setFaults([{ kind: 'status', status: 404 }])
  await expect(client.read.findPerson({ id: '1001' })).rejects.toMatchObject({ kind: 'unavailable' })
  await expect(everybody(client)).rejects.toMatchObject({ kind: 'unavailable' })
  served.setFaults([])
  expect(await client.read.findPerson({ id: 'nobody' })).toBeUndefined()
})

test('no request of this client deletes anything', async () => {
  const { client, asked } = await openFortnox()
  const person = await first(client)
  await client.write.createPerson(kari)
  await client.write.updatePerson(person, { familyName: 'Lund' })
  expect(asked().filter((one) => !/^(GET|POST|PUT) /.test(one))).toEqual([])
})

test('each absence type has a code of its own', async () => {
  const { client } = await openFortnox()
  expect(await client.read.absenceTypes?.()).toEqual(absenceTypes)
  expect(new Set(absenceTypes.map(({ code }) => code)).size).toBe(absenceTypes.length)
})
