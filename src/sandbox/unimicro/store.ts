/** What one made-up company keeps in Unimicro. */
import type { SandboxPerson } from '../sandbox.ts'
import { type ModelName, models, ownScalars } from './models.ts'

export type Scalar = string | number | boolean | null
export type Row = Record<string, Scalar> & { ID: number }

export interface HistoryRecord {
  ChangedAt: string
  WorkPercent: Scalar
  MonthRate: Scalar
  HourRate: Scalar
}

export interface Store {
  find(model: ModelName, id: Scalar | undefined): Row | undefined
  /** In the order of their IDs, the deleted ones too. */
  rows(model: ModelName): Row[]
  /** A new row with an ID; every other property is null, or 0 where it is one of fixed values. */
  insert(model: ModelName, values: Record<string, Scalar>): Row
  /** What the row has now, written over; sets UpdatedAt. */
  update(model: ModelName, row: Row, values: Record<string, Scalar>): void
  /** Runs the steps, and takes all of them back when `isGood` says so of the result, or when one throws. */
  attempt<T>(steps: () => T, isGood: (result: T) => boolean): T
  nextEmployeeNumber(): number
  history(employmentId: number): readonly HistoryRecord[]
  /** Returns the ID of the employee. */
  addPerson(person: SandboxPerson): number
}

export function createStore(people: readonly SandboxPerson[], now: () => number): Store {
  const tables = new Map<ModelName, Map<number, Row>>()
  const lastIds = new Map<ModelName, number>()
  const histories = new Map<number, HistoryRecord[]>()
  let undo: (() => void)[] = []
  const timestamp = () => new Date(now()).toISOString()

  function table(model: ModelName): Map<number, Row> {
    const known = tables.get(model)
    if (known) return known
    const made = new Map<number, Row>()
    tables.set(model, made)
    return made
  }

  /** Histories are the server's own: a row for every change of what it keeps. */
  function keepHistory(row: Row, before: Row | undefined): void {
    const { WorkPercent = null, MonthRate = null, HourRate = null } = row
    const isSame = before && ['WorkPercent', 'MonthRate', 'HourRate'].every((name) => before[name] === row[name])
    if (isSame) return
    const records = histories.get(row.ID) ?? []
    histories.set(row.ID, [...records, { ChangedAt: timestamp(), WorkPercent, MonthRate, HourRate }])
    undo.push(() => histories.set(row.ID, records))
  }

  const store: Store = {
    find: (model, id) => (typeof id === 'number' ? table(model).get(id) : undefined),
    rows: (model) => [...table(model).values()],
    insert(model, values) {
      const ID = (lastIds.get(model) ?? 0) + 1
      lastIds.set(model, ID)
      const blank = Object.entries(models[model].scalars).map(
        ([name, kind]) => [name, Array.isArray(kind) ? (kind[0] ?? 0) : null] as const,
      )
      const row: Row = { ...Object.fromEntries<Scalar>(blank), ...values, ID, Deleted: false, CreatedAt: timestamp() }
      table(model).set(ID, row)
      undo.push(() => table(model).delete(ID))
      if (model === 'Employment') keepHistory(row, undefined)
      return row
    },
    update(model, row, values) {
      const before = { ...row }
      Object.assign(row, values, { UpdatedAt: timestamp() })
      undo.push(() => Object.assign(row, before))
      if (model === 'Employment') keepHistory(row, before)
    },
    attempt(steps, isGood) {
      undo = []
      let isKept = false
      try {
        const result = steps()
        isKept = isGood(result)
        return result
      } finally {
        if (!isKept) for (const step of undo.toReversed()) step()
        undo = []
      }
    },
    nextEmployeeNumber: () => Math.max(0, ...store.rows('Employee').map((row) => Number(row.EmployeeNumber))) + 1,
    history: (employmentId) => histories.get(employmentId) ?? [],
    addPerson(person) {
      return addPerson(store, person)
    },
  }
  addRegisters(store)
  for (const person of people) store.addPerson(person)
  undo = []
  return store
}

export function isOwn(name: string): boolean {
  return name in ownScalars
}

/** As answered: a day is a moment at midnight where the entity says so. */
const midnight = (day: string): Scalar => (day === '' ? null : `${day}T00:00:00Z`)

