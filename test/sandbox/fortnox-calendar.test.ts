import personnummer from 'personnummer'
import { expect, test } from 'vitest'
import { swedishPerson } from '../../src/sandbox/fortnox/swedish.ts'
import { makeCompany, makePeople } from '../../src/sandbox/people.ts'
import { codeOf, people, serveFortnox } from './served-fortnox.ts'

const undocumented = 9000000
const [first, second] = people
if (!first || !second) throw new RangeError('two people')
const EmployeeId = first.employeeNumber

test('an absence is one day; the same day twice is two of them', async () => {
  const { call, fortnox } = await serveFortnox()
  const day = { EmployeeId, Date: '2026-01-19', CauseCode: 'SEM', Extent: 100, Hours: 0 }
  const post = (AbsenceTransaction: object) => call('POST', '/3/absencetransactions', { AbsenceTransaction })
  const one = await post(day)
  expect(one.status).toBe(201)
  const { id } = one.body.AbsenceTransaction
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  const other = (await post({ ...day, CauseCode: 'NÄR', Extent: 0, Hours: 4 })).body.AbsenceTransaction
  await post(day)
  await post({ ...day, EmployeeId: second.employeeNumber, Date: '2026-01-20' })
  const count = async (path: string) =>
    (await call('GET', `/3/absencetransactions${path}`)).body.AbsenceTransactions.length
  expect(await count('')).toBe(4)
  expect(await count(`?employeeid=${EmployeeId}`)).toBe(3)
  expect(await count(`?employeeid=${EmployeeId}&date=2026-01-20`)).toBe(0)
  expect(await count(`/${EmployeeId}/2026-01-19/SEM`)).toBe(2)
  expect((await call('GET', '/3/absencetransactions')).body.AbsenceTransactions[0].Extent).toBe('100')

  const changed = await call('PUT', `/3/absencetransactions/${id}`, { AbsenceTransaction: { ...day, Extent: 50 } })
  expect(changed.body.AbsenceTransaction).toMatchObject({ id, Extent: 50, Hours: 0, HolidayEntitling: false })
  const old = `/3/absencetransactions/${EmployeeId}/2026-01-19/SEM`
  expect((await call('PUT', old, { AbsenceTransaction: day })).status).toBe(404)
  expect((await call('DELETE', `/3/absencetransactions/${other.id}`)).body.AbsenceTransaction.Hours).toBe(4)
  expect((await call('GET', `/3/absencetransactions/${other.id}`)).status).toBe(404)
  expect(fortnox.snapshot().absences.map((row) => row.Extent)).toEqual([50, 100, 100])
})

test.each<[string, object, number]>([
  ['an id', { id: 'f0000000-0000-4000-8000-000000000001' }, 2001399],
  ['hours and extent', { Hours: 4 }, undocumented],
  ['neither hours nor extent', { Extent: 0 }, undocumented],
  ['more than a day', { Extent: 101 }, undocumented],
  ['text for the extent', { Extent: '100' }, 2000108],
  ['an unknown code', { CauseCode: 'XXX' }, undocumented],
  ['an unknown employee', { EmployeeId: 'none' }, undocumented],
  ['no date', { Date: undefined }, undocumented],
  ['a span', { Date: '2026-01-19/2026-01-20' }, undocumented],
])('an absence with %s is refused', async (_, change, code) => {
  const { call, fortnox } = await serveFortnox()
  const day = { EmployeeId, Date: '2026-01-19', CauseCode: 'SEM', Extent: 100 }
  const answer = await call('POST', '/3/absencetransactions', { AbsenceTransaction: { ...day, ...change } })
  expect([answer.status, codeOf(answer)]).toEqual([400, code])
  expect(fortnox.snapshot().absences).toEqual([])
})

