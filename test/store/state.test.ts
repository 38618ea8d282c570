import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import type { StorePaths } from '../../src/store/paths.ts'
import { openState } from '../../src/store/state.ts'
import type { NewIntent, NewLogEntry, State } from '../../src/store/store.ts'
import { pathsIn, temporaryFolder } from '../helpers/home.ts'

const at = '2026-11-03T08:00:00.000Z'

/** Closed after the test. */
function open(paths: StorePaths = pathsIn()): State {
  const state = openState({ paths, now: () => Date.parse(at), host: 'desk', pid: process.pid })
  onTestFinished(() => state.close())
  return state
}

const kari: NewIntent = {
  runId: 1,
  kind: 'update',
  side: 'payroll',
  personId: 'p1',
  payload: {
    phone: '+4791234567',
    birthDate: '1990-01-01',
    nationalId: { country: 'NO', number: '01019012345' },
    bankAccount: { kind: 'national', country: 'NO', number: '12345678903' },
    address: { line1: 'Storgata 1', line2: '', line3: '', postalCode: '0155', city: 'Oslo', country: 'NO' },
  },
  before: { phone: null, nationalId: { country: 'NO', number: '02019012345' }, somethingNew: 'shape unknown' },
  openedAt: at,
}

test('links and bases are there for the next process, each connection for itself', () => {
  const paths = pathsIn()
  const state = open(paths)
  const lease = state.takeLease('c1')
  const other = state.takeLease('c2')
  const base = { email: { huma: 'd1', payroll: null, at }, phone: { huma: 'd2', payroll: 'd3', at } }
  state.saveLinks(lease, [
    { humaId: 'h2', payrollId: 'p2', linkedAt: at },
    { humaId: 'h1', payrollId: 'p1', linkedAt: at },
  ])
  state.saveLinks(other, [{ humaId: 'h1', payrollId: 'p1', linkedAt: at }])
  state.saveBases(
    lease,
    new Map([
      ['h1', base],
      ['h2', base],
    ]),
  )
  state.saveBases(lease, new Map([['h2', { email: { huma: null, payroll: 'd4', at } }]]))
  state.close()

  const next = open(paths)
  expect(next.links('c1')).toEqual([
    { humaId: 'h1', payrollId: 'p1', linkedAt: at },
    { humaId: 'h2', payrollId: 'p2', linkedAt: at },
  ])
  expect(next.bases('c1')).toEqual(
    new Map<string, object>([
      ['h1', base],
      ['h2', { email: { huma: null, payroll: 'd4', at } }],
    ]),
  )
  expect(next.links('c2')).toHaveLength(1)
  expect(next.bases('c2')).toEqual(new Map())
})

test('a link takes the place of any other link of either person', () => {
  const state = open()
  const lease = state.takeLease('c1')
  const base = { email: { huma: 'd1', payroll: 'd2', at } }
  state.saveLinks(lease, [
    { humaId: 'h1', payrollId: 'p1', linkedAt: at },
    { humaId: 'h2', payrollId: 'p2', linkedAt: at },
  ])
  state.saveBases(
    lease,
    new Map([
      ['h1', base],
      ['h2', base],
    ]),
  )
  state.saveLinks(lease, [{ humaId: 'h2', payrollId: 'p1', linkedAt: at }])
  expect(state.links('c1')).toEqual([{ humaId: 'h2', payrollId: 'p1', linkedAt: at }])
  expect([...state.bases('c1').keys()]).toEqual(['h2'])
})

test('the digest key is made once', () => {
  const paths = pathsIn()
  const state = open(paths)
  const key = state.digestKey()
  expect(key).toHaveLength(32)
  expect(state.digestKey()).toEqual(key)
  expect(open(paths).digestKey()).toEqual(key)
  expect(open().digestKey()).not.toEqual(key)
})

test('a run that never ended is called interrupted when the next one starts', () => {
  const state = open()
  const lease = state.takeLease('c1')
  const first = state.startRun(lease, { command: 'sync-users', startedAt: at })
  state.endRun(lease, first, { endedAt: at, result: 'partly', read: { huma: 3, payroll: 2 }, counts: { created: 1 } })
  const second = state.startRun(lease, { command: 'sync-users', startedAt: at })
  state.startRun(state.takeLease('c2'), { command: 'run', startedAt: at })
  expect(state.runs('c1', 1)).toEqual([{ id: second, connectionId: 'c1', command: 'sync-users', startedAt: at }])
  const third = state.startRun(lease, { command: 'run', startedAt: at })
  expect(state.runs('c1', 10)).toEqual([
    { id: third, connectionId: 'c1', command: 'run', startedAt: at },
    { id: second, connectionId: 'c1', command: 'sync-users', startedAt: at, result: 'interrupted' },
    {
      ...{ id: first, connectionId: 'c1', command: 'sync-users', startedAt: at, endedAt: at, result: 'partly' },
      ...{ read: { huma: 3, payroll: 2 }, counts: { created: 1 } },
    },
  ])
  expect(state.runs('c2', 10).map(({ result }) => result)).toEqual([undefined])
  const foreign = { endedAt: at, result: 'done', counts: {} } as const
  expect(() => state.endRun(state.takeLease('c3'), first, foreign)).toThrow(
    expect.objectContaining({ kind: 'internal' }),
  )
})

