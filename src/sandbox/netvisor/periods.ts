/** `addjobperiod.nv`, `editjobperiod.nv` and `deletejobperiod.nv`: https://support.netvisor.fi/en/articles/769787. */
import type { XmlElement } from '../xml.ts'
import { invalid } from './answers.ts'
import { numberOf, type Values, valuesOf } from './bodies.ts'
import type { Company, Employee, Period } from './company.ts'
import { employmentPeriod, onlyChanges, type Spec } from './elements.ts'
import type { Query } from './reading.ts'

const list: Omit<Spec, 'children'> = { name: 'employmentperiods', kind: 'text', occurs: '1' }
export const addedPeriods: Spec = { ...list, children: [employmentPeriod] }
export const editedPeriod: Spec = { ...list, children: [{ ...onlyChanges(employmentPeriod), occurs: '1' }] }

/** The keys of the new ones. */
export function addPeriods(company: Company, { employeeidentifier }: Query, body: XmlElement): number[] {
  const employee = company.employees.get(Number(employeeidentifier))
  if (!employee) throw invalid('Employee not found with Netvisor identifier')
  const given = body.elements.map((one) => completed(valuesOf(one, employmentPeriod)))
  return given.map((values) => keepPeriod(company, employee, undefined, values).key)
}

/** Only what is sent changes, and what is sent empty is cleared. */
export function editPeriod(company: Company, query: Query, body: XmlElement): void {
  const { employee, period } = wanted(company, query)
  const [one] = body.elements
  if (one) keepPeriod(company, employee, period, valuesOf(one, employmentPeriod))
}

export function deletePeriod(company: Company, query: Query): void {
  const { employee, period } = wanted(company, query)
  employee.periods = employee.periods.filter((one) => one !== period)
}

function wanted(company: Company, { netvisorkey }: Query): { employee: Employee; period: Period } {
  const found = netvisorkey === undefined ? undefined : company.periodAt(Number(netvisorkey))
  if (!found) throw invalid('Employment period not found with Netvisor identifier')
  return found
}

/** Adds one, or changes `period`. Throws a Refusal, and keeps nothing, where the whole would be wrong. */
export function keepPeriod(company: Company, employee: Employee, period: Period | undefined, given: Values): Period {
  const values = completed({ ...period?.values, ...given })
  if (period) {
    period.values = values
    return period
  }
  const added = { key: company.nextKey(), values }
  employee.periods.push(added)
  return added
}

function completed(values: Values): Record<string, string> {
  const { startdate = '', enddate = '', profession, employmentcontract, employmentform } = values
  if (startdate === '' || !profession) throw invalid('Startdate and profession are expected')
  if (employmentcontract === '2' && enddate === '') throw invalid('Enddate is expected for a fixed term')
  if (enddate !== '' && enddate < startdate) throw invalid('Enddate is before startdate')
  const { parttimepercent = '', regularworkinghours = '' } = values
  if (parttimepercent !== '' && (numberOf(parttimepercent) > 100 || (parttimepercent.split(',')[1] ?? '').length > 2)) {
    throw invalid('Parttimepercent must be 0 to 100 with two decimals')
  }
  if (numberOf(regularworkinghours) > 168) throw invalid('Regularworkinghours must be 0 to 168')
  // Only looked at where the form is part time.
  return employmentform === '2' ? { ...values } : { ...values, parttimepercent: '' }
}
