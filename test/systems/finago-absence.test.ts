/** What is peculiar to absence in Finago: types with rules of their own, the id of ours in each row, no deleting. */
import { describe, expect, test } from 'vitest'
import type { SentAbsence } from '../../src/systems/system.ts'
import { answering, failure, openFinago } from './finago-setting.ts'

const absence: SentAbsence = {
  id: '6650a1b2c3d4e5f6a7b8c9d0',
  code: '01',
  startDate: '2026-02-02',
  endDate: '2026-02-06',
  percentage: 100,
  workdays: ['2026-02-02', '2026-02-03', '2026-02-04', '2026-02-05', '2026-02-06'],
}

async function open(options: Parameters<typeof openFinago>[0] = {}) {
  const opened = await openFinago(options)
  const { system, absence: writer, served } = opened
  if (!writer) throw new RangeError('There is no writer of absence.')
  const empId = system.snapshot()[0]?.empId ?? ''
  const person = await opened.personAt(0)
  served.clearRequests()
  const rows = () => system.snapshot()[0]?.absences ?? []
  return {
    ...opened,
    empId,
    writer,
    person,
    rows,
    posts: () => opened.asked().filter((one) => one.startsWith('POST')).length,
    put: (more: Partial<SentAbsence> = {}, reference?: string) =>
      writer.put({
        ...{ person, absence: { ...absence, ...more }, today: '2026-01-15' },
        ...(reference === undefined ? {} : { reference }),
      }),
    remove: () => writer.remove({ person, before: absence, today: '2026-01-15' }),
    /** As an administrator does. */
    async addChild(firstname: string) {
      const { body } = await call(opened.system, '/child/v2', {
        empId,
        firstname,
        lastname: 'Prøve',
        birthdate: '2021-03-12',
      })
      return body
    },
  }
}

type App = Pick<Awaited<ReturnType<typeof openFinago>>['system'], 'app' | 'secrets'>

async function call({ app, secrets }: App, path: string, json: object): Promise<{ body: string }> {
  const login = await (await app.request(`/api/auth?token=${secrets.accessToken}`)).text()
  const bearer = /"accessToken":"(\w+)"/.exec(login)?.[1] ?? ''
  const headers = { authorization: `Bearer ${bearer}` }
  const answer = await app.request(`/api${path}`, { method: 'POST', headers, body: JSON.stringify(json) })
  return { body: await answer.text() }
}

describe('what is written', () => {
  test('of a vacation: its working days and no percentage', async () => {
    const { put, rows } = await open()
    const { reference } = await put({ code: '04' })
    expect(rows()).toMatchObject([
      { absenceType: '04', numberOfDays: '5', percent: '', externalId: absence.id, approved: '1', comment: '' },
    ])
    expect(reference).toBe(JSON.stringify({ serialNo: rows()[0]?.serialNo }))
    await put({ code: '04', endDate: '2026-02-04', workdays: absence.workdays.slice(0, 3) }, reference)
    expect(rows()).toMatchObject([{ endDate: '2026-02-04', numberOfDays: '3' }])
    expect((await put({ code: '04', endDate: '2026-02-04', workdays: absence.workdays.slice(0, 3) })).changed).toBe(
      false,
    )
  })

  test.each(['keep', 'clear'] as const)(
    'of another type: nothing that only the old one has, and what others have filled in (left out: %s)',
    async (whenOmitted) => {
      const { put, rows, system, empId } = await open({ whenOmitted })
      await put({ code: '04' })
      const serialNo = rows()[0]?.serialNo ?? ''
      system.keep('absences', { empId, serialNo, comment: 'Ring Kari' })
      await put({ code: '12', percentage: 62.5 })
      const [leave] = rows()
      expect(leave).toMatchObject({ numberOfDays: '', percent: '62.5', comment: 'Ring Kari', serialNo })
      expect(leave?.permisjonId).not.toBe('')
      await put({ code: '12', percentage: 50 })
      expect(rows()).toMatchObject([{ permisjonId: leave?.permisjonId, percent: '50' }])
      await put({ code: '01', percentage: 50 })
      expect(rows()).toMatchObject([{ permisjonId: '', comment: 'Ring Kari' }])
    },
  )

  test('beside rows of others, which stay; one of the same type in these days is pointed out', async () => {
    const { put, rows, system, empId } = await open()
    const days = { startDate: '2026-02-04', endDate: '2026-02-10', externalId: '' }
    system.keep('absences', { empId, absenceType: '03', ...days })
    system.keep('absences', { empId, absenceType: '01', approved: '2', ...days })
    expect((await put()).warnings).toBeUndefined()
    system.keep('absences', { empId, absenceType: '01', ...days, externalId: 'of another program' })
    const before = rows()
    const { warnings } = await put({ id: 'another' })
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`number .*${before.at(-1)?.serialNo}, which`))])
    expect(rows().slice(0, -1)).toEqual(before)
  })

  test('far from where it was, with nothing known of before', async () => {
    const { put, rows } = await open()
    await put()
    await put({ startDate: '2027-06-01', endDate: '2027-06-02' })
    expect(rows()).toMatchObject([{ startDate: '2027-06-01' }])
  })

  test('to two rows of ours, which only an accident leaves: one counts', async () => {
    const { put, rows, system, empId } = await open()
    await put()
    const twin = {
      absenceType: '01',
      startDate: '2026-02-02',
      endDate: '2026-02-06',
      externalId: absence.id,
      percent: '100',
    }
    system.keep('absences', { empId, ...twin })
    expect((await put()).changed).toBe(true)
    expect(rows().filter(({ approved }) => approved !== '2')).toHaveLength(1)
    expect((await put()).changed).toBe(false)
  })
})