test('an intent is whole while it is open and holds no sensitive value afterwards, anywhere in the file', () => {
  const paths = pathsIn()
  const state = open(paths)
  const lease = state.takeLease('c1')
  const create: NewIntent = { runId: 1, kind: 'create', side: 'payroll', personId: 'h9', payload: {}, openedAt: at }
  const [first, second] = [state.openIntent(lease, kari), state.openIntent(lease, create)]
  expect(state.openIntents('c1')).toEqual([
    { ...kari, id: first, connectionId: 'c1' },
    { ...create, id: second, connectionId: 'c1' },
  ])
  state.settleIntent(lease, first, { outcome: 'done', settledAt: at })
  const link = { humaId: 'h9', payrollId: 'p9', linkedAt: at }
  state.settleIntent(lease, second, { outcome: 'found', settledAt: at, resultId: 'p9' }, link)
  expect([state.openIntents('c1'), state.links('c1')]).toEqual([[], [link]])
  expect(() => state.settleIntent(state.takeLease('c2'), first, { outcome: 'done', settledAt: at })).toThrow(
    expect.objectContaining({ kind: 'internal' }),
  )
  state.close()
  expect(readdirSync(dirname(paths.state))).toEqual(['state.sqlite'])
  const file = readFileSync(paths.state, 'latin1')
  const values = ['01019012345', '12345678903', 'Storgata', '1990-01-01', '02019012345', 'shape unknown']
  expect(values.filter((value) => file.includes(value))).toEqual([])
  expect(file).toContain('"nationalId":null')
  expect(file).toContain('+4791234567')
})

test('an end that fails takes its link with it', () => {
  const state = open()
  const lease = state.takeLease('c1')
  const link = { humaId: 'h1', payrollId: 'p1', linkedAt: at }
  expect(() => state.settleIntent(lease, 99, { outcome: 'done', settledAt: at }, link)).toThrow('no intent 99')
  expect(state.links('c1')).toEqual([])
})

const entries: NewLogEntry[] = [
  {
    at: '2026-11-01T08:00:00.000Z',
    connectionId: 'c1',
    runId: 1,
    level: 'info',
    event: 'run-started',
    message: 'started',
  },
  {
    ...{ at: '2026-11-01T08:00:01.000Z', connectionId: 'c1', runId: 1, level: 'info', event: 'sent', message: 'sent' },
    ...{ person: 'Øystein Ås', humaId: 'h1', payrollId: 'p1', requestId: 'r1' },
  },
  {
    ...{ at: '2026-11-02T08:00:00.000Z', connectionId: 'c1', runId: 2, level: 'attention', event: 'held-back' },
    ...{ person: 'kari@nordlys.example', humaId: 'h2', message: 'held back', hint: 'add the date of birth' },
  },
  {
    at: '2026-11-03T08:00:00.000Z',
    connectionId: 'c2',
    level: 'error',
    event: 'refused',
    person: '100%_sure',
    message: 'no',
  },
]

test.for<[string, Parameters<State['logEntries']>[0], number[]]>([
  ['everything', { limit: 9 }, [1, 2, 3, 4]],
  ['the newest, oldest first', { limit: 2 }, [3, 4]],
  ['of a connection', { connectionId: 'c1', limit: 9 }, [1, 2, 3]],
  ['of a run', { runId: 1, limit: 9 }, [1, 2]],
  ['what needs attention, and what is worse', { level: 'attention', limit: 9 }, [3, 4]],
  ['by level', { level: 'error', limit: 9 }, [4]],
  ['by event', { event: 'sent', limit: 9 }, [2]],
  ['part of a name, with letters beyond A to Z', { person: 'øYSTEIN å', limit: 9 }, [2]],
  ['part of an e-mail address', { person: '@Nordlys', limit: 9 }, [3]],
  ['an exact id in Huma', { person: 'h1', limit: 9 }, [2]],
  ['an exact id in payroll', { person: 'p1', limit: 9 }, [2]],
  ['not a part of an id', { person: 'h', limit: 9 }, []],
  ['signs mean themselves', { person: '%_', limit: 9 }, [4]],
  ['since', { since: '2026-11-02', limit: 9 }, [3, 4]],
  ['after an id', { afterId: 2, limit: 9 }, [3, 4]],
  ['all together', { connectionId: 'c1', runId: 2, level: 'info', limit: 9 }, []],
])('the log: %s', ([, filter, ids]) => {
  const state = open()
  state.log(entries)
  const found = state.logEntries(filter)
  expect(found).toEqual(
    entries.map((entry, index) => ({ ...entry, id: index + 1 })).filter(({ id }) => ids.includes(id)),
  )
})

