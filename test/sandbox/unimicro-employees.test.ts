import { describe, expect, test } from 'vitest'
import { contractsAbsent } from '../contract/contracts.ts'
import { checkResponse } from '../contract/openapi.ts'
import { contract, findingsIn, fresh, people, serveUnimicro } from './served-unimicro.ts'

const [first, second] = people
if (!first || !second) throw new RangeError('two people')
const expand = 'BusinessRelationInfo.DefaultEmail,BusinessRelationInfo.Emails,Employments'

const employment = () =>
  fresh({ Standard: true, JobCode: '0000000', JobName: 'Kokk', StartDate: '2026-02-01', WorkPercent: 80 })
const relation = (more: object = {}) => fresh({ Name: 'Kari Nordlys', ...more })
const newEmployee = (more: object = {}) => ({ SubEntityID: 2, BusinessRelationInfo: relation(), ...more })

async function withEmployee() {
  const served = await serveUnimicro()
  const path = '/api/biz/employees/1'
  const read = async () => (await served.call('GET', `${path}?expand=${expand}`)).body
  const entity = await read()
  return { ...served, path, read, entity, put: (body: unknown) => served.call('PUT', path, body) }
}

describe('a new employee', () => {
  test('comes back with IDs, a number and what was nested', async () => {
    const { call, unimicro } = await serveUnimicro()
    const sent = newEmployee({
      SocialSecurityNumber: first.nationalId,
      BirthDate: '1990-05-17',
      BusinessRelationInfo: relation({ DefaultEmail: fresh({ EmailAddress: 'kari@nordlys.example' }) }),
      Employments: [employment()],
    })
    const { status, body } = await call('POST', '/api/biz/employees', sent)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ID: 31,
      EmployeeNumber: 1031,
      BirthDate: '1990-05-17T00:00:00Z',
      BusinessRelationInfo: { Name: 'Kari Nordlys', DefaultEmail: { EmailAddress: 'kari@nordlys.example' } },
      Employments: [{ JobName: 'Kokk', StartDate: '2026-02-01T00:00:00Z', EmployeeID: 31, EmployeeNumber: 1031 }],
    })
    expect(body.BusinessRelationInfo.DefaultEmailID).toBe(body.BusinessRelationInfo.DefaultEmail.ID)
    expect(unimicro.snapshot().employees.at(-1)).toMatchObject({
      EmployeeNumber: 1031,
      BusinessRelationInfo: { Emails: [{ EmailAddress: 'kari@nordlys.example' }] },
    })
  })

  test('has its new default e-mail twice when it stands in the list as well', async () => {
    const { call } = await serveUnimicro()
    const email = fresh({ EmailAddress: 'kari@nordlys.example' })
    const sent = newEmployee({ BusinessRelationInfo: relation({ DefaultEmail: email, Emails: [email] }) })
    const { body } = await call('POST', '/api/biz/employees', sent)
    expect(body.BusinessRelationInfo.Emails).toHaveLength(2)
  })

  test.each<[string, object]>([
    ['the person', { BusinessRelationInfo: { Name: 'Kari' } }],
    ['the e-mail', { BusinessRelationInfo: relation({ DefaultEmail: { EmailAddress: 'kari@nordlys.example' } }) }],
    ['the employment', { Employments: [{ ...employment(), _createguid: undefined }] }],
    ['the leave, which is no GUID', { Employments: [{ ...employment(), Leaves: [{ _createguid: 'x' }] }] }],
  ])('is refused where %s has no _createguid, and nothing is kept', async (_, more) => {
    const { call, unimicro } = await serveUnimicro()
    const answer = await call('POST', '/api/biz/employees', newEmployee(more))
    expect(answer).toMatchObject({ status: 400, body: { Message: '_createguid is mandatory field' } })
    expect(unimicro.snapshot().employees).toHaveLength(30)
  })

  test.each<[string, object, string[]]>([
    ['no place', { SubEntityID: null, SocialSecurityNumber: first.nationalId }, ['Employee.SubEntityID 30']],
    ['an unknown place', { SubEntityID: 99 }, ['Employee.SocialSecurityNumber 20', 'Employee.SubEntityID 30']],
    ['nobody', { BusinessRelationInfo: null }, ['Employee.BusinessRelationID 30', 'Employee.SocialSecurityNumber 20']],
    [
      'no name',
      { BusinessRelationInfo: relation({ Name: '' }) },
      ['BusinessRelation.Name 30', 'Employee.SocialSecurityNumber 20'],
    ],
    ['a short identity number', { SocialSecurityNumber: '123' }, ['Employee.SocialSecurityNumber 30']],
    ['a taken number', { EmployeeNumber: 1001, SocialSecurityNumber: '1'.repeat(11) }, ['Employee.EmployeeNumber 30']],
    [
      'no e-mail address, and no job',
      {
        SocialSecurityNumber: '1'.repeat(11),
        BusinessRelationInfo: relation({ DefaultEmail: fresh({ EmailAddress: 'kari' }) }),
        Employments: [{ ...employment(), JobCode: '' }],
      },
      ['Email.EmailAddress 30', 'Employment.JobCode 30'],
    ],
    [
      'two standard employments',
      { SocialSecurityNumber: '1'.repeat(11), Employments: [employment(), employment()] },
      ['Employee.Employments 30', 'Employment.Standard 30'],
    ],
    [
      'no standard employment',
      { SocialSecurityNumber: '1'.repeat(11), Employments: [{ ...employment(), Standard: false }] },
      ['Employee.Employments 30'],
    ],
  ])('is refused with %s: each finding where it belongs, and nothing is kept', async (_, more, expected) => {
    const { call, unimicro } = await serveUnimicro()
    const sent = newEmployee(more)
    const { status, body } = await call('POST', '/api/biz/employees', sent)
    expect(status).toBe(400)
    expect(findingsIn(body).toSorted()).toEqual(expected)
    expect(body).toMatchObject(JSON.parse(JSON.stringify(sent)))
    expect(unimicro.snapshot().employees).toHaveLength(30)
    expect((await call('GET', '/api/biz/employments')).headers.get('count')).toBe('30')
  })

  test('is warned about and kept', async () => {
    const { call } = await serveUnimicro()
    expect((await call('POST', '/api/biz/employees', newEmployee())).status).toBe(200)
  })

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['a list', []],
    ['an unknown property', newEmployee({ Email: 'kari@nordlys.example' })],
    ['text for a number', newEmployee({ EmployeeNumber: '7' })],
    ['no day', newEmployee({ BirthDate: '17.05.1990' })],
    ['no such sex', newEmployee({ Sex: 3 })],
    ['an ID', newEmployee({ ID: 5 })],
    ['employments that are no list', newEmployee({ Employments: employment() })],
    ['the person of somebody else', newEmployee({ BusinessRelationInfo: { ID: 3, Name: 'x' } })],
  ])('is refused as a whole with %s', async (_, body) => {
    const { call, unimicro } = await serveUnimicro()
    const answer = await call('POST', '/api/biz/employees', body)
    expect(answer).toMatchObject({ status: 400, body: { Messages: [{ Message: expect.any(String) }] } })
    expect(unimicro.snapshot().employees).toHaveLength(30)
  })
})

