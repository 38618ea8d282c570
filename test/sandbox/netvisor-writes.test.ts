import { expect, test } from 'vitest'
import { employeeXml, information, serveNetvisor } from './served-netvisor.ts'

const add = 'employee.nv?method=add'

test('somebody is added, is there with all that was sent, and is there once', async () => {
  const { ask, netvisor } = await serveNetvisor()
  const period = `<employmentperiods><employmentperiod><startdate format="ansi">2026-02-01</startdate>
    <profession>Kokki</profession><employmentform type="netvisor">2</employmentform>
    <parttimepercent>62,5</parttimepercent></employmentperiod></employmentperiods>`
  const added = await ask(add, { body: employeeXml({ after: period }) })
  expect(added.said).toBe('OK')
  const key = Number(added.text('InsertedDataIdentifier'))
  expect(netvisor.findByEmail('AINO.esimerkki@nordlys.example')).toMatchObject({
    netvisorkey: key,
    employeeidentifier: '010190-901R',
    firstname: 'Äinö',
    ...information,
    employmentperiods: [{ profession: 'Kokki', startdate: '2026-02-01', parttimepercent: '62,5' }],
  })
  expect((await ask(`getemployee.nv?netvisorkey=${key}`)).text('gender')).toBe('male')
  expect((await ask(add, { body: employeeXml() })).code).toBe('DUPLICATE_DATA')
  expect((await ask(add, { body: employeeXml({ base: { employeeidentifier: '010190-902S' } }) })).code).toBe(
    'DUPLICATE_DATA',
  )
})

const long = (length: number) => 'x'.repeat(length)
test.each<[string, string, string]>([
  ['no phone', employeeXml({ base: { phonenumber: undefined } }), 'INVALID_DATA'],
  ['an empty e-mail', employeeXml({ base: { email: '' } }), 'INVALID_DATA'],
  ['no street', employeeXml({ information: { streetaddress: undefined } }), 'INVALID_DATA'],
  ['a wage model that is not there', employeeXml({ information: { payrollrulegroupname: 'Muu' } }), 'INVALID_DATA'],
  ['a long name', employeeXml({ base: { lastname: long(51) } }), 'INVALID_DATA_SIZE'],
  ['a wrong check sign', employeeXml({ base: { employeeidentifier: '010190-901X' } }), 'INVALID_DATA'],
  ['a number with letters', employeeXml({ information: { employeenumber: 'A1' } }), 'INVALID_DATA'],
  ['a country in digits', employeeXml({ information: { country: '46' } }), 'INVALID_DATA'],
  ['no IBAN', employeeXml({ information: { bankaccountnumber: 'FI0012345600000785' } }), 'INVALID_DATA'],
  [
    'elements out of order',
    employeeXml().replace(/(<firstname>.*<\/firstname>)(<lastname>.*<\/lastname>)/, '$2$1'),
    'INVALID_DATA',
  ],
  ['an unknown element', employeeXml({ base: { nickname: 'x' } }), 'INVALID_DATA'],
  ['an element twice', employeeXml().replace(/(<email>.*<\/email>)/, '$1$1'), 'INVALID_DATA'],
  ['capitals', employeeXml().replaceAll('firstname', 'FirstName'), 'INVALID_DATA'],
  ['a date without its format', employeeXml({ information: { jobbegindate: '2026-02-01' } }), 'INVALID_DATA'],
  ['broken XML', employeeXml().replace('</email>', ''), 'INVALID_DATA'],
  ['a bare ampersand', employeeXml({ information: { city: 'A & B' } }), 'INVALID_DATA'],
])('nobody is added with %s, and what was sent is not repeated', async (_, body, code) => {
  const { ask, employees } = await serveNetvisor()
  const answer = await ask(add, { body })
  expect(answer.code).toBe(code)
  expect(answer.xml).not.toMatch(/010190|Esimerkki|aino/i)
  expect(employees()).toHaveLength(30)
})

test('a foreigner has what a Finnish code would tell', async () => {
  const { ask } = await serveNetvisor()
  const foreign = `<foreignemployeeidentification><identifier type="other">NO-1</identifier>
    <issuingcountry type="ISO-3166">NO</issuingcountry><gender>female</gender>
    <dateofbirth format="ansi">1990-05-17</dateofbirth></foreignemployeeidentification>`
  const both = employeeXml().replace('<employeebaseinformation>', `<employeebaseinformation>${foreign}`)
  expect((await ask(add, { body: both })).code).toBe('INVALID_DATA')
  const one = both.replace(/<employeeidentifier>.*?<\/employeeidentifier>/, '')
  const key = (await ask(add, { body: one })).text('InsertedDataIdentifier')
  const details = await ask(`getemployee.nv?netvisorkey=${key}`)
  expect(details.xml).toContain('<employeeidentifier type="foreignidentifier">NO-1</employeeidentifier>')
  expect(details.text('dateofbirth')).toBe('1990-05-17')
})

