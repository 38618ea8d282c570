/** What is sent to Tripletex, and what its refusals become. */
import { describe, expect, test } from 'vitest'
import type { Patch } from '../../src/core/person.ts'
import { failure, kari, openTripletex, refusal } from './tripletex-sandbox.ts'

const home = {
  line1: 'Prøvebakken 1',
  line2: 'c/o Nordlys',
  line3: 'H0101',
  postalCode: '0150',
  city: 'Oslo',
  country: 'NO',
}
const abroad = { kind: 'international', iban: 'SE4550000000058398257466', bic: 'ESSESESS' } as const
const dNumber = { country: 'NO', number: '70928712345' }

describe('somebody new', () => {
  test('has no access and the only department, and every field where Tripletex keeps it', async () => {
    const { write, written, employeeAt, sandbox } = await openTripletex({ count: 1 })
    const { requestId } = await write.createPerson({
      ...kari,
      phone: '+4799912345',
      address: home,
      bankAccount: abroad,
      nationalId: dNumber,
    })
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(written()).toMatchObject({
      userType: 'NO_ACCESS',
      phoneNumberMobile: '99912345',
      phoneNumberMobileCountry: { id: 161 },
      address: { addressLine2: 'c/o Nordlys, H0101', country: { id: 161 } },
      iban: abroad.iban,
      bic: abroad.bic,
      usesAbroadPayment: true,
      dnumber: dNumber.number,
    })
    for (const never of ['id', 'version', 'nationalIdentityNumber', 'bankAccountNumber']) {
      expect(written()).not.toHaveProperty(never)
    }
    expect(employeeAt(-1).department).toBe(sandbox.snapshot()[0]?.department)
  })

  test('a Norwegian IBAN is the account in it', async () => {
    const { write, employeeAt, personAt } = await openTripletex()
    await write.createPerson({ ...kari, bankAccount: { kind: 'international', iban: 'NO9386011117947', bic: '' } })
    expect(employeeAt(-1)).toMatchObject({ bankAccountNumber: '86011117947', iban: '', usesAbroadPayment: false })
    expect((await personAt(-1)).fields.bankAccount).toMatchObject({ kind: 'national', number: '86011117947' })
  })

  test('a phone number of a country that Tripletex does not list is sent whole', async () => {
    const { write, personAt } = await openTripletex()
    await write.createPerson({ ...kari, phone: '+6421555012' })
    expect((await personAt(-1)).fields.phone).toBe('+6421555012')
  })

  test('with several departments it has none, unless the setting names one; each is asked for once', async () => {
    const { write, written, count, read } = await openTripletex({ count: 12 })
    await write.createPerson(kari)
    expect(written()).not.toHaveProperty('department')
    await write.createPerson({ ...kari, email: 'kari2@nordlys.example', phone: '+4799912345', address: home })
    await write.createPerson({ ...kari, email: 'kari3@nordlys.example', phone: '+4799912346', address: home })
    expect([count(/department/), count(/country/)]).toEqual([1, 1])

    const [, second] = await read.choices('department')
    const set = await openTripletex({
      count: 12,
      session: { settings: { department: second?.value ?? '', userType: 'STANDARD' } },
    })
    await set.write.createPerson(kari)
    expect(set.written()).toMatchObject({ department: { id: Number(second?.value) }, userType: 'STANDARD' })
    expect(set.count(/department/)).toBe(0)
  })

  test('where every employee needs a department the hint says how to choose one', async () => {
    const { write } = await openTripletex({ count: 12, departmentRequired: true })
    expect(await failure(write.createPerson(kari))).toMatchObject({
      kind: 'refused',
      details: { field: 'department', code: 18000 },
      hint: expect.stringContaining('huma-payroll configure NAME --set department='),
    })
    const typed = await openTripletex({ session: { settings: { department: 'Kitchen' } } })
    expect(await failure(typed.write.createPerson(kari))).toMatchObject({ kind: 'usage' })
  })

  test.each(['no', 'en'] as const)('whose e-mail is taken is refused for it, in any language: %s', async (language) => {
    const { write, employeeAt } = await openTripletex({ language })
    const error = await failure(write.createPerson({ ...kari, email: employeeAt(0).email }))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'email', code: 18000, status: 422 } })
    expect(error.hint).toContain('e-mail')
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('a change', () => {
  test('sends the version, what changes, and nothing else', async () => {
    const { write, written, personAt, employeeAt } = await openTripletex()
    const { id, version, address } = employeeAt(0)
    await write.updatePerson(await personAt(0), { familyName: 'Ny' })
    expect(written()).toEqual({ id, version, lastName: 'Ny' })
    await write.updatePerson(await personAt(0), { address: { ...home, line2: '', line3: '' } })
    const { line1: addressLine1, postalCode, city } = home
    const sent = { id: address?.id, version: address?.version, addressLine1, postalCode, city, country: { id: 161 } }
    expect(written()).toEqual({ id, version: version + 1, address: sent })
  })

  test('of an address leaves nothing of the old one, and somebody without one gets one', async () => {
    const { write, sandbox, personAt, employeeAt, read } = await openTripletex()
    await write.updatePerson(await personAt(0), { address: home })
    await write.updatePerson(await personAt(0), { address: { ...home, line2: '', line3: '' } })
    expect(employeeAt(0).address).toMatchObject({ addressLine2: '' })
    sandbox.edit(employeeAt(1).id, { address: null })
    await write.updatePerson(await personAt(1), { address: { ...home, country: 'SE' } })
    expect((await read.findPerson({ id: String(employeeAt(1).id) }))?.fields.address).toMatchObject({ country: 'SE' })
  })

  test('of an address that somebody changed meanwhile is stale, though the employee has the same version', async () => {
    const { write, sandbox, personAt, employeeAt } = await openTripletex()
    const person = await personAt(0)
    const { id, version } = employeeAt(0)
    sandbox.edit(id, { address: { city: 'Bergen' } })
    expect(employeeAt(0).version).toBe(version)
    const error = await failure(write.updatePerson(person, { address: home }))
    expect(error).toMatchObject({ kind: 'stale', details: { code: 8000 } })
    expect(employeeAt(0).address?.city).toBe('Bergen')
  })

  test('of a server that tells no version looks first', async () => {
    const { write, sandbox, personAt, employeeAt, count } = await openTripletex({ hiddenFields: ['version'] })
    const person = await personAt(0)
    sandbox.edit(employeeAt(0).id, { firstName: 'Ny', address: { city: 'Bergen' } })
    expect(await failure(write.updatePerson(person, { givenName: 'Kari' }))).toMatchObject({ kind: 'stale' })
    expect(await failure(write.updatePerson(person, { address: home }))).toMatchObject({ kind: 'stale' })
    expect(count(/^PUT/)).toBe(0)
    await write.updatePerson(person, { familyName: 'Nordmann' })
    expect(employeeAt(0)).toMatchObject({ firstName: 'Ny', lastName: 'Nordmann' })
    sandbox.remove(employeeAt(0).id)
    expect(await failure(write.updatePerson(person, { givenName: 'Kari' }))).toMatchObject({ kind: 'refused' })
  })

  test('from an account abroad to one at home moves the pay', async () => {
    const { write, personAt, employeeAt } = await openTripletex()
    await write.updatePerson(await personAt(0), { bankAccount: abroad })
    expect(employeeAt(0)).toMatchObject({ usesAbroadPayment: true, creditorBankCountryId: 207 })
    const account = { kind: 'national', country: 'NO', number: '99979000014' } as const
    await write.updatePerson(await personAt(0), { bankAccount: account })
    expect(employeeAt(0)).toMatchObject({ usesAbroadPayment: false, bankAccountNumber: account.number })
    expect((await personAt(0)).fields.bankAccount).toEqual(account)
  })

  test('from a D-number to a birth number is made, and the other way round refused', async () => {
    const { write, sandbox, personAt, employeeAt, count } = await openTripletex()
    sandbox.edit(employeeAt(0).id, { nationalIdentityNumber: '', dnumber: dNumber.number })
    const birthNumber = { country: 'NO', number: '30928712345' }
    expect((await personAt(0)).fields.nationalId).toEqual(dNumber)
    await write.updatePerson(await personAt(0), { nationalId: birthNumber })
    expect((await personAt(0)).fields.nationalId).toEqual(birthNumber)
    const error = await failure(write.updatePerson(await personAt(0), { nationalId: dNumber }))
    expect(error).toMatchObject({ kind: 'refused', details: { field: 'nationalId' } })
    expect(count(/^PUT/)).toBe(1)
  })

  test('is refused while the date of birth is missing, and says what to fill in', async () => {
    const { write, sandbox, personAt, employeeAt } = await openTripletex()
    sandbox.edit(employeeAt(0).id, { dateOfBirth: null })
    expect(await failure(write.updatePerson(await personAt(0), { familyName: 'Ny' }))).toMatchObject({
      kind: 'refused',
      details: { field: 'birthDate' },
      hint: expect.stringContaining('Fill in "Date of birth"'),
    })
    await write.updatePerson(await personAt(0), { familyName: 'Ny', birthDate: '1987-12-30' })
    expect(employeeAt(0).lastName).toBe('Ny')
  })

  test('of somebody who is gone is refused', async () => {
    const { write, sandbox, personAt, employeeAt } = await openTripletex()
    const person = await personAt(0)
    sandbox.remove(employeeAt(0).id)
    expect(await failure(write.updatePerson(person, { familyName: 'Ny' }))).toMatchObject({ kind: 'refused' })
  })
})

test.each<[Patch, string]>([
  [{ nationalId: { country: 'SE', number: '198712301234' } }, 'nationalId'],
  [{ bankAccount: { kind: 'national', country: 'SE', number: '1234567' } }, 'bankAccount'],
  [{ bankAccount: { kind: 'international', iban: 'KY96123456789', bic: 'ESSESESS' } }, 'bankAccount'],
  [{ address: { ...home, country: 'ZZ' } }, 'address'],
])('what Tripletex has no place for is refused before anything is sent: %j', async (patch, field) => {
  const { write, personAt, count } = await openTripletex()
  const expected = { kind: 'refused', details: { field } }
  expect(await failure(write.createPerson({ ...kari, ...patch }))).toMatchObject(expected)
  expect(await failure(write.updatePerson(await personAt(0), patch))).toMatchObject(expected)
  expect(count(/^(POST|PUT) \/v2\/employee/)).toBe(0)
})

test.each<[string, string, string | undefined]>([
  ['email', 'email', 'E-mail: '],
  ['nationalIdentityNumber', 'nationalId', 'National identity number: '],
  ['address.postalCode', 'address', 'Home address: '],
  ['phoneNumberMobileCountry.id', 'phone', 'Mobile phone: '],
  ['iban', 'bankAccount', 'Bank account: '],
  ['employments.division.id', 'employments', 'employments: '],
  ['\u001b[31mred', '[31mred', '[31mred: '],
])('a refused %s is %s to us', async (vendorField, field, label) => {
  const message = `Feil\u0007 verdi 30928712345 ${home.line1}, 86011117947 1987-12-30`
  const { write } = await openTripletex({
    between: (request, ask) =>
      request.method === 'POST' && request.url.endsWith('/employee')
        ? refusal(422, 18000, [
            { field: '', message: 'Se under.' },
            { field: vendorField, message },
          ])
        : ask(request),
  })
  const error = await failure(write.createPerson({ ...kari, address: home }))
  expect(error).toMatchObject({ kind: 'refused', details: { field, code: 18000 }, requestId: 'r-1' })
  expect(error.message).toBe(`Tripletex refused to create the employee: Se under. ${label}Feil  verdi … …, … …`)
})

test.each<[number, number, string]>([
  [400, 4000, 'refused'],
  [403, 9000, 'authorization'],
  [404, 6000, 'refused'],
  [409, 7000, 'refused'],
  [409, 8000, 'stale'],
  [409, 10000, 'refused'],
  [422, 16000, 'refused'],
  [422, 22000, 'refused'],
  [500, 1000, 'unknown-outcome'],
])('a change that is answered %i with code %i is %s', async (status, code, kind) => {
  const { write, personAt } = await openTripletex({
    between: (request, ask) => (request.method === 'PUT' ? refusal(status, code) : ask(request)),
  })
  const error = await failure(write.updatePerson(await personAt(0), { familyName: 'Ny' }))
  expect(error).toMatchObject({ kind, details: { status, code } })
})

test.each<[string, Response, string]>([
  ['a page of something on the way', new Response('<html>', { status: 200 }), 'unknown-outcome'],
  ['nothing', new Response('', { status: 201 }), 'unknown-outcome'],
  ['a gateway that is out of order', new Response('', { status: 502 }), 'unknown-outcome'],
  ['a place where there is no Tripletex', new Response('', { status: 404 }), 'unavailable'],
])('a creation that is answered by %s', async (_name, answer, kind) => {
  const { write } = await openTripletex({
    between: (request, ask) =>
      request.method === 'POST' && request.url.endsWith('/employee') ? answer.clone() : ask(request),
  })
  expect(await failure(write.createPerson(kari))).toMatchObject({ kind })
})
