/** `/3/employees`. There is no DELETE. */
import type { Hono } from 'hono'
import { z } from 'zod'
import { type Company, currentOf, type Employee, firstDay } from './company.ts'
import { bodyOf, type DatedWage, type EmployeeUpdate, employeeInput, employeeUpdate } from './inputs.ts'
import { pageOf, queryOf } from './pages.ts'
import { codes, type Refuse } from './refusals.ts'

/** Not documented: what a PUT does to the fields that it leaves out. */
type WhenOmitted = 'keep' | 'clear'

export interface EmployeeOptions {
  /** 'keep' when absent. */
  whenOmitted?: WhenOmitted
  /**
   * Not documented: what empties a date. 'null' when absent. 'API_BLANK', the word that empties other things in Fortnox
   * (https://github.com/softwerkab/fortnox-csharp-api-sdk/issues/306), and 'nothing': then null changes nothing.
   */
  datesEmptiedBy?: 'null' | 'API_BLANK' | 'nothing'
  /** Not documented: whether a sent list replaces the stored one. That it must hold the first day tells that it does. */
  datedWages?: 'replace' | 'merge'
}

const word = 'API_BLANK'
const updateWithWord = employeeUpdate.extend({
  EmployedTo: z.union([employeeUpdate.shape.EmployedTo, z.literal(word)]),
})

