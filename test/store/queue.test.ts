/** The queue: one task a subject, nothing lost between a notice and its end, and what is held stays until somebody says so. */
import { describe, expect, test } from 'vitest'
import { openState } from '../../src/store/state.ts'
import type { Notice } from '../../src/store/store.ts'
import { pathsIn, temporaryFolder } from '../helpers/home.ts'

const folder = () => temporaryFolder()

function open(home = folder()) {
  const clock = { time: 1_000_000 }
  const state = openState({ paths: pathsIn(home), now: () => clock.time, host: 'this', pid: process.pid })
  const lease = state.takeLease('c1')
  const notice = (humaId: string, at: number, more: Partial<Notice> = {}): Notice => ({
    ...{ connectionId: 'c1', humaId, kind: 'person', subject: '', at },
    ...more,
  })
  const due = (now: number, people = 100) =>
    state.dueTasks('c1', now, people).map(({ humaId, kind, subject }) => `${humaId} ${kind} ${subject}`.trim())
  const task = (now = Number.MAX_SAFE_INTEGER) => {
    const [first] = state.dueTasks('c1', now, 100)
    if (!first) throw new Error('no task')
    return first
  }
  return { state, lease, notice, due, task, home, clock }
}

const held = { state: 'held', dueAt: 0, tries: 1, message: 'Refused.' } as const

describe('notices', () => {
  test('of the same subject are one task, waiting since the first', () => {
    const { state, notice } = open()
    for (let at = 10; at < 20; at += 1) state.enqueue([notice('a', at)])
    expect(state.tasks({ connectionId: 'c1', limit: 10 })).toMatchObject([
      { since: 10, dueAt: 10, tries: 0, state: 'waiting' },
    ])
    expect(state.countTasks('c1')).toEqual({ waiting: 1, held: 0, byHand: 0, oldest: 10 })
  })

  test('of different subjects and connections are tasks of their own', () => {
    const { state, notice, due } = open()
    state.enqueue([
      notice('a', 1),
      notice('a', 1, { kind: 'absence', subject: 'x' }),
      notice('a', 1, { kind: 'absence', subject: 'y' }),
      notice('a', 1, { connectionId: 'c2' }),
    ])
    expect(due(1)).toEqual(['a person', 'a absence x', 'a absence y'])
    expect(state.countTasks('c2').waiting).toBe(1)
  })

  test('are due at their time, the oldest people first, each with all that is due of them', () => {
    const { state, notice, due } = open()
    state.enqueue([
      notice('b', 5),
      notice('a', 7),
      notice('b', 9, { kind: 'absence', subject: 'x' }),
      notice('c', 3, { dueAt: 50 }),
    ])
    expect(due(4)).toEqual([])
    expect(due(9, 1)).toEqual(['b person', 'b absence x'])
    expect(due(9)).toEqual(['b person', 'a person', 'b absence x'])
    expect(due(50)).toContain('c person')
    expect(state.nextDue('c1')).toBe(5)
  })

  test('bring a later task forward, and never put an earlier one off', () => {
    const { state, notice, due } = open()
    state.enqueue([notice('a', 1, { dueAt: 1000 })])
    expect(due(10)).toEqual([])
    state.enqueue([notice('a', 10)])
    expect(due(10)).toEqual(['a person'])
    state.enqueue([notice('a', 11, { dueAt: 5000 })])
    expect(due(11)).toEqual(['a person'])
  })

  test('that come while a task is worked on are not lost', () => {
    const { state, lease, notice, due, task } = open()
    state.enqueue([notice('a', 1)])
    const read = task()
    state.enqueue([notice('a', 2)])
    state.finishTask(lease, read)
    expect(due(2)).toEqual(['a person'])
    state.postponeTask(lease, read, held)
    expect(due(2)).toEqual(['a person'])
    state.finishTask(lease, task())
    expect(due(2)).toEqual([])
    expect(state.nextDue('c1')).toBeUndefined()
  })

  test('wake what is held', () => {
    const { state, lease, notice, due, task } = open()
    state.enqueue([notice('a', 1)])
    state.postponeTask(lease, task(), held)
    expect(due(100)).toEqual([])
    state.enqueue([notice('a', 100)])
    expect(state.tasks({ connectionId: 'c1', limit: 10 })).toMatchObject([{ state: 'waiting', since: 100, tries: 0 }])
    expect(state.tasks({ connectionId: 'c1', limit: 10 })[0]).not.toHaveProperty('message')
  })

  test('are all there or none of them', () => {
    const { state, notice, due } = open()
    expect(() =>
      state.together(() => {
        state.enqueue([notice('a', 1)])
        state.saveMarks('c1', { heard: 'now' })
        throw new Error('broken off')
      }),
    ).toThrow('broken off')
    expect(due(1)).toEqual([])
    expect(state.marks('c1')).toEqual({})
  })

  test('survive the end of the process', () => {
    const { state, notice, home } = open()
    state.enqueue([notice('a', 1)])
    state.close()
    expect(open(home).due(1)).toEqual(['a person'])
  })
})