test('editing finds by the identity code, and clears what comes empty', async () => {
  const { ask, netvisor, employeeAt } = await serveNetvisor()
  expect((await ask('employee.nv?method=edit', { body: employeeXml() })).xml).toContain('Työntekijää ei löydy')
  const { employeeidentifier, employeenumber, netvisorkey, bankaccountnumber } = employeeAt(3)
  const body = employeeXml({
    base: { employeeidentifier: String(employeeidentifier) },
    information: { employeenumber: String(employeenumber), payrollrulegroupname: 'Tuntipalkkalaiset', taxnumber: '' },
  })
  const edited = await ask('employee.nv?method=edit', { body })
  expect([edited.said, edited.all('InsertedDataIdentifier')]).toEqual(['OK', []])
  expect(netvisor.findByEmail('aino.esimerkki@nordlys.example')).toMatchObject({
    netvisorkey,
    employeeidentifier,
    payrollrulegroupname: 'Tuntipalkkalaiset',
    bankaccountnumber,
    taxnumber: '',
  })
  expect((await ask('employee.nv', { body })).code).toBe('INVALID_DATA')
})

test('umlauts arrive in either encoding, and a declared one is believed', async () => {
  const { ask, employeeAt } = await serveNetvisor()
  const { netvisorkey } = employeeAt(0)
  const path = `patchemployee.nv?identifiertype=netvisorkey&identifier=${netvisorkey}`
  const xml = (name: string, before = '') =>
    `${before}<root><patchemployee><employeebaseinformation><firstname>${name}</firstname></employeebaseinformation></patchemployee></root>`
  const latin = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
  const utf8 = (text: string) => Uint8Array.from(Buffer.from(text))
  for (const [body, expected] of [
    [latin(xml('Väinö Ål')), 'Väinö Ål'],
    // The euro sign is where ISO-8859-15 differs from ISO-8859-1.
    [latin(xml('V\u00a4inö')), 'V€inö'],
    [utf8(xml('Väinö')), 'Väinö'],
    [utf8(xml('V&#228;in&#xF6;')), 'Väinö'],
    [latin(xml('Väinö', '<?xml version="1.0" encoding="iso-8859-1"?>')), 'Väinö'],
  ] as const) {
    expect((await ask(path, { body })).said).toBe('OK')
    expect(employeeAt(0).firstname).toBe(expected)
  }
  const wrong = latin(xml('Väinö', '<?xml version="1.0" encoding="utf-8"?>'))
  expect((await ask(path, { body: wrong })).code).toBe('INVALID_DATA')
})

test('a patch changes what it has, in order, and clears what it has empty', async () => {
  const { ask, employeeAt } = await serveNetvisor()
  const before = employeeAt(2)
  const patch = (base: string, more = '', who = `netvisorkey&identifier=${before.netvisorkey}`) =>
    ask(`patchemployee.nv?identifiertype=${who}`, {
      body: `<patchemployee><employeebaseinformation>${base}</employeebaseinformation>${
        more && `<employeepayrollinformation>${more}</employeepayrollinformation>`
      }</patchemployee>`,
    })
  const iban = '<bankaccountnumber>FI2112345600000785</bankaccountnumber>'
  const bic = '<bankidentificationcode>NDEAFIHH</bankidentificationcode>'
  expect(
    (await patch('<phonenumber>+358409999999</phonenumber>', `<municipality>Espoo</municipality>${iban}${bic}`)).said,
  ).toBe('OK')
  expect(employeeAt(2)).toEqual({
    ...before,
    phonenumber: '+358409999999',
    municipality: 'Espoo',
    bankaccountnumber: 'FI2112345600000785',
    bankidentificationcode: 'NDEAFIHH',
  })
  expect((await patch('', '<municipality/>', `number&identifier=${before.employeenumber}`)).said).toBe('OK')
  expect(employeeAt(2).municipality).toBe('')
  const byCode = `personalidentificationnumber&identifier=${before.employeeidentifier}`
  expect((await patch('<firstname>Aino</firstname>', '', byCode)).said).toBe('OK')
  const after = employeeAt(2)
  for (const [base, more, who] of [
    ['<email>x@nordlys.example</email><phonenumber>1</phonenumber>'],
    ['<email/>'],
    ['', '<city/>'],
    ['', '<payrollrulegroupname>Muu</payrollrulegroupname>'],
    ['', iban],
    ['<employeeidentifier>010190-901R</employeeidentifier>'],
    ['', '<profession>Kokki</profession>'],
    ['', `<employeenumber>${employeeAt(1).employeenumber}</employeenumber>`],
    ['', '', 'netvisorkey&identifier=1'],
    ['', '', `pin&identifier=${before.employeeidentifier}`],
  ] as const) {
    expect((await patch(base, more, who)).said, `${base} ${more} ${who}`).toBe('FAILED')
  }
  expect(employeeAt(2)).toEqual(after)
  expect(
    (
      await ask(`patchemployee.nv?identifiertype=number&identifier=${before.employeenumber}`, {
        body: '<patchemployee/>',
      })
    ).code,
  ).toBe('INVALID_DATA')
})

