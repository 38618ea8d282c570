/** The promises of the contract suite that only a system can keep that is asked over HTTP. */
import { describe, expect, test } from 'vitest'
import type { FieldName, Patch } from '../../src/core/person.ts'
import { type Harness, only, people } from './contract-harness.ts'
import { openServed as open } from './contract-served.ts'

/** `newPerson`: of the values what the system takes of a new person; `field`: one that can be changed. */
export function describeHttp(harness: Harness, newPerson: (from: Patch) => Patch, field: FieldName): void {
  const { system, values, writes } = harness

  describe(`${system.name}: over HTTP`, () => {
    test('the proof that the key works refuses nothing, and the id alone is cheap', async () => {
      const { read, served } = await open(harness)
      const account = await read.account()
      expect(served.requests().every(({ status }) => status < 300)).toBe(true)
      const before = served.requests().length
      expect((await read.accountId?.()) ?? account.id).toBe(account.id)
      expect(served.requests().length - before).toBeLessThanOrEqual(1)
    })

    test('a key that the system does not know is told, with the command that helps', async () => {
      const { read, everybody, failure } = await open(harness, { wrongKey: true })
      for (const ask of [read.account, everybody]) {
        expect((await failure(ask(), 'authorization')).hint).toContain(`huma-payroll connect ${system.id}`)
      }
    })

    test('too many requests are waited for', async () => {
      const { write, everybody, served, stored, personAt } = await open(harness)
      served.setFaults([{ kind: 'status', status: 429, times: 3 }])
      expect(await everybody()).toHaveLength(people.length)
      served.setFaults([{ kind: 'status', status: 429, ...writes.create, times: 2 }])
      await write.createPerson(newPerson(values.one))
      expect(stored()).toHaveLength(people.length + 1)
      served.setFaults([{ kind: 'status', status: 429, ...writes.update, times: 2 }])
      await write.updatePerson(await personAt(2), only(values.other, field))
    })

    test('a login that is refused creates nobody', async () => {
      const { write, served, stored, failure } = await open(harness)
      served.setFaults([{ kind: 'status', status: 401, ...writes.create }])
      await failure(write.createPerson(newPerson(values.other)), harness.lasting401 ?? 'authorization')
      expect(stored()).toHaveLength(people.length)
    })
  })
}
