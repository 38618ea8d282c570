import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createIo, type Flags } from '../../src/ui/io.ts'

const wanted: Flags = { json: false, colour: true }

/** `terminals` names the streams that are one. */
function open(
  terminals: string,
  env: Readonly<Record<string, string>> = {},
  flags: Partial<Flags> = {},
  platform: NodeJS.Platform = 'linux',
) {
  const stdout = Object.assign(new PassThrough(), { isTTY: terminals.includes('out') })
  const stderr = Object.assign(new PassThrough(), { isTTY: terminals.includes('err') })
  const stdin = Object.assign(new PassThrough(), { isTTY: terminals.includes('in') })
  const interrupt = new AbortController()
  const desk = { stdin, stdout, stderr, platform, interrupted: interrupt.signal }
  const io = createIo({ ...desk, env: { LANG: 'nb_NO.UTF-8', ...env } }, { ...wanted, ...flags })
  async function written() {
    stdout.end()
    stderr.end()
    return { out: await text(stdout), err: await text(stderr) }
  }
  return { io, stdin, written, interrupt: () => interrupt.abort() }
}

test.each<[string, Readonly<Record<string, string>>, Partial<Flags>, out: boolean, err: boolean]>([
  ['out err', {}, {}, true, true],
  ['out', {}, {}, true, false],
  ['err', {}, {}, false, true],
  ['', {}, {}, false, false],
  ['', { FORCE_COLOR: '1' }, {}, true, true],
  ['out err', { FORCE_COLOR: '0' }, {}, false, false],
  ['out err', { NO_COLOR: '1' }, {}, false, false],
  ['out err', { NO_COLOR: '' }, {}, true, true],
  ['out err', { NO_COLOR: '1', FORCE_COLOR: '1' }, {}, false, false],
  ['out err', { FORCE_COLOR: '1' }, { colour: false }, false, false],
  ['out err', { TERM: 'dumb' }, {}, false, false],
])('colours on terminals [%s] with %j and %j: out %j, err %j', async (terminals, env, flags, out, err) => {
  const { io, written } = open(terminals, env, flags)
  io.out(io.theme.good('good'))
  io.err(io.theme.good('good'))
  const shown = (colour: boolean) => (colour ? '\x1b[32mgood\x1b[39m\n' : 'good\n')
  expect(await written()).toEqual({ out: shown(out), err: shown(err) })
})

test.each<[NodeJS.Platform, Readonly<Record<string, string>>, boolean]>([
  ['linux', { LANG: 'en_US.UTF-8' }, true],
  ['linux', { LANG: 'C.utf8' }, true],
  ['linux', { LANG: '' }, false],
  ['linux', { LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
  ['linux', { LANG: 'C', LC_CTYPE: 'C.UTF-8' }, true],
  ['linux', { LANG: 'en_US.UTF-8', TERM: 'dumb' }, false],
  ['darwin', { LANG: '' }, true],
  ['win32', { LANG: '' }, false],
  ['win32', { LANG: '', WT_SESSION: '1' }, true],
])('on %s with %j Unicode is %j', (platform, env, unicode) => {
  const { theme } = open('out err', env, {}, platform).io
  expect(theme.unicode).toBe(unicode)
  expect(Object.values(theme.symbols).some((symbol) => /[^\p{ASCII}]/u.test(symbol))).toBe(unicode)
})

test.each([
  ['in out err', {}, {}, true],
  ['in err', {}, {}, true],
  ['out err', {}, {}, false],
  ['in out', {}, {}, false],
  ['in out err', { TERM: 'dumb' }, {}, false],
  ['in out err', {}, { json: true }, false],
])('with terminals [%s], %j and %j somebody can be asked: %j', (terminals, env, flags, interactive) => {
  expect(open(terminals, env, flags).io.interactive).toBe(interactive)
})

test('with --json only the one object reaches stdout, and nothing in it that a terminal obeys', async () => {
  const { io, written } = open('out err', {}, { json: true })
  const value = { name: 'Kari\x9b2J\u202E', ø: '\x1b[31m' }
  io.out('for people')
  io.envelope(value)
  const { out } = await written()
  expect(out).toMatch(/^[^\p{Cc}\u202E]*\n$/u)
  expect(JSON.parse(out)).toEqual(value)
})

test('a line ends once, and all of stdin is read', async () => {
  const { io, stdin, written } = open('')
  stdin.write('typed ')
  io.out('one')
  io.out('two\n')
  io.out('')
  expect(await written()).toEqual({ out: 'one\ntwo\n\n', err: '' })
  stdin.end(Buffer.from('tæxt'))
  expect(await io.readStdin()).toBe('typed tæxt')
})

test('Ctrl-C ends the wait for stdin', async () => {
  const { io, interrupt } = open('')
  const reading = io.readStdin()
  interrupt()
  await expect(reading).rejects.toMatchObject({ kind: 'cancelled' })
})
