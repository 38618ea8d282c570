/** Employees, their employments and their absence. */
import type { Hono } from 'hono'
import { changeEntry, changeEntryOfList, changeLeave, createEntry, createLeave, removeEntry } from './absence-rules.ts'
import { detailsBody, employeeBody, employmentBody, entryBody, leaveBody } from './bodies.ts'
import {
  answerList,
  answerOne,
  answerWritten,
  bodiesOf,
  bodyOf,
  type Desk,
  queryOf,
  referTo,
  refuse,
  rowOf,
} from './desk.ts'
import { changeEmployee, createEmployee } from './employee-rules.ts'
import {
  addDetails,
  changeDetails,
  changeEmployment,
  createEmployment,
  employmentComplaints,
} from './employment-rules.ts'
import { containing, dateIn, equal, flagIn, idsIn, integerIn } from './lists.ts'
import { type Broken, badValue, forbidden, notFound } from './refusals.ts'
import type { Employee } from './rows.ts'
import { texts } from './texts.ts'

const newEmployee = { required: ['firstName', 'lastName'], creating: true } as const
const newEmployment = { required: ['startDate'], creating: true } as const
const newDetails = { required: ['percentageOfFullTimeEquivalent'], creating: true } as const
const newLeave = { required: ['startDate', 'percentage'], creating: true } as const
const newEntry = { required: ['activity', 'date', 'employee', 'hours'], creating: true } as const

export function addEmployeeRoutes(app: Hono, desk: Desk): void {
  const { company } = desk

  app.get('/employee', (context) =>
    answerList(desk, context, 'employee', company.all('employee').filter(employeeFilter(desk, queryOf(context)))),
  )

  app.post('/employee', async (context) => {
    const employee = createEmployee(desk, await bodyOf(desk, context, employeeBody, newEmployee))
    return answerOne(desk, context, 'employee', employee, 201)
  })

  // Not documented: whether those before a refused one stay. They do here, so that nobody relies on all or nothing.
  app.post('/employee/list', async (context) => {
    const bodies = await bodiesOf(desk, context, employeeBody, newEmployee)
    const employees = bodies.map((body) => createEmployee(desk, body))
    return answerWritten(desk, context, 'employee', employees, 201)
  })

  app.get('/employee/:id{\\d+}', (context) => answerOne(desk, context, 'employee', rowOf(desk, context, 'employee')))

  app.put('/employee/:id{\\d+}', async (context) => {
    const row = rowOf(desk, context, 'employee')
    const body = await bodyOf(desk, context, employeeBody, { ...newEmployee, creating: false })
    return answerOne(desk, context, 'employee', changeEmployee(desk, row, body))
  })

  app.delete('/employee/:id{\\d+}', () => {
    throw forbidden()
  })
}

/**
 * Contacts are left out unless they are asked for. Not documented: `periodStart`, `periodEnd`. Parameters that do not
 * exist are not looked at, so a misspelt one filters nothing.
 */
function employeeFilter({ company }: Desk, query: URLSearchParams): (employee: Employee) => boolean {
  const [ids, departments] = [idsIn(query, 'id'), idsIn(query, 'departmentId')]
  const flags = {
    includeContacts: flagIn(query, 'includeContacts'),
    onlyContacts: flagIn(query, 'onlyContacts'),
    registrable: flagIn(query, 'allowInformationRegistration'),
    access: flagIn(query, 'hasSystemAccess'),
    tokens: flagIn(query, 'onlyEmployeeTokens'),
    // Nobody manages projects here.
    managers: flagIn(query, 'onlyProjectManagers') || flagIn(query, 'assignableProjectManagers'),
  }
  const [firstName, lastName] = [containing(query, 'firstName'), containing(query, 'lastName')]
  const [email, employeeNumber] = [containing(query, 'email'), equal(query, 'employeeNumber')]
  const owner = company.all('loggedInUser')[0]?.employee
  return (employee) =>
    (ids?.has(employee.id) ?? true) &&
    (departments?.has(employee.department ?? 0) ?? true) &&
    (flags.onlyContacts ? employee.isContact : flags.includeContacts || !employee.isContact) &&
    (flags.registrable === undefined || flags.registrable === !employee.isContact) &&
    (flags.access === undefined || flags.access === (employee.userType !== 'NO_ACCESS')) &&
    !(flags.tokens && employee.id !== owner) &&
    !flags.managers &&
    firstName(employee.firstName) &&
    lastName(employee.lastName) &&
    email(employee.email) &&
    employeeNumber(employee.employeeNumber)
}

