import type { Patch, Person } from '../../core/person.ts'
import { fieldLabels } from '../../core/person.ts'
import { sameValue } from '../../core/values.ts'
import { HumaPayrollError, isKind } from '../../errors.ts'
import { norwegianDate } from '../norwegian-date.ts'
import { differingFields } from '../patches.ts'
import type { Account, PayrollClient, PersonKey, Session, SettingChoice } from '../system.ts'
import { createApi, type Done, employeePath } from './api.ts'
import { changedMeanwhile, nobodyAnyMore, onlyListed } from './errors.ts'
import { changedEmployee, newEmployee, personOf, type Reading } from './mapping.ts'
import { createPositionAccess } from './position-access.ts'
import { createPositions } from './positions.ts'
import { createSalary } from './salary.ts'
import type { CompanySetting, Employee } from './schema.ts'

/** Where the jobs of employees are asked about. */
const jobs = '/employees/jobs'

/**
 * How long the list is looked at for a creation of an earlier run, which was killed or lost the answer: half a minute, in
 * milliseconds. Not documented: how long a job takes.
 */
const pausesForEarlierJob = Array.from({ length: 10 }, () => 3000)

/** Opens nothing yet. */
export function openClient(session: Session): PayrollClient {
  const api = createApi(session)
  const access = createPositionAccess(api)
  const { secrets, settings } = session
  /** Whose creation was sent and never heard of: a job that nobody knows may still be at it. */
  const lost = new Set<string>()
  /** What earlier runs have sent is done by now, or never will be. */
  let hasWaited = false

  function reading(): Reading {
    const { emailType = '', phoneType = '' } = settings
    return { today: norwegianDate(session.now()), emailType, phoneType }
  }

  function toPerson(row: Employee): Person {
    return personOf(row, reading())
  }

  /** Not documented: any answer that tells the company's name. Its Tenant ID stands in the key, or at its employees. */
  async function account(): Promise<Account> {
    const missingRights: string[] = []
    const doing = 'read the employees'
    const first = await api.page({ 'page-size': 1 }, doing).catch((error: unknown) => {
      if (!isKind(error, 'authorization') || error.details?.status !== 403 || !secrets.tenantId) throw error
      missingRights.push(`Employees cannot be read. ${error.hint}`)
      return undefined
    })
    const id = (secrets.tenantId || first?.data[0]?.tenantId)?.toLowerCase()
    if (!id) {
      const message = 'Visma.net Payroll shows no employee to this login, so it does not tell which company it opens.'
      throw new HumaPayrollError('authorization', message, {
        hint: 'Give the Tenant ID of the company: huma-payroll connect visma-net-payroll --name NAME --method client-credentials',
      })
    }
    return { id, name: `tenant ${id.slice(0, 8)}`, ...(missingRights.length > 0 ? { missingRights } : {}) }
  }

  async function* people(): AsyncGenerator<Person, void> {
    for await (const row of api.employees('read the employees')) yield toPerson(row)
  }

  async function findPerson(key: PersonKey): Promise<Person | undefined> {
    const doing = 'look the employee up'
    if ('id' in key) {
      const found = await api.employee(key.id, { embed: '(positions)' }, doing)
      return found && toPerson(found.row)
    }
    // Asked for are those whose creation was sent and never heard of: its job may still be at it.
    for (const pause of hasWaited ? [] : pausesForEarlierJob) {
      const found = await findInList(key, doing)
      if (found) return found
      await session.sleep?.(pause)
    }
    hasWaited = true
    return findInList(key, doing)
  }

  /** No filter for any of the keys is documented. */
  async function findInList(key: ListKey, doing: string): Promise<Person | undefined> {
    const same: Person[] = []
    for await (const row of api.employees(doing)) {
      const person = toPerson(row)
      if (has(person, key)) same.push(person)
    }
    return only(same, key)
  }

  /** The types that the company's own employees have: which there are is not documented. */
  async function typesOf(list: 'emails' | 'phones'): Promise<SettingChoice[]> {
    const counts = new Map<string, number>()
    for await (const row of api.employees('read the employees')) {
      const types = new Set((row[list] ?? []).flatMap(({ type }) => type || []))
      for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1)
    }
    const sorted = [...counts].toSorted(([, one], [, other]) => other - one)
    return sorted.map(([value, count]) => ({ value, label: `${value} (used by ${count})` }))
  }

  /** A job that succeeds may have left a value out, and says so: then it is looked at. */
  async function leftOut(id: string, patch: Patch, { warnings, job }: Done): Promise<HumaPayrollError | undefined> {
    if (warnings.length === 0) return undefined
    const now = await findPerson({ id })
    const [field, ...others] = now ? differingFields(patch, now.fields, patch) : []
    if (!field) return undefined
    const what = [field, ...others].map((one) => fieldLabels[one]).join(', ')
    const message = `Visma.net Payroll took the change, and left out: ${what}. ${warnings.join(' ')}`
    return new HumaPayrollError('refused', message, {
      hint: 'Correct it in Huma, or fill it in in Visma.net Payroll.',
      details: { field },
      requestId: job,
    })
  }

  return {
    read: {
      account,
      people,
      findPerson,
      choices: async (key) => {
        switch (key) {
          case 'emailType':
            return typesOf('emails')
          case 'phoneType':
            return typesOf('phones')
          case 'workTimeAgreement':
            return choicesOf(await api.settings('workTimeAgreements', 'read the work-time agreements'))
          case 'taxUnit':
            return choicesOf(await api.settings('taxUnits', 'read the tax units'))
          default:
            return []
        }
      },
    },
    write: {
      async createPerson(fields) {
        const doing = 'create the employee'
        const body = newEmployee(fields, reading())
        const mark = JSON.stringify(fields)
        if (lost.has(mark)) {
          const message = `The request to ${doing} was sent before and not answered. It is not sent twice, because Visma.net Payroll may still be at it.`
          throw new HumaPayrollError('unknown-outcome', message, {
            hint: 'Run the command again in some minutes: it looks first.',
          })
        }
        const done = await api
          .write({ method: 'POST', path: '/employees/withPosition', jobs, body }, doing)
          .catch((error) => {
            if (isKind(error, 'unknown-outcome')) lost.add(mark)
            throw error
          })
        const { id, job: requestId, warnings } = done
        if (id === undefined) {
          lost.add(mark)
          const message = 'Visma.net Payroll created an employee and did not tell which.'
          throw new HumaPayrollError('unknown-outcome', message, { requestId })
        }
        const incomplete = await leftOut(id, fields, done).catch(() => undefined)
        const told = [draftNotice(fields), ...warnings]
        return { id, requestId, warnings: told, ...(incomplete === undefined ? {} : { incomplete }) }
      },

      async updatePerson(person, patch) {
        if (Object.keys(patch).length === 0) return {}
        const doing = 'change the employee'
        const found = await api.employee(person.id, {}, doing)
        if (!found) throw nobodyAnyMore()
        if (differingFields(patch, person.fields, toPerson(found.row).fields).length > 0) throw changedMeanwhile()
        if (!found.document) throw onlyListed()
        const { all, etag } = found.document
        const body = changedEmployee(all, found.row, patch, reading())
        const path = employeePath(person.id)
        const done = await api.write({ method: 'PUT', path, jobs, body, ifMatch: etag }, doing)
        const problem = await leftOut(person.id, patch, done).catch(() => undefined)
        if (problem) throw problem
        const { job: requestId, warnings } = done
        return { requestId, ...(warnings.length > 0 ? { warnings } : {}) }
      },
    },
    positions: createPositions(api, access, session),
    salary: createSalary(access),
  }
}

