import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { serve } from '../../src/sandbox/server.ts'
import { openCronaLon, paxml, people, personal, times } from './served-crona-lon.ts'

const [first, second] = people
if (!first || !second) throw new RangeError('no people')
const [one, two] = [first.employeeNumber, second.employeeNumber]

test('somebody new is taken in, somebody known keeps what is left out', async () => {
  const { crona, takeIn, personAt } = await openCronaLon()
  const before = personAt(one)
  expect(
    await takeIn(
      personal(
        '<person anstid="7001" persnr="199001019802"><fornamn>Åsa</fornamn><efternamn>Prøve</efternamn><epostarb>asa@nordlys.example</epostarb></person>',
        `<person anstid="${one}"><mobiltelefon>+46701740605</mobiltelefon><extraadress/></person>`,
      ),
    ),
  ).toEqual([])
  expect(crona.findByEmail('ASA@nordlys.example')).toEqual({
    anstid: '7001',
    persnr: '199001019802',
    fornamn: 'Åsa',
    efternamn: 'Prøve',
    epostarb: 'asa@nordlys.example',
    tidtransaktioner: [],
  })
  expect(personAt(one)).toEqual({ ...before, mobiltelefon: '+46701740605', extraadress: '' })
})

test('a file is taken in once, and a refused one stays where it is', async () => {
  const { crona, put } = await openCronaLon()
  await put('b.xml', personal(`<person anstid="${one}"><ort>Lund</ort></person>`))
  await put('a.pax', personal(`<person anstid="${one}"><ort>Ystad</ort></person>`))
  await put('c.xml', '<paxml>')
  await put('d.txt', 'nothing')
  expect(await crona.importFiles()).toMatchObject([
    { file: 'a.pax', outcome: 'imported', problems: [] },
    { file: 'b.xml', outcome: 'imported', problems: [] },
    { file: 'c.xml', outcome: 'refused' },
  ])
  expect(crona.snapshot()[0]?.ort).toBe('Lund')
  expect(await crona.importFiles()).toMatchObject([{ file: 'c.xml' }])
  expect((await readdir(crona.folders.imported)).sort()).toEqual(['a.pax', 'b.xml'])
})

test('both encodings are read, and only what is declared', async () => {
  const { crona, put } = await openCronaLon()
  const xml = personal(`<person anstid="${one}"><ort>Västerås</ort></person>`)
  const utf8 = xml.replace('iso-8859-1', 'utf-8')
  await put('1.xml', xml)
  await put('2.xml', utf8.replace('Västerås', 'Örebro'), 'utf8')
  await put('3.xml', utf8)
  expect((await crona.importFiles()).map(({ outcome }) => outcome)).toEqual(['imported', 'imported', 'refused'])
  expect(crona.snapshot()[0]?.ort).toBe('Örebro')
})

