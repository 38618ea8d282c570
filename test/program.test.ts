import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'fast-string-width'
import { expect, test } from 'vitest'
import { errorKinds } from '../src/errors.ts'
import { run } from '../src/main.ts'
import { parse } from '../src/program.ts'
import { testWorld } from './helpers/world.ts'

const commands = [
  'connect',
  'configure',
  'sync-users',
  'status',
  'logs',
  'disconnect',
  'demo',
  'sandbox',
  'help',
] as const

async function show(argv: readonly string[], columns = 80) {
  const { world, out, err } = testWorld({ columns })
  const exitCode = await run(argv, world)
  return { out: out(), err: err(), exitCode }
}

test.each<[string, readonly string[], object]>([
  ['connect', ['connect', 'huma'], { system: 'huma', scope: [], set: [] }],
  [
    'connect without a browser here',
    ['connect', 'fortnox', '--no-browser'],
    { system: 'fortnox', scope: [], set: [], paste: true },
  ],
  [
    'connect with everything',
    'connect tripletex --name n --scope team:1 --scope company:2 --method m --company c --base-url u --auth-url a --set x=y --set z= --key-file -'.split(
      ' ',
    ),
    {
      system: 'tripletex',
      name: 'n',
      scope: ['team:1', 'company:2'],
      method: 'm',
      company: 'c',
      baseUrl: 'u',
      authUrl: 'a',
      set: ['x=y', 'z='],
      keyFile: '-',
    },
  ],
  ['configure', ['configure'], { name: undefined, mapAbsence: [], mapOccupation: [], set: [], mailTo: [] }],
  [
    'configure with everything',
    [
      ...'configure n --users on --create-users off --positions on --absence on --salary off --yes'.split(' '),
      ...['--map-absence', 'Sick leave=SJK', '--map-absence', 'Vacation=SEM', '--set', 'a=b=c'],
      ...['--map-occupation', 'A=1', '--map-occupation', 'B=', '--mail-to', 'k', '--mail-to', 'o'],
      ...['--mail-server', 'smtps://u@h', '--mail-from', 'p'],
    ],
    {
      name: 'n',
      users: true,
      createUsers: false,
      positions: true,
      absence: true,
      salary: false,
      mapAbsence: ['Sick leave=SJK', 'Vacation=SEM'],
      mapOccupation: ['A=1', 'B='],
      set: ['a=b=c'],
      mailTo: ['k', 'o'],
      mailServer: 'smtps://u@h',
      mailFrom: 'p',
      yes: true,
    },
  ],
  ['sync-users', ['sync-users'], { name: undefined, only: [], except: [] }],
  [
    'sync-users with everything',
    'sync-users --only a --only b n --except c --direction payroll-to-huma --conflicts leave --create both --dry-run --plan-out o --plan p --max-changes 10% --yes --invite'.split(
      ' ',
    ),
    {
      name: 'n',
      only: ['a', 'b'],
      except: ['c'],
      direction: 'payroll-to-huma',
      conflicts: 'leave',
      create: 'both',
      dryRun: true,
      planOut: 'o',
      plan: 'p',
      maxChanges: { kind: 'percent', value: 10 },
      yes: true,
      invite: true,
    },
  ],
  [
    'a limit in people',
    ['sync-users', '--max-changes', '0'],
    { name: undefined, only: [], except: [], maxChanges: { kind: 'number', value: 0 } },
  ],
  ['status', ['status', 'n', '--check'], { name: 'n', check: true }],
  ['logs', ['logs'], { name: undefined, limit: 50 }],
  [
    'logs with everything',
    'logs n --run 12 --level error --event held-back --person kari --since 7d --limit 3 --follow'.split(' '),
    { name: 'n', run: 12, level: 'error', event: 'held-back', person: 'kari', since: '7d', limit: 3, follow: true },
  ],
  ['disconnect', ['disconnect', 'n', '--yes'], { name: 'n', yes: true }],
  ['demo', ['demo'], {}],
  [
    'sandbox',
    ['sandbox', '--people', '9', '--seed', '0', '--port-base', '4100'],
    { people: 9, seed: 0, portBase: 4100 },
  ],
  ['options of every command, wherever they stand', ['--json', 'status', '--no-color'], { name: undefined }],
])('%s', (_, argv, input) => {
  expect(parse(argv, testWorld().world).input).toEqual(input)
})

