import { describe, expect, test } from 'vitest'
import { complaints, serveTripletex } from './served-tripletex.ts'

const kari = { firstName: 'Kari', lastName: 'Nordmann', userType: 'NO_ACCESS', dateOfBirth: '1987-12-30' }

/** A sandbox with a new employee who has no employment yet, and the id of a division. */
async function withEmployee() {
  const sandbox = await serveTripletex()
  const { call } = sandbox
  const { id } = (await call('POST', '/employee', kari)).body.value
  const division = (await call('GET', '/division')).body.values[0].id
  return { ...sandbox, id, division: { id: division } }
}

describe('employments', () => {
  test('are created with their first row, and dated rows make the history', async () => {
    const { call, id, division, employees } = await withEmployee()
    const code = (await call('GET', '/employee/employment/occupationCode?nameNO=aktuar')).body.values[0].id
    const row = { percentageOfFullTimeEquivalent: 80, annualSalary: 500_000, occupationCode: { id: code } }
    const created = await call('POST', '/employee/employment', {
      employee: { id },
      division,
      startDate: '2026-02-01',
      isMainEmployer: false,
      employmentDetails: [row],
    })
    expect(created).toMatchObject({
      status: 201,
      body: { value: { taxDeductionCode: 'loennFraBiarbeidsgiver', endDate: null } },
    })
    const employment = created.body.value.id
    const raise = {
      employment: { id: employment },
      date: '2026-06-01',
      percentageOfFullTimeEquivalent: 100,
      annualSalary: 690_000,
    }
    const raised = (await call('POST', '/employee/employment/details', raise)).body.value
    // Of a full-time position, and computed on creation only.
    expect(raised).toMatchObject({ hourlyWage: 354, workingHoursScheme: 'NOT_CHOSEN', monthlySalary: 57_500 })
    const changed = (await call('PUT', `/employee/employment/details/${raised.id}`, { annualSalary: 700_000 })).body
      .value
    expect(changed).toMatchObject({ hourlyWage: 354, annualSalary: 700_000, version: 1 })
    const listed = await call('GET', `/employee/employment/details?employmentId=${employment}&fields=date,hourlyWage`)
    expect(listed.body.values).toEqual([
      { date: '2026-02-01', hourlyWage: 256 },
      { date: '2026-06-01', hourlyWage: 354 },
    ])
    const { value } = (await call('GET', `/employee/employment/${employment}?fields=latestSalary(date)`)).body
    expect(value).toEqual({ latestSalary: { date: '2026-06-01' } })
    expect((await call('GET', `/employee/employment?employeeId=${id}`)).body.values).toHaveLength(1)
    expect(
      employees()
        .at(-1)
        ?.employments[0]?.details.map(({ date }) => date),
    ).toEqual(['2026-02-01', '2026-06-01'])
  })

  test.each<[Record<string, unknown>, [string, string][]]>([
    [{ startDate: undefined }, [['startDate', 'Kan ikke være null.']]],
    [{ division: undefined }, [['division.id', 'Arbeidsforholdet må knyttes til en virksomhet/underenhet.']]],
    [{ employee: undefined }, [['employee', 'Kan ikke være null.']]],
    [{ endDate: '2026-01-31' }, [['endDate', 'Sluttdato er før startdato.']]],
    [{ taxDeductionCode: '' }, [['taxDeductionCode', 'Verdien er ikke tillatt.']]],
    [{ employmentDetails: [{}] }, [['employmentDetails.percentageOfFullTimeEquivalent', 'Kan ikke være null.']]],
    [
      { employmentDetails: [{ percentageOfFullTimeEquivalent: 1, employmentType: 'FAST' }] },
      [['employmentDetails.employmentType', 'Verdien er ikke av korrekt type for dette feltet.']],
    ],
  ])('are refused with %j', async (change, expected) => {
    const { call, id, division } = await withEmployee()
    const body = { employee: { id }, division, startDate: '2026-02-01', ...change }
    const answer = await call('POST', '/employee/employment', body)
    expect(answer.status).toBe(422)
    expect(complaints(answer)).toEqual(expected)
    expect((await call('GET', `/employee/employment?employeeId=${id}`)).body.values).toEqual([])
  })

  test('need a date of birth on the employee', async () => {
    const { call, division } = await withEmployee()
    const { value } = (await call('POST', '/employee', { ...kari, dateOfBirth: undefined })).body
    const body = { employee: { id: value.id }, division, startDate: '2026-02-01' }
    expect(complaints(await call('POST', '/employee/employment', body))).toEqual([
      ['employee.dateOfBirth', 'Feltet må fylles ut.'],
    ])
  })

  test('of a side job say so by their tax code', async () => {
    const { call, id, division } = await withEmployee()
    const body = { employee: { id }, division, startDate: '2026-02-01', taxDeductionCode: 'loennFraBiarbeidsgiver' }
    const { value } = (await call('POST', '/employee/employment', body)).body
    expect(value).toMatchObject({ isMainEmployer: false, taxDeductionCode: 'loennFraBiarbeidsgiver' })
  })

  test('end, and keep their rows in order', async () => {
    const { call, employeeAt } = await serveTripletex()
    const [employment] = employeeAt(0).employments
    const [first] = employment?.details ?? []
    const id = employment?.id
    const details = (body: Record<string, unknown>) =>
      call('POST', '/employee/employment/details', { employment: { id }, percentageOfFullTimeEquivalent: 50, ...body })
    expect(complaints(await details({ date: first?.date }))).toEqual([['date', 'Finnes fra før.']])
    expect(complaints(await details({ date: '2001-01-01' }))).toEqual([
      ['date', 'Dato på lønnsraden er før arbeidsforholdets startdato.'],
    ])
    expect(complaints(await details({ date: '2026-05-01', workingHoursScheme: 'SHIFT_365' }))).toEqual([
      ['shiftDurationHours', 'Må angis for skiftarbeid.'],
    ])
    expect((await details({ date: '2026-05-01' })).status).toBe(201)
    const [latest] = (await call('GET', `/employee/employment?employeeId=${employeeAt(0).id}`)).body.values
    await details({ date: '2025-12-01' })
    expect((await call('GET', `/employee/employment/${id}`)).body.value.latestSalary).toEqual(latest.latestSalary)
    const [, earlier] = employeeAt(0).employments[0]?.details ?? []
    await call('PUT', `/employee/employment/details/${earlier?.id}`, { date: '2026-06-01' })

    const put = (body: unknown) => call('PUT', `/employee/employment/${id}`, body)
    expect(complaints(await put({ startDate: '2026-06-01' })).map(([field]) => field)).toEqual(['startDate'])
    expect((await put({ startDate: '2026-04-01' })).status).toBe(200)
    expect(employeeAt(0).employments[0]?.details.map(({ date }) => date)).toEqual([
      '2026-04-01',
      '2026-05-01',
      '2026-06-01',
    ])
    const end = {
      endDate: '2026-12-31',
      employmentEndReason: 'EMPLOYMENT_END_EMPLOYEE',
      isRemoveAccessAtEmploymentEnded: true,
    }
    expect((await put({ version: 1, ...end })).body.value).toMatchObject({ version: 2, ...end })
    expect((await put({ version: 1, ...end })).status).toBe(409)
    expect(employeeAt(0).losesAccessAtEnd).toBe(true)
  })

  test('can come with a new employee', async () => {
    const { call, division } = await withEmployee()
    const employmentDetails = [{ date: '2026-03-01', percentageOfFullTimeEquivalent: 100 }]
    const body = { ...kari, employments: [{ startDate: '2026-03-01', division, employmentDetails }] }
    const { status, body: answer } = await call('POST', '/employee', body)
    expect([status, answer.value.version]).toEqual([201, 2])
    const fields = 'employments(startDate,employmentDetails(date))'
    expect((await call('GET', `/employee/${answer.value.id}?fields=${fields}`)).body.value.employments).toEqual([
      { startDate: '2026-03-01', employmentDetails: [{ date: '2026-03-01' }] },
    ])
  })
})

