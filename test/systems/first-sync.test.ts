/** How often a system is asked for its first sync, held against what is necessary at all. Times: test/bench/first-sync.ts. */
import { expect, test } from 'vitest'
import { systems } from '../../src/systems/registry.ts'
import { createClock } from '../bench/first-sync/clock.ts'
import { firstSync } from '../bench/first-sync/run.ts'
import { vendors } from '../bench/first-sync/vendors.ts'

const people = 60
/** Of so few people, what is asked once, and what has to be learnt first, is more than the benchmark's tenth. */
const allowed = 1.25

test.for(vendors)('$id is asked for little more than is necessary to create everybody', async (vendor) => {
  const { asked, files } = await firstSync(vendor, people, createClock())
  const least = vendor.least(people).reduce((sum, [requests]) => sum + requests, 0)
  expect((files ?? asked.length) / least).toBeLessThanOrEqual(allowed)
})

test('every system is measured', () => {
  expect(vendors.map(({ id }) => id)).toEqual(systems.map(({ id }) => id))
})
