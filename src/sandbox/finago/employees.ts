/** `/employee/v2`, `/employment/v2` and `/child/v2`. There is no PUT, PATCH or DELETE. */
import type { Hono } from 'hono'
import { blankEmployee, type Company, type Employee, type Row } from './company.ts'
import { childFrom, type EmploymentInput, employeeFrom, employmentFields, employmentsFrom, sentOf } from './inputs.ts'
import { alreadyThere, badParameter, invalidObject } from './refusals.ts'

/** Not documented: what an update does to the fields that it leaves out. */
export type WhenOmitted = 'keep' | 'clear'

export function addEmployeeRoutes(api: Hono, company: Company, whenOmitted: WhenOmitted): void {
  api.get('/employee/v2', (context) => context.json([...company.employees.values()]))

  // A list of one.
  api.get('/employee/v2/:empId', (context) => context.json([employeeAt(context.req.param('empId'))]))

  api.post('/employee/v2', async (context) => {
    const { empId, firstname, lastname, ...input } = await employeeFrom(context)
    // Not documented: what is required, and whether a number is given to those who come without one. It is not.
    if (!empId || !firstname || !lastname) throw invalidObject()
    if (company.employees.has(empId)) throw alreadyThere()
    checkNumber(input.personnr)
    const employee = changed(blankEmployee(empId), { firstname, lastname, ...input })
    company.employees.set(empId, employee)
    company.employments.set(empId, [])
    return context.json(employee)
  })

  api.post('/employee/v2/:empId', async (context) => {
    const before = employeeAt(context.req.param('empId'))
    const { empId, ...input } = await employeeFrom(context)
    // Not documented: whether the number can change.
    if (empId !== undefined && empId !== before.empId) throw badParameter()
    if (input.firstname === '' || input.lastname === '') throw badParameter()
    checkNumber(input.personnr)
    const base = whenOmitted === 'keep' ? before : { ...blankEmployee(before.empId), hidden: before.hidden }
    const employee = changed(base, input)
    company.employees.set(before.empId, employee)
    return context.json(employee)
  })

  api.get('/employment/v2/:empId', (context) => context.json(employmentsAt(context.req.param('empId'))))

  api.post('/employment/v2/:empId', async (context) => {
    const { empId } = employeeAt(context.req.param('empId'))
    const rows = [...employmentsAt(empId)]
    const { country } = company
    for (const input of await employmentsFrom(context, country)) keepEmployment(rows, input, empId)
    company.employments.set(empId, rows)
    return context.json(rows)
  })

  api.get('/child/v2/:empId', (context) => {
    const { empId } = employeeAt(context.req.param('empId'))
    const children = company.children.filter((child) => child.empId === empId)
    return context.json(children.map(({ empId: _, ...child }) => child))
  })

  api.post('/child/v2', async (context) => {
    const { empId = '', childId, firstname = '', lastname = '', birthdate = '' } = await childFrom(context)
    employeeAt(empId)
    const found = childId ? company.children.find((child) => child.childId === childId) : undefined
    if (childId && found?.empId !== empId) throw badParameter()
    // The names differ between what is sent and what is answered, as in the documentation.
    const child = found ?? { empId, childId: company.nextSerial(), firstnamn: '', surname: '', birthdate: '' }
    Object.assign(child, { firstnamn: firstname, surname: lastname, birthdate })
    if (!found) company.children.push(child)
    const { empId: _, ...answered } = child
    return context.json(answered)
  })

  /** Not documented: what is answered for somebody who is not there. Nearly everything has this 401. */
  function employeeAt(empId: string): Employee {
    const found = company.employees.get(empId)
    if (!found) throw badParameter()
    return found
  }

  /** Not documented: whether a Norwegian company takes a Swedish number. */
  function checkNumber(personnr: string | undefined): void {
    if (personnr?.length === 12 && company.country !== 'SE') throw badParameter()
  }

  function employmentsAt(empId: string): Row[] {
    return company.employments.get(employeeAt(empId).empId) ?? []
  }

  /** '' empties a field. Not documented, either. */
  function changed(base: Employee, input: Readonly<Record<string, unknown>>): Employee {
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    return { ...base, ...given }
  }

  function keepEmployment(rows: Row[], input: EmploymentInput, empId: string): void {
    const { employment_id: id } = input
    const found = id ? rows.find((row) => row.employment_id === id) : undefined
    const blank = Object.fromEntries(employmentFields.map((field) => [field, '']))
    const kept = found && whenOmitted === 'keep' ? found : { ...blank, primary_employment: '0' }
    const row: Row = { ...kept, ...sentOf(input) }
    if (!id) row.employment_id = newEmploymentId(rows, empId)
    if (row.startdate === '') throw badParameter()
    if (row.enddate !== '' && (row.enddate_reason === '' || (row.enddate ?? '') < (row.startdate ?? ''))) {
      throw badParameter()
    }
    // Not documented: whether it has to be one of the company's own.
    const { organization } = company
    const numbers = [organization.enterprise_number, ...organization.sites.map((site) => site.enterprise_number)]
    if (row.enterprise_number && !numbers.includes(row.enterprise_number)) throw badParameter()
    if (found) rows.splice(rows.indexOf(found), 1, row)
    else rows.push(row)
  }
}

/** As in the documentation's examples: `32553-1`. */
function newEmploymentId(rows: readonly Row[], empId: string): string {
  let next = rows.length + 1
  while (rows.some((row) => row.employment_id === `${empId}-${next}`)) next += 1
  return `${empId}-${next}`
}
