import type { Fields, Patch } from '../../src/core/person.ts'
import { cleanPhone } from '../../src/core/values.ts'
import type { EmployeeEdit, PlainEmployee } from '../../src/sandbox/tripletex/screens.ts'
import { createTripletexSandbox } from '../../src/sandbox/tripletex.ts'
import { tripletex } from '../../src/systems/tripletex/index.ts'
import type { Harness } from './contract-harness.ts'
import { describeSystem } from './contract-suite.ts'

const one: Required<Patch> = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+4799912345',
  birthDate: '1987-12-30',
  nationalId: { country: 'NO', number: '30928712345' },
  address: { line1: 'Prøvebakken 1', line2: '', line3: '', postalCode: '0150', city: 'Oslo', country: 'NO' },
  bankAccount: { kind: 'national', country: 'NO', number: '99979000014' },
  employeeNumber: '42',
}
const other: Required<Patch> = {
  givenName: 'Åse',
  familyName: 'Björk',
  email: 'aase@nordlys.example',
  phone: '+46701740605',
  birthDate: '1990-02-28',
  nationalId: { country: 'NO', number: '28829054321' },
  address: {
    line1: 'Provgatan 2',
    line2: 'c/o Nordlys',
    line3: '',
    postalCode: '111 22',
    city: 'Stockholm',
    country: 'SE',
  },
  bankAccount: { kind: 'international', iban: 'SE4550000000058398257466', bic: 'ESSESESS' },
  employeeNumber: '43-B',
}

const properties: Harness['namesOf'] = {
  givenName: ['firstName'],
  familyName: ['lastName'],
  phone: ['phoneNumberMobile', 'phoneNumberMobileCountry'],
  birthDate: ['dateOfBirth'],
  nationalId: ['nationalIdentityNumber'],
  address: ['address'],
  bankAccount: ['bankAccountNumber', 'iban', 'bic', 'creditorBankCountryId', 'usesAbroadPayment'],
  employeeNumber: ['employeeNumber'],
}

/** As somebody would write `one` in Tripletex' own screens. */
const edits: { readonly [K in keyof Patch]: EmployeeEdit } = {
  givenName: { firstName: 'Kari' },
  familyName: { lastName: 'Nordmann' },
  email: { email: 'kari@nordlys.example' },
  phone: { phoneNumberMobile: '999 12 345' },
  birthDate: { dateOfBirth: '1987-12-30' },
  nationalId: { nationalIdentityNumber: '30928712345' },
  address: { address: { addressLine1: 'Prøvebakken 1', postalCode: '0150', city: 'Oslo', country: 'NO' } },
  bankAccount: { bankAccountNumber: '9997.90.00014' },
  employeeNumber: { employeeNumber: '42' },
}

function fieldsOf(employee: PlainEmployee): Fields {
  const { address, iban, bic, bankAccountNumber } = employee
  const number = employee.nationalIdentityNumber || employee.dnumber
  return {
    givenName: employee.firstName || null,
    familyName: employee.lastName || null,
    email: employee.email || null,
    phone: cleanPhone(employee.phoneNumberMobile, employee.phoneNumberMobileCountry),
    birthDate: employee.dateOfBirth,
    nationalId: number ? { country: 'NO', number } : null,
    address: address && {
      line1: address.addressLine1,
      line2: address.addressLine2,
      line3: '',
      postalCode: address.postalCode,
      city: address.city,
      country: address.country,
    },
    bankAccount: employee.usesAbroadPayment
      ? { kind: 'international', iban, bic }
      : bankAccountNumber
        ? { kind: 'national', country: 'NO', number: bankAccountNumber.replaceAll('.', '') }
        : null,
    employeeNumber: employee.employeeNumber || null,
  }
}

describeSystem({
  system: tripletex,
  basePath: '/v2',
  start({ people, now, hidden }) {
    const hiddenFields = hidden.flatMap((field) => properties[field] ?? [])
    const sandbox = createTripletexSandbox({ people, now, hiddenFields })
    return {
      sandbox,
      stored: () =>
        sandbox.snapshot().map((employee) => ({
          id: String(employee.id),
          active: employee.employments.every(({ endDate }) => endDate === null),
          fields: fieldsOf(employee),
          everything: { ...employee },
        })),
      screens: {
        edit: (id, field) => sandbox.edit(Number(id), edits[field] ?? {}),
        end: (id) => sandbox.edit(Number(id), { endDate: '2026-01-14' }),
      },
    }
  },
  values: { one, other },
  namesOf: properties,
  bookkeeping: ['version'],
  settingsThatRequire: { email: { userType: 'STANDARD' } },
  hideable: ['birthDate', 'nationalId', 'address', 'bankAccount'],
  writes: { create: { method: 'POST', path: '/employee$' }, update: { method: 'PUT', path: '/employee/' } },
  nobody: '1',
})
