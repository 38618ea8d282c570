/** The review at a terminal where somebody answers: what is asked, in which order, and what comes of it. */
import { describe, expect, test } from 'vitest'
import { isOpen } from '../../src/ui/review.ts'
import { account, employee, identity, kari, user, type World } from '../core/people.ts'
import type { Answer } from '../helpers/prompter.ts'
import { draftOf, pick, reviewed } from './reviewing.ts'

const named = (name: string) => ({ ...kari, givenName: name, email: `${name.toLowerCase()}@nordlys.example` })

/** Three pairs that differ in the phone; the first two in the date of birth too. */
const three: World = {
  huma: [
    user('h1', { ...named('Anne'), phone: '1', birthDate: '1990-05-18' }),
    user('h2', { ...named('Berit'), phone: '1', birthDate: null }),
    user('h3', { ...named('Cecilie'), phone: '1' }),
  ],
  payroll: [
    employee('p1', { ...named('Anne'), phone: '2' }),
    employee('p2', { ...named('Berit'), phone: '2' }),
    employee('p3', { ...named('Cecilie'), phone: '2' }),
  ],
}

describe('people on both sides', () => {
  const all = '3 users have differences'

  test.each<[string, Answer[], Record<string, object>]>([
    [
      'all by Huma',
      [pick(all, 'Use Huma for all of them')],
      { h1: { phone: 'huma', birthDate: 'huma' }, h2: { phone: 'huma', birthDate: 'huma' }, h3: { phone: 'huma' } },
    ],
    ['all left', [pick(all, 'Leave all')], { h1: { phone: 'leave' }, h2: { phone: 'leave' }, h3: { phone: 'leave' } }],
    [
      'one by one',
      [
        pick(all, 'Look at each user'),
        pick(/Anne Nordmann {2}\(1 of 3\)/, 'Use Huma for this user'),
        pick(/Berit Nordmann {2}\(2 of 3\)/, 'Use Tripletex for this user'),
        pick(/Cecilie Nordmann {2}\(3 of 3\)/, 'Leave as is'),
      ],
      {
        h1: { phone: 'huma', birthDate: 'huma' },
        h2: { phone: 'payroll', birthDate: 'payroll' },
        h3: { phone: 'leave' },
      },
    ],
    [
      'field by field, where an empty one is nothing to use',
      [
        pick(all, 'Look at each user'),
        pick('Anne', 'Choose per field'),
        pick('Mobile phone', 'Use Tripletex'),
        pick('Date of birth', 'Use Huma'),
        pick('Berit', 'Choose per field'),
        pick('Mobile phone', 'Leave as is'),
        pick('Date of birth', 'Use Tripletex'),
        // With a single field it is called by its name.
        pick('Cecilie', 'Use Huma for mobile phone'),
      ],
      {
        h1: { phone: 'payroll', birthDate: 'huma' },
        h2: { phone: 'leave', birthDate: 'payroll' },
        h3: { phone: 'huma' },
      },
    ],
    [
      'the first, and all remaining alike',
      [pick(all, 'Look at each user'), pick('Anne', 'Leave as is'), pick('Berit', 'Use Tripletex for all remaining')],
      { h1: { phone: 'leave' }, h2: { phone: 'payroll', birthDate: 'payroll' }, h3: { phone: 'payroll' } },
    ],
    [
      'back to the one before, who is answered anew',
      [
        pick(all, 'Look at each user'),
        pick('Anne', 'Use Huma for this user'),
        pick('Berit', 'Back'),
        pick('Anne', 'Use Tripletex for this user'),
        pick('Berit', 'Leave all remaining as they are'),
      ],
      { h1: { phone: 'payroll', birthDate: 'payroll' }, h2: { phone: 'leave' }, h3: { phone: 'leave' } },
    ],
  ])('%s', async (_name, script, fields) => {
    const { answers, kept } = await reviewed(three, script)
    expect(answers).toEqual(kept)
    for (const [id, expected] of Object.entries(fields)) expect(kept.fields.get(id)).toMatchObject(expected)
    expect(kept.fields.size).toBe(3)
  })

  test('what is put off is taken up where it was left', async () => {
    const first = await reviewed(three, [
      pick(all, 'Look at each user'),
      pick('Anne', 'Use Huma for this user'),
      pick('Berit', 'Finish later'),
    ])
    expect(first.answers).toMatchObject({ kind: 'cancelled', hint: expect.stringContaining('sync-users') })
    expect([...first.kept.fields.keys()]).toEqual(['h1'])

    const second = await reviewed(
      three,
      [pick('2 users have differences', 'Use Tripletex for all of them')],
      first.kept,
    )
    expect(second.shown).toContain('Decided in an earlier review: 1 person')
    expect(second.plan).toEqual([
      'update payroll p1 from huma h1: phone,birthDate',
      'update huma h2 from payroll p2: phone,birthDate',
      'update huma h3 from payroll p3: phone',
    ])
    // Nothing is left to ask.
    expect((await reviewed(three, [], second.kept)).answers).toEqual(second.kept)
  })

  test('values are shown as they are, what cannot be changed as such, and control characters never', async () => {
    const world: World = {
      huma: [
        user('h1', { ...kari, bankAccount: account.right, phone: '\u001b[31m1' }, { fixedFields: ['bankAccount'] }),
      ],
      payroll: [employee('p1', { ...kari, bankAccount: null, phone: '2' })],
    }
    const { shown } = await reviewed(world, [pick('1 user has', 'Look at each user'), pick('Kari', 'Leave as is')])
    expect(shown).toContain('8601.11.17947')
    expect(shown).toContain('(missing)')
    expect(shown).toContain('fixed in Huma')
    expect(shown).not.toContain('\u001b')
  })

  test('who lacks a required field is shown, with the field, and waits', async () => {
    const world: World = {
      huma: [user('h1', { ...kari, phone: '1', birthDate: null }), user('h2', named('Ola'))],
      payroll: [employee('p1', { ...kari, phone: '2', birthDate: null }), employee('p2', named('Ola'))],
      data: ['positions'],
    }
    const { shown, plan } = await reviewed(world, [pick('1 user has', 'Use Huma for all of them')])
    expect(shown).toContain('1 user is missing required fields and will not be synced until they are completed')
    expect(shown).toContain(
      'Kari Nordmann: Date of birth is missing; Tripletex cannot do without. Add date of birth in Huma.',
    )
    expect(shown).toContain('1 identical 1 with differences')
    expect(plan).toEqual(['hold huma h1 from payroll: missing birthDate', 'in step: 1'])
  })
})

