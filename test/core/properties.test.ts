/** What must hold for any two lists of people, any rules, any decisions (docs/architecture.md). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRequired } from '../../src/core/field-rule.ts'
import { type Fields, fieldNames, otherSide, type Person, type Side } from '../../src/core/person.ts'
import { runEnd } from '../../src/core/report.ts'
import { invalidity, sameValue } from '../../src/core/values.ts'
import { world } from './arbitrary.ts'
import { applied, holders } from './model.ts'
import { linesOf, nameOf, type Planned, planOf, type World } from './people.ts'

const sides = ['huma', 'payroll'] as const

function always(property: (world: World, planned: Planned) => void, numRuns = 800): void {
  fc.assert(
    fc.property(world, (one) => property(one, planOf(one))),
    { numRuns },
  )
}

test('the same input in another order gives the same plan', () => {
  const shuffled = world.chain((one) =>
    fc.record({
      one: fc.constant(one),
      other: fc.record({
        huma: shuffle(one.huma),
        payroll: shuffle(one.payroll),
        links: shuffle(one.links),
        outsiders: shuffle(one.outsiders),
      }),
    }),
  )
  fc.assert(
    fc.property(shuffled, ({ one, other }) => {
      expect(inFull(planOf({ ...one, ...other }))).toEqual(inFull(planOf(one)))
    }),
    { numRuns: 800 },
  )
})

function shuffle<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length })
}

/** With the values that are written, which lines leave out. */
function inFull({ plan }: Planned): unknown {
  return [linesOf(plan), plan.actions.map(({ patch }) => patch)]
}

test('a write holds only what its source shows, and touches only what its target shows and lets be changed', () => {
  always(({ rules }, { plan }) => {
    for (const action of plan.actions) {
      const { side, source, patch } = action
      expect(source.side).toBe(otherSide(side))
      for (const field of fieldNames) {
        if (!(field in patch)) continue
        const value = patch[field]
        expect(value).not.toBe(null)
        expect(value).not.toBe(undefined)
        expect(value).not.toBe('')
        expect(value).toBe(source.fields[field])
        const writable = rules?.[side][field]?.write
        if (action.kind === 'create') {
          expect(writable).not.toBe('never')
          continue
        }
        expect(writable).toBe('always')
        expect(action.target.fixedFields ?? []).not.toContain(field)
        expect(action.target.fields[field]).not.toBe(undefined)
        expect(action.before[field]).toBe(action.target.fields[field])
      }
      if (action.kind === 'create') continue
      expect(Object.keys(patch)).not.toEqual([])
      expect(Object.keys(action.before).sort()).toEqual(Object.keys(patch).sort())
    }
  })
})

test('no write leaves a required field empty, or a number wrong that was right', () => {
  always(({ rules, data = [], settings = {} }, { plan }) => {
    for (const action of plan.actions) {
      const before: Fields = action.kind === 'update' ? action.target.fields : {}
      for (const field of fieldNames) {
        const rule = rules?.[action.side][field]
        const visible = action.kind === 'create' || before[field] !== undefined
        if (rule && visible && isRequired(rule.required, settings, new Set(data))) {
          expect([field, { ...before, ...action.patch }[field] ?? null]).not.toEqual([field, null])
        }
      }
      expect(!isWrong(before, 'nationalId') && isWrong(action.patch, 'nationalId') && Boolean(before.nationalId)).toBe(
        false,
      )
      expect(
        !isWrong(before, 'bankAccount') && isWrong(action.patch, 'bankAccount') && Boolean(before.bankAccount),
      ).toBe(false)
    }
  })
})

function isWrong(fields: Fields, field: 'nationalId' | 'bankAccount'): boolean {
  const value = fields[field]
  return Boolean(value && invalidity(field, value))
}