export function addEmployeeRoutes(
  app: Hono,
  company: Company,
  refuse: Refuse,
  { whenOmitted = 'keep', datesEmptiedBy = 'null', datedWages = 'replace' }: EmployeeOptions,
): void {
  const invalid = (message: string) => refuse(400, codes.undocumented, message)

  app.get('/3/employees', (context) => {
    const query = queryOf(context, { filter: z.enum(['active', 'inactive']).optional() }, refuse)
    const rows = [...company.employees.values()].filter(
      ({ Inactive }) => query.filter === undefined || (Inactive === true) === (query.filter === 'inactive'),
    )
    const { origin } = new URL(context.req.url)
    const page = rows.map((employee) => ({
      '@url': `${origin}/3/employees/${encodeURIComponent(employee.EmployeeId)}`,
      ...shown(employee, company),
      // Text in the lists of the documentation, a boolean in the description.
      AutoNonRecurringTax: String(employee.AutoNonRecurringTax === true),
    }))
    return context.json(pageOf('Employees', page, query))
  })

  app.get('/3/employees/:id', (context) =>
    context.json({ Employee: shown(employeeAt(context.req.param('id')), company) }),
  )

  app.post('/3/employees', async (context) => {
    const input = await bodyOf(context, 'Employee', employeeInput, refuse)
    const { EmployeeId: givenId, ...values } = input
    const EmployeeId = givenId ?? company.newEmployeeId()
    if (company.employees.has(EmployeeId)) throw invalid('Anställningsnumret används redan.')
    if (values.Email === '') throw invalid('E-post måste anges.')
    // https://github.com/softwerkab/fortnox-csharp-api-sdk/issues/277: Fortnox finds the agreement by these three.
    if (!values.EmploymentForm || !values.PersonelType || !values.SalaryForm) {
      throw invalid('Värdet kan inte vara null. (ftgavtalid)')
    }
    const blank = { EmployeeId, FirstName: '', LastName: '', Email: '', DatedWages: [], DatedSchedules: [] }
    const employee = changed(blank, values)
    company.employees.set(EmployeeId, employee)
    return context.json({ Employee: shown(employee, company) }, 201)
  })

  app.put('/3/employees/:id', async (context) => {
    const before = employeeAt(context.req.param('id'))
    const { EmployeeId, ...values } = withEmptied(
      datesEmptiedBy === word
        ? await bodyOf(context, 'Employee', updateWithWord, refuse)
        : await bodyOf(context, 'Employee', employeeUpdate, refuse),
    )
    if (EmployeeId && EmployeeId !== before.EmployeeId) throw invalid('Anställningsnumret kan inte ändras.')
    const { FirstName, LastName, Email, DatedWages, DatedSchedules } = before
    const kept = { EmployeeId: before.EmployeeId, FirstName, LastName, Email, DatedWages, DatedSchedules }
    const employee = changed(whenOmitted === 'keep' ? before : kept, values, before)
    company.employees.set(employee.EmployeeId, employee)
    return context.json({ Employee: shown(employee, company) })
  })

  function withEmptied({ EmployedTo, ...rest }: z.output<typeof updateWithWord>): EmployeeUpdate {
    if (EmployedTo === word) return { ...rest, EmployedTo: null }
    return EmployedTo === undefined || (EmployedTo === null && datesEmptiedBy !== 'null')
      ? rest
      : { ...rest, EmployedTo }
  }

  function employeeAt(id: string): Employee {
    const found = company.employees.get(id)
    if (!found) throw refuse(404, codes.undocumented, 'Kan inte hitta den anställda.')
    return found
  }

  function changed(base: Employee, values: Omit<EmployeeUpdate, 'EmployeeId'>, before: Employee = base): Employee {
    const { MonthlySalary, HourlyPay, ScheduleId, DatedWages, DatedSchedules, ...plain } = values
    refuseUnknown(
      'CostCenter',
      plain.CostCenter,
      company.costCenters.map(({ Code }) => Code),
    )
    refuseUnknown(
      'Project',
      plain.Project,
      company.projects.map(({ ProjectNumber }) => ProjectNumber),
    )
    for (const id of [ScheduleId, ...(DatedSchedules ?? []).map((row) => row.ScheduleId)]) {
      refuseUnknown('ScheduleId', id, company.schedules)
    }
    refuseTaken(plain, before)
    const hasWage = MonthlySalary !== undefined || HourlyPay !== undefined
    if (DatedWages && hasWage) throw invalid('Ange antingen DatedWages eller MonthlySalary/HourlyPay.')
    if (DatedSchedules && ScheduleId !== undefined) throw invalid('Ange antingen DatedSchedules eller ScheduleId.')
    refuseDates('DatedWages', DatedWages, base.EmployeeId)
    refuseDates('DatedSchedules', DatedSchedules, base.EmployeeId)
    const wage = {
      ...(MonthlySalary === undefined ? {} : { MonthlySalary }),
      ...(HourlyPay === undefined ? {} : { HourlyPay }),
    }
    return {
      ...base,
      ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
      DatedWages:
        (DatedWages && replaced(base.DatedWages, DatedWages)) ?? withCurrent(base.DatedWages, wage, base.EmployeeId),
      DatedSchedules:
        DatedSchedules ??
        withCurrent(base.DatedSchedules, ScheduleId === undefined ? {} : { ScheduleId }, base.EmployeeId),
    }
  }

  function replaced(stored: readonly DatedWage[], sent: readonly DatedWage[]): DatedWage[] {
    const isSent = ({ FirstDay }: DatedWage) => sent.some((one) => one.FirstDay === FirstDay)
    return datedWages === 'merge' ? [...stored.filter((row) => !isSent(row)), ...sent] : [...sent]
  }

  /** Not documented: what a wage without a date does to the history. Here it changes the row that holds today. */
  function withCurrent<T extends { EmployeeId: string; FirstDay: string }>(
    rows: readonly T[],
    change: Partial<T>,
    EmployeeId: string,
  ) {
    if (Object.keys(change).length === 0) return [...rows]
    const current = currentOf(rows, company.today())
    if (!current) return [{ EmployeeId, FirstDay: firstDay, ...change }, ...rows]
    return rows.map((row) => (row === current ? { ...row, ...change } : row))
  }

  function refuseUnknown(name: string, value: string | null | undefined, known: readonly string[]): void {
    if (value && !known.includes(value)) throw invalid(`${name} finns inte.`)
  }

  /** One row from the first day on, and every day once: the API description. */
  function refuseDates(
    name: string,
    rows: readonly { EmployeeId: string; FirstDay: string }[] | undefined,
    EmployeeId: string,
  ): void {
    if (!rows) return
    const days = rows.map((row) => row.FirstDay)
    if (!days.includes(firstDay)) throw invalid(`${name} måste ha en rad med FirstDay ${firstDay}.`)
    if (new Set(days).size < days.length || days.some((day) => day < firstDay)) {
      throw invalid(`${name}: FirstDay måste vara unik och inte före ${firstDay}.`)
    }
    if (rows.some((row) => row.EmployeeId !== EmployeeId)) throw invalid(`${name}: EmployeeId är fel.`)
  }

  /**
   * Not documented by Fortnox. Huma's article on its integration asks that e-mail, phone and employment ID be unique
   * (https://humahr.com/knowledge/fortnox-integration), so a value that somebody has is refused here; one that was
   * doubled before may stay.
   */
  function refuseTaken(
    { Email, Phone1 }: { Email?: string | undefined; Phone1?: string | null | undefined },
    before: Employee,
  ) {
    if (Email === '' && before.Email !== '') throw invalid('E-post måste anges.')
    const others = [...company.employees.values()].filter((one) => one.EmployeeId !== before.EmployeeId)
    const email = Email?.toLowerCase()
    if (email && email !== before.Email.toLowerCase() && others.some((one) => one.Email.toLowerCase() === email)) {
      throw invalid('E-postadressen används redan.')
    }
    if (Phone1 && Phone1 !== before.Phone1 && others.some((one) => one.Phone1 === Phone1)) {
      throw invalid('Telefonnumret används redan.')
    }
  }
}

/** An employee as answered: fields that were never set are null. */
export function shown(employee: Employee, company: Company) {
  const day = company.today()
  const wage = currentOf(employee.DatedWages, day)
  const empty = Object.fromEntries(Object.keys(employeeInput.shape).map((name) => [name, null]))
  return {
    ...empty,
    ...employee,
    FullName: `${employee.FirstName} ${employee.LastName}`,
    Inactive: employee.Inactive === true,
    MonthlySalary: wage?.MonthlySalary ?? null,
    HourlyPay: wage?.HourlyPay ?? null,
    ScheduleId: currentOf(employee.DatedSchedules, day)?.ScheduleId ?? null,
  }
}
