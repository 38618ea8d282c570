/** What the made-up company keeps in Finago Payday, and what administrators do and see there. */
import type { SandboxPerson } from '../sandbox.ts'
import { absenceFields, type Country } from './inputs.ts'

/** As answered: every value is text, '' = no value. */
export type Employee = Record<string, unknown> & { empId: string; email: string }

export type Row = Record<string, string>

export interface AbsenceType {
  description: string
  code: string
  inntektsmelding_type: string
  permisjonId: '0' | '1'
  leave_of_absence_type: string
  percentage: '0' | '1'
  comment_mandatory: '0' | '1'
  category: 'sickness' | 'sick_child' | 'self_report' | 'vacation' | 'leave_of_absence'
}

export interface Company {
  country: Country
  organization: {
    name: string
    orgno: string
    enterprise_number: string
    sites: { id: string; name: string; enterprise_number: string; tax_zone: string }[]
    [field: string]: unknown
  }
  /** By employee number. */
  employees: Map<string, Employee>
  /** By employee number. */
  employments: Map<string, Row[]>
  /** By serial number. */
  absences: Map<string, Row>
  children: { empId: string; childId: string; firstnamn: string; surname: string; birthdate: string }[]
  absenceTypes: readonly AbsenceType[]
  nextSerial(): string
  add(person: SandboxPerson): Employee
}

export type PlainEmployee = Employee & { employments: Row[]; absences: Row[] }

export interface Screens {
  /** Throws a RangeError where there is no such employee. */
  edit(empId: string, change: Readonly<Record<string, unknown>>): void
  /** Returns the employee number. */
  add(person: SandboxPerson): string
  /** An employment or an absence that the API did not make, or one of which the API changed nothing. */
  keep(kind: 'employments' | 'absences', row: Row & { empId: string }): void
  /** Which the API cannot. */
  remove(empId: string): void
  /** In whatever letter case; the first where several have it. */
  findByEmail(email: string): PlainEmployee | undefined
}

/** Codes with a leading zero, and letters for leave, as in the documentation. */
const absenceTypes: readonly AbsenceType[] = [
  absenceType('01', 'Sykdom', 'sickness', { percentage: '1' }),
  absenceType('02', 'Sykt barn', 'sick_child', { percentage: '1' }),
  absenceType('03', 'Egenmelding', 'self_report', { percentage: '1' }),
  absenceType('04', 'Ferie', 'vacation', {}),
  absenceType('12', 'Andre permisjoner - lovfestet', 'leave_of_absence', {
    percentage: '1',
    permisjonId: '1',
    leave_of_absence_type: 'andreLovfestedePermisjoner',
  }),
  absenceType('13', 'Foreldrepermisjon', 'leave_of_absence', {
    percentage: '1',
    permisjonId: '1',
    leave_of_absence_type: 'permisjonMedForeldrepenger',
    inntektsmelding_type: 'Foreldrepenger',
  }),
  absenceType('14', 'Velferdspermisjon', 'leave_of_absence', { comment_mandatory: '1' }),
]

function absenceType(
  code: string,
  description: string,
  category: AbsenceType['category'],
  more: Partial<AbsenceType>,
): AbsenceType {
  return {
    description,
    code,
    inntektsmelding_type: '',
    permisjonId: '0',
    leave_of_absence_type: '',
    percentage: '0',
    comment_mandatory: '0',
    category,
    ...more,
  }
}

export function createCompany(people: readonly SandboxPerson[], country: Country): Company {
  let serial = 100
  const site = '999999026'
  const company: Company = {
    country,
    organization: {
      name: 'Nordlys AS',
      orgno: '999999018',
      enterprise_number: site,
      address: 'Eksempelveien 1',
      zipcode: '0150',
      tax_zone: '1',
      bank_account: '',
      tax_account: '',
      industry: 'ordinarie',
      tax_rule: 'standard',
      retirement_age: '67',
      country_code: country,
      sites: [{ id: '1', name: 'Nordlys', enterprise_number: site, tax_zone: '1' }],
    },
    employees: new Map(),
    employments: new Map(),
    absences: new Map(),
    children: [],
    absenceTypes,
    nextSerial() {
      serial += 1
      return String(serial)
    },
    add(person) {
      const employee = employeeOf(person)
      company.employees.set(employee.empId, employee)
      company.employments.set(employee.empId, [employmentOf(person, site, country)])
      return employee
    },
  }
  for (const person of people) company.add(person)
  return company
}

