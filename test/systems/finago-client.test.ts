/** What is peculiar to Finago: the two tokens, a 401 that means bad input, lists of one, an update of everything. */
import { describe, expect, test } from 'vitest'
import { all, answering, failure, openFinago, start } from './finago-setting.ts'

const kari = { empId: '7', firstname: 'Kari', lastname: 'Nordmann', email: 'kari@nordlys.example', telefon: '' }

describe('the token', () => {
  test('is fetched once, by the permanent one, which no log shows', async () => {
    const { read, asked, paths } = answering((_, path) => ({ json: path === '/employee/v2' ? [kari] : [] }))
    await Promise.all([all(read.people()), read.findPerson({ email: 'kari@nordlys.example' })])
    expect(paths().filter((path) => path === '/auth')).toHaveLength(1)
    const [login, ...others] = asked.map(({ request }) => request)
    expect(login).toMatchObject({ query: { token: 'permanent/token+1' }, effect: 'read' })
    expect(login?.secret).toEqual(['permanent/token+1', 'permanent%2Ftoken%2B1'])
    expect(login?.headers).toBeUndefined()
    for (const { headers, query } of others) {
      expect([headers, query]).toEqual([{ authorization: 'Bearer bearer-1' }, undefined])
    }
  })

  test('is renewed before it ends, so that nothing is refused', async () => {
    const { read, clock, asked } = await openFinago({ tokenMinutes: 60 })
    await read.absenceTypes?.()
    clock.time += 58 * 60_000
    await read.absenceTypes?.()
    expect(asked().filter((one) => one.includes('/auth'))).toHaveLength(1)
    clock.time += 90_000
    await read.absenceTypes?.()
    expect(asked().filter((one) => one.includes('/auth'))).toHaveLength(2)
    expect(asked().every((one) => one.endsWith(' 200'))).toBe(true)
  })

  // It is 11:00 in UTC; a second request follows half an hour later.
  test.each([
    ['an hour from now, as told in Norway', '2026-01-15T13:00:00+01:00', 1],
    ['the same moment, as told in New York', '2026-01-15T07:00:00-05:00', 1],
    ['an hour from now', '2026-01-15T12:00:00Z', 1],
    ['20 minutes from now, as told in Norway', '2026-01-15T12:20:00+01:00', 2],
    ['the same moment, as told in New York', '2026-01-15T06:20:00-05:00', 2],
    ['over in half a minute by then', '2026-01-15T12:30:30+01:00', 2],
    ['over already: the clock here is wrong', '2026-01-15T11:59:00+01:00', 1],
    ['without an offset: which moment is it?', '2026-01-15T12:20:00', 1],
    ['no date', 'soon', 1],
    ['none', null, 1],
  ])('ends %s', async (_, expiresOn, times) => {
    const { read, clock, counted } = answering(
      () => ({ json: [] }),
      () => ({ json: { accessToken: 'bearer', expiresOn } }),
    )
    await read.absenceTypes?.()
    clock.time = start + 30 * 60_000
    await read.absenceTypes?.()
    expect(counted('/auth')).toBe(times)
  })

  test('that is refused is renewed once, and the request sent once more', async () => {
    const { read, served, asked } = await openFinago()
    await read.account()
    served.clearRequests()
    served.setFaults([{ kind: 'status', status: 401, path: 'employee/v2$', times: 1 }])
    expect(await all(read.people())).toHaveLength(3)
    expect(asked().slice(0, 3)).toEqual(['GET /employee/v2 401', 'GET /auth 200', 'GET /employee/v2 200'])
    expect(
      asked()
        .slice(3)
        .every((one) => one.startsWith('GET /employment/v2/')),
    ).toBe(true)
    expect(asked()).toHaveLength(6)
  })

  test('that nobody gives any more: the administrator is told, and nothing is written', async () => {
    const { write, system, personAt, asked } = await openFinago()
    const person = await personAt(0)
    const before = system.snapshot()
    system.deleteToken()
    const error = await failure(write.updatePerson(person, { email: 'new@nordlys.example' }))
    expect(error).toMatchObject({
      kind: 'authorization',
      hint: expect.stringContaining('huma-payroll connect finago'),
    })
    expect(system.snapshot()).toEqual(before)
    expect(asked().filter((one) => one.startsWith('POST'))).toEqual([])
  })

  test.each<[object, string]>([
    [{ status: 401 }, 'authorization'],
    [{ status: 400 }, 'authorization'],
    [{ status: 404 }, 'unavailable'],
    [{ status: 500 }, 'unavailable'],
    [{ json: {} }, 'protocol'],
    [{ json: { accessToken: '' } }, 'protocol'],
    [{ body: '<html>' }, 'protocol'],
  ])('is not given: %j', async (login, kind) => {
    const { read, paths } = answering(
      () => ({ json: [] }),
      () => login,
    )
    expect(await failure(all(read.people()))).toMatchObject({ kind })
    expect(await failure(all(read.people()))).toMatchObject({ kind })
    expect(paths()).toEqual(['/auth', '/auth'])
  })
})