describe('leaves of absence', () => {
  const leave = { startDate: '2026-02-01', endDate: '2026-02-10', percentage: 50, type: 'PARENTAL_BENEFITS' }

  test('are shown on their days only, and cannot be removed', async () => {
    const { call, employeeAt } = await serveTripletex()
    const employment = { id: employeeAt(0).employments[0]?.id }
    const created = await call('POST', '/employee/employment/leaveOfAbsence', {
      employment,
      ...leave,
      importedLeaveOfAbsenceId: 'huma-1',
    })
    expect(created).toMatchObject({ status: 201, body: { value: { ...leave, importedLeaveOfAbsenceId: 'huma-1' } } })
    const on = async (date: string, more = '') =>
      (await call('GET', `/employee/employment/leaveOfAbsence?${date && `date=${date}`}${more}`)).body.values.length
    expect([
      await on(''),
      await on('2026-01-31'),
      await on('2026-02-01'),
      await on('2026-02-10'),
      await on('2026-02-11'),
    ]).toEqual([0, 0, 1, 1, 0])
    expect(await on('2026-02-05', '&minPercentage=51')).toBe(0)
    expect(await on('2026-02-05', `&employmentIds=${employment.id}`)).toBe(1)
    const path = `/employee/employment/leaveOfAbsence/${created.body.value.id}`
    expect((await call('PUT', path, { version: 0, endDate: '2026-02-01' })).body.value.version).toBe(1)
    expect((await call('PUT', path, { version: 0, percentage: 0 })).status).toBe(409)
    expect((await call('GET', path)).body.value.endDate).toBe('2026-02-01')
    const both = [
      { employment, ...leave },
      { employment, ...leave },
    ]
    expect((await call('POST', '/employee/employment/leaveOfAbsence/list', both)).status).toBe(201)
    expect(employeeAt(0).employments[0]?.leaves).toHaveLength(3)
  })

  test.each<[Record<string, unknown>, string[]]>([
    [{ percentage: undefined }, ['percentage']],
    [{ startDate: undefined }, ['startDate']],
    [{ employment: undefined }, ['employment']],
    [{ percentage: 101 }, ['percentage']],
    [{ endDate: '2026-01-01' }, ['endDate']],
    [{ startDate: '2001-01-01' }, ['startDate']],
    [{ type: 'HOLIDAY' }, ['type']],
    [{ reason: 'x' }, ['reason']],
  ])('are refused with %j', async (change, fields) => {
    const { call, employeeAt } = await serveTripletex()
    const body = { employment: { id: employeeAt(0).employments[0]?.id }, ...leave, ...change }
    const answer = await call('POST', '/employee/employment/leaveOfAbsence', body)
    expect(answer.status).toBe(422)
    expect(complaints(answer).map(([field]) => field)).toEqual(fields)
  })
})

