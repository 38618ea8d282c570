import { describe, expect, test } from 'vitest'
import type { EmployeeEdit } from '../../src/sandbox/tripletex/screens.ts'
import { complaints, people, personAt, serveTripletex } from './served-tripletex.ts'

const kari = { firstName: 'Kari', lastName: 'Nordmann', userType: 'NO_ACCESS', email: 'kari@nordlys.example' }
const norwegian = 'Det finnes allerede en bruker med denne e-postadressen.'

describe('an employee is created', () => {
  test('with what was given, and read back without the user type', async () => {
    const { call, employees } = await serveTripletex()
    const department = (await call('GET', '/department?name=kitchen')).body.values[0].id
    const { status, body } = await call('POST', '/employee', {
      ...kari,
      employeeNumber: '42',
      dateOfBirth: '1987-12-30',
      phoneNumberMobile: '99912345',
      nationalIdentityNumber: '30928712345',
      bankAccountNumber: '99991000007',
      department: { id: department },
      address: { addressLine1: 'Prøvebakken 1', postalCode: '0150', city: 'Oslo' },
    })
    expect(status).toBe(201)
    expect(body.value).toMatchObject({ ...kari, userType: null, employeeNumber: '42', employments: [] })
    expect(body.value).toMatchObject({ phoneNumberMobileCountry: { id: 161 }, department: { id: department } })
    expect(employees().at(-1)).toMatchObject({
      ...kari,
      department: 'Kitchen',
      phoneNumberMobileCountry: 'NO',
      phoneNumberMobile: '99912345',
      address: { addressLine1: 'Prøvebakken 1', addressLine2: '', postalCode: '0150', city: 'Oslo', country: 'NO' },
    })
    expect((await call('GET', `/employee/${body.value.id}`)).body).toEqual(body)
  })

  test('with nothing but names and no access, and then nothing is filled in', async () => {
    const { call } = await serveTripletex()
    const { email: _, ...nameless } = kari
    const { value } = (await call('POST', '/employee', nameless)).body
    expect(value).toMatchObject({ email: null, employeeNumber: '', dateOfBirth: null, address: null, department: null })
    // Changed later it needs a date of birth.
    const refused = await call('PUT', `/employee/${value.id}`, { comments: 'x' })
    expect(complaints(refused)).toEqual([['dateOfBirth', 'Feltet må fylles ut.']])
    const filled = { dateOfBirth: '1990-01-01', email: kari.email }
    expect((await call('PUT', `/employee/${value.id}`, filled)).body.value).toMatchObject(filled)
  })

  test('with the country that the mobile number tells', async () => {
    const { call, employees } = await serveTripletex()
    await call('POST', '/employee', { ...kari, phoneNumberMobile: '+46701234567' })
    expect(employees().at(-1)).toMatchObject({ phoneNumberMobileCountry: 'SE' })
  })

  test.each<[Record<string, unknown>, number, [string, string][]]>([
    [{ startDate: '2026-01-01' }, 16000, [['startDate', 'Feltet eksisterer ikke i objektet.']]],
    [{ address: { street: 'x' } }, 16000, [['address.street', 'Feltet eksisterer ikke i objektet.']]],
    [{ dateOfBirth: '30.12.1987' }, 16000, [['dateOfBirth', 'Verdien er ikke av korrekt type for dette feltet.']]],
    [{ userType: 'ADMINISTRATOR' }, 16000, [['userType', 'Verdien er ikke av korrekt type for dette feltet.']]],
    [{ firstName: null }, 18000, [['firstName', 'Kan ikke være null.']]],
    [{ lastName: undefined }, 18000, [['lastName', 'Kan ikke være null.']]],
    [{ lastName: '' }, 18000, [['lastName', 'Feltet har ikke korrekt lengde. Det må være mellom 1 og 100.']]],
    [{ dnumber: '1'.repeat(12) }, 18000, [['dnumber', 'Feltet har ikke korrekt lengde. Det må være mellom 0 og 11.']]],
    [{ userType: undefined }, 18000, [['', 'Brukertype kan ikke være "0" eller tom.']]],
    [{ userType: 'STANDARD', email: undefined }, 18000, [['email', 'Må angis for Tripletex-brukere.']]],
    [{ email: 'kåre@nordlys.example' }, 18000, [['email', 'Ugyldig format.']]],
    [{ email: 'kari' }, 18000, [['email', 'Ugyldig format.']]],
    [{ email: people[0]?.email }, 18000, [['email', norwegian]]],
    [{ email: people[0]?.email.toUpperCase() }, 18000, [['email', norwegian]]],
    [{ employeeNumber: people[0]?.employeeNumber }, 18000, [['employeeNumber', 'Nummeret er i bruk.']]],
    [{ id: 7 }, 18000, [['id', 'ID kan ikke settes når man oppretter et objekt.']]],
    [{ version: 0 }, 18000, [['version', 'ID kan ikke settes når man oppretter et objekt.']]],
    [{ address: { id: 405_000_001 } }, 18000, [['address', 'Adressen er registrert på en annen ansatt.']]],
    [{ department: { id: 1 } }, 18000, [['department.id', 'Verdien er ikke tillatt.']]],
    [{ usesAbroadPayment: true }, 18000, [['usesAbroadPayment', 'Krever IBAN, BIC og bankens land.']]],
    [
      { employments: [{}] },
      18000,
      [
        ['employments.startDate', 'Kan ikke være null.'],
        ['employments.employee.dateOfBirth', 'Feltet må fylles ut.'],
        ['employments.division.id', 'Arbeidsforholdet må knyttes til en virksomhet/underenhet.'],
      ],
    ],
  ])('unless it is wrong: %j -> %i', async (change, code, expected) => {
    const { call, employees } = await serveTripletex()
    const before = employees()
    const answer = await call('POST', '/employee', { ...kari, ...change })
    expect(answer).toMatchObject({ status: 422, body: { status: 422, code } })
    expect(complaints(answer)).toEqual(expected)
    expect(employees()).toEqual(before)
  })

  test.each([
    ['{"firstName"', 'application/json', 422, 22000],
    ['[]', 'application/json', 422, 16000],
    ['null', 'application/json', 422, 16000],
    ['{}', 'text/plain', 415, null],
  ])('%s as %s is no employee', async (body, type, status, code) => {
    const { call } = await serveTripletex()
    expect(await call('POST', '/employee', body, { 'content-type': type })).toMatchObject({ status, body: { code } })
  })

  test('in a department where the company says so, and refused in the language of the token', async () => {
    const { call } = await serveTripletex({ departmentRequired: true, language: 'en' })
    const answer = await call('POST', '/employee', kari)
    expect(answer.body.message).toBe('Validation failed.')
    expect(complaints(answer)).toEqual([['department.id', 'The field must be filled in.']])
    const { id } = (await call('GET', '/department')).body.values[0]
    const { value } = (await call('POST', '/employee', { ...kari, department: { id } })).body
    expect((await call('PUT', `/employee/${value.id}`, { department: null, dateOfBirth: '1990-01-01' })).status).toBe(
      422,
    )
    expect((await call('GET', '/token/session/>whoAmI')).body.value.language).toBe('en')
  })

  test('unless somebody has the e-mail address in other letters', async () => {
    const { call, tripletex, employeeAt } = await serveTripletex()
    tripletex.edit(employeeAt(0).id, { email: kari.email.toUpperCase() })
    expect(complaints(await call('POST', '/employee', kari))).toEqual([['email', norwegian]])
  })

  test('several at once; those before a wrong one stay', async () => {
    const { call, employees } = await serveTripletex()
    const ola = { ...kari, firstName: 'Ola', email: 'ola@nordlys.example' }
    const both = await call('POST', '/employee/list', [kari, ola])
    expect(both).toMatchObject({ status: 201, body: { values: [{ firstName: 'Kari' }, { firstName: 'Ola' }] } })
    const per = { ...kari, firstName: 'Per', email: 'per@nordlys.example' }
    expect((await call('POST', '/employee/list', [per, kari])).status).toBe(422)
    expect(
      employees()
        .slice(-3)
        .map(({ firstName }) => firstName),
    ).toEqual(['Kari', 'Ola', 'Per'])
  })
})

