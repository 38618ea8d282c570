import { describe, expect, test } from 'vitest'
import { byYear } from '../../src/systems/netvisor/workdays.ts'
import type { AbsenceOrder, Sent, SentAbsence } from '../../src/systems/system.ts'
import { openWithSomebody, scripted, succeeded, today } from './netvisor-setting.ts'

/** Monday to Friday, 2 to 6 February 2026. */
const [monday = '', tuesday = '', wednesday = '', thursday = ''] = [2, 3, 4, 5, 6].map((day) => `2026-02-0${day}`)

function sick(workdays: readonly string[], more: Partial<SentAbsence> = {}): SentAbsence {
  const [startDate = '', endDate = startDate] = [workdays[0], workdays.at(-1)]
  return { id: '6650a1b2c3d4e5f6a7b8c9d0', code: '300', percentage: 100, startDate, endDate, workdays, ...more }
}

async function start(setting: Parameters<typeof openWithSomebody>[0] = {}) {
  const opened = await openWithSomebody(setting)
  const { person, absence, row, system, id, resources } = opened
  // The record types are read once.
  await absence.put({ person, absence: sick([]), today })
  resources()
  return {
    ...opened,
    put: (wanted: SentAbsence, earlier: Partial<AbsenceOrder> = {}): Promise<Sent> =>
      absence.put({ person, absence: wanted, today, ...earlier }),
    /** "2026-02-03 300 7,50" */
    days: () =>
      row()
        .workdayhours.map(({ date, ratio, hours }) => `${date} ${ratio} ${hours}`)
        .sort(),
    byHand: (date: string, hours: string, ratio = 300, description = '') =>
      system.enterHours(Number(id), { date, hours, ratio, description }),
  }
}

const of = (reference: string | undefined) => (reference === undefined ? {} : { reference })

test('each working day is an accepted entry of hours, marked as from Huma', async () => {
  const { put, row, served, person, resources } = await start()
  const sent = await put(sick([monday, tuesday], { percentage: 60 }))
  const [first, second] = row().workdayhours
  expect(first).toEqual({
    key: expect.any(Number),
    date: monday,
    hours: '4,50',
    ratio: 300,
    accepted: true,
    description: expect.stringMatching(/^Huma [0-9a-f]{10}$/),
    paid: false,
  })
  expect(second).toMatchObject({ date: tuesday, hours: '4,50' })
  expect(sent).toEqual({
    changed: true,
    requestId: expect.any(String),
    reference: JSON.stringify({ from: monday, to: tuesday, keys: [String(first?.key), String(second?.key)] }),
  })
  expect(served.requests()[1]?.body).toBe(
    [
      `<root><workday><date format="ansi" method="increment">${monday}</date>`,
      `<employeeidentifier type="netvisorkey">${person.id}</employeeidentifier><workdayhour><hours>4,5</hours>`,
      '<collectorratio type="number">300</collectorratio><acceptancestatus>accepted</acceptancestatus>',
      `<description>${first?.description}</description></workdayhour></workday></root>`,
    ].join(''),
  )
  expect(resources()).toEqual(['getworkdays.nv', 'workday.nv', 'workday.nv', 'getworkdays.nv'])
})

test('what others have entered stays as it is, on the same days too', async () => {
  const { put, row, days, byHand, absence, person } = await start()
  byHand(monday, '4,00', 100, 'Normaali työ')
  byHand(tuesday, '2,00', 300, 'Lääkäri')
  const others = row().workdayhours
  const whole = sick([monday, tuesday, wednesday])
  const { reference, warnings } = await put(whole)
  expect(warnings).toEqual([expect.stringContaining(tuesday)])
  const half = sick([tuesday, wednesday, thursday], { percentage: 50, code: '320' })
  const { reference: later } = await put(half, { before: whole, ...of(reference) })
  expect(days()).toEqual(
    [
      `${monday} 100 4,00`,
      `${tuesday} 300 2,00`,
      `${tuesday} 320 3,75`,
      `${wednesday} 320 3,75`,
      `${thursday} 320 3,75`,
    ].sort(),
  )
  await absence.remove({ person, before: half, today, ...of(later) })
  expect(row().workdayhours).toEqual(others)
})

test('only what differs is written, and a change is a deletion and an entry', async () => {
  const { put, resources } = await start()
  const three = sick([monday, tuesday, wednesday])
  const { reference } = await put(three)
  resources()
  const two = sick([tuesday, wednesday])
  const { reference: shorter } = await put(two, { before: three, ...of(reference) })
  expect(resources()).toEqual(['getworkdays.nv', 'deleteworkdayhour.nv', 'getworkdays.nv'])
  const { reference: regraded } = await put(sick([tuesday, wednesday], { percentage: 40 }), {
    before: two,
    ...of(shorter),
  })
  const change = ['deleteworkdayhour.nv', 'workday.nv']
  expect(resources()).toEqual(['getworkdays.nv', ...change, ...change, 'getworkdays.nv'])
  await put(sick([tuesday, wednesday], { percentage: 40 }), of(regraded))
  expect(resources()).toEqual(['getworkdays.nv'])
})

