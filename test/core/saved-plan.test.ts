import { describe, expect, test } from 'vitest'
import type { Person } from '../../src/core/person.ts'
import {
  changedSince,
  decisionsOf,
  isSamePlan,
  type SavedPlan,
  savedPlan,
  savePlan,
} from '../../src/core/saved-plan.ts'
import { account, digest, employee, identity, kari, linesOf, planOf, user, type World } from './people.ts'

const huma = [
  user('h1', { ...kari, phone: '1', birthDate: '1990-05-18', bankAccount: account.right }),
  user('h2', { ...kari, email: 'ola@nordlys.example', givenName: 'Ola', nationalId: identity.right }),
  user('h3', { ...kari, email: 'liv@nordlys.example', givenName: 'Liv', phone: '3' }),
  user('h4', { ...kari, email: 'per@nordlys.example', givenName: 'Per' }),
]
const payroll = [
  employee('p1', { ...kari, phone: '2', bankAccount: null }),
  employee('p3', { ...kari, email: 'liv@nordlys.example', givenName: 'Liv', phone: '4' }),
  employee('p5', { ...kari, email: 'anne@nordlys.example', givenName: 'Anne' }),
]
const answers = {
  fields: new Map([['h1', { phone: 'payroll', birthDate: 'huma', bankAccount: 'huma' }]] as const),
  people: new Map([
    ['huma h2', 'create'],
    ['payroll p5', 'create'],
  ] as const),
}

function save(world: World): SavedPlan {
  const saved = savePlan(planOf(world).plan, 'c1', '2026-01-31', digest)
  return savedPlan.parse(JSON.parse(JSON.stringify(saved)))
}

const saved = save({ huma, payroll, answers, policy: { conflicts: 'leave', create: [] } })

test('a plan comes back from its file as it was, and nothing else with it', () => {
  const { plan } = planOf({ huma, payroll, ...decisionsOf(saved) })
  expect(linesOf(plan).filter((line) => !line.startsWith('leave'))).toEqual([
    'update huma h1 from payroll p1: phone',
    'update payroll p1 from huma h1: birthDate,bankAccount',
    'create huma h2 in payroll: givenName,familyName,email,birthDate,nationalId',
    'create payroll p5 in huma: givenName,familyName,email,birthDate',
  ])
  expect(changedSince(saved, { huma, payroll }, digest)).toEqual([])
  expect(isSamePlan(saved, plan, digest)).toBe(true)
})

test('the file names people and fields, and holds no value', () => {
  const text = JSON.stringify(saved)
  expect(text).toContain('Ola Nordmann')
  for (const value of [identity.right.number, account.right.number, '1990-05-18', 'nordlys.example']) {
    expect(text).not.toContain(value)
  }
})

function replaced(people: readonly Person[], id: string, fields: Person['fields']): Person[] {
  return people.map((person) => (person.id === id ? { ...person, fields: { ...person.fields, ...fields } } : person))
}

test.each<[string, Partial<Record<'huma' | 'payroll', Person[]>>, string[]]>([
  // Kari is written on both sides.
  [
    'the source of an update',
    { huma: replaced(huma, 'h1', { birthDate: '1990-05-19' }) },
    ['Kari Nordmann', 'Kari Nordmann'],
  ],
  [
    'the target of an update',
    { payroll: replaced(payroll, 'p1', { address: null }) },
    ['Kari Nordmann', 'Kari Nordmann'],
  ],
  ['a target that is gone', { payroll: payroll.slice(1) }, ['Kari Nordmann', 'Kari Nordmann']],
  ['the source of a creation', { huma: replaced(huma, 'h2', { phone: '5' }) }, ['Ola Nordmann']],
  ['a source that is gone', { payroll: payroll.slice(0, 2) }, ['Anne Nordmann']],
  ['somebody whom the plan does not touch', { huma: replaced(huma, 'h3', { phone: '5' }) }, []],
])('changed since: %s', (_name, people, changed) => {
  expect(changedSince(saved, { huma, payroll, ...people }, digest)).toEqual(changed)
})

test('somebody who came since and looks like the same human being is noticed', () => {
  const newcomer = employee('p6', { ...kari, email: 'private@nordlys.example', givenName: 'Ola' })
  const now = { huma, payroll: [...payroll, newcomer] }
  expect(changedSince(saved, now, digest)).toEqual([])
  const { plan } = planOf({ ...now, ...decisionsOf(saved) })
  expect(isSamePlan(saved, plan, digest)).toBe(false)
  // Who knew of the twin and said so by name gets what was saved.
  const known = save({ ...now, ...decisionsOf(saved) })
  expect(isSamePlan(known, planOf({ ...now, ...decisionsOf(known) }).plan, digest)).toBe(true)
})

test('a plan of which something cannot be done any more is another plan', () => {
  const taken = { huma: [...huma, user('h6', { email: 'ola@nordlys.example' })], payroll }
  expect(isSamePlan(saved, planOf({ ...taken, ...decisionsOf(saved) }).plan, digest)).toBe(false)
})

describe('whom somebody has called the same', () => {
  const people = {
    huma: [user('h1', { ...kari, phone: '1' }), user('h2', { email: 'h2@nordlys.example' })],
    payroll: [employee('p1', { ...kari, email: null, phone: '2' }), employee('p2', { email: null })],
    outsiders: [],
  }
  const links = [
    { humaId: 'h2', payrollId: 'p2' },
    { humaId: 'h1', payrollId: 'p1' },
  ]
  const policy = { direction: 'huma-to-payroll' } as const
  const kept = save({ ...people, policy, answers: { links } })

  test('comes back from the file', () => {
    const { plan } = planOf({ ...people, ...decisionsOf(kept) })
    expect(linesOf(plan)).toContain('put together h1/p1')
    expect(linesOf(plan)).toContain('update payroll p1 from huma h1: phone')
    expect(changedSince(kept, people, digest)).toEqual([])
    expect(isSamePlan(kept, plan, digest)).toBe(true)
  })

  test.each<[string, Partial<typeof people>]>([
    ['the user has changed', { huma: replaced(people.huma, 'h1', { birthDate: '1990-05-18' }) }],
    ['the employee has changed', { payroll: replaced(people.payroll, 'p1', { birthDate: '1990-05-18' }) }],
    ['the user is gone', { huma: people.huma.slice(1) }],
  ])('does not where %s', (_name, change) => {
    const only = { ...kept, actions: [] }
    const now = { ...people, ...change }
    expect(changedSince(only, now, digest)).toEqual(['Kari Nordmann'])
    expect(isSamePlan(only, planOf({ ...now, ...decisionsOf(only) }).plan, digest)).toBe(false)
  })

  test('is nothing else', () => {
    const { links: _, ...earlier } = kept
    const read = savedPlan.parse(JSON.parse(JSON.stringify(earlier)))
    expect(isSamePlan(read, planOf({ ...people, ...decisionsOf(kept) }).plan, digest)).toBe(false)
  })
})

test('a file that is no plan is refused', () => {
  const [update, , create] = saved.actions
  expect(savedPlan.safeParse({ ...saved, actions: [update, create] }).success).toBe(true)
  expect(savedPlan.safeParse({ ...saved, actions: [{ ...update, targetId: undefined }] }).success).toBe(false)
  expect(savedPlan.safeParse({ ...saved, actions: [{ ...update, fields: ['salary'] }] }).success).toBe(false)
  expect(savedPlan.safeParse({ ...saved, version: 2 }).success).toBe(false)
})
