import type { FieldName, Patch, Person } from '../../core/person.ts'
import { fieldLabels } from '../../core/person.ts'
import { sameValue } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { gather } from '../gather.ts'
import { norwegianDate } from '../norwegian-date.ts'
import { differingFields } from '../patches.ts'
import type { PayrollClient, PersonKey, Session } from '../system.ts'
import { createApi } from './api.ts'
import { createBatches } from './batches.ts'
import { employees, isAboutTheQuestion, readAccount, readChoices } from './lookups.ts'
import { changedEmployee, newEmployee, personOf } from './mapping.ts'
import { createPositions } from './positions.ts'
import type { Employee, EmployeeNode } from './schema.ts'

type TextKey = { email: string } | { employeeNumber: string }

/** Not documented: how many ids or alternatives a filter may hold. */
const mostIds = 500
const mostTexts = 100

/** Opens nothing yet. What is asked for at the same time goes out together (../gather.ts): there is a quota of requests. */
export function openClient(session: Session): PayrollClient {
  const api = createApi(session)
  const company = session.settings.company ?? ''
  const looking = 'look the employee up'

  const toPerson = (row: Employee) => personOf(row, norwegianDate(session.now()))

  /** Each employee once, as last read: whoever is changed meanwhile comes once more. */
  async function rowsOf(filter: string, doing: string): Promise<Employee[]> {
    const rows = new Map<string, Employee>()
    for await (const row of api.list(employees(filter), doing)) rows.set(row.dbId, row)
    return [...rows.values()]
  }

  async function peopleOf(filter: string, doing: string): Promise<Person[]> {
    const rows = await rowsOf(filter, doing)
    return rows.filter(({ ownerDbId }) => company === '' || ownerDbId === company).map(toPerson)
  }

  const findById = gather(mostIds, async (ids: readonly string[]) => {
    const rows = await rowsOf(`{ dbId_in: [${ids.join(', ')}] }`, looking)
    return ids.map((id) => {
      const row = rows.find(({ dbId }) => dbId === id)
      return { value: row && toPerson(row) }
    })
  })

  const findByText = gather(mostTexts, async (keys: readonly TextKey[]) => {
    const people = await peopleOf(`{ OR: [${keys.flatMap(conditions).join(', ')}] }`, looking).catch(
      (error: unknown) => {
        // Not documented: that employees can be filtered so. Without it everybody is read.
        if (isAboutTheQuestion(error)) return peopleOf('', looking)
        throw error
      },
    )
    return keys.map((key) => ({ value: people.filter((person) => has(person, key)) }))
  })

  async function findPerson(key: PersonKey): Promise<Person | undefined> {
    if ('nationalId' in key) {
      throw new HumaPayrollError('unsupported', 'Xledger cannot look an employee up by identity number.')
    }
    if ('id' in key) return /^\d+$/.test(key.id) ? findById(key.id) : undefined
    const same = await findByText(key)
    const [first, ...others] = same
    if (others.length === 0) return first
    const field: FieldName = 'email' in key ? 'email' : 'employeeNumber'
    const what = field === 'email' ? 'e-mail address' : 'code'
    throw new HumaPayrollError('refused', `${same.length} employees in Xledger have the same ${what}.`, {
      hint: `In Xledger, correct the ${what} of the employees with the ids ${same.map((person) => person.id).join(', ')}.`,
      details: { field },
    })
  }

  function exists({ email, code }: EmployeeNode): Promise<boolean> | undefined {
    const key = email ? { email } : code ? { employeeNumber: code } : undefined
    return key && findByText(key).then((found) => found.length > 0)
  }

  const batches = createBatches(api, exists)

  return {
    read: {
      account: () => readAccount(api, company),
      async *people() {
        yield* await peopleOf('', 'read the employees')
      },
      findPerson,
      choices: async (key) => (key === 'company' ? readChoices(api) : []),
    },
    write: {
      async createPerson(fields) {
        const employmentFrom = session.settings.employmentFrom === 'today' ? norwegianDate(session.now()) : ''
        const row = await batches.add(newEmployee(fields, { employmentFrom, company }))
        const incomplete = notKept(toPerson(row), fields)
        return { id: row.dbId, ...(incomplete === undefined ? {} : { incomplete }) }
      },

      async updatePerson(person, patch) {
        if (Object.keys(patch).length === 0) return {}
        const node = changedEmployee(person.id, patch)
        const now = await findById(person.id)
        if (!now) throw new HumaPayrollError('refused', 'Xledger has no such employee any more.')
        refuseStale(person, now, patch)
        const problem = notKept(toPerson(await batches.update(node)), patch)
        if (problem) throw problem
        return {}
      },
    },
    positions: createPositions({
      api,
      update: batches.update,
      startsToday: session.settings.employmentFrom === 'today',
    }),
  }
}

/** Not documented: whether the filter regards case, and whether Xledger keeps the case that was sent. */
function conditions(key: TextKey): string[] {
  const condition = (name: string, text: string) => `{ ${name}: ${JSON.stringify(text)} }`
  if ('employeeNumber' in key) return [condition('code', key.employeeNumber)]
  return [...new Set([key.email, key.email.toLowerCase()])].map((email) => condition('email', email))
}

function has({ fields: { email, employeeNumber } }: Person, key: TextKey): boolean {
  if ('email' in key) return Boolean(email && sameValue('email', email, key.email))
  return employeeNumber === key.employeeNumber
}

/** There are no revisions: what was changed since `person` was read is kind `stale`, and nothing is written. */
function refuseStale(person: Person, now: Person, patch: Patch): void {
  const changed = differingFields(patch, person.fields, now.fields)
  if (changed.length === 0) return
  throw new HumaPayrollError('stale', `The employee was changed in Xledger after being read: ${labelsOf(changed)}.`, {
    hint: 'Run the command again.',
  })
}

/** What was sent and is not there afterwards, though it was taken. What is not shown is taken as written. */
function notKept(after: Person, patch: Patch): HumaPayrollError | undefined {
  const lost = differingFields(patch, after.fields, patch).filter((field) => after.fields[field] !== undefined)
  const [field] = lost
  if (field === undefined) return undefined
  const message = `Xledger took the change, and shows something else afterwards: ${labelsOf(lost)}.`
  return new HumaPayrollError('refused', message, { hint: 'Correct it in Xledger.', details: { field } })
}

function labelsOf(fields: readonly FieldName[]): string {
  return fields.map((field) => fieldLabels[field]).join(', ')
}