describe('hours', () => {
  async function withActivity() {
    const sandbox = await serveTripletex()
    const activity = (await sandbox.call('GET', '/activity?name=ferie')).body.values[0].id
    const entry = {
      employee: { id: sandbox.employeeAt(0).id },
      activity: { id: activity },
      date: '2026-02-02',
      hours: 7.5,
    }
    return { ...sandbox, entry }
  }

  test('are one entry for an employee, a day and an activity', async () => {
    const { call, entry, employeeAt } = await withActivity()
    const created = await call('POST', '/timesheet/entry', { ...entry, comment: 'x' })
    expect(created).toMatchObject({ status: 201, body: { value: { hours: 7.5, comment: 'x', locked: false } } })
    expect(await call('POST', '/timesheet/entry', entry)).toMatchObject({ status: 409, body: { code: 7000 } })
    const days = ['2026-02-03', '2026-02-04'].map((date) => ({ ...entry, date }))
    expect((await call('POST', '/timesheet/entry/list', days)).body.values).toHaveLength(2)
    const find = async (query: string) => (await call('GET', `/timesheet/entry?${query}`)).body
    // The last day is not part of the period.
    expect(await find('dateFrom=2026-02-02&dateTo=2026-02-04')).toMatchObject({ count: 2, sumAllHours: 15 })
    expect((await find(`dateFrom=2026-02-01&dateTo=2027-01-01&employeeId=${employeeAt(1).id}`)).values).toEqual([])

    const path = `/timesheet/entry/${created.body.value.id}`
    const changed = await call('PUT', path, { version: 0, hours: 4, comment: null })
    expect(changed.body.value).toMatchObject({ version: 1, hours: 4, comment: '' })
    expect(await call('PUT', path, { date: '2026-02-03' })).toMatchObject({ status: 409, body: { code: 7000 } })
    const [other] = (await find('dateFrom=2026-02-03&dateTo=2026-02-04')).values
    const list = [{ id: other.id, version: other.version, hours: 2 }]
    expect((await call('PUT', '/timesheet/entry/list', list)).body.values).toMatchObject([{ hours: 2, version: 1 }])

    expect(await call('DELETE', `${path}?version=0`)).toMatchObject({ status: 409, body: { code: 8000 } })
    expect((await call('DELETE', `${path}?version=1`)).status).toBe(204)
    expect((await call('GET', path)).status).toBe(404)
    expect(employeeAt(0).timesheetEntries).toHaveLength(2)
  })

  test('that are approved stay as they are', async () => {
    const { call, tripletex, entry, employeeAt } = await withActivity()
    const { id } = (await call('POST', '/timesheet/entry', entry)).body.value
    tripletex.approveHours(employeeAt(0).id)
    expect((await call('GET', `/timesheet/entry/${id}`)).body.value.locked).toBe(true)
    expect(await call('PUT', `/timesheet/entry/${id}`, { hours: 1 })).toMatchObject({
      status: 409,
      body: { code: 10000 },
    })
    expect((await call('DELETE', `/timesheet/entry/${id}`)).status).toBe(409)
    const days = ['2026-02-01', '2026-02-08', '2026-02-09'].map((date) => ({
      ...entry,
      date,
      activity: { id: 5_620_001 },
    }))
    const inWeek = days.map(({ date }) => date >= entry.date && date < '2026-02-09')
    const answers = await Promise.all(days.map((one) => call('POST', '/timesheet/entry', one)))
    expect(answers.map(({ status }) => status === 409)).toEqual(inWeek)
  })

  test('are of a day whose length the employee and the company have agreed on', async () => {
    const { call, tripletex, employeeAt } = await serveTripletex()
    const { id } = employeeAt(1)
    tripletex.setStandardTime(undefined, '2020-01-01', 7.5)
    tripletex.setStandardTime(id, '2025-01-01', 6)
    const values = async (path: string) => (await call('GET', path)).body.values
    expect(await values(`/employee/standardTime?employeeId=${id}`)).toMatchObject([
      { employee: { id }, fromDate: '2025-01-01', hoursPerDay: 6 },
    ])
    // Of the token's owner, where nobody is named.
    expect(await values('/employee/standardTime')).toEqual([])
    expect(await values('/salary/settings/standardTime?fields=hoursPerDay')).toEqual([{ hoursPerDay: 7.5 }])
  })

  test.each<[Record<string, unknown>, [string, string | undefined][]]>([
    [{ hours: undefined }, [['hours', 'Kan ikke være null.']]],
    [{ activity: undefined }, [['activity', 'Kan ikke være null.']]],
    [{ activity: { id: 5_620_008 } }, [['activity.id', 'Aktiviteten kan ikke benyttes.']]],
    [{ hours: 25 }, [['hours', 'Verdien er utenfor det tillatte området.']]],
    [{ project: { id: 1 } }, [['project.id', 'Verdien er ikke tillatt.']]],
    [{ employee: { id: 1 } }, [['employee.id', 'Verdien er ikke tillatt.']]],
  ])('are refused with %j', async (change, expected) => {
    const { call, entry } = await withActivity()
    const answer = await call('POST', '/timesheet/entry', { ...entry, ...change })
    expect(answer.status).toBe(422)
    expect(complaints(answer)).toEqual(expected)
  })
})
