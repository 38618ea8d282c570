import { expect, test } from 'vitest'
import { type GuardInput, guard, type SafetyStop } from '../../src/core/guard.ts'
import type { Side } from '../../src/core/person.ts'
import type { Action, Plan } from '../../src/core/plan.ts'
import { describeStop } from '../../src/core/wording.ts'
import { employee, planOf, user } from './people.ts'

const empty = planOf({ huma: [], payroll: [] }).plan

function planWith(writes: { created?: number; updated?: number; side?: Side }): Plan {
  const { created = 0, updated = 0, side = 'payroll' } = writes
  const source = side === 'payroll' ? user('h1') : employee('p1')
  const target = side === 'payroll' ? employee('p1') : user('h1')
  const actions: Action[] = [
    ...Array.from(
      { length: created },
      () => ({ kind: 'create', side, source, patch: {}, recreates: false, twins: [], leftOut: [] }) as const,
    ),
    ...Array.from(
      { length: updated },
      () => ({ kind: 'update', side, source, target, patch: {}, before: {} }) as const,
    ),
  ]
  return { ...empty, actions }
}

const both = (count: number) => ({ huma: count, payroll: count })

const standard = {
  plan: empty,
  read: both(100),
  lastRead: undefined,
  isActive: true,
  backlog: 0,
  maxChanges: undefined,
}

test.each<[string, Partial<GuardInput>, Omit<SafetyStop, 'suffices'> | undefined]>([
  ['the first run creates everybody', { plan: planWith({ created: 500 }), read: { huma: 500, payroll: 0 } }, undefined],
  ['nobody anywhere', { read: both(0), lastRead: both(0) }, undefined],
  [
    'an emptied side',
    { read: { huma: 9, payroll: 0 }, lastRead: both(9) },
    { kind: 'emptied', side: 'payroll', found: 0, limit: 9 },
  ],
  [
    'an emptied side, whatever anybody says',
    { read: { huma: 0, payroll: 1 }, lastRead: both(1), maxChanges: { kind: 'percent', value: 100 } },
    { kind: 'emptied', side: 'huma', found: 0, limit: 1 },
  ],
  [
    'less than half is left',
    { read: { huma: 49, payroll: 100 }, lastRead: both(100) },
    { kind: 'shrunk', side: 'huma', found: 49, limit: 100 },
  ],
  ['half is left', { read: both(50), lastRead: both(100) }, undefined],
  [
    'less than half of ten is left',
    { read: both(4), lastRead: both(10) },
    { kind: 'shrunk', side: 'huma', found: 4, limit: 10 },
  ],
  ['less than half of a few is left', { read: both(1), lastRead: both(9) }, undefined],
  [
    'a side has shrunk, as meant',
    { read: both(10), lastRead: both(100), maxChanges: { kind: 'number', value: 0 } },
    undefined,
  ],
  [
    'more new people than a quarter of the larger side',
    { plan: planWith({ created: 26 }), read: { huma: 100, payroll: 74 }, lastRead: both(74) },
    { kind: 'many-new', side: 'payroll', found: 26, limit: 25 },
  ],
  ['a quarter', { plan: planWith({ created: 25 }), read: { huma: 100, payroll: 75 }, lastRead: both(75) }, undefined],
  [
    'ten new people in a small company',
    { plan: planWith({ created: 10 }), read: { huma: 12, payroll: 2 }, lastRead: both(2) },
    undefined,
  ],
  [
    'eleven new people in a small company',
    { plan: planWith({ created: 11, side: 'huma' }), read: { huma: 2, payroll: 13 }, lastRead: both(2) },
    { kind: 'many-new', side: 'huma', found: 11, limit: 10 },
  ],
  [
    'many new people on one side, and still more changes on the other',
    {
      plan: {
        ...empty,
        actions: [
          ...planWith({ created: 30, updated: 10 }).actions,
          ...planWith({ updated: 70, side: 'huma' }).actions,
        ],
      },
      read: both(100),
      lastRead: both(100),
    },
    { kind: 'many-new', side: 'payroll', found: 30, limit: 25 },
  ],
  [
    'a side that has shrunk and is to be filled again',
    { plan: planWith({ created: 70, side: 'huma' }), read: { huma: 30, payroll: 100 }, lastRead: both(100) },
    { kind: 'shrunk', side: 'huma', found: 30, limit: 100 },
  ],
  ['updates are no new people', { plan: planWith({ updated: 100 }), read: both(100), lastRead: both(100) }, undefined],
  [
    'more writes than allowed',
    { plan: planWith({ created: 2, updated: 3 }), read: both(100), maxChanges: { kind: 'number', value: 4 } },
    { kind: 'over-limit', side: 'payroll', found: 5, limit: 4 },
  ],
  [
    'as many writes as allowed',
    { plan: planWith({ created: 2, updated: 3 }), read: both(100), maxChanges: { kind: 'number', value: 5 } },
    undefined,
  ],
  [
    'a limit in per cent of the side that is written to, rounded down',
    {
      plan: planWith({ updated: 2, side: 'huma' }),
      read: { huma: 19, payroll: 100 },
      maxChanges: { kind: 'percent', value: 10 },
    },
    { kind: 'over-limit', side: 'huma', found: 2, limit: 1 },
  ],
  [
    'many new people, as meant',
    {
      plan: planWith({ created: 80 }),
      read: { huma: 100, payroll: 20 },
      lastRead: both(20),
      maxChanges: { kind: 'number', value: 80 },
    },
    undefined,
  ],
  [
    'an activation changes much',
    { plan: planWith({ created: 80 }), read: { huma: 100, payroll: 20 }, lastRead: both(20), isActive: false },
    undefined,
  ],
  [
    'an emptied side, also before the activation',
    { read: { huma: 0, payroll: 20 }, lastRead: both(20), isActive: false },
    { kind: 'emptied', side: 'huma', found: 0, limit: 20 },
  ],
  [
    'whoever was left for later is not new',
    { plan: planWith({ created: 40 }), read: { huma: 100, payroll: 60 }, lastRead: both(60), backlog: 15 },
    undefined,
  ],
])('%s', (_name, input, stop) => {
  const whole = { ...standard, ...input }
  const found = guard(whole)
  expect(found && { ...found, suffices: undefined }).toEqual(stop && { ...stop, suffices: undefined })
  if (!found || found.kind === 'emptied') return
  // Whoever does what the hint says gets this run through, and no larger one.
  const { hint } = describeStop(found, { huma: 'Huma', payroll: 'Tripletex' })
  const typed = Number(/--max-changes (\d+)$/.exec(hint)?.[1])
  expect(guard({ ...whole, maxChanges: { kind: 'number', value: typed } })).toBe(undefined)
  if (typed > 0) expect(guard({ ...whole, maxChanges: { kind: 'number', value: typed - 1 } })?.kind).toBe('over-limit')
})
