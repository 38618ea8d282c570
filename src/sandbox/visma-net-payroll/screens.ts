/** What administrators do in Visma's own screens, where nothing waits for a job, and what they see there. */
import type { SandboxPerson } from '../sandbox.ts'
import { type Company, documentsOf, type Employee, type Position } from './company.ts'
import type { EmployeeDocument, PositionDocument } from './documents.ts'

/** As stored, with the positions. */
export interface PlainEmployee extends EmployeeDocument {
  id: string
  hasUser: boolean
  /** ISO 8601, UTC. */
  lastChange: string
  positions: (PositionDocument & { id: string })[]
}

export interface Screens {
  /** Whatever is left out stays as it is. Throws a RangeError where there is no such employee. */
  edit(employeeId: string, change: Partial<EmployeeDocument>): void
  editPosition(employeeId: string, positionId: string, change: Partial<PositionDocument>): void
  /** Returns the id of the new position. */
  addPosition(employeeId: string, position: PositionDocument): string
  /** Returns the id of the new employee. */
  add(person: SandboxPerson): string
  remove(employeeId: string): void
  /** In whatever letter case; the first where several have it. */
  findByEmail(email: string): PlainEmployee | undefined
}

export function createScreens(company: Company): Screens {
  function employeeOf(id: string): Employee {
    const employee = company.employee(id)
    if (!employee) throw new RangeError(`The sandbox has no employee ${id}.`)
    return employee
  }

  function positionOf(employeeId: string, id: string): Position {
    const position = employeeOf(employeeId).positions.get(id)
    if (!position) throw new RangeError(`The sandbox has no position ${id}.`)
    return position
  }

  return {
    edit(employeeId, change) {
      company.save(employeeId, { ...employeeOf(employeeId).document, ...change })
    },
    editPosition(employeeId, positionId, change) {
      company.savePosition(employeeId, positionId, { ...positionOf(employeeId, positionId).document, ...change })
    },
    addPosition: (employeeId, position) => company.savePosition(employeeOf(employeeId).id, undefined, position),
    add(person) {
      const { employee, position } = documentsOf(person, company)
      return company.add(employee, [position]).id
    },
    remove: (employeeId) => company.remove(employeeId),
    findByEmail(email) {
      const has = ({ emails = [] }: PlainEmployee) =>
        emails.some(({ address }) => address.toLowerCase() === email.toLowerCase())
      return plainEmployees(company).find(has)
    },
  }
}

/** Copies, in the order in which the employees were added. */
export function plainEmployees(company: Company): PlainEmployee[] {
  return company.employees().map(({ id, document, hasUser, lastChange, positions }) =>
    structuredClone({
      id,
      ...document,
      hasUser,
      lastChange: new Date(lastChange).toISOString(),
      positions: [...positions.values()].map((one) => ({ id: one.id, ...one.document })),
    }),
  )
}
