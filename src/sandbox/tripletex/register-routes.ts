/** The company and its lists: departments, divisions, countries, activities, occupation codes, salary types. */
import type { Hono } from 'hono'
import { type DepartmentBody, departmentBody } from './bodies.ts'
import {
  answerList,
  answerOne,
  answerWritten,
  bodiesOf,
  bodyOf,
  checkVersion,
  type Desk,
  queryOf,
  referTo,
  refuse,
  rowOf,
} from './desk.ts'
import { containing, equal, flagIn, idsIn } from './lists.ts'
import { type Broken, badValues, forbidden } from './refusals.ts'
import type { Department } from './rows.ts'
import { texts } from './texts.ts'

const newDepartment = { required: ['name'], creating: true } as const

export function addRegisterRoutes(app: Hono, desk: Desk): void {
  const { company } = desk

  app.get('/company/:id{\\d+}', (context) => answerOne(desk, context, 'company', rowOf(desk, context, 'company')))

  app.get('/division', (context) => {
    const query = queryOf(context)
    const rows = company
      .all('division')
      .filter((row) => containing(query, 'query')(`${row.name} ${row.organizationNumber}`))
    return answerList(desk, context, 'division', rows)
  })

  app.get('/country', (context) => {
    const query = queryOf(context)
    const ids = idsIn(query, 'id')
    const codes = query.get('code')?.split(',')
    // Nothing is disabled. Not documented: what `supportedInZtl` means; nothing is here.
    const none = flagIn(query, 'isDisabled') || flagIn(query, 'supportedInZtl')
    const rows = company
      .all('country')
      .filter((row) => !none && (ids?.has(row.id) ?? true) && (codes?.includes(row.isoAlpha2Code) ?? true))
    return answerList(desk, context, 'country', rows)
  })
  app.get('/country/:id{\\d+}', (context) => answerOne(desk, context, 'country', rowOf(desk, context, 'country')))

  app.get('/activity', (context) => {
    const query = queryOf(context)
    const ids = idsIn(query, 'id')
    const [general, ofProjects] = [flagIn(query, 'isGeneral'), flagIn(query, 'isProjectActivity')]
    const inactive = flagIn(query, 'isInactive')
    // Neither tasks nor activities to charge for are there.
    const none = flagIn(query, 'isTask') || flagIn(query, 'isChargeable')
    const rows = company.all('activity').filter((row) => {
      const isGeneral = row.activityType === 'GENERAL_ACTIVITY'
      if (none || !(ids?.has(row.id) ?? true)) return false
      if ((general ?? isGeneral) !== isGeneral || (ofProjects ?? !isGeneral) === isGeneral) return false
      return (
        (inactive ?? row.isDisabled) === row.isDisabled &&
        containing(query, 'name')(row.name) &&
        containing(query, 'description')('') &&
        equal(query, 'number')(row.number)
      )
    })
    return answerList(desk, context, 'activity', rows)
  })
  app.get('/activity/:id{\\d+}', (context) => answerOne(desk, context, 'activity', rowOf(desk, context, 'activity')))

  app.get('/employee/employment/leaveOfAbsenceType', (context) =>
    answerList(desk, context, 'leaveOfAbsenceType', company.all('leaveOfAbsenceType')),
  )

  app.get('/employee/employment/occupationCode', (context) => {
    const query = queryOf(context)
    const ids = idsIn(query, 'id')
    const rows = company
      .all('occupationCode')
      .filter((row) => ids?.has(row.id) ?? true)
      .filter((row) => containing(query, 'nameNO')(row.nameNO) && containing(query, 'code')(row.code))
    return answerList(desk, context, 'occupationCode', rows)
  })
  app.get('/employee/employment/occupationCode/:id{\\d+}', (context) =>
    answerOne(desk, context, 'occupationCode', rowOf(desk, context, 'occupationCode')),
  )

  app.get('/salary/type', (context) => {
    const query = queryOf(context)
    const ids = idsIn(query, 'id')
    const none = flagIn(query, 'isInactive') || flagIn(query, 'showInTimesheet')
    const rows = company
      .all('salaryType')
      .filter((row) => !none && (ids?.has(row.id) ?? true))
      .filter((row) => containing(query, 'number')(row.number) && containing(query, 'name')(row.name))
      .filter(() => containing(query, 'description')(''))
    return answerList(desk, context, 'salaryType', rows)
  })
  app.get('/salary/type/:id{\\d+}', (context) =>
    answerOne(desk, context, 'salaryType', rowOf(desk, context, 'salaryType')),
  )
  app.post('/salary/type', () => {
    throw forbidden()
  })
}