/** What an employee is who has nothing but a number. */
export function blankEmployee(empId: string): Employee {
  return {
    empId,
    email: '',
    email_copy: '',
    firstname: '',
    lastname: '',
    postaddress: '',
    zipcode: '',
    city: '',
    countryCode: '',
    clearingno: '',
    account: '',
    bic: '',
    employee_date: '',
    telefon: '',
    personnr: '',
    internationalID: { countryCode: '', ID: '', type: 'passnummer' },
    salary_type: 'monthly',
    salary: '',
    salary_valid_from: '',
    taxtable: '',
    employment_rate: '',
    employment_rate_valid_from: '',
    hours_per_week: '37.50',
    hours_per_week_valid_from: '',
    vacation_percent: '',
    vacation_percent_valid_from: '',
    vacation_days: '',
    // The text has 0 for hidden; the examples of people who work there have it, too.
    hidden: '0',
    percentage_tax_main_employer: '50.00',
    percentage_tax_bi_employer: '',
    tax_resident_country: '',
    continental_shelf: '',
    taxexemption: { percentage: '', amount: '' },
    accounting: [],
    employee_field_1: '',
    employee_field_2: '',
  }
}

function employeeOf(person: SandboxPerson): Employee {
  const { address } = person
  return {
    ...blankEmployee(person.employeeNumber),
    email: person.email,
    firstname: person.givenName,
    lastname: person.familyName,
    postaddress: [address.line1, address.line2].filter((line) => line !== '').join(', '),
    zipcode: address.postalCode,
    city: address.city,
    countryCode: address.country,
    account: person.bankAccount,
    employee_date: person.startDate,
    telefon: person.phone,
    personnr: person.nationalId,
    salary: person.monthlySalary.toFixed(2),
    salary_valid_from: person.startDate,
    employment_rate: person.percentage.toFixed(2),
    employment_rate_valid_from: person.startDate,
    vacation_percent: '12.00',
    vacation_days: '25',
  }
}

function employmentOf(person: SandboxPerson, site: string, country: Country): Row {
  return {
    employment_id: `${person.employeeNumber}-1`,
    primary_employment: '1',
    startdate: person.startDate,
    enddate: '',
    enddate_reason: '',
    employment_form: country === 'NO' ? 'fast' : 'Tillsvidare',
    profession_code: '',
    employment_rate: person.percentage.toFixed(2),
    employment_type: 'ordinaertArbeidsforhold',
    enterprise_number: site,
    working_times: 'ikkeSkift',
  }
}

/** Copies, in the order in which they came. */
export function plainEmployees(company: Company): PlainEmployee[] {
  return [...company.employees.values()].map((employee) =>
    structuredClone({
      ...employee,
      employments: company.employments.get(employee.empId) ?? [],
      absences: [...company.absences.values()].filter(({ empId }) => empId === employee.empId),
    }),
  )
}

export function createScreens(company: Company): Screens {
  function employeeAt(empId: string): Employee {
    const found = company.employees.get(empId)
    if (!found) throw new RangeError(`The sandbox has no employee ${empId}.`)
    return found
  }

  return {
    edit(empId, change) {
      Object.assign(employeeAt(empId), change)
    },
    add: (person) => company.add(person).empId,
    keep(kind, { empId, ...row }) {
      employeeAt(empId)
      if (kind === 'absences') {
        const serialNo = row.serialNo ?? company.nextSerial()
        const blank = Object.fromEntries(absenceFields.map((field) => [field, '']))
        company.absences.set(serialNo, { ...blank, ...company.absences.get(serialNo), ...row, empId, serialNo })
        return
      }
      const rows = company.employments.get(empId) ?? []
      const at = rows.findIndex((one) => one.employment_id === row.employment_id)
      company.employments.set(empId, at < 0 ? [...rows, row] : rows.with(at, { ...rows[at], ...row }))
    },
    remove(empId) {
      company.employees.delete(employeeAt(empId).empId)
    },
    findByEmail: (email) => plainEmployees(company).find((one) => one.email.toLowerCase() === email.toLowerCase()),
  }
}