const person = (content: string) => personal(`<person anstid="1">${content}</person>`)
test.each([
  ['another version', paxml('', '<version>1.0</version>')],
  ['no version', paxml('', '')],
  ['no header', '<paxml/>'],
  ['another company', paxml('', '<version>2.0</version><foretagorgnr>556000-0000</foretagorgnr>')],
  ['a long number of the company', paxml('', '<version>2.0</version><foretagorgnr>16555555-55555</foretagorgnr>')],
  ['a new export without a date', paxml('', '<version>2.0</version><nyexport/>')],
  ['an unknown section', paxml('<people/>')],
  ['a section twice', paxml('<personal/><personal/>')],
  ['a namespace', paxml('').replace('<paxml', '<paxml xmlns="http://www.paxml.se"')],
  ['an unknown element', person('<epost>x@nordlys.example</epost>')],
  ['an element twice', person('<ort>Lund</ort><ort>Lund</ort>')],
  ['a short personal number', personal('<person persnr="9001019802"/>')],
  ['a personal number with a dash', personal('<person persnr="19900101-9802"/>')],
  ['a date with a time', person('<anstdatum>2026-01-01T00:00:00</anstdatum>')],
  ['no such day', person('<anstdatum>2026-02-30</anstdatum>')],
  ['a decimal comma', person('<manlon>25000,50</manlon>')],
  ['an empty salary', person('<manlon/>')],
  ['a kind of pay in English', person('<lonform>MON</lonform>')],
  ['an attribute that is not there', person('<ort datum="2026-01-01">Lund</ort>')],
  ['an unknown time code', times('<tidtrans anstid="1"><tidkod>XYZ</tidkod></tidtrans>')],
  ['no time code', times('<tidtrans anstid="1"><datum>2026-01-05</datum></tidtrans>')],
  ['more than the whole', times('<tidtrans anstid="1"><tidkod>SJK</tidkod><omfattning>100.5</omfattning></tidtrans>')],
  ['nothing of it', times('<tidtrans anstid="1"><tidkod>SJK</tidkod><omfattning>0</omfattning></tidtrans>')],
  ['three decimals', times('<tidtrans anstid="1"><tidkod>SJK</tidkod><omfattning>33.333</omfattning></tidtrans>')],
  ['a date and time', times('<tidtrans anstid="1"><tidkod>SJK</tidkod><datum>2026-01-05T00:00:00</datum></tidtrans>')],
])('a file with %s is refused as a whole', async (_, text) => {
  const { crona, takeIn } = await openCronaLon()
  const before = crona.snapshot()
  const also = `<person anstid="${one}"><ort>Lund</ort></person>`
  expect(await takeIn(text.replace('<personal>', `<personal>${also}`))).toMatch(/^refused: ./)
  expect(crona.snapshot()).toEqual(before)
})

test.each([
  ['persnr belongs to another anstid', `<person anstid="${two}" persnr="${first.nationalId}"/>`],
  ['anstid belongs to another persnr', `<person anstid="${two}" persnr="199001019802"/>`],
  ['persnr belongs to another anstid', `<person anstid="7001" persnr="${first.nationalId}"/>`],
  ['a new person must have anstid', '<person persnr="199001019802"/>'],
  ['anstid or persnr is expected', '<person/>'],
  ['persnr must be 12 digits', '<person persnr="19900101980X"/>'],
  ['nobody is removed by a file', `<person anstid="${one}" delete="true"/>`],
])('a row is left out because %s, and the others are taken in', async (problem, row) => {
  const { crona, takeIn } = await openCronaLon()
  const other = `<person persnr="${first.nationalId}"><ort>Lund</ort></person>`
  expect(await takeIn(personal(row, other))).toEqual([`personal/person[1]: ${problem}`])
  expect(crona.snapshot()).toHaveLength(people.length)
  expect(crona.snapshot()[0]).toMatchObject({ anstid: one, ort: 'Lund' })
})

test('each row of time is a new one, whatever was sent before', async () => {
  const { takeIn, personAt } = await openCronaLon()
  const sick = `<tidtrans anstid="${one}" postid="1"><tidkod>SJK</tidkod><datumfrom>2026-01-05</datumfrom><datumtom>2026-01-07</datumtom><omfattning>50</omfattning></tidtrans>`
  const child = `<tidtrans persnr="${first.nationalId}"><tidkod>VAB</tidkod><datum>2026-01-12</datum><timmar>4.5</timmar><barn>202001011234</barn></tidtrans>`
  expect(await takeIn(times('<klar anstid="1"/>', sick, child))).toEqual([])
  expect(await takeIn(times(sick))).toEqual([])
  expect(personAt(one).tidtransaktioner).toEqual([
    { tidkod: 'SJK', datumfrom: '2026-01-05', datumtom: '2026-01-07', omfattning: '50' },
    { tidkod: 'VAB', datum: '2026-01-12', timmar: '4.5', barn: '202001011234' },
    { tidkod: 'SJK', datumfrom: '2026-01-05', datumtom: '2026-01-07', omfattning: '50' },
  ])
})