function addRegisters(store: Store): void {
  const relation = store.insert('BusinessRelation', { Name: 'Nordlys AS' })
  store.insert('SubEntity', { OrgNumber: organizationNumber(0), BusinessRelationID: relation.ID })
  for (const [WageTypeNumber, WageTypeName, GetRateFrom] of [
    [1, 'Fastlønn', 1],
    [2, 'Timelønn', 2],
    [3, 'Bonus', 3],
  ] as const) {
    store.insert('WageType', { WageTypeNumber, WageTypeName, GetRateFrom })
  }
}

/** The sub entity (Underenhet) of this name, made where there is none. */
function subEntityOf(store: Store, name: string): number {
  const known = store.rows('SubEntity').find((row) => {
    return row.SuperiorOrganizationID === 1 && store.find('BusinessRelation', row.BusinessRelationID)?.Name === name
  })
  if (known) return known.ID
  const OrgNumber = organizationNumber(store.rows('SubEntity').length)
  const BusinessRelationID = store.insert('BusinessRelation', { Name: name }).ID
  return store.insert('SubEntity', { OrgNumber, BusinessRelationID, SuperiorOrganizationID: 1 }).ID
}

/** Valid check digit; those that begin with 3 are for made-up organizations. */
export function organizationNumber(index: number): string {
  const digits = String(31_000_000 + index)
  const weights = [3, 2, 7, 6, 5, 4, 3, 2]
  const sum = weights.reduce((total, weight, position) => total + weight * Number(digits[position]), 0)
  return `${digits}${(11 - (sum % 11)) % 11}`
}

function addPerson(store: Store, person: SandboxPerson): number {
  const relation = store.insert('BusinessRelation', { Name: `${person.givenName} ${person.familyName}` })
  const BusinessRelationID = relation.ID
  const { address } = person
  const contacts: Record<string, Scalar> = {}
  if (person.email !== '') {
    contacts.DefaultEmailID = store.insert('Email', { BusinessRelationID, EmailAddress: person.email }).ID
  }
  if (person.phone !== '') {
    contacts.DefaultPhoneID = store.insert('Phone', {
      BusinessRelationID,
      CountryCode: '+47',
      Number: person.phone.replace('+47', ''),
      Type: 150102,
    }).ID
  }
  if (Object.values(address).some((part) => part !== '')) {
    contacts.InvoiceAddressID = store.insert('Address', {
      BusinessRelationID,
      AddressLine1: address.line1,
      AddressLine2: address.line2,
      PostalCode: address.postalCode,
      City: address.city,
      Country: address.country === 'NO' ? 'Norge' : null,
      CountryCode: address.country,
    }).ID
  }
  if (person.bankAccount !== '') {
    const account = { BusinessRelationID, AccountNumber: person.bankAccount, BankAccountType: 'employee' }
    contacts.DefaultBankAccountID = store.insert('BankAccount', account).ID
  }
  store.update('BusinessRelation', relation, contacts)
  const SubEntityID = subEntityOf(store, person.company)
  const EmployeeNumber = Number(person.employeeNumber)
  const employee = store.insert('Employee', {
    BusinessRelationID,
    SubEntityID,
    EmployeeNumber,
    SocialSecurityNumber: person.nationalId,
    BirthDate: midnight(person.birthDate),
    Sex: person.gender === 'Female' ? 1 : 2,
    EmploymentDate: midnight(person.startDate),
    Active: true,
  })
  store.insert('Employment', {
    EmployeeID: employee.ID,
    EmployeeNumber,
    SubEntityID,
    Standard: true,
    // Seven digits, of no occupation.
    JobCode: '0000000',
    JobName: person.jobTitle,
    StartDate: midnight(person.startDate),
    SeniorityDate: midnight(person.startDate),
    LastSalaryChangeDate: midnight(person.startDate),
    LastWorkPercentChangeDate: midnight(person.startDate),
    WorkPercent: person.percentage,
    HoursPerWeek: 37.5,
    MonthRate: person.monthlySalary,
    HourRate: 0,
    TypeOfEmployment: 1,
    EmploymentType: 1,
    RemunerationType: 1,
    WorkingHoursScheme: 1,
  })
  return employee.ID
}
