/** What administrators do in Tripletex' own screens, where other rules hold than in the API, and what they see there. */
import type { SandboxPerson } from '../sandbox.ts'
import type { Company } from './company.ts'
import { noAddress } from './employee-rules.ts'
import type { Address, Employee, Employment, EmploymentDetails, LeaveOfAbsence, TimesheetEntry } from './rows.ts'
import { seedPerson } from './seed.ts'

type PlainAddress = Pick<Address, 'id' | 'version' | 'addressLine1' | 'addressLine2' | 'postalCode' | 'city'> & {
  /** ISO 3166-1 alpha-2. */
  country: string
}
type PlainEmployment = Omit<Employment, 'changes' | 'employee' | 'employmentDetails'> & {
  details: Omit<EmploymentDetails, 'changes' | 'employment'>[]
  leaves: Omit<LeaveOfAbsence, 'changes' | 'employment'>[]
}

/** As stored, with everything that hangs on them; '' and null = empty. */
export type PlainEmployee = Omit<
  Employee,
  'changes' | 'address' | 'department' | 'employments' | 'phoneNumberMobileCountry' | 'internationalId'
> & {
  /** ISO 3166-1 alpha-2. */
  phoneNumberMobileCountry: string
  address: PlainAddress | null
  /** Its name. */
  department: string | null
  employments: PlainEmployment[]
  timesheetEntries: Omit<TimesheetEntry, 'changes' | 'employee'>[]
}

/** Whatever is left out stays as it is. */
export type EmployeeEdit = Partial<
  Omit<Employee, 'id' | 'version' | 'changes' | 'address' | 'department' | 'employments'>
> & {
  /** null: there is none any more. */
  address?: Partial<Omit<PlainAddress, 'id' | 'version'>> | null
  /** Of the newest employment. */
  endDate?: string | null
}

export interface Screens {
  /** Unlike in the API an e-mail address can be changed. Throws a RangeError where there is no such employee. */
  edit(employeeId: number, change: EmployeeEdit): void
  /** Returns the id of the new employee. */
  add(person: SandboxPerson): number
  /** The employee with everything that hangs on them. */
  remove(employeeId: number): void
  /** In whatever letter case; the first where several have it. */
  findByEmail(email: string): PlainEmployee | undefined
  /** Approves the employee's hours, which then cannot be changed any more. */
  approveHours(employeeId: number): void
  /** Returns the id of the new row. */
  registerHours(
    employeeId: number,
    entry: Pick<TimesheetEntry, 'activity' | 'date' | 'hours'> & { comment?: string },
  ): number
  /** In the newest employment. Returns the id of the new row. */
  registerLeave(
    employeeId: number,
    leave: Pick<LeaveOfAbsence, 'startDate' | 'endDate' | 'percentage' | 'type'>,
  ): number
  removeLeave(id: number): void
  /** A dated row of an employment. */
  removeRow(id: number): void
  editRow(id: number, change: Partial<Omit<EmploymentDetails, 'id' | 'version' | 'changes' | 'employment'>>): void
  /** Of the employee, or of the company where that is undefined. */
  setStandardTime(employeeId: number | undefined, fromDate: string, hoursPerDay: number): void
}

