/** What is Tripletex' own of absence: hours, standard times, locked weeks, leaves. The rest: tripletex-live.test.ts. */
import { expect, test } from 'vitest'
import type { SentAbsence } from '../../src/systems/system.ts'
import { failure, openTripletex, refusal, withPage } from './tripletex-sandbox.ts'

const today = '2026-01-15'
const holiday = 5_620_002
const week = ['2026-02-02', '2026-02-03', '2026-02-04', '2026-02-05', '2026-02-06']
const absence: SentAbsence = {
  id: '6650a1b2c3d4e5f6a7b8c9d0',
  code: `activity:${holiday}`,
  startDate: '2026-02-02',
  endDate: '2026-02-06',
  percentage: 100,
  workdays: week,
}
const leave: SentAbsence = { ...absence, code: 'leave:MILITARY_SERVICE' }

async function open(options: Parameters<typeof openTripletex>[0] = {}) {
  const opened = await openTripletex(options)
  const person = await opened.personAt(1)
  const { id } = opened.employeeAt(1)
  const { absence: writer, sandbox, employeeAt } = opened
  return {
    ...opened,
    id,
    put: (change: Partial<SentAbsence> = {}, more: { reference?: string; before?: SentAbsence } = {}) =>
      writer.put({ person, absence: { ...absence, ...change }, today, ...more }),
    remove: (before: SentAbsence, more: { reference?: string } = {}) =>
      writer.remove({ person, before, today, ...more }),
    register: (date: string, hours: number, activity = holiday) =>
      sandbox.registerHours(id, { activity, date, hours, comment: 'Tatt ut i Tripletex' }),
    hours: () => employeeAt(1).timesheetEntries.map(({ date, hours, comment }) => `${date} ${hours} ${comment}`),
    leaves: () => employeeAt(1).employments.flatMap(({ leaves }) => leaves),
  }
}

const own = (date: string, hours: number) => `${date} ${hours} Huma ${absence.id}`

test.each([
  { how: 'the usual hours', percentage: 100, expected: [7.5, 7.5, 7.5] },
  { how: 'a part of them, to two decimals', percentage: 33.33, expected: [2.5, 2.5, 2.5] },
  { how: "the company's own", percentage: 50, company: 8, expected: [4, 4, 4] },
  { how: "the employee's own from a day on", percentage: 100, company: 8, own: 6, expected: [8, 6, 6] },
  { how: 'none where the day has none', percentage: 100, own: 0, expected: [7.5] },
])('hours of a day: $how', async ({ percentage, company, own: ownHours, expected }) => {
  const { put, sandbox, id, employeeAt } = await open()
  if (company !== undefined) sandbox.setStandardTime(undefined, '2020-01-01', company)
  if (ownHours !== undefined) sandbox.setStandardTime(id, '2026-02-03', ownHours)
  await put({ percentage, workdays: week.slice(0, 3) })
  expect(employeeAt(1).timesheetEntries.map(({ hours }) => hours)).toEqual(expected)
})

test('hours that somebody has registered on the same activity are left alone, and told where they differ', async () => {
  const { put, remove, register, hours } = await open()
  register('2026-02-03', 3)
  register('2026-02-04', 7.5)
  register('2026-02-05', 2, 5_620_001)
  const foreign = hours()
  const sent = await put()
  expect(sent.byHand).toEqual([expect.stringContaining('2026-02-03')])
  expect(hours().sort()).toEqual(
    [...foreign, own('2026-02-02', 7.5), own('2026-02-05', 7.5), own('2026-02-06', 7.5)].sort(),
  )
  await remove(absence, { reference: sent.reference ?? '' })
  expect(hours()).toEqual(foreign)
})

test('hours that the key does not see, or that came meanwhile, are left alone too', async () => {
  const { put, register, hours } = await open({
    between: (request, ask) =>
      request.method === 'GET' && /\/timesheet\/entry\?/.test(request.url)
        ? withPage(ask(request), (page) => ({ ...page, values: [], fullResultSize: 0 }))
        : ask(request),
  })
  register('2026-02-03', 3)
  const sent = await put({ workdays: week.slice(0, 2) })
  expect(sent).toMatchObject({ changed: true, byHand: [expect.stringContaining('2026-02-03')] })
  expect(hours()).toEqual(['2026-02-03 3 Tatt ut i Tripletex', own('2026-02-02', 7.5)])
})

