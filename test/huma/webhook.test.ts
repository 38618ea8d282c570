/** Who may tell us something, and what is understood of it: src/huma/webhook.ts. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { isFromHuma, readNotice, type WebhookKeys } from '../../src/huma/webhook.ts'

// The real one, counted.
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>()
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) }
})
afterEach(() => void vi.mocked(timingSafeEqual).mockClear())

const body = Buffer.from('{"topic":"users-update","users":[{"id":"u1","givenName":"Åse"}]}')
const secret = 'hemmelig'
const token = 'adgang'
const digest = (encoding: 'hex' | 'base64' | 'base64url', key = secret) =>
  createHmac('sha256', key).update(body).digest(encoding)
const hex = digest('hex')
const base64 = digest('base64')

describe('the proof', () => {
  const signed = (signature: string) => ({ 'huma-hmac-sha256': signature })
  const bearer = { authorization: `Bearer ${token}` }
  const both = { secret, token }
  test.each<[string, Record<string, string>, WebhookKeys, boolean]>([
    ['hex', signed(hex), { secret }, true],
    ['hex in capitals', signed(hex.toUpperCase()), { secret }, true],
    ['base64', signed(base64), { secret }, true],
    ['base64 of addresses, without its end', signed(digest('base64url')), { secret }, true],
    ['blanks around it', signed(` ${hex} `), { secret }, true],
    ['of another secret', signed(digest('hex', 'x')), { secret }, false],
    ['of another secret in base64', signed(digest('base64', 'x')), { secret }, false],
    ['base64 in capitals', signed(base64.toUpperCase()), { secret }, false],
    ['cut short', signed(hex.slice(0, 62)), { secret }, false],
    ['base64 cut short', signed(base64.slice(0, 40)), { secret }, false],
    ['with something after it', signed(`${hex}00`), { secret }, false],
    ['with something after it that is no digit', signed(`${hex}zz`), { secret }, false],
    ['base64 with something after it', signed(`${base64}AAAA`), { secret }, false],
    ['twice', signed(`${hex}, ${hex}`), { secret }, false],
    ['empty', signed(''), { secret }, false],
    ['absent', {}, { secret }, false],
    ['the secret itself', signed(secret), { secret }, false],
    ['with the token where only the secret is known', { ...signed(hex), ...bearer }, { secret }, true],
    ['the token', bearer, { token }, true],
    ['the token, with a signature nobody can check', { ...bearer, ...signed('x') }, { token }, true],
    ['the token after "bearer"', { authorization: `bearer ${token}` }, { token }, true],
    ['the token after "Basic"', { authorization: `Basic ${token}` }, { token }, false],
    ['the token alone', { authorization: token }, { token }, false],
    ['another token', { authorization: 'Bearer adganG' }, { token }, false],
    ['a longer token', { authorization: `Bearer ${token}1` }, { token }, false],
    ['an empty token', { authorization: 'Bearer ' }, { token }, false],
    ['no token', {}, { token }, false],
    ['both', { ...signed(base64), ...bearer }, both, true],
    ['both wanted, only the token', bearer, both, false],
    ['both wanted, only the signature', signed(hex), both, false],
    ['both wanted, another token', { ...signed(hex), authorization: 'Bearer x' }, both, false],
    ['nothing to prove it by', { ...signed(hex), ...bearer }, {}, false],
    ['empty keys', { ...signed(digest('hex', ' ')), authorization: 'Bearer ' }, { secret: '', token: '' }, false],
  ])('%s', (_, headers, keys, expected) => {
    expect(isFromHuma(body, new Headers(headers), keys)).toBe(expected)
  })

  test('is of every byte as it came', () => {
    for (let at = 0; at < body.length; at += 1) {
      const other = Buffer.from(body)
      other.writeUInt8(other.readUInt8(at) ^ 1, at)
      expect(isFromHuma(other, new Headers(signed(hex)), { secret })).toBe(false)
    }
    expect(isFromHuma(Buffer.concat([body, Buffer.from('\n')]), new Headers(signed(hex)), { secret })).toBe(false)
  })

  test('is compared in constant time, both parts of it', () => {
    isFromHuma(body, new Headers({ ...signed(digest('hex', 'x')), ...bearer }), both)
    expect(vi.mocked(timingSafeEqual)).toHaveBeenCalledTimes(2)
  })
})

/** `topic` is in the header too. */
function read(content: object, header?: string) {
  const topic = header ?? Reflect.get(content, 'topic')
  return readNotice(JSON.stringify(content), new Headers(typeof topic === 'string' ? { 'huma-topic': topic } : {}))
}