describe('what is held', () => {
  test('is tried again by its number only, at once', () => {
    const { state, lease, notice, due, task } = open()
    state.enqueue([notice('a', 1)])
    state.postponeTask(lease, task(), { ...held, person: 'Kari', hint: 'Mend it.' })
    expect(state.tasks({ state: 'held', limit: 10 })).toMatchObject([
      { person: 'Kari', message: 'Refused.', hint: 'Mend it.' },
    ])
    expect(state.retryTasks('c1', [99])).toEqual([])
    expect(state.retryTasks('c2', 'all')).toEqual([])
    expect(state.retryTasks('c1', 'all')).toHaveLength(1)
    expect(due(1)).toEqual(['a person'])
  })

  test('is gone when it is discarded; what waits is not', () => {
    const { state, lease, notice, task, due } = open()
    state.enqueue([notice('a', 1)])
    state.postponeTask(lease, task(), held)
    state.enqueue([notice('b', 1)])
    expect(state.discardTasks('c1', 'all')).toMatchObject([{ humaId: 'a' }])
    expect(due(1)).toEqual(['b person'])
  })

  test('and is to be done by hand is there once, until it is discarded, whatever else comes', () => {
    const { state, notice, due } = open()
    const item = { humaId: 'a', person: 'Kari', message: 'Remove the row.', at: 5 }
    state.addByHand('c1', item)
    state.addByHand('c1', { ...item, at: 9 })
    state.addByHand('c1', { ...item, message: 'Another.' })
    state.enqueue([notice('a', 10)])
    expect(state.countTasks('c1')).toMatchObject({ waiting: 1, held: 0, byHand: 2 })
    expect(state.retryTasks('c1', 'all')).toEqual([])
    expect(due(10)).toEqual(['a person'])
    const [first] = state.tasks({ state: 'by-hand', limit: 10 })
    state.discardTasks('c1', [first?.id ?? 0])
    expect(state.countTasks('c1').byHand).toBe(1)
  })
})

describe('records and marks', () => {
  const record = { humaId: 'a', kind: 'position', recordId: 'p1', content: '{}' } as const

  test('are kept by connection, person, kind and id', () => {
    const { state } = open()
    state.saveRecords('c1', [record, { ...record, recordId: 'p2', reference: '7' }, { ...record, humaId: 'b' }])
    state.saveRecords('c1', [{ ...record, content: '{"a":1}' }])
    expect(state.records('c1', 'a')).toEqual([
      { ...record, content: '{"a":1}' },
      { ...record, recordId: 'p2', reference: '7' },
    ])
    expect(state.record('c1', { ...record, recordId: 'p2' })).toMatchObject({ reference: '7' })
    expect(state.recordsOf('c1', 'position')).toHaveLength(3)
    expect(state.recordsOf('c1', 'salary')).toEqual([])
    expect(state.records('c2', 'a')).toEqual([])
    state.removeRecord('c1', record)
    expect(state.record('c1', record)).toBeUndefined()
  })

  test('are forgotten with the connection, and the queue too', () => {
    const { state, notice } = open()
    state.saveRecords('c1', [record])
    state.saveMarks('c1', { heard: 'now' })
    state.saveMarks('c2', { heard: 'then' })
    state.enqueue([notice('a', 1), notice('a', 1, { connectionId: 'c2' })])
    state.forget('c1')
    expect([state.records('c1', 'a'), state.marks('c1'), state.tasks({ connectionId: 'c1', limit: 9 })]).toEqual([
      [],
      {},
      [],
    ])
    expect([state.marks('c2'), state.countTasks('c2').waiting]).toEqual([{ heard: 'then' }, 1])
  })
})

test('whoever has lost the connection finishes nothing', () => {
  const { state, lease, notice, task, home, clock } = open()
  state.enqueue([notice('a', 1)])
  const read = task()
  const other = openState({ paths: pathsIn(home), now: () => clock.time + 10_000_000, host: 'other', pid: 1 })
  other.takeLease('c1')
  expect(() => state.finishTask(lease, read)).toThrow(expect.objectContaining({ kind: 'busy' }))
  expect(() => state.postponeTask(lease, read, held)).toThrow(expect.objectContaining({ kind: 'busy' }))
  expect(state.countTasks('c1').waiting).toBe(1)
  other.close()
})
