import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Patch } from '../../src/core/person.ts'
import type { HumaPayrollError } from '../../src/errors.ts'
import { all, employeeSeven, failed, keys, listOfOne, openNetvisor, scripted, succeeded } from './netvisor-setting.ts'

const somebody: Patch = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+358401234567',
  nationalId: { country: 'FI', number: '150790-987C' },
  address: { line1: 'Koekatu 1', line2: '', line3: '', postalCode: '00150', city: 'Helsinki', country: 'FI' },
}

async function errorOf(doing: Promise<unknown>): Promise<HumaPayrollError> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return Object(error)
}

test('everybody costs one request and one each, and how many there are is said first', async () => {
  const { read, resources } = await openNetvisor({ people: 5 })
  const told: number[] = []
  for await (const _ of read.people((count) => told.push(count))) expect(told).toEqual([5])
  expect(resources()).toEqual(['getemployees.nv', ...Array(5).fill('getemployee.nv')])
})

test('a company is asked one thing at a time, however many ask', async () => {
  // Long enough for the others to arrive, if they were sent: Netvisor refuses what overlaps.
  const work = async () => {
    for (let turn = 0; turn < 50; turn += 1) await setImmediate()
  }
  const { read, write, served, ids } = await openNetvisor({ sandbox: { work } })
  const [id = ''] = ids()
  const person = await read.findPerson({ id })
  if (!person) throw new Error('nobody')
  const reads = ids().map((one) => read.findPerson({ id: one }))
  await Promise.all([all(read.people()), ...reads, write.updatePerson(person, { familyName: 'Björk' })])
  expect(served.requests().map(({ status }) => status)).toEqual(Array(1 + (1 + 4) + 4 + 2).fill(200))
})

test('a reading that broke off goes on where it ended, for ten minutes', async () => {
  const { read, served, resources, clock, write, system, ids } = await openNetvisor({ people: 5 })
  const breakOff = async () => {
    served.setFaults([{ kind: 'reset-before', path: '/getemployee\\.nv', after: 3 }])
    await expect(all(read.people())).rejects.toMatchObject({ kind: 'unavailable' })
    served.setFaults([])
    resources()
  }
  await breakOff()
  expect(await all(read.people())).toHaveLength(5)
  expect(resources()).toEqual(['getemployees.nv', 'getemployee.nv', 'getemployee.nv'])
  // It was complete: what comes next is read anew.
  expect(await all(read.people())).toHaveLength(5)
  expect(resources()).toHaveLength(6)

  await breakOff()
  clock.time += 600_001
  await all(read.people())
  expect(resources()).toHaveLength(6)

  await breakOff()
  const [id = ''] = ids()
  const person = await read.findPerson({ id })
  if (!person) throw new Error('nobody')
  await write.updatePerson(person, { familyName: 'Björk' })
  const everybody = await all(read.people())
  expect(everybody.find((one) => one.id === id)?.fields.familyName).toBe('Björk')
  expect(everybody).toHaveLength(system.snapshot().length)
})

test('somebody is looked up in the list, which has no e-mail address', async () => {
  const { read, resources, system } = await openNetvisor()
  const [, second] = system.snapshot()
  const id = String(second?.netvisorkey)
  expect(await read.findPerson({ nationalId: String(second?.employeeidentifier).toLowerCase() })).toMatchObject({ id })
  expect(await read.findPerson({ employeeNumber: String(second?.employeenumber) })).toMatchObject({ id })
  expect(resources()).toEqual(['getemployees.nv', 'getemployee.nv', 'getemployees.nv', 'getemployee.nv'])
  await expect(read.findPerson({ email: String(second?.email) })).rejects.toMatchObject({ kind: 'unsupported' })
  expect(resources()).toEqual([])
})

test('two with one number are named, and neither is taken', async () => {
  const { read, system, ids } = await openNetvisor()
  const [one = '', two = ''] = ids()
  for (const id of [one, two]) system.edit(Number(id), { employeenumber: '77' })
  const error = await errorOf(read.findPerson({ employeeNumber: '77' }))
  expect(error).toMatchObject({ kind: 'refused', details: { field: 'employeeNumber' } })
  expect(error.hint).toContain(`${one}, ${two}`)
})

