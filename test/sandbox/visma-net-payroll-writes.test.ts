import { describe, expect, test } from 'vitest'
import { serveVisma } from './served-visma-net-payroll.ts'

const nobody = '10000000-0000-4000-8000-999999999999'
const kari = {
  personNames: [{ firstName: 'Kari', lastName: 'Prøve' }],
  personIds: [{ typeOfId: 'NationalID', id: '01819012345' }],
  dateOfBirth: '1990-01-01',
  address: { countryCode: 'NO' },
  salaryPaymentMethod: { paymentType: 'cash' },
}
const position = {
  typeOfPosition: 'Ordinary',
  employmentForm: [{ value: 'fast' }],
  typeOfWork: [{ value: '1233101' }],
  workTimeAgreement: [{ value: '0387f476-2471-4816-8b94-cdabb8fe4c21' }],
  partTimeFactors: [{ value: 100 }],
  salaryInformation: [{ salaryType: 'Period', monthlySalary: '10000' }],
  taxUnitIds: [{ value: '2' }],
  activeStart: '2026-02-01',
}
const whole = { ...kari, positions: [position] }

describe('creating', () => {
  test('nothing is there before the job is done', async () => {
    const { call, outcome, employees, visma } = await serveVisma({ jobs: { polls: 2, seconds: 10 } })
    const accepted = await call('POST', '/employees/withPosition', whole)
    expect(employees()).toHaveLength(30)
    const { job, statuses } = await outcome(accepted)
    expect(statuses).toEqual(['NotStarted', 'InProgress', 'Succeeded'])
    expect(job).toMatchObject({
      statusCode: 4,
      action: 'Create',
      artifactType: 'Employee',
      tenantId: visma.secrets.tenantId,
    })
    const made = employees().at(-1)
    // The next number, and the amounts that are calculated from the monthly one.
    expect(made).toMatchObject({
      ...kari,
      id: job.artifactId,
      number: '1031',
      isDraft: false,
      taxInformation: { askForTaxInformation: true },
    })
    expect(made?.positions[0]?.salaryInformation).toEqual([
      {
        salaryType: 'Period',
        contractSalaryType: 'monthly',
        monthlySalary: '10000',
        hourlySalary: '61.54',
        yearlySalary: '120000',
      },
    ])
  })

  test('a job that nobody asks about is done after a while, in its turn', async () => {
    const { call, outcome, employees, clock } = await serveVisma({ jobs: { polls: 1, seconds: 10 } })
    await call('POST', '/employees/withPosition', { ...whole, number: '7' })
    clock.time += 9999
    expect(employees()).toHaveLength(30)
    await call('POST', '/employees/withPosition', { ...whole, number: '8' })
    clock.time += 1
    expect(employees().slice(30)).toMatchObject([{ number: '7' }])
    // Asking about a later one hurries those before it, so that nothing overtakes.
    expect(await outcome(await call('POST', '/employees/withPosition', { ...whole, number: '8' }))).toMatchObject({
      job: { status: 'Failed' },
      found: [['$.number', 'The employee number is in use.']],
    })
    expect(employees().slice(30)).toMatchObject([{ number: '7' }, { number: '8' }])
  })

  test('without what is mandatory there can only be a draft, which is hidden', async () => {
    const { call, outcome, employees, read } = await serveVisma()
    const { personIds: _, salaryPaymentMethod: __, ...some } = kari
    const failed = await outcome(await call('POST', '/employees/withPosition', some))
    expect(failed.job).toMatchObject({ status: 'Failed', message: 'The document has errors.' })
    expect(failed.job).not.toHaveProperty('artifactId')
    expect(failed.found.map(([place]) => place)).toEqual(['$.personIds', '$.salaryPaymentMethod', '$.positions'])
    expect(employees()).toHaveLength(30)

    const { job } = await outcome(await call('POST', '/employees/withPosition', { ...some, isDraft: true }))
    expect(job).toMatchObject({ status: 'Succeeded', validationResults: [] })
    const listed = async (query: string) =>
      (await call('GET', `/employees${query}`)).body.data.map(({ id }: { id: string }) => id)
    expect(await listed('')).not.toContain(job.artifactId)
    expect(await listed('?includeDrafts=true')).toContain(job.artifactId)

    // It becomes more than a draft only when nothing is missing.
    const path = `/employees/${job.artifactId}`
    const put = async (change: object) => {
      const { document, etag } = await read(path)
      return outcome(await call('PUT', path, { ...document, ...change }, { 'if-match': etag }))
    }
    expect((await put({ ...kari, isDraft: false })).found).toEqual([['$.positions', 'A value is required.']])
    expect((await outcome(await call('POST', `${path}/positions`, position))).job.status).toBe('Succeeded')
    expect((await put({ ...kari, isDraft: false })).job.status).toBe('Succeeded')
    expect(await listed('')).toContain(job.artifactId)
    expect((await put({ isDraft: true })).found).toEqual([['$.isDraft', 'The employee is no draft.']])
  })

  test.each<[object, string]>([
    [{ number: '1001' }, '$.number'],
    [{ personNames: [{ firstName: 'Kari', lastName: ' ' }] }, '$.personNames[0].lastName'],
    [{ personIds: [{ typeOfId: 'NationalID', id: '010190 12345' }] }, '$.personIds[0].id'],
    [{ emails: [{ address: 'kari' }] }, '$.emails[0].address'],
    [{ address: { countryCode: 'Norge' } }, '$.address.countryCode'],
    [{ salaryPaymentMethod: { paymentType: 'bank' } }, '$.salaryPaymentMethod.localBankAccount'],
    [
      { salaryPaymentMethod: { paymentType: 'bank', localBankAccount: '12345678901' } },
      '$.salaryPaymentMethod.localBankAccount',
    ],
    [
      {
        salaryPaymentMethod: {
          paymentType: 'bank',
          internationalBankAccount: true,
          internationalIban: 'NO9386011117947',
          internationalBankCountry: 'NO',
        },
      },
      '$.salaryPaymentMethod.internationalBankSwift',
    ],
    [{ manager: nobody }, '$.manager'],
    [{ positions: [{ ...position, activeEnd: '2026-01-01' }] }, '$.positions[0].activeEnd'],
    [{ positions: [{ ...position, typeOfWork: [{ value: 'Controller' }] }] }, '$.positions[0].typeOfWork[0].value'],
    [
      { positions: [{ ...position, employmentForm: [{ value: 'permanent' }] }] },
      '$.positions[0].employmentForm[0].value',
    ],
    [
      { positions: [{ ...position, workTimeAgreement: [{ value: '1' }] }] },
      '$.positions[0].workTimeAgreement[0].value',
    ],
    [{ positions: [{ ...position, taxUnitIds: [] }] }, '$.positions[0].taxUnitIds'],
    [
      {
        positions: [
          {
            ...position,
            salaryInformation: [{ salaryType: 'Period', contractSalaryType: 'Hourly', monthlySalary: '1' }],
          },
        ],
      },
      '$.positions[0].salaryInformation[0].hourlySalary',
    ],
  ])('%j fails in the job', async (change, place) => {
    const { call, outcome, employees } = await serveVisma({ jobs: { polls: 0, seconds: 10 } })
    const { job, found } = await outcome(await call('POST', '/employees/withPosition', { ...whole, ...change }))
    expect(job.status).toBe('Failed')
    expect(found.map(([jsonPath]) => jsonPath)).toEqual([place])
    expect(employees()).toHaveLength(30)
  })

  test.each([
    [{ ...whole, nickname: 'K' }],
    [{ ...whole, dateOfBirth: '01.01.1990' }],
    [{ ...whole, dateOfBirth: null }],
    [{ ...whole, address: { countryCode: 'NO', zipCode: '' } }],
    [{ ...whole, phones: [{ number: '+4799900001' }] }],
    [{ ...whole, phones: [{ number: 4_799_900_001 }] }],
    [{ ...whole, positions: [{ ...position, salaryInformation: [{ salaryType: 'Period', monthlySalary: 10_000 }] }] }],
    ['{"number"'],
  ])('%j is not even accepted', async (body) => {
    const { call, employees } = await serveVisma()
    expect((await call('POST', '/employees/withPosition', body)).status).toBe(400)
    expect(employees()).toHaveLength(30)
  })
})