test('the log keeps the newest 100,000', () => {
  const state = open()
  const [entry] = entries
  const many = Array.from(
    { length: 60_000 },
    () => ({ at, connectionId: 'c1', level: 'info', event: 'sent', message: 'm', ...entry }) as const,
  )
  state.log(many)
  state.log(many)
  const left = state.logEntries({ limit: 200_000 })
  expect([left.length, left[0]?.id, left.at(-1)?.id]).toEqual([100_000, 20_001, 120_000])
})

test('a review that was put off is one text a connection', () => {
  const state = open()
  expect(state.savedReview('c1')).toBeUndefined()
  state.saveReview('c1', 'one')
  state.saveReview('c1', 'two')
  state.saveReview('c2', 'other')
  expect([state.savedReview('c1'), state.savedReview('c2')]).toEqual(['two', 'other'])
  state.saveReview('c1', undefined)
  expect([state.savedReview('c1'), state.savedReview('c2')]).toEqual([undefined, 'other'])
})

test('a forgotten connection leaves nothing, and the others whole', () => {
  const state = open()
  for (const id of ['c1', 'c2']) {
    const lease = state.takeLease(id)
    state.saveLinks(lease, [{ humaId: 'h1', payrollId: 'p1', linkedAt: at }])
    state.saveBases(lease, new Map([['h1', {}]]))
    state.startRun(lease, { command: 'run', startedAt: at })
    state.openIntent(lease, kari)
    state.log([{ at, connectionId: id, level: 'info', event: 'sent', message: 'm' }])
    state.saveReview(id, 'text')
  }
  function left(id: string): number[] {
    const log = state.logEntries({ connectionId: id, limit: 9 })
    const lists = [state.links(id), [...state.bases(id)], state.runs(id, 9), state.openIntents(id), log]
    return [...lists.map((list) => list.length), state.savedReview(id)?.length ?? 0]
  }
  state.forget('c1')
  expect([left('c1'), left('c2')]).toEqual([
    [0, 0, 0, 0, 0, 0],
    [1, 1, 1, 1, 1, 4],
  ])
  expect(() => state.takeLease('c1')).not.toThrow()
})

test('the file is for its owner only', () => {
  const paths = pathsIn(join(temporaryFolder(), 'new'))
  const state = open(paths)
  state.takeLease('c1')
  const folder = dirname(paths.state)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777])).toEqual([
    ['state.sqlite', 0o600],
    ['state.sqlite-shm', 0o600],
    ['state.sqlite-wal', 0o600],
  ])
})

test('a file of a newer program is left alone', () => {
  const paths = pathsIn()
  open(paths).close()
  const database = new DatabaseSync(paths.state)
  database.exec('PRAGMA user_version = 1000')
  database.close()
  expect(() => open(paths)).toThrow(
    expect.objectContaining({ kind: 'storage', message: expect.stringContaining('newer version of huma-payroll') }),
  )
})

test.each([
  ['no database', 'no database '.repeat(1000)],
  // It would look as if nobody had ever been linked, and everybody could be created a second time.
  ['empty', ''],
])('a file that is damaged is named and left as it is: %s', (_, text) => {
  const paths = pathsIn()
  writeFileSync(paths.state, text)
  const damaged = {
    kind: 'storage',
    message: `${paths.state} is damaged and cannot be read.`,
    hint: expect.stringContaining(`mv '${paths.state}'`),
  }
  expect(() => open(paths)).toThrow(expect.objectContaining(damaged))
  expect(readFileSync(paths.state, 'utf8')).toBe(text)
  expect(readdirSync(dirname(paths.state))).toEqual(['state.sqlite'])
})

test('a row that cannot be read is damage, and is not shown', () => {
  const odd = pathsIn()
  const state = open(odd)
  state.openIntent(state.takeLease('c1'), kari)
  const database = new DatabaseSync(odd.state)
  database.exec(`UPDATE intent SET payload = '{"nationalId": "01019012345"}'`)
  database.close()
  let refusal: unknown
  try {
    state.openIntents('c1')
  } catch (error) {
    refusal = error
  }
  expect(refusal).toMatchObject({ kind: 'storage', message: expect.stringContaining('is damaged') })
  expect(inspect(refusal)).not.toContain('01019012345')
})

test('a new file is whole from the first instant, and for its owner only', () => {
  const paths = pathsIn()
  open(paths).close()
  expect(readdirSync(dirname(paths.state))).toEqual(['state.sqlite'])
  expect(statSync(paths.state).mode & 0o777).toBe(0o600)
  const database = new DatabaseSync(paths.state)
  // One link: the file that it was made as is gone.
  expect([statSync(paths.state).nlink, database.prepare('PRAGMA integrity_check').get()]).toEqual([
    1,
    { integrity_check: 'ok' },
  ])
  database.close()
})

test('a place where no file can be is a clear refusal', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => open(pathsIn(file))).toThrow(expect.objectContaining({ kind: 'storage' }))
  expect(() => open(pathsIn(join(file, 'home')))).toThrow(expect.objectContaining({ kind: 'storage' }))
})