test.each([
  ['the list has nobody of the kind', listOfOne.replace('>7<', '>8<'), 'nobody'],
  ['the list has them', listOfOne, 'unavailable'],
  ['the list does not come', failed('TECHNICAL_ERROR :: x'), 'unavailable'],
])('"no such employee" is believed where %s', async (_, list, expected) => {
  for (const answer of [succeeded('<Employee/>'), succeeded(''), failed('INVALID_DATA :: No such employee')]) {
    const { read } = await scripted({ 'getemployee.nv': answer, 'getemployees.nv': list })
    const found = read.findPerson({ id: '7' }).then(
      (person) => person ?? 'nobody',
      (error: HumaPayrollError) => error.kind,
    )
    expect(await found).toBe(expected)
  }
})

test.each([
  ['no list at all', succeeded('')],
  ['another document', '<html><body>Welcome</body></html>'],
  ['half a document', listOfOne.slice(0, -20)],
  ['no status', listOfOne.replace(/<ResponseStatus>.*<\/ResponseStatus>/, '')],
  ['nothing', ''],
])('%s is not an empty company', async (_, body) => {
  const { read } = await scripted({ 'getemployees.nv': body })
  await expect(all(read.people())).rejects.toMatchObject({ kind: 'protocol' })
})

test('a company without employees is one', async () => {
  for (const list of ['<Employees/>', '<employees>\n</employees>']) {
    const { read } = await scripted({ 'getemployees.nv': succeeded(list) })
    expect(await all(read.people())).toEqual([])
    expect(await read.account()).toEqual({
      id: keys.organisationId,
      name: `Company ${keys.organisationId}`,
    })
  }
})

test('names of elements in any case, and letters in any charset', async () => {
  const named = employeeSeven.replace('Kari', 'Äijä')
  const shouted = named.replaceAll(/<[^>?]+>/g, (tag) => tag.toUpperCase())
  const declared = named.replace(
    '<?xml version="1.0" standalone="yes"?>',
    '<?xml version="1.0" encoding="ISO-8859-15"?>',
  )
  const latin = (text: string) => Buffer.from(text, 'latin1')
  for (const answer of [
    { body: named },
    { body: shouted },
    { body: latin(named) },
    { body: latin(declared) },
    { body: latin(named), type: 'text/xml; charset=iso-8859-15' },
  ]) {
    const { read } = await scripted({ 'getemployees.nv': listOfOne, 'getemployee.nv': answer })
    expect(await read.findPerson({ id: '7' })).toMatchObject({ id: '7', fields: { givenName: 'Äijä' } })
  }
})

/** The kind of the error when reading and when writing. */
test.each([
  ['AUTHENTICATION_FAILED :: x', 'authorization', 'authorization'],
  ['SERVICE_ACCESS_ERROR :: x', 'authorization', 'authorization'],
  ['INVALID_DATA :: x :: y', 'protocol', 'refused'],
  ['INVALID_DATA_SIZE :: x', 'protocol', 'refused'],
  ['DUPLICATE_DATA :: x', 'protocol', 'refused'],
  ['PERIOD_LOCK :: x', 'protocol', 'refused'],
  ['REQUEST_NOT_UNIQUE :: x', 'unavailable', 'unavailable'],
  ['SYSTEM_MAINTANANCE :: x', 'unavailable', 'unavailable'],
  ['SYSTEM_MAINTENANCE :: x', 'unavailable', 'unavailable'],
  ['TECHNICAL_ERROR :: x', 'unavailable', 'unknown-outcome'],
  ['SOMETHING_NEW :: x', 'protocol', 'refused'],
])('%s, whatever the HTTP status says', async (words, onRead, onWrite) => {
  for (const status of [200, 400, 401, 403, 404, 500]) {
    const answer = { status, body: failed(words) }
    const { read, write, asked } = await scripted({ 'getemployees.nv': answer, 'employee.nv': answer })
    const [code] = words.split(' ')
    const details = { status, code }
    expect(await errorOf(all(read.people()))).toMatchObject({ kind: onRead, details })
    const before = asked.length
    expect(await errorOf(write.createPerson(somebody))).toMatchObject({ kind: onWrite, details })
    expect(asked.length - before, 'a write is sent once').toBe(1)
  }
})

