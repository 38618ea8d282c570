/** The acceptance test of an active connection: being built. */
import { test } from 'vitest'
import { tripletexFlow } from './flow-norway.ts'
import { play } from './flow-play.ts'

test('Tripletex: 40 people, 200 events, 5 kills', async ({ skip }) => {
  skip(process.env.HUMA_PAYROLL_SCENARIO === undefined, 'The scenario is being built.')
  await play({ system: tripletexFlow, people: 40, events: 200, kills: 5, seed: 1 })
}, 300_000)