test('two absences of one type on one day do not take each other for their own', async () => {
  const { put, days, absence, person } = await start()
  const morning = sick([monday], { percentage: 50 })
  const evening = sick([monday], { percentage: 50, id: '6650a1b2c3d4e5f6a7b8c9d1' })
  await put(morning)
  await put(evening)
  expect(days()).toEqual([`${monday} 300 3,75`, `${monday} 300 3,75`])
  await absence.remove({ person, before: morning, today })
  expect(days()).toHaveLength(1)
  expect(await put(evening, { before: evening })).toMatchObject({ changed: false })
})

describe('which entries are the absence', () => {
  test('one that somebody has typed just so is not entered twice, and goes with it', async () => {
    const { put, days, byHand, absence, person, resources } = await start()
    byHand(monday, '7,50')
    byHand(monday, '7,50')
    const { changed, reference } = await put(sick([monday]))
    expect(changed).toBe(false)
    expect(resources()).toEqual(['getworkdays.nv'])
    await absence.remove({ person, before: sick([monday]), today, ...of(reference) })
    expect(days()).toEqual([`${monday} 300 7,50`])
  })

  test('known by the key where somebody has described it anew, by the mark where the key was lost', async () => {
    const { put, system, id, days } = await start()
    const { reference = '' } = await put(sick([monday, tuesday]))
    const [first, second] = system.snapshot()[0]?.workdayhours ?? []
    for (const description of ['Kuumetta', `${second?.description} (flunssa)`]) {
      const held = description.startsWith('Huma') ? second : first
      await system.removeHours(Number(id), Number(held?.key))
      system.enterHours(Number(id), {
        date: String(held?.date),
        hours: '7,50',
        ratio: 300,
        description,
        key: Number(held?.key),
      })
    }
    const half = sick([monday, tuesday], { percentage: 50 })
    await put(half, { reference })
    expect(days()).toEqual([`${monday} 300 3,75`, `${tuesday} 300 3,75`])
  })

  test('found on the days where it was kept, though nothing else is known', async () => {
    const { put, days } = await start()
    const { reference = '' } = await put(sick(['2025-12-30', '2025-12-31']))
    await put(sick([monday]), { reference })
    expect(days()).toEqual([`${monday} 300 7,50`])
  })

  test('an entry too much is taken away', async () => {
    const { put, days, byHand, row } = await start()
    await put(sick([monday]))
    byHand(monday, '7,50', 300, String(row().workdayhours[0]?.description))
    expect(await put(sick([monday]))).toMatchObject({ changed: true })
    expect(days()).toEqual([`${monday} 300 7,50`])
  })
})

test('what has been paid stays and is told, and is not entered a second time', async () => {
  const { put, days, system, id, absence, person } = await start()
  const whole = sick([monday, tuesday])
  const { reference } = await put(whole)
  system.payHours(Number(id), [monday])
  const half = sick([monday, tuesday], { percentage: 50 })
  const sent = await put(half, { before: whole, ...of(reference) })
  expect(days()).toEqual([`${monday} 300 7,50`, `${tuesday} 300 3,75`])
  expect(sent).toMatchObject({ changed: true, reference: expect.stringContaining(monday) })
  expect(sent.byHand).toEqual([
    expect.stringMatching(
      /Record working hours.*2026-02-02 delete 7,5 hours of record type 300 and enter 3,75 hours of record type 300\.$/,
    ),
  ])
  const again = await put(half, of(sent.reference))
  expect(again).toMatchObject({ changed: false, byHand: sent.byHand })

  const gone = await absence.remove({ person, before: half, today, ...of(sent.reference) })
  expect(days()).toEqual([`${monday} 300 7,50`])
  expect(gone.byHand).toEqual([expect.stringMatching(/: 2026-02-02 delete 7,5 hours of record type 300\.$/)])
  // Somebody does it.
  system.removeHours(Number(id), Number(system.snapshot()[0]?.workdayhours[0]?.key))
  expect(await absence.remove({ person, before: half, today, ...of(gone.reference) })).toEqual({ changed: false })
})

test('days in a locked period are told, the others are written', async () => {
  const { put, days, system } = await start()
  system.lockPeriod('2026-02-01', monday)
  const sent = await put(sick([monday, tuesday]))
  expect(days()).toEqual([`${tuesday} 300 7,50`])
  expect(sent).toMatchObject({
    changed: true,
    byHand: [expect.stringMatching(/: 2026-02-02 enter 7,5 hours of record type 300\.$/)],
  })
})

test.each<[string, string, string]>([
  ['counts days', '310', 'counts days'],
  ['is not there', '999', 'has no record type 999'],
])('a record type that %s is refused before anything is written', async (_, code, words) => {
  const { put, resources } = await start()
  await expect(put(sick([monday], { code }))).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining(words),
    hint: expect.stringContaining('--map-absence'),
  })
  expect(resources()).not.toContain('workday.nv')
})

test('only types that count hours can be chosen', async () => {
  const { read } = await start()
  expect(await read.absenceTypes?.()).toEqual([
    { code: '300', name: 'Sairausloma' },
    { code: '320', name: 'Tilapäinen hoitovapaa' },
  ])
})

