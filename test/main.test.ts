import { join } from 'node:path'
import { execa, type Options } from 'execa'
import { expect, onTestFinished, test } from 'vitest'
import { type ErrorKind, errorKinds, HumaPayrollError } from '../src/errors.ts'
import { run } from '../src/main.ts'
import { openState } from '../src/store/state.ts'
import { pathsIn, temporaryFolder } from './helpers/home.ts'
import { readRepositoryFile } from './helpers/source.ts'
import { startTerminal } from './helpers/terminal.ts'
import { testWorld } from './helpers/world.ts'

/** As it is installed: compiled by `npm run build`. */
const launcher = join(import.meta.dirname, '../bin/huma-payroll.js')

/** Starts the program in a process of its own, with `preload` run before it. Ends with the test. */
function start(args: readonly string[], { preload = '', ...options }: { preload?: string } & Options = {}) {
  const before = preload ? ['--import', `data:text/javascript,${encodeURIComponent(preload)}`] : []
  const program = execa(process.execPath, [...before, launcher, ...args], {
    reject: false,
    stripFinalNewline: false,
    ...options,
  })
  onTestFinished(() => void program.kill('SIGKILL'))
  return program
}

/** The first line of a stream, which stays open. */
async function firstLine(program: ReturnType<typeof start>, from: 'stdout' | 'stderr' = 'stdout'): Promise<string> {
  const { value } = await program.iterable({ from })[Symbol.asyncIterator]().next()
  return String(value)
}

/** A home whose log has so many entries. */
function homeWithLog(entries: number): string {
  const home = temporaryFolder()
  const state = openState({ paths: pathsIn(home), now: Date.now, host: 'test', pid: process.pid })
  const at = '2026-11-24T12:00:00.000Z'
  const entry = { at, connectionId: 'n', level: 'info', event: 'sent', message: 'Mobile phone was sent.' } as const
  state.log(Array<typeof entry>(entries).fill(entry))
  state.close()
  return home
}

test('success: text for people, or one object', async () => {
  const text = testWorld()
  expect(await run(['--version'], text.world)).toBe(0)
  expect([text.out(), text.err()]).toEqual([`${text.world.version}\n`, ''])
  const json = testWorld()
  expect(await run(['logs', '--json'], json.world)).toBe(0)
  expect(JSON.parse(json.out())).toEqual({ version: 1, ok: true, entries: [] })
})

test.each(Object.keys(errorKinds) as ErrorKind[])(
  'an error of kind %s ends with its code, said in two ways',
  async (kind) => {
    const error = new HumaPayrollError(kind, 'Tripletex said \x1b[31mno\x1b[0m.', {
      hint: 'Look first.\nThen: huma-payroll status nordlys',
      details: { status: 403 },
      requestId: 'r-1',
    })
    const text = testWorld({ env: { FORCE_COLOR: '1' } })
    expect(await run(['logs', '--follow'], text.world, Promise.reject(error))).toBe(errorKinds[kind].exitCode)
    const symbol = kind === 'cancelled' ? '\x1b[33m⚠\x1b[39m' : '\x1b[31m✖\x1b[39m'
    expect(text.err().replace('Nothing in the log fits.\n', '').split('\n')).toEqual([
      `${symbol} Tripletex said no.`,
      '  Look first.',
      '  Then: \x1b[36mhuma-payroll status nordlys\x1b[39m',
      "  \x1b[2mRequest r-1, for the system's support\x1b[22m",
      '',
    ])

    const json = testWorld()
    expect(await run(['logs', '--follow', '--json'], json.world, Promise.reject(error))).toBe(errorKinds[kind].exitCode)
    expect(JSON.parse(json.out())).toEqual({
      version: 1,
      ok: false,
      error: {
        kind,
        message: 'Tripletex said \x1b[31mno\x1b[0m.',
        hint: 'Look first.\nThen: huma-payroll status nordlys',
        details: { status: 403, requestId: 'r-1' },
      },
    })
    text.interrupt()
    json.interrupt()
  },
)

test('what cannot be kept is said before anything else happens', async () => {
  const { world, out } = testWorld({ home: '/dev/null/home' })
  expect(await run(['status', '--json'], world)).toBe(1)
  expect(JSON.parse(out())).toMatchObject({ version: 1, ok: false, error: { kind: 'storage' } })
})

test('a fault of the program is told without its text; the stack only on demand', async () => {
  const fault = () =>
    Promise.reject(Object.assign(new TypeError('kari@nordlys.example earns 54000'), { code: 'EFAULT' }))
  const quiet = testWorld()
  expect(await run(['logs', '--follow', '--json'], quiet.world, fault())).toBe(1)
  expect(JSON.parse(quiet.out()).error).toMatchObject({
    kind: 'internal',
    message: 'A fault in huma-payroll itself (TypeError, EFAULT).',
  })
  expect(quiet.out() + quiet.err()).not.toMatch(/kari|54000|main\.test/)

  const loud = testWorld({ env: { HUMA_PAYROLL_DEBUG: '1' } })
  expect(await run(['logs', '--follow'], loud.world, fault())).toBe(1)
  expect(loud.err()).toMatch(/TypeError: kari@nordlys.example.*\n.*main\.test/)
  quiet.interrupt()
  loud.interrupt()
})

