import type { Patch, Person } from '../../core/person.ts'
import { HumaPayrollError, isKind } from '../../errors.ts'
import type { AbsenceType, Account, PayrollClient, PersonKey, Session } from '../system.ts'
import { createAbsenceWriter } from './absence.ts'
import { absenceTypes } from './absence-types.ts'
import { createApi } from './api.ts'
import { createEmployees, findEmployee } from './employees.ts'
import { missingRight } from './errors.ts'
import { changedEmployee, newEmployee, personOf, streetLineOf } from './mapping.ts'
import { createPositionWriter } from './positions.ts'
import { createSalaryWriter } from './salary.ts'
import { companyInformation, type Employee, oneEmployee } from './schema.ts'
import { createUpdater, notKept, refuseStale } from './update.ts'

/** Opens nothing yet. */
export function openClient(session: Session): PayrollClient {
  const api = createApi(session)
  const updater = createUpdater(api)
  const employees = createEmployees(api, updater, session.settings)
  const street = streetLineOf(session.settings)

  function toPerson(row: Employee): Person {
    return personOf(row, street, swedishDate(session.now()))
  }

  async function account(): Promise<Account> {
    const answer = await api.get('/companyinformation', companyInformation, 'read the company information')
    if (!answer) throw new HumaPayrollError('protocol', 'Fortnox does not tell which company this is.')
    const { DatabaseNumber: id, CompanyName, OrganizationNumber } = answer.CompanyInformation
    const missing = await readMissingRight()
    return {
      id,
      name: CompanyName || `tenant ${id}`,
      facts: { ...(OrganizationNumber ? { 'Organisation number': OrganizationNumber } : {}), 'Tenant ID': id },
      ...(missing === undefined ? {} : { missingRights: [missing] }),
    }
  }

  /** Scope and licences are told by no other answer, so the one proof is to look. */
  async function readMissingRight(): Promise<string | undefined> {
    try {
      await api.page(1, 1, 'read the employees')
      return undefined
    } catch (error) {
      const right = isKind(error) ? missingRight(error) : undefined
      if (right === undefined) throw error
      return right
    }
  }

  async function* people(): AsyncGenerator<Person, void> {
    for await (const row of api.employees('read the employees')) yield toPerson(row)
  }

  /** The list has no search, and 500 fit on a page. */
  async function findPerson(key: PersonKey): Promise<Person | undefined> {
    if ('id' in key || 'employeeNumber' in key) {
      const row = await findEmployee(api, 'id' in key ? key.id : key.employeeNumber)
      return row && toPerson(row)
    }
    const same: Person[] = []
    for await (const row of api.employees('look the employee up')) {
      const person = toPerson(row)
      if (has(person, key)) same.push(person)
    }
    const [first, ...others] = same
    if (others.length === 0) return first
    const field = 'email' in key ? 'email' : 'nationalId'
    const what = field === 'email' ? 'e-mail address' : 'identity number'
    throw new HumaPayrollError('refused', `${same.length} employees in Fortnox have the same ${what}.`, {
      hint: `In Fortnox, correct the ${what} of the employees ${same.map(({ id }) => id).join(', ')}.`,
      details: { field },
    })
  }

  return {
    read: {
      account,
      people,
      findPerson,
      choices: async () => [],
      absenceTypes: async (): Promise<AbsenceType[]> => [...absenceTypes],
    },
    write: {
      async createPerson(fields) {
        const body = { Employee: newEmployee(fields, session.settings) }
        const { Employee: made } = await api.write('POST', '/employees', body, oneEmployee, 'create the employee')
        const incomplete = notKept(toPerson(made), fields)
        return { id: made.EmployeeId, ...(incomplete === undefined ? {} : { incomplete }) }
      },

      async updatePerson(person: Person, patch: Patch) {
        if (Object.keys(patch).length === 0) return {}
        const row = await employees.read(person.id)
        refuseStale(person, toPerson(row), patch)
        const after = await updater.put(row, changedEmployee(row, patch, street))
        const problem = notKept(toPerson(after), patch)
        if (problem) throw problem
        return {}
      },
    },
    positions: createPositionWriter(employees, session.settings),
    absence: createAbsenceWriter(api),
    salary: createSalaryWriter(employees),
  }
}

function has({ fields }: Person, key: { email: string } | { nationalId: string }): boolean {
  if ('email' in key) return fields.email?.toLowerCase() === key.email.toLowerCase()
  return fields.nationalId?.number === key.nationalId
}

const swedishDates = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'short' })

/** ISO 8601, which is how Swedish writes dates. */
function swedishDate(milliseconds: number): string {
  return swedishDates.format(milliseconds)
}
