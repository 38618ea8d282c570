import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { absenceFields, employeeFields, employmentFields } from '../../src/sandbox/finago/inputs.ts'
import { contractsAbsent } from '../contract/contracts.ts'
import { people, serveFinago } from './served-finago.ts'

const [first, second] = people
if (!first || !second) throw new RangeError('no people')
const kari = { empId: '7001', firstname: 'Kari', lastname: 'Prøve', email: 'kari.prove@nordlys.example' }

test('the access token brings a bearer token that runs out at the time it says, in its offset', async () => {
  const { logIn, get, clock, finago } = await serveFinago()
  expect((await logIn('wrong')).status).toBe(401)
  expect((await get('/organization/v2')).status).toBe(401)
  expect((await logIn()).body.expiresOn).toBe('2026-01-15T13:00:00+01:00')
  expect((await get('/organization/v2')).body).toMatchObject({ name: 'Nordlys AS', country_code: 'NO' })
  clock.time = Date.UTC(2026, 6, 15, 11)
  expect((await get('/organization/v2')).status).toBe(401)
  const { expiresOn } = (await logIn()).body
  expect(expiresOn).toBe('2026-07-15T14:00:00+02:00')
  clock.time = Date.parse(expiresOn) - 1
  expect((await get('/organization/v2')).status).toBe(200)
  clock.time += 1
  expect((await get('/organization/v2')).status).toBe(401)
  await logIn()
  finago.deleteToken()
  expect([(await get('/organization/v2')).status, (await logIn()).status]).toEqual([401, 401])
})

test('everybody is in one list, all values are text, and one comes as a list of one', async () => {
  const { get } = await serveFinago()
  const { body } = await get('/employee/v2')
  expect(body).toHaveLength(people.length)
  expect(body[0]).toMatchObject({
    empId: first.employeeNumber,
    email: first.email,
    personnr: first.nationalId,
    salary: `${first.monthlySalary}.00`,
    email_copy: '',
    internationalID: { countryCode: '', ID: '', type: 'passnummer' },
  })
  expect((await get(`/employee/v2/${second.employeeNumber}`)).body).toEqual([body[1]])
  expect(await get('/employee/v2/99')).toEqual({ status: 401, body: 'Error, bad input parameter' })
  expect((await get('/employee_field/v2/')).body).toHaveLength(2)
  expect((await get('/employee_field/v2')).status).toBe(404)
})

test('somebody is created once, and numbers become text', async () => {
  const { post, finago } = await serveFinago()
  const created = await post('/employee/v2', {
    ...kari,
    salary: 25000.5,
    hours_per_week: '37.5',
    employee_field_1: 'x',
  })
  expect(created).toMatchObject({
    status: 200,
    body: { ...kari, salary: '25000.50', hours_per_week: '37.50', hidden: '0' },
  })
  expect(finago.findByEmail('KARI.prove@nordlys.example')).toEqual({ ...created.body, employments: [], absences: [] })
  expect((await post('/employee/v2', kari)).status).toBe(409)
  expect((await post('/employee/v2', { ...kari, empId: first.employeeNumber })).status).toBe(409)
})

test.each([
  ['no number', 400, { ...kari, empId: undefined }],
  ['no name', 400, { ...kari, lastname: '' }],
  ['a name that nobody knows', 400, { ...kari, phone: '1' }],
  ['a list', 400, [kari]],
  ['no JSON', 400, '{empId=26, firstname=Kalle}'],
  ['a number with letters', 401, { ...kari, empId: 'A1' }],
  ['a date the wrong way round', 401, { ...kari, employee_date: '01.02.2026' }],
  ['no such day', 401, { ...kari, employee_date: '2026-02-30' }],
  ['a short birth number', 401, { ...kari, personnr: '1234567' }],
  ['a country in words', 401, { ...kari, countryCode: 'Norge' }],
  ['a decimal comma', 401, { ...kari, employment_rate: '62,5' }],
  ['an unknown kind of pay', 401, { ...kari, salary_type: 'yearly' }],
  ['nothing for a value', 401, { ...kari, telefon: null }],
  [
    'more than the whole',
    401,
    {
      ...kari,
      accounting: [
        { percentage: '60', dimensions: [] },
        { percentage: 50, dimensions: [] },
      ],
    },
  ],
])('nobody is created with %s', async (_, status, body) => {
  const { post, finago } = await serveFinago()
  expect((await post('/employee/v2', body)).status).toBe(status)
  expect(finago.snapshot()).toHaveLength(people.length)
})