test('a fault outside of the command’s reach ends the program with one object', async () => {
  const preload = `process.on('SIGUSR2', () => { throw new TypeError('kari@nordlys.example') })`
  const program = start(['logs', '--follow', '--json'], { preload, env: { HUMA_PAYROLL_HOME: homeWithLog(1) } })
  await firstLine(program)
  program.kill('SIGUSR2')
  const { exitCode, stdout, stderr } = await program
  expect(exitCode).toBe(1)
  expect(JSON.parse(String(stdout).trim().split('\n').at(-1) ?? '')).toMatchObject({
    ok: false,
    error: { kind: 'internal' },
  })
  expect(`${stdout}${stderr}`).not.toContain('kari')
})

test('a reader that leaves is no fault of a command that only reads', async () => {
  const home = homeWithLog(3000)
  for (const follow of ['', '--follow']) {
    const line = `"$0" "$1" logs --limit 3000 ${follow} | head -n 1; exit "\${PIPESTATUS[0]}"`
    const { exitCode, stdout, stderr } = await execa('bash', ['-c', line, process.execPath, launcher], {
      reject: false,
      env: { HUMA_PAYROLL_HOME: home },
    })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('sent')
  }
})

test('for a command that writes a reader that leaves is an interruption', async () => {
  const { world, interrupt, err } = testWorld()
  const cancelled = Promise.reject(new HumaPayrollError('cancelled', 'Cancelled.'))
  interrupt('nobody reads the output')
  expect(await run(['sync-users', 'nordlys', '--plan', '/dev/null/plan'], world, cancelled)).toBe(130)
  expect(err()).toContain('Cancelled.')
  const reading = testWorld()
  reading.interrupt('nobody reads the output')
  const again = Promise.reject(new HumaPayrollError('cancelled', 'Cancelled.'))
  expect(await run(['status'], reading.world, again)).toBe(0)
  expect(reading.err()).toBe('')
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends what is under way, with one line; the second at once',
  async (signal) => {
    // Something that never ends stands for a write that takes its time.
    const preload = 'setInterval(() => {}, 1000)'
    const program = start(['logs', '--follow'], { preload, env: { HUMA_PAYROLL_HOME: homeWithLog(1) } })
    await firstLine(program)
    program.kill(signal)
    expect(await firstLine(program, 'stderr')).toContain('Ctrl-C again')
    program.kill(signal)
    const { exitCode, stderr } = await program
    expect(exitCode).toBe(130)
    expect(String(stderr).trim().split('\n')).toHaveLength(1)
  },
)

test('Ctrl-C at a question is a cancelled command', async () => {
  const terminal = startTerminal({
    command: process.execPath,
    args: [launcher, 'connect', 'huma'],
    env: { ...process.env, HUMA_PAYROLL_HOME: temporaryFolder(), LANG: 'C.UTF-8' },
  })
  await terminal.waitFor('?')
  terminal.press('ctrl-c')
  expect(await terminal.exit()).toBe(130)
  expect(terminal.screen()).toMatch(/⚠ Cancelled\./)
})

/** The launcher under another version of Node than the one that runs it. */
function under(version: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const preload = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  return start(args, { preload, env })
}

test('the launcher accepts exactly the versions of Node that package.json names', async () => {
  const { engines } = JSON.parse(readRepositoryFile('package.json'))
  expect(engines.node).toBe('^22.22.2 || ^24.15.0 || >=26.0.0')
  const good = ['22.22.2', '22.23.0', '24.15.0', '24.99.0', '26.0.0', '27.1.0', '100.0.0']
  const bad = ['9.0.0', '18.20.0', '20.20.2', '22.9.0', '22.22.1', '23.11.0', '24.14.9', '25.9.0']
  for (const version of good) {
    expect((await under(version, ['--version'], { HUMA_PAYROLL_RESTARTED: '1' })).exitCode, version).toBe(0)
  }
  for (const version of bad) {
    const { exitCode, stdout, stderr } = await under(version, ['--version'], { HUMA_PAYROLL_RESTARTED: '1' })
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^huma-payroll needs Node [^\\n]* this is Node ${version}\\.\\n$`))
  }
})

test('under another Node a clone goes on with its own: output, exit code and signals are the same', async () => {
  const { stdout, exitCode } = await under('20.1.0', ['statsu', '--json'], {})
  expect(exitCode).toBe(2)
  expect(JSON.parse(String(stdout))).toMatchObject({ ok: false, error: { kind: 'usage' } })

  const program = under('20.1.0', ['logs', '--follow'], { HUMA_PAYROLL_HOME: homeWithLog(1) })
  await firstLine(program)
  program.kill('SIGTERM')
  const ended = await program
  expect({ exitCode: ended.exitCode, signal: ended.signal }).toEqual({ exitCode: 0, signal: undefined })
  expect(ended.stderr).toContain('Ctrl-C again')
})

test('of warnings of Node only the one about SQLite is kept quiet', async () => {
  const preload = `process.once('beforeExit', () => {
    process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning')
    process.emitWarning('something else', 'ExperimentalWarning')
  })`
  expect((await start(['--version'], { preload })).stderr).toBe('ExperimentalWarning: something else\n')
})

test('to tell its version it loads none of the large libraries', async () => {
  const preload = `
    import { registerHooks } from 'node:module'
    registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context) } })
  `
  const { stderr, exitCode } = await start(['--version'], { preload })
  expect(exitCode).toBe(0)
  expect(stderr).toContain('commander')
  expect(stderr).not.toMatch(/node_modules\/(zod|undici|conf|ora|@inquirer|hono|open|libphonenumber-js|keytar)\//)
})
