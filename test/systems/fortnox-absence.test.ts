/** What only Fortnox does with absence: a registration a day, without a mark of ours. Its life is in the live suite. */
import { expect, test } from 'vitest'
import type { SentAbsence } from '../../src/systems/system.ts'
import { openFortnox, type Setting } from './fortnox-setting.ts'

const today = '2026-01-15'
const id = '1003'

/** Monday 2 to Friday 6 February 2026. */
const week = ['2026-02-02', '2026-02-03', '2026-02-04', '2026-02-05', '2026-02-06']

function vacation(workdays: readonly string[], more: Partial<SentAbsence> = {}): SentAbsence {
  const [startDate = '', endDate = workdays.at(-1) ?? ''] = [workdays[0], workdays.at(-1)]
  return { id: 'a-1', code: 'SEM', startDate, endDate, percentage: 100, workdays, ...more }
}

async function open(setting: Setting = {}) {
  const opened = await openFortnox(setting)
  const person = await opened.client.read.findPerson({ id })
  const { absence: writer } = opened.client
  if (!person || !writer) throw new RangeError('nobody, or no writer')
  opened.served.clearRequests()
  const rows = () => opened.system.snapshot().absences.filter(({ EmployeeId }) => EmployeeId === id)
  return {
    ...opened,
    rows,
    put: (absence: SentAbsence, more: { before?: SentAbsence; reference?: string | undefined } = {}) =>
      writer.put({ person, absence, today, ...earlierOf(more) }),
    remove: (before: SentAbsence, reference?: string) =>
      writer.remove({ person, before, today, ...earlierOf({ reference }) }),
    days: () =>
      rows()
        .map(({ Date: date, CauseCode, Extent }) => `${date} ${CauseCode} ${Extent}`)
        .sort(),
    methods: () =>
      opened.served
        .requests()
        .map(({ method }) => method)
        .join(' '),
    register: (date: string, code: 'SEM' | 'SJK', more: object = {}) =>
      opened.system.registerAbsence({
        EmployeeId: id,
        Date: date,
        CauseCode: code,
        Extent: 100,
        Hours: 0,
        HolidayEntitling: false,
        ...more,
      }),
  }
}

function earlierOf({ before, reference }: { before?: SentAbsence; reference?: string | undefined }) {
  return { ...(before ? { before } : {}), ...(reference === undefined ? {} : { reference }) }
}

test('a day is a registration with an extent and without hours; its ids are kept', async () => {
  const { put, sent, asked, rows } = await open()
  const { changed, reference } = await put(vacation(['2026-02-06', '2026-02-09'], { percentage: 37.5 }))
  const body = { EmployeeId: id, CauseCode: 'SEM', Extent: 37.5 }
  expect(sent('POST')).toEqual([
    { AbsenceTransaction: { ...body, Date: '2026-02-06' } },
    { AbsenceTransaction: { ...body, Date: '2026-02-09' } },
  ])
  const look = `GET /3/absencetransactions?employeeid=${id}&page=1&limit=500`
  expect(asked()).toEqual([look, 'POST /3/absencetransactions', 'POST /3/absencetransactions', look])
  expect([changed, JSON.parse(reference ?? '')]).toEqual([true, { ids: rows().map((row) => row.id) }])
})

test.each<[string, SentAbsence, string, string[]]>([
  ['shortened', vacation(week.slice(0, 3)), 'GET DELETE DELETE GET', ['SEM 100', 'SEM 100', 'SEM 100']],
  ['regraded', vacation(week, { percentage: 50 }), 'GET PUT PUT PUT PUT PUT GET', Array<string>(5).fill('SEM 50')],
  [
    'retyped, so that what hangs on the kind is decided anew',
    vacation(week, { code: 'TJL' }),
    'GET DELETE DELETE DELETE DELETE DELETE POST POST POST POST POST GET',
    Array<string>(5).fill('TJL 100'),
  ],
  ['the same', vacation(week), 'GET', Array<string>(5).fill('SEM 100')],
])('%s: so many requests', async (_, absence, methods, expected) => {
  const { put, served, days, ...opened } = await open()
  const { reference } = await put(vacation(week))
  served.clearRequests()
  await put(absence, { before: vacation(week), reference })
  expect(opened.methods()).toBe(methods)
  expect(days()).toEqual(expected.map((what, index) => `${week[index]} ${what}`))
})

test.each(['keep', 'clear'] as const)('a regraded day keeps what others have set on it (%s)', async (whenOmitted) => {
  const { put, rows, system } = await open({ sandbox: { whenOmitted } })
  const { reference } = await put(vacation(['2026-02-02']))
  const [row] = rows()
  const set = { CostCenter: 'ADM', HolidayEntitling: true, Extent: 0, Hours: 4 }
  system.editAbsence(String(row?.id), set)
  await put(vacation(['2026-02-02'], { percentage: 50 }), { reference })
  expect(rows()).toEqual([expect.objectContaining({ ...set, Extent: 50, Hours: 0 })])
})

test('rows of others stay on every day, of the same kind too where they are not the same', async () => {
  const { put, remove, register, days } = await open()
  register('2026-02-02', 'SJK')
  register('2026-02-03', 'SEM', { Extent: 50 })
  register('2026-02-04', 'SEM', { Extent: 0, Hours: 4 })
  register('2026-02-09', 'SEM')
  const others = days()
  const { reference, warnings } = await put(vacation(week))
  expect(days()).toHaveLength(9)
  expect(warnings).toBeUndefined()
  register('2026-02-06', 'SEM')
  expect(await remove(vacation(week), reference)).toEqual({ changed: true })
  expect(days()).toEqual([...others, '2026-02-06 SEM 100'].sort())
})

