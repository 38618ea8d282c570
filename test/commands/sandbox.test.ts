import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../src/main.ts'
import { testWorld } from '../helpers/world.ts'
import { desk } from './commands.ts'

test('what it prints connects the tool to it, and an interrupt ends it', async () => {
  const { world, out, interrupt } = testWorld()
  const ended = run(['sandbox', '--people', '8', '--seed', '3', '--json'], world)
  await expect.poll(out, { timeout: 10_000 }).toContain('\n')
  const { systems, environment, commands } = JSON.parse(out().split('\n')[0] ?? '')
  expect(commands).toHaveLength(2)

  const { run: type } = desk(environment)
  for (const command of commands) expect((await type(command.split(' ').slice(1))).code).toBe(0)
  expect((await type(['status', '--check'])).code).toBe(0)

  interrupt()
  expect(await ended).toBe(0)
  await expect(fetch(systems.huma)).rejects.toThrow()
})

test('for people: what to paste, and where it listens', async () => {
  const { world, out, interrupt } = testWorld()
  const ended = run(['sandbox', '--people', '8'], world)
  await expect
    .poll(out, { timeout: 10_000 })
    .toMatch(/^huma-payroll connect tripletex --base-url http:\/\/127\.0\.0\.1:\d+\/v2$/m)
  expect(out()).toMatch(/^export HUMA_PAYROLL_HUMA_CLIENT_ID='/m)
  interrupt()
  expect(await ended).toBe(0)
})

test.each([0, 1])('a port that is taken is told, with what to type (the one %d after the base)', async (after) => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const { world, err } = testWorld()
  const words = ['sandbox', 'tripletex', '--people', '8', '--port-base', String(port - after)]
  expect(await run(words, world)).toBe(2)
  expect(err()).toContain(`Cannot listen on port ${port}: another program listens there already.`)
  expect(err()).toContain('huma-payroll sandbox tripletex --people 8')
  expect(err()).not.toContain('a fault in huma-payroll')
})