describe('overwriting', () => {
  test('a document that leaves something out deletes it', async () => {
    const { call, outcome, read, employeeAt } = await serveVisma()
    const { path, emails } = employeeAt(5)
    const { document, etag } = await read(path)
    const { phones: _, ...rest } = document
    expect((await outcome(await call('PUT', path, rest, { 'if-match': etag }))).job).toMatchObject({
      status: 'Succeeded',
      action: 'Update',
    })
    expect(employeeAt(5)).toMatchObject({ emails })
    expect(employeeAt(5)).not.toHaveProperty('phones')
    const { number: __, ...unnumbered } = (await read(path)).document
    const failed = await outcome(await call('PUT', path, unnumbered, { 'if-match': (await read(path)).etag }))
    expect(failed.found).toEqual([['$.number', 'A value is required.']])
  })

  test('wants the ETag of what was read, with or without quotes, and again when the job is done', async () => {
    const { call, outcome, read, employeeAt, visma } = await serveVisma()
    const { path, id } = employeeAt(5)
    const { document, etag } = await read(path)
    expect(etag).toMatch(/^".+"$/)
    expect((await call('PUT', path, document)).status).toBe(428)
    expect((await outcome(await call('PUT', path, document, { 'if-match': etag }))).job.status).toBe('Succeeded')
    expect((await call('PUT', path, document, { 'if-match': etag })).status).toBe(412)

    const fresh = (await read(path)).etag.replaceAll('"', '')
    const accepted = await call('PUT', path, document, { 'if-match': fresh })
    visma.edit(id, { notes: 'by an administrator' })
    expect((await outcome(accepted)).found).toEqual([['$', 'It was changed in the meantime.']])
    expect(employeeAt(5).notes).toBe('by an administrator')
  })

  test('may do without an ETag, and then the last one wins', async () => {
    const { call, outcome, read, employeeAt } = await serveVisma({ ifMatch: 'optional' })
    const { path } = employeeAt(5)
    const { document } = await read(path)
    expect((await outcome(await call('PUT', path, { ...document, notes: 'x' }))).job.status).toBe('Succeeded')
    expect(employeeAt(5).notes).toBe('x')
  })
})