test('one that is there exactly so is not registered twice, and that is said', async () => {
  const { put, register, days } = await open()
  register('2026-02-03', 'SEM')
  const { warnings } = await put(vacation(week))
  expect(days()).toEqual(week.map((day) => `${day} SEM 100`))
  expect(warnings).toEqual([expect.stringContaining('2026-02-03')])
})

test('with the reference lost, only what is exactly as it was sent is taken back', async () => {
  const { put, remove, register, days } = await open()
  await put(vacation(week))
  register('2026-02-04', 'SJK')
  register('2026-02-07', 'SEM')
  await remove(vacation(week))
  expect(days()).toEqual(['2026-02-04 SJK 100', '2026-02-07 SEM 100'])
})

test('days off that Fortnox adds by itself are left alone, told, and asked for by hand when they do not belong any more', async () => {
  const { put, remove, days } = await open({ sandbox: { fillsDaysOff: true } })
  const bridge = vacation(['2026-02-06', '2026-02-09'])
  const { warnings, byHand, reference } = await put(bridge)
  expect(warnings).toEqual([expect.stringContaining('2026-02-07, 2026-02-08')])
  expect(byHand).toBeUndefined()
  const shorter = await put(vacation(['2026-02-06']), { before: bridge, reference })
  const byItself = [expect.stringMatching(/2026-02-07, 2026-02-08.*in its calendar/)]
  expect([days(), shorter.byHand]).toEqual([
    ['2026-02-06 SEM 100', '2026-02-07 SEM 100', '2026-02-08 SEM 100'],
    byItself,
  ])
  expect((await remove(bridge, shorter.reference)).byHand).toEqual(byItself)
})

test('days that Fortnox refuses do not hold up the others', async () => {
  const { put, remove, days, served, sent } = await open({ sandbox: { paidUntil: '2026-02-03' } })
  const { changed, byHand } = await put(vacation(week))
  expect(days()).toEqual(week.slice(2).map((day) => `${day} SEM 100`))
  expect(changed).toBe(true)
  expect(byHand).toEqual([
    expect.stringMatching(/^Register the absence of 2026-02-02, 2026-02-03 in the calendar.*refused/),
  ])

  served.clearRequests()
  await expect(put(vacation(week.slice(0, 2)))).rejects.toMatchObject({ kind: 'refused' })
  expect(sent('POST')).toHaveLength(2)
  await remove(vacation(week))
  expect(days()).toEqual([])
})

test('what Fortnox does not take back stays to be done by hand, and nothing is put beside it', async () => {
  const { put, remove, register, days } = await open({ sandbox: { paidUntil: '2026-02-03' } })
  const ids = week.map((day) => register(day, 'SEM'))
  const reference = JSON.stringify({ ids })
  const retyped = await put(vacation(week, { code: 'TJL' }), { before: vacation(week), reference })
  expect(days()).toEqual(week.map((day, index) => `${day} ${index < 2 ? 'SEM' : 'TJL'} 100`))
  const byHand = [expect.stringMatching(/^Take the absence of 2026-02-02, 2026-02-03 back in the calendar/)]
  expect(retyped.byHand).toEqual(byHand)
  const removed = await remove(vacation(week, { code: 'TJL' }), retyped.reference)
  expect(removed).toMatchObject({ changed: true, byHand, reference: JSON.stringify({ ids: ids.slice(0, 2) }) })
  expect(await remove(vacation(week, { code: 'TJL' }), removed.reference)).toMatchObject({ changed: false, byHand })
})

test('without a working day nothing is registered, and that is said', async () => {
  const { put, asked } = await open()
  const weekend = vacation([], { startDate: '2026-02-07', endDate: '2026-02-08' })
  expect(await put(weekend)).toEqual({ changed: false, warnings: [expect.stringContaining('no working day')] })
  expect(asked()).toHaveLength(1)
})

test('a list of several pages is read to its end, and one that changes meanwhile is an outage', async () => {
  const { put, register, served, asked } = await open()
  for (let count = 0; count < 600; count += 1) register('2025-02-03', 'SJK')
  const ours = register('2026-02-02', 'SEM')
  expect(await put(vacation(['2026-02-02']))).toMatchObject({
    changed: false,
    reference: JSON.stringify({ ids: [ours] }),
  })
  expect(asked()).toHaveLength(2)
  served.setFaults([{ path: 'page=2', kind: 'empty' }])
  await expect(put(vacation(week))).rejects.toMatchObject({ kind: 'unavailable' })
  expect(asked().filter((one) => one.startsWith('POST'))).toEqual([])
})

test('a day that was taken back in Fortnox meanwhile is registered again, or is gone already', async () => {
  const { put, remove, system, days } = await open()
  const { reference } = await put(vacation(week))
  const { ids } = JSON.parse(reference ?? '')
  system.removeAbsence(ids[1])
  const { reference: now } = await put(vacation(week), { before: vacation(week), reference })
  expect(days()).toEqual(week.map((day) => `${day} SEM 100`))
  system.removeAbsence(ids[0])
  await remove(vacation(week), now)
  expect(days()).toEqual([])
})