test('employment periods are added, changed and destroyed by a GET', async () => {
  const { ask, employeeAt } = await serveNetvisor()
  const {
    netvisorkey,
    employmentperiods: [first],
  } = employeeAt(0)
  const period = (content: string) => ({
    body: `<employmentperiods><employmentperiod>${content}</employmentperiod></employmentperiods>`,
  })
  const day = (name: string, value: string) => `<${name} format="ansi">${value}</${name}>`
  const addTo = (content: string) => ask(`addjobperiod.nv?employeeidentifier=${netvisorkey}`, period(content))
  const added = await addTo(
    `${day('startdate', '2026-03-01')}<profession>Kokki</profession><employmentform type="netvisor">2</employmentform><parttimepercent>50,25</parttimepercent>`,
  )
  const key = added.text('InsertedDataIdentifier')
  expect(employeeAt(0).employmentperiods[1]).toMatchObject({ netvisorkey: Number(key), parttimepercent: '50,25' })

  const edit = (content: string) => ask(`editjobperiod.nv?netvisorkey=${key}`, period(content))
  expect((await edit('<profession>Leipuri</profession><employmentform type="netvisor">1</employmentform>')).said).toBe(
    'OK',
  )
  // A percentage only means something in part time.
  expect(employeeAt(0).employmentperiods[1]).toMatchObject({
    startdate: '2026-03-01',
    profession: 'Leipuri',
    parttimepercent: '',
  })
  for (const content of [
    '<profession/>',
    '<employmentcontract type="netvisor">2</employmentcontract>',
    '<employmentform>2</employmentform>',
    '<employmentform type="netvisor">2</employmentform><parttimepercent>50.5</parttimepercent>',
    '<employmentform type="netvisor">2</employmentform><parttimepercent>100,01</parttimepercent>',
    '<regularworkinghours>169</regularworkinghours>',
    '<endreason type="netvisor">1</endreason>',
    day('enddate', '2026-02-28'),
    day('startdate', '2026-02-30'),
    day('startdate', ''),
    `<profession>x</profession>${day('startdate', '2026-04-01')}`,
  ]) {
    expect((await edit(content)).code, content).toBe('INVALID_DATA')
  }
  expect((await addTo(day('startdate', '2026-03-01'))).code).toBe('INVALID_DATA')
  expect((await ask(`deletejobperiod.nv?netvisorkey=${key}`)).said).toBe('OK')
  expect(employeeAt(0).employmentperiods).toEqual([first])
  expect((await ask(`deletejobperiod.nv?netvisorkey=${key}`)).code).toBe('INVALID_DATA')
})

test('pay is a numbered value of each employee', async () => {
  const { ask, employeeAt } = await serveNetvisor()
  const { netvisorkey, employeenumber, salaryparameters } = employeeAt(0)
  const [monthly, hourly] = (await ask('payrollratiolist.nv?source=userparameters')).all('RatioNumber')
  const read = () => ask(`getemployeesalaryparameters.nv?identifiertype=netvisorkey&identifier=${netvisorkey}`)
  expect((await read()).all('Value')).toEqual([...Object.values(salaryparameters), ''])
  const save = (parameters: string, type = 'number') =>
    ask('employeesalaryparameters.nv', {
      body: `<employeesalaryparameters><employeeidentification type="${type}">${employeenumber}</employeeidentification>
        <salaryparameters>${parameters}</salaryparameters></employeesalaryparameters>`,
    })
  const one = (number = '', value?: string) =>
    `<salaryparameter><rationumber>${number}</rationumber>${value === undefined ? '' : `<value>${value}</value>`}</salaryparameter>`
  expect((await save(one(hourly, '21,50'))).said).toBe('OK')
  expect((await read()).all('Value')).toEqual([...Object.values(salaryparameters), '21,50'])
  expect((await save(one(monthly))).said).toBe('OK')
  expect((await read()).all('Value')).toEqual(['', '21,50'])
  for (const wrong of [one('9', '1'), one(hourly, '21.50'), ''])
    expect((await save(wrong)).code, wrong).toBe('INVALID_DATA')
  expect((await save(one(hourly, '1'), 'personalidentificationnumber')).code).toBe('INVALID_DATA')

  const clerk = await serveNetvisor({ payrollAccountant: false })
  const path = `getemployeesalaryparameters.nv?identifiertype=netvisorkey&identifier=${netvisorkey}`
  expect((await clerk.ask(path)).code).toBe('SERVICE_ACCESS_ERROR')
  expect((await clerk.ask('payrollratiolist.nv?source=userparameters')).said).toBe('OK')
})