describe('an employee is changed', () => {
  test('in what is sent only, against the version that was read', async () => {
    const { call, employees, employeeAt } = await serveTripletex()
    const [before, ...others] = employees()
    const { id, version } = employeeAt(0)
    const saved = await call('PUT', `/employee/${id}`, { id, version, phoneNumberMobile: '99800000' })
    expect(saved).toMatchObject({
      status: 200,
      body: { value: { version: version + 1, phoneNumberMobile: '99800000' } },
    })
    expect(employees()).toEqual([{ ...before, version: version + 1, phoneNumberMobile: '99800000' }, ...others])

    const stale = await call('PUT', `/employee/${id}`, { version, phoneNumberMobile: '99700000' })
    expect(stale).toMatchObject({ status: 409, body: { code: 8000 } })
    // Without a version nothing is checked, and what changes nothing makes no new version.
    const same = await call('PUT', `/employee/${id}`, { phoneNumberMobile: '99800000' })
    expect(same.body.value.version).toBe(version + 1)
    expect((await call('PUT', `/employee/${id}`, { phoneNumberMobile: '99700000' })).body.value.version).toBe(
      version + 2,
    )
    expect((await call('PUT', `/employee/${id + 1}`, { id, comments: 'x' })).status).toBe(422)
    const { value } = (await call('GET', `/employee/${id}?fields=changes`)).body
    expect(value.changes.map(({ changeType }: { changeType: string }) => changeType)).toEqual([
      'CREATE',
      'UPDATE',
      'UPDATE',
    ])
  })

  test('address by address id, with a version of its own', async () => {
    const { call, tripletex, employees, employeeAt } = await serveTripletex()
    const { id, version, address } = employeeAt(0)
    const put = (body: unknown) => call('PUT', `/employee/${id}`, { address: body })
    for (const wrong of [{ city: 'Bergen' }, { id: employeeAt(1).address?.id, city: 'Bergen' }]) {
      expect(complaints(await put(wrong))).toEqual([['address', 'Adressen er registrert på en annen ansatt.']])
    }
    expect((await put({ id: address?.id, city: 'Bergen' })).body.value).toMatchObject({
      version,
      address: { id: address?.id },
    })
    expect(employeeAt(0).address).toEqual({ ...address, version: 1, city: 'Bergen' })
    expect((await put({ id: address?.id, version: 0, city: 'Oslo' })).status).toBe(409)

    tripletex.edit(id, { address: null })
    expect((await put({ city: 'Oslo', country: { id: 207 } })).status).toBe(200)
    expect(employees()[0]?.address).toMatchObject({ city: 'Oslo', addressLine1: '', country: 'SE' })
  })

  test.each<[Record<string, unknown>, number, string[]]>([
    [{ email: 'new@nordlys.example' }, 18000, ['email']],
    [{ email: null }, 18000, ['email']],
    [{ firstName: null }, 18000, ['firstName']],
    [{ lastName: '' }, 18000, ['lastName']],
    [{ userType: null }, 18000, ['']],
    [{ dateOfBirth: null }, 18000, ['dateOfBirth']],
    [{ employeeNumber: people[1]?.employeeNumber }, 18000, ['employeeNumber']],
    [{ phone: '1' }, 16000, ['phone']],
  ])('but not with %j', async (change, code, fields) => {
    const { call, employees, employeeAt } = await serveTripletex()
    const before = employees()
    const answer = await call('PUT', `/employee/${employeeAt(0).id}`, change)
    expect(answer).toMatchObject({ status: 422, body: { code } })
    expect(complaints(answer).map(([field]) => field)).toEqual(fields)
    expect(employees()).toEqual(before)
  })

  test('and null empties a text', async () => {
    const { call, employeeAt } = await serveTripletex()
    await call('PUT', `/employee/${employeeAt(0).id}`, { bankAccountNumber: null, email: people[0]?.email })
    expect(employeeAt(0)).toMatchObject({ bankAccountNumber: '', email: people[0]?.email })
  })
})

