import { expect } from 'vitest'
import { z } from 'zod'
import type { Fields, Patch } from '../../src/core/person.ts'
import { createFinagoSandbox, type FinagoSandbox } from '../../src/sandbox/finago.ts'
import { finago } from '../../src/systems/finago/index.ts'
import { describeSystem } from './contract-suite.ts'

const one: Required<Patch> = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  phone: '+4799912340',
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
  phone: '+46701740605',
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
  bankAccount: { kind: 'national', country: 'NO', number: '99991000018' },
  employeeNumber: '4202',
}

/** As somebody would write `one` in Payday's own screens. */
const edits: { readonly [K in keyof Patch]?: Readonly<Record<string, string>> } = {
  givenName: { firstname: 'Kari' },
  familyName: { lastname: ' Nordmann' },
  email: { email: 'Kari@Nordlys.example' },
  phone: { telefon: '999 12 340' },
  nationalId: { personnr: '298220 99635' },
  address: { postaddress: 'Prøvegata 1', zipcode: '0150', city: 'OSLO', countryCode: 'NO' },
  bankAccount: { account: '8601.11.17947' },
}

type Row = ReturnType<FinagoSandbox['snapshot']>[number]

function fieldsOf(row: Row): Fields {
  const text = (key: string): string => String(Reflect.get(row, key) ?? '').trim()
  const phone = text('telefon').replaceAll(' ', '')
  const identity = text('personnr').replaceAll(' ', '')
  const account = text('account').replaceAll('.', '')
  return {
    givenName: text('firstname') || null,
    familyName: text('lastname') || null,
    email: text('email') || null,
    phone: phone === '' || phone.startsWith('+') ? phone || null : `+47${phone}`,
    nationalId: identity ? { country: 'NO', number: identity } : null,
    address: text('postaddress')
      ? {
          line1: text('postaddress'),
          line2: '',
          line3: '',
          postalCode: text('zipcode'),
          city: text('city'),
          country: text('countryCode'),
        }
      : null,
    bankAccount: account ? { kind: 'national', country: 'NO', number: account } : null,
    employeeNumber: text('empId'),
  }
}

/** Every value by its path. */
function flat(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.entries(value).flatMap(([name, part]) => flat(part, path ? `${path}.${name}` : name))
}

async function endEmployments(sandbox: FinagoSandbox, id: string): Promise<void> {
  const answer = await sandbox.app.request(`/api/auth?token=${sandbox.secrets.accessToken}`)
  const { accessToken } = z.object({ accessToken: z.string() }).parse(await answer.json())
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  const path = `/api/employment/v2/${id}`
  const shown = await sandbox.app.request(path, { headers })
  const employments = z.array(z.looseObject({ employment_id: z.string() })).parse(await shown.json())
  const ended = employments.map((employment) => ({
    ...employment,
    enddate: '2026-01-14',
    enddate_reason: 'arbeidstakerHarSagtOppSelv',
  }))
  const { status } = await sandbox.app.request(path, { method: 'POST', headers, body: JSON.stringify(ended) })
  expect(status).toBe(200)
}

// What an update does to what it leaves out is not documented: the promises hold either way.
for (const whenOmitted of ['keep', 'clear'] as const) {
  describeSystem({
    system: { ...finago, name: `Finago (left out: ${whenOmitted})` },
    basePath: '/api',
    start({ people, now }) {
      const sandbox = createFinagoSandbox({ people, now, whenOmitted })
      return {
        sandbox,
        stored: () =>
          sandbox.snapshot().map((row) => ({
            id: String(row.empId),
            active: row.employments.length === 0 || row.employments.some(({ enddate }) => !enddate),
            fields: fieldsOf(row),
            everything: Object.fromEntries(flat(row)),
          })),
        screens: {
          edit: (id, field) => sandbox.edit(id, edits[field] ?? {}),
          end: (id) => endEmployments(sandbox, id),
        },
      }
    },
    values: { one, other },
    namesOf: {
      givenName: ['firstname'],
      familyName: ['lastname'],
      email: ['email'],
      phone: ['telefon'],
      nationalId: ['personnr'],
      address: ['postaddress', 'zipcode', 'city', 'countryCode'],
      bankAccount: ['account'],
    },
    bookkeeping: [],
    writes: { create: { method: 'POST', path: '/employee/v2$' }, update: { method: 'POST', path: '/employee/v2/' } },
    lasting401: 'refused',
    nobody: '999999',
  })
}
