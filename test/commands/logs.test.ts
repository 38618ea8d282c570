import { expect, test } from 'vitest'
import { parseSince } from '../../src/commands/times.ts'
import { run } from '../../src/main.ts'
import type { NewLogEntry } from '../../src/store/store.ts'
import { testWorld } from '../helpers/world.ts'
import { connected, desk } from './commands.ts'

const now = Date.UTC(2026, 0, 15, 12)

const entry = (more: Partial<NewLogEntry>): NewLogEntry => ({
  at: new Date(now).toISOString(),
  connectionId: 'gone',
  level: 'info',
  event: 'updated',
  message: 'Mobile phone was sent.',
  ...more,
})

test('the newest entries, oldest first, through every filter', async () => {
  const { run, connection, state } = await connected()
  const { id } = await connection('nordlys')
  await state((state) =>
    state.log([
      entry({ at: new Date(now - 3 * 86_400_000).toISOString(), message: 'Old.' }),
      entry({ connectionId: id, runId: 7, person: 'Kari Nordmann', humaId: 'h-1' }),
      entry({
        connectionId: id,
        runId: 8,
        level: 'attention',
        event: 'held-back',
        person: 'Ola \u001b[31mHansen',
        message: 'Date of birth is missing.',
        hint: 'Add date of birth in Huma.',
        requestId: 'r-1',
      }),
    ]),
  )
  const messages = async (...words: string[]) => {
    const ran = await run(['logs', ...words, '--json'], { now: () => now })
    return (ran.json().entries as { message: string }[]).map(({ message }) => message)
  }
  const [old, sent, held] = ['Old.', 'Mobile phone was sent.', 'Date of birth is missing.']
  expect(await messages()).toEqual([old, sent, held])
  expect(await messages('--limit', '2')).toEqual([sent, held])
  expect(await messages('nordlys')).toEqual([sent, held])
  expect(await messages('--run', '7')).toEqual([sent])
  expect(await messages('--level', 'attention')).toEqual([held])
  expect(await messages('--event', 'held-back')).toEqual([held])
  expect(await messages('--person', 'kari')).toEqual([sent])
  expect(await messages('--since', '2d')).toEqual([sent, held])

  const { out, said } = await run(['logs', 'nordlys'])
  expect(said).toContain(
    'run 8 held-back Ola Hansen Date of birth is missing. → Add date of birth in Huma. request r-1',
  )
  expect(out).not.toContain('\u001b')
  expect((await run(['logs', '--person', 'nobody'])).err).toContain('Nothing in the log fits.')
})

test('--follow shows what comes, one object a line with --json, until it is interrupted', async () => {
  const { home, state } = desk()
  await state((state) => state.log([entry({ message: 'one' })]))
  let rounds = 0
  const follower = testWorld({
    home,
    async sleep() {
      rounds += 1
      if (rounds === 1) await state((state) => state.log([entry({ message: 'two' }), entry({ message: 'three' })]))
      if (rounds === 3) follower.interrupt()
    },
  })
  const code = await run(['logs', '--follow', '--json'], follower.world)
  expect(code).toBe(0)
  const lines = follower
    .out()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.slice(0, 3).map(({ entry }) => entry.message)).toEqual(['one', 'two', 'three'])
  expect(lines.slice(3)).toEqual([{ version: 1, ok: true, entries: 3 }])
})

test.each([
  ['30m', '2026-01-15T11:30:00.000Z'],
  ['12h', '2026-01-15T00:00:00.000Z'],
  ['7d', '2026-01-08T12:00:00.000Z'],
  ['2026-01-10', new Date(2026, 0, 10).toISOString()],
  ['2026-01-10T08:00', new Date(2026, 0, 10, 8).toISOString()],
  ['2026-01-10T08:00:00Z', '2026-01-10T08:00:00.000Z'],
  ['2026-01-10T08:00+02:00', '2026-01-10T06:00:00.000Z'],
])('--since %s', (typed, expected) => {
  expect(parseSince(typed, now)).toBe(expected)
})

test.each(['', '7', 'd', '7w', '-7d', 'yesterday', '2026-13-01', '2026-01-10 08:00', '1'])(
  '--since "%s" is refused',
  (typed) => {
    expect(() => parseSince(typed, now)).toThrow('is not a time')
  },
)
