import type { Patch, Person } from '../../core/person.ts'
import { sameValue } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { norwegianDate } from '../norwegian-date.ts'
import { differingFields } from '../patches.ts'
import type { AbsenceType, Account, PayrollClient, PersonKey, Session, SettingChoice } from '../system.ts'
import { createAbsenceWriter } from './absence.ts'
import { createApi } from './api.ts'
import { companyOf } from './company.ts'
import { enterpriseSetting } from './employments.ts'
import { notTaken, unreadable } from './errors.ts'
import {
  changedEmployee,
  fieldsOf,
  idOf,
  isEmployeeNumber,
  newEmployee,
  notShown,
  personOf,
  swedishInNorway,
  wholeFieldsOf,
} from './mapping.ts'
import { createPositionWriter } from './positions.ts'
import { createSalaryWriter } from './salary.ts'
import { absenceType, type Employee, employee, employment, organization } from './schema.ts'

const employees = '/employee/v2'

/** Opens nothing yet: the first request gets the token. */
export function openClient(session: Session): PayrollClient {
  const api = createApi(session)
  const company = companyOf(api)

  /** The employee does not tell whether they have left; their employments do, which can be asked for only one by one. */
  async function toPerson(row: Employee, doing: string): Promise<Person> {
    const employments = await api.rows(`/employment/v2/${encodeURIComponent(idOf(row))}`, employment, doing)
    return personOf(row, employments, norwegianDate(session.now()))
  }

  /** Only somebody with a Swedish number makes the country of the company count. */
  async function checkId({ nationalId }: Patch): Promise<void> {
    if (nationalId?.country === 'SE' && (await company()).country !== 'SE') throw swedishInNorway()
  }

  async function* people(announce?: (count: number) => void): AsyncGenerator<Person, void> {
    const doing = 'read the employees'
    const rows = await api.rows(employees, employee, doing)
    announce?.(rows.length)
    for (const row of rows) yield await toPerson(row, doing)
  }

  /** "Nobody" is believed only of the list: not documented, what is answered for somebody who is not there. */
  async function findRow(id: string, doing: string): Promise<Employee | undefined> {
    const isThem = (row: Employee) => idOf(row) === id
    const rows = isEmployeeNumber(id) ? await api.rowsIfAny(`${employees}/${id}`, employee, doing) : []
    return rows?.find(isThem) ?? (await api.rows(employees, employee, doing)).find(isThem)
  }

  async function findPerson(key: PersonKey): Promise<Person | undefined> {
    const doing = 'look the employee up'
    if ('nationalId' in key) {
      throw new HumaPayrollError('unsupported', 'Finago cannot look an employee up by national identity number.')
    }
    if ('email' in key) return findByEmail(key.email, doing)
    const row = await findRow('id' in key ? key.id : key.employeeNumber, doing)
    return row && toPerson(row, doing)
  }

  async function findByEmail(email: string, doing: string): Promise<Person | undefined> {
    const rows = (await api.rows(employees, employee, doing)).filter((row) => {
      const held = fieldsOf(row).email
      return held && sameValue('email', held, email)
    })
    const [first, ...others] = rows
    if (others.length === 0) return first && toPerson(first, doing)
    throw new HumaPayrollError('refused', `${rows.length} employees in Finago have the same e-mail address.`, {
      hint: `In Finago, correct the e-mail address of the employees with the numbers ${rows.map(idOf).join(', ')}.`,
      details: { field: 'email' },
    })
  }

  /** A token belongs to one company. */
  async function account(): Promise<Account> {
    const doing = 'read the company'
    const [company] = await api.rows('/organization/v2', organization, doing)
    const [name, number, country] = [company?.name, company?.orgno, company?.country_code].map((part) =>
      String(part ?? '').trim(),
    )
    const id = number || name
    if (!id) throw unreadable(200, 'read', doing)
    return {
      id,
      name: name || `company ${id}`,
      facts: { ...(number && { 'Organisation number': number }), ...(country && { Country: country }) },
    }
  }

  async function choices(settingKey: string): Promise<SettingChoice[]> {
    return settingKey === enterpriseSetting ? [...(await company()).enterprises] : []
  }

  async function absenceTypes(): Promise<AbsenceType[]> {
    const rows = await api.rows('/absencetypes/v2', absenceType, 'read the absence types')
    return rows.map(({ code, description }) => ({ code, name: String(description || code) }))
  }

  return {
    read: { account, people, findPerson, choices, absenceTypes },
    write: {
      async createPerson(fields) {
        const doing = 'create the employee'
        await checkId(fields)
        const row = await api.write(employees, newEmployee(fields), employee, doing)
        const others = notShown(fields, row)
        if (others.length > 0) throw notTaken(others, doing)
        return { id: idOf(row) }
      },

      async updatePerson(person, patch) {
        if (Object.keys(patch).length === 0) return {}
        const doing = 'change the employee'
        const row = await findRow(person.id, doing)
        if (!row) throw new HumaPayrollError('refused', 'Finago has no such employee any more.')
        if (differingFields(patch, person.fields, wholeFieldsOf(row)).length > 0) {
          throw new HumaPayrollError('stale', 'The employee was changed in Finago after being read.', {
            hint: 'Run the command again.',
          })
        }
        await checkId(patch)
        const path = `${employees}/${encodeURIComponent(person.id)}`
        const changed = await api.write(path, changedEmployee(row, patch), employee, doing)
        const others = notShown(patch, changed)
        if (others.length > 0) throw notTaken(others, doing)
        return {}
      },
    },
    positions: createPositionWriter({ api, company, settings: session.settings }),
    absence: createAbsenceWriter(api),
    salary: createSalaryWriter({ api, company, findRow }),
  }
}