export function addEmploymentRoutes(app: Hono, desk: Desk): void {
  const { company } = desk

  app.get('/employee/employment', (context) => {
    // Not documented: the list without an employee. Here it has the employments of everybody.
    const employee = integerIn(queryOf(context), 'employeeId', 0)
    const rows = company.all('employment').filter((row) => employee === 0 || row.employee === employee)
    return answerList(desk, context, 'employment', rows)
  })

  app.post('/employee/employment', async (context) => {
    const body = await bodyOf(desk, context, employmentBody, newEmployment)
    const broken: Broken[] = []
    const id = referTo(desk, 'employee', body.employee, 'employee', broken)
    if (!body.employee) broken.push({ field: 'employee', message: texts.notNull })
    const employee = company.find('employee', id)
    refuse([...broken, ...employmentComplaints(desk, body, employee ?? { dateOfBirth: '-' }, '')])
    return answerOne(desk, context, 'employment', createEmployment(desk, id ?? 0, body), 201)
  })

  app.get('/employee/employment/:id{\\d+}', (context) =>
    answerOne(desk, context, 'employment', rowOf(desk, context, 'employment')),
  )

  app.put('/employee/employment/:id{\\d+}', async (context) => {
    const row = rowOf(desk, context, 'employment')
    const body = await bodyOf(desk, context, employmentBody, { ...newEmployment, creating: false })
    return answerOne(desk, context, 'employment', changeEmployment(desk, row, body))
  })

  app.get('/employee/employment/details', (context) => {
    const employments = idsIn(queryOf(context), 'employmentId')
    const rows = company.all('details').filter((row) => employments?.has(row.employment) ?? true)
    return answerList(desk, context, 'details', rows)
  })

  app.post('/employee/employment/details', async (context) => {
    const details = addDetails(desk, await bodyOf(desk, context, detailsBody, newDetails))
    return answerOne(desk, context, 'details', details, 201)
  })

  app.get('/employee/employment/details/:id{\\d+}', (context) =>
    answerOne(desk, context, 'details', rowOf(desk, context, 'details')),
  )

  app.put('/employee/employment/details/:id{\\d+}', async (context) => {
    const row = rowOf(desk, context, 'details')
    const body = await bodyOf(desk, context, detailsBody, { ...newDetails, creating: false })
    return answerOne(desk, context, 'details', changeDetails(desk, row, body))
  })
}

