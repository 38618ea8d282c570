import { expect, test } from 'vitest'
import { scriptedPrompter } from '../helpers/prompter.ts'
import { connected, keys } from './commands.ts'

test('it forgets the connection, its key and its history, and changes nothing in either system', async () => {
  const { run, connection, connections, state, kept, running } = await connected()
  const words = ['connect', 'tripletex', '--name', 'nordlys', '--key-file', '-']
  await run(words, keys(running.tripletex))
  const { id } = await connection('nordlys')
  await state((state) => {
    const lease = state.takeLease(id)
    state.saveLinks(lease, [{ humaId: 'h', payrollId: 'p', linkedAt: '2026-01-15T12:00:00.000Z' }])
    lease.release()
  })
  const before = [running.huma.system.snapshot(), running.tripletex.system.snapshot()]

  const alone = await run(['disconnect'])
  expect(alone.code).toBe(5)
  expect(alone.said).toContain('If it is meant: huma-payroll disconnect nordlys --yes')
  const declined = scriptedPrompter([{ kind: 'confirm', message: 'Disconnect nordlys?', answer: false }])
  expect((await run(['disconnect'], { prompter: declined })).said).toContain('Nothing was removed')
  expect(await connections()).toHaveLength(1)

  const done = await run(['disconnect', 'nordlys', '--yes'])
  expect(done.code).toBe(0)
  expect(done.said).toContain('1 link between users and employees')
  expect(await connections()).toEqual([])
  expect(await state((state) => state.links(id))).toEqual([])
  expect(kept()).not.toContain(id)
  expect([running.huma.system.snapshot(), running.tripletex.system.snapshot()]).toEqual(before)
})

test('while a run writes for the connection, it stays', async () => {
  const { run, connection, connections, state } = await connected()
  const { id } = await connection('nordlys')
  const refused = await state(async (state) => {
    const lease = state.takeLease(id)
    const ran = await run(['disconnect', '--yes'])
    lease.release()
    return ran
  })
  expect(refused.code).toBe(7)
  expect(await connections()).toHaveLength(1)
})
