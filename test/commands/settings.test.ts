/** A question whose choices the system cannot list completely. */
import { expect, test } from 'vitest'
import { createLiveChoices } from '../../src/commands/live-choices.ts'
import { askSettings, setSettings } from '../../src/commands/settings.ts'
import { netvisor } from '../../src/systems/netvisor/index.ts'
import { type Answer, scriptedPrompter, standard } from '../helpers/prompter.ts'
import { testWorld } from '../helpers/world.ts'
import { openNetvisor } from '../systems/netvisor-setting.ts'

const nobody = () => Promise.reject(new Error('Huma is not asked'))

const before = { wageModel: '', signature: 'HMACSHA256' }

async function choices() {
  const { read } = await openNetvisor()
  return createLiveChoices(async () => read, nobody)
}

const usersOnly = { users: true, createUsers: false, positions: false, absence: false, salary: false }
const signed: Answer = { kind: 'select', message: 'How requests are signed', answer: standard }

test.each<[string, string, Answer['answer'][], string]>([
  ['one of the list', '', ['Kuukausipalkkalaiset'], 'Kuukausipalkkalaiset'],
  ['another one, typed', '', ['Something else', 'Urakkalaiset'], 'Urakkalaiset'],
  ['the one of before, which the list does not have', 'Urakkalaiset', [standard], 'Urakkalaiset'],
  ['none any more', 'Urakkalaiset', ['Not chosen'], ''],
  ['none yet', '', [standard], ''],
])('asked: %s', async (_, wageModel, [picked = standard, typed], expected) => {
  const script: Answer[] = [{ kind: 'select', message: 'Wage model', answer: picked }]
  if (typed !== undefined) script.push({ kind: 'text', message: 'Wage model', answer: typed })
  const { world } = testWorld({ prompter: scriptedPrompter([...script, signed]) })
  const chosen = await askSettings(
    world,
    { settings: { ...before, wageModel }, data: usersOnly },
    netvisor,
    await choices(),
  )
  expect(chosen).toEqual({ ...before, wageModel: expected })
})

test('written on the command line, any text is taken, and a closed question still refuses', async () => {
  const live = await choices()
  const set = (one: string) => setSettings([one], before, netvisor, live)
  expect(await set('wageModel=Kuukausipalkkalaiset')).toEqual({ ...before, wageModel: 'Kuukausipalkkalaiset' })
  expect(await set('wageModel= Urakkalaiset ')).toEqual({ ...before, wageModel: 'Urakkalaiset' })
  await expect(set('signature=MD5')).rejects.toMatchObject({ kind: 'usage' })
})