describe('a change', () => {
  test('carries the whole entity: what is left out is emptied, but for relations', async () => {
    const { entity, put, read } = await withEmployee()
    expect((await put({ ...entity, FreeText: 'x' })).status).toBe(200)
    expect(await read()).toEqual({
      ...entity,
      FreeText: 'x',
      UpdatedAt: expect.any(String),
      BusinessRelationInfo: expect.anything(),
      Employments: expect.anything(),
    })
    const { ID, SubEntityID, EmployeeNumber, BusinessRelationID } = entity
    await put({ ID, SubEntityID, EmployeeNumber, BusinessRelationID })
    const after = await read()
    expect(after).toMatchObject({ FreeText: null, BirthDate: null, Active: null })
    expect(after.Employments).toHaveLength(1)
    expect(after.BusinessRelationInfo.DefaultEmail.EmailAddress).toBe(first.email)
  })

  test('cannot change the number, nor leave it out', async () => {
    const { entity, put, read } = await withEmployee()
    for (const EmployeeNumber of [entity.EmployeeNumber + 100, null, 0]) {
      const { status, body } = await put({ ...entity, EmployeeNumber })
      expect([status, findingsIn(body)]).toEqual([400, ['Employee.EmployeeNumber 30']])
    }
    expect(await read()).toEqual(entity)
  })

  test('of a nested entity is written to it, and a new default one stands beside the old', async () => {
    const { entity, put, read } = await withEmployee()
    const person = entity.BusinessRelationInfo
    const renamed = {
      ...person,
      Name: 'Kari Ny',
      DefaultEmail: { ...person.DefaultEmail, EmailAddress: 'ny@nordlys.example' },
      Emails: undefined,
    }
    await put({ ...entity, BusinessRelationInfo: renamed })
    expect((await read()).BusinessRelationInfo).toMatchObject({
      Name: 'Kari Ny',
      Emails: [{ ID: person.DefaultEmailID, EmailAddress: 'ny@nordlys.example' }],
    })
    const added = { ...renamed, DefaultEmail: fresh({ EmailAddress: 'andre@nordlys.example' }) }
    await put({ ...entity, BusinessRelationInfo: added })
    const after = (await read()).BusinessRelationInfo
    expect(after.DefaultEmail.EmailAddress).toBe('andre@nordlys.example')
    expect(after.Emails).toHaveLength(2)
    await put({
      ...entity,
      BusinessRelationInfo: {
        ...after,
        DefaultEmail: null,
        DefaultEmailID: null,
        Emails: [{ ...after.Emails[0], Deleted: true }],
      },
    })
    expect((await read()).BusinessRelationInfo).toMatchObject({
      DefaultEmail: null,
      Emails: [{ EmailAddress: 'andre@nordlys.example' }],
    })
  })

  test.each<[string, (entity: Record<string, unknown>) => object]>([
    ['another ID', (entity) => ({ ...entity, ID: 2 })],
    ['no ID', ({ ID: _, ...entity }) => entity],
    ['the employment of somebody else', (entity) => ({ ...entity, Employments: [{ ID: 2 }] })],
    [
      'the e-mail of somebody else',
      (entity) => ({
        ...entity,
        BusinessRelationInfo: { ...Object(entity.BusinessRelationInfo), DefaultEmail: { ID: 2 } },
      }),
    ],
  ])('is refused with %s, and nothing is kept', async (_, change) => {
    const { entity, put, read } = await withEmployee()
    expect(await put(change(entity))).toMatchObject({ status: 400, body: { Messages: expect.anything() } })
    expect(await read()).toEqual(entity)
  })

  test('that is partly wrong is taken back wholly', async () => {
    const { entity, put, read } = await withEmployee()
    const { status, body } = await put({
      ...entity,
      FreeText: 'x',
      BusinessRelationInfo: { ...entity.BusinessRelationInfo, Name: '' },
    })
    expect([status, findingsIn(body)]).toEqual([400, ['BusinessRelation.Name 30']])
    expect(body.BusinessRelationInfo._validationResults.Name[0]).toMatchObject({
      Level: 30,
      EntityType: 'BusinessRelation',
      EntityValidationRule: { Operator: 7 },
      ComplexValidationRule: null,
    })
    expect(await read()).toEqual(entity)
  })
})