export function addAbsenceRoutes(app: Hono, desk: Desk): void {
  const { company } = desk

  /** Those of one day only: there is no way to ask for a history. */
  app.get('/employee/employment/leaveOfAbsence', (context) => {
    const query = queryOf(context)
    const employments = idsIn(query, 'employmentIds')
    const date = dateIn(query, 'date', desk.today())
    const [least, most] = [integerIn(query, 'minPercentage', 0), integerIn(query, 'maxPercentage', 100)]
    for (const [name, value] of Object.entries({ minPercentage: least, maxPercentage: most })) {
      if (value > 100) throw badValue(name, texts.outOfRange)
    }
    const rows = company
      .all('leaveOfAbsence')
      .filter((row) => employments?.has(row.employment) ?? true)
      .filter((row) => row.startDate <= date && (row.endDate === null || row.endDate >= date))
      .filter((row) => row.percentage >= least && row.percentage <= most)
    return answerList(desk, context, 'leaveOfAbsence', rows)
  })

  app.post('/employee/employment/leaveOfAbsence', async (context) => {
    const leave = createLeave(desk, await bodyOf(desk, context, leaveBody, newLeave))
    return answerOne(desk, context, 'leaveOfAbsence', leave, 201)
  })

  app.post('/employee/employment/leaveOfAbsence/list', async (context) => {
    const bodies = await bodiesOf(desk, context, leaveBody, newLeave)
    const leaves = bodies.map((body) => createLeave(desk, body))
    return answerWritten(desk, context, 'leaveOfAbsence', leaves, 201)
  })

  app.get('/employee/employment/leaveOfAbsence/:id{\\d+}', (context) =>
    answerOne(desk, context, 'leaveOfAbsence', rowOf(desk, context, 'leaveOfAbsence')),
  )

  app.put('/employee/employment/leaveOfAbsence/:id{\\d+}', async (context) => {
    const row = rowOf(desk, context, 'leaveOfAbsence')
    const body = await bodyOf(desk, context, leaveBody, { ...newLeave, creating: false })
    return answerOne(desk, context, 'leaveOfAbsence', changeLeave(desk, row, body))
  })

  app.get('/employee/standardTime', (context) => {
    const owner = company.all('loggedInUser')[0]?.employee ?? 0
    const employee = integerIn(queryOf(context), 'employeeId', 0) || owner
    const rows = company.all('standardTime').filter((row) => row.employee === employee)
    return answerList(desk, context, 'standardTime', rows)
  })

  app.get('/salary/settings/standardTime', (context) =>
    answerList(desk, context, 'companyStandardTime', company.all('companyStandardTime')),
  )

  app.get('/timesheet/entry', (context) => {
    const query = queryOf(context)
    const [from, to] = [dateIn(query, 'dateFrom'), dateIn(query, 'dateTo')]
    if (from >= to) throw badValue('dateFrom', texts.periodEmpty)
    const [ids, employees] = [idsIn(query, 'id'), idsIn(query, 'employeeId')]
    const comment = containing(query, 'comment')
    const [activities, projects] = [idsIn(query, 'activityId'), idsIn(query, 'projectId')]
    const rows = company
      .all('timesheetEntry')
      .filter((row) => row.date >= from && row.date < to && !projects)
      .filter((row) => (ids?.has(row.id) ?? true) && (employees?.has(row.employee) ?? true))
      .filter((row) => (activities?.has(row.activity) ?? true) && comment(row.comment))
    const sumAllHours = rows.reduce((sum, { hours }) => sum + hours, 0)
    return answerList(desk, context, 'timesheetEntry', rows, { sumAllHours })
  })

  app.post('/timesheet/entry', async (context) => {
    const entry = createEntry(desk, await bodyOf(desk, context, entryBody, newEntry))
    return answerOne(desk, context, 'timesheetEntry', entry, 201)
  })

  app.post('/timesheet/entry/list', async (context) => {
    const bodies = await bodiesOf(desk, context, entryBody, newEntry)
    const entries = bodies.map((body) => createEntry(desk, body))
    return answerWritten(desk, context, 'timesheetEntry', entries, 201)
  })

  app.put('/timesheet/entry/list', async (context) => {
    const bodies = await bodiesOf(desk, context, entryBody, { required: ['id'], creating: false })
    const entries = bodies.map((body) => changeEntryOfList(desk, body))
    return answerWritten(desk, context, 'timesheetEntry', entries, 200)
  })

  app.get('/timesheet/entry/:id{\\d+}', (context) =>
    answerOne(desk, context, 'timesheetEntry', rowOf(desk, context, 'timesheetEntry')),
  )

  app.put('/timesheet/entry/:id{\\d+}', async (context) => {
    const row = rowOf(desk, context, 'timesheetEntry')
    // Hours may be emptied by null here, unlike the other fields that must be there.
    const required = ['activity', 'date', 'employee'] as const
    const body = await bodyOf(desk, context, entryBody, { required, creating: false })
    return answerOne(desk, context, 'timesheetEntry', changeEntry(desk, row, body))
  })

  app.delete('/timesheet/entry/:id{\\d+}', (context) => {
    const version = queryOf(context).get('version')
    if (version !== null && !/^\d+$/.test(version)) throw notFound()
    removeEntry(desk, rowOf(desk, context, 'timesheetEntry'), version === null ? undefined : Number(version))
    return context.body(null, 204)
  })
}
