/**
 * The acceptance test of an active connection: random people, random events in Huma, a webhook that loses, repeats and
 * reorders, a worker that is killed, and payroll at the end as the rules say. `HUMA_PAYROLL_SCENARIO=full` plays all systems
 * at full size; `HUMA_PAYROLL_SCENARIO_SEED=17` plays the one that has failed.
 */
import { expect, test } from 'vitest'
import { play } from './flow-play.ts'
import { tripletexFlow } from './flow-norway.ts'

const seed = Number(process.env.HUMA_PAYROLL_SCENARIO_SEED ?? 20_260_310)

test('Tripletex: 40 people, 200 events, 5 kills', async () => {
  const { killedWrites, writes, byHand } = await play({ system: tripletexFlow, people: 40, events: 200, kills: 5, seed })
  console.log({ killedWrites, writes, byHand })
  expect(killedWrites).toBeGreaterThan(0)
}, 300_000)
