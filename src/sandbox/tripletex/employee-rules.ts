/** What an employee must look like, and how one is created and changed through the API. */
import type { AddressBody, EmployeeBody } from './bodies.ts'
import { countries, norway } from './catalogue.ts'
import type { Fresh } from './company.ts'
import { checkVersion, type Desk, referTo, refuse } from './desk.ts'
import { createEmployment, employmentComplaints } from './employment-rules.ts'
import type { Broken } from './refusals.ts'
import type { Employee } from './rows.ts'
import { texts } from './texts.ts'

const plainTexts = [
  'firstName',
  'lastName',
  'employeeNumber',
  'email',
  'phoneNumberMobile',
  'phoneNumberHome',
  'phoneNumberWork',
  'nationalIdentityNumber',
  'dnumber',
  'bankAccountNumber',
  'iban',
  'bic',
  'comments',
] as const
const addressTexts = ['addressLine1', 'addressLine2', 'postalCode', 'city', 'unitNumber'] as const
const addressNumbers = ['knr', 'gnr', 'bnr', 'fnr', 'snr'] as const

export const noValues: Fresh<'employee'> = {
  firstName: '',
  lastName: '',
  employeeNumber: '',
  dateOfBirth: null,
  email: '',
  phoneNumberMobileCountry: norway,
  phoneNumberMobile: '',
  phoneNumberHome: '',
  phoneNumberWork: '',
  nationalIdentityNumber: '',
  dnumber: '',
  internationalId: { intAmeldingType: null, country: null, number: '' },
  bankAccountNumber: '',
  iban: '',
  bic: '',
  creditorBankCountryId: 0,
  usesAbroadPayment: false,
  userType: 'NO_ACCESS',
  isContact: false,
  comments: '',
  address: null,
  department: null,
  employments: [],
  losesAccessAtEnd: false,
}

export const noAddress: Omit<Fresh<'address'>, 'owner'> = {
  addressLine1: '',
  addressLine2: '',
  postalCode: '',
  city: '',
  country: norway,
  knr: 0,
  gnr: 0,
  bnr: 0,
  fnr: 0,
  snr: 0,
  unitNumber: '',
}

/** Throws where the body is wrong. `body.employments` are created with the employee. */
export function createEmployee(desk: Desk, body: EmployeeBody): Employee {
  const { company } = desk
  const broken: Broken[] = []
  const values = valuesOf(desk, body, noValues, broken)
  if (!body.userType) broken.unshift({ field: '', message: texts.userTypeEmpty })
  else if (values.email === '' && body.userType !== 'NO_ACCESS') {
    broken.push({ field: 'email', message: texts.emailMissing })
  }
  if (desk.departmentRequired && !body.department) {
    broken.push({ field: 'department.id', message: texts.mustBeFilledIn })
  }
  broken.push(...uniquenessComplaints(desk, values))
  if (body.address?.id) broken.push({ field: 'address', message: texts.addressTaken })
  const address = addressOf(desk, body.address ?? {}, noAddress, broken)
  for (const one of body.employments ?? []) broken.push(...employmentComplaints(desk, one, values, 'employments.'))
  refuse(broken)

  // Versions do not start at a fixed number (observed).
  const version = body.employments?.length ? 2 : body.address ? 1 : 0
  const employee = company.add('employee', { ...values, version })
  if (body.address) {
    const { id } = company.add('address', { ...address, owner: employee.id })
    company.replace('employee', { ...employee, address: id })
  }
  for (const one of body.employments ?? []) createEmployment(desk, employee.id, one)
  return company.find('employee', employee.id) ?? employee
}

/**
 * What is left out stays as it is. Not documented: what null does; it empties a field here, which is the worst that it
 * could do, and is refused for the user type, which everybody is shown as null. Employments are not changed this way.
 */
export function changeEmployee(desk: Desk, row: Employee, body: EmployeeBody): Employee {
  checkVersion(body, row)
  const { company } = desk
  const own = company.find('address', row.address)
  const broken: Broken[] = []
  const values = valuesOf(desk, body, row, broken)
  if (body.userType === null) broken.push({ field: '', message: texts.userTypeEmpty })
  if (row.email !== '' && values.email !== row.email) broken.push({ field: 'email', message: texts.emailFixed })
  else if ((body.email !== undefined || body.userType) && values.email === '' && values.userType !== 'NO_ACCESS') {
    broken.push({ field: 'email', message: texts.emailMissing })
  }
  if (desk.departmentRequired && body.department === null) {
    broken.push({ field: 'department.id', message: texts.mustBeFilledIn })
  }
  broken.push(...uniquenessComplaints(desk, values, row))
  // Observed: without its own id an address is taken for somebody else's.
  if (body.address && (body.address.id ?? undefined) !== own?.id) {
    broken.push({ field: 'address', message: texts.addressTaken })
  }
  // Observed where it was left out at the creation.
  if (values.dateOfBirth === null) broken.push({ field: 'dateOfBirth', message: texts.mustBeFilledIn })
  const address = addressOf(desk, body.address ?? {}, own ?? { ...noAddress, owner: row.id }, broken)
  refuse(broken)
  if (own && body.address) checkVersion(body.address, own)
  if (body.address)
    values.address = (own ? company.save('address', { ...own, ...address }) : company.add('address', address)).id
  if (body.address === null && own) company.remove('address', own.id)
  if (body.address === null) values.address = null
  return company.save('employee', { ...row, ...values })
}

