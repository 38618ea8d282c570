/** The state under several processes, under kill -9, and on disks that say no. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, type TestContext, test } from 'vitest'
import type { StorePaths } from '../../src/store/paths.ts'
import { openState } from '../../src/store/state.ts'
import type { State } from '../../src/store/store.ts'
import { pathsIn, temporaryFolder } from '../helpers/home.ts'
import { type Script, startScript } from '../helpers/script.ts'

const opening = `
  import { openState } from '#/store/state.ts'
  const at = '2026-11-03T08:00:00.000Z'
  const paths = JSON.parse(process.env.PATHS)
  const state = openState({ paths, now: Date.now, host: 'desk', pid: process.pid })`

function start(paths: StorePaths, script: string, through?: readonly string[]): Script {
  return startScript(opening + script, { env: { PATHS: JSON.stringify(paths) }, ...(through && { through }) })
}

function open(paths: StorePaths): State {
  const state = openState({ paths, now: Date.now, host: 'desk', pid: process.pid })
  onTestFinished(() => state.close())
  return state
}

test('a living holder keeps its lease, a dead one loses it at once', async () => {
  const paths = pathsIn()
  const state = open(paths)
  const holder = start(paths, `; state.takeLease('c1'); console.log('held'); setInterval(() => {}, 1e9)`)
  expect(await holder.line()).toBe('held')
  expect(() => state.takeLease('c1')).toThrow(
    expect.objectContaining({ kind: 'busy', message: expect.stringContaining(`process ${holder.pid} on desk`) }),
  )
  holder.kill()
  await holder.end()
  const elsewhere = openState({ paths, now: Date.now, host: 'laptop', pid: process.pid })
  onTestFinished(() => elsewhere.close())
  // From another machine nobody can see that the process is gone.
  expect(() => elsewhere.takeLease('c1')).toThrow(expect.objectContaining({ kind: 'busy' }))
  state.takeLease('c1').assertHeld()
})

test('a lease does not keep a process from ending', async () => {
  expect(await start(pathsIn(), `; state.takeLease('c1')`).end()).toMatchObject({ exitCode: 0, stderr: '' })
})

test('two processes that take turns by the lease never lose a change', async () => {
  const paths = pathsIn()
  const counting = `
    for (let done = 0; done < 100; ) {
      let lease
      try {
        lease = state.takeLease('c1')
      } catch (error) {
        if (error.kind !== 'busy') throw error
        await new Promise((resolve) => setTimeout(resolve, 1))
        continue
      }
      const count = state.links('c1')[0]?.payrollId ?? '0'
      state.saveLinks(lease, [{ humaId: 'counter', payrollId: String(Number(count) + 1), linkedAt: at }])
      state.log([{ at, connectionId: 'c1', level: 'info', event: 'sent', message: String(process.pid) }])
      lease.release()
      done += 1
    }`
  const both = [start(paths, counting), start(paths, counting)]
  for (const one of both) expect(await one.end()).toMatchObject({ exitCode: 0, stderr: '' })
  const state = open(paths)
  expect(state.links('c1').map(({ payrollId }) => payrollId)).toEqual(['200'])
  expect(state.logEntries({ limit: 1000 })).toHaveLength(200)
})

test('ten processes that open a new file at once all find it ready', async () => {
  const paths = pathsIn()
  const all = Array.from({ length: 10 }, () =>
    start(paths, `; console.log(Buffer.from(state.digestKey()).toString('hex'))`),
  )
  const ends = await Promise.all(all.map((one) => one.end()))
  expect(ends.map(({ stderr, exitCode }) => stderr + exitCode)).toEqual(Array(10).fill('0'))
  expect(new Set(ends.map(({ stdout }) => stdout)).size).toBe(1)
})

test('kill -9 in the middle of writing loses nothing that was acknowledged', async () => {
  const paths = pathsIn()
  const writing = `
    const lease = state.takeLease('c1')
    const runId = state.startRun(lease, { command: 'sync-users', startedAt: at })
    for (let n = 0; ; n += 1) {
      const personId = process.pid + '-' + n
      const intent = { runId, kind: 'create', side: 'payroll', personId, payload: { phone: '+4791234567' }, openedAt: at }
      const id = state.openIntent(lease, intent)
      console.log('opened ' + personId)
      if (n % 3 === 0) continue
      const link = { humaId: personId, payrollId: personId, linkedAt: at }
      state.settleIntent(lease, id, { outcome: 'done', settledAt: at, resultId: personId }, link)
      console.log('settled ' + personId)
    }`
  const acknowledged = new Set<string>()
  // Killed after so many lines; how far it has come by then is up to chance.
  for (const lines of [1, 2, 3, 5, 8, 13, 40, 97, 150, 301]) {
    const writer = start(paths, writing)
    for (let line = 0; line < lines; line += 1) acknowledged.add((await writer.line()) ?? 'ended by itself')
    writer.kill()
    for (let line = await writer.line(); line !== undefined; line = await writer.line()) acknowledged.add(line)
  }
  const state = open(paths)
  const links = new Set(state.links('c1').map(({ humaId }) => humaId))
  const openIntents = new Set(state.openIntents('c1').map(({ personId }) => personId))
  const lost = [...acknowledged].filter((line) => {
    const [what, personId = ''] = line.split(' ')
    return what === 'settled' ? !links.has(personId) : !links.has(personId) && !openIntents.has(personId)
  })
  expect(lost).toEqual([])
  // An intent ends together with its link, so nobody is both.
  expect([...links].filter((personId) => openIntents.has(personId))).toEqual([])
  expect(state.runs('c1', 20).map(({ result }) => result)).toEqual([undefined, ...Array(9).fill('interrupted')])
  expect(acknowledged.size).toBeGreaterThanOrEqual(620)
})

const reporting = `
  function attempt(work) {
    try { work(); return true } catch (error) { console.log(JSON.stringify(error.name + ' ' + error.kind + ': ' + error.message)); return false }
  }`

test('a full disk is said so, and what was acknowledged stays', async ({ skip }) => {
  const folder = smallDisk(skip)
  const paths = pathsIn(folder)
  const writer = start(
    paths,
    `${reporting}
    const lease = state.takeLease('c1')
    let saved = 0
    while (attempt(() => state.saveLinks(lease, [{ humaId: 'h' + saved, payrollId: 'p'.repeat(2000) + saved, linkedAt: at }]))) saved += 1
    console.log(state.links('c1').length - saved)`,
  )
  const { stdout, stderr } = await writer.end()
  expect(stderr).toBe('')
  expect(stdout.split('\n')).toEqual([
    JSON.stringify(`HumaPayrollError storage: ${paths.state} cannot be written: the disk is full.`),
    '0',
  ])
})

test('a disk that cannot be written is said so, for a new state and for one that is there', ({ skip }) => {
  const folder = smallDisk(skip)
  const old = pathsIn(join(folder, 'old'))
  open(old).close()
  if (!succeeds('mount', '-o', 'remount,ro', folder)) return skip('this machine does not let root change a disk')
  for (const paths of [old, pathsIn(join(folder, 'new')), pathsIn(folder)]) {
    const refusal = {
      kind: 'storage',
      message: expect.stringMatching(/ cannot be written: the file system is read-only/),
    }
    expect(() => open(paths)).toThrow(expect.objectContaining(refusal))
  }
})

/** A disk of one megabyte of its own. */
function smallDisk(skip: TestContext['skip']): string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return skip('only root can make a small disk, on Linux')
  const folder = temporaryFolder()
  if (!succeeds('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)) {
    return skip('this machine does not let root mount a small disk')
  }
  onTestFinished(() => void succeeds('umount', '--lazy', folder))
  return folder
}

