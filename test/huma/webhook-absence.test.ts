/** What is understood of an absence that Huma tells of. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absence, approved, plain, read, readOne } from './notice.ts'

describe('absence', () => {
  const { userId: _, ...without } = approved
  test.each<[string, object]>([
    ['in a list', { absences: [approved] }],
    ['alone', { absence: approved }],
    ['alone in the place of the list', { absences: approved }],
    ['within a user', { users: [{ id: 'u1', absences: [without] }] }],
    ['alone within a user', { users: [{ id: 'u1', absence: without }] }],
    ['with the user as an object', { absences: [{ ...without, user: { id: 'u1', email: 'kari@nordlys.example' } }] }],
    ['with the user as an id', { absences: [{ ...without, user: 'u1' }] }],
    ['with an employee', { absences: [{ ...without, employeeId: 'u1' }] }],
    ['with its own name of the id', { absences: [{ ...approved, id: undefined, absenceId: 'a1' }] }],
    [
      'with other names of the days',
      { absences: [{ ...approved, startDate: null, endDate: null, fromDate: '2026-03-02', toDate: '2026-03-06' }] },
    ],
    [
      'with yet other names of the days',
      { absences: [{ ...approved, startDate: undefined, endDate: undefined, from: '2026-03-02', to: '2026-03-06' }] },
    ],
    ['with times at the days', { absences: [{ ...approved, startDate: '2026-03-02T00:00:00Z' }] }],
    ['with more than is known', { absences: [{ ...approved, note: 'x', approver: { id: 'u9' }, days: [1, 2] }] }],
  ])('%s', (_, content) => {
    const notice = read({ topic: 'absence-registered', ...content })
    expect(notice).toMatchObject({ absences: [{ userId: 'u1', absence }], unreadable: 0 })
  })

  test.each<[unknown, string]>([
    ['SICK_LEAVE', 'Sick leave'],
    ['sickLeave', 'Sick leave'],
    ['sick-leave', 'Sick leave'],
    [' Sick  leave ', 'Sick leave'],
    [{ id: 't7', name: 'SickLeave' }, 'Sick leave'],
    [{ type: 'SICK_LEAVE', name: 'Sykmelding' }, 'Sick leave'],
    [{ id: 'SICK_LEAVE' }, 'Sick leave'],
    ['SELF_CERTIFICATION', 'Self-certification'],
    ['paidTimeOff', 'Paid time off'],
    ['UNPAID_TIME_OFF', 'Unpaid time off'],
    ['vacation', 'Vacation'],
    ['SickChild', 'Sick child'],
    ['parental leave', 'Parental leave'],
    ['Military service', 'Military service'],
    [{ id: 't9', name: 'Military service' }, 'Military service'],
    [7, '7'],
    [null, ''],
    [{}, ''],
  ])('type %j is %j', (type, expected) => {
    expect(readOne({ ...approved, type })?.absences).toMatchObject([{ absence: { type: expected } }])
    expect(readOne({ ...approved, type: 'absence', absenceType: type })?.absences).toMatchObject([
      { absence: { type: expected || 'absence' } },
    ])
  })

  test.each<[object, boolean]>([
    [{ status: 'approved' }, true],
    [{ status: 'APPROVED' }, true],
    [{ status: ' Approved ' }, true],
    [{ status: { name: 'Approved' } }, true],
    [{ status: { id: 2, type: 'APPROVED', name: 'Godkjent' } }, true],
    [{ approved: true }, true],
    [{ approved: true, status: 'ACTIVE' }, true],
    [{ approved: false, status: 'approved' }, false],
    [{ status: 'PENDING' }, false],
    [{ status: 'not approved' }, false],
    [{ status: 'REJECTED' }, false],
    [{ status: { name: 'Waiting' } }, false],
    [{ status: null }, false],
    [{}, false],
  ])('%j: approved %j', (told, isApproved) => {
    expect(readOne({ ...plain, ...told })?.absences).toMatchObject([{ absence: { isApproved, isDeleted: false } }])
  })

  test.each<[string, object, boolean]>([
    ['absence-removed', {}, true],
    ['absence-deleted', {}, true],
    ['absences-delete', {}, true],
    ['absence-edited', { deleted: true }, true],
    ['absence-edited', { status: 'DELETED' }, true],
    ['absence-edited', { status: { name: 'deleted' } }, true],
    ['absence-edited', { deleted: false }, false],
    ['absence-reviewed', {}, false],
    // A user's end is no end of what they were paid for.
    ['users-delete', {}, false],
  ])('%s with %j: deleted %j', (topic, told, isDeleted) => {
    const notice = read({ topic, users: [{ id: 'u1' }], absences: [{ ...approved, ...told }] })
    expect(notice?.absences).toMatchObject([{ absence: { isDeleted } }])
  })

  test('a deletion need not tell what is deleted', () => {
    const notice = read({ topic: 'absence-removed', absences: [{ id: 'a1', userId: 'u1' }] })
    expect(notice?.absences).toMatchObject([{ userId: 'u1', absence: { id: 'a1', startDate: '', isDeleted: true } }])
  })

  test.each<[object, number]>([
    [{}, 100],
    [{ percentage: null }, 100],
    [{ percentage: '' }, 100],
    [{ percentage: 50 }, 50],
    [{ percentage: 37.5 }, 37.5],
    [{ percentage: '50' }, 50],
    [{ percentage: '37,5' }, 37.5],
    [{ percentage: '50 %' }, 50],
    [{ percent: 20 }, 20],
    [{ percentage: 0 }, 0],
  ])('%j is %j per cent', (told, percentage) => {
    expect(readOne({ ...approved, ...told })?.absences).toMatchObject([{ absence: { percentage } }])
  })

  test('without an end it is open-ended', () => {
    const { endDate: _, ...open } = approved
    for (const one of [open, { ...open, endDate: null }, { ...open, endDate: '' }]) {
      expect(readOne(one)?.absences).toMatchObject([{ absence: { endDate: null } }])
    }
  })

  test.each<[string, unknown]>([
    ['no id', { ...approved, id: undefined }],
    ['an empty id', { ...approved, id: '' }],
    ['no user', { ...approved, userId: undefined }],
    ['no start', { ...approved, startDate: undefined }],
    ['a start that is no day', { ...approved, startDate: 'soon' }],
    ['a start that never was', { ...approved, startDate: '2026-02-30' }],
    ['a start at a time that may be another day', { ...approved, startDate: '2026-03-01T23:00:00Z' }],
    // It must not look open-ended.
    ['an end that is no day', { ...approved, endDate: 'soon' }],
    ['an end in a list', { ...approved, endDate: [2026, 3, 6] }],
    ['a percentage that is none', { ...approved, percentage: 'half' }],
    ['a percentage below nothing', { ...approved, percentage: -50 }],
    ['an approval that may mean anything', { ...plain, status: true }],
    ['an approval in words', { ...plain, approved: 'yes' }],
    ['a text', 'a1'],
    ['nothing', [null, undefined, 7]],
  ])('%s cannot be understood', (_, one) => {
    expect(readOne(one)).toMatchObject({ users: [], absences: [], unreadable: 1 })
  })

  test('one that cannot be understood keeps no other from being read', () => {
    expect(read({ topic: 'absence-edited', absences: [{}, approved, 'a2'] })).toMatchObject({
      absences: [{ absence }],
      unreadable: 2,
    })
  })

  test.each<object>([{ data: approved }, approved, { absences: [] }, { users: [{ id: 'u1' }] }])(
    'a notice of absence in which none is found is not taken for nothing: %j',
    (content) => {
      expect(read({ topic: 'absence-registered', ...content })).toMatchObject({ absences: [], unreadable: 1 })
    },
  )
})

describe('the order', () => {
  const orderOf = (one: object, around: object = {}) => readOne({ ...approved, ...one }, around)?.absences[0]?.order

  test.each<[unknown, string | undefined]>([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00+01:00', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T10:00:00+0100', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T10:00:00.123456789Z', '2026-03-01T10:00:00.123Z'],
    // Wherever it is read.
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01 10:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    [1_772_359_200_000, '2026-03-01T10:00:00.000Z'],
    ['1772359200000', '2026-03-01T10:00:00.000Z'],
    [1_772_359_200, '2026-03-01T10:00:00.000Z'],
    [1_772_359_200.25, '2026-03-01T10:00:00.250Z'],
    ['v12', undefined],
    ['2026-13-01T10:00:00Z', undefined],
    ['2026-03-01T10:00:00[Europe/Oslo]', undefined],
    [8_640_000_000_000_001, undefined],
    [999_999_999_999_999, undefined],
    [-1, undefined],
    ['', undefined],
    [null, undefined],
  ])('%j', (updatedAt, expected) => {
    expect(orderOf({ updatedAt })).toBe(expected)
    expect(orderOf({ modifiedAt: updatedAt })).toBe(expected)
    expect(orderOf({}, { timestamp: updatedAt })).toBe(expected)
  })

  test('the absence’s own time counts before that of the notice', () => {
    const [own, around] = ['2026-03-01T10:00:00Z', '2026-03-01T12:00:00Z']
    expect(orderOf({ updatedAt: own }, { timestamp: around })).toBe('2026-03-01T10:00:00.000Z')
    expect(orderOf({}, { timestamp: { at: around } })).toBeUndefined()
  })

  test('sorts by the instant, whatever the offset', () => {
    const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) })
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 })
    fc.assert(
      fc.property(instant, instant, offset, offset, (one, other, offsetOfOne, offsetOfOther) => {
        const [a, b] = [orderOf({ updatedAt: at(one, offsetOfOne) }), orderOf({ updatedAt: at(other, offsetOfOther) })]
        expect(a && b && Math.sign(Number(a > b) - Number(a < b))).toBe(Math.sign(one - other))
      }),
      { numRuns: 200 },
    )
    function at(milliseconds: number, minutes: number): string {
      const local = new Date(milliseconds + minutes * 60_000).toISOString().slice(0, -1)
      const two = (number: number) => String(Math.floor(Math.abs(number))).padStart(2, '0')
      return `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
    }
  })
})