export function createScreens(company: Company): Screens {
  function employeeById(id: number): Employee {
    const employee = company.find('employee', id)
    if (!employee) throw new RangeError(`The sandbox has no employee ${id}.`)
    return employee
  }

  function editAddress(employee: Employee, change: EmployeeEdit['address']): number | null {
    const own = company.find('address', employee.address)
    if (change === undefined) return employee.address
    if (change === null) {
      if (own) company.remove('address', own.id)
      return null
    }
    const { country: code, ...values } = change
    const country = company.all('country').find(({ isoAlpha2Code }) => isoAlpha2Code === code)?.id
    const changed = { ...(own ?? { ...noAddress, owner: employee.id }), ...values, ...(country ? { country } : {}) }
    return own ? company.save('address', { ...own, ...changed }).id : company.add('address', changed).id
  }

  return {
    edit(employeeId, { address, endDate, ...values }) {
      const employee = employeeById(employeeId)
      company.save('employee', { ...employee, ...values, address: editAddress(employee, address) })
      const employment = company.find('employment', employee.employments.at(-1))
      if (employment && endDate !== undefined) company.save('employment', { ...employment, endDate })
    },
    add: (person) => seedPerson(company, person),
    remove(employeeId) {
      const { address, employments } = employeeById(employeeId)
      for (const row of company.all('leaveOfAbsence')) {
        if (employments.includes(row.employment)) company.remove('leaveOfAbsence', row.id)
      }
      for (const row of company.all('timesheetEntry')) {
        if (row.employee === employeeId) company.remove('timesheetEntry', row.id)
      }
      for (const id of employments) {
        for (const details of company.find('employment', id)?.employmentDetails ?? [])
          company.remove('details', details)
        company.remove('employment', id)
      }
      if (address !== null) company.remove('address', address)
      company.remove('employee', employeeId)
    },
    findByEmail(email) {
      const found = company.all('employee').find((employee) => employee.email.toLowerCase() === email.toLowerCase())
      return found && plainEmployees(company, [found])[0]
    },
    approveHours(employeeId) {
      for (const row of company.all('timesheetEntry')) {
        if (row.employee === employeeId) company.save('timesheetEntry', { ...row, locked: true })
      }
    },
    registerHours: (employee, entry) =>
      company.add('timesheetEntry', { comment: '', ...entry, employee: employeeById(employee).id, locked: false }).id,
    registerLeave(employeeId, leave) {
      const employment = employeeById(employeeId).employments.at(-1) ?? 0
      const rest = { importedLeaveOfAbsenceId: '', isWageDeduction: false }
      return company.add('leaveOfAbsence', { ...rest, ...leave, employment }).id
    },
    removeLeave: (id) => company.remove('leaveOfAbsence', id),
    removeRow(id) {
      const employment = company.find('employment', company.find('details', id)?.employment)
      if (!employment) throw new RangeError(`The sandbox has no row ${id}.`)
      const employmentDetails = employment.employmentDetails.filter((one) => one !== id)
      company.replace('employment', { ...employment, employmentDetails })
      company.remove('details', id)
    },
    editRow(id, change) {
      const row = company.find('details', id)
      if (!row) throw new RangeError(`The sandbox has no row ${id}.`)
      company.save('details', { ...row, ...change })
    },
    setStandardTime(employee, fromDate, hoursPerDay) {
      if (employee === undefined) company.add('companyStandardTime', { fromDate, hoursPerDay })
      else company.add('standardTime', { employee, fromDate, hoursPerDay })
    },
  }
}

/** Copies, in the order of their ids: nothing that is done to them changes the company. */
export function plainEmployees(company: Company, employees: readonly Employee[]): PlainEmployee[] {
  const leaves = Map.groupBy(company.all('leaveOfAbsence'), (row) => row.employment)
  const entries = Map.groupBy(company.all('timesheetEntry'), (row) => row.employee)
  const codeOf = (id: number) => company.find('country', id)?.isoAlpha2Code ?? ''

  return employees.map(({ changes: _, address: addressId, ...employee }) => {
    const address = company.find('address', addressId)
    return structuredClone({
      ...employee,
      phoneNumberMobileCountry: codeOf(employee.phoneNumberMobileCountry),
      address: address ? plainAddress(address, codeOf(address.country)) : null,
      department: company.find('department', employee.department)?.name ?? null,
      employments: employee.employments.flatMap((id) => {
        const employment = company.find('employment', id)
        if (!employment) return []
        const { changes: __, employee: ___, employmentDetails, ...values } = employment
        return {
          ...values,
          details: employmentDetails.flatMap((one) => withoutOwner(company.find('details', one))),
          leaves: (leaves.get(id) ?? []).flatMap(withoutOwner),
        }
      }),
      timesheetEntries: (entries.get(employee.id) ?? []).map(({ changes: __, employee: ___, ...entry }) => entry),
    })
  })
}

function withoutOwner<R extends { changes: unknown; employment: number }>(row: R | undefined) {
  if (!row) return []
  const { changes: _, employment: __, ...rest } = row
  return [rest]
}

function plainAddress(row: Address, country: string): PlainAddress {
  const { id, version, addressLine1, addressLine2, postalCode, city } = row
  return { id, version, addressLine1, addressLine2, postalCode, city, country }
}
