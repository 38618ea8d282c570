/**
 * What every payroll system promises (src/systems/system.ts), tried on its sandbox. A new system calls `describeSystem`
 * with what this file cannot know of it.
 */
import { describe, expect, test } from 'vitest'
import { type FieldName, type Fields, fieldNames, type Patch } from '../../src/core/person.ts'
import { describeDeclaration } from './contract-declaration.ts'
import { openFiles } from './contract-files.ts'
import {
  differing,
  type FileHarness,
  type Harness,
  keyOf,
  type Opened,
  type OpenOptions,
  only,
  people,
  type Stored,
  textOf,
  without,
} from './contract-harness.ts'
import { describeHttp } from './contract-http.ts'
import { openServed } from './contract-served.ts'
import { httpTroubles, type Trouble, type Troubles } from './contract-troubles.ts'

/** What only one medium can promise is not asked of the other: `describeHttp`, and `FileHarness.troubles`. */
export function describeSystem(harness: Harness | FileHarness): void {
  const isFiles = harness.medium === 'files'
  const troubles: Troubles = isFiles ? harness.troubles : httpTroubles
  const open = (options?: OpenOptions): Promise<Opened> =>
    isFiles ? openFiles(harness, options) : openServed(harness, options)
  const { system, values } = harness
  const declared = fieldNames.filter((field) => system.fields[field])
  const writable = (...kinds: string[]) => declared.filter((field) => kinds.includes(system.fields[field]?.write ?? ''))
  const always = writable('always')
  const newPerson = (from: Patch): Patch =>
    Object.fromEntries(
      Object.entries(from).filter(([field]) => writable('always', 'create-only').some((one) => one === field)),
    )
  const shown = declared.filter((field) => !harness.neverShown?.includes(field))
  const ofDeclaration = (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => shown.some((one) => one === field)))

  describeDeclaration(harness)
  if (!isFiles) describeHttp(harness, newPerson, always[0] ?? 'familyName')

  describe(`${system.name}: reading`, () => {
    test('the account proves that the key works', async () => {
      const { read, writes } = await open()
      const account = await read.account()
      expect(account).toMatchObject({ id: expect.stringMatching(/./), name: expect.stringMatching(/./) })
      expect(account.missingRights ?? []).toEqual([])
      expect(await read.account()).toEqual(account)
      expect(writes()).toEqual([])
    })

    test('everybody comes, each once, with what is stored, who has left as inactive', async () => {
      const opened = await open()
      await opened.screens.end(opened.storedAt(1).id)
      const everybody = await opened.everybody()
      const stored = opened.stored()
      expect(everybody.map(({ id }) => id).sort()).toEqual(stored.map(({ id }) => id).sort())
      expect(stored.filter(({ active }) => !active)).toHaveLength(1)
      for (const { id, active, fields } of stored) {
        const person = everybody.find((one) => one.id === id)
        expect(person).toMatchObject({ side: 'payroll', active })
        expect(differing(person?.fields ?? {}, ofDeclaration(fields))).toEqual([])
        expect(Object.keys(person?.fields ?? {}).filter((field) => !declared.some((one) => one === field))).toEqual([])
        expect(await opened.read.findPerson({ id })).toEqual(person)
      }
    })

    test('somebody is found by the whole of a key and by nothing less', async () => {
      const { read, stored, storedAt } = await open()
      expect(await read.findPerson({ id: harness.nobody })).toBeUndefined()
      const { id, fields } = storedAt(2)
      for (const by of system.findBy) {
        const value = fields[by]
        const text = typeof value === 'string' ? value : (value?.number ?? '')
        expect(await read.findPerson(keyOf(by, text)), by).toMatchObject({ id })
        for (const other of [text.slice(1), text.slice(0, -1), `${text}1`, `1${text}`]) {
          const holder = stored().find((one) => textOf(one.fields[by]) === other)
          expect((await read.findPerson(keyOf(by, other)))?.id, by).toBe(holder?.id)
        }
        if (by === 'email') expect(await read.findPerson({ email: text.toUpperCase() })).toMatchObject({ id })
      }
    })

    test.each(harness.hideable ?? [])(
      '%s that the key may not see is absent, and what is empty is null',
      async (field) => {
        const { everybody, read } = await open({ hidden: [field] })
        for (const person of await everybody()) {
          expect(Object.keys(person.fields).sort()).toEqual(declared.filter((one) => one !== field).sort())
        }
        expect((await read.account()).missingRights).toHaveLength(1)
      },
    )

    testEach('an outage is no empty list', troubles.outages, async (trouble) => {
      const { read, everybody, failure, storedAt, begin, pass } = await open()
      const { id } = storedAt(0)
      await read.account()
      await begin(trouble)
      const kind = trouble.kind ?? 'unavailable'
      await failure(read.account(), kind)
      await failure(everybody(), kind)
      await failure(read.findPerson({ id }), kind)
      for (const by of system.findBy) await failure(read.findPerson(keyOf(by, textOf(values.one[by]))), kind)
      await pass(trouble)
      expect(await everybody(), 'what has passed').toHaveLength(people.length)
    })

    test('the choices of its settings and its kinds of absence can be read', async () => {
      const { read } = await open()
      for (const { key, choices } of system.settings) {
        if (choices !== 'from-system') continue
        for (const { value, label } of await read.choices(key)) expect([value, label]).not.toContain('')
      }
      if (!system.supports.absence) return
      const types = (await read.absenceTypes?.()) ?? []
      expect(types.length).toBeGreaterThan(0)
      expect(new Set(types.map(({ code }) => code)).size).toBe(types.length)
    })
  })

  describe(`${system.name}: creating`, () => {
    test('somebody with every field makes one more, with these values', async () => {
      const { write, read, stored, everybody } = await open()
      const before = stored()
      const { id, incomplete } = await write.createPerson(newPerson(values.one))
      expect(incomplete).toBeUndefined()
      expect(stored().slice(0, -1)).toEqual(before)
      const created = stored().at(-1)
      expect(created?.id).toBe(id)
      expect(differing(created?.fields ?? {}, newPerson(values.one))).toEqual(
        declared.filter((field) => system.fields[field]?.write === 'never'),
      )
      const found = await read.findPerson({ id })
      expect(differing(found?.fields ?? {}, ofDeclaration(created?.fields ?? {}))).toEqual([])
      for (const by of system.findBy) expect(await read.findPerson(keyOf(by, textOf(values.one[by])))).toEqual(found)
      expect(await everybody()).toContainEqual(found)
    })

    const required = declared.filter((field) => requiredWhen(field))
    test.each(required)('without %s it is refused, by us or by them', async (field) => {
      const { write, stored, failure } = await open({ settings: settingsFor(field) })
      const before = stored()
      const error = await failure(write.createPerson(without(newPerson(values.one), field)), 'refused')
      expect(error.details).toMatchObject({ field })
      expect(stored()).toEqual(before)
    })

    testEach(
      'a lost answer is said to be one, and who was created can be found',
      troubles.lostAnswers,
      async (trouble) => {
        const { write, read, stored, failure, writes, begin } = await open()
        await begin(trouble, 'create')
        const before = [stored().length, writes().length]
        await failure(write.createPerson(newPerson(values.one)), 'unknown-outcome')
        expect([stored().length, writes().length]).toEqual(before.map((count) => count + 1))
        const id = stored().at(-1)?.id
        for (const by of system.findBy) {
          expect(await read.findPerson(keyOf(by, textOf(values.one[by])))).toMatchObject({ id })
        }
      },
    )

    testEach(
      'what was not written is said to be so, and is written once when it can be',
      troubles.undone,
      async (trouble) => {
        const { write, stored, failure, writes, personAt, begin, pass } = await open()
        const person = await personAt(2)
        const before = stored()
        await begin(trouble, 'create')
        await failure(write.createPerson(newPerson(values.one)), 'unavailable')
        await failure(write.updatePerson(person, only(values.other, always[0] ?? 'familyName')), 'unavailable')
        await pass(trouble)
        expect(writes()).toEqual([])
        expect(stored()).toEqual(before)
        await write.createPerson(newPerson(values.one))
        expect(stored()).toHaveLength(before.length + 1)
      },
    )

    test('nobody is created twice', async () => {
      const { write, stored, failure } = await open()
      await write.createPerson(newPerson(values.one))
      await failure(write.createPerson(newPerson(values.one)), 'refused')
      expect(stored()).toHaveLength(people.length + 1)
    })

    function requiredWhen(field: FieldName): boolean {
      const when = system.fields[field]?.required.when
      return when === 'always' || harness.settingsThatRequire?.[field] !== undefined
    }

    function settingsFor(field: FieldName): Readonly<Record<string, string>> {
      return harness.settingsThatRequire?.[field] ?? {}
    }
  })

  describe(`${system.name}: changing`, () => {
    test.each(always)('%s changes, and nothing else of anybody', async (field) => {
      const opened = await open()
      for (const to of [values.other, values.one]) {
        const before = opened.stored()
        await opened.write.updatePerson(await opened.personAt(2), only(to, field))
        const after = opened.stored()
        expect(differing(after[2]?.fields ?? {}, { ...before[2]?.fields, ...only(to, field) })).toEqual([])
        expect(differing((await opened.personAt(2)).fields, ofDeclaration(after[2]?.fields ?? {}))).toEqual([])
        expect(changedNames(before[2], after[2])).toEqual([])
        expect(after.toSpliced(2, 1)).toEqual(before.toSpliced(2, 1))
      }

      function changedNames(before: Stored | undefined, after: Stored | undefined): string[] {
        const may = new Set([...(harness.namesOf[field] ?? []), ...harness.bookkeeping])
        const names = new Set([before, after].flatMap((one) => Object.keys(one?.everything ?? {})))
        const kept = [...names].filter((name) => !may.has(name))
        return kept.filter(
          (name) => JSON.stringify(before?.everything[name]) !== JSON.stringify(after?.everything[name]),
        )
      }
    })

    test('several fields change together, and an empty patch sends nothing', async () => {
      const { write, stored, personAt, writes } = await open()
      const person = await personAt(2)
      await write.updatePerson(person, {})
      expect(writes()).toEqual([])
      const patch = Object.fromEntries(
        Object.entries(values.other).filter(([name]) => always.some((one) => one === name)),
      )
      await write.updatePerson(person, patch)
      expect(differing(ofDeclaration(stored()[2]?.fields ?? {}), { ...person.fields, ...patch })).toEqual([])
    })

    test.each(writable('create-only', 'never'))('%s cannot be changed, and nothing is sent', async (field) => {
      const { write, stored, personAt, failure, writes } = await open()
      const before = stored()
      const error = await failure(write.updatePerson(await personAt(2), only(values.other, field)), 'refused')
      expect(error.details).toMatchObject({ field })
      expect(writes()).toEqual([])
      expect(stored()).toEqual(before)
    })

    test.each(always)('%s that was changed meanwhile is not overwritten', async (field) => {
      const { write, stored, screens, personAt, failure } = await open()
      const person = await personAt(2)
      await screens.edit(person.id, field)
      const before = stored()
      await failure(write.updatePerson(person, only(values.other, field)), 'stale')
      expect(stored()).toEqual(before)
      await write.updatePerson(await personAt(2), only(values.other, field))
      expect(
        differing(ofDeclaration(stored()[2]?.fields ?? {}), { ...person.fields, ...only(values.other, field) }),
      ).toEqual([])
    })

    test('another field that was changed meanwhile stays, also where the whole document is sent', async () => {
      const { write, stored, screens, personAt, failure } = await open()
      const [field = 'givenName'] = always
      const together = (one: FieldName) => harness.namesOf[one]?.some((name) => harness.namesOf[field]?.includes(name))
      const another = always.find((one) => one !== field && !together(one)) ?? 'familyName'
      const person = await personAt(2)
      await screens.edit(person.id, another)
      const writing = write.updatePerson(person, only(values.other, field))
      if (system.versioned) await failure(writing, 'stale')
      else await writing
      const written = system.versioned ? {} : only(values.other, field)
      const expected = { ...person.fields, ...only(values.one, another), ...written }
      expect(differing(ofDeclaration(stored()[2]?.fields ?? {}), expected)).toEqual([])
    })

    testEach('an answer that is lost is told as what it is', troubles.lostAnswers, async (trouble) => {
      const { write, stored, personAt, failure, begin } = await open()
      const patch = only(values.other, always[0] ?? 'familyName')
      const person = await personAt(2)
      await begin(trouble, 'update')
      await failure(write.updatePerson(person, patch), 'unknown-outcome')
      expect(differing(ofDeclaration(stored()[2]?.fields ?? {}), { ...person.fields, ...patch })).toEqual([])
    })
  })
}

/** One test for each of them that this machine can have. */
function testEach(name: string, troubles: readonly Trouble[], run: (trouble: Trouble) => Promise<void>): void {
  test.for(troubles)(`${name}: $name`, (trouble, { skip }) => {
    if (trouble.impossible) return skip(trouble.impossible)
    return run(trouble)
  })
}
