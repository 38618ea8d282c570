import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fields, Patch } from '../../src/core/person.ts'
import { changedEmployee, newEmployee, personOf } from '../../src/systems/netvisor/mapping.ts'
import { bodyOfPeriod } from '../../src/systems/netvisor/period-values.ts'
import { baseOrder, employeeAnswer, payrollOrder } from '../../src/systems/netvisor/schema.ts'
import { parseXml, writeXml } from '../../src/systems/netvisor/xml.ts'
import { contractsAbsent } from '../contract/contracts.ts'

const today = '2026-01-15'

function rowOf(base: string, beside = '') {
  const inside = `<NetvisorKey>7</NetvisorKey>${base}`
  const text = `<Root><Employee><EmployeeBaseInformation>${inside}</EmployeeBaseInformation>${beside}</Employee></Root>`
  const [row] = employeeAnswer.parse(parseXml(text)).root.employee
  if (!row) throw new Error('no employee')
  return row
}

test.each<[string, Fields]>([
  ['', {}],
  ['<FirstName>Åsa  Maria </FirstName><lastname/>', { givenName: 'Åsa Maria', familyName: null }],
  ['<LastName>&#196;ij&#xE4;l&#228; &amp; co</LastName>', { familyName: 'Äijälä & co' }],
  ['<Email>Kari@Nordlys.Example</Email>', { email: 'Kari@Nordlys.Example' }],
  ['<PhoneNumber>040 123 4567</PhoneNumber>', { phone: '+358401234567' }],
  ['<PhoneNumber>+46 70 174 06 05</PhoneNumber>', { phone: '+46701740605' }],
  ['<EmployeeNumber>0012</EmployeeNumber>', { employeeNumber: '0012' }],
  ['<EmployeeNumber>0</EmployeeNumber>', { employeeNumber: null }],
  ['<DateOfBirth format="ansi">1990-07-15</DateOfBirth>', { birthDate: '1990-07-15' }],
  ['<DateOfBirth format="ansi"></DateOfBirth>', { birthDate: null }],
  ['<DateOfBirth>15.7.1990</DateOfBirth>', {}],
  [
    '<EmployeeIdentifier type="finnishidentifier">150790-987c</EmployeeIdentifier>',
    { nationalId: { country: 'FI', number: '150790-987C' } },
  ],
  ['<EmployeeIdentifier type="finnishidentifier" />', { nationalId: null }],
  ['<EmployeeIdentifier type="companyidentifier">1234567-8</EmployeeIdentifier>', {}],
  [
    '<EmployeeIdentifier Type="foreignidentifier" ForeignIdentifierType="foreignpersonalidentifier">811218-9876</EmployeeIdentifier><IssuingCountry type="ISO-3166">se</IssuingCountry>',
    { nationalId: { country: 'SE', number: '198112189876' } },
  ],
  [
    '<EmployeeIdentifier type="foreignidentifier">77</EmployeeIdentifier><ForeignIdentifierType>taxidentificationnumber</ForeignIdentifierType><IssuingCountry>se</IssuingCountry>',
    {},
  ],
  [
    '<BankAccountNumber>FI21 1234 5600 0007 85</BankAccountNumber><BankIdentificationCode>NDEAFIHH</BankIdentificationCode>',
    { bankAccount: { kind: 'international', iban: 'FI2112345600000785', bic: 'NDEAFIHH' } },
  ],
  [
    '<BankAccountNumber>123456-00000785</BankAccountNumber>',
    { bankAccount: { kind: 'national', country: 'FI', number: '12345600000785' } },
  ],
  ['<BankAccountNumber/><BankIdentificationCode/>', { bankAccount: null }],
  [
    '<StreetAddress>Koekatu 1</StreetAddress><PostNumber>00150</PostNumber><City>Helsinki</City><Country type="ISO-3166">fi</Country>',
    { address: { line1: 'Koekatu 1', line2: '', line3: '', postalCode: '00150', city: 'Helsinki', country: 'FI' } },
  ],
  ['<StreetAddress/><PostNumber/><City/><Country>fi</Country>', { address: null }],
])('read: %s', (xml, fields) => {
  // What is left out can be filled in; of what is never changed nothing is said.
  const empty = { email: null, phone: null, employeeNumber: null, bankAccount: null, address: null }
  expect(personOf(rowOf(xml), today)).toEqual({
    side: 'payroll',
    id: '7',
    active: true,
    fields: { ...empty, ...fields },
  })
})