test.each<[readonly string[], said: RegExp, hint: RegExp]>([
  [['statsu'], /Unknown command 'statsu'/, /huma-payroll status$/],
  [['synk'], /Unknown command 'synk'/, /huma-payroll sync$/],
  [['status', '--jsn'], /Unknown option '--jsn'/, /--json/],
  [['sync-users', '--dryrun'], /Unknown option '--dryrun'/, /--dry-run/],
  [['connect'], /argument 'SYSTEM'/, /huma-payroll connect --help$/],
  [['connect', 'huma', '--key-file'], /'--key-file PATH' argument missing/, /connect --help$/],
  [['configure', '--users', 'yes'], /'yes' is invalid. Write on or off/, /configure --help$/],
  [['sync-users', '--create', 'all'], /choices are payroll, huma, both, none/, /sync-users --help$/],
  [['sync-users', '--max-changes', '5.5'], /number, such as 20, or a percentage/, /sync-users --help$/],
  [['sync-users', '--max-changes=-1'], /number, such as 20, or a percentage/, /sync-users --help$/],
  [['logs', '--limit', '0'], /whole number from 1/, /logs --help$/],
  [['logs', '--limit', '1e3'], /whole number from 1/, /logs --help$/],
  [['sandbox', '--port-base', '80'], /whole number from 1024/, /sandbox --help$/],
  [['help', 'me'], /no help on "me"/, /exit-codes.*sync-users/],
])('%j is a usage error that says what to type', async (argv, said, hint) => {
  const { out, err, exitCode } = await show(argv, 200)
  expect(exitCode).toBe(2)
  expect(out).toBe('')
  const [message, next] = err.trim().split('\n')
  expect(message).toMatch(said)
  expect(next).toMatch(hint)

  const json = await show(['--json', ...argv])
  expect(json.exitCode).toBe(2)
  expect(JSON.parse(json.out)).toMatchObject({
    version: 1,
    ok: false,
    error: { kind: 'usage', message: expect.stringMatching(said), hint: expect.stringMatching(hint) },
  })
})

test('what was typed where nothing belongs is not repeated: it may be a key', async () => {
  const typed = [
    ['connect', 'tripletex', 'a-secret-key'],
    ['connect', 'tripletex', '--token=a-secret-key'],
  ]
  for (const argv of typed) {
    const { err, exitCode } = await show(argv)
    expect(exitCode).toBe(2)
    expect(err).not.toContain('secret')
  }
})

test.each([...commands, undefined])('the help of %s begins with examples that work', async (command) => {
  const argv = command ? [command, '--help'] : ['--help']
  const { out, err, exitCode } = await show(argv)
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 })
  expect((await show(command ? ['help', command] : ['help'])).out).toBe(out)

  const [title, ...lines] = out.split('\n')
  expect(title).toBe('Examples')
  const examples = lines.slice(0, lines.indexOf('')).filter((line) => !line.startsWith('  #'))
  expect(examples.length).toBeGreaterThanOrEqual(2)
  expect(examples.length).toBeLessThanOrEqual(3)
  for (const example of examples) {
    const [program, ...words] = example.replace(/ > .*/, '').trim().split(' ')
    expect(program).toBe('huma-payroll')
    expect(command ?? words[0]).toBe(words[0])
    expect(() => parse(words, testWorld().world)).not.toThrow()
  }
})

test('the start screen', async () => {
  const { out, err, exitCode } = await show([])
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 })
  expect(out).toMatchInlineSnapshot(`
    "huma-payroll  Connect Huma to your payroll system and keep people in step.

    Start here
      connect huma       authorize Huma
      connect tripletex  authorize a payroll system (15-30 min the first time)
      configure          choose what to sync
      sync-users         review differences and activate
    Every day
      status             what is connected, what needs attention
      logs               what was sent, held back or refused
      run                keep sending changes from Huma
    Try it without accounts
      systems            which payroll systems there are
      demo               a full tour on built-in sandbox systems

    Examples and options: huma-payroll COMMAND --help
    "
  `)
})

test('every screen fits 60, 80 and 160 columns, with and without colours', async () => {
  const screens = [[], ['help', 'exit-codes'], ['--help'], ...commands.map((command) => [command, '--help'])]
  for (const columns of [60, 80, 160]) {
    for (const argv of screens) {
      const plain = await show(argv, columns)
      const { world, out } = testWorld({ columns, env: { FORCE_COLOR: '1' } })
      await run(argv, world)
      expect(out()).not.toBe(plain.out)
      expect(stripVTControlCharacters(out())).toBe(plain.out)
      // A line to copy is never broken.
      const lines = plain.out.split('\n').filter((line) => !line.startsWith('  huma-payroll '))
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns)
    }
  }
})

test('help exit-codes tells every code and every kind of error', async () => {
  const { out } = await show(['help', 'exit-codes'], 160)
  for (const { exitCode, means } of Object.values(errorKinds)) {
    expect(out).toContain(means)
    expect(out).toMatch(new RegExp(`^ +${exitCode} `, 'm'))
  }
  const { exitCodes } = JSON.parse((await show(['help', 'exit-codes', '--json'])).out)
  expect(exitCodes.map(({ code }: { code: number }) => code)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 130])
})
