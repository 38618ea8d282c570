/** A company with its lists and its people, as it stood before anything was asked through the API. */
import type { SandboxPerson } from '../sandbox.ts'
import { countries, generalActivities, leaveOfAbsenceTypes, norway, occupationCodes, salaryTypes } from './catalogue.ts'
import { type Company, createTables } from './company.ts'
import { noAddress, noValues } from './employee-rules.ts'
import type { Language } from './texts.ts'

/** The first of the people is the one who has made the token. */
export function createCompany(people: readonly SandboxPerson[], language: Language, now: () => number): Company {
  const company = createTables(now)
  company.add('company', { id: company.id, name: 'Nordlys AS', organizationNumber: '999999999' })
  for (const [id, name, isoAlpha2Code, isoAlpha3Code, isoNumericCode] of countries) {
    company.add('country', { id, name, isoAlpha2Code, isoAlpha3Code, isoNumericCode })
  }
  for (const [id, nameNO] of leaveOfAbsenceTypes) company.add('leaveOfAbsenceType', { id, nameNO })
  for (const [code, nameNO] of occupationCodes) company.add('occupationCode', { code, nameNO })
  for (const [number, name] of salaryTypes) company.add('salaryType', { number, name })
  for (const name of generalActivities) {
    company.add('activity', { name, number: '', activityType: 'GENERAL_ACTIVITY', isDisabled: false, deletable: true })
  }
  const ofProjects = { activityType: 'PROJECT_GENERAL_ACTIVITY', isDisabled: false, deletable: false } as const
  company.add('activity', { name: 'Prosjektadministrasjon', number: '', ...ofProjects })

  for (const [index, name] of distinct(people.map(({ team }) => team)).entries()) {
    company.add('department', { name, departmentNumber: String(index + 1), departmentManager: null, isInactive: false })
  }
  for (const [index, name] of distinct(people.map((person) => person.company)).entries()) {
    company.add('division', { name, startDate: '2010-01-01', organizationNumber: String(999_999_001 + index) })
  }
  const ids = people.map((person) => seedPerson(company, person))
  const owner = company.find('employee', ids[0])
  if (owner) company.replace('employee', { ...owner, userType: 'EXTENDED' })
  company.add('loggedInUser', { employee: ids[0] ?? 0, company: company.id, language })
  return company
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort()
}

/** Returns the id of the employee. */
export function seedPerson(company: Company, person: SandboxPerson): number {
  const { address, phone } = person
  const phoneCountry = countries.find(([, , , , , prefix]) => prefix !== '' && phone.startsWith(prefix))
  const employee = company.add('employee', {
    ...noValues,
    firstName: person.givenName,
    lastName: person.familyName,
    employeeNumber: person.employeeNumber,
    dateOfBirth: person.birthDate || null,
    email: person.email,
    phoneNumberMobileCountry: phoneCountry?.[0] ?? norway,
    phoneNumberMobile: phoneCountry ? phone.slice(phoneCountry[5].length) : phone,
    nationalIdentityNumber: person.nationalId,
    bankAccountNumber: person.bankAccount,
    userType: person.email === '' ? 'NO_ACCESS' : 'STANDARD',
    department: company.all('department').find(({ name }) => name === person.team)?.id ?? null,
  })
  const hasAddress = [address.line1, address.line2, address.postalCode, address.city].some(Boolean)
  const home = hasAddress
    ? company.add('address', {
        ...noAddress,
        owner: employee.id,
        addressLine1: address.line1,
        addressLine2: address.line2,
        postalCode: address.postalCode,
        city: address.city,
        country: countries.find(([, , code]) => code === address.country)?.[0] ?? norway,
      })
    : undefined
  const employment = seedEmployment(company, employee.id, person)
  company.replace('employee', { ...employee, address: home?.id ?? null, employments: [employment] })
  return employee.id
}

function seedEmployment(company: Company, employee: number, person: SandboxPerson): number {
  const employment = company.add('employment', {
    employee,
    employmentId: '',
    startDate: person.startDate,
    endDate: null,
    employmentEndReason: null,
    division: company.all('division').find(({ name }) => name === person.company)?.id ?? null,
    lastSalaryChangeDate: null,
    noEmploymentRelationship: false,
    isMainEmployer: true,
    taxDeductionCode: 'loennFraHovedarbeidsgiver',
    employmentDetails: [],
  })
  // The salary of a full-time position.
  const annualSalary = Math.round((person.monthlySalary * 12 * 100) / person.percentage)
  const code = occupationCodes.find(([, , title]) => title === person.jobTitle)?.[0]
  const details = company.add('details', {
    employment: employment.id,
    date: person.startDate,
    employmentType: 'ORDINARY',
    employmentForm: 'PERMANENT',
    maritimeEmployment: null,
    remunerationType: 'MONTHLY_WAGE',
    workingHoursScheme: 'NOT_SHIFT',
    shiftDurationHours: 0,
    occupationCode: company.all('occupationCode').find((row) => row.code === code)?.id ?? null,
    percentageOfFullTimeEquivalent: person.percentage,
    annualSalary,
    hourlyWage: Math.round(annualSalary / 1950),
  })
  company.replace('employment', { ...employment, employmentDetails: [details.id] })
  return employment.id
}