test('a day of hours is replaced unless it is said otherwise, and hours turn payroll on', async () => {
  const { ask, netvisor, employeeAt } = await serveNetvisor()
  const { netvisorkey } = employeeAt(0)
  netvisor.edit(netvisorkey, { payrollservice: 'disabled' })
  const hour = (hours: string, ratio: string) =>
    `<workdayhour><hours>${hours}</hours><collectorratio type="number">${ratio}</collectorratio><acceptancestatus>accepted</acceptancestatus><description>x</description></workdayhour>`
  const save = (hours: string, method = '') =>
    ask('workday.nv', {
      body: `<workday><date format="ansi"${method}>2026-01-12</date>
        <employeeidentifier type="netvisorkey" defaultdimensionhandlingtype="none">${netvisorkey}</employeeidentifier>${hours}</workday>`,
    })
  const day = () => ask(`getworkday.nv?netvisorkey=${netvisorkey}&workhourdate=2026-01-12`)
  const ratios = (await ask('getrecordtypelist.nv')).all('Rationumber')
  expect(ratios).toContain('300')
  await save(hour('7,5', '100'))
  await save(hour('1,255', '300'), ' method="increment"')
  expect((await day()).all('Hours')).toEqual(['7,50', '1,25'])
  expect(employeeAt(0).payrollservice).toBe('enabled')
  await save(hour('3', '300'))
  expect((await day()).all('Hours')).toEqual(['3,00'])
  expect((await save(hour('3.5', '300'))).code).toBe('INVALID_DATA')
  expect((await save(hour('3', '999'))).code).toBe('INVALID_DATA')
  const span = `getworkdays.nv?netvisorkey=${netvisorkey}&workhourstartdate=2026-01-01&workhourenddate=`
  const days = await ask(`${span}2026-12-31`)
  const key = /Netvisorkey="(\d+)"/.exec(days.xml)?.[1]
  expect((await ask(`${span}2027-01-01`)).code).toBe('INVALID_DATA')
  expect((await ask(`deleteworkdayhour.nv?netvisorkey=${key}`)).said).toBe('OK')
  expect((await day()).all('Hours')).toEqual([])
})

test('hours in a locked period stay as they are, and paid ones cannot be deleted', async () => {
  const { ask, netvisor, employeeAt } = await serveNetvisor()
  const { netvisorkey } = employeeAt(0)
  const [paid, locked, open] = ['2026-01-12', '2026-02-02', '2026-02-09'].map((date) =>
    netvisor.enterHours(netvisorkey, { date, hours: '7,50', ratio: 300 }),
  )
  netvisor.payHours(netvisorkey, ['2026-01-12'])
  netvisor.lockPeriod('2026-02-01', '2026-02-08')
  const before = employeeAt(0)
  const remove = async (key: number | undefined) => (await ask(`deleteworkdayhour.nv?netvisorkey=${key}`)).code
  expect([await remove(paid), await remove(locked)]).toEqual(['INVALID_DATA', 'PERIOD_LOCK'])
  const body = `<workday><date format="ansi">2026-02-08</date><employeeidentifier type="netvisorkey">${netvisorkey}</employeeidentifier></workday>`
  expect((await ask('workday.nv', { body })).code).toBe('PERIOD_LOCK')
  expect(employeeAt(0)).toEqual(before)
  expect(await remove(open)).toBe(undefined)
})

test('an administrator edits, adds and removes without the rules of the API', async () => {
  const { netvisor, employees, employeeAt } = await serveNetvisor()
  const [one, two] = [employeeAt(0), employeeAt(1)]
  netvisor.edit(one.netvisorkey, { email: String(two.email), employeeidentifier: '' })
  expect(employeeAt(0)).toEqual({ ...one, email: two.email, employeeidentifier: '' })
  netvisor.remove(two.netvisorkey)
  expect(employees()).toHaveLength(29)
  expect(() => netvisor.edit(two.netvisorkey, {})).toThrow(RangeError)
})
