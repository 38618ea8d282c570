/** What is understood of a notice, and of what is none. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readNotice } from '../../src/huma/webhook.ts'
import { read } from './notice.ts'

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
})