/** Not documented: whether the e-mail addresses of people without access count, and employee numbers; both do here. */
function uniquenessComplaints({ company }: Desk, values: Fresh<'employee'>, before?: Employee): Broken[] {
  const email = values.email === before?.email ? '' : values.email.toLowerCase()
  const number = values.employeeNumber === before?.employeeNumber ? '' : values.employeeNumber
  if (email === '' && number === '') return []
  let [emailTaken, numberTaken] = [false, false]
  for (const other of company.all('employee')) {
    if (other.id === before?.id) continue
    emailTaken ||= email !== '' && other.email.length === email.length && other.email.toLowerCase() === email
    numberTaken ||= number !== '' && other.employeeNumber === number
  }
  return [
    ...(emailTaken ? [{ field: 'email', message: texts.emailInUse }] : []),
    ...(numberTaken ? [{ field: 'employeeNumber', message: texts.numberInUse }] : []),
  ]
}

function valuesOf(desk: Desk, body: EmployeeBody, before: Fresh<'employee'>, broken: Broken[]): Fresh<'employee'> {
  const values: Fresh<'employee'> = { ...before, ...textsIn(body, plainTexts) }
  if (body.dateOfBirth !== undefined) values.dateOfBirth = body.dateOfBirth
  if (body.userType) values.userType = body.userType
  if (body.isContact !== undefined) values.isContact = body.isContact ?? false
  if (body.creditorBankCountryId !== undefined) values.creditorBankCountryId = body.creditorBankCountryId ?? 0
  if (body.usesAbroadPayment !== undefined) values.usesAbroadPayment = body.usesAbroadPayment ?? false
  const department = referTo(desk, 'department', body.department, 'department', broken)
  if (department !== undefined) values.department = department
  values.phoneNumberMobileCountry = phoneCountry(desk, body, before, broken)
  if (body.internationalId !== undefined) {
    const { intAmeldingType = null, number, country } = body.internationalId ?? {}
    const id = referTo(desk, 'country', country, 'internationalId.country', broken) ?? null
    values.internationalId = { intAmeldingType, country: id, number: number ?? '' }
  }
  // Observed: anything beyond ASCII is refused. Not documented: what else makes an address malformed.
  if (body.email && !/^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$/.test(body.email)) {
    broken.push({ field: 'email', message: texts.badFormat })
  }
  if (values.usesAbroadPayment && !(values.iban && values.bic && values.creditorBankCountryId)) {
    broken.push({ field: 'usesAbroadPayment', message: texts.incompleteAbroadPayment })
  }
  return values
}

/** The one that is given, else the one that the number tells, else Norway. */
function phoneCountry(desk: Desk, body: EmployeeBody, before: Fresh<'employee'>, broken: Broken[]): number {
  const given = referTo(desk, 'country', body.phoneNumberMobileCountry, 'phoneNumberMobileCountry', broken)
  if (given) return given
  const number = body.phoneNumberMobile ?? ''
  const told = countries.find(([, , , , , prefix]) => prefix !== '' && number.startsWith(prefix))
  return told?.[0] ?? (given === null ? norway : before.phoneNumberMobileCountry)
}

function addressOf<A extends Omit<Fresh<'address'>, 'owner'>>(
  desk: Desk,
  body: AddressBody,
  before: A,
  broken: Broken[],
): A {
  const address = { ...before, ...textsIn(body, addressTexts) }
  for (const name of addressNumbers) {
    const value = body[name]
    if (value !== undefined) address[name] = value ?? 0
  }
  const country = referTo(desk, 'country', body.country, 'address.country', broken)
  if (country !== undefined) address.country = country ?? norway
  return address
}

/** The texts that are there; an emptied one is ''. */
function textsIn<N extends string>(body: { readonly [K in N]?: string | null | undefined }, names: readonly N[]) {
  const found: Partial<Record<N, string>> = {}
  for (const name of names) {
    const value = body[name]
    if (value !== undefined) found[name] = value ?? ''
  }
  return found
}