describe('a type that needs more than Huma knows', () => {
  test.each<[string, Partial<SentAbsence>, string, string]>([
    ['no percentage', { code: '04', percentage: 50 }, '04 Ferie of Finago takes no percentage', '--map-absence'],
    ['a comment', { code: '14' }, '14 Velferdspermisjon of Finago needs a comment', 'by hand'],
    ['the parental period', { code: '13' }, '13 Foreldrepermisjon of Finago needs the day', 'by hand'],
    ['a child, and there is none', { code: '02' }, '02 Sykt barn of Finago needs a child', 'add the child'],
    ['a type that is gone', { code: '99' }, 'no absence type 99', '--map-absence'],
  ])('%s: refused by name, with what to do, and nothing is sent', async (_, more, message, hint) => {
    const { put, rows, posts } = await open()
    const error = await failure(put(more))
    expect(error).toMatchObject({ kind: 'refused' })
    expect([error.message, error.hint]).toEqual([expect.stringContaining(message), expect.stringContaining(hint)])
    expect([rows(), posts()]).toEqual([[], 0])
  })

  test('the only child is taken; of two nobody knows which', async () => {
    const { put, rows, addChild } = await open()
    const first = await addChild('Lise')
    await put({ code: '02' })
    expect(first).toContain(rows()[0]?.childId)
    await addChild('Per')
    // What is filled in stays.
    await put({ code: '02', endDate: '2026-02-05' })
    expect(rows()).toMatchObject([{ endDate: '2026-02-05' }])
    expect(await failure(put({ id: 'another', code: '02' }))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('does not tell which'),
    })
  })

  test('what somebody has filled in there is enough for a change', async () => {
    const { put, rows, system, empId } = await open()
    await put()
    const serialNo = rows()[0]?.serialNo ?? ''
    system.keep('absences', { empId, serialNo, absenceType: '13', startdateParental: '2026-01-05', comment: 'x' })
    await put({ code: '13', endDate: '2026-02-05' })
    expect(rows()).toMatchObject([{ endDate: '2026-02-05', startdateParental: '2026-01-05' }])
  })
})

describe('what is taken back', () => {
  test('is marked as rejected, looked at, and left for somebody to check; approved again it is the same row', async () => {
    const { put, remove, rows, posts, asked } = await open()
    await put()
    const [row] = rows()
    const first = await remove()
    expect(first).toEqual({
      changed: true,
      byHand: [expect.stringMatching(/is marked as rejected.*number \d+, 2026-02-02/)],
    })
    expect(rows()).toEqual([{ ...row, approved: '2', lastChanged: expect.any(String) }])
    expect(asked().at(-1)).toMatch(/^GET \/absence/)
    const before = posts()
    expect(await remove()).toEqual({ ...first, changed: false })
    expect(posts()).toBe(before)
    await put()
    expect(rows()).toMatchObject([{ serialNo: row?.serialNo, approved: '1' }])
  })

  test('was never there: nothing is asked of anybody', async () => {
    const { remove, posts } = await open()
    expect(await remove()).toEqual({ changed: false })
    expect(posts()).toBe(0)
  })

  test('and does not show as rejected: somebody has to remove it', async () => {
    const { absence: writer, read } = answering(({ json }, path) => {
      if (path.startsWith('/employee/')) return { json: [{ empId: '7', firstname: 'Kari' }] }
      if (path.startsWith('/employment/')) return { json: [] }
      return {
        json: json ?? [{ serialNo: '5', externalId: absence.id, startDate: '2026-02-02 00:00:00', approved: '' }],
      }
    })
    const person = await read.findPerson({ id: '7' })
    if (!person || !writer) throw new RangeError('There is nobody.')
    const { byHand } = await writer.remove({ person, before: absence, today: '2026-01-15' })
    expect(byHand).toEqual([expect.stringMatching(/does not show it as rejected.*number 5.*remove it/)])
  })
})

test.each([
  [true, true],
  [false, false],
  ['1', true],
  [0, false],
])('"boolean value": a type whose percentage is %j takes one: %j', async (percentage, takes) => {
  const { absence: writer, read } = answering((request, path) => {
    if (path === '/absencetypes/v2')
      return { json: [{ code: '01', percentage, comment_mandatory: false, permisjonId: false }] }
    return request.method === 'POST' ? { json: { serialNo: '7' } } : { json: [] }
  })
  if (!writer) throw new RangeError('There is no writer of absence.')
  expect(await read.absenceTypes?.()).toEqual([{ code: '01', name: '01' }])
  const person = { side: 'payroll', id: '7', active: true, fields: {} } as const
  const sending = writer.put({ person, absence: { ...absence, percentage: 50 }, today: '2026-01-15' })
  expect(
    await sending.then(
      ({ changed }) => changed,
      () => false,
    ),
  ).toBe(takes)
})
