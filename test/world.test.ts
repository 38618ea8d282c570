import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './helpers/home.ts'
import { scriptedPrompter } from './helpers/prompter.ts'
import { testWorld } from './helpers/world.ts'

test('a file is written for its owner only, and replaced as a whole', async () => {
  const { world } = testWorld()
  const folder = temporaryFolder()
  const path = join(folder, 'plan.json')
  writeFileSync(path, 'a longer text from before', { mode: 0o644 })
  await world.writeFile(path, 'short')
  expect(readFileSync(path, 'utf8')).toBe('short')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['plan.json'])
})

test('a link stays a link, and a device stays a device', async () => {
  const { world } = testWorld()
  const folder = temporaryFolder()
  symlinkSync(join(folder, 'real'), join(folder, 'link'))
  writeFileSync(join(folder, 'real'), 'old')
  await world.writeFile(join(folder, 'link'), 'new')
  expect(readdirSync(folder).sort()).toEqual(['link', 'real'])
  expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new')
  await world.writeFile('/dev/null', 'gone')
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
})

test('what cannot be written leaves nothing behind and says why', async () => {
  const { world } = testWorld()
  const folder = temporaryFolder()
  await expect(world.writeFile(folder, 'text')).rejects.toMatchObject({
    kind: 'storage',
    message: `${folder} cannot be written: it is a folder.`,
  })
  await expect(world.writeFile(join(folder, 'no', 'such'), 'text')).rejects.toMatchObject({
    kind: 'storage',
    message: expect.stringContaining('no such file or folder'),
  })
  expect(readdirSync(folder)).toEqual([])
})

test('what cannot be read is a usage error that says why', async () => {
  const { world } = testWorld()
  const folder = temporaryFolder()
  for (const [path, why] of [
    [folder, 'it is a folder'],
    [join(folder, 'nothing'), 'there is no such file or folder'],
  ] as const) {
    const message = `${path} cannot be read: ${why}.`
    await expect(world.readFile(path)).rejects.toMatchObject({ kind: 'usage', message })
  }
})

test('sleep ends early and without an error when interrupted', async () => {
  const { world, interrupt } = testWorld()
  const sleeping = world.sleep(3_600_000)
  interrupt()
  await sleeping
  await world.sleep(3_600_000)
})

test('with --json nobody is asked', () => {
  const { world } = testWorld({ prompter: scriptedPrompter([]) })
  expect(world.prompter).toBeDefined()
  expect(world.withFlags({ json: true, colour: true }).prompter).toBeUndefined()
})

test('a world inside keeps its things apart', async () => {
  const folder = temporaryFolder()
  const { world, home } = testWorld()
  await world.state()
  expect(existsSync(join(home, 'state.sqlite'))).toBe(true)
  const inside = world.inside({ HUMA_PAYROLL_HOME: folder })
  expect((await inside.state()).path).toBe(join(folder, 'state.sqlite'))
  await inside.close()
  expect((await world.state()).path).toBe(join(home, 'state.sqlite'))
})

test('a store that could not be opened is opened anew when asked again', async () => {
  const { world, home } = testWorld()
  mkdirSync(join(home, 'state.sqlite'))
  await expect(world.state()).rejects.toMatchObject({ kind: 'storage' })
  rmdirSync(join(home, 'state.sqlite'))
  expect((await world.state()).path).toBe(join(home, 'state.sqlite'))
})
