/**
 * An active connection for a while, with everything going wrong that may: notices lost, twice and out of order, a worker that
 * is killed, a payroll system that does not answer. In the end payroll is held against what the rules say.
 *
 * `HUMA_PAYROLL_SCENARIO=full` plays all systems at full size; `HUMA_PAYROLL_SCENARIO=fortnox,200,2000,20` one of them, with so
 * many people, events and kills. `HUMA_PAYROLL_SCENARIO_SEED=7` gives the seed, which a failing run prints.
 */
import { describe, expect, test } from 'vitest'
import { play } from './flow-play.ts'
import { flowSystems } from './flow-systems.ts'

const wanted = process.env.HUMA_PAYROLL_SCENARIO ?? ''
const seed = Number(process.env.HUMA_PAYROLL_SCENARIO_SEED ?? 1)

const [only = '', ...numbers] = wanted.split(',')
const isFull = only === 'full'
const [people = isFull ? 200 : 40, events = isFull ? 2_000 : 200, kills = isFull ? 20 : 5] = numbers.map(Number)
const toRun = 'HUMA_PAYROLL_SCENARIO=full npx vitest run test/e2e/flow.test.ts'

// Half of them by notices of absence that say when they were changed: the seed decides it.
describe.concurrent.each(flowSystems.map((system, index) => ({ system, id: system.id, seed: seed + index })))(
  'an active connection to $id, seed $seed',
  ({ system, seed: theirs }) => {
    test(`${people} people, ${events} events, ${kills} kills`, async ({ skip, onTestFinished }) => {
      skip(!isFull && system.id !== only, `Does not hold for every seed yet: ${toRun}`)
      const { killedWrites } = await play({ system, people, events, kills, seed: theirs, finally: onTestFinished })
      // Otherwise nothing was tried.
      if (!system.hasFiles) expect(killedWrites).toBeGreaterThan(0)
    }, 1_200_000)
  },
)