test('an update changes what it has, and may clear what it leaves out', async () => {
  const path = `/employee/v2/${first.employeeNumber}`
  const keeping = await serveFinago()
  const before = (await keeping.get(path)).body[0]
  expect((await keeping.post(path, { telefon: '+4799912345', city: '' })).body).toEqual({
    ...before,
    telefon: '+4799912345',
    city: '',
  })
  expect((await keeping.post(path, { empId: second.employeeNumber })).status).toBe(401)
  expect((await keeping.post(path, { firstname: '' })).status).toBe(401)
  expect((await keeping.post('/employee/v2/99', { city: 'Oslo' })).status).toBe(401)
  for (const method of ['PUT', 'PATCH', 'DELETE']) expect((await keeping.call(method, path, {})).status).toBe(404)

  const clearing = await serveFinago({ whenOmitted: 'clear' })
  expect((await clearing.post(path, { telefon: '1' })).body).toMatchObject({
    empId: first.employeeNumber,
    telefon: '1',
    email: '',
  })
})

test('an employment is updated by its id, created without one, and can only be ended', async () => {
  const { get, post } = await serveFinago()
  const path = `/employment/v2/${first.employeeNumber}`
  const [main] = (await get(path)).body
  expect(main).toMatchObject({ startdate: first.startDate, primary_employment: '1', employment_form: 'fast' })
  const own = { employment_id: 'huma-1', startdate: '2026-02-01', employment_rate: 40, profession_code: '2130102' }
  expect((await post(path, [own])).body).toMatchObject([main, { ...own, employment_rate: '40.00', enddate: '' }])
  expect((await post(path, [{ ...own, employment_rate: '50' }])).body).toHaveLength(2)
  expect((await post(path, [{ startdate: '2026-03-01' }])).body[2]).toMatchObject({
    employment_id: `${first.employeeNumber}-3`,
  })
  for (const wrong of [
    { employment_id: 'huma-2' },
    { employment_id: 'huma-1', enddate: '2026-03-01' },
    { employment_id: 'huma-1', enddate: '2026-01-01', enddate_reason: 'arbeidstakerHarSagtOppSelv' },
    { employment_id: 'huma-1', enddate_reason: 'sluttet' },
    { employment_id: 'huma-1', enterprise_number: '123456789' },
    { employment_id: 'huma-1', employment_form: 'Tillsvidare' },
  ]) {
    expect((await post(path, [wrong])).status, JSON.stringify(wrong)).toBe(401)
  }
  expect((await post(path, own)).status).toBe(400)
  const ended = { employment_id: 'huma-1', enddate: '2026-03-01', enddate_reason: 'arbeidstakerHarSagtOppSelv' }
  expect((await post(path, [ended])).body[1]).toMatchObject(ended)
  // Of somebody else, the same id is a new employment.
  expect((await post(`/employment/v2/${second.employeeNumber}`, [own])).body).toHaveLength(2)
})

test('absence is found again by our own id, and changed by its serial number', async () => {
  const { get, post, clock } = await serveFinago()
  const sick = {
    empId: first.employeeNumber,
    absenceType: '01',
    startDate: '2026-01-05',
    endDate: '2026-01-07',
    percent: 50,
    externalId: 'huma-abc',
  }
  const created = await post('/absence/v2', sick)
  expect(created.body).toMatchObject({
    externalId: 'huma-abc',
    percent: '50',
    startDate: '2026-01-05 00:00:00',
    requestDate: '2026-01-15 12:00:00',
  })
  const { serialNo } = created.body
  clock.time += 60_000
  expect(
    (await post('/absence/v2', { empId: sick.empId, serialNo, endDate: '2026-01-09', approved: '2' })).body,
  ).toMatchObject({
    serialNo,
    approved: '2',
    endDate: '2026-01-09 00:00:00',
    description: 'Sykdom',
    lastChanged: '2026-01-15 12:01:00',
  })
  const at = (query: string) => get(`/absence/v2/${sick.empId}?${query}`)
  expect((await at('datefrom=2026-01-09&dateto=2026-01-31')).body).toHaveLength(1)
  expect((await at('datefrom=2026-01-10')).body).toEqual([])
  expect((await at(`serialNo=${serialNo}`)).body).toHaveLength(1)
  expect((await at('externalId=huma-abc')).status).toBe(401)
  expect((await get('/absence/v2')).body).toHaveLength(1)
  expect((await get(`/absence/v2/${second.employeeNumber}`)).body).toEqual([])
})