describe('a 401 with a good token', () => {
  test('says that a value is not taken: one login more, then a report of this one person', async () => {
    const { write, served, system, asked } = await openFinago()
    served.setFaults([{ kind: 'status', status: 401, method: 'POST' }])
    const person = { givenName: 'Kari', familyName: 'Nordmann', employeeNumber: '4201' }
    const error = await failure(write.createPerson(person))
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('The access token is good') })
    expect(asked()).toEqual(['GET /auth 200', 'POST /employee/v2 401', 'GET /auth 200', 'POST /employee/v2 401'])
    expect(system.snapshot()).toHaveLength(3)
  })

  test('of a list, which has no input, is about the key', async () => {
    const { read, paths } = answering(() => ({ status: 401 }))
    expect(await failure(all(read.people()))).toMatchObject({ kind: 'authorization' })
    expect(paths()).toEqual(['/auth', '/employee/v2', '/auth', '/employee/v2'])
  })
})

describe('reading', () => {
  test('one list, then the employments of each, with the number told beforehand', async () => {
    const { read, asked } = await openFinago()
    const counts: number[] = []
    await all(read.people((count) => counts.push(count)))
    expect(counts).toEqual([3])
    expect(asked()).toHaveLength(1 + 1 + 3)
  })

  test('one employee comes as a list of one, or alone', async () => {
    for (const json of [[kari], kari]) {
      const { read } = answering((_, path) => ({ json: path.startsWith('/employee/') ? json : [] }))
      expect(await read.findPerson({ id: '7' })).toMatchObject({ id: '7', fields: { givenName: 'Kari', phone: null } })
    }
  })

  test('what is left out of an employee is empty, so that it can be filled in', async () => {
    const bare = { empId: '7', firstname: 'Kari', lastname: 'Nordmann' }
    const { read, write, asked } = answering((request, path) => {
      if (request.method === 'POST') return { json: { empId: '7' } }
      return { json: path.startsWith('/employee/') ? [bare] : [] }
    })
    const person = await read.findPerson({ id: '7' })
    expect(person?.fields).toEqual({
      ...{ givenName: 'Kari', familyName: 'Nordmann', employeeNumber: '7' },
      ...{ email: null, phone: null, nationalId: null, address: null, bankAccount: null },
    })
    if (person) await write.updatePerson(person, { phone: '+4799912340' })
    expect(asked.at(-1)?.request.json).toEqual({ ...bare, telefon: '+4799912340' })
  })

  test('numbers that come as numbers are taken', async () => {
    const { read } = answering((_, path) => ({
      json: path.startsWith('/employee/') ? [{ empId: 7, telefon: 99912340 }] : { enddate: '2026-01-14 00:00:00' },
    }))
    const person = await read.findPerson({ employeeNumber: '7' })
    expect(person).toMatchObject({ id: '7', active: false, fields: { employeeNumber: '7', phone: '+4799912340' } })
  })

  test.each<[string, object]>([
    ['refused', { status: 401 }],
    ['not found', { status: 404 }],
    ['empty', { json: [] }],
    ['somebody else', { json: [{ ...kari, empId: '77' }] }],
  ])('that there is nobody is believed only of the list: %s', async (_, answer) => {
    for (const there of [true, false]) {
      const list = there ? [{ ...kari, empId: '70' }, kari] : [{ ...kari, empId: '70' }]
      const { read } = answering((_request, path) => {
        if (path === '/employee/v2') return { json: list }
        return path === '/employee/v2/7' ? answer : { json: [] }
      })
      expect((await read.findPerson({ id: '7' }))?.id).toBe(there ? '7' : undefined)
    }
  })

  test.each([{ json: null }, { json: {} }, { json: '' }, { json: [{}] }, { json: [{ empId: '' }] }, { body: '' }])(
    'an answer that is no list is no empty one: %j',
    async (answer) => {
      expect(await failure(all(answering(() => answer).read.people()))).toMatchObject({ kind: 'protocol' })
    },
  )

  test('two with one address are not told apart', async () => {
    const rows = [kari, { ...kari, empId: '8', email: 'KARI@nordlys.example' }]
    const { read } = answering(() => ({ json: rows }))
    const error = await failure(read.findPerson({ email: 'kari@nordlys.example' }))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'email' }, hint: expect.stringContaining('7, 8') })
  })

  test('the company, alone or in a list, and one without a number', async () => {
    const herand = { name: 'Herand', orgno: '911010441', country_code: 'NO' }
    for (const json of [herand, [herand]]) {
      expect(await answering(() => ({ json })).read.account()).toEqual({
        id: '911010441',
        name: 'Herand',
        facts: { 'Organisation number': '911010441', Country: 'NO' },
      })
    }
    expect(await answering(() => ({ json: { name: 'Herand', orgno: '' } })).read.account()).toMatchObject({
      id: 'Herand',
    })
    expect(await failure(answering(() => ({ json: {} })).read.account())).toMatchObject({ kind: 'protocol' })
  })
})