const ended = '<EmploymentPeriod><EndDate format="ansi">2026-01-14</EndDate></EmploymentPeriod>'
test.each([
  ['', '', true],
  ['<Activity>1</Activity>', '<EmploymentPeriods/>', true],
  ['<Activity>0</Activity>', '', false],
  ['', `<EmploymentPeriods>${ended}${ended}</EmploymentPeriods>`, false],
  ['', `<EmploymentPeriods>${ended}<EmploymentPeriod><EndDate/></EmploymentPeriod></EmploymentPeriods>`, true],
  ['', `<EmploymentPeriods>${ended.replace('14', '15')}</EmploymentPeriods>`, true],
])('works there: %s %s', (base, beside, active) => {
  expect(personOf(rowOf(base, beside), today).active).toBe(active)
})

const whole: Patch = {
  employeeNumber: '4201',
  bankAccount: { kind: 'international', iban: 'FI2112345600000785', bic: 'NDEAFIHH' },
  address: { line1: 'Koekatu 1', line2: 'B 12', line3: '', postalCode: '00150', city: 'Helsinki', country: 'FI' },
  nationalId: { country: 'FI', number: '150790-987C' },
  phone: '+358401234567',
  email: 'kari@nordlys.example',
  familyName: 'Äijälä & Łuk',
  givenName: 'Kari',
}

const base = [
  '<employeeidentifier>150790-987C</employeeidentifier><firstname>Kari</firstname>',
  '<lastname>&#196;ij&#228;l&#228; &amp; &#321;uk</lastname><phonenumber>+358401234567</phonenumber>',
  '<email>kari@nordlys.example</email>',
].join('')
const home = '<streetaddress>Koekatu 1, B 12</streetaddress><postnumber>00150</postnumber><city>Helsinki</city>'

test('somebody new, in the order of the table, in letters that are the same in every charset', () => {
  const { elements, confidential } = newEmployee(whole, 'Kuukausipalkka')
  expect(writeXml(elements)).toBe(
    `<root><employee><employeebaseinformation>${base}</employeebaseinformation><employeepayrollinformation>${home}<country>fi</country><employeenumber>4201</employeenumber><payrollrulegroupname>Kuukausipalkka</payrollrulegroupname><bankaccountnumber>FI2112345600000785</bankaccountnumber><bankidentificationcode>NDEAFIHH</bankidentificationcode></employeepayrollinformation></employee></root>`,
  )
  expect(confidential).toEqual(
    expect.arrayContaining(['150790-987C', 'Koekatu 1, B 12', '00150', 'FI2112345600000785']),
  )
})

test('only what there is, and never an element that is empty', () => {
  const { employeeNumber: _, bankAccount: __, address, ...rest } = whole
  const abroad = { line1: 'Koekatu 1', line2: 'B 12', line3: '', postalCode: '00150', city: 'Helsinki', country: '' }
  expect(address).toBeDefined()
  const { elements } = newEmployee({ ...rest, address: abroad }, 'Kuukausipalkka')
  expect(writeXml(elements)).toBe(
    `<root><employee><employeebaseinformation>${base}</employeebaseinformation><employeepayrollinformation>${home}<payrollrulegroupname>Kuukausipalkka</payrollrulegroupname></employeepayrollinformation></employee></root>`,
  )
})

const stored = [
  '<FirstName>Kari</FirstName><LastName>Nordmann</LastName><Email>kari@nordlys.example</Email><PhoneNumber/>',
  '<StreetAddress>Koekatu 1</StreetAddress><PostNumber>00150</PostNumber><City>Helsinki</City><Country>FI</Country>',
  '<BankAccountNumber>FI2112345600000785</BankAccountNumber><BankIdentificationCode>NDEAFIHH</BankIdentificationCode>',
].join('')

const unchangedBase = '<employeebaseinformation><lastname>Nordmann</lastname></employeebaseinformation>'
const payroll = (xml: string) => `${unchangedBase}<employeepayrollinformation>${xml}</employeepayrollinformation>`

test.each<[string, Patch, string]>([
  [
    'a name',
    { givenName: 'Åse' },
    '<employeebaseinformation><firstname>&#197;se</firstname></employeebaseinformation>',
  ],
  [
    'what was empty',
    { phone: '+358401234567' },
    '<employeebaseinformation><phonenumber>+358401234567</phonenumber></employeebaseinformation>',
  ],
  // The base information is mandatory, and must not be empty: something of it, as it is.
  ['a number', { employeeNumber: '12' }, payroll('<employeenumber>12</employeenumber>')],
  [
    'the part of an address that is another',
    { address: { line1: 'Koekatu 1', line2: '', line3: '', postalCode: '00200', city: 'Helsinki', country: 'FI' } },
    payroll('<postnumber>00200</postnumber>'),
  ],
  [
    'an address abroad',
    { address: { line1: 'Koekatu 1', line2: '', line3: '', postalCode: '111 22', city: 'Malmö', country: 'SE' } },
    payroll('<postnumber>111 22</postnumber><city>Malm&#246;</city><country>se</country>'),
  ],
  [
    'an account, with its BIC even where that stays',
    { bankAccount: { kind: 'international', iban: 'FI5542345670000081', bic: 'NDEAFIHH' } },
    payroll(
      '<bankaccountnumber>FI5542345670000081</bankaccountnumber><bankidentificationcode>NDEAFIHH</bankidentificationcode>',
    ),
  ],
  [
    'a name and a number',
    { familyName: 'Björk', employeeNumber: '12' },
    '<employeebaseinformation><lastname>Bj&#246;rk</lastname></employeebaseinformation><employeepayrollinformation><employeenumber>12</employeenumber></employeepayrollinformation>',
  ],
])('changed: %s', (_, patch, xml) => {
  const text = writeXml(changedEmployee(rowOf(stored), patch).elements)
  expect(text).toBe(`<root><patchemployee>${xml}</patchemployee></root>`)
})

