/** `employee.nv` and `patchemployee.nv`: https://support.netvisor.fi/en/articles/769728 and …/769742. */
import { childOf, type XmlElement } from '../xml.ts'
import { invalid, Refusal } from './answers.ts'
import { isDay, type Values, valuesOf } from './bodies.ts'
import type { Company, Employee } from './company.ts'
import { employeeBody, patchBody, type Spec } from './elements.ts'
import { isIban, readIdentityCode } from './finnish.ts'
import { keepPeriod } from './periods.ts'
import type { Query } from './reading.ts'

/** Returns the key where there is a new one. */
export function saveEmployee(company: Company, { method }: Query, body: XmlElement): number[] {
  const base = childOf(body, 'employeebaseinformation')
  const identity = identityOf(base)
  const values = allValues(body, employeeBody)
  const found = [...company.employees.values()].find(({ identifier }) => identifier === identity.identifier)
  if (method === 'add') {
    if (found) throw new Refusal('DUPLICATE_DATA', 'The employee already exists in Netvisor')
    return [addEmployee(company, identity, values, body)]
  }
  if (method !== 'edit') throw invalid('Parameter method is not valid')
  // Seen in clients of others as the sign to add instead.
  if (!found) throw new Refusal('INVALID_DATA', 'Työntekijää ei löydy')
  const changed: Employee = { ...structuredClone(found), ...identity, values: change(company, found, values) }
  addPeriods(company, changed, values, body)
  company.employees.set(changed.key, changed)
  return []
}

type Identity = Pick<Employee, 'identifier' | 'foreign'>

function addEmployee(company: Company, identity: Identity, values: Values, body: XmlElement): number {
  const blank = { country: 'FI', nationality: 'FI', language: 'FI', activity: '1' }
  const employee: Employee = { key: 0, ...identity, values: {}, periods: [], salary: new Map(), hours: [] }
  employee.values = { ...blank, ...change(company, employee, values) }
  employee.key = company.nextKey()
  addPeriods(company, employee, values, body)
  company.employees.set(employee.key, employee)
  return employee.key
}

function identityOf(base: XmlElement | undefined): Identity {
  const foreign = base && childOf(base, 'foreignemployeeidentification')
  if (foreign) {
    const text = (name: string) => childOf(foreign, name)?.text ?? ''
    return {
      identifier: text('identifier'),
      foreign: {
        type: childOf(foreign, 'identifier')?.attributes.type ?? '',
        issuingCountry: text('issuingcountry'),
        gender: text('gender'),
        dateOfBirth: text('dateofbirth'),
      },
    }
  }
  const identifier = (base && childOf(base, 'employeeidentifier')?.text) ?? ''
  // Not documented: whether the check sign is looked at. It is.
  if (!readIdentityCode(identifier)) throw invalid('Employeeidentifier is not valid')
  return { identifier }
}

/** Only what is sent changes, and what is sent empty is cleared. */
export function patchEmployee(company: Company, query: Query, body: XmlElement): void {
  const employee = identified(company, query.identifiertype, query.identifier, 'personalidentificationnumber')
  const information = childOf(body, 'employeepayrollinformation')
  const has = (name: string) => information !== undefined && childOf(information, name) !== undefined
  if (has('bankaccountnumber') && !has('bankidentificationcode')) {
    throw invalid('Bankidentificationcode must be given with bankaccountnumber')
  }
  employee.values = change(company, employee, allValues(body, patchBody))
}

/** `pin`: what the resource calls the national identifier. */
export function identified(
  company: Company,
  type: string | undefined,
  identifier: string | undefined,
  pin: 'personalidentificationnumber' | 'pin',
): Employee {
  const matches: Readonly<Record<string, (employee: Employee) => boolean>> = {
    netvisorkey: ({ key }) => String(key) === identifier,
    number: ({ values }) => values.employeenumber === identifier,
    [pin]: (employee) => employee.identifier === identifier,
  }
  const isWanted = type === undefined ? undefined : matches[type]
  if (!isWanted) throw invalid('Type of the identifier is not valid')
  const found = identifier ? [...company.employees.values()].find(isWanted) : undefined
  if (!found) throw new Refusal('INVALID_DATA', 'Työntekijää ei löydy')
  return found
}

/** The leaves of the groups right below. */
function allValues(body: XmlElement, spec: Spec): Values {
  return Object.assign({}, ...(spec.children ?? []).map((group) => valuesOf(childOf(body, group.name), group)))
}

/** Must not be empty when it is sent: it has to be there when somebody is added. Not documented for patchemployee.nv. */
const mandatory = [
  'firstname',
  'lastname',
  'phonenumber',
  'email',
  'streetaddress',
  'postnumber',
  'city',
  'payrollrulegroupname',
]

/** These go to the first employment period. */
const ofPeriod = ['profession', 'jobbegindate']

function change(company: Company, employee: Employee, values: Values): Record<string, string> {
  for (const name of mandatory) if (values[name] === '') throw invalid(`Element ${name} is empty`)
  const group = values.payrollrulegroupname
  if (group !== undefined && !company.ruleGroups.some(({ name }) => name === group)) {
    throw invalid('Payrollrulegroupname is not found in the company')
  }
  // Not documented: whether the check digits are looked at. They are.
  const { bankaccountnumber: account, employeenumber: number } = values
  if (account && !isIban(account)) throw invalid('Bankaccountnumber is not valid')
  if (number && [...company.employees.values()].some((one) => isTaken(one, employee.key, number))) {
    throw new Refusal('DUPLICATE_DATA', 'The employee number already exists in Netvisor')
  }
  const changed = { ...employee.values, ...values }
  for (const name of ofPeriod) delete changed[name]
  if (changed.foreclosure === '1' && !changed.foreclosuremaintenancepersons && !changed.foreclosuremaitenancepersons) {
    throw invalid('Foreclosuremaintenancepersons must be given with foreclosure')
  }
  // The code of the bank follows from the account where it is left out. Not documented: from which list; none here.
  if (account !== undefined && values.bankidentificationcode === undefined) changed.bankidentificationcode = ''
  return changed
}

function isTaken({ key, values }: Employee, ownKey: number, number: string): boolean {
  return key !== ownKey && values.employeenumber !== '' && Number(values.employeenumber) === Number(number)
}

/** Not documented: how `profession` and `jobbegindate` go with `employmentperiods`. Together they are a period of their own. */
function addPeriods(company: Company, employee: Employee, values: Values, body: XmlElement): void {
  const { profession, jobbegindate } = values
  if (profession && jobbegindate && isDay(jobbegindate) && employee.periods.length === 0) {
    keepPeriod(company, employee, undefined, { startdate: jobbegindate, profession })
  }
  const periods = childOf(body, 'employmentperiods')
  for (const { values: given } of periodsOf(periods)) keepPeriod(company, employee, undefined, given)
}

function periodsOf(parent: XmlElement | undefined): { values: Values }[] {
  return (parent?.elements ?? []).map((one) => ({
    values: Object.fromEntries(one.elements.map(({ name, text }) => [name, text])),
  }))
}