describe('users', () => {
  const user = { id: 'u1', email: 'kari@nordlys.example', phone: { value: '+4799912345' }, custom: { shoe: 43 } }
  test.each(['users-create', 'users-update', 'users-delete', 'users-export'])('%s', (topic) => {
    expect(read({ topic, users: [user, { ...user, id: 'u2' }] })).toEqual({
      topic,
      users: ['u1', 'u2'],
      absences: [],
      unreadable: 0,
    })
  })

  test.each<[string, object, string[], number]>([
    ['nobody', { users: [] }, [], 0],
    ['no list at all', {}, [], 1],
    ['a list of another name', { employees: [user] }, [], 1],
    ['one alone', { user }, ['u1'], 0],
    ['one alone in the place of the list', { users: user }, ['u1'], 0],
    ['ids that are numbers', { users: [{ id: 17 }] }, ['17'], 0],
    ['the id by another name', { users: [{ userId: 'u1' }] }, ['u1'], 0],
    ['one without an id among others', { users: [{ email: user.email }, user] }, ['u1'], 1],
    ['ids that say nothing', { users: [{ id: '' }, { id: null }, { id: {} }, { id: 1.5 }] }, [], 4],
    ['what is no user', { users: ['u1', 7, ['u1'], null, user] }, ['u1'], 3],
    ['a list that is a text', { users: 'u1' }, [], 1],
  ])('%s', (_, content, users, unreadable) => {
    expect(read({ topic: 'users-update', ...content })).toMatchObject({ users, absences: [], unreadable })
  })
})

const plain = { id: 'a1', userId: 'u1', type: 'Sick leave', startDate: '2026-03-02', endDate: '2026-03-06' }
const approved = { ...plain, status: 'APPROVED' }
const absence = {
  id: 'a1',
  type: 'Sick leave',
  startDate: '2026-03-02',
  endDate: '2026-03-06',
  percentage: 100,
  isApproved: true,
  isDeleted: false,
}

/** What is read of a notice of one absence. */
function readOne(one: unknown, around: object = {}) {
  return read({ topic: 'absence-edited', absences: [one], ...around })
}

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

describe('what is no notice', () => {
  const headers = new Headers({ 'huma-topic': 'users-update' })
  test.each([
    '',
    'users',
    '{"topic":',
    '[]',
    '[{"topic":"users-update"}]',
    'null',
    '"users-update"',
    '7',
    '{"topic":{}}',
  ])('%s', (text) => {
    expect(readNotice(text, headers)).toBeUndefined()
  })

  test('the topic: of the header, of the body, the same in both, or none', () => {
    const users = [{ id: 'u1' }]
    expect(read({ topic: 'users-update', users }, 'users-delete')).toBeUndefined()
    expect(read({ users }, 'users-delete')).toMatchObject({ topic: 'users-delete', users: ['u1'] })
    expect(readNotice(JSON.stringify({ topic: 'users-update', users }), new Headers())).toMatchObject({ users: ['u1'] })
    expect(read({ users })).toBeUndefined()
    expect(read({ topic: '', users })).toBeUndefined()
  })

  test('of another topic nothing is missing', () => {
    expect(read({ topic: 'groups-update', groups: [{ id: 'g1' }] })).toEqual({
      topic: 'groups-update',
      users: [],
      absences: [],
      unreadable: 0,
    })
  })
})