test('a leave belongs to an employment and does not end before it begins', async () => {
  const { call, unimicro } = await serveUnimicro()
  const leave = { EmploymentID: 1, FromDate: '2026-02-01', ToDate: '2026-02-28', LeavePercent: 100, LeaveType: 3 }
  const post = (change: object) => call('POST', '/api/biz/EmployeeLeave', { ...leave, ...change })
  const { body } = await post({})
  expect(body).toMatchObject({ ID: 1, FromDate: '2026-02-01T00:00:00Z' })
  expect(findingsIn((await post({ EmploymentID: null })).body)).toEqual(['EmployeeLeave.EmploymentID 30'])
  expect(findingsIn((await post({ EmploymentID: 99 })).body)).toEqual(['EmployeeLeave.EmploymentID 30'])
  expect(findingsIn((await post({ ToDate: '2026-01-31' })).body)).toEqual(['EmployeeLeave.ToDate 30'])
  const filter = encodeURIComponent('Employment.EmployeeID eq 1')
  expect((await call('GET', `/api/biz/EmployeeLeave?expand=Employment&filter=${filter}`)).body).toHaveLength(1)
  await call('PUT', '/api/biz/EmployeeLeave/1', { ...body, ToDate: null })
  expect(unimicro.snapshot().leaves).toMatchObject([{ ToDate: null, LeavePercent: 100 }])
  await call('DELETE', '/api/biz/EmployeeLeave/1')
  expect(unimicro.snapshot().leaves).toEqual([])
  const pay = await call('POST', '/api/biz/salarytrans', {
    EmployeeID: 1,
    EmploymentID: 1,
    WageTypeNumber: 3,
    Amount: 1,
    Rate: 500,
  })
  expect(pay.body).toMatchObject({ ID: 1, Rate: 500 })
})

test('an administrator edits, adds and removes without the rules of the API', async () => {
  const { unimicro, read } = await withEmployee()
  unimicro.edit(1, { employee: { FreeText: 'x' }, name: 'Ny Navn', email: second.email, employment: { MonthRate: 1 } })
  expect(await read()).toMatchObject({
    FreeText: 'x',
    BusinessRelationInfo: { Name: 'Ny Navn', DefaultEmail: { EmailAddress: second.email } },
    Employments: [{ MonthRate: 1 }],
  })
  unimicro.edit(1, { email: '' })
  expect((await read()).BusinessRelationInfo.DefaultEmail).toBeNull()
  unimicro.remove(2)
  expect(unimicro.add({ ...second, employeeNumber: '2000' })).toBe(31)
  expect(
    unimicro
      .snapshot()
      .employees.map((one) => one.ID)
      .slice(0, 2),
  ).toEqual([1, 3])
  expect(() => unimicro.remove(99)).toThrow(RangeError)
})

test('the answers of these files are held against the derived contract', async ({ skip }) => {
  const held = contract
  if (!held) return skip(contractsAbsent)
  const { entity } = await withEmployee()
  const check = (change: object) =>
    checkResponse(held, {
      method: 'GET',
      path: '/api/biz/employees/1',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...entity, ...change }),
    })
  expect(check({})).toEqual([])
  expect(check({ EmployeeNumber: '1' })).not.toEqual([])
  expect(check({ Email: '' })).not.toEqual([])
})