test('the status counts too where it has a name of its own', async () => {
  const answer = failed('DUPLICATE_DATA :: x')
    .replace('<Status>DUPLICATE', '<Status2>DUPLICATE')
    .replace('x</Status>', 'x</Status2>')
  const { write } = await scripted({ 'employee.nv': answer })
  expect(await errorOf(write.createPerson(somebody))).toMatchObject({
    kind: 'refused',
    details: { code: 'DUPLICATE_DATA' },
  })
})

test.each([
  ['without the key of who was created', succeeded('')],
  ['of another kind', '<html/>'],
])('after an answer %s nobody knows what was done', async (_, body) => {
  const { write } = await scripted({ 'employee.nv': body })
  await expect(write.createPerson(somebody)).rejects.toMatchObject({ kind: 'unknown-outcome' })
})

test('who was created without their key being told is found in the list', async () => {
  const employee = '<Employee><NetvisorKey>42</NetvisorKey><PersonalId>150790-987c</PersonalId></Employee>'
  const { write, asked } = await scripted({
    'employee.nv': succeeded('<Replies></Replies>'),
    'getemployees.nv': succeeded(`<Employees>${employee}</Employees>`),
  })
  expect(await write.createPerson(somebody)).toMatchObject({ id: '42' })
  expect(asked.map(({ path }) => path.split('?')[0])).toEqual(['/employee.nv', '/getemployees.nv'])
})

test('a message shows neither what was signed nor what was sent', async () => {
  const { read, write, asked, url } = await scripted({
    'getemployees.nv': failed(
      `AUTHENTICATION_FAILED :: The hash is wrong. Expected ${'0af3'.repeat(16)} of http://127.0.0.1/getemployees.nv?includeendedemployments=1&amp;huma-payroll&amp;${keys.customerId}&amp;2026-01-15 10:00:00.000&amp;EN&amp;${keys.organisationId}&amp;***&amp;***`,
    ),
    'employee.nv': failed('INVALID_DATA :: 150790-987C at Koekatu 1, 00150 Helsinki is no employee'),
  })
  const refused = await errorOf(all(read.people()))
  expect(refused.message).toBe(
    'Netvisor does not accept the keys that are to read the employees: AUTHENTICATION_FAILED: The hash is wrong. Expected … of …',
  )
  expect(refused.hint).toContain('huma-payroll connect netvisor')
  expect(refused.requestId).toBe(asked[0]?.headers['x-netvisor-authentication-transactionid'])

  const invalid = await errorOf(write.createPerson(somebody))
  expect(invalid.message).toBe('Netvisor refused to create the employee: INVALID_DATA: … at …, … … is no employee')
  const shown = JSON.stringify([refused, refused.message, invalid, invalid.message])
  for (const text of [...Object.values(keys), url, '150790', 'Koekatu']) expect(shown).not.toContain(text)
})

test('what is sent is XML as the vendor wants it', async () => {
  const { write, asked } = await scripted({
    'employee.nv': succeeded('<Replies><InsertedDataIdentifier>42</InsertedDataIdentifier></Replies>'),
  })
  const created = await write.createPerson(somebody)
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({
    method: 'POST',
    path: '/employee.nv?method=add',
    headers: {
      'content-type': 'text/xml; charset=ISO-8859-15',
      'x-netvisor-authentication-machashcalculationalgorithm': 'HMACSHA256',
    },
    body: expect.stringMatching(/^<root><employee><employeebaseinformation>/),
  })
  expect(created).toEqual({ id: '42', requestId: asked[0]?.headers['x-netvisor-authentication-transactionid'] })
})

