import { randomUUID } from 'node:crypto'
import type { Person } from '../../core/person.ts'
import { sameValue } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { norwegianDate } from '../norwegian-date.ts'
import { once } from '../once.ts'
import type { PayrollClient, PersonKey, Session } from '../system.ts'
import { createAbsence } from './absence.ts'
import { createApi } from './api.ts'
import { subEntityHint } from './errors.ts'
import { absenceTypes, readAccount, readAccounts, readOccupations, readSubEntities } from './lookups.ts'
import { changedEmployee, newEmployee, personOf, refuseStale } from './mapping.ts'
import { createPositions } from './positions.ts'
import { createSalary } from './salary.ts'
import { type Employee, employee, partsToChange, partsToRead } from './schema.ts'

const path = '/employees'

/** Opens nothing yet. */
export function openClient(session: Session): PayrollClient {
  const api = createApi(session)
  const lastWord = session.settings.nameSplit === 'last-word'
  /** Of a run: they are not looked up again for everybody who is created. */
  const subEntities = once(() => readSubEntities(api))

  function toPerson(row: Employee): Person {
    return personOf(row, { today: norwegianDate(session.now()), lastWord })
  }

  async function* people(doing = 'read the employees'): AsyncGenerator<Person, void> {
    const rows = api.list(path, { expand: partsToRead }, employee, doing)
    // Not documented: whether a list leaves out who is deleted.
    for await (const row of rows) if (!row.Deleted) yield toPerson(row)
  }

  async function findRows(filter: string, expand: string, doing: string, personal?: string): Promise<Employee[]> {
    const rows = await api.rows(path, { filter, expand }, employee, doing, personal)
    return rows.filter(({ Deleted }) => !Deleted)
  }

  /** A list with a filter rather than the employee's own address: nobody there is an empty list, and an outage is none. */
  async function findRow(id: string, expand: string, doing: string): Promise<Employee | undefined> {
    if (!/^\d+$/.test(id)) return undefined
    const rows = await findRows(`ID eq ${id}`, expand, doing)
    return rows.find((row) => String(row.ID) === id)
  }

  async function findPerson(key: PersonKey): Promise<Person | undefined> {
    const doing = 'look the employee up'
    if ('id' in key) {
      const row = await findRow(key.id, partsToRead, doing)
      return row && toPerson(row)
    }
    if ('employeeNumber' in key) {
      if (!/^\d+$/.test(key.employeeNumber)) return undefined
      const rows = await findRows(`EmployeeNumber eq ${key.employeeNumber}`, partsToRead, doing)
      return only(
        rows.map(toPerson).filter((person) => has(person, key)),
        'employeeNumber',
      )
    }
    if ('nationalId' in key) {
      throw new HumaPayrollError('unsupported', 'Unimicro is not asked for people by identity number.')
    }
    const filter = `BusinessRelationInfo.DefaultEmail.EmailAddress eq '${key.email.replaceAll("'", "''")}'`
    const rows = await findRows(filter, partsToRead, doing, key.email)
    const found = rows.map(toPerson).filter((person) => has(person, key))
    if (found.length > 0) return only(found, 'email')
    // Not documented: that this filter works, and whether it regards capitals. "Nobody" leads to a new employee.
    const everybody: Person[] = []
    for await (const person of people(doing)) if (has(person, key)) everybody.push(person)
    return only(everybody, 'email')
  }

  /** Where a new employee belongs; undefined where the company has no sub entity, and Unimicro may say no. */
  async function subEntity(): Promise<number | undefined> {
    const chosen = session.settings.subEntity
    if (chosen) {
      if (/^\d+$/.test(chosen)) return Number(chosen)
      throw new HumaPayrollError('usage', 'The sub entity for new employees is not one of Unimicro.', {
        hint: subEntityHint,
      })
    }
    const choices = await subEntities()
    const [first, ...others] = choices
    if (others.length === 0) return first && Number(first.value)
    const known = choices.map(({ value, label }) => `\n  ${value}  ${label}`).join('')
    throw new HumaPayrollError(
      'usage',
      'The company has several sub entities: where new employees belong is not said.',
      {
        hint: `Choose one with huma-payroll configure NAME --set subEntity=ID. There are:${known}`,
      },
    )
  }

  return {
    read: {
      account: () => readAccount(api, session.account),
      accounts: () => readAccounts(api),
      people: () => people(),
      findPerson,
      choices: async (key) => (key === 'subEntity' ? readSubEntities(api) : []),
      absenceTypes: async () => [...absenceTypes],
      occupations: (title) => readOccupations(api, title),
    },
    write: {
      async createPerson(fields) {
        const body = newEmployee(fields, await subEntity(), randomUUID)
        return { id: String(await api.write('POST', path, body, 'create the employee')) }
      },

      async updatePerson(person, patch) {
        if (Object.keys(patch).length === 0) return {}
        const doing = 'change the employee'
        const row = await findRow(person.id, partsToChange, doing)
        if (!row) throw new HumaPayrollError('refused', 'Unimicro has no such employee any more.')
        refuseStale(person, toPerson(row), patch)
        await api.write('PUT', `${path}/${row.ID}`, changedEmployee(row, person, patch, randomUUID), doing)
        return {}
      },
    },
    positions: createPositions({ api, settings: session.settings, subEntity }),
    absence: createAbsence(api),
    salary: createSalary(api),
  }
}

function has({ fields }: Person, key: { email: string } | { employeeNumber: string }): boolean {
  if ('email' in key) return Boolean(fields.email && sameValue('email', fields.email, key.email))
  return fields.employeeNumber === key.employeeNumber
}

function only(people: readonly Person[], field: 'email' | 'employeeNumber'): Person | undefined {
  const [first, ...others] = people
  if (others.length === 0) return first
  const what = field === 'email' ? 'e-mail address' : 'employee number'
  throw new HumaPayrollError('refused', `${people.length} employees in Unimicro have the same ${what}.`, {
    hint: `In Unimicro, correct the ${what} of the employees with the ids ${people.map(({ id }) => id).join(', ')}.`,
    details: { field },
  })
}
