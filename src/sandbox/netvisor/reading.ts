/** `getemployees.nv` and `getemployee.nv`: https://support.netvisor.fi/en/articles/769715 and …/769727. */
import { element, type XmlElement } from '../xml.ts'
import { invalid } from './answers.ts'
import { type Company, type Employee, genderAndBirth, isEmployed, type Period } from './company.ts'
import { employmentPeriod, patchBody, type Spec } from './elements.ts'

/** The parameters of a request, their names in small letters. */
export type Query = Readonly<Record<string, string>>

export function employeeList(company: Company, query: Query, today: string): XmlElement {
  // Not documented: what is meant without the parameter. Ended employments are left out here.
  const ended = flagOf(query, 'includeendedemployments')
  const shown = [...company.employees.values()].filter((employee) => ended || isEmployed(employee, today))
  return element(
    'Employees',
    shown.map((employee) =>
      element('Employee', [
        element('EmployeeNumber', employee.values.employeenumber),
        element('NetvisorKey', String(employee.key)),
        element('PersonalId', employee.identifier, { type: identifierType(employee) }),
        element('FirstName', employee.values.firstname),
        element('LastName', employee.values.lastname),
        element('RealName', fullName(employee)),
        element('EmploymentStatus', isEmployed(employee, today) ? '1' : '0'),
        ...services(employee).map(([name, value]) => element(name, value)),
      ]),
    ),
  )
}

export function employeeDetails(company: Company, query: Query): XmlElement {
  const employee = wanted(company, query)
  const content = [baseInformation(employee)]
  if (flagOf(query, 'employmentperiods')) {
    content.push(element('employmentperiods', employee.periods.map(periodElement)))
  }
  if (flagOf(query, 'employeepayrollinformation')) content.push(payrollInformation(company, employee))
  // Nothing of these is kept here.
  if (flagOf(query, 'educationalinformation')) content.push(element('employeeeducationalinformation'))
  if (flagOf(query, 'additionalinformationfields')) content.push(element('employeeadditionalinformationfields'))
  if (flagOf(query, 'employeesettlementpoints')) content.push(element('employeesettlementpoints'))
  return element('employee', content)
}

/** Not documented: what is answered for somebody who is not there. The wording is that of customers. */
export function wanted(company: Company, { netvisorkey, employeenumber }: Query): Employee {
  if ((netvisorkey === undefined) === (employeenumber === undefined)) {
    throw invalid('Either netvisorkey or employeenumber is expected')
  }
  const found =
    netvisorkey === undefined
      ? [...company.employees.values()].find(({ values }) => values.employeenumber === employeenumber)
      : company.employees.get(Number(netvisorkey))
  if (found) return found
  throw invalid(`Employee not found with ${netvisorkey === undefined ? 'employee number' : 'Netvisor identifier'}`)
}

function flagOf(query: Query, name: string): boolean {
  const value = query[name] ?? '0'
  if (value !== '0' && value !== '1') throw invalid(`Parameter ${name} is not valid`)
  return value === '1'
}

function identifierType({ foreign }: Employee): string {
  return foreign ? 'foreignidentifier' : 'finnishidentifier'
}

function fullName({ values }: Employee): string {
  return `${values.lastname ?? ''} ${values.firstname ?? ''}`.trim()
}

function services({ values }: Employee): [string, string][] {
  return [
    ['PayrollService', values.payrollservice === 'enabled' ? '1' : '0'],
    ['ResourceManagement', values.resourcemanagement === 'enabled' ? '1' : '0'],
    ['LunchBenefit', '0'],
  ]
}

function baseInformation(employee: Employee): XmlElement {
  const { key, identifier, foreign, values } = employee
  const { gender, birthDate } = genderAndBirth(employee)
  const iso = { type: 'ISO-3166' }
  const plain = (name: string) => element(name, values[name])
  return element('employeebaseinformation', [
    element('netvisorkey', String(key)),
    plain('employeenumber'),
    element('employeeidentifier', identifier, { type: identifierType(employee) }),
    ...(foreign
      ? [element('foreignidentifiertype', foreign.type), element('issuingcountry', foreign.issuingCountry, iso)]
      : []),
    plain('firstname'),
    plain('lastname'),
    element('fullname', fullName(employee)),
    ...services(employee).map(([name, value]) => element(name.toLowerCase(), value)),
    element('nationality', values.nationality, iso),
    element('language', values.language, iso),
    plain('municipality'),
    element('gender', gender),
    element('dateofbirth', birthDate, { format: 'ansi' }),
    plain('streetaddress'),
    plain('postnumber'),
    plain('city'),
    element('country', values.country, iso),
    plain('phonenumber'),
    plain('email'),
    plain('bankaccountnumber'),
    plain('bankidentificationcode'),
    element('activity', values.activity || '1'),
  ])
}

function periodElement({ key, values }: Period): XmlElement {
  const children = (employmentPeriod.children ?? []).map((spec) => element(spec.name, values[spec.name], fixed(spec)))
  return element('employmentperiod', [element('netvisorkey', String(key)), ...children])
}

/** The attributes that have one value only. */
function fixed({ attributes = {} }: Spec): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, [value = '', ...others]]) => (others.length > 0 ? [] : [[name, value]])),
  )
}

function payrollInformation(company: Company, { values }: Employee): XmlElement {
  const group = company.ruleGroups.find(({ name }) => name === values.payrollrulegroupname)
  const information = patchBody.children?.find(({ name }) => name === 'employeepayrollinformation')?.children ?? []
  const flags = information.filter(({ kind }) => kind === 'flag').map(({ name }) => name)
  return element('employeepayrollinformation', [
    ...(group
      ? [element('payrollrulegroup', [element('netvisorkey', String(group.key)), element('name', group.name)])]
      : []),
    element('taxnumber', values.taxnumber),
    element('accountingaccount', [
      element('netvisorkey', '1'),
      element('name', 'Palkat'),
      element('number', values.accountingaccountnumber || '5000'),
    ]),
    element('hierarchy', [element('netvisorkey', '1'), element('name', values.hierarchy || 'Nordlys')]),
    element('placeofbusiness', values.placeofbusiness),
    element('defaultdimensions'),
    element('payslipdeliverymethod', values.payslipdeliverymethod || '1', { type: 'netvisor' }),
    ...flags.filter((name) => name !== 'activity').map((name) => element(name, values[name] || '0')),
  ])
}
