import { z } from 'zod'
import type { Patch, Person } from '../../core/person.ts'
import { cleanNationalId, cleanText } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import { differingFields } from '../patches.ts'
import type { PayrollClient, PersonKey, Session, SettingChoice } from '../system.ts'
import { createAbsence } from './absence.ts'
import { type Api, createApi } from './api.ts'
import { readAbsenceTypes, readAccount, readEmployee, readList, readWageModels } from './lookups.ts'
import { changedEmployee, newEmployee, personOf } from './mapping.ts'
import { createPositions } from './positions.ts'
import { createSalary, readSalaryRatios, salaryRatioSettings } from './salary.ts'
import { type Employee, insertedAnswer, type Listed } from './schema.ts'

/** Opens nothing yet. */
export function openClient(session: Session): PayrollClient {
  const api = createApi(session)
  const earlier = createMemory(session.now)

  function toPerson(row: Employee): Person {
    return personOf(row, finnishDate(session.now()))
  }

  /** The list holds too little of a person, so each is read by itself, one after the other. */
  async function* people(announce?: (count: number) => void): AsyncGenerator<Person, void> {
    const doing = 'read the employees'
    const list = await readList(api, doing)
    announce?.(list.length)
    for (const { netvisorkey: key } of list) {
      const known = earlier.get(key)
      if (known) {
        yield known
        continue
      }
      const row = await readEmployee(api, key, doing)
      if (!row) throw movedMeanwhile(doing)
      const person = toPerson(row)
      earlier.keep(person)
      yield person
    }
    earlier.forget()
  }

  async function findRow(key: string, doing: string): Promise<Employee | undefined> {
    if (!/^\d+$/.test(key)) return undefined
    const row = await readEmployee(api, key, doing)
    // "Nobody" is believed only of the list: the answer for one employee could mean something else.
    if (!row && (await readList(api, doing)).some(({ netvisorkey }) => netvisorkey === key)) throw movedMeanwhile(doing)
    return row
  }

  async function findPerson(key: PersonKey): Promise<Person | undefined> {
    const doing = 'look the employee up'
    if ('email' in key) {
      throw new HumaPayrollError('unsupported', 'Netvisor cannot look an employee up by e-mail address.')
    }
    const id = 'id' in key ? key.id : await keyInList(key, doing)
    const row = id === undefined ? undefined : await findRow(id, doing)
    return row && toPerson(row)
  }

  async function keyInList(key: ListKey, doing: string): Promise<string | undefined> {
    const found = (await readList(api, doing)).filter((row) => has(row, key))
    const [first, ...others] = found
    if (others.length === 0) return first?.netvisorkey
    const field = 'nationalId' in key ? 'nationalId' : 'employeeNumber'
    const what = field === 'nationalId' ? 'identity number' : 'employee number'
    const ids = found.map(({ netvisorkey }) => netvisorkey).join(', ')
    throw new HumaPayrollError('refused', `${found.length} employees in Netvisor have the same ${what}.`, {
      hint: `In Netvisor, correct the ${what} of the employees with the Netvisor keys ${ids}.`,
      details: { field },
    })
  }

  /** undefined also where nobody could look: then it is to be found out whether there is somebody. */
  async function keyOfCreated({ nationalId }: Patch): Promise<string | undefined> {
    if (!nationalId) return undefined
    return keyInList({ nationalId: nationalId.number }, 'look the new employee up').catch((error: unknown) => {
      if (error instanceof HumaPayrollError) return undefined
      throw error
    })
  }

  return {
    read: {
      account: () => readAccount(api, session.secrets.organisationId ?? ''),
      people,
      findPerson,
      choices: (key) => choicesOf(api, key),
      absenceTypes: () => readAbsenceTypes(api),
    },
    write: {
      async createPerson(fields) {
        const wageModel = session.settings[wageModelSetting]
        if (!wageModel) {
          throw new HumaPayrollError('usage', 'Netvisor creates nobody without a wage model, and none is chosen.', {
            hint: `Choose one: huma-payroll configure NAME --set ${wageModelSetting}="the wage model's name in Netvisor"`,
          })
        }
        const doing = 'create the employee'
        const body = newEmployee(fields, wageModel)
        const { value, receipt } = await api.write('employee.nv', { method: 'add' }, body, insertedAnswer, doing)
        const id = value ?? (await keyOfCreated(fields))
        if (id === undefined) throw keyNotTold(doing)
        return { id, ...receipt }
      },

      async updatePerson(person, patch) {
        if (Object.keys(patch).length === 0) return {}
        const doing = 'change the employee'
        const row = await findRow(person.id, doing)
        if (!row) throw new HumaPayrollError('refused', 'Netvisor has no such employee any more.')
        if (differingFields(patch, person.fields, toPerson(row).fields).length > 0) {
          throw new HumaPayrollError('stale', 'The employee was changed in Netvisor after being read.', {
            hint: 'Run the command again.',
          })
        }
        const body = changedEmployee(row, patch)
        earlier.drop(person.id)
        const query = { identifiertype: 'netvisorkey', identifier: person.id }
        return (await api.write('patchemployee.nv', query, body, z.unknown(), doing)).receipt
      },
    },
    positions: createPositions(api, earlier.drop),
    absence: createAbsence(api, session.settings),
    salary: createSalary(api, session.settings),
  }
}

async function choicesOf(api: Api, key: string): Promise<SettingChoice[]> {
  if (key === wageModelSetting) return readWageModels(api)
  return salaryRatioSettings.some((setting) => setting === key) ? readSalaryRatios(api) : []
}

export const wageModelSetting = 'wageModel'

type ListKey = { employeeNumber: string } | { nationalId: string }

function has({ employeenumber, personalid }: Listed, key: ListKey): boolean {
  if ('employeeNumber' in key) return cleanText(employeenumber) === key.employeeNumber
  const held = personalid === undefined ? null : cleanNationalId(personalid, 'FI')
  return held !== null && held.number === cleanNationalId(key.nationalId, 'FI')?.number
}

function keyNotTold(doing: string): HumaPayrollError {
  return new HumaPayrollError('unknown-outcome', `Netvisor did not say what came of it: it did or did not ${doing}.`)
}

function movedMeanwhile(doing: string): HumaPayrollError {
  return new HumaPayrollError('unavailable', `The employees in Netvisor changed meanwhile; could not ${doing}.`, {
    hint: 'Run the command again.',
  })
}

/** For how long, in milliseconds, somebody who was read in a reading that broke off need not be read again. */
const fresh = 600_000

/** A reading of thousands takes long, and one that broke off goes on where it ended. */
function createMemory(now: () => number) {
  const kept = new Map<string, { person: Person; at: number }>()
  return {
    get(id: string): Person | undefined {
      const found = kept.get(id)
      return found && now() - found.at <= fresh ? found.person : undefined
    },
    keep(person: Person): void {
      kept.set(person.id, { person, at: now() })
    },
    drop: (id: string) => kept.delete(id),
    forget: () => kept.clear(),
  }
}

const finnishDates = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki', dateStyle: 'short' })

/** ISO 8601, which is how Swedish writes dates. */
function finnishDate(milliseconds: number): string {
  return finnishDates.format(milliseconds)
}