test.each<[string, string | undefined]>([
  ['8', '8,00'],
  ['7.25', '7,25'],
  ['', '7,50'],
  ['eight', undefined],
  ['0', undefined],
  ['25', undefined],
])('a day of "%s" hours', async (hoursPerDay, expected) => {
  const { absence, person, row } = await openWithSomebody({ settings: { hoursPerDay } })
  const put = absence.put({ person, absence: sick([monday]), today })
  if (expected === undefined) {
    await expect(put).rejects.toMatchObject({ kind: 'refused', hint: expect.stringContaining('--set hoursPerDay=') })
  } else {
    await put
  }
  expect(row().workdayhours.map(({ hours }) => hours)).toEqual(expected === undefined ? [] : [expected])
})

test('no question is longer than a calendar year', () => {
  const span = (start: string, end: string) => ({ start, end })
  expect(byYear([span('2025-12-20', '2027-01-05'), span('2025-11-03', '2025-11-04')])).toEqual([
    span('2025-11-03', '2025-12-31'),
    span('2026-01-01', '2026-12-31'),
    span('2027-01-01', '2027-01-05'),
  ])
  expect(byYear([])).toEqual([])
})

test('a right that is missing says which', async () => {
  const allowed = ['getemployees.nv', 'getemployee.nv', 'getrecordtypelist.nv', 'getworkdays.nv']
  const { absence, person } = await openWithSomebody({ sandbox: { allowed } })
  await expect(absence.put({ person, absence: sick([monday]), today })).rejects.toMatchObject({
    kind: 'authorization',
    hint: expect.stringContaining('allow workday.nv for'),
  })
})

test.each<[string, string]>([
  [
    'as it is documented, its number beside its name',
    '<CollectorRatio Number="300" Netvisorkey="9">Sairaus</CollectorRatio>',
  ],
  ['as it is written', '<collectorratio type="number">300</collectorratio>'],
])('the record type of an entry, %s: what is there is not written again', async (_, ratio) => {
  const key = 'Netvisorkey="77"'
  const type = '<Rationumber>300</Rationumber><Charactertype>5</Charactertype><UnitType>1</UnitType>'
  const { absence, asked } = await scripted({
    'getrecordtypelist.nv': succeeded(`<RecordTypes><RecordType><Names/>${type}</RecordType></RecordTypes>`),
    'getworkdays.nv': succeeded(
      `<Workdays><Workday><Date>${monday}</Date><WorkDayHour ${key}><Hours>7,5</Hours>${ratio}</WorkDayHour></Workday></Workdays>`,
    ),
  })
  const person = { side: 'payroll', id: '7', active: true, fields: {} } as const
  expect(await absence?.put({ person, absence: sick([monday]), today })).toEqual({
    changed: false,
    reference: JSON.stringify({ from: monday, to: monday, keys: ['77'] }),
  })
  expect(asked.map(({ path }) => path.split('?')[0])).toEqual(['/getrecordtypelist.nv', '/getworkdays.nv'])
})

test('no hours may be no element at all, and a name in no language that is asked for is still a name', async () => {
  const names = '<Names><Name iso639-1code="en"></Name><Name iso639-1code="fi">Palkaton</Name></Names>'
  const type = '<Rationumber>300</Rationumber><Charactertype>5</Charactertype><UnitType>1</UnitType>'
  const { absence, read } = await scripted({
    'getrecordtypelist.nv': succeeded(`<RecordTypes><RecordType>${names}${type}</RecordType></RecordTypes>`),
    'getworkdays.nv': succeeded(''),
  })
  const person = { side: 'payroll', id: '7', active: true, fields: {} } as const
  expect(await absence?.remove({ person, before: sick([monday]), today })).toEqual({ changed: false })
  expect(await read.absenceTypes?.()).toEqual([{ code: '300', name: 'Palkaton' }])
})

test('hours that were added to an entry of somebody else are told as that', async () => {
  const type = '<Rationumber>300</Rationumber><Charactertype>5</Charactertype><UnitType>1</UnitType>'
  const holding = (hours: string) =>
    succeeded(
      `<Workdays><Workday><Date>${monday}</Date><WorkDayHour Netvisorkey="77"><Hours>${hours}</Hours><CollectorRatio Number="300"/></WorkDayHour></Workday></Workdays>`,
    )
  const answers = {
    'getrecordtypelist.nv': succeeded(`<RecordTypes><RecordType><Names/>${type}</RecordType></RecordTypes>`),
    'getworkdays.nv': holding('2,1'),
    get 'workday.nv'() {
      answers['getworkdays.nv'] = holding('9,60')
      return succeeded('')
    },
  }
  const { absence } = await scripted(answers)
  const person = { side: 'payroll', id: '7', active: true, fields: {} } as const
  const sent = await absence?.put({ person, absence: sick([monday]), today })
  expect(sent?.byHand).toEqual([
    expect.stringContaining(`added to an entry that was there before: ${monday} 7,5 hours`),
  ])
})
