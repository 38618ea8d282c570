/** What is stored: employees with their positions, and the settings that positions refer to. */
import { createHash } from 'node:crypto'
import type { SandboxPerson } from '../sandbox.ts'
import type { EmployeeDocument, PositionDocument } from './documents.ts'
import { calculated } from './salary.ts'

export interface Position {
  id: string
  document: PositionDocument
  /** Of the ETag: another one after every change. */
  version: number
}

export interface Employee {
  id: string
  document: EmployeeDocument
  version: number
  /** Milliseconds since 1970. Not documented: whether a change of a position counts. It does here. */
  lastChange: number
  /** Made in the vendor's screens; only then can somebody be a manager. */
  hasUser: boolean
  positions: ReadonlyMap<string, Position>
}

/** A tax unit, a work-time agreement and so on. Not documented: the shape of each. */
export interface Setting {
  id: string
  number: string
  name: string
}

export interface Company {
  readonly tenantId: string
  readonly settings: Readonly<Record<'taxUnits' | 'workTimeAgreements' | 'pensions' | 'tags', readonly Setting[]>>
  /** In the order in which they were added. */
  employees(): Employee[]
  employee(id: string): Employee | undefined
  isTaxUnit(id: string): boolean
  isWorkTimeAgreement(id: string): boolean
  /** Gives a number where there is none. */
  add(document: EmployeeDocument, positions: readonly PositionDocument[], hasUser?: boolean): Employee
  save(id: string, document: EmployeeDocument): void
  /** Returns the id; a new one where none is given. */
  savePosition(employeeId: string, positionId: string | undefined, document: PositionDocument): string
  remove(id: string): void
}

/** The one in the vendor's sample. */
const workTimeAgreement = { id: '0387f476-2471-4816-8b94-cdabb8fe4c21', number: '1', name: '37,5 timer' }

/** `now`: milliseconds since 1970. */
export function createCompany(people: readonly SandboxPerson[], tenantId: string, now: () => number): Company {
  const employees = new Map<string, Employee>()
  let ids = 0
  const names = [...new Set(people.map(({ company }) => company))].sort()
  const taxUnits = names.map((name, index) => ({ id: newId(), number: String(index + 1), name }))
  const settings = {
    taxUnits,
    workTimeAgreements: [workTimeAgreement],
    pensions: [{ id: newId(), number: '1', name: 'Nordlys Pensjon' }],
    tags: [],
  }

  function newId(): string {
    ids += 1
    const digits = createHash('sha256').update(`${tenantId} ${ids}`).digest('hex')
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(13, 16)}`,
      `8${digits.slice(17, 20)}`,
      digits.slice(20, 32),
    ].join('-')
  }

  function nextNumber(): string {
    const numbers = [...employees.values()].map(({ document }) => Number(document.number))
    return String(Math.max(0, ...numbers.filter(Number.isSafeInteger)) + 1)
  }

  function stored(document: PositionDocument): PositionDocument {
    const { salaryInformation } = document
    return salaryInformation ? { ...document, salaryInformation: calculated(salaryInformation) } : document
  }

  function employeeOf(id: string): Employee {
    const employee = employees.get(id)
    if (!employee) throw new RangeError(`The sandbox has no employee ${id}.`)
    return employee
  }

  const company: Company = {
    tenantId,
    settings,
    employees: () => [...employees.values()],
    employee: (id) => employees.get(id),
    // The number, too: what was used before GUIDs is still taken.
    isTaxUnit: (value) => taxUnits.some(({ id, number }) => id === value || number === value),
    isWorkTimeAgreement: (value) => value === workTimeAgreement.id,
    add(document, positions, hasUser = false) {
      const employee: Employee = {
        id: newId(),
        document: {
          ...document,
          number: document.number ?? nextNumber(),
          isDraft: document.isDraft ?? false,
          taxInformation: { askForTaxInformation: true, ...document.taxInformation },
        },
        version: 1,
        lastChange: now(),
        hasUser,
        positions: new Map(
          positions
            .map((one) => [newId(), one] as const)
            .map(([id, one]) => [id, { id, document: stored(one), version: 1 }]),
        ),
      }
      employees.set(employee.id, employee)
      return employee
    },
    save(id, document) {
      const employee = employeeOf(id)
      employees.set(id, { ...employee, document, version: employee.version + 1, lastChange: now() })
    },
    savePosition(employeeId, positionId, document) {
      const employee = employeeOf(employeeId)
      const id = positionId ?? newId()
      const version = (employee.positions.get(id)?.version ?? 0) + 1
      const positions = new Map(employee.positions).set(id, { id, document: stored(document), version })
      employees.set(employeeId, { ...employee, positions, lastChange: now() })
      return id
    },
    remove(id) {
      employees.delete(employeeOf(id).id)
    },
  }
  for (const [index, person] of people.entries()) {
    const { employee, position } = documentsOf(person, company)
    company.add(employee, [position], index === 0)
  }
  return company
}

/** As administrators enter them. '' is left out. */
export function documentsOf(
  person: SandboxPerson,
  { settings }: Company,
): { employee: EmployeeDocument; position: PositionDocument } {
  const { address } = person
  const employee: EmployeeDocument = {
    number: person.employeeNumber,
    personNames: [{ firstName: person.givenName, lastName: person.familyName }],
    ...(person.nationalId === '' ? {} : { personIds: [{ typeOfId: 'NationalID', id: person.nationalId }] }),
    ...(person.birthDate === '' ? {} : { dateOfBirth: person.birthDate }),
    // Not documented: the types of telephone numbers and e-mail addresses.
    ...(person.phone === '' ? {} : { phones: [{ type: 'Mobile', number: Number(person.phone.replace(/^\+47/, '')) }] }),
    ...(person.email === '' ? {} : { emails: [{ type: 'Work', address: person.email }] }),
    address: {
      ...(address.line1 === '' ? {} : { streetName: address.line1 }),
      ...(address.city === '' ? {} : { cityName: address.city }),
      ...(address.postalCode === '' ? {} : { zipCode: address.postalCode }),
      countryCode: address.country || 'NO',
    },
    salaryPaymentMethod:
      person.bankAccount === ''
        ? { paymentType: 'cash' }
        : { paymentType: 'bank', internationalBankAccount: false, localBankAccount: person.bankAccount },
  }
  const taxUnit = settings.taxUnits.find(({ name }) => name === person.company) ?? settings.taxUnits[0]
  const position: PositionDocument = {
    activeStart: person.startDate,
    typeOfPosition: 'Ordinary',
    employmentForm: [{ value: 'fast' }],
    // The one in the vendor's sample, whatever somebody does.
    typeOfWork: [{ value: '1233101' }],
    workTimeAgreement: [{ value: workTimeAgreement.id }],
    partTimeFactors: [{ value: person.percentage }],
    salaryInformation: [
      { salaryType: 'Period', contractSalaryType: 'monthly', monthlySalary: String(person.monthlySalary) },
    ],
    ...(taxUnit ? { taxUnitIds: [{ value: taxUnit.id }] } : {}),
  }
  return { employee, position }
}
