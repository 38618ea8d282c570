/** What is stored: the entities of a group of companies, the values that others refer to, and the employees. */
import type { FieldName, ReferenceName } from './fields.ts'

export interface Row {
  dbId: number
  ownerDbId: number
  /** Milliseconds since 1970. */
  createdAt: number
  modifiedAt: number
  /** Rises with every change in the whole ledger; lists are in this order. */
  change: number
}

/** Code and description of anything that can be referred to. */
export interface Named {
  code: string
  description: string
}

/** A company of the group. Its owner is the one above; 0 at the top. */
export interface Entity extends Row, Named {}

export interface Value extends Row, Named {
  kind: ReferenceName
}

export type FieldValue = string | number | boolean | null

export interface Employee extends Row {
  contactDbId: number
  /** Of the contact: the API cannot write it. */
  gender: string
  /** Absent and null = empty. */
  fields: { readonly [K in FieldName]?: FieldValue }
  /** dbIds: of a value, or of an employee for `superior`. */
  references: { readonly [K in ReferenceName]?: number }
}

export interface Delta {
  change: number
  at: number
  dbId: number
  mutationType: 'ADDED' | 'UPDATED' | 'REMOVED'
}

export interface Ledger {
  /** Where the token was made. */
  readonly home: Entity
  now(): number
  /** ISO 8601 date in Norway. */
  today(): string
  entities(): Entity[]
  values(): Value[]
  employees(): Employee[]
  deltas(): Delta[]
  value(dbId: number): Value | undefined
  employee(dbId: number): Employee | undefined
  addEntity(ownerDbId: number, named: Named): Entity
  addValue(kind: ReferenceName, ownerDbId: number, named: Named): Value
  addEmployee(employee: Omit<Employee, keyof Row | 'contactDbId'> & { ownerDbId: number }): Employee
  saveEmployee(employee: Employee): Employee
  removeEmployee(dbId: number): void
  /** The entity and everything below it. */
  below(entityDbId: number): ReadonlySet<number>
  /** The entity and everything above it. */
  above(entityDbId: number): ReadonlySet<number>
  /** Takes back what `work` has done where it says so. */
  attempt<T>(work: () => { keep: boolean; result: T }): T
}

const inNorway = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** As in all of Xledger's answers: Central European time, and nothing that says so. */
export function localTime(milliseconds: number): string {
  return inNorway.format(milliseconds).replace(' ', 'T')
}

/** `now`: milliseconds since 1970. */
export function createLedger(now: () => number): Ledger {
  const entities = new Map<number, Entity>()
  const values = new Map<number, Value>()
  let employees = new Map<number, Employee>()
  let deltas: Delta[] = []
  let [lastId, lastChange, lastContact] = [42_365_429, 0, 88_120_000]

  function row(ownerDbId: number): Row {
    lastId += 1
    lastChange += 1
    return { dbId: lastId, ownerDbId, createdAt: now(), modifiedAt: now(), change: lastChange }
  }

  function addEntity(ownerDbId: number, named: Named): Entity {
    const entity = { ...row(ownerDbId), ...named }
    entities.set(entity.dbId, entity)
    return entity
  }

  function note(dbId: number, mutationType: Delta['mutationType']): void {
    deltas.push({ change: lastChange, at: now(), dbId, mutationType })
  }

  function below(entityDbId: number): ReadonlySet<number> {
    const found = new Set([entityDbId])
    // Owners come before what they own.
    for (const entity of entities.values()) if (found.has(entity.ownerDbId)) found.add(entity.dbId)
    return found
  }

  function above(entityDbId: number): ReadonlySet<number> {
    const found = new Set<number>()
    for (let at = entities.get(entityDbId); at; at = entities.get(at.ownerDbId)) found.add(at.dbId)
    return found
  }

  const holding = addEntity(0, { code: '1', description: 'Nordlys Holding AS' })
  const home = addEntity(holding.dbId, { code: '10', description: 'Nordlys AS' })

  return {
    home,
    now,
    today: () => localTime(now()).slice(0, 10),
    entities: () => [...entities.values()],
    values: () => [...values.values()],
    employees: () => [...employees.values()],
    deltas: () => deltas,
    value: (dbId) => values.get(dbId),
    employee: (dbId) => employees.get(dbId),
    addEntity,
    addValue(kind, ownerDbId, named) {
      const value = { ...row(ownerDbId), kind, ...named }
      values.set(value.dbId, value)
      return value
    },
    addEmployee({ ownerDbId, ...rest }) {
      lastContact += 1
      const employee = { ...row(ownerDbId), contactDbId: lastContact, ...rest }
      employees.set(employee.dbId, employee)
      note(employee.dbId, 'ADDED')
      return employee
    },
    // Not documented: whether a change that changes nothing counts as one. It does here.
    saveEmployee(employee) {
      lastChange += 1
      const saved = { ...employee, modifiedAt: now(), change: lastChange }
      employees.set(saved.dbId, saved)
      note(saved.dbId, 'UPDATED')
      return saved
    },
    removeEmployee(dbId) {
      lastChange += 1
      if (employees.delete(dbId)) note(dbId, 'REMOVED')
    },
    below,
    above,
    attempt(work) {
      const [employeesBefore, deltasBefore] = [new Map(employees), [...deltas]]
      const { keep, result } = work()
      if (!keep) [employees, deltas] = [employeesBefore, deltasBefore]
      return result
    },
  }
}
