/** A group of companies with its people, as it stood before anything was asked; and what administrators do and see there. */
import type { SandboxPerson } from '../sandbox.ts'
import { nameOf } from './employee-rules.ts'
import type { FieldName, ReferenceName } from './fields.ts'
import { createLedger, type Employee, type FieldValue, type Ledger } from './ledger.ts'

/** As stored. Absent = empty. */
export type PlainEmployee = { [K in FieldName]?: FieldValue } & {
  dbId: number
  /** The name of the entity. */
  owner: string
  /** Descriptions of what is referred to. */
  references: { [K in ReferenceName]?: string }
}

export interface Screens {
  /** Whatever is left out stays as it is. Throws a RangeError where there is no such employee. */
  edit(dbId: number, change: { [K in FieldName]?: FieldValue }): void
  /** Returns the dbId of the new employee. */
  add(person: SandboxPerson): number
  remove(dbId: number): void
  /** In whatever letter case; the first where several have it. */
  findByEmail(email: string): PlainEmployee | undefined
}

const employmentTypes = ['Fast ansatt', 'Midlertidig ansatt', 'Innleid']
const exitReasons = ['Oppsigelse', 'Pensjon']

export function createCompany(people: readonly SandboxPerson[], now: () => number): Ledger {
  const ledger = createLedger(now)
  const { home } = ledger
  const addAll = (kind: ReferenceName, names: readonly string[]) => {
    for (const [index, name] of distinct(names).entries()) {
      ledger.addValue(kind, home.dbId, { code: String(index + 1), description: name })
    }
  }
  addAll('employmentType', employmentTypes)
  addAll('exitReason', exitReasons)
  addAll('employeeGroup', ['Månedslønn', 'Timelønn'])
  // Which of the five is the department is up to the company.
  addAll(
    'glObject1',
    people.map(({ team }) => team),
  )
  addAll(
    'positionValue',
    people.map(({ jobTitle }) => jobTitle),
  )
  for (const [index, name] of distinct(people.map(({ company }) => company)).entries()) {
    if (name !== home.description) ledger.addEntity(home.dbId, { code: String(11 + index), description: name })
  }
  for (const person of people) seedPerson(ledger, person)
  return ledger
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort()
}

function seedPerson(ledger: Ledger, person: SandboxPerson): number {
  const { home } = ledger
  const { line1, line2, postalCode, city, country } = person.address
  const fields = {
    firstName: person.givenName,
    lastName: person.familyName,
    description: nameOf({ firstName: person.givenName, lastName: person.familyName }),
    code: person.employeeNumber,
    email: person.email,
    phone: person.phone,
    birthday: person.birthDate,
    socialSec: person.nationalId,
    bankAccount: person.bankAccount,
    // Not documented: how an address is written.
    fullAddress: [line1, line2, `${postalCode} ${city}`.trim(), country].filter((part) => part !== '').join('\n'),
    employmentFrom: person.startDate,
  }
  const referTo = (kind: ReferenceName, description: string) => {
    const found = ledger.values().find((value) => value.kind === kind && value.description === description)
    return found ? { [kind]: found.dbId } : {}
  }
  return ledger.addEmployee({
    ownerDbId: ledger.entities().find(({ description }) => description === person.company)?.dbId ?? home.dbId,
    gender: person.gender,
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')),
    references: {
      ...referTo('glObject1', person.team),
      ...referTo('positionValue', person.jobTitle),
      ...referTo('employmentType', 'Fast ansatt'),
    },
  }).dbId
}

export function createScreens(ledger: Ledger): Screens {
  function employeeOf(dbId: number): Employee {
    const employee = ledger.employee(dbId)
    if (!employee) throw new RangeError(`The sandbox has no employee ${dbId}.`)
    return employee
  }

  return {
    edit(dbId, change) {
      const employee = employeeOf(dbId)
      const fields = { ...employee.fields, ...change }
      if (change.firstName !== undefined || change.lastName !== undefined) fields.description = nameOf(fields)
      ledger.saveEmployee({ ...employee, fields })
    },
    add: (person) => seedPerson(ledger, person),
    remove(dbId) {
      ledger.removeEmployee(employeeOf(dbId).dbId)
    },
    findByEmail: (email) =>
      plainEmployees(ledger).find((one) => String(one.email ?? '').toLowerCase() === email.toLowerCase()),
  }
}

/** Copies, in the order of their dbIds. */
export function plainEmployees(ledger: Ledger): PlainEmployee[] {
  const names = new Map<number, string>([
    ...[...ledger.values(), ...ledger.entities()].map(({ dbId, description }) => [dbId, description] as const),
    ...ledger.employees().map(({ dbId, fields }) => [dbId, String(fields.description ?? '')] as const),
  ])
  return ledger.employees().map(({ dbId, ownerDbId, fields, references }) => ({
    ...fields,
    dbId,
    owner: names.get(ownerDbId) ?? '',
    references: Object.fromEntries(Object.entries(references).map(([kind, id]) => [kind, names.get(id) ?? ''])),
  }))
}
