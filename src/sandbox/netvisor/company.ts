/** What the made-up company keeps in Netvisor, and what administrators do and see there. */
import type { SandboxPerson } from '../sandbox.ts'
import { ibanOf, readIdentityCode } from './finnish.ts'

export interface Period {
  key: number
  /** By the names of `elements.ts`; '' or absent = empty. Decimals with a comma. */
  values: Record<string, string>
}

export interface Employee {
  key: number
  /** Whatever identifies the person: a Finnish code, or a foreign one with what the code does not tell. '' = none. */
  identifier: string
  foreign?: { type: string; issuingCountry: string; gender: string; dateOfBirth: string }
  /** By the names of `elements.ts`; '' or absent = empty. */
  values: Record<string, string>
  periods: Period[]
  /** By the number of the ratio, with a comma. */
  salary: Map<number, string>
  hours: WorkHour[]
}

/** Hours worked or absent on one day. */
export interface WorkHour {
  key: number
  date: string
  /** With a comma and two decimals. */
  hours: string
  /** The number of the record type. */
  ratio: number
  accepted: boolean
  description: string
  /** In a payslip: cannot be deleted any more. */
  paid: boolean
}

/** As stored; '' = empty. */
export interface PlainEmployee {
  netvisorkey: number
  employeeidentifier: string
  [element: string]: unknown
  employmentperiods: ({ netvisorkey: number } & Record<string, string | number>)[]
  /** By the number of the ratio. */
  salaryparameters: Record<string, string>
  workdayhours: WorkHour[]
}

export interface RuleGroup {
  key: number
  name: string
}

/** A number that salary parameters have in this company, with its name. */
export interface Ratio {
  key: number
  number: number
  name: string
}

/** What a day's hours are. `character`: 1 work, 2 holiday, 5 other absence. `unit`: 1 hour, 2 day. */
export interface RecordType {
  key: number
  number: number
  name: string
  character: 1 | 2 | 5
  unit: 1 | 2
}

export interface Company {
  employees: Map<number, Employee>
  /** Wage models (palkkamallit). */
  ruleGroups: readonly RuleGroup[]
  ratios: readonly Ratio[]
  recordTypes: readonly RecordType[]
  /** Of the days in them no hours can be entered or deleted. ISO 8601, both days inclusive. */
  lockedPeriods: { start: string; end: string }[]
  nextKey(): number
  periodAt(key: number): { employee: Employee; period: Period } | undefined
  add(person: SandboxPerson): Employee
}

export interface Screens {
  /** Elements of the employee by name, and `employeeidentifier`. Throws a RangeError where there is no such employee. */
  edit(netvisorkey: number, change: Readonly<Record<string, string>>): void
  /** Returns the Netvisor key. */
  add(person: SandboxPerson): number
  /** Which the API cannot. */
  remove(netvisorkey: number): void
  /** Hours of an employee on a day: accepted, not paid, without a description, unless it is said. Returns their key. */
  enterHours(netvisorkey: number, hours: Pick<WorkHour, 'date' | 'hours' | 'ratio'> & Partial<WorkHour>): number
  removeHours(netvisorkey: number, key: number): void
  /** Makes the payslip of the employee's hours of these days. */
  payHours(netvisorkey: number, dates: readonly string[]): void
  lockPeriod(start: string, end: string): void
  /** In whatever letter case; the first where several have it. */
  findByEmail(email: string): PlainEmployee | undefined
}

/** Not documented: which numbers mean monthly and hourly pay. They are up to each company. */
const monthlyPay = 1010

export function createCompany(people: readonly SandboxPerson[], ruleGroups: readonly string[]): Company {
  let last = 100
  const nextKey = () => {
    last += 1
    return last
  }
  const company: Company = {
    employees: new Map(),
    ruleGroups: ruleGroups.map((name) => ({ key: nextKey(), name })),
    ratios: [
      { key: nextKey(), number: monthlyPay, name: 'Kuukausipalkka' },
      { key: nextKey(), number: 1020, name: 'Tuntipalkka' },
    ],
    recordTypes: [
      { key: nextKey(), number: 100, name: 'Työtunnit', character: 1, unit: 1 },
      { key: nextKey(), number: 200, name: 'Vuosiloma', character: 2, unit: 2 },
      { key: nextKey(), number: 300, name: 'Sairausloma', character: 5, unit: 1 },
      { key: nextKey(), number: 310, name: 'Palkaton vapaa', character: 5, unit: 2 },
      { key: nextKey(), number: 320, name: 'Tilapäinen hoitovapaa', character: 5, unit: 1 },
    ],
    lockedPeriods: [],
    nextKey,
    periodAt(key) {
      for (const employee of company.employees.values()) {
        const period = employee.periods.find((one) => one.key === key)
        if (period) return { employee, period }
      }
      return undefined
    },
    add(person) {
      const employee = employeeFrom(person, nextKey, ruleGroups[0] ?? '')
      company.employees.set(employee.key, employee)
      return employee
    },
  }
  for (const person of people) company.add(person)
  return company
}