test('each type of absence has its rules', async () => {
  const { get, post } = await serveFinago()
  const { empId } = { empId: first.employeeNumber }
  const { childId } = (
    await post('/child/v2', { empId, firstname: 'Lise', lastname: 'Prøve', birthdate: '2021-03-12' })
  ).body
  expect((await get(`/child/v2/${empId}`)).body).toEqual([
    { childId, firstnamn: 'Lise', surname: 'Prøve', birthdate: '2021-03-12' },
  ])
  expect((await get('/absencetypes/v2/02')).body).toMatchObject([{ code: '02', category: 'sick_child' }])
  const days = { empId, startDate: '2026-01-05', endDate: '2026-01-07' }
  const absence = async (more: object) => (await post('/absence/v2', { ...days, ...more })).status
  const table: [number, object][] = [
    [200, { absenceType: '02', childId }],
    [401, { absenceType: '02' }],
    [401, { absenceType: '01', childId }],
    [401, { absenceType: '2' }],
    [401, { absenceType: '01', endDate: '' }],
    [200, { absenceType: '12', endDate: '' }],
    [401, { absenceType: '13' }],
    [200, { absenceType: '13', startdateParental: '2026-01-05' }],
    [401, { absenceType: '14' }],
    [200, { absenceType: '14', comment: 'Flytting' }],
    [401, { absenceType: '04', percent: '50' }],
    [200, { absenceType: '04', numberOfDays: '3' }],
    [401, { absenceType: '01', numberOfDays: '3' }],
    [401, { absenceType: '01', percent: '101' }],
    [401, { absenceType: '01', endDate: '2026-01-04' }],
    [401, { absenceType: '01', approved: '3' }],
    [401, { absenceType: '01', serialNo: '9999' }],
    [401, { absenceType: '01', empId: '99' }],
    [400, { absenceType: '01', note: 'x' }],
  ]
  for (const [status, more] of table) expect(await absence(more), JSON.stringify(more)).toBe(status)
  const leave = (await get('/absence/v2')).body.filter(({ permisjonId }: { permisjonId: string }) => permisjonId !== '')
  expect(leave).toHaveLength(2)
})

test('a Swedish company takes other words, and an update may clear what it leaves out', async () => {
  const path = `/employment/v2/${first.employeeNumber}`
  const swedish = await serveFinago({ country: 'SE', whenOmitted: 'clear' })
  expect((await swedish.get('/organization/v2')).body).toMatchObject({ country_code: 'SE' })
  const [{ employment_id }] = (await swedish.get(path)).body
  const ended = { employment_id, startdate: '2020-01-01', enddate: '2026-01-31' }
  for (const wrong of [{ employment_form: 'fast' }, { enddate_reason: 'arbeidstakerHarSagtOppSelv' }, {}]) {
    expect((await swedish.post(path, [{ ...ended, ...wrong }])).status, JSON.stringify(wrong)).toBe(401)
  }
  const right = { ...ended, enddate_reason: 'EgenBegaran', employment_form: 'Tillsvidare', profession_code: '2411' }
  expect((await swedish.post(path, [right])).body).toMatchObject([
    { ...right, employment_rate: '', primary_employment: '0' },
  ])

  const sick = { empId: first.employeeNumber, absenceType: '01', startDate: '2026-01-05', endDate: '2026-01-07' }
  const { serialNo } = (await swedish.post('/absence/v2', { ...sick, comment: 'x', externalId: 'a' })).body
  expect((await swedish.post('/absence/v2', { ...sick, serialNo })).body).toMatchObject({
    serialNo,
    comment: '',
    externalId: '',
  })
})

