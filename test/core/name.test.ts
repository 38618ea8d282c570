/** Names that payroll keeps as one text: never split wrongly, and never a difference that is none. */
import { describe, expect, test } from 'vitest'
import { fingerprint } from '../../src/core/compare.ts'
import type { Answers } from '../../src/core/decide.ts'
import { joinedName, readLike, splitName } from '../../src/core/name.ts'
import type { Fields, Patch, Person } from '../../src/core/person.ts'
import type { Plan } from '../../src/core/plan.ts'
import { holds, unchanged } from '../../src/sync/look-up.ts'
import { digest, employee, planOf, user } from './people.ts'

const email = 'kari@nordlys.example'

/** As a client reads it that knows nothing of the other side. */
function oneText(wholeName: string, fields: Fields = {}): Person {
  const name = splitName(wholeName) ?? { givenName: wholeName || null, familyName: null }
  return employee('p1', { ...name, email, ...fields }, { wholeName })
}

test.each<[whole: string, huma: [string, string], read: [string | null, string | null]]>([
  // The same text is the same name, wherever Huma splits it.
  ['Kari Nordmann', ['Kari', 'Nordmann'], ['Kari', 'Nordmann']],
  ['Kari Anne Berg Nordmann', ['Kari Anne', 'Berg Nordmann'], ['Kari Anne', 'Berg Nordmann']],
  ['Kari Anne Berg Nordmann', ['Kari', 'Anne Berg Nordmann'], ['Kari', 'Anne Berg Nordmann']],
  // One part is the same, and the other is one word.
  ['Kari Anne Hansen', ['Kari Anne', 'Nordmann'], ['Kari Anne', 'Hansen']],
  ['Karin Berg Nordmann', ['Kari', 'Berg Nordmann'], ['Karin', 'Berg Nordmann']],
  ['Kari Hansen', ['Anne Marie', 'Nordmann'], ['Kari', 'Hansen']],
  // A word in the middle belongs to either.
  ['Kari Berg Nordmann', ['Kari', 'Nordmann'], ['Kari Berg Nordmann', null]],
  ['Kari Anne Hansen', ['Kari', 'Nordmann'], ['Kari Anne Hansen', null]],
  ['Anne Berg Nordmann', ['Kari', 'Nordmann'], ['Anne Berg Nordmann', null]],
  // The other order, one word, none.
  ['Nordmann Kari', ['Kari', 'Nordmann'], ['Nordmann Kari', null]],
  ['Nordmann, Kari', ['Kari', 'Nordmann'], ['Nordmann, Kari', null]],
  ['Nordmann', ['Kari', 'Nordmann'], ['Nordmann', null]],
  ['', ['Kari', 'Nordmann'], [null, null]],
  // The beginning of a word is no part of a name.
  ['Karianne Nordmann Berg', ['Kari', 'Mann'], ['Karianne Nordmann Berg', null]],
])('%j beside %j in Huma is read as %j', (whole, [givenName, familyName], [given, family]) => {
  const read = readLike(oneText(whole), { givenName, familyName })
  expect(read.fields).toMatchObject({ givenName: given, familyName: family })
  expect(joinedName(read.fields)).toBe(whole)
  expect(fingerprint(read, digest)).toBe(fingerprint(oneText(whole), digest))
})

test('a side with two fields is left as it is', () => {
  const person = employee('p1', { givenName: 'Kari Berg', familyName: 'Nordmann' })
  expect(readLike(person, { givenName: 'Kari', familyName: 'Berg Nordmann' })).toBe(person)
})

function planned(
  huma: Person[],
  payroll: Person[],
  direction: 'huma-to-payroll' | 'payroll-to-huma',
  answers: Partial<Answers> = {},
): Plan {
  return planOf({ huma, payroll, policy: { direction }, answers }).plan
}

function patches(plan: Plan): Patch[] {
  return plan.actions.map(({ patch }) => patch)
}

describe('a plan', () => {
  const huma = user('h1', { givenName: 'Kari Anne', familyName: 'Nordmann', email })

  test('has nothing to do where the text is the same', () => {
    for (const direction of ['huma-to-payroll', 'payroll-to-huma'] as const) {
      const { actions, leftFields, heldBack, undecided } = planned([huma], [oneText('Kari Anne Nordmann')], direction)
      expect([actions, leftFields, heldBack, undecided]).toEqual([[], [], [], []])
    }
  })

  test('writes the whole name to payroll, whichever part differs', () => {
    expect(patches(planned([huma], [oneText('Kari Anne Hansen')], 'huma-to-payroll'))).toEqual([
      { givenName: 'Kari Anne', familyName: 'Nordmann' },
    ])
    expect(patches(planned([huma], [oneText('Anne Marie von Hansen')], 'huma-to-payroll'))).toEqual([
      { givenName: 'Kari Anne', familyName: 'Nordmann' },
    ])
  })

  test('writes to Huma the part that is known, and never a guess', () => {
    expect(patches(planned([huma], [oneText('Kari Anne Hansen')], 'payroll-to-huma'))).toEqual([
      { familyName: 'Hansen' },
    ])
    const unknown = planned([huma], [oneText('Kari Anne Berg Nordmann')], 'payroll-to-huma')
    expect(unknown.actions).toEqual([])
    expect(unknown.leftFields.map(({ field, why }) => [field, why.kind])).toEqual([
      ['givenName', 'unacceptable'],
      ['familyName', 'nothing-there'],
    ])
  })

  test('does not put half a name in the place of a whole one', () => {
    const fields = new Map([['h1', { givenName: 'huma', familyName: 'leave' } as const]])
    const plan = planned([huma], [oneText('Anne Berg Hansen')], 'huma-to-payroll', { fields })
    expect(plan.actions).toEqual([])
    expect(plan.leftFields.map(({ field, why }) => [field, why.kind])).toEqual([
      ['familyName', 'chosen'],
      ['givenName', 'unacceptable'],
    ])
  })

  test('creates in Huma whoever has a name of two words, and holds the others back', () => {
    expect(patches(planned([], [oneText('Kari Nordmann')], 'payroll-to-huma'))).toEqual([
      { givenName: 'Kari', familyName: 'Nordmann', email },
    ])
    const plan = planned([], [oneText('Kari Berg Nordmann')], 'payroll-to-huma')
    expect(plan.actions).toEqual([])
    expect(plan.heldBack.map(({ reason }) => reason.kind)).toEqual(['unsplit-name'])
  })

  test('sees the same human being in another split', () => {
    const born = { birthDate: '1990-05-17' }
    const elsewhere = user('h1', {
      givenName: 'Kari',
      familyName: 'Berg Nordmann',
      email: 'k@nordlys.example',
      ...born,
    })
    const plan = planned([elsewhere], [oneText('Kari Berg Nordmann', born)], 'huma-to-payroll')
    expect(plan.heldBack.map(({ reason }) => reason.kind)).toEqual(['twin'])
  })
})

test('what became of a write is told by the whole name', () => {
  const patch = { givenName: 'Kari Anne', familyName: 'Berg Nordmann' }
  const before = { givenName: 'Kari', familyName: 'Hansen' }
  expect(holds(oneText('Kari Anne Berg Nordmann'), patch)).toBe(true)
  expect(holds(oneText('Kari Anne Berg'), patch)).toBe(false)
  expect(unchanged(oneText('Kari Hansen'), before, patch)).toBe(true)
  expect(unchanged(oneText('Kari Berg Hansen'), before, patch)).toBe(false)
  expect(unchanged(oneText('Kari Berg Hansen'), { givenName: 'Kari Berg Hansen', familyName: null }, patch)).toBe(true)
})