function employeeFrom(person: SandboxPerson, nextKey: () => number, ruleGroup: string): Employee {
  const { address, percentage } = person
  return {
    key: nextKey(),
    identifier: person.nationalId,
    values: {
      firstname: person.givenName,
      lastname: person.familyName,
      phonenumber: person.phone,
      email: person.email,
      streetaddress: [address.line1, address.line2].filter((line) => line !== '').join(', '),
      postnumber: address.postalCode,
      city: address.city,
      country: address.country,
      nationality: 'FI',
      language: 'FI',
      employeenumber: person.employeeNumber,
      payrollrulegroupname: ruleGroup,
      bankaccountnumber: person.bankAccount === '' ? '' : ibanOf(person.bankAccount),
      // Not documented: which bank the made-up accounts would have.
      bankidentificationcode: '',
      payrollservice: 'enabled',
      resourcemanagement: 'disabled',
      activity: '1',
    },
    periods: [
      {
        key: nextKey(),
        values: {
          companystartdate: person.startDate,
          startdate: person.startDate,
          profession: person.jobTitle,
          employmentmode: '1',
          employmentcontract: '1',
          ...(percentage === 100
            ? { employmentform: '1' }
            : { employmentform: '2', parttimepercent: withComma(percentage) }),
          groundsforemployment: '1',
          ispaymenttypemonthlywage: '1',
        },
      },
    ],
    salary: new Map([[monthlyPay, withComma(person.monthlySalary)]]),
    hours: [],
  }
}

/** 7.5 -> `7,50` */
function withComma(number: number): string {
  return number.toFixed(2).replace('.', ',')
}

/** Works on `today` in one of the periods. */
export function isEmployed({ periods }: Employee, today: string): boolean {
  return periods.some(({ values }) => (values.startdate ?? '') <= today && (values.enddate || today) >= today)
}

export function genderAndBirth({ identifier, foreign }: Employee): { gender: string; birthDate: string } {
  if (foreign) return { gender: foreign.gender, birthDate: foreign.dateOfBirth }
  return readIdentityCode(identifier) ?? { gender: '', birthDate: '' }
}

/** Copies, in the order of their keys. */
export function plainEmployees({ employees }: Company): PlainEmployee[] {
  return [...employees.values()].map(({ key, identifier, values, periods, salary, hours }) => ({
    ...values,
    netvisorkey: key,
    employeeidentifier: identifier,
    employmentperiods: periods.map((period) => ({ netvisorkey: period.key, ...period.values })),
    salaryparameters: Object.fromEntries(salary),
    workdayhours: hours.map((hour) => ({ ...hour })),
  }))
}

export function createScreens(company: Company): Screens {
  function employeeAt(key: number): Employee {
    const found = company.employees.get(key)
    if (!found) throw new RangeError(`The sandbox has no employee ${key}.`)
    return found
  }

  return {
    edit(netvisorkey, { employeeidentifier, ...change }) {
      const employee = employeeAt(netvisorkey)
      employee.identifier = employeeidentifier ?? employee.identifier
      Object.assign(employee.values, change)
    },
    add: (person) => company.add(person).key,
    remove(netvisorkey) {
      company.employees.delete(employeeAt(netvisorkey).key)
    },
    enterHours(netvisorkey, hours) {
      const entered = { key: company.nextKey(), accepted: true, description: '', paid: false, ...hours }
      employeeAt(netvisorkey).hours.push(entered)
      return entered.key
    },
    removeHours(netvisorkey, key) {
      const employee = employeeAt(netvisorkey)
      employee.hours = employee.hours.filter((hour) => hour.key !== key)
    },
    payHours(netvisorkey, dates) {
      for (const hour of employeeAt(netvisorkey).hours) if (dates.includes(hour.date)) hour.paid = true
    },
    lockPeriod(start, end) {
      company.lockedPeriods.push({ start, end })
    },
    findByEmail: (email) =>
      plainEmployees(company).find((one) => String(one.email ?? '').toLowerCase() === email.toLowerCase()),
  }
}
