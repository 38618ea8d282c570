/** Which company a login is for, and where it logs in. */
import { describe, expect, test } from 'vitest'
import { chooseAccount, choosePlace } from '../../src/commands/connect-choices.ts'
import type { Connection } from '../../src/core/connection.ts'
import type { Account } from '../../src/systems/system.ts'
import { unimicro } from '../../src/systems/unimicro/index.ts'
import { scriptedPrompter } from '../helpers/prompter.ts'
import { testWorld } from '../helpers/world.ts'

const nordlys: Account = { id: 'key-1', name: 'Nordlys AS', facts: { 'Organisation number': '310000000' } }
const drift: Account = { id: 'key-2', name: 'Nordlys Drift AS', facts: { 'Organisation number': '310000027' } }
const twice: Account = { ...drift, id: 'key-3' }

const existing: Connection = {
  id: 'c1',
  name: 'nordlys',
  system: 'unimicro',
  scope: 'all',
  method: 'login',
  baseUrl: 'https://dnbregnskap.dnb.no',
  authUrl: 'https://login.example',
  account: { id: 'key-2', name: 'Nordlys Drift AS' },
  data: { users: true, createUsers: false, positions: false, absence: false, salary: false },
  absenceMap: {},
  settings: {},
  createdAt: '2026-11-03T08:00:00.000Z',
  configuredAt: null,
  activatedAt: null,
}

describe('the company', () => {
  function choose(accounts: Account[] | undefined, wanted?: string, before?: Connection) {
    const { world } = testWorld()
    const reader = accounts === undefined ? {} : { accounts: async () => accounts }
    return chooseAccount(world, reader, wanted, before, unimicro)
  }

  test.each<[string, Account[] | undefined, string | undefined, Connection | undefined, string | undefined]>([
    ['nothing to choose from', undefined, 'anything', undefined, undefined],
    ['the only one', [nordlys], undefined, undefined, 'key-1'],
    ['by its number, however it is spaced', [nordlys, drift], '310 000 027', undefined, 'key-2'],
    ['by its name, without regard to capitals', [nordlys, drift], 'nordlys as', undefined, 'key-1'],
    ['by its key', [nordlys, drift], 'key-2', undefined, 'key-2'],
    ['the one of before', [nordlys, drift], undefined, existing, 'key-2'],
    // That it belongs to another company than before is refused afterwards.
    ['another one than before, if it is typed', [nordlys, drift], 'Nordlys AS', existing, 'key-1'],
  ])('%s', async (_, accounts, wanted, before, id) => {
    expect((await choose(accounts, wanted, before))?.id).toBe(id)
  })

  test.each<[string, Account[], string | undefined, string, string]>([
    ['several, and nobody to ask', [nordlys, drift], undefined, 'decision', 'Nordlys Drift AS, 310000027'],
    ['several of one number', [nordlys, drift, twice], '310000027', 'decision', 'Nordlys Drift AS'],
    ['none of that name', [nordlys, drift], '999999999', 'usage', 'Nordlys AS, 310000000'],
    ['none at all', [], undefined, 'usage', 'Log in as somebody'],
  ])('%s', async (_, accounts, wanted, kind, hint) => {
    await expect(choose(accounts, wanted)).rejects.toMatchObject({ kind, hint: expect.stringContaining(hint) })
  })

  test('is picked from a list', async () => {
    const prompter = scriptedPrompter([
      { kind: 'select', message: 'Which company?', answer: 'Nordlys Drift AS, 310000027' },
    ])
    const { world } = testWorld({ prompter })
    const accounts = async () => [nordlys, drift]
    expect(await chooseAccount(world, { accounts }, undefined, undefined, unimicro)).toBe(drift)
  })
})

describe('the place', () => {
  test('of a known address has its login', async () => {
    const { world } = testWorld()
    expect(
      await choosePlace(world, unimicro, { baseUrl: 'https://test.unimicro.no/', authUrl: undefined }, undefined),
    ).toEqual({
      baseUrl: 'https://test.unimicro.no',
      authUrl: 'https://test-login.unimicro.no',
    })
  })

  test('whose login is not documented says so, and asks for it', async () => {
    const prompter = scriptedPrompter([
      {
        kind: 'select',
        message: 'Which Unimicro?',
        answer: 'DNB Regnskap (https://dnbregnskap.dnb.no; asks for the login address)',
      },
      { kind: 'text', message: 'Login address of DNB Regnskap', answer: 'https://login.example/' },
    ])
    const { world, err } = testWorld({ prompter })
    expect(await choosePlace(world, unimicro, {}, undefined)).toEqual({
      baseUrl: 'https://dnbregnskap.dnb.no',
      authUrl: 'https://login.example',
    })
    expect(err()).toContain('not documented')
  })

  test('of before is kept with its login', async () => {
    const { world } = testWorld()
    const { baseUrl, authUrl } = existing
    expect(await choosePlace(world, unimicro, {}, existing)).toEqual({ baseUrl, authUrl })
  })
})