test('attendance has its hours as text, and pay lines have a row number', async () => {
  const { call } = await serveFortnox()
  const day = { EmployeeId, Date: '2026-01-19' }
  const attendance = { ...day, CauseCode: 'OT1', Hours: '2.5' }
  const post = (AttendanceTransaction: object) => call('POST', '/3/attendancetransactions', { AttendanceTransaction })
  expect((await post(attendance)).body.AttendanceTransaction).toMatchObject(attendance)
  expect(codeOf(await post({ ...attendance, Hours: 2.5 }))).toBe(2000106)
  const line = { ...day, SalaryCode: '11', Number: '1', Amount: '500', TextRow: 'Tillägg' }
  const pay = (SalaryTransaction: object) => call('POST', '/3/salarytransactions', { SalaryTransaction })
  const { SalaryRow } = (await pay(line)).body.SalaryTransaction
  expect(SalaryRow).toEqual(expect.any(Number))
  expect(codeOf(await pay({ ...line, SalaryCode: '999' }))).toBe(undocumented)
  expect(codeOf(await pay({ ...line, TextRow: 'x'.repeat(41) }))).toBe(undocumented)
  for (const name of ['employeeid', 'employeeId']) {
    expect((await call('GET', `/3/salarytransactions?${name}=${EmployeeId}`)).body.SalaryTransactions).toHaveLength(1)
  }
  expect(codeOf(await call('GET', `/3/absencetransactions?employeeId=${EmployeeId}`))).toBe(2000588)
  expect((await call('GET', `/3/salarytransactions/${SalaryRow}`)).body.SalaryTransaction).toMatchObject(line)
})

test('the schedule tells the hours of a day, which can be changed and reset', async () => {
  const { call } = await serveFortnox()
  const hours = async (date: string) =>
    (await call('GET', `/3/scheduletimes/${EmployeeId}/${date}`)).body.ScheduleTime.Hours
  expect([await hours('2026-01-16'), await hours('2026-01-17')]).toEqual([8, 0])
  const path = `/3/scheduletimes/${EmployeeId}/2026-01-16`
  expect((await call('PUT', path, { ScheduleTime: { Hours: '6' } })).body.ScheduleTime.Hours).toBe(6)
  expect(await hours('2026-01-16')).toBe(6)
  expect((await call('PUT', `${path}/resetday`)).body.ScheduleTime.Hours).toBe(8)
  await call('PUT', `/3/employees/${EmployeeId}`, { Employee: { ScheduleId: 'HALV' } })
  expect(await hours('2026-01-16')).toBe(4)
  expect((await call('GET', '/3/scheduletimes/none/2026-01-16')).status).toBe(404)
  expect(codeOf(await call('PUT', path, { ScheduleTime: { Hours: '6', Date: '2026-01-17' } }))).toBe(undocumented)
})

test('people become Swedish in the same way on both sides', async () => {
  const company = makeCompany({ people: 40, seed: 1 })
  const [huma, payroll] = [company.huma.map(swedishPerson), company.payroll.map(swedishPerson)]
  const idOf = new Map(huma.map((person) => [person.employeeNumber, person.nationalId]))
  for (const person of payroll) {
    expect(idOf.get(person.employeeNumber) ?? person.nationalId).toBe(person.nationalId)
    expect(personnummer.valid(person.nationalId)).toBe(true)
    if (person.address.line1 !== '') expect(person.address.country).toBe('SE')
  }
  for (const person of makePeople({ count: 200, seed: 2, country: 'NO' }).map(swedishPerson)) {
    expect(Number(person.nationalId.at(-2)) % 2).toBe(person.gender === 'Male' ? 1 : 0)
    expect(person.nationalId.startsWith(person.birthDate.replaceAll('-', ''))).toBe(true)
    expect(Number(person.nationalId.slice(8, 11))).toBeGreaterThanOrEqual(980)
  }
  const { call } = await serveFortnox({ people: payroll })
  expect((await call('GET', '/3/employees?limit=1')).body.Employees[0].Country).toBe('Sweden')
})
