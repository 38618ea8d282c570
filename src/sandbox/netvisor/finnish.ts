/** The made-up people as they would be in a Finnish company. */
import type { SandboxPerson } from '../sandbox.ts'

const places = [
  { city: 'Helsinki', postalCode: '00100' },
  { city: 'Jyväskylä', postalCode: '40100' },
  { city: 'Turku', postalCode: '20100' },
  { city: 'Hämeenlinna', postalCode: '13100' },
]

/**
 * The same person with a Finnish identity code, address and account number (14 digits, without `FI` and its check
 * digits); name, e-mail and phone stay. Always the same result for the same person, so that both sides of a company can
 * be mapped. '' stays ''.
 *
 * The individual number of the code is 900 to 999: those are given to nobody (Government Decree 128/2010 has 002 to 899),
 * and the made-up people that the population register gives out for tests have them, too (https://dvv.fi/hetu-uudistus).
 */
export function finnishPerson<T extends SandboxPerson>(person: T): T {
  const index = Number(person.employeeNumber)
  const { address, bankAccount, nationalId } = person
  const hasAddress = Object.values(address).some((part) => part !== '')
  const place = places[index % places.length]
  return {
    ...person,
    nationalId: nationalId === '' ? '' : identityCode(birthDateOf(person), person.gender, index),
    bankAccount: bankAccount === '' ? '' : accountNumber(bankAccount),
    address: hasAddress ? { ...address, ...place, country: 'FI' } : address,
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

/** The signs after the birth date: the first of a century, then those that came in 2023. */
const centurySigns = { '19': '-YXWVU', '20': 'ABCDEF' }

/** Which remainder has which sign; letters that are easily mistaken are left out. */
const checkSigns = '0123456789ABCDEFHJKLMNPRSTUVWXY'

/** DDMMYY, sign of the century, individual number (even for women), check sign. */
function identityCode(birthDate: string, gender: SandboxPerson['gender'], index: number): string {
  const [year = '', month = '', day = ''] = birthDate.split('-')
  const signs = centurySigns[year.startsWith('19') ? '19' : '20']
  const sign = signs[Math.floor(index / 50) % signs.length]
  const individual = 900 + 2 * (index % 50) + (gender === 'Male' ? 1 : 0)
  const date = `${day}${month}${year.slice(2)}`
  return `${date}${sign}${individual}${checkSigns[Number(`${date}${individual}`) % 31]}`
}

/** What a valid identity code tells; undefined for anything else. */
export function readIdentityCode(code: string): { birthDate: string; gender: 'male' | 'female' } | undefined {
  const parts = /^(\d{2})(\d{2})(\d{2})([-+A-FU-Y])(\d{3})([0-9A-Y])$/.exec(code)
  if (!parts) return undefined
  const [, day = '', month = '', year = '', sign = '', individual = '', check] = parts
  const century = sign === '+' ? '18' : centurySigns['19'].includes(sign) ? '19' : '20'
  const birthDate = `${century}${year}-${month}-${day}`
  if (checkSigns[Number(`${day}${month}${year}${individual}`) % 31] !== check) return undefined
  const date = new Date(`${birthDate}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== birthDate) return undefined
  return { birthDate, gender: Number(individual) % 2 === 0 ? 'female' : 'male' }
}

/** A run of nines and a serial number show that it is made up. The last digit is a check digit (weights 2 and 1). */
function accountNumber(bankAccount: string): string {
  const digits = `999${bankAccount.slice(-10)}`
  const sum = [...digits]
    .map((digit, index) => Number(digit) * (index % 2 === 0 ? 2 : 1))
    .reduce((total, product) => total + (product > 9 ? product - 9 : product), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

/** FI, two check digits (ISO 13616), the account number. */
export function ibanOf(accountNumber: string): string {
  return `FI${String(98n - (BigInt(`${accountNumber}151800`) % 97n)).padStart(2, '0')}${accountNumber}`
}

export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(text)) return false
  const digits = [...text.slice(4), ...text.slice(0, 4)].map((sign) => Number.parseInt(sign, 36)).join('')
  return BigInt(digits) % 97n === 1n
}
