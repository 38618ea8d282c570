/** What the made-up company keeps in Fortnox Lön. */
import type { SandboxPerson } from '../sandbox.ts'
import type { DatedSchedule, DatedWage, EmployeeUpdate } from './inputs.ts'

/** An employee as stored; '' or null = empty. The current wage and schedule are read from the dated lists. */
export type Employee = Omit<
  EmployeeUpdate,
  'EmployeeId' | 'FirstName' | 'LastName' | 'Email' | 'MonthlySalary' | 'HourlyPay' | 'ScheduleId'
> & {
  EmployeeId: string
  FirstName: string
  LastName: string
  Email: string
  DatedWages: DatedWage[]
  DatedSchedules: DatedSchedule[]
}

export interface Company {
  name: string
  organizationNumber: string
  databaseNumber: number
  employees: Map<string, Employee>
  costCenters: { Code: string; Description: string; Active: boolean }[]
  projects: { ProjectNumber: string; Description: string; Status: 'ONGOING' }[]
  schedules: readonly string[]
  salaryCodes: readonly string[]
  /** The first number that nobody has. */
  newEmployeeId(): string
  today(): string
  add(person: SandboxPerson): Employee
}

export const firstDay = '1970-01-01'

export function createCompany(people: readonly SandboxPerson[], databaseNumber: number, now: () => number): Company {
  const company: Company = {
    name: 'Nordlys AB',
    organizationNumber: '555555-5555',
    databaseNumber,
    employees: new Map(),
    costCenters: [
      { Code: 'ADM', Description: 'Administration', Active: true },
      { Code: 'DRIFT', Description: 'Drift', Active: true },
    ],
    projects: [{ ProjectNumber: '1', Description: 'Nordlys', Status: 'ONGOING' }],
    schedules: ['HEL', 'HALV'],
    // No endpoint lists them: `11` is hours worked, `133` and `892` are in the documentation's examples.
    salaryCodes: ['11', '133', '892'],
    newEmployeeId() {
      let next = 1
      while (company.employees.has(String(next))) next += 1
      return String(next)
    },
    today: () => new Date(now()).toISOString().slice(0, 10),
    add(person) {
      const employee = employeeFrom(person)
      company.employees.set(employee.EmployeeId, employee)
      return employee
    },
  }
  for (const person of people) company.add(person)
  return company
}

/** The row that holds on `day`. */
export function currentOf<T extends { FirstDay: string }>(rows: readonly T[], day: string): T | undefined {
  return rows.filter((row) => row.FirstDay <= day).sort((a, b) => (a.FirstDay < b.FirstDay ? 1 : -1))[0]
}

const countryNames = new Intl.DisplayNames('en', { type: 'region' })

/** The street is in Address2, as in Fortnox' own examples; Address1 is for `c/o`. */
function employeeFrom(person: SandboxPerson): Employee {
  const EmployeeId = person.employeeNumber
  const { line1, line2, postalCode, city, country } = person.address
  return {
    EmployeeId,
    PersonalIdentityNumber: person.nationalId,
    FirstName: person.givenName,
    LastName: person.familyName,
    Address1: line2,
    Address2: line1,
    PostCode: postalCode,
    City: city,
    Country: country === '' ? '' : countryNames.of(country),
    Phone1: person.phone,
    Phone2: '',
    Email: person.email,
    EmploymentDate: person.startDate,
    EmployedTo: null,
    EmploymentForm: 'TV',
    SalaryForm: 'MAN',
    PersonelType: 'TJM',
    JobTitle: person.jobTitle.slice(0, 30),
    ForaType: '-',
    FullTimeEquivalent: person.percentage / 100,
    TaxAllowance: 'HUV',
    TaxTable: '33',
    TaxColumn: 1,
    AutoNonRecurringTax: true,
    NonRecurringTax: null,
    ClearingNo: person.bankAccount.slice(0, 4),
    BankAccountNo: person.bankAccount.slice(4),
    Inactive: false,
    DatedWages: [{ EmployeeId, FirstDay: firstDay, MonthlySalary: String(person.monthlySalary), HourlyPay: null }],
    DatedSchedules: [{ EmployeeId, FirstDay: firstDay, ScheduleId: 'HEL' }],
  }
}