test('employees are found by parts of names and addresses; contacts only when they are asked for', async () => {
  const { call, tripletex, employeeAt, employees } = await serveTripletex()
  const ids = async (query: string): Promise<number[]> =>
    (await call('GET', `/employee?fields=id&${query}`)).body.values.map(({ id }: { id: number }) => id)
  const { id, email, lastName, employeeNumber } = employeeAt(4)
  tripletex.add({ ...personAt(4), email: `x${email}`, employeeNumber: '9' })
  const other = employees().at(-1)?.id
  // An address that is the end of another finds both.
  expect(await ids(`email=${encodeURIComponent(email.toUpperCase())}`)).toEqual([id, other])
  expect(await ids(`lastName=${encodeURIComponent(lastName.slice(1))}`)).toEqual(expect.arrayContaining([id, other]))
  expect(await ids(`employeeNumber=${employeeNumber}`)).toEqual([id])
  expect(await ids(`employeeNumber=${employeeNumber.slice(1)}`)).toEqual([])
  expect(await ids(`id=${id},${other}`)).toEqual([id, other])
  expect((await ids('mail=nobody')).length).toBe(31)

  await call('PUT', `/employee/${id}`, { isContact: true })
  expect(await ids('onlyContacts=true')).toEqual([id])
  expect(await ids('')).not.toContain(id)
  expect(await ids('includeContacts=true')).toContain(id)
  expect((await call('GET', `/employee/${id}`)).body.value).toMatchObject({
    isContact: true,
    allowInformationRegistration: false,
  })
})

test("administrators change, add and remove people in the system's own screens", async () => {
  const { call, tripletex, employees, employeeAt } = await serveTripletex()
  const { id, version } = employeeAt(2)
  const change: EmployeeEdit = {
    email: 'changed@nordlys.example',
    lastName: 'Ny',
    address: { city: 'Bodø' },
    endDate: '2026-03-31',
  }
  tripletex.edit(id, change)
  const edited = tripletex.findByEmail('CHANGED@nordlys.example')
  expect(edited).toMatchObject({ id, version: version + 1, lastName: 'Ny', address: { city: 'Bodø' } })
  expect(edited).toEqual(employeeAt(2))
  expect((await call('GET', `/employee/${id}?fields=employments(endDate)`)).body.value.employments).toEqual([
    { endDate: '2026-03-31' },
  ])
  expect((await call('PUT', `/employee/${id}`, { version, comments: 'x' })).status).toBe(409)

  tripletex.remove(id)
  expect(employees()).toHaveLength(29)
  expect((await call('GET', `/employee/${id}`)).status).toBe(404)
  expect((await call('GET', '/employee/employment')).body.values).toHaveLength(29)
  expect((await call('GET', '/employee/employment/details')).body.values).toHaveLength(29)
  expect(tripletex.findByEmail('changed@nordlys.example')).toBeUndefined()
  expect(() => tripletex.edit(id, {})).toThrow(RangeError)
  const [first] = employees()
  if (first) first.lastName = 'Elsewhere'
  expect(employees()[0]?.lastName).not.toBe('Elsewhere')
})
