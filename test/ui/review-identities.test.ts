/** Who is who, as somebody at the terminal answers it: each two are asked about once, and nothing is guessed. */
import { expect, test } from 'vitest'
import { stillHolding } from '../../src/core/answers.ts'
import { employee, identity, kari, type Planned, planOf, user, type World } from '../core/people.ts'
import type { Answer } from '../helpers/prompter.ts'
import { pick, reviewed } from './reviewing.ts'

const named = (name: string) => ({ ...kari, givenName: name, email: `${name.toLowerCase()}@nordlys.example` })

/** A user, and an employee without an address who may be the same. */
const one: World = {
  huma: [user('h1', { ...kari, phone: '1' })],
  payroll: [employee('p1', { ...kari, email: null, phone: '2' })],
}
const isKari = 'Is Kari Nordmann the same person?'
const same = 'Same person: keep them together'
const together = { humaId: 'h1', payrollId: 'p1' }

/** Two who were one human being in the eyes of whoever gave the address twice. */
const strangers: World = {
  huma: [user('h1', { ...kari, phone: '1', nationalId: identity.right })],
  payroll: [
    employee('p1', {
      ...named('Ola'),
      email: kari.email ?? null,
      birthDate: '1990-05-18',
      phone: '2',
      nationalId: identity.other,
    }),
  ],
}

interface Case {
  world: World
  script: Answer[]
  plan: string[]
}

const cases: Record<string, Case> = {
  'the same: their differences are asked about next, and they stay together': {
    world: one,
    script: [pick(isKari, same), pick('1 user has differences', 'Use Huma for all of them')],
    plan: ['update payroll p1 from huma h1: phone', 'leave email of h1/p1: fixed payroll', 'put together h1/p1'],
  },
  'left: asked of one side, left on both': {
    world: one,
    script: [pick(isKari, 'Leave as is')],
    plan: ['leave huma h1: chosen', 'leave payroll p1: chosen'],
  },
  'somebody else: the other stays to be decided like anybody': {
    world: one,
    script: [
      pick(isKari, 'Create in Tripletex: it is somebody else'),
      pick('1 user is only in Tripletex. Create in Huma?', 'Leave all'),
    ],
    plan: ['create huma h1 in payroll: givenName,familyName,email,phone,birthDate', 'leave payroll p1: chosen'],
  },
  'a direction decides everything but this': {
    world: { ...one, policy: { direction: 'huma-to-payroll' } },
    script: [pick(isKari, same)],
    plan: ['update payroll p1 from huma h1: phone', 'leave email of h1/p1: fixed payroll', 'put together h1/p1'],
  },
  'two addresses, one human being': {
    world: strangers,
    script: [pick(isKari, same), pick('1 user has differences', 'Use Huma for all of them')],
    plan: ['update payroll p1 from huma h1: givenName,phone,birthDate,nationalId', 'put together h1/p1'],
  },
  'one address, two human beings: nobody is created': {
    world: strangers,
    script: [pick(isKari, 'Leave as is')],
    plan: ['leave huma h1: different-people', 'leave payroll p1: different-people'],
  },
  'one of several': {
    world: {
      huma: [user('h1', kari)],
      payroll: [employee('p1', { ...kari, email: null }), employee('p2', { ...kari, email: null, birthDate: null })],
    },
    script: [
      pick(isKari, 'Same person as Kari Nordmann in Tripletex (same name and date of birth)'),
      pick('1 user has differences', 'Leave all of them'),
      pick('1 user is only in Tripletex', 'Leave all'),
    ],
    plan: ['leave email of h1/p1: chosen', 'leave payroll p2: chosen', 'put together h1/p1'],
  },
  'back takes the last answer back, and whatever followed from it': {
    world: {
      huma: [user('h1', kari), user('h2', named('Ola'))],
      payroll: [...one.payroll, employee('p2', { ...named('Ola'), email: null })],
    },
    script: [
      pick(isKari, same),
      pick('Is Ola', 'Back'),
      pick(isKari, 'Leave as is'),
      pick('Is Ola', same),
      pick('1 user has differences', 'Leave all of them'),
    ],
    plan: ['leave email of h2/p2: chosen', 'leave huma h1: chosen', 'leave payroll p1: chosen', 'put together h2/p2'],
  },
  'all remaining are left, those who are together are not': {
    world: {
      huma: [user('h1', kari), user('h2', named('Ola')), user('h3', named('Per'))],
      payroll: ['Kari', 'Ola', 'Per'].map((name, index) => employee(`p${index + 1}`, { ...named(name), email: null })),
    },
    script: [
      pick(isKari, same),
      pick('Is Ola', 'Leave all remaining'),
      pick('1 user has differences', 'Leave all of them'),
    ],
    plan: [
      'leave email of h1/p1: chosen',
      'leave huma h2: chosen',
      'leave huma h3: chosen',
      'leave payroll p2: chosen',
      'leave payroll p3: chosen',
      'put together h1/p1',
    ],
  },
  'two users who are one: each is asked about, and they cannot be put together': {
    world: { huma: [user('h1', kari), user('h2', { ...kari, email: 'private@nordlys.example' })], payroll: [] },
    script: [pick(isKari, 'Leave as is'), pick(isKari, 'Create in Tripletex: it is somebody else')],
    plan: ['create huma h2 in payroll: givenName,familyName,email,birthDate', 'leave huma h1: chosen'],
  },
  'a user who has left stands in nobody’s way': {
    world: {
      huma: [user('h1', kari), user('h2', { ...kari, email: 'old@nordlys.example' }, { active: false })],
      payroll: [],
    },
    script: [pick('1 user is only in Huma', 'Create all')],
    plan: ['create huma h1 in payroll: givenName,familyName,email,birthDate', 'leave huma h2: inactive'],
  },
}