describe('people on one side', () => {
  const world: World = {
    huma: [user('h1', named('Anne')), user('h2', named('Berit'))],
    payroll: [employee('p3', named('Cecilie'))],
    links: [{ humaId: 'h2', payrollId: 'gone' }],
  }

  test.each<[string, Answer[], string[]]>([
    [
      'all of one side, nobody of the other',
      [pick('2 users are only in Huma', 'Create all'), pick('1 user is only in Tripletex', 'Leave all')],
      ['huma h1 create', 'huma h2 create', 'payroll p3 leave'],
    ],
    [
      'some',
      [
        pick('2 users are only in Huma', 'Choose who'),
        { kind: 'checkbox', message: 'Who shall be created in Tripletex?', answer: ['Berit Nordmann'] },
        pick('1 user is only in Tripletex', 'Create all'),
      ],
      ['huma h1 leave', 'huma h2 create', 'payroll p3 create'],
    ],
    [
      'later',
      [pick('2 users are only in Huma', 'Leave all'), pick('1 user', 'Finish later')],
      ['huma h1 leave', 'huma h2 leave'],
    ],
  ])('%s', async (_name, script, people) => {
    const { kept } = await reviewed(world, script)
    expect([...kept.people].map((one) => one.join(' '))).toEqual(people)
  })

  test('whose employee is not shown any more is asked about also where a direction decides the rest', async () => {
    const given = { ...world, policy: { direction: 'huma-to-payroll' } as const }
    const { plan } = await reviewed(given, [pick('1 user is only in Huma', 'Create all')])
    expect(plan).toContain('recreate huma h2 in payroll: givenName,familyName,email,birthDate')
    expect(isOpen(draftOf(given).plan)).toBe(true)
  })
})

test.each<[string, World, boolean]>([
  ['nothing', { huma: [user('h1', kari)], payroll: [employee('p1', kari)] }, false],
  ['a difference', three, true],
  ['a difference that a direction decides', { ...three, policy: { direction: 'huma-to-payroll' } }, false],
  [
    'somebody without a required field, whom no answer helps',
    { huma: [user('h1', { ...kari, givenName: null })], payroll: [], policy: { create: ['payroll'] } },
    false,
  ],
  [
    'two who share an address',
    {
      huma: [user('h1', { ...kari, nationalId: identity.right })],
      payroll: [employee('p1', { ...kari, birthDate: '1990-05-18', nationalId: identity.other })],
      policy: { direction: 'huma-to-payroll' },
    },
    true,
  ],
])('whether anything is to be answered: %s', (_name, world, expected) => {
  expect(isOpen(draftOf(world).plan)).toBe(expected)
})
