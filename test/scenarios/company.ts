/** The few words of a scenario -> people of the sandbox, and what the systems hold afterwards -> the same few words. */
import { z } from 'zod'
import type { HumaSandbox } from '../../src/sandbox/huma.ts'
import type { HumaPerson } from '../../src/sandbox/huma-organization.ts'
import type { TripletexSandbox } from '../../src/sandbox/tripletex.ts'

/** A part that is left out is empty. `address`: "Storgata 1, 0150 Oslo". */
export const person = z.strictObject({
  name: z.string(),
  email: z.string().default(''),
  phone: z.string().default(''),
  born: z.string().default(''),
  id: z.string().default(''),
  account: z.string().default(''),
  address: z.string().default(''),
  number: z.string().default(''),
  standing: z.enum(['deactivated']).optional(),
})

export type ScenarioPerson = z.infer<typeof person>

export function sandboxPerson(one: ScenarioPerson): HumaPerson {
  const [givenName = '', familyName = ''] = split(one.name)
  const address = /^(?<line1>.+), (?<postalCode>\d{4}) (?<city>.+)$/.exec(one.address)?.groups
  return {
    givenName,
    familyName,
    email: one.email,
    phone: one.phone.replaceAll(' ', ''),
    birthDate: one.born,
    nationalId: one.id,
    bankAccount: one.account,
    address: {
      line1: address?.line1 ?? '',
      line2: '',
      postalCode: address?.postalCode ?? '',
      city: address?.city ?? '',
      country: address ? 'NO' : '',
    },
    employeeNumber: one.number,
    gender: 'Female',
    jobTitle: 'Controller',
    team: 'Finance',
    location: 'Oslo',
    company: 'Nordlys AS',
    startDate: '2020-01-01',
    percentage: 100,
    monthlySalary: 50_000,
    ...(one.standing ? { standing: one.standing } : {}),
  }
}

/** "Kari Anne Nordmann" is Kari Anne, Nordmann. */
export function split(name: string): [string, string] {
  const words = name.split(' ')
  return [words.slice(0, -1).join(' '), words.at(-1) ?? '']
}

/** What each user holds, in the words of a scenario; '' = empty. */
export function usersIn(huma: HumaSandbox): Record<string, string>[] {
  return huma.snapshot().users.map((user) => ({
    name: `${user.givenName} ${user.familyName}`,
    email: user.requestedEmail ? `${user.email}, then ${user.requestedEmail}` : user.email,
    phone: user.phone ?? '',
    born: user.birthDate ?? '',
    id: user.identifications.map(({ value }) => value).join(', '),
    account: user.bankAccount ? ('number' in user.bankAccount ? user.bankAccount.number : user.bankAccount.iban) : '',
    address: place(user.homeAddress?.line1, user.homeAddress?.postalCode, user.homeAddress?.city),
    number: user.employmentId ?? '',
  }))
}

/** What each employee holds, in the words of a scenario; '' = empty. */
export function employeesIn(tripletex: TripletexSandbox): Record<string, string>[] {
  return tripletex.snapshot().map((employee) => ({
    name: `${employee.firstName} ${employee.lastName}`,
    email: employee.email,
    phone: employee.phoneNumberMobile,
    born: employee.dateOfBirth ?? '',
    id: employee.nationalIdentityNumber || employee.dnumber,
    account: employee.usesAbroadPayment ? employee.iban : employee.bankAccountNumber,
    address: place(employee.address?.addressLine1, employee.address?.postalCode, employee.address?.city),
    number: employee.employeeNumber,
  }))
}

function place(line1 = '', postalCode = '', city = ''): string {
  return line1 ? `${line1}, ${postalCode} ${city}` : ''
}