test.each(Object.entries(cases))('%s', async (_name, { world, script, plan }) => {
  expect((await reviewed(world, script)).plan).toEqual(plan)
})

test('who belongs to somebody else already is not offered', async () => {
  const world: World = {
    huma: [user('h1', { ...kari, email: 'second@nordlys.example' }), user('h2', kari)],
    payroll: [employee('p1', { ...kari, nationalId: identity.right })],
    outsiders: [],
  }
  await expect(reviewed(world, [pick(isKari, same)])).rejects.toThrow('"Same person: keep them together" is 0 of')
})

test('put off and taken up again: what was said holds, and is not asked again', async () => {
  const { kept, answers } = await reviewed(one, [pick(isKari, same), pick('1 user has', 'Finish later')])
  expect(answers).toMatchObject({ kind: 'cancelled' })
  expect(kept.links).toEqual([together])
  const second = await reviewed(one, [pick('1 user has differences', 'Use Tripletex for all of them')], kept)
  expect(second.plan).toContain('put together h1/p1')
  expect(second.plan).toContain('update huma h1 from payroll p1: phone')
})

test('that somebody is nobody else is asked again when the review is taken up', async () => {
  const { kept } = await reviewed(one, [pick(isKari, 'somebody else'), pick('1 user is only in', 'Finish later')])
  expect([...kept.people]).toEqual([['huma h1', 'create']])
  const { matching }: Planned = planOf(one)
  const second = await reviewed(one, [pick(isKari, 'Leave as is')], stillHolding(kept, matching))
  expect(second.plan).toEqual(['leave huma h1: chosen', 'leave payroll p1: chosen'])
})

test('the screen says who it is about, and why', async () => {
  const { shown } = await reviewed(strangers, [pick(isKari, 'Finish later')])
  expect(shown).toContain(
    'Kari Nordmann in Huma and Ola Nordmann in Tripletex have the same e-mail address but are not the same person',
  )
  expect(shown).not.toContain(identity.right.number)
})
