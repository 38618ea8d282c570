import type { FieldName, Patch, Person } from '../../core/person.ts'
import { sameValue } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { norwegianDate } from '../norwegian-date.ts'
import { once } from '../once.ts'
import type { PayrollClient, PersonKey, Session, SettingChoice } from '../system.ts'
import { createAbsenceWriter } from './absence.ts'
import { createApi } from './api.ts'
import { changedEmployee, leftOut, needsCountries, newEmployee, withoutCountry } from './bodies.ts'
import { notKept, notKeptError } from './kept.ts'
import * as lookups from './lookups.ts'
import { type Countries, fieldsOf, hasBareCountry, isEmployee, personOf, readRevision, refuseStale } from './mapping.ts'
import { createPositionWriter } from './positions.ts'
import { createSalaryWriter } from './salary.ts'
import { type Employee, employee, employeeFields } from './schema.ts'

/** Opens nothing yet: the first request makes the session. */
export function openClient(session: Session): PayrollClient {
  const api = createApi(session)
  const { settings } = session
  const countries = once(() => lookups.readCountries(api))
  const automaticDepartment = once(onlyDepartment)

  async function toPerson(row: Employee): Promise<Person> {
    return personOf(row, norwegianDate(session.now()), hasBareCountry(row) ? await countries() : [])
  }

  async function* people(): AsyncGenerator<Person, void> {
    const rows = api.list('/employee', { fields: employeeFields }, employee, 'read the employees', 'everybody')
    for await (const row of rows) if (isEmployee(row)) yield await toPerson(row)
  }

  async function findPerson(key: PersonKey): Promise<Person | undefined> {
    if ('nationalId' in key) {
      throw new HumaPayrollError('unsupported', 'Tripletex cannot look an employee up by national identity number.')
    }
    const doing = 'look the employee up'
    if ('id' in key) {
      const path = `/employee/${encodeURIComponent(key.id)}`
      const row = await api.get(path, { fields: employeeFields }, employee, doing)
      return row && isEmployee(row) ? toPerson(row) : undefined
    }
    const same: Person[] = []
    for (const asked of spellings(key)) {
      if (same.length > 0) break
      const rows = api.list('/employee', { ...asked, fields: employeeFields }, employee, doing)
      for await (const row of rows) {
        const person = await toPerson(row)
        if (isEmployee(row) && has(person, key)) same.push(person)
      }
    }
    const [first, ...others] = same
    if (others.length === 0) return first
    const field = 'email' in key ? 'email' : 'employeeNumber'
    const what = field === 'email' ? 'e-mail address' : 'employee number'
    throw new HumaPayrollError('refused', `${same.length} employees in Tripletex have the same ${what}.`, {
      hint: `In Tripletex, correct the ${what} of the employees with the ids ${same.map((person) => person.id).join(', ')}.`,
      details: { field },
    })
  }

  /** The only active department that this key may see; undefined where there are none or several. */
  async function onlyDepartment(): Promise<string | undefined> {
    const [only, ...others] = await lookups.readActiveDepartments(api)
    return others.length === 0 ? only?.value : undefined
  }

  /** As it is now, where its revision does not tell Tripletex what the change was planned on. */
  async function current(person: Person, patch: Patch): Promise<Person> {
    if (readRevision(person.revision).version !== undefined) return person
    const now = await findPerson({ id: person.id })
    if (!now) throw new HumaPayrollError('refused', 'Tripletex has no such employee any more.')
    refuseStale(person, now, patch)
    return now
  }

  async function department(): Promise<{ department?: { id: number } }> {
    const id = settings.department || (await automaticDepartment())
    if (!id) return {}
    if (/^\d+$/.test(id)) return { department: { id: Number(id) } }
    throw new HumaPayrollError('usage', 'The department for new employees is not one of Tripletex.', {
      hint: 'Choose one: huma-payroll configure NAME --set department=…',
    })
  }

  async function countriesFor(patch: Patch): Promise<Countries> {
    return needsCountries(patch) ? countries() : []
  }

  /**
   * What Tripletex holds otherwise than it was sent, though it said yes. The answer may be shorter than the employee, or
   * older than the write, so where it looks so the employee is read once more; where that fails, the answer counts.
   */
  async function otherwise(answer: Employee, patch: Patch, known: Countries) {
    const shown = fieldsOf(answer, known)
    const changed = notKept(shown, patch)
    if (changed.length === 0) return { changed, shown }
    const now = await findPerson({ id: String(answer.id) }).catch(() => undefined)
    return now ? { changed: notKept(now.fields, patch), shown: now.fields } : { changed, shown }
  }

  async function choices(key: string): Promise<SettingChoice[]> {
    if (key === 'department') return lookups.readActiveDepartments(api)
    return key === 'division' ? lookups.readDivisions(api) : []
  }

  return {
    read: {
      account: () => lookups.readAccount(api, toPerson),
      accountId: () => lookups.readAccountId(api),
      people,
      findPerson,
      choices,
      absenceTypes: () => lookups.readAbsenceTypes(api),
      occupations: (title) => lookups.readOccupations(api, title),
    },
    write: {
      async createPerson(fields) {
        const known = await countriesFor(fields)
        const waiting = withoutCountry(fields, known)
        const patch = without(fields, waiting)
        const body = {
          ...newEmployee(patch, known),
          userType: settings.userType || 'NO_ACCESS',
          ...(await department()),
        }
        const { value, receipt } = await api.write('POST', '/employee', body, employee, 'create the employee')
        const created = { id: String(value.id), ...receipt }
        const { changed, shown } = await otherwise(value, patch, known)
        if (changed.length > 0) return { ...created, incomplete: notKeptError(changed, shown) }
        return waiting.length > 0 ? { ...created, incomplete: leftOut(waiting) } : created
      },
      async updatePerson(person, patch) {
        if (Object.keys(patch).length === 0) return {}
        const known = await countriesFor(patch)
        const body = changedEmployee(await current(person, patch), patch, known)
        const path = `/employee/${encodeURIComponent(person.id)}`
        const { value, receipt } = await api.write('PUT', path, body, employee, 'change the employee')
        const { changed, shown } = await otherwise(value, patch, known)
        if (changed.length > 0) throw notKeptError(changed, shown, person.fields)
        return receipt
      },
    },
    positions: createPositionWriter({
      api,
      settings,
      division: () => lookups.divisionFor(api, settings.division),
      occupation: (code) => lookups.occupationId(api, code),
    }),
    absence: createAbsenceWriter(api),
    salary: createSalaryWriter(api, settings),
  }
}

function without(patch: Patch, fields: readonly FieldName[]): Patch {
  return Object.fromEntries(Object.entries(patch).filter(([name]) => fields.every((field) => field !== name)))
}

type ListKey = { email: string } | { employeeNumber: string }

/** Not documented: whether the filter regards case, and whether Tripletex keeps the case that was sent. */
function spellings(key: ListKey): ListKey[] {
  if (!('email' in key) || key.email === key.email.toLowerCase()) return [key]
  return [key, { email: key.email.toLowerCase() }]
}

/** The filter on e-mail is "Containing": kari@x also finds anne-kari@x. */
function has({ fields: { email, employeeNumber } }: Person, key: ListKey): boolean {
  if ('email' in key) return Boolean(email && sameValue('email', email, key.email))
  return employeeNumber === key.employeeNumber
}