test('nobody is written who is deactivated in Huma, and nobody who has left is created unasked', () => {
  always(({ answers }, { plan, matching }) => {
    const locked = new Set<Person>()
    for (const { huma, payroll } of matching.pairs) if (!huma.active) locked.add(huma).add(payroll)
    for (const action of plan.actions) {
      expect(locked.has(action.source)).toBe(false)
      if (action.kind === 'update') expect(locked.has(action.target)).toBe(false)
      else if (!action.source.active) expect(answers?.people?.get(nameOf(action.source))).toBe('create')
    }
  })
})

test('everybody of both lists, and every difference, ends in exactly one place', () => {
  always(({ huma, payroll }, { plan, matching, comparisons }) => {
    const places = new Map<string, string[]>([...huma, ...payroll].map((person) => [nameOf(person), []]))
    const put = (person: Person, place: string) => places.get(nameOf(person))?.push(place)
    const paired = new Set(matching.pairs.flatMap((pair) => [pair.huma, pair.payroll]))
    const alone = (person: Person) => !paired.has(person)
    for (const action of plan.actions) if (action.kind === 'create') put(action.source, 'created')
    for (const { person, reason } of plan.heldBack) if (alone(person)) put(person, reason.kind)
    for (const { person, why } of plan.leftPeople) put(person, why)
    for (const { person } of plan.undecided) if (alone(person)) put(person, 'undecided')

    let inStep = 0
    for (const { pair, differences } of comparisons) {
      const states = stateOf(pair)
      put(pair.huma, states.join())
      put(pair.payroll, states.join())
      const of = { person: (one: Person) => one === pair.huma || one === pair.payroll }
      const fields = [
        ...plan.actions.filter(({ source }) => of.person(source)).flatMap(({ patch }) => Object.keys(patch)),
        ...plan.leftFields.filter((one) => of.person(one.huma)).map(({ field }) => field),
        ...plan.undecided.filter(({ person }) => of.person(person)).flatMap((one) => one.fields),
      ]
      const held = plan.heldBack.filter(({ person }) => of.person(person))
      expect(new Set(fields).size).toBe(fields.length)
      const wanted = differences.map(({ field }) => field)
      if (!pair.huma.active) expect([...fields, ...held]).toEqual([])
      else if (held.length === 0) expect(fields.sort()).toEqual(wanted.sort())
      else expect(wanted).toEqual(expect.arrayContaining(fields))
      for (const { person, side } of held) {
        expect(plan.actions.filter((action) => action.side === side && action.source === person)).toEqual([])
      }
      if (pair.huma.active && differences.length === 0) inStep += 1
    }
    expect(plan.inStep).toHaveLength(inStep)
    for (const [person, found] of places) expect([person, found.length]).toEqual([person, 1])

    function stateOf({ huma: user }: { huma: Person }): string[] {
      return plan.locked.includes(user) ? ['locked'] : ['pair']
    }
  })
})

test('what a direction alone creates was never linked to an employee, and nothing is written for two who are told apart', () => {
  always(({ policy, answers, links = [] }, { plan, matching }) => {
    const apart = new Set(matching.strangers.flatMap(({ huma, payroll }) => [huma, payroll]))
    for (const action of plan.actions) {
      expect(apart.has(action.source)).toBe(false)
      if (action.kind === 'update') expect(apart.has(action.target)).toBe(false)
      else if (action.side === 'payroll' && !policy?.create && !answers?.people?.has(nameOf(action.source))) {
        const said = answers?.links ?? []
        const earlier = links.filter(({ humaId }) => humaId === action.source.id)
        const isReplaced = earlier.every(({ payrollId }) => said.some((one) => one.payrollId === payrollId))
        expect(earlier.length === 0 || isReplaced).toBe(true)
      }
    }
  })
})

test('whom a person calls the same is a pair, and nobody else’s', () => {
  always(({ answers }, { matching }) => {
    const [said, ...more] = answers?.links ?? []
    if (!said || more.length > 0) return
    const isThere = (side: Side, id: string) =>
      [...matching.pairs.map((pair) => pair[side]), ...matching.onlyIn[side].map(({ person }) => person)].some(
        (person) => person.id === id,
      )
    const pair = matching.pairs.find(({ huma }) => huma.id === said.humaId)
    if (pair?.payroll.id === said.payrollId) expect(pair.by).toBe('word')
    else expect(isThere('huma', said.humaId) && isThere('payroll', said.payrollId)).toBe(false)
  })
})