test('two absences on one activity and day: the second does not touch the first', async () => {
  const { put, remove, hours } = await open()
  const first = { workdays: week.slice(0, 2) }
  await put(first)
  const before = hours()
  // Of the same hours, so that nothing but the id tells them apart.
  const other = { id: '6650a1b2c3d4e5f6a7b8c9d1', workdays: week.slice(1, 2) }
  expect((await failure(put(other))).kind).toBe('refused')
  expect((await remove({ ...absence, ...other })).changed).toBe(false)
  expect(hours()).toEqual(before)
  const longer = { ...other, workdays: week.slice(1, 3) }
  const sent = await put(longer)
  expect(sent).toMatchObject({ changed: true, byHand: [expect.stringContaining('2026-02-03')] })
  expect(await put(longer)).toMatchObject({ changed: false, byHand: sent.byHand })
  const there = hours()
  expect(there).toContain(`2026-02-04 7.5 Huma ${other.id}`)
  // Moved to a day that is taken: the old one goes all the same.
  const moved = await put(other, { before: { ...absence, ...longer }, reference: sent.reference ?? '' })
  expect([moved.byHand, hours()]).toEqual([sent.byHand, before])
  await put(longer)
  await remove({ ...absence, ...first })
  expect(hours()).toEqual([`2026-02-04 7.5 Huma ${other.id}`])
})

/** Tripletex that refuses what is written on some days, for a reason of its own. */
function refusing(method: string, days: readonly string[]): Parameters<typeof openTripletex>[0] {
  return {
    async between(request, ask) {
      if (request.method !== method || !/\/timesheet\/entry/.test(request.url)) return ask(request)
      const body = method === 'DELETE' ? days[0] : await request.clone().text()
      if (!days.some((day) => body?.includes(day))) return ask(request)
      return refusal(422, 18_000, [{ field: 'date', message: 'Perioden er stengt.' }])
    },
  }
}

test('a day that is refused does not hold up the others, and is left to somebody', async () => {
  const { put, remove, hours, writes } = await open(refusing('POST', ['2026-02-03']))
  const three = { workdays: week.slice(0, 3) }
  const sent = await put(three)
  expect(sent.byHand).toEqual([expect.stringMatching(/2026-02-03 and enter 7.5 hours.*Perioden er stengt/)])
  expect(hours()).toEqual([own('2026-02-02', 7.5), own('2026-02-04', 7.5)])
  const reference = sent.reference ?? ''
  expect(await put(three, { reference })).toMatchObject({ changed: false, byHand: sent.byHand })
  const count = writes().filter((one) => one.startsWith('POST')).length
  expect((await remove({ ...absence, ...three }, { reference })).byHand).toBeUndefined()
  expect([hours(), writes().filter((one) => one.startsWith('POST'))]).toEqual([
    [],
    expect.objectContaining({ length: count }),
  ])
})

test('where no day can be registered it is refused, and what was there stays', async () => {
  const { put, hours } = await open(refusing('POST', week.slice(2)))
  const before = { ...absence, endDate: '2026-02-03', workdays: week.slice(0, 2) }
  const { reference = '' } = await put(before)
  const moved = { startDate: '2026-02-04', workdays: week.slice(2) }
  const { kind, message } = await failure(put(moved, { before, reference }))
  expect([kind, message]).toEqual(['refused', expect.stringContaining('Perioden er stengt')])
  expect(hours()).toEqual([own('2026-02-02', 7.5), own('2026-02-03', 7.5)])
})

test('hours that may not be removed are left to somebody', async () => {
  const { put, remove, hours } = await open(refusing('DELETE', week))
  const one = { workdays: week.slice(0, 1) }
  const { reference = '' } = await put(one)
  const { changed, byHand } = await remove({ ...absence, ...one }, { reference })
  expect([changed, byHand]).toEqual([false, [expect.stringMatching(/2026-02-02 and remove.*Perioden er stengt/)]])
  expect(hours()).toEqual([own('2026-02-02', 7.5)])
})