test('what the API did not make is there as its own: an employment, an absence', async () => {
  const { finago, get } = await serveFinago()
  const empId = first.employeeNumber
  finago.keep('employments', { empId, employment_id: `${empId}-1`, profession_code: '2511102' })
  finago.keep('employments', { empId, employment_id: 'x', startdate: '2026-01-01' })
  finago.keep('absences', { empId, absenceType: '01', startDate: '2026-01-05', endDate: '2026-01-07' })
  expect((await get(`/employment/v2/${empId}`)).body).toMatchObject([
    { profession_code: '2511102', startdate: first.startDate },
    { employment_id: 'x' },
  ])
  const [{ serialNo }] = (await get(`/absence/v2/${empId}`)).body
  finago.keep('absences', { empId, serialNo, comment: 'Ring' })
  expect((await get(`/absence/v2/${empId}`)).body).toMatchObject([{ absenceType: '01', comment: 'Ring', approved: '' }])
})

test('an administrator edits, adds and removes without the rules of the API', async () => {
  const { finago, get } = await serveFinago()
  finago.edit(first.employeeNumber, { email: second.email, hidden: '1' })
  finago.remove(second.employeeNumber)
  expect(finago.add({ ...second, employeeNumber: '77' })).toBe('77')
  expect(finago.snapshot()).toHaveLength(people.length)
  expect((await get('/employee/v2')).body[0]).toMatchObject({ email: second.email, hidden: '1' })
  expect((await get('/employee/v2/77')).body[0].personnr).toBe(second.nationalId)
  expect(() => finago.edit(second.employeeNumber, {})).toThrow(RangeError)
})

test('what is answered and taken has the names of the description', async ({ skip }) => {
  const folder = process.env.HUMA_PAYROLL_CONTRACTS ?? join(import.meta.dirname, '../../../shared/contracts')
  const file = join(folder, 'finago-payroll-openapi.json')
  if (!existsSync(file) && !process.env.HUMA_PAYROLL_CONTRACTS) return skip(contractsAbsent)
  const contract = described.parse(JSON.parse(readFileSync(file, 'utf8')))
  const { get, post } = await serveFinago()
  const sick = { empId: first.employeeNumber, absenceType: '01', startDate: '2026-01-05', endDate: '2026-01-07' }
  await post('/absence/v2', sick)
  for (const [path, own] of [
    ['/employee/v2', '/employee/v2'],
    ['/employment/v2/{empId}', `/employment/v2/${first.employeeNumber}`],
    ['/absence/v2', '/absence/v2'],
    ['/absencetypes/v2', '/absencetypes/v2'],
    ['/employee_field/v2/', '/employee_field/v2/'],
  ] as const) {
    const [example] = z.array(z.record(z.string(), z.unknown())).parse(exampleOf(contract, path))
    expect(Object.keys((await get(own)).body[0]).sort(), path).toEqual(Object.keys(example ?? {}).sort())
  }
  // The example lacks what the text has.
  const { country_code: _, ...organization } = (await get('/organization/v2')).body
  expect(Object.keys(organization)).toEqual(
    Object.keys(z.looseObject({}).parse(exampleOf(contract, '/organization/v2'))),
  )

  for (const [path, fields] of [
    ['/employee/v2', employeeFields],
    ['/employment/v2/{empId}', employmentFields],
    ['/absence/v2', absenceFields],
  ] as const) {
    const text = contract.paths[path]?.post?.description ?? ''
    expect(
      fields.filter((field) => !text.includes(`<b>${field}</b>`)),
      path,
    ).toEqual([])
  }
})

const answer = z.object({ schema: z.object({ example: z.unknown().optional() }) })
const described = z.object({
  paths: z.record(
    z.string(),
    z.object({
      get: z
        .object({ responses: z.record(z.string(), z.object({ content: z.record(z.string(), answer).default({}) })) })
        .optional(),
      post: z.object({ description: z.string() }).optional(),
    }),
  ),
})

function exampleOf({ paths }: z.infer<typeof described>, path: string): unknown {
  return Object.values(paths[path]?.get?.responses['200']?.content ?? {})[0]?.schema.example
}