const street = { line1: 'Koekatu 1', line2: '', line3: '', postalCode: '00150', city: 'Helsinki', country: 'FI' }

test.each<[string, Patch, string]>([
  ['an address without a city', { address: { ...street, city: '' } }, 'address'],
  ['an address without a street', { address: { ...street, line1: '' } }, 'address'],
  ['a street of three long lines', { address: { ...street, line2: 'x'.repeat(250) } }, 'address'],
  [
    'an account of which there is no IBAN',
    { bankAccount: { kind: 'national', country: 'FI', number: '1' } },
    'bankAccount',
  ],
])('%s has no place in Netvisor', (_, patch, field) => {
  const refusal = expect.objectContaining({ kind: 'refused', details: { field } })
  expect(() => changedEmployee(rowOf(stored), patch)).toThrow(refusal)
  expect(() => newEmployee({ ...whole, ...patch }, 'x')).toThrow(refusal)
})

test('an account without BIC can be given to somebody new, and changes nobody', () => {
  const bankAccount = { kind: 'national', country: 'FI', number: '42345670000081' } as const
  const { elements } = newEmployee({ ...whole, bankAccount }, 'x')
  expect(writeXml(elements)).toContain('<bankaccountnumber>FI5542345670000081</bankaccountnumber></employeepayroll')
  expect(() => changedEmployee(rowOf(stored), { bankAccount })).toThrow('BIC')
})

test('letters that XML does not have are left out', () => {
  expect(writeXml({ name: 'K\u0007ari\ud800 <b> 🙂 "x"' })).toBe(
    '<root><name>Kari &lt;b&gt; &#128578; &quot;x&quot;</name></root>',
  )
})

test.each(['<root><a>1</a>', '<root><a>1</b></root>', 'nonsense', ''])('no document: %j', (text) => {
  expect(parseXml(text)).toBeUndefined()
})

test('the order of elements is that of the vendor, in both tables', ({ skip }) => {
  const contracts = process.env.HUMA_PAYROLL_CONTRACTS ?? join(import.meta.dirname, '../../../shared/contracts')
  if (!existsSync(join(contracts, 'netvisor-employee.tsv'))) return skip(contractsAbsent)
  for (const [file, except] of [
    ['netvisor-employee.tsv', []],
    ['netvisor-patchemployee.tsv', ['employeeidentifier']],
  ] as const) {
    const rows = readFileSync(join(contracts, file), 'utf8').split('\n')
    const names = rows.filter((row) => row.startsWith('3\t')).map((row) => row.split('\t')[1] ?? '')
    const ours: readonly string[] = [...baseOrder, ...payrollOrder].filter(
      (name) => !except.some((one) => one === name),
    )
    expect(names.filter((name) => ours.includes(name))).toEqual(ours)
  }
  const rows = readFileSync(join(contracts, 'netvisor-employee.tsv'), 'utf8').split('\n')
  const inPeriod = rows.filter((row) => row.startsWith('4\t')).map((row) => row.split('\t')[1] ?? '')
  const { startdate, profession, ...others } = periodOfAll
  const { elements } = bodyOfPeriod({ ...others, profession, startdate })
  const sent = [...JSON.stringify(elements).matchAll(/"([a-z]+)":\{/g)].map(([, name]) => name ?? '').slice(2)
  expect(inPeriod.filter((name) => sent.includes(name))).toEqual(sent)
  expect(sent.toSorted()).toEqual(Object.keys(periodOfAll).toSorted())
})

const periodOfAll = {
  startdate: '2026-02-01',
  profession: 'Controller',
  enddate: '2026-06-30',
  endreason: '4',
  occupationclassification: '24110',
  employmentcontract: '2',
  employmentform: '2',
  parttimepercent: '62,5',
}
