import { z } from 'zod'
import type { Fields, Patch } from '../../src/core/person.ts'
import type { Http } from '../../src/http/http.ts'
import type { PlainEmployee } from '../../src/sandbox/visma-net-payroll/screens.ts'
import { createVismaNetPayrollSandbox } from '../../src/sandbox/visma-net-payroll.ts'
import { vismaNetPayroll } from '../../src/systems/visma-net-payroll/index.ts'
import type { Harness } from './contract-harness.ts'
import { describeSystem } from './contract-suite.ts'

const one: Required<Patch> = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+4799912345',
  birthDate: '1990-07-15',
  nationalId: { country: 'NO', number: '29822099635' },
  address: { line1: 'Prøvegata 1', line2: '', line3: '', postalCode: '0150', city: 'Oslo', country: 'NO' },
  bankAccount: { kind: 'national', country: 'NO', number: '86011117947' },
  employeeNumber: '4201',
}
const other: Required<Patch> = {
  givenName: 'Åse',
  familyName: 'Bjørk',
  email: 'aase@nordlys.example',
  phone: '+4799954321',
  birthDate: '1958-01-01',
  nationalId: { country: 'NO', number: '15890150001' },
  address: {
    line1: 'Prøvebakken 2',
    line2: 'c/o Nordlys',
    line3: 'Oppgang B',
    postalCode: '111 22',
    city: 'Stockholm',
    country: 'SE',
  },
  bankAccount: { kind: 'international', iban: 'SE4550000000058398257466', bic: 'ESSESESS' },
  employeeNumber: '4202',
}

/** Today in the sandbox, and the day before. */
const [today, yesterday] = ['2026-01-15', '2026-01-14']

/** As somebody would write `one` in Visma's own screens. */
function edits({ personNames = [], personIds = [] }: PlainEmployee): { readonly [K in keyof Patch]: object } {
  const ended = <T extends object>(list: readonly T[]) => list.map((last) => ({ ...last, activeEnd: yesterday }))
  const name = { firstName: personNames.at(-1)?.firstName ?? '', lastName: personNames.at(-1)?.lastName ?? '' }
  const named = (change: object) => ({
    personNames: [...ended(personNames.slice(-1)), { ...name, ...change, activeStart: today }],
  })
  return {
    givenName: named({ firstName: 'Kari' }),
    familyName: named({ lastName: 'Nordmann' }),
    email: { emails: [{ type: 'Work', address: 'Kari@Nordlys.example' }] },
    phone: { phones: [{ type: 'Mobile', number: 99912345 }] },
    birthDate: { dateOfBirth: '1990-07-15' },
    nationalId: {
      personIds: [...ended(personIds.slice(-1)), { typeOfId: 'NationalID', id: '298220 99635', activeStart: today }],
    },
    address: { address: { streetName: 'Prøvegata 1', zipCode: '0150', cityName: 'OSLO', countryCode: 'NO' } },
    bankAccount: {
      salaryPaymentMethod: { paymentType: 'bank', internationalBankAccount: false, localBankAccount: '8601.11.17947' },
    },
    employeeNumber: { number: '4201' },
  }
}

/** The sandbox begins a list with an open value; what is there now is the last one. */
function fieldsOf(row: PlainEmployee): Fields {
  const { personNames, personIds, emails, phones, address, salaryPaymentMethod: pay } = row
  const [name, id, phone] = [personNames?.at(-1), personIds?.at(-1)?.id, phones?.[0]?.number]
  return {
    givenName: name?.firstName || null,
    familyName: name?.lastName || null,
    email: emails?.[0]?.address || null,
    phone: phone ? `+47${phone}` : null,
    birthDate: row.dateOfBirth || null,
    nationalId: id ? { country: 'NO', number: id.replace(' ', '') } : null,
    address: address?.streetName
      ? {
          line1: address.streetName,
          line2: '',
          line3: '',
          postalCode: address.zipCode ?? '',
          city: address.cityName ?? '',
          country: address.countryCode ?? '',
        }
      : null,
    bankAccount: pay?.internationalBankAccount
      ? { kind: 'international', iban: pay.internationalIban ?? '', bic: pay.internationalBankSwift ?? '' }
      : pay?.localBankAccount
        ? { kind: 'national', country: 'NO', number: pay.localBankAccount.replaceAll('.', '') }
        : null,
    employeeNumber: row.number || null,
  }
}

async function token(http: Http, url: string, secrets: Readonly<Record<string, string>>): Promise<string> {
  const { clientId = '', clientSecret = '', tenantId = '' } = secrets
  const scope = 'visma_net_employee:employees:read visma_net_employee:employees:write'
  const form = { client_id: clientId, client_secret: clientSecret, tenant_id: tenantId, scope }
  const { body } = await http.send({
    method: 'POST',
    url: `${url}/connect/token`,
    form: { grant_type: 'client_credentials', ...form },
    effect: 'read',
  })
  return z.object({ access_token: z.string() }).parse(JSON.parse(body)).access_token
}

let waited = 0

describeSystem({
  system: vismaNetPayroll,
  basePath: '/v2',
  start({ people, now }) {
    waited = 0
    const sandbox = createVismaNetPayrollSandbox({ people, now: () => now() + waited })
    const find = (id: string) => {
      const row = sandbox.snapshot().find((employee) => employee.id === id)
      if (!row) throw new RangeError('There is no such employee.')
      return row
    }
    return {
      sandbox,
      stored: () =>
        sandbox.snapshot().map((row) => ({
          id: row.id,
          active: row.positions.length === 0 || row.positions.some(({ activeEnd }) => !activeEnd),
          fields: fieldsOf(row),
          everything: { ...row },
        })),
      screens: {
        edit: (id, field) => sandbox.edit(id, edits(find(id))[field] ?? {}),
        end(id) {
          for (const position of find(id).positions) sandbox.editPosition(id, position.id, { activeEnd: yesterday })
        },
      },
    }
  },
  session({ url, secrets, http, wrong }) {
    let current: Promise<string> | undefined
    const fresh = () => (wrong ? Promise.resolve('wrong') : token(http, url, secrets))
    return {
      async sleep(milliseconds) {
        waited += milliseconds
      },
      accessToken: {
        get() {
          current ??= fresh()
          return current
        },
        renew() {
          current = fresh()
          return current
        },
      },
    }
  },
  values: { one, other },
  namesOf: {
    givenName: ['personNames'],
    familyName: ['personNames'],
    email: ['emails'],
    phone: ['phones'],
    birthDate: ['dateOfBirth'],
    nationalId: ['personIds'],
    address: ['address'],
    bankAccount: ['salaryPaymentMethod'],
    employeeNumber: ['number'],
  } satisfies Harness['namesOf'],
  bookkeeping: ['lastChange'],
  writes: {
    create: { method: 'POST', path: '/employees/withPosition$' },
    update: { method: 'PUT', path: '/employees/' },
  },
  nobody: '00000000-0000-4000-8000-000000000000',
})
