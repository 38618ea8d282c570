/** Changing one employee in a system without revisions, of which it is not documented what a PUT does to the rest. */
import { type FieldName, type Fields, fieldLabels, fieldNames, type Patch, type Person } from '../../core/person.ts'
import { sameValue } from '../../core/values.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { Api } from './api.ts'
import { type Employee, type EmployeeBody, type EmployeeParts, oneEmployee } from './schema.ts'

/** What was changed since `person` was read: kind `stale`, and nothing is written. */
export function refuseStale(person: Person, now: Person, patch: Patch): void {
  const changed = fieldNames.filter((field) => patch[field] !== undefined && !same(field, person.fields, now.fields))
  if (changed.length === 0) return
  const what = changed.map((field) => fieldLabels[field]).join(', ')
  throw new HumaPayrollError('stale', `The employee was changed in Fortnox after being read: ${what}.`, {
    hint: 'Run the command again.',
  })
}

function same<K extends FieldName>(field: K, one: Fields, other: Fields): boolean {
  const first: Fields[K] = one[field]
  const second: Fields[K] = other[field]
  if (first === null || first === undefined || second === null || second === undefined) return first === second
  return sameValue(field, first, second)
}

/**
 * What was sent and is not there afterwards, though Fortnox said that it was taken: the first such field. Not documented:
 * whether an empty text empties a field. A field that the answer does not show is taken as written.
 */
export function notKept(after: Person, patch: Patch): HumaPayrollError | undefined {
  const lost = fieldNames.filter(
    (field) => patch[field] !== undefined && after.fields[field] !== undefined && !same(field, after.fields, patch),
  )
  const [field] = lost
  if (field === undefined) return undefined
  const what = lost.map((one) => fieldLabels[one]).join(', ')
  return new HumaPayrollError('refused', `Fortnox took the change, and shows something else afterwards: ${what}.`, {
    hint: 'Correct it in Fortnox: Register > Personal.',
    details: { field },
  })
}

export interface Updater {
  /** Returns the employee as Fortnox has it afterwards. */
  put(before: Employee, body: EmployeeBody & EmployeeParts): Promise<Employee>
}

/**
 * Not documented: whether a PUT keeps what it does not hold. So it holds little: whatever else somebody changes in the same
 * moment stays theirs. The answer shows what became of the rest; where Fortnox has emptied it, it is given back at once,
 * and from then on every PUT holds all that was there.
 */
export function createUpdater(api: Api): Updater {
  let sendsAll = false
  let broken: HumaPayrollError | undefined

  async function send(id: string, body: object): Promise<Employee> {
    const doing = 'change the employee'
    const path = `/employees/${encodeURIComponent(id)}`
    return (await api.write('PUT', path, { Employee: body }, oneEmployee, doing)).Employee
  }

  async function giveBack(before: Employee, body: EmployeeBody & EmployeeParts): Promise<Employee> {
    sendsAll = true
    try {
      const after = await send(before.EmployeeId, wholeWith(before, body))
      if (!hasLost(before, after, body)) return after
      broken = emptied(undefined)
    } catch (error) {
      broken = emptied(error)
    }
    throw broken
  }

  return {
    async put(before, body) {
      // Everybody after the first would be treated alike.
      if (broken) throw broken
      const after = await send(before.EmployeeId, sendsAll ? wholeWith(before, body) : body)
      return hasLost(before, after, body) ? giveBack(before, body) : after
    },
  }
}

/** Computed by Fortnox, or read only by its description. */
const readOnly = /^(@|FullName$|VacationDaysSaved$|VacationDaysRegistered|VacationDaysPending)/

/**
 * Everything that may be sent back: what is null stays out, as in the vendor's own client; and of a dated list and its
 * current values the list, because only one of them may be sent.
 */
function wholeWith(row: Employee, body: EmployeeBody & EmployeeParts): Record<string, unknown> {
  const hasList = (key: string) => key in body || (Array.isArray(row[key]) && row[key].length > 0)
  const currentValues = [
    ...(hasList('DatedWages') ? ['MonthlySalary', 'HourlyPay'] : ['DatedWages']),
    ...(hasList('DatedSchedules') ? ['ScheduleId'] : ['DatedSchedules']),
  ]
  const entries = Object.entries(row).filter(([key]) => !readOnly.test(key) && !currentValues.includes(key))
  const whole = Object.fromEntries(entries.filter(isThere).map(([key, value]) => [key, withoutNulls(value)]))
  return { ...whole, ...body }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(isThere))
}

function isThere([, value]: [string, unknown]): boolean {
  return value !== null && value !== undefined
}

/** Whether something that was there, and was not to be changed, is shown as empty now. What is not shown says nothing. */
function hasLost(before: Employee, after: Employee, body: EmployeeBody & EmployeeParts): boolean {
  // The pay of today follows from the dated list.
  const following = body.DatedWages ? ['MonthlySalary', 'HourlyPay'] : []
  return Object.entries(before).some(([key, value]) => {
    const now = after[key]
    return !(key in body || following.includes(key)) && !isEmpty(value) && now !== undefined && isEmpty(now)
  })
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function emptied(cause: unknown): HumaPayrollError {
  const message =
    'Fortnox has emptied parts of an employee that the change did not touch, and they could not be given back.'
  return new HumaPayrollError('protocol', message, {
    hint: 'Look at this employee in Fortnox (Register > Personal) and fill in what is missing. Then report it; until it is solved, nothing is changed there.',
    cause,
  })
}