const day = '<datum>2026-01-05</datum>'
const interval = '<datumfrom>2026-01-05</datumfrom><datumtom>2026-01-07</datumtom>'
test.each([
  ['nobody of that number', '<tidkod>SJK</tidkod>', day, '9999'],
  ['no date', '<tidkod>SJK</tidkod>', ''],
  ['a date and an interval', '<tidkod>SJK</tidkod>', day + interval],
  ['half an interval', '<tidkod>SJK</tidkod>', '<datumfrom>2026-01-05</datumfrom>'],
  ['an interval backwards', '<tidkod>SJK</tidkod>', '<datumfrom>2026-01-08</datumfrom><datumtom>2026-01-07</datumtom>'],
  ['hours of an interval', '<tidkod>SJK</tidkod>', `${interval}<timmar>8</timmar>`],
  ['hours and an extent', '<tidkod>SJK</tidkod>', `${day}<timmar>8</timmar><omfattning>50</omfattning>`],
  ['an extent of presence', '<tidkod>TID</tidkod>', `${day}<omfattning>50</omfattning>`],
  ['a child that is not cared for', '<tidkod>SEM</tidkod>', `${day}<barn>202001011234</barn>`],
  ['a code without a wage type', '<tidkod>FR1</tidkod>', day],
])('a row of time is left out with %s', async (_, code, content, anstid = one) => {
  const { takeIn, personAt } = await openCronaLon()
  const problems = await takeIn(times(`<tidtrans anstid="${anstid}">${code}${content}</tidtrans>`))
  expect(problems).toEqual([expect.stringMatching(/^tidtransaktioner\/tidtrans\[1\]: ./)])
  expect(personAt(one).tidtransaktioner).toEqual([])
})

test('what is exported can be taken in again, and is what holds on the day', async () => {
  const { crona, takeIn, clock } = await openCronaLon()
  await takeIn(
    personal(
      `<person anstid="${one}"><manlon datum="2026-03-01">50000</manlon><ort>&#321;ód&#378; &amp; Umeå</ort></person>`,
    ),
  )
  const before = crona.snapshot()
  const bytes = await readFile(await crona.exportFile('paxml'))
  const text = bytes.toString('latin1')
  expect(text).toContain(`<person anstid="${one}" persnr="${first.nationalId}">`)
  expect(text).toContain('<ort>&#321;ód&#378; &amp; Umeå</ort>')
  expect(before[0]?.ort).toBe('Łódź & Umeå')
  expect(text).toContain(`<manlon datum="${first.startDate}">${first.monthlySalary}</manlon>`)
  expect(text).not.toContain('50000<')
  expect(await takeIn(text)).toEqual([])
  expect(crona.snapshot()).toEqual(before)
  clock.time = Date.UTC(2026, 2, 1, 12)
  expect(await readFile(await crona.exportFile('paxml'), 'latin1')).toContain(
    '<manlon datum="2026-03-01">50000</manlon>',
  )
})

test('the table has a heading, and quotes where they are needed', async () => {
  const { crona } = await openCronaLon()
  crona.edit(two, { ort: 'Lund; "Skåne"' })
  const [heading, row, other, ...rest] = (await readFile(await crona.exportFile('csv'), 'latin1')).split('\r\n')
  expect(heading).toMatch(/^anstid;persnr;fornamn;efternamn;/)
  expect(row?.split(';').slice(0, 4)).toEqual([one, first.nationalId, first.givenName, first.familyName])
  expect(other).toContain(';"Lund; ""Skåne""";')
  expect(rest).toHaveLength(people.length - 1)
})

test('nothing answers but the sandbox itself', async () => {
  const { crona } = await openCronaLon()
  crona.remove(two)
  const added = crona.add({ ...second, employeeNumber: '77' })
  const served = await serve(crona)
  expect((await fetch(`${served.url}/personal`)).status).toBe(404)
  expect(await (await fetch(`${served.url}/__sandbox/state`)).json()).toEqual(crona.snapshot())
  expect(crona.snapshot().at(-1)).toMatchObject({ anstid: added, persnr: second.nationalId })
  expect(() => crona.edit(two, {})).toThrow(RangeError)
  await served.close()
})