describe('garbage', () => {
  const headers = new Headers({ 'huma-topic': 'users-update' })

  test('10 MB of people are read', () => {
    const one = { email: 'kari@nordlys.example', funfacts: 'x'.repeat(1000) }
    const users = Array.from({ length: 10_000 }, (_, at) => ({ id: `u${at}`, ...one }))
    const text = JSON.stringify({ topic: 'users-update', users })
    expect(text.length).toBeGreaterThan(10_000_000)
    expect(readNotice(text, headers)).toMatchObject({ users: { length: 10_000 }, unreadable: 0 })
  })

  test.each([
    ['lists', '['.repeat(200_000), ']'.repeat(200_000)],
    ['objects', '{"users":'.repeat(200_000), `[]${'}'.repeat(200_000)}`],
  ])('%s within one another', (_, open, close) => {
    const users = `${open}${close}`
    expect(readNotice(`{"topic":"users-update","users":${users}}`, headers)).toMatchObject({ users: [], unreadable: 1 })
    const deep = `{"topic":"users-update","users":[{"id":"u1","custom":${users}}]}`
    expect(readNotice(deep, headers)).toMatchObject({ users: ['u1'], unreadable: 0 })
  })

  test('names of what every object has do nothing', () => {
    const text = `{"topic":"users-update","__proto__":{"topic":"x","polluted":1},"constructor":{"prototype":{"polluted":1}},
      "users":[{"__proto__":{"id":"u9","polluted":1},"toString":1,"hasOwnProperty":1},{"id":"__proto__"}],
      "absences":[{"__proto__":{"id":"a9","userId":"u9","startDate":"2026-03-02","polluted":1}}]}`
    expect(readNotice(text, headers)).toMatchObject({ topic: 'users-update', users: ['__proto__'], unreadable: 2 })
    expect({}).not.toHaveProperty('polluted')
  })

  const anything = fc.anything({ maxDepth: 3 })
  const names = [
    'id',
    'userId',
    'user',
    'type',
    'absenceType',
    'startDate',
    'fromDate',
    'endDate',
    'percentage',
    'status',
  ]
  const more = ['approved', 'deleted', 'updatedAt', 'modifiedAt', 'absences', 'absence', 'name']
  const values = fc.oneof(
    anything,
    fc.constantFrom(
      'u1',
      'a1',
      '2026-03-02',
      '9999-12-31',
      'APPROVED',
      'SICK_LEAVE',
      50,
      1e300,
      -0,
      true,
      null,
      {},
      [],
    ),
    fc
      .date({ noInvalidDate: false })
      .map((date) => (Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString())),
  )
  const near = fc.dictionary(fc.constantFrom(...names, ...more), values)
  const content = fc.dictionary(
    fc.constantFrom('topic', 'users', 'user', 'absences', 'absence', 'timestamp'),
    fc.oneof(fc.constantFrom('users-update', 'absence-removed'), near, fc.array(near), values),
  )
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), content.map(stringified), near.map(stringified))

  /** What JSON cannot hold, such as a BigInt, as a text. */
  function stringified(value: unknown): string {
    return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)) ?? ''
  }

  test('no body and no header throws, and what is read is fit to be used', () => {
    const topic = fc.option(fc.constantFrom('users-update', 'absence-removed', 'absence-edited'), { nil: undefined })
    fc.assert(
      fc.property(text, topic, (given, header) => {
        const notice = readNotice(given, new Headers(header === undefined ? {} : { 'huma-topic': header }))
        for (const { userId, absence, order } of notice?.absences ?? []) {
          expect([userId, absence.id]).not.toContain('')
          expect(absence.percentage).toBeGreaterThanOrEqual(0)
          if (!absence.isDeleted) expect(absence.startDate).toMatch(/^\d{4}-\d{2}-\d{2}$/)
          if (absence.endDate !== null) expect(absence.endDate).toMatch(/^\d{4}-\d{2}-\d{2}$/)
          if (order !== undefined) expect(new Date(order).toISOString()).toBe(order)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('no proof throws, and none is taken by chance', () => {
    const header = fc.string({ unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)) })
    fc.assert(
      fc.property(fc.uint8Array(), header, header, (bytes, signature, authorization) => {
        const headers = new Headers({ 'huma-hmac-sha256': signature, authorization })
        expect(isFromHuma(bytes, headers, { secret })).toBe(false)
        expect(isFromHuma(bytes, headers, { token })).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})