test('rights that are missing are named, with where to give them', async () => {
  const { read } = await openNetvisor({ sandbox: { allowed: ['getemployees.nv'] } })
  const { missingRights = [] } = await read.account()
  expect(missingRights).toHaveLength(1)
  expect(missingRights[0]).toMatch(/API resource access rights.*getemployee\.nv/)
  const none = await openNetvisor({ sandbox: { allowed: [] } })
  expect((await none.read.account()).missingRights?.[0]).toContain('getemployees.nv')

  const readOnly = await openNetvisor({
    sandbox: { allowed: ['getemployees.nv', 'getemployee.nv'] },
    settings: { wageModel: 'Kuukausipalkkalaiset' },
  })
  const error = await errorOf(readOnly.write.createPerson(somebody))
  expect(error).toMatchObject({ kind: 'authorization', hint: expect.stringContaining('allow employee.nv') })
})

test('wage models are those that employees have; without one nobody is created', async () => {
  const { read, write, resources, system } = await openNetvisor({ people: 30 })
  const { netvisorkey = 0 } = system.snapshot().at(-1) ?? {}
  system.edit(netvisorkey, { payrollrulegroupname: 'Tuntipalkkalaiset' })
  expect(await read.choices('wageModel')).toEqual(
    ['Kuukausipalkkalaiset', 'Tuntipalkkalaiset'].map((name) => ({ value: name, label: name })),
  )
  expect(resources()).toHaveLength(1 + 25)
  const error = await errorOf(write.createPerson(somebody))
  expect(error).toMatchObject({ kind: 'usage', hint: expect.stringContaining('--set wageModel=') })
  expect(resources()).toEqual([])

  const wrong = await openNetvisor({ settings: { wageModel: 'Urakkalaiset' } })
  await expect(wrong.write.createPerson(somebody)).rejects.toMatchObject({ kind: 'refused' })
  expect(wrong.system.snapshot()).toHaveLength(4)
})

test('a change sends only what is another, and leaves the rest as it is', async () => {
  const { read, write, served, system, ids } = await openNetvisor()
  const [id = ''] = ids()
  const person = await read.findPerson({ id })
  const address = person?.fields.address
  if (!person || !address) throw new Error('nobody')
  const before = system.snapshot()
  served.clearRequests()
  await write.updatePerson(person, { address: { ...address, city: 'Hämeenlinna' } })
  const [, sent] = served.requests()
  expect(sent?.path).toBe(`/patchemployee.nv?identifiertype=netvisorkey&identifier=${id}`)
  expect(String(sent?.body).match(/<[a-z]+>/g)).toEqual([
    ...['<root>', '<patchemployee>', '<employeebaseinformation>', '<lastname>'],
    ...['<employeepayrollinformation>', '<city>'],
  ])
  expect(system.snapshot()).toEqual(before.with(0, { ...Object(before[0]), city: 'Hämeenlinna' }))
})

test('the record types that are absence can be read', async () => {
  const { read } = await scripted({
    'getrecordtypelist.nv': succeeded(
      `<RecordTypes>${[
        [1, 100, '<Name iso639-1code="fi">Työ</Name>'],
        [2, 200, '<Name iso639-1code="fi">Loma</Name><Name ISO639-1Code="EN">Holiday</Name>'],
        [5, 300, '<Name iso639-1code="fi">Sairaus</Name>'],
        [5, 301, ''],
      ]
        .map(
          ([kind, number, names]) =>
            `<RecordType><Names>${names}</Names><Netvisorkey>9</Netvisorkey><Rationumber>${number}</Rationumber><Charactertype>${kind}</Charactertype><UnitType>1</UnitType></RecordType>`,
        )
        .join('')}</RecordTypes>`,
    ),
  })
  expect(await read.absenceTypes?.()).toEqual([
    { code: '200', name: 'Holiday' },
    { code: '300', name: 'Sairaus' },
    { code: '301', name: '301' },
  ])
})
