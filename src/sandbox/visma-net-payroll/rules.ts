/**
 * What a document must hold, beyond its shape. Mandatory fields: https://github.com/payroll-no/employee-public-api-docs
 * (FAQ). Drafts may lack them. Not documented: how any value is checked, and that a draft's values are checked, too.
 */
import type { Company } from './company.ts'
import type { EmployeeDocument, PositionDocument } from './documents.ts'
import { absent, type Finding, wrong } from './findings.ts'
import { salaryFindings } from './salary.ts'
import { timelineFindings } from './timelines.ts'

/** Not documented: `midlertidig`, which is the code of the public report; the others are in the vendor's texts. */
const employmentForms = [
  'fast',
  'midlertidig',
  'fastAnsattUtleid',
  'midlertidigAnsattUtleid',
  'midlertidigAnsattSomTilkallingsvikar',
]

/** `self`: the employee who is changed. */
export function employeeFindings(company: Company, document: EmployeeDocument, self?: string): Finding[] {
  return [
    ...(document.isDraft ? [] : mandatoryOfEmployee(document)),
    ...numberFindings(company, document, self),
    ...timelineFindings(document.personNames ?? [], '$.personNames'),
    ...idFindings(document),
    ...contactFindings(document),
    ...paymentFindings(document.salaryPaymentMethod),
    ...managerFindings(company, document.manager),
  ]
}

function mandatoryOfEmployee({ personNames, personIds, ...document }: EmployeeDocument): Finding[] {
  const [name] = personNames ?? []
  return [
    ...(name?.firstName?.trim() ? [] : [absent('$.personNames[0].firstName')]),
    ...(name?.lastName?.trim() ? [] : [absent('$.personNames[0].lastName')]),
    ...(personIds?.[0]?.id ? [] : [absent('$.personIds')]),
    ...(document.dateOfBirth === undefined ? [absent('$.dateOfBirth')] : []),
    ...(document.address?.countryCode ? [] : [absent('$.address.countryCode')]),
    ...(document.salaryPaymentMethod?.paymentType ? [] : [absent('$.salaryPaymentMethod')]),
  ]
}

function numberFindings(company: Company, { number }: EmployeeDocument, self: string | undefined): Finding[] {
  // A new employee without one is given the next that is free.
  if (number === undefined) return self === undefined ? [] : [absent('$.number')]
  if (number.trim() === '') return [wrong('$.number', 'InvalidValue', 'Not an employee number.')]
  const taken = company.employees().some((other) => other.id !== self && other.document.number === number)
  return taken ? [wrong('$.number', 'NotUnique', 'The employee number is in use.')] : []
}

function idFindings({ personIds = [] }: EmployeeDocument): Finding[] {
  return personIds.flatMap(({ typeOfId, id }, index) => {
    const national = typeOfId === 'NationalID' || typeOfId === 'DNumber'
    if (!typeOfId) return [absent(`$.personIds[${index}].typeOfId`)]
    return national && !/^\d{11}$/.test(id ?? '')
      ? [wrong(`$.personIds[${index}].id`, 'InvalidValue', 'Not an identity number.')]
      : []
  })
}

function contactFindings({ emails = [], address }: EmployeeDocument): Finding[] {
  const country = address?.countryCode
  return [
    ...emails.flatMap((email, index) =>
      /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.address)
        ? []
        : [wrong(`$.emails[${index}].address`, 'InvalidValue', 'Not an e-mail address.')],
    ),
    ...(country === undefined || /^[A-Z]{2}$/.test(country)
      ? []
      : [wrong('$.address.countryCode', 'InvalidValue', 'Not a country.')]),
  ]
}

function paymentFindings(payment: EmployeeDocument['salaryPaymentMethod']): Finding[] {
  if (!payment) return []
  const at = '$.salaryPaymentMethod'
  const { paymentType, internationalBankAccount, localBankAccount } = payment
  if (paymentType === 'cash') return []
  if (paymentType !== 'bank') return [wrong(`${at}.paymentType`, 'InvalidValue', 'Not a type of payment.')]
  if (internationalBankAccount) {
    const required = ['internationalIban', 'internationalBankSwift', 'internationalBankCountry'] as const
    return required.flatMap((name) => (payment[name] ? [] : [absent(`${at}.${name}`)]))
  }
  if (localBankAccount === undefined) return [absent(`${at}.localBankAccount`)]
  return isAccount(localBankAccount) ? [] : [wrong(`${at}.localBankAccount`, 'InvalidValue', 'Not a bank account.')]
}

/** Eleven digits of which the last one checks the others. */
function isAccount(number: string): boolean {
  if (!/^\d{11}$/.test(number)) return false
  const sum = [...number].reduce(
    (total, digit, index) => total + Number(digit) * ([5, 4, 3, 2, 7, 6, 5, 4, 3, 2][index] ?? 1),
    0,
  )
  return sum % 11 === 0
}

/** Only somebody for whom a user was made in the vendor's screens can be a manager. */
function managerFindings(company: Company, manager: string | undefined): Finding[] {
  if (manager === undefined || company.employee(manager)?.hasUser) return []
  return [wrong('$.manager', 'InvalidValue', 'Not an employee with a user.')]
}

/** `path`: where the position is in the document. */
export function positionFindings(
  company: Company,
  position: PositionDocument,
  isDraft: boolean,
  path = '$',
): Finding[] {
  const { activeStart, activeEnd, typeOfPosition } = position
  const found = isDraft ? [] : mandatoryOfPosition(position, path)
  if (activeStart && activeEnd && activeEnd < activeStart) {
    found.push(wrong(`${path}.activeEnd`, 'InvalidTimeline', 'Ends before it starts.'))
  }
  // Not documented: the spelling of the maritime one.
  if (typeOfPosition !== undefined && typeOfPosition !== 'Ordinary') {
    found.push(wrong(`${path}.typeOfPosition`, 'InvalidValue', 'Not a type of position.'))
  }
  for (const name of timelines) found.push(...timelineFindings(position[name] ?? [], `${path}.${name}`))
  found.push(
    ...values(position.employmentForm, `${path}.employmentForm`, (value) => employmentForms.includes(value)),
    ...values(position.typeOfWork, `${path}.typeOfWork`, (value) => /^\d{7}$/.test(value)),
    ...values(position.workTimeAgreement, `${path}.workTimeAgreement`, company.isWorkTimeAgreement),
    ...values(position.taxUnitIds, `${path}.taxUnitIds`, company.isTaxUnit),
    ...values(position.partTimeFactors, `${path}.partTimeFactors`, (value) => value >= 0 && value <= 100),
    ...salaryFindings(position.salaryInformation ?? [], `${path}.salaryInformation`),
    ...managerFindings(company, position.manager),
  )
  return found
}

const timelines = [
  'employmentForm',
  'typeOfWork',
  'workTimeAgreement',
  'partTimeFactors',
  'salaryInformation',
  'taxUnitIds',
] as const

function mandatoryOfPosition(position: PositionDocument, path: string): Finding[] {
  const missing = (['typeOfPosition', 'activeStart', ...timelines] as const).filter((name) => !position[name]?.length)
  return missing.map((name) => absent(`${path}.${name}`))
}

function values<V>(
  entries: readonly { value: V }[] | undefined,
  path: string,
  isKnown: (value: V) => boolean,
): Finding[] {
  return (entries ?? []).flatMap(({ value }, index) =>
    isKnown(value) ? [] : [wrong(`${path}[${index}].value`, 'InvalidValue', 'Not a known value.')],
  )
}