/** Not documented: what they have beside the id. */
function choicesOf(rows: readonly CompanySetting[]): SettingChoice[] {
  return rows.flatMap(({ id, name, description }) => {
    const value = String(id ?? '')
    return value === '' ? [] : [{ value, label: name || description || value }]
  })
}

/** What a draft lacks before it can be made active: the position in any case, because only the person's own fields are sent. */
function draftNotice(fields: Patch): string {
  const needed = (['nationalId', 'birthDate', 'address', 'bankAccount'] as const).filter((field) => !fields[field])
  const missing = [...needed.map((field) => fieldLabels[field].toLowerCase()), 'position, salary and tax unit']
  return `Created as a draft. Nobody is paid by it before somebody fills in what is missing (${missing.join(', ')}) and makes it active in Visma.net Payroll.`
}

type ListKey = Exclude<PersonKey, { id: string }>

function has({ fields }: Person, key: ListKey): boolean {
  if ('email' in key) return Boolean(fields.email && sameValue('email', fields.email, key.email))
  if ('employeeNumber' in key) return fields.employeeNumber === key.employeeNumber
  return fields.nationalId?.number === key.nationalId
}

function only(people: readonly Person[], key: ListKey): Person | undefined {
  const [first, ...others] = people
  if (others.length === 0) return first
  const field = 'email' in key ? 'email' : 'employeeNumber' in key ? 'employeeNumber' : 'nationalId'
  const what = fieldLabels[field].toLowerCase()
  throw new HumaPayrollError('refused', `${people.length} employees in Visma.net Payroll have the same ${what}.`, {
    hint: `In Visma.net Payroll, correct the ${what} of the employees with the ids ${people.map(({ id }) => id).join(', ')}.`,
    details: { field },
  })
}
