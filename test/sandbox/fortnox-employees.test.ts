import { describe, expect, test } from 'vitest'
import { makeCompany } from '../../src/sandbox/people.ts'
import { codeOf, messageOf, people, serveFortnox } from './served-fortnox.ts'

/** Not documented by Fortnox: the sandbox's own code. */
const undocumented = 9000000
const [first, second] = people
if (!first || !second) throw new RangeError('two people')

describe('employees', () => {
  const person = { FirstName: 'Kari', LastName: 'Sjöberg', Email: 'kari@nordlys.example' }
  const whole = { ...person, EmploymentForm: 'TV', PersonelType: 'TJM', SalaryForm: 'MAN' }

  test('are created with a number of their own or the next free one', async () => {
    const { call, fortnox } = await serveFortnox()
    const created = await call('POST', '/3/employees', {
      Employee: { ...whole, EmployeeId: 'A-1', MonthlySalary: '45000' },
    })
    expect(created.status).toBe(201)
    expect(created.body.Employee).toMatchObject({
      EmployeeId: 'A-1',
      FullName: 'Kari Sjöberg',
      MonthlySalary: '45000',
      HourlyPay: null,
      Inactive: false,
      DatedWages: [{ EmployeeId: 'A-1', FirstDay: '1970-01-01', MonthlySalary: '45000' }],
    })
    expect((await call('GET', '/3/employees/A-1')).body).toEqual(created.body)
    const next = await call('POST', '/3/employees', { Employee: { ...whole, Email: 'ny@nordlys.example' } })
    expect(next.body.Employee.EmployeeId).toBe('1')
    expect(
      fortnox
        .snapshot()
        .employees.map(({ EmployeeId }) => EmployeeId)
        .slice(-2),
    ).toEqual(['A-1', '1'])
  })

  test.each<[string, unknown, number, number?]>([
    ['nothing', '', 2001392],
    ['no JSON', '{', 2002115],
    ['no envelope', whole, 2001392],
    ['another envelope', { Employees: whole }, 2001392],
    ['two things in the envelope', { Employee: whole, Other: {} }, 2001392],
    ['an unknown field', { Employee: { ...whole, Salary: '1' } }, 2001399],
    ['a field that is read only', { Employee: { ...whole, FullName: 'Kari Sjöberg' } }, 2001399],
    ['an address of a list', { Employee: { ...whole, '@url': 'x' } }, 2001399],
    ['a number for text', { Employee: { ...whole, MonthlySalary: 45_000 } }, 2000106],
    ['text for a number', { Employee: { ...whole, FullTimeEquivalent: '1' } }, 2000108],
    ['text for a boolean', { Employee: { ...whole, Inactive: 'true' } }, 2000134],
    ['a bracket', { Employee: { ...whole, LastName: 'Sjöberg [HR]' } }, 2000359],
    ['a straight apostrophe', { Employee: { ...whole, LastName: "O'Hara" } }, 2000359],
    ['an emoji', { Employee: { ...whole, JobTitle: '🌞' } }, 2000359],
    ['no last name', { Employee: { ...whole, LastName: undefined } }, undocumented],
    ['a blank first name', { Employee: { ...whole, FirstName: ' ' } }, undocumented],
    ['no e-mail', { Employee: { ...whole, Email: '' } }, undocumented],
    ['no e-mail address', { Employee: { ...whole, Email: 'kari' } }, undocumented],
    ['no kind of employment', { Employee: { ...whole, EmploymentForm: undefined } }, undocumented],
    ['no kind of personnel', { Employee: { ...whole, PersonelType: null } }, undocumented],
    ['no form of salary', { Employee: person }, undocumented],
    ['an unknown kind of employment', { Employee: { ...whole, EmploymentForm: 'FAST' } }, undocumented],
    ['31 letters of job title', { Employee: { ...whole, JobTitle: 'x'.repeat(31) } }, undocumented],
    ['16 signs of number', { Employee: { ...whole, EmployeeId: '1'.repeat(16) } }, undocumented],
    ['no date', { Employee: { ...whole, EmploymentDate: '2026-02-30' } }, undocumented],
    ['an unknown cost centre', { Employee: { ...whole, CostCenter: 'X' } }, undocumented],
    ['an unknown project', { Employee: { ...whole, Project: '9' } }, undocumented],
    ['an unknown schedule', { Employee: { ...whole, ScheduleId: 'X' } }, undocumented],
    ['a taken number', { Employee: { ...whole, EmployeeId: first.employeeNumber } }, undocumented],
    ['a taken e-mail', { Employee: { ...whole, Email: first.email.toUpperCase() } }, undocumented],
    ['a taken phone', { Employee: { ...whole, Phone1: first.phone } }, undocumented],
  ])('are refused with %s, and nothing is kept', async (_, body, code) => {
    const { call, fortnox } = await serveFortnox()
    const answer = await call('POST', '/3/employees', body)
    expect([answer.status, codeOf(answer)]).toEqual([400, code])
    expect(messageOf(answer)).not.toMatch(/kari|hara|45000/i)
    expect(fortnox.snapshot().employees).toHaveLength(30)
  })

  test('the missing agreement is named as Fortnox names it', async () => {
    const { call } = await serveFortnox()
    expect(messageOf(await call('POST', '/3/employees', { Employee: person }))).toBe(
      'Värdet kan inte vara null. (ftgavtalid)',
    )
  })

  test('a change keeps the rest, cannot change the number and cannot take what others have', async () => {
    const { call } = await serveFortnox()
    const path = `/3/employees/${first.employeeNumber}`
    const before = (await call('GET', path)).body.Employee
    const put = (change: object) => call('PUT', path, { Employee: change })
    const changed = await put({ EmployeeId: first.employeeNumber, Phone1: '+46701740605', HourlyPay: null })
    expect(changed).toMatchObject({ status: 200, body: { Employee: { ...before, Phone1: '+46701740605' } } })
    for (const change of [{ EmployeeId: 'x' }, { Email: second.email }, { Email: '' }, { Phone1: second.phone }]) {
      expect(codeOf(await put(change))).toBe(undocumented)
    }
    expect((await call('PUT', '/3/employees/none', { Employee: {} })).status).toBe(404)
    expect((await call('DELETE', path)).status).toBe(404)
    expect((await call('GET', path)).body.Employee.Email).toBe(first.email)
  })

  test('a change may also clear what it leaves out', async () => {
    const { call } = await serveFortnox({ whenOmitted: 'clear' })
    const path = `/3/employees/${first.employeeNumber}`
    const { body } = await call('PUT', path, { Employee: { Phone1: '+46701740605' } })
    expect(body.Employee).toMatchObject({ FirstName: first.givenName, Email: first.email, City: null, TaxTable: null })
    expect(body.Employee.MonthlySalary).toBe(String(first.monthlySalary))
  })

  test('what was doubled or empty before may stay', async () => {
    const company = makeCompany({ people: 40, seed: 1 })
    const { call } = await serveFortnox({ people: company.payroll })
    for (const situation of ['e-mail twice in payroll', 'no e-mail in payroll'] as const) {
      const path = `/3/employees/${company.situations.get(situation)?.[0]?.employeeNumber}`
      const { Email } = (await call('GET', path)).body.Employee
      expect((await call('PUT', path, { Employee: { Email, City: 'Umeå' } })).status).toBe(200)
    }
  })

  test('dated wages: one from 1970 on, every day once, and the present one is shown', async () => {
    const { call, clock, logIn } = await serveFortnox()
    const EmployeeId = first.employeeNumber
    const path = `/3/employees/${EmployeeId}`
    const row = (FirstDay: string, MonthlySalary: string, id = EmployeeId) => ({
      EmployeeId: id,
      FirstDay,
      MonthlySalary,
    })
    const put = (change: object) => call('PUT', path, { Employee: change })
    for (const change of [
      { DatedWages: [] },
      { DatedWages: [row('2026-02-01', '1')] },
      { DatedWages: [row('1970-01-01', '1'), row('1970-01-01', '2')] },
      { DatedWages: [row('1969-12-31', '1'), row('1970-01-01', '2')] },
      { DatedWages: [row('1970-01-01', '1', second.employeeNumber)] },
      { DatedWages: [row('1970-01-01', '1')], MonthlySalary: '2' },
      { DatedSchedules: [{ EmployeeId, FirstDay: '1970-01-01', ScheduleId: 'X' }] },
      { DatedSchedules: [{ EmployeeId, FirstDay: '1970-01-01', ScheduleId: 'HEL' }], ScheduleId: 'HEL' },
    ]) {
      expect(codeOf(await put(change)), JSON.stringify(change)).toBe(undocumented)
    }
    const list = [row('1970-01-01', '40000'), row('2026-01-15', '45000'), row('2026-03-01', '50000')]
    expect((await put({ DatedWages: list })).body.Employee).toMatchObject({ MonthlySalary: '45000', DatedWages: list })
    expect(
      (await put({ MonthlySalary: '46000' })).body.Employee.DatedWages.map(
        (one: { MonthlySalary: string }) => one.MonthlySalary,
      ),
    ).toEqual(['40000', '46000', '50000'])
    clock.time = Date.UTC(2026, 2, 1)
    await logIn()
    expect((await call('GET', path)).body.Employee.MonthlySalary).toBe('50000')
  })

  test('an administrator edits, adds and removes without the rules of the API', async () => {
    const { call, fortnox } = await serveFortnox()
    fortnox.edit(first.employeeNumber, { Email: second.email })
    fortnox.remove(second.employeeNumber)
    const id = fortnox.add({ ...second, employeeNumber: '77' })
    expect((await call('GET', `/3/employees/${first.employeeNumber}`)).body.Employee.Email).toBe(second.email)
    expect((await call('GET', `/3/employees/${second.employeeNumber}`)).status).toBe(404)
    expect((await call('GET', `/3/employees/${id}`)).body.Employee.Address2).toBe(second.address.line1)
    expect(() => fortnox.remove('none')).toThrow(RangeError)
  })
})
