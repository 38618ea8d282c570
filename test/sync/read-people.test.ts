import { expect, test } from 'vitest'
import { type OnRead, readPayrollPeople } from '../../src/sync/read-people.ts'
import { openNetvisor } from '../systems/netvisor-setting.ts'

test('a side that says how many there are is followed one by one', async () => {
  const { read } = await openNetvisor({ people: 3 })
  const told: Parameters<OnRead>[0][] = []
  expect(await readPayrollPeople(read, (part) => told.push(part))).toHaveLength(3)
  expect(told).toEqual([1, 2, 3].map((done) => ({ done, of: 3 })))
})