describe('salary', () => {
  const stored = { salaryType: 'Period', contractSalaryType: 'hourly', hourlySalary: '200' }

  async function withSalary(options: Parameters<typeof serveVisma>[0] = {}) {
    const sandbox = await serveVisma({ jobs: { polls: 0, seconds: 10 }, ...options })
    const { call, outcome, read, employeeAt } = sandbox
    async function put(salaryInformation: unknown, change: object = {}) {
      const { positionPath } = employeeAt(0)
      const { document, etag } = await read(positionPath)
      return outcome(
        await call('PUT', positionPath, { ...document, ...change, salaryInformation }, { 'if-match': etag }),
      )
    }
    const salary = () => employeeAt(0).position.salaryInformation
    return { ...sandbox, put, salary }
  }

  test('is ended the day before the next one begins, and history stays', async () => {
    const { put, salary } = await withSalary()
    const [before] = salary() ?? []
    const raised = {
      salaryType: 'Period',
      contractSalaryType: 'monthly',
      monthlySalary: '70000',
      activeStart: '2026-03-01',
    }
    const { job } = await put([{ ...before, activeEnd: '2026-02-28' }, raised])
    expect(job).toMatchObject({ status: 'Succeeded', artifactType: 'Position', validationResults: [] })
    expect(salary()).toEqual([
      { ...before, activeEnd: '2026-02-28' },
      { ...raised, hourlySalary: '430.77', yearlySalary: '840000' },
    ])
  })

  test.each<[string, object[], string]>([
    ['two at once', [{}, { activeStart: '2026-03-01' }], 'Overlaps another value.'],
    ['a gap', [{ activeEnd: '2026-01-31' }, { activeStart: '2026-03-01' }], 'There is a gap before it.'],
    ['an end before its start', [{ activeStart: '2026-03-01', activeEnd: '2026-02-01' }], 'Ends before it starts.'],
  ])('%s is refused', async (_, spans, message) => {
    const { put } = await withSalary()
    const entry = { salaryType: 'Period', contractSalaryType: 'monthly', monthlySalary: '1' }
    const { job, found } = await put(spans.map((span) => ({ ...entry, ...span })))
    expect([job.status, found.map(([, text]) => text)]).toEqual(['Failed', [message]])
  })

  test('without its type is dropped with a warning where an hourly one was set; the rest is done', async () => {
    const { put, salary, visma, employeeAt } = await withSalary()
    visma.editPosition(employeeAt(0).id, employeeAt(0).position.id, { salaryInformation: [stored] })
    const before = salary()
    const untyped = [
      { salaryType: 'Period', hourlySalary: '200', activeEnd: '2026-02-28' },
      { salaryType: 'Period', hourlySalary: '210', activeStart: '2026-03-01' },
    ]
    const { job, found } = await put(untyped, { partTimeFactors: [{ value: 50 }] })
    expect(job).toMatchObject({ status: 'Succeeded', validationResults: [{ severity: 'Warning' }] })
    expect(found).toEqual([
      ['$.salaryInformation', 'contractSalaryType has not been provided. Salary update was not performed.'],
    ])
    expect(salary()).toEqual(before)
    expect(employeeAt(0).position.partTimeFactors).toEqual([{ value: 50 }])
    expect((await put([{ salaryType: 'Period', monthlySalary: '1' }])).job.status).toBe('Failed')
    const [now] = before ?? []
    // Who gives the type of one must give that of all.
    const half = await put([{ ...now, activeEnd: '2026-02-28' }, untyped[1]])
    expect(half.found).toEqual([['$.salaryInformation', 'contractSalaryType has not been provided.']])
    const typed = [
      { ...now, activeEnd: '2026-02-28' },
      { ...stored, contractSalaryType: 'Hourly', hourlySalary: '210', activeStart: '2026-03-01' },
    ]
    expect((await put(typed)).job).toMatchObject({ status: 'Succeeded', validationResults: [] })
    expect(salary()?.at(-1)).toMatchObject({
      contractSalaryType: 'hourly',
      monthlySalary: '34125',
      yearlySalary: '409500',
    })
  })
})

test('somebody who comes back gets another position, and the old one stays ended', async () => {
  const { call, outcome, read, employeeAt } = await serveVisma({ jobs: { polls: 0, seconds: 10 } })
  const { path, positionPath } = employeeAt(7)
  const { document, etag } = await read(positionPath)
  const ended = { ...document, activeEnd: '2026-01-31', positionEndReason: ['x'] }
  expect((await outcome(await call('PUT', positionPath, ended, { 'if-match': etag }))).job.status).toBe('Succeeded')
  const made = await outcome(await call('POST', `${path}/positions`, { ...position, activeStart: '2026-06-01' }))
  expect(made.job).toMatchObject({ status: 'Succeeded', artifactType: 'Position', action: 'Create' })
  expect(employeeAt(7).positions).toMatchObject([
    { activeEnd: '2026-01-31' },
    { id: made.job.artifactId, activeStart: '2026-06-01' },
  ])
  // Its job is known below this employee only.
  const location = (await call('POST', `${path}/positions`, position)).headers.get('location') ?? ''
  expect((await call('GET', location.replace('/v2', '').replace(employeeAt(7).id, employeeAt(8).id))).status).toBe(404)
})
