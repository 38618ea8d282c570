/** The part of the contract suite that needs no server: screens, help and questions are made from the declaration. */
import { describe, expect, test } from 'vitest'
import { fieldNames } from '../../src/core/person.ts'
import type { Harness } from './contract-harness.ts'

export function describeDeclaration({ system, values }: Pick<Harness, 'system' | 'values'>): void {
  describe(`${system.name}: what it declares`, () => {
    test('is complete', () => {
      const texts = [system.name, system.homepage, ...system.environments.map(({ label }) => label)]
      for (const method of system.auth) {
        texts.push(method.label)
        if (method.kind === 'refused') texts.push(method.reason)
        else texts.push(...method.steps, ...method.questions.flatMap(({ label, help }) => [label, help]))
      }
      for (const { label, help, choices } of system.settings) {
        texts.push(label, help, ...(choices === 'from-system' ? [] : choices.map((choice) => choice.label)))
      }
      for (const rule of Object.values(system.fields)) texts.push(rule.label)
      expect(texts.filter((text) => text.trim() !== text || text === '')).toEqual([])

      expect(system.environments.map(({ baseUrl }) => baseUrl.replace(/^https:\/\/[^/]+(\/.*[^/])?$/, 'good'))).toEqual(
        system.environments.map(() => 'good'),
      )
      for (const keys of [system.auth, system.environments].map((list) => list.map(({ id }) => id))) {
        expect(new Set(keys).size).toBe(keys.length)
      }
    })

    test('fits together', () => {
      for (const [name, { field, required }] of Object.entries(system.fields)) {
        expect(field).toBe(name)
        if (required.when !== 'unless-setting') continue
        const setting = system.settings.find(({ key }) => key === required.key)
        expect(setting?.choices === 'from-system' || setting?.choices.some(({ value }) => value === required.is)).toBe(
          true,
        )
      }
      for (const { choices, standard } of system.settings) {
        if (choices !== 'from-system') expect(choices.map(({ value }) => value)).toContain(standard)
      }
      const declared = fieldNames.filter((field) => system.fields[field])
      expect(declared).toEqual(expect.arrayContaining([...system.findBy]))
      for (const one of [values.one, values.other]) expect(Object.keys(one)).toEqual(expect.arrayContaining(declared))
    })
  })
}