test('a folder without the right to write is said so', async ({ skip }) => {
  const paths = pathsIn(join(temporaryFolder(), 'home'))
  const folder = join(paths.state, '..')
  mkdirSync(folder)
  onTestFinished(() => chmodSync(folder, 0o755))
  chmodSync(join(folder, '..'), 0o755)
  chmodSync(folder, 0o555)
  const through = asNobody(skip)
  const opened = `
    const { openState } = await import('#/store/state.ts')
    ${reporting}
    attempt(() => openState({ paths: JSON.parse(process.env.PATHS), now: Date.now, host: 'desk', pid: process.pid }))`
  const env = { PATHS: JSON.stringify(paths) }
  const refused = `HumaPayrollError storage: ${paths.state} cannot be read or written: this account has no right to it.`
  expect((await startScript(opened, { env, through }).end()).stdout).toBe(JSON.stringify(refused))

  // The same with a state that somebody else has made.
  chmodSync(folder, 0o755)
  open(paths).close()
  chmodSync(paths.state, 0o444)
  chmodSync(folder, 0o555)
  const { stdout } = await startScript(opened, { env, through }).end()
  expect(stdout).toMatch(/^"HumaPayrollError storage: .*state.sqlite cannot be (opened|read or written)/)
})

/** Rights mean nothing to root. */
function asNobody(skip: TestContext['skip']): string[] {
  if (process.platform === 'win32') return skip('folders on Windows have no such rights')
  if (process.getuid?.() !== 0) return []
  const through = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  if (succeeds(...through, process.execPath, '--eval', '')) return through
  return skip('root cannot run this repository as somebody else here')
}

function succeeds(...[program = '', ...args]: string[]): boolean {
  return spawnSync(program, args).status === 0
}