test('no two people come to share what no two may share', () => {
  always((before, planned) => {
    const after = applied(before, planned, true)
    for (const side of sides) {
      const earlier = holders(before, side)
      for (const [value, count] of holders(after, side)) {
        expect([value, count <= Math.max(1, earlier.get(value) ?? 0)]).toEqual([value, true])
      }
    }
  })
})

test('nobody is created who is there already, or who is created a second time, unless somebody says so by name', () => {
  always(({ huma, payroll, answers }, { plan, matching }) => {
    const people = { huma, payroll }
    const known = new Set(matching.pairs.flatMap((pair) => (pair.huma.active ? [pair.huma, pair.payroll] : [])))
    for (const { person } of matching.outsideScope) known.add(person)
    const made = plan.actions.filter((action) => action.kind === 'create')
    expect(new Set(made.map(({ source }) => source)).size).toBe(made.length)
    for (const { side, source } of made) {
      if (answers?.people?.get(nameOf(source)) === 'create') continue
      const same = (person: Person) =>
        person !== source && (looksLike(person, source) || (!known.has(person) && hasNameOnly(person, source)))
      expect(people[side].filter(same)).toEqual([])
      expect(
        made.map((action) => action.source).filter((person) => person.side === source.side && same(person)),
      ).toEqual([])
    }
  })
})

function looksLike({ side, fields, pendingEmail }: Person, other: Person): boolean {
  const { nationalId, email, givenName, familyName, birthDate } = other.fields
  const sameEmail = (one: string | null | undefined, two: string | null | undefined) =>
    Boolean(one && two && sameValue('email', one, two))
  return (
    Boolean(nationalId && fields.nationalId && sameValue('nationalId', nationalId, fields.nationalId)) ||
    sameEmail(email, fields.email) ||
    (side !== other.side && sameEmail(email, pendingEmail)) ||
    (side !== other.side && sameEmail(other.pendingEmail, fields.email)) ||
    Boolean(
      givenName &&
        familyName &&
        birthDate &&
        [givenName === fields.givenName, familyName === fields.familyName, birthDate === fields.birthDate].every(
          Boolean,
        ),
    )
  )
}

/** One of the two has no address, and nothing else tells them apart. */
function hasNameOnly({ side, fields }: Person, other: Person): boolean {
  const { email, givenName, familyName, birthDate } = other.fields
  if (side === other.side || (email && fields.email) || !givenName || !familyName) return false
  if (birthDate && fields.birthDate && birthDate !== fields.birthDate) return false
  return givenName === fields.givenName && familyName === fields.familyName
}

test.each([true, false])('a second run after a clean one plans nothing (new addresses confirmed: %j)', (confirmed) => {
  always((before, planned) => {
    const outcomes = planned.plan.actions.map((action) => ({ action, result: 'done', id: '' }) as const)
    fc.pre(outcomes.length > 0 && runEnd(planned.plan, outcomes, undefined) === 'done')
    expect(planOf(applied(before, planned, confirmed)).plan.actions).toEqual([])
  }, 250)
})

test('runs come to rest, whatever was held back at first', () => {
  always((before) => {
    let now = before
    const created = new Set<string>()
    const limit = before.huma.length + before.payroll.length + 1
    for (let round = 0; ; round += 1) {
      const planned = planOf(now)
      if (planned.plan.actions.length === 0) break
      expect(round).toBeLessThan(limit)
      for (const action of planned.plan.actions) {
        if (action.kind === 'update') continue
        expect(created).not.toContain(nameOf(action.source))
        created.add(nameOf(action.source))
      }
      now = applied(now, planned, round % 2 === 0)
    }
  })
})