export function addDepartmentRoutes(app: Hono, desk: Desk): void {
  const { company } = desk

  app.get('/department', (context) => {
    const query = queryOf(context)
    const [ids, managers] = [idsIn(query, 'id'), idsIn(query, 'departmentManagerId')]
    const inactive = flagIn(query, 'isInactive')
    const rows = company
      .all('department')
      .filter((row) => (ids?.has(row.id) ?? true) && (managers?.has(row.departmentManager ?? 0) ?? true))
      .filter(
        (row) => containing(query, 'name')(row.name) && containing(query, 'departmentNumber')(row.departmentNumber),
      )
      .filter((row) => (inactive ?? row.isInactive) === row.isInactive)
    return answerList(desk, context, 'department', rows)
  })

  app.post('/department', async (context) => {
    const department = createDepartment(desk, await bodyOf(desk, context, departmentBody, newDepartment))
    return answerOne(desk, context, 'department', department, 201)
  })

  app.post('/department/list', async (context) => {
    const bodies = await bodiesOf(desk, context, departmentBody, newDepartment)
    const departments = bodies.map((body) => createDepartment(desk, body))
    return answerWritten(desk, context, 'department', departments, 201)
  })

  app.get('/department/:id{\\d+}', (context) =>
    answerOne(desk, context, 'department', rowOf(desk, context, 'department')),
  )

  app.put('/department/:id{\\d+}', async (context) => {
    const row = rowOf(desk, context, 'department')
    const body = await bodyOf(desk, context, departmentBody, { ...newDepartment, creating: false })
    checkVersion(body, row)
    const changed = { ...row, ...departmentValues(desk, body, row) }
    return answerOne(desk, context, 'department', company.save('department', changed))
  })

  app.delete('/department/:id{\\d+}', (context) => {
    const { id } = rowOf(desk, context, 'department')
    // Not documented: how the removal of a department that has employees is refused.
    const inUse = company.all('employee').some((employee) => employee.department === id)
    if (inUse) throw badValues([{ field: null, message: texts.inUse }])
    company.remove('department', id)
    return context.body(null, 204)
  })
}

function createDepartment(desk: Desk, body: DepartmentBody): Department {
  const nothing = { name: '', departmentNumber: '', departmentManager: null, isInactive: false }
  return desk.company.add('department', departmentValues(desk, body, nothing))
}

type DepartmentValues = Pick<Department, 'name' | 'departmentNumber' | 'departmentManager' | 'isInactive'>

function departmentValues(
  desk: Desk,
  body: DepartmentBody,
  before: DepartmentValues & { id?: number },
): DepartmentValues {
  const broken: Broken[] = []
  const manager = referTo(desk, 'employee', body.departmentManager, 'departmentManager', broken)
  const departmentNumber = body.departmentNumber === undefined ? before.departmentNumber : (body.departmentNumber ?? '')
  const taken = desk.company
    .all('department')
    .some((other) => other.id !== before.id && other.departmentNumber === departmentNumber)
  if (departmentNumber !== '' && taken) broken.push({ field: 'departmentNumber', message: texts.numberInUse })
  refuse(broken)
  return {
    name: body.name ?? before.name,
    departmentNumber,
    departmentManager: manager === undefined ? before.departmentManager : manager,
    isInactive: body.isInactive ?? before.isInactive,
  }
}