test('approved hours stay, the others change, and what is left is told until it is done', async () => {
  const { put, remove, sandbox, id, hours, register } = await open()
  const days = { endDate: '2026-02-10', workdays: [...week, '2026-02-09', '2026-02-10'] }
  const { reference = '' } = await put({ workdays: week })
  register('2026-02-11', 1, 5_620_001)
  const before = hours()
  sandbox.approveHours(id)
  // Its first week is approved, and so is the second by the hours of somebody else.
  const longer = await put(days, { before: absence, reference })
  expect(longer.byHand).toEqual(['2026-02-09', '2026-02-10'].map((date) => expect.stringContaining(date)))
  const half = await put({ ...days, percentage: 50 }, { before: absence, reference: longer.reference ?? '' })
  expect(half.byHand).toHaveLength(7)
  const gone = await remove({ ...absence, ...days }, { reference: half.reference ?? '' })
  expect(gone).toMatchObject({ changed: false, byHand: week.map((date) => expect.stringContaining(date)) })
  expect(hours()).toEqual(before)
})

test('an activity that cannot be used is refused with what to do, and so is a code that is none', async () => {
  const { put, writes } = await open()
  const unusable = await failure(put({ code: 'activity:5620008' }))
  expect([unusable.kind, unusable.details?.field, unusable.hint]).toEqual([
    'refused',
    'activity',
    expect.stringContaining('--map-absence'),
  ])
  const count = writes().length
  expect(count).toBe(1)
  for (const code of ['leave:HOLIDAY', 'activity:x', 'VAC', 'leave:toString']) {
    const error = await failure(put({ code }))
    expect([error.kind, error.details?.field]).toEqual(['refused', 'code'])
  }
  expect(writes()).toHaveLength(count)
})

test('a company without the module for hours is told so', async () => {
  const { put } = await open({
    between: (request, ask) => (/\/timesheet\//.test(request.url) ? refusal(403, 9000) : ask(request)),
  })
  expect((await failure(put())).kind).toBe('authorization')
})

test('a leave is kept under the id that Huma has for it, and its dates, percentage and type follow', async () => {
  const { put, leaves, writes } = await open()
  await put(leave)
  await put({ ...leave, endDate: '2026-03-31', percentage: 40, code: 'leave:FURLOUGH' }, { before: leave })
  expect(leaves()).toMatchObject([
    {
      importedLeaveOfAbsenceId: absence.id,
      startDate: '2026-02-02',
      endDate: '2026-03-31',
      percentage: 40,
      type: 'FURLOUGH',
    },
  ])
  expect(writes()).toEqual(['POST', 'PUT'].map((method) => `${method} /employee/employment/leaveOfAbsence`))
})

test('a leave that is no leave any more stays to be removed by hand, and the hours come', async () => {
  const { put, remove, leaves, hours, sandbox } = await open()
  const { reference = '' } = await put(leave)
  const hoursNow = await put({}, { before: leave, reference })
  expect(hoursNow).toMatchObject({ changed: true, byHand: [expect.stringContaining('from 2026-02-02 to 2026-02-06')] })
  expect([leaves().length, hours().length]).toEqual([1, 5])
  const again = await put({}, { before: absence, reference: hoursNow.reference ?? '' })
  expect(again).toMatchObject({ changed: false, byHand: hoursNow.byHand })
  for (const { id } of leaves()) sandbox.removeLeave(id)
  const done = await put({}, { before: absence, reference: again.reference ?? '' })
  expect([done.changed, done.byHand]).toEqual([false, undefined])

  const back = await put(leave, { before: absence, reference: done.reference ?? '' })
  expect([back.byHand, leaves().length, hours().length]).toEqual([undefined, 1, 0])
  expect((await remove(leave)).byHand).toHaveLength(1)
  for (const { id } of leaves()) sandbox.removeLeave(id)
  const gone = await remove(leave, { reference: back.reference ?? '' })
  expect([gone.changed, gone.byHand]).toEqual([false, undefined])
})

test('a leave that Tripletex says to have changed and has not is left to somebody', async () => {
  const { put, leaves } = await open({
    between: (request, ask) =>
      request.method === 'PUT' ? ask(new Request(request.url, { headers: request.headers })) : ask(request),
  })
  await put(leave)
  const sent = await put({ ...leave, percentage: 50 }, { before: leave })
  expect(sent.byHand).toEqual([expect.stringContaining('50 %')])
  expect(leaves()).toMatchObject([{ percentage: 100 }])
})

test('a leave outside of any employment is refused with where to look', async () => {
  const { put, sandbox, id } = await open()
  sandbox.edit(id, { endDate: '2026-01-31' })
  const error = await failure(put(leave))
  expect([error.kind, error.details?.field]).toEqual(['refused', 'employment'])
})
