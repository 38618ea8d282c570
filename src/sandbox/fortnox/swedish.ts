/** The made-up people as they would be in a Swedish company. */
import type { SandboxPerson } from '../sandbox.ts'

const places = [
  { city: 'Stockholm', postalCode: '11120' },
  { city: 'Göteborg', postalCode: '41104' },
  { city: 'Malmö', postalCode: '21119' },
  { city: 'Umeå', postalCode: '90325' },
]

/**
 * The same person with a Swedish identity number, address and bank account; name, e-mail and phone stay. Always the same
 * result for the same person, so that both sides of a company can be mapped. '' stays ''.
 *
 * The identity number has a valid check digit and a serial number of 980 to 999. Test numbers of the tax agency for
 * births before 1990 look like that (https://www.dataportal.se/sv/datasets/6_67959/testpersonnummer), but that list has
 * no rule, and whether a number is in it was not looked up. Two people of one sex born on one day may get the same one.
 * Clearing number and account are made up; no bank's rules were followed.
 */
export function swedishPerson<T extends SandboxPerson>(person: T): T {
  const index = Number(person.employeeNumber)
  const { address, bankAccount, nationalId } = person
  const hasAddress = Object.values(address).some((part) => part !== '')
  const place = places[index % places.length]
  return {
    ...person,
    nationalId: nationalId === '' ? '' : personalIdentityNumber(birthDateOf(person), person.gender, index),
    bankAccount: bankAccount === '' ? '' : `9999${bankAccount.slice(-7)}`,
    address: hasAddress ? { ...address, ...place, country: 'SE' } : address,
  }
}

/** Somebody may have a number and no birth date on one side: it is read from the Norwegian number, month + 80. */
function birthDateOf({ birthDate, nationalId }: SandboxPerson): string {
  if (birthDate !== '') return birthDate
  const [day, month, year] = [nationalId.slice(0, 2), Number(nationalId.slice(2, 4)) - 80, nationalId.slice(4, 6)]
  // Those born from 2000 on have 500 and more as their individual number.
  const century = Number(nationalId.slice(6, 9)) >= 500 ? '20' : '19'
  return `${century}${year}-${String(month).padStart(2, '0')}-${day}`
}

/** YYYYMMDDNNNC, with the check digit over the ten last digits without it (SKV 704). */
function personalIdentityNumber(birthDate: string, gender: SandboxPerson['gender'], index: number): string {
  const serial = 980 + 2 * (index % 10) + (gender === 'Male' ? 1 : 0)
  const digits = birthDate.replaceAll('-', '') + serial
  const sum = [...digits.slice(2)]
    .map((digit, position) => Number(digit) * (position % 2 === 0 ? 2 : 1))
    .reduce((total, product) => total + (product > 9 ? product - 9 : product), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}