describe('a Swedish identity number', () => {
  const nationalId = { country: 'SE', number: '198112189876' }
  const person = { givenName: 'Kari', familyName: 'Nordmann', employeeNumber: '7' }

  test('is written in a Swedish company', async () => {
    const { write, personAt, system } = await openFinago({ country: 'SE' })
    await write.createPerson({ ...person, nationalId })
    await write.updatePerson(await personAt(0), { nationalId: { country: 'SE', number: '199001011234' } })
    const numbers = system.snapshot().map(({ personnr }) => personnr)
    expect([numbers.at(-1), numbers[0]]).toEqual(['198112189876', '199001011234'])
  })

  test('is refused in a Norwegian one, where nothing is written', async () => {
    const { write, personAt, asked } = await openFinago()
    const held = await personAt(0)
    const refused = { kind: 'refused', details: { field: 'nationalId' } }
    expect(await failure(write.createPerson({ ...person, nationalId }))).toMatchObject(refused)
    expect(await failure(write.updatePerson(held, { nationalId }))).toMatchObject(refused)
    expect(asked().filter((one) => one.startsWith('POST'))).toEqual([])
  })
})

describe('writing', () => {
  const person = { givenName: 'Kari', familyName: 'Nordmann', employeeNumber: '7' }

  test('a change is one look and one write, of all that is there and may be sent', async () => {
    const { write, personAt, system, served, asked } = await openFinago()
    const before = await personAt(1)
    system.edit(before.id, { hidden: '1', email_copy: 'boss@nordlys.example', somethingNew: 'x' })
    served.clearRequests()
    await write.updatePerson(before, { familyName: 'Hansen' })
    expect(asked()).toEqual([`GET /employee/v2/${before.id} 200`, `POST /employee/v2/${before.id} 200`])
    const sent = served.requests().at(-1)?.body
    expect(sent).toMatchObject({ empId: before.id, lastname: 'Hansen', email_copy: 'boss@nordlys.example' })
    expect(sent).toMatchObject({ salary: expect.any(String), salary_valid_from: expect.any(String) })
    expect(sent).not.toHaveProperty('hidden')
    expect(sent).not.toHaveProperty('somethingNew')
    expect(JSON.stringify(sent)).not.toContain('""')
  })

  test('an answer that shows something else than was sent is no success yet', async () => {
    const { read, write } = answering(({ method }, path) => {
      if (!path.startsWith('/employee/')) return { json: [] }
      return { json: [method === 'POST' ? { ...kari, lastname: 'Nordmann-' } : kari] }
    })
    const before = await read.findPerson({ id: '7' })
    if (!before) throw new RangeError('There is no such employee.')
    const error = await failure(write.updatePerson(before, { familyName: 'Hansen', phone: '+4799912340' }))
    expect(error).toMatchObject({ kind: 'unknown-outcome', details: { fields: ['familyName', 'phone'] } })
    expect(error.message).toMatch(/Last name, Mobile phone/)
  })

  test('what the answer does not show says nothing', async () => {
    const { write } = answering(() => ({ json: { empId: '7' } }))
    expect(await write.createPerson({ ...person, email: 'kari@nordlys.example' })).toEqual({ id: '7' })
  })

  test('201 is a success too', async () => {
    const { write } = answering(() => ({ status: 201, json: { ...kari, telefon: '' } }))
    expect(await write.createPerson(person)).toEqual({ id: '7' })
  })

  test.each<[object, string]>([
    [{ json: [{ ...kari, empId: '8' }] }, 'unknown-outcome'],
    [{ json: [] }, 'unknown-outcome'],
    [{ json: [kari, kari] }, 'unknown-outcome'],
    [{ json: { error: 'x' } }, 'unknown-outcome'],
    [{ body: 'OK' }, 'unknown-outcome'],
    [{ status: 302 }, 'unknown-outcome'],
    [{ status: 500 }, 'unknown-outcome'],
    [{ status: 400 }, 'refused'],
    [{ status: 422 }, 'refused'],
    [{ status: 403 }, 'authorization'],
    [{ status: 404 }, 'unavailable'],
    [{ status: 429 }, 'unavailable'],
  ])('an answer to a creation: %j', async (answer, kind) => {
    expect(await failure(answering(() => answer).write.createPerson(person))).toMatchObject({ kind })
  })

  test('a number that is taken is said to be', async () => {
    const { write, system } = await openFinago()
    const taken = system.snapshot()[0]?.empId ?? ''
    const error = await failure(write.createPerson({ ...person, employeeNumber: taken }))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'employeeNumber', status: 409 } })
    expect(error.hint).toContain('Employment ID in Huma')
    expect(system.snapshot()).toHaveLength(3)
  })

  test('a refusal is told in the words that come with it, without what was sent', async () => {
    const refusing = (json: unknown) => answering(() => ({ status: 400, json }))
    const value = { ...person, nationalId: { country: 'NO', number: '29822099635' }, phone: '+4799912340' }
    const told = await failure(
      refusing({ message: 'Nordmann (29822099635, +4799912340, 1234 56 78901)\u001b[2J no' }).write.createPerson(value),
    )
    expect(told.message).toBe('Finago refused to create the employee: … (…, …, …) [2J no')
    // An answer of any other form may be the employee.
    const silent = await failure(refusing({ personnr: 'bad', employee: kari }).write.createPerson(value))
    expect(silent.message).toBe('Finago refused to create the employee.')
  })

  test('somebody who is gone is not created by a change', async () => {
    const { write, system, personAt, asked } = await openFinago()
    const before = await personAt(0)
    system.remove(before.id)
    expect(await failure(write.updatePerson(before, { familyName: 'Hansen' }))).toMatchObject({ kind: 'refused' })
    expect(asked().filter((one) => one.startsWith('POST'))).toEqual([])
  })
})
