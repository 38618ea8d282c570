import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTerminal, type Terminal } from '../helpers/terminal.ts'
import { testWorld } from '../helpers/world.ts'

const source = join(import.meta.dirname, '../../src')

/** Runs `code` with a `progress` of a `world` on a real terminal; `next()` waits for a key, which is not shown. */
function run(code: string, more: Readonly<Record<string, string>> = {}): Terminal {
  const program = `
    import { once } from 'node:events'
    import { createWorld } from '${source}/world.ts'
    const { stdin, stdout, stderr } = process
    stdin.setRawMode(true)
    const env = { ...process.env, LANG: 'C.UTF-8', ...${JSON.stringify(more)} }
    const world = createWorld({ stdin, stdout, stderr, env, interrupted: new AbortController().signal })
    const next = () => once(stdin, 'data')
    const progress = world.progress('Reading Huma')
    ${code}
    stdin.pause()
  `
  return startTerminal({
    command: process.execPath,
    args: ['--input-type=module', '--eval', program],
    cols: 80,
    rows: 8,
  })
}

test('on a terminal one line moves, and its end stays', async () => {
  const terminal = run(`
    await next()
    progress.update('Kari Nordmann', { done: 6, of: 24 })
    await next()
    progress.succeed('214 users read from Huma')
  `)
  await terminal.waitFor(/Reading Huma/)
  terminal.press('enter')
  await terminal.waitFor(/━{8}─{22} {2}6 \/ 24 {2}Kari Nordmann/)
  terminal.press('enter')
  expect(await terminal.exit()).toBe(0)
  expect(terminal.screen().trim()).toBe('✔ 214 users read from Huma')
})

test('what still moves when the world is closed is taken away, and keeps nothing alive', async () => {
  const terminal = run(`
    await next()
    await world.close()
  `)
  await terminal.waitFor('Reading Huma')
  terminal.press('enter')
  expect(await terminal.exit()).toBe(0)
  expect(terminal.screen().trim()).toBe('')
})

test('a dumb terminal sees the end only, in ASCII', async () => {
  const terminal = run(`progress.update('Kari'); progress.fail('Huma does not answer')`, { TERM: 'dumb' })
  expect(await terminal.exit()).toBe(0)
  expect(terminal.screen()).toBe('X Huma does not answer')
})

test('where stderr is no terminal nothing moves', () => {
  const { world, out, err } = testWorld()
  const progress = world.progress('Reading Huma')
  progress.update('Kari', { done: 1, of: 2 })
  expect(err()).toBe('')
  progress.succeed('214 users read')
  progress.fail('said after the end')
  expect([out(), err()]).toEqual(['', '✔ 214 users read\n'])
})
